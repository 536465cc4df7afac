"""What gives when nothing fits, what else is as good, and what money would buy."""

from __future__ import annotations

import time
from math import ceil
from typing import Literal

from catalog.facts import Record
from planner.audiences import ALL
from planner.evaluate import evaluate
from planner.optimise import Impossible, goal_of, propose, to_plan
from planner.plan import Plan
from planner.program import Model, Wishes, add_tangents, build, limits, pairs_of, second_goal
from planner.reach import Situation
from planner.solver import Program, solve

STEPS = {"budget": 100.0, "staff_days": 1.0, "weeks": 1.0}  # what a relaxed limit is rounded up to
NEAR = 0.95  # an alternative keeps this part of the best plan's goal
DIFFERENT = 3  # and differs by at least this many activities


class Conflict(Record):
    """A limit that must give: the least value it can take, all else being kept; null when it alone is not enough."""

    limit: str
    now: float | None
    relax_to: float | None
    verified: bool  # solved again with that value


class Point(Record):
    """One compromise: what a budget buys."""

    label: Literal["budget", "digital", "in_person"]
    budget: float | None
    plan: Plan | None
    least: float | None  # share of the phase targets met for the public least well reached
    comes: float | None  # people over the territory
    comes_low: float | None
    comes_high: float | None
    cost: float | None
    gap: float | None


def conflicts(at: Situation, wishes: Wishes, seconds: float = 10.0) -> tuple[Conflict, ...]:
    """Which limit must give, and to what; each proposal is solved again before it is shown."""
    found = []
    now = dict(zip(("budget", "staff_days"), limits(at, wishes), strict=True))
    now["weeks"] = wishes.weeks if wishes.weeks is not None else at.brief.limits.weeks
    asked = [name for name in STEPS if now[name] is not None]
    for name in asked:
        least = _least(at, wishes, name, seconds / max(len(asked), 1) / 2)
        if least is None:
            found.append(Conflict(limit=name, now=now[name], relax_to=None, verified=False))
            continue
        value = ceil(least / STEPS[name] - 1e-6) * STEPS[name]
        if value <= (now[name] or 0) + 1e-6:
            continue
        again = wishes.model_copy(update={name: int(value) if name == "weeks" else value})
        found.append(Conflict(limit=name, now=now[name], relax_to=value, verified=feasible(at, again, seconds / 3)))
    floors = {segment.name: wishes.floors.get(segment.name, segment.floor) for segment in at.segments}
    for audience, share in floors.items():
        if share:
            free = Situation(at.brief.model_copy(update={"audiences": tuple(
                a.model_copy(update={"floor": None}) if a.name == audience else a for a in at.brief.audiences)}), at.catalog)  # fmt: skip
            rest = wishes.model_copy(update={"floors": {k: v for k, v in wishes.floors.items() if k != audience}})
            if feasible(free, rest, seconds / 5):
                found.append(Conflict(limit=f"floor:{audience}", now=share, relax_to=0.0, verified=True))
    for name in wishes.require:
        rest = wishes.model_copy(update={"require": tuple(r for r in wishes.require if r != name)})
        if feasible(at, rest, seconds / 5):
            found.append(Conflict(limit=f"require:{name}", now=1, relax_to=0, verified=True))
    if wishes.forbid and feasible(at, wishes.model_copy(update={"forbid": ()}), seconds / 5):
        found.append(Conflict(limit="forbid", now=len(wishes.forbid), relax_to=0, verified=True))
    return tuple(found)


def feasible(at: Situation, wishes: Wishes, seconds: float = 5.0) -> bool:
    """Whether some plan holds all limits and requirements."""
    model = build(at, wishes, pairs_of(at, wishes))
    return solve(model.program, {}, seconds=seconds).values is not None


def _least(at: Situation, wishes: Wishes, name: str, seconds: float) -> float | None:
    """The least value of one limit with which a plan fits, the others being kept."""
    unlimited = wishes.model_copy(update={name: 10_000 if name == "weeks" else 1e9})
    model = build(at, unlimited, pairs_of(at, unlimited))
    program = model.program
    value = program.variable(0)
    if name == "weeks":
        for end in model.finals:
            program.row("relaxed", [(value, 1.0), (end, -1.0)], low=0)
    else:
        for row in program.names[name]:
            program.row("relaxed", [(value, 1.0), *((v, -c) for v, c in _terms(program, row))], low=0)
    solved = solve(program, {value: 1.0}, maximise=False, seconds=seconds)
    return None if solved.values is None else float(solved.values[value])


def _terms(program: Program, row: int) -> list[tuple[int, float]]:
    span = slice(program.starts[row], program.starts[row + 1])
    return list(zip(program.index[span], program.value[span], strict=True))


def pareto(at: Situation, wishes: Wishes, count: int, seconds: float) -> tuple[Point, ...]:
    """What several budgets buy, with all-digital and all-in-person plans always beside, for the same money.

    Args:
        count: number of budgets, spread from half to one and a half times the limit.
        seconds: wall-clock time for all of them.
    """
    budget, _ = limits(at, wishes)
    shares = [0.5 + i / max(count - 1, 1) for i in range(count)] if count > 1 else [1.0]
    each = seconds / (len(shares) + 2)
    found = []
    if budget:
        found = [_point("budget", at, wishes.model_copy(update={"budget": round(budget * share, -2)}), each) for share in shares]
    found += [_point(only, at, wishes.model_copy(update={"only": only}), each) for only in ("digital", "in_person")]
    return tuple(found)


def _point(label: Literal["budget", "digital", "in_person"], at: Situation, wishes: Wishes, seconds: float) -> Point:
    budget, _ = limits(at, wishes)
    try:
        plan = propose(at, wishes, seconds)
    except Impossible:
        return Point(label=label, budget=budget, plan=None, least=None, comes=None, comes_low=None, comes_high=None, cost=None, gap=None)
    numbers = evaluate(plan, at.catalog, at)
    everyone = numbers.of(ALL)
    assert plan.certificate
    return Point(
        label=label, budget=budget, plan=plan, least=plan.certificate.exact, comes=everyone.comes, comes_low=everyone.comes_low,
        comes_high=everyone.comes_high, cost=numbers.cost, gap=plan.certificate.gap,
    )  # fmt: skip


def alternatives(at: Situation, wishes: Wishes, plan: Plan, count: int, seconds: float) -> tuple[Plan, ...]:
    """Other plans almost as good (95 % of the goal) that differ by at least three activities from each shown."""
    model = build(at, wishes, pairs_of(at, wishes))
    best = goal_of(plan, at)
    model.program.row("near", [(model.least, 1.0)], low=NEAR * best)
    shown: list[Plan] = [plan]
    began = time.perf_counter()
    while len(shown) <= count and time.perf_counter() - began < seconds:
        _differ(model, shown[-1])
        solved = solve(model.program, second_goal(model), seconds=seconds / count)
        if solved.values is None:
            break
        other = to_plan(model, solved.values)
        if goal_of(other, at) < NEAR * best - 1e-3:
            add_tangents(model, solved.values)
            continue
        shown.append(other)
    return tuple(shown[1:])


def _differ(model: Model, plan: Plan) -> None:
    """At least `DIFFERENT` activities in or out, compared with a plan."""
    chosen = {(a.method, a.phase) for a in plan.activities}
    terms = [(z, -1.0 if (p.method.id, p.phase) in chosen else 1.0) for p, z in zip(model.pairs, model.used, strict=True)]
    inside = sum(1 for p in model.pairs if (p.method.id, p.phase) in chosen)
    model.program.row("different", terms, low=DIFFERENT - inside)
