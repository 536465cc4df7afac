"""Worlds in which a plan is launched and yields turn out otherwise than forecast: who came first, and what each plan then reaches.

A world draws one factor per method from the plan's own law of yields, one per method and public as wide as ratings are worth,
and counts people. It adds coverage up by docs/model.md, on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from planner.coverage import mobilised
from planner.evaluate import weeks_of
from planner.followup import record
from planner.plan import Observation, Plan
from planner.reach import Situation
from planner.work import Work

Floats = NDArray[np.float64]
TENTH = 1.2815515655446004
SESSIONS = 0.62  # spread between two sessions in one place, docs/followup.md
RATINGS = 0.38  # spread of what ratings of publics are worth


@dataclass
class World:
    """What is true of a brief, the methods of `short` drawing fewer people than forecast."""

    at: Situation
    seed: int
    short: frozenset[str]

    def __post_init__(self) -> None:
        self.random = np.random.default_rng([self.seed, 77])
        self.sessions: dict[str, float] = {}

    def factor(self, method: str) -> float:
        """How many times its forecast a method draws here; the same whichever plan holds it."""
        random = np.random.default_rng([self.seed, *method.encode()])
        people = self.at.effort(self.at.catalog.methods[method]).people
        assert people
        low, high = people.low or people.value / 100, people.high or people.value
        z = random.standard_normal()
        z = -abs(z) if method in self.short else z
        return exp(z * log(people.value / low) / TENTH) if z < 0 else exp(z * log(high / people.value) / TENTH)

    def publics(self, method: str) -> Floats:
        """The same by segment, the territory last: publics drawn more, or less, than they were rated."""
        random = np.random.default_rng([self.seed, 5, *method.encode()])
        return np.append(np.exp(RATINGS * random.standard_normal(len(self.at.segments))), 1.0)

    def rates(self, work: Work) -> Floats:
        """λ of one unit, by segment then over the territory, at an ordinary mobilisation."""
        usual = self.at.rates(work.method, work.activity.phase)
        return np.asarray(usual * self.factor(work.method.id) * self.publics(work.method.id) * self.sessions.get(work.activity.id, 1.0))

    def observed(self, plan: Plan, before: int) -> Plan:
        """The plan with what was counted before a week; half of those who came said who they were."""
        works = [Work.of(activity, self.at) for activity in plan.activities]
        spans, effect = weeks_of(plan, works, self.at), mobilised(works, self.at)
        for work in works:
            first, last = spans[work.activity.id]
            if first >= before:
                continue
            self.sessions[work.activity.id] = float(np.exp(SESSIONS * self.random.standard_normal() / work.units**0.5))
            until = min(last, before - 1)
            lifted = effect if work.contributes and self.at.lifted(work.method) else np.ones(len(effect))
            chance = -np.expm1(-self.rates(work) * lifted) * work.units * (until - first + 1) / (last - first + 1)
            came = int(min(self.random.poisson(chance[-1] * self.at.people), self.at.people))
            asked = int(self.random.binomial(came, 0.5))
            everybody = max(chance[-1] * self.at.people, 1e-9)
            known = {
                segment.name: int(self.random.binomial(asked, min(chance[i] * segment.people / everybody, 1.0)))
                for i, segment in enumerate(self.at.segments)
                if segment.chosen
            }
            known = {name: min(count, self.brief_people(name)) for name, count in known.items()}
            plan = record(plan, Observation(activity=work.activity.id, week=until, came=came, asked=asked, known=known))
        return plan

    def brief_people(self, name: str) -> int:
        return next(audience.people for audience in self.at.brief.audiences if audience.name == name)

    def least(self, plan: Plan, launched: Plan, before: int) -> float:
        """What the public least well reached reaches of its targets under a plan, in this world.

        Args:
            launched: the plan as it was; what started before the week was mobilised by that one.
        """
        first = [Work.of(activity, self.at) for activity in launched.activities]
        spans = weeks_of(launched, first, self.at)
        then, now = mobilised(first, self.at), mobilised([Work.of(a, self.at) for a in plan.activities], self.at)
        total = np.zeros(len(self.at.segments))
        for goal in self.at.goals:
            kin: dict[str, Floats] = {}
            for work in (Work.of(activity, self.at) for activity in plan.activities):
                if goal.counts(work.method, work.activity.phase):
                    past = work.activity.id in spans and spans[work.activity.id][0] < before
                    effect = (then if past else now) if self.at.lifted(work.method) else np.ones(len(now))
                    kin[work.kin] = kin.get(work.kin, np.zeros(len(now))) + work.units * self.rates(work) * effect
            share = self.at.default("overlap")
            together = sum((np.minimum(x, (1 - share) * x + share * self.at.pools[name]) for name, x in kin.items()), np.zeros(len(now)))
            total += goal.weight * np.minimum((1 - np.exp(-together[:-1])) / goal.target, 1.0)
        wanted = {audience.name for audience in self.at.brief.audiences if audience.priority}
        named = [i for i, segment in enumerate(self.at.segments) if segment.chosen and segment.name in wanted]
        return float(min(total[named or range(len(total))]))


def launched_methods(plan: Plan, at: Situation, before: int) -> frozenset[str]:
    """The methods that gather contributions and start before a week."""
    works = [Work.of(activity, at) for activity in plan.activities]
    spans = weeks_of(plan, works, at)
    return frozenset(w.method.id for w in works if w.contributes and spans[w.activity.id][0] < before)
