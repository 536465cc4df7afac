"""Cells of a workbook: what a spreadsheet would run stays words, and formulas come with the value they have."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from catalog.facts import Text
from catalog.paper.elements import printable
from catalog.words import Lang, no_formula

MOST = 32_000  # of the 32,767 units that a cell may hold
CUT = Text(fr=" […] (coupé : une cellule ne peut en tenir plus)", en=" […] (cut: a cell cannot hold more)")
PIECE = 15_000  # characters of a long text kept over several cells; a character may count for two units
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # read back as the character of that number
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ALWAYS = (1980, 1, 1, 0, 0, 0)  # the same plan on the same day gives the same file

Known = Mapping[str, Mapping[str, float | str]]  # title of a sheet -> cell -> value of its formula


def words(text: str, lang: Lang = "fr") -> str:
    """The text as a cell can hold it: no character that XML forbids, lines kept, cut with a mark when too long."""
    clean = "\n".join(printable(line) for line in text.replace("\r\n", "\n").split("\n"))
    kept = no_formula(clean)
    units = kept.encode("utf-16-le")
    if len(units) > 2 * MOST:
        kept = units[: 2 * (MOST - len(CUT(lang)))].decode("utf-16-le", "ignore") + CUT(lang)
    return kept


def put(cell: Any, value: Any, lang: Lang = "fr") -> None:
    """Write a value; words are never a formula, even when somebody enters the cell again."""
    if not isinstance(value, str):
        cell.value = value
        return
    kept = words(value, lang)
    cell.value = _ESCAPE.sub("_x005F_", kept)
    cell.data_type = "s"
    if kept.startswith("'"):
        cell.quotePrefix = True


def keep(sheet: Any, text: str) -> None:
    """A long ASCII-safe text down column A, exactly: its pieces put end to end give it back."""
    for row, start in enumerate(range(0, len(text), PIECE), start=1):
        cell = sheet.cell(row=row, column=1, value="-")
        cell.value, cell.data_type = text[start : start + PIECE], "s"


def save(book: Any, path: Path, known: Known, today: date) -> None:
    """Write the workbook with the values of its formulas, for what opens it without computing.

    Raises:
        OSError: the file cannot be written.
    """
    made = BytesIO()
    book.save(made)
    names = {f"xl/worksheets/sheet{place}.xml": title for place, title in enumerate(book.sheetnames, start=1)}
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            content = parts.read(name)
            if values := known.get(names.get(name, "")):
                content = _valued(content, values)
            elif name == "docProps/core.xml":
                content = re.sub(rb"(?<=>)[0-9T:-]+Z(?=</dcterms:modified>)", f"{today.isoformat()}T00:00:00Z".encode(), content)
            entry = zipfile.ZipInfo(name, _ALWAYS)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            out.writestr(entry, content)


def _valued(content: bytes, values: Mapping[str, float | str]) -> bytes:
    """The XML of a sheet, each formula followed by its value."""
    root = etree.fromstring(content)
    for formula in root.iter(f"{_MAIN}f"):
        cell = formula.getparent()
        value = values.get(cell.get("r"))
        if value is None:
            continue
        shown = cell.find(f"{_MAIN}v")
        if shown is None:
            shown = etree.SubElement(cell, f"{_MAIN}v")
        if isinstance(value, str):
            cell.set("t", "str")
            shown.text = value
        else:
            shown.text = repr(float(value))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
