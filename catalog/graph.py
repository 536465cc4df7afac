"""The landscape as a graph: families, uses and tools, where each stands on the map, and what resembles what.

A tool stands around its main use, a use stands in its family, and the families follow the order of a process,
row by row. Positions are worked out here, once, so that the map of the application and the map on its own draw
without any physics.
"""

from __future__ import annotations

import html
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any, Literal, TypeAlias

import networkx as nx

from catalog.facts import Text
from catalog.load import Catalog
from catalog.tools import StatusValue, Tool
from catalog.words import LANGUAGES, Lang

Graph: TypeAlias = nx.DiGraph  # nodes "family:<id>", "use:<id>", "tool:<id>"; edges go from the tool to what it serves or comes from
Relation = Literal["parent", "built_on", "successor", "integration"]

FORMATS = ("gexf", "graphml", "json", "html")
# By family, in order. At least 4.5:1 on white, so that words may be written in them, and away from the three colours
# that stand for in person, online and paper everywhere else.
COLOURS = ("#4a55a0", "#5b6b86", "#7d660a", "#a33b72", "#7a4fa0", "#22766f", "#6b6259")
ACCENT = "#0a5c8a"


# -- the graph -------------------------------------------------------------------------------------


def build(catalog: Catalog) -> Graph:
    """Families, uses and tools as nodes, with their positions.

    Returns:
        A directed graph. Nodes carry `kind`, `label`, `family`, `colour`, `x`, `y` (map units, y downwards); families
        also `left`, `top`, `width`, `height` (their ground); uses `what`, `radius` and `room` (the width their name may
        take); tools `what`, `use` (the main one), `status`, `offline`, and `open_source`, `website`, `since`, `origin`
        (None: not known). Words are in both languages, see `in_words`. Edges carry `kind`: "family", "use" (with
        `main`), "built_on", "parent", "successor" or "integration".
    """
    graph = nx.DiGraph()
    families = sorted(catalog.families.values(), key=lambda family: family.order)
    colours = {family.id: COLOURS[rank % len(COLOURS)] for rank, family in enumerate(families)}
    for family in families:
        shared = {"family": family.id, "colour": colours[family.id]}
        graph.add_node(f"family:{family.id}", kind="family", label=family.name, first_class=family.first_class, **shared)
        for use in (use for use in catalog.uses.values() if use.family == family.id):
            graph.add_node(f"use:{use.id}", kind="use", label=use.name, what=use.definition, **shared)
            graph.add_edge(f"use:{use.id}", f"family:{family.id}", kind="family")
    for tool in sorted(catalog.tools.values(), key=lambda tool: fold(tool.name)):
        family_id = catalog.uses[tool.uses[0]].family
        graph.add_node(
            f"tool:{tool.id}", kind="tool", label=tool.name, family=family_id, colour=colours[family_id], use=tool.uses[0], what=tool.what,
            status=tool.status.value, offline=bool(tool.offline), open_source=open_source(tool), website=tool.website, since=tool.since,
            origin=tool.origin,
        )  # fmt: skip
        for rank, use_id in enumerate(tool.uses):
            graph.add_edge(f"tool:{tool.id}", f"use:{use_id}", kind="use", main=rank == 0)
    for start, end, kind in _relations(catalog):
        graph.add_edge(f"tool:{start}", f"tool:{end}", kind=kind)
    _place(graph)
    return graph


def in_words(graph: Graph, lang: Lang) -> Graph:
    """The same graph with its words in one language; what is not known is left out."""

    def said(values: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value(lang) if isinstance(value, Text) else value for key, value in values.items() if value is not None}

    copy = nx.DiGraph(lang=lang)
    copy.add_nodes_from((node, said(values)) for node, values in graph.nodes(data=True))
    copy.add_edges_from(graph.edges(data=True))
    return copy


def _relations(catalog: Catalog) -> list[tuple[str, str, Relation]]:
    """Links between tools, when what a card names is another known tool; the closest kind wins."""
    names: dict[str, set[str]] = {}
    for tool in catalog.tools.values():
        for name in (tool.id, tool.name, *tool.aliases):
            names.setdefault(fold(name), set()).add(tool.id)
    found: dict[tuple[str, str], Relation] = {}
    for tool in catalog.tools.values():
        for kind, named in _named(tool):
            known = names.get(fold(named), set()) - {tool.id}
            if len(known) == 1:  # a name that two tools bear says nothing
                found.setdefault((tool.id, next(iter(known))), kind)
    return [(start, end, kind) for (start, end), kind in found.items()]


def _named(tool: Tool) -> Iterator[tuple[Relation, str]]:
    if tool.built_on:
        yield "built_on", tool.built_on
    if tool.parent:
        yield "parent", tool.parent
    if tool.built_on:
        yield "built_on", tool.built_on
    if tool.successor:
        yield "successor", tool.successor
    for name in tool.integrations:
        yield "integration", name


# -- where each thing stands -------------------------------------------------------------------------

DOT = 7.5  # radius of a tool's dot, in map units; at the default zoom a unit is about half a pixel
SPREAD = 12.0  # a sunflower of this constant keeps neighbours about 1.6 times as far apart: dots do not touch
HUB = 3  # seats left free at the centre of a sunflower, for the use itself
GOLDEN = math.pi * (3 - math.sqrt(5))
USE_NAME = (252.0, 78.0)  # room for the name of a use, on two lines, under its tools
FAMILY_NAME = 66.0  # height left for the name of a family
LETTER = 20.0  # width of a letter of it
MARGIN, GAP = 16.0, 20.0  # inside a family's ground; between grounds
SHAPE = 1.85  # width over height of the frame the whole map is drawn in
MAX_ROWS = 3  # of families in the map, and of uses in a family


@dataclass(frozen=True)
class _Box:
    """A use with its tools and its name, as a rectangle."""

    node: str
    radius: float

    @property
    def width(self) -> float:
        return max(2 * self.radius, USE_NAME[0])

    @property
    def height(self) -> float:
        return 2 * self.radius + USE_NAME[1]


@dataclass(frozen=True)
class _Block:
    """A family: its name, and its uses laid in rows."""

    node: str
    name: float  # width of its name on two lines
    rows: tuple[tuple[_Box, ...], ...]

    @property
    def width(self) -> float:
        return 2 * MARGIN + max([sum(box.width for box in row) for row in self.rows] + [self.name])

    @property
    def height(self) -> float:
        return FAMILY_NAME + MARGIN + sum(max(box.height for box in row) for row in self.rows)


def _place(graph: Graph) -> None:
    """Write `x`, `y` on every node; dots do not touch, and each use keeps room for its name."""
    tools: dict[str, list[str]] = {node: [] for node, kind in graph.nodes(data="kind") if kind == "use"}
    for tool, use, edge in graph.edges(data=True):
        if edge["kind"] == "use" and edge["main"]:
            tools[use].append(tool)
    families: dict[str, list[_Box]] = {node: [] for node, kind in graph.nodes(data="kind") if kind == "family"}
    names = {family: LETTER * max(len(graph.nodes[family]["label"](lang)) for lang in LANGUAGES) / 2 for family in families}
    for use, members in tools.items():
        radius = SPREAD * math.sqrt(len(members) + HUB) + DOT
        graph.nodes[use]["radius"] = round(radius, 1)
        families[f"family:{graph.nodes[use]['family']}"].append(_Box(use, radius))
    if families:
        _lay_families(graph, min(_arrangements(families, names), key=_cost))
    for use, members in tools.items():
        _seat(graph, use, members)


def _arrangements(families: Mapping[str, list[_Box]], names: Mapping[str, float]) -> Iterator[list[list[_Block]]]:
    """Every way of laying the families, in order, in up to three rows, their uses in up to three rows too."""
    order = list(families)
    for count in range(1, min(MAX_ROWS, len(order)) + 1):
        for cuts in combinations(range(1, len(order)), count - 1):
            rows = [order[start:end] for start, end in pairwise((0, *cuts, len(order)))]
            for depths in product(range(1, MAX_ROWS + 1), repeat=count):
                yield [
                    [_Block(family, names[family], _cut(families[family], depth)) for family in row]
                    for row, depth in zip(rows, depths, strict=True)
                ]


def _cut(boxes: Sequence[_Box], count: int) -> tuple[tuple[_Box, ...], ...]:
    """The boxes in `count` rows at most, in order and as even as can be."""
    count = min(count, len(boxes))
    return tuple(tuple(boxes[len(boxes) * row // count : len(boxes) * (row + 1) // count]) for row in range(count))


def _cost(rows: Sequence[Sequence[_Block]]) -> float:
    """How much a map must be shrunk to enter a frame of the wanted shape."""
    width = max(sum(block.width for block in row) + GAP * (len(row) - 1) for row in rows)
    height = sum(max(block.height for block in row) for row in rows) + GAP * (len(rows) - 1)
    return max(width / SHAPE, height)


def _lay_families(graph: Graph, rows: Sequence[Sequence[_Block]]) -> None:
    """Lay the grounds in justified rows, and the uses evenly in each ground."""
    width = max(sum(block.width for block in row) + GAP * (len(row) - 1) for row in rows)
    top = 0.0
    for row in rows:
        height = max(block.height for block in row)
        spare = (width - sum(block.width for block in row) - GAP * (len(row) - 1)) / len(row)
        left = 0.0
        for block in row:
            _lay_uses(graph, block, left, top, block.width + spare, height)
            left += block.width + spare + GAP
        top += height + GAP


def _lay_uses(graph: Graph, block: _Block, left: float, top: float, width: float, height: float) -> None:
    graph.nodes[block.node].update(
        left=round(left, 1), top=round(top, 1), width=round(width, 1), height=round(height, 1),
        x=round(left + width / 2, 1), y=round(top + FAMILY_NAME / 2, 1),
    )  # fmt: skip
    spare = (height - block.height) / (len(block.rows) + 1)
    down = top + FAMILY_NAME + spare
    for row in block.rows:
        tall = max(box.height for box in row)
        gap = (width - sum(box.width for box in row)) / (len(row) + 1)
        along = left + gap
        for box in row:
            graph.nodes[box.node]["room"] = round(box.width + 0.8 * gap, 1)
            # Discs of a row share their bottom line, so that the names below them line up.
            graph.nodes[box.node].update(x=round(along + box.width / 2, 1), y=round(down + tall - USE_NAME[1] - box.radius, 1))
            along += box.width + gap
        down += tall + spare


def ground(graph: Graph, uses: Sequence[str]) -> dict[str, float]:
    """The ground of a family when only some of its uses are shown: `left`, `top`, `width`, `height`, and `x`, `y` of its name."""
    nodes = [graph.nodes[use] for use in uses]
    left = min(node["x"] - max(node["room"], USE_NAME[0]) / 2 for node in nodes) - MARGIN
    right = max(node["x"] + max(node["room"], USE_NAME[0]) / 2 for node in nodes) + MARGIN
    top = min(node["y"] - node["radius"] for node in nodes) - FAMILY_NAME
    bottom = max(node["y"] + node["radius"] for node in nodes) + USE_NAME[1] + MARGIN
    return {"left": left, "top": top, "width": right - left, "height": bottom - top, "x": (left + right) / 2, "y": top + FAMILY_NAME / 2}


def _seat(graph: Graph, use: str, tools: Sequence[str]) -> None:
    """Seat the tools of a use on a sunflower, each on the side of its other uses."""
    centre = (graph.nodes[use]["x"], graph.nodes[use]["y"])
    seats = [
        (SPREAD * math.sqrt(rank + HUB) * math.cos(rank * GOLDEN), SPREAD * math.sqrt(rank + HUB) * math.sin(rank * GOLDEN))
        for rank in range(len(tools))
    ]
    pulls = {tool: _pull(graph, tool, centre) for tool in tools}
    for tool in sorted(tools, key=lambda tool: (-math.hypot(*pulls[tool]), tool)):
        x, y = pulls[tool]
        seat = max(seats, key=lambda seat: seat[0] * x + seat[1] * y) if x or y else seats[0]
        seats.remove(seat)
        graph.nodes[tool].update(x=round(centre[0] + seat[0], 1), y=round(centre[1] + seat[1], 1))


def _pull(graph: Graph, tool: str, centre: tuple[float, float]) -> tuple[float, float]:
    """The sum of the directions (unit vectors) of the other uses of a tool."""
    x = y = 0.0
    for _, use, edge in graph.out_edges(tool, data=True):
        if edge["kind"] == "use" and not edge["main"]:
            across, down = graph.nodes[use]["x"] - centre[0], graph.nodes[use]["y"] - centre[1]
            length = math.hypot(across, down) or 1.0
            x, y = x + across / length, y + down / length
    return x, y


# -- finding tools -----------------------------------------------------------------------------------


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
    its maintainer, what it does and the names of its uses, in both languages.
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
    statuses = Counter(str(tool.status.value) for tool in left(statuses=frozenset()))
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
        and (not filters.statuses or tool.status.value in filters.statuses)
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
    uses = (catalog.uses[use].name for use in tool.uses)
    parts = [tool.id, tool.name, *tool.aliases, tool.maintainer or "", tool.what.fr, tool.what.en]
    return fold("\n".join([*parts, *(words for use in uses for words in (use.fr, use.en))]))


# -- what resembles what -----------------------------------------------------------------------------

SHARED_NAMED = 3  # shared uses that a reason names before counting the others


def similar(catalog: Catalog, tool: Tool, limit: int = 6) -> list[tuple[Tool, Text]]:
    """The tools closest to one, the closest first, each with the reason in words.

    A shared use or feature counts the more that few tools have it, a shared main use counts double, and a tool
    that does everything resembles nothing in particular. At equal closeness a living tool comes before a stopped one.
    """
    use_count = Counter(use for each in catalog.tools.values() for use in each.uses)
    feature_count = Counter(feature for each in catalog.tools.values() for feature in set(each.features))
    kin = {(start, end) for start, end, kind in _relations(catalog) if kind != "integration"}
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
        found.append((rarity / math.sqrt(len(other.uses)), other, _why(tool, names, bool(main), parts, link)))
    found.sort(key=lambda each: (-round(each[0], 6), each[1].status.value == "discontinued", fold(each[1].name)))
    return [(other, why) for _, other, why in found[:limit]]


def _why(tool: Tool, shared: Sequence[Text], same_main: bool, features: Sequence[Text], link: str | None) -> Text:
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
    return Text(fr=_sentence(fr, " ; "), en=_sentence(en, "; "))


def _some(names: Sequence[str], others: str) -> str:
    """Three names, and how many others."""
    more = len(names) - SHARED_NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:SHARED_NAMED])} (+ {more} {others})"


def _sentence(parts: Sequence[str], between: str) -> str:
    text = between.join(parts)
    return f"{text[:1].upper()}{text[1:]}."


# -- files -------------------------------------------------------------------------------------------

_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(graph: Graph, path: Path, lang: Lang = "fr") -> None:
    """Write the graph to `path`; the end of the name says how: .gexf (Gephi), .graphml, .json or .html.

    Raises:
        ValueError: another ending.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending == "gexf":
        nx.write_gexf(_for_gephi(_for_xml(in_words(graph, lang))), path)
    elif ending == "graphml":
        nx.write_graphml(_for_xml(in_words(graph, lang)), path)
    elif ending == "json":
        content = nx.node_link_data(in_words(graph, lang), edges="edges")
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    elif ending == "html":
        path.write_text(standalone(graph, lang), encoding="utf-8")
    else:
        raise ValueError(f'"{path.name}": the end of the name says what to write. Use one of {", ".join(FORMATS)}.')


def _for_xml(graph: Graph) -> Graph:
    """The graph without the characters that XML forbids."""
    for _, values in graph.nodes(data=True):
        values.update({key: _FORBIDDEN_IN_XML.sub("", value) for key, value in values.items() if isinstance(value, str)})
    return graph


def _for_gephi(graph: Graph) -> Graph:
    """The graph with positions and colours where Gephi looks for them (its y goes upwards)."""
    for _, values in graph.nodes(data=True):
        red, green, blue = (int(values["colour"][start : start + 2], 16) for start in (1, 3, 5))
        values["viz"] = {
            "position": {"x": values["x"], "y": -values["y"], "z": 0.0},
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": {"family": 24.0, "use": 14.0}.get(values["kind"], DOT),
        }
    return graph


# -- the map on its own ------------------------------------------------------------------------------

_PAGE: Mapping[str, Text] = {
    "title": Text(fr="Paysage des outils de participation", en="Landscape of participation tools"),
    "help": Text(
        fr="Roulette pour agrandir, glisser pour se déplacer. La même chose en liste se trouve sous la carte.",
        en="Wheel to zoom, drag to move. The same in a list stands below the map.",
    ),
    "list": Text(fr="La carte en liste", en="The map as a list"),
    "stopped": Text(fr="arrêté", en="discontinued"),
    "uncertain": Text(fr="état non connu", en="status not known"),
    "none": Text(fr="Aucun outil n’a cet usage pour usage principal.", en="No tool has this use as its main one."),
}
# Nothing may be fetched, whatever slipped into the page.
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
body { font-family: "Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif; color: #0f0f0f; margin: 1.5rem; line-height: 1.45; }
#mynetwork { float: none !important; border-radius: 8px; }
.card { border: 0; } h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.25rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
ul { margin-top: 0; columns: 22rem; } a { color: #0a5c8a; }
"""
_DRAWING = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "dragNodes": False, "tooltipDelay": 120},
    "nodes": {"font": {"color": "#0f0f0f", "face": "Segoe UI, Helvetica, Arial, sans-serif"}},
    "edges": {"smooth": False, "hoverWidth": 0, "selectionWidth": 2},
}
_OUTSIDE = re.compile(r"<link\b[^>]*\bhref=[^>]*>|<script\b[^>]*\bsrc=[^>]*>\s*</script>|<center>.*?</center>|<!--.*?-->", re.DOTALL)


def standalone(graph: Graph, lang: Lang = "fr") -> str:
    """The map as one HTML page that opens anywhere, with no network and no request.

    It is drawn by pyvis with our positions; what pyvis would fetch from elsewhere is taken out, and a policy in
    the page forbids any request. The same nodes follow as a list, for reading without the drawing.
    """
    from pyvis.network import Network  # only here: it brings a notebook along, and few runs need it

    graph = in_words(graph, lang)
    network = Network(height="82vh", width="100%", directed=False, cdn_resources="in_line")
    network.set_options(json.dumps(_DRAWING))
    for node, values in graph.nodes(data=True):
        network.add_node(node, **_drawn(values, lang))
    for start, end, values in graph.edges(data=True):
        if values["kind"] != "family" and not values.get("main"):  # those two show by where things stand
            faint = values["kind"] == "use"
            network.add_edge(
                start, end, color={"color": "#5c6670", "opacity": 0.06 if faint else 0.4, "highlight": ACCENT}, dashes=not faint
            )
    body = _OUTSIDE.sub("", network.generate_html())
    title, words = html.escape(_PAGE["title"](lang)), html.escape(_PAGE["help"](lang))
    head = (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>'
    )
    body = re.sub(r"<html>\s*<head>\s*<meta charset=\"utf-8\">", lambda _: head, body, count=1)
    body = body.replace("</head>", f"<style>{_STYLE}</style>\n</head>", 1)
    body = body.replace("<body>", f"<body>\n<h1>{title}</h1>\n<p>{words}</p>", 1)
    return body.replace("</body>", f"{_listed(graph, lang)}\n</body>")


def _drawn(values: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """A node as vis-network draws it: a family is its ground, a use its name, a tool a dot."""
    colour, label = values["colour"], values["label"]
    if values["kind"] == "family":
        red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
        ground = f"rgba({red},{green},{blue},0.07)"
        shade = {"background": ground, "border": ground, "hover": {"background": ground, "border": ground},
                 "highlight": {"background": ground, "border": ground}}  # fmt: skip
        return {
            "label": label, "title": label, "shape": "box", "color": shade, "margin": 8,
            "x": values["left"] + values["width"] / 2, "y": values["top"] + values["height"] / 2,
            "widthConstraint": {"minimum": values["width"], "maximum": values["width"]},
            "heightConstraint": {"minimum": values["height"], "valign": "top"},
            "font": {"size": 32, "color": colour},
        }  # fmt: skip
    if values["kind"] == "use":
        ring = {"background": "rgba(0,0,0,0)", "border": colour}  # empty: what is under the pointer is drawn over the rest
        return {
            "label": label, "title": f"{label}\n{values['what']}", "shape": "dot", "size": values["radius"], "borderWidth": 0.7,
            "x": values["x"], "y": values["y"], "color": {**ring, "hover": ring, "highlight": ring}, "font": {"size": 22},
            "widthConstraint": {"maximum": values["room"]},
        }  # fmt: skip
    stopped = values["status"] == "discontinued"
    return {
        "label": label, "title": f"{label}{_state(values, lang)}\n{values['what']}", "shape": "square" if values["offline"] else "dot",
        "x": values["x"], "y": values["y"], "size": DOT - 1, "borderWidth": 2,
        "color": {"background": "#ffffff" if stopped else colour, "border": colour, "highlight": ACCENT, "hover": ACCENT},
        "opacity": 0.55 if values["status"] == "unknown" else 1.0,
        "font": {"size": 10}, "scaling": {"label": {"enabled": True, "drawThreshold": 11}},
    }  # fmt: skip


def _state(values: Mapping[str, Any], lang: Lang) -> str:
    word = {"discontinued": "stopped", "unknown": "uncertain"}.get(values["status"])
    return f" ({_PAGE[word](lang)})" if word else ""


def _listed(graph: Graph, lang: Lang) -> str:
    """The map in words: families, their uses, the tools whose main use it is."""
    tools: dict[str, list[Mapping[str, Any]]] = {}
    for _, values in graph.nodes(data=True):
        if values["kind"] == "tool":
            tools.setdefault(values["use"], []).append(values)
    lines = [f"<h2>{html.escape(_PAGE['list'](lang))}</h2>"]
    for node, values in graph.nodes(data=True):
        if values["kind"] == "family":
            lines.append(f"<h3>{html.escape(values['label'])}</h3>")
            for use in graph.predecessors(node):
                lines.append(f"<p><strong>{html.escape(graph.nodes[use]['label'])}</strong></p>")
                members = tools.get(use.removeprefix("use:"), [])
                items = "".join(f"<li>{_item(values, lang)}</li>" for values in members)
                lines.append(f"<ul>{items}</ul>" if members else f"<p>{html.escape(_PAGE['none'](lang))}</p>")
    return "\n".join(lines)


def _item(values: Mapping[str, Any], lang: Lang) -> str:
    name, site = html.escape(values["label"]), values.get("website", "")
    if site.startswith(("https://", "http://")):
        name = f'<a href="{html.escape(site)}" rel="noopener noreferrer">{name}</a>'
    return f"{name}{html.escape(_state(values, lang))} : {html.escape(values['what'])}"
