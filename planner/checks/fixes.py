"""One-click remedies: edits of activities and bridges that repair what a principle found.

A fix is deterministic and keeps everything else, except the certificate: it vouched for another plan.
Commitments are never edited: only the organiser can make them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, PHASES, Phase
from planner.braid import recipes
from planner.brief import Audience
from planner.checks.case import CALLING_PHASES, FEW, Case, Numbers, Step
from planner.checks.finding import Finding
from planner.checks.registry import FIXES, fixes
from planner.checks.reply import longest_gap
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
PANELS = ("deliberative_workshop", "citizens_jury")
TOGETHER = ("workshop", "co_design_lab", "mapping_table")
CALL = ("letterbox_drop", "local_press", "poster_qr")
ONLINE_CALL = ("social_media", "messaging_group")
TELL = ("exhibition", "letterbox_drop", "site_visit")
ONLINE = ("online_survey", "online_map", "online_ideation", "online_forum", "online_codrafting")
NEWS = ("letterbox_drop", "exhibition", "local_press")
REGISTER = ("eregister", "online_survey")
WEAVE = ("cross_posting", "complementarity_designed")  # principles on the bridges
TRIMS = 500  # units taken away at most
CLOSING_PHASES: tuple[Phase, ...] = ("report_back", "evaluate")
REPORT = ("report_back_meeting", "exhibition", "participant_letter")


def fix(plan: Plan, catalog: Catalog, rule: str) -> Plan | None:
    """The plan mended so that a principle is no longer broken.

    Returns:
        None when the principle is not broken, when no edit of activities or bridges repairs it, or when the edit
        would break another principle of error level that the plan meets.
    """
    if rule not in FIXES or not _broken(plan, catalog, rule):
        return None
    mended = FIXES[rule](plan, catalog)
    if mended is None or _broken(mended, catalog, rule):
        return None
    kept = _kept(plan, catalog)
    for lost in sorted(kept & _lost(mended, catalog)):  # a survey added where nothing calls people to it: a call comes with it
        mended = FIXES[lost](mended, catalog) if mended and lost in FIXES else None
    if mended is None or (kept | {rule}) & _lost(mended, catalog, rule):
        return None
    return _woven(plan, mended, catalog)


def _woven(plan: Plan, mended: Plan, catalog: Catalog) -> Plan:
    """What an edit added is linked to the rest, where the plan had no loose strand before."""
    for rule in WEAVE:
        if not _broken(plan, catalog, rule) and _broken(mended, catalog, rule):
            mended = FIXES[rule](mended, catalog) or mended
    return mended


def _errors(plan: Plan, catalog: Catalog, *more: str) -> tuple[Finding, ...]:
    """What the principles of error level, and some more, say of a plan."""
    return check(plan, catalog, select=[*more, *(rule.id for rule in catalog.principles.values() if rule.severity == "error")])


def _lost(plan: Plan, catalog: Catalog, *more: str) -> set[str]:
    """Those that a plan breaks."""
    return {finding.rule for finding in _errors(plan, catalog, *more) if finding.verdict == "broken"}


def _kept(plan: Plan, catalog: Catalog) -> set[str]:
    """Those that a plan meets."""
    findings = _errors(plan, catalog)
    return {finding.rule for finding in findings if finding.verdict == "met"} - {f.rule for f in findings if f.verdict == "broken"}


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
    starts = {line.activity: line.start_week for line in evaluate(plan, catalog, draws=FEW).lines}
    placed = [a if a.week is not None else a.model_copy(update={"week": starts[a.id]}) for a in added]
    return plan.model_copy(update={"activities": (*plan.activities[:before], *placed)})


def _moved(plan: Plan, catalog: Catalog, weeks: Mapping[str, int]) -> Plan | None:
    """The plan with some activities in other weeks; None when it then lasts longer than the time there is.

    What reports back or evaluates in a written week follows a window that closes later.
    """
    before, limit = _case(plan, catalog, "window_length").window(), plan.brief.limits.weeks
    here = plan.model_copy(update={"activities": tuple(_at(a, weeks.get(a.id, a.week)) for a in plan.activities)})
    after = _case(here, catalog, "window_length").window()
    later = after[1] - before[1] if before and after else 0
    if later > 0:
        closing = {a.id: a.week + later for a in here.activities if a.phase in CLOSING_PHASES and a.week is not None and a.id not in weeks}
        here = here.model_copy(update={"activities": tuple(_at(a, closing.get(a.id, a.week)) for a in here.activities)})
    if limit is not None:
        lasts, lasted = evaluate(here, catalog, draws=FEW).weeks or 0, evaluate(plan, catalog, draws=FEW).weeks or 0
        if lasts > max(limit, lasted):
            return None
    return _edited(here)


def _at(activity: Activity, week: int | None) -> Activity:
    return activity.model_copy(update={"week": week})


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
    """A channel that starts late is opened with the first contribution; where none stays open to the last, another takes over."""
    case = _case(plan, catalog, "always_open_channel")
    open_all_day = [step for step in case.contributions if step.method.always_open]
    if not open_all_day:
        return _with(plan, catalog, ALWAYS_OPEN, phases=_contribution_phases(plan)[:1])
    window = case.window()
    if window is None:
        return None
    here = _moved(plan, catalog, {open_all_day[0].id: window[0]}) or plan
    return here if not _broken(here, catalog, "always_open_channel") else _relieved(here, catalog)


def _relieved(plan: Plan, catalog: Catalog) -> Plan | None:
    """A channel open at all times is added, that closes with the last contribution."""
    used = {activity.method for activity in plan.activities}
    more = _with(plan, catalog, [id for id in ALWAYS_OPEN if id not in used], phases=_contribution_phases(plan)[-1:])
    case = _case(more, catalog, "always_open_channel") if more else None
    window = case.window() if case else None
    if more is None or case is None or window is None:
        return None
    added = next(step for step in case.steps if step.id == more.activities[-1].id)
    span = case.weeks(added)
    return _moved(more, catalog, {added.id: max(window[0], window[1] - (span[1] - span[0]))}) if span else None


@fixes("cross_posting")
def bridge_to_the_platform(plan: Plan, catalog: Catalog) -> Plan | None:
    steps = _case(plan, catalog, "cross_posting").steps
    platform = next((s for s in sorted(steps, key=lambda s: not (s.contributes and s.method.always_open)) if s.digital), None)
    if platform is None:
        return None
    lost = set(_broken(plan, catalog, "cross_posting"))
    return _edited(plan, bridges=[_bridge(step, platform, catalog) for step in steps if step.id in lost])


def _bridge(start: Step, end: Step, catalog: Catalog) -> dict[str, str]:
    """A bridge between two activities, with how it works for their kinds."""
    return {"from": start.id, "to": end.id, "how": recipes(start.method.id, end.method.id, catalog).fr}


@fixes("complementarity_designed")
def bridge_to_another_channel(plan: Plan, catalog: Catalog) -> Plan | None:
    """Each activity that stands alone feeds the next one of another channel, or is fed by the last."""
    steps = {step.id: step for step in _case(plan, catalog, "complementarity_designed").contributions}
    links = []
    for id in _broken(plan, catalog, "complementarity_designed"):
        here = steps[id]
        others = sorted((s for s in steps.values() if s.strands - here.strands), key=lambda s: (_gap(here, s), s.id))
        if others:
            ends = (here, others[0]) if _gap(here, others[0])[0] == 0 else (others[0], here)
            links.append(_bridge(*ends, catalog))
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


@fixes("online_between_meetings")
def open_something_online_between(plan: Plan, catalog: Catalog) -> Plan | None:
    """An online channel from the week after the first gathering."""
    case = _case(plan, catalog, "online_between_meetings")
    spans = [span for step in case.contributions if step.convened and (span := case.weeks(step))]
    first, last = min(start for start, _ in spans), max(start for start, _ in spans)
    used = {activity.method for activity in plan.activities}
    mended = _with(plan, catalog, [id for id in ONLINE if id not in used] or ONLINE)
    return _moved(mended, catalog, {mended.activities[-1].id: min(first + 1, last)}) if mended else None


@fixes("tools_with_purpose")
def take_stray_tools_away(plan: Plan, catalog: Catalog) -> Plan | None:
    """Tools that do nothing an activity needs are taken off it; which one to name instead is left to the organiser."""
    stray = set(_broken(plan, catalog, "tools_with_purpose"))

    def fitting(activity: Activity) -> Activity:
        uses = set(catalog.methods[activity.method].uses)
        kept = tuple(id for id in activity.tools if uses & set(catalog.tools[id].uses))
        return activity.model_copy(update={"tools": kept}) if activity.id in stray else activity

    return _edited(plan.model_copy(update={"activities": tuple(map(fitting, plan.activities))}))


@fixes("channels_neutral")
def let_people_say_no(plan: Plan, catalog: Catalog) -> Plan | None:
    """Something other than signatures; a refusal that is written in the commitments is not an edit's to change."""
    return _with(plan, catalog, OUTREACH)


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


@fixes("window_length")
def lengthen_the_window(plan: Plan, catalog: Catalog) -> Plan | None:
    """The last contribution to open does so later; where there is one only, another channel is added in the weeks that follow."""
    case = _case(plan, catalog, "window_length")
    window = case.window()
    if window is None:
        return None
    week = window[0] + ceil(case.limit("min_days") / 7) - 1
    return _until(plan, catalog, case, week)


def _until(plan: Plan, catalog: Catalog, case: Case, week: int) -> Plan | None:
    """The plan with contributions open in a week at least."""
    spans = {step.id: span for step in case.contributions if (span := case.weeks(step))}
    if len(spans) > 1:
        last = max(spans, key=lambda id: (spans[id][0], spans[id][1]))
        length = spans[last][1] - spans[last][0]
        return _moved(plan, catalog, {last: max(week - length, spans[last][0])})
    used = {activity.method for activity in plan.activities}
    mended = _with(plan, catalog, [id for id in (*PAPER, *ALWAYS_OPEN) if id not in used])
    return _moved(mended, catalog, {mended.activities[-1].id: week}) if mended else None


@fixes("lead_time")
def leave_time_to_prepare(plan: Plan, catalog: Catalog) -> Plan | None:
    """Each activity that opens too soon after the vote does so in the first week that leaves its preparation."""
    case, council = _case(plan, catalog, "lead_time"), plan.brief.mandate.council_on
    rushed, weeks = set(_broken(plan, catalog, "lead_time")), {}
    for step in case.steps:
        lead, line = case.situation.effort(step.method).lead_weeks, case.line(step)
        if step.id in rushed and council and lead and line.starts_on and line.start_week is not None:
            weeks[step.id] = line.start_week + ceil((lead.value * 7 - (line.starts_on - council).days) / 7)
    return _moved(plan, catalog, weeks)


@fixes("early_enough")
def bring_contributions_forward(plan: Plan, catalog: Catalog) -> Plan | None:
    """Everything up to the last contribution comes earlier by as many weeks as it takes, if the first can still open in week 1."""
    case, decided = _case(plan, catalog, "early_enough"), plan.brief.mandate.decided_on
    window, closing = case.window(), case.closing_day
    if decided is None or window is None or closing is None:
        return None
    earlier = ceil(((closing - decided).days + case.limit("min_days")) / 7)
    if window[0] - earlier < 1:
        return None
    moved = [(step.id, span) for step in case.steps if step.phase not in CLOSING_PHASES and (span := case.weeks(step))]
    return _moved(plan, catalog, {id: max(span[0] - earlier, 0) for id, span in moved})


@fixes("continuity")
def keep_in_touch(plan: Plan, catalog: Catalog) -> Plan | None:
    """News to everybody in each silence that is too long, as late as the silence may last."""
    here: Plan | None = plan
    for _ in range(len(plan.activities) + 1):
        if here is None or not _broken(here, catalog, "continuity"):
            break
        case = _case(here, catalog, "continuity")
        _, after = longest_gap(sorted(span for step in case.steps if (span := case.weeks(step))))
        mended = _with(here, catalog, NEWS, phases=("inform",))
        here = _moved(mended, catalog, {mended.activities[-1].id: after + 1 + int(case.limit("max_gap_days") // 7)}) if mended else None
    return here


# -- level, means and law ------------------------------------------------------------------------------


@fixes("level_declared")
def reach_the_level(plan: Plan, catalog: Catalog) -> Plan | None:
    """A format that allows the level announced; shared decision is the council's to promise, and no edit gives it."""
    level = plan.brief.level
    if level is None:
        return None
    for candidates in (TOGETHER, PANELS):
        able = [id for id in candidates if id in catalog.methods and level in catalog.methods[id].levels]
        if able:
            return _with(plan, catalog, able)
    return None


@fixes("identity_barrier")
def vote_on_paper_too(plan: Plan, catalog: Catalog) -> Plan | None:
    return _with(plan, catalog, ("paper_ballot",), phases=("prioritise",))


@fixes("mobile_first")
def open_a_way_without_a_computer(plan: Plan, catalog: Catalog) -> Plan | None:
    here: Plan | None = plan
    phases = {activity.id: activity.phase for activity in plan.activities}
    for phase in dict.fromkeys(phases[id] for id in _broken(plan, catalog, "mobile_first") if id in phases):
        here = _with(here, catalog, (*OUTREACH, *PAPER, *CONVIVIAL), phases=(phase,)) if here else None
    return here


@fixes("budget_complete")
def take_units_away(plan: Plan, catalog: Catalog) -> Plan | None:
    """One unit at a time, where one more participant costs the most; no activity disappears."""
    here = plan
    for _ in range(TRIMS):
        case = _case(here, catalog, "budget_complete")
        limits, takes = plan.brief.limits, case.evaluation
        money = limits.budget is not None and takes.cost > limits.budget
        if not money and (limits.staff_days is None or takes.staff_days <= limits.staff_days):
            return _edited(here)
        price = {
            step.id: (case.line(step).cost if money else case.line(step).staff_days) / max(case.line(step).people, 1.0)
            for step in case.contributions
            if (step.activity.units or 1) > 1
        }
        if not price:
            return None
        dear = max(price, key=lambda id: price[id])
        fewer = (a.model_copy(update={"units": (a.units or 1) - 1}) if a.id == dear else a for a in here.activities)
        here = here.model_copy(update={"activities": tuple(fewer)})
    return None


@fixes("legal_means_respected")
def put_back_what_was_announced(plan: Plan, catalog: Catalog) -> Plan | None:
    here: Plan | None = plan
    for id in _broken(plan, catalog, "legal_means_respected"):
        method = catalog.methods[id]
        phases = tuple(phase for phase in _contribution_phases(plan) if phase in method.phases) or method.phases
        here = _with(here, catalog, (id,), phases=phases) if here else None
    return here


@fixes("legal_frame_identified")
def do_what_the_frame_asks(plan: Plan, catalog: Catalog) -> Plan | None:
    """The activities that the frame asks for, and the days of its window; replies and places are commitments."""
    frame = catalog.frames[plan.brief.frame or ""]
    here: Plan | None = plan
    for duty in (duty for duty in frame.duties if duty.id in _broken(plan, catalog, "legal_frame_identified")):
        if here is None:
            return None
        if duty.kind == "method" and duty.method:
            here = _with(here, catalog, (duty.method,), phases=catalog.methods[duty.method].phases)
        elif duty.kind == "digital_register":
            here = _with(here, catalog, REGISTER)
        elif duty.kind == "report":
            here = _with(here, catalog, REPORT, phases=("report_back",))
        elif duty.kind == "min_days" and duty.days:
            case = _case(here, catalog, "window_length")
            window = case.window()
            here = _until(here, catalog, case, window[0] + ceil(duty.days / 7) - 1) if window else None
        elif duty.kind == "notice_days" and duty.days:
            here = _told(here, catalog, ceil(duty.days / 7))
    return here


def _told(plan: Plan, catalog: Catalog, weeks: int) -> Plan | None:
    """The plan with its first call some weeks before the first contribution."""
    case = _case(plan, catalog, "mobilise_before")
    window = case.window()
    if window is None or window[0] - weeks < 0:
        return None
    if not case.calls:
        mended = _with(plan, catalog, CALL, phases=("mobilise",))
        return _moved(mended, catalog, {mended.activities[-1].id: window[0] - weeks}) if mended else None
    first = min(case.calls, key=lambda step: case.weeks(step) or (0, 0))
    return _moved(plan, catalog, {first.id: window[0] - weeks})
