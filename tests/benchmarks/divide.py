"""Speed of the divide model on many places, as ratios measured in one run.

    python -m tests.benchmarks.divide

All communes of the store of places (MAILLAGE_PLACES, or var/places.parquet) × 12 publics × 3 states; without a store, as
many made-up compositions. What a user would write is timed on a sample of communes and scaled by their number: a
groupby-apply does the same work for each.
"""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pandas as pd
from ipfn import ipfn

from catalog.figures import SEEDED
from catalog.load import Catalog, load
from planner.batch import Single, home_of, lay, rake_many, state_matrix, states_of_places
from planner.cells import Where
from planner.composition import Composition, rake
from planner.divide import _cell_states
from planner.national import national
from planner.places import Store, default_path
from tests.benchmarks.ratios import median

COMMUNES = 34_900  # when there is no store
BLOCK = 400  # places raked together
SAMPLE = 40  # communes given to groupby-apply
PUBLICS: tuple[Where, ...] = (
    {},
    {"age": ("12-17",)},
    {"age": ("18-24",)},
    {"age": ("70+",)},
    {"age": ("75+",), "household_size": ("1",)},
    {"diploma": ("no_diploma",)},
    {"household_income_month_eur": ("under_900", "900_1499")},
    {"sex": ("female",), "age": ("60-69", "70+")},
    {"occupational_class": ("retired",)},
    {"occupational_class": ("manual_worker", "clerical_service_employee")},
    {"household_size": ("5_plus",)},
    {"diploma": ("higher_education",), "age": ("25-39",)},
)


def compositions(catalog: Catalog) -> tuple[Single, str, float]:
    """Communes x home cells, where they come from, and the seconds it took to lay them (0: made up)."""
    if default_path().exists():
        store = Store.load(default_path())
        began = time.perf_counter()
        laid = lay(catalog, store).shares
        took = time.perf_counter() - began
        return laid[np.isfinite(laid).all(axis=1)], "all communes of the store", took
    rng = np.random.default_rng(0)
    seed = home_of(catalog, national(catalog)).shares
    shares = (seed * rng.gamma(2.0, size=(COMMUNES, 1)) * rng.gamma(2.0, size=(1, len(seed)))).astype(np.float32)
    return shares / shares.sum(axis=1, keepdims=True), "made-up communes (no store of places)", 0.0


def long_table(catalog: Catalog, places: Single) -> pd.DataFrame:
    """What a user would have: one row a commune and home cell, its share and its three states."""
    home = home_of(catalog, national(catalog))
    offline, definitions = _cell_states(catalog)
    helped = (1 - offline) * definitions[1].share
    people, kinds = national(catalog).shares.reshape(home.cells.count, -1), ("offline", "needs_help", "autonomous")
    empty = people.sum(axis=1) == 0  # nobody in France: no state, and no weight in any commune
    total = np.where(empty, 1, people.sum(axis=1))
    states = [(each.reshape(people.shape) * people).sum(axis=1) / total for each in (offline, helped, 1 - offline - helped)]
    names = list(product(*(home.categories[name] for name in SEEDED)))
    cells = pd.DataFrame(names, columns=list(SEEDED)).assign(**dict(zip(kinds, states, strict=True)))
    tables = [cells.assign(place=at, share=row) for at, row in enumerate(places)]
    return pd.concat(tables, ignore_index=True)


def by_hand(table: pd.DataFrame) -> list[pd.Series]:
    """Groupby-apply, public by public; occupation and household size are not in such a table, and are left out of its publics."""
    kinds = ["offline", "needs_help", "autonomous"]
    old = {"70+": ("70-74", "75+")}
    found = []
    for public in PUBLICS:
        kept = table
        for criterion, names in public.items():
            if criterion in SEEDED:
                kept = kept[kept[criterion].isin([each for name in names for each in old.get(name, (name,))])]
        found.append(kept.groupby("place")[[*kinds, "share"]].apply(lambda each: np.average(each[kinds], weights=each["share"], axis=0)))
    return found


def many(catalog: Catalog) -> list[tuple[str, float, float]]:
    """Communes x publics x states, against the bare product and against groupby-apply."""
    places, words, took = compositions(catalog)
    matrix = state_matrix(catalog, PUBLICS)
    print(f"{words}: {len(places):,} × {len(PUBLICS)} publics × 3 states" + (f"; laid in {took:.1f} s" if took else ""))
    bare = median(lambda: places @ matrix, 9)
    ours = median(lambda: states_of_places(catalog, places, PUBLICS), 9)
    table = long_table(catalog, places[:SAMPLE])
    user = median(lambda: by_hand(table), 3) * len(places) / SAMPLE
    return [
        ("the states of all communes, against the bare product of the same arrays", ours, bare),
        (f"the same, against groupby-apply (on {SAMPLE} communes, scaled)", ours, user),
    ]


def raking(catalog: Catalog) -> list[tuple[str, float, float]]:
    """One table brought to five margins of another, to 1e-9, against `ipfn`: on the home cells, on all, and many at once."""
    everyone = national(catalog)
    rows = []
    for words, seed in (("home", home_of(catalog, everyone)), ("all", everyone)):
        names, cells = list(seed.categories), seed.cells
        tilted = seed.shares * np.random.default_rng(1).gamma(2.0, size=cells.count)
        asked = {name: cells.of(name, tilted / tilted.sum()) for name in SEEDED}
        margins = {name: dict(zip(cells.categories[name], map(float, each), strict=True)) for name, each in asked.items()}
        cube, axes = seed.shares.reshape(cells.shape), [[names.index(name)] for name in SEEDED]

        def theirs(cube: np.ndarray = cube, asked: dict = asked, axes: list = axes) -> np.ndarray:
            return ipfn.ipfn(
                cube.copy(), list(asked.values()), axes, convergence_rate=1e-9, max_iteration=2000, rate_tolerance=0
            ).iteration()

        def ours(seed: Composition = seed, margins: dict = margins) -> Composition:
            return rake(seed, margins)

        gaps = [
            max(float(np.abs(cells.of(name, each.ravel()) - asked[name]).max()) for name in SEEDED) for each in (ours().shares, theirs())
        ]
        print(f"{cells.count:,} cells; margins missed by: ours {gaps[0]:.0e}, ipfn {gaps[1]:.0e}")
        one = median(theirs, 5)
        rows.append((f"one table raked ({words} cells), against ipfn", median(ours, 9), one))
        if words == "home":
            block = {name: np.tile(each, (BLOCK, 1)) for name, each in asked.items()}
            rows.append((f"one table among {BLOCK} raked together, against ipfn", median(lambda: rake_many(seed, block), 5) / BLOCK, one))  # noqa: B023
    return rows


def main() -> None:
    catalog = load()
    rows = [*many(catalog), *raking(catalog)]
    print(f"{'ours, against':80} {'ours ms':>10} {'against ms':>12} {'ratio':>9} {'inverse':>9}")
    for words, ours, against in rows:
        print(f"{words:80} {ours:10.2f} {against:12.2f} {ours / against:9.4f} {against / ours:9.1f}")


if __name__ == "__main__":
    main()
