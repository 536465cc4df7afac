"""Who lives in a place, on the joint cells of age, diploma, income, commune size and sex.

A joint table exists for metropolitan France only (the survey's). A place gets it raked to what is
published locally: its ages for a department, whatever else the organiser knows and types by hand.
The cells cover people aged 12 and over; the head count of all ages is carried beside them, never mixed.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Text
from catalog.figures import CRITERIA
from catalog.load import Catalog
from catalog.yamlfile import bad

Floats = NDArray[np.float64]
Margins = Mapping[str, Mapping[str, float]]  # criterion -> category -> share
Where = Mapping[str, tuple[str, ...]]  # criterion -> categories allowed
ANYONE: Where = MappingProxyType({})
AS_PUBLISHED: Margins = MappingProxyType({})  # nothing typed by hand
P = ParamSpec("P")
T = TypeVar("T")

SMOOTHING = 0.02  # share of people spread over cells that no respondent happened to fall in
NOT_ASKED = "aged_12_17_not_asked"  # the diploma of the minors: one with the age
MINORS = "12-17"
OLDEST = 130
TOLERANCE = 1e-9
SWEEPS = 2000

# The Paris agglomeration: four departments lie in it whole, it spills over four others and nowhere else
# (general knowledge, to be confirmed). What is left of it after the four is spread evenly over the others.
PARIS = "paris_agglomeration"
PARIS_WHOLE = ("75", "92", "93", "94")
PARIS_PART = ("77", "78", "91", "95")
MAYOTTE = "976"  # no survey covers it


@dataclass(frozen=True)
class Composition:
    """Joint cells of a place: `shares` of its people aged 12 and over, adding up to 1."""

    cells: NDArray[np.void]  # one field per criterion: the position of the cell's category
    categories: Mapping[str, tuple[str, ...]]
    shares: Floats
    people: float | None = None  # head count, all ages
    people_12plus: float | None = None  # head count, aged 12 and over

    def margin(self, criterion: str) -> dict[str, float]:
        """Share of each category of one criterion."""
        names = self.categories[criterion]
        sums = np.bincount(self.cells[criterion], self.shares, minlength=len(names))
        return {name: float(share) for name, share in zip(names, sums, strict=True)}

    def has(self, criterion: str, category: str) -> NDArray[np.bool_]:
        """Which cells are in that category."""
        return np.asarray(self.cells[criterion] == self.categories[criterion].index(category))

    def mask(self, where: Where) -> NDArray[np.bool_]:
        """Which cells a profile keeps; criteria it does not name are not restricted.

        Raises:
            BadInput: unknown criterion or category.
        """
        kept = np.ones(len(self.shares), dtype=bool)
        for criterion, names in where.items():
            known(criterion, self.categories)
            for name in names:
                known(name, self.categories[criterion], criterion)
            if names:
                kept &= np.isin(self.cells[criterion], [self.categories[criterion].index(name) for name in names])
        return kept

    def weights(self, where: Where) -> Floats:
        """Shares of the cells among the people who have a profile, adding up to 1.

        Raises:
            BadInput: unknown name, or a profile that nobody here has.
        """
        kept = self.shares * self.mask(where)
        if not kept.any():
            raise bad("where", None, "personne n’a ce profil dans ce lieu. Retirez un critère.",
                      "nobody in this place has this profile. Remove a criterion.")  # fmt: skip
        return np.asarray(kept / kept.sum())


def per_catalog(size: int) -> Callable[[Callable[Concatenate[Catalog, P], T]], Callable[Concatenate[Catalog, P], T]]:
    """Remember up to `size` results; the catalog's version stands for everything it holds."""

    def decorate(function: Callable[Concatenate[Catalog, P], T]) -> Callable[Concatenate[Catalog, P], T]:
        class Key:
            def __init__(self, catalog: Catalog) -> None:
                self.catalog = catalog

            def __hash__(self) -> int:
                return hash(self.catalog.version)

            def __eq__(self, other: object) -> bool:
                return isinstance(other, Key) and other.catalog.version == self.catalog.version

        @lru_cache(maxsize=size)
        def kept(key: Key, *args: Any, **kwargs: Any) -> T:
            return function(key.catalog, *args, **kwargs)

        @wraps(function)
        def remembered(catalog: Catalog, /, *args: P.args, **kwargs: P.kwargs) -> T:
            return kept(Key(catalog), *args, **kwargs)  # type: ignore[arg-type]  # every argument here is hashable

        return remembered

    return decorate


def criteria(catalog: Catalog) -> dict[str, dict[str, Text]]:
    """The criteria of the joint composition, and the label of each of their categories, in order."""
    return {name: {id: category.label for id, category in catalog.criteria[name].categories.items()} for name in CRITERIA}


@per_catalog(4)
def national(catalog: Catalog) -> Composition:
    """Metropolitan France, aged 12 and over: the survey's joint table, every possible cell filled.

    A cell without a respondent is not a cell without people: `SMOOTHING` of the people follow, at each
    age, independent criteria. That leaves every margin, and every cross with age, as it was.
    """
    categories = {name: tuple(catalog.criteria[name].categories) for name in CRITERIA}
    table = np.zeros([len(categories[name]) for name in CRITERIA])
    for row in catalog.seed:
        table[tuple(categories[name].index(getattr(row, name)) for name in CRITERIA)] += row.share
    table /= table.sum()
    others = range(1, len(CRITERIA))
    by_age = table.sum(axis=tuple(others), keepdims=True)
    spread = by_age
    for axis in others:
        spread = spread * table.sum(axis=tuple(a for a in others if a != axis), keepdims=True) / by_age
    table = (1 - SMOOTHING) * table + SMOOTHING * spread
    positions = np.nonzero(table)
    cells = np.empty(len(positions[0]), dtype=[(name, np.int8) for name in CRITERIA])
    for name, position in zip(CRITERIA, positions, strict=True):
        cells[name] = position
    everyone = float(sum(sum(each.ages.values()) for code, each in catalog.departments.items() if not overseas(code)))
    return Composition(cells, categories, table[positions], people=everyone, people_12plus=sum(_ages(catalog).values()))


@per_catalog(8)
def of_wave(catalog: Catalog, year: int) -> Composition:
    """Metropolitan France as the survey of that year weighted it."""
    margins = {
        name: {id: category.shares[year] for id, category in catalog.criteria[name].categories.items() if id != NOT_ASKED}
        for name in CRITERIA
    }
    return _rake_adults(national(catalog), {name: _normalised(margin) for name, margin in margins.items()})


def of_place(
    catalog: Catalog, code: str = "", *, margins: Margins = AS_PUBLISHED, people: float | None = None, wave: int | None = None
) -> Composition:
    """The composition of a place.

    Args:
        code: a department; empty is metropolitan France.
        wave: start from the composition of one survey wave; by default the waves together.
        margins: what is known locally, shares adding up to 1 (a category left out is 0). Diplomas are those
            of the adults. They replace what is published for the department.
        people: head count of all ages, when it is not the department's.
    Raises:
        BadInput: unknown place, Mayotte (no survey covers it), margins that no composition can meet.
    """
    place = _department(catalog, code, wave) if code else _france(catalog, wave)
    if margins:
        place = _rake_adults(place, margins)
    if people is not None:
        ratio = place.people_12plus / place.people if place.people and place.people_12plus else None
        place = replace(place, people=people, people_12plus=people * ratio if ratio else None)
    return place


def rake(seed: Composition, margins: Margins) -> Composition:
    """Iterative proportional fitting: the composition nearest to `seed` that has these margins.

    Args:
        margins: criterion -> category -> share, each adding up to 1; a category left out is 0.
    Returns:
        the same cells, every margin met to 1e-9.
    Raises:
        BadInput: unknown name, shares that do not add up to 1, a category asked for where the seed has
            nobody, margins that contradict each other.
    """
    targets = {criterion: _target(seed, criterion, margin) for criterion, margin in margins.items()}
    shares = seed.shares.copy()
    for _ in range(SWEEPS):
        for criterion, target in targets.items():
            index = seed.cells[criterion]
            now = np.bincount(index, shares, minlength=len(target))
            shares *= np.divide(target, now, out=np.zeros_like(target), where=now > 0)[index]
        gaps = {c: np.bincount(seed.cells[c], shares, minlength=len(t)) - t for c, t in targets.items()}
        if all(np.abs(gap).max() < TOLERANCE for gap in gaps.values()):
            return replace(seed, shares=shares)
    _refuse_conflict(seed, targets, gaps)


def known(name: str, names: Iterable[str], criterion: str = "") -> None:
    """Refuse a criterion, or a category of `criterion`, that does not exist, offering the nearest."""
    possible = list(names)
    if name in possible:
        return
    near = difflib.get_close_matches(name, possible, n=1)
    where = criterion or "where"
    listed = ", ".join(possible)
    raise bad(
        where,
        None,
        f"« {name[:40]} » est inconnu. " + (f"Écrivez « {near[0]} » ?" if near else f"Valeurs possibles : {listed}."),
        f'"{name[:40]}" is unknown. ' + (f'Write "{near[0]}"?' if near else f"Possible values: {listed}."),
    )


def overseas(code: str) -> bool:
    """Whether a department lies outside metropolitan France, the territory of the survey."""
    return code.startswith("97")


# -- places --------------------------------------------------------------------------------------


def _france(catalog: Catalog, wave: int | None) -> Composition:
    return national(catalog) if wave is None else of_wave(catalog, wave)


@per_catalog(256)
def _department(catalog: Catalog, code: str, wave: int | None) -> Composition:
    if code == MAYOTTE:
        raise bad("place", None, "aucune enquête ne couvre Mayotte : rien ne permet d’y estimer l’éloignement du numérique.",
                  "no survey covers Mayotte: nothing allows an estimate there.")  # fmt: skip
    if code not in catalog.departments:
        raise bad(
            "place",
            None,
            f"« {code[:20]} » n’est pas un département. Écrivez un code comme 59, 2A ou 974, ou rien pour la France métropolitaine.",
            f'"{code[:20]}" is not a department. Write a code such as 59, 2A or 974, or nothing for metropolitan France.',
        )
    france = _france(catalog, wave)
    # A department is read relative to France: the survey has fewer very old people than the census-based
    # estimate (care homes are outside it), and that difference must not look like a local one.
    here, everywhere = _ages(catalog, code), _ages(catalog)
    age = _normalised({name: share * here[name] / everywhere[name] for name, share in france.margin("age").items()})
    return replace(
        rake(_with_paris(catalog, france, code), {"age": age}),
        people=float(sum(catalog.departments[code].ages.values())),
        people_12plus=sum(here.values()),
    )


def _with_paris(catalog: Catalog, france: Composition, code: str) -> Composition:
    """The seed of a department: all, part or none of it in the Paris agglomeration."""
    inside = france.has("commune_size", PARIS)
    share = float(france.shares[inside].sum())
    if code in PARIS_WHOLE:
        target = 1.0
    elif code in PARIS_PART:
        whole = sum(sum(_ages(catalog, each).values()) for each in PARIS_WHOLE if each in catalog.departments)
        part = sum(sum(_ages(catalog, each).values()) for each in PARIS_PART if each in catalog.departments)
        target = min(1.0, max(0.0, (share * sum(_ages(catalog).values()) - whole) / part))
    else:
        target = 0.0
    return replace(france, shares=france.shares * np.where(inside, target / share, (1 - target) / (1 - share)))


@per_catalog(256)
def _ages(catalog: Catalog, code: str | None = None) -> Mapping[str, float]:
    """Head counts by age of the joint cells, in a department or (None) in metropolitan France.

    A five-year band that straddles two ages is cut by fifths: 12 to 14 is three fifths of 10 to 14.
    """
    codes = [code] if code else [each for each in catalog.departments if not overseas(each)]
    return {
        name: sum(people * _overlap(band, name) for each in codes for band, people in catalog.departments[each].ages.items())
        for name in catalog.criteria["age"].categories
    }


def _overlap(band: str, age: str) -> float:
    """Share of the years of `band` that fall in `age`."""
    (first, last), (low, high) = _years(band), _years(age)
    return max(0, min(last, high) - max(first, low) + 1) / (last - first + 1)


def _years(label: str) -> tuple[int, int]:
    first, _, last = label.rstrip("+").partition("-")
    return int(first), int(last) if last else OLDEST


# -- raking ----------------------------------------------------------------------------------------


def _rake_adults(seed: Composition, margins: Margins) -> Composition:
    """Rake, reading diplomas given without the minors' as shares of the adults."""
    diplomas = margins.get("diploma")
    if diplomas is None or NOT_ASKED in diplomas:
        return rake(seed, margins)
    minors = (margins.get("age") or seed.margin("age")).get(MINORS, 0.0)
    of_all = {NOT_ASKED: minors, **{name: share * (1 - minors) for name, share in diplomas.items()}}
    if "age" not in margins:  # keep the minors where they were, or the two would drift apart
        margins = {"age": seed.margin("age"), **margins}
    return rake(seed, {**margins, "diploma": of_all})


def _target(seed: Composition, criterion: str, margin: Mapping[str, float]) -> Floats:
    known(criterion, seed.categories)
    for name in margin:
        known(name, seed.categories[criterion], criterion)
    target = np.array([margin.get(name, 0.0) for name in seed.categories[criterion]])
    if not np.isfinite(target).all() or (target < 0).any() or abs(target.sum() - 1) > 1e-6:
        total = f"{target.sum():.4g}"
        raise bad(criterion, None, f"les parts font {total} en tout. Elles doivent être positives et faire 1 (100 %).",
                  f"the shares add up to {total}. They must be positive and add up to 1 (100%).")  # fmt: skip
    now = np.bincount(seed.cells[criterion], seed.shares, minlength=len(target))
    empty = [name for name, asked, there in zip(seed.categories[criterion], target, now, strict=True) if asked > 0 and there == 0]
    if empty:
        raise bad(criterion, None, f"« {empty[0]} » est demandé, mais personne de la composition de départ n’y est. Mettez 0.",
                  f'"{empty[0]}" is asked for, but the starting composition has nobody in it. Write 0.')  # fmt: skip
    return np.asarray(target / target.sum())


def _refuse_conflict(seed: Composition, targets: Mapping[str, Floats], gaps: Mapping[str, Floats]) -> NoReturn:
    criterion = max(gaps, key=lambda each: float(np.abs(gaps[each]).max()))
    at = int(np.abs(gaps[criterion]).argmax())
    asked, reached = float(targets[criterion][at]), float(targets[criterion][at] + gaps[criterion][at])
    name = seed.categories[criterion][at]
    raise bad(
        criterion,
        None,
        f"les répartitions se contredisent : « {name} » demande {asked:.3f}, les autres donnent {reached:.3f}. Corrigez l’une d’elles.",
        f'the margins contradict each other: "{name}" asks for {asked:.3f}, the others give {reached:.3f}. Correct one of them.',
    )


def _normalised(margin: Mapping[str, float]) -> dict[str, float]:
    total = sum(margin.values())
    return {name: share / total for name, share in margin.items()}
