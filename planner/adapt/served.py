"""What a public reaches of its targets under a plan whose past is known: by the exact formula, and in seeded worlds.

Source: docs/followup.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.adapt.rest import PAST, Rest, seen_by
from planner.coverage import SEED, Floats, factor_of, met, mobilised, rates_of
from planner.followup import affinity_spread
from planner.plan import Activity, Plan
from planner.program import goal_columns
from planner.reach import Rates, pooled
from planner.work import Work

WORLDS = 300


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


def ahead(made: Plan, plan: Plan, rest: Rest) -> float:
    """Share of seeded worlds in which the public least reached is better served by one plan than by another."""
    return float((drawn_least(made, plan, rest) > drawn_least(plan, plan, rest) + 1e-9).mean())


def drawn_least(made: Plan, plan: Plan, rest: Rest) -> Floats:
    """Share of its targets that the public least reached reaches under a plan, in each of some seeded worlds.

    The past is the same in all of them; what is to come draws by what the counts leave open, and brings publics as far from
    their ratings as those are worth.

    Args:
        plan: as it was; what started before the week was mobilised by that one.
    """
    works = [Work.of(activity, rest) for activity in seen_by(rest, [a for a in made.activities if PAST + a.id not in rest.past])]
    now, then = mobilised(works, rest), mobilised([Work.of(a, rest.before) for a in plan.activities], rest.before)
    shape = (WORLDS, len(rest.segments) + 1)
    total = np.zeros((WORLDS, len(rest.segments)))
    drawn = {id(work): drawn_unit(work, rest, then if work.method.id in rest.past else now) for work in works}
    for goal in rest.goals:
        kin: dict[str, Floats] = {}
        for work in works:
            if goal.counts(work.method, work.activity.phase):
                kin[work.kin] = kin.get(work.kin, np.zeros(shape)) + work.units * drawn[id(work)]
        together = sum((pooled(each, rest.pools[name], rest.default("overlap")) for name, each in kin.items()), np.zeros(shape))
        total += goal.weight * np.minimum(-np.expm1(-together[:, :-1]) / goal.target, 1.0)
    return np.asarray(total[:, list(goal_columns(rest))].min(axis=1))


def drawn_unit(work: Work, rest: Rest, effect: Floats, sought: bool = False) -> Floats:
    """λ of one unit of an activity in each world, by segment then over the territory: (worlds, columns); of the past, what was counted.

    Args:
        sought: in the worlds that plans are sought in, which are not those they are judged in: a plan made for some worlds
            looks better in them than it is.
    """
    unit = _lifted(work, rest, effect).unit
    return unit[None, :] * _world_of(work, rest, sought) if work.method.id not in rest.past else unit[None, :]


def _world_of(work: Work, rest: Rest, sought: bool) -> Floats:
    """How many times its forecast a method draws each segment: (worlds, columns), the same whichever plan holds it."""
    random = np.random.default_rng([SEED, 3, *work.method.id.encode()])
    publics = np.exp(affinity_spread(rest) * random.standard_normal((2, WORLDS, len(rest.segments) + 1)))
    publics[..., -1] = 1.0
    factors = factor_of(work, 2 * WORLDS).reshape(2, WORLDS, 1)
    return np.asarray((factors * publics)[0 if sought else 1])
