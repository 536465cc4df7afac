"""Many places at once: their compositions raked together, and the states of many publics in one matrix product.

No place publishes its own occupations or household sizes, so a place is told from France on the five criteria of
the survey's joint table alone: the *home cells* (2,100). What people of a home cell do, occupation and household size
included, is summed once a public; the rest is a product. Values only: an interval is asked for one place at a time
(`planner/divide.py`), and equals these values at its centre.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog.figures import SEEDED
from catalog.load import Catalog
from planner import divide
from planner import margins as from_facts
from planner.cells import Cells, Floats, Where
from planner.composition import SWEEPS, TOLERANCE, Composition, normalised, per_catalog
from planner.national import MINORS, NOT_ASKED, national
from planner.places import Store
from planner.population import MAYOTTE, _by_year, _mainland, _of_cells, of_place
from planner.territories import everywhere

Single = NDArray[np.float32]
Known = NDArray[np.bool_]

CONTRADICTION = 0.005  # share: ages further apart than this are refused (planner/margins.py)


@dataclass(frozen=True, eq=False)
class Laid:
    """Places laid on the home cells: `shares` (places x home cells) adds up to 1 a place, NaN where none could be laid."""

    codes: tuple[str, ...]
    shares: Single


# -- states ----------------------------------------------------------------------------------------


def states_of_places(catalog: Catalog, compositions: Single, audiences: Sequence[Where]) -> Single:
    """Offline, needs help, autonomous: shares (0 to 1) of each public of each place, as an array places x audiences x 3.

    Args:
        compositions: places x home cells, shares of the people aged 12 and over (from `lay` or `home_of`).
        audiences: criterion -> categories kept, for each public; any criterion, occupation and household size included.
    Returns:
        the three shares add up to 1; NaN where nobody of the place is in the public.
    Raises:
        BadInput: unknown criterion or category.
    """
    counts = (compositions @ state_matrix(catalog, audiences)).reshape(len(compositions), len(audiences), 3)
    with np.errstate(invalid="ignore", divide="ignore"):
        counts /= (counts[:, :, 0] + counts[:, :, 1] + counts[:, :, 2])[:, :, None]
    return counts


def state_matrix(catalog: Catalog, audiences: Sequence[Where]) -> Single:
    """Of the people of each home cell, the share that is in a public and in a state: home cells x (audiences · 3).

    Raises:
        BadInput: unknown criterion or category.
    """
    found, lent = _states(catalog), _lent(catalog)
    matrix = np.empty((lent.shape[0], len(audiences), 3), dtype=np.float32)
    for at, where in enumerate(audiences):
        inside = lent * national(catalog).cells.mask(where).reshape(lent.shape)
        matrix[:, at] = np.einsum("hx,shx->hs", inside, found)
    return matrix.reshape(len(matrix), -1)


def home_of(catalog: Catalog, composition: Composition) -> Composition:
    """A composition on the home cells: occupation and household size summed away."""
    shares = composition.shares.reshape(_lent(catalog).shape).sum(axis=1)
    return Composition(_home(catalog), shares, composition.local, composition.people, composition.people_12plus)


@per_catalog(4)
def _home(catalog: Catalog) -> Cells:
    cells = national(catalog).cells
    return Cells({name: cells.categories[name] for name in SEEDED}, {name: cells.groups.get(name, {}) for name in SEEDED})


@per_catalog(4)
def _lent(catalog: Catalog) -> Floats:
    """How the people of each home cell split between the other criteria, in France: home cells x the rest, rows of 1."""
    shares = national(catalog).shares.reshape(_home(catalog).count, -1)
    people = shares.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(shares, people, out=np.zeros_like(shares), where=people > 0))


@per_catalog(4)
def _states(catalog: Catalog) -> Floats:
    """The three states of every cell: 3 x home cells x the rest."""
    offline, definitions = divide.cell_states(catalog)
    helped = (1 - offline) * definitions[1].share
    found: Floats = np.array([offline, helped, 1 - offline - helped]).reshape(3, *_lent(catalog).shape)
    return found


# -- raking ----------------------------------------------------------------------------------------


def rake_many(seed: Composition, margins: Mapping[str, Floats]) -> Floats:
    """Iterative proportional fitting of many places from one seed: what `rake` finds for each, found together.

    A raked table is its seed times one factor a category, so only the factors are kept. The criteria are cut into two
    blocks, and the seed is a matrix between them: bringing a block to its margins takes one product of matrices.

    Args:
        margins: criterion -> places x categories (in the order of the cells), shares adding up to 1 a place. A row of
            NaN is not raked.
    Returns:
        places x cells, shares adding up to 1, every margin met to 1e-9. A place whose margins cannot be met together
        is a row of NaN (`rake` says why).
    """
    blocks = _Blocks.of(seed)
    count = max((len(each) for each in margins.values()), default=1)
    factors = {name: np.ones((count, len(seed.categories[name]))) for name in blocks.names}
    left = np.arange(count)
    with np.errstate(over="ignore", invalid="ignore"):  # margins that cannot be met drive their factors to infinity
        for _ in range(SWEEPS):
            worst = np.zeros(len(left))
            now = {name: each[left] for name, each in factors.items()}
            for side in (0, 1):
                table = blocks.table(side, now)
                for name in blocks.sides[side]:
                    if name in margins:
                        ratio, gap = _ratio(margins[name][left], blocks.of_name(side, table, name))
                        table *= blocks.laid(side, ratio, name)
                        now[name] = now[name] * ratio
                        worst = np.maximum(worst, gap)
            for name in blocks.names:
                factors[name][left] = now[name]
            # a gap shows before it is closed: those left by the last criteria are smaller
            left = left[~(worst <= TOLERANCE / 10)]
            if not len(left):
                break
        found = blocks.whole(factors)
    found[left] = np.nan
    return found


def _ratio(asked: Floats, there: Floats) -> tuple[Floats, Floats]:
    """What to multiply each category by, and how far each place was; a row of NaN asks for nothing."""
    known = np.isfinite(asked).all(axis=1)
    ratio = np.divide(asked, there, out=np.zeros_like(there), where=there > 0)
    ratio[~known] = 1.0
    return ratio, np.where(known, np.abs(asked - there).max(axis=1), 0.0)


@dataclass(frozen=True, eq=False)
class _Blocks:
    """The criteria in two blocks of about the same number of cells, and the seed as a matrix between the two."""

    sides: tuple[tuple[str, ...], tuple[str, ...]]
    shapes: tuple[tuple[int, ...], tuple[int, ...]]
    seed: Floats  # cells of the first block x cells of the second

    @classmethod
    def of(cls, seed: Composition) -> _Blocks:
        names, shape = tuple(seed.categories), seed.cells.shape
        cut = min(range(1, len(names)), key=lambda at: math.prod(shape[:at]) + math.prod(shape[at:]))
        return cls((names[:cut], names[cut:]), (shape[:cut], shape[cut:]), seed.shares.reshape(math.prod(shape[:cut]), -1))

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.sides[0], *self.sides[1])

    def laid(self, side: int, factors: Floats, name: str) -> Floats:
        """Factors of one criterion (places x categories), ready to multiply a table of its block."""
        at = self.sides[side].index(name)
        return factors.reshape([len(factors), *(-1 if i == at else 1 for i in range(len(self.shapes[side])))])

    def product(self, side: int, factors: Mapping[str, Floats]) -> Floats:
        """The product of the factors of a block: places x its cells."""
        found = np.ones((1, *(1 for _ in self.shapes[side])))
        for name in self.sides[side]:
            found = found * self.laid(side, factors[name], name)
        return found.reshape(len(found), -1)

    def table(self, side: int, factors: Mapping[str, Floats]) -> Floats:
        """The places' shares in the cells of a block, the other summed away: places x each of its criteria."""
        other = self.product(1 - side, factors) @ (self.seed.T if side == 0 else self.seed)
        return (other * self.product(side, factors)).reshape(-1, *self.shapes[side])

    def of_name(self, side: int, table: Floats, name: str) -> Floats:
        """The margin of one criterion in a table of its block."""
        at = self.sides[side].index(name) + 1
        return np.asarray(table.sum(axis=tuple(i for i in range(1, table.ndim) if i != at)))

    def whole(self, factors: Mapping[str, Floats]) -> Floats:
        """Every cell: places x cells."""
        first, second = self.product(0, factors), self.product(1, factors)
        found = first[:, :, None] * self.seed * second[:, None, :]
        return found.reshape(len(found), -1)


# -- the places of the store -----------------------------------------------------------------------


def lay(catalog: Catalog, store: Store, kind: str = "commune") -> Laid:
    """Every place of a kind (commune or epci) of the store on the home cells, as `planner/territories.py` lays one.

    Communes of Mayotte, and places whose published shares contradict each other, are rows of NaN.
    """
    frame = store.frame[store.frame["kind"] == kind]
    shares = np.full((len(frame), _home(catalog).count), np.nan, dtype=np.float32)
    here = everywhere(store)
    for rows, seed, margins, refused in _by_department(catalog, frame, here):
        shares[rows] = rake_many(seed, margins) if margins else seed.shares
        shares[rows[refused]] = np.nan
    return Laid(tuple(frame["code"]), shares)


def _by_department(
    catalog: Catalog, frame: pd.DataFrame, here: Mapping[str, float]
) -> Iterator[tuple[NDArray[np.intp], Composition, dict[str, Floats], Known]]:
    """The rows of each department, its composition to start from, the margins of its places, and which contradict themselves."""
    for code, rows in frame.reset_index(drop=True).groupby("department").indices.items():
        if code in catalog.departments and code != MAYOTTE:
            seed = home_of(catalog, of_place(catalog, str(code)))
            margins, refused = _margins(catalog, str(code), seed, frame.iloc[rows], here)
            yield np.asarray(rows), seed, margins, refused


def _margins(
    catalog: Catalog, code: str, seed: Composition, frame: pd.DataFrame, here: Mapping[str, float]
) -> tuple[dict[str, Floats], Known]:
    """What `margins_of` gives for one place, for those of one department: criterion -> places x categories, and who is refused."""
    france = national(catalog)
    found: dict[str, Floats] = {}
    column = {str(name): frame[name].to_numpy(dtype=float) for name in frame if pd.api.types.is_float_dtype(frame[name])}
    refused = np.zeros(len(frame), dtype=bool)
    ages = _ages(catalog, code, column)
    if ages is not None:
        found["age"], refused = ages
    if "women" in column and "women" in here:
        women = np.column_stack([column["women"] / here["women"], (1 - column["women"]) / (1 - here["women"])])
        survey = france.margin("sex")
        found["sex"] = _shares(women * [survey["female"], survey["male"]])
    diplomas = _diplomas(catalog, column, here)
    if diplomas is not None:
        own = seed.margin("age")  # a place that brings its diplomas and not its ages keeps the department's
        asked = found.get("age", np.full((len(frame), len(seed.categories["age"])), np.nan))
        lent = np.asarray(np.isnan(asked).all(axis=1) & np.isfinite(diplomas).all(axis=1)).reshape(-1, 1)
        found["age"] = asked = np.where(lent, [own[name] for name in seed.categories["age"]], asked)
        minors = asked[:, [seed.categories["age"].index(MINORS)]]
        of_adults = [name for name in seed.categories["diploma"] if name != NOT_ASKED]
        parts = {NOT_ASKED: minors[:, 0], **{name: (diplomas * (1 - minors))[:, i] for i, name in enumerate(of_adults)}}
        found["diploma"] = np.column_stack([parts[name] for name in seed.categories["diploma"]])
    if "income_median" in column and "income_median" in here:
        found["household_income_month_eur"] = _incomes(catalog, column["income_median"], here["income_median"])
    units = np.asarray(frame["urban_unit"], dtype=str)[:, None]
    sizes = np.array(seed.categories["commune_size"])
    there = np.array([seed.margin("commune_size")[name] > 0 for name in sizes])
    one: Known = np.equal(units, sizes[None]) & there
    found["commune_size"] = np.where(one.any(axis=1, keepdims=True), one.astype(float), np.nan)
    return {name: each for name, each in found.items() if np.isfinite(each).any()}, refused


def _ages(catalog: Catalog, code: str, column: Mapping[str, Floats]) -> tuple[Floats, Known] | None:
    """Shares by age of the cells, places x categories (NaN where no age is known), and which contradict each other."""
    spans = {name: from_facts.years_of(name) for name in column if name.startswith("age_") and not name.endswith("year")}
    if not spans:
        return None
    everybody = _by_year(catalog, _mainland(catalog))
    prior = _by_year(catalog, (code,))
    names = tuple(catalog.criteria["age"].categories)
    everywhere_ = _of_cells(catalog, everybody / everybody.sum())
    survey = national(catalog).margin("age")
    lean = np.array([survey[name] / everywhere_[name] for name in names])
    values = np.column_stack([column[name] for name in spans])
    found = np.full((len(values), len(names)), np.nan)
    patterns, group = np.unique(np.isfinite(values), axis=0, return_inverse=True)
    for at, known in enumerate(patterns):
        rows = np.flatnonzero(group.ravel() == at)
        chosen = [span for span, here in zip(spans.values(), known, strict=True) if here]
        if chosen:
            by_year = _spans(prior / prior.sum(), chosen, values[np.ix_(rows, np.flatnonzero(known))])
            here = np.column_stack([by_year[:, first : last + 1].sum(axis=1) for first, last in map(from_facts.years_of, names)])
            found[rows] = _shares(here * lean)
    return found, np.isfinite(values).any(axis=1) & np.isnan(found).any(axis=1)


def _spans(prior: Floats, spans: Sequence[tuple[int, int]], asked: Floats) -> Floats:
    """`margins.ages` for many places: places x years of age. Years that the same spans hold move together."""
    edges = sorted({0, len(prior), *(first for first, _ in spans), *(min(last + 1, len(prior)) for _, last in spans)})
    starts = np.array(edges[:-1])
    parts = np.add.reduceat(prior, starts)
    inside = [slice(*np.searchsorted(starts, (first, last + 1))) for first, last in spans]
    asked = np.clip(asked.T, 1e-6, 1 - 1e-6)
    factors, worst = np.ones((len(parts), asked.shape[1])), np.full(asked.shape[1], np.inf)
    left, now, wanted = np.arange(asked.shape[1]), factors.copy(), asked
    for _ in range(from_facts.SWEEPS):
        gap = np.zeros(len(left))
        for held, each in zip(inside, wanted, strict=True):
            there = parts[held] @ now[held]
            np.maximum(gap, np.abs(there - each), out=gap)
            outside = (1 - each) / (1 - there)
            now *= outside
            now[held] *= each / there / outside
        done = gap < 1e-9
        if done.any():
            factors[:, left], worst[left] = now, gap
            left, now, wanted = left[~done], now[:, ~done], wanted[:, ~done]
            if not len(left):
                break
    if len(left):
        factors[:, left], worst[left] = now, gap[~done]
    factors[:, worst > CONTRADICTION] = np.nan
    return prior * np.repeat(factors.T, np.diff(edges), axis=1)


def _diplomas(catalog: Catalog, column: Mapping[str, Floats], here: Mapping[str, float]) -> Floats | None:
    """Shares of the adults by diploma: places x categories without the minors'; NaN where too little is published."""
    columns = {name: each for name, each in column.items() if name.startswith("dip_")}
    if not columns:
        return None
    survey = normalised({name: share for name, share in national(catalog).margin("diploma").items() if name != NOT_ASKED})
    found = np.full((len(next(iter(columns.values()))), len(survey)), np.nan)
    for at in range(len(found)):
        facts = {name: float(each[at]) for name, each in columns.items() if math.isfinite(each[at])}
        told = from_facts.diplomas(survey, facts, here)
        if told is None and "dip_sup" in here and (higher := from_facts.higher_education(facts)) is not None:
            told = from_facts.partly(survey, higher, here["dip_sup"])
        if told is not None:
            found[at] = [told[name] for name in survey]
    return found


def _incomes(catalog: Catalog, median: Floats, median_everywhere: float) -> Floats:
    """`margins.incomes` for many places: places x categories."""
    survey = national(catalog).margin("household_income_month_eur")
    stated = 1 - survey[from_facts.NOT_STATED]
    cumulated = np.cumsum([survey[name] / stated for name in from_facts.INCOMES])[:-1]
    quantile, edges = np.array([NormalDist().inv_cdf(float(share)) for share in cumulated]), np.log(from_facts.INCOME_EDGES)
    slopes = np.diff(quantile) / np.diff(edges)
    asked = edges - np.log(median / median_everywhere)[:, None]
    at = np.clip(np.searchsorted(edges, asked) - 1, 0, len(slopes) - 1)
    z = quantile[at] + slopes[at] * (asked - edges[at])
    below = 0.5 * (1 + np.array([math.erf(each / 2**0.5) for each in z.ravel()]).reshape(z.shape))
    ends = np.column_stack([np.zeros(len(z)), below, np.ones(len(z))])
    parts = dict(zip(from_facts.INCOMES, (np.diff(ends) * stated).T, strict=True))
    parts[from_facts.NOT_STATED] = np.where(np.isfinite(median), survey[from_facts.NOT_STATED], np.nan)
    return np.column_stack([parts[name] for name in national(catalog).categories["household_income_month_eur"]])


def _shares(parts: Floats) -> Floats:
    """Rows adding up to 1."""
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))
