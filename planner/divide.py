"""Who a digital channel leaves out: from published survey margins to any place and any public.

A group is the mean of its cells, each as its indicator's fit says; simulated worlds give the intervals.
Rates are never multiplied with one another. `docs/divide.md` gives the method, the weights and how far
the figures are from what they did not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any, Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Record, Text
from catalog.figures import CRITERIA, Indicator
from catalog.load import Catalog
from catalog.yamlfile import bad
from planner import logit
from planner.fits import HELP, OFFLINE, Fit, fitted, helps, indicator_of, nearest_wave
from planner.population import ANYONE, AS_PUBLISHED, MINORS, Floats, Margins, Where, national, of_place, overseas, per_catalog
from planner.population import criteria as criteria

Kind = Literal["country", "department", "commune", "overseas"]

CHANCES = (0.25, 0.5, 0.25)  # of the low, central and high definitions of needing help, in the simulations

# Log-odds, one standard deviation of each cause of error: conventions (docs/divide.md).
INTERACTION = 0.3  # departure of a pair of criteria from additivity
SMALL_AREA: Mapping[Kind, float] = {"country": 0.0, "department": 0.15, "commune": 0.25, "overseas": 0.4}
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
    record = indicator_of(catalog, name)
    fit = fitted(catalog, name, year)
    group = of_place(catalog, place, margins=margins, wave=nearest_wave(year))
    weights = group.weights(where) * (fit.weights > 0)
    if not weights.any():
        raise bad("where", None, f"ce groupe est hors du champ de l’indicateur ({record.population.fr}).",
                  f"this group is outside the population of the indicator ({record.population.en}).")  # fmt: skip
    weights = weights / weights.sum()
    value = float(weights @ logit.shares(fit.odds))
    worlds = logit.moved(_worlds(catalog, name, year) @ weights, _local_error(_kind(place, margins), place, DRAWS, 0)[:, 0])
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
    offline = logit.shares(fitted(catalog, OFFLINE).odds)
    helped = (1 - offline) * _definitions(catalog, *(logit.shares(fit.odds) for fit in helps(catalog)))[1]
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
    first = logit.moved(offline, local[:, 0])
    second = (1 - first) * logit.moved(helped / (1 - offline), local[:, 1])
    return np.column_stack([first, second, 1 - first - second])


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
    back = logit.response(fit.weights, fit.design, fit.odds).astype(np.float32).T
    odds = fit.odds.astype(np.float32) + causes(fit.moves.shape[1]) @ fit.moves.astype(np.float32).T
    margins = logit.shares(odds) @ held
    odds += INTERACTION * causes(pairs.shape[1]) @ pairs.T
    for _ in range(CORRECTIONS):
        odds += (margins - logit.shares(odds) @ held) @ back
    return logit.shares(odds)


def _kind(place: str, margins: Margins) -> Kind:
    """How local a place is: a composition typed by hand is taken for a commune's."""
    if margins:
        return "commune"
    return "country" if not place else "overseas" if overseas(place) else "department"


def _local_error(kind: Kind, place: str, n: int, seed: int) -> Floats:
    """What no composition says of a place: one shift of log-odds for each state and world (n, 2)."""
    return SMALL_AREA[kind] * np.random.default_rng([seed, 9, crc32(place.encode())]).standard_normal((n, 2))


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


# -- words -----------------------------------------------------------------------------------------


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
