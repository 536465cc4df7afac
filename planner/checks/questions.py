"""What only the organiser can answer: one commitment, said or not."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.facts import Text
from catalog.principles import Principle
from planner.checks.case import NOBODY_ONLINE, PLAN, Case
from planner.checks.finding import Finding


def answer(case: Case, subject: str = PLAN, detail: Text | None = None) -> Finding:
    """Met when the commitment is made, broken when it is refused or empty, unknown while nobody has said."""
    value = case.plan.said(case.field)
    if value is None:
        return case.unknown(f"commitments.{case.field}", detail=detail, subject=subject)
    if value is False or value == () or (isinstance(value, str) and not value.strip()):
        return case.broken(detail, subject)
    return case.met(detail, subject)


def asked(case: Case) -> Iterator[Finding]:
    """The check of a principle that is only a question."""
    yield answer(case)


def asked_online(case: Case) -> Iterator[Finding]:
    """The check of a question that arises only where people contribute online."""
    yield answer(case) if case.online else case.not_applicable(NOBODY_ONLINE)


def answers(rule: Principle) -> tuple[str, ...]:
    """The commitments that answer a principle, in order: names of fields of `Commitments`, empty when none does."""
    return tuple(key.removeprefix("commitments.") for key in rule.inputs if key.startswith("commitments."))
