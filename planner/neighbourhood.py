"""Search around a plan: most activities stay, some are chosen again, by the same program on a small part of it.

Large neighbourhood search: it gives no bound, but good plans sooner than the whole program when there are many formats.

Source: Shaw (1998), doi 10.1007/3-540-49481-2_30; measures in docs/benchmarks.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from catalog.methods import CONTRIBUTION_PHASES
from planner.program import Model, first_goal
from planner.solver import Array, Program, solve

STEP = 1.5  # seconds a step may take
FREE = 0.35  # share of the formats chosen again at first; it grows when nothing better is found, and shrinks when steps time out
MOST = 0.8  # beyond it, the whole program is better at it
PATIENCE = 5  # steps in vain before going elsewhere
REFUSED = 2  # activities of the plan refused there
WAIT = 0.05  # seconds between two looks, as long as there is no plan


def around(model: Model, best: Callable[[], Array | None], better: Callable[[Array], None], left: Callable[[], float]) -> None:
    """Improve a plan as long as there are seconds left.

    After some steps in vain, some of its activities are refused and the search goes on from what is best without them.

    Args:
        best: values of the best plan so far, whoever found it.
        better: called with the values of each better plan.
        left: seconds of clock time; none or fewer when it is over.
    """
    random = np.random.default_rng(1)
    share, vain = FREE, 0
    here: Array | None = None  # where the search stands: the best plan, or near it
    while (seconds := left()) > 0:
        known = best()
        if known is None:
            time.sleep(WAIT)
            continue
        here = known if here is None else here
        found = solve(_part(model, here, _free(model, share, random)), first_goal(model), seconds=min(STEP, seconds), start=here)
        if found.values is not None and found.values[model.least] > here[model.least] + 1e-6:
            here, vain = found.values, 0
            if here[model.least] > known[model.least] + 1e-6:
                better(here)
            continue
        vain += 1
        share = min(share * 1.1, MOST) if found.status == "optimal" else share * 0.8
        if vain >= PATIENCE and (seconds := left()) > 0:
            here, share, vain = _elsewhere(model, known, random, min(STEP, seconds)), FREE, 0


def _elsewhere(model: Model, values: Array, random: np.random.Generator, seconds: float) -> Array:
    """The best found in a moment without some of the activities of a plan; the plan itself when there is nothing."""
    program = model.program.copy()
    used = [i for i, z in enumerate(model.used) if values[z] > 0.5 and model.pairs[i].phase in CONTRIBUTION_PHASES]
    for i in random.permutation(used)[:REFUSED]:
        program.upper[model.used[int(i)]] = program.upper[model.units[int(i)]] = 0.0
    found = solve(program, first_goal(model), seconds=seconds)
    return values if found.values is None else found.values


def _free(model: Model, share: float, random: np.random.Generator) -> NDArray[np.bool_]:
    """The formats chosen again: any of them, or one time in two all of a phase and all that informs and mobilises.

    A better level of mobilising is several activities away, and so is a phase held otherwise.
    """
    free = random.random(len(model.pairs)) < share
    phases = sorted({pair.phase for pair in model.pairs if pair.phase in CONTRIBUTION_PHASES})
    if phases and random.random() < 0.5:
        again = phases[int(random.integers(len(phases)))]
        free &= random.random(len(model.pairs)) < 0.5
        free |= np.array([pair.phase == again or pair.phase not in CONTRIBUTION_PHASES for pair in model.pairs])
    return free


def _part(model: Model, values: Array, free: NDArray[np.bool_]) -> Program:
    """The program with all the formats that are not free kept as they are."""
    program = model.program.copy()
    for i in np.flatnonzero(~free):
        for variable in (model.used[i], model.units[i], model.bought[i], model.bought_units[i]):
            if variable is not None:
                program.lower[variable] = program.upper[variable] = round(float(values[variable]))
    return program
