"""What is kept, where it can be read, and how it is worked through."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.methods import SELF_SELECTED
from planner.checks.case import Case, say
from planner.checks.finding import Finding
from planner.checks.questions import answer, asked
from planner.checks.registry import check

check("contribution_lifecycle", "open_export", "synthesis_method_public", "archive_plan")(asked)


@check("traceability_core")
def traceability_core(case: Case) -> Iterator[Finding]:
    """A question on minutes online, then on their delay."""
    finding = answer(case)
    delay = case.plan.said("minutes_delay_days")
    if finding.verdict != "met":
        yield finding
    elif not isinstance(delay, int):
        yield case.unknown("commitments.minutes_delay_days")
    else:
        detail = say(f"Délai annoncé, en jours : {delay}.", f"Delay announced, in days: {delay}.")
        yield case.met(detail) if delay <= case.limit("max_days") else case.broken(detail)


@check("open_forms_not_a_sample", needs="contributions")
def open_forms_not_a_sample(case: Case) -> Iterator[Finding]:
    """A question that arises for each questionnaire that people choose to answer."""
    forms = [step for step in case.contributions if "survey" in step.method.uses and step.method.form in SELF_SELECTED]
    if not forms:
        yield case.not_applicable(say("Aucun questionnaire ouvert à tous.", "No questionnaire open to all."))
    yield from (answer(case, step.id) for step in forms)
