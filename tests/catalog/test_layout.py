"""Where each thing stands: nothing touches, everything is on its ground, and places do not move."""

from __future__ import annotations

import math
import time
from itertools import combinations

from catalog.graph import Graph, build
from catalog.layout import DOT, ground
from catalog.load import Catalog
from tests.catalog.shelf import catalogue, of_kind, tool


def test_places_are_the_same_at_each_run(catalog: Catalog, graph: Graph) -> None:
    again = build(catalog)
    assert {node: (values["x"], values["y"]) for node, values in graph.nodes(data=True)} == {
        node: (values["x"], values["y"]) for node, values in again.nodes(data=True)
    }


def test_no_two_dots_touch(graph: Graph) -> None:
    places = [(values["x"], values["y"]) for values in of_kind(graph, "tool").values()]
    assert min(math.dist(one, other) for one, other in combinations(places, 2)) > 2 * DOT


def test_each_tool_stands_in_the_disc_of_its_main_use_and_each_disc_on_the_ground_of_its_family(graph: Graph) -> None:
    for values in of_kind(graph, "tool").values():
        centre = graph.nodes[f"use:{values['use']}"]
        assert math.dist((values["x"], values["y"]), (centre["x"], centre["y"])) + DOT <= centre["radius"] + 0.2
    for values in of_kind(graph, "use").values():
        field = graph.nodes[f"family:{values['family']}"]
        assert field["left"] <= values["x"] - values["radius"] and values["x"] + values["radius"] <= field["left"] + field["width"]
        assert field["top"] <= values["y"] - values["radius"] and values["y"] + values["radius"] <= field["top"] + field["height"]


def test_discs_are_apart_and_so_are_grounds(graph: Graph) -> None:
    for one, other in combinations(of_kind(graph, "use").values(), 2):
        assert math.dist((one["x"], one["y"]), (other["x"], other["y"])) > one["radius"] + other["radius"]
    for one, other in combinations(of_kind(graph, "family").values(), 2):
        beside = one["left"] + one["width"] < other["left"] or other["left"] + other["width"] < one["left"]
        above = one["top"] + one["height"] < other["top"] or other["top"] + other["height"] < one["top"]
        assert beside or above


def test_a_tool_sits_on_the_side_of_its_other_use() -> None:
    graph = build(catalogue(tool("alpha", "poll", "report"), *(tool(f"t{rank}", "poll") for rank in range(6))))

    def from_its_use(node: str) -> tuple[float, float]:
        return graph.nodes[node]["x"] - graph.nodes["use:poll"]["x"], graph.nodes[node]["y"] - graph.nodes["use:poll"]["y"]

    def towards(node: str) -> float:
        return sum(step * way for step, way in zip(from_its_use(node), from_its_use("use:report"), strict=True))

    assert max(of_kind(graph, "tool"), key=towards) == "tool:alpha"


def test_the_ground_of_a_family_shrinks_to_the_uses_shown(graph: Graph) -> None:
    whole = graph.nodes["family:coproduce"]
    uses = list(graph.predecessors("family:coproduce"))
    part = ground(graph, uses[:1])
    assert part["width"] < whole["width"] or part["height"] < whole["height"]
    assert part["left"] < graph.nodes[uses[0]]["x"] < part["left"] + part["width"]


def test_three_hundred_tools_are_placed_in_under_a_second() -> None:
    many = catalogue(*(tool(f"t{rank}", ("poll", "ideas", "draft", "report")[rank % 4], ("ideas", "draft", "report", "poll")[rank % 4])
                       for rank in range(300)))  # fmt: skip
    start = time.perf_counter()
    build(many)
    assert time.perf_counter() - start < 1


def test_an_empty_catalogue_has_an_empty_map() -> None:
    assert of_kind(build(catalogue()), "tool") == {}
