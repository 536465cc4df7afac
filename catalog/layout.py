"""Where each thing stands on the map.

A tool stands around its main use, a use stands in its family, and the families follow the order of a process, row by row.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

import networkx as nx

from catalog.words import LANGUAGES

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


def place(graph: nx.DiGraph) -> None:
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


def _lay_families(graph: nx.DiGraph, rows: Sequence[Sequence[_Block]]) -> None:
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


def _lay_uses(graph: nx.DiGraph, block: _Block, left: float, top: float, width: float, height: float) -> None:
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


def ground(graph: nx.DiGraph, uses: Sequence[str]) -> dict[str, float]:
    """The ground of a family when only some of its uses are shown: `left`, `top`, `width`, `height`, and `x`, `y` of its name."""
    nodes = [graph.nodes[use] for use in uses]
    left = min(node["x"] - max(node["room"], USE_NAME[0]) / 2 for node in nodes) - MARGIN
    right = max(node["x"] + max(node["room"], USE_NAME[0]) / 2 for node in nodes) + MARGIN
    top = min(node["y"] - node["radius"] for node in nodes) - FAMILY_NAME
    bottom = max(node["y"] + node["radius"] for node in nodes) + USE_NAME[1] + MARGIN
    return {"left": left, "top": top, "width": right - left, "height": bottom - top, "x": (left + right) / 2, "y": top + FAMILY_NAME / 2}


def _seat(graph: nx.DiGraph, use: str, tools: Sequence[str]) -> None:
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


def _pull(graph: nx.DiGraph, tool: str, centre: tuple[float, float]) -> tuple[float, float]:
    """The sum of the directions (unit vectors) of the other uses of a tool."""
    x = y = 0.0
    for _, use, edge in graph.out_edges(tool, data=True):
        if edge["kind"] == "use" and not edge["main"]:
            across, down = graph.nodes[use]["x"] - centre[0], graph.nodes[use]["y"] - centre[1]
            length = math.hypot(across, down) or 1.0
            x, y = x + across / length, y + down / length
    return x, y
