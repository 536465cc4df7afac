"""Metropolitan France, aged 12 and over, on the cells: the survey's joint table and what it does not cross.

The survey crosses five criteria and stops at 70 and over. Three things are added, each written down and each
leaving what was published as it is: cells without a respondent are filled, 70 and over is split at 75, and
occupation and household size are spread from published tables by age. docs/divide.md gives the reasons.
"""

from __future__ import annotations

import numpy as np

from catalog.facts import Text
from catalog.figures import CRITERIA, SEEDED, Association
from catalog.load import Catalog
from planner.cells import Cells, Floats
from planner.composition import SWEEPS, TOLERANCE, Composition, Margins, normalised, per_catalog, rake

SMOOTHING = 0.02  # share of people spread over cells that no respondent happened to fall in
NOT_ASKED = "aged_12_17_not_asked"  # the diploma of the minors: one with the age
MINORS = "12-17"
OLD, OLDER, OLDEST = "70+", "70-74", "75+"  # the group, and its two ages
BEFORE = "60-69"
# From 60–69 to 70 and over people are about 13 years older, from 70–74 to 75 and over about 9: what changes with
# age over the first step goes on at the same pace over the second.
PACE = 9 / 13
WAVES = (2020, 2022)


def criteria(catalog: Catalog) -> dict[str, dict[str, Text]]:
    """The criteria of the joint composition, and the label of each of their categories and groups, in order."""
    return {name: catalog.criteria[name].names for name in CRITERIA}


@per_catalog(4)
def national(catalog: Catalog) -> Composition:
    """Metropolitan France, aged 12 and over: the two waves together, on every possible cell."""
    table = _spread(catalog, _crossed(catalog))
    cells = Cells(
        {name: tuple(catalog.criteria[name].categories) for name in CRITERIA},
        {name: {group: each.holds for group, each in catalog.criteria[name].groups.items()} for name in CRITERIA},
    )
    return Composition(cells, table.ravel())


@per_catalog(8)
def of_wave(catalog: Catalog, year: int) -> Composition:
    """Metropolitan France as the survey of that year weighted it."""
    margins = {name: normalised(margin) for name, margin in _margins(catalog, year).items()}
    old = margins["age"].pop(OLD)
    older = _older(catalog, year)
    return rake_adults(national(catalog), margins | {"age": {**margins["age"], OLDER: old * older, OLDEST: old * (1 - older)}})


def rake_adults(seed: Composition, margins: Margins) -> Composition:
    """Rake, reading diplomas given without the minors' as shares of the adults."""
    diplomas = margins.get("diploma")
    if diplomas is None or NOT_ASKED in diplomas:
        return rake(seed, margins)
    minors = (margins.get("age") or seed.margin("age")).get(MINORS, 0.0)
    of_all = {NOT_ASKED: minors, **{name: share * (1 - minors) for name, share in diplomas.items()}}
    if "age" not in margins:  # keep the minors where they were, or the two would drift apart
        margins = {"age": {name: share for name, share in seed.margin("age").items() if name in seed.categories["age"]}, **margins}
    return rake(seed, {**margins, "diploma": of_all})


# -- the joint table ---------------------------------------------------------------------------------


def _crossed(catalog: Catalog) -> Floats:
    """The survey's table, one axis a seeded criterion, its last age split at 75.

    A cell without a respondent is not a cell without people: `SMOOTHING` of the people follow, at each
    age, independent criteria. That leaves every margin, and every cross with age, as it was.
    """
    names = {name: tuple(catalog.criteria[name].categories) for name in SEEDED}
    ages = tuple(dict.fromkeys(OLD if age in (OLDER, OLDEST) else age for age in names["age"]))
    table = np.zeros([len(ages), *(len(names[name]) for name in SEEDED[1:])])
    for row in catalog.seed:
        table[(ages.index(row.age), *(names[name].index(getattr(row, name)) for name in SEEDED[1:]))] += row.share
    table /= table.sum()
    axes = range(1, len(SEEDED))
    by_age = table.sum(axis=tuple(axes), keepdims=True)
    spread = by_age
    for axis in axes:
        spread = spread * table.sum(axis=tuple(a for a in axes if a != axis), keepdims=True) / by_age
    table = (1 - SMOOTHING) * table + SMOOTHING * spread
    older = table[-1] * _share_older(catalog, table)
    return np.concatenate([table[:-1], older[None], (table[-1] - older)[None]])


def _share_older(catalog: Catalog, table: Floats) -> Floats:
    """Of the people aged 70 and over of each cell, the share aged 70 to 74."""
    last, before = table[-1] / table[-1].sum(), table[-2] / table[-2].sum()
    tilt = np.zeros(last.shape)  # log-odds of being 75 and over, from how 70 and over differ from 60–69
    for axis in range(last.ndim):
        others = tuple(a for a in range(last.ndim) if a != axis)
        now, then = last.sum(axis=others, keepdims=True), before.sum(axis=others, keepdims=True)
        # nobody there: they are cells of nobody, whatever the split
        tilt = tilt + PACE * np.log(np.divide(now, then, out=np.ones_like(now), where=(now > 0) & (then > 0)))
    wanted = float(np.mean([_older(catalog, year) for year in WAVES]))
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        share = 1 / (1 + np.exp(tilt + middle))
        low, high = (middle, high) if float((last * share).sum()) > wanted else (low, middle)
    return np.asarray(share)


@per_catalog(8)
def _older(catalog: Catalog, year: int) -> float:
    """Of the survey's people aged 70 and over, the share aged 70 to 74.

    It is not published, but a rate at 70 and over is the mean of the rates of its two ages: least squares over the
    indicators published by all three.
    """
    over = under = 0.0
    for indicator in catalog.indicators.values():
        rates = {row.category: row.value for row in indicator.values if row.year == year and row.criterion == "age"}
        if {OLD, OLDER, OLDEST} <= set(rates):
            over += (rates[OLDEST] - rates[OLD]) * (rates[OLDEST] - rates[OLDER])
            under += (rates[OLDEST] - rates[OLDER]) ** 2
    return over / under


# -- the criteria that the survey's table does not cross ------------------------------------------------


def _spread(catalog: Catalog, table: Floats) -> Floats:
    """The table with two more axes, occupation and household size.

    Raking starts from independence leaning as `associations.yaml` says, and ends on: the table itself, and how
    each added criterion goes with age.
    """
    added = CRITERIA[len(SEEDED) :]
    kept = {each.of: _by_age(catalog, each, table) for each in catalog.associations.values() if each.kept}
    wide = table.reshape(*table.shape, *(1 for _ in added))
    for name in added:
        wide = wide * _laid(kept[name], ("age", name))
    for each in catalog.associations.values():
        if not each.kept:
            rows = _rows(catalog, each)
            share = wide.sum(axis=tuple(i for i, name in enumerate(CRITERIA) if name != each.by))
            mean = share @ rows / share.sum()
            wide = wide * _laid(np.divide(rows, mean, out=np.ones_like(rows), where=mean > 0), (each.by, each.of))
    targets = [(table, SEEDED), *((kept[name], ("age", name)) for name in added)]
    for _ in range(SWEEPS):
        for target, names in targets:
            wide = wide * _laid(_ratio(target, _kept_axes(wide, names)), names)
        if max(float(np.abs(_kept_axes(wide, names) - target).max()) for target, names in targets) < TOLERANCE:
            break
    return wide


def _by_age(catalog: Catalog, each: Association, table: Floats) -> Floats:
    """Age by category: the published rows, brought to the survey's own total of the category."""
    ages = table.sum(axis=tuple(range(1, table.ndim)))
    found = ages[:, None] * _rows(catalog, each)
    of_all = catalog.criteria[each.of].categories.values()
    totals = np.array([np.mean([category.shares[year] for year in WAVES]) for category in of_all])
    totals /= totals.sum()
    for _ in range(SWEEPS):
        found = found * _ratio(totals, found.sum(axis=0))
        found = found * _ratio(ages, found.sum(axis=1))[:, None]
        if np.abs(found.sum(axis=0) - totals).max() < TOLERANCE:
            break
    return np.asarray(found)


def _rows(catalog: Catalog, each: Association) -> Floats:
    """The rows of an association as an array; a row that is not given leans nowhere."""
    names = tuple(catalog.criteria[each.of].categories)
    given = np.array([[each.rows.get(by, {}).get(name, np.nan) for name in names] for by in catalog.criteria[each.by].categories])
    given = np.where(np.isnan(given).all(axis=1, keepdims=True), np.nanmean(given, axis=0), np.nan_to_num(given))
    return np.asarray(given / given.sum(axis=1, keepdims=True))


def _laid(values: Floats, names: tuple[str, ...]) -> Floats:
    """An array over some criteria, ready to multiply one over all of them."""
    axes = sorted(names, key=CRITERIA.index)
    turned = np.transpose(values, [names.index(name) for name in axes])
    lengths = iter(turned.shape)
    return turned.reshape([next(lengths) if name in names else 1 for name in CRITERIA])


def _kept_axes(wide: Floats, names: tuple[str, ...]) -> Floats:
    return np.asarray(wide.sum(axis=tuple(i for i, name in enumerate(CRITERIA) if name not in names)))


def _ratio(target: Floats, now: Floats) -> Floats:
    return np.divide(target, now, out=np.zeros_like(target), where=now > 0)


def _margins(catalog: Catalog, year: int) -> dict[str, dict[str, float]]:
    """What one wave published of its own weights, groups in place of the categories that it did not publish."""
    found: dict[str, dict[str, float]] = {}
    for name in CRITERIA:
        criterion = catalog.criteria[name]
        given = {id: each.shares[year] for id, each in criterion.named.items() if year in each.shares}
        found[name] = {id: share for id, share in given.items() if id != NOT_ASKED}
    return found
