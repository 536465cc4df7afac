"""What is kept, where it can be read, and how it is worked through."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import SITE, act, answers, missing, named, plan, verdicts


def minuted(delay: int) -> Plan:
    return plan(commitments={"minutes_online": True, "minutes_delay_days": delay})


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {"traceability_core": (minuted(10), minuted(11), ["plan"])}
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "contribution_lifecycle": answers("tracking_public", True, False),
    "open_export": answers("open_data", True, False),
    "synthesis_method_public": answers("synthesis_method_public", True, False),
    "open_forms_not_a_sample": answers("counts_not_percentages", True, False, SITE),
    "archive_plan": answers("archive_owner", "Service des archives", ""),
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


def test_minutes_without_a_delay_are_unknown_and_no_minutes_are_broken() -> None:
    assert missing("traceability_core", plan(commitments={"minutes_online": True})) == ["commitments.minutes_delay_days"]
    assert verdicts("traceability_core", plan(commitments={"minutes_online": False})) == {"broken"}


def test_a_questionnaire_at_the_door_or_drawn_by_lot_is_no_open_form() -> None:
    assert verdicts("open_forms_not_a_sample", plan(act("face_to_face_survey", "diagnose"))) == {"not_applicable"}
    assert named("open_forms_not_a_sample", plan(SITE, commitments={"counts_not_percentages": False})) == ["online_survey"]
