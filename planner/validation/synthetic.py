"""A truth that we know: do the fit and its intervals find it again, and do simpler ways of counting do better?

The truth is the fit of one wave plus a random departure of every pair of categories, in log-odds: interactions that no
margin shows. A survey of the wave's effective size is drawn from it, its margins are published rounded to a tenth of a
point, and three ways of counting tell every two-way cell from these margins alone:

- ours: the additive fit;
- relative risks: the total, times the relative risk of each of the two categories (1 at most);
- one margin: the rate of one of the two categories, for each pair of criteria the one that turns out nearer the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from catalog.figures import CRITERIA
from catalog.load import Catalog
from planner import divide, fits, logit
from planner.cells import Cells, Floats, Positions
from planner.composition import Composition, rake
from planner.fits import Wave
from planner.national import national
from planner.validation.blind import within

INDICATORS = (
    "no_internet_use", "insufficient_mastery", "no_smartphone", "no_online_procedures", "no_fixed_home_internet",
)  # fmt: skip
YEARS = (2020, 2022)
DEPARTURES = (0.0, 0.1, 0.15, 0.2, 0.3)  # one standard deviation of a pair, in log-odds
SEEDS = (1, 2)
LARGE = 0.05  # a share below which an interval in log-odds is a few tenths of a point wide
ENOUGH = 30  # effective respondents that a two-way cell needs to be compared


@dataclass(frozen=True, eq=False)
class Crossed:
    """The two-way cells of one drawn survey, as arrays of one value a cell (shares, 0 to 1)."""

    departure: float
    n: Floats  # respondents
    truth: Floats
    survey: Floats  # the cell as that survey saw it
    ours: Floats
    spread: Floats  # one standard deviation of ours, in log-odds
    risks: Floats
    one: Floats  # the better of the two single margins, criterion pair by criterion pair
    pair: tuple[str, ...]  # the two criteria


@dataclass(frozen=True)
class Score:
    """What a set of drawn surveys says, cells weighted by their respondents; gaps in points."""

    departure: float
    cells: int
    ours: float  # mean absolute error against the truth
    risks: float
    one: float
    cover_truth: float  # share of the cells whose truth is in our 80 % interval
    cover_large: float  # the same, among cells whose truth is `LARGE` or more
    cover_survey: float  # as `cover_truth` for the survey's own cell, its sampling error added in quadrature
    ratio: float  # mean gap to the survey's cell, in units of what sampling alone would give (1: nothing else is wrong)


def drawn(catalog: Catalog, name: str, year: int, departure: float, seed: int) -> Crossed:
    """One survey drawn from a known truth, and what each way of counting says of its two-way cells.

    Raises:
        BadInput: no wave of that year for that indicator.
    """
    cells, rng = national(catalog).cells, np.random.default_rng([seed, year, INDICATORS.index(name) if name in INDICATORS else 99])
    base = fits.fitted(catalog, name, year)
    weights = base.weights
    truth = logit.shares(base.odds + _departures(cells, departure, rng))
    n = int(_wave(catalog, name, year).n)
    asked = rng.multinomial(n, weights / weights.sum()).astype(float)
    said = rng.binomial(asked.astype(int), truth).astype(float)
    wave = _published(cells, weights, asked, said, year)
    fit = fits.alone(catalog, wave)
    ours = logit.shares(fit.odds)
    found: dict[str, list[Floats]] = {each: [] for each in ("n", "truth", "survey", "ours", "spread", "risks", "one")}
    pairs: list[str] = []
    for a, b in combinations([name for name in CRITERIA if name in wave.rates], 2):
        people, here = _two(cells, weights, a, b), _two(cells, fit.weights, a, b)
        heads = _two(cells, asked, a, b)
        at = np.flatnonzero((heads >= ENOUGH) & (here > 0))
        if not len(at):
            continue
        rates = [_laid(cells, wave, each, a, b)[at] for each in (a, b)]
        true = _two(cells, weights * truth, a, b)[at] / people[at]
        nearest = min(rates, key=lambda rate: float(heads[at] @ np.abs(rate - true)))
        values = {
            "n": heads[at],
            "truth": true,
            "survey": _two(cells, said, a, b)[at] / heads[at],
            "ours": _two(cells, fit.weights * ours, a, b)[at] / here[at],
            "spread": _spreads(cells, fit, a, b, at),
            "risks": np.minimum(rates[0] * rates[1] / max(wave.total, 1e-9), 1.0),
            "one": nearest,
        }
        for each, value in values.items():
            found[each].append(np.asarray(value))
        pairs += [f"{a} × {b}"] * len(at)
    return Crossed(departure, pair=tuple(pairs), **{each: np.concatenate(value) for each, value in found.items()})


def scored(surveys: list[Crossed]) -> Score:
    """Several drawn surveys together."""
    n, truth, survey, ours, spread, risks, one = (
        np.concatenate([getattr(each, name) for each in surveys]) for name in ("n", "truth", "survey", "ours", "spread", "risks", "one")
    )
    error = np.sqrt(np.maximum(ours * (1 - ours), 1e-9) / n)
    inside = [within(*each, 0.0) for each in zip(ours, spread, truth, strict=True)]
    beside = [within(*each) for each in zip(ours, spread, survey, error, strict=True)]

    def far(told: Floats) -> float:
        return float(np.average(np.abs(told - truth), weights=n)) * 100

    return Score(
        departure=surveys[0].departure,
        cells=len(n),
        ours=far(ours),
        risks=far(risks),
        one=far(one),
        cover_truth=float(np.mean(inside)),
        cover_large=float(np.mean(np.array(inside)[truth >= LARGE])),
        cover_survey=float(np.mean(beside)),
        ratio=float(n @ np.abs(ours - survey) / (n @ (0.8 * error))),
    )


def _wave(catalog: Catalog, name: str, year: int) -> Wave:
    wave = fits.wave_of(catalog, fits.indicator_of(catalog, name), year)
    assert wave is not None, (name, year)
    return wave


def _departures(cells: Cells, size: float, rng: np.random.Generator) -> Floats:
    """By cell, the sum of the departures of its pairs of categories, drawn independently (log-odds)."""
    total = np.zeros(cells.shape)
    for a, b in combinations(range(len(cells.shape)), 2):
        drawn = rng.normal(0, size, (cells.shape[a], cells.shape[b]))
        total += drawn.reshape([length if at in (a, b) else 1 for at, length in enumerate(cells.shape)])
    return total.ravel()


def _published(cells: Cells, weights: Floats, asked: Floats, said: Floats, year: int) -> Wave:
    """What a survey would publish: its composition by criterion, and rates rounded to a tenth of a point."""
    n = asked.sum()
    people, rates = (
        cells.sums(asked),
        np.divide(cells.sums(said), cells.sums(asked), out=np.zeros(len(cells.columns)), where=cells.sums(asked) > 0),
    )
    margins: dict[str, dict[str, float]] = {}
    published: dict[str, dict[str, float]] = {}
    for (criterion, name), heads, rate in zip(cells.columns, people, rates, strict=True):
        margins.setdefault(criterion, {})[name] = float(heads / n)
        if heads > 0:
            published.setdefault(criterion, {})[name] = round(float(rate), 3)
    composition = rake(Composition(cells, weights), margins)
    return Wave(year, composition.shares, published, float(said.sum() / n), float(n), frozenset(CRITERIA))


def _two(cells: Cells, values: Floats, a: str, b: str) -> Floats:
    """Sums in the table of two criteria, flat."""
    names = list(cells.categories)
    kept = (names.index(a), names.index(b))
    return np.asarray(values.reshape(cells.shape).sum(axis=tuple(i for i in range(len(names)) if i not in kept))).ravel()


def _laid(cells: Cells, wave: Wave, criterion: str, a: str, b: str) -> Floats:
    """The rates of one of two criteria, laid on their table, flat."""
    rates = np.array([wave.rates[criterion].get(name, 0.0) for name in cells.categories[criterion]])
    shape = (len(cells.categories[a]), len(cells.categories[b]))
    return np.broadcast_to(rates[:, None] if criterion == a else rates, shape).ravel()


def _spreads(cells: Cells, fit: fits.Fit, a: str, b: str, at: Positions) -> Floats:
    """One standard deviation (log-odds) of some cells of the table of two criteria.

    What `blind.share_and_spread` says of each, read on the part of the cells that it holds: most of them are elsewhere.
    """
    names, share = list(cells.categories), logit.shares(fit.odds)
    weights, steep = (values.reshape(cells.shape) for values in (fit.weights, fit.weights * share * (1 - share)))
    numbers: dict[tuple[str, str], list[int]] = {}  # of the pairs, by two criteria
    for at_pair, two in enumerate(cells.crossed):
        numbers.setdefault(two, []).append(at_pair)
    tables = {(p, q): np.reshape(each, (len(cells.categories[p]), len(cells.categories[q]))) for (p, q), each in numbers.items()}
    kept_of = {name: slice(None) for name in names}
    firsts, each_departure = np.cumsum([0, *cells.shape[:-1]]), divide.departures(cells)
    back, found = fit.held(cells), []
    for i, j in zip(*np.divmod(at, len(cells.categories[b])), strict=True):
        kept_of |= {a: slice(i, i + 1), b: slice(j, j + 1)}
        kept = tuple(kept_of.values())
        part = Cells({name: cells.categories[name][kept_of[name]] for name in names})
        here, people = steep[kept].ravel(), float(weights[kept].sum())
        columns = np.concatenate([np.arange(n)[of] + first for n, of, first in zip(cells.shape, kept, firsts, strict=True)])
        pairs = np.concatenate([table[kept_of[p], kept_of[q]].ravel() for (p, q), table in tables.items()])
        gained = part.sums(here)
        departs = -(gained @ back[columns])
        departs[pairs] += part.pair_sums(here)
        moves = np.concatenate([gained @ fit.moves[columns], each_departure * departs]) / people
        value = float((fit.weights * share).reshape(cells.shape)[kept].sum()) / people
        found.append(float(np.linalg.norm(moves)) / max(value * (1 - value), 1e-9))
    return np.array(found)
