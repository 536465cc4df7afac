"""What the published margins of an indicator say of every joint cell: its waves, one by one or pooled.

Each indicator is a main-effects logit on the cells, solved so that the published margins come out again.
`docs/divide.md` gives the method, the weights, and why some margins are set aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np

from catalog.facts import Text
from catalog.figures import CRITERIA, Indicator, Margin
from catalog.load import Catalog
from catalog.yamlfile import bad
from planner import logit
from planner.cells import Cells, Floats, known
from planner.composition import Composition, per_catalog
from planner.logit import Held
from planner.national import BEFORE, MINORS, NOT_ASKED, OLD, OLDER, OLDEST, PACE, WAVES, national, of_wave

OFFLINE = "no_internet_use"
# Online but unable to do a procedure alone: what people say of computers, of procedures, and what they did.
HELP = "feels_incompetent_online_procedures"
HELPS = ("feels_incompetent_computer", HELP, "no_online_procedures")

POOLING: Mapping[int, float] = {year: 1 / len(WAVES) for year in WAVES}  # those of the joint composition
MODE_BREAK = 2020  # face to face before, online and by telephone from then on: levels do not compare
AHEAD = 10  # years past the last measure that may still be asked for
TODAY = 2026  # the year that "today" stands for: moved on with each edition of the data, so that a plan can be computed again

SURVEY = 0.15  # log-odds by which two surveys of one year would differ, sampling apart (who answers, how one asks): a convention
WANDER = 0.15  # change of level in a year, in log-odds, where the indicator's own series is too short to tell: a convention
DRIFT = 0.15  # change of one category's log-odds in a year, beyond the level: what holds 80 % of each wave told from the other
PACE_SINCE = 2015  # older steps (smartphones spreading) say little of today's pace
ROUNDED = 0.002  # share: what rates and weights rounded to a tenth of a point may put a criterion off the total
ROUNDING = 0.003  # share, one standard deviation: a total published without decimals


@dataclass(frozen=True, eq=False)
class Wave:
    """What one survey wave says of an indicator: rates by category on the cells it covers."""

    year: int
    weights: Floats  # of the cells; 0 where the indicator was not asked, 1 in all
    rates: Mapping[str, Mapping[str, float]]
    total: float
    n: float  # effective number of respondents
    trusted: frozenset[str]  # criteria whose margins may be pooled


@dataclass(frozen=True, eq=False)
class Fit:
    """Log-odds of an indicator on the cells, and by how much they may move together.

    A cell that the indicator was not asked of has weight 0, and its log-odds mean nothing.
    """

    odds: Floats
    weights: Floats
    effects: Floats  # what each column adds, in log-odds: the mean over the people of each criterion is 0
    moves: Floats  # columns x causes: one standard deviation of each independent cause of error, in log-odds
    back: Floats  # columns x columns: change of each coefficient for a change of each margin
    how: Text

    def held(self, cells: Cells) -> Floats:
        """Columns x pairs: the coefficients that bring the margins back once a pair has departed by 1.

        Interactions move people between crossings, not between margins.
        """
        if self not in _HELD:
            _HELD[self] = self.back @ cells.column_pairs(logit.steepness(self.weights, self.odds))
        return _HELD[self]


_HELD: WeakKeyDictionary[Fit, Floats] = WeakKeyDictionary()  # worked out for the fits that are asked for intervals


@per_catalog(40)
def fitted(catalog: Catalog, name: str, year: int | None = None) -> Fit:
    """The fit of an indicator: the waves pooled, or what the survey of one year would show.

    Raises:
        BadInput: unknown indicator, one without a published profile, a year too far from any measure.
    """
    indicator = indicator_of(catalog, name)
    waves = [wave for each in POOLING if (wave := wave_of(catalog, indicator, each)) is not None and wave.trusted]
    if not waves:
        usable = ", ".join(profiled(catalog))
        raise bad("indicator", None, f"« {name} » n’a pas de profil publié. Indicateurs possibles : {usable}.",
                  f'"{name}" has no published profile. Possible indicators: {usable}.')  # fmt: skip
    if year is None:
        return _of_today(pooled_fit(catalog, waves), indicator, waves, national(catalog))
    if (wave := wave_of(catalog, indicator, year)) is not None:
        return alone(catalog, wave)
    return _of_year(catalog, indicator, waves, year)


@per_catalog(4)
def helps(catalog: Catalog) -> tuple[Fit, Fit, Fit]:
    """Among the people online, what `HELPS` say: computers, procedures as people feel, procedures done.

    Each indicator counts the people offline too: they are taken out, wave by wave and category by category.
    """
    everyone = national(catalog)
    online = replace(everyone, shares=everyone.shares * (1 - logit.shares(fitted(catalog, OFFLINE).odds)))

    def among_them(name: str) -> Fit:
        waves = _beyond(catalog, name)
        return _of_today(pooled_fit(catalog, waves), indicator_of(catalog, name), waves, online)

    computer, procedure, done = (among_them(name) for name in HELPS)
    return computer, procedure, done


def profiled(catalog: Catalog) -> tuple[str, ...]:
    """The indicators that were published by category: those that can be estimated."""
    return tuple(each.id for each in catalog.indicators.values() if any(wave_of(catalog, each, year) for year in POOLING))


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


# -- waves -----------------------------------------------------------------------------------------


def wave_of(catalog: Catalog, indicator: Indicator, year: int) -> Wave | None:
    """One wave of an indicator, or None when no profile was published with it."""
    rows = [row for row in indicator.values if row.year == year]
    total = next((row for row in rows if row.criterion is None), None)
    if year not in POOLING or total is None or total.effective_n is None:
        return None
    published = _published(catalog, indicator, year)
    if not published:
        return None
    composition = of_wave(catalog, year)
    rates = published | ({"age": _ages(published["age"], composition.margin("age"))} if "age" in published else {})
    weights = composition.shares * composition.cells.mask({criterion: tuple(by) for criterion, by in rates.items()})
    doubtful = {row.criterion for row in rows if not row.calibrate and row.category in rates.get(row.criterion or "", ())}
    trusted = frozenset(set(rates) - doubtful) if total.calibrate else frozenset[str]()
    return Wave(year, weights / weights.sum(), rates, total.value, total.effective_n, trusted)


def _published(catalog: Catalog, indicator: Indicator, year: int) -> dict[str, dict[str, float]]:
    """Rates as they were published, by criterion and category or group."""
    found: dict[str, dict[str, float]] = {}
    for row in indicator.values:
        if row.year == year and row.criterion in CRITERIA and row.category in catalog.criteria[row.criterion].names:
            found.setdefault(row.criterion, {})[row.category] = row.value
    return found


def _ages(published: Mapping[str, float], shares: Mapping[str, float]) -> dict[str, float]:
    """Rates by age on the cells' own ages, that at 70 and over being kept to the last digit.

    Where 70–74 and 75 and over were not published, the step between them is the one from 60–69 to 70 and over,
    at the same pace by year of age.
    """
    found = {age: rate for age, rate in published.items() if age != OLD}
    if OLD not in published:
        return found
    old, before = (logit.log_odds(_open(published[age])) for age in (OLD, BEFORE))
    step = PACE * (old - before)
    given = np.array([found.get(age) for age in (OLDER, OLDEST)], dtype=float)
    start = np.where(np.isnan(given), [old - step / 2, old + step / 2], logit.log_odds(_open(np.nan_to_num(given, nan=0.5))))
    weights = np.array([shares[OLDER], shares[OLDEST]])
    rates = logit.shares(logit.levelled(weights / weights.sum(), start, published[OLD]))
    return found | {OLDER: float(rates[0]), OLDEST: float(rates[1])}


def _open(rate: Floats | float) -> Floats:
    """A published rate kept off 0 and 1: none of them was counted to the last person."""
    return np.clip(rate, 5e-4, 1 - 5e-4)


def _beyond(catalog: Catalog, name: str) -> list[Wave]:
    """Waves of an indicator that counts everyone offline, among the people online only."""
    found, indicator, without = [], indicator_of(catalog, name), indicator_of(catalog, OFFLINE)
    for year in POOLING:
        wave, offline = wave_of(catalog, indicator, year), wave_of(catalog, without, year)
        if wave is None or offline is None or not wave.trusted:
            continue
        weights = wave.weights * (1 - logit.shares(alone(catalog, offline).odds))
        weights = weights / weights.sum()
        never = _published(catalog, without, year)
        rates = {
            criterion: {id: (rate - never[criterion][id]) / (1 - never[criterion][id]) for id, rate in by_category.items()}
            for criterion, by_category in _published(catalog, indicator, year).items()
        }
        # split at 75 once those offline are out: being offline takes a step there that is not one of skill
        online = replace(national(catalog), shares=weights)
        rates["age"] = _ages(rates["age"], online.margin("age"))
        total = (wave.total - offline.total) / (1 - offline.total)
        found.append(Wave(year, weights, rates, total, wave.n * (1 - offline.total), wave.trusted & offline.trusted))
    return found


# -- fits ------------------------------------------------------------------------------------------


def pooled_fit(catalog: Catalog, waves: list[Wave]) -> Fit:
    """The waves together: trusted margins averaged as head counts, then reproduced on the people of these waves."""
    cells = national(catalog).cells
    weights = np.average([wave.weights for wave in waves], axis=0, weights=[POOLING[wave.year] for wave in waves])
    held = np.any([_held(cells, wave, wave.trusted) for wave in waves], axis=0)
    trusted = np.array([_held(cells, wave, wave.trusted) for wave in waves])
    rates = np.array([_rates(cells, wave) for wave in waves])
    pooling = np.array([POOLING[wave.year] for wave in waves])[:, None] * trusted
    people = pooling * np.array([cells.sums(wave.weights) for wave in waves])
    pooled = np.divide((people * rates).sum(axis=0), people.sum(axis=0), out=np.zeros(len(held)), where=held)
    total = float(np.average([wave.total for wave in waves], weights=[POOLING[wave.year] for wave in waves]))
    start = logit.log_odds(total)

    def solved(rates: Floats, total: float) -> tuple[Floats, Floats]:
        return logit.solve(cells, weights, held, _reconciled(cells, held, cells.sums(weights), rates, total), start)

    odds, effects = solved(pooled, total)
    back = logit.response(cells, weights, held, odds)
    parts = np.divide(pooling, pooling.sum(axis=0), out=np.zeros_like(pooling), where=held)
    moves = [
        back @ (part[:, None] * logit.sampling(logit.information(cells, wave.weights, odds), wave.n))
        for part, wave in zip(parts, waves, strict=True)
    ]
    if len(waves) > 1:  # one standard deviation away on either side stand the waves themselves
        ends = [solved(np.where(trusted[i], rates[i], pooled), waves[i].total)[1] for i in (0, -1)]
        moves.append((ends[1] - ends[0])[:, None] / 2)
    names = [str(wave.year) for wave in waves]
    if len(names) > 1:
        how = Text(fr=f"vagues {' et '.join(names)} réunies", en=f"waves {' and '.join(names)} pooled")
    else:
        how = Text(fr=f"vague {names[0]}, la seule exploitable", en=f"wave {names[0]}, the only usable one")
    return Fit(odds, weights, _centred(cells, weights, effects), np.hstack(moves), back, how)


def _of_today(pooled: Fit, indicator: Indicator, waves: list[Wave], everyone: Composition) -> Fit:
    """The pooled waves moved as one to the level of today among `everyone`, and less sure of it and of the profile."""
    years = [wave.year for wave in waves]
    change, spread = forward(indicator, years)
    whole = float(pooled.weights @ logit.shares(pooled.odds))
    cells, weights = everyone.cells, everyone.shares * (pooled.weights > 0)
    weights = weights / weights.sum()
    odds = logit.levelled(weights, pooled.odds, float(logit.moved(whole, np.asarray(change))))
    held = np.abs(pooled.effects) > 0
    moves = [
        unlevelled(cells, weights, odds, pooled.moves),
        unlevelled(cells, weights, odds, np.diag(held * DRIFT * (TODAY - float(np.mean(years))) ** 0.5)),
        _everywhere(cells)[:, None] * logit.level(weights, odds, spread),
    ]
    how = Text(fr=f"{pooled.how.fr}, portées à {TODAY}", en=f"{pooled.how.en}, brought forward to {TODAY}")
    return Fit(odds, weights, pooled.effects, np.hstack(moves), pooled.back, how)


def forward(indicator: Indicator, waves: list[int]) -> tuple[float, float]:
    """From the level of the pooled waves to that of today: change and standard deviation, in log-odds.

    A level that walks at random at the indicator's own pace, seen by surveys that each miss it by their sampling and
    by their ways of asking (Kalman filter). What was measured after the waves counts too, profile or not.
    """
    levels = {year: row for year, row in _levels(indicator).items() if year >= MODE_BREAK}
    pooled = float(logit.log_odds(float(np.average([levels[year].value for year in waves], weights=[POOLING[year] for year in waves]))))
    pace = wander(indicator) ** 2
    years = sorted(levels)
    mean, variance = float(logit.log_odds(levels[years[0]].value)), 0.0
    for before, year in zip([years[0], *years], years, strict=False):
        row = levels[year]
        noise = SURVEY**2 + ((row.standard_error or ROUNDING) / (row.value * (1 - row.value))) ** 2
        variance = variance + pace * (year - before) if year > before else noise
        gain = variance / (variance + noise) if year > before else 1.0
        mean, variance = mean + gain * (float(logit.log_odds(row.value)) - mean), (1 - gain) * variance if year > before else noise
    return mean - pooled, float((variance + pace * max(TODAY - years[-1], 0)) ** 0.5)


def alone(catalog: Catalog, wave: Wave) -> Fit:
    """One wave by itself, doubtful margins included: what that survey measured."""
    cells = national(catalog).cells
    held = _held(cells, wave, frozenset(CRITERIA))
    counts = _reconciled(cells, held, cells.sums(wave.weights), _rates(cells, wave), wave.total)
    odds, effects = logit.solve(cells, wave.weights, held, counts, logit.log_odds(wave.total))
    back = logit.response(cells, wave.weights, held, odds)
    moves = back @ logit.sampling(logit.information(cells, wave.weights, odds), wave.n)
    doubtful = ", ".join(criterion for criterion in CRITERIA if criterion in wave.rates and criterion not in wave.trusted)
    how = Text(fr=f"vague {wave.year}", en=f"wave {wave.year}")
    if doubtful:
        how = Text(fr=f"{how.fr} (profil douteux cette année-là : {doubtful})", en=f"{how.en} (doubtful profile that year: {doubtful})")
    return Fit(odds, wave.weights, _centred(cells, wave.weights, effects), moves, back, how)


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
        spread = wander(indicator) * ((year - before) * (after - year) / (after - before)) ** 0.5
        how = Text(fr=f"niveau déduit de {before} et {after}", en=f"level inferred from {before} and {after}")
    else:
        spread = wander(indicator) * (year - before) ** 0.5
        how = Text(fr=f"niveau de {before}, le dernier mesuré", en=f"level of {before}, the last measured")
    later = float(np.interp(year, [wave.year for wave in waves], np.linspace(0, 1, len(waves)))) if len(waves) > 1 else 0.0
    people = (1 - later) * waves[0].weights, later * waves[-1].weights
    weights = people[0] + people[1]
    concerned = sum(each * logit.shares(alone(catalog, wave).odds) for each, wave in zip(people, (waves[0], waves[-1]), strict=True))
    profile = logit.log_odds(np.divide(concerned, weights, out=np.full(len(weights), 0.5), where=weights > 0))
    odds = logit.levelled(weights, profile, level)
    pooled, cells = fitted(catalog, indicator.id), national(catalog).cells
    distance = min(abs(year - wave.year) for wave in waves)
    moves = [
        unlevelled(cells, weights, odds, pooled.moves),
        unlevelled(cells, weights, odds, DRIFT * distance**0.5 * np.eye(len(cells.columns))),
        _everywhere(cells)[:, None] * logit.level(weights, odds, spread),
    ]
    named = " et ".join(str(wave.year) for wave in waves)
    how = Text(fr=f"{how.fr}, profil de {named}", en=f"{how.en}, profile of {named.replace(' et ', ' and ')}")
    return Fit(odds, weights, pooled.effects, np.hstack(moves), pooled.back, how)


def _held(cells: Cells, wave: Wave, criteria: frozenset[str]) -> Held:
    """The columns to reproduce; the diploma of the minors is their age under another name."""
    twice = {NOT_ASKED} if "age" in wave.rates else set()
    return np.array([c in criteria and id in wave.rates.get(c, ()) and id not in twice for c, id in cells.columns])


def _rates(cells: Cells, wave: Wave) -> Floats:
    """The rate of each column, 0 where there is none."""
    return np.array([wave.rates.get(criterion, {}).get(id, 0.0) for criterion, id in cells.columns])


def _reconciled(cells: Cells, held: Held, people: Floats, rates: Floats, total: float) -> Floats:
    """Head counts by column that give the same total whatever the criterion.

    Rates and weights are published rounded: where a criterion misses the total by no more, every rate moves by the
    same few hundredths of a point. Where it rests on one wave and the total on two, it takes the level of the total:
    one shift of log-odds.
    """
    counts = np.zeros(len(held))
    criteria = np.array([criterion for criterion, _ in cells.columns])
    for criterion in cells.categories:
        at = held & (criteria == criterion)
        if not at.any():
            continue
        expected = total
        if people[at].sum() < 1 - 1e-6:  # diplomas are the adults': what the minors hold is not theirs to explain
            expected -= counts[cells.position("age", MINORS)]
        share = people[at].sum()
        weights, level, rate = people[at] / share, expected / share, _open(rates[at])
        missing = level - float(weights @ rate)
        if abs(missing) < ROUNDED:
            rate = np.maximum(rate + missing, rate / 2)
        counts[at] = people[at] * logit.shares(logit.levelled(weights, logit.log_odds(rate), level))
    return counts


def _centred(cells: Cells, weights: Floats, effects: Floats) -> Floats:
    """The same effects, criterion by criterion around their mean."""
    criteria = np.array([criterion for criterion, _ in cells.columns])
    people, found = cells.sums(weights), effects.copy()
    for criterion in cells.categories:
        at = criteria == criterion
        found[at] -= people[at] @ found[at] / people[at].sum()
    return found


def _everywhere(cells: Cells) -> Floats:
    """The columns of one criterion that everybody was asked: the same coefficient on all of them moves every cell."""
    return np.array([criterion == "sex" for criterion, _ in cells.columns], dtype=float)


def unlevelled(cells: Cells, weights: Floats, odds: Floats, moves: Floats) -> Floats:
    """What is left of `moves` (columns x causes) once the total is held."""
    steep = logit.steepness(weights, odds)
    return np.asarray(moves - np.outer(_everywhere(cells), cells.sums(steep) @ moves / steep.sum()))


def _levels(indicator: Indicator) -> dict[int, Margin]:
    """Totals by year, but for those of a broken wave."""
    totals = [row for row in indicator.values if row.criterion is None]
    broken = {row.year for row in totals if row.year in POOLING and not row.calibrate}
    return {row.year: row for row in totals if row.year not in broken}


def wander(indicator: Indicator) -> float:
    """Change of level in a year (log-odds, root mean square), read from the indicator's own series."""
    levels = _levels(indicator)
    steps = [
        (logit.log_odds(levels[b].value) - logit.log_odds(levels[a].value)) ** 2 / (b - a)
        for a, b in pairwise(sorted(levels))
        if a >= PACE_SINCE and (a < MODE_BREAK) == (b < MODE_BREAK)
    ]
    return float(np.mean(steps) ** 0.5) if len(steps) > 1 else WANDER
