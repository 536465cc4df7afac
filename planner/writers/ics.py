"""The calendar of a plan as an .ics file, for any diary."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from catalog.load import Catalog
from catalog.words import Lang
from catalog.yamlfile import bad
from planner.agenda import agenda
from planner.evaluate import evaluate
from planner.ics import to_ics
from planner.plan import Plan
from planner.reach import Situation
from planner.record import foot, made


def write(
    plan: Plan,
    catalog: Catalog,
    path: Path,
    lang: Lang,
    today: date,
    kept_until: date | None = None,
    situation: Situation | None = None,
) -> None:
    """Write the dates of a plan; the calendar says which versions made it, and until when the plan is kept.

    Raises:
        BadInput: no start is known, so nothing can be dated.
        OSError: the file cannot be written.
    """
    if plan.brief.limits.start is None:
        raise bad(
            path.name[-60:],
            None,
            "un calendrier demande une date de début : écrivez brief.limits.start (le premier jour où quelque chose peut être public).",
            "a calendar needs a start: write brief.limits.start (the first day anything can be public).",
        )
    evaluation = evaluate(plan, catalog, situation)
    versions = foot(made(plan, catalog, "calendar", lang, today, evaluation, kept_until))
    path.write_bytes(to_ics(agenda(plan, catalog, evaluation, today), plan.brief, lang, versions))
