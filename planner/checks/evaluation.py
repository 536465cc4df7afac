"""Knowing whether it worked, and for whom."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.words import percent
from planner.checks.case import ONE_CHANNEL, Case, say
from planner.checks.finding import Finding
from planner.checks.questions import answer, asked
from planner.checks.registry import check

check("evaluation_planned", "coverage_measured")(asked)


@check("adapt_midway")
def adapt_midway(case: Case) -> Iterator[Finding]:
    """Met when a mid-term check has a day, and enough money is kept for it."""
    reserve = case.plan.said("reserve_share")
    missing = [f"commitments.{name}" for name in ("midterm_on", "reserve_share") if case.plan.said(name) is None]
    if isinstance(reserve, (int, float)) and reserve < case.limit("min_reserve"):
        yield case.broken(say(f"Réserve : {percent(reserve, 'fr')} du budget.", f"Reserve: {percent(reserve, 'en')} of the budget."))
    else:
        yield case.unknown(*missing) if missing else case.met()


@check("channels_not_undermining", needs="contributions")
def channels_not_undermining(case: Case) -> Iterator[Finding]:
    """A question that arises as soon as people contribute through two channels."""
    yield answer(case) if len(case.strands) > 1 else case.not_applicable(ONE_CHANNEL)
