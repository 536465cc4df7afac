"""From the note to the decision: the dates that a council is shown, known or still to be set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from catalog.facts import Record
from catalog.paper.elements import Clean, Span, Words
from planner import wording as w
from planner.agenda import clear_days_before
from planner.documents.draft import Draft
from planner.plan import Activity

__all__ = ["Milestone", "clear_days_before", "milestones"]


class Milestone(Record):
    """One date of the calendar; without `on`, the date is still to be set."""

    id: str
    title: Clean
    on: date | None
    when: Words


def milestones(draft: Draft) -> tuple[Milestone, ...]:
    """From the note to the decision; a date that is not known keeps its place in the order of work."""
    mandate, active = draft.brief.mandate, draft.contributing
    shown = draft.plan.activities if draft.information else active
    council = mandate.council_on
    found: list[tuple[str, date | None, Words | None]] = [
        ("note", clear_days_before(council) if council else None, None),
        ("council", council, None),
        ("informing" if draft.information else "opening", *_edge(draft, shown, first=True)),
        ("informed" if draft.information else "closing", *_edge(draft, shown, first=False)),
        ("report_back", *_edge(draft, draft.plan.in_phases(("report_back",)), first=True)),
        ("bilan", *_bilan_day(draft)),
        ("reply", draft.commitment_day("reply_on"), None),
        ("decision", mandate.decided_on, None),
    ]
    if draft.information:
        found = [step for step in found if step[0] not in ("report_back", "reply")]
    placed: list[tuple[date, Milestone]] = []
    last = date.min
    for id, on, week in found:
        last = on or last
        placed.append((last, Milestone(id=id, title=w.MILESTONES[id](draft.lang), on=on, when=_dated(draft, id, on, week))))
    return tuple(milestone for _, milestone in sorted(placed, key=lambda step: step[0]))


def _edge(draft: Draft, activities: Iterable[Activity], first: bool) -> tuple[date | None, Words | None]:
    """The first or last day of some activities; else their week, when only that is known."""
    lines = [draft.lines[activity.id] for activity in activities if activity.id in draft.lines]
    pick = min if first else max
    days = [day for line in lines if (day := line.starts_on if first else line.ends_on)]
    weeks = [week for line in lines if (week := line.start_week if first else line.end_week)]
    if days:
        return pick(days), None
    return None, draft.phrase(w.FROM_WEEK, week=draft.flat(w.WEEK, week=str(pick(weeks)))) if weeks else None


def _bilan_day(draft: Draft) -> tuple[date | None, Words | None]:
    """The end of the evaluation, when one is planned; else some day before the decision."""
    on, week = _edge(draft, draft.plan.in_phases(("evaluate",)), first=False)
    if on or week or draft.brief.mandate.decided_on is None:
        return on, week
    return None, draft.phrase(w.BY_DECISION, hole=None, day=draft.day(draft.brief.mandate.decided_on))


def _dated(draft: Draft, id: str, on: date | None, week: Words | None) -> Words:
    if on is None:
        return week or (draft.hole(),)
    written = draft.day(on, "full" if id in ("note", "council") else "long") or ""
    gone = id in ("note", "council") and on < draft.today
    return (Span(text=draft.flat(w.PAST, day=written), mark="hole"),) if gone else (Span(text=written),)
