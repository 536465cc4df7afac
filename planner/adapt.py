"""Changing course after launch: the past held as it was, the remaining weeks proposed again with what is left.

The optimiser knows neither weeks gone nor people already met. Both are given to it as a brief in which each activity
already started is a format of its own: it costs nothing more, takes the weeks it took, and brings what was counted.
Formats not yet started can start from the week at hand, with the yields that the counts point to.

Source: docs/followup.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Literal

import numpy as np

from catalog.facts import Figure, Record, Text
from catalog.frames import Frame
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, EFFORT_FIELDS, PHASE_NAMES, PHASES, Effort, Method, Phase
from catalog.words import Lang, euros, number
from planner.brief import Audience
from planner.calendar import Task, length, schedule, whole_weeks
from planner.composition import Composition
from planner.coverage import SEED, TENTH, Floats, factor_of, met, mobilised, rates_of
from planner.duties import notice_weeks, window_weeks
from planner.evaluate import evaluate, length_in_weeks, weeks_of
from planner.followup import (
    Followed,
    affinity_spread,
    attendances,
    counted,
    followup,
    last_week,
    public_factor,
    session_spread,
    sessions,
    times_less,
)  # fmt: skip
from planner.optimise import Impossible, bridges, propose
from planner.plan import Activity, Bridge, Plan, Turn
from planner.program import Kept, Wishes, goal_columns
from planner.reach import P_MAX, Array, Rates, Situation, pooled
from planner.work import Work

PAST = "past "  # opens the id of a format that stands for an activity already started: no id of the catalogue has a space
RESERVE = (0.1, 0.2)  # of outreach means, least and most: data/principles/evaluation.yaml, min_reserve, and docs/followup.md
WORLDS = 300
EVEN = 0.5  # of the worlds: below, a change is as likely to harm
Progress = Callable[[str, Plan | None, float | None], None]
Kind = Literal["added", "dropped", "more", "fewer", "moved"]


class Reason(Record):
    """One change to the remaining weeks, or why there is none, and why."""

    activity: str | None  # id in the new plan, or in the old one when it is dropped; None: of the plan as a whole
    kind: Kind | None
    words: Text


class Reserve(Record):
    """What is kept for a later change of course."""

    share: float  # of the outreach means not yet engaged
    money: float | None  # EUR; None: no budget is set
    days: float | None


class Adapted(Record):
    """A plan for the remaining weeks."""

    plan: Plan
    week: int  # the first that can still change
    reasons: tuple[Reason, ...]
    locked: tuple[str, ...]  # ids of the activities held as they were
    reserve: Reserve
    money_left: float | None  # before the reserve, EUR
    days_left: float | None
    least_before: float  # share of its targets reached by the public least well reached, given the counts: going on as planned
    least_after: float
    ahead: float  # share of seeded worlds in which the public least reached is better served than by going on as planned
    factors: Mapping[str, float] = {}  # method -> how many times its forecast is expected from now on
    changed: bool


# -- what the counts say of a method --------------------------------------------------------------------


@dataclass(frozen=True)
class Learnt:
    """The yield of a method from now on, as a multiple of the forecast."""

    factor: float
    spread: float  # standard deviation of its logarithm, once the counts are known
    seen: float  # counted over forecast


def learnt(plan: Plan, followed: Followed, at: Situation) -> dict[str, Learnt]:
    """What the counts of each method say of its yield: the logarithm of counted over forecast, pooled towards 0.

    It counts for τ² / (τ² + v): τ is the spread of the yield on that side (low or high, which one place in ten exceeds),
    v the noise of the counts: of one session to the next in one place, and of counting people.
    """
    works = {activity.id: Work.of(activity, at) for activity in plan.activities}
    found = {}
    for method in dict.fromkeys(channel.method for channel in followed.channels):
        mine = [each for each in followed.channels if each.method == method and each.came is not None and each.typical]
        if not mine:
            continue
        came, wanted = sum(each.came or 0 for each in mine), sum(each.typical for each in mine)
        counts = sum(sessions(works[each.activity], each.share) for each in mine)
        gap = log((came + 0.5) / (wanted + 0.5))
        own = spread_of(at, at.catalog.methods[method], gap < 0) ** 2
        noise = session_spread(at.catalog) ** 2 / counts + 1 / (wanted + 0.5)
        weight = own / (own + noise) if own else 0.0
        found[method] = Learnt(exp(weight * gap), (weight * noise) ** 0.5, came / wanted)
    return found


def spread_of(at: Situation, method: Method, below: bool) -> float:
    """Standard deviation of the logarithm of a yield on one side; a figure without ends takes those of its form."""
    people = at.effort(method).people
    if people is None or people.low is None or people.high is None or people.low == people.high:
        people = at.catalog.rules[method.form].effort.people
    assert people
    low, high = (people.value if end is None else end for end in (people.low, people.high))
    if not people.value:
        return 0.0
    return log(people.value / max(low, people.value / 100)) / TENTH if below else log(max(high, people.value) / people.value) / TENTH


# -- the brief of the remaining weeks -------------------------------------------------------------------


@dataclass(frozen=True)
class _Past:
    """An activity already started, as a format of its own."""

    activity: Activity
    span: tuple[int, int]
    chances: Array  # that a member of each segment, then of the territory, came to one unit, at an ordinary mobilisation


class Rest(Situation):
    """A brief in the middle of its plan: the past as formats that only it can hold, yields as the counts correct them."""

    def __init__(
        self,
        at: Situation,
        week: int,
        past: Mapping[str, _Past],
        catalog: Catalog,
        factors: Mapping[str, Learnt],
        planned: Mapping[str, int],
    ) -> None:
        super().__init__(at.brief, catalog)
        self.week, self.past, self.factors = week, past, factors
        self.planned = planned  # method -> first week that the plan had for it, when it was still to come
        self.before = at
        self.people = at.people
        self._exposures, self.place = at._exposures, at.place  # the same people: not worked out again

    def lead_weeks(self, method: Method) -> int:
        """Weeks from the start of the brief: what is not yet prepared is prepared from now on."""
        if method.id in self.past:
            return self._past_weeks(method)[0]
        lead = self.week - 1 + self.before.lead_weeks(method)
        return min(lead, max(self.planned[method.id], self.week) - 1) if method.id in self.planned else lead

    def _past_weeks(self, method: Method) -> tuple[int, int]:
        """Weeks before it starts, and weeks it lasts, as the program sees them.

        Contributions already gathered must not be asked to last anew after a later announcement: they end when they end.
        """
        each = self.past[method.id]
        first, last = each.span
        if each.activity.phase in CONTRIBUTION_PHASES and not window_weeks(self)[0]:
            return last - 1, 1
        return first - 1, last - first + 1

    def effort(self, method: Method) -> Effort:
        """The past takes nothing more; a yield that was counted has the spread that is left to it."""
        effort = self.before.effort(method) if method.id not in self.past else self.before.effort(self.catalog.methods[method.id])
        if method.id in self.past:
            nothing = {name: _value(getattr(effort, name), 0.0) for name in EFFORT_FIELDS if name not in ("people", "share", "capacity")}
            weeks = _value(effort.weeks, float(self._past_weeks(method)[1]))
            assert effort.people
            return effort.model_copy(update={**nothing, "weeks": weeks, "people": _value(effort.people, effort.people.value or 1.0)})
        seen = self.factors.get(method.id)
        if seen is None or effort.people is None:
            return effort
        ends = {name: effort.people.value * exp(sign * TENTH * seen.spread) for name, sign in (("low", -1), ("high", 1))}
        return effort.model_copy(update={"people": effort.people.model_copy(update=ends)})

    def draw(self, method: Method, people: float) -> float:
        """People one unit gathers, as the counts correct it; a room holds no more for that."""
        seen = self.factors.get(method.id)
        if seen is None:
            return super().draw(method, people)
        return super().draw(method, people) * seen.factor if seen.factor < 1 else super().draw(method, people * seen.factor)

    def probabilities(self, method: Method, phase: Phase | None = None, people: float | None = None) -> Array:
        """Chance of coming to one unit: of the past, what was counted."""
        return self.past[method.id].chances if method.id in self.past else super().probabilities(method, phase, people)

    def most_units(self, method: Method, gathers: bool) -> int:
        """The past is what it was."""
        return (self.past[method.id].activity.units or 1) if method.id in self.past else super().most_units(method, gathers)

    def _barred(self, audience: Audience, place: Composition | None = None) -> dict[str, float]:
        found = self.before._barred(audience, place)
        return {**found, **{name: found.get(each.activity.method, 0.0) for name, each in self.past.items()}}


def _value(figure: Figure | None, value: float) -> Figure:
    assert figure
    return figure.model_copy(update={"value": value, "low": value, "high": value})


def remaining(plan: Plan, at: Situation, week: int, followed: Followed) -> Rest:
    """The brief of a plan as it stands at the beginning of a week.

    Args:
        followed: the counts, of weeks before it.
    """
    works = [Work.of(activity, at) for activity in plan.activities]
    spans, effect = weeks_of(plan, works, at), mobilised(works, at)
    counts, factors = counted(plan, followed.week), learnt(plan, followed, at)
    started = [work for work in works if spans[work.activity.id][0] < week]
    past, clones = {}, {}
    for work in started:
        name, span = PAST + work.activity.id, spans[work.activity.id]
        channel = next(each for each in followed.channels if each.activity == work.activity.id)
        typical = float(attendances(work, at, effect))
        usual = factors[work.method.id].factor if work.method.id in factors else 1.0
        total = (channel.came or 0) + (1 - channel.share) * typical * usual if channel.until is not None else typical * usual
        own = np.array([*(public_factor(work, counts.get(work.activity.id), i, at, effect) for i in range(len(at.segments))), 1.0])
        chances = np.clip(at.probabilities(work.method, work.activity.phase) * own * (total / typical if typical else 1.0), 0.0, P_MAX)
        past[name] = _Past(work.activity, span, chances)
        clones[name] = work.method.model_copy(
            update={"id": name, "kind": "procedure", "phases": (work.activity.phase,), "max_units": work.units, "suits_from": None}
        )
    open_to = open_phases([work.activity.phase for work in started])
    held: dict[str, int] = {}
    for work in started:
        if work.activity.phase in open_to:
            held[work.method.id] = max(held.get(work.method.id, 0), work.units)
    methods = {}
    for name, method in at.catalog.methods.items():
        phases = tuple(phase for phase in method.phases if phase in open_to)
        most = method.max_units - held.get(name, 0)
        if method.kind != "method":
            methods[name] = method
        elif phases and most > 0:
            methods[name] = method.model_copy(update={"phases": phases, "max_units": most})
        else:  # nothing of it can be added, but what draws on the same people is still measured by it
            methods[name] = method.model_copy(update={"phases": ()})
    catalog = replace(at.catalog, methods={**methods, **clones}, frames=_frames(at, {work.method.id for work in started}))
    planned: dict[str, int] = {}
    for work in works:
        first = spans[work.activity.id][0]
        if first >= week:
            planned[work.method.id] = min(first, planned.get(work.method.id, first))
    return Rest(at, week, past, catalog, factors, planned)


def open_phases(started: Iterable[Phase]) -> frozenset[Phase]:
    """Phases in which something may still be added: informing and mobilising to the end, the others while no later one has begun."""
    last = max((PHASES.index(phase) for phase in started if phase not in ("inform", "mobilise")), default=0)
    return frozenset(phase for phase in PHASES if phase in ("inform", "mobilise") or PHASES.index(phase) >= last)


def _frames(at: Situation, held: set[str]) -> Mapping[str, Frame]:
    """The frames, without the formats that the brief's own asks for by name and that have been held."""
    frame = at.catalog.frames.get(at.brief.frame or "")
    if frame is None:
        return at.catalog.frames
    left = tuple(duty for duty in frame.duties if not (duty.kind == "method" and duty.method in held))
    return {**at.catalog.frames, frame.id: frame.model_copy(update={"duties": left})}


# -- adapting -------------------------------------------------------------------------------------------


def adapt(
    plan: Plan, catalog: Catalog, week: int | None = None, seconds: float = 15.0, situation: Situation | None = None,
    reserve: bool = True,
    tell: Progress | None = None,
) -> Adapted:  # fmt: skip
    """The plan for the weeks from `week` on, the past untouched.

    Args:
        week: the first that can change; by default the one after the last entry.
        seconds: wall-clock time, at most about as long.
        reserve: whether part of what is left is kept for a later change.
        tell: called as the search goes (see `planner.optimise.propose`).
    Raises:
        ValueError: a week before the first.
    """
    at = situation or Situation(plan.brief, catalog)
    week = last_week(plan) + 1 if week is None else week
    if week < 1:
        raise ValueError("the first week that can change is 1 or later")
    followed = followup(plan, catalog, week - 1, at)
    rest = remaining(plan, at, week, followed)
    works = [Work.of(activity, at) for activity in plan.activities]
    spans = weeks_of(plan, works, at)
    locked = tuple(_held(work.activity, spans[work.activity.id][0]) for work in works if PAST + work.activity.id in rest.past)
    future = tuple(work.activity for work in works if PAST + work.activity.id not in rest.past)
    started = plan.model_copy(update={"activities": locked, "bridges": ()})
    money, days = _left(started, at)
    kept = _reserve(plan, future, at, money, days, reserve)
    going_on = least(_seen_by(rest, future), rest, plan)

    def unchanged(why: Text) -> Adapted:
        return Adapted(
            plan=plan, week=week, reasons=(Reason(activity=None, kind=None, words=why),), locked=tuple(a.id for a in locked),
            reserve=kept, money_left=money, days_left=days, least_before=going_on, least_after=going_on, ahead=0.0,
            factors={name: each.factor for name, each in rest.factors.items()}, changed=False,
        )  # fmt: skip

    if not at.people or not plan.activities:
        return unchanged(NOTHING_TO_ADAPT)
    means = _Means(
        None if money is None else max(money - (kept.money or 0.0), 0.0), None if days is None else max(days - (kept.days or 0.0), 0.0),
        kept.days or 0.0,
    )  # fmt: skip
    found = list(_candidates(plan, locked, future, rest, at, means, seconds, tell))
    if not found:
        return unchanged(NO_ROOM)
    # Of several plans, the one most likely to serve the public least reached better than going on as planned.
    made = max(found, key=lambda each: ahead(each, plan, rest))
    share = ahead(made, plan, rest)
    after = least(_seen_by(rest, [a for a in made.activities if PAST + a.id not in rest.past]), rest, plan)
    if share <= EVEN or after <= going_on + 1e-6:
        return unchanged(AS_GOOD)
    why = _reasons(plan, made, locked, spans, rest, at, followed, going_on, after)
    turns = (*(turn for turn in plan.turns if turn.week != week), Turn(week=week, reasons=tuple(each.words for each in why)))
    return Adapted(
        plan=made.model_copy(update={"turns": turns}), week=week, reasons=why,
        locked=tuple(a.id for a in locked), reserve=kept, money_left=money, days_left=days,
        least_before=going_on, least_after=after, ahead=share,
        factors={name: each.factor for name, each in rest.factors.items()}, changed=True,
    )  # fmt: skip


def _held(activity: Activity, first: int) -> Activity:
    """An activity with the week it started in written down, so that nothing added later moves it."""
    return activity if activity.week is not None else activity.model_copy(update={"week": first})


def _left(started: Plan, at: Situation) -> tuple[float | None, float | None]:
    """Money and agent-days that what has started leaves of the limits; None where there is no limit."""
    limits, numbers = at.brief.limits, evaluate(started, at.catalog, at, draws=2)
    field, reading = numbers.staff_days - numbers.analysis_days, sum(line.reading_days for line in numbers.lines)
    # Reading and answering take what they take, and at least their share of all the days: the dearer of the two.
    kept = 1.0 - at.default("analysis_share")
    days = None if limits.staff_days is None else max(limits.staff_days - max(field + reading, field / kept), 0.0)
    return None if limits.budget is None else max(limits.budget - numbers.cost, 0.0), days


def _reserve(plan: Plan, future: Sequence[Activity], at: Situation, money: float | None, days: float | None, keep: bool) -> Reserve:
    """10 to 20 % of the means for going to people that are not engaged yet; of the two, what the organiser said."""
    said = plan.said("reserve_share")
    share = min(max(float(said), RESERVE[0]), RESERVE[1]) if isinstance(said, (int, float)) else RESERVE[0]
    if not keep:
        return Reserve(share=0.0, money=None if money is None else 0.0, days=None if days is None else 0.0)
    reaching = tuple(a for a in future if a.phase == "mobilise" or at.catalog.methods[a.method].touring)
    lines = evaluate(plan.model_copy(update={"activities": reaching, "bridges": ()}), at.catalog, at, draws=2).lines
    cost, work = sum(line.cost for line in lines), sum(line.staff_days for line in lines)
    return Reserve(
        share=share, money=None if money is None else min(share * cost, money), days=None if days is None else min(share * work, days)
    )


def _seen_by(rest: Rest, future: Iterable[Activity]) -> tuple[Activity, ...]:
    """The whole plan as the brief of the remaining weeks sees it."""
    gone = tuple(each.activity.model_copy(update={"id": name, "method": name, "options": ()}) for name, each in rest.past.items())
    return (*gone, *future)


def least(activities: Sequence[Activity], rest: Rest, plan: Plan) -> float:
    """Share of its targets reached by the public least well reached, the past counting for what was counted.

    The exact formula (planner.coverage.targets_met), but that mobilising anew does not lift what has been held.
    """
    columns = list(goal_columns(rest))
    values = reached(activities, rest, plan)[columns]
    return float(min(values)) if len(values) else 0.0


def reached(activities: Sequence[Activity], rest: Rest, plan: Plan) -> Floats:
    """Share of its targets that each segment reaches (see `least`)."""
    works = [Work.of(activity, rest) for activity in activities]
    now, then = mobilised(works, rest), mobilised([Work.of(a, rest.before) for a in plan.activities], rest.before)
    same = bool(np.allclose(now, then))
    total = np.zeros(len(rest.segments))
    for goal in rest.goals:
        inside = [w for w in works if goal.counts(w.method, w.activity.phase)]
        if same:
            share = met(inside, rest, now)
        else:
            lifted = [_lifted(w, rest, then if w.method.id in rest.past else now) for w in inside]
            share = -np.expm1(-rest.reached(lifted, rest.pools))
        total += goal.weight * np.minimum(share[:-1] / goal.target, 1.0)
    return total


def _lifted(work: Work, rest: Rest, effect: Floats) -> Rates:
    rates = rates_of(work, rest, effect)
    return Rates(rates.kin, rates.units, rates.unit * rates.effect)


@dataclass(frozen=True)
class _Means:
    """What a proposal may use: what is left, the reserve set apart."""

    money: float | None
    days: float | None
    reserved: float  # agent-days


def _candidates(
    plan: Plan, locked: Sequence[Activity], future: Sequence[Activity], rest: Rest, at: Situation, means: _Means, seconds: float,
    tell: Progress | None,
) -> Iterator[Plan]:  # fmt: skip
    """Plans for the remaining weeks: all that is to come open to change, then only added to."""
    limit = time.perf_counter() + seconds
    gone = tuple(Kept(method=name, phase=each.activity.phase, units=each.activity.units or 1) for name, each in rest.past.items())
    once = len({(a.method, a.phase) for a in future}) == len(future)
    held = tuple(Kept(method=a.method, phase=a.phase, units=a.units or 1) for a in future) if once else ()
    for part, keep in ((0.55, gone), *(((1.0, (*gone, *held)),) if held else ())):
        found = _proposed(plan, locked, future, rest, at, means, keep, part * max(limit - time.perf_counter(), 1.0), tell)
        if found is not None:
            yield found


def _proposed(
    plan: Plan, locked: Sequence[Activity], future: Sequence[Activity], rest: Rest, at: Situation, means: _Means, keep: tuple[Kept, ...],
    seconds: float, tell: Progress | None,
) -> Plan | None:  # fmt: skip
    """The best plan found that keeps some activities; None when none fits what is left."""
    limit, left = time.perf_counter() + seconds, means.days
    start = plan.model_copy(update={"activities": _seen_by(rest, future), "bridges": (), "observed": (), "certificate": None})
    for _ in range(3):
        try:
            wishes = Wishes(budget=means.money, staff_days=left, keep=keep)
            proposal = propose(rest, wishes, max(limit - time.perf_counter(), 0.6) * 0.8, tell, start)
        except Impossible:
            return None
        made = _joined(plan, locked, future, proposal, rest, at)
        limits = at.brief.limits
        if limits.staff_days is None or left is None:
            return made
        # Mobilising more also fills what was forecast of the past: the days to read it are counted by the whole plan.
        over = evaluate(made, at.catalog, at, draws=2).staff_days + means.reserved - limits.staff_days
        if over <= 1e-6:
            return made
        if left <= over:
            return None
        left -= over
    return None


def ahead(made: Plan, plan: Plan, rest: Rest) -> float:
    """Share of seeded worlds in which the public least reached is better served by one plan than by another.

    The past is the same in all of them; what is to come draws by what the counts leave open, and brings publics as far from
    their ratings as those are worth.
    """
    one, other = (
        _drawn_least(_seen_by(rest, [a for a in each.activities if PAST + a.id not in rest.past]), rest, plan) for each in (made, plan)
    )
    return float((one > other + 1e-9).mean())


def _drawn_least(activities: Sequence[Activity], rest: Rest, plan: Plan) -> Floats:
    works = [Work.of(activity, rest) for activity in activities]
    now, then = mobilised(works, rest), mobilised([Work.of(a, rest.before) for a in plan.activities], rest.before)
    columns, apart = len(rest.segments) + 1, affinity_spread(rest)
    total = np.zeros((WORLDS, columns - 1))
    times = {
        name: _world_of(name, works, columns, apart) for name in dict.fromkeys(w.method.id for w in works if w.method.id not in rest.past)
    }
    for goal in rest.goals:
        kin: dict[str, Floats] = {}
        for work in works:
            if goal.counts(work.method, work.activity.phase):
                rates = _lifted(work, rest, then if work.method.id in rest.past else now)
                drawn = rates.units * rates.unit * times.get(work.method.id, np.ones((1, columns)))
                kin[work.kin] = kin.get(work.kin, np.zeros((WORLDS, columns))) + drawn
        together = sum(
            (pooled(drawn, rest.pools[name], rest.default("overlap")) for name, drawn in kin.items()), np.zeros((WORLDS, columns))
        )
        total += goal.weight * np.minimum(-np.expm1(-together[:, :-1]) / goal.target, 1.0)
    return np.asarray(total[:, list(goal_columns(rest))].min(axis=1))


def _world_of(method: str, works: Sequence[Work], columns: int, apart: float) -> Floats:
    """How many times its forecast a method draws each segment: (worlds, columns), the same whichever plan holds it."""
    work = next(each for each in works if each.method.id == method)
    random = np.random.default_rng([SEED, 3, *method.encode()])
    publics = np.exp(apart * random.standard_normal((WORLDS, columns)))
    publics[:, -1] = 1.0
    return np.asarray(factor_of(work, WORLDS)[:, None] * publics)


def _joined(plan: Plan, locked: Sequence[Activity], future: Sequence[Activity], proposal: Plan, rest: Rest, at: Situation) -> Plan:
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
    woven: list[Bridge] = [b for b in bridges(made, at.catalog) if {b.from_, b.to} & added and (b.from_, b.to) not in ends]
    return made.model_copy(update={"bridges": (*kept, *woven)})


OURS = ("external_facilitation",)  # the options that the program decides on


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


# -- why ------------------------------------------------------------------------------------------------

NOTHING_TO_ADAPT = Text(fr="Il n’y a rien à adapter : le dispositif n’a pas d’action, ou pas de public.",
                        en="There is nothing to adapt: the plan has no activity, or no public.")  # fmt: skip
NO_ROOM = Text(
    fr="Rien d’autre ne tient dans les semaines, l’argent et les jours qui restent, réserve gardée. Le dispositif reste tel quel.",
    en="Nothing else fits the weeks, the money and the days that are left, the reserve being kept. The plan stays as it is.",
)
AS_GOOD = Text(
    fr="Aucun autre emploi de ce qui reste ne sert mieux le public le moins touché. Le dispositif reste tel quel.",
    en="No other use of what is left serves the public least reached any better. The plan stays as it is.",
)


def _reasons(
    plan: Plan, made: Plan, locked: Sequence[Activity], spans: Mapping[str, tuple[int, int]], rest: Rest, at: Situation,
    followed: Followed, before: float, after: float,
) -> tuple[Reason, ...]:  # fmt: skip
    """One reason a change, then what the change is for."""
    old = {a.id: a for a in plan.activities}
    new = {a.id: a for a in made.activities}
    gone = {a.id for a in locked}
    found = []
    column = min(
        goal_columns(rest), key=lambda i: float(reached(_seen_by(rest, [a for a in plan.activities if a.id not in gone]), rest, plan)[i])
    )
    public = rest.segments[column].name or None
    for name, activity in old.items():
        if name in gone:
            continue
        if name not in new:
            found.append(Reason(activity=name, kind="dropped", words=_why_less(activity, None, followed, rest, at)))
            continue
        units, was = new[name].units or 1, activity.units or 1
        if units < was:
            found.append(Reason(activity=name, kind="fewer", words=_why_less(activity, units, followed, rest, at)))
        elif units > was:
            found.append(Reason(activity=name, kind="more", words=_why_more(new[name], was, followed, rest, at, public)))
        elif new[name].week is not None and new[name].week != spans[name][0]:
            found.append(Reason(activity=name, kind="moved", words=_why_moved(new[name], spans[name][0], at)))
    for name, activity in new.items():
        if name not in old:
            found.append(Reason(activity=name, kind="added", words=_why_more(activity, 0, followed, rest, at, public)))
    return (Reason(activity=None, kind=None, words=_aim(public, before, after)), *found)


def _aim(public: str | None, before: float, after: float) -> Text:
    shares = {lang: (number(100 * before, lang, 0), number(100 * after, lang, 0)) for lang in ("fr", "en")}
    fr, en = (f"« {public} »", f'"{public}"') if public else ("l’ensemble du territoire", "the whole territory")
    return Text(
        fr=f"Compte tenu des relevés, le public le moins touché ({fr}) atteindrait {shares['fr'][0]} % de ses cibles en continuant ainsi."
        f" Le public le moins touché en atteindrait {shares['fr'][1]} % avec ces changements.",
        en=f"Given the counts, the public least reached ({en}) would reach {shares['en'][0]}% of its targets going on like this."
        f" The least reached public would reach {shares['en'][1]}% with these changes.",
    )


def seen_words(method: str, followed: Followed, catalog: Catalog) -> Text | None:
    """What the counts of a method said, in a clause; None when it was not counted, or as expected."""
    mine = [each for each in followed.channels if each.method == method and each.came is not None and each.typical]
    if not mine:
        return None
    came, wanted = sum(each.came or 0 for each in mine), sum(each.typical for each in mine)
    told = {}
    for lang in ("fr", "en"):
        name = catalog.methods[method].name(lang)
        far = times_less(came / wanted, lang)
        if lang == "fr":
            told[lang] = f"« {name} » n’a amené personne" if not came else f"« {name} » a amené {far} de monde que prévu"
        else:
            told[lang] = f"“{name}” brought nobody" if not came else f"“{name}” brought {far} than expected"
    return Text(fr=told["fr"], en=told["en"])


def _named(activity: Activity, at: Situation, lang: Lang) -> str:
    """A method with the phase it is held in: one method may serve two."""
    name, phase = at.catalog.methods[activity.method].name(lang), PHASE_NAMES[activity.phase](lang)
    return f"{name} » ({phase})" if lang == "fr" else f"{name}” ({phase})"


def _why_less(activity: Activity, units: int | None, followed: Followed, rest: Rest, at: Situation) -> Text:
    seen = seen_words(activity.method, followed, at.catalog)
    factor = rest.factors[activity.method].factor if activity.method in rest.factors else 1.0
    said = {}
    for lang in ("fr", "en"):
        fr, name = lang == "fr", _named(activity, at, lang)
        if units is None:
            head = f"« {name} : retirée." if fr else f"“{name}: dropped."
        else:
            head = f"« {name} : {units} au lieu de {activity.units or 1}." if fr else f"“{name}: {units} instead of {activity.units or 1}."
        if seen is not None and factor < 1:
            why = f" {seen(lang)} jusqu’ici." if fr else f" {seen(lang)} so far."
        else:
            why = (
                " Ce que cela coûte sert mieux ailleurs le public le moins touché."
                if fr
                else " What it costs serves the public least reached better elsewhere."
            )
        said[lang] = head + why
    return Text(fr=said["fr"], en=said["en"])


def _why_more(activity: Activity, was: int, followed: Followed, rest: Rest, at: Situation, public: str | None) -> Text:
    seen = seen_words(activity.method, followed, at.catalog)
    factor = rest.factors[activity.method].factor if activity.method in rest.factors else 1.0
    short = sorted({each.method for each in followed.channels if each.verdict == "fewer" and each.phase in CONTRIBUTION_PHASES})
    said = {}
    for lang in ("fr", "en"):
        fr, name = lang == "fr", _named(activity, at, lang)
        count, week = activity.units or 1, activity.week
        if was:
            head = f"« {name} : {count} au lieu de {was}." if fr else f"“{name}: {count} instead of {was}."
        else:
            often = "" if count == 1 else f", {count} fois" if fr else f", {count} times"
            head = f"« {name} : ajoutée en semaine {week}{often}." if fr else f"“{name}: added in week {week}{often}."
        if seen is not None and factor > 1:
            why = f" {seen(lang)} jusqu’ici." if fr else f" {seen(lang)} so far."
        elif short and at.catalog.methods[activity.method].counts_as != "informs":
            names = ", ".join(at.catalog.methods[m].name(lang) for m in short[:3])
            why = (
                f" Pour compenser ce qui a amené moins que prévu : {names}."
                if fr
                else f" To make up for what brought fewer than expected: {names}."
            )
        else:
            why = " Pour le public le moins touché" if fr else " For the public least reached"
            why += (f" (« {public} »)." if fr else f' ("{public}").') if public else "."
        said[lang] = head + why
    return Text(fr=said["fr"], en=said["en"])


def _why_moved(activity: Activity, was: int, at: Situation) -> Text:
    return Text(
        fr=f"« {_named(activity, at, 'fr')} : semaine {activity.week} au lieu de {was}, pour suivre ce qui la précède.",
        en=f"“{_named(activity, at, 'en')}: week {activity.week} instead of {was}, to follow what comes before it.",
    )


def said_reserve(adapted: Adapted) -> Text:
    """What is kept, in a sentence."""
    said = {}
    for lang in ("fr", "en"):
        fr, reserve = lang == "fr", adapted.reserve
        parts = []
        if reserve.money is not None:
            parts.append(euros(reserve.money, lang))
        if reserve.days is not None:
            parts.append(f"{number(reserve.days, lang, 1)} {'jours-agent' if fr else 'agent-days'}")
        share = number(100 * reserve.share, lang, 0)
        if not parts:
            said[lang] = "Aucune limite n’est écrite : aucune réserve à chiffrer." if fr else "No limit is written: no reserve to count."
        elif not (reserve.money or reserve.days):
            said[lang] = (
                "Aucune réserve n’est gardée : plus rien n’est prévu ensuite pour aller vers les gens, ou vous y avez renoncé."
                if fr
                else "Nothing is kept in reserve: nothing more is planned for going to people, or you chose to keep none."
            )
        elif fr:
            said[lang] = f"Réserve gardée : {share} % des moyens encore libres pour aller vers les gens, soit {' et '.join(parts)}."
        else:
            said[lang] = f"Kept in reserve: {share}% of the means still free for going to people, that is {' and '.join(parts)}."
    return Text(fr=said["fr"], en=said["en"])
