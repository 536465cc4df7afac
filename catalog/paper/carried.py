"""The record that a file of ours carries, taken out without trusting the file.

A file may come from a stranger. Nothing is written to disk and no office library opens it: only the one part that
holds the record is read, and what is unpacked is counted as it comes, whatever the file says of its sizes.
A PDF is not parsed: its attached files stand in the open, and are looked for from the end.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from xml.parsers import expat

from catalog.yamlfile import BadInput, bad

MAX_FILE = 20_000_000  # bytes of a document
MAX_RECORD = 2_000_000  # bytes of the record in it
MAX_UNPACKED = 50_000_000  # bytes unpacked from one file, in all
MAX_PARTS = 2_000  # entries of an archive
MAX_RATIO, RATIO_FROM = 200, 1_000_000  # a part may not unpack to more than 200 times its size, once past 1 MB
MAX_ELEMENTS, MAX_DEPTH, MAX_TAG = 200_000, 64, 1_000_000  # of XML: elements, levels, bytes of one tag
MAX_ATTACHED = 100  # attached files of a PDF that are looked into
CHUNK = 1 << 16

NAMESPACE, SHEET, SCRIPT, COMMENT = "urn:maillage:record", "maillage", "maillage-record", "<!-- maillage-record:"

Kind = Literal["docx", "xlsx", "pdf", "html", "markdown", "calendar", "archive", "old_office", "picture", "text"]

_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError, OSError, LookupError, TypeError)
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff0-\uffff\ud800-\udfff]")
_ITEM = re.compile(r"customXml/item\d{1,6}\.xml")
_SCRIPT = re.compile(rb"<script\b([^<>]{0,300})>", re.IGNORECASE)
_SCRIPT_END = re.compile(rb"</script", re.IGNORECASE)
_ID = re.compile(rb"""\bid\s*=\s*["']?maillage-record(?=["'\s]|$)""", re.IGNORECASE)
_ATTACHED = re.compile(rb"/EmbeddedFile(?![A-Za-z0-9])")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]{0,100}\]|/[A-Za-z0-9]+)")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


@dataclass(frozen=True)
class Carried:
    """What a file is, and the JSON it carries; None when it carries none."""

    kind: Kind
    record: str | None = None


def shown(name: str) -> str:
    """The name of a file as a message may show it: no folder, nothing invisible, at most 60 characters."""
    last = re.split(r"[\\/]", name[-4_000:])[-1]
    return _HIDDEN.sub("", last)[-60:].strip() or "?"


def carried(content: bytes, name: str) -> Carried:
    """Recognise a file by what it holds, and take out the record it carries.

    Args:
        name: only for messages.
    Raises:
        BadInput: too large, broken, or made to exhaust whoever opens it.
    """
    name = shown(name)
    if len(content) > MAX_FILE:
        size = f"{len(content) / 1e6:.1f}"
        raise bad(name, None, f"{size} Mo, alors que la limite est de 20 Mo. Donnez le document tel que Maillage l’a écrit.",
                  f"{size} MB, where the limit is 20 MB. Give the document as Maillage wrote it.")  # fmt: skip
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return _archive(content, name)
    if b"%PDF-" in content[:1024]:
        return Carried("pdf", _text(_attached(content, name), name))
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Carried("old_office")
    if content.startswith(_PICTURES):
        return Carried("picture")
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<!--", b"<script")):
        return Carried("html", _text(_script(content), name))
    if start.startswith(b"begin:vcalendar"):
        return Carried("calendar")
    comment = content.rfind(b"\n" + COMMENT.encode())
    return Carried("markdown", _text(_comment(content, comment), name)) if comment >= 0 else Carried("text")


def _text(raw: bytes | None, name: str) -> str | None:
    if raw is None:
        return None
    if len(raw) > MAX_RECORD:
        raise bad(name, None, "le dispositif porté par ce document dépasse 2 Mo : il n’a pas été écrit par Maillage.",
                  "the plan carried by this document is larger than 2 MB: Maillage did not write it.")  # fmt: skip
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise _damaged(name) from None


def _damaged(name: str) -> BadInput:
    return bad(name, None, "le fichier est abîmé ou n’est pas ce qu’il dit être. Reprenez l’original.",
               "the file is damaged, or is not what it says. Take the original again.")  # fmt: skip


def _unsafe(name: str, fr: str, en: str) -> BadInput:
    return bad(name, None, f"{fr} Il n’est pas ouvert. Donnez le document tel que Maillage l’a écrit.",
               f"{en} It is not opened. Give the document as Maillage wrote it.")  # fmt: skip


# -- text: HTML and Markdown ----------------------------------------------------------------------------


def _script(content: bytes) -> bytes | None:
    """What stands in the script of that id."""
    for tag in _SCRIPT.finditer(content):
        if _ID.search(tag[1]):
            end = _SCRIPT_END.search(content, tag.end())
            return content[tag.end() : min(end.start(), tag.end() + MAX_RECORD + 1)] if end else None
    return None


def _comment(content: bytes, at: int) -> bytes | None:
    start = at + 1 + len(COMMENT)
    end = content.find(b"-->", start)
    return None if end < 0 else content[start : min(end, start + MAX_RECORD + 1)]


# -- PDF ------------------------------------------------------------------------------------------------


def _attached(content: bytes, name: str) -> bytes | None:
    """The last attached file that is a record. A stream of a PDF is never inside another one, so it stands in the open."""
    left = MAX_UNPACKED
    found = [match.start() for match in _ATTACHED.finditer(content)][-MAX_ATTACHED:]
    for at in reversed(found):
        start = content.rfind(b" obj", max(at - 2_000, 0), at)
        end = content.find(b"stream", at, at + 2_000)
        if start < 0 or end < 0:
            continue
        said = content[start:end]
        begin = end + len(b"stream")
        begin += 2 if content[begin : begin + 2] == b"\r\n" else 1
        packed = _FILTER.search(said)
        if packed is None:
            close = content.find(b"endstream", begin)
            raw: bytes | None = content[begin : min(close, begin + MAX_RECORD + 1)] if close >= 0 else None
        elif packed[1].strip(b"[] \r\n\t") == b"/FlateDecode" and b"/Predictor" not in said:
            raw = _inflated(content, begin)
        else:
            raw = None
        left -= len(raw or b"")
        if left < 0:
            raise _unsafe(name, "ce PDF se déplie en plus de 50 Mo.", "this PDF unfolds to more than 50 MB.")
        if raw and raw.lstrip()[:1] == b"{" and b'"maillage"' in raw[:2_000]:
            return raw
    return None


def _inflated(content: bytes, begin: int) -> bytes | None:
    """A deflated stream, up to a little more than the largest record."""
    unpack, out = zlib.decompressobj(), bytearray()
    try:
        for at in range(begin, len(content), CHUNK):
            out += unpack.decompress(content[at : at + CHUNK], MAX_RECORD + 1 - len(out))
            if unpack.eof or len(out) > MAX_RECORD:
                return bytes(out)
    except zlib.error:
        pass
    return None


# -- Word and Excel -------------------------------------------------------------------------------------


def _archive(content: bytes, name: str) -> Carried:
    # Each entry of the directory bears this mark: counted before the directory is read, whatever it says of itself.
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise _unsafe(name, f"cette archive a plus de {MAX_PARTS} éléments.", f"this archive has more than {MAX_PARTS:,} entries.")
    try:
        parts = _Parts(content, name)
        if "xl/workbook.xml" in parts.known:
            return Carried("xlsx", _text(_in_sheet(parts), name))
        record = _text(_in_items(parts), name)
        return Carried("docx" if "word/document.xml" in parts.known or record else "archive", record)
    except (*_BROKEN, expat.ExpatError):
        raise _damaged(name) from None


class _Parts:
    """The entries of an archive, unpacked in memory, in pieces, within limits."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name, self.left = name, MAX_UNPACKED
        self.file = zipfile.ZipFile(BytesIO(content))
        entries = self.file.infolist()
        self.known: Mapping[str, zipfile.ZipInfo] = {entry.filename: entry for entry in entries}
        if len(self.known) < len(entries):
            raise _unsafe(name, "cette archive a deux éléments du même nom.", "this archive has two entries of one name.")
        if any(entry.flag_bits & 1 for entry in entries):
            raise _unsafe(name, "ce fichier est protégé par un mot de passe.", "this file is protected by a password.")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise self._too_large()

    def _too_large(self) -> BadInput:
        return _unsafe(self.name, "ce fichier se déplie en plus de 50 Mo.", "this file unfolds to more than 50 MB.")

    def pieces(self, part: str) -> Iterator[bytes]:
        """An entry, a piece at a time."""
        entry = self.known[part]
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _damaged(self.name)
        done = 0
        with self.file.open(entry) as stream:
            while piece := stream.read(CHUNK):
                done += len(piece)
                self.left -= len(piece)
                if self.left < 0 or (done > RATIO_FROM and done > MAX_RATIO * max(entry.compress_size, 1)):
                    raise self._too_large()
                yield piece

    def events(self, part: str) -> Iterator[Event]:
        """The XML of an entry."""
        return _events(self.pieces(part), self.name)


@dataclass(frozen=True)
class Event:
    """A start (with its attributes) or an end of an element, or a stretch of text. A name is its namespace, a space, its local name."""

    kind: Literal["start", "end", "text"]
    said: str
    attributes: Mapping[str, str]

    @property
    def local(self) -> str:
        return self.said.rpartition(" ")[2]


def _events(pieces: Iterable[bytes], name: str) -> Iterator[Event]:
    """XML read as it comes, without declarations of its own: no entity, nothing fetched, few levels.

    Raises:
        BadInput: a document type, too many elements or levels, too long a tag.
        ExpatError: not XML.
    """
    parser = expat.ParserCreate("utf-8", " ", None)  # no table of names kept aside
    found: list[Event] = []
    count = depth = fed = 0

    def start(said: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise _unsafe(name, "il contient trop d’éléments imbriqués.", "it holds too many nested elements.")
        found.append(Event("start", said, attributes))

    def end(said: str) -> None:
        nonlocal depth
        depth -= 1
        found.append(Event("end", said, {}))

    def doctype(*_: object) -> None:
        raise _unsafe(name, "il définit ses propres entités XML (DOCTYPE).", "it defines XML entities of its own (DOCTYPE).")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: found.append(Event("text", text, {}))
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = doctype
    parser.buffer_text = True
    for piece in pieces:
        parser.Parse(piece, False)
        fed += len(piece)
        if fed - parser.CurrentByteIndex > MAX_TAG:
            raise _unsafe(name, "il contient une balise démesurée.", "it holds a tag of unreasonable length.")
        yield from found
        found.clear()
    parser.Parse(b"", True)
    yield from found


def _in_items(parts: _Parts) -> bytes | None:
    """The record among the custom XML parts of a Word file."""
    for part in [name for name in parts.known if _ITEM.fullmatch(name)][:50]:
        text, size = [], 0
        ours = False
        for event in parts.events(part):
            if not ours and event.kind == "start":
                ours = event.said == f"{NAMESPACE} record"
                if not ours:
                    break
            elif event.kind == "start":
                raise _damaged(parts.name)  # a record is text only
            elif event.kind == "text":
                text.append(event.said.encode())
                size += len(text[-1])
                if size > MAX_RECORD:
                    break
        if ours:
            return b"".join(text)
    return None


def _in_sheet(parts: _Parts) -> bytes | None:
    """The record in column A of the sheet of that name, whatever the way its strings are stored."""
    sheet = next(
        (
            {name.rpartition(" ")[2]: value for name, value in event.attributes.items() if name.endswith("elationships id")}.get("id")
            for event in parts.events("xl/workbook.xml")
            if event.kind == "start" and event.local == "sheet" and event.attributes.get("name") == SHEET
        ),
        None,
    )
    relations = "xl/_rels/workbook.xml.rels"
    if sheet is None or relations not in parts.known:
        return None
    target, strings = "", "xl/sharedStrings.xml"
    for event in parts.events(relations):
        if event.kind == "start" and event.local == "Relationship":
            place = posixpath.normpath(posixpath.join("/xl", event.attributes.get("Target", "")[:500])).lstrip("/")
            if event.attributes.get("Id") == sheet:
                target = place
            elif event.attributes.get("Type", "").endswith("/sharedStrings"):
                strings = place
    if target not in parts.known:
        return None
    cells = _column(parts, target)
    wanted = {int(text) for text, kind in cells if kind == "s" and text.isdecimal() and len(text) < 10}
    shared = _shared(parts, strings, wanted) if wanted and strings in parts.known else {}
    pieces = [shared.get(int(text), "") if kind == "s" and text.isdecimal() else text for text, kind in cells]
    return "".join(pieces)[: MAX_RECORD + 1].encode() or None


def _column(parts: _Parts, part: str) -> list[tuple[str, str]]:
    """The cells of column A, in order: what is written, and the kind of it."""
    cells: list[tuple[str, str]] = []
    text: list[str] = []
    kind, keep, size = "", False, 0
    for event in parts.events(part):
        if event.kind == "start" and event.local == "c":
            kind, text = event.attributes.get("t", ""), []
            if event.attributes.get("r", "A").rstrip("0123456789") != "A":
                kind = ""
        elif event.kind == "text" and keep:
            text.append(event.said)
            size += len(event.said)
        elif event.local in ("v", "t"):
            keep = event.kind == "start"
        elif event.kind == "end" and event.local == "c" and kind in ("s", "str", "inlineStr"):
            cells.append(("".join(text), kind))
        if size > MAX_RECORD or len(cells) > MAX_PARTS:
            break
    return cells


def _shared(parts: _Parts, part: str, wanted: set[int]) -> dict[int, str]:
    """Some of the strings that the sheets share, by rank."""
    found: dict[int, str] = {}
    rank, size, keep, aid = -1, 0, False, False
    text: list[str] = []
    for event in parts.events(part):
        if event.kind == "text":
            if keep and not aid and rank in wanted:
                text.append(event.said)
                size += len(event.said)
        elif event.local == "si":
            if event.kind == "start":
                rank, text = rank + 1, []
            elif rank in wanted:
                found[rank] = "".join(text)
        elif event.local == "t":
            keep = event.kind == "start"
        elif event.local == "rPh":  # a reading aid, not the string
            aid = event.kind == "start"
        if size > MAX_RECORD or len(found) == len(wanted):
            break
    return found
