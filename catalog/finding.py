"""Finding tools: what a visitor asks for, the tools that answer, and what can still be asked for."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog.load import Catalog
from catalog.tools import StatusValue, Tool


@dataclass(frozen=True)
class Filters:
    """What a visitor asks for. An empty field asks for nothing; several values of one field are alternatives."""

    text: str = ""
    families: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    statuses: frozenset[StatusValue] = frozenset()
    open_source: bool = False
    offline: bool = False

    @property
    def ask_something(self) -> bool:
        return self != Filters()


@dataclass(frozen=True)
class Options:
    """How many tools each further choice would give, the other filters being kept; those that give none are absent."""

    families: Mapping[str, int]
    uses: Mapping[str, int]
    statuses: Mapping[str, int]
    open_source: int
    offline: int


def fold(text: str) -> str:
    """Lower case without accents: what is compared when someone types."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def open_source(tool: Tool) -> bool | None:
    """Whether the licence is a free one; None when it is not known or not named clearly enough."""
    value = fold(tool.licence.value or "")
    if not value:
        return None
    if "proprietary" in value or value.startswith(("busl", "sspl")):  # source that can be read is not yet free to use
        return False
    free = ("agpl", "gpl", "lgpl", "mit", "apache", "bsd", "mpl", "eupl", "cecill", "isc", "cc0", "unlicense", "open source")
    return True if value.startswith(free) else None


def matching(catalog: Catalog, filters: Filters) -> tuple[Tool, ...]:
    """The tools that meet every filter, by name.

    A tool belongs to a family by any of its uses. Every word of the text is looked for in its names,
    its maintainer, what it does and the names of its uses, in both languages and in the other published maps.
    """
    found = (tool for tool in _containing(catalog, filters.text) if _meets(catalog, tool, filters))
    return tuple(sorted(found, key=lambda tool: fold(tool.name)))


def options(catalog: Catalog, filters: Filters) -> Options:
    """What can still be asked for, with how many tools it would leave."""
    tools = _containing(catalog, filters.text)

    def left(**changed: Any) -> list[Tool]:
        asked = replace(filters, **changed)
        return [tool for tool in tools if _meets(catalog, tool, asked)]

    families = Counter(family for tool in left(families=frozenset()) for family in _families(catalog, tool))
    uses = Counter(use for tool in left(uses=frozenset()) for use in tool.uses)
    statuses = Counter(str(catalog.liveness(tool).value) for tool in left(statuses=frozenset()))
    order = [family.id for family in sorted(catalog.families.values(), key=lambda each: each.order)]
    within = [use.id for use in catalog.uses.values() if not filters.families or use.family in filters.families]
    return Options(
        families={family: families[family] for family in order if families[family]},
        uses={use: uses[use] for use in within if uses[use]},
        statuses={status: statuses[status] for status in ("active", "discontinued", "unknown") if statuses[status]},
        open_source=len(left(open_source=True)),
        offline=len(left(offline=True)),
    )


def _meets(catalog: Catalog, tool: Tool, filters: Filters) -> bool:
    """Whether a tool meets every filter but the text."""
    return (
        (not filters.families or not filters.families.isdisjoint(_families(catalog, tool)))
        and (not filters.uses or not filters.uses.isdisjoint(tool.uses))
        and (not filters.statuses or catalog.liveness(tool).value in filters.statuses)
        and (not filters.open_source or open_source(tool) is True)
        and (not filters.offline or bool(tool.offline))
    )


def _containing(catalog: Catalog, text: str) -> list[Tool]:
    words = fold(text).split()
    if not words:
        return list(catalog.tools.values())
    return [tool for tool in catalog.tools.values() if all(word in _words_of(catalog, tool) for word in words)]


def _families(catalog: Catalog, tool: Tool) -> set[str]:
    return {catalog.uses[use].family for use in tool.uses}


def _words_of(catalog: Catalog, tool: Tool) -> str:
    uses = [catalog.uses[use] for use in tool.uses]
    parts = [tool.id, tool.name, *tool.aliases, tool.maintainer or "", tool.what.fr, tool.what.en]
    named = [words for use in uses for words in (use.name.fr, use.name.en, *use.maps_to.values())]
    return fold("\n".join([*parts, *named]))
