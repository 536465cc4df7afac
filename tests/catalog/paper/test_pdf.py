"""The PDF file, reopened: its structure tree, its record, its pages, and names that try to break it."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from catalog.load import load
from catalog.paper import elements as e
from catalog.paper.carried import carried
from catalog.paper.elements import Paper, Section, Span, Table
from catalog.paper.pdf import pdf, write
from planner.documents.shelf import paper as written
from planner.plan import parse_plan
from tests.catalog.paper.papers import ARABIC, HOSTILE, LONG, RECORD, full, table, words

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
PAINTING = {"Tj", "TJ", "'", '"', "Do", "f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "sh", "EI"}


@cache
def opened(lang: str = "fr") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf(full("en" if lang == "en" else "fr"))))


def elements(node: Any) -> Iterator[Any]:
    """The structure elements under a node, in reading order."""
    below = node.get("/K", ())
    for child in below if isinstance(below, pikepdf.Array) else (below,):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def kinds(document: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in elements(document.Root.StructTreeRoot)]


def of_kind(node: Any, kind: str) -> list[Any]:
    return [element for element in elements(node) if kind == element.S]


def scopes(cells: list[Any]) -> list[str]:
    return [str(attribute.Scope) for cell in cells for attribute in cell.A if "/Scope" in attribute]


def text(content: bytes, tmp_path: Path) -> str:
    """The words of a file as another program reads them, with ordinary spaces and without marks of direction."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    out = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, timeout=60, check=True).stdout
    return re.sub(r"\s+", " ", re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", out))


def test_it_says_what_it_is_and_in_which_language() -> None:
    for lang, written_as, reader in (("fr", "fr-FR", "Ce qui a produit"), ("en", "en-GB", "What made")):
        document = opened(lang)
        assert str(document.Root.Lang) == written_as
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle is True
        metadata = document.open_metadata()
        assert metadata["dc:title"] == "Note d’essai" and metadata["dc:creator"] == ["Maillage"]
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["xmp:CreateDate"] == "2026-11-22T00:00:00Z"
        assert document.attachments["maillage.json"].description.startswith(reader)


def test_headings_follow_one_another_and_skip_no_level() -> None:
    found = [(str(h.S), str(h.get("/T", ""))) for h in elements(opened().Root.StructTreeRoot) if re.fullmatch(r"/H\d", str(h.S))]
    assert found == [
        ("/H1", "Sommaire"), ("/H1", "Ce qui est demandé"), ("/H1", "Moyens"), ("/H1", "Calendrier"), ("/H2", "Publics"),
        ("/H1", "Annexes"), ("/H2", "Annexe A"), ("/H3", "Des noms"),
    ]  # fmt: skip
    assert all(int(after[-1]) <= int(before[-1]) + 1 for (before, _), (after, _) in pairwise(found))
    assert kinds(opened())[:3] == ["/Document", "/Title", "/P"]


def test_a_table_has_a_caption_a_header_row_and_headers_of_rows_where_the_first_column_names_them() -> None:
    tables = of_kind(opened().Root.StructTreeRoot, "/Table")
    columns = [2, 3, 3, 5, 3, 3, 2]  # passage, means, key figures, wide, the two tables of the charts, names
    named = [0, 2, 0, 0, 2, 2, len(HOSTILE)]
    assert [len(of_kind(of_kind(one, "/THead")[0], "/TH")) for one in tables] == columns
    assert [len(of_kind(of_kind(one, "/TBody")[0], "/TH")) for one in tables] == named
    for one in tables:
        assert len(of_kind(one, "/Caption")) == 1
        assert set(scopes(of_kind(of_kind(one, "/THead")[0], "/TH"))) == {"/Column"}
        assert set(scopes(of_kind(of_kind(one, "/TBody")[0], "/TH"))) <= {"/Row"}


def test_a_chart_is_a_figure_with_its_words_and_the_numbers_stand_in_a_table() -> None:
    figures = of_kind(opened().Root.StructTreeRoot, "/Figure")
    assert [str(figure.Alt) for figure in figures] == ["Trois bandes sur six semaines.", "Deux publics."]


@pytest.mark.parametrize("lines", [0, 27, 33, 39, 45])
def test_a_caption_stays_with_what_it_names_wherever_the_page_ends(lines: int) -> None:
    above = Section(id="above", title="Avant", blocks=tuple(e.Paragraph(words=words("ligne")) for _ in range(lines)))
    paper = full().model_copy(update={"body": (above, full().body[-1]), "annexes": (), "contents": False})
    document = pikepdf.open(io.BytesIO(pdf(paper)))
    captions = of_kind(document.Root.StructTreeRoot, "/Caption")
    assert [caption.P.S for caption in captions] == ["/Div", "/Table", "/Div", "/Table"]
    for caption in captions:
        held, beside = caption.P, list(caption.P.K)
        assert beside[0].objgen == caption.objgen
        assert [child.S for child in beside[1:]] == (["/Figure"] if held.S == "/Div" else ["/THead", "/TBody"])
        assert held.objgen in [child.objgen for child in held.P.K]


def test_lists_and_contents_are_tagged() -> None:
    found = kinds(opened())
    assert found.count("/L") == 2 and found.count("/LI") == 4 and found.count("/TOCI") == 5


def test_all_that_a_page_shows_is_tagged_or_said_to_be_an_ornament() -> None:
    shown = 0
    for page in opened().pages:
        marks: list[bool] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                known = len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
                marks.append(known or operands[0] == "/Artifact")
            elif name == "EMC":
                marks.pop()
            elif name in PAINTING:
                assert any(marks), (name, operands)
                shown += 1
    assert shown > 100


def test_it_carries_what_made_it() -> None:
    content = pdf(full())
    document = pikepdf.open(io.BytesIO(content))
    assert list(document.attachments) == ["maillage.json"]
    assert document.attachments["maillage.json"].get_file().read_bytes().decode() == RECORD
    assert carried(content, "x.pdf").record == RECORD
    assert not pikepdf.open(io.BytesIO(pdf(full().model_copy(update={"record": None})))).attachments


def test_the_same_paper_gives_the_same_bytes(tmp_path: Path) -> None:
    write(full(), tmp_path / "one.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == pdf(full())


def test_each_page_says_its_number_and_what_made_it(tmp_path: Path) -> None:
    pages = len(opened().pages)
    said = text(pdf(full()), tmp_path)
    assert pages == 3
    assert [said.count(f"Page {n} sur {pages}") for n in (1, 2, 3)] == [1, 1, 1]
    assert said.count("Maillage 0 · données 1 · cadrage 2") == pages


def test_hostile_names_come_out_as_they_are_and_nothing_runs(tmp_path: Path) -> None:
    said = text(pdf(full()), tmp_path)
    for name in HOSTILE:
        if name not in (LONG, f"Amicale {ARABIC} (2026)"):
            assert name in said, name
    assert said.count("W") == len(LONG)
    assert said.count(ARABIC) == 2
    assert "root:" not in said


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_can_be_a_title_a_caption_or_a_foot(name: str) -> None:
    grid = Table(caption=name, header=(name, name), rows=((words(name), words(name)),), widths=(0.1, 0.9))
    paper = Paper(
        lang="fr", title=name, subtitle=name, today=date(2026, 1, 1), contents=True, foot=name, annexes_title=name,
        body=(Section(id=name, title=name, blocks=(e.Heading(words=words(name)), grid)),),
        annexes=(Section(id="x", title=name, blocks=(e.Note(words=words(name, "hole")),)),),
    )  # fmt: skip
    assert pikepdf.open(io.BytesIO(pdf(paper))).open_metadata()["dc:title"] == name


def test_nothing_to_say_is_no_failure() -> None:
    empty = (
        e.Paragraph(words=()), e.Heading(words=()), e.Bullets(items=()), e.Bullets(items=((),)), e.Note(words=()),
        e.KeyFigures(caption="", figures=()), Table(caption="", header=("",), rows=(), widths=(0.0,)),
    )  # fmt: skip
    paper = Paper(lang="fr", title=" ", subtitle="", today=date(2026, 1, 1), body=(Section(id="", title="", blocks=empty),))
    assert pikepdf.open(io.BytesIO(pdf(paper))).open_metadata()["dc:title"] == "Maillage"


def test_a_row_longer_than_a_page_loses_no_word(tmp_path: Path) -> None:
    grid = Table(caption="x", header=("a", "b"), rows=((words("court"), (Span(text="mot " * 3000),)),), widths=(0.7, 0.3))
    paper = Paper(lang="fr", title="T", subtitle="", today=date(2026, 1, 1), body=(Section(id="x", title="S", blocks=(grid,)),))
    assert text(pdf(paper), tmp_path).count("mot ") == 3000


def test_a_table_over_several_pages_repeats_its_header(tmp_path: Path) -> None:
    rows = tuple((words(f"Rue {n}"), words("un")) for n in range(200))
    grid = Table(caption="x", header=("Lieu dit", "b"), rows=rows, widths=(0.5, 0.5))
    paper = Paper(lang="fr", title="T", subtitle="", today=date(2026, 1, 1), body=(Section(id="x", title="S", blocks=(grid,)),))
    content = pdf(paper)
    assert text(content, tmp_path).count("Lieu dit") == len(pikepdf.open(io.BytesIO(content)).pages) > 3


def test_the_first_column_names_rows_only_when_it_tells_them_apart() -> None:
    from catalog.paper.tables import names_its_rows

    assert names_its_rows(table())
    assert not names_its_rows(table(first=("Salle", "Salle")))
    assert not names_its_rows(table(first=("Salle", " ")))
    assert not names_its_rows(table().model_copy(update={"rows": table().rows[:1]}))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.plan.yaml")), ids=lambda path: path.name.split(".")[0])
def test_the_council_note_of_an_example_keeps_to_two_pages_and_six_of_annexes(path: Path) -> None:
    catalog = load()
    paper = written("note", parse_plan(path.read_text(encoding="utf-8"), path.name, catalog), catalog, "fr", date(2026, 11, 22))
    content = pdf(paper)
    assert len(pikepdf.open(io.BytesIO(content)).pages) <= 8
    assert len(pikepdf.open(io.BytesIO(pdf(paper.model_copy(update={"annexes": ()})))).pages) <= 2
    assert (
        json.loads(carried(content, "note.pdf").record or "")["plan"]["brief"]["subject"]
        == json.loads(paper.record or "")["plan"]["brief"]["subject"]
    )
