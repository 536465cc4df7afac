"""The landscape as a graph: its nodes, its links, its words."""

from __future__ import annotations

from catalog.graph import build, in_words
from tests.catalog.shelf import catalogue, text, tool


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
