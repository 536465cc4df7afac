"""A population as shares of the cells, and raking: the composition nearest to another that has given margins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import Any, Concatenate, Literal, NoReturn, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Text
from catalog.load import Catalog
from catalog.yamlfile import BadInput, Problem, bad
from planner.cells import Cells, Floats, Where, known

Margins = Mapping[str, Mapping[str, float]]  # criterion -> category -> share
AS_PUBLISHED: Margins = MappingProxyType({})  # nothing typed by hand
P = ParamSpec("P")
T = TypeVar("T")

TOLERANCE = 1e-9
SWEEPS = 2000


Kind = Literal["country", "region", "department", "intercommunality", "commune", "overseas"]


@dataclass(frozen=True)
class Local:
    """How local a composition is, and which criteria are lent to it for want of local figures."""

    kind: Kind = "country"
    code: str = ""
    lent: tuple[str, ...] = ()


class Nobody(BadInput):
    """A group in which there is nobody to count: a question without an answer, in a place where another has one."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__([Problem("where", None, Text(fr=fr, en=en))])


@dataclass(frozen=True, eq=False)
class Composition:
    """A population: `shares` of its people aged 12 and over in each cell, adding up to 1."""

    cells: Cells
    shares: Floats
    local: Local = Local()
    people: float | None = None  # head count, all ages
    people_12plus: float | None = None  # head count, aged 12 and over

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The categories of each criterion, in order."""
        return self.cells.categories

    def margin(self, criterion: str) -> dict[str, float]:
        """Share of each category of one criterion, then of its groups."""
        names = self.categories[criterion]
        found = {name: float(share) for name, share in zip(names, self.cells.of(criterion, self.shares), strict=True)}
        return found | {group: sum(found[name] for name in held) for group, held in self.cells.groups.get(criterion, {}).items()}

    def weights(self, where: Where) -> Floats:
        """Shares of the cells among the people who have a profile, adding up to 1.

        Raises:
            BadInput: unknown name.
            Nobody: a profile that nobody here has.
        """
        kept = self.shares * self.cells.mask(where)
        if not kept.any():
            raise Nobody("personne n’a ce profil dans ce lieu. Retirez un critère.",
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


def rake(seed: Composition, margins: Margins) -> Composition:
    """Iterative proportional fitting: the composition nearest to `seed` that has these margins.

    Args:
        margins: criterion -> category (or group) -> share, each adding up to 1; a category left out is 0.
            A group is brought to its share as a whole: how it splits is left to the seed.
    Returns:
        the same cells, every margin met to 1e-9.
    Raises:
        BadInput: unknown name, shares that do not add up to 1, a category asked for where the seed has
            nobody, margins that contradict each other.
    """
    parts = {criterion: _parts(seed, criterion, margin) for criterion, margin in margins.items()}
    cells, shares = seed.cells, seed.shares
    for _ in range(SWEEPS):
        for criterion, part in parts.items():
            now = part.sums(cells.of(criterion, shares))
            factors = np.divide(part.shares, now, out=np.zeros_like(now), where=now > 0)
            shares = cells.times(shares, criterion, factors[part.at])
        gaps = {criterion: part.sums(cells.of(criterion, shares)) - part.shares for criterion, part in parts.items()}
        if all(np.abs(gap).max() < TOLERANCE for gap in gaps.values()):
            return replace(seed, shares=shares)
    _refuse_conflict(parts, gaps)


@dataclass(frozen=True, eq=False)
class Parts:
    """What a margin cuts a criterion into: categories, or groups of them, and the share asked for in each."""

    names: tuple[str, ...]
    shares: Floats
    at: NDArray[np.intp]  # the part of each category

    def sums(self, by_category: Floats) -> Floats:
        """Shares of the categories added up part by part."""
        return np.asarray(np.bincount(self.at, by_category, minlength=len(self.names)), dtype=np.float64)


def _parts(seed: Composition, criterion: str, margin: Mapping[str, float]) -> Parts:
    known(criterion, seed.categories)
    names, groups = seed.categories[criterion], seed.cells.groups.get(criterion, {})
    for name in margin:
        known(name, (*names, *groups), criterion)
    held = {name: group for group, inside in groups.items() if group in margin for name in inside}
    _refuse_twice(criterion, margin, held)
    part_of = [held.get(name, name) for name in names]
    parts = tuple(dict.fromkeys(part_of))
    target = np.array([margin.get(part, 0.0) for part in parts])
    if not np.isfinite(target).all() or (target < 0).any() or abs(target.sum() - 1) > 1e-6:
        total = f"{target.sum():.4g}"
        raise bad(criterion, None, f"les parts font {total} en tout. Elles doivent être positives et faire 1 (100 %).",
                  f"the shares add up to {total}. They must be positive and add up to 1 (100%).")  # fmt: skip
    found = Parts(parts, np.asarray(target / target.sum()), np.array([parts.index(part) for part in part_of]))
    now = found.sums(seed.cells.of(criterion, seed.shares))
    empty = [name for name, asked, there in zip(parts, target, now, strict=True) if asked > 0 and there == 0]
    if empty:
        raise bad(criterion, None, f"« {empty[0]} » est demandé, mais personne de la composition de départ n’y est. Mettez 0.",
                  f'"{empty[0]}" is asked for, but the starting composition has nobody in it. Write 0.')  # fmt: skip
    return found


def _refuse_twice(criterion: str, margin: Mapping[str, float], held: Mapping[str, str]) -> None:
    """A group and one of its own categories cannot both be given."""
    twice = next((name for name in margin if name in held), None)
    if twice:
        group = held[twice]
        raise bad(
            criterion,
            None,
            f"« {twice} » fait partie de « {group} » : donnez l’un ou l’autre.",
            f'"{twice}" is part of "{group}": give one or the other.',
        )


def _refuse_conflict(parts: Mapping[str, Parts], gaps: Mapping[str, Floats]) -> NoReturn:
    criterion = max(gaps, key=lambda each: float(np.abs(gaps[each]).max()))
    at = int(np.abs(gaps[criterion]).argmax())
    names, asked = parts[criterion].names, float(parts[criterion].shares[at])
    reached = asked + float(gaps[criterion][at])
    raise bad(
        criterion,
        None,
        f"les répartitions se contredisent : « {names[at]} » demande {asked:.3f}, les autres donnent {reached:.3f}. Corrigez l’une.",
        f'the margins contradict each other: "{names[at]}" asks for {asked:.3f}, the others give {reached:.3f}. Correct one of them.',
    )


def normalised(margin: Mapping[str, float]) -> dict[str, float]:
    """The same shares, adding up to 1."""
    total = sum(margin.values())
    return {name: share / total for name, share in margin.items()}
