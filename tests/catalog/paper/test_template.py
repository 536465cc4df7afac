"""An organisation's own Word template: filled with its own looks, and refused when it could do anything but show words."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from catalog.paper import template
from catalog.paper.elements import Bullets, Heading, KeyFigure, KeyFigures, Note, Paper, Paragraph, Section, Span, Table
from catalog.paper.letterhead import letterhead
from catalog.yamlfile import BadInput

ROOT = Path(__file__).resolve().parents[3]
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ACTIONS = [{"name": "Réunion <b>", "when": "3 mai"}, {"name": "Stand & marché", "when": "9 mai"}]
VALUES = {"subject": "La place {{ title }} & <w:t>", "cost": "1 200 €", "place": "مجلس 🎪"}


def words(text: str, mark: Any = "plain") -> tuple[Span, ...]:
    return (Span(text=text, mark=mark),)


def paper(**more: Any) -> Paper:
    means = Section(
        id="means", title="Moyens",
        blocks=(
            Paragraph(words=words("Ce que cela coûte.")),
            Table(caption="Dépenses", header=("Poste", "Coût"), rows=((words("Salle"), words("300 €", "hole")),), widths=(0.6, 0.4)),
        ),
    )  # fmt: skip
    rest = Section(
        id="rest", title="Le reste",
        blocks=(
            Heading(words=words("Un titre")), Bullets(items=(words("un"), words("deux"))), Bullets(items=(words("trois"),), numbered=True),
            Note(words=words("À part")), KeyFigures(caption="Chiffres", figures=(KeyFigure(label="Coût", words=words("12 €")),)),
        ),
    )  # fmt: skip
    made: dict[str, Any] = {
        "lang": "fr", "title": "Ma note & <titre>", "subtitle": "Ville", "body": (means, rest), "annexes_title": "Annexes",
        "annexes": (Section(id="more", title="Annexe A", blocks=(Paragraph(words=words("En plus.")),)),), "today": date(2026, 11, 22),
        "foot": "Maillage 0.1.0 · données 1 · cadrage 2", "record": '{"a": "<&>"}',
    }  # fmt: skip
    return Paper(**{**made, **more})


def written(*lines: str, header: str = "", foot: str = "") -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if foot:
        document.sections[0].footer.paragraphs[0].text = foot
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def changed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same archive, its parts changed by hand."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in parts.items():
            made.writestr(name, raw)
    return out.getvalue()


def filled(content: bytes, made: Paper | None = None) -> Any:
    return Document(io.BytesIO(template.filled(made or paper(), content, VALUES, {"actions": ACTIONS})))


def said(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


# -- what it does --------------------------------------------------------------------------------------------


def test_fields_are_filled_with_words_and_nothing_else() -> None:
    document = filled(
        written("{{ title }}", "{{subject}} : {{ cost }}", "{{ place }}", "{{ today }}", header="{{ subtitle }}", foot="{{ foot }}")
    )
    assert said(document) == ["Ma note & <titre>", "La place {{ title }} & <w:t> : 1 200 €", "مجلس 🎪", "22 novembre 2026"]
    assert document.sections[0].header.paragraphs[0].text == "Ville"
    assert [p.text for p in document.sections[0].footer.paragraphs] == ["Maillage 0.1.0 · données 1 · cadrage 2"]


def test_the_versions_are_added_at_the_foot_of_a_template_that_forgot_them() -> None:
    document = filled(written("{{ title }}", foot="Ville"))
    assert [p.text for p in document.sections[0].footer.paragraphs] == ["Ville", "Maillage 0.1.0 · données 1 · cadrage 2"]


def test_a_tag_cut_over_several_runs_is_read_whole() -> None:
    document = Document()
    line = document.add_paragraph()
    for piece in ("{", "{ ti", "tle }", "}"):
        line.add_run(piece)
    out = io.BytesIO()
    document.save(out)
    assert said(filled(out.getvalue())) == ["Ma note & <titre>"]


@pytest.mark.parametrize("tag", ["{{p note }}", "{{ note }}"])
def test_the_whole_note_takes_its_place_in_the_styles_of_the_template(tag: str) -> None:
    document = filled(written("Avant", tag, "Après"))
    texts = said(document)
    assert texts[0] == "Avant" and texts[-1] == "Après"
    assert texts[1:4] == ["Moyens", "Ce que cela coûte.", "Dépenses"]
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["Moyens"] == "Heading 1" and styles["un"] == "List Bullet" and styles["À part"] == "Note box"
    assert document.tables[0].rows[1].cells[1].text == "300 €"


def test_one_section_goes_alone_even_in_a_cell() -> None:
    document = Document()
    table = document.add_table(rows=1, cols=1)
    table.rows[0].cells[0].paragraphs[0].text = "{{p sections.means }}"
    document.add_paragraph("{{ titles.means }}")
    out = io.BytesIO()
    document.save(out)
    found = filled(out.getvalue())
    cell = found.tables[0].rows[0].cells[0]
    assert [p.text for p in cell.paragraphs] == ["Ce que cela coûte.", "Dépenses", ""]
    assert cell.tables[0].rows[0].cells[0].text == "Poste"
    assert said(found) == ["Moyens"]


def test_annexes_come_under_their_heading() -> None:
    assert said(filled(written("{{p annexes }}"))) == ["Annexes", "Annexe A", "En plus."]
    assert said(filled(written("{{p annexes }}", "x"), paper(annexes=(), annexes_title=""))) == ["x"]


def test_loops_and_conditions_over_paragraphs_rows_and_words() -> None:
    document = Document()
    document.add_paragraph("{%p for a in actions %}")
    document.add_paragraph("{{ a.when }} – {{ a.name }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{% for a in actions %}[{{ a.name }}]{% endfor %}")
    document.add_paragraph("{% if cost %}coûte{% else %}gratuit{% endif %}")
    document.add_paragraph("{%p if not actions %}")
    document.add_paragraph("rien")
    document.add_paragraph("{%p endif %}")
    table = document.add_table(rows=3, cols=1)
    for row, text in zip(table.rows, ("{%tr for a in actions %}", "{{ a.name }}", "{%tr endfor %}"), strict=True):
        row.cells[0].paragraphs[0].text = text
    out = io.BytesIO()
    document.save(out)
    found = filled(out.getvalue())
    assert said(found) == ["3 mai – Réunion <b>", "9 mai – Stand & marché", "[Réunion <b>][Stand & marché]", "coûte"]
    assert [row.cells[0].text for row in found.tables[0].rows] == ["Réunion <b>", "Stand & marché"]


def test_what_made_it_travels_in_the_file() -> None:
    content = template.filled(paper(), written("{{ title }}"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        items = [file.read(name).decode() for name in file.namelist() if name.startswith("customXml/item") and "Props" not in name]
    assert any("urn:maillage:record" in item and "&lt;&amp;&gt;" in item for item in items)
    assert json.loads(str(paper().record)) == {"a": "<&>"}


def test_the_styles_that_are_missing_come_along_in_the_font_of_the_template() -> None:
    def strip(parts: dict[str, bytes]) -> None:
        parts["word/styles.xml"] = (
            f'<w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style></w:styles>'
        ).encode()
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:pStyle", b"<w:pStyle").replace(b"<w:sectPr", b"<w:sectPr")
        rels = parts["word/_rels/document.xml.rels"].decode()
        parts["word/_rels/document.xml.rels"] = "".join(
            piece for piece in rels.replace("/><", "/>\n<").splitlines() if "/numbering" not in piece
        ).encode()
        del parts["word/numbering.xml"]
        parts["[Content_Types].xml"] = "".join(
            piece for piece in parts["[Content_Types].xml"].decode().replace("/><", "/>\n<").splitlines() if "numbering" not in piece
        ).encode()

    document = filled(changed(written("{{p note }}"), strip))
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["Moyens"] == "Heading 1" and styles["un"] == "List Bullet" and styles["trois"] == "List Number"
    assert "Atkinson" not in document.styles.element.xml
    numbers = {each.get(template.qn("w:numId")) for each in document.part.numbering_part.element.iter(f"{template.W}num")}
    used = {each.get(template.qn("w:val")) for each in document.styles.element.iter(f"{template.W}numId")}
    assert used and used <= numbers


def test_tables_are_no_wider_than_the_page_of_the_template() -> None:
    document = Document()
    page = document.sections[0]
    page.left_margin = page.right_margin = int(page.page_width * 0.3)
    document.add_paragraph("{{p note }}")
    out = io.BytesIO()
    document.save(out)
    found = filled(out.getvalue())
    room = page.page_width * 0.4
    assert sum(column.width for column in found.tables[0].columns) <= room * 1.01


def test_the_example_is_the_one_the_program_writes_and_is_understood() -> None:
    example = Document(ROOT / "examples" / "template.docx")
    assert example.element.xml == Document(io.BytesIO(letterhead("fr"))).element.xml
    rows = [{"when": "3 mai", "name": "Stand", "strand": "En présence", "cost": "12 €", "what": "Clôture"}]
    values = {**VALUES, "days": "3", "participants": "20"}
    for lang in ("fr", "en"):
        found = template.filled(paper(lang=lang), letterhead(lang), values, {"actions": rows, "dates": rows})
        texts = said(Document(io.BytesIO(found)))
        assert "Moyens" in texts and "Annexe A" in texts and not any("{" in text for text in texts if "{{ title" not in text)


def test_a_word_template_file_serves_as_well_and_forgets_where_it_came_from() -> None:
    def dotx(parts: dict[str, bytes]) -> None:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"document.main+xml", b"template.main+xml")
        parts["word/_rels/settings.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{REL}/attachedTemplate" Target="file:///C:/Normal.dotm" TargetMode="External"/></Relationships>'
        ).encode()

    content = template.filled(paper(), changed(written("{{ title }}"), dotx))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert not any(b"file:///C:" in file.read(name) for name in file.namelist())
    assert said(Document(io.BytesIO(content))) == ["Ma note & <titre>"]


# -- what it refuses -----------------------------------------------------------------------------------------

TAGS = [
    "{{ ''.__class__.__mro__ }}", "{{ title.__class__ }}", "{{ title|upper }}", "{{ title.upper() }}", "{{ range(10**9) }}", "{{ 7*7 }}",
    "{{ config }}", "{{ self }}", "{{ cycler.__init__.__globals__ }}", "{{ titles['means'] }}", "{{ 'a' * 10**9 }}", "{{ secret }}",
    "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{% extends 'x' %}", "{% set x = 1 %}", "{% macro a() %}{% endmacro %}",
    "{% raw %}{% endraw %}", "{% for i in range(9) %}{% endfor %}", "{% for a in actions recursive %}{% endfor %}",
    "{% for a in actions %}{% for b in actions %}{% endfor %}{% endfor %}", "{% for a in actions if a.x %}{% endfor %}",
    "{% for a in title %}{% endfor %}", "{% for title in actions %}{% endfor %}", "{% if cost == 3 %}{% endif %}", "{% if cost %}",
    "{% endfor %}", "{% else %}", "{{ title", "{% if", "title }}", "{%- if cost -%}x{% endif %}", "{% colspan 9 %}", "{% vm %}",
    "{%tr for a in actions %}", "{{p title }}", "{{r title }}", "{{ note }} et {{ title }}", "{% for a in actions %}{{ note }}{% endfor %}",
    "{{ actions }}", "{{ sections }}", "{% autoescape false %}{% endautoescape %}", "{% debug %}", "{#p x #}", "{{ loop.index }}", "{{}}",
    "{% for a in actions %}{{ a.__class__ }}{% endfor %}", "{% for a in actions %}{{ a.secret }}{% endfor %}",
]  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_that_is_not_plainly_one_is_refused_and_named(tag: str) -> None:
    with pytest.raises(BadInput) as raised:
        filled(written("Avant", tag))
    for lang, word in (("fr", "balise"), ("en", "tag")):
        message = raised.value.say(lang)  # type: ignore[arg-type]
        assert message.startswith("template.docx") and word in message and len(message) < 600
    assert "«" in raised.value.say("fr")


def test_an_unknown_field_names_its_nearest() -> None:
    with pytest.raises(BadInput) as raised:
        filled(written("{{ titel }}"))
    assert "{{ titel }}" in raised.value.say("fr") and "peut-être title" in raised.value.say("fr")
    assert "maybe title" in raised.value.say("en")


@pytest.mark.parametrize("lines", [
    ("{% for a in actions %}", "x", "{% endfor %}"), ("{%p for a in actions %}", "x", "{% endfor %}"), ("{%p if cost %}", "x"),
    ("{{ ti", "tle }}"), ("{", "{ title }}"), ("{%p for a in actions %} x", "{%p endfor %}"),
])  # fmt: skip
def test_a_tag_does_not_run_over_paragraphs(lines: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        filled(written(*lines))


def test_a_whole_text_stays_out_of_headers_and_feet() -> None:
    with pytest.raises(BadInput, match="body of the document"):
        filled(written("x", header="{{p note }}"))


def part(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


def body(xml: str) -> Callable[[dict[str, bytes]], None]:
    """Put XML first in the text."""

    def change(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + xml.encode(), 1)

    return change


def link(kind: str, target: str, mode: str = "External", of: str = "word/_rels/document.xml.rels") -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        mine = f'<Relationship Id="rId99" Type="{REL}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
        parts[of] = parts[of].replace(b"</Relationships>", mine.encode())

    return change


def types(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({"[Content_Types].xml": parts["[Content_Types].xml"].replace(old, new)})


def field(text: str) -> str:
    return (f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{text[:3]}</w:instrText></w:r><w:r><w:instrText>'
            f'{text[3:]}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')  # fmt: skip


def no_document(parts: dict[str, bytes]) -> None:
    del parts["word/document.xml"]


def doctype(parts: dict[str, bytes]) -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha" * 10}">' for i in range(9))
    raw = parts["word/document.xml"].decode().split("?>", 1)[1]
    parts["word/document.xml"] = f'<?xml version="1.0"?><!DOCTYPE w [{levels}]>{raw.replace("Avant", "&l8;")}'.encode()


def outside(parts: dict[str, bytes]) -> None:
    raw = parts["word/document.xml"].decode().split("?>", 1)[1]
    parts["word/document.xml"] = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>{raw.replace("Avant", "&x;")}'.encode()
    )


HOSTILE: dict[str, Callable[[dict[str, bytes]], None]] = {
    "macro": types(b"document.main+xml", b"document.macroEnabled.main+xml"),
    "macro template": types(b"wordprocessingml.document.main+xml", b"ms-word.template.macroEnabledTemplate.main+xml"),
    "vba part": types(b"</Types>", b'<Default Extension="vba" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
    "vba link": link("vbaProject", "vbaProject.bin", "Internal"),
    "ole object": link("oleObject", "embeddings/oleObject1.bin", "Internal"),
    "embedded workbook": link("package", "embeddings/book.xlsx", "Internal"),
    "active control": link("control", "activeX/activeX1.xml", "Internal"),
    "imported page": link("aFChunk", "chunk.html", "Internal"),
    "outside picture": link("image", "http://x.test/pixel.png"),
    "outside picture on a share": link("image", "\\\\x.test\\share\\a.png"),
    "local file to click": link("hyperlink", "file:///etc/passwd"),
    "script to click": link("hyperlink", "javascript:alert(1)"),
    "outside sub-document": link("subDocument", "http://x.test/a.docx"),
    "outside frame": link("frame", "http://x.test/a.html"),
    "outside style": link("styles", "http://x.test/styles.xml"),
    "dde field": body(field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe")),
    "include field": body(field('INCLUDETEXT "/etc/passwd"')),
    "picture field": body(field('INCLUDEPICTURE "http://x.test/a.png"')),
    "simple field": body('<w:p><w:fldSimple w:instr="LINK Excel.Sheet a.xlsx"/></w:p>'),
    "field in a field": body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>' + field("PAGE")[5:-6]
                             + "<w:r><w:instrText>DDE a</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"),
    "clickable field to a file": body(field('HYPERLINK "file:///c:/a.exe"')),
    "imported element": body('<w:altChunk/>'),
    "object element": body("<w:p><w:r><w:object/></w:r></w:p>"),
    "bomb of entities": doctype,
    "outside entity": outside,
    "damaged document": part("word/document.xml", b"<w:document"),
    "no document": no_document,
    "tag in an attribute": body('<w:p><w:pPr><w:pStyle w:val="{{ title.__class__ }}"/></w:pPr></w:p>'),
    "tag outside the words": body("{{ title }}"),
    "deep": part("word/styles.xml", b"<a>" * 5000 + b"</a>" * 5000),
    "swollen part": part("word/media/a.png", b"\x00" * 20_000_000),
    "swollen xml": part("word/theme/theme1.xml", b"<a>" + b"x" * 6_000_000 + b"</a>"),
    "climbing name": part("../../etc/cron.d/x", b"x"),
    "rooted name": part("/etc/x", b"x"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_template_that_could_do_more_than_show_words_is_refused(kind: str) -> None:
    content = changed(written("Avant", "{{ title }}"), HOSTILE[kind])
    start = time.monotonic()
    with pytest.raises(BadInput) as raised:
        template.filled(paper(), content)
    assert time.monotonic() - start < 10
    assert all(40 < len(raised.value.say(lang)) < 600 for lang in ("fr", "en"))


def test_too_many_parts_and_other_files_are_refused() -> None:
    def many(parts: dict[str, bytes]) -> None:
        parts |= {f"word/media/{i}.png": b"" for i in range(2_001)}

    pdf, text, old = b"%PDF-1.7", b"Bonjour {{ title }}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    for content in (changed(written("x"), many), pdf, text, old, b"", b"PK\x03\x04", written("x")[:900], b"x" * 5_000_001):
        with pytest.raises(BadInput):
            template.filled(paper(), content)


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(changed(written("x"), part("word/media/a.png", b"\x00" * 3_000_000)))
    at = content.rindex(b"word/media/a.png") - 46
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the size the directory gives once unpacked
    with pytest.raises(BadInput):
        template.filled(paper(), bytes(content))


def test_a_loop_that_would_write_without_end_is_refused() -> None:
    rows = [{"name": "x" * 300}] * 300
    lines = ["{%p for a in actions %}", *["{{ a.name }}" * 20] * 60, "{%p endfor %}"]
    start = time.monotonic()
    with pytest.raises(BadInput, match="huge"):
        template.filled(paper(), written(*lines), {}, {"actions": rows})
    with pytest.raises(BadInput, match="2000"):
        filled(written("{{ title }}" * 2_001))
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("piece", ["{", "}", "%}", "{{", "{%", "-%}", "{{ title }", "<", "{#"])
def test_signs_without_end_are_answered_in_time(piece: str) -> None:
    start = time.monotonic()
    content = written(piece * 200_000)
    if piece in "{}<":
        filled(content) if piece == "<" else None
    else:
        with pytest.raises(BadInput):
            filled(content)
    assert time.monotonic() - start < 20
