"""The landscape as a graph: families, uses and tools, and how they are linked.

Positions are worked out here, once (see `catalog/layout.py`), so that the map of the application and the map on
its own draw without any physics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

import networkx as nx

from catalog import colours
from catalog.facts import Text
from catalog.finding import fold, open_source
from catalog.layout import place
from catalog.load import Catalog
from catalog.methods import PHASE_NAMES
from catalog.tools import Tool
from catalog.words import Lang

Graph: TypeAlias = nx.DiGraph  # nodes "family:<id>", "use:<id>", "tool:<id>"; edges go from the tool to what it serves or comes from
Relation = Literal["parent", "built_on", "successor", "integration"]


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
    colour = {family.id: colours.FAMILIES[rank % len(colours.FAMILIES)] for rank, family in enumerate(families)}
    for family in families:
        shared = {"family": family.id, "colour": colour[family.id]}
        graph.add_node(f"family:{family.id}", kind="family", label=family.name, first_class=family.first_class, **shared)
        for use in (use for use in catalog.uses.values() if use.family == family.id):
            graph.add_node(f"use:{use.id}", kind="use", label=use.name, what=use.definition, **shared)
            graph.add_edge(f"use:{use.id}", f"family:{family.id}", kind="family")
    for tool in sorted(catalog.tools.values(), key=lambda tool: fold(tool.name)):
        family_id = catalog.uses[tool.uses[0]].family
        graph.add_node(
            f"tool:{tool.id}", kind="tool", label=tool.name, family=family_id, colour=colour[family_id], use=tool.uses[0], what=tool.what,
            status=catalog.liveness(tool).value, offline=bool(tool.offline), open_source=open_source(tool), website=tool.website,
            since=tool.since,
            origin=tool.origin,
        )  # fmt: skip
        for rank, use_id in enumerate(tool.uses):
            graph.add_edge(f"tool:{tool.id}", f"use:{use_id}", kind="use", main=rank == 0)
    for start, end, kind in relations(catalog):
        graph.add_edge(f"tool:{start}", f"tool:{end}", kind=kind)
    place(graph)
    return graph


def whole(catalog: Catalog) -> Graph:
    """The graph of `build` with what the uses lead to: methods and phases, and the bridges of the tools.

    Returns:
        The same nodes and edges, with "method:<id>", "phase:<id>" and "bridge:<kind>" (without positions), and the edges
        "serves" (use to method), "phase" (method to phase) and "bridges" (tool to bridge, with `how`).
    """
    graph = build(catalog)
    for phase, label in PHASE_NAMES.items():
        graph.add_node(f"phase:{phase}", kind="phase", label=label)
    for method in (each for each in catalog.methods.values() if each.kind == "method"):
        graph.add_node(f"method:{method.id}", kind="method", label=method.name, what=method.definition)
        graph.add_edges_from((f"use:{use}", f"method:{method.id}", {"kind": "serves"}) for use in method.uses)
        graph.add_edges_from((f"method:{method.id}", f"phase:{phase}", {"kind": "phase"}) for phase in method.phases)
    for tool in catalog.tools.values():
        for bridge in tool.offline:
            graph.add_node(f"bridge:{bridge.kind}", kind="bridge", label=catalog.labels["offline"][bridge.kind])
            graph.add_edge(f"tool:{tool.id}", f"bridge:{bridge.kind}", kind="bridges", how=bridge.how)
    return graph


def in_words(graph: Graph, lang: Lang) -> Graph:
    """The same graph with its words in one language; what is not known is left out."""

    def said(values: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value(lang) if isinstance(value, Text) else value for key, value in values.items() if value is not None}

    copy = nx.DiGraph(lang=lang)
    copy.add_nodes_from((node, said(values)) for node, values in graph.nodes(data=True))
    copy.add_edges_from((start, end, said(values)) for start, end, values in graph.edges(data=True))
    return copy


def relations(catalog: Catalog) -> list[tuple[str, str, Relation]]:
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
    if tool.successor:
        yield "successor", tool.successor
    for name in tool.integrations:
        yield "integration", name
