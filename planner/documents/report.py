"""The council note as one typed report: every word and number of it, which writers only lay out.

Two pages of body, then annexes A to F. What only the organiser can fill is a span marked `hole`; what is
not known says so and is never 0. Source: practice.md, section 4.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from catalog.paper.elements import Paper
from planner import wording as w
from planner.checks import check, ranked
from planner.documents.annexes import annexes
from planner.documents.draft import Draft
from planner.documents.milestones import Milestone, milestones
from planner.documents.note import body


class Report(Paper):
    """A whole note, ready to be laid out."""

    kind: Literal["consultation", "information"]
    milestones: tuple[Milestone, ...]
    engine: str | None  # version of the engine that computed the plan; None when it was not computed
    data: str  # version of the catalogue


def report(draft: Draft) -> Report:
    """The council note of a plan, complete or not, with what the principles say of it."""
    found = check(draft.plan, draft.catalog, evaluation=draft.evaluation, situation=draft.at)
    return compose(replace(draft, findings=tuple(ranked(found))))


def compose(draft: Draft) -> Report:
    """The note from numbers and findings already computed."""
    lang, plan = draft.lang, draft.plan
    place = plan.brief.territory.name if plan.brief.territory else None
    steps = milestones(draft)
    return Report(
        lang=lang,
        kind="information" if draft.information else "consultation",
        title=draft.flat(w.TITLE_INFORMATION if draft.information else w.TITLE, subject=draft.said(plan.brief.subject)),
        subtitle=draft.flat(w.SUBTITLE_PLACE if place else w.SUBTITLE, place=draft.said(place), today=draft.day(draft.today)),
        body=body(draft, steps),
        annexes_title=w.ANNEXES(lang),
        annexes=annexes(draft, steps),
        annexes_listed=True,  # two pages are read whole and need no table of contents; what follows is looked up
        milestones=steps,
        engine=plan.certificate.engine if plan.certificate else None,
        data=draft.catalog.version,
        today=draft.today,
    )
