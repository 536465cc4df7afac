"""Knowing whether it worked, and for whom."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import FORMS, SITE, answers, missing, named, plan, verdicts


def kept(share: float) -> Plan:
    return plan(commitments={"midterm_on": "2027-02-15", "reserve_share": share})


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {"adapt_midway": (kept(0.1), kept(0.09), ["plan"])}
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "evaluation_planned": answers("indicators", ["qui est venu"], []),
    "coverage_measured": answers("profile_compared", True, False),
    "channels_not_undermining": answers("channel_shift_watched", True, False, SITE, FORMS),
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


def test_a_mid_term_check_needs_a_day_and_a_reserve() -> None:
    assert missing("adapt_midway", plan()) == ["commitments.midterm_on", "commitments.reserve_share"]


def test_a_single_channel_empties_no_other() -> None:
    assert verdicts("channels_not_undermining", plan(SITE)) == {"not_applicable"}
