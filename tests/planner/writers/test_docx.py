"""The Word file, reopened: headings, tables, language, contrast, and names that try to break it."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn

from catalog.load import Catalog, load
from catalog.paper.elements import Chart, Paper, Section, Span, Table
from catalog.yamlfile import BadInput
from planner.documents.shelf import paper
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


# -- charts, contents, what made the file --------------------------------------------------------------------


def test_each_chart_is_a_picture_in_the_line_with_its_words_and_then_its_table(document: Any, plan: Plan, catalog: Catalog) -> None:
    charts = [block for part in paper("note", plan, catalog, "fr", TODAY).annexes for block in part.blocks if isinstance(block, Chart)]
    assert [(shape._inline.docPr.get("descr"), shape._inline.docPr.get("title")) for shape in document.inline_shapes] == [
        (chart.alt, chart.caption) for chart in charts
    ]
    assert [chart.series.kind for chart in charts] == ["timeline", "reach"]
    assert all(round(shape.width.cm, 1) == 17.8 and shape.height.cm < 25 for shape in document.inline_shapes)
    parts = list(document.element.body)
    places = [i for i, part in enumerate(parts) if list(part.iter(qn("w:drawing")))]
    for chart, place in zip(charts, places, strict=True):
        assert [shown(part) for part in parts[place - 1 : place + 2]] == [chart.caption, "", chart.table.caption]
        assert parts[place + 2].tag == qn("w:tbl")


def shown(element: Any) -> str:
    return "".join(text.text for text in element.iter(qn("w:t")))


def test_the_annexes_are_listed_by_a_field_filled_from_the_start(path: Path, document: Any) -> None:
    (box,) = document.element.body.iter(qn("w:sdt"))
    instructions = [element.text.strip() for element in box.iter(qn("w:instrText"))]
    assert instructions[0] == 'TOC \\b Annexes \\o "2-2" \\h \\z'
    lines = [shown(line) for line in box.iter(qn("w:p"))]
    assert lines == [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    marks = [mark.get(qn("w:fldCharType")) for mark in box.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", *["begin", "separate", "end"] * 6, "end"]
    with zipfile.ZipFile(path) as file:
        assert b"updateFields" not in file.read("word/settings.xml")  # Word would ask a question on opening


def test_every_link_of_the_contents_leads_to_the_heading_it_names(document: Any) -> None:
    body = document.element.body
    headings = {start.get(qn("w:name")): start.getparent() for start in body.iter(qn("w:bookmarkStart"))}
    links = list(body.iter(qn("w:hyperlink")))
    assert len(links) == 6
    for link in links:
        assert shown(headings[link.get(qn("w:anchor"))]) == shown(link)
    ids = [start.get(qn("w:id")) for start in body.iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids)) and sorted(ids) == sorted(end.get(qn("w:id")) for end in body.iter(qn("w:bookmarkEnd")))


def test_a_paper_that_asks_for_it_opens_with_its_contents(plan: Plan, catalog: Catalog, tmp_path: Path) -> None:
    whole = paper("note", plan, catalog, "fr", TODAY).model_copy(update={"contents": True, "annexes_listed": False})
    docx.write(whole, tmp_path / "note.docx")
    made = Document(str(tmp_path / "note.docx"))
    (box,) = made.element.body.iter(qn("w:sdt"))
    assert next(box.iter(qn("w:instrText"))).text.strip() == 'TOC \\o "1-2" \\h \\z'
    assert [p.text for p in made.paragraphs][2] == "Sommaire"
    lines = [shown(line) for line in box.iter(qn("w:p"))]
    assert lines == [p.text for p in made.paragraphs if p.style.name in ("Heading 1", "Heading 2")]


def test_the_foot_names_the_versions_beside_the_number_of_the_page(document: Any, plan: Plan, catalog: Catalog) -> None:
    (line,) = document.sections[0].footer.paragraphs
    foot, page = line.text.split("\t")
    assert foot == paper("note", plan, catalog, "fr", TODAY).foot and foot.startswith("Maillage ")
    assert page == "Page 1 sur 1"  # both numbers are fields
    (tab,) = document.styles["Footer"].paragraph_format.tab_stops  # none left from the default template
    assert tab.alignment == WD_TAB_ALIGNMENT.RIGHT and tab.position == pytest.approx(docx.WIDTH, rel=1e-4)


def test_a_picture_is_as_high_as_its_line(document: Any) -> None:
    """A line shorter than what it holds would cut the picture, and text is set a little closer than its face asks."""
    assert document.styles["Normal"].paragraph_format.line_spacing < 1.0
    assert document.styles["Chart"].paragraph_format.line_spacing == 1.0


def test_a_short_table_stays_on_one_page_and_a_long_one_may_go_on(tmp_path: Path) -> None:
    def kept(rows: int) -> list[bool]:
        block = Table(caption="c", header=("h",), rows=(((Span(text="x" * 50),),),) * rows, widths=(1.0,))
        body = (Section(id="a", title=None, blocks=(block,)),)
        docx.write(Paper(lang="fr", title="T", subtitle="S", body=body, today=TODAY), tmp_path / "t.docx")
        (table,) = Document(str(tmp_path / "t.docx")).tables
        return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]

    assert kept(8) == [True] * 8 + [False]  # the header, then all rows but the last
    assert kept(9) == [True] + [False] * 9


def test_the_file_carries_what_made_it_letter_for_letter(path: Path, plan: Plan, catalog: Catalog) -> None:
    with zipfile.ZipFile(path) as file:
        parts = [ElementTree.fromstring(file.read(name)) for name in file.namelist() if re.fullmatch(r"customXml/item\d+\.xml", name)]
        links = file.read("word/_rels/document.xml.rels").decode()
    (record,) = [part for part in parts if part.tag == "{urn:maillage:record}record"]
    assert record.text == paper("note", plan, catalog, "fr", TODAY).record
    assert re.search(r'officeDocument/2006/relationships/customXml" Target="\.\./customXml/item\d+\.xml"', links)


def test_a_record_with_signs_that_xml_refuses_says_the_same(tmp_path: Path) -> None:
    said = json.dumps({"name": "a\ufffe\uffff<b>&]]>\u0000"}, ensure_ascii=False)
    bare = Paper(lang="fr", title="T", subtitle="S", body=(), today=TODAY, record=said)
    docx.write(bare, tmp_path / "bare.docx")
    with zipfile.ZipFile(tmp_path / "bare.docx") as file:
        part = next(data for name in file.namelist() if b"urn:maillage:record" in (data := file.read(name)) and "Props" not in name)
    assert json.loads(ElementTree.fromstring(part).text or "") == json.loads(said)


def test_a_paper_without_record_carries_none(tmp_path: Path) -> None:
    docx.write(Paper(lang="fr", title="T", subtitle="S", body=(), today=TODAY), tmp_path / "bare.docx")
    with zipfile.ZipFile(tmp_path / "bare.docx") as file:
        assert not [name for name in file.namelist() if b"urn:maillage" in file.read(name)]
    assert len(Document(str(tmp_path / "bare.docx")).sections[0].footer.paragraphs) == 1


def test_our_face_travels_with_the_file(path: Path) -> None:
    """ECMA-376 mixes the first 32 bytes with the key of the font, read from its end; mixed again, the font is there."""
    with zipfile.ZipFile(path) as file:
        table, links = file.read("word/fontTable.xml").decode(), file.read("word/_rels/fontTable.xml.rels").decode()
        for element, weight in (("embedRegular", 400), ("embedBold", 700)):
            id, key = re.search(rf'<w:{element} r:id="(\w+)" w:fontKey="\{{([0-9A-F-]+)\}}"', table).groups()  # type: ignore[union-attr]
            target = re.search(rf'Target="([^"]+)"[^>]*Id="{id}"|Id="{id}"[^>]*Target="([^"]+)"', links)
            assert target
            mixed = file.read(f"word/{target[1] or target[2]}")
            mask = bytes.fromhex(key.replace("-", ""))[::-1]
            font = bytes(byte ^ mask[i % 16] for i, byte in enumerate(mixed[:32])) + mixed[32:]
            assert font == (docx.FONTS / f"atkinson-hyperlegible-{weight}.ttf").read_bytes()
        assert "<w:embedTrueTypeFonts/>" in file.read("word/settings.xml").decode()


# The order that ECMA-376 gives to the children of each element, of those that a file of ours may hold.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens "
           "spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u effect bdr shd vertAlign rtl "
           "cs em lang",
    "tblPr": "tblStyle tblpPr bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout "
             "tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "sectPr": "headerReference footerReference footnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols titlePg docGrid",
    "settings": "zoom embedTrueTypeFonts embedSystemFonts saveSubsetFonts proofState defaultTabStop characterSpacingControl "
                "savePreviewPicture compat rsids mathPr themeFontLang clrSchemeMapping doNotAutoCompressPictures shapeDefaults "
                "decimalSymbol listSeparator",
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular embedBold embedItalic embedBoldItalic",
    "sdt": "sdtPr sdtEndPr sdtContent",
    "tbl": "tblPr tblGrid tr",
}  # fmt: skip


@pytest.mark.parametrize("part", ["document", "settings", "fontTable"])
def test_elements_come_in_the_order_that_word_wants(path: Path, part: str) -> None:
    with zipfile.ZipFile(path) as file:
        tree = ElementTree.fromstring(file.read(f"word/{part}.xml"))
    seen = 0
    for element in tree.iter():
        name = element.tag.rpartition("}")[2]
        if name not in ORDER:
            continue
        namespace = tree.tag.rpartition("}")[0]
        order, children = ORDER[name].split(), [child.tag.rpartition("}")[2] for child in element if child.tag.startswith(namespace)]
        assert set(children) <= set(order), (name, children)
        places = [order.index(child) for child in children]
        assert places == sorted(places), (name, children)
        seen += len(children) > 1
    assert seen


def test_styles_of_ours_are_in_the_order_that_word_wants(document: Any) -> None:
    for name in ("toc 1", "toc 2", "TOC Heading", "Note box", "Note hole", "Note cell", "Heading 1", "Caption", "Chart", "Footer"):
        style = document.styles[name].element
        for kind in ("pPr", "rPr"):
            found = style.find(qn(f"w:{kind}"))
            children = [child.tag.rpartition("}")[2] for child in (found if found is not None else ())]
            places = [ORDER[kind].split().index(child) for child in children]
            assert places == sorted(places), (name, children)


def test_french_signs_have_no_break_before_them(document: Any) -> None:
    said = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *(run.text for run in runs(document))])
    assert "\u00a0:" in said
    assert not re.findall(r".{0,20} [:;!?»%€](?:\s|$)|.{0,10}« .{0,10}|\d \d{3}(?!\d)", said.replace(HOSTILE[:300].strip(), ""))


# -- the other formats ---------------------------------------------------------------------------------------


def test_markdown_says_the_same_and_shields_what_it_would_read_as_layout(catalog: Catalog, plan: Plan, tmp_path: Path) -> None:
    write(plan, catalog, tmp_path / "note.md", "fr", TODAY)
    said = (tmp_path / "note.md").read_text(encoding="utf-8")
    assert said == markdown.markdown(paper("note", plan, catalog, "fr", TODAY))
    assert said.startswith("# Dispositif de concertation") and "## Calendrier" in said
    assert "\\<script\\>&amp;amp;\\</script\\>" in said and "\\| \\*x\\*" in said
    rows = [line for line in said.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)


def test_markdown_gives_a_chart_as_its_caption_its_sentence_and_its_table(catalog: Catalog, plan: Plan) -> None:
    made = paper("note", plan, catalog, "fr", TODAY)
    said = markdown.markdown(made)
    (drawn,) = [block for part in made.annexes if part.id == "method" for block in part.blocks if isinstance(block, Chart)]
    start = said.index(f"*{drawn.caption}*\n\n{drawn.alt}\n\n*{drawn.table.caption}*\n\n| {drawn.table.header[0]} |")
    assert said.index("### Annexe B") < start < said.index("### Annexe C")


def test_markdown_ends_with_what_made_it_in_a_comment_that_nothing_closes() -> None:
    record = json.dumps({"name": "--> <!-- -- --- <script>"})
    last = markdown.markdown(Paper(lang="fr", title="T", subtitle="S", body=(), today=TODAY, record=record)).rstrip().splitlines()[-1]
    inside = last.removeprefix("<!-- maillage-record: ").removesuffix(" -->")
    assert len(inside) == len(last) - len("<!-- maillage-record:  -->")
    assert not re.search(r"--|[<>]", inside) and json.loads(inside) == json.loads(record)


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
