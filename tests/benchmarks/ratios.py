"""Speed as ratios measured in one run, so that a slow machine says the same as a fast one.

    python -m tests.benchmarks.ratios

Each line times our code and what it stands on, in turn, several times; the ratio of the medians is what counts.
"""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from catalog import load as loader
from catalog.load import DATA, Catalog
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


def bare_yaml(folder: Path = DATA) -> None:
    """The same files through the YAML library alone: no lines, no checks, no records."""
    for path in folder.rglob("*.yaml"):
        yaml.load(path.read_bytes(), Loader=LOADER)


def cold(folder: Path = DATA) -> Catalog:
    """Everything read, as on the first day."""
    loader._HELD.clear()
    return loader.load(folder)


def large(folder: Path, tools: int) -> None:
    """A folder of data with as many tools, made from ours under other names."""
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("tools"))
    (folder / "tools").mkdir()
    texts = [path.read_text(encoding="utf-8") for path in sorted((DATA / "tools").glob("*.yaml"))]
    for number in range(tools):
        text = re.sub(r"^aliases:.*\n(?:  .*\n)*", "", texts[number % len(texts)], flags=re.M)
        text = re.sub(r"^name: .*$", f"name: Outil {number}", text, count=1, flags=re.M)
        (folder / "tools" / f"tool-{number}.yaml").write_text(text, encoding="utf-8")


def ten_thousand() -> list[tuple[str, float, float]]:
    """Reading 10,000 tools cold, again, and again after one was edited, against the YAML library alone on the same bytes."""
    with tempfile.TemporaryDirectory() as at:
        folder = Path(at) / "data"
        large(folder, 10_000)
        edited = folder / "tools" / "tool-5000.yaml"

        def after_an_edit() -> None:
            edited.write_text(edited.read_text(encoding="utf-8") + "\n", encoding="utf-8")
            loader.load(folder)

        bare = median(lambda: bare_yaml(folder), 2)
        rows = [("10,000 tools read and checked, against the YAML library alone", median(lambda: cold(folder), 2), bare)]
        rows.append(("the same again, nothing changed", median(lambda: loader.load(folder), 5), bare))
        return [*rows, ("the same again, one file edited", median(after_an_edit, 3), bare)]


def main() -> None:
    catalog = cold()
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
            median(cold, 3),
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
    rows += ten_thousand()
    print(f"{'ours, against':75} {'ours ms':>9} {'against ms':>11} {'ratio':>7}")
    for words, ours, against in rows:
        print(f"{words:75} {ours:9.1f} {against:11.1f} {ours / against:7.2f}")


if __name__ == "__main__":
    main()
