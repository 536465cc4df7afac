"""The checker as a whole: every principle has a check, and findings come in the order people should read them."""

from __future__ import annotations

import importlib
import re
import warnings
from pathlib import Path
from time import process_time
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from catalog.load import load
from catalog.methods import Method
from catalog.principles import Principle
from catalog.tools import Tool
from planner.checks import FAMILIES, CheckFailed, Finding, answers, blocks, check, ranked
from planner.checks.questions import asked, asked_online
from planner.checks.registry import CHECKS
from planner.evaluate import evaluate
from planner.plan import Plan, parse_plan
from planner.reach import Situation

from .plans import FORMS, MEETING, SITE, STAND, START, TOWN, WORKSHOP, plan, public, told

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "republique-numerique.plan.yaml"
# Real duties, and nothing else, may block: practice.md keeps the word for them.
LEGAL = {
    "archive_plan", "disability_access", "legal_frame_identified", "legal_means_respected", "liability_assigned", "minors_protected",
    "personal_data", "pre_election_check", "rgaa_conform",
}  # fmt: skip
A_PLAN = plan(
    STAND, SITE, FORMS, WORKSHOP, MEETING, territory=TOWN, frame="voluntary", level="involve", limits={"start": START},
    audiences=[public("Aînés", tags=["elderly"]), public("Jeunes", tags=["young"])],
)  # fmt: skip


@pytest.fixture(scope="module")
def principles() -> dict[str, Principle]:
    return dict(load().principles)


# -- data and code have each other ---------------------------------------------------------------------


def test_every_principle_has_a_check_and_every_check_a_principle(principles: dict[str, Principle]) -> None:
    assert set(CHECKS) == set(principles)


def test_the_module_of_a_check_is_the_family_of_its_principle(principles: dict[str, Principle]) -> None:
    families = {module.__name__.rsplit(".", 1)[1] for module in FAMILIES}
    assert families == {principle.family for principle in principles.values()}
    for rule, function in CHECKS.items():
        if function.__module__.rsplit(".", 1)[1] != "questions":
            assert function.__module__.endswith(f".{principles[rule].family}"), rule


def test_every_principle_is_tested_in_the_table_of_its_family(principles: dict[str, Principle]) -> None:
    for family in {principle.family for principle in principles.values()}:
        module = importlib.import_module(f"{__package__}.test_{family}")
        tables = [getattr(module, name, {}) for name in ("CASES", "QUESTIONS", "WRITTEN", "ESTIMATED")]
        tested = {rule for table in tables for rule in table}
        assert tested == {id for id, principle in principles.items() if principle.family == family}


def test_every_claim_of_the_founding_texts_is_put_to_work(principles: dict[str, Principle]) -> None:
    claimed = {claim for principle in principles.values() for claim in principle.claims}
    assert claimed == set(load().claims)


def test_only_duties_set_by_law_are_legal(principles: dict[str, Principle]) -> None:
    assert {id for id, principle in principles.items() if principle.kind == "legal"} == LEGAL


def _holds(model: Any, path: list[str]) -> bool:
    """Whether a dotted path names a field of a record, tuples and options being looked into."""
    if not path:
        return True
    if isinstance(model, type) and issubclass(model, BaseModel):
        field = model.model_fields.get(path[0])
        return field is not None and _holds(field.annotation, path[1:])
    return any(_holds(inner, path) for inner in get_args(model))


def test_what_a_principle_looks_at_is_a_key_of_a_plan(principles: dict[str, Principle]) -> None:
    wrong = [(id, key) for id, p in principles.items() for key in p.inputs if not _holds(Plan, key.split("."))]
    assert wrong == []


def test_a_question_is_answered_by_a_commitment(principles: dict[str, Principle]) -> None:
    for id, principle in principles.items():
        commitments = [key for key in principle.inputs if key.startswith("commitments.")]
        assert commitments or not principle.question, id


def test_every_commitment_is_asked_for_or_looked_at(principles: dict[str, Principle]) -> None:
    looked_at = {key for principle in principles.values() for key in principle.inputs}
    fields = {f"commitments.{name}" for name in type(plan().commitments).model_fields}
    assert fields - looked_at == set()


# Where ours differ from the list of the reference: rule -> (severity there, severity here).
DIFFERENT = {
    "audiences_named": ("error", "warning"),
    "moderation_planned": ("error", "warning"),
    "traceability_core": ("error", "warning"),
}
FIRST_WAVE = {"first_timers": "advice", "legal_means_respected": "error", "over_recruit": "advice", "invitation_volume": "warning"}


def test_a_severity_that_differs_from_the_reference_has_its_reason(principles: dict[str, Principle]) -> None:
    assert {id for id, principle in principles.items() if principle.severity_reason} == set(DIFFERENT)
    assert {id: principles[id].severity for id in DIFFERENT} == {id: here for id, (_, here) in DIFFERENT.items()}
    assert {id: principles[id].severity for id in FIRST_WAVE} == FIRST_WAVE


def _pure(rule: str) -> bool:
    """Whether a check is nothing but a question, asked of every plan or of those that are online."""
    return getattr(CHECKS[rule], "__wrapped__", None) in (asked, asked_online)


def test_few_principles_are_pure_questions_and_each_says_why(principles: dict[str, Principle]) -> None:
    pure = {id for id in principles if _pure(id)}
    assert {id for id, principle in principles.items() if principle.only_asked} == pure
    assert 0 < len(pure) <= 25


def test_whatever_a_commitment_answers_is_put_as_a_question(principles: dict[str, Principle]) -> None:
    assert [id for id, principle in principles.items() if answers(principle) and not principle.question] == []
    asked_for = {name for principle in principles.values() if principle.question for name in answers(principle)}
    assert asked_for == set(type(plan().commitments).model_fields)


def test_the_answers_of_a_principle_are_its_commitments_in_order(principles: dict[str, Principle]) -> None:
    assert answers(principles["moderation_planned"]) == ("moderation_charter", "moderation_delay_days")
    assert answers(principles["no_digital_only"]) == ()


# The braid takes some commitments for bridges: they link channels, and answer for other principles.
BRAIDED = {"complementarity_designed", "cross_posting"}


def test_what_a_check_reads_of_the_commitments_is_among_its_inputs(
    principles: dict[str, Principle], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    said = Plan.said
    monkeypatch.setattr(Plan, "said", lambda self, name: read.add(name) or said(self, name))
    for here in (plan(SITE), A_PLAN):
        for id, principle in principles.items():
            read.clear()
            told(id, here)
            assert read <= set(answers(principle)) or id in BRAIDED, id


def test_sixty_activities_are_checked_in_less_than_fifty_milliseconds() -> None:
    methods = [method for method in load().methods.values() if method.kind == "method"][:60]
    many = plan(
        *({"id": m.id, "method": m.id, "phase": m.phases[0], "units": 1, "week": 1 + i % 10} for i, m in enumerate(methods)),
        bridges=tuple((methods[i].id, methods[i - 1].id) for i in range(60)), territory=TOWN, frame="voluntary", level="involve",
        limits={"start": START, "budget": 50_000, "staff_days": 100}, mandate={"council_on": "2026-12-01"},
        audiences=[public("Aînés", tags=["elderly"]), public("Jeunes", tags=["young"])],
    )  # fmt: skip
    at = Situation(many.brief, load())
    numbers = evaluate(many, load(), at)
    times = []
    for _ in range(7):
        before = process_time()
        check(many, load(), evaluation=numbers, situation=at)
        times.append(process_time() - before)
    assert min(times) < 0.050  # processor time, the least of seven: others may hold the machine


def test_what_is_missing_is_a_key_that_can_be_filled(principles: dict[str, Principle]) -> None:
    roots: dict[str, Any] = {"methods": Method, "tools": Tool}
    for here in (plan(), plan(SITE), A_PLAN):
        for finding in check(here, load()):
            for key in finding.missing:
                root, *rest = key.split(".")
                assert _holds(roots[root], rest) if root in roots else _holds(Plan, key.split(".")), key


def test_an_editable_number_is_explained_by_its_name(principles: dict[str, Principle]) -> None:
    for id, principle in principles.items():
        for name in principle.parameters:
            assert principle.numbers is not None, id
            assert f"{name} :" in principle.numbers.fr and f"{name}:" in principle.numbers.en, (id, name)


def test_the_words_are_typeset_and_calm(principles: dict[str, Principle]) -> None:
    for id, principle in principles.items():
        own = (principle.statement, principle.why, principle.remedy, principle.question, principle.numbers)
        for words in (*own, principle.only_asked, principle.severity_reason):
            for text in (words.fr, words.en) if words else ():
                assert not re.search(r"[!'\"]|\s$", text), (id, text)
                assert text[-1] in ".?", (id, text)


# -- what check promises -------------------------------------------------------------------------------


def test_every_principle_says_something_of_every_plan(principles: dict[str, Principle]) -> None:
    for here in (plan(), plan(SITE), A_PLAN):
        assert {finding.rule for finding in check(here, load())} == set(principles)


def test_an_empty_plan_breaks_nothing_and_an_unknown_names_what_is_missing() -> None:
    findings = check(plan(), load())
    assert [f.rule for f in findings if f.verdict == "broken"] == []
    assert all(bool(finding.missing) == (finding.verdict == "unknown") for finding in findings)


def test_findings_can_be_chosen_by_family_or_by_principle() -> None:
    chosen = check(A_PLAN, load(), select=("reply", "no_digital_only"), ignore=("continuity",))
    assert {f.rule for f in chosen} == {
        "no_digital_only", "feedback_committed", "feedback_same_channels", "reasons_for_refusal", "reply_deadline", "no_abandonment",
    }  # fmt: skip


def test_a_mistyped_name_is_offered_its_nearest() -> None:
    with pytest.raises(ValueError, match="no_digital_only"):
        check(plan(), load(), select=("no_digital_onli",))


def test_a_principle_set_aside_keeps_its_verdict_and_carries_the_reason() -> None:
    (finding,) = told("no_digital_only", plan(SITE, set_aside=[{"principle": "no_digital_only", "reason": "Confinement."}]))
    assert (finding.verdict, finding.set_aside) == ("broken", "Confinement.")


def test_a_check_that_raises_is_heard_and_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(case: object) -> list[Finding]:
        raise ZeroDivisionError("oops")

    monkeypatch.setitem(CHECKS, "live_moment", faulty)
    with warnings.catch_warnings():
        warnings.simplefilter("default", CheckFailed)
        with pytest.warns(CheckFailed, match="live_moment: ZeroDivisionError"):
            findings = check(A_PLAN, load(), select=("blend",))
    assert [f.verdict for f in findings if f.rule == "live_moment"] == ["unknown"]
    assert {"met", "broken"} <= {f.verdict for f in findings}


def test_a_place_that_no_survey_covers_is_unknown_in_the_words_of_the_model() -> None:
    far = plan(SITE, audiences=[public("Habitants")], territory={"name": "Mayotte", "code": "976", "people": 300_000})
    (finding,) = told("divide_covered", far)
    assert finding.verdict == "unknown"
    assert finding.detail is not None and "Mayotte" in finding.detail.fr


def test_a_plan_is_computed_once_and_only_if_a_check_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Plan] = []
    monkeypatch.setattr("planner.checks.case.evaluate", lambda here, *rest: calls.append(here))
    check(A_PLAN, load(), select=("no_digital_only", "neutral_question"))
    assert calls == []


# -- order and blocking --------------------------------------------------------------------------------


def finding(**changes: Any) -> Finding:
    words = {"fr": "x", "en": "x"}
    return Finding.model_validate({
        "rule": "r", "kind": "practice", "verdict": "broken", "severity": "warning", "subject": "plan",
        "statement": words, "remedy": words, "source": ("practice",), **changes,
    })  # fmt: skip


def test_broken_comes_first_then_law_sincerity_and_practice_then_severity() -> None:
    order = [
        finding(kind="legal", severity="warning"),
        finding(kind="sincerity", severity="error"),
        finding(kind="sincerity", severity="advice"),
        finding(kind="practice", severity="error"),
        finding(kind="legal", severity="error", set_aside="Parce que."),
        finding(kind="legal", verdict="unknown"),
        finding(kind="legal", verdict="met"),
        finding(kind="legal", verdict="not_applicable"),
    ]
    assert ranked(reversed(order)) == tuple(order)


def test_only_a_broken_legal_error_blocks_whatever_the_reason_written() -> None:
    law = finding(kind="legal", severity="error", set_aside="Parce que.")
    others = [
        finding(kind="sincerity", severity="error"), finding(kind="legal", severity="warning"),
        finding(kind="legal", severity="error", verdict="unknown"),
    ]  # fmt: skip
    assert blocks([law, *others]) == (law,)


# -- a real case ---------------------------------------------------------------------------------------


def test_the_consultation_of_2015_lacked_a_room_paper_and_people_to_fetch_the_others() -> None:
    """It had no in-person channel (cases, lessons); it answered, and lasted 23 days."""
    here = parse_plan(EXAMPLE.read_bytes(), EXAMPLE.name, load())
    findings = check(here, load())
    broken = {f.rule for f in findings if f.verdict == "broken"}
    assert {"no_digital_only", "live_moment", "online_profile_bias", "non_digital_capacity", "method_diversity"} <= broken
    assert {f.rule for f in findings if f.verdict == "met"} >= {
        "window_length",
        "phase_coverage",
        "room_for_influence",
        "no_in_person_only",
    }
    assert blocks(findings) == ()
    assert ranked(findings)[0].rule == "no_digital_only"
