"""Speed as ratios measured in one run, so that a slow machine says the same as a fast one.

    python -m tests.benchmarks.ratios

Each line times our code and what it stands on, in turn, several times; the ratio of the medians is what counts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from catalog.load import DATA, _Loader
from planner.brief import parse_brief
from planner.divide import states
from planner.evaluate import evaluate
from planner.optimise import propose
from planner.program import Wishes, build, first_goal, pairs_of
from planner.reach import Situation
from planner.solver import solve

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "place-du-marche.brief.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def median(work: Callable[[], object], times: int) -> float:
    """Median time of `work`, in milliseconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def bare_yaml() -> None:
    """The same files through the YAML library alone: no lines, no checks, no records."""
    for path in DATA.rglob("*.yaml"):
        yaml.load(path.read_bytes(), Loader=LOADER)


def main() -> None:
    catalog = _Loader(DATA, None).load()
    brief = parse_brief(EXAMPLE.read_bytes(), EXAMPLE.name, catalog)
    at = Situation(brief, catalog)
    plan = propose(at, seconds=8)
    states(catalog)  # calibrated once

    def laid() -> Situation:
        fresh = Situation(brief, catalog)
        assert fresh.segments
        return fresh

    def program() -> object:
        return build(at, Wishes(), pairs_of(at, Wishes()))

    model = build(at, Wishes(), pairs_of(at, Wishes()))
    rows = [
        (
            "the whole of data/, checked, against the YAML library alone",
            median(lambda: _Loader(DATA, None).load(), 3),
            median(bare_yaml, 3),
        ),
        (
            "a plan evaluated with its intervals, against its brief laid on the place",
            median(lambda: evaluate(plan, catalog, at), 9),
            median(laid, 9),
        ),
        (
            "the program built, against its linear relaxation solved",
            median(program, 9),
            median(lambda: solve(model.program, first_goal(model), relaxed=True), 9),
        ),
    ]
    print(f"{'ours, against':75} {'ours ms':>9} {'against ms':>11} {'ratio':>7}")
    for words, ours, against in rows:
        print(f"{words:75} {ours:9.1f} {against:11.1f} {ours / against:7.2f}")


if __name__ == "__main__":
    main()
