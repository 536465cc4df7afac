"""What gives when nothing fits, what else is as good, and what money would buy."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from math import ceil, exp, floor
from typing import Literal

import numpy as np

from catalog.facts import Record
from planner.audiences import ALL
from planner.coverage import DRAWS, Floats, drawn_shares, mobilised
from planner.evaluate import evaluate
from planner.optimise import CLOSE, Impossible, goal_of, propose, to_plan
from planner.plan import Plan
from planner.program import HEARD, Model, Wishes, build, each, first_goal, floors_of, goal_columns, limits, pairs_of, reading_limit
from planner.reach import Situation
from planner.screen import screened
from planner.solver import Program, solve
from planner.work import Work

STEPS = {"budget": 100.0, "staff_days": 1.0, "analysis_days": 1.0, "weeks": 1.0}  # what a relaxed limit is rounded up to
NEAR = 0.95  # an alternative keeps this part of the best plan's goal
KINDS = 2  # an alternative gathers people by at least so many other kinds of format
DIFFERENT = 3  # or, when there is none, differs by at least so many ways of contributing


class Conflict(Record):
    """A demand that must give: what it can become, all else being kept; null when it alone is not enough."""

    limit: str  # budget, staff_days, analysis_days, weeks, floor:AUDIENCE, require:METHOD, keep:METHOD:PHASE, forbid
    now: float | None
    relax_to: float | None
    verified: bool  # solved again with that value, and nothing else changed
    together: tuple[str, ...] = ()  # limits that must give with it, when none is enough alone: solved again with all of them


class Point(Record):
    """One compromise: what a budget buys."""

    label: Literal["budget", "digital", "in_person"]
    budget: float | None
    plan: Plan | None
    least: float | None  # share of the phase targets met for the public least well reached
    bound: float | None  # no plan exceeds it
    comes: float | None  # people over the territory
    comes_low: float | None
    comes_high: float | None
    cost: float | None
    gap: float | None


# -- when nothing fits ---------------------------------------------------------------------------------


def conflicts(at: Situation, wishes: Wishes, seconds: float = 20.0) -> tuple[Conflict, ...]:
    """Which demand must give, and to what; each proposal comes with a plan that holds it, counted exactly."""
    found = []
    now = dict(zip(("budget", "staff_days"), limits(at, wishes), strict=True))
    now["analysis_days"] = reading_limit(at, wishes)
    now["weeks"] = wishes.weeks if wishes.weeks is not None else at.brief.limits.weeks
    asked = [name for name in STEPS if now[name] is not None]
    share = seconds / (2 * len(asked) + 3)
    for name in asked:
        least, plan = _least(at, wishes, {name: now[name] or 0.0}, share)
        if plan is None:
            found.append(Conflict(limit=name, now=now[name], relax_to=None, verified=False))
        elif least[name] > (now[name] or 0.0):
            verified = holds(plan, at, wishes.model_copy(update=least))
            found.append(Conflict(limit=name, now=now[name], relax_to=least[name], verified=verified))
    for audience, asked_share in floors_of(at, wishes).items():
        most, plan = _most(at, wishes, audience, share)
        if plan is not None and most < asked_share:
            value = floor(most * 1000) / 1000  # to a tenth of a point
            again = wishes.model_copy(update={"floors": {**wishes.floors, audience: value}})
            found.append(Conflict(limit=f"floor:{audience}", now=asked_share, relax_to=value, verified=holds(plan, at, again)))
    for name in wishes.require:
        rest = wishes.model_copy(update={"require": tuple(r for r in wishes.require if r != name)})
        if feasible(at, rest, share):
            found.append(Conflict(limit=f"require:{name}", now=1, relax_to=0, verified=True))
    for kept in wishes.keep:
        rest = wishes.model_copy(update={"keep": tuple(k for k in wishes.keep if k != kept)})
        if feasible(at, rest, share):
            found.append(Conflict(limit=f"keep:{kept.method}:{kept.phase}", now=kept.units or 1, relax_to=0, verified=True))
    if wishes.forbid and feasible(at, wishes.model_copy(update={"forbid": ()}), share):
        found.append(Conflict(limit="forbid", now=len(wishes.forbid), relax_to=0, verified=True))
    if not any(conflict.verified for conflict in found):
        found = [*(conflict for conflict in found if conflict.limit not in asked), *_together(at, wishes, now, asked, share)]
    return tuple(found)


def _together(at: Situation, wishes: Wishes, now: Mapping[str, float | None], asked: Sequence[str], seconds: float) -> Iterator[Conflict]:
    """The limits that must give at the same time, with the least sum of relative increases; each is null when even that fails."""
    least, plan = _least(at, wishes, {name: now[name] or 0.0 for name in asked}, 2 * seconds)
    if plan is None or not holds(plan, at, wishes.model_copy(update=least)):
        yield from (Conflict(limit=name, now=now[name], relax_to=None, verified=False) for name in asked)
        return
    moved = [name for name in asked if least[name] > (now[name] or 0.0) + 1e-6]
    for name in moved:
        others = tuple(other for other in moved if other != name)
        yield Conflict(limit=name, now=now[name], relax_to=least[name], verified=not others, together=others)


def feasible(at: Situation, wishes: Wishes, seconds: float = 5.0) -> bool:
    """Whether some plan holds all limits and requirements."""
    return solve(_model(at, wishes).program, {}, seconds=seconds).values is not None


def _model(at: Situation, wishes: Wishes) -> Model:
    return build(at, wishes, screened(pairs_of(at, wishes), at, wishes).kept)


def holds(plan: Plan, at: Situation, wishes: Wishes) -> bool:
    """Whether a plan keeps to the money, the agent-days, those set aside to read, the weeks and the floors, counted exactly."""
    numbers = evaluate(plan, at.catalog, at)
    budget, staff = limits(at, wishes)
    weeks = wishes.weeks if wishes.weeks is not None else at.brief.limits.weeks
    reading = (numbers.reading_days, reading_limit(at, wishes))
    taken = ((numbers.cost, budget), (numbers.staff_days, staff), reading, (numbers.weeks or 0, weeks))
    heard = {row.audience: row.comes / row.people for row in numbers.coverage}
    return all(limit is None or value <= limit + 1e-6 for value, limit in taken) and all(
        heard[audience] >= share - 1e-6 for audience, share in floors_of(at, wishes).items()
    )


def _least(at: Situation, wishes: Wishes, now: Mapping[str, float], seconds: float) -> tuple[dict[str, float], Plan | None]:
    """The least values of some limits, from those of now up, with which a plan fits, the other demands being kept.

    Returns:
        limit -> value, rounded up to what people write, with the least sum of relative increases when there are several;
        and that plan, None when there is none.
    """
    model = _model(at, wishes.model_copy(update={name: 10_000 if name == "weeks" else 1e9 for name in now}))
    program = model.program
    values = {name: program.variable(limit) for name, limit in now.items()}
    for name, value in values.items():
        if name == "weeks":
            for end in model.finals:
                program.row("relaxed", [(value, 1.0), (end, -1.0)], low=0)
        else:
            for row in program.names[name]:
                program.row("relaxed", [(value, 1.0), *((v, -c) for v, c in _terms(program, row))], low=0)
    cost = {value: 1.0 / max(now[name], STEPS[name]) for name, value in values.items()}
    solved = solve(program, cost, maximise=False, seconds=seconds)
    if solved.values is None:
        return {}, None
    least = {name: ceil(float(solved.values[value]) / STEPS[name] - 1e-6) * STEPS[name] for name, value in values.items()}
    kept = {name: now[name] if float(solved.values[values[name]]) <= now[name] + 1e-6 else value for name, value in least.items()}
    return {name: int(value) if name == "weeks" else value for name, value in kept.items()}, to_plan(model, solved.values)


def _most(at: Situation, wishes: Wishes, audience: str, seconds: float) -> tuple[float, Plan | None]:
    """The most of one audience that a plan can hear, the other demands being kept, and that plan; None when there is none."""
    model = _model(at, wishes.model_copy(update={"floors": {**wishes.floors, audience: 1e-6}}))
    column = next(i for i, segment in enumerate(at.segments) if segment.name == audience)
    heard = model.rate[column, HEARD]
    solved = solve(model.program, {heard: 1.0}, seconds=seconds)
    return (0.0, None) if solved.values is None else (1.0 - exp(-float(solved.values[heard])), to_plan(model, solved.values))


def _terms(program: Program, row: int) -> list[tuple[int, float]]:
    span = slice(program.starts[row], program.starts[row + 1])
    return list(zip(program.index[span], program.value[span], strict=True))


# -- what money buys -----------------------------------------------------------------------------------


def pareto(at: Situation, wishes: Wishes, count: int, seconds: float, plan: Plan | None = None) -> tuple[Point, ...]:
    """What several budgets buy, with all-digital and all-in-person plans always beside, for the same money.

    Each budget starts from the plan of the one below, so that more money never gives less.

    Args:
        count: number of budgets, spread from half to one and a half times the limit.
        seconds: wall-clock time for all of them.
        plan: of the limit itself, when it is already known.
    """
    budget, _ = limits(at, wishes)
    shares = [0.5 + i / max(count - 1, 1) for i in range(count)] if count > 1 else [1.0]
    time_each = seconds / (len(shares) + 2)
    found: list[Point] = []
    known: Plan | None = None
    if budget:
        for share in shares:
            if share >= 1 and plan is not None and (known is None or goal_of(plan, at) > goal_of(known, at)):
                known = plan
            point = _point("budget", at, wishes.model_copy(update={"budget": round(budget * share, -2)}), time_each, known)
            if plan is not None and plan.certificate and point.budget == budget and point.bound and plan.certificate.bound < point.bound:
                point = point.model_copy(update={"bound": plan.certificate.bound, "gap": _gap(point.least, plan.certificate.bound)})
            known = point.plan or known
            found.append(point)
    return (*found, *(_point(only, at, wishes.model_copy(update={"only": only}), time_each) for only in ("digital", "in_person")))


def _gap(least: float | None, bound: float) -> float | None:
    return None if least is None else max(1.0 - least / bound, 0.0) if bound else 0.0


def _point(
    label: Literal["budget", "digital", "in_person"], at: Situation, wishes: Wishes, seconds: float, start: Plan | None = None
) -> Point:
    budget, _ = limits(at, wishes)
    try:
        plan = propose(at, wishes, seconds, start=start)
    except Impossible:
        return Point(
            label=label, budget=budget, plan=None, least=None, bound=None, comes=None, comes_low=None, comes_high=None, cost=None, gap=None
        )
    numbers = evaluate(plan, at.catalog, at)
    everyone = numbers.of(ALL)
    assert plan.certificate
    return Point(
        label=label, budget=budget, plan=plan, least=plan.certificate.exact, bound=plan.certificate.bound, comes=everyone.comes,
        comes_low=everyone.comes_low, comes_high=everyone.comes_high, cost=numbers.cost, gap=plan.certificate.gap,
    )  # fmt: skip


# -- what else is as good ------------------------------------------------------------------------------


def alternatives(at: Situation, wishes: Wishes, plan: Plan, count: int, seconds: float) -> tuple[Plan, ...]:
    """Other plans almost as good (95 % of the goal), of another kind: they gather people by other kinds of format.

    When no other kind is left, plans that differ by at least three ways of contributing from each shown.
    """
    best = goal_of(plan, at)
    shown: list[Plan] = [plan]
    limit = time.perf_counter() + seconds
    for differ in (_differ_in_kind, _differ):
        model = _model(at, wishes)
        kinds = _kinds(model) if differ is _differ_in_kind else {}
        for known in shown:
            differ(model, kinds, known)
        while len(shown) <= count and (left := limit - time.perf_counter()) > 0:
            solved = solve(model.program, first_goal(model), seconds=max(left / (count + 1 - len(shown)), 0.5), gap=CLOSE)
            if solved.values is None or goal_of(other := to_plan(model, solved.values), at) < NEAR * best - 1e-3:
                break
            shown.append(other)
            differ(model, kinds, other)
    return tuple(shown[1:])


def _kinds(model: Model) -> dict[str, int]:
    """A switch per kind of format, 1 when people contribute by it."""
    found = {}
    for kin in dict.fromkeys(pair.kin for pair in model.pairs if pair.gathers):
        used = [z for pair, z, _ in each(model) if pair.gathers and pair.kin == kin]
        switch = found[kin] = model.program.variable(0, 1, whole=True)
        for z in used:
            model.program.row("kinds", [(switch, 1.0), (z, -1.0)], low=0)
        model.program.row("kinds", [(switch, 1.0), *((z, -1.0) for z in used)], high=0)
    return found


def _differ_in_kind(model: Model, kinds: dict[str, int], plan: Plan) -> None:
    """At least `KINDS` kinds of format in or out, compared with a plan."""
    gathers = {(pair.method.id, pair.phase): pair.kin for pair in model.pairs if pair.gathers}
    chosen = {gathers[a.method, a.phase] for a in plan.activities if (a.method, a.phase) in gathers}
    terms = [(switch, -1.0 if kin in chosen else 1.0) for kin, switch in kinds.items()]
    model.program.row("different", terms, low=KINDS - len(chosen & kinds.keys()))


def _differ(model: Model, _: dict[str, int], plan: Plan) -> None:
    """At least `DIFFERENT` ways of contributing in or out, compared with a plan: what informs may well be the same."""
    chosen = {(a.method, a.phase) for a in plan.activities}
    gathers = [((p.method.id, p.phase) in chosen, z) for p, z in zip(model.pairs, model.used, strict=True) if p.gathers]
    terms = [(z, -1.0 if inside else 1.0) for inside, z in gathers]
    model.program.row("different", terms, low=DIFFERENT - sum(inside for inside, _ in gathers))


def ahead(plan: Plan, others: Sequence[Plan], at: Situation) -> tuple[float, ...]:
    """How often a plan is at least as good as each of the others: a share of 2,000 worlds, the same for all of them.

    Good is the first goal: the share of the phase targets met for the public least well reached.
    """
    mine = drawn_goal(plan, at)
    return tuple(float(np.mean(mine >= drawn_goal(other, at) - 1e-9)) for other in others)


def drawn_goal(plan: Plan, at: Situation) -> Floats:
    """The first goal of a plan in each of 2,000 seeded worlds."""
    works = [Work.of(activity, at) for activity in plan.activities]
    effect = mobilised(works, at)
    total = np.zeros((DRAWS, len(at.segments) + 1))
    for goal in at.goals:
        counted = [work for work in works if goal.counts(work.method, work.activity.phase)]
        total += goal.weight * np.minimum(drawn_shares(counted, at, effect) / goal.target, 1.0)
    return np.asarray(np.min(total[:, list(goal_columns(at))], axis=1))
