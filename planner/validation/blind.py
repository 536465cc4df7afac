"""What the model did not see: a criterion left out of the fit, or a wave told from the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from catalog.figures import Margin
from catalog.load import Catalog
from planner import divide, fits, logit
from planner.cells import Cells, Floats
from planner.fits import DRIFT, Fit, Wave
from planner.national import NOT_ASKED, national

NORMAL = 1.2816  # standard deviations on either side that hold 80 % of a normal


@dataclass(frozen=True)
class Told:
    """One published margin that the fit had not seen, and what the fit said of it (shares, 0 to 1)."""

    indicator: str
    year: int  # of the margin
    criterion: str
    category: str
    published: float
    error: float  # one standard error of what was published
    n: float  # effective number of respondents of that margin
    told: float
    spread: float  # one standard deviation of what the fit said, in log-odds

    @property
    def gap(self) -> float:
        """In points, signed: told minus published."""
        return (self.told - self.published) * 100

    @property
    def inside(self) -> bool:
        """Whether the published value is in the 80 % interval, its own sampling error added in quadrature."""
        return within(self.told, self.spread, self.published, self.error)


def within(told: float, spread: float, value: float, error: float) -> bool:
    """Whether a value lies in the 80 % interval around `told` (standard deviation `spread`, in log-odds) and its own error (share)."""
    end = float(logit.moved(told, np.asarray(NORMAL * spread if value > told else -NORMAL * spread)))
    return bool(abs(value - told) <= ((end - told) ** 2 + (NORMAL * error) ** 2) ** 0.5)


def share_and_spread(cells: Cells, fit: Fit, weights: Floats) -> tuple[float, float]:
    """Of a group (weights adding up to 1): its share, and one standard deviation of it in log-odds (all causes together)."""
    share = logit.shares(fit.odds)
    value = float(weights @ share)
    pull = divide.pull(cells, fit, weights * share * (1 - share))
    return value, float(np.linalg.norm(pull)) / max(value * (1 - value), 1e-9)


def profiles(catalog: Catalog) -> Iterator[tuple[str, Wave]]:
    """Every wave of every indicator that has a profile to check, broken ones apart."""
    for name in fits.profiled(catalog):
        for year in fits.POOLING:
            wave = fits.wave_of(catalog, catalog.indicators[name], year)
            if wave is not None and wave.trusted:
                yield name, wave


def without_each_criterion(catalog: Catalog) -> tuple[Told, ...]:
    """Every wave fitted again without each of its criteria in turn, and the margins of that criterion told from the others."""
    found = []
    for name, wave in profiles(catalog):
        for criterion in wave.rates:
            blind = replace(wave, rates={each: rates for each, rates in wave.rates.items() if each != criterion})
            fit = fits.alone(catalog, blind)
            found += [_told(catalog, name, fit, row) for row in _rows(catalog, name, wave.year, {criterion})]
    return tuple(found)


def wave_from_the_other(catalog: Catalog, drift: float = DRIFT) -> tuple[Told, ...]:
    """The profile of each wave moved to the total of the other, and the trusted margins of that other wave.

    Args:
        drift: change of one category's log-odds in a year that the interval allows for.
    """
    cells, found = national(catalog).cells, []
    waves: dict[str, list[Wave]] = {}
    for name, wave in profiles(catalog):
        waves.setdefault(name, []).append(wave)
    for name, pair in waves.items():
        for before, after in (pair, pair[::-1]) if len(pair) == 2 else ():
            fit = fits.alone(catalog, before)
            odds = logit.levelled(after.weights, fit.odds, after.total)
            years = abs(after.year - before.year)
            moves = [
                fits.unlevelled(cells, after.weights, odds, fit.moves),
                fits.unlevelled(cells, after.weights, odds, drift * years**0.5 * np.eye(len(cells.columns))),
            ]
            carried = replace(fit, odds=odds, weights=after.weights, moves=np.hstack(moves))
            found += [_told(catalog, name, carried, row) for row in _rows(catalog, name, after.year, before.trusted & after.trusted)]
    return tuple(found)


def _rows(catalog: Catalog, name: str, year: int, criteria: set[str] | frozenset[str]) -> list[Margin]:
    """The published margins of some criteria, none of them said twice (70 and over is its two ages; minors hold no diploma)."""
    found = [row for row in catalog.indicators[name].values if row.year == year and row.criterion in criteria and row.effective_n]
    ids = {(row.criterion, row.category) for row in found}
    groups = {
        (c, group) for c in criteria for group, each in catalog.criteria[c].groups.items() if all((c, id) in ids for id in each.holds)
    }
    known = {(c, id) for c in criteria for id in catalog.criteria[c].names}
    return [row for row in found if (at := (row.criterion, row.category)) in known and at not in groups and row.category != NOT_ASKED]


def _told(catalog: Catalog, name: str, fit: Fit, row: Margin) -> Told:
    cells = national(catalog).cells
    weights = fit.weights * cells.has(row.criterion or "", row.category or "")
    value, spread = share_and_spread(cells, fit, weights / weights.sum())
    n = float(row.effective_n or 1)
    error = row.standard_error or (row.value * (1 - row.value) / n) ** 0.5
    return Told(name, row.year, row.criterion or "", row.category or "", row.value, error, n, value, spread)


def mean(values: Floats, weights: Floats) -> float:
    """Weighted mean."""
    return float(np.average(values, weights=weights))
