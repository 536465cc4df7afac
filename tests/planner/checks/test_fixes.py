"""One-click remedies: each repairs what it says, and touches nothing else."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from catalog.load import load
from planner.checks import check, fix, fixable
from planner.checks.registry import FIXES
from planner.plan import Certificate, Plan

from .plans import BALLOT, FORMS, LETTER, MEETING, SITE, STAND, START, TOWN, VOTE, WORKSHOP, act, named, plan, public

pytestmark = pytest.mark.usefixtures("briefs_laid_once")
CO_PRODUCE = act("workshop", "co_produce", week=5)
OLD = public("Plus de 70 ans", profile={"age": ["70+"]})
FAR = public("Allocataires", tags=["far_from_digital", "precarious"])
YOUNG, RURAL, FAMILIES = public("Jeunes", tags=["young"]), public("Hameaux", tags=["rural"]), public("Parents", tags=["families"])
POST = act("social_media", "mobilise", week=1)


JURY, PETITION = act("citizens_jury", "deliberate", week=10), act("petition_desk", "prioritise")
SHORT = {"methods": {"online_survey": {"weeks": 3}, **{name: {"weeks": 1} for name in ("workshop", "public_meeting", "citizens_jury")}}}
LONG_TO_PREPARE = {"methods": {"online_survey": {"lead_weeks": 6}}}
WORKSHOP_COSTS = {"purchases": 500, "setup_purchases": 0, "external_days": 0, "staff_days": 2, "setup_days": 0, "contributions": 0}
COSTS = {"methods": {"workshop": WORKSHOP_COSTS}}
POOR = {"budget": 1_000, "staff_days": 20}
# Those that change an activity that is there, rather than add one.
CHANGES = {"childcare_support", "tools_with_purpose", "window_length", "lead_time", "early_enough", "budget_complete"}


def crowded() -> dict[str, Any]:
    return {"methods": {"public_meeting": {"people": 200}, "online_survey": {"people": 50}}}


# principle: a plan that breaks it, and the methods that the fix adds
FIXED: dict[str, tuple[Plan, list[str]]] = {
    "no_digital_only": (plan(SITE), ["market_stand", "paper_forms"]),
    "no_in_person_only": (plan(STAND), ["online_survey", "letterbox_drop"]),
    "always_open_channel": (plan(STAND), ["online_survey", "letterbox_drop"]),
    "cross_posting": (plan(STAND, FORMS, SITE), []),
    "complementarity_designed": (plan(STAND, FORMS, SITE), []),
    "double_inclusion": (plan(SITE, LETTER), ["social_media"]),
    "strategy_per_channel": (plan(WORKSHOP, SITE, POST), ["letterbox_drop"]),
    "live_moment": (plan(SITE, MEETING), ["workshop"]),
    "conviviality_early": (plan(SITE, BALLOT), ["workshop"]),
    "coproduction_tools": (plan(MEETING, level="involve"), ["workshop"]),
    "method_diversity": (plan(WORKSHOP), ["existing_event", "paper_forms"]),
    "divide_covered": (plan(SITE, audiences=[OLD]), ["paper_forms"]),
    "assistance_planned": (plan(SITE, audiences=[OLD]), ["mediator_tablet"]),
    "non_digital_capacity": (
        plan(SITE, territory=TOWN, assumptions={"methods": {"online_survey": {"people": 100}}}), ["market_stand"],
    ),
    "online_profile_bias": (plan(SITE), ["market_stand"]),
    "meeting_profile_bias": (plan(MEETING, SITE, territory=TOWN, assumptions=crowded()), ["market_stand"]),
    "silent_majority": (plan(WORKSHOP), ["existing_event"]),
    "no_writing_needed": (plan(SITE, FORMS), ["market_stand"]),
    "territorial_divide": (plan(SITE, WORKSHOP, audiences=[FAR]), ["market_stand"]),
    "each_audience_two_ways": (plan(SITE, audiences=[OLD, FAR]), ["market_stand"]),
    "youth_dedicated": (plan(SITE, audiences=[YOUNG, OLD]), ["school_workshop"]),
    "language_access": (plan(SITE, context={"non_french_speakers": True}, commitments={"languages": ["fr"]}), ["community_relay"]),
    "rural_reach": (plan(SITE, audiences=[RURAL]), ["caravan"]),
    "childcare_support": (plan(WORKSHOP, audiences=[FAMILIES], commitments={"childcare": False}), []),
    "phase_coverage": (plan(STAND), ["exhibition", "report_back_meeting"]),
    "time_to_learn": (plan(CO_PRODUCE), ["exhibition"]),
    "feedback_same_channels": (plan(FORMS, commitments={"reply_strands": ["digital"]}), ["report_back_meeting"]),
    "mobilise_before": (plan(SITE), ["letterbox_drop"]),
    "online_between_meetings": (plan(WORKSHOP, JURY, {**SITE, "week": 1}, assumptions=SHORT), ["online_map"]),
    "tools_with_purpose": (plan({**SITE, "tools": ["limesurvey", "etherpad"]}, {**VOTE, "tools": ["etherpad"]}), []),
    "channels_neutral": (plan(PETITION), ["market_stand"]),
    "window_length": (plan(WORKSHOP, MEETING, assumptions=SHORT), []),
    "lead_time": (
        plan(SITE, limits={"start": START}, mandate={"council_on": "2026-12-14"}, assumptions=LONG_TO_PREPARE),
        [],
    ),
    "early_enough": (
        plan(SITE, mandate={"decided_on": "2027-02-21"}, limits={"start": START}, assumptions=SHORT), [],
    ),
    "continuity": (plan(WORKSHOP, {**MEETING, "week": 16}, assumptions=SHORT), ["letterbox_drop"]),
    "level_declared": (plan(MEETING, level="collaborate"), ["workshop"]),
    "identity_barrier": (plan(VOTE, commitments={"identity_asked": "strong"}), ["paper_ballot"]),
    "mobile_first": (plan(act("online_codrafting", "co_produce"), commitments={"mobile_form_minutes": 5}), ["workshop"]),
    "budget_complete": (plan({**WORKSHOP, "units": 3}, limits=POOR, assumptions=COSTS), []),
    "legal_means_respected": (plan(SITE, commitments={"announced_methods": ["online_survey", "public_meeting"]}), ["public_meeting"]),
    "legal_frame_identified": (plan(STAND, frame="voluntary"), ["report_back_meeting"]),
}  # fmt: skip


@cache
def mended(rule: str) -> tuple[Plan, Plan]:
    """The plan of the table and what the fix makes of it; neither can be changed by the tests that read them."""
    before = FIXED[rule][0]
    after = fix(before, load(), rule)
    assert after is not None
    return before, after


def test_every_fix_is_tested() -> None:
    assert set(FIXED) == set(FIXES)
    assert all(fixable(rule) for rule in FIXED)


@pytest.mark.parametrize("rule", FIXED)
def test_a_fix_repairs_what_it_says(rule: str) -> None:
    before, after = mended(rule)
    assert named(rule, before) != []
    assert named(rule, after) == []
    assert [a.method for a in after.activities[len(before.activities) :]] == FIXED[rule][1]


@pytest.mark.parametrize("rule", sorted(set(FIXED) - CHANGES))
def test_a_fix_keeps_everything_else(rule: str) -> None:
    before, after = mended(rule)
    assert after.activities[: len(before.activities)] == before.activities
    assert after.bridges[: len(before.bridges)] == before.bridges
    assert (after.brief, after.commitments, after.set_aside) == (before.brief, before.commitments, before.set_aside)


def test_a_fix_gives_the_same_plan_every_time() -> None:
    before, after = mended("no_digital_only")
    assert fix(before, load(), "no_digital_only") == after


def test_childcare_is_added_to_gatherings_and_to_nothing_else() -> None:
    here = plan(WORKSHOP, SITE, audiences=[FAMILIES], commitments={"childcare": False})
    after = fix(here, load(), "childcare_support")
    assert after is not None
    assert {a.id: a.options for a in after.activities} == {"workshop": ("childcare_meeting",), "online_survey": ()}


def test_bridges_lead_from_the_room_and_the_paper_to_the_platform() -> None:
    after = mended("cross_posting")[1]
    assert [(bridge.from_, bridge.to) for bridge in after.bridges] == [("market_stand", "online_survey"), ("paper_forms", "online_survey")]


def test_a_fix_is_meant_for_the_publics_that_were_named() -> None:
    after = fix(plan(SITE, audiences=[OLD, public("Actifs")]), load(), "divide_covered")
    assert after is not None
    assert after.activities[-1].audiences == ("Plus de 70 ans",)


def test_what_is_added_gets_a_week_where_the_others_have_one() -> None:
    """The survey starts in week 3: the stand starts with it, the letters two weeks ahead."""
    stand = fix(plan(SITE, limits={"start": START}), load(), "no_digital_only")
    letters = fix(plan(SITE), load(), "mobilise_before")
    assert stand is not None and letters is not None
    assert [a.week for a in stand.activities] == [3, 3, 3]
    assert letters.activities[-1].week == 1


def test_the_earliest_call_is_brought_forward() -> None:
    after = fix(plan({**LETTER, "week": 2}, {**POST, "week": 3}, {**SITE, "week": 3}), load(), "mobilise_before")
    assert after is not None
    assert {a.id: a.week for a in after.activities} == {"letterbox_drop": 1, "social_media": 3, "online_survey": 3}


def test_a_mended_plan_loses_the_certificate_of_the_other_one() -> None:
    proof = Certificate(objective="x", claimed=1, exact=1, bound=1, gap=0, seconds=1, proven=True, scope="all methods")
    after = fix(plan(SITE).model_copy(update={"certificate": proof}), load(), "no_digital_only")
    assert after is not None
    assert after.certificate is None


def test_nothing_is_mended_that_is_not_broken_or_that_no_edit_repairs() -> None:
    assert fix(plan(SITE, STAND), load(), "no_digital_only") is None
    assert fix(plan(commitments={"open_data": False}), load(), "open_export") is None
    assert fix(plan({**LETTER, "week": 1}, {**SITE, "week": 1}), load(), "mobilise_before") is None


ORDINARY = plan(
    STAND, SITE, FORMS, WORKSHOP, MEETING, LETTER, territory=TOWN, frame="voluntary", level="involve",
    limits={"start": START, "budget": 3_000, "staff_days": 5}, audiences=[OLD, FAR, YOUNG, FAMILIES],
)  # fmt: skip


def errors(here: Plan) -> dict[str, set[str]]:
    """The principles of error level, by verdict."""
    found: dict[str, set[str]] = {"met": set(), "broken": set()}
    for finding in check(here, load()):
        if finding.severity == "error":
            found.setdefault(finding.verdict, set()).add(finding.rule)
    return found


@pytest.fixture(scope="module")
def ordinary_errors(briefs_laid_once: None) -> dict[str, set[str]]:
    return errors(ORDINARY)


@pytest.mark.parametrize("rule", FIXED)
def test_a_fix_breaks_no_error_that_the_plan_met(rule: str, ordinary_errors: dict[str, set[str]]) -> None:
    """Tried on its plan of this table, and on a town’s ordinary plan."""
    own = FIXED[rule][0]
    tried = 0
    for after, before in ((mended(rule)[1], errors(own)), (fix(ORDINARY, load(), rule), ordinary_errors)):
        if after is not None:
            tried += 1
            assert (before["met"] - before["broken"]) & errors(after)["broken"] == set()
    assert tried >= 1


def weeks_after(rule: str) -> dict[str, int | None]:
    return {activity.id: activity.week for activity in mended(rule)[1].activities}


def test_an_activity_is_moved_no_further_than_it_takes() -> None:
    """Six weeks from 14 December: 25 January, week 4. Three weeks from 5: to the end of 7. A survey closed with week 4 is read in two."""
    assert weeks_after("lead_time") == {"online_survey": 4}
    assert weeks_after("window_length") == {"workshop": 5, "public_meeting": 7}
    assert weeks_after("early_enough") == {"online_survey": 2}


def test_what_opens_online_between_two_gatherings_opens_a_week_after_the_first() -> None:
    assert weeks_after("online_between_meetings") == {"workshop": 5, "citizens_jury": 10, "online_survey": 1, "online_map-diagnose": 6}


def test_a_tool_without_purpose_is_taken_off_and_the_others_stay() -> None:
    assert {a.id: a.tools for a in mended("tools_with_purpose")[1].activities} == {"online_survey": ("limesurvey",), "online_vote": ()}


def test_units_are_taken_away_until_the_money_suffices_and_no_activity_disappears() -> None:
    """Three workshops at 500 euros: two make 1,000. Under 500 euros, none of them can be paid."""
    assert [a.units for a in mended("budget_complete")[1].activities] == [2]
    poor = plan(WORKSHOP, limits={"budget": 499, "staff_days": 20}, assumptions=COSTS)
    assert fix(poor, load(), "budget_complete") is None


def test_a_move_that_would_outlast_the_time_there_is_is_not_proposed() -> None:
    tight = plan(WORKSHOP, MEETING, limits={"start": START, "end": "2027-02-14"}, assumptions=SHORT)
    assert named("window_length", tight) == ["plan"]
    assert fix(tight, load(), "window_length") is None
