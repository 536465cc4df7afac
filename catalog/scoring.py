"""What a tool is worth on each criterion, as a range from 0 to 1: what nobody knows, or nobody confirmed, stays open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.ageing import is_old, year_of
from catalog.choosing import Scale
from catalog.facts import Confidence, Fact
from catalog.finding import open_source
from catalog.load import Catalog
from catalog.tools import Tool

ANYTHING = (0.0, 1.0)


@dataclass(frozen=True)
class Score:
    """The worth of one tool on one criterion, with what it rests on."""

    low: float
    high: float
    values: tuple[str, ...] = ()  # what was found, in the words of the records
    sources: tuple[str, ...] = ()
    year: int | None = None
    confidence: Confidence = "read"
    old: bool = False

    @property
    def known(self) -> bool:
        return self.low == self.high

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def score(catalog: Catalog, tool: Tool, scale: Scale, needs: Collection[str] = (), today: date | None = None) -> Score:
    """The worth of a tool on a criterion.

    Args:
        needs: uses asked for, read by the scale whose field is `uses`.
        today: the day against which facts age.
    """
    today = today or date.today()
    if scale.field == "uses":
        served = tuple(use for use in tool.uses if use in needs)
        share = len(served) / len(set(needs)) if needs else 1.0
        return _score(share, share, "read", served, tool.sources)
    if scale.field == "deployments":
        assert scale.full
        sources = [source for use in tool.deployments for source in use.sources] or tool.sources
        return _score(min(1.0, len(tool.deployments) / scale.full), 1.0, "read", (str(len(tool.deployments)),), sources)
    if scale.field == "offline":
        bridges = [bridge for bridge in tool.offline if bridge.kind in scale.scores]
        sure = [bridge for bridge in bridges if bridge.confidence == "read"] or bridges
        low, high = _worth(scale, tuple(bridge.kind for bridge in sure))
        confidence: Confidence = sure[0].confidence if sure else "read"
        return _score(low, high, confidence, tuple(bridge.kind for bridge in sure), [s for bridge in sure for s in bridge.sources])
    if scale.field in ("languages", "features"):
        low, high = _worth(scale, getattr(tool, scale.field))
        found = tuple(value for value in getattr(tool, scale.field) if value in scale.scores)
        return _score(low, high, "memory" if scale.field in tool.unconfirmed else "read", found, tool.sources)
    return _fact(catalog, tool, scale, today)


def _fact(catalog: Catalog, tool: Tool, scale: Scale, today: date) -> Score:
    """The worth of a dated fact."""
    fact: Fact[Any] = getattr(tool, scale.field)
    confidence, values = fact.confidence, _values(fact.value)
    if scale.field == "status":
        alive = catalog.liveness(tool)  # the rule has already weighed evidence and age
        confidence, values = "read", () if alive.value == "unknown" else (alive.value,)
    elif scale.field == "licence":
        free = open_source(tool)
        values = () if free is None else ("free",) if free else ("closed",)
    elif scale.field == "hosted_in" and not values and tool.hosting.confidence == "read" and "self" in (tool.hosting.value or ()):
        fact, values = tool.hosting, ("self",)  # who hosts it chooses where
    values = tuple(value for value in values if value != "unknown")
    low, high = _worth(scale, values)
    year = year_of(fact)
    sources = fact.sources or (tool.sources if values and fact.confidence == "read" else ())
    return _score(low, high, confidence, values, sources, year, is_old(scale.field, year, catalog.ages, today))


def _values(value: Any) -> tuple[str, ...]:
    return () if value is None else value if isinstance(value, tuple) else (str(value),)


def _worth(scale: Scale, values: Iterable[str]) -> tuple[float, float]:
    """The best that the values give; anything when there is none, or when others may be true."""
    pairs = [worth for value in values if (worth := scale.worth(value)) is not None]
    if not pairs:
        return ANYTHING
    low, high = max(pair[0] for pair in pairs), max(pair[1] for pair in pairs)
    return (low, high) if scale.complete else (low, 1.0)


def _score(
    low: float, high: float, confidence: Confidence, values: tuple[str, ...], sources: Iterable[str],
    year: int | None = None, old: bool = False,
) -> Score:  # fmt: skip
    """A value that nobody confirmed is shown, but counts as open."""
    if confidence == "memory":
        low, high = ANYTHING
    return Score(low, high, values, tuple(dict.fromkeys(sources)), year, confidence, old)
