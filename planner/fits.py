"""What the published margins of an indicator say of every joint cell: its waves, one by one or pooled.

Each indicator is a main-effects logit on the cells, solved so that the published margins come out again.
`docs/divide.md` gives the method, the weights, and why some margins are set aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from catalog.facts import Text
from catalog.figures import CRITERIA, Indicator, Margin
from catalog.load import Catalog
from catalog.yamlfile import bad
from planner import logit
from planner.population import MINORS, NOT_ASKED, Floats, known, national, of_wave, per_catalog

OFFLINE = "no_internet_use"
# Online but unable to do a procedure alone: what people say of computers, of procedures, and what they did.
HELP = "feels_incompetent_online_procedures"
HELPS = ("feels_incompetent_computer", HELP, "no_online_procedures")

POOLING: Mapping[int, float] = {2020: 0.5, 2022: 0.5}  # weights of the waves, those of the joint composition
MODE_BREAK = 2020  # face to face before, online and by telephone from then on: levels do not compare
AHEAD = 10  # years past the last measure that may still be asked for

WANDER = 0.15  # change of level in a year, in log-odds, where the indicator's own series is too short to tell: a convention
PACE_SINCE = 2015  # older steps (smartphones spreading) say little of today's pace
TODAY = 2  # years between the pooled waves and the day that is asked about
ROUNDING = 0.003  # share, one standard deviation: a total published without decimals


@dataclass(frozen=True)
class Wave:
    """What one survey wave says of an indicator: rates by category on the cells it covers."""

    year: int
    weights: Floats  # of the cells; 0 where the indicator was not asked, 1 in all
    rates: Mapping[str, Mapping[str, float]]
    total: float
    n: float  # effective number of respondents
    trusted: frozenset[str]  # criteria whose margins may be pooled


@dataclass(frozen=True)
class Fit:
    """Log-odds of an indicator on the cells, and by how much they may move together.

    `weights` and `design` are those of the margins that the fit reproduces; a cell that the indicator was not
    asked of has weight 0, and its log-odds mean nothing.
    """

    odds: Floats
    weights: Floats
    design: Floats  # cells x margins
    moves: Floats  # cells x causes: one standard deviation of each independent cause of error, in log-odds
    how: Text


@per_catalog(24)
def fitted(catalog: Catalog, name: str, year: int | None = None) -> Fit:
    """The fit of an indicator: the waves pooled, or what the survey of one year would show.

    Raises:
        BadInput: unknown indicator, one without a published profile, a year too far from any measure.
    """
    indicator = indicator_of(catalog, name)
    waves = [wave for each in POOLING if (wave := _wave(catalog, indicator, each)) is not None and wave.trusted]
    if not waves:
        usable = ", ".join(each.id for each in catalog.indicators.values() if any(m.criterion and m.calibrate for m in each.values))
        raise bad("indicator", None, f"« {name} » n’a pas de profil publié. Indicateurs possibles : {usable}.",
                  f'"{name}" has no published profile. Possible indicators: {usable}.')  # fmt: skip
    if year is None:
        return _pooled(catalog, waves, national(catalog).shares, _wander(indicator))
    if (wave := _wave(catalog, indicator, year)) is not None:
        return _alone(catalog, wave)
    return _of_year(catalog, indicator, waves, year)


@per_catalog(4)
def helps(catalog: Catalog) -> tuple[Fit, Fit, Fit]:
    """Among the people online, what `HELPS` say: computers, procedures as people feel, procedures done.

    Each indicator counts the people offline too: they are taken out, wave by wave and category by category.
    """
    online = national(catalog).shares * (1 - logit.shares(fitted(catalog, OFFLINE).odds))
    computer, procedure, done = (_pooled(catalog, _beyond(catalog, name), online, _wander(indicator_of(catalog, name))) for name in HELPS)
    return computer, procedure, done


def indicator_of(catalog: Catalog, name: str) -> Indicator:
    """An indicator of the catalogue by its id.

    Raises:
        BadInput: unknown indicator.
    """
    known(name, catalog.indicators, "indicator")
    return catalog.indicators[name]


def nearest_wave(year: int | None) -> int | None:
    """The wave whose composition a year has; None, the waves together, between two of them."""
    if year is None or (min(POOLING) < year < max(POOLING) and year not in POOLING):
        return None
    return min(POOLING, key=lambda wave: abs(wave - year))


def _wave(catalog: Catalog, indicator: Indicator, year: int) -> Wave | None:
    """One wave of an indicator, or None when no profile was published with it."""
    rows = [row for row in indicator.values if row.year == year]
    total = next((row for row in rows if row.criterion is None), None)
    if year not in POOLING or total is None or total.effective_n is None:
        return None
    composition = of_wave(catalog, year)
    rates: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.criterion in CRITERIA and row.category in composition.categories[row.criterion]:
            rates.setdefault(row.criterion, {})[row.category] = row.value
    if not rates:
        return None
    asked = np.ones(len(composition.shares), dtype=bool)
    for criterion, by_category in rates.items():
        asked &= composition.mask({criterion: tuple(by_category)})
    doubtful = {row.criterion for row in rows if not row.calibrate and row.category in rates.get(row.criterion or "", ())}
    weights = composition.shares * asked
    trusted = frozenset(set(rates) - doubtful) if total.calibrate else frozenset[str]()
    return Wave(year, weights / weights.sum(), rates, total.value, total.effective_n, trusted)


def _beyond(catalog: Catalog, name: str) -> list[Wave]:
    """Waves of an indicator that counts everyone offline, among the people online only."""
    found = []
    for year in POOLING:
        wave, offline = _wave(catalog, indicator_of(catalog, name), year), _wave(catalog, indicator_of(catalog, OFFLINE), year)
        if wave is None or offline is None or not wave.trusted:
            continue
        rates = {
            criterion: {id: (rate - offline.rates[criterion][id]) / (1 - offline.rates[criterion][id]) for id, rate in by_category.items()}
            for criterion, by_category in wave.rates.items()
        }
        weights = wave.weights * (1 - logit.shares(_alone(catalog, offline).odds))
        online = 1 - offline.total
        total = (wave.total - offline.total) / online
        found.append(Wave(year, weights / weights.sum(), rates, total, wave.n * online, wave.trusted & offline.trusted))
    return found


def _pooled(catalog: Catalog, waves: list[Wave], everyone: Floats, wander: float) -> Fit:
    """The waves together: trusted margins averaged as head counts, then reproduced on `everyone`."""
    weights = everyone * (waves[0].weights > 0)
    weights = weights / weights.sum()
    columns = [column for column in _columns(waves[0]) if any(column[0] in wave.trusted for wave in waves)]
    design = _design(catalog, columns)
    trusted = np.array([[criterion in wave.trusted for criterion, _ in columns] for wave in waves])
    rates = np.array([[wave.rates[criterion][id] for criterion, id in columns] for wave in waves])
    pooling = np.array([POOLING[wave.year] for wave in waves])[:, None] * trusted
    people = pooling * np.array([wave.weights @ design for wave in waves])
    pooled = (people * rates).sum(axis=0) / people.sum(axis=0)
    total = float(np.average([wave.total for wave in waves], weights=[POOLING[wave.year] for wave in waves]))

    def solved(rates: Floats, total: float) -> Floats:
        return logit.solve(weights, design, _reconciled(columns, weights @ design, rates, total), logit.log_odds(total))

    odds = solved(pooled, total)
    back = logit.response(weights, design, odds)
    moves = [
        back @ (part[:, None] * logit.sampling(wave.weights, design, odds, wave.n))
        for part, wave in zip(pooling / pooling.sum(axis=0), waves, strict=True)
    ]
    moves.append(logit.level(weights, odds, wander * TODAY**0.5))
    if len(waves) > 1:  # one standard deviation away on either side stand the waves themselves
        ends = [solved(np.where(trusted[i], rates[i], pooled), waves[i].total) for i in (0, -1)]
        moves.append((ends[1] - ends[0])[:, None] / 2)
    years = [str(wave.year) for wave in waves]
    if len(years) > 1:
        how = Text(fr=f"vagues {' et '.join(years)} réunies", en=f"waves {' and '.join(years)} pooled")
    else:
        how = Text(fr=f"vague {years[0]}, la seule exploitable", en=f"wave {years[0]}, the only usable one")
    return Fit(odds, weights, design, np.column_stack(moves), how)


def _alone(catalog: Catalog, wave: Wave) -> Fit:
    """One wave by itself, doubtful margins included: what that survey measured."""
    columns = _columns(wave)
    design = _design(catalog, columns)
    rates = np.array([wave.rates[criterion][id] for criterion, id in columns])
    odds = logit.solve(wave.weights, design, _reconciled(columns, wave.weights @ design, rates, wave.total), logit.log_odds(wave.total))
    moves = logit.response(wave.weights, design, odds) @ logit.sampling(wave.weights, design, odds, wave.n)
    doubtful = ", ".join(criterion for criterion in CRITERIA if criterion in wave.rates and criterion not in wave.trusted)
    how = Text(fr=f"vague {wave.year}", en=f"wave {wave.year}")
    if doubtful:
        how = Text(fr=f"{how.fr} (profil douteux cette année-là : {doubtful})", en=f"{how.en} (doubtful profile that year: {doubtful})")
    return Fit(odds, wave.weights, design, moves, how)


def _of_year(catalog: Catalog, indicator: Indicator, waves: list[Wave], year: int) -> Fit:
    """A year without a profile: that of the waves around it (or of the nearest), moved as one to its level."""
    levels = _levels(indicator)
    first, last = min(levels), max(levels)
    if not first <= year <= last + AHEAD:
        raise bad("year", None, f"{year} est trop loin des mesures. Écrivez une année de {first} à {last + AHEAD}.",
                  f"{year} is too far from the measures. Write a year from {first} to {last + AHEAD}.")  # fmt: skip
    years = sorted(levels)
    level = float(logit.shares(np.asarray(np.interp(year, years, [float(logit.log_odds(levels[each].value)) for each in years]))))
    before, after = max(y for y in years if y <= year), min((y for y in years if y >= year), default=None)
    if before == year:
        spread = (levels[year].standard_error or ROUNDING) / (level * (1 - level))
        how = Text(fr=f"niveau mesuré en {year}", en=f"level measured in {year}")
    elif after is not None:
        spread = _wander(indicator) * ((year - before) * (after - year) / (after - before)) ** 0.5
        how = Text(fr=f"niveau déduit de {before} et {after}", en=f"level inferred from {before} and {after}")
    else:
        spread = _wander(indicator) * (year - before) ** 0.5
        how = Text(fr=f"niveau de {before}, le dernier mesuré", en=f"level of {before}, the last measured")
    later = float(np.interp(year, [wave.year for wave in waves], np.linspace(0, 1, len(waves)))) if len(waves) > 1 else 0.0
    people = (1 - later) * waves[0].weights, later * waves[-1].weights
    weights = people[0] + people[1]
    concerned = sum(each * logit.shares(_alone(catalog, wave).odds) for each, wave in zip(people, (waves[0], waves[-1]), strict=True))
    profile = logit.log_odds(np.divide(concerned, weights, out=np.full(len(weights), 0.5), where=weights > 0))
    everyone = np.ones((len(weights), 1))
    odds = logit.solve(weights, everyone, np.array([level]), profile)
    pooled = fitted(catalog, indicator.id)
    moves = np.column_stack([logit.unmoved(weights, everyone, odds, pooled.moves), logit.level(weights, odds, spread)])
    named = " et ".join(str(wave.year) for wave in waves)
    how = Text(fr=f"{how.fr}, profil de {named}", en=f"{how.en}, profile of {named.replace(' et ', ' and ')}")
    return Fit(odds, weights, pooled.design, moves, how)


def _columns(wave: Wave) -> list[tuple[str, str]]:
    """The margins to reproduce, age first; the diploma of the minors is their age under another name."""
    twice = {NOT_ASKED} if "age" in wave.rates else set()
    return [(criterion, id) for criterion in CRITERIA for id in wave.rates.get(criterion, ()) if id not in twice]


def _reconciled(columns: list[tuple[str, str]], people: Floats, rates: Floats, total: float) -> Floats:
    """Head counts by category that give the same total whatever the criterion.

    Published rates are rounded, and a criterion may rest on one wave while the total rests on two: one
    shift of log-odds a criterion brings it to the total (docs/divide.md has the largest move).
    """
    counts = np.empty(len(columns))
    for criterion in dict(columns):
        at = [i for i, (each, _) in enumerate(columns) if each == criterion]
        expected = total
        if people[at].sum() < 1 - 1e-6:  # diplomas are the adults': what the minors hold is not theirs to explain
            expected -= counts[columns.index(("age", MINORS))]
        odds = logit.log_odds(np.clip(rates[at], 5e-4, 1 - 5e-4))
        moved = logit.solve(people[at], np.ones((len(at), 1)), np.array([expected]), odds)
        counts[at] = people[at] * logit.shares(moved)
    return counts


def _design(catalog: Catalog, columns: list[tuple[str, str]]) -> Floats:
    """Cells x columns: 1 where the cell is in the category."""
    composition = national(catalog)
    if not columns:
        return np.empty((len(composition.shares), 0))
    return np.column_stack([composition.has(criterion, id) for criterion, id in columns]).astype(float)


def _levels(indicator: Indicator) -> dict[int, Margin]:
    """Totals by year, but for those of a broken wave."""
    totals = [row for row in indicator.values if row.criterion is None]
    broken = {row.year for row in totals if row.year in POOLING and not row.calibrate}
    return {row.year: row for row in totals if row.year not in broken}


def _wander(indicator: Indicator) -> float:
    """Change of level in a year (log-odds, root mean square), read from the indicator's own series."""
    levels = _levels(indicator)
    steps = [
        (logit.log_odds(levels[b].value) - logit.log_odds(levels[a].value)) ** 2 / (b - a)
        for a, b in pairwise(sorted(levels))
        if a >= PACE_SINCE and (a < MODE_BREAK) == (b < MODE_BREAK)
    ]
    return float(np.mean(steps) ** 0.5) if len(steps) > 1 else WANDER
