"""The mandate, the question, the promise."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import BALLOT, END, MEETING, SITE, START, VOTE, WORKSHOP, act, answers, missing, named, plan, verdicts

MANDATE = {"decision": "Le programme", "decider": "Le conseil", "decided_on": "2027-06-24", "open": ["les arbres"]}
MEANS = {"budget": 10_000, "staff_days": 20, "start": START, "end": END}
THREE_WEEKS = {"methods": {"online_survey": {"weeks": 3}}}

# A survey of three weeks from week 3 closes with week 5; week 6 starts on 8 February 2027, five weeks after 4 January.
CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "room_for_influence": (plan(mandate=MANDATE), plan(mandate={"open": []}), ["plan"]),
    "preconditions_met": (plan(mandate=MANDATE, limits=MEANS), plan(limits={"budget": 0, "staff_days": 0}), ["plan"]),
    "level_declared": (plan(WORKSHOP, level="involve"), plan(MEETING, level="collaborate"), ["plan"]),
    "early_enough": (
        plan(SITE, mandate={"decided_on": "2027-02-22"}, limits={"start": START}, assumptions=THREE_WEEKS),
        plan(SITE, mandate={"decided_on": "2027-02-21"}, limits={"start": START}, assumptions=THREE_WEEKS),
        ["plan"],
    ),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "neutral_question": answers("question_tested", True, False),
    "known_not_asked_again": answers("known_reused", True, False, SITE, context={"history": "Une enquête en 2022."}),
    "no_overpromise": answers("council_bound", True, False, level="empower"),
    "alternatives_shown": answers("alternatives_shown", True, False, level="consult"),
    "elected_role_stated": answers("elected_role", "Ils écoutent.", " ", WORKSHOP),
}
WRITTEN: dict[str, tuple[Plan, Plan, list[str]]] = {
    "usefulness_stated": (
        plan(mandate=MANDATE), plan(mandate={"decider": "Le conseil", "decision": "Le programme"}),
        ["brief.mandate.decided_on", "brief.mandate.open"],
    ),
    "past_promises_faced": (
        plan(mandate={"promises": "Un parking en 2019."}), plan(), ["brief.mandate.promises", "brief.context.history"],
    ),
}  # fmt: skip


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
def test_what_only_the_mandate_can_say_is_met_or_unknown(rule: str) -> None:
    good, silent, keys = WRITTEN[rule]
    assert verdicts(rule, good) == {"met"}
    assert missing(rule, silent) == keys


def test_a_mandate_that_says_nothing_is_unknown_not_closed() -> None:
    assert missing("room_for_influence", plan()) == ["brief.mandate.open"]


def test_a_decision_taken_before_the_start_leaves_no_influence() -> None:
    late = plan(mandate={**MANDATE, "decided_on": START}, limits={"start": START})
    assert verdicts("room_for_influence", late) == {"broken"}
    assert verdicts("early_enough", late) == {"broken"}


def test_a_vote_that_the_council_follows_reaches_shared_decision() -> None:
    ballot = act("elector_consultation", "prioritise")
    assert verdicts("level_declared", plan(ballot, level="empower")) == {"broken"}
    assert verdicts("level_declared", plan(ballot, level="empower", commitments={"council_bound": True})) == {"met"}
    assert verdicts("level_declared", plan(VOTE, BALLOT, level="collaborate")) == {"met"}


def test_a_promise_to_inform_is_always_kept() -> None:
    assert verdicts("level_declared", plan(level="inform")) == {"met"}
    assert verdicts("alternatives_shown", plan(level="inform")) == {"not_applicable"}


def test_no_shared_decision_promised_is_no_overpromise() -> None:
    assert verdicts("no_overpromise", plan(level="consult")) == {"not_applicable"}
    assert missing("no_overpromise", plan()) == ["brief.level"]


def test_an_undated_plan_names_the_keys_that_would_date_it() -> None:
    undated = plan(act("online_survey", "diagnose"), mandate=MANDATE)
    assert missing("early_enough", undated) == ["brief.limits.start", "activities.week"]


@pytest.mark.parametrize(
    "question", ["Ne pensez-vous pas qu’il faut des arbres ?", "Êtes-vous favorable au projet ?", "Don’t you want trees?"]
)
def test_a_question_that_leads_to_its_answer_is_broken_whoever_tried_it(question: str) -> None:
    assert named("neutral_question", plan(commitments={"question": question, "question_tested": True})) == ["plan"]


def test_a_plain_question_is_tried_by_five_people() -> None:
    asked = {"question": "Que faut-il garder, enlever ou ajouter sur la place ?"}
    assert missing("neutral_question", plan(commitments=asked)) == ["commitments.question_tested"]
    assert verdicts("neutral_question", plan(commitments={**asked, "question_testers": 5})) == {"met"}
    assert verdicts("neutral_question", plan(commitments={**asked, "question_testers": 4})) == {"broken"}


def test_what_is_already_known_must_first_be_written() -> None:
    assert missing("known_not_asked_again", plan(SITE)) == ["commitments.known_reused", "brief.context.history"]


def test_where_nothing_is_open_a_plan_that_only_informs_is_not_reproached_with_it() -> None:
    closed = {**MANDATE, "decided_on": START, "open": []}
    told = plan(act("exhibition", "inform"), act("report_back_meeting", "report_back"), mandate=closed, limits={"start": START})
    assert {rule: verdicts(rule, told) for rule in ("room_for_influence", "early_enough", "phase_coverage")} == {
        "room_for_influence": {"not_applicable"}, "early_enough": {"not_applicable"}, "phase_coverage": {"met"},
    }  # fmt: skip
    asking = plan(act("exhibition", "inform"), SITE, mandate=closed, limits={"start": START})
    assert verdicts("room_for_influence", asking) == verdicts("early_enough", asking) == {"broken"}
    assert verdicts("room_for_influence", plan(mandate=closed)) == {"broken"}  # nothing is planned yet: it must be said
