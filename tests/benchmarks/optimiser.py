"""The proposal against what others would use on the same briefs, in the same seconds, judged by the same exact formula.

    python -m tests.benchmarks.optimiser [--seeds 3] [--time 10] [--sizes 20x6x6 library 300x30x8] [--write]

`--write` puts the tables in docs/benchmarks.md. Ours reads the brief and builds its program within its seconds; the
others are given the arrays.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

import highspy
import numpy as np

from catalog import load as loader
from catalog.load import Catalog
from planner.evaluate import evaluate
from planner.greedy import best_of_four, menu_of, structural, values_for
from planner.optimise import Impossible, completed, goal_of, propose, to_plan
from planner.plan import Plan
from planner.program import Model, Wishes, build, first_goal, limits, pairs_of
from planner.reach import Situation
from planner.screen import screened
from planner.solver import Array, solve
from tests.benchmarks.instances import BUDGET_TIMES, LIBRARY, NORMAL, STAFF_TIMES, Instance, instances, synthetic
from tests.benchmarks.rivals import (
    SCALE,
    STEPS,
    WORKERS,
    Ints,
    Matrices,
    bare_highs,
    cp_sat_version,
    highs_model,
    with_cbc,
    with_cp_sat,
    with_highs,
)  # fmt: skip

DOC = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- optimiser:begin -->", "<!-- optimiser:end -->"
OURS, GREEDY, CBC, CP_SAT, HIGHS = "ours", "strong greedy, best of 4", "PuLP and CBC", "OR-Tools CP-SAT", "HiGHS alone"
SIZES = ("20x6x6", LIBRARY, "300x30x8")
GROWTH = (20, 50, 100, 300)
GROWN = (12, 8)  # audiences and phases of the instances that grow
MORE = 0.001  # of the first goal: below it two plans are as good
ROUNDS, WHOLE = 7, 3  # loads and whole solves, of which the median is kept
SOLVE = 4.0  # seconds of a whole solve, at most


@dataclass
class Outcome:
    """What one way of planning gave on one instance; `value` is the exact first goal, None without a plan that fits."""

    value: float | None
    seconds: float
    why: str = ""  # there is no value
    gap: float | None = None
    bound: float | None = None  # no plan is better
    proven: bool = False
    first_plan: float | None = None  # seconds
    before_total: float | None = None  # the first goal before a part of it was given up for the total


@dataclass
class Trial:
    """An instance and what each gave on it."""

    instance: Instance
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def best(self) -> float:
        values = [outcome.value for outcome in self.outcomes.values() if outcome.value is not None]
        return max(values, default=0.0)

    def loss(self, name: str) -> float | None:
        """Part of the best known first goal that one misses; None for a failure."""
        outcome = self.outcomes.get(name)
        if outcome is None or outcome.value is None:
            return None
        return 1.0 - outcome.value / self.best if self.best else 0.0

    def under(self, name: str) -> float | None:
        """Part of the certified bound that one misses; None for a failure or without a bound."""
        outcome, bound = self.outcomes.get(name), self.outcomes[OURS].bound
        return None if outcome is None or outcome.value is None or not bound else 1.0 - outcome.value / bound


# -- the same arrays, the same judge ------------------------------------------------------------------


def model_of(at: Situation) -> Model:
    """The program that ours solves, screened as ours is."""
    wishes = Wishes()
    return build(at, wishes, screened(pairs_of(at, wishes), at, wishes).kept)


def matrices(model: Model) -> Matrices:
    """The program as plain arrays."""
    program = model.program
    cost = np.zeros(len(program.lower))
    for variable, coefficient in first_goal(model).items():
        cost[variable] = coefficient
    blocks = {name: np.isin(np.arange(len(program.row_lower)), rows) for name, rows in program.names.items()}
    none = np.zeros(len(program.row_lower), dtype=bool)
    implied = np.zeros(len(cost), dtype=bool)
    for name in ("kin", "contractor"):
        for row in program.names.get(name, []):
            implied[program.index[program.starts[row] : program.starts[row + 1]]] = True
    implied &= np.isfinite(program.upper)
    return Matrices(
        cost=cost, lower=np.array(program.lower), upper=np.array(program.upper), whole=np.array(program.integer), implied=implied,
        starts=np.array(program.starts), index=np.array(program.index), value=np.array(program.value),
        row_lower=np.array(program.row_lower), row_upper=np.array(program.row_upper),
        sums=blocks.get("reach", none), means=blocks["budget"] | blocks["staff_days"],
    )  # fmt: skip


def fault(model: Model, plan: Plan) -> str | None:
    """The first limit or requirement that a plan breaks."""
    at = model.at
    found = evaluate(plan, at.catalog, at)
    budget, staff = limits(at, model.wishes)
    for name, limit, taken in (("budget", budget, found.cost), ("staff_days", staff, found.staff_days)):
        if limit is not None and taken > limit * (1 + 1e-6) + 1e-6:
            return name
    weeks = at.brief.limits.weeks
    if weeks is not None and (found.weeks or 0) > weeks:
        return "weeks"
    held = {(activity.method, activity.phase) for activity in plan.activities}
    used = {z: (pair.method.id, pair.phase) in held for pair, z in zip(model.pairs, model.used, strict=True)}
    for name, terms, low, high in structural(model.program):
        if not low - 1e-9 <= sum(value * used[variable] for variable, value in terms) <= high + 1e-9:
            return name
    return None


def judged(model: Model, values: Array | None, seconds: float) -> Outcome:
    """The exact first goal of the plan that values stand for."""
    if values is None:
        return Outcome(None, seconds, "no plan")
    plan = to_plan(model, values)
    why = fault(model, plan)
    return Outcome(None, seconds, why) if why else Outcome(goal_of(plan, model.at), seconds)


# -- the ways of planning -----------------------------------------------------------------------------


def ours(model: Model, seconds: float) -> Outcome:
    """The proposal, its first plan timed."""
    began = time.perf_counter()
    first: list[float] = []
    before: list[Plan] = []

    def told(stage: str, plan: Plan | None, value: float | None) -> None:
        if plan is not None and not first:
            first.append(time.perf_counter() - began)
        if stage == "total" and plan is not None:
            before.append(plan)

    try:
        plan = propose(model.at, seconds=seconds, progress=told)
    except Impossible:
        return Outcome(None, time.perf_counter() - began, "no plan")
    took = time.perf_counter() - began
    why, sheet = fault(model, plan), plan.certificate
    if why or sheet is None:
        return Outcome(None, took, why or "no certificate")
    value = goal_of(plan, model.at)
    return Outcome(
        value, took, gap=(sheet.bound - value) / sheet.bound if sheet.bound else 0.0, bound=sheet.bound, proven=sheet.proven,
        first_plan=first[0], before_total=max((goal_of(each, model.at) for each in before), default=None),
    )  # fmt: skip


def greedy(model: Model, seconds: float) -> Outcome:
    began = time.perf_counter()

    def value(units: Ints) -> float | None:
        return judged(model, values_for(model, units), 0.0).value

    units = best_of_four(menu_of(model), seconds, value)
    took = time.perf_counter() - began
    return judged(model, values_for(model, units), took)


def by_solver(solver: Callable[[Matrices, float], Array | None], model: Model, seconds: float) -> Outcome:
    problem = matrices(model)
    began = time.perf_counter()
    values = solver(problem, seconds)
    return judged(model, values, time.perf_counter() - began)


def cp_sat(model: Model, seconds: float) -> Outcome:
    """CP-SAT, its whole numbers kept and the rest computed again."""
    values, took = with_cp_sat(matrices(model), seconds)
    if values is None:
        return Outcome(None, took, "no plan")
    fixed = {i: float(round(values[i])) for i in (*model.used, *model.units, *(w for w in model.bought if w is not None))}
    again = completed(model, fixed)
    return Outcome(None, took, "broken by rounding") if again is None else judged(model, again, took)


WAYS: dict[str, Callable[[Model, float], Outcome]] = {
    OURS: ours,
    GREEDY: greedy,
    CBC: partial(by_solver, with_cbc),
    CP_SAT: cp_sat,
    HIGHS: partial(by_solver, with_highs),
}


def compared(instance: Instance, seconds: float, names: Sequence[str]) -> Trial:
    """Every way of planning on one instance."""
    assert instance.at.segments  # laid on the place beforehand, for all of them
    model = model_of(instance.at)
    trial = Trial(instance)
    for name in names:
        outcome = trial.outcomes[name] = WAYS[name](model, seconds)
        said = outcome.why if outcome.value is None else f"{outcome.value:.4f}"
        print(f"  {instance.size:9} {instance.name:24} {name:26} {said:>20} {outcome.seconds:7.1f} s", file=sys.stderr, flush=True)
    return trial


# -- the layer ----------------------------------------------------------------------------------------


@dataclass
class Layer:
    """What our layer adds to HiGHS fed with ready arrays: medians in milliseconds, walls in seconds."""

    name: str
    ours: float
    bare: float
    wall_ours: float
    wall_bare: float


@contextmanager
def nothing_run(at_run: Callable[[], None]) -> Iterator[None]:
    """HiGHS loaded but never run."""
    run = highspy.Highs.run
    highspy.Highs.run = lambda self: at_run()
    try:
        yield
    finally:
        highspy.Highs.run = run


def layer(instance: Instance, seconds: float) -> Layer:
    """Time from the program, or from ready arrays, to a loaded solver; then whole solves, in turn."""
    model = model_of(instance.at)
    problem = matrices(model)
    loaded: list[float] = []
    loads: dict[str, list[float]] = {"ours": [], "bare": []}
    walls: dict[str, list[float]] = {"ours": [], "bare": []}

    def bare(run: bool) -> None:
        highs = bare_highs(seconds)
        highs_model(problem, highs)
        loaded.append(time.perf_counter())
        if run:
            highs.run()

    with nothing_run(lambda: loaded.append(time.perf_counter())):
        for _ in range(ROUNDS):
            began = time.perf_counter()
            solve(model.program, first_goal(model), seconds=seconds)
            loads["ours"].append(loaded[-1] - began)
            began = time.perf_counter()
            bare(run=False)
            loads["bare"].append(loaded[-1] - began)
    for _ in range(WHOLE):
        began = time.perf_counter()
        solve(model.program, first_goal(model), seconds=seconds)
        walls["ours"].append(time.perf_counter() - began)
        began = time.perf_counter()
        bare(run=True)
        walls["bare"].append(time.perf_counter() - began)
    median = statistics.median
    return Layer(
        f"{instance.size}, {instance.name}", median(loads["ours"]) * 1000, median(loads["bare"]) * 1000,
        median(walls["ours"]), median(walls["bare"]),
    )  # fmt: skip


# -- growth -------------------------------------------------------------------------------------------


@dataclass
class Grown:
    """A program of one size: how long it takes to read and build, how large it is, how good the answer."""

    methods: int
    laid: float  # ms to price every method in every phase and screen them
    built: float  # ms
    columns: int
    rows: int
    outcome: Outcome


def grown(methods: int, seconds: float, catalog: Catalog) -> Grown:
    at = synthetic(methods, *GROWN, 1, catalog)
    assert at.segments
    began = time.perf_counter()
    kept = screened(pairs_of(at, Wishes()), at, Wishes()).kept
    laid = time.perf_counter()
    model = build(at, Wishes(), kept)
    built = time.perf_counter()
    program = model.program
    return Grown(
        methods, (laid - began) * 1000, (built - laid) * 1000, len(program.lower), len(program.row_lower), ours(model, seconds)
    )  # fmt: skip


# -- in words -----------------------------------------------------------------------------------------


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(each)} |" for each in (heads, ["---"] * len(heads), *rows)]


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def middle(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def high(values: Sequence[float | None]) -> float | None:
    """The ninth tenth."""
    known = [value for value in values if value is not None]
    return float(np.percentile(known, 90)) if known else None


def by_size(trials: Sequence[Trial]) -> dict[str, list[Trial]]:
    found: dict[str, list[Trial]] = {}
    for trial in trials:
        found.setdefault(trial.instance.size, []).append(trial)
    return found


def against(trials: Sequence[Trial]) -> list[str]:
    rows = []
    for size, group in by_size(trials).items():
        for name in WAYS:
            done = [trial for trial in group if name in trial.outcomes]
            if not done:
                rows.append([size, name, "not run", "–", "–", "–", "–"])
                continue
            losses = [trial.loss(name) for trial in done]
            failed = sum(loss is None for loss in losses)
            took = statistics.median(trial.outcomes[name].seconds for trial in done)
            under = percent(middle([trial.under(name) for trial in done]))
            loss = [percent(middle(losses)), percent(high(losses))]
            rows.append([size, name, f"{failed} of {len(done)}", *loss, under, f"{took:.1f} s"])
    return table(["size", "way", "failures", "loss, median", "loss, p90", "under the bound, median", "time, median"], rows)


def certified(trials: Sequence[Trial]) -> list[str]:
    rows = []
    for size, group in by_size(trials).items():
        found = [trial.outcomes[OURS] for trial in group if OURS in trial.outcomes]
        given = [1 - o.value / o.before_total if o.value is not None and o.before_total else None for o in found]
        first = middle([o.first_plan for o in found])
        rows.append(
            [
                size, percent(middle([o.gap for o in found])), percent(high([o.gap for o in found])),
                f"{sum(o.proven for o in found)} of {len(found)}", percent(middle(given)), "–" if first is None else f"{first:.1f} s",
            ]
        )  # fmt: skip
    heads = ["size", "certified gap, median", "gap, p90", "first goal to 0.2 %", "given up for the total", "first plan after"]
    return table(heads, rows)


def remarks(trials: Sequence[Trial]) -> list[str]:
    """What others do better, said plainly; then why plans failed."""
    said = []
    for size, group in by_size(trials).items():
        for name in [name for name in WAYS if name != OURS]:
            pairs = [(t.outcomes[OURS], t.outcomes[name]) for t in group if name in t.outcomes]
            lead = [
                (theirs.value / mine.value - 1 if mine.value else 1.0, mine)
                for mine, theirs in pairs
                if theirs.value is not None and (mine.value is None or theirs.value > mine.value * (1 + MORE))
            ]
            if not lead:
                continue
            alone = sum(mine.value is None for _, mine in lead)
            kept = sum(mine.before_total is not None and mine.before_total * (1 + MORE) >= theirs for theirs, mine in _values(lead))
            words = f"- {size}: {name} gives a better first goal than ours on {len(lead)} of {len(pairs)}"
            by = percent(middle([by for by, mine in lead if mine.value is not None]))
            words += f", by {by} at the median" if alone < len(lead) else ""
            words += f"; ours has no plan on {alone}" if alone else ""
            words += f"; on {kept} the difference is what ours then gives up for the total" if kept else ""
            said.append(words + ".")
    if not said:
        said.append(f"- No other way gives a plan whose first goal is more than {percent(MORE)} better than ours on any instance.")
    above = [name for trial in trials for name in trial.outcomes if (trial.under(name) or 0.0) < -MORE]
    if above:
        said.append(
            f"- Above our bound, which is then wrong: {', '.join(f'{name} ({above.count(name)})' for name in dict.fromkeys(above))}."
        )
    for name in WAYS:
        why = [t.outcomes[name].why for t in trials if name in t.outcomes and t.outcomes[name].value is None]
        if why:
            counted = ", ".join(f"{reason} ({why.count(reason)})" for reason in dict.fromkeys(why))
            said.append(f"- Failures of {name}: {counted}.")
    return said


def _values(lead: Sequence[tuple[float, Outcome]]) -> Iterator[tuple[float, Outcome]]:
    """Their first goal beside our outcome, where we have one."""
    for by, mine in lead:
        if mine.value is not None:
            yield mine.value * (1 + by), mine


def layers(found: Sequence[Layer]) -> list[str]:
    rows = [
        [
            each.name, f"{each.ours:.1f} ms", f"{each.bare:.1f} ms", f"{each.ours - each.bare:.1f} ms", f"{each.wall_ours:.2f} s",
            f"{each.wall_bare:.2f} s", f"{each.wall_ours / each.wall_bare:.3f}",
        ]
        for each in found
    ]  # fmt: skip
    return table(["instance", "ours loaded", "bare loaded", "difference", "ours, whole solve", "bare, whole solve", "ratio"], rows)


def growth(found: Sequence[Grown]) -> list[str]:
    rows = [
        [
            str(each.methods), f"{each.laid:,.0f} ms", f"{each.built:,.0f} ms", f"{each.columns:,}", f"{each.rows:,}",
            percent(each.outcome.gap), "–" if each.outcome.first_plan is None else f"{each.outcome.first_plan:.1f} s",
        ]
        for each in found
    ]  # fmt: skip
    return table(["methods", "priced and screened", "built", "columns", "rows", "certified gap", "first plan after"], rows)


def measured(arguments: argparse.Namespace, or_tools: str | None) -> str:
    """How: machine, versions, seconds, seeds."""
    names = {"highspy": "HiGHS", "PuLP": "PuLP", "numpy": "numpy"}
    versions = [f"{words} {version(name)}" for name, words in names.items()]
    versions.append(f"OR-Tools {or_tools}" if or_tools else "no OR-Tools")
    seeds = "seed 1" if arguments.seeds == 1 else f"seeds 1 to {arguments.seeds}"
    return (
        f"Measured by `python -m tests.benchmarks.optimiser` on {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{', '.join(versions)}; {arguments.time:g} s each, {seeds}, tightness {arguments.tightness:g}."
    )


METHOD = (
    "`library`: the five examples, our own methods, their own limits. `20x6x6`: 20 methods, 6 audiences and 6 phases drawn at random; the "
    "methods are ours, each effort times a factor between 0.6 and 1.6. Budget and agent-days are what the cheapest mandatory structure "
    f"takes, times {BUDGET_TIMES:g} and {STAFF_TIMES:g}, times the tightness: at {NORMAL:g}, the middle of the examples. All plans "
    "are judged by the same exact formula; one that breaks a limit or a requirement is a failure; losses are over the others, against the "
    "best plan known. Ours runs two threads, and reads the brief and builds its program within its seconds; the others receive the arrays, "
    "screened as ours are. CBC and HiGHS alone have one thread. CP-SAT has "
    f"{WORKERS} workers, continuous variables in {STEPS:,} steps and the largest coefficient of each row scaled to {SCALE:,}; its whole "
    "numbers are kept and the rest is computed again. Ours first reaches the first goal, then gives up "
    "at most 1 % of it for the total, which the others ignore."
)


def report(
    arguments: argparse.Namespace, or_tools: str | None, trials: Sequence[Trial], loads: Sequence[Layer], sizes: Sequence[Grown]
) -> str:
    lines = ["## The proposal, against others (`python -m tests.benchmarks.optimiser`)", "", measured(arguments, or_tools), "", METHOD, ""]
    if trials:
        lines += [*against(trials), "", "What others do better:", "", *remarks(trials), "", "Ours alone:", "", *certified(trials), ""]
    if loads:
        lines += [
            f"From a program to a loaded solver (medians of {ROUNDS}), and whole solves (of {WHOLE}), by our layer and by HiGHS fed with "
            "ready arrays:", "", *layers(loads), "",
        ]  # fmt: skip
    if sizes:
        lines += [f"Growth, {GROWN[0]} audiences and {GROWN[1]} phases, {arguments.time:g} s:", "", *growth(sizes), ""]
    lines.append("On a library small enough to try everything, no combination beats the proposal (`tests/planner/test_optimise.py`).")
    return "\n".join(lines)


def written(text: str, section: str) -> str:
    """The page with the section between its markers; the first time, in place of the old section."""
    block = f"{BEGIN}\n{section.rstrip()}\n{END}\n"
    if BEGIN in text and END in text:
        return text[: text.index(BEGIN)] + block + text[text.index(END) + len(END) :].removeprefix("\n")
    old = "## The proposal\n"
    if old not in text:
        return f"{text.rstrip()}\n\n{block}"
    before, _, after = text.partition(old)
    _, heading, rest = after.partition("\n## ")
    return f"{before}{block}{heading}{rest}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3, help="synthetic instances of each size")
    parser.add_argument("--time", type=float, default=10.0, help="seconds for each way on each instance")
    parser.add_argument("--sizes", nargs="*", default=list(SIZES), help="library, or methods x audiences x phases")
    parser.add_argument("--cp-sat", nargs="*", default=["20x6x6", LIBRARY], help="sizes on which CP-SAT runs too")
    parser.add_argument("--growth", nargs="*", type=int, default=list(GROWTH), help="numbers of methods for the table of growth")
    parser.add_argument("--tightness", type=float, default=NORMAL, help="1 is easy, 0.5 barely pays for what is mandatory")
    parser.add_argument("--write", action="store_true", help="put the tables in docs/benchmarks.md")
    arguments = parser.parse_args()
    catalog = loader.load()
    or_tools = cp_sat_version() if {*arguments.cp_sat} & {*arguments.sizes} else None
    trials, loads = [], []
    for size in arguments.sizes:
        names = [name for name in WAYS if name != CP_SAT or (or_tools and size in arguments.cp_sat)]
        for number, instance in enumerate(instances(size, arguments.seeds, catalog, arguments.tightness)):
            trials.append(compared(instance, arguments.time, names))
            if not number:
                loads.append(layer(instance, min(arguments.time, SOLVE)))
    sizes = [grown(methods, arguments.time, catalog) for methods in arguments.growth]
    section = report(arguments, or_tools, trials, loads, sizes)
    print(section)
    if arguments.write:
        DOC.write_text(written(DOC.read_text(encoding="utf-8"), section), encoding="utf-8")


if __name__ == "__main__":
    main()
