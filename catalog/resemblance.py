"""What resembles what: the tools closest to one, and why, in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from catalog.facts import Text
from catalog.finding import fold, open_source
from catalog.graph import relations
from catalog.load import Catalog
from catalog.tools import Tool

SHARED_NAMED = 3  # shared uses that a reason names before counting the others


def similar(catalog: Catalog, tool: Tool, limit: int = 6) -> list[tuple[Tool, Text]]:
    """The tools closest to one, the closest first, each with the reason in words.

    A shared use or feature counts the more that few tools have it, a shared main use counts double, and a tool
    that does everything resembles nothing in particular. At equal closeness a living tool comes before a stopped one.
    """
    use_count = Counter(use for each in catalog.tools.values() for use in each.uses)
    feature_count = Counter(feature for each in catalog.tools.values() for feature in set(each.features))
    kin = {(start, end) for start, end, kind in relations(catalog) if kind != "integration"}
    found: list[tuple[float, Tool, Text]] = []
    for other in catalog.tools.values():
        shared = [use for use in tool.uses if use in other.uses]
        features = [feature for feature in tool.features if feature in other.features]
        link = "from" if (other.id, tool.id) in kin else "to" if (tool.id, other.id) in kin else None
        if other.id == tool.id or not (shared or features or link):
            continue
        main = [tool.uses[0]] if tool.uses[0] == other.uses[0] else []
        weights = [use_count[use] for use in shared + main] + [feature_count[feature] ** 2 for feature in features]
        rarity = sum(math.log(1 + len(catalog.tools) / weight) for weight in weights) + 2 * bool(link)
        names = [catalog.uses[use].name for use in shared]
        parts = [catalog.labels["features"][feature] for feature in features]
        found.append(
            (rarity / math.sqrt(len(other.uses)), other, _why(tool, names, bool(main), parts, link, _same_terms(catalog, tool, other)))
        )
    found.sort(key=lambda each: (-round(each[0], 6), catalog.liveness(each[1]).value == "discontinued", fold(each[1].name)))
    return [(other, why) for _, other, why in found[:limit]]


def _same_terms(catalog: Catalog, tool: Tool, other: Tool) -> list[Text]:
    """Licence and hosting that both have, said but not weighed: many tools share them."""
    terms = []
    if tool.licence.value and tool.licence.value == other.licence.value:
        name = Text(fr="code fermé", en="closed code") if open_source(tool) is False else Text(fr=tool.licence.value, en=tool.licence.value)
        terms.append(Text(fr=f"même licence ({name.fr})", en=f"same licence ({name.en})"))
    if ways := [catalog.labels["hosting"][way] for way in tool.hosting.value or () if way in (other.hosting.value or ())]:
        fr, en = ", ".join(way.fr for way in ways), ", ".join(way.en for way in ways)
        terms.append(Text(fr=f"même hébergement ({fr})", en=f"same hosting ({en})"))
    return terms


def _why(tool: Tool, shared: Sequence[Text], same_main: bool, features: Sequence[Text], link: str | None, terms: Sequence[Text]) -> Text:
    fr, en = [], []
    if link == "from":
        fr.append(f"issu de {tool.name} ou rattaché à lui")
        en.append(f"comes from {tool.name} or is attached to it")
    elif link == "to":
        fr.append(f"{tool.name} en est issu ou lui est rattaché")
        en.append(f"{tool.name} comes from it or is attached to it")
    if same_main:
        fr.append(f"même usage principal ({shared[0].fr})")
        en.append(f"same main use ({shared[0].en})")
    if rest := shared[1:] if same_main else shared:
        fr.append(f"{'aussi ' if same_main else ''}en commun : {_some([name.fr for name in rest], 'autres')}")
        en.append(f"{'also ' if same_main else ''}shared: {_some([name.en for name in rest], 'more')}")
    if features:
        fr.append(f"mêmes fonctions : {_some([name.fr for name in features], 'autres')}")
        en.append(f"same features: {_some([name.en for name in features], 'more')}")
    return Text(fr=_sentence([*fr, *(term.fr for term in terms)], " ; "), en=_sentence([*en, *(term.en for term in terms)], "; "))


def _some(names: Sequence[str], others: str) -> str:
    """Three names, and how many others."""
    more = len(names) - SHARED_NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:SHARED_NAMED])} (+ {more} {others})"


def _sentence(parts: Sequence[str], between: str) -> str:
    text = between.join(parts)
    return f"{text[:1].upper()}{text[1:]}."
