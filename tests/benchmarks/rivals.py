"""Other ways to plan, on the same arrays as ours: a strong greedy rule, CBC, CP-SAT, HiGHS alone.

They know nothing of consultations but numbers. Each returns the value of every variable, or None without a plan.
HiGHS and OR-Tools cannot share a process (an undefined symbol, in either order), and OR-Tools wants a protobuf that
the pages do not: CP-SAT runs this file as a script, in an environment of its own that uv makes and keeps. Hence the
imports inside the functions.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
ROOT = Path(__file__).resolve().parents[2]
GAP = 1e-4  # relative gap at which the solvers stop
# CP-SAT counts in whole numbers. Each continuous variable takes STEPS values between 0 and the most it can be; each row
# is scaled so that its largest coefficient is SCALE, then rounded: up for what money and agent-days take, else to the nearest.
STEPS = 100_000
SCALE = 10_000_000
WORKERS = 2
FAR = 1000.0  # the last week, where no calendar is given


@dataclass(frozen=True)
class Matrices:
    """A mixed-integer program to maximise, rows compressed."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Flags
    implied: Flags  # whole in every plan, though the program need not say so
    starts: Ints
    index: Ints
    value: Floats
    row_lower: Floats
    row_upper: Floats
    sums: Flags  # rows that define a sum of which only more is wanted: "at most" says the same
    means: Flags  # rows of money and agent-days


# -- solvers ------------------------------------------------------------------------------------------


def highs_model(problem: Matrices, highs: Any) -> None:
    """Hand ready arrays to HiGHS."""
    import highspy

    highs.passModel(
        len(problem.lower), len(problem.row_lower), len(problem.index), int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize), 0.0, problem.cost, problem.lower, problem.upper, problem.row_lower, problem.row_upper,
        problem.starts.astype(np.int32), problem.index.astype(np.int32), problem.value, problem.whole.astype(np.int32),
    )  # fmt: skip


def bare_highs(seconds: float, gap: float = GAP) -> Any:
    """A HiGHS object with nothing in it yet, one thread."""
    import highspy

    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", seconds)
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("random_seed", 1)
    return highs


def with_highs(problem: Matrices, seconds: float) -> Floats | None:
    """HiGHS on one thread, without our layer, our start or our search."""
    import highspy

    highs = bare_highs(seconds)
    highs_model(problem, highs)
    highs.run()
    found = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return np.array(highs.getSolution().col_value) if found else None


def with_cbc(problem: Matrices, seconds: float) -> Floats | None:
    """CBC on one thread, through PuLP; what PuLP takes to write the program counts in the seconds."""
    import pulp

    began = time.perf_counter()
    model = pulp.LpProblem("plan", pulp.LpMaximize)
    variables = [
        pulp.LpVariable(f"x{i}", low, None if np.isinf(high) else high, pulp.LpInteger if whole else pulp.LpContinuous)
        for i, (low, high, whole) in enumerate(zip(problem.lower, problem.upper, problem.whole, strict=True))
    ]
    model += pulp.LpAffineExpression([(variables[i], float(problem.cost[i])) for i in np.flatnonzero(problem.cost)])
    for row, (low, high) in enumerate(zip(problem.row_lower, problem.row_upper, strict=True)):
        span = slice(problem.starts[row], problem.starts[row + 1])
        terms = pulp.LpAffineExpression([(variables[i], float(v)) for i, v in zip(problem.index[span], problem.value[span], strict=True)])
        if low == high:
            model += terms == float(low)
            continue
        if not np.isinf(low):
            model += terms >= float(low)
        if not np.isinf(high):
            model += terms <= float(high)
    left = max(seconds - (time.perf_counter() - began), 0.5)
    model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=left, threads=1, gapRel=GAP))
    if model.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return None
    return np.array([variable.value() or 0.0 for variable in variables])


def _own_environment() -> list[str]:
    """The command that starts Python with OR-Tools and without the rest."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    wanted = next(name for name in groups["rivals"] if name.startswith("ortools"))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    uv = Path(sys.executable).with_name("uv")
    return [str(uv), "run", "--quiet", "--no-project", "--isolated", "--python", version, "--with", wanted, "python"]


def cp_sat_version() -> str | None:
    """The version of OR-Tools that CP-SAT runs in, fetched the first time; None where it cannot be had."""
    code = "from importlib.metadata import version; import ortools.sat.python.cp_model; print(version('ortools'))"
    try:
        asked = subprocess.run([*_own_environment(), "-c", code], capture_output=True, text=True, timeout=300, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip()


def with_cp_sat(problem: Matrices, seconds: float) -> tuple[Floats | None, float]:
    """CP-SAT on two workers, in a process of its own; starting the process does not count in the seconds, scaling does.

    Returns:
        the values, and the seconds taken.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "given.npz", Path(folder) / "answer.npz"
        np.savez(given, **vars(problem))
        command = [*_own_environment(), str(Path(__file__).resolve()), str(given), str(answer), str(seconds)]
        subprocess.run(command, check=True, capture_output=True, timeout=seconds * 3 + 120)
        with np.load(answer) as found:
            return (found["values"] if len(found["values"]) else None), float(found["seconds"])


def _cp_sat(problem: Matrices, seconds: float) -> Floats | None:
    from ortools.sat.python import cp_model

    began = time.perf_counter()
    upper = _finite(problem)
    whole = problem.whole | problem.implied
    step = np.where(whole, 1.0, np.maximum(upper, 1e-9) / STEPS)
    model = cp_model.CpModel()
    variables = [
        model.new_int_var(round(low), int(high + 1e-9) if w else STEPS, "")
        for low, high, w in zip(problem.lower, upper, whole, strict=True)
    ]
    for row in range(len(problem.row_lower)):
        span = slice(problem.starts[row], problem.starts[row + 1])
        index, value = problem.index[span], problem.value[span] * step[problem.index[span]]
        low, high = problem.row_lower[row], problem.row_upper[row]
        if not len(index) or not np.any(value):
            continue
        # Rows of whole numbers are kept as they are.
        scale = 1.0 if np.all(value == np.round(value)) else SCALE / np.abs(value).max()
        scaled = (np.ceil(value * scale - 1e-6) if problem.means[row] else np.round(value * scale)).astype(np.int64)
        total = sum(int(c) * variables[i] for c, i in zip(scaled, index, strict=True) if c)
        if np.isfinite(high):
            model.add(total <= int(np.floor(high * scale + 1e-6)))
        if np.isfinite(low) and not problem.sums[row]:
            model.add(total >= int(np.ceil(low * scale - 1e-6)))
    wanted = problem.cost * step
    wanted = wanted / np.abs(wanted).max()
    model.maximize(sum(round(wanted[i] * SCALE) * variables[i] for i in np.flatnonzero(wanted)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = 1
    solver.parameters.relative_gap_limit = GAP
    solver.parameters.max_time_in_seconds = max(seconds - (time.perf_counter() - began), 0.5)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return np.array([solver.value(variable) for variable in variables]) * step


def _finite(problem: Matrices) -> Floats:
    """Upper ends; those that are infinite are read off the rows in which nothing else is."""
    upper = problem.upper.copy()
    upper[np.isinf(upper) & problem.whole] = FAR
    for _ in range(len(upper)):
        unknown = np.isinf(upper)
        if not unknown.any():
            break
        ends = np.zeros(len(upper))
        for row in range(len(problem.row_lower)):
            span = slice(problem.starts[row], problem.starts[row + 1])
            index, value = problem.index[span], problem.value[span]
            here = np.flatnonzero(unknown[index] & (value > 0))
            if len(here) != 1 or np.isinf(upper[np.delete(index, here)]).any():
                continue
            others = np.delete(value, here) * upper[np.delete(index, here)]
            end = problem.row_upper[row] if np.isfinite(problem.row_upper[row]) else problem.row_lower[row]
            ends[index[here[0]]] = max((max(end, 0.0) + np.abs(others).sum()) / value[here[0]], ends[index[here[0]]], 1e-9)
        upper[ends > 0] = ends[ends > 0]
        if not ends.any():
            upper[unknown] = FAR
    return upper


if __name__ == "__main__":
    given, answer, allowed = sys.argv[1:]
    with np.load(given) as arrays:
        problem = Matrices(**arrays)
    import ortools.sat.python.cp_model  # noqa: F401  # read before the seconds start

    started = time.perf_counter()
    values = _cp_sat(problem, float(allowed))
    np.savez(answer, values=np.zeros(0) if values is None else values, seconds=time.perf_counter() - started)
