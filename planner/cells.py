"""Every possible crossing of the criteria, and sums over them, without ever writing a matrix of zeros and ones.

A *column* is one category of one criterion; a *pair* is one category of each of two criteria. What a model
without interactions can say lives on the columns; what it leaves out is described on the pairs.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.figures import SEEDED
from catalog.yamlfile import bad

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]
Where = Mapping[str, tuple[str, ...]]  # criterion -> categories or groups allowed
ANYONE: Where = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Cells:
    """The crossing of several criteria. Anything said of the cells is a flat array, the last criterion running fastest."""

    categories: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)  # criterion -> group -> its categories

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many categories each criterion has."""
        return tuple(len(names) for names in self.categories.values())

    @cached_property
    def count(self) -> int:
        """How many cells."""
        return int(np.prod(self.shape))

    @cached_property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Every category of every criterion, in order."""
        return tuple((criterion, name) for criterion, names in self.categories.items() for name in names)

    @cached_property
    def _first(self) -> tuple[int, ...]:
        """The first column of each criterion."""
        return tuple(int(first) for first in np.cumsum([0, *self.shape[:-1]]))

    @cached_property
    def crossed(self) -> tuple[tuple[str, str], ...]:
        """The two criteria of every pair, in the order of `pair_sums`."""
        names = tuple(self.categories)
        return tuple((names[a], names[b]) for (a, b), table in _tables(np.zeros(self.shape)) for _ in range(table.size))

    def position(self, criterion: str, category: str) -> int:
        """The column of a category."""
        return self.columns.index((criterion, category))

    @cached_property
    def seeded(self) -> Cells:
        """The cells of the criteria that the survey's own table crosses, the others summed away."""
        return Cells({name: names for name, names in self.categories.items() if name in SEEDED}, self.groups)

    def on_seeded(self, values: Floats) -> Floats:
        """Sums over the cells of `seeded`, which come first: what is left is the last axes."""
        return np.asarray(values.reshape(self.seeded.count, -1).sum(axis=1))

    def at(self, criterion: str) -> Positions:
        """The position of each cell's category in one criterion."""
        return np.broadcast_to(self._along(criterion, np.arange(len(self.categories[criterion]))), self.shape).ravel()

    def of(self, criterion: str, values: Floats) -> Floats:
        """Sum of `values` (one a cell) in each category of one criterion."""
        axis, size = self._axis(criterion), len(self.categories[criterion])
        before, after = int(np.prod(self.shape[:axis])), int(np.prod(self.shape[axis + 1 :]))
        inner = values.reshape(-1, after) @ np.ones(after)  # as products, several times faster than sums over many axes
        return np.asarray(np.ones(before) @ inner.reshape(before, size))

    def sums(self, values: Floats) -> Floats:
        """Sum of `values` in each column."""
        return np.concatenate(_margins(values.reshape(self.shape)))

    def pair_sums(self, values: Floats) -> Floats:
        """Sum of `values` in each pair."""
        return np.concatenate([table.ravel() for _, table in _tables(values.reshape(self.shape))])

    def spread(self, coefficients: Floats) -> Floats:
        """What each cell gets when every column gives its coefficient to the cells it holds."""
        total = np.zeros(self.shape)
        for criterion, first, size in zip(self.categories, self._first, self.shape, strict=True):
            total += self._along(criterion, coefficients[first : first + size])
        return total.ravel()

    def times(self, values: Floats, criterion: str, factors: Floats) -> Floats:
        """Each cell times the factor of its category."""
        return np.asarray(values.reshape(self.shape) * self._along(criterion, factors)).ravel()

    def gram(self, values: Floats) -> Floats:
        """Sum of `values` where two columns meet: columns x columns."""
        found = np.diag(self.sums(values))
        for (a, b), table in _tables(values.reshape(self.shape)):
            rows = slice(self._first[a], self._first[a] + self.shape[a])
            columns = slice(self._first[b], self._first[b] + self.shape[b])
            found[rows, columns], found[columns, rows] = table, table.T
        return found

    def column_pairs(self, values: Floats) -> Floats:
        """Sum of `values` where a column meets a pair: columns x pairs."""
        cube = values.reshape(self.shape)
        found = []
        for (a, b), table in _tables(cube):
            rows = []
            for c in range(len(self.shape)):
                if c in (a, b):  # a category meets only the pairs that it is part of
                    held = np.eye(self.shape[c])[:, :, None] * (table if c == a else table.T)
                    rows.append((held if c == a else held.transpose(0, 2, 1)).reshape(self.shape[c], -1))
                else:
                    others = tuple(i for i in range(cube.ndim) if i not in (a, b, c))
                    three = cube.sum(axis=others)
                    order = sorted((a, b, c))
                    rows.append(three.transpose([order.index(i) for i in (c, a, b)]).reshape(self.shape[c], -1))
            found.append(np.vstack(rows))
        return np.hstack(found)

    def _axis(self, criterion: str) -> int:
        return list(self.categories).index(criterion)

    def _along(self, criterion: str, values: NDArray[Any]) -> NDArray[Any]:
        """One value a category, ready to be laid on all the cells."""
        axis = self._axis(criterion)
        return values.reshape([-1 if i == axis else 1 for i in range(len(self.shape))])

    def has(self, criterion: str, category: str) -> NDArray[np.bool_]:
        """Which cells are in a category, or in a group of categories."""
        names = self.groups.get(criterion, {}).get(category, (category,))
        held = np.isin(self.categories[criterion], names)
        return np.asarray(np.broadcast_to(self._along(criterion, held), self.shape)).ravel()

    def mask(self, where: Where) -> NDArray[np.bool_]:
        """Which cells a profile keeps; criteria it does not name are not restricted.

        Raises:
            BadInput: unknown criterion or category.
        """
        kept = np.ones(self.count, dtype=bool)
        for criterion, names in where.items():
            known(criterion, self.categories)
            found = np.zeros(self.count, dtype=bool)
            for name in names:
                known(name, (*self.categories[criterion], *self.groups.get(criterion, ())), criterion)
                found |= self.has(criterion, name)
            if names:
                kept &= found
        return kept


def _margins(cube: Floats) -> list[Floats]:
    """Sums along each axis. The last axis is summed away at each step, so that the big cube is read twice, not once an axis."""
    if cube.ndim == 1:
        return [cube]
    return [*_margins(_without_last(cube)), np.ones(cube.size // cube.shape[-1]) @ _flat(cube)]


def _tables(cube: Floats) -> list[tuple[tuple[int, int], Floats]]:
    """The table of every two axes, read in the same way."""
    if cube.ndim < 2:
        return []
    return [*_tables(_without_last(cube)), *_with_last(cube, cube.ndim - 1)]


def _flat(cube: Floats) -> Floats:
    """Every axis but the last laid end to end."""
    return cube.reshape(-1, cube.shape[-1])


def _without_last(cube: Floats) -> Floats:
    """The last axis summed away: as a product, many times faster than a sum over a short axis."""
    return np.asarray(_flat(cube) @ np.ones(cube.shape[-1])).reshape(cube.shape[:-1])


def _with_last(cube: Floats, last: int) -> list[tuple[tuple[int, int], Floats]]:
    if cube.ndim == 2:
        return [((0, last), cube)]
    rest = cube.reshape(-1, cube.shape[-2] * cube.shape[-1])
    table = np.asarray(np.ones(len(rest)) @ rest).reshape(cube.shape[-2:])
    return [*_with_last(cube.sum(axis=-2), last), ((cube.ndim - 2, last), table)]


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
