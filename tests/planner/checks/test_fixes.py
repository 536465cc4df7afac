"""One-click remedies: each repairs what it says, and touches nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.load import load
from planner.checks import fix, fixable
from planner.checks.registry import FIXES
from planner.plan import Certificate, Plan

from .plans import BALLOT, FORMS, LETTER, MEETING, SITE, STAND, START, TOWN, WORKSHOP, act, named, plan, public

CO_PRODUCE = act("workshop", "co_produce", week=5)
OLD = public("Plus de 70 ans", profile={"age": ["70+"]})
FAR = public("Allocataires", tags=["far_from_digital", "precarious"])
YOUNG, RURAL, FAMILIES = public("Jeunes", tags=["young"]), public("Hameaux", tags=["rural"]), public("Parents", tags=["families"])
POST = act("social_media", "mobilise", week=1)


def crowded() -> dict[str, Any]:
    return {"methods": {"public_meeting": {"people": 200}, "online_survey": {"people": 50}}}


# principle: a plan that breaks it, and the methods that the fix adds
FIXED: dict[str, tuple[Plan, list[str]]] = {
    "no_digital_only": (plan(SITE), ["market_stand", "paper_forms"]),
    "no_in_person_only": (plan(STAND), ["online_survey"]),
    "always_open_channel": (plan(STAND), ["online_survey"]),
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
}  # fmt: skip


def mended(rule: str) -> tuple[Plan, Plan]:
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


@pytest.mark.parametrize("rule", sorted(set(FIXED) - {"childcare_support"}))
def test_a_fix_keeps_everything_else(rule: str) -> None:
    before, after = mended(rule)
    assert after.activities[: len(before.activities)] == before.activities
    assert after.bridges[: len(before.bridges)] == before.bridges
    assert (after.brief, after.commitments, after.set_aside) == (before.brief, before.commitments, before.set_aside)


def test_a_fix_gives_the_same_plan_every_time() -> None:
    assert mended("no_digital_only")[1] == mended("no_digital_only")[1]


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
