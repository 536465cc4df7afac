"""Two thousand files that nobody should send, opened one after the other: `python -m tests.benchmarks.uploads [COUNT] [SEED]`.

Each must become a plan or one short message, in little time and memory, with nothing run, written or fetched. Prints one
JSON document: how many of each kind, how they ended, the slowest, the most memory, and every fault.
"""

from __future__ import annotations

import json
import random
import re
import resource
import struct
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from catalog.load import Catalog, load
from catalog.yamlfile import BadInput
from planner.evaluate import evaluate
from planner.opening import open_file, record_in
from planner.plan import Plan, parse_plan
from planner.record import made, text
from planner.writers import write

ROOT = Path(__file__).resolve().parents[2]
COUNT, SEED = 2_000, 20261122
MAX_SECONDS, MAX_MEMORY = 5.0, 600  # of computing for one file; MB for the whole run
DAY = date(2026, 11, 22)
WATCHED = ("os.system", "os.exec", "os.fork", "os.posix_spawn", "subprocess.Popen", "socket.connect", "os.remove", "os.rename", "os.mkdir")
INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")

Case = tuple[str, str, bytes]  # kind, name of the file, content
Entry = tuple[bytes, bytes, int, int, int, int, int]  # name, stored, method, flags, checksum, sizes said: packed, unpacked
Random = random.Random


# -- pieces ---------------------------------------------------------------------------------------------

NAMES = (
    "../../../etc/passwd.yaml", "/etc/shadow", "..\\..\\windows\\system32\\x.docx", "C:\\x\\plan.xlsx", "plan\x00.yaml",
    "a" * 10_000 + ".json", "\u202egpj.exe.yaml", "con.yaml", "", ".", "..", "~/x.md", "plan.yaml\n\n\n" * 50, "%2e%2e%2fplan.yaml",
    "{name}.yaml", "%s%s%n.html", "<script>alert(1)</script>.html", "\ud800.yaml", "🎪" * 300 + ".pdf", "plan.docx/",
    "file:///etc/passwd", "$(id).yaml", "`id`.md", "-rf.yaml",
)  # fmt: skip
WORDS = (
    "\x00", "\u202e", "\u2028", "\x85", "\ufeff", "\ud83c", "🎪👩‍👧", "سكان", "&a ", "*a", "!!python/object/apply:os.system [id]",
    "<<: ", "---\n", "'", '"', "{", "[", "}", "]", ": ", "- ", "\t", "%YAML 9.9\n", "|\n", ">\n", "? ", "null", "~", "NaN", ".inf",
    "-.inf", "1e999", "9" * 5000, "-1", "0x41", "1_000", "2027-13-45", "true", "\\u0000", "\\ud800", "<!--", "-->", "</script>",
    "{{7*7}}", "${x}", "A" * 3000, "\n" * 300, "../", "=cmd|' /C calc'!A0", "\r", "é" * 400,
)  # fmt: skip
KEYS = (
    "schema",
    "brief",
    "subject",
    "activities",
    "method",
    "phase",
    "units",
    "week",
    "people",
    "name",
    "limits",
    "budget",
    "certificate",
    "plan",
    "x",
)


def wrecked(content: bytes, rng: Random) -> bytes:
    """A text or binary file with a few bytes changed, lost, doubled, moved or put in."""
    raw = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 30))):
        at, how = rng.randrange(len(raw) + 1), rng.randrange(6)
        if how == 0 and raw:
            raw[min(at, len(raw) - 1)] = rng.randrange(256)
        elif how == 1:
            del raw[at : at + rng.choice((1, 10, 1000))]
        elif how == 2:
            raw[at:at] = rng.choice(WORDS).encode("utf-8", "surrogatepass")
        elif how == 3:
            raw[at:at] = raw[at : at + rng.choice((3, 80, 2000))] * rng.choice((1, 2, 20))
        elif how == 4:
            start = rng.randrange(len(raw) + 1)
            raw[at:at] = raw[start : start + 60]
        elif rng.random() < 0.3:
            del raw[at:]
    return bytes(raw)


def reworded(content: bytes, rng: Random) -> bytes:
    """A YAML or JSON text whose keys or values are exchanged for others."""
    said = content.decode()
    for _ in range(rng.choice((1, 2, 4))):
        if rng.random() < 0.5:
            found = [match.span(1) for match in re.finditer(r'["\s]([a-z_]+)"?:', said)]
            word = rng.choice(KEYS)
        else:
            found = [match.span(1) for match in re.finditer(r'"?: ?([^\s,{}\[\]]+)', said)]
            word = rng.choice(WORDS)
        if found:
            start, end = rng.choice(found)
            said = said[:start] + word + said[end:]
    return said.encode("utf-8", "surrogatepass")


@cache
def zeros(megabytes: int, level: int = 9, wrap: int = -15) -> bytes:
    """So many megabytes of nothing, deflated."""
    pack = zlib.compressobj(level, zlib.DEFLATED, wrap)
    block = b"0" * 1_000_000
    return b"".join(pack.compress(block) for _ in range(megabytes)) + pack.flush()


def deflated(content: bytes) -> bytes:
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    return pack.compress(content) + pack.flush()


def entry(
    name: str | bytes, content: bytes, *, packed: bytes | None = None, size: int | None = None, method: int = 8, flags: int = 0
) -> Entry:
    """One entry of a forged archive: what is stored, and what is said of it."""
    label = name.encode("utf-8", "surrogatepass") if isinstance(name, str) else name
    body = packed if packed is not None else deflated(content) if method == 8 else content
    return label, body, method, flags, zlib.crc32(content), len(body), len(content) if size is None else size


def archive(*entries: Entry, count: int | None = None, directory: int | None = None) -> bytes:
    """An archive of these entries; `count` and the size of the `directory` may lie."""
    out, listed = bytearray(), bytearray()
    for label, body, method, flags, crc, packed, size in entries:
        said = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 0, crc, packed & 0xFFFFFFFF, size & 0xFFFFFFFF, len(label), 0)
        listed += b"PK\x01\x02" + struct.pack("<H", 20) + said + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + label
        out += b"PK\x03\x04" + said + label + body
    start, number = len(out), len(entries) if count is None else count
    length = len(listed) if directory is None else directory
    return bytes(out + listed + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, number & 0xFFFF, number & 0xFFFF, length, start, 0))


def word(record: str | bytes, **options: object) -> bytes:
    """A Word file reduced to what is read of it."""
    said = record if isinstance(record, bytes) else f'<record xmlns="urn:maillage:record">{escape(record)}</record>'.encode()
    return archive(entry("word/document.xml", b"<document/>"), entry("customXml/item1.xml", said, **options))  # type: ignore[arg-type]


def workbook(rows: bytes, strings: bytes | None = None, target: str = "worksheets/sheet1.xml") -> bytes:
    """An Excel file reduced to what is read of it."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns:r="{relation}"><sheets><sheet name="maillage" sheetId="1" r:id="rId1"/></sheets></workbook>'
    rels = f'<Relationships><Relationship Id="rId1" Type="{relation}/worksheet" Target="{escape(target)}"/></Relationships>'
    parts = [
        entry("xl/workbook.xml", book.encode()),
        entry("xl/_rels/workbook.xml.rels", rels.encode()),
        entry("xl/worksheets/sheet1.xml", rows),
    ]
    return archive(*parts, *([entry("xl/sharedStrings.xml", strings)] if strings is not None else []))


def inline(record: str) -> bytes:
    """A sheet that holds a record as strings in their cells."""
    pieces = [record[i : i + 30_000] for i in range(0, len(record), 30_000)]
    cells = "".join(
        f'<row r="{i}"><c r="A{i}" t="inlineStr"><is><t>{escape(piece)}</t></is></c></row>' for i, piece in enumerate(pieces, 1)
    )
    return f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()


def leaf(body: bytes, said: bytes = b"/Filter/FlateDecode", length: int | None = None) -> bytes:
    """A PDF reduced to one attached file."""
    size = len(body) if length is None else length
    return (
        (b"%%PDF-1.7\n7 0 obj\n<</Length %d/Type/EmbeddedFile%s>>\nstream\n" % (size, said))
        + body
        + b"\nendstream\nendobj\ntrailer\n<<>>\n%%EOF\n"
    )


def page(record: str) -> bytes:
    """An HTML page with a record."""
    said = record.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<!DOCTYPE html>\n<html><script type="application/json" id="maillage-record">{said}</script></html>'.encode()


def note(record: str) -> bytes:
    """A Markdown text with a record."""
    said = record.replace("--", "\\u002d\\u002d").replace("<", "\\u003c").replace(">", "\\u003e")
    return f"# Note\n\nx\n\n<!-- maillage-record: {said} -->\n".encode()


CARRIERS: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("a.docx", word),
    ("a.xlsx", lambda record: workbook(inline(record))),
    ("a.pdf", lambda record: leaf(zlib.compress(record.encode("utf-8", "replace")))),
    ("a.html", page),
    ("a.md", note),
    ("a.json", lambda record: record.encode("utf-8", "replace")),
)


# -- kinds of files -------------------------------------------------------------------------------------


def nested() -> Iterator[tuple[str, bytes]]:
    """Brackets, mappings, aliases, tags, repeated keys, and lists longer than any plan's."""
    for deep in (60, 70, 1_000, 50_000, 400_000):
        yield "deep.yaml", b"subject: " + b"[" * deep
        yield "deep.json", b'{"subject":' + b"[" * deep + b"]" * deep + b"}"
        yield "deep.json", b'{"a":' * deep + b"1" + b"}" * deep
        yield "deep.yaml", b"\n".join(b" " * i + b"a:" for i in range(min(deep, 1_300)))
        for name, carrier in CARRIERS:
            yield name, carrier('{"schema":1,"maillage":"document","plan":' + "[" * deep + "]" * deep + "}")
            yield name, carrier('{"schema":1,"maillage":"document","plan":' + '{"brief":' * deep + "}" * deep + "}")
    yield "laughs.yaml", b"a: &a [x,x]\n" + b"".join(b"%c: &%c [*%c,*%c,*%c]\n" % (c, c, c - 1, c - 1, c - 1) for c in range(98, 110))
    yield "merge.yaml", b"subject: x\nbrief: {<<: *a}\n"
    for tag in ("!!python/object/apply:os.system [touch /tmp/never]", "!!python/name:os.system", "!!binary aGk=", "!x y", "!!set {a}"):
        yield "tag.yaml", f"schema: 1\nsubject: {tag}\n".encode()
        yield "tag.yaml", f"brief:\n  subject: x\nactivities: {tag}\n".encode()
    for each in ("[],", "xx,"):
        yield "many.yaml", b"brief: {subject: x, phases: [" + each.encode() * (900_000 // len(each)) + b"]}"
    for each in ("[],", "xx,", "{},", "1,", "null,", "'', "):
        yield "many.yaml", b"brief: {subject: x, phases: [" + each.encode() * 990 + b"]}"
        many = "[" + (each * 990).rstrip(", ") + "]"
        plan = '{"brief":{"subject":"x"},"activities":' + many.replace("xx", '"x"').replace("'", '"') + "}"
        yield "many.docx", word('{"schema":1,"maillage":"document","plan":' + plan + "}")
    keys = ",".join(f'"k{i}":{{}}' for i in range(60_000))
    yield "keys.json", b"{" + keys.encode() + b"}"
    yield "keys.docx", word('{"schema":1,"maillage":"document","plan":{' + keys + "}}")
    tags = ",".join(['"zz"'] * 900)
    audiences = ",".join(f'{{"name":"n{i}","people":1,"tags":[{tags}]}}' for i in range(30))
    yield "tags.json", b'{"subject":"x","audiences":[' + audiences.encode() + b"]}"
    yield "twice.json", b'{"subject":"x","subject":"y"}'
    yield "twice.docx", word('{"schema":1,"maillage":"document","plan":{"brief":{"subject":"x","subject":"y"}}}')
    for schema in (2, 99, "1", 1e300, -1, None, True, 10**30):
        yield "later.json", json.dumps({"schema": schema, "brief": {"subject": "x"}}).encode()
        yield "later.docx", word(json.dumps({"schema": schema, "maillage": "document", "plan": {"brief": {"subject": "x"}}}))
        yield (
            "later.pdf",
            leaf(zlib.compress(json.dumps({"maillage": "document", "plan": {"schema": schema, "brief": {"subject": "x"}}}).encode())),
        )


def wrong(rng: Random) -> Iterator[tuple[str, bytes]]:
    """What is no plan at all."""
    heads = (
        b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x7fELF", b"MZ", b"\x1f\x8b\x08",
        b"BZh9", b"7z\xbc\xaf'\x1c", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-1.7\n", b"<!DOCTYPE html>", b"\xff\xfe", b"\xfe\xff",
        b"\xef\xbb\xbf", b"{\\rtf1", b"#!/bin/sh\n", b"<?xml version='1.0'?>", b"BEGIN:VCALENDAR\r\n", b"SQLite format 3\x00", b"\x00" * 40,
        b"RIFF", b"subject,people\n", b"import os\n", b"%!PS", b"# Titre\n\n", b"- a\n", b"42", b"null",
    )  # fmt: skip
    for head in heads:
        for size in (0, 3, 2_000, 300_000):
            yield "wrong" + rng.choice((".yaml", ".docx", ".xlsx", ".pdf", ".json", ".html", ".md", ".ics")), head + rng.randbytes(size)
    for head in heads:
        yield "words.md", head + b"Un texte tout simple.\n" * 20
    yield "utf16.yaml", "schema: 1\nsubject: x\n".encode("utf-16")
    yield "latin.yaml", "subject: é\n".encode("latin-1")
    yield "spaces.yaml", b" " * 1_000_001
    yield "large.yaml", b"subject: " + b"x" * 19_000_000
    yield "larger.yaml", b"#" * 25_000_000
    yield "lines.yaml", b"\n" * 900_000
    yield "script.html", b'<!DOCTYPE html><script type="application/json" id="maillage-record">' + b"[" * 50_000_000 + b"</script>"
    yield "script.html", b'<!DOCTYPE html><script type="application/json" id="maillage-record">' + b"[" * 15_000_000 + b"</script>"
    yield "scripts.html", b"<!DOCTYPE html>" + b"<script >" * 2_000_000
    yield "scripts.html", b"<!DOCTYPE html>" + b"<script " * 2_000_000
    yield "open.html", b'<!DOCTYPE html><script id="maillage-record">{'
    yield "comment.md", b"# x\n<!-- maillage-record: " + b"{" * 15_000_000 + b" -->\n"
    yield "comments.md", b"# x\n" + b"<!-- maillage-record: x\n" * 700_000
    yield "comment.md", b"# x\n<!-- maillage-record: \xff\xfe -->\n"


def archives(rng: Random, record: str) -> Iterator[tuple[str, bytes]]:
    """Bombs, lies and tricks in archives, and hostile XML in them."""
    start, end = b'<record xmlns="urn:maillage:record">', b"</record>"
    for megabytes in (2, 30, 60, 300):
        packed = zeros(megabytes)
        for size in (megabytes * 1_000_000, 10, 0, 2**31, 2**32 - 1):
            yield "bomb.docx", word(b"", packed=packed, size=size)
            yield "bomb.xlsx", archive(entry("xl/workbook.xml", b"", packed=packed, size=size))
    body = start + b"0" * 49_000_000 + end
    yield "bomb.docx", word(body)
    yield "elements.docx", word(start + b"<a/>" * 3_000_000 + end)
    yield "elements.docx", word(start + b"".join(b"<a%d/>" % i for i in range(600_000)) + end)
    yield "deep.docx", word(start + b"<a>" * 1_000_000)
    yield "attributes.docx", word(b"<record " + b"".join(b'a%d="" ' % i for i in range(900_000)) + b"/>")
    yield "tag.docx", word(b"<" + b"a" * 15_000_000)
    yield "text.docx", word(start + b"&amp;" * 3_000_000 + end)
    laughs = (
        b'<!DOCTYPE r [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;">' % (c, c - 1, c - 1, c - 1) for c in range(98, 122))
        + b"]>"
    )
    external = b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for doctype in (
        laughs,
        external,
        b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
        b"<!DOCTYPE r>",
        b'<!DOCTYPE r [<!ENTITY % a "x"> %a;]>',
    ):
        yield "entities.docx", word(doctype + start + b"&a;&z;" + end)
        yield "entities.xlsx", archive(entry("xl/workbook.xml", doctype + b"<workbook>&z;</workbook>"))
        yield "entities.xlsx", workbook(doctype + b"<worksheet>&z;</worksheet>")
        yield (
            "entities.xlsx",
            workbook(inline("{").replace(b'"inlineStr"><is><t>{</t></is>', b'"s"><v>0</v>'), doctype + b"<sst><si><t>&z;</t></si></sst>"),
        )
    for encoding in (b"utf-7", b"rot13", b"zlib_codec", b"utf-16", b"x" * 5_000, b"ascii"):
        yield "encoding.docx", word(b'<?xml version="1.0" encoding="' + encoding + b'"?>' + start + b"\xe9{}" + end)
    for name in NAMES:
        yield (
            "names.docx",
            archive(entry("word/document.xml", b"<d/>"), entry(name, b"x"), entry("customXml/item1.xml", start + b"{}" + end)),
        )
        yield "target.xlsx", workbook(inline(record), target=re.sub("[\x00-\x1f\ud800]", "", name))
    yield "many.docx", archive(*(entry(f"customXml/item{i}.xml", start + b"{}" + end) for i in range(1_999)))
    yield "many.docx", archive(*(entry(f"a{i}", b"") for i in range(60_000)))
    yield "many.docx", archive(*(entry(f"a{i}", b"") for i in range(60_000)), count=1)
    yield "none.docx", archive()
    yield "two.docx", archive(entry("customXml/item1.xml", start + b"{}" + end), entry("customXml/item1.xml", start + b"x" + end))
    yield "cut.docx", archive(entry(b"a\x00b", b"x"), entry(b"a", b"x"))
    for method in (0, 1, 9, 12, 14, 93, 99):
        yield "method.docx", word(start + escape(record).encode() + end, method=method)
    for flags in (1, 8, 0x41, 0x800, 0xFFFF):
        yield "flags.docx", word(start + escape(record).encode() + end, flags=flags)
    for lie in (0, 1, 50, 70_000, 2**32 - 1):
        yield "directory.docx", archive(entry("word/document.xml", b"<d/>"), directory=lie)
        yield "directory.docx", archive(entry("word/document.xml", b"<d/>"), count=lie)
    inner = archive(entry("word/document.xml", b"", packed=zeros(300), size=300_000_000))
    for _ in range(4):
        inner = archive(*(entry(f"{i}.zip", inner) for i in range(6)))
    yield "nested.docx", inner
    yield "nested.xlsx", archive(entry("xl/workbook.xml", inner))
    shared = b"<sst>" + b"<si><t>x</t></si>" * 150_000 + b"</sst>"
    cell = b'<worksheet><row><c r="A1" t="s"><v>%s</v></c></row></worksheet>'
    for rank in (b"149999", b"9" * 30, b"-1", b"1e9", "١".encode(), b""):
        yield "shared.xlsx", workbook(cell % rank, shared)
    yield "cells.xlsx", workbook(b"<worksheet>" + b'<c r="A1" t="str"><v>x</v></c>' * 120_000 + b"</worksheet>")
    yield "target.xlsx", workbook(inline(record), target="../" * 5_000 + "xl/worksheets/sheet1.xml")
    while True:
        whole = rng.choice((word(record), workbook(inline(record))))
        yield "wrecked.docx", wrecked(whole, rng)


def leaves(rng: Random, record: str) -> Iterator[tuple[str, bytes]]:
    """PDF files whose streams unfold without end, lie, or have no end."""
    for megabytes in (3, 60, 300):
        yield "bomb.pdf", leaf(zeros(megabytes, wrap=15))
        yield "bomb.pdf", leaf(zlib.compress(zeros(megabytes, wrap=15)), b"/Filter[/FlateDecode/FlateDecode]")
        objects = (
            b"1 0 obj\n<</Type/ObjStm/N 99/First 9/Length 9/Filter/FlateDecode>>\nstream\n"
            + zeros(megabytes, wrap=15)
            + b"\nendstream\nendobj\n"
        )
        yield "objects.pdf", b"%PDF-1.7\n" + objects + b"startxref\n9\n%%EOF"
        yield "table.pdf", b"%PDF-1.7\n" + objects.replace(b"/ObjStm", b"/XRef/W[1 4 2]/Size 2000000000") + b"startxref\n9\n%%EOF"
    yield "many.pdf", b"%PDF-1.7\n" + b" obj /EmbeddedFile stream\n" * 700_000
    yield "many.pdf", b"%PDF-1.7\n" + leaf(zlib.compress(b'{"maillage"' + b"x" * 1_900_000)) * 300
    yield "many.pdf", b"%PDF-1.7\n" + leaf(zlib.compress(b"x" * 1_900_000)) * 300
    for said in (
        b"",
        b"/Filter/LZWDecode",
        b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 99999999>>",
        b"/Filter[" + b"/ASCIIHexDecode" * 500 + b"]",
        b"/Filter",
    ):
        yield "filter.pdf", leaf(record.encode(), said)
        yield "filter.pdf", leaf(zlib.compress(record.encode()), said)
    yield "open.pdf", leaf(record.encode(), b"").replace(b"endstream", b"")
    yield "length.pdf", leaf(zlib.compress(record.encode()), length=2**60)
    yield "encrypted.pdf", leaf(rng.randbytes(3_000)).replace(b"<<>>", b"<</Encrypt 3 0 R>>")
    yield (
        "loop.pdf",
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Names 1 0 R/Pages 1 0 R>>\nendobj\ntrailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
    )
    yield "nested.pdf", b"%PDF-1.7\n1 0 obj\n" + b"[" * 1_000_000 + b"\nendobj\n"
    while True:
        yield "wrecked.pdf", wrecked(leaf(zlib.compress(record.encode())), rng)


def polyglots(record: str, files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Files that are two things at once; what stands first decides."""
    parts = {"yaml": b"subject: x\n", "json": b'{"subject":"x"}', "record": record.encode(), **files}
    for one, first in parts.items():
        for two, second in parts.items():
            yield f"both.{two}", first + b"\n" + second
            yield f"both.{one}", first[:200] + second


def forged(record: str, rng: Random) -> Iterator[tuple[str, bytes]]:
    """Our containers around a record that is not ours."""
    value = json.loads(record)
    while True:
        said = json.loads(record)
        how = rng.randrange(6)
        if how == 0:
            said.pop(rng.choice(list(value)))
        elif how == 1:
            said[rng.choice([*value, "x", "constructor"])] = rng.choice((None, 1, "x", [], {}, [[]], 1e308, True, "9" * 4_000))
        elif how == 2:
            said["plan"][rng.choice([*value["plan"], "x"])] = rng.choice((None, 1, "x", [], {}, [[]], [{}], [1]))
        elif how == 3:
            said["plan"]["brief"][rng.choice([*value["plan"]["brief"], "x"])] = rng.choice((None, 1, "x", [], {}, [[]], "y" * 400))
        elif how == 4:
            one = rng.choice(said["plan"]["activities"])
            one[rng.choice(list(one))] = rng.choice((None, "../x", "x" * 5_000, -1, 10**400, ["x"], "\u202e", "\x00", "\ud800"))
        name, carrier = rng.choice(CARRIERS)
        if how == 5:
            yield name, carrier(reworded(record.encode(), rng).decode("utf-8", "replace"))
        else:
            yield name, carrier(json.dumps(said, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace").decode())


def samples(catalog: Catalog) -> tuple[str, dict[str, bytes], list[bytes]]:
    """A record, our documents of one plan, and the plans and briefs of the examples."""
    source = ROOT / "examples" / "sarcelles.plan.yaml"
    plan = parse_plan(source.read_bytes(), source.name, catalog)
    record = text(made(plan, catalog, "note", "fr", DAY, evaluate(plan, catalog)))
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("docx", "xlsx", "pdf", "html", "md", "json"):
            path = Path(folder) / f"x.{suffix}"
            write(plan, catalog, path, "fr", DAY)
            files[suffix] = path.read_bytes()
    texts = [path.read_bytes() for path in sorted((ROOT / "examples").glob("*.*.yaml")) if "weights" not in path.name]
    return record, files, [*texts, files["json"]]


def cases(count: int, seed: int, record: str, files: dict[str, bytes], texts: list[bytes]) -> Iterator[Case]:
    """So many files: all that are listed, then mutations by chance."""
    rng = random.Random(seed)

    def named(name: str) -> str:
        return rng.choice(NAMES) if rng.random() < 0.2 else name

    made_of: tuple[tuple[str, int, Iterator[tuple[str, bytes]]], ...] = (
        ("nested", 300, nested()), ("wrong", 300, wrong(rng)), ("archives", 300, archives(rng, record)), ("pdf", 100, leaves(rng, record)),
        ("polyglots", 200, polyglots(record, files)), ("records", 250, forged(record, rng)),
    )  # fmt: skip
    done = 0
    for kind, most, found in made_of:
        for _, (name, content) in zip(range(most * count // COUNT), found, strict=False):
            done += 1
            yield kind, named(name), content
    for i in range(count - done):
        if i % 3 == 2:
            suffix = rng.choice(list(files))
            yield "documents", named(f"x.{suffix}"), wrecked(files[suffix], rng)
        else:
            change = wrecked if i % 3 else reworded
            yield "texts", named("x.yaml"), change(rng.choice(texts), rng)


# -- the run --------------------------------------------------------------------------------------------


def fault(error: BadInput, content: bytes) -> str | None:
    """What is wrong with a message, if anything."""
    given = content[:300_000].decode("utf-8", "replace")
    for lang in ("fr", "en"):
        said = error.say("fr" if lang == "fr" else "en")
        if not said.strip() or len(said.splitlines()) > 40 or len(said) > 4_000:
            return f"{len(said.splitlines())} lines, {len(said)} characters"
        if INVISIBLE.search(said) or "Traceback" in said:
            return "something invisible, or of the machinery"
        if any(said[i : i + 150] in given for i in range(0, max(len(said) - 150, 0), 40)):
            return "the file is repeated"
    return None


def _peak() -> int:
    """The most memory this process has held, MB; `ru_maxrss` would count what its parent held before it was started."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    held = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(held.split()[1]) // 1024


def main(count: int = COUNT, seed: int = SEED) -> dict[str, object]:
    """Open them all; see the module."""
    catalog = load()
    record, files, texts = samples(catalog)
    for suffix, content in files.items():  # all that is loaded on first use is loaded
        assert open_file(content, f"x.{suffix}", catalog).activities
    watching, seen = False, []

    def watch(event: str, given: tuple[object, ...]) -> None:
        if watching and (event in WATCHED or event == "open"):
            seen.append(f"{event} {given[:1]!r}"[:200])

    sys.addaudithook(watch)
    kinds: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    faults: list[str] = []
    slowest = (0.0, "")
    before = _peak()
    for i, (kind, name, content) in enumerate(cases(count, seed, record, files, texts)):
        kinds[kind] += 1
        wrong_: str | None = None
        watching, began = True, time.process_time()
        try:
            found = open_file(content, name, catalog)
            end = "plan"
            wrong_ = None if isinstance(found, Plan) else "not a plan"
        except BadInput as error:
            end, wrong_ = "message", fault(error, content)
        except Exception as error:
            end, wrong_ = "exception", f"{type(error).__name__}: {str(error)[:200]}"
        seconds = time.process_time() - began
        if i % 5 == 0:
            try:
                record_in(content, name)
            except BadInput as error:
                wrong_ = wrong_ or fault(error, content)
            except Exception as error:
                wrong_ = f"record_in: {type(error).__name__}: {str(error)[:200]}"
        watching = False
        ends[end] += 1
        spent[kind] += seconds
        slowest = max(slowest, (seconds, f"{i} {kind} {name[:40]!r}"))
        if seconds > MAX_SECONDS:
            wrong_ = wrong_ or f"{seconds:.1f} s"
        if wrong_:
            faults.append(f"{i} {kind} {name[:40]!r} ({len(content)} bytes): {wrong_}")
    memory = _peak()
    if memory > MAX_MEMORY:
        faults.append(f"{memory} MB of memory")
    return {
        "files": sum(kinds.values()), "seed": seed, "kinds": kinds, "ends": ends, "slowest": slowest,
        "seconds": {kind: round(each, 1) for kind, each in spent.items()},
        "memory_before": before, "memory": memory, "run": seen[:20], "faults": faults[:40],
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:3])), indent=2, ensure_ascii=True))
