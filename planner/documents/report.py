"""The council note as one typed report: every word and number of it, which writers only lay out.

Two pages of body, then annexes A to F. What only the organiser can fill is a span marked `hole`; what is
not known says so and is never 0. Source: practice.md, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from catalog.load import Catalog
from catalog.paper.elements import Paper
from catalog.words import Lang
from planner import wording as w
from planner.checks import Finding, check, ranked
from planner.divide import States
from planner.documents.annexes import annexes
from planner.documents.draft import Draft
from planner.documents.milestones import Milestone, milestones
from planner.documents.note import body
from planner.evaluate import Evaluation, evaluate
from planner.plan import Plan
from planner.reach import Situation


class Report(Paper):
    """A whole note, ready to be laid out."""

    kind: Literal["consultation", "information"]
    milestones: tuple[Milestone, ...]
    engine: str | None  # version of the engine that computed the plan; None when it was not computed
    data: str  # version of the catalogue


def report(plan: Plan, catalog: Catalog, lang: Lang, today: date) -> Report:
    """The council note of a plan, in one language.

    Args:
        plan: any plan, complete or not.
        catalog: everything known.
        today: the day written on the note.
    """
    at = Situation(plan.brief, catalog)
    states = {segment.name: segment.exposure for segment in at.segments if segment.chosen}
    return compose(plan, evaluate(plan, catalog, at), check(plan, catalog), catalog, lang, today, states)


def compose(
    plan: Plan,
    evaluation: Evaluation,
    findings: Sequence[Finding],
    catalog: Catalog,
    lang: Lang,
    today: date,
    states: Mapping[str, States] | None = None,
) -> Report:
    """The note from numbers already computed.

    Args:
        states: distance from digital of each audience, by name; without it, the note relies on the coverage.
    """
    draft = Draft(lang, plan, evaluation, tuple(ranked(findings)), catalog, today, states or {})
    place = plan.brief.territory.name if plan.brief.territory else None
    steps = milestones(draft)
    return Report(
        lang=lang,
        kind="information" if draft.information else "consultation",
        title=draft.flat(w.TITLE_INFORMATION if draft.information else w.TITLE, subject=draft.said(plan.brief.subject)),
        subtitle=draft.flat(w.SUBTITLE_PLACE if place else w.SUBTITLE, place=draft.said(place), today=draft.day(today)),
        body=body(draft, steps),
        annexes_title=w.ANNEXES(lang),
        annexes=annexes(draft, steps),
        annexes_listed=True,  # two pages are read whole and need no table of contents; what follows is looked up
        milestones=steps,
        engine=plan.certificate.engine if plan.certificate else None,
        data=catalog.version,
        today=today,
    )
