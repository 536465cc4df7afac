"""Who is far from digital, what keeps people out, and what opens the door to them."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import BALLOT, FORMS, LETTER, MEETING, SITE, STAND, TOWN, VOTE, WORKSHOP, act, answers, missing, named, plan, public, verdicts

FAR = public("Allocataires", tags=["far_from_digital", "precarious"])
OLD = public("Plus de 70 ans", profile={"age": ["70+"]})
GRADUATES = public("Actifs diplômés", profile={"age": ["25-39"], "diploma": ["higher_education"]})


def drawing(**people: float) -> dict[str, object]:
    """Assumptions: how many people one unit of each method gathers in the reference town."""
    return {"methods": {method: {"people": number} for method, number in people.items()}}


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "divide_covered": (
        plan(SITE, FORMS, audiences=[FAR, OLD]),
        plan(SITE, audiences=[FAR, OLD, GRADUATES]),
        ["Allocataires", "Plus de 70 ans"],
    ),
    # About one person in five is far from digital: a stand of 100 beside a survey of 100 makes room, a stand of 5 does not.
    "non_digital_capacity": (
        plan(SITE, {**STAND, "units": 1}, territory=TOWN, assumptions=drawing(online_survey=100, market_stand=100)),
        plan(SITE, {**STAND, "units": 1}, territory=TOWN, assumptions=drawing(online_survey=100, market_stand=5)),
        ["plan"],
    ),
    "assistance_planned": (plan(SITE, act("mediator_tablet", "diagnose"), audiences=[OLD]), plan(SITE, audiences=[OLD]), ["plan"]),
    "identity_barrier": (
        plan(VOTE, BALLOT, commitments={"identity_asked": "strong"}),
        plan(SITE, commitments={"identity_asked": "strong"}),
        ["online_survey"],
    ),
    "mobile_first": (plan(SITE, commitments={"mobile_form_minutes": 10}), plan(SITE, commitments={"mobile_form_minutes": 11}), ["plan"]),
    "territorial_divide": (plan(SITE, STAND, audiences=[FAR]), plan(SITE, WORKSHOP, audiences=[FAR]), ["Allocataires"]),
    "online_profile_bias": (plan(SITE, STAND), plan(SITE), ["plan"]),
    "meeting_profile_bias": (
        plan(MEETING, STAND),
        plan(MEETING, SITE, territory=TOWN, assumptions=drawing(public_meeting=200, online_survey=50)),
        ["plan"],
    ),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "not_only_qr": answers("invitations_with_phone", True, False),
    "paper_equal_weight": answers("synthesis_all_channels", True, False, SITE, FORMS),
}
ESTIMATED: dict[str, tuple[Plan, Plan, list[str]]] = {
    "divide_estimated": (plan(audiences=[OLD]), plan(audiences=[FAR, OLD]), ["brief.audiences.profile"]),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_principle_has_a_meeting_and_a_breaking_plan(rule: str) -> None:
    good, bad, subjects = CASES[rule]
    assert verdicts(rule, good) == {"met"}
    assert named(rule, bad) == subjects


@pytest.mark.parametrize("rule", QUESTIONS)
def test_a_question_is_met_broken_or_unknown(rule: str) -> None:
    yes, no, silent, key = QUESTIONS[rule]
    assert (verdicts(rule, yes), verdicts(rule, no), missing(rule, silent)) == ({"met"}, {"broken"}, [key])


@pytest.mark.parametrize("rule", ESTIMATED)
def test_a_public_without_a_profile_cannot_be_estimated(rule: str) -> None:
    good, silent, keys = ESTIMATED[rule]
    assert verdicts(rule, good) == {"met"}
    assert missing(rule, silent) == keys


@pytest.mark.parametrize("rule", ["non_digital_capacity", "assistance_planned", "identity_barrier", "mobile_first", "territorial_divide"])
def test_a_plan_without_anything_online_shuts_nobody_out_online(rule: str) -> None:
    assert verdicts(rule, plan(MEETING, FORMS, LETTER)) == {"not_applicable"}


def test_the_average_of_a_known_place_is_an_estimate_for_residents_but_not_for_a_special_public() -> None:
    assert verdicts("divide_estimated", plan(audiences=[public("Habitants")], territory=TOWN)) == {"met"}
    assert verdicts("divide_estimated", plan(audiences=[public("Aînés", tags=["elderly"])], territory=TOWN)) == {"unknown"}


def test_publics_who_are_at_ease_online_need_no_way_round() -> None:
    assert verdicts("divide_covered", plan(SITE, audiences=[GRADUATES])) == {"not_applicable"}
    assert verdicts("assistance_planned", plan(SITE, audiences=[GRADUATES])) == {"not_applicable"}


def test_an_activity_meant_for_others_opens_no_door() -> None:
    others = plan(SITE, {**FORMS, "audiences": ["Actifs diplômés"]}, audiences=[FAR, GRADUATES])
    assert named("divide_covered", others) == ["Allocataires"]


def test_a_mediator_already_there_is_help() -> None:
    assert verdicts("assistance_planned", plan(SITE, audiences=[OLD], already_have=[{"what": "mediator"}])) == {"met"}


def test_a_verified_vote_needs_a_paper_equivalent() -> None:
    assert named("identity_barrier", plan(VOTE, commitments={"identity_asked": "strong"})) == ["online_vote"]
    assert verdicts("identity_barrier", plan(SITE, commitments={"identity_asked": "email"})) == {"met"}


def test_an_activity_that_needs_a_computer_is_named_unless_the_same_phase_has_another_way() -> None:
    drafting, workshop = act("online_codrafting", "co_produce"), act("workshop", "co_produce")
    short = {"mobile_form_minutes": 5}
    assert named("mobile_first", plan(drafting, SITE, commitments=short)) == ["online_codrafting"]
    assert verdicts("mobile_first", plan(drafting, workshop, commitments=short)) == {"met"}


def test_without_a_head_count_shares_of_participants_are_unknown() -> None:
    assert missing("non_digital_capacity", plan(act("online_survey", "diagnose"), FORMS)) == ["activities.units", "brief.territory.people"]
