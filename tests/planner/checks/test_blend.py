"""How in person, online, paper and telephone complete each other."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import BALLOT, FORMS, LETTER, MEETING, SITE, STAND, WORKSHOP, act, answers, missing, named, plan, verdicts

POST = act("social_media", "mobilise", week=1)
HYBRID = act("hybrid_meeting", "deliberate")
PANELS = act("citizens_jury", "deliberate", week=10)

CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "no_digital_only": (plan(STAND, SITE), plan(SITE), ["plan"]),
    "no_in_person_only": (plan(STAND, SITE), plan(STAND, WORKSHOP), ["plan"]),
    "complementarity_designed": (
        plan(STAND, SITE, bridges=(("market_stand", "online_survey"),)),
        plan(STAND, FORMS, SITE, bridges=(("market_stand", "online_survey"),)),
        ["paper_forms"],
    ),
    "cross_posting": (
        plan(STAND, WORKSHOP, SITE, bridges=(("market_stand", "workshop"), ("workshop", "online_survey"))),
        plan(STAND, WORKSHOP, SITE, bridges=(("online_survey", "workshop"),)),
        ["market_stand", "workshop"],
    ),
    "double_inclusion": (plan(SITE, POST), plan(SITE, LETTER), ["plan"]),
    "tools_with_purpose": (
        plan({**SITE, "tools": ["limesurvey"]}), plan({**SITE, "tools": ["etherpad"]}), ["online_survey"],
    ),
    "method_diversity": (plan(STAND, SITE, FORMS), plan(STAND, WORKSHOP, MEETING), ["plan"]),
    "strategy_per_channel": (plan(WORKSHOP, SITE, LETTER), plan(WORKSHOP, SITE, POST), ["in_person"]),
    "live_moment": (plan(SITE, WORKSHOP), plan(SITE, MEETING), ["plan"]),
    "conviviality_early": (plan(WORKSHOP, BALLOT), plan(SITE, BALLOT), ["paper_ballot"]),
    "coproduction_tools": (plan(WORKSHOP, level="involve"), plan(MEETING, level="involve"), ["plan"]),
    # Two gatherings in weeks 5 and 10: a survey of three weeks from week 6 runs between them, one from week 1 does not.
    "online_between_meetings": (
        plan(WORKSHOP, PANELS, {**SITE, "week": 6}, assumptions={"methods": {"online_survey": {"weeks": 3}}}),
        plan(WORKSHOP, PANELS, {**SITE, "week": 1}, assumptions={"methods": {"online_survey": {"weeks": 3}}}),
        ["plan"],
    ),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "hybrid_parity": answers("facilitators", "Un animateur en salle, un à distance", "", HYBRID),
    "same_question_everywhere": answers("same_question", True, False, SITE, FORMS),
}
NOT_APPLICABLE: dict[str, Plan] = {
    "no_digital_only": plan(act("ppve", "deliberate"), frame="ppve"),
    "complementarity_designed": plan(SITE),
    "cross_posting": plan(SITE),
    "double_inclusion": plan(STAND),
    "tools_with_purpose": plan(STAND),
    "method_diversity": plan(STAND, territory={"name": "Village", "people": 999}),
    "conviviality_early": plan(SITE),
    "coproduction_tools": plan(SITE, level="consult"),
    "hybrid_parity": plan(MEETING),
    "same_question_everywhere": plan(SITE),
    "online_between_meetings": plan(WORKSHOP, SITE),
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


@pytest.mark.parametrize("rule", NOT_APPLICABLE)
def test_a_principle_that_does_not_arise_says_so(rule: str) -> None:
    assert verdicts(rule, NOT_APPLICABLE[rule]) == {"not_applicable"}


def test_a_procedure_in_one_frame_is_no_excuse_in_another() -> None:
    assert named("no_digital_only", plan(act("ppve", "deliberate"), frame="voluntary")) == ["plan"]


def test_information_online_beside_a_website_is_still_digital_only() -> None:
    assert named("no_digital_only", plan(SITE, LETTER)) == ["plan"]


def test_a_hybrid_meeting_links_two_channels_by_itself() -> None:
    assert verdicts("complementarity_designed", plan(HYBRID)) == {"met"}
    assert verdicts("no_digital_only", plan(HYBRID)) == {"met"}


def test_a_hybrid_method_held_online_only_is_digital() -> None:
    assert named("no_digital_only", plan({**HYBRID, "strand": "digital"})) == ["plan"]


def test_without_a_platform_minutes_put_online_are_the_way_there() -> None:
    assert missing("cross_posting", plan(STAND)) == ["commitments.minutes_online"]
    assert verdicts("cross_posting", plan(STAND, commitments={"minutes_online": True})) == {"met"}


def test_an_online_activity_without_a_named_tool_is_unknown() -> None:
    assert missing("tools_with_purpose", plan(SITE)) == ["activities.tools"]


def test_a_call_made_online_mobilises_for_a_room_only_through_a_bridge() -> None:
    linked = plan(WORKSHOP, SITE, POST, bridges=(("social_media", "workshop"),))
    assert verdicts("strategy_per_channel", linked) == {"met"}


def test_a_channel_without_a_number_of_units_has_no_target() -> None:
    assert missing("strategy_per_channel", plan(act("workshop", "ideate"), LETTER)) == ["activities.units"]


def test_parity_names_the_meeting_it_is_about() -> None:
    assert named("hybrid_parity", plan(HYBRID, commitments={"facilitators": ""})) == ["hybrid_meeting"]
