"""Who a digital channel leaves out: from published survey margins to any place and any public.

Each indicator is a main-effects logit on the joint cells, solved so that the published margins come out
again. Rates are never multiplied with one another. `docs/divide.md` gives the method, the weights and
how far the figures are from what they did not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Literal, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Record, Text
from catalog.figures import CRITERIA, Indicator, Margin
from catalog.load import Catalog
from catalog.yamlfile import bad
from planner.population import (
    ANYONE,
    AS_PUBLISHED,
    MINORS,
    NOT_ASKED,
    Floats,
    Margins,
    Where,
    known,
    national,
    of_place,
    of_wave,
    overseas,
    per_catalog,
)
from planner.population import criteria as criteria

Kind = Literal["country", "department", "commune", "overseas"]

OFFLINE = "no_internet_use"
# Online but unable to do a procedure alone: what people say of computers, of procedures, and what they did.
HELP = "feels_incompetent_online_procedures"
HELPS = ("feels_incompetent_computer", HELP, "no_online_procedures")
CHANCES = (0.25, 0.5, 0.25)  # of the low, central and high definitions, in the simulations

POOLING: Mapping[int, float] = {2020: 0.5, 2022: 0.5}  # weights of the waves, those of the joint composition
MODE_BREAK = 2020  # face to face before, online and by telephone from then on: levels do not compare
AHEAD = 10  # years past the last measure that may still be asked for

# Log-odds, one standard deviation of each cause of error. The first three are conventions (docs/divide.md).
INTERACTION = 0.3  # departure of a pair of criteria from additivity
SMALL_AREA: Mapping[Kind, float] = {"country": 0.0, "department": 0.15, "commune": 0.25, "overseas": 0.4}
WANDER = 0.15  # change of level in a year, where the indicator's own series is too short to tell
PACE_SINCE = 2015  # older steps (smartphones spreading) say little of today's pace
TODAY = 2  # years between the pooled waves and the day that is asked about
ROUNDING = 0.003  # share, one standard deviation: a total published without decimals
INTERVAL = (0.1, 0.9)
DRAWS = 500
CORRECTIONS = 4

LOCAL: Mapping[Kind, str] = {
    "country": "",
    "department": ", carried to the department",
    "commune": ", carried to a composition typed by hand",
    "overseas": ", carried to an overseas department that the survey does not cover",
}
SEED_SOURCE, AGES_SOURCE = "insee-joint-seed-12plus", "insee-age-5-year-2023"

OUTSIDE_SURVEYS: tuple[Text, ...] = (
    Text(
        fr="les personnes en institution (maisons de retraite, prisons, hôpitaux de long séjour)",
        en="people in institutions (care homes, prisons, long-stay hospitals)",
    ),
    Text(fr="les personnes sans abri", en="homeless people"),
    Text(fr="les habitants de Mayotte", en="residents of Mayotte"),
    Text(
        fr="les habitants des autres départements d’outre-mer, à qui l’on prête les comportements de l’Hexagone",
        en="residents of the other overseas departments, who are lent the behaviour of mainland France",
    ),
    Text(fr="les enfants de moins de 12 ans", en="children under 12"),
)

Singles = NDArray[np.float32]
Answers = NDArray[np.floating[Any]]
Real = TypeVar("Real", bound=np.floating[Any])


class Share(Record):
    """A share of a group, its 80 % interval, and the indicator it is read from."""

    value: float
    low: float
    high: float
    indicator: str


class States(Record):
    """Three shares that add up to 1: never online, online but helped with a procedure, on their own."""

    offline: Share
    needs_help: Share
    autonomous: Share


class Estimate(Record):
    """One indicator for one group: a share, its 80 % interval, what it rests on."""

    value: float
    low: float
    high: float
    basis: str  # short, for a file
    sources: tuple[str, ...]  # keys of data/sources.yaml
    words: Text  # the same basis as a sentence, for a screen


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


# -- what others call ------------------------------------------------------------------------------


def estimate(
    catalog: Catalog,
    *,
    place: str = "",
    where: Where = ANYONE,
    margins: Margins = AS_PUBLISHED,
    indicator: str | None = None,
    year: int | None = None,
) -> Estimate:
    """Share of a group that an indicator concerns, with its 80 % interval.

    Args:
        place: a department; empty is metropolitan France, 12 and over.
        where: criterion -> categories kept (see `criteria`).
        margins: local composition typed by hand, criterion -> category -> share.
        indicator: one with margins to fit; by default, never using the internet.
        year: what that year's survey would have measured; by default the waves pooled, as of today.
    Raises:
        BadInput: unknown name, year or place; a group the indicator was not asked of.
    """
    name = indicator or OFFLINE
    record = _indicator(catalog, name)
    fit = fitted(catalog, name, year)
    group = of_place(catalog, place, margins=margins, wave=_nearest(year))
    weights = group.weights(where) * (fit.weights > 0)
    if not weights.any():
        raise bad("where", None, f"ce groupe est hors du champ de l’indicateur ({record.population.fr}).",
                  f"this group is outside the population of the indicator ({record.population.en}).")  # fmt: skip
    weights = weights / weights.sum()
    value = float(weights @ _share(fit.odds))
    worlds = _moved(_worlds(catalog, name, year) @ weights, _local_error(_kind(place, margins), place, DRAWS, 0)[:, 0])
    low, high = np.quantile(worlds, INTERVAL)
    return Estimate(
        value=value,
        low=min(float(low), value),
        high=max(float(high), value),
        basis=fit.how.en + LOCAL[_kind(place, margins)],
        sources=_sources(record, year, place),
        words=_words(record, fit, place, margins),
    )


def states(catalog: Catalog, *, place: str = "", where: Where = ANYONE, margins: Margins = AS_PUBLISHED) -> States:
    """Offline, needs help, autonomous: three shares that add up to 1, each with its 80 % interval.

    The low and high ends of "needs help" come from different definitions of it, not only from sampling.

    Raises:
        BadInput: unknown name or place; nobody in the group.
    """
    return states_of(catalog, of_place(catalog, place, margins=margins).weights(where), _kind(place, margins), place)


def draws(
    catalog: Catalog, *, place: str = "", where: Where = ANYONE, margins: Margins = AS_PUBLISHED, n: int = DRAWS, seed: int = 0
) -> Floats:
    """Simulated states: an array (n, 3) of offline, needs help, autonomous; every row adds up to 1.

    The same seed shows the same worlds to every group, so that differences between groups can be read.
    """
    return draws_of(catalog, of_place(catalog, place, margins=margins).weights(where), _kind(place, margins), place, n, seed)


def states_of(catalog: Catalog, weights: Floats, kind: Kind, place: str = "") -> States:
    """The states of a group given as weights on the national cells, adding up to 1 (see `states`)."""
    offline = _share(fitted(catalog, OFFLINE).odds)
    helped = (1 - offline) * _definitions(catalog, *(_share(fit.odds) for fit in helps(catalog)))[1]
    values = np.array([weights @ offline, weights @ helped, weights @ (1 - offline - helped)])
    low, high = np.quantile(draws_of(catalog, weights, kind, place), INTERVAL, axis=0)
    low, high = np.minimum(low, values), np.maximum(high, values)
    offline_, helped_, alone = (
        Share(value=float(values[i]), low=float(low[i]), high=float(high[i]), indicator=(OFFLINE, HELP, HELP)[i]) for i in range(3)
    )
    return States(offline=offline_, needs_help=helped_, autonomous=alone)


def draws_of(catalog: Catalog, weights: Floats, kind: Kind, place: str = "", n: int = DRAWS, seed: int = 0) -> Floats:
    """Simulated states of a group given as weights on the national cells (see `draws`)."""
    local = _local_error(kind, place, n, seed)
    offline, helped = (worlds @ weights for worlds in _state_worlds(catalog, n, seed))
    first = _moved(offline, local[:, 0])
    second = (1 - first) * _moved(helped / (1 - offline), local[:, 1])
    return np.column_stack([first, second, 1 - first - second])


# -- fits ------------------------------------------------------------------------------------------


@per_catalog(24)
def fitted(catalog: Catalog, name: str, year: int | None = None) -> Fit:
    """The fit of an indicator: the waves pooled, or what the survey of one year would show.

    Raises:
        BadInput: unknown indicator, one without a published profile, a year too far from any measure.
    """
    indicator = _indicator(catalog, name)
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
    online = national(catalog).shares * (1 - _share(fitted(catalog, OFFLINE).odds))
    computer, procedure, done = (_pooled(catalog, _beyond(catalog, name), online, _wander(_indicator(catalog, name))) for name in HELPS)
    return computer, procedure, done


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
        wave, offline = _wave(catalog, _indicator(catalog, name), year), _wave(catalog, _indicator(catalog, OFFLINE), year)
        if wave is None or offline is None or not wave.trusted:
            continue
        rates = {
            criterion: {id: (rate - offline.rates[criterion][id]) / (1 - offline.rates[criterion][id]) for id, rate in by_category.items()}
            for criterion, by_category in wave.rates.items()
        }
        weights = wave.weights * (1 - _share(_alone(catalog, offline).odds))
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
        return _solve(weights, design, _reconciled(columns, weights @ design, rates, total), _log_odds(total))

    odds = solved(pooled, total)
    back = _response(weights, design, odds)
    moves = [
        back @ (part[:, None] * _sampling(wave.weights, design, odds, wave.n))
        for part, wave in zip(pooling / pooling.sum(axis=0), waves, strict=True)
    ]
    moves.append(_level(weights, odds, wander * TODAY**0.5))
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
    odds = _solve(wave.weights, design, _reconciled(columns, wave.weights @ design, rates, wave.total), _log_odds(wave.total))
    moves = _response(wave.weights, design, odds) @ _sampling(wave.weights, design, odds, wave.n)
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
    level = float(_share(np.asarray(np.interp(year, years, [float(_log_odds(levels[each].value)) for each in years]))))
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
    concerned = sum(each * _share(_alone(catalog, wave).odds) for each, wave in zip(people, (waves[0], waves[-1]), strict=True))
    profile = _log_odds(np.divide(concerned, weights, out=np.full(len(weights), 0.5), where=weights > 0))
    everyone = np.ones((len(weights), 1))
    odds = _solve(weights, everyone, np.array([level]), profile)
    pooled = fitted(catalog, indicator.id)
    moves = np.column_stack([_unmoved(weights, everyone, odds, pooled.moves), _level(weights, odds, spread)])
    named = " et ".join(str(wave.year) for wave in waves)
    how = Text(fr=f"{how.fr}, profil de {named}", en=f"{how.en}, profile of {named.replace(' et ', ' and ')}")
    return Fit(odds, weights, pooled.design, moves, how)


def _nearest(year: int | None) -> int | None:
    """The wave whose composition a year has; None, the waves together, between two of them."""
    if year is None or (min(POOLING) < year < max(POOLING) and year not in POOLING):
        return None
    return min(POOLING, key=lambda wave: abs(wave - year))


# -- simulated worlds ------------------------------------------------------------------------------


@per_catalog(12)
def _worlds(catalog: Catalog, name: str, year: int | None, n: int = DRAWS, seed: int = 0) -> Singles:
    """Shares of an indicator in `n` simulated worlds: worlds x cells."""
    return _simulated(catalog, fitted(catalog, name, year), n, [seed, 0])


@per_catalog(4)
def _state_worlds(catalog: Catalog, n: int, seed: int) -> tuple[Singles, Singles]:
    """Shares offline, and online but needing help; a world keeps to one definition of help."""
    offline = _worlds(catalog, OFFLINE, None, n, seed)
    answers = (_simulated(catalog, fit, n, [seed, 2 + i]) for i, fit in enumerate(helps(catalog)))
    rank = (np.arange(n) + 0.5) / n
    chosen = np.random.default_rng([seed, 1]).permutation(np.searchsorted(np.cumsum(CHANCES), rank))
    helped = np.choose(chosen[:, None], _definitions(catalog, *answers))
    return offline, np.asarray((1 - offline) * helped, dtype=np.float32)


def _definitions(catalog: Catalog, computer: Answers, procedure: Answers, done: Answers) -> tuple[Answers, Answers, Answers]:
    """Share of the people online who cannot do a procedure alone: low, central, high, by cell (last axis).

    Someone at a loss with computers, or with procedures, needs help: the central figure is the larger of the
    two, the low one the smaller. The high one counts those who did no procedure, whatever their reason. The
    minors have none to do: for them computers are the low and central figure, procedures the high one.
    """
    minors = national(catalog).has("age", MINORS)
    low, central = np.minimum(computer, procedure), np.maximum(computer, procedure)
    return (
        np.where(minors, computer, low),
        np.where(minors, computer, central),
        np.where(minors, central, np.maximum(central, done)),
    )


def _simulated(catalog: Catalog, fit: Fit, n: int, seed: list[int]) -> Singles:
    """Worlds in opposite pairs (steadier quantiles), each with its own margins and its own interactions.

    Interactions move people between crosses, not between margins: each world is brought back to its margins.
    """
    random = np.random.default_rng(seed)
    pairs = _pairs(catalog)

    def causes(number: int) -> Singles:
        half = random.standard_normal(((n + 1) // 2, number), dtype=np.float32)
        return np.concatenate([half, -half])[:n]

    held = (fit.weights[:, None] * fit.design).astype(np.float32)
    back = _response(fit.weights, fit.design, fit.odds).astype(np.float32).T
    odds = fit.odds.astype(np.float32) + causes(fit.moves.shape[1]) @ fit.moves.astype(np.float32).T
    margins = _share(odds) @ held
    odds += INTERACTION * causes(pairs.shape[1]) @ pairs.T
    for _ in range(CORRECTIONS):
        odds += (margins - _share(odds) @ held) @ back
    return _share(odds)


def _kind(place: str, margins: Margins) -> Kind:
    """How local a place is: a composition typed by hand is taken for a commune's."""
    if margins:
        return "commune"
    return "country" if not place else "overseas" if overseas(place) else "department"


def _local_error(kind: Kind, place: str, n: int, seed: int) -> Floats:
    """What no composition says of a place: one shift of log-odds for each state and world (n, 2)."""
    return SMALL_AREA[kind] * np.random.default_rng([seed, 9, crc32(place.encode())]).standard_normal((n, 2))


# -- the algebra -----------------------------------------------------------------------------------


def _solve(weights: Floats, design: Floats, counts: Floats, start: Floats | float) -> Floats:
    """Newton: log-odds `start` + design @ b such that every column of the design holds `counts` people.

    The columns may be redundant (the categories of every criterion add up to everyone): the shortest step
    is taken. Counts are shares of the whole, met to 1e-12.

    Raises:
        BadInput: margins that contradict each other (another organisation's file).
    """
    odds = np.zeros(len(weights)) + start
    missing = counts - design.T @ (weights * _share(odds))
    for _ in range(100):
        if np.abs(missing).max() < 1e-12:
            return odds
        step = design @ (_information(weights, design, odds, inverse=True) @ missing)
        for _ in range(40):
            left = counts - design.T @ (weights * _share(odds + step))
            if np.linalg.norm(left) < np.linalg.norm(missing):
                break
            step = step / 2
        odds, missing = odds + step, left
    if np.abs(missing).max() < 1e-9:
        return odds
    raise bad("figures", None, "les marges publiées ne peuvent pas être reproduites ensemble. Vérifiez les valeurs du fichier.",
              "the published margins cannot be reproduced together. Check the values of the file.")  # fmt: skip


def _information(weights: Floats, design: Floats, odds: Floats, inverse: bool = False) -> Floats:
    """Change of each margin for a change of each coefficient (or the other way round): columns x columns."""
    share = _share(odds)
    matrix: Floats = design.T @ ((weights * share * (1 - share))[:, None] * design)
    return np.asarray(np.linalg.pinv(matrix, rcond=1e-11, hermitian=True)) if inverse else matrix


def _response(weights: Floats, design: Floats, odds: Floats) -> Floats:
    """Change of the log-odds of each cell for a change of each margin: cells x columns."""
    return np.asarray(design @ _information(weights, design, odds, inverse=True))


def _moved(share: Floats, odds: Floats) -> Floats:
    """A share moved by so many log-odds."""
    return _share(_log_odds(np.clip(share, 1e-9, 1 - 1e-9)) + odds)


def _sampling(weights: Floats, design: Floats, odds: Floats, n: float) -> Floats:
    """Square root of the covariance of the margins, were `n` people drawn: columns x causes."""
    values, vectors = np.linalg.eigh(_information(weights, design, odds) / n)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)))


def _level(weights: Floats, odds: Floats, size: float) -> Floats:
    """One same move of every cell, which moves the log-odds of the whole by `size` (cells x 1).

    The cells have to move more than the whole, which is a mixture of very different ones.
    """
    share = _share(odds)
    whole = float(weights @ share)
    return np.full((len(weights), 1), size * whole * (1 - whole) / float(weights @ (share * (1 - share))))


def _unmoved(weights: Floats, design: Floats, odds: Floats, moves: Floats) -> Floats:
    """What is left of `moves` once the margins of `design` have been held."""
    share = _share(odds)
    back = _response(weights, design, odds)
    return np.asarray(moves - back @ (design.T @ ((weights * share * (1 - share))[:, None] * moves)))


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
        odds = _log_odds(np.clip(rates[at], 5e-4, 1 - 5e-4))
        moved = _solve(people[at], np.ones((len(at), 1)), np.array([expected]), odds)
        counts[at] = people[at] * _share(moved)
    return counts


def _design(catalog: Catalog, columns: list[tuple[str, str]]) -> Floats:
    """Cells x columns: 1 where the cell is in the category."""
    composition = national(catalog)
    if not columns:
        return np.empty((len(composition.shares), 0))
    return np.column_stack([composition.has(criterion, id) for criterion, id in columns]).astype(float)


@per_catalog(4)
def _pairs(catalog: Catalog) -> Singles:
    """Cells x pairs of categories of two criteria: what a model without interactions leaves out."""
    composition = national(catalog)
    found = [
        composition.has(a, x) & composition.has(b, y)
        for a, b in combinations(CRITERIA, 2)
        for x in composition.categories[a]
        for y in composition.categories[b]
    ]
    return np.column_stack([pair for pair in found if pair.any()]).astype(np.float32)


def _levels(indicator: Indicator) -> dict[int, Margin]:
    """Totals by year, but for those of a broken wave."""
    totals = [row for row in indicator.values if row.criterion is None]
    broken = {row.year for row in totals if row.year in POOLING and not row.calibrate}
    return {row.year: row for row in totals if row.year not in broken}


def _wander(indicator: Indicator) -> float:
    """Change of level in a year (log-odds, root mean square), read from the indicator's own series."""
    levels = _levels(indicator)
    steps = [
        (_log_odds(levels[b].value) - _log_odds(levels[a].value)) ** 2 / (b - a)
        for a, b in pairwise(sorted(levels))
        if a >= PACE_SINCE and (a < MODE_BREAK) == (b < MODE_BREAK)
    ]
    return float(np.mean(steps) ** 0.5) if len(steps) > 1 else WANDER


def _share(odds: NDArray[Real]) -> NDArray[Real]:
    """Log-odds to shares, in the precision they come in."""
    half = np.asarray(0.5, dtype=odds.dtype)
    share: NDArray[Real] = half + half * np.tanh(odds * half)
    return share


def _log_odds(share: Floats | float) -> Floats:
    return np.asarray(np.log(share) - np.log1p(-np.asarray(share)))


# -- names and words -------------------------------------------------------------------------------


def _indicator(catalog: Catalog, name: str) -> Indicator:
    known(name, catalog.indicators, "indicator")
    return catalog.indicators[name]


def _words(record: Indicator, fit: Fit, place: str, margins: Margins) -> Text:
    """In one sentence: what was measured, of whom, and what is local in it."""
    fr = f"{record.label.fr} : {fit.how.fr} ; {record.population.fr}"
    en = f"{record.label.en}: {fit.how.en}; {record.population.en}"
    if margins:
        fr, en = f"{fr} ; composition du lieu saisie à la main", f"{en}; composition of the place typed by hand"
    elif place:
        fr = f"{fr} ; reporté sur les âges du département, où rien n’a été mesuré"
        en = f"{en}; carried to the ages of the department, where nothing was measured"
    return Text(fr=f"{fr}.", en=f"{en}.")


def _sources(record: Indicator, year: int | None, place: str) -> tuple[str, ...]:
    rows = {row.source for row in record.values if row.calibrate or row.year == year}
    return tuple(sorted({*rows, SEED_SOURCE, *([AGES_SOURCE] if place else [])}))
