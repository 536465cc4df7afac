"""What people are given to read, see and think about."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import SITE, START, WORKSHOP, act, answers, missing, named, plan, verdicts

EXHIBITION = act("exhibition", "inform", week=1)
CO_PRODUCE = act("workshop", "co_produce", week=5)


def published(day: str) -> Plan:
    """A survey in week 3, which starts on 18 January 2027, with a file put online on a given day."""
    return plan(SITE, limits={"start": START}, commitments={"documents_on": day})


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "complementary_documents": (published("2027-01-04"), published("2027-01-05"), ["plan"]),
    "paper_file_available": (
        plan(commitments={"paper_places": ["Mairie"]}), plan(commitments={"paper_places": []}), ["plan"],
    ),
    "time_to_learn": (plan(EXHIBITION, CO_PRODUCE), plan(CO_PRODUCE), ["workshop"]),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "balanced_information": answers("balanced_information", True, False),
    "rich_media": answers("media_allowed", True, False),
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


def test_information_that_comes_after_is_no_time_to_learn() -> None:
    assert named("time_to_learn", plan({**EXHIBITION, "week": 6}, CO_PRODUCE)) == ["workshop"]


def test_a_subject_that_asks_only_for_opinions_needs_no_learning_step() -> None:
    assert verdicts("time_to_learn", plan(SITE, WORKSHOP)) == {"not_applicable"}


def test_a_file_without_a_date_or_a_plan_without_weeks_is_unknown() -> None:
    assert missing("complementary_documents", plan(SITE)) == ["commitments.documents_on"]
    assert missing("paper_file_available", plan()) == ["commitments.paper_places"]


def test_a_walk_is_a_contribution_that_is_seen_and_heard() -> None:
    assert verdicts("rich_media", plan(act("diagnostic_walk", "diagnose"), commitments={"media_allowed": False})) == {"met"}


def test_only_what_opens_before_the_information_is_named() -> None:
    jury = act("citizens_jury", "deliberate", week=10)
    assert named("time_to_learn", plan({**EXHIBITION, "week": 6}, CO_PRODUCE, jury)) == ["workshop"]
