"""The example of a Word template that comes with the program: `python -m catalog.paper.letterhead FILE [LANG]` writes it."""

from __future__ import annotations

import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from catalog.facts import Text
from catalog.words import LANGUAGES, Lang

INK = RGBColor(0x5B, 0x1F, 0x4B)
OWNER = Text(fr="Ville de Montval – Service participation", en="City of Montval – Participation office")
HEADER = tuple(
    (Text(fr=fr, en=en), tag)
    for fr, en, tag in (
        ("Objet", "Subject", "{{ subject }}"),
        ("Territoire", "Place", "{{ place }}"),
        ("Dépense prévue", "Expected expense", "{{ cost }}"),
        ("Jours-agent", "Agent-days", "{{ days }}"),
        ("Participants attendus", "Participants expected", "{{ participants }}"),
        ("Écrit le", "Written on", "{{ today }}"),
    )
)
ACTIONS = Text(fr="Les actions", en="The actions")
COLUMNS = tuple(
    (Text(fr=fr, en=en), tag)
    for fr, en, tag in (
        ("Quand", "When", "{{ action.when }}"),
        ("Action", "Action", "{{ action.name }}"),
        ("Volet", "Strand", "{{ action.strand }}"),
        ("Coût", "Cost", "{{ action.cost }}"),
    )
)
DATES = Text(fr="Les dates", en="The dates")
NOTE = Text(fr="La note", en="The note")


def letterhead(lang: Lang) -> bytes:
    """A template with each kind of tag, in one language."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    for name, size in (("Normal", 10.5), ("Title", 22), ("Heading 1", 15), ("Heading 2", 12.5), ("Heading 3", 11)):
        style = document.styles[name]
        style.font.name, style.font.size = "Georgia", Pt(size)
        fonts = style.element.rPr.rFonts
        for key in list(fonts.attrib):
            if key.endswith("Theme"):
                del fonts.attrib[key]
        if name != "Normal":
            style.font.color.rgb = INK
    page.header.paragraphs[0].text = OWNER(lang)
    page.footer.paragraphs[0].text = "{{ foot }}"
    page.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ subtitle }}")
    facts = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, tag in HEADER:
        _row(facts, (label(lang), tag))
    document.add_heading(ACTIONS(lang), level=1)
    actions = document.add_table(rows=0, cols=len(COLUMNS), style="Table Grid")
    _row(actions, [label(lang) for label, _ in COLUMNS], bold=True)
    _row(actions, ("{%tr for action in actions %}", "", "", ""))
    _row(actions, [tag for _, tag in COLUMNS])
    _row(actions, ("{%tr endfor %}", "", "", ""))
    document.add_heading(DATES(lang), level=1)
    document.add_paragraph("{%p for date in dates %}")
    document.add_paragraph("{{ date.when }} : {{ date.what }}" if lang == "fr" else "{{ date.when }}: {{ date.what }}", style="List Bullet")
    document.add_paragraph("{%p endfor %}")
    document.add_heading(NOTE(lang), level=1)
    document.add_paragraph("{{p note }}")
    document.add_paragraph("{{p annexes }}")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = OWNER(lang), "Maillage", ""
    properties.created = properties.modified = datetime(2026, 1, 1)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _row(table: Any, said: Any, bold: bool = False) -> None:
    row = table.add_row()
    for cell, text in zip(row.cells, said, strict=True):
        cell.paragraphs[0].add_run(text).bold = bold or None
    if bold:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell in row.cells:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), "F1E7EE")
            cell._tc.get_or_add_tcPr().append(shade)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(letterhead(next((lang for lang in LANGUAGES if lang in sys.argv[2:]), "fr")))
