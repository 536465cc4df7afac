"""The plan as a mixed-integer program: a thin layer of named blocks over HiGHS, and nothing about consultations.

Variables and rows are added in named blocks, so that a conflict can be told in the organiser's words.
HiGHS wants one number of threads for the life of a process, hence THREADS; solve in a worker process.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

THREADS = 1
INF = highspy.kHighsInf
Array = NDArray[np.float64]
Terms = Iterable[tuple[int, float]]  # (variable, coefficient)


@dataclass
class Program:
    """Rows and columns as they are written; `solve` hands them over in one go."""

    lower: array[float] = field(default_factory=lambda: array("d"))
    upper: array[float] = field(default_factory=lambda: array("d"))
    integer: array[int] = field(default_factory=lambda: array("i"))
    starts: array[int] = field(default_factory=lambda: array("i", [0]))
    index: array[int] = field(default_factory=lambda: array("i"))
    value: array[float] = field(default_factory=lambda: array("d"))
    row_lower: array[float] = field(default_factory=lambda: array("d"))
    row_upper: array[float] = field(default_factory=lambda: array("d"))
    names: dict[str, list[int]] = field(default_factory=dict)  # block of rows -> its rows

    def variable(self, low: float = 0.0, high: float = INF, whole: bool = False) -> int:
        """A new variable; returns its number."""
        self.lower.append(low)
        self.upper.append(high)
        self.integer.append(whole)
        return len(self.lower) - 1

    def row(self, block: str, terms: Terms, low: float = -INF, high: float = INF) -> int:
        """A new constraint low <= Σ terms <= high, in a named block; returns its number."""
        merged: dict[int, float] = {}
        for variable, coefficient in terms:  # HiGHS refuses a variable named twice in a row
            merged[variable] = merged.get(variable, 0.0) + coefficient
        self.index.extend(merged)
        self.value.extend(merged.values())
        self.starts.append(len(self.index))
        self.row_lower.append(low)
        self.row_upper.append(high)
        self.names.setdefault(block, []).append(len(self.row_lower) - 1)
        return len(self.row_lower) - 1

    def copy(self) -> Program:
        """An independent copy, to try something."""
        return Program(
            self.lower[:], self.upper[:], self.integer[:], self.starts[:], self.index[:], self.value[:],
            self.row_lower[:], self.row_upper[:], {name: [*rows] for name, rows in self.names.items()},
        )  # fmt: skip


@dataclass(frozen=True)
class Solution:
    """What the solver found: values are None when it found no plan."""

    status: str  # optimal, feasible, infeasible, unknown
    values: Array | None
    objective: float
    bound: float


def solve(
    program: Program,
    goal: Mapping[int, float],
    *,
    maximise: bool = True,
    seconds: float = 10.0,
    start: Array | None = None,
    gap: float = 1e-4,
    relaxed: bool = False,
    on_better: Callable[[Array], None] | None = None,
) -> Solution:
    """Solve within a time limit.

    Args:
        goal: coefficients of the objective, by variable.
        seconds: wall-clock limit.
        start: values of every variable to start from, when a plan is known.
        gap: relative gap at which to stop.
        relaxed: drop the whole numbers (a bound, not a plan).
        on_better: called with the values of each better plan found on the way.
    """
    columns, rows = len(program.lower), len(program.row_lower)
    costs = np.zeros(columns)
    for variable, coefficient in goal.items():
        costs[variable] = coefficient
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", THREADS)
    highs.setOptionValue("time_limit", max(seconds, 0.1))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("random_seed", 1)
    whole = np.zeros(columns, dtype=np.int32) if relaxed else np.frombuffer(program.integer, dtype=np.int32)
    passed = highs.passModel(
        columns, rows, len(program.index), int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize), 0.0, costs,
        np.frombuffer(program.lower), np.frombuffer(program.upper), np.frombuffer(program.row_lower), np.frombuffer(program.row_upper),
        np.frombuffer(program.starts, dtype=np.int32), np.frombuffer(program.index, dtype=np.int32), np.frombuffer(program.value), whole,
    )  # fmt: skip
    if passed == highspy.HighsStatus.kError:
        raise ValueError("the program is malformed: HiGHS refused it")
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = [float(v) for v in start]
        highs.setSolution(known)
    if on_better is not None:
        highs.cbMipImprovingSolution.subscribe(lambda event: on_better(np.array(event.data_out.mip_solution)))
    highs.run()

    status = highs.getModelStatus()
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if status == highspy.HighsModelStatus.kInfeasible:
        return Solution("infeasible", None, float("nan"), float("nan"))
    values = np.array(highs.getSolution().col_value) if found else None
    bound = info.objective_function_value if relaxed else info.mip_dual_bound
    done = status == highspy.HighsModelStatus.kOptimal
    name = "optimal" if done else "feasible" if found else "unknown"
    return Solution(name, values, info.objective_function_value, bound)
