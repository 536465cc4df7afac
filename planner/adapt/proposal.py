"""Plans for the remaining weeks: sought by the optimiser, then laid after the past as it was.

Source: docs/followup.md.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.methods import CONTRIBUTION_PHASES
from planner.adapt.hedge import Hedge, Key, Units, hedge
from planner.adapt.means import Means
from planner.adapt.rest import PAST, Rest, seen_by
from planner.calendar import Task, length, schedule, whole_weeks
from planner.duties import notice_weeks, window_weeks
from planner.evaluate import evaluate, length_in_weeks, weeks_of
from planner.optimise import Impossible, bridges, propose, spans_of, to_plan, values_of
from planner.plan import Activity, Plan
from planner.program import Kept, Model, Wishes, build, pairs_of
from planner.reach import Situation
from planner.work import Work

OURS = ("external_facilitation",)  # the options that the program decides on
Progress = Callable[[str, Plan | None, float | None], None]


def candidates(ground: Ground, seconds: float, tell: Progress | None) -> Iterator[Plan]:
    """Plans for the remaining weeks: more of the same, then what is to come added to, then all of it open to change."""
    limit = time.perf_counter() + seconds
    if (same := even(ground)) is not None:
        yield same
    once = len({(a.method, a.phase) for a in ground.future}) == len(ground.future)
    held = tuple(Kept(method=a.method, phase=a.phase, units=a.units or 1) for a in ground.future) if once else ()
    for part, keep in (*(((0.6, (*ground.gone, *held)),) if held else ()), (1.0, ground.gone)):
        found = _proposed(ground, keep, part * max(limit - time.perf_counter(), 1.0), tell)
        if found is not None:
            yield found


def _proposed(ground: Ground, keep: tuple[Kept, ...], seconds: float, tell: Progress | None) -> Plan | None:
    """The best plan found that keeps some activities; None when none fits what is left."""
    limit, means, limits = time.perf_counter() + seconds, ground.means, ground.at.brief.limits
    seen = seen_by(ground.rest, ground.future)
    start = ground.plan.model_copy(update={"activities": seen, "bridges": (), "observed": (), "certificate": None})
    money, days = means.money, means.days
    for _ in range(3):
        try:
            wishes = Wishes(budget=money, staff_days=days, analysis_days=means.reading, keep=keep)
            proposal = propose(ground.rest, wishes, max(limit - time.perf_counter(), 0.6) * 0.8, tell, start)
        except Impossible:
            return None
        made = joined(ground.plan, ground.locked, ground.future, proposal, ground.rest, ground.at)
        # Mobilising more also fills what was forecast of the past, and an activity kept takes its options with it: what
        # the whole plan then takes beyond the limits is taken off what is left.
        numbers = evaluate(made, ground.at.catalog, ground.at, draws=2)
        dear = 0.0 if limits.budget is None else numbers.cost + means.kept_money - limits.budget
        long = 0.0 if limits.staff_days is None else numbers.staff_days + means.reserved - limits.staff_days
        if max(dear, long) <= 1e-6:
            return made
        money, days = (None if most is None else most - max(over, 0.0) for most, over in ((money, dear), (days, long)))
        if min(each for each in (money, days, 1.0) if each is not None) <= 0:
            return None
    return None


@dataclass(frozen=True)
class Ground:
    """What every proposal is made on: the plan as it was, its past and what was to come, the brief of the rest, the means."""

    plan: Plan
    locked: tuple[Activity, ...]
    future: tuple[Activity, ...]
    rest: Rest
    at: Situation
    means: Means

    @cached_property
    def gone(self) -> tuple[Kept, ...]:
        """The past, as the optimiser keeps it."""
        return tuple(Kept(method=name, phase=a.activity.phase, units=a.activity.units or 1) for name, a in self.rest.past.items())

    @cached_property
    def model(self) -> Model:
        """The program of the rest, every format in it: it says whether a plan keeps the rules."""
        means = self.means
        wishes = Wishes(budget=means.money, staff_days=means.days, analysis_days=means.reading, keep=self.gone)
        return build(self.rest, wishes, pairs_of(self.rest, wishes))


def placed(ground: Ground, coming: Sequence[Activity], units: Units, open_to: Container[Key]) -> Plan | None:
    """The plan in which the formats open to change are held so many times; None when that breaks a limit or a rule.

    Args:
        coming: what is to come, from which the other formats are kept.
    """
    bought = {(a.method, a.phase): tuple(name for name in a.options if name in OURS) for a in coming}
    counts = {(a.method, a.phase): a.units or 1 for a in coming if (a.method, a.phase) not in open_to} | units
    held = [
        Activity(id=f"{method}-{phase}", method=method, phase=phase, units=count, options=bought.get((method, phase), ()))
        for (method, phase), count in counts.items()
    ]
    whole = ground.plan.model_copy(update={"activities": seen_by(ground.rest, held), "bridges": ()})
    values = values_of(ground.model, whole)
    if values is None:
        return None
    made = joined(ground.plan, ground.locked, ground.future, to_plan(ground.model, values), ground.rest, ground.at)
    return made if within(made, ground.at, ground.means) else None


def searched(ground: Ground, coming: Sequence[Activity]) -> tuple[Hedge, Units] | None:
    """The search around what is to come of a plan; None when a format is held twice in a phase: the search knows one."""
    if len({(a.method, a.phase) for a in coming}) < len(coming):
        return None
    search, units = hedge(coming, ground.rest, ground.plan, ground.means)
    search.fits = lambda other: placed(ground, coming, other, search.choices) is not None
    return search, units


def even(ground: Ground) -> Plan | None:
    """What is left spent on more of the same: one more unit of each format to come, in turn, then of those held before."""
    found = searched(ground, ground.future)
    if found is None:
        return None
    search, units = found
    again = [(past.activity.method, past.activity.phase) for past in ground.rest.past.values()]
    more = search.evenly(search.evenly(units, list(units)), [key for key in again if key in search.choices and key not in units])
    return placed(ground, ground.future, more, search.choices)


def spread(made: Plan, ground: Ground, seconds: float, adding: bool = False) -> Plan:
    """A plan that fits, its contribution activities to come placed again so as to hold in many worlds; or itself.

    Args:
        adding: nothing that was to come is taken away.
    """
    coming = [a for a in made.activities if PAST + a.id not in ground.rest.past]
    found = searched(ground, coming)
    if found is None:
        return made
    search, units = found
    kept = {(a.method, a.phase): a.units or 1 for a in ground.future} if adding else {}
    best = search.better(units, seconds, {key: count for key, count in kept.items() if units.get(key, 0) >= count})
    return made if best == units else placed(ground, coming, best, search.choices) or made


def only_adds(made: Plan, future: Sequence[Activity]) -> bool:
    """Whether a plan takes away nothing of what was to come."""
    held = Counter[Key]()
    for a in made.activities:
        held[a.method, a.phase] += a.units or 1
    asked = Counter[Key]()
    for a in future:
        asked[a.method, a.phase] += a.units or 1
    return all(held[key] >= count for key, count in asked.items())


def within(made: Plan, at: Situation, means: Means) -> bool:
    """Whether a plan stays in the limits of its brief, the reserve kept."""
    limits, numbers = at.brief.limits, evaluate(made, at.catalog, at, draws=2)
    return (
        (limits.budget is None or numbers.cost + means.kept_money <= limits.budget + 1e-6)
        and (limits.staff_days is None or numbers.staff_days + means.reserved <= limits.staff_days + 1e-6)
        and (limits.weeks is None or (numbers.weeks or 0) <= limits.weeks)
    )


def joined(plan: Plan, locked: Sequence[Activity], future: Sequence[Activity], proposal: Plan, rest: Rest, at: Situation) -> Plan:
    """The past as it was, then the proposal, each activity with its week; what was already planned keeps its name, tools and options."""
    pool = {(a.method, a.phase): a for a in reversed(future)}
    taken = {a.id for a in locked} | {a.id for a in future}
    fresh: list[Activity] = []
    for new in proposal.activities:
        if new.method in rest.past:
            continue
        old = pool.get((new.method, new.phase))
        if old is not None:
            run = [name for name in new.options if name not in old.options]
            gone = [name for name in OURS if name in old.options and name not in new.options]
            options = tuple(name for name in (*old.options, *run) if name not in gone)
            fresh.append(old.model_copy(update={"units": new.units, "options": options}))
            continue
        name = next(n for n in (new.id, *(f"{new.id}-{i}" for i in range(2, 999))) if n not in taken)
        taken.add(name)
        fresh.append(new.model_copy(update={"id": name}))
    weeks = _weeks(locked, fresh, future, rest, at)
    fresh = [a.model_copy(update={"week": weeks[a.id]}) for a in fresh]
    ids = {a.id for a in (*locked, *fresh)}
    kept = [bridge for bridge in plan.bridges if bridge.from_ in ids and bridge.to in ids]
    added = {a.id for a in fresh} - {a.id for a in future}
    made = plan.model_copy(update={"activities": (*locked, *fresh), "bridges": (), "certificate": None})
    ends = {(bridge.from_, bridge.to) for bridge in kept}
    drawn = bridges(made, at.catalog, spans_of(made, at))
    woven = [bridge for bridge in drawn if {bridge.from_, bridge.to} & added and (bridge.from_, bridge.to) not in ends]
    return made.model_copy(update={"bridges": (*kept, *woven)})


def _weeks(locked: Sequence[Activity], fresh: Sequence[Activity], future: Sequence[Activity], rest: Rest, at: Situation) -> dict[str, int]:
    """The week of each activity still to come: that of the plan where it still holds, else the earliest."""
    tasks = []
    for activity in (*locked, *fresh):
        work = Work.of(activity, at)
        lead = rest.lead_weeks(work.method) if activity not in locked else at.lead_weeks(work.method)
        weeks = length_in_weeks(work.effort["weeks"].value, work.units, work.method, at)
        tasks.append(Task(activity.id, activity.phase, weeks, lead, work.method.always_open and activity.phase in CONTRIBUTION_PHASES))

    def dated(fixed: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        return schedule(tasks, whole_weeks(at.default("reply_weeks")), fixed, window_weeks(at)[0], notice_weeks(at))

    gone = {a.id: a.week for a in locked if a.week is not None}
    earliest = dated(gone)
    before = {a.id: first for a in future if (first := _week_before(a, future, locked, at)) is not None}
    wished = {a.id: before[a.id] for a in fresh if a.id in before and before[a.id] >= earliest[a.id][0]}
    spans = dated({**gone, **wished})
    horizon = at.brief.limits.weeks
    if horizon is not None and length(spans) > max(horizon, length({name: earliest[name] for name in gone})):
        spans = earliest
    return {a.id: max(spans[a.id][0], rest.week) for a in fresh}


def _week_before(activity: Activity, future: Sequence[Activity], locked: Sequence[Activity], at: Situation) -> int | None:
    """The week that the plan had for an activity still to come."""
    whole = Plan(brief=at.brief, activities=(*locked, *future))
    return weeks_of(whole, [Work.of(a, at) for a in whole.activities], at)[activity.id][0]
