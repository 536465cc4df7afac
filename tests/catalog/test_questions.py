"""What the landscape answers: worked by hand on a small shelf, and walked through on the real data."""

from __future__ import annotations

import json
from datetime import date

import networkx as nx
import pytest
from shelf import catalogue, text, tool

from catalog.cli import main
from catalog.facts import Fact, Text
from catalog.graph import whole
from catalog.load import Catalog, load
from catalog.mapfile import write
from catalog.questions import FRENCH_SPEAKING, WORDS, answer, known_in_2019
from catalog.tools import Event, OfflineBridge

GONE = Fact(value="discontinued", as_of=2020, sources=("s",))
FREE, CLOSED = Fact(value="MIT"), Fact(value="proprietary")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def test_a_use_without_a_free_living_tool_is_named() -> None:
    shelf = catalogue(
        tool("alpha", "poll", "draft", licence=FREE),
        tool("beta", "ideas", licence=CLOSED),
        tool("gamma", "report", licence=FREE, status=GONE),  # it no longer serves anyone
    )
    found = answer(shelf, "uses")
    assert found.sentence.fr.startswith("Aucun outil libre en service ne rend : suivi, boîte à idées.")
    counts = {row.node: (row.cells[1].fr, row.cells[2].fr) for row in found.rows}
    assert counts == {"use:ideas": ("0", "1"), "use:report": ("0", "0"), "use:poll": ("1", "1"), "use:draft": ("1", "1")}


def test_a_bridge_that_one_family_has_and_another_lacks_is_named() -> None:
    paper = OfflineBridge(kind="paper", how=text("Bulletins importés."))
    shelf = catalogue(tool("alpha", "poll", offline=(paper,)), tool("beta", "draft"))
    found = answer(shelf, "bridges")
    lines = {row.node: [cell.fr for cell in row.cells[1:]] for row in found.rows}
    assert lines["family:ask"] == ["Alpha", "aucun connu", "aucun connu"]
    assert lines["family:make"] == ["aucun connu"] * 3
    # Eight holes: two in the first family, three in each of the others; the sentence names three.
    assert "papier dans « Make »" in found.sentence.fr and "papier dans « Ask »" not in found.sentence.fr
    assert "et 5 autres cas" in found.sentence.fr


def test_the_pivot_is_the_tool_that_joins_two_groups_of_uses() -> None:
    # alpha and beta serve one use each; bridge alone joins them: every way between the two uses passes by it.
    shelf = catalogue(tool("alpha", "poll"), tool("beta", "draft"), tool("bridge", "poll", "draft"))
    assert answer(shelf, "pivots").rows[0].node == "tool:bridge"


def test_uses_that_the_same_tools_serve_stand_together() -> None:
    shelf = catalogue(*(tool(f"a{n}", "poll", "ideas") for n in range(4)), *(tool(f"b{n}", "draft", "report") for n in range(4)))
    groups = {row.cells[0].fr for row in answer(shelf, "together").rows}
    assert groups == {"Boîte à idées, Enquête", "Écriture, Suivi"}


def test_what_became_of_the_tools_counts_states_and_changes_since_2019() -> None:
    event = Event(year=2021, kind="renamed", what=Text(fr="Devient Nouvel.", en="Becomes Nouvel."), sources=("s",))
    old = Event(year=2014, kind="rewritten", what=Text(fr="Réécrit.", en="Rewritten."), sources=("s",))
    shelf = catalogue(
        tool("alpha", "poll", origin="FR", since=2016, history=(old, event)),
        tool("beta", "poll", origin="BE", since=2018, status=GONE),
        tool("gamma", "poll", origin="US", named_in=("s",), status=Fact(value="unknown")),
        tool("delta", "poll", origin="FR", since=2022),  # too young
        tool("epsilon", "poll", origin="US", since=2010),  # not named, not French-speaking
    )
    assert {each.id for each in known_in_2019(shelf)} == {"alpha", "beta", "gamma"}
    found = answer(shelf, "since_2019")
    assert "Sur 3 outils" in found.sentence.fr and "1 sont en service, 1 sont arrêtés, 1 sont sans signe" in found.sentence.fr
    assert "changements de nom (1)" in found.sentence.fr and "réécritures" not in found.sentence.fr
    assert found.rows[0].node == "tool:alpha" and "2021 : Devient Nouvel." in found.rows[0].cells[3].fr


@pytest.mark.parametrize("question", WORDS)
def test_each_question_has_its_sentence_and_its_list_in_both_languages(question: str, catalog: Catalog) -> None:
    found = answer(catalog, question)  # type: ignore[arg-type]
    assert found.sentence.fr.endswith(".") and found.sentence.en.endswith(".") and found.rows
    nodes = set(whole(catalog))
    for row in found.rows:
        assert len(row.cells) == len(found.header) and (row.node is None or row.node in nodes)
        assert set(row.sources) <= catalog.sources.keys()


def test_every_event_since_2019_has_its_source_and_a_possible_year(catalog: Catalog) -> None:
    for each in catalog.tools.values():
        years = [event.year for event in each.history if event.year]
        assert years == sorted(years) and all(1990 <= year <= date.today().year for year in years), each.id
    listed = [each for each in known_in_2019(catalog) if each.named_in]
    assert len(listed) >= 30 and any(each.origin in FRENCH_SPEAKING for each in listed)


def test_the_whole_graph_opens_elsewhere_with_all_its_attributes(catalog: Catalog, tmp_path) -> None:
    graph = whole(catalog)
    write(graph, tmp_path / "map.gexf")
    back = nx.read_gexf(tmp_path / "map.gexf")
    assert set(back) == set(graph) and set(back.edges) == set(graph.edges)
    assert {values["kind"] for _, values in back.nodes(data=True)} == {"family", "use", "tool", "method", "phase", "bridge"}
    assert {values["kind"] for _, _, values in back.edges(data=True)} >= {
        "family",
        "use",
        "serves",
        "phase",
        "bridges",
        "built_on",
        "successor",
    }
    for node, values in graph.nodes(data=True):
        for name, value in values.items():
            if value is not None:
                told = back.nodes[node][name]
                assert told == (value("fr") if isinstance(value, Text) else value), (node, name)
    for start, end, values in graph.edges(data=True):
        assert back.edges[start, end]["kind"] == values["kind"]


def test_every_use_has_its_tool_and_the_facts_to_act_on_have_their_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["uses_without_tool"] == [] and told["tools"] >= 250 and told["tools_by_confidence"]["read"] >= 200
    assert told["tools_with_status_licence_hosting_sourced"] >= 200 and len(told["tools_by_family"]) == 7
