"""The files that the map is written to, and the map on its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from catalog.graph import Graph, build
from catalog.load import Catalog
from catalog.mapfile import FORMATS, standalone, write
from tests.catalog.shelf import catalogue, text, tool

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"></script>"


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_holds_every_node(ending: str, tmp_path: Path, graph: Graph) -> None:
    path = tmp_path / f"map.{ending}"
    write(graph, path, "en")
    if ending == "html":
        content = path.read_text(encoding="utf-8")
        assert all(json.dumps(node) in content for node in graph)
        return
    if ending == "svg":
        drawing = ElementTree.parse(path).getroot()
        names = {element.text for element in drawing.iter("{http://www.w3.org/2000/svg}title")}
        assert {values["label"] for node, values in graph.nodes(data=True) if values["kind"] == "tool"} <= names
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


def test_the_map_on_its_own_is_also_a_list_in_the_language_asked(catalog: Catalog, graph: Graph) -> None:
    english = standalone(graph, "en")
    for family in catalog.families.values():
        assert f"<h3>{family.name.en}</h3>" in english
    listed = english.split("<h2>")[1]
    assert listed.count("<li>") == len(catalog.tools)
