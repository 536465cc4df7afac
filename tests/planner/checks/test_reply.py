"""What comes back to those who took part."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import FORMS, MEETING, SITE, START, act, answers, missing, named, plan, verdicts

WEBINAR = act("webinar", "report_back")
IN_A_ROOM = act("report_back_meeting", "report_back")
THREE_WEEKS = {"methods": {"online_survey": {"weeks": 3}, "paper_forms": {"weeks": 1}, "public_meeting": {"weeks": 1}}}


def replied(day: str) -> Plan:
    """A survey that closes with week 5; 8 February 2027 is the day after. Ninety-two days later is 11 May."""
    return plan(SITE, limits={"start": START}, assumptions=THREE_WEEKS, commitments={"reply_on": day})


def met_again(week: int) -> Plan:
    """Paper forms in week 3, a meeting later: eight weeks of silence make 56 days, nine make 63."""
    return plan(FORMS, {**MEETING, "week": week}, assumptions=THREE_WEEKS)


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "feedback_same_channels": (
        plan(FORMS, SITE, IN_A_ROOM), plan(FORMS, SITE, commitments={"reply_strands": ["digital"]}), ["plan"],
    ),
    "reply_deadline": (replied("2027-05-11"), replied("2027-05-12"), ["plan"]),
    "continuity": (met_again(12), met_again(13), ["plan"]),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "reasons_for_refusal": answers("refusals_explained", True, False),
    "no_abandonment": answers("followup_owner", "La directrice de projet", ""),
}
WRITTEN: dict[str, tuple[Plan, Plan, list[str]]] = {
    "feedback_committed": (
        plan(commitments={"reply_on": "2027-05-01", "reply_owner": "L’adjointe"}),
        plan(commitments={"reply_on": "2027-05-01"}),
        ["commitments.reply_owner"],
    ),
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


@pytest.mark.parametrize("rule", WRITTEN)
def test_a_reply_without_an_owner_is_not_yet_promised(rule: str) -> None:
    good, silent, keys = WRITTEN[rule]
    assert verdicts(rule, good) == {"met"}
    assert missing(rule, silent) == keys


def test_a_reply_given_before_the_close_is_no_reply() -> None:
    assert verdicts("reply_deadline", replied("2027-02-01")) == {"broken"}


def test_a_reply_given_online_does_not_reach_those_who_wrote_on_paper() -> None:
    assert named("feedback_same_channels", plan(FORMS, WEBINAR)) == ["plan"]
    assert missing("feedback_same_channels", plan(FORMS)) == ["commitments.reply_strands"]
    assert verdicts("feedback_same_channels", plan(SITE)) == {"not_applicable"}


def test_an_activity_without_a_week_hides_a_silence() -> None:
    assert missing("continuity", plan(FORMS, act("public_meeting", "deliberate"))) == ["activities.week"]
