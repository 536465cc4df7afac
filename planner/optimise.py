"""The best blend that money, agent-days and the calendar allow, with its certificate.

First the public least well reached is reached as well as possible (max-min), then everybody together,
without giving up more than 1 % of the first. Every plan is judged by the exact formula
(planner.evaluate.targets_met), never by the tangents of the program.

Source: formulation and measures in docs/model.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from catalog.load import Catalog
from catalog.methods import Method
from planner import VERSION
from planner.duties import contributes
from planner.evaluate import OUTSOURCING, targets_met
from planner.plan import Activity, Bridge, Certificate, Plan
from planner.program import Model, Pair, Wishes, add_tangents, build, claim, each, first_goal, goal_columns, pairs_of, second_goal
from planner.reach import Situation
from planner.solver import Array, Solution, solve

GIVE = 0.01  # part of the first goal that the second may give up
REFINE = 0.002  # claimed − exact above which tangents are added at the plan found
OPEN_FROM = 0.6  # of the mean reach: below it an activity is not said to be open to a public

Progress = Callable[[str, Plan | None, float | None], None]  # stage, plan so far, value


class Impossible(Exception):
    """No plan fits; `planner.tradeoffs` says which limit must give."""


def propose(at: Situation, wishes: Wishes | None = None, seconds: float = 20.0, progress: Progress | None = None) -> Plan:
    """The best plan found in `seconds` of wall-clock time, certificate included.

    Raises:
        Impossible: no plan fits the limits and requirements.
    """
    began = time.perf_counter()
    wishes = wishes or Wishes()
    tell = progress or (lambda stage, plan, value: None)
    model = build(at, wishes, pairs_of(at, wishes))
    tell("start", None, None)

    def better(values: Array) -> None:
        tell("better", to_plan(model, values), float(values[model.least]))

    limit = began + seconds
    first = solve(model.program, first_goal(model), seconds=0.5 * seconds, on_better=better)
    if first.status == "unknown":  # out of time without a plan: any plan will do to start from, with the bound 1
        any_plan = solve(model.program, {}, seconds=max(limit - time.perf_counter(), 1.0))
        status = "feasible" if any_plan.values is not None else any_plan.status
        first = Solution(status, any_plan.values, any_plan.objective, 1.0)
    if first.values is None:
        raise Impossible(first.status)
    tell("total", to_plan(model, first.values), float(first.values[model.least]))
    best = _second(model, first, limit)
    plan = to_plan(model, best)
    exact, claimed = goal_of(plan, at), claim(model, best)
    for _ in range(3):
        if claimed - exact <= REFINE or time.perf_counter() > limit - 0.5:
            break
        add_tangents(model, best)
        again = solve(model.program, first_goal(model), seconds=0.5 * (limit - time.perf_counter()))
        if again.values is None:
            break
        first, best = again, _second(model, again, limit)
        other = to_plan(model, best)
        if goal_of(other, at) >= exact - 1e-9:
            plan, exact, claimed = other, goal_of(other, at), claim(model, best)
    bound = max(min(first.bound, 1.0), exact)
    certificate = Certificate(
        objective="share of the phase targets met for the public least well reached",
        claimed=claimed, exact=exact, bound=bound, gap=(bound - exact) / bound if bound else 0.0,
        seconds=time.perf_counter() - began, proven=first.status == "optimal",
        scope="all methods", engine=VERSION, data=at.catalog.version,
    )  # fmt: skip
    plan = plan.model_copy(update={"certificate": certificate})
    tell("done", plan, exact)
    return plan


def _second(model: Model, first: Solution, limit: float) -> Array:
    """Everybody together, without giving up more than 1 % of the first goal; ties go to the cheaper plan."""
    assert first.values is not None
    reached = claim(model, first.values)
    second = model.program.copy()
    second.row("first goal", [(model.least, 1.0)], low=reached * (1 - GIVE) - 1e-9)
    found = solve(second, second_goal(model), seconds=max(limit - time.perf_counter(), 1.0) * 0.7, start=first.values)
    return found.values if found.values is not None else first.values


# -- from values to a plan ----------------------------------------------------------------------------


def to_plan(model: Model, values: Array) -> Plan:
    """The plan that a solution stands for, with its bridges and the tools that serve it."""
    at = model.at
    activities = []
    for (pair, z, u), w in zip(each(model), model.bought, strict=True):
        if values[z] > 0.5:
            options = (OUTSOURCING,) if w is not None and values[w] > 0.5 else ()
            activities.append(
                Activity(
                    id=f"{pair.method.id}-{pair.phase}", method=pair.method.id, phase=pair.phase, units=max(round(values[u]), 1),
                    strand=pair.method.strand, tools=_tools(pair.method, at), audiences=_meant_for(pair, at), options=options,
                )
            )  # fmt: skip
    plan = Plan(brief=at.brief, activities=tuple(activities))
    return plan.model_copy(update={"bridges": bridges(plan, at.catalog)})


def _tools(method: Method, at: Situation) -> tuple[str, ...]:
    """The tool the organiser already has for it, if any: a plan names no other."""
    asset = at.asset(method)
    return (asset.tool,) if asset and asset.tool else ()


def _meant_for(pair: Pair, at: Situation) -> tuple[str, ...]:
    """The audiences that the activity is open to: all those it does not reach much less than the place as a whole."""
    if not pair.gathers or not pair.rates.any():
        return ()
    mean = float(np.average(pair.rates, weights=[max(s.people, 1e-9) for s in at.segments]))
    return tuple(s.name for s, rate in zip(at.segments, pair.rates, strict=True) if s.chosen and rate > OPEN_FROM * mean)


def bridges(plan: Plan, catalog: Catalog) -> tuple[Bridge, ...]:
    """What comes in through one strand is used in another: each is included in the other.

    Everything said off line is put on the digital support that keeps the record; what the digital support
    gathers is laid on the table of the main meeting in person.
    """
    gathering = [a for a in plan.activities if contributes(catalog.methods[a.method], a.phase)]
    digital = [a for a in gathering if "digital" in catalog.methods[a.method].joins]
    rooms = [
        a for a in gathering if catalog.methods[a.method].strand == "in_person" and catalog.methods[a.method].counts_as == "deliberates"
    ]
    if not digital:
        return ()
    record = next((a for a in digital if catalog.methods[a.method].traceability == "high"), digital[0])
    made = [
        Bridge(from_=a.id, to=record.id, how="contributions et comptes rendus saisis et publiés avec les autres, canal indiqué")
        for a in gathering
        if a.id != record.id and catalog.methods[a.method].strand != "digital"
    ]
    if rooms:
        made += [
            Bridge(from_=a.id, to=rooms[-1].id, how="synthèse des contributions en ligne présentée et travaillée en séance")
            for a in digital
            if a.id != rooms[-1].id
        ]
    return tuple(made)


def goal_of(plan: Plan, at: Situation) -> float:
    """The first goal, exactly: the share of the phase targets met for the public least well reached."""
    met = targets_met(plan, at)
    return float(min(met[list(goal_columns(at))])) if len(met) else 0.0
