"""When things happen: phases follow each other, an activity waits for its preparation.

Informing and mobilising run before and during the first contribution phase; contribution phases follow
each other; the report back waits until the contributions are read. Weeks count from the brief's start,
the first being week 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from catalog.methods import CONTRIBUTION_PHASES, Phase

OPENING: tuple[Phase, ...] = ("inform", "mobilise")
CLOSING: tuple[Phase, ...] = ("report_back", "evaluate")


@dataclass(frozen=True)
class Task:
    """An activity as the calendar sees it: length and preparation in weeks."""

    id: str
    phase: Phase
    weeks: int
    lead_weeks: int
    stays_open: bool = False  # open at all times: nobody has to close it before the window does


def blocks(phases: Iterable[Phase]) -> tuple[tuple[Phase, ...], ...]:
    """The phases used, grouped by what runs at the same time, in order."""
    used = set(phases)
    order = [OPENING, *((phase,) for phase in CONTRIBUTION_PHASES), *((phase,) for phase in CLOSING)]
    return tuple(block for block in (tuple(p for p in group if p in used) for group in order) if block)


def schedule(
    tasks: Sequence[Task], reply_weeks: int, fixed: Mapping[str, int] | None = None, window: int = 0, notice: int = 1
) -> dict[str, tuple[int, int]]:
    """First and last week of each task, as early as preparation and order allow.

    Args:
        tasks: activities; a phase starts when the longest task of the one before has ended.
        reply_weeks: weeks kept between the last contribution and the report back.
        fixed: weeks that somebody chose, by task id; kept as they are.
        notice: weeks between the announcement and the opening of the contributions.
        window: least length of the contribution window, in weeks: what stays open does so to its end, the report back waits for it.
    Returns:
        task id -> (first week, last week), both included.
    """
    fixed = fixed or {}
    spans: dict[str, tuple[int, int]] = {}
    opens, closes = 1, 0
    for block in blocks(task.phase for task in tasks):
        if block[0] in CLOSING:
            spans = _kept_open(spans, tasks, closes - 1)
        if block[0] == "report_back":
            opens = max(opens, closes) + reply_weeks
        if block[0] == "evaluate":  # last of all: what informs may still be up
            opens = max([opens, *(last + 1 for _, last in spans.values())])
        ends = opens
        for task in (t for t in tasks if t.phase in block):
            first = fixed.get(task.id, max(opens, task.lead_weeks + 1))
            last = first + max(task.weeks, 1) - 1
            spans[task.id] = (first, last)
            ends = max(ends, last)
        if block[0] in CONTRIBUTION_PHASES and not closes:  # the window runs from the day all its channels are open
            closes = max(spans[t.id][0] for t in tasks if t.phase in block) + window
        # People are told before they are asked, without waiting for the posters to come down.
        opens = max(spans[t.id][0] for t in tasks if t.phase in block) + notice if block[0] in OPENING else ends + 1
    return _kept_open(spans, tasks, closes - 1)


def _kept_open(spans: Mapping[str, tuple[int, int]], tasks: Sequence[Task], until: int) -> dict[str, tuple[int, int]]:
    """The spans, what stays open being kept so until a week when the contributions would all end before it."""
    last = max((spans[t.id][1] for t in tasks if t.phase in CONTRIBUTION_PHASES and t.id in spans), default=until)
    longer = {t.id: (spans[t.id][0], max(spans[t.id][1], until)) for t in tasks if t.stays_open and t.id in spans and last < until}
    return {**spans, **longer}


def length(spans: Mapping[str, tuple[int, int]]) -> int:
    """Weeks from the start to the end of the last task."""
    return max((last for _, last in spans.values()), default=0)


def monday(start: date, week: int) -> date:
    """First day of a week of the plan, week 1 starting on the day of the brief."""
    return start + timedelta(weeks=week - 1)


def whole_weeks(value: float) -> int:
    """A length in weeks, rounded up to whole weeks."""
    return ceil(value - 1e-9)
