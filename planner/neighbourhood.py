"""Search around a plan: most activities stay, some are chosen again, by the same program on a small part of it.

Large neighbourhood search: it gives no bound, but good plans sooner than the whole program when there are many formats.

Source: Shaw (1998), doi 10.1007/3-540-49481-2_30; measures in docs/benchmarks.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from planner.program import Model, first_goal
from planner.solver import Array, Program, solve

STEP = 1.5  # seconds a step may take
FREE = 0.35  # share of the formats chosen again at first; it grows when nothing better is found, and shrinks when steps time out
WAIT = 0.05  # seconds between two looks, as long as there is no plan


def around(model: Model, best: Callable[[], Array | None], better: Callable[[Array], None], over: Callable[[], bool]) -> None:
    """Improve a plan until `over`.

    Args:
        best: values of the best plan so far, whoever found it.
        better: called with the values of each better plan.
    """
    random = np.random.default_rng(1)
    share = FREE
    while not over():
        values = best()
        if values is None:
            time.sleep(WAIT)
            continue
        if share >= 1:  # nothing is left to choose again: the whole program is at it
            time.sleep(WAIT)
            continue
        found = solve(_part(model, values, random.random(len(model.pairs)) < share), first_goal(model), seconds=STEP, start=values)
        if found.values is not None and found.values[model.least] > values[model.least] + 1e-6:
            better(found.values)
        elif found.status == "optimal":
            share *= 1.1
        else:
            share *= 0.8


def _part(model: Model, values: Array, free: np.ndarray) -> Program:
    """The program with all the formats that are not free kept as they are."""
    program = model.program.copy()
    for i in np.flatnonzero(~free):
        for variable in (model.used[i], model.units[i], model.bought[i], model.bought_units[i]):
            if variable is not None:
                program.lower[variable] = program.upper[variable] = round(float(values[variable]))
    return program
