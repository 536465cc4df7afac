"""The Word file, reopened: headings, tables, language, contrast, and names that try to break it."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from catalog.load import Catalog, load
from catalog.yamlfile import BadInput
from planner.documents.report import report
from planner.evaluate import evaluate
from planner.plan import Plan, parse_plan
from planner.writers import FORMATS, docx, markdown, write

TODAY = date(2026, 11, 21)
ARABIC = "سكان الحي"
HOSTILE = f"Léa <script>&amp;</script> 🎪👩‍👧 {ARABIC} | *x* " + "long " * 48  # 300 characters and no more
PLAN = {
    "brief": {
        "subject": "Réaménager la place",
        "mandate": {"council_on": "2026-12-14", "open": ["les plantations"]},
        "territory": {"name": "Bourg", "code": "37", "people": 18000},
        "audiences": [{"name": HOSTILE[:300].strip(), "people": 1200}],
        "limits": {"start": "2027-01-11", "budget": 9000},
    },
    "activities": [
        {"method": "market_stand", "phase": "diagnose", "units": 2},
        {"method": "online_platform", "phase": "ideate", "units": 1},
        {"method": "public_meeting", "phase": "report_back", "units": 1},
    ],
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan.model_validate(PLAN)


@pytest.fixture(scope="module")
def path(catalog: Catalog, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("note") / "note.docx"
    write(plan, catalog, target, "fr", TODAY)
    return target


@pytest.fixture(scope="module")
def document(path: Path) -> Any:
    return Document(str(path))


def words(document: Any) -> str:
    """All the text, with ordinary spaces."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return re.sub("[\u00a0\u202f]", " ", "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))


def runs(document: Any) -> list[Any]:
    """The runs of the tables."""
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [run for cell in cells for paragraph in cell.paragraphs for run in paragraph.runs]


def test_headings_are_real_styles_and_skip_no_level(document: Any) -> None:
    styles = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert styles[0] == ("Title", "Dispositif de concertation\u00a0: Réaménager la place")
    levels = [int(name[-1]) for name, _ in styles[1:]]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    titles = [title for name, title in styles if name == "Heading 1"]
    assert titles[0] == "Ce qui est demandé au conseil" and titles[-1] == "Annexes"
    assert [title[:8] for name, title in styles if name == "Heading 2"] == [f"Annexe {letter}" for letter in "ABCDEF"]


def test_the_numbers_of_the_file_are_those_of_the_evaluation(document: Any, plan: Plan, catalog: Catalog) -> None:
    numbers = evaluate(plan, catalog)
    said = words(document)
    assert f"{numbers.cost:,.0f} € TTC".replace(",", " ") in said
    days = f"{round(numbers.staff_days, 1):g}".replace(".", ",")
    assert f"mobiliser {days} jours-agent" in said


def test_no_program_word_reaches_the_page(document: Any) -> None:
    assert not re.search(r"\b(None|null|nan|True|False)\b|\{|\}", words(document))


def test_every_table_has_a_marked_repeated_header_row_and_words_for_screen_readers(document: Any) -> None:
    assert len(document.tables) >= 9
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
        assert all(cell.text for cell in table.rows[0].cells)


def test_what_is_left_to_complete_is_highlighted(document: Any) -> None:
    rapporteur = document.tables[0].rows[1].cells[0].paragraphs[0].runs[0]
    assert (rapporteur.text, rapporteur.style.name) == ("à compléter", "Note hole")


def test_strands_are_told_by_a_label_as_well_as_a_colour(document: Any) -> None:
    marked = {run.style.name: run.text for run in runs(document)}
    assert marked["Note in person"].startswith("En présence") and marked["Note online"].startswith("En ligne")


def test_the_page_is_a4_numbered_and_in_one_language(path: Path, document: Any) -> None:
    page = document.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)
    assert "PAGE" in page.footer._element.xml and "NUMPAGES" in page.footer._element.xml
    with zipfile.ZipFile(path) as file:
        styles, fonts = file.read("word/styles.xml").decode(), file.read("word/fontTable.xml").decode()
    assert set(re.findall(r'<w:lang w:val="([^"]+)"', styles)) == {"fr-FR"}
    assert 'w:name="Atkinson Hyperlegible"><w:altName w:val="Arial"' in fonts


def test_core_properties_name_the_document_and_its_day(document: Any) -> None:
    properties = document.core_properties
    assert properties.title == "Dispositif de concertation\u00a0: Réaménager la place"
    assert (properties.language, properties.created.date()) == ("fr-FR", TODAY)


def test_the_english_file_is_in_british_english(catalog: Catalog, plan: Plan, tmp_path: Path) -> None:
    write(plan, catalog, tmp_path / "note.docx", "en", TODAY)
    made = Document(str(tmp_path / "note.docx"))
    assert made.core_properties.language == "en-GB"
    assert "What the council is asked" in [paragraph.text for paragraph in made.paragraphs]


def test_a_hostile_name_comes_out_letter_for_letter(document: Any) -> None:
    name = HOSTILE[:300].strip()
    assert name in words(document)


def test_right_to_left_words_are_marked_as_such(document: Any) -> None:
    assert {run.text for run in runs(document) if run.font.rtl} == {ARABIC}
    cell = document.styles["Note cell"].element.rPr
    assert cell.find(qn("w:szCs")).get(qn("w:val")) == cell.find(qn("w:sz")).get(qn("w:val"))


def test_characters_that_xml_forbids_do_not_stop_the_note(catalog: Catalog, tmp_path: Path) -> None:
    hostile = {**PLAN["brief"], "subject": "Place\x00\x01\x0b\x1f\ufffe du marché" + "é" * 200}
    write(Plan.model_validate({"brief": hostile}), catalog, tmp_path / "note.docx", "fr", TODAY)
    assert "Place du marché" in Document(str(tmp_path / "note.docx")).paragraphs[0].text


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (docx.INK, docx.PAPER), (docx.INK, docx.HEADER_FILL), (docx.INK, docx.NOTE_FILL), (docx.INK, docx.HOLE_FILL),
        (docx.ACCENT, docx.PAPER), *((ink, docx.PAPER) for ink in docx.STRAND_INKS.values()),
    ],
)  # fmt: skip
def test_every_ink_is_readable_on_its_ground(ink: str, ground: str) -> None:
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# -- the other formats ---------------------------------------------------------------------------------------


def test_markdown_says_the_same_and_shields_what_it_would_read_as_layout(catalog: Catalog, plan: Plan, tmp_path: Path) -> None:
    write(plan, catalog, tmp_path / "note.md", "fr", TODAY)
    said = (tmp_path / "note.md").read_text(encoding="utf-8")
    assert said == markdown.markdown(report(plan, catalog, "fr", TODAY))
    assert said.startswith("# Dispositif de concertation") and "## Calendrier" in said
    assert "\\<script\\>&amp;amp;\\</script\\>" in said and "\\| \\*x\\*" in said
    rows = [line for line in said.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)


def test_json_holds_the_plan_itself_and_opens_again(catalog: Catalog, plan: Plan, tmp_path: Path) -> None:
    write(plan, catalog, tmp_path / "plan.json", "fr", TODAY)
    assert parse_plan((tmp_path / "plan.json").read_bytes(), "plan.json", catalog) == plan


def test_an_unknown_format_is_refused_with_those_that_exist(catalog: Catalog, plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        write(plan, catalog, tmp_path / "note.odt", "fr", TODAY)
    for lang in ("fr", "en"):
        assert all(name in refused.value.say(lang) for name in FORMATS) and ".odt" in refused.value.say(lang)


def test_a_place_where_nothing_can_be_written_is_said_in_words(catalog: Catalog, plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write(plan, catalog, tmp_path / "missing" / "note.docx", "fr", TODAY)
