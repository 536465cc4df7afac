"""Whom a plan meets: head counts by audience, exactly, and in 2,000 seeded worlds.

Three counts that are never added: those who come, those who work together, those informed. The territory is a
population of its own, never a sum of audiences.

Source: docs/model.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Record
from catalog.methods import Method
from planner.audiences import ALL
from planner.plan import Plan
from planner.reach import Rates, Situation, pooled
from planner.work import Work

DRAWS, SEED = 2000, 20260101
INTERVAL = (10, 90)  # percentiles: four chances in five
TENTH = 1.2815515655446004  # standard normal deviate that one draw in ten exceeds
Floats = NDArray[np.float64]


class Coverage(Record):
    """Head counts of one audience; `comes` counts distinct people in at least one contribution phase."""

    audience: str
    people: float
    can: float
    comes: float
    comes_low: float
    comes_high: float
    informed: float
    deliberates: float


def mobilised(works: Sequence[Work], at: Situation) -> Floats:
    """What informing and mobilising do to self-selected formats: a factor by segment, then for the territory."""
    told = [work for work in works if work.activity.phase in ("inform", "mobilise")]
    rates = at.reached([Rates(work.kin, work.units, at.told(work.method)) for work in told], at.told_pools)
    return np.array([at.mobilised(level) for level in at.levels(rates)])


def rates_of(work: Work, at: Situation, effect: Floats, people: float | None = None) -> Rates:
    """An activity as it is added up with others (see `Situation.reached`).

    Args:
        effect: see `mobilised`.
        people: people one unit gathers in the reference town; the method's typical figure by default.
    """
    unit = at.rates(work.method, work.activity.phase, people)
    lifted = work.contributes and at.lifted(work.method)
    return Rates(work.kin, work.units, unit, effect if lifted else 1.0)


def default_part(works: Sequence[Work], at: Situation) -> float:
    """Share of the expected participation that rests on default yields."""
    effect = mobilised(works, at)
    rates = {w.activity.id: float(at.reached([rates_of(w, at, effect)], at.pools)[-1]) for w in works if w.contributes}
    rest = sum(rates[w.activity.id] for w in works if w.contributes and w.effort["people"].kind == "default")
    total = sum(rates.values())
    return rest / total if total else 0.0


def coverage_of(works: Sequence[Work], at: Situation, draws: int = DRAWS) -> tuple[Coverage, ...]:
    """Head counts per audience, then over the territory: a union of chances, never a sum of audiences."""
    chosen = [i for i, segment in enumerate(at.segments) if segment.chosen]
    everyone = len(at.segments)  # column of the whole territory
    sizes = [segment.people for segment in at.segments] + [at.people]
    informs = [w for w in works if not w.contributes]
    contributes = [w for w in works if w.contributes]
    deliberates = [w for w in contributes if w.method.counts_as == "deliberates"]
    effect = mobilised(works, at)
    groups = {"informed": informs, "comes": contributes, "deliberates": deliberates}
    counted = {name: met(group, at, effect) for name, group in groups.items()}
    low, high = interval(contributes, at, effect, draws)
    open_to = np.array(can(at, [work.method for work in contributes]))
    # Nobody who cannot take part comes: expected counts stop at those who can.
    comes, low, high, together = (np.minimum(share, open_to) for share in (counted["comes"], low, high, counted["deliberates"]))
    names = [segment.name for segment in at.segments] + [ALL]
    return tuple(
        Coverage(
            audience=names[i], people=sizes[i], can=sizes[i] * open_to[i], comes=sizes[i] * comes[i],
            comes_low=sizes[i] * low[i], comes_high=sizes[i] * high[i],
            informed=sizes[i] * counted["informed"][i], deliberates=sizes[i] * together[i],
        )
        for i in [*chosen, everyone]
        if sizes[i]
    )  # fmt: skip


def met(works: Sequence[Work], at: Situation, effect: Floats) -> Floats:
    """Share of each segment, then of the territory, that at least one of the activities meets."""
    return np.asarray(-np.expm1(-at.reached([rates_of(work, at, effect) for work in works], at.pools)))


def can(at: Situation, methods: Sequence[Method]) -> list[float]:
    """Share of each segment, then of the territory, for which at least one of some methods is within reach.

    Those whom the barriers of one method keep away are taken to be those whom the others keep away: the union is
    the best of each state, never more.
    """
    if not methods:
        return [0.0] * (len(at.segments) + 1)
    groups = [(s.exposure, s.stopped, s.barred) for s in at.segments] + [(at.whole, at.whole_stopped, at.whole_barred)]
    found = []
    for shares, stopped, barred in groups:
        open_to = [np.array(at.usability(method, stopped)) * (1.0 - barred.get(method.id, 0.0)) for method in methods]
        best = np.max(open_to, axis=0)
        found.append(float(best @ [shares.offline.value, shares.needs_help.value, shares.autonomous.value]))
    return [min(share, 1.0) for share in found]


def interval(works: Sequence[Work], at: Situation, effect: Floats, draws: int = DRAWS) -> tuple[Floats, Floats]:
    """Low and high ends of the share that comes: 80 % of seeded draws."""
    columns = len(at.segments) + 1
    if not works:
        return np.zeros(columns), np.zeros(columns)
    low_end, high_end = np.percentile(drawn_shares(works, at, effect, draws), INTERVAL, axis=0)
    middle = met(works, at, effect)
    return np.minimum(low_end, middle), np.maximum(high_end, middle)


def drawn_shares(works: Sequence[Work], at: Situation, effect: Floats, draws: int = DRAWS) -> Floats:
    """Share of each segment, then of the territory, that comes in each of some seeded worlds: (draws, columns).

    One factor per method (`spread`, between its low and high yield) and one for how much formats share people:
    independent draws per public would make the interval too narrow (docs/model.md). A method has the same factor in
    every plan of the same brief, so that two plans can be compared world by world.
    """
    overlap = at.catalog.model["overlap"].figure
    shared = pert(np.random.default_rng(SEED), overlap.low or 0.0, at.default("overlap"), overlap.high or 0.9, draws)
    total = np.zeros((draws, len(at.segments) + 1))
    for kin in dict.fromkeys(work.kin for work in works):
        mine = [(rates_of(w, at, effect), factor_of(w, draws)) for w in works if w.kin == kin]
        drawn, pool = np.zeros_like(total), np.broadcast_to(at.pools[kin], total.shape)
        for each, factor in mine:
            unit = factor[:, None] * each.unit[None, :]
            drawn += each.units * unit
            pool = np.maximum(pool, unit)  # one unit always counts in full
        total += pooled(drawn, pool, shared[:, None]) * mine[0][0].effect
    return np.asarray(-np.expm1(-total))


def factor_of(work: Work, draws: int = DRAWS) -> Floats:
    """How far from its typical yield a method is in each of some seeded worlds."""
    figure = work.effort["people"]
    if not figure.value:
        return np.zeros(draws)
    random = np.random.default_rng([SEED, *work.method.id.encode()])
    return spread(random, figure.low, figure.value, figure.high, draws) / figure.value


def targets_met(plan: Plan, at: Situation) -> Floats:
    """Share of the phase targets met, per segment: Σ ω_g · min(1, coverage / τ_g) over the goals, exactly.

    Returns:
        one value per segment, 0 to 1, in the order of `at.segments`.
    """
    works = [Work.of(activity, at) for activity in plan.activities]
    effect = mobilised(works, at)
    total = np.zeros(len(at.segments))
    for goal in at.goals:
        share = met([w for w in works if goal.counts(w.method, w.activity.phase)], at, effect)[:-1]
        total += goal.weight * np.minimum(share / goal.target, 1.0)
    return total


def spread(random: np.random.Generator, low: float | None, typical: float, high: float | None, draws: int = DRAWS) -> Floats:
    """Draws of a yield: half under `typical`, one in ten under `low`, one in ten above `high`.

    Two half log-normal laws joined at the typical value. Low and high are what practitioners call so, not the worst
    and the best that ever happened: published counts fall outside them (docs/backtest.md).
    """
    z = random.standard_normal(draws)
    low = typical if low is None else min(max(low, typical / 100), typical)
    high = typical if high is None else max(high, typical)
    down, up = np.log(typical / low) / TENTH, np.log(high / typical) / TENTH
    return np.asarray(typical * np.exp(z * np.where(z < 0, down, up)))


def pert(random: np.random.Generator, low: float, typical: float, high: float, draws: int = DRAWS) -> Floats:
    """Draws of a beta-PERT law between `low` and `high`, most often near `typical`: for shares, which have ends."""
    low, high = min(low, typical), max(high, typical)
    if high <= low:
        return np.full(draws, typical)
    a, b = 1 + 4 * (typical - low) / (high - low), 1 + 4 * (high - typical) / (high - low)
    return low + (high - low) * random.beta(a, b, draws)
