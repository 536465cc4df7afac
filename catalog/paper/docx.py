"""A paper as a Word file: real styles, marked header rows, page numbers, one language, checked contrast."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from io import BytesIO
from itertools import count, groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from catalog import colours
from catalog.facts import Text
from catalog.paper.elements import Bullets, Chart, Heading, KeyFigures, Mark, Note, Paper, Paragraph, Section, Table, Words
from catalog.words import LANGUAGES, Lang

FONT, FALLBACK = "Atkinson Hyperlegible", "Arial"
FONTS = Path(__file__).parent / "fonts"
FACES = {400: "embedRegular", 700: "embedBold"}  # by weight: what the font table calls each
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
PAGE = Text(fr="Page {page} sur {pages}", en="Page {page} of {pages}")
CONTENTS = Text(fr="Sommaire", en="Contents")
ANNEXES_MARK, ANNEXES_ID = "Annexes", 0  # bookmark around them; the others are numbered from 1
RECORD = "urn:maillage:record"  # names the XML part that says what made the file
LANGUAGE = {"fr": "fr-FR", "en": "en-GB"}
WIDTH = Cm(17.8)  # of the text: A4 less the margins
LINE = 0.95  # of the height that the face asks for, which is generous: two pages of a note are two pages
INDENT = Cm(0.5)  # of the items of a list
FEW, SHORT = 8, 500  # rows, characters: a table no longer than this is not cut between two pages

# Text on its background; every pair is at least 4.5 : 1 (tested).
INK, PAPER, HEADER_FILL, NOTE_FILL, HOLE_FILL, RULE = "0F0F0F", "FFFFFF", "E4E9EE", "F3F5F7", "FFE08A", "8A949E"
ACCENT = "0A5C8A"
STRAND_INKS: dict[Mark, str] = {strand: colour.removeprefix("#") for strand, colour in colours.STRANDS.items()}
MARK_STYLES: dict[Mark, str] = {
    "strong": "Note strong", "hole": "Note hole", "in_person": "Note in person", "digital": "Note online", "remote": "Note remote",
}  # fmt: skip

_RIGHT_TO_LEFT = re.compile("([\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]+"
                            "(?:[ ’'-][\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]+)*)")  # fmt: skip


Title = tuple[int, int, str]  # a heading: its number, its level, its words
_OUTSIDE_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def write(paper: Paper, path: Path) -> None:
    """Lay a paper out as a Word file.

    Raises:
        OSError: the file cannot be written.
    """
    document = Document()
    _page(document, paper)
    styles(document, paper)
    properties(document, paper)
    _runs_of_text(document.add_paragraph(style="Title"), paper.title, None)
    _runs_of_text(document.add_paragraph(style="Subtitle"), paper.subtitle, None)
    listed = _titles(paper)
    places = count(1)
    if paper.contents:
        _runs_of_text(document.add_paragraph(style="TOC Heading"), CONTENTS(paper.lang), None)
        _contents(document, listed, 'TOC \\o "1-2" \\h \\z')
    for part in paper.body:
        section(document, part, 1, places)
    if paper.annexes:
        _annexes(document, paper, listed, places)
    if paper.record is not None:
        carry(document, paper.record)
    document.save(str(path))


def _titles(paper: Paper) -> tuple[Title, ...]:
    """The headings of levels 1 and 2, numbered from 1 in the order in which they are written."""
    titles = [(1, section.title) for section in paper.body]
    if paper.annexes:
        titles += [(1, paper.annexes_title), *((2, section.title) for section in paper.annexes)]
    return tuple((place, level, title) for place, (level, title) in enumerate(((n, t) for n, t in titles if t), start=1))


def _annexes(document: Any, paper: Paper, listed: Sequence[Title], places: Iterator[int]) -> None:
    """The annexes on a new page, after the list of them when the paper asks for it."""
    mine = [title for title in listed if title[1] == 2]
    if paper.annexes_title:
        titled(document, paper.annexes_title, 1, next(places)).paragraph_format.page_break_before = True
    if paper.annexes_listed:  # the field lists what stands between the two ends of a bookmark
        _contents(document, mine, f'TOC \\b {ANNEXES_MARK} \\o "2-2" \\h \\z')
        _at_end(document, _bookmark("bookmarkStart", ANNEXES_ID, ANNEXES_MARK))
    for part in paper.annexes:
        section(document, part, 2, places)
    if paper.annexes_listed:
        _at_end(document, _bookmark("bookmarkEnd", ANNEXES_ID))


def _at_end(document: Any, element: Any) -> None:
    """Put something last in the text: only the properties of the page come after it."""
    document.element.body.insert(len(document.element.body) - 1, element)


# -- page, styles, properties --------------------------------------------------------------------------


def _page(document: Any, paper: Paper) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.6)
    page.top_margin, page.bottom_margin = Cm(1.4), Cm(1.4)
    page.header_distance = page.footer_distance = Cm(0.7)
    footer = page.footer.paragraphs[0]
    if paper.foot:  # on one line with the number, which stands at the right
        _runs_of_text(footer, paper.foot, None)
        footer.add_run().add_tab()
    else:
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in re.split(r"(\{page\}|\{pages\})", PAGE(paper.lang)):
        if part in ("{page}", "{pages}"):
            _field(footer, "PAGE" if part == "{page}" else "NUMPAGES")
        else:
            footer.add_run(part)


def _field(paragraph: Any, instruction: str) -> None:
    """A number that the word processor computes."""
    for kind, text in (("begin", None), (None, instruction), ("separate", None), ("shown", "1"), ("end", None)):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {text} "
            run._r.append(element)
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def _bookmark(end: str, id: int, name: str | None = None) -> Any:
    """One end of a stretch of the text that has a name."""
    element = OxmlElement(f"w:{end}")
    element.set(qn("w:id"), str(id))
    if name is not None:
        element.set(qn("w:name"), name)
    return element


def _contents(document: Any, titles: Sequence[Title], instruction: str) -> None:
    """A table of contents that the word processor can make anew, filled from the start: each title leads to its heading.

    Page numbers are known only once the pages are laid out, and the setting that has Word work them out on opening first asks
    the reader a question. So the titles are there from the start, and their numbers come with the first update of the table.
    """
    if not titles:
        return
    box = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        "</w:sdtPr><w:sdtContent/></w:sdt>"
    )  # Word shows its command to update the table over what is in such a box
    _at_end(document, box)
    least = min(level for _, level, _ in titles)
    for at, (place, level, title) in enumerate(titles):
        line = document.add_paragraph(style=f"toc {level}")
        line.paragraph_format.left_indent = Cm(0.5 * (level - least))
        box[-1].append(line._p)
        if at == 0:
            line._p.extend((_field_mark("begin"), _instruction(instruction), _field_mark("separate")))
        before = len(line._p)
        _runs_of_text(line, title, None)
        line.add_run().add_tab()
        link = parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="{_anchor(place)}" w:history="1"/>')
        link.extend(list(line._p)[before:])
        page = _instruction(f"PAGEREF {_anchor(place)} \\h")
        link.extend((_field_mark("begin"), page, _field_mark("separate"), _field_mark("end")))
        line._p.append(link)
        if at == len(titles) - 1:
            line._p.append(_field_mark("end"))


def _anchor(place: int) -> str:
    return f"_Toc{place:06d}"


def _field_mark(kind: str) -> Any:
    return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>')


def _instruction(text: str) -> Any:
    return parse_xml(f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"> {text} </w:instrText></w:r>')


def carry(document: Any, record: str) -> None:
    """What made the file, as an XML part that the word processor keeps and does not show."""
    said = _OUTSIDE_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", record)  # inside a string of the JSON, where such signs can be
    package, key = document.part.package, str(uuid.uuid5(uuid.NAMESPACE_URL, record)).upper()
    taken = {str(part.partname) for part in package.iter_parts()}
    place = next(i for i in range(1, len(taken) + 2) if f"/customXml/item{i}.xml" not in taken)
    content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<record xmlns="{RECORD}">{escape(said)}</record>'
    part = Part(PackURI(f"/customXml/item{place}.xml"), CONTENT_TYPE.XML, content.encode(), package)
    names = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    about = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem ds:itemID="{{{key}}}" xmlns:ds="{names}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{RECORD}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    properties = Part(PackURI(f"/customXml/itemProps{place}.xml"), CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, about.encode(), package)
    part.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def styles(document: Any, paper: Paper) -> None:
    language = LANGUAGE[paper.lang]
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for lang in defaults.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), language)
    _faces(document)
    paragraphs: dict[str, tuple[float, str, bool, float, float]] = {  # size, ink, bold, space before and after, in points
        "Normal": (9.5, INK, False, 2, 2),
        "Title": (15, INK, True, 0, 1),
        "Subtitle": (9.5, INK, False, 0, 4),
        "Heading 1": (11, ACCENT, True, 6, 1),
        "Heading 2": (11, ACCENT, True, 10, 2),
        "Heading 3": (9.5, INK, True, 6, 1),
        "Caption": (8.5, INK, False, 2, 1),
        "List Bullet": (9.5, INK, False, 0, 1),
        "List Number": (9.5, INK, False, 0, 1),
        "Footer": (7.5, INK, False, 0, 0),
    }
    for name, (size, ink, bold, before, after) in paragraphs.items():
        style = document.styles[name]
        _font(style, size, ink, bold)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = LINE
        style.paragraph_format.widow_control = True
    document.styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Number"):
        document.styles[name].paragraph_format.left_indent = INDENT
        document.styles[name].paragraph_format.first_line_indent = -INDENT
    tabs = document.styles["Footer"].paragraph_format.tab_stops
    tabs.clear_all()
    tabs.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        document.styles["Title"].element.pPr.remove(border)
    heading = document.styles["TOC Heading"]
    _font(heading, 11, ACCENT, True)
    for level in (1, 2):
        style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
        style.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    chart = document.styles.add_style("Chart", WD_STYLE_TYPE.PARAGRAPH)
    chart.base_style = document.styles["Normal"]
    chart.paragraph_format.line_spacing = 1.0  # the line is as high as the picture
    note = document.styles.add_style("Note box", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = document.styles["Normal"]
    note.element.get_or_add_pPr().append(parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="6" w:color="{ACCENT}"/></w:pBdr>'))  # fmt: skip
    note.element.get_or_add_pPr().append(_shading(NOTE_FILL))
    for name, size, bold in (("Note cell", 8.5, False), ("Note cell header", 8.5, True), ("Note key figure", 11.5, True)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _font(style, size, INK, bold)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    for mark, name in MARK_STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.bold = mark != "hole"
        if mark == "hole":
            style.element.get_or_add_rPr().append(_shading(HOLE_FILL))
        if mark in STRAND_INKS:
            style.font.color.rgb = RGBColor.from_string(STRAND_INKS[mark])
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>' for side in
                      ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
    table = document.styles["Table Grid"].element.find(qn("w:tblPr"))
    table.replace(table.find(qn("w:tblBorders")), parse_xml(f"<w:tblBorders {nsdecls('w')}>{borders}</w:tblBorders>"))


def _font(style: Any, size: float, ink: str, bold: bool) -> None:
    """One face for every script, in place of the theme's."""
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.cs_bold, style.font.cs_italic = bold, False
    style.font.color.rgb = RGBColor.from_string(ink)
    style.font.name = FONT
    complex_size = style.element.rPr.find(qn("w:szCs"))  # the size of Arabic, Hebrew and the like
    if complex_size is None:
        complex_size = OxmlElement("w:szCs")
        style.element.rPr.find(qn("w:sz")).addnext(complex_size)
    complex_size.set(qn("w:val"), str(int(size * 2)))
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    spacing = style.element.rPr.find(qn("w:spacing"))
    if spacing is not None:
        style.element.rPr.remove(spacing)


def _faces(document: Any) -> None:
    """Carry our face inside the file, so that a page holds the same lines everywhere, and name the one to use where it is refused."""
    table = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    carried = ""
    for weight, element in FACES.items():
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{RECORD}:{weight}")
        content = _masked((FONTS / f"atkinson-hyperlegible-{weight}.ttf").read_bytes(), key)
        part = Part(PackURI(f"/word/fonts/font{weight}.odttf"), FONT_TYPE, content, document.part.package)
        carried += f'<w:{element} r:id="{table.relate_to(part, RELATIONSHIP_TYPE.FONT)}" w:fontKey="{{{str(key).upper()}}}"/>'
    entry = (
        f'<w:font {nsdecls("r")} w:name="{FONT}"><w:altName w:val="{FALLBACK}"/><w:panose1 w:val="020B0604020202020204"/>'
        f'<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>{carried}</w:font></w:fonts>'
    )
    table._blob = table.blob.replace(b"</w:fonts>", entry.encode())
    document.settings.element.find(qn("w:zoom")).addnext(OxmlElement("w:embedTrueTypeFonts"))


def _masked(font: bytes, key: uuid.UUID) -> bytes:
    """A font as the format wants it carried: its first 32 bytes mixed with its key, read from the end (ECMA-376, part 4)."""
    mask = key.bytes[::-1] * 2
    return bytes(one ^ other for one, other in zip(font[:32], mask, strict=True)) + font[32:]


def properties(document: Any, paper: Paper) -> None:
    properties = document.core_properties
    made = datetime.combine(paper.today, time())
    properties.title, properties.subject = paper.title[:255], paper.subtitle[:255]
    properties.author, properties.last_modified_by = "Maillage", "Maillage"
    properties.language = LANGUAGE[paper.lang]
    properties.comments, properties.keywords = "", ""
    properties.created, properties.modified = made, made
    properties.revision = 1


# -- blocks ------------------------------------------------------------------------------------------------


def section(document: Any, section: Section, level: int, places: Iterator[int]) -> None:
    if section.title:
        titled(document, section.title, level, next(places))
    for block, following in zip(section.blocks, (*section.blocks[1:], None), strict=True):
        _BLOCKS[type(block)](document, block)
        if isinstance(block, Paragraph) and isinstance(following, Table | Chart):  # words that introduce a table stay with it
            document.paragraphs[-1].paragraph_format.keep_with_next = True


def titled(document: Any, title: str, level: int, place: int) -> Any:
    """A heading with the bookmark that a table of contents leads to."""
    heading = document.add_paragraph(style=f"Heading {level}")
    heading._p.append(_bookmark("bookmarkStart", place, _anchor(place)))
    _runs_of_text(heading, title, None)
    heading._p.append(_bookmark("bookmarkEnd", place))
    return heading


def _heading(document: Any, block: Heading) -> None:
    _runs(document.add_paragraph(style="Heading 3"), block.words)


def _paragraph(document: Any, block: Paragraph) -> None:
    _runs(document.add_paragraph(), block.words)


def _note(document: Any, block: Note) -> None:
    _runs(document.add_paragraph(style="Note box"), block.words)


def _bullets(document: Any, block: Bullets) -> None:
    for item in block.items:
        _runs(document.add_paragraph(style="List Number" if block.numbered else "List Bullet"), item)


def _table(document: Any, block: Table) -> None:
    _caption(document, block.caption)
    table = _grid(document, block.caption, block.header, block.widths)
    together = len(block.rows) <= FEW and sum(len(span.text) for row in block.rows for words in row for span in words) <= SHORT
    for row in block.rows:
        cells = table.add_row()
        _keep_whole(cells)
        for cell, words, width in zip(cells.cells, row, block.widths, strict=True):
            cell.width = int(WIDTH * width)
            cell.paragraphs[0].style = "Note cell"
            _runs(cell.paragraphs[0], words)
            cell.paragraphs[0].paragraph_format.keep_with_next = (together and row is not block.rows[-1]) or None


def _key_figures(document: Any, block: KeyFigures) -> None:
    _caption(document, block.caption)
    widths = (1 / len(block.figures),) * len(block.figures)
    table = _grid(document, block.caption, tuple(figure.label for figure in block.figures), widths)
    row = table.add_row()
    for cell, figure, width in zip(row.cells, block.figures, widths, strict=True):
        cell.width = int(WIDTH * width)
        cell.paragraphs[0].style = "Note key figure"
        _runs(cell.paragraphs[0], figure.words)


def _chart(document: Any, block: Chart) -> None:
    """The picture with its words for who does not see it, then its numbers."""
    from catalog.paper import drawing  # the drawing library takes half a second to load: only with a document that has a chart

    _caption(document, block.caption)
    line = document.add_paragraph(style="Chart")
    shape = line.add_run().add_picture(BytesIO(drawing.png(block.series, _lang(document))), width=WIDTH)
    for properties in (shape._inline.docPr, shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr):
        properties.set("descr", block.alt)
        properties.set("title", block.caption)
    for side in "TBLR":  # no room around it, which some word processors would add
        shape._inline.set(f"dist{side}", "0")
    _table(document, block.table)


_BLOCKS: dict[type, Callable[[Any, Any], None]] = {
    Heading: _heading, Paragraph: _paragraph, Note: _note, Bullets: _bullets, Table: _table, KeyFigures: _key_figures,
    Chart: _chart,
}  # fmt: skip


def _lang(document: Any) -> Lang:
    return next(lang for lang in LANGUAGES if LANGUAGE[lang] == document.core_properties.language)


def _caption(document: Any, text: str) -> None:
    _runs_of_text(document.add_paragraph(style="Caption"), text, None)


def _grid(document: Any, caption: str, header: tuple[str, ...], widths: tuple[float, ...]) -> Any:
    """A table with its header row, repeated on each page and marked as such, and its words for screen readers."""
    table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    table.autofit = False
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        for name, value in (
            ("firstRow", "1"),
            ("firstColumn", "0"),
            ("lastRow", "0"),
            ("lastColumn", "0"),
            ("noHBand", "1"),
            ("noVBand", "1"),
        ):
            look.set(qn(f"w:{name}"), value)
    for tag, text in (("w:tblCaption", caption), ("w:tblDescription", ", ".join(header))):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        properties.append(element)
    margins = parse_xml(f'<w:tblCellMar {nsdecls("w")}><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>')
    properties.insert(list(properties).index(look) if look is not None else len(properties), margins)
    row = table.rows[0]
    _keep_whole(row)
    repeated = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(repeated)
    for column, cell, title, width in zip(table.columns, row.cells, header, widths, strict=True):
        column.width = cell.width = int(WIDTH * width)
        cell._tc.get_or_add_tcPr().append(_shading(HEADER_FILL))
        cell.paragraphs[0].style = "Note cell header"
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _runs_of_text(cell.paragraphs[0], title, None)
    return table


def _keep_whole(row: Any) -> None:
    """A row is not cut between two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _shading(fill: str) -> Any:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')


# -- words ---------------------------------------------------------------------------------------------------


def _runs(paragraph: Any, words: Words) -> None:
    for mark, spans in groupby(words, key=lambda span: span.mark):
        _runs_of_text(paragraph, "".join(span.text for span in spans), MARK_STYLES.get(mark))


def _runs_of_text(paragraph: Any, text: str, style: str | None) -> None:
    """The text as runs; a stretch of Arabic or Hebrew is marked as read from right to left."""
    for stretch, turned in _stretches(text):
        run = paragraph.add_run(stretch)
        if style:
            run._r.style = style.replace(" ", "")  # the id that the library gives a style; a search by name is slow
        if turned:
            run.font.rtl = True


def _stretches(text: str) -> Iterator[tuple[str, bool]]:
    for i, stretch in enumerate(_RIGHT_TO_LEFT.split(text)):
        if stretch:
            yield stretch, i % 2 == 1
