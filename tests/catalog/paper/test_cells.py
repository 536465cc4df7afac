"""What a spreadsheet would run stays words, in every table we export."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from catalog import exchange
from catalog.load import Catalog
from catalog.paper import cells
from catalog.words import no_formula

RUN = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "   +1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\u202e=1", "\x00=1",
    "＝1+1", "＋1", "－1", "＠SUM(1)", "\u3000＝1", "﹦1", "﹢1", "﹣1", "﹫1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.test","a")',
    "-- liste", "=WEBSERVICE(A1)", "\t", "\r\nx",
]  # fmt: skip
READ = ["", "Atelier", "a=b", "5 + 3", "1-2", "c’est-à-dire", "’=1", "é@x", "(=1)", "<b>&amp;", "日本", "«=»"]


@pytest.mark.parametrize("text", RUN)
def test_a_text_that_would_run_follows_an_apostrophe_and_stays_whole(text: str) -> None:
    assert no_formula(text) == "'" + text


@pytest.mark.parametrize("text", READ)
def test_a_text_that_would_not_run_is_left_as_it_is(text: str) -> None:
    assert no_formula(text) == text


def written(text: str, tmp_path: Path) -> object:
    """The cell read again from a file."""
    book = Workbook()
    cells.put(book.active["A1"], text)
    cells.save(book, tmp_path / "a.xlsx", {}, date(2026, 11, 22))
    return load_workbook(tmp_path / "a.xlsx").active["A1"]


@pytest.mark.parametrize("text", [*RUN[:7], *RUN[14:20], "#N/A", "#REF!", "1E5", "2026-01-01"])
def test_a_cell_holds_words_never_a_formula_nor_an_error(text: str, tmp_path: Path) -> None:
    cell = written(text, tmp_path)
    assert cell.data_type == "s" and cell.quotePrefix is (str(cell.value).startswith("'"))  # type: ignore[attr-defined]
    assert not str(cell.value).startswith(("=", "+", "-", "@"))  # type: ignore[attr-defined]


def test_names_of_every_kind_come_out_right(tmp_path: Path) -> None:
    for text in ("<script>&amp;</script>", "🎪🚲 fête", "مجلس الحي", "é" * 300, "deux\nlignes"):
        assert written(text, tmp_path).value == text  # type: ignore[attr-defined]
    assert written("a\x00b\x0bc\x1fd\ufffee\ud800f", tmp_path).value == "abcdef"  # type: ignore[attr-defined]


def test_a_number_in_disguise_is_not_decoded(tmp_path: Path) -> None:
    assert written("_x003D_1", tmp_path).value in ("_x005F_x003D_1", "_x003D_1")  # type: ignore[attr-defined]


@pytest.mark.parametrize("letter", ["a", "🎪"])
def test_what_a_cell_cannot_hold_is_cut_with_a_mark(letter: str, tmp_path: Path) -> None:
    said = written(letter * 40_000, tmp_path).value  # type: ignore[attr-defined]
    assert said.endswith(cells.CUT("fr")) and len(said.encode("utf-16-le")) // 2 <= 32_767
    assert said.startswith(letter * 15_000)


def test_a_formula_carries_its_value(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"], book.active["A2"], book.active["A3"] = 2, "=A1*3", '=IF(A1>1,"oui","non")'
    cells.save(book, tmp_path / "a.xlsx", {"Sheet": {"A2": 6.0, "A3": "oui"}}, date(2026, 11, 22))
    sheet = load_workbook(tmp_path / "a.xlsx", data_only=True).active
    assert (sheet["A2"].value, sheet["A3"].value) == (6, "oui")
    assert load_workbook(tmp_path / "a.xlsx").active["A2"].value == "=A1*3"


def test_the_same_workbook_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        book = Workbook()
        book.properties.created = book.properties.created.replace(2026, 1, 1, 0, 0, 0)
        cells.save(book, tmp_path / name, {}, date(2026, 11, 22))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_table_of_tools_holds_nothing_that_runs(catalog: Catalog) -> None:
    tools = dict(catalog.tools)
    tools["decidim"] = tools["decidim"].model_copy(update={"name": "＝HYPERLINK(1)", "maintainer": " @SUM(1)"})
    rows = csv.reader(io.StringIO(exchange.as_csv(Catalog(**{**catalog.__dict__, "tools": tools}), "fr")))
    found = [cell for row in rows for cell in row]
    assert "'＝HYPERLINK(1)" in found and "' @SUM(1)" in found
    assert all(no_formula(cell) == cell for cell in found)
