"""What a little more money, time or calendar would bring: the plan solved again with one limit raised.

The two plans are compared exactly. A gain smaller than what the certificate leaves unproven may only be a better search:
it is then given as an order of magnitude, from the relaxation of the program.

Source: docs/explain.md.
"""

from __future__ import annotations

import time
from typing import Literal

from catalog.facts import Record
from catalog.load import Catalog
from planner.evaluate import evaluate
from planner.flip import Kept, Value, value
from planner.optimise import Impossible, propose
from planner.plan import Plan
from planner.program import Wishes, build, first_goal, pairs_of
from planner.reach import Situation
from planner.screen import screened
from planner.solver import solve

Limit = Literal["budget", "staff_days", "weeks"]
STEP: dict[Limit, float] = {"budget": 1000.0, "staff_days": 1.0, "weeks": 1.0}  # EUR, agent-days, weeks
RELAXED = 0.3  # of the time, at most, for the relaxations


class Marginal(Record):
    """What one more step of a limit would bring to the plan."""

    limit: Limit
    now: float  # EUR, agent-days or weeks
    step: float
    left: float  # what the plan does not take of it today; negative when it takes more
    binds: bool  # less than a step is left
    goal: float | None  # gain of the public least well reached, share of its targets; None when no plan was found
    people: float  # more people who come, over the territory
    margin: float  # of the goal: what the certificate leaves unproven
    order_of_magnitude: bool  # the gain is below this margin: it comes from the relaxation


def worth(plan: Plan, catalog: Catalog, seconds: float = 12.0) -> tuple[Marginal, ...]:
    """What each limit that somebody set would bring if it were one step larger.

    Args:
        seconds: wall-clock time for all of them.
    """
    began = time.perf_counter()
    at = Kept(plan.brief, catalog)
    if not at.people:
        return ()
    numbers, limits = evaluate(plan, catalog, at), plan.brief.limits
    have: dict[Limit, tuple[float | None, float]] = {
        "budget": (limits.budget, numbers.cost),
        "staff_days": (limits.staff_days, numbers.staff_days),
        "weeks": (limits.weeks, numbers.weeks or 0),
    }
    asked = [(name, limit, taken) for name, (limit, taken) in have.items() if limit is not None]
    today = value(plan, at)
    certificate = plan.certificate
    margin = certificate.gap * certificate.bound if certificate else max(1.0 - today[0], 0.0)
    base = _relaxed(at, Wishes(), RELAXED * seconds / (len(asked) + 1)) if asked else None
    found = []
    for place, (name, limit, taken) in enumerate(asked):
        raised = limit + STEP[name]
        wishes = Wishes(**{name: int(raised) if name == "weeks" else raised})
        most = _relaxed(at, wishes, RELAXED * seconds / (len(asked) + 1))
        left = (seconds - (time.perf_counter() - began)) / (len(asked) - place)
        then = _best(at, wishes, plan, today, left)
        goal, people = (then[0] - today[0], then[1] - today[1]) if then else (None, 0.0)
        rough = goal is not None and goal <= margin
        if rough and base and most is not None:
            # The people are those of a plan that gained as much, in proportion.
            goal = max(most - base, 0.0) * today[0] / base
            people = today[1] * goal / today[0] if today[0] else 0.0
        found.append(
            Marginal(
                limit=name, now=limit, step=STEP[name], left=limit - taken, binds=limit - taken < STEP[name],
                goal=goal, people=people, margin=margin, order_of_magnitude=rough,
            )
        )  # fmt: skip
    return tuple(found)


def _best(at: Situation, wishes: Wishes, plan: Plan, today: Value, seconds: float) -> Value | None:
    """What the best plan found is worth, never less than the plan itself when it fits; None when none fits."""
    try:
        other = propose(at, wishes, seconds, start=plan)
    except Impossible:
        return None
    return max(value(other, at), today)


def _relaxed(at: Situation, wishes: Wishes, seconds: float) -> float | None:
    """The first goal when units may be fractions: more than any plan reaches."""
    model = build(at, wishes, screened(pairs_of(at, wishes), at, wishes).kept)
    solved = solve(model.program, first_goal(model), seconds=seconds, relaxed=True)
    return solved.objective if solved.status == "optimal" else None
