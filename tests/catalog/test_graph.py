"""The landscape as a graph: links, places, filters, resemblance, and the files it is written to."""

from __future__ import annotations

import json
import math
import re
import time
from dataclasses import fields
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from catalog.facts import Fact, Text
from catalog.graph import (
    DOT,
    FORMATS,
    Filters,
    Graph,
    build,
    fold,
    ground,
    in_words,
    matching,
    open_source,
    options,
    similar,
    standalone,
    write,
)
from catalog.load import Catalog, load
from catalog.tools import Family, OfflineBridge, Tool, Use

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"></script>"


def text(fr: str, en: str | None = None) -> Text:
    return Text(fr=fr, en=en or fr)


def tool(id: str, *uses: str, **more: Any) -> Tool:
    facts = {"name": id.title(), "kind": "platform", "what": text(f"Fait {id}."), "status": Fact(value="active"), "confidence": "read"}
    return Tool(**{"id": id, "uses": uses, **facts, **more})


def use(id: str, family: str, name: str) -> Use:
    return Use(
        id=id, family=family, name=text(name), definition=text(f"Définition de {id}."), time="both", place="online", direction="two_way"
    )


def catalogue(*tools: Tool) -> Catalog:
    """Three families, four uses and the tools given; nothing else is known."""
    empty: dict[str, Any] = {field.name: {} for field in fields(Catalog)}
    families = [Family(id=id, name=text(id.title()), order=rank) for rank, id in enumerate(("ask", "make", "tell"), start=1)]
    uses = [
        use("poll", "ask", "Enquête"),
        use("ideas", "ask", "Boîte à idées"),
        use("draft", "make", "Écriture"),
        use("report", "tell", "Suivi"),
    ]
    labels = {"features": {"api": text("accès programmé", "API"), "map": text("plan", "map")}, "identity": {}, "personal_data": {}}
    known = {
        "families": {family.id: family for family in families},
        "uses": {use.id: use for use in uses},
        "tools": {tool.id: tool for tool in tools},
        "labels": labels,
    }
    return Catalog(**{**empty, **known})


@pytest.fixture(scope="module")
def known() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def graph(known: Catalog) -> Graph:
    return build(known)


def of_kind(graph: Graph, kind: str) -> dict[str, dict[str, Any]]:
    return {node: values for node, values in graph.nodes(data=True) if values["kind"] == kind}


# -- links ---------------------------------------------------------------------------------------------


def test_families_uses_and_tools_are_nodes_and_only_the_first_use_of_a_tool_is_its_main_one() -> None:
    graph = build(catalogue(tool("alpha", "poll", "draft")))
    assert sorted(graph) == [
        "family:ask", "family:make", "family:tell", "tool:alpha", "use:draft", "use:ideas", "use:poll", "use:report",
    ]  # fmt: skip
    assert graph.edges["use:poll", "family:ask"] == {"kind": "family"}
    assert graph.edges["tool:alpha", "use:poll"] == {"kind": "use", "main": True}
    assert graph.edges["tool:alpha", "use:draft"] == {"kind": "use", "main": False}
    assert graph.number_of_edges() == 4 + 2  # four uses in their families, two uses of one tool


def test_tools_are_linked_when_a_card_names_another_by_its_id_its_name_or_an_alias() -> None:
    graph = build(
        catalogue(
            tool("alpha", "poll", name="Alpha Démocratie", aliases=("Alphée",)),
            tool("beta", "poll", built_on="alpha"),
            tool("gamma", "poll", parent="ALPHA DEMOCRATIE"),
            tool("delta", "poll", successor="alphee"),
            tool("epsilon", "poll", integrations=("Beta", "A spreadsheet")),
        )
    )
    links = {(start, end): values["kind"] for start, end, values in graph.edges(data=True) if values["kind"] not in ("use", "family")}
    assert links == {
        ("tool:beta", "tool:alpha"): "built_on",
        ("tool:gamma", "tool:alpha"): "parent",
        ("tool:delta", "tool:alpha"): "successor",
        ("tool:epsilon", "tool:beta"): "integration",
    }


def test_a_name_that_two_tools_bear_links_to_neither() -> None:
    twins = (tool("one", "poll", name="Agora"), tool("two", "poll", name="Agora"))
    graph = build(catalogue(*twins, tool("three", "poll", parent="Agora")))
    assert list(graph.successors("tool:three")) == ["use:poll"]


def test_the_words_of_the_graph_come_in_each_language_and_what_is_not_known_is_left_out() -> None:
    graph = build(catalogue(tool("alpha", "poll", what=text("Interroge.", "Asks."), since=2016)))
    french, english = in_words(graph, "fr").nodes["tool:alpha"], in_words(graph, "en").nodes["tool:alpha"]
    assert (french["what"], english["what"]) == ("Interroge.", "Asks.")
    assert french["since"] == 2016
    assert "open_source" not in french and "website" not in french


# -- places --------------------------------------------------------------------------------------------


def test_places_are_the_same_at_each_run(known: Catalog, graph: Graph) -> None:
    again = build(known)
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
    empty = catalogue()
    assert of_kind(build(empty), "tool") == {}
    assert matching(empty, Filters()) == ()


# -- filters -------------------------------------------------------------------------------------------


def ids(tools: tuple[Tool, ...]) -> list[str]:
    return [tool.id for tool in tools]


SHELF = catalogue(
    tool("alpha", "poll", "draft", name="Élan", licence=Fact(value="AGPL-3.0"), maintainer="Coopérative du Rhône"),
    tool("beta", "ideas", licence=Fact(value="proprietary"), offline=(OfflineBridge(kind="paper", how=text("Sur papier.")),)),
    tool("gamma", "report", status=Fact(value="unknown")),
)


def test_text_is_looked_for_without_accents_or_case_in_names_makers_and_uses_in_any_order() -> None:
    assert fold("Élan Vital") == "elan vital"
    assert ids(matching(SHELF, Filters(text="ELAN"))) == ["alpha"]
    assert ids(matching(SHELF, Filters(text="rhone elan"))) == ["alpha"]
    assert ids(matching(SHELF, Filters(text="boite"))) == ["beta"]  # its use is named "Boîte à idées"
    assert matching(SHELF, Filters(text="elan boite")) == ()


def test_a_tool_belongs_to_a_family_by_any_of_its_uses() -> None:
    assert ids(matching(SHELF, Filters(families=frozenset({"make"})))) == ["alpha"]


def test_values_of_one_filter_are_alternatives_and_filters_add_up() -> None:
    assert ids(matching(SHELF, Filters(families=frozenset({"make", "tell"})))) == ["alpha", "gamma"]
    assert ids(matching(SHELF, Filters(families=frozenset({"make", "tell"}), statuses=frozenset({"unknown"})))) == ["gamma"]
    assert ids(matching(SHELF, Filters(offline=True))) == ["beta"]


@pytest.mark.parametrize(
    ("licence", "expected"),
    [("AGPL-3.0-or-later", True), ("EUPL-1.2", True), ("proprietary", False), ("BUSL-1.1", False), ("a common good", None), (None, None)],
)
def test_a_licence_that_is_not_known_is_neither_free_nor_closed(licence: str | None, expected: bool | None) -> None:
    assert open_source(tool("alpha", "poll", licence=Fact(value=licence))) is expected


def test_options_that_would_give_nothing_are_absent_and_the_others_say_how_many() -> None:
    left = options(SHELF, Filters(families=frozenset({"ask"})))
    assert left.families == {"ask": 2, "make": 1, "tell": 1}  # choosing a second family adds to the first
    assert left.uses == {"poll": 1, "ideas": 1}
    assert left.statuses == {"active": 2}
    assert (left.open_source, left.offline) == (1, 1)


def test_each_option_of_the_real_catalogue_gives_as_many_tools_as_it_announces(known: Catalog) -> None:
    left = options(known, Filters(text="vote"))
    assert left.families
    for family, count in left.families.items():
        assert len(matching(known, Filters(text="vote", families=frozenset({family})))) == count
    for one, count in left.uses.items():
        assert len(matching(known, Filters(text="vote", uses=frozenset({one})))) == count


# -- resemblance ---------------------------------------------------------------------------------------


def test_the_closest_tool_shares_the_main_use_and_the_reason_says_what_is_shared() -> None:
    shelf = catalogue(
        tool("alpha", "poll", "draft", features=("api",)),
        tool("beta", "poll", "draft", features=("api", "map")),
        tool("gamma", "draft"),
        tool("delta", "report"),
    )
    found = similar(shelf, shelf.tools["alpha"])
    assert [other.id for other, _ in found] == ["beta", "gamma"]  # delta shares nothing
    assert found[0][1].fr == "Même usage principal (Enquête) ; aussi en commun : Écriture ; mêmes fonctions : accès programmé."
    assert found[0][1].en == "Same main use (Enquête); also shared: Écriture; same features: API."
    assert found[1][1].en == "Shared: Écriture."


def test_a_tool_that_does_one_thing_is_closer_than_one_that_does_everything() -> None:
    shelf = catalogue(tool("alpha", "poll"), tool("narrow", "poll"), tool("broad", "poll", "ideas", "draft", "report"))
    assert [other.id for other, _ in similar(shelf, shelf.tools["alpha"])] == ["narrow", "broad"]


def test_at_equal_closeness_a_living_tool_comes_first() -> None:
    stopped = tool("aaa", "poll", status=Fact(value="discontinued"), sources=("s",))
    shelf = catalogue(tool("alpha", "poll"), stopped, tool("zzz", "poll"))
    assert [other.id for other, _ in similar(shelf, shelf.tools["alpha"])] == ["zzz", "aaa"]


def test_a_tool_that_comes_from_another_is_near_it_and_says_so() -> None:
    shelf = catalogue(tool("alpha", "poll"), tool("beta", "report", built_on="alpha"))
    assert [(other.id, why.en) for other, why in similar(shelf, shelf.tools["alpha"])] == [
        ("beta", "Comes from Alpha or is attached to it.")
    ]


def test_no_real_tool_resembles_itself_and_each_reason_is_a_sentence(known: Catalog) -> None:
    for one in list(known.tools.values())[::8]:
        for other, why in similar(known, one):
            assert other.id != one.id
            assert why.fr.endswith(".") and why.fr[0] == why.fr[0].upper()


# -- files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_holds_every_node(ending: str, tmp_path: Path, graph: Graph) -> None:
    path = tmp_path / f"map.{ending}"
    write(graph, path, "en")
    if ending == "html":
        content = path.read_text(encoding="utf-8")
        assert all(json.dumps(node) in content for node in graph)
        return
    if ending == "json":
        read = nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges")
    else:
        read = nx.read_gexf(path) if ending == "gexf" else nx.read_graphml(path)
    assert set(read) == set(graph)
    assert read.number_of_edges() == graph.number_of_edges()
    assert read.nodes["tool:decidim"]["label"] == "Decidim"


def test_gephi_finds_the_places_with_its_own_direction_of_y(tmp_path: Path, graph: Graph) -> None:
    write(graph, tmp_path / "map.gexf")
    content = (tmp_path / "map.gexf").read_text(encoding="utf-8")
    values = graph.nodes["tool:decidim"]
    assert f'x="{values["x"]}" y="{-values["y"]}"' in content


def test_characters_that_xml_forbids_do_not_spoil_the_file(tmp_path: Path) -> None:
    write(build(catalogue(tool("alpha", "poll", name="Al\x07pha & <co>"))), tmp_path / "map.graphml")
    assert nx.read_graphml(tmp_path / "map.graphml").nodes["tool:alpha"]["label"] == "Alpha & <co>"


def test_another_ending_is_refused_with_those_that_exist(tmp_path: Path, graph: Graph) -> None:
    with pytest.raises(ValueError, match="gexf, graphml, json, html"):
        write(graph, tmp_path / "map.pdf")


def test_the_map_on_its_own_fetches_nothing_and_forbids_it(graph: Graph) -> None:
    page = standalone(graph)
    assert not re.search(r"<(link|script|img|iframe)\b[^>]*\b(src|href)=", page)
    assert "default-src 'none'" in page
    assert page.startswith('<!doctype html>\n<html lang="fr">')
    assert "<center>" not in page  # pyvis writes its heading there unescaped


def test_names_written_to_harm_stay_words_in_the_map_on_its_own() -> None:
    shelf = catalogue(tool("alpha", "poll", name=HOSTILE, what=text(HOSTILE), website="javascript:alert(1)"))
    page = standalone(build(shelf))
    assert HOSTILE not in page
    assert "<img src=x" not in page
    assert "javascript:alert" not in page.split("<h2>")[1]


def test_the_map_on_its_own_is_also_a_list_in_the_language_asked(known: Catalog, graph: Graph) -> None:
    english = standalone(graph, "en")
    for family in known.families.values():
        assert f"<h3>{family.name.en}</h3>" in english
    listed = english.split("<h2>")[1]
    assert listed.count("<li>") == len(known.tools)
