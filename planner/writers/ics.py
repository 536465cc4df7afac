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
from planner.record import foot
from planner.record import made as record


def write(plan: Plan, catalog: Catalog, path: Path, lang: Lang, today: date, kept_until: date | None = None) -> None:
    """Write the dates of a plan.

    Raises:
        BadInput: no start is known, so nothing can be dated.
        OSError: the file cannot be written.
    """
    path.write_bytes(made(plan, catalog, lang, today, path.name, kept_until))


def made(plan: Plan, catalog: Catalog, lang: Lang, today: date, name: str = "plan.ics", kept_until: date | None = None) -> bytes:
    """The same as bytes; the calendar says which versions made it, and until when the plan is kept.

    Raises:
        BadInput: no start is known, so nothing can be dated.
    """
    if plan.brief.limits.start is None:
        raise bad(
            name[-60:],
            None,
            "un calendrier demande une date de début : écrivez brief.limits.start (le premier jour où quelque chose peut être public).",
            "a calendar needs a start: write brief.limits.start (the first day anything can be public).",
        )
    evaluation = evaluate(plan, catalog)
    versions = foot(record(plan, catalog, "calendar", lang, today, evaluation, kept_until))
    return to_ics(agenda(plan, catalog, evaluation, today), plan.brief, lang, versions)
