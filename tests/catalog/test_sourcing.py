"""The papers of a comparison: what a buyer opens in Word and in a spreadsheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from catalog.compare import Comparison, Wishes, compare
from catalog.load import Catalog, load
from catalog.sourcing import as_json, note, rank_rows, write_grid, write_note, write_workbook
from catalog.verdict import verdict

TODAY = date(2026, 11, 22)
TOOLS = ("decidim", "cap-collectif", "loomio")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def comparison(catalog: Catalog) -> Comparison:
    wishes = Wishes(weights={"paper": 9, "low_cost": 2, "phone": 0}, must=("in_service",), needs=("idea-collection", "online-voting"))
    return compare(catalog, TOOLS, wishes)


def test_the_means_of_the_workbook_are_those_of_the_comparison(catalog: Catalog, comparison: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    write_workbook(catalog, comparison, path, "fr", TODAY)
    book = load_workbook(path)
    scores, weights = book["Notes"], book["Poids"]
    criteria = len(comparison.weights)
    given = [weights.cell(row, 2).value for row in range(2, criteria + 2)]
    assert given == list(comparison.weights.values())
    ranks = {each.tool: each for each in comparison.ranking.ranks}
    for place, tool in enumerate(comparison.tools):
        for end, column in (("value_low", 2 + 2 * place), ("value_high", 3 + 2 * place)):
            worths = [scores.cell(row, column).value for row in range(2, criteria + 2)]
            mean = sum(w * x for w, x in zip(given, worths, strict=True)) / sum(given)
            if tool in ranks:
                assert mean == pytest.approx(getattr(ranks[tool], end))
            letter = scores.cell(1, column).column_letter
            formula = scores.cell(criteria + 2, column).value
            assert f"{letter}2:{letter}{criteria + 1}" in formula and f"$B$2:$B${criteria + 1}" in formula
    assert [sheet.title for sheet in book] == ["Synthèse", "Faits", "Poids", "Notes", "Stabilité", "Sources", "Courriels"]


def test_every_source_of_a_score_is_in_the_workbook(catalog: Catalog, comparison: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    write_workbook(catalog, comparison, path, "en", TODAY)
    titles = {row[0].value for row in load_workbook(path)["Sources"].iter_rows(min_row=2)}
    assert titles == {catalog.sources[key].title for score in comparison.scores.values() for key in score.sources}


def test_words_from_data_are_never_formulas(catalog: Catalog, comparison: Comparison, tmp_path: Path) -> None:
    tools = dict(catalog.tools)
    tools["decidim"] = tools["decidim"].model_copy(update={"name": "=HYPERLINK(1)"})
    path = tmp_path / "c.xlsx"
    write_workbook(Catalog(**{**catalog.__dict__, "tools": tools}), comparison, path, "fr", TODAY)
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert cells and all(str(cell.value).startswith("=IF(SUM(") for cell in cells)


def test_the_note_says_the_sentence_and_fits_its_two_pages(catalog: Catalog, comparison: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "c.docx"
    write_note(catalog, comparison, path, "fr", TODAY)
    document = Document(str(path))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert verdict(catalog, comparison, "fr") in said
    names = [row.cells[0].text for row in document.tables[0].rows[1:]]
    assert names == [row[0] for row in rank_rows(catalog, comparison, "fr")]
    rows = sum(len(table.rows) for table in document.tables)
    assert rows <= 40  # about 60 lines a page: see the picture in docs/


def test_the_grid_has_neither_brand_nor_rank(catalog: Catalog, comparison: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_grid(catalog, comparison.wishes, path, "fr")
    sheet = load_workbook(path)["Exigences"]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    brands = [tool.name for tool in catalog.tools.values() if len(tool.name) > 4 and tool.name[1:].lower() not in ("agora", "ballot")]
    assert not [name for name in brands if f" {name} " in f" {text} "]
    levels = {row[2].value: row[3].value for row in sheet.iter_rows(min_row=2) if row[0].value}
    assert next(level for need, level in levels.items() if "papier" in need and "import" in need) == "souhaité"
    assert not any("SMS" in need for need in levels), "a criterion of weight 0 asks for nothing"


def test_json_and_paper_speak_of_the_same_tools(catalog: Catalog, comparison: Comparison) -> None:
    told = as_json(catalog, comparison)
    assert {each["id"] for each in (*told["ranks"], *told["excluded"])} == set(TOOLS)
    assert {fact["tool"] for fact in told["facts"]} == set(TOOLS)
    assert note(catalog, comparison, "en", TODAY).title == "Comparison of participation tools"
