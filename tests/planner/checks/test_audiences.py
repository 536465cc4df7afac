"""Whom the plan is for, and how each public can get in."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import FORMS, LETTER, MEETING, SITE, STAND, WORKSHOP, act, answers, missing, named, plan, public, verdicts

RESIDENTS, ELDERLY, YOUNG = public("Riverains"), public("Aînés", tags=["elderly"]), public("Jeunes", tags=["young"])
THREE = [RESIDENTS, ELDERLY, YOUNG]
FAMILIES = [public("Parents", tags=["families"])]
PANEL = act("citizens_jury", "deliberate")
WEEKS = {"methods": {"online_survey": {"weeks": 3}, "market_stand": {"weeks": 1}, "workshop": {"weeks": 1}}}

CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "audiences_named": (plan(audiences=THREE), plan(audiences=[RESIDENTS, ELDERLY, public("Tout le monde")]), ["plan"]),
    "each_audience_two_ways": (
        plan(STAND, SITE, audiences=THREE),
        plan({**STAND, "audiences": ["Aînés", "Jeunes"]}, SITE, audiences=THREE),
        ["Riverains"],
    ),
    "youth_dedicated": (
        plan(SITE, act("school_workshop", "diagnose"), audiences=THREE), plan(SITE, STAND, audiences=THREE), ["Jeunes"],
    ),
    "silent_majority": (plan(STAND), plan(WORKSHOP), ["plan"]),
    "hours_varied": (
        plan(WORKSHOP, commitments={"slots": ["evening", "weekend"]}), plan(WORKSHOP, commitments={"slots": ["weekday"]}), ["plan"],
    ),
    # The survey is open in weeks 3 to 5: it covers a workshop in week 5, not one in week 6.
    "always_open_channel": (
        plan(SITE, WORKSHOP, assumptions=WEEKS), plan(SITE, {**WORKSHOP, "week": 6}, assumptions=WEEKS), ["online_survey"],
    ),
    "no_writing_needed": (plan(STAND, SITE), plan(SITE, FORMS), ["plan"]),
    "rural_reach": (
        plan(STAND, audiences=[public("Hameaux", tags=["rural"])]), plan(SITE, audiences=[public("Hameaux", tags=["rural"])]), ["Hameaux"],
    ),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "plain_language": answers("plain_version", True, False),
    "language_access": answers("languages", ["fr", "ar"], ["fr"], SITE, context={"non_french_speakers": True}),
    "disability_access": answers("accessible_rooms", True, False, WORKSHOP),
    "childcare_support": answers("childcare", True, False, WORKSHOP, audiences=FAMILIES),
    "paid_participation": answers("allowance", True, False, PANEL),
    "first_timers": answers("first_time_asked", True, False, SITE),
    "relays_briefed": answers("relays_briefed", True, False, act("community_relay", "diagnose")),
}
NOT_APPLICABLE: dict[str, Plan] = {
    "youth_dedicated": plan(SITE, audiences=[RESIDENTS]),
    "hours_varied": plan(SITE),
    "language_access": plan(SITE, context={"non_french_speakers": False}),
    "disability_access": plan(SITE, LETTER),
    "childcare_support": plan(SITE, audiences=FAMILIES),
    "paid_participation": plan(WORKSHOP),
    "rural_reach": plan(SITE, audiences=[RESIDENTS]),
    "relays_briefed": plan(SITE),
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


@pytest.mark.parametrize("rule", ["audiences_named", "each_audience_two_ways", "youth_dedicated", "childcare_support"])
def test_a_plan_without_publics_cannot_be_judged(rule: str) -> None:
    assert missing(rule, plan(SITE)) == ["brief.audiences"]


def test_an_activity_that_names_the_young_among_others_is_made_for_them_but_one_for_everybody_is_not() -> None:
    for_two, for_all = {**STAND, "audiences": ["Jeunes", "Aînés"]}, {**STAND, "audiences": ["Jeunes", "Aînés", "Riverains"]}
    assert verdicts("youth_dedicated", plan(for_two, audiences=THREE)) == {"met"}
    assert named("youth_dedicated", plan(for_all, audiences=THREE)) == ["Jeunes"]


def test_a_website_is_never_an_activity_made_for_the_young() -> None:
    assert named("youth_dedicated", plan({**SITE, "audiences": ["Jeunes"]}, audiences=THREE)) == ["Jeunes"]


def test_a_public_of_12_to_24_is_young_without_a_tag() -> None:
    young = public("Collégiens", profile={"age": ["12-17", "18-24"]})
    assert named("youth_dedicated", plan(SITE, audiences=[young])) == ["Collégiens"]


def test_a_short_online_form_is_a_quick_opinion() -> None:
    assert missing("silent_majority", plan(SITE)) == ["commitments.mobile_form_minutes"]
    assert verdicts("silent_majority", plan(SITE, commitments={"mobile_form_minutes": 5})) == {"met"}
    assert verdicts("silent_majority", plan(SITE, commitments={"mobile_form_minutes": 6})) == {"broken"}


def test_a_method_nobody_rated_for_reading_is_unknown() -> None:
    assert missing("no_writing_needed", plan(MEETING)) == ["methods.presence.reading"]


def test_a_relay_who_speaks_the_language_answers_the_question_of_languages() -> None:
    relay = act("community_relay", "diagnose")
    assert verdicts("language_access", plan(relay, context={"non_french_speakers": True})) == {"met"}


def test_a_channel_without_a_week_cannot_be_said_to_cover_the_whole() -> None:
    assert missing("always_open_channel", plan(act("online_survey", "diagnose"))) == ["activities.week"]


def test_an_indicator_on_first_timers_answers_for_them() -> None:
    counted = plan(SITE, commitments={"indicators": ["Part de nouveaux venus"]})
    assert verdicts("first_timers", counted) == {"met"}
    assert verdicts("first_timers", plan(SITE, commitments={"indicators": ["Nombre de réunions"]})) == {"unknown"}
    assert verdicts("first_timers", plan(SITE, commitments={"indicators": ["Nouveaux venus"], "first_time_asked": False})) == {"broken"}


def test_a_question_that_concerns_a_public_or_an_activity_names_it() -> None:
    assert named("childcare_support", plan(WORKSHOP, audiences=FAMILIES, commitments={"childcare": False})) == ["Parents"]
    assert named("paid_participation", plan(PANEL, commitments={"allowance": False})) == ["citizens_jury"]


def test_a_rural_territory_without_a_rural_public_is_named_as_a_whole() -> None:
    village = {"name": "Village", "people": 900, "commune_size": "rural_commune_under_2000"}
    assert named("rural_reach", plan(SITE, territory=village)) == ["plan"]
