"""Who a digital channel leaves out: from published survey margins to any place and any public.

A group is the mean of its cells, each as its indicator's fit says. Its log-odds move with independent causes of
error, the same in every group, and simulated worlds give the intervals. Rates are never multiplied with one another.
`docs/divide.md` gives the method, the weights and how far the figures are from what they did not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Record, Text
from catalog.figures import Indicator
from catalog.load import Catalog
from planner import logit
from planner.cells import ANYONE, Cells, Floats, Where
from planner.composition import AS_PUBLISHED, Kind, Local, Margins, Nobody, per_catalog
from planner.fits import HELP, HELPS, OFFLINE, Fit, fitted, helps, indicator_of, nearest_wave
from planner.national import MINORS, national
from planner.national import criteria as criteria
from planner.population import of_place

COUNTRY = Local()
CHANCES = (0.25, 0.5, 0.25)  # of the low, central and high definitions of needing help, in the simulations
INTERVAL = (0.1, 0.9)
DRAWS = 2000

# Log-odds, one standard deviation of each cause of error (docs/divide.md).
INTERACTION = 0.15  # departure of a pair of categories from additivity
LESS_ADDITIVE: Mapping[frozenset[str], float] = {  # two criteria whose effects add up less well
    frozenset({"age", "household_income_month_eur"}): 0.25,
    frozenset({"age", "commune_size"}): 0.25,
}
SMALL_AREA: Mapping[Kind, float] = {
    "country": 0.0, "region": 0.1, "department": 0.15, "intercommunality": 0.2, "commune": 0.25, "overseas": 0.4,
}  # fmt: skip
# Of the spread of a criterion's effects between people, what lies between places: the unknown composition of a place. Measured on the
# diplomas of 5,332 communes of 2,000 people and more and on the incomes of 32,000 (docs/divide.md).
STRAY: Mapping[Kind, float] = {
    "country": 0.0, "region": 0.1, "department": 0.15, "intercommunality": 0.17, "commune": 0.22, "overseas": 0.22,
}  # fmt: skip

# The same for the size of the commune, which the residents of one commune share.
STRAY_SIZE: Mapping[Kind, float] = {
    "country": 0.0, "region": 0.25, "department": 0.4, "intercommunality": 0.7, "commune": 1.0, "overseas": 1.0,
}  # fmt: skip
NO_COMPUTER = "no_computer_at_home"
CAUSES = 800  # at most, of one fit

LOCAL: Mapping[Kind, str] = {
    "country": "",
    "region": ", carried to the region",
    "department": ", carried to the department",
    "intercommunality": ", carried to the intercommunality",
    "commune": ", carried to the commune",
    "overseas": ", carried to an overseas department that the survey does not cover",
}
IN_PLACE: Mapping[Kind, Text] = {
    "region": Text(fr="de la région", en="the region"),
    "department": Text(fr="du département", en="the department"),
    "intercommunality": Text(fr="de l’intercommunalité", en="the intercommunality"),
    "commune": Text(fr="de la commune", en="the commune"),
    "overseas": Text(fr="du département d’outre-mer", en="the overseas department"),
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

Normals = NDArray[np.float32]


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


class Stopped(Record):
    """Of the people who could do a procedure alone, the shares that one more demand of a channel stops.

    Computed, central values only. An e-mail address is not in any survey we hold: nobody is counted as stopped by it.
    """

    computer: float = 0.0  # no computer at home, where a telephone is not enough
    strong_identity: float = 0.0  # did no online procedure in the year: no account of the FranceConnect kind to expect


class Estimate(Record):
    """One indicator for one group: a share, its 80 % interval, what it rests on."""

    value: float
    low: float
    high: float
    basis: str  # short, for a file
    sources: tuple[str, ...]  # keys of data/sources.yaml
    words: Text  # the same basis as a sentence, for a screen


# -- what others call ------------------------------------------------------------------------------


def estimate(
    catalog: Catalog,
    *,
    place: str = "",
    where: Where = ANYONE,
    margins: Margins = AS_PUBLISHED,
    kind: Kind | None = None,
    indicator: str | None = None,
    year: int | None = None,
) -> Estimate:
    """Share of a group that an indicator concerns, with its 80 % interval.

    Args:
        place: a department or a region; empty is metropolitan France, 12 and over.
        where: criterion -> categories kept (see `criteria`).
        margins: composition of a place in it, criterion -> category -> share.
        kind: of that place; a commune by default.
        indicator: one with margins to fit; by default, never using the internet.
        year: what that year's survey would have measured; by default the waves pooled, as of today.
    Raises:
        BadInput: unknown name, year or place.
        Nobody: an empty group, or one the indicator was not asked of.
    """
    name = indicator or OFFLINE
    record = indicator_of(catalog, name)
    fit = fitted(catalog, name, year)
    group = of_place(catalog, place, margins=margins, kind=kind, wave=nearest_wave(year))
    weights = group.weights(where) * (fit.weights > 0)
    if not weights.any():
        raise Nobody(f"ce groupe est hors du champ de l’indicateur ({record.population.fr}).",
                     f"this group is outside the population of the indicator ({record.population.en}).")  # fmt: skip
    weights = weights / weights.sum()
    share = logit.shares(fit.odds)
    value = float(weights @ share)
    low, high = np.quantile(simulated(group.cells, fit, weights, group.local, name), INTERVAL)
    return Estimate(
        value=value,
        low=min(float(low), value),
        high=max(float(high), value),
        basis=fit.how.en + LOCAL[group.local.kind],
        sources=_sources(record, year, place),
        words=_words(record, fit, group.local),
    )


def states(
    catalog: Catalog, *, place: str = "", where: Where = ANYONE, margins: Margins = AS_PUBLISHED, kind: Kind | None = None
) -> States:
    """Offline, needs help, autonomous: three shares that add up to 1, each with its 80 % interval.

    The low and high ends of "needs help" come from different definitions of it, not only from sampling.

    Raises:
        BadInput: unknown name or place; nobody in the group.
    """
    group = of_place(catalog, place, margins=margins, kind=kind)
    return states_of(catalog, group.weights(where), group.local)


def draws(
    catalog: Catalog, *, place: str = "", where: Where = ANYONE, margins: Margins = AS_PUBLISHED, n: int = DRAWS, seed: int = 0
) -> Floats:
    """Simulated states: an array (n, 3) of offline, needs help, autonomous; every row adds up to 1.

    The same seed shows the same worlds to every group, so that differences between groups can be read.
    """
    group = of_place(catalog, place, margins=margins)
    return draws_of(catalog, group.weights(where), group.local, n, seed)


def states_of(catalog: Catalog, weights: Floats, local: Local) -> States:
    """The states of a group given as weights on the national cells, adding up to 1 (see `states`)."""
    offline, definitions = cell_states(catalog)
    helped = (1 - offline) * definitions[1].share
    values = np.array([weights @ offline, weights @ helped, weights @ (1 - offline - helped)])
    low, high = np.quantile(draws_of(catalog, weights, local), INTERVAL, axis=0)
    low, high = np.minimum(low, values), np.maximum(high, values)
    offline_, helped_, alone = (
        Share(value=float(values[i]), low=float(low[i]), high=float(high[i]), indicator=(OFFLINE, HELP, HELP)[i]) for i in range(3)
    )
    return States(offline=offline_, needs_help=helped_, autonomous=alone)


def stopped_of(catalog: Catalog, weights: Floats) -> Stopped:
    """Whom a computer, or a strong identity, would stop among the autonomous of a group (weights on the national cells)."""
    alone, without, undone = _cell_stops(catalog)
    autonomous = weights * alone
    if not autonomous.any():
        return Stopped()
    return Stopped(computer=float(autonomous @ without / autonomous.sum()), strong_identity=float(autonomous @ undone / autonomous.sum()))


def draws_of(catalog: Catalog, weights: Floats, local: Local, n: int = DRAWS, seed: int = 0) -> Floats:
    """Simulated states of a group given as weights on the national cells (see `draws`)."""
    cells, fit, found = national(catalog).cells, fitted(catalog, OFFLINE), helps(catalog)
    offline, definitions = cell_states(catalog)
    errors = local_error(cells, fit, local, n, seed)
    gone = weights * offline * (1 - offline)
    first = logit.moved(_worlds(float(weights @ offline), _pull_of_place(cells, fit, gone), _normals(OFFLINE, seed, n)), errors[:, 0])
    online = weights * (1 - offline)
    second = np.empty(n)
    for which, definition in enumerate(definitions):
        at = _worlds_of(which, seed, n)
        share = float(online @ definition.share / online.sum())
        spread = online * definition.share * (1 - definition.share)
        # who is online changes too: those who come offline leave with their own need of help
        moves = _together(_offline_normals(seed, n, which), _pull_of_place(cells, fit, gone * (share - definition.share)))
        for i, (name, each) in enumerate(zip(HELPS, found, strict=True)):
            if (chosen := definition.read == i).any():
                normals = _normals(f"online, {which}: {name}", seed, len(at), CAUSES // 2)  # pairs of five criteria: half the causes
                moves += _together(normals, _pull_of_place(cells, each, spread * chosen))
        second[at] = logit.moved(share, moves / online.sum() / max(share * (1 - share), 1e-9))
    second = (1 - first) * logit.moved(second, errors[:, 1])
    return np.column_stack([first, second, 1 - first - second])


# -- the states of the cells ---------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Definition:
    """One way of saying who, among the people online, cannot do a procedure alone: shares by cell."""

    share: Floats
    read: NDArray[np.intp]  # which of `HELPS` each cell is read from


@per_catalog(4)
def cell_states(catalog: Catalog) -> tuple[Floats, tuple[Definition, ...]]:
    """Share offline by cell, and the low, central and high definitions of needing help.

    Someone at a loss with computers, or with procedures, needs help: the central figure is the larger of the
    two, the low one the smaller. The high one counts those who did no procedure, whatever their reason. The
    minors have none to do: for them computers are the low and central figure, procedures the high one.
    """
    computer, procedure, done = range(len(HELPS))
    answers = np.array([logit.shares(fit.odds) for fit in helps(catalog)])
    minors = national(catalog).cells.has("age", MINORS)
    central = np.where(minors | (answers[computer] >= answers[procedure]), computer, procedure)
    low = np.where(minors | (answers[computer] <= answers[procedure]), computer, procedure)
    larger = np.where(answers[computer] >= answers[procedure], computer, procedure)
    high = np.where(minors | (np.take_along_axis(answers, larger[None], 0)[0] >= answers[done]), larger, done)
    return logit.shares(fitted(catalog, OFFLINE).odds), tuple(
        Definition(np.take_along_axis(answers, read[None], 0)[0], read) for read in (low, central, high)
    )


@per_catalog(4)
def _cell_stops(catalog: Catalog) -> tuple[Floats, Floats, Floats]:
    """By cell, the share who manage alone; among the online without a computer; among the autonomous without a procedure done."""
    offline, (_, central, high) = cell_states(catalog)
    without = np.maximum(0.0, logit.shares(fitted(catalog, NO_COMPUTER).odds) - offline) / (1 - offline)
    undone = np.maximum(0.0, high.share - central.share) / (1 - central.share)
    return (1 - offline) * (1 - central.share), without, undone


# -- simulated worlds ----------------------------------------------------------------------------------


def simulated(cells: Cells, fit: Fit, weights: Floats, local: Local = COUNTRY, name: str = "") -> Floats:
    """The share of a group (weights on the cells, adding up to 1) in the simulated worlds: (DRAWS,)."""
    share = logit.shares(fit.odds)
    normals = _normals(OFFLINE if name == OFFLINE else "", 0, DRAWS)
    worlds = _worlds(float(weights @ share), pull(cells, fit, weights * share * (1 - share)), normals)
    return logit.moved(worlds, local_error(cells, fit, local, DRAWS, 0)[:, 0])


def pull(cells: Cells, fit: Fit, steepness: Floats) -> Floats:
    """How far one standard deviation of each cause moves a group whose cells gain so many people by log-odds."""
    columns = cells.sums(steepness)
    return np.concatenate([columns @ fit.moves, departures(cells) * (cells.pair_sums(steepness) - columns @ fit.held(cells))])


def _pull_of_place(cells: Cells, fit: Fit, steepness: Floats) -> Floats:
    """The same on the pairs of the survey's own table alone, which come first: places and publics seldom name the others."""
    columns, pairs = cells.sums(steepness), cells.seeded.pair_sums(cells.on_seeded(steepness))
    first = slice(len(pairs))
    return np.concatenate([columns @ fit.moves, departures(cells)[first] * (pairs - columns @ fit.held(cells)[:, first])])


@lru_cache(maxsize=4)
def departures(cells: Cells) -> Floats:
    """By pair of categories, one standard deviation of its departure from additivity, in log-odds."""
    return np.array([LESS_ADDITIVE.get(frozenset(two), INTERACTION) for two in cells.crossed])


def _worlds(value: float, moves: Floats, normals: Normals) -> Floats:
    """The share of a group in simulated worlds, from how far each cause moves it."""
    return logit.moved(value, _together(normals, moves) / max(value * (1 - value), 1e-9))


def _together(normals: Normals, moves: Floats) -> Floats:
    """All the causes at once: by how much each world moves a group."""
    return np.asarray(normals[:, : len(moves)] @ moves.astype(np.float32), dtype=np.float64)


@lru_cache(maxsize=16)
def _normals(name: str, seed: int, n: int, causes: int = CAUSES) -> Normals:
    """Causes of error by world, in opposite pairs (steadier quantiles); every group of a seed sees the same."""
    half = np.random.default_rng([seed, crc32(name.encode())]).standard_normal(((n + 1) // 2, causes), dtype=np.float32)
    return np.concatenate([half, -half])[:n]


@lru_cache(maxsize=8)
def _offline_normals(seed: int, n: int, definition: int) -> Normals:
    """Those of the people offline, in the worlds that keep to one definition of needing help."""
    return _normals(OFFLINE, seed, n)[_worlds_of(definition, seed, n)]


@lru_cache(maxsize=8)
def _worlds_of(definition: int, seed: int, n: int) -> NDArray[np.intp]:
    """The worlds that keep to one definition of needing help."""
    rank = (np.arange(n) + 0.5) / n
    of_world = np.random.default_rng([seed, 1]).permutation(np.searchsorted(np.cumsum(CHANCES), rank))
    return np.nonzero(of_world == definition)[0]


def local_error(cells: Cells, fit: Fit, local: Local, n: int, seed: int) -> Floats:
    """What no composition says of a place: one shift of log-odds for each state and world (n, 2).

    A criterion with no local figure is lent from a wider place: what people there would have in common adds to it.
    """
    people, criteria = cells.sums(fit.weights), np.array([criterion for criterion, _ in cells.columns])
    variance = SMALL_AREA[local.kind] ** 2
    for criterion in local.lent:
        at = criteria == criterion
        stray = (STRAY_SIZE if criterion == "commune_size" else STRAY)[local.kind]
        variance += stray**2 * float(people[at] @ fit.effects[at] ** 2 / people[at].sum())
    return np.asarray(variance**0.5 * np.random.default_rng([seed, 9, crc32(local.code.encode())]).standard_normal((n, 2)))


# -- words -----------------------------------------------------------------------------------------


def _words(record: Indicator, fit: Fit, local: Local) -> Text:
    """In one sentence: what was measured, of whom, and what is local in it."""
    fr = f"{record.label.fr} : {fit.how.fr} ; {record.population.fr}"
    en = f"{record.label.en}: {fit.how.en}; {record.population.en}"
    if local.kind != "country":
        here = IN_PLACE[local.kind]
        fr = f"{fr} ; reporté sur la composition {here.fr}, où rien n’a été mesuré"
        en = f"{en}; carried to the composition of {here.en}, where nothing was measured"
    return Text(fr=f"{fr}.", en=f"{en}.")


def _sources(record: Indicator, year: int | None, place: str) -> tuple[str, ...]:
    rows = {row.source for row in record.values if row.calibrate or row.year == year}
    return tuple(sorted({*rows, SEED_SOURCE, *([AGES_SOURCE] if place else [])}))
