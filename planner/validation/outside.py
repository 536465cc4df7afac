"""Published tables never used to fit: groups in other surveys and years, and estimates for places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from catalog.load import Catalog
from planner import divide, fits, logit
from planner.audiences import where_is
from planner.cells import Floats
from planner.composition import Composition, Kind
from planner.fits import Fit
from planner.margins import years_of
from planner.national import national
from planner.places import Store
from planner.population import _by_year, _mainland, of_place
from planner.territories import territory_of
from planner.validation.blind import NORMAL
from planner.validation.published import Ages, Row, Table

ROUNDED = 0.003  # share, one standard deviation: published to the nearest point
SIREN = 9  # digits of the number of an intercommunality


@dataclass(frozen=True)
class Group:
    """One published group beside ours (shares, 0 to 1)."""

    table: str
    row: Row
    told: float
    low: float  # 80 %, the published figure's own error added
    high: float
    levelled: float | None  # ours, once everybody's share is moved to the total published with it
    levelled_low: float | None
    levelled_high: float | None

    @property
    def gap(self) -> float:
        """Points, signed: ours minus published."""
        return (self.told - self.row.value) * 100

    @property
    def inside(self) -> bool:
        """Whether the published value is in the interval."""
        return self.low <= self.row.value <= self.high

    @property
    def levelled_gap(self) -> float | None:
        """The same at the published total, in points; None where none was published."""
        return None if self.levelled is None else (self.levelled - self.row.value) * 100

    @property
    def levelled_inside(self) -> bool | None:
        """Whether the published value is in the interval around ours at the published total."""
        if self.levelled_low is None or self.levelled_high is None:
            return None
        return self.levelled_low <= self.row.value <= self.levelled_high


@dataclass(frozen=True, eq=False)
class Places:
    """Published shares of several places beside ours: what can be compared is how they rank and spread (log-odds)."""

    table: str
    indicator: str
    level: Kind
    codes: tuple[str, ...]
    ours: Floats  # log-odds, one a place
    published: Floats
    stated: Floats  # one standard deviation of a place around what its people say of it, as the model states it
    known: tuple[str, ...]  # criteria that at least one place brings itself

    @property
    def correlation(self) -> float:
        """Of the log-odds."""
        return float(np.corrcoef(self.ours, self.published)[0, 1])

    @property
    def ranks(self) -> float:
        """Correlation of the ranks (Spearman)."""
        return float(np.corrcoef(_ranks(self.ours), _ranks(self.published))[0, 1])

    @property
    def slope(self) -> float:
        """Change of the published log-odds for one unit of ours (least squares): 1 is the same spread, above 1 ours is too flat."""
        return float(np.cov(self.ours, self.published)[0, 1] / np.var(self.ours, ddof=1))

    @property
    def residuals(self) -> Floats:
        """What is left once both have the same mean: published minus ours, log-odds."""
        left = self.published - self.ours
        return np.asarray(left - left.mean())

    @property
    def residual(self) -> float:
        """Spread of the residuals, one standard deviation."""
        return float(np.std(self.residuals, ddof=1))

    @property
    def around_line(self) -> float:
        """Spread left around the least-squares line, one standard deviation."""
        left = self.published - self.published.mean() - self.slope * (self.ours - self.ours.mean())
        return float(np.sqrt((left**2).sum() / max(len(left) - 2, 1)))

    @property
    def coverage(self) -> float:
        """Share of the places whose residual is within the 80 % interval that the model states for a place."""
        return float(np.mean(np.abs(self.residuals) <= NORMAL * self.stated))


# -- groups ----------------------------------------------------------------------------------------


def groups(catalog: Catalog, tables: Iterable[Table]) -> tuple[Group, ...]:
    """Every row of the tables of groups, beside ours.

    Raises:
        BadInput: a year too far from the indicator's measures, an unknown place.
    """
    return tuple(_group(catalog, table, row) for table in tables if table.kind == "groups" for row in table.rows)


def _group(catalog: Catalog, table: Table, row: Row) -> Group:
    name, year = str(row.indicator), row.year
    fit = fits.fitted(catalog, name, year)
    here = of_place(catalog, row.place, wave=fits.nearest_wave(year))
    weights = narrowed(catalog, here, row.where, row.ages or table.ages, fit)
    n = row.n or 0
    error = (row.value * (1 - row.value) / n + ROUNDED**2) ** 0.5 if n else ROUNDED
    told, low, high = _interval(here, name, fit, weights, error)
    found = Group(table.id, row, told, low, high, None, None, None)
    if row.total is None:
        return found
    everybody = of_place(catalog, row.total_place or "", wave=fits.nearest_wave(year))
    whole = narrowed(catalog, everybody, {}, row.total_ages or table.ages, fit)
    odds = logit.levelled(whole, fit.odds, row.total)
    moved = replace(fit, odds=odds, moves=fits.unlevelled(here.cells, whole, odds, fit.moves))
    level, level_low, level_high = _interval(here, name, moved, weights, error)
    return replace(found, levelled=level, levelled_low=level_low, levelled_high=level_high)


def narrowed(catalog: Catalog, here: Composition, where: Mapping[str, tuple[str, ...]], ages: Ages, fit: Fit) -> Floats:
    """Weights of a group on the cells, adding up to 1, ages cut by year: part of a band is that part of its people."""
    by_year = _by_year(catalog, _mainland(catalog))
    kept = []
    for name in here.categories["age"]:
        first, last = years_of(name)
        inside = by_year[max(first, ages[0]) : min(last, ages[1]) + 1].sum()
        kept.append(inside / by_year[first : last + 1].sum())
    weights = here.shares * here.cells.mask(where) * np.array(kept)[here.cells.at("age")] * (fit.weights > 0)
    return np.asarray(weights / weights.sum())


def _interval(here: Composition, name: str, fit: Fit, weights: Floats, error: float) -> tuple[float, float, float]:
    """The share of a group and its 80 % interval, the standard error of the published figure added in quadrature."""
    value = float(weights @ logit.shares(fit.odds))
    low, high = (float(each) for each in np.quantile(divide.simulated(here.cells, fit, weights, here.local, name), divide.INTERVAL))
    own = NORMAL * error
    return value, max(value - ((value - low) ** 2 + own**2) ** 0.5, 0.0), min(value + ((high - value) ** 2 + own**2) ** 0.5, 1.0)


# -- places ----------------------------------------------------------------------------------------

LEVELS: tuple[Kind, ...] = ("region", "department", "intercommunality")


def places(catalog: Catalog, tables: Iterable[Table], store: Store | None, also: tuple[str, ...] = ()) -> tuple[Places, ...]:
    """Every table of places beside ours, by level; intercommunalities need a store of places and are left out without one.

    Args:
        also: indicators of ours to put beside each table, besides its own.
    """
    found = []
    for table in tables:
        if table.kind == "places":
            for level in LEVELS:
                rows = [row for row in table.rows if level_of(row.place) == level and not row.part]
                if level != "intercommunality" or store is not None:
                    found += [each for name in (table.indicator, *also) if (each := _places(catalog, table, name, level, rows, store))]
    return tuple(found)


def level_of(code: str) -> Kind:
    """Region (R32), intercommunality (nine digits) or department."""
    return "region" if code.startswith("R") else "intercommunality" if len(code) == SIREN else "department"


def _places(catalog: Catalog, table: Table, name: str, level: Kind, rows: list[Row], store: Store | None) -> Places | None:
    year = max(table.year, 2020) if name == "insufficient_mastery" else table.year
    fit, ours, published, stated, codes = fits.fitted(catalog, name, year), [], [], [], []
    brought: set[str] = set()
    for row in rows:
        here = _composition(catalog, row.place, level, store)
        if here is None:
            continue
        composition, own = here
        brought |= own
        weights = narrowed(catalog, composition, row.where, row.ages or table.ages, fit)
        ours.append(float(logit.log_odds(float(weights @ logit.shares(fit.odds)))))
        published.append(float(logit.log_odds(row.value)))
        stated.append(float(np.std(divide.local_error(composition.cells, fit, composition.local, divide.DRAWS, 0)[:, 0])))
        codes.append(row.place)
    if len(codes) < 5:  # too few to speak of a spread
        return None
    known = tuple(name for name in national(catalog).categories if name in brought)
    return Places(table.id, name, level, tuple(codes), np.array(ours), np.array(published), np.array(stated), known)


def _composition(catalog: Catalog, code: str, level: Kind, store: Store | None) -> tuple[Composition, set[str]] | None:
    """The composition of a place and the criteria it brings itself; None for one that the store does not have."""
    if level != "intercommunality":
        return of_place(catalog, code), {"age"}
    if store is None or not (store.frame["code"] == code).any():
        return None
    territory = territory_of(catalog, store, store.place(code))
    return where_is(catalog, territory), set(territory.margins) | ({"commune_size"} if territory.commune_size else set())


def _ranks(values: Floats) -> Floats:
    order = np.empty(len(values))
    order[np.argsort(values)] = np.arange(len(values))
    return order
