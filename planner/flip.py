"""From which figure on another choice would do as well: how far the choice of an activity holds.

Two variants of a plan are counted exactly, the others of its activities being kept: the plan as it is, and the plan
with the replacement at the most units that fit. One input moves, at most tenfold, until the second is worth more.

Source: docs/explain.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import exp, log
from typing import Literal

import numpy as np

from catalog.facts import Record
from catalog.load import Catalog
from catalog.methods import OPEN_FORMS, Effort, Method, Phase
from planner.brief import Brief
from planner.calendar import length
from planner.coverage import can, met, mobilised, targets_met
from planner.evaluate import Evaluation, analysis_days, weeks_of
from planner.plan import Activity, Plan
from planner.program import goal_columns
from planner.reach import Array, Situation
from planner.work import Work

Input = Literal["people", "price", "budget"]
Value = tuple[float, float, float]  # share of the targets met for the public least well reached, people who come, people informed
MOST = log(10.0)  # a figure may be ten times what it is, or a tenth
STEPS = (0.1, 0.3, 1.0)  # shares of it looked at first: more people also take more days to read, so that more is not always better
CLOSE = 0.01  # width of the last interval, relative to the change
BACK = 0.98  # of the change: there the choice must still hold
SLACK = 1e-6  # EUR, agent-days or weeks that rounding may add


class Flip(Record):
    """The smallest change of one input from which the best replacement is worth more than the activity."""

    input: Input
    of: str | None  # the method whose figure it is; None for the budget
    now: float
    then: float
    unit: Literal["people", "EUR"]  # per unit of the method, or of the whole budget
    relative: float  # then / now − 1
    town: float | None  # inhabitants of the town of which the figure is said, for what is open to all
    units: int  # of the replacement, then
    verified: bool  # applied, the choice changes; 98 % of it applied, it does not


FIGURED = {"pools", "told_pools"}  # what a situation works out from the figures of methods


class Kept(Situation):
    """A situation that remembers the figures it worked out, and is laid again with other figures in no time."""

    def __init__(self, brief: Brief, catalog: Catalog, before: Kept | None = None, moved: str | None = None) -> None:
        """Lay a brief on the catalogue, from nothing or from a brief that differs little.

        Args:
            before: the situation of a brief that differs by its limits and by the efforts of one method only: what is
                known of the publics is the same.
            moved: that method.
        """
        super().__init__(brief, catalog)
        self._before, self._moved = before, moved
        self._efforts: dict[str, Effort] = {}
        self._rates: dict[tuple[str, Phase | None, float | None], Array] = {}
        self._told: dict[str, Array] = {}
        self._numbers: dict[str, float] = before._numbers if before else {}
        if before is not None:
            publics = {name for name, value in vars(Situation).items() if isinstance(value, cached_property)} - FIGURED
            self.__dict__.update({name: value for name, value in before.__dict__.items() if name in publics})

    def default(self, name: str) -> float:
        if name not in self._numbers:
            self._numbers[name] = super().default(name)
        return self._numbers[name]

    def _same(self, method: Method) -> Kept | None:
        """The situation that knows this method already."""
        return self._before if method.id != self._moved else None

    def effort(self, method: Method) -> Effort:
        if same := self._same(method):
            return same.effort(method)
        if method.id not in self._efforts:
            self._efforts[method.id] = super().effort(method)
        return self._efforts[method.id]

    def rates(self, method: Method, phase: Phase | None = None, people: float | None = None) -> Array:
        if same := self._same(method):
            return same.rates(method, phase, people)
        key = (method.id, phase, people)
        if key not in self._rates:
            self._rates[key] = super().rates(method, phase, people)
        return self._rates[key]

    def told(self, method: Method) -> Array:
        if same := self._same(method):
            return same.told(method)
        if method.id not in self._told:
            self._told[method.id] = super().told(method)
        return self._told[method.id]

    def with_figures(self, method: str, figures: Mapping[str, float]) -> Kept:
        """The same with other figures for a method."""
        return Kept(with_figures(self.brief, method, figures), self.catalog, self, method)

    def with_budget(self, budget: float) -> Kept:
        """The same with another budget (EUR)."""
        return Kept(with_budget(self.brief, budget), self.catalog, self)


def with_figures(brief: Brief, method: str, figures: Mapping[str, float]) -> Brief:
    """A brief in which the organiser has entered some figures of a method."""
    own = brief.assumptions.methods
    assumptions = brief.assumptions.model_copy(update={"methods": {**own, method: {**own.get(method, {}), **figures}}})
    return brief.model_copy(update={"assumptions": assumptions})


def with_budget(brief: Brief, budget: float) -> Brief:
    """A brief with another budget (EUR)."""
    return brief.model_copy(update={"limits": brief.limits.model_copy(update={"budget": budget})})


# -- a variant of a plan ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Room:
    """What a variant may take: the limits, or what the plan takes already where nobody set one or it is beyond."""

    money: float  # EUR
    days: float  # agent-days
    weeks: float

    @classmethod
    def of(cls, brief: Brief, numbers: Evaluation) -> Room:
        limits = brief.limits
        return cls(
            max(limits.budget or 0.0, numbers.cost) + SLACK,
            max(limits.staff_days or 0.0, numbers.staff_days) + SLACK,
            max(limits.weeks or 0, numbers.weeks or 0) + SLACK,
        )

    def holds(self, cost: float, days: float, weeks: float) -> bool:
        return cost <= self.money and days <= self.days and weeks <= self.weeks


def value(plan: Plan, at: Situation) -> Value:
    """What a plan is worth, as the optimiser compares plans: the first goal, then the people who come, then those informed."""
    works = [Work.of(activity, at) for activity in plan.activities]
    effect = mobilised(works, at)
    contribute = [work for work in works if work.contributes]
    comes = min(float(met(contribute, at, effect)[-1]), able(contribute, at))
    informed = float(met([work for work in works if not work.contributes], at, effect)[-1])
    goals = targets_met(plan, at)
    goal = float(min(goals[list(goal_columns(at))])) if len(goals) else 0.0
    return round(goal, 9), round(at.people * comes, 6), round(at.people * informed, 6)


def able(works: Sequence[Work], at: Situation) -> float:
    """Share of the territory for which one of the activities is within reach: nobody else comes."""
    return can(at, [work.method for work in works])[-1]


def means(works: Sequence[Work], at: Situation) -> tuple[float, float]:
    """Money (EUR) and agent-days that activities take together, reading and answering included."""
    return _together(sum((_taken(work, at) for work in works), np.zeros(4)), float(mobilised(works, at)[-1]), at)


def _taken(work: Work, at: Situation) -> Array:
    """What an activity takes: money, field days, reading days, and those that mobilising multiplies."""
    moved = work.outsourced * work.field_days
    external = moved + work.total("external_days", paid=not work.buys_days)
    cost = work.total("purchases", "setup_purchases", paid=work.paid) + external * at.default("day_rate")
    found = np.array([cost, work.field_days - moved, 0.0, 0.0])
    if work.contributes:
        attendances = work.units * at.people * float(-np.expm1(-at.rates(work.method, work.activity.phase)[-1]))
        minutes = attendances * work.effort["contributions"].value * work.effort["reading_minutes"].value
        found[3 if at.lifted(work.method) else 2] = minutes / 60.0 / at.default("hours_per_day")
    return found


def _together(taken: Array, effect: float, at: Situation) -> tuple[float, float]:
    cost, field, reading, lifted = (float(amount) for amount in taken)
    return cost, field + analysis_days(field, reading + effect * lifted, at)


@dataclass(frozen=True)
class Seat:
    """The place of one activity in a plan, all the others being kept."""

    plan: Plan
    index: int
    at: Situation
    room: Room

    @property
    def activity(self) -> Activity:
        return self.plan.activities[self.index]

    @cached_property
    def _others(self) -> list[Work]:
        return [Work.of(activity, self.at) for i, activity in enumerate(self.plan.activities) if i != self.index]

    @cached_property
    def _others_take(self) -> Array:
        return sum((_taken(work, self.at) for work in self._others), np.zeros(4))

    @cached_property
    def _effect(self) -> float:
        """What the others do to mobilise the territory."""
        return float(mobilised(self._others, self.at)[-1])

    def filled(self, activity: Activity) -> Plan:
        """The plan with another activity in this place; the bridges stay, since it takes the id."""
        changed = tuple(activity if i == self.index else each for i, each in enumerate(self.plan.activities))
        return self.plan.model_copy(update={"brief": self.at.brief, "activities": changed})

    def most(self, activity: Activity, top: int) -> int:
        """The most units up to `top` that the room holds; 0 for none. Whatever is taken grows with the units."""
        method = self.at.catalog.methods[activity.method]
        if activity.week is not None and activity.week <= self.at.lead_weeks(method) and activity is not self.activity:
            return 0  # it would have to start before it is ready
        one = Work.of(activity, self.at)
        low, high = 0, top
        tried = top
        while low < high:
            if self._holds(replace(one, units=tried)):
                low = tried
            else:
                high = tried - 1
            tried = (low + high + 1) // 2
        return low

    def _holds(self, work: Work) -> bool:
        announces = work.activity.phase in ("inform", "mobilise")
        effect = float(mobilised([*self._others, work], self.at)[-1]) if announces else self._effect
        cost, days = _together(self._others_take + _taken(work, self.at), effect, self.at)
        if not self.room.holds(cost, days, 0):
            return False
        works = [*self._others[: self.index], work, *self._others[self.index :]]
        return self.room.holds(cost, days, length(weeks_of(self.filled(work.activity), works, self.at)))

    def with_most(self, activity: Activity, top: int) -> Plan | None:
        """The plan with an activity in this place, at the most units that fit."""
        units = self.most(activity, top)
        return self.filled(activity.model_copy(update={"units": units})) if units else None


# -- the thresholds -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lever:
    """An input that may move, and which way."""

    input: Input
    of: str | None
    now: float
    sign: int  # 1 when it grows, -1 when it shrinks
    moved: Callable[[float], Kept]  # the situation once it is multiplied


def flip(plan: Plan, index: int, other: Activity, at: Kept, room: Room) -> Flip | None:
    """The smallest change of one input that makes `other` worth more than an activity of a plan.

    Args:
        index: place of the activity in the plan.
        other: its best replacement; its units are chosen again at each step.
        room: what a variant may take today.
    Returns:
        None when no input flips the choice within a tenfold change. Ask only for a choice that holds today.
    """
    choice = _Choice(plan, index, other, at, room)
    best: tuple[float, _Lever, bool] | None = None
    for lever in _levers(plan.activities[index], other, at):

        def other_wins(change: float, lever: _Lever = lever) -> bool:
            return choice.preferred(lever, exp(lever.sign * change)) > 0

        found = _threshold(other_wins, BACK * best[0] if best else MOST, STEPS if lever.input == "people" else (1.0,))
        if found is not None:
            best = found, lever, other_wins(found) and not other_wins(BACK * found)
    if best is None:
        return None
    change, lever, verified = best
    factor = exp(lever.sign * change)
    method = at.catalog.methods[lever.of] if lever.of else None
    open_to_all = lever.input == "people" and method is not None and method.form in OPEN_FORMS
    return Flip(
        input=lever.input, of=lever.of, now=lever.now, then=lever.now * factor,
        unit="people" if lever.input == "people" else "EUR", relative=factor - 1.0,
        town=at.default("reference_people") if open_to_all else None, units=choice.preferred(lever, factor), verified=verified,
    )  # fmt: skip


@dataclass(frozen=True)
class _Choice:
    """An activity and its replacement: which is worth more as an input moves."""

    plan: Plan
    index: int
    other: Activity
    at: Kept
    room: Room

    @cached_property
    def _shared(self) -> set[str]:
        """The methods of the other activities: their figures move both variants."""
        return {activity.method for i, activity in enumerate(self.plan.activities) if i != self.index}

    @cached_property
    def _here(self) -> Activity:
        return self.plan.activities[self.index]

    def preferred(self, lever: _Lever, factor: float) -> int:
        """Units of the replacement when it is worth more than the activity, else 0."""
        at = lever.moved(factor)
        units, there = self._today[0]
        drawn = lever.input == "people"  # which moves the pool of its kin, and so every format of the kin
        if drawn or lever.of is None or lever.of in {*self._shared, self.other.method}:
            units, there = self._replaced(at, _room_then(at, self.room, lever))
        stays = self._today[1]
        if drawn or (lever.of is not None and lever.of in {*self._shared, self._here.method}):
            stays = self._kept(at)
        return units if there is not None and (stays is None or there > stays) else 0

    @cached_property
    def _today(self) -> tuple[tuple[int, Value | None], Value | None]:
        return self._replaced(self.at, self.room), self._kept(self.at)

    def _replaced(self, at: Kept, room: Room) -> tuple[int, Value | None]:
        top = at.most_units(at.catalog.methods[self.other.method], Work.of(self.other, at).contributes)
        plan = Seat(self.plan, self.index, at, room).with_most(self.other, top)
        return (plan.activities[self.index].units or 0, value(plan, at)) if plan else (0, None)

    def _kept(self, at: Kept) -> Value | None:
        """The plan as it is; an activity that has become too dear keeps the units that fit."""
        plan = Seat(self.plan, self.index, at, self.room).with_most(self._here, self._here.units or 1)
        return value(plan, at) if plan else None


def applied(brief: Brief, catalog: Catalog, found: Flip, share: float = 1.0) -> Brief:
    """The brief once an input has moved as a flip says, or by a share of that change (on the scale of ratios)."""
    at = Kept(brief, catalog)
    factor = exp(share * log(found.then / found.now))
    return _moved(at, found.input, found.of, factor).brief


def _levers(activity: Activity, other: Activity, at: Kept) -> Iterator[_Lever]:
    """What may move: each input of the activity for the worse, each of the replacement for the better, the budget upwards."""
    budget = at.brief.limits.budget
    wanted: list[tuple[Input, str | None, float, int]] = [
        ("people", activity.method, _people(activity.method, at), -1),
        ("people", other.method, _people(other.method, at), 1),
        ("price", other.method, price(other.method, at), -1),
    ]
    if budget:
        wanted += [("price", activity.method, price(activity.method, at), 1), ("budget", None, budget, 1)]
    for input_, of, now, sign in wanted:
        if now:
            yield _Lever(input_, of, now, sign, partial(_moved, at, input_, of))


def _moved(at: Kept, input_: Input, of: str | None, factor: float) -> Kept:
    """The situation once an input is multiplied."""
    if of is None:
        return at.with_budget((at.brief.limits.budget or 0.0) * factor)
    effort = at.effort(at.catalog.methods[of])
    names = ("people",) if input_ == "people" else ("purchases", "external_days")
    return at.with_figures(of, {name: getattr(effort, name).value * factor for name in names})


def _people(method: str, at: Situation) -> float:
    figure = at.effort(at.catalog.methods[method]).people
    return figure.value if figure else 0.0


def price(method: str, at: Situation) -> float:
    """What one more unit of a method costs here, EUR incl. VAT: purchases and a supplier's days."""
    found = at.catalog.methods[method]
    effort = at.effort(found)
    assert effort.purchases and effort.external_days
    bought = 0.0 if at.asset(found) else effort.purchases.value
    return bought + (effort.external_days.value * at.default("day_rate") if at.buys_days(found) else 0.0)


def _room_then(at: Situation, room: Room, lever: _Lever) -> Room:
    """The same room, unless the budget is what moves."""
    if lever.input != "budget":
        return room
    return Room(max(room.money, (at.brief.limits.budget or 0.0) + SLACK), room.days, room.weeks)


def _threshold(other_wins: Callable[[float], bool], most: float, steps: Sequence[float]) -> float | None:
    """The least change found from which the other wins, no larger than `most`; None when there is none.

    Args:
        steps: shares of `most` looked at first, in order.
    """
    high = next((most * step for step in steps if other_wins(most * step)), None)
    if high is None:
        return None
    low = max((most * step for step in steps if most * step < high), default=0.0)
    while high - low > CLOSE * high and high > 1e-9:
        middle = (low + high) / 2.0
        if other_wins(middle):
            high = middle
        else:
            low = middle
    return high
