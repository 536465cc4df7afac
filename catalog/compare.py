"""Which of several tools comes first, how surely, and which answer would settle it.

A weighted sum on fixed scales (Keeney and Raiffa, 1976), whose open facts are ranges. The stability of a rank is the share
of seeded draws of weights and open facts in which it holds: stochastic multicriteria acceptability analysis (Lahdelma,
Hokkanen and Salminen, 1998). Libraries looked at: crispyn draws weights over exact numbers; pymcdm, scikit-criteria and
pyDecision take one number, or a fuzzy one, a cell; smaa, which draws both, is for R. The draws are a few lines of numpy.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from catalog.facts import Record
from catalog.load import Catalog
from catalog.scoring import Score, score
from catalog.yamlfile import BadInput, parse, unknown_name, validate

Array: TypeAlias = NDArray[np.float64]

TOP_WEIGHT = 10
USUAL_WEIGHT = 5  # of every criterion until somebody weighs them
NUDGE = 2.0  # how far a draw moves a weight: who says 6 could have said 4 or 8
DRAWS = 2000
SEED = 2019
TIE = 1e-12  # below it two values are equal
WORTH_ASKING = 0.01  # an answer that makes the first place less than 1 % surer settles nothing
ASKED = 5  # answers named, the most useful first


class Wishes(Record):
    """What the one who chooses wants: how much each criterion weighs, and what is not negotiable."""

    weights: dict[str, Annotated[int, Field(ge=0, le=TOP_WEIGHT)]] = {}  # by criterion; one left out weighs USUAL_WEIGHT
    must: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # uses asked for


@dataclass(frozen=True)
class Table:
    """Worths of tools (rows) on criteria (columns), from 0 to 1; `low` equals `high` where the fact is known."""

    tools: tuple[str, ...]
    criteria: tuple[str, ...]
    low: Array
    high: Array


@dataclass(frozen=True)
class Rank:
    """Where one tool stands."""

    tool: str
    value_low: float  # weighted mean, 0 to 1, whatever the open facts turn out to be
    value_high: float
    best: int  # ranks that the open facts allow at these weights
    worst: int
    shares: tuple[float, ...]  # of the draws: first, second…
    dominated_by: tuple[str, ...] = ()

    @property
    def first(self) -> float:
        """How often it stays first."""
        return self.shares[0]

    @property
    def expected(self) -> float:
        return sum(rank * share for rank, share in enumerate(self.shares, start=1))


@dataclass(frozen=True)
class Flip:
    """The smallest change of one weight that gives another first place, open facts at their middle."""

    criterion: str
    weight: int
    changed: int
    first: str


@dataclass(frozen=True)
class Asking:
    """An open fact, and how much surer the first place would be once answered (share of draws, mean of both answers)."""

    tool: str
    criterion: str
    gain: float


@dataclass(frozen=True)
class Ranking:
    """The tools in the order of their stability, the first first."""

    ranks: tuple[Rank, ...]
    flips: tuple[Flip, ...]
    asking: tuple[Asking, ...]


@dataclass(frozen=True)
class Comparison:
    """A ranking with what it was made from."""

    wishes: Wishes
    tools: tuple[str, ...]
    scores: Mapping[tuple[str, str], Score]  # by tool and criterion
    weights: Mapping[str, int]  # every criterion, the unused ones at 0
    excluded: Mapping[str, tuple[str, ...]]  # tool: the conditions it surely fails
    pending: Mapping[str, tuple[str, ...]]  # tool: the conditions nobody can vouch for
    ranking: Ranking = field(default_factory=lambda: Ranking((), (), ()))


def compare(catalog: Catalog, tools: Sequence[str], wishes: Wishes) -> Comparison:
    """Compare tools of the catalogue; one named twice counts once.

    Raises:
        KeyError: a tool, a criterion or a use that the catalogue does not have.
    """
    ids = tuple(dict.fromkeys(tools))
    scores = {(id, scale.id): score(catalog, catalog.tools[id], scale, wishes.needs) for id in ids for scale in catalog.scales.values()}
    weights = {id: wishes.weights.get(id, USUAL_WEIGHT) for id in catalog.scales}
    if not wishes.needs:
        weights["needs"] = 0
    failed = {id: tuple(must for must in wishes.must if scores[id, must].high < 1) for id in ids}
    doubtful = {id: tuple(must for must in wishes.must if scores[id, must].low < 1 <= scores[id, must].high) for id in ids}
    left = tuple(id for id in ids if not failed[id])
    criteria = tuple(catalog.scales)
    table = Table(left, criteria, *(_array(scores, left, criteria, end) for end in ("low", "high")))
    return Comparison(
        wishes=wishes, tools=ids, scores=scores, weights=weights, excluded={id: why for id, why in failed.items() if why},
        pending={id: doubtful[id] for id in left if doubtful[id]}, ranking=rank(table, [weights[id] for id in criteria]),
    )  # fmt: skip


def _array(scores: Mapping[tuple[str, str], Score], tools: Sequence[str], criteria: Sequence[str], end: str) -> Array:
    return np.array([[getattr(scores[tool, criterion], end) for criterion in criteria] for tool in tools]).reshape(
        len(tools), len(criteria)
    )


def rank(table: Table, weights: Sequence[int], draws: int = DRAWS) -> Ranking:
    """Rank tools under weights of 0 to 10; no tool, or no weight at all, ranks nothing.

    The draws of a tool depend on its id and on the criterion only, so neither the order of the rows nor the presence of
    another tool changes them.
    """
    used = [column for column, weight in enumerate(weights) if weight > 0]
    if not table.tools or not used:
        return Ranking((), (), ())
    given = np.array(weights, dtype=np.float64)
    over = _dominance(table.low[:, used], table.high[:, used])
    low, high = table.low @ given / given.sum(), table.high @ given / given.sum()
    shaken = _weights(table.criteria, given, draws)
    facts = _facts(table, draws)
    values = np.einsum("dk,dnk->dn", shaken, facts)
    shares = _shares(values)
    ranks = [
        Rank(
            tool=tool, value_low=float(low[row]), value_high=float(high[row]),
            best=1 + int(np.sum(low > high[row] + TIE)), worst=1 + int(np.sum(np.delete(high, row) > low[row] + TIE)),
            shares=tuple(float(share) for share in shares[row]), dominated_by=tuple(table.tools[b] for b in np.flatnonzero(over[:, row])),
        )
        for row, tool in enumerate(table.tools)
    ]  # fmt: skip
    ranks.sort(key=lambda each: (-each.first, each.expected, -each.value_low - each.value_high, each.tool))
    return Ranking(tuple(ranks), _flips(table, weights), _asking(table, shaken, facts, values, shares))


def _dominance(low: Array, high: Array) -> NDArray[np.bool_]:
    """`[b, a]`: whatever the open facts, b is at least as good as a on every criterion, and better on one."""
    as_good = (low[:, None, :] >= high[None, :, :] - TIE).all(axis=2)
    better = (low[:, None, :] > high[None, :, :] + TIE).any(axis=2)
    return np.asarray(as_good & better)


def _weights(criteria: Sequence[str], given: Array, draws: int) -> Array:
    """Weights drawn within NUDGE of those given, each by its own seed; a weight of 0 says that the criterion does not count and stays."""
    low, high = np.maximum(given - NUDGE, 0), np.minimum(given + NUDGE, TOP_WEIGHT)
    drawn = 1 - np.stack([_uniform(criterion, "", draws) for criterion in criteria], axis=1)  # in (0, 1]: what counts never falls to 0
    shaken = np.where(given > 0, low + drawn * (high - low), 0.0)
    return np.asarray(shaken / shaken.sum(axis=1, keepdims=True))


def _facts(table: Table, draws: int) -> Array:
    """Worths with every open fact drawn evenly in its range: draws × tools × criteria."""
    facts = np.repeat(table.low[None, :, :], draws, axis=0)
    for row, column in zip(*np.nonzero(table.high - table.low), strict=True):
        spread = table.high[row, column] - table.low[row, column]
        facts[:, row, column] += spread * _uniform(table.criteria[column], table.tools[row], draws)
    return facts


def _uniform(criterion: str, tool: str, draws: int) -> Array:
    return np.random.default_rng([SEED, zlib.crc32(criterion.encode()), zlib.crc32(tool.encode())]).random(draws)


def _shares(values: Array) -> Array:
    """How often each tool (row) takes each rank (column); tools of equal value share the better rank."""
    ranks = (values[:, None, :] > values[:, :, None] + TIE).sum(axis=2)
    return np.stack([(ranks == place).mean(axis=0) for place in range(values.shape[1])], axis=1)


def _flips(table: Table, weights: Sequence[int]) -> tuple[Flip, ...]:
    """For each criterion the nearest whole weight that changes the first place, if any; the smallest change first."""
    middle = (table.low + table.high) / 2
    first = _first(table.tools, middle, weights)
    found = []
    for column, criterion in enumerate(table.criteria):
        for changed in sorted(range(TOP_WEIGHT + 1), key=lambda weight: abs(weight - weights[column])):
            tried = [*weights[:column], changed, *weights[column + 1 :]]
            if sum(tried) and (other := _first(table.tools, middle, tried)) != first:
                found.append(Flip(criterion, weights[column], changed, other))
                break
    return tuple(sorted(found, key=lambda flip: (abs(flip.changed - flip.weight), flip.criterion)))


def _first(tools: Sequence[str], middle: Array, weights: Sequence[int]) -> str:
    """The tool of highest value; at equal value the first by name, so that the order of the rows changes nothing."""
    values = middle @ np.array(weights, dtype=np.float64)
    return min(tool for tool, value in zip(tools, values, strict=True) if value >= values.max() - TIE * TOP_WEIGHT)


def _asking(table: Table, shaken: Array, facts: Array, values: Array, shares: Array) -> tuple[Asking, ...]:
    """The open facts whose answer would make the first place surest: expected gain on its share, both ends being as likely."""
    now = shares[:, 0].max()
    found = []
    for row, column in zip(*np.nonzero(table.high - table.low), strict=True):
        after = []
        for end in (table.low[row, column], table.high[row, column]):
            answered = values.copy()
            answered[:, row] += shaken[:, column] * (end - facts[:, row, column])
            after.append((answered >= answered.max(axis=1, keepdims=True) - TIE).mean(axis=0).max())
        gain = float(np.mean(after) - now)
        if gain >= WORTH_ASKING:
            found.append(Asking(table.tools[row], table.criteria[column], gain))
    return tuple(sorted(found, key=lambda each: (-each.gain, each.tool, each.criterion))[:ASKED])


def serving(catalog: Catalog, uses: Collection[str], limit: int) -> tuple[str, ...]:
    """Living tools that serve the most of the uses asked for, the best documented first at equal service."""

    def order(id: str) -> tuple[int, int, str]:
        tool = catalog.tools[id]
        known = sum(score(catalog, tool, scale, uses).known for scale in catalog.scales.values())
        return -len(set(uses) & set(tool.uses)), -known, id

    living = [id for id, tool in catalog.tools.items() if set(uses) & set(tool.uses) and catalog.liveness(tool).value != "discontinued"]
    return tuple(sorted(living, key=order)[:limit])


def parse_wishes(content: bytes | str, name: str, catalog: Catalog) -> Wishes:
    """Read weights, conditions and uses from a YAML file.

    Raises:
        BadInput: every fault with its line.
    """
    document = parse(content, name)
    wishes = validate(Wishes, document)
    problems = [unknown_name(document, ("weights", id), id, catalog.scales) for id in wishes.weights if id not in catalog.scales]
    problems += [unknown_name(document, ("must", at), id, catalog.scales) for at, id in enumerate(wishes.must) if id not in catalog.scales]
    problems += [unknown_name(document, ("needs", at), id, catalog.uses) for at, id in enumerate(wishes.needs) if id not in catalog.uses]
    if problems:
        raise BadInput(problems)
    return wishes
