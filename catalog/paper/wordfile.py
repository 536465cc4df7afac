"""A Word file from a stranger, read without trust: what could run, fetch or swell is refused before any library opens it."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from catalog.paper.elements import printable
from catalog.yamlfile import ECHO, BadInput, bad

MAX_FILE = 5_000_000  # bytes of the file
MAX_UNPACKED, MAX_XML = 50_000_000, 5_000_000  # bytes unpacked: in all, and of one XML part
MAX_PARTS = 2_000
MAX_RATIO, RATIO_FROM = 200, 1_000_000  # a part may not unpack to more than 200 times its size, once past 1 MB

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}.main+xml"
_RUNS = re.compile(r"macro|vba|activex|oleobject|/x-ms|javascript|html|rtf", re.IGNORECASE)  # in the type of a part

# What a part may be linked to: words, looks and pictures. Anything else (another document, an object, a data source) is refused.
_LINKS = frozenset({
    "officeDocument", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "font", "theme", "numbering", "footnotes",
    "endnotes", "header", "footer", "image", "hyperlink", "customXml", "customXmlProps", "core-properties", "extended-properties",
    "custom-properties", "thumbnail", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "glossaryDocument",
    "diagramData", "diagramLayout", "diagramColors", "diagramQuickStyle", "diagramDrawing",
})  # fmt: skip
_ADDRESS = re.compile(r"(https?://|mailto:)[^\s\"<>\\]*$", re.IGNORECASE)
_ELEMENTS = frozenset({
    "altChunk", "subDoc", "object", "OLEObject", "control", "movie", "saveThroughXslt", "mailMerge", "scriptAnchor", "quickTimeFile",
    "audioFile", "videoFile", "wavAudioFile", "contentPart", "frameset",
})  # fmt: skip
# Fields that show something of the document itself; others may fetch a file or start a program.
_FIELDS = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "TC", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ", "DATE", "TIME", "TITLE",
    "SUBJECT", "AUTHOR", "FILENAME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "DOCPROPERTY", "HYPERLINK", "NUMWORDS", "KEYWORDS", "XE",
})  # fmt: skip
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError, OSError, LookupError, NotImplementedError)


def cleaned(content: bytes, name: str) -> bytes:
    """The same file with only its words, looks and pictures, each XML part written anew.

    Args:
        name: what a message calls the file.
    Raises:
        BadInput: not a Word file, too large, or holding what could run or fetch something.
    """
    if len(content) > MAX_FILE:
        raise bad(name, None, "plus de 5 Mo. Réduisez les images du modèle.", "more than 5 MB. Make the pictures of the template smaller.")
    parts = _unpacked(content, name)
    if "[Content_Types].xml" not in parts or "word/document.xml" not in parts:
        raise _no_word_file(name)
    trees = {part: _tree(raw, part, name) for part, raw in parts.items() if part.endswith((".xml", ".rels"))}
    _types(trees["[Content_Types].xml"], name)
    for part, tree in trees.items():
        if part.endswith(".rels"):
            _relations(tree, name)
        else:
            _elements(tree, name)
            _fields(tree, name)
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for part, raw in parts.items():
            written = etree.tostring(trees[part], xml_declaration=True, encoding="UTF-8", standalone=True) if part in trees else raw
            out.writestr(part, written)
    return made.getvalue()


def _no_word_file(name: str) -> BadInput:
    return bad(name, None, "ce n’est pas un fichier Word (.docx ou .dotx). Enregistrez le modèle dans ce format.",
               "this is not a Word file (.docx or .dotx). Save the template in that format.")  # fmt: skip


def _too_big(name: str) -> BadInput:
    return bad(name, None, "une fois ouvert, ce fichier serait démesuré. Enregistrez-le de nouveau depuis Word ou LibreOffice.",
               "once open, this file would be huge. Save it again from Word or LibreOffice.")  # fmt: skip


def _refused(name: str, fr: str, en: str) -> BadInput:
    return bad(name, None, f"le modèle contient {fr}. Retirez-le, puis enregistrez le modèle en .docx.",
               f"the template holds {en}. Remove it, then save the template as .docx.")  # fmt: skip


def _unpacked(content: bytes, name: str) -> dict[str, bytes]:
    """Every part, counted as it comes out, whatever the file says of its sizes."""
    parts: dict[str, bytes] = {}
    whole = 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            entries = file.infolist()
            if len(entries) > MAX_PARTS:
                raise _too_big(name)
            for entry in entries:
                if entry.is_dir():
                    continue
                path = entry.filename
                if entry.flag_bits & 1 or path in parts or path != posixpath.normpath(path) or path.startswith(("/", "..")) or "\\" in path:
                    raise _no_word_file(name)
                most = MAX_XML if path.endswith((".xml", ".rels")) else MAX_UNPACKED - whole
                with file.open(entry) as stream:
                    raw = stream.read(most + 1)
                whole += len(raw)
                swollen = len(raw) > RATIO_FROM and len(raw) > MAX_RATIO * max(entry.compress_size, 1)
                if len(raw) > most or whole > MAX_UNPACKED or swollen:
                    raise _too_big(name)
                parts[path] = raw
    except _BROKEN:
        raise _no_word_file(name) from None
    return parts


def _tree(raw: bytes, part: str, name: str) -> Any:
    """The tree of an XML part, without comment nor instruction; an own declaration of types or entities is refused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise bad(name, None, f"la partie {printable(part)[:ECHO]} est abîmée. Enregistrez le modèle de nouveau depuis Word.",
                  f"the part {printable(part)[:ECHO]} is damaged. Save the template again from Word.") from None  # fmt: skip
    if tree.getroottree().docinfo.doctype or any(not isinstance(each.tag, str) for each in tree.iter()):
        raise _refused(name, "une déclaration XML (DOCTYPE)", "an XML declaration (DOCTYPE)")
    return tree


def _types(tree: Any, name: str) -> None:
    """No part may be a program; a .dotx becomes a document."""
    for each in tree:
        kind = each.get("ContentType", "")
        if _RUNS.search(kind):
            raise _refused(name, "une macro ou un objet incorporé", "a macro or an embedded object")
        if kind == _MAIN.format("template"):
            each.set("ContentType", _MAIN.format("document"))
    mains = [each.get("PartName") for each in tree if each.get("ContentType") == _MAIN.format("document")]
    if mains != ["/word/document.xml"]:
        raise _no_word_file(name)


def _relations(tree: Any, name: str) -> None:
    """Nothing outside the file but addresses to click; the path of the template it was made from is forgotten."""
    for each in list(tree):
        kind, target = each.get("Type", "").rsplit("/", 1)[-1], each.get("Target", "")
        if kind == "attachedTemplate":
            tree.remove(each)
        elif kind not in _LINKS:
            shown = printable(kind)[:ECHO]
            raise _refused(name, f"un lien ou un objet incorporé ({shown})", f"a link or an embedded object ({shown})")
        elif each.get("TargetMode", "Internal") != "Internal" and not (kind == "hyperlink" and _ADDRESS.match(target)):
            shown = printable(target)[:ECHO]
            raise _refused(name, f"un lien vers un autre fichier ({shown})", f"a link to another file ({shown})")


def _elements(tree: Any, name: str) -> None:
    for each in list(tree.iter()):
        local = etree.QName(each).localname
        if local in _ELEMENTS:
            raise _refused(name, f"un objet incorporé ({local})", f"an embedded object ({local})")
        if local == "attachedTemplate":
            each.getparent().remove(each)


def _fields(tree: Any, name: str) -> None:
    """Only fields that show the document itself; what a field is told is put together from its pieces."""
    for said in _instructions(tree):
        words = said.split()
        kind = words[0].upper() if words else ""
        address = next((word.strip('"“”') for word in words[1:] if not word.startswith("\\")), "") if kind == "HYPERLINK" else ""
        local = kind == "HYPERLINK" and re.match(r"HYPERLINK\s+\\l\s", said.strip(), re.IGNORECASE)
        if kind not in _FIELDS or (address and not local and not _ADDRESS.match(address)):
            shown = printable(said).strip()[:ECHO] or "?"
            raise _refused(name, f"un champ qui n’est pas admis ({shown})", f"a field that is not allowed ({shown})")


def _instructions(tree: Any) -> Iterator[str]:
    """What each field is told; a field inside what another is told counts as a word of its own."""
    for simple in tree.iter(f"{W}fldSimple"):
        yield simple.get(f"{W}instr", "")
    told: list[list[str]] = []
    for each in tree.iter(f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"):
        if each.tag != f"{W}fldChar":
            if told:
                told[-1].append(each.text or "")
            else:
                yield each.text or ""
        elif each.get(f"{W}fldCharType") == "begin":
            told.append([])
        elif each.get(f"{W}fldCharType") == "end" and told:
            yield "".join(told.pop())
    yield from ("".join(left) for left in told)
