"""The best blend that money, agent-days and the calendar allow, with its certificate.

First the public least well reached is reached as well as possible (max-min), then everybody together,
without giving up more than 1 % of the first. Every plan is judged by the exact formula
(planner.coverage.targets_met), never by the tangents of the program.

Two searches run side by side: the whole program for the bound, which nothing else can give, and, from a greedy plan
(planner.greedy), a search around the best so far (planner.neighbourhood), sooner when there are many formats.

Source: formulation and measures in docs/model.md.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

import numpy as np

from catalog.load import Catalog
from catalog.methods import Method
from planner import VERSION
from planner.coverage import targets_met
from planner.duties import contributes
from planner.evaluate import weeks_of
from planner.greedy import quick
from planner.neighbourhood import around
from planner.plan import Activity, Bridge, Certificate, Plan
from planner.program import Model, Pair, Wishes, add_tangents, build, claim, each, first_goal, goal_columns, pairs_of, second_goal
from planner.reach import Situation
from planner.screen import screened
from planner.solver import Array, Solution, solve
from planner.work import OUTSOURCING, Work

GIVE = 0.01  # part of the first goal that the second may give up
CLOSE = 0.002  # gap at which the first goal is said to be reached
REFINE = 0.002  # claimed − exact above which tangents are added at the plan found
FIRST = 0.75  # of the time for the first goal, when it needs it
QUICK = 0.5  # of it, at most, for plans to start from
OPEN_FROM = 0.6  # of the mean reach: below it an activity is not said to be open to a public

Progress = Callable[[str, Plan | None, float | None], None]  # stage, plan so far, value


class Impossible(Exception):
    """No plan fits; `planner.tradeoffs` says which limit must give."""


def propose(
    at: Situation, wishes: Wishes | None = None, seconds: float = 20.0, progress: Progress | None = None, start: Plan | None = None
) -> Plan:
    """The best plan found in `seconds` of wall-clock time, certificate included.

    Args:
        start: a plan to start from when it fits; the answer is then never worse.
    Raises:
        Impossible: no plan fits the limits and requirements.
    """
    began = time.perf_counter()
    wishes = wishes or Wishes()
    tell = progress or (lambda stage, plan, value: None)
    screening = screened(pairs_of(at, wishes), at, wishes)
    model = build(at, wishes, screening.kept)
    tell("start", None, None)
    limit = began + seconds
    known = values_of(model, start) if start else None
    first = _first(model, limit - (1 - FIRST) * seconds, tell, known)
    if first.values is None:
        raise Impossible(first.status)
    tell("total", to_plan(model, first.values), float(first.values[model.least]))
    least = goal_of(start, at) if start and known is not None else 0.0
    best = _second(model, first, limit, least)
    plan = to_plan(model, best)
    exact, claimed = goal_of(plan, at), claim(model, best)
    while claimed - exact > REFINE and time.perf_counter() < limit - 0.5:
        add_tangents(model, best)
        again = solve(
            model.program, first_goal(model), seconds=0.6 * (limit - time.perf_counter()), start=values_of(model, plan), gap=CLOSE
        )
        if again.values is None:
            break
        other = _second(model, again, limit, least)
        claimed = claim(model, other)
        first = Solution(again.status, again.values, again.objective, min(again.bound, first.bound))
        if goal_of(to_plan(model, other), at) < exact - 1e-9:
            break
        best, plan = other, to_plan(model, other)
        exact = goal_of(plan, at)
    bound = max(min(first.bound, 1.0), exact)
    certificate = Certificate(
        objective="share of the phase targets met for the public least well reached",
        claimed=max(claim(model, best), exact), exact=exact, bound=bound, gap=(bound - exact) / bound if bound else 0.0,
        seconds=time.perf_counter() - began, proven=first.status == "optimal",
        scope="all methods" if screening.whole else "shortlist", engine=VERSION, data=at.catalog.version,
    )  # fmt: skip
    plan = plan.model_copy(update={"certificate": certificate})
    tell("done", plan, exact)
    return plan


def _first(model: Model, limit: float, tell: Progress, start: Array | None) -> Solution:
    """The first goal: the whole program in a thread of its own, and a search around its best plan beside it."""
    best: dict[str, Array] = {} if start is None else {"values": start}
    found: list[Solution] = []
    held = threading.Lock()

    def better(values: Array) -> None:
        with held:
            if "values" in best and values[model.least] <= best["values"][model.least] + 1e-9:
                return
            best["values"] = values
            tell("better", to_plan(model, values), float(values[model.least]))

    def whole() -> None:
        left = max(limit - time.perf_counter(), 0.5)
        found.append(solve(model.program, first_goal(model), seconds=left, on_better=better, gap=CLOSE, start=start))

    proof = threading.Thread(target=whole, daemon=True)
    proof.start()
    if start is None and model.pairs:
        for fixed in quick(model, lambda: not proof.is_alive(), QUICK * max(limit - time.perf_counter(), 0.0)):
            if (values := completed(model, fixed)) is not None:
                better(values)
    around(model, lambda: best.get("values"), better, lambda: limit - time.perf_counter() if proof.is_alive() else 0.0)
    proof.join()
    if not found:
        raise RuntimeError("the solver stopped without an answer")
    answer = found[0]
    values = best.get("values", answer.values)
    if values is None and answer.status == "unknown":  # out of time without a plan: any plan will do, with the bound 1
        values = solve(model.program, {}, seconds=max(limit - time.perf_counter(), 2.0)).values
        return Solution("unknown" if values is None else "feasible", values, float("nan"), 1.0)
    return Solution(answer.status, values, answer.objective, answer.bound)


def _second(model: Model, first: Solution, limit: float, least: float) -> Array:
    """Everybody together, without giving up more than 1 % of the first goal, nor going under what was there before.

    Ties go to the cheaper plan.
    """
    assert first.values is not None
    reached = claim(model, first.values)
    second = model.program.copy()
    second.row("first goal", [(model.least, 1.0)], low=max(reached * (1 - GIVE), min(least, reached)) - 1e-9)
    found = solve(second, second_goal(model), seconds=max(limit - time.perf_counter(), 1.0) * 0.9, start=first.values, gap=CLOSE)
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
    return plan.model_copy(update={"bridges": bridges(plan, at.catalog, spans_of(plan, at))})


def values_of(model: Model, plan: Plan) -> Array | None:
    """The values of the whole numbers of a plan, to start from; None when it holds what the program does not know."""
    places = {(pair.method.id, pair.phase): i for i, pair in enumerate(model.pairs)}
    fixed: dict[int, float] = dict.fromkeys([*model.used, *model.units, *(w for w in model.bought if w is not None)], 0.0)
    for activity in plan.activities:
        i = places.get((activity.method, activity.phase))
        if i is None or fixed[model.used[i]] or (activity.units or 1) > model.pairs[i].most:
            return None
        fixed |= {model.used[i]: 1.0, model.units[i]: float(activity.units or 1)}
        bought = model.bought[i]
        if OUTSOURCING in activity.options:
            if bought is None:
                return None
            fixed[bought] = 1.0
    return completed(model, fixed)


def completed(model: Model, fixed: Mapping[int, float]) -> Array | None:
    """All the values of the program once some are fixed; None when that breaks a limit or a requirement."""
    program = model.program.copy()
    for variable, value in fixed.items():
        program.lower[variable] = program.upper[variable] = value
    return solve(program, first_goal(model), seconds=2.0).values


def _tools(method: Method, at: Situation) -> tuple[str, ...]:
    """The tool the organiser already has for it, if any: a plan names no other."""
    asset = at.asset(method)
    return (asset.tool,) if asset and asset.tool else ()


def _meant_for(pair: Pair, at: Situation) -> tuple[str, ...]:
    """The audiences that the activity is open to: all those it does not reach much less than the place as a whole."""
    if not pair.gathers or not pair.rates.any():
        return ()
    mean = float(np.average(pair.rates[:-1], weights=[max(s.people, 1e-9) for s in at.segments]))
    return tuple(s.name for s, rate in zip(at.segments, pair.rates, strict=False) if s.chosen and rate > OPEN_FROM * mean)


def bridges(plan: Plan, catalog: Catalog, spans: Mapping[str, tuple[int, int]]) -> tuple[Bridge, ...]:
    """What comes in through one strand is used in another: each is included in the other.

    Everything said off line is put on the digital support that keeps the record; what the digital support
    gathers is laid on the table of the main meeting in person.

    Args:
        spans: first and last week of each activity, by id: nothing is brought to a meeting that is over, and what is said
            late goes to a support still open, if there is one (another still publishes).
    """
    methods = catalog.methods
    gathering = [a for a in plan.activities if contributes(methods[a.method], a.phase)]
    joined = [a for a in gathering if "digital" in methods[a.method].joins]
    online = [a for a in joined if methods[a.method].strand == "digital"] or joined
    offline = [a for a in gathering if methods[a.method].strand != "digital"]
    rooms = [a for a in gathering if methods[a.method].strand == "in_person" and methods[a.method].counts_as == "deliberates"]

    def reaches(one: Activity, other: Activity) -> bool:
        return one.id != other.id and spans[one.id][0] <= spans[other.id][1]

    made = []
    records = sorted(online, key=lambda d: (methods[d.method].traceability != "high", -sum(reaches(a, d) for a in offline)))
    for a in offline:
        if others := [d for d in records if d.id != a.id]:
            record = next((d for d in others if reaches(a, d)), others[0])
            made.append(
                Bridge(from_=a.id, to=record.id, how="contributions et comptes rendus saisis et publiés avec les autres, canal indiqué")
            )
    for a in online:
        if room := next((r for r in reversed(rooms) if reaches(a, r)), None):
            made.append(Bridge(from_=a.id, to=room.id, how="synthèse des contributions en ligne présentée et travaillée en séance"))
    return tuple(made)


def spans_of(plan: Plan, at: Situation) -> dict[str, tuple[int, int]]:
    """First and last week of each activity of a plan."""
    return weeks_of(plan, [Work.of(activity, at) for activity in plan.activities], at)


def goal_of(plan: Plan, at: Situation) -> float:
    """The first goal, exactly: the share of the phase targets met for the public least well reached."""
    met = targets_met(plan, at)
    return float(min(met[list(goal_columns(at))])) if len(met) else 0.0
