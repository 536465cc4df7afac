"""One-click remedies: edits of activities and bridges that repair what a principle found.

A fix is deterministic and keeps everything else, except the certificate: it vouched for another plan.
Commitments are never edited: only the organiser can make them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, PHASES, Phase
from planner.brief import Audience
from planner.checks.case import CALLING_PHASES, Case, Numbers, Step
from planner.checks.registry import FIXES, fixes
from planner.checks.run import check
from planner.evaluate import evaluate
from planner.plan import Activity, Plan

# What to add first, where the plan's phases allow it.
OUTREACH = ("market_stand", "existing_event", "street_meeting", "shop_tour", "door_to_door")
PAPER = ("paper_forms", "reply_card", "paper_register")
ALWAYS_OPEN = ("online_survey", "online_map", "reply_card", "eregister", "online_forum", "online_codrafting")
CONVIVIAL = ("workshop", "neighbourhood_meeting", "world_cafe")
HELP = ("mediator_tablet", "permanence")
YOUTH = ("school_workshop", "youth_council")
RELAYS = ("community_relay", "outreach_shelter")
TOUR = ("caravan", "market_stand")
TOGETHER = ("workshop", "co_design_lab", "mapping_table")
CALL = ("letterbox_drop", "local_press", "poster_qr")
ONLINE_CALL = ("social_media", "messaging_group")
TELL = ("exhibition", "letterbox_drop", "site_visit")
REPORT = ("report_back_meeting", "exhibition", "participant_letter")
TYPED_IN = "Ce qui est recueilli est saisi et mis en ligne dans la semaine."
TAKEN_UP = "Ce qui est recueilli ici est repris là."


def fix(plan: Plan, catalog: Catalog, rule: str) -> Plan | None:
    """The plan mended so that a principle is no longer broken.

    Returns:
        None when the principle is not broken, or when no edit of activities or bridges repairs it.
    """
    if rule not in FIXES or not _broken(plan, catalog, rule):
        return None
    mended = FIXES[rule](plan, catalog)
    return mended if mended and not _broken(mended, catalog, rule) else None


def fixable(rule: str) -> bool:
    """Whether some plans that break a principle can be mended at a click."""
    return rule in FIXES


def _broken(plan: Plan, catalog: Catalog, rule: str) -> tuple[str, ...]:
    """The subjects of the broken findings of one principle."""
    return tuple(finding.subject for finding in check(plan, catalog, select=(rule,)) if finding.verdict == "broken")


# -- edits ---------------------------------------------------------------------------------------------


def _edited(plan: Plan, activities: Sequence[Any] = (), bridges: Sequence[Any] = ()) -> Plan:
    """The plan with activities and bridges added, checked again as if it had been read from a file."""
    data = plan.model_dump(by_alias=True)
    data["activities"] = [*data["activities"], *activities]
    data["bridges"] = [*data["bridges"], *bridges]
    return Plan.model_validate({**data, "certificate": None})


def _with(
    plan: Plan, catalog: Catalog, *wanted: Sequence[str], phases: Sequence[Phase] = (), audiences: Iterable[Audience] = ()
) -> Plan | None:
    """The plan with one activity for each list of candidate methods; None when the catalogue has none of them."""
    names = tuple(audience.name for audience in audiences)
    added = []
    for candidates in wanted:
        chosen = _choose(catalog, candidates, phases or _contribution_phases(plan))
        if chosen is None:
            return None
        method, phase = chosen
        added.append({"method": method, "phase": phase, "units": 1, "audiences": names, "week": _week(plan, catalog, phase)})
    return _placed(_edited(plan, added), catalog, len(plan.activities))


def _choose(catalog: Catalog, candidates: Sequence[str], phases: Sequence[Phase]) -> tuple[str, Phase] | None:
    """The first candidate that suits one of the phases, else the first in its own contribution phase."""
    known = [catalog.methods[id] for id in candidates if id in catalog.methods]
    for phase in phases:
        for method in known:
            if phase in method.phases:
                return method.id, phase
    own = [(method.id, phase) for method in known for phase in method.phases if phase in CONTRIBUTION_PHASES]
    return own[0] if own else None


def _contribution_phases(plan: Plan) -> tuple[Phase, ...]:
    """The contribution phases that the plan uses, in order, else those of its brief."""
    used = {activity.phase for activity in plan.in_phases()}
    return tuple(phase for phase in CONTRIBUTION_PHASES if phase in used) or plan.brief.contribution_phases


def _week(plan: Plan, catalog: Catalog, phase: Phase) -> int | None:
    """Two weeks before the first contribution for a call, the week written for the phase for the rest, when weeks are known."""
    if phase in CALLING_PHASES:
        window = _case(plan, catalog, "mobilise_before").window()
        return max(window[0] - 2, 0) if window else None
    return min((a.week for a in plan.activities if a.week is not None and a.phase == phase), default=None)


def _placed(plan: Plan, catalog: Catalog, before: int) -> Plan:
    """Give the added activities the week that the calendar finds for them, where all the others have one."""
    added = plan.activities[before:]
    if any(activity.week is None for activity in plan.activities[:before]) or all(a.week is not None for a in added):
        return plan
    starts = {line.activity: line.start_week for line in evaluate(plan, catalog).lines}
    placed = [a if a.week is not None else a.model_copy(update={"week": starts[a.id]}) for a in added]
    return plan.model_copy(update={"activities": (*plan.activities[:before], *placed)})


def _case(plan: Plan, catalog: Catalog, rule: str) -> Case:
    return Case(plan, catalog, catalog.principles[rule], Numbers(plan, catalog))


def _named(plan: Plan, names: Iterable[str]) -> list[Audience]:
    wanted = set(names)
    return [audience for audience in plan.brief.audiences if audience.name in wanted]


# -- blend ---------------------------------------------------------------------------------------------


@fixes("no_digital_only")
def add_a_stand_and_a_paper_form(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, OUTREACH, PAPER)


@fixes("no_in_person_only", "always_open_channel")
def add_an_always_open_channel(plan: Plan, catalog: Catalog) -> Plan | None:
    """Nothing is added where a channel is open at all times but closes early: its dates are to be corrected."""
    if any(catalog.methods[activity.method].always_open for activity in plan.in_phases()):
        return None
    return _with(plan, catalog, ALWAYS_OPEN, phases=_contribution_phases(plan)[:1])


@fixes("cross_posting")
def bridge_to_the_platform(plan: Plan, catalog: Catalog) -> Plan | None:
    steps = _case(plan, catalog, "cross_posting").steps
    platform = next((s for s in sorted(steps, key=lambda s: not (s.contributes and s.method.always_open)) if s.digital), None)
    if platform is None:
        return None
    lost = _broken(plan, catalog, "cross_posting")
    return _edited(plan, bridges=[{"from": id, "to": platform.id, "how": TYPED_IN} for id in lost])


@fixes("complementarity_designed")
def bridge_to_another_channel(plan: Plan, catalog: Catalog) -> Plan | None:
    """Each activity that stands alone feeds the next one of another channel, or is fed by the last."""
    steps = {step.id: step for step in _case(plan, catalog, "complementarity_designed").contributions}
    links = []
    for id in _broken(plan, catalog, "complementarity_designed"):
        here = steps[id]
        others = sorted((s for s in steps.values() if s.strands - here.strands), key=lambda s: (_gap(here, s), s.id))
        if others:
            ends = (here.id, others[0].id) if _gap(here, others[0])[0] == 0 else (others[0].id, here.id)
            links.append({"from": ends[0], "to": ends[1], "how": TAKEN_UP})
    return _edited(plan, bridges=links)


def _gap(here: Step, other: Step) -> tuple[int, int]:
    """How far another activity is in the order of phases, those that come with or after this one first."""
    distance = PHASES.index(other.phase) - PHASES.index(here.phase)
    return (0, distance) if distance >= 0 else (1, -distance)


@fixes("double_inclusion")
def announce_where_people_are(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, ONLINE_CALL, phases=("mobilise",))


@fixes("strategy_per_channel")
def add_a_call(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, CALL, phases=("mobilise",))


@fixes("live_moment")
def add_a_convivial_moment(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, CONVIVIAL)


@fixes("conviviality_early")
def add_an_early_convivial_moment(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, CONVIVIAL, phases=("diagnose", "ideate"))


@fixes("coproduction_tools")
def produce_together(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, TOGETHER, phases=("co_produce",))


@fixes("method_diversity")
def add_other_formats(plan: Plan, catalog: Catalog) -> Plan | None:
    """A stand, a paper form, an open channel: as many as it takes."""
    here: Plan | None = plan
    for candidates in (OUTREACH, PAPER, ALWAYS_OPEN):
        if here and _broken(here, catalog, "method_diversity"):
            used = {activity.method for activity in here.activities}
            here = _with(here, catalog, [id for id in candidates if id not in used])
    return here


# -- publics and the digital divide --------------------------------------------------------------------


@fixes("divide_covered")
def open_a_way_without_digital(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, PAPER, audiences=_named(plan, _broken(plan, catalog, "divide_covered")))


@fixes("assistance_planned")
def add_a_mediator(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, HELP)


@fixes("non_digital_capacity")
def add_stands_until_they_suffice(plan: Plan, catalog: Catalog) -> Plan | None:
    """One more stand at a time, up to the most that makes sense for the method."""
    mended = _with(plan, catalog, OUTREACH)
    if mended is None:
        return None
    stand, others = mended.activities[-1], mended.activities[:-1]
    for units in range(1, catalog.methods[stand.method].max_units + 1):
        mended = mended.model_copy(update={"activities": (*others, stand.model_copy(update={"units": units}))})
        if not _broken(mended, catalog, "non_digital_capacity"):
            break
    return mended


@fixes("online_profile_bias", "meeting_profile_bias", "silent_majority", "no_writing_needed")
def go_and_meet_people(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, OUTREACH)


@fixes("territorial_divide")
def go_to_deprived_areas(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, OUTREACH, audiences=_named(plan, _broken(plan, catalog, "territorial_divide")))


@fixes("each_audience_two_ways")
def open_two_ways(plan: Plan, catalog: Catalog) -> Plan | None:
    """Outreach for the publics that lack a way, then a paper form if one is not enough."""
    for wanted in ((OUTREACH,), (OUTREACH, PAPER)):
        mended = _with(plan, catalog, *wanted, audiences=_named(plan, _broken(plan, catalog, "each_audience_two_ways")))
        if mended and not _broken(mended, catalog, "each_audience_two_ways"):
            return mended
    return None


@fixes("youth_dedicated")
def add_a_session_for_the_young(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, YOUTH, audiences=_named(plan, _broken(plan, catalog, "youth_dedicated")))


@fixes("language_access")
def work_with_relays(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, RELAYS)


@fixes("rural_reach")
def go_from_village_to_village(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, TOUR)


@fixes("childcare_support")
def add_childcare(plan: Plan, catalog: Catalog) -> Plan | None:
    """Childcare at every gathering in which people contribute."""
    if "childcare_meeting" not in catalog.methods:
        return None
    gatherings = {step.id for step in _case(plan, catalog, "childcare_support").contributions if step.convened}

    def cared(activity: Activity) -> Activity:
        return activity.model_copy(update={"options": (*activity.options, "childcare_meeting")}) if activity.id in gatherings else activity

    return _edited(plan.model_copy(update={"activities": tuple(map(cared, plan.activities))}))


# -- steps and calendar --------------------------------------------------------------------------------


@fixes("phase_coverage")
def add_the_missing_steps(plan: Plan, catalog: Catalog) -> Plan | None:
    missing = set(_broken(plan, catalog, "phase_coverage"))
    here: Plan | None = plan
    if "contribution" in missing:
        here = _with(plan, catalog, OUTREACH, ALWAYS_OPEN)
    if here and "inform" in missing:
        here = _with(here, catalog, TELL, phases=("inform",))
    if here and "report_back" in missing:
        here = _with(here, catalog, REPORT, phases=("report_back",))
    return here


@fixes("time_to_learn")
def inform_first(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, TELL, phases=("inform",))


@fixes("feedback_same_channels")
def report_back_in_person(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, REPORT, phases=("report_back",))


@fixes("mobilise_before")
def mobilise_earlier(plan: Plan, catalog: Catalog) -> Plan | None:
    """Bring the first call forward, or add one; nothing can be done where contributions start too soon."""
    case = _case(plan, catalog, "mobilise_before")
    if not case.calls:
        return _with(plan, catalog, CALL, phases=("mobilise",))
    first = min(case.calls, key=lambda step: case.weeks(step) or (0, 0))
    week = _week(plan, catalog, "mobilise")
    moved = tuple(a.model_copy(update={"week": week}) if a.id == first.id else a for a in plan.activities)
    return _edited(plan.model_copy(update={"activities": moved}))
