"""Duties set by law."""

from __future__ import annotations

from typing import Any

import pytest

from planner.checks import blocks
from planner.plan import Plan

from .plans import END, LETTER, MEETING, SITE, STAND, START, act, answers, missing, named, plan, told, verdicts

LAWFUL = act("ppve", "deliberate", week=4)
NOTICE = act("local_press", "inform", week=1)
SYNTHESIS = act("public_reply", "report_back")


def ppve(*activities: dict[str, Any], weeks: float = 5) -> Plan:
    """An online procedure of 35 days from week 4, 21 days after the notice of week 1: the law asks for 30 and 15."""
    return plan(*activities, frame="ppve", limits={"start": START}, assumptions={"methods": {"ppve": {"weeks": weeks}}})


def announcing(*methods: str, frame: str = "urb_concertation") -> Plan:
    """A survey, under the planning code, where the deliberation announces these methods."""
    return plan(SITE, frame=frame, commitments={"announced_methods": methods})


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "legal_frame_identified": (
        ppve(LAWFUL, NOTICE, SYNTHESIS), ppve({**MEETING, "week": 3}, NOTICE, SYNTHESIS), ["duration_min", "notice", "register"],
    ),
    "legal_means_respected": (announcing("online_survey"), announcing("online_survey", "public_meeting"), ["public_meeting"]),
    "pre_election_check": (
        plan(context={"election_on": "2027-10-10"}, limits={"start": START, "end": END}),
        plan(context={"election_on": "2027-09-30"}, limits={"start": START, "end": END}),
        ["plan"],
    ),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "rgaa_conform": answers("accessibility_statement", True, False, SITE),
    "minors_protected": answers("minors_rules", True, False, context={"minors": True}),
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


def test_a_frame_that_nobody_named_is_unknown() -> None:
    assert missing("legal_frame_identified", plan()) == ["brief.frame"]


def test_a_broken_legal_duty_blocks_and_says_what_was_found() -> None:
    broken = told("legal_frame_identified", ppve({**MEETING, "week": 3}, NOTICE, SYNTHESIS))
    assert len(blocks(broken)) == 3
    assert broken[0].detail is not None
    assert broken[0].detail.fr.endswith("Jours prévus : 7.")


def test_what_a_voluntary_frame_asks_does_not_block() -> None:
    broken = told("legal_frame_identified", plan(STAND, frame="voluntary"))
    assert [(finding.subject, finding.verdict, finding.kind) for finding in broken] == [("follow_up", "broken", "practice")]
    assert blocks(broken) == ()


def test_a_duty_in_days_is_unknown_while_the_plan_has_no_weeks() -> None:
    undated = plan(act("ppve", "deliberate"), LETTER, SYNTHESIS, frame="ppve")
    assert missing("legal_frame_identified", undated) == ["activities.week", "activities.week"]


def test_no_duty_arises_without_minors_or_anything_online() -> None:
    assert verdicts("minors_protected", plan(context={"minors": False})) == {"not_applicable"}
    assert missing("minors_protected", plan()) == ["brief.context.minors"]
    assert verdicts("rgaa_conform", plan(STAND)) == {"not_applicable"}


def test_restraint_starts_on_the_first_day_of_the_sixth_month_before() -> None:
    """An election on 30 September 2027: restraint from 1 March; on 10 October: from 1 April, after the end of March."""
    assert told("pre_election_check", CASES["pre_election_check"][1])[0].detail is not None
    before = plan(context={"election_on": "2027-01-03"}, limits={"start": START, "end": END})
    assert verdicts("pre_election_check", before) == {"met"}
