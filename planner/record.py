"""What made a document: the plan, the versions and every number, carried by the file so that it can be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from catalog import words
from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.words import Lang
from planner import VERSION
from planner.brief import Brief
from planner.evaluate import Evaluation
from planner.plan import Plan

SAME = 1e-9  # relative difference under which two numbers are the same: the order of additions is not fixed
FOOT = Text(fr="Maillage {engine} · données {data} · cadrage {brief}", en="Maillage {engine} · data {data} · brief {brief}")
KEPT = Text(
    fr="{foot} · gardé en ligne jusqu’au {day}, sauf si on l’ouvre d’ici là", en="{foot} · kept online until {day} unless opened by then"
)


class Made(Record):
    """What made a document."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal[1] = Field(default=1, alias="schema")
    maillage: Literal["document"] = "document"
    paper: str  # which document: a key of `planner.documents.shelf.PAPERS`, or "workbook"
    lang: Lang
    today: date
    engine: str
    data: str
    kept_until: date | None = None  # when the plan leaves the store if nobody opens it
    plan: Plan
    numbers: Mapping[str, float]  # by name, see `numbers_of`


class Difference(Record):
    """A number that is not what the document says; None where one side has none."""

    name: str
    was: float | None
    now: float | None


def made(plan: Plan, catalog: Catalog, paper: str, lang: Lang, today: date, evaluation: Evaluation, kept_until: date | None = None) -> Made:
    """The record of a document about to be written."""
    return Made(
        paper=paper, lang=lang, today=today, engine=VERSION, data=catalog.version, kept_until=kept_until, plan=plan,
        numbers=numbers_of(plan, evaluation),
    )  # fmt: skip


def text(record: Made) -> str:
    """The record as the JSON that a file carries."""
    return record.model_dump_json(by_alias=True, exclude_none=True)


def foot(record: Made) -> str:
    """What each page says at its foot: the versions, a checksum of the brief, and until when the plan is kept."""
    said = FOOT(record.lang).format(engine=record.engine, data=record.data, brief=checksum(record.plan.brief))
    if record.kept_until is None:
        return said
    return KEPT(record.lang).format(foot=said, day=words.day(record.kept_until, record.lang, "long"))


def checksum(brief: Brief) -> str:
    """A short mark of a brief: two documents that bear the same one were made from the same brief."""
    return hashlib.sha256(brief.model_dump_json(by_alias=True, exclude_defaults=True).encode()).hexdigest()[:8]


def numbers_of(plan: Plan, evaluation: Evaluation, exact: float | None = None) -> dict[str, float]:
    """Every number computed for a plan, by name: totals, then by activity, by public, and the value that its certificate states.

    The bound and the gap of a certificate are not among them: only the solver can say them again.

    Args:
        exact: the value computed again (`planner.optimise.goal_of`), in place of the one stated.
    """
    found: dict[str, float | int | None] = {
        name: getattr(evaluation, name)
        for name in ("cost", "staff_days", "analysis_days", "staff_value", "weeks", "defaults_cost", "defaults_coverage")
    }
    counted = (
        "units", "start_week", "end_week", "purchases", "external_days", "cost", "staff_days", "people", "contributions", "reading_days",
    )  # fmt: skip
    found |= {f"activities/{line.activity}/{name}": getattr(line, name) for line in evaluation.lines for name in counted}
    heads = ("people", "can", "comes", "comes_low", "comes_high", "informed", "deliberates")
    found |= {f"coverage/{row.audience}/{name}": getattr(row, name) for row in evaluation.coverage for name in heads}
    if plan.certificate:
        found["certificate/exact"] = plan.certificate.exact if exact is None else exact
    return {name: float(value) for name, value in found.items() if value is not None}


def compared(was: Mapping[str, float], now: Mapping[str, float]) -> tuple[Difference, ...]:
    """The numbers that differ, in order of first mention."""
    pairs = ((name, was.get(name), now.get(name)) for name in dict.fromkeys((*was, *now)))
    return tuple(Difference(name=name, was=one, now=other) for name, one, other in pairs if not _same(one, other))


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= SAME * max(1.0, abs(one), abs(other))
