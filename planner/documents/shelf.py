"""The documents that a plan can become, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.facts import Text
from catalog.load import Catalog
from catalog.paper.elements import Paper
from catalog.words import Lang
from planner.documents.leaflet import leaflet
from planner.documents.report import report
from planner.evaluate import evaluate
from planner.plan import Plan
from planner.record import foot, made, text


@dataclass(frozen=True)
class Kind:
    """A document: its name, what it is for, and what writes it."""

    name: Text
    purpose: Text
    write: Callable[[Plan, Catalog, Lang, date], Paper]


def _leaflet(plan: Plan, catalog: Catalog, lang: Lang, today: date) -> Paper:
    return leaflet(plan.brief, plan, catalog, lang, today, evaluate(plan, catalog))


PAPERS: Mapping[str, Kind] = {
    "note": Kind(
        Text(fr="Note au conseil", en="Council note"),
        Text(fr="Deux pages pour décider, puis les annexes et le projet de délibération.",
             en="Two pages to decide on, then the annexes and the draft deliberation."),
        report,
    ),
    "leaflet": Kind(
        Text(fr="À quoi servira votre avis", en="What your opinion will be used for"),
        Text(fr="Une demi-page pour le public : ce qui peut changer, comment participer, ce que devient une contribution.",
             en="Half a page for the public: what can change, how to take part, what becomes of a contribution."),
        _leaflet,
    ),
}  # fmt: skip


def paper(name: str, plan: Plan, catalog: Catalog, lang: Lang, today: date, kept_until: date | None = None) -> Paper:
    """One document of a plan, with what made it.

    Args:
        name: a key of `PAPERS`.
        today: the day written on it.
        kept_until: when the plan leaves the store if nobody opens it; None when it is in none.
    """
    record = made(plan, catalog, name, lang, today, evaluate(plan, catalog), kept_until)
    return PAPERS[name].write(plan, catalog, lang, today).model_copy(update={"foot": foot(record), "record": text(record)})
