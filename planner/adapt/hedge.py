"""A plan for the remaining weeks made to hold in many worlds, not only in the one that is forecast.

The optimiser places every unit by the typical yields. But the public least reached is the least of several numbers, each
known within a factor of two: what is best at the typical yields leans on few formats, and loses on average to what is
spread. From a plan that fits, units are taken out and put back where they add most to what the public least reached
reaches on average over seeded worlds (ruin and recreate).

Source: docs/followup.md; Schrimpf et al. (2000), doi 10.1006/jcph.1999.6413.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.methods import CONTRIBUTION_PHASES, Phase
from planner.adapt.means import Means
from planner.adapt.rest import Rest
from planner.adapt.served import WORLDS, drawn_unit
from planner.coverage import SEED, Floats, mobilised
from planner.plan import Activity, Plan
from planner.program import Pair, Wishes, goal_columns, pairs_of
from planner.reach import pooled
from planner.work import OUTSOURCING, Work

FEW = 30  # formats looked at besides those of the plan: those that add most for what they take
RUINS = 3  # activities from which units are taken out at once, at most
VAIN = 150  # attempts in a row that bring nothing: the search is over
NOISE = 0.3  # spread of the logarithm by which a gain is misjudged on purpose, so that each attempt differs
TOTAL = 0.01  # weight of the mean over the publics, beside that of the least reached
Key = tuple[str, Phase]
Units = dict[Key, int]
Place = tuple[int, str]  # a goal, a kin


@dataclass(frozen=True)
class Choice:
    """A format in a phase, with what it takes and draws."""

    pair: Pair
    drawn: Floats  # λ of one unit: (worlds, columns of the first goal)
    bought: bool  # run by a contractor
    rate: float  # EUR a day of contractor
    reading: float  # agent-days a unit

    def takes(self, units: int) -> tuple[float, float, float]:
        """EUR, agent-days of field work and of reading for some units."""
        if not units:
            return 0.0, 0.0, 0.0
        field = self.pair.fixed_days + units * self.pair.unit_days
        moved = self.pair.outsourced * field if self.bought else 0.0
        return self.pair.fixed_cost + units * self.pair.unit_cost + moved * self.rate, field - moved, units * self.reading


@dataclass
class Hedge:
    """What is to come of a plan, its contribution activities open to change; what informs and mobilises stays.

    Args:
        fits: whether some units of each format are a plan that may be held (limits, calendar, rules).
    """

    rest: Rest
    means: Means
    choices: Mapping[Key, Choice]
    base: tuple[float, float, float]  # taken by what stays: EUR, field days, reading days
    past: Mapping[Place, Floats]  # (goal, kin) -> λ of the past
    fits: Callable[[Units], bool] = lambda units: True

    def __post_init__(self) -> None:
        self.columns = list(goal_columns(self.rest))
        self.kept = 1.0 - self.rest.default("analysis_share")
        self.overlap = self.rest.default("overlap")
        self.serves = {
            key: tuple(i for i, goal in enumerate(self.rest.goals) if goal.counts(choice.pair.method, choice.pair.phase))
            for key, choice in self.choices.items()
        }

    # -- what it takes --------------------------------------------------------------------------------

    def affordable(self, units: Units) -> bool:
        """Whether money and agent-days allow it."""
        money, field, reading = (sum(parts) for parts in zip(self.base, *(self.choices[k].takes(n) for k, n in units.items()), strict=True))
        days = max(field + reading, field / self.kept)
        limits = ((money, self.means.money), (days, self.means.days), (reading, self.means.reading))
        return all(most is None or taken <= most + 1e-6 for taken, most in limits)

    def load(self, key: Key, more: int) -> float:
        """What a change of units takes, as a share of what is left: the larger of the shares of money and of days."""
        one, other = self.choices[key].takes(more), self.choices[key].takes(more - 1)
        money, field, reading = (a - b for a, b in zip(one, other, strict=True))
        shares = [1e-4]
        if self.means.money:
            shares.append(money / self.means.money)
        if self.means.days:
            shares.append(max(field + reading, field / self.kept) / self.means.days)
        return max(shares)

    # -- what it brings -------------------------------------------------------------------------------

    def drawn(self, units: Units) -> dict[Place, Floats]:
        """λ by goal and kin, in each world: (worlds, columns of the first goal)."""
        found = dict(self.past)
        for key, count in units.items():
            for i in self.serves[key] if count else ():
                place = (i, self.choices[key].pair.kin)
                found[place] = found.get(place, 0.0) + count * self.choices[key].drawn
        return found

    def shared(self, place: Place, drawn: Floats) -> Floats:
        """λ of a kin, the willing people that its formats share counted once."""
        return pooled(drawn, self.rest.pools[place[1]][self.columns], self.overlap)

    def together(self, drawn: Mapping[Place, Floats]) -> list[Floats]:
        """λ by goal, of all the kins."""
        found = [np.zeros((WORLDS, len(self.columns))) for _ in self.rest.goals]
        for place, each in drawn.items():
            found[place[0]] = found[place[0]] + self.shared(place, each)
        return found

    def met(self, together: Floats, i: int) -> Floats:
        """Part of the targets that a goal brings."""
        goal = self.rest.goals[i]
        return np.asarray(goal.weight * np.minimum(-np.expm1(-together) / goal.target, 1.0))

    def worth(self, total: Floats) -> float:
        """The mean over the worlds of the public least reached, and a little of all of them."""
        return float(total.min(axis=1).mean() + TOTAL * total.mean())

    def total(self, units: Units) -> Floats:
        """Part of its targets that each public reaches in each world."""
        together = self.together(self.drawn(units))
        return np.asarray(np.sum([self.met(each, i) for i, each in enumerate(together)], axis=0))

    def value(self, units: Units) -> float:
        """The worth of some units."""
        return self.worth(self.total(units))

    # -- searching ------------------------------------------------------------------------------------

    def evenly(self, units: Units, keys: Sequence[Key]) -> Units:
        """One more unit of each of some formats, in turn, for as long as money and agent-days allow."""
        units, open_to = dict(units), list(keys)
        while open_to:
            for key in tuple(open_to):
                other = {**units, key: units.get(key, 0) + 1}
                if other[key] <= self.choices[key].pair.most and self.affordable(other):
                    units = other
                else:
                    open_to.remove(key)
        return units

    def filled(self, units: Units, keys: Sequence[Key], random: np.random.Generator) -> Units:
        """The units, with one more where it adds most for what it takes, for as long as something can be afforded."""
        units, drawn = dict(units), self.drawn(units)
        together = self.together(drawn)
        met = [self.met(each, i) for i, each in enumerate(together)]
        open_to = list(keys)
        noise = {key: float(np.exp(NOISE * random.standard_normal())) for key in open_to}

        def with_one(key: Key) -> dict[int, tuple[Floats, Floats, Floats]]:
            """By goal: λ of the kin, λ of all, part of the targets, with one more unit."""
            found = {}
            for i in self.serves[key]:
                place = (i, self.choices[key].pair.kin)
                before = drawn.get(place)
                one = self.choices[key].drawn if before is None else before + self.choices[key].drawn
                other = together[i] + self.shared(place, one) - (0.0 if before is None else self.shared(place, before))
                found[i] = one, other, self.met(other, i)
            return found

        while open_to:
            total = np.asarray(np.sum(met, axis=0))
            now, best = self.worth(total), (0.0, open_to[0])
            for key in tuple(open_to):
                count = units.get(key, 0) + 1
                if count > self.choices[key].pair.most or not self.affordable({**units, key: count}):
                    open_to.remove(key)
                    continue
                after = total + sum((part - met[i] for i, (_, _, part) in with_one(key).items()), np.zeros_like(total))
                best = max(best, ((self.worth(after) - now) * noise[key] / self.load(key, count), key))
            if best[0] <= 1e-9:
                break
            key = best[1]
            for i, (one, other, part) in with_one(key).items():
                drawn[i, self.choices[key].pair.kin], together[i], met[i] = one, other, part
            units[key] = units.get(key, 0) + 1
        return units

    def promising(self, units: Units) -> list[Key]:
        """The formats of the plan, then those of which a first unit adds most for what it takes."""
        now = self.value(units)
        others = [key for key in self.choices if not units.get(key) and self.serves[key]]
        gains = {key: (self.value({**units, key: 1}) - now) / self.load(key, 1) for key in others}
        return [key for key, count in units.items() if count] + sorted(gains, key=lambda key: -gains[key])[:FEW]

    def better(self, units: Units, seconds: float, kept: Units | None = None) -> Units:
        """The best units found in `seconds` of clock time, from some that fit.

        Args:
            kept: of which none is taken away.
        """
        kept = kept or {}
        limit, random = time.perf_counter() + seconds, np.random.default_rng([SEED, 9])
        best, value = units, self.value(units)
        keys, tried, vain = self.promising(units), set[tuple[tuple[Key, int], ...]](), 0
        while time.perf_counter() < limit and vain < VAIN:
            vain += 1
            held = [key for key, count in best.items() if count]
            start = dict(best)
            for place in random.permutation(len(held))[: int(random.integers(0, RUINS + 1)) if vain > 1 else 0]:
                key = held[int(place)]
                start[key] = int(random.integers(kept.get(key, 0), start[key] + (key in kept)))
            other = {key: count for key, count in self.filled(start, keys, random).items() if count}
            mark = tuple(sorted(other.items()))
            if mark in tried:
                continue
            tried.add(mark)
            worth = self.value(other)
            if worth <= value + 1e-6:
                continue
            if self.fits(other):
                best, value, vain = other, worth, 0
            else:
                new = [key for key in other if not best.get(key)]
                keys = [key for key in keys if key != new[0]] if len(new) == 1 else keys
        return best


def hedge(future: Sequence[Activity], rest: Rest, plan: Plan, means: Means) -> tuple[Hedge, Units]:
    """The search around some activities to come, and where it starts.

    Args:
        future: what is to come, one activity a format and phase.
        plan: as it was.
    """
    works = [Work.of(activity, rest) for activity in future]
    gone = [Work.of(each.activity.model_copy(update={"id": n, "method": n, "options": ()}), rest) for n, each in rest.past.items()]
    now, then = mobilised([*gone, *works], rest), mobilised([Work.of(a, rest.before) for a in plan.activities], rest.before)
    bought = {(a.method, a.phase) for a in future if OUTSOURCING in a.options}
    rate = rest.default("day_rate")
    columns = list(goal_columns(rest))
    choices: dict[Key, Choice] = {}
    stays = [0.0, 0.0, 0.0]
    units: Units = {}
    counts = {(a.method, a.phase): a.units or 1 for a in future}
    for pair in pairs_of(rest, Wishes()):
        key = (pair.method.id, pair.phase)
        if pair.method.id in rest.past:
            continue
        work = Work.of(Activity(id="x", method=pair.method.id, phase=pair.phase, units=1), rest)
        reading = pair.reading_days * (float(now[-1]) if pair.lifted else 1.0)
        choice = Choice(pair, drawn_unit(work, rest, now, sought=True)[:, columns], key in bought, rate, reading)
        if pair.gathers and pair.phase in CONTRIBUTION_PHASES:
            choices[key] = choice
            if key in counts:
                units[key] = counts[key]
        elif key in counts:
            stays = [a + b for a, b in zip(stays, choice.takes(counts[key]), strict=True)]
    past: dict[Place, Floats] = {}
    for work in gone:
        for i, goal in enumerate(rest.goals):
            if goal.counts(work.method, work.activity.phase):
                place = (i, work.kin)
                drawn = np.broadcast_to(drawn_unit(work, rest, then, sought=True)[:, columns], (WORLDS, len(columns)))
                past[place] = past.get(place, 0.0) + work.units * drawn
    money, field, reading_days = stays
    return Hedge(rest, means, choices, (money, field, reading_days), past), units
