"""What the counts of a launched plan say of its methods: the yield expected from now on.

Source: docs/followup.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from catalog.methods import Method
from planner.coverage import TENTH, mobilised
from planner.followup import Channel, Followed, counted, public_factor, session_spread, sessions
from planner.plan import Plan
from planner.reach import Array, Situation
from planner.work import Work


@dataclass(frozen=True)
class Learnt:
    """The yield of a method from now on, as a multiple of the forecast."""

    factor: float
    spread: float  # standard deviation of its logarithm, once the counts are known
    seen: float  # counted over forecast
    publics: Array  # how many times more of each segment come than its part, then 1 for the territory


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
        found[method] = Learnt(exp(weight * gap), (weight * noise) ** 0.5, came / wanted, publics_of(mine, plan, followed.week, works, at))
    return found


def publics_of(channels: Sequence[Channel], plan: Plan, week: int, works: Mapping[str, Work], at: Situation) -> Array:
    """How many times more of each public come to a method than its part: the channels count by how many people said who they are."""
    counts, effect = counted(plan, week), mobilised(list(works.values()), at)
    told = [(counts[each.activity].asked or 0, works[each.activity], counts[each.activity]) for each in channels]
    asked = sum(people for people, _, _ in told)
    logs = np.zeros(len(at.segments) + 1)
    for people, work, count in told:
        for i in range(len(at.segments)) if people else ():
            logs[i] += people / asked * log(public_factor(work, count, i, at, effect))
    return np.asarray(np.exp(logs))


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
