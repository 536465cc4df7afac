"""A paper as a PDF file for everybody (PDF/UA-1): tagged, in one language, the same bytes for the same paper.

The words reach the layout (`pdf.typ`) as data, never as its source; no file is read, nothing is fetched.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import typst

from catalog import colours
from catalog.facts import Text
from catalog.paper.elements import Chart, KeyFigures, Paper, Table
from catalog.paper.tables import names_its_rows

LAYOUT = Path(__file__).with_name("pdf.typ")
OURS = Path(__file__).with_name("fonts")
FACES = ("Atkinson Hyperlegible", "DejaVu Sans")  # ours, then one that matplotlib carries: Greek, Cyrillic, Arabic, Hebrew, signs
FRAMES = "Last Resort High-Efficiency"  # a frame that shows the script, where no face draws a character
REGION = {"fr": "FR", "en": "GB"}
PAGE = Text(fr="Page {page} sur {pages}", en="Page {page} of {pages}")
CONTENTS = Text(fr="Sommaire", en="Contents")
RECORD = Text(fr="Ce qui a produit ce document, à rouvrir dans Maillage", en="What made this document, to open again in Maillage")


def write(paper: Paper, path: Path) -> None:
    """Lay a paper out as a PDF file.

    Raises:
        OSError: the file cannot be written.
    """
    path.write_bytes(pdf(paper))


def pdf(paper: Paper) -> bytes:
    """A whole paper as the bytes of a PDF file.

    Only a paper with characters that our faces lack looks at those of the machine, and only then may its bytes differ from
    one machine to another; what no face draws is a frame that shows its script, and can be copied or read aloud as it is.
    """
    data = _data(paper)
    said = paper.model_dump_json(exclude={"record"})
    try:
        laid = _laid(paper, data, system=not drawn().issuperset(map(ord, said)))
    except typst.TypstError:  # a face of the machine that cannot be embedded
        laid = _laid(paper, data, system=False)
    return _retagged(laid, [table is not None and names_its_rows(table) for table in _tables(paper)])


# -- layout ----------------------------------------------------------------------------------------------


def _laid(paper: Paper, data: Mapping[str, Any], system: bool) -> bytes:
    faces = fonts(system)
    others = sorted(set(faces.families()) - {*FACES, FRAMES}) if system else []
    with tempfile.TemporaryDirectory() as empty:  # all that the layout could read: an empty folder
        compiler = typst.Compiler(
            LAYOUT.read_bytes(),
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            font_paths=faces,
            sys_inputs={"paper": json.dumps({**data, "fonts": [*FACES, *others, FRAMES]})},
        )
        laid = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=datetime.combine(paper.today, time(), UTC))
    assert isinstance(laid, bytes)
    return laid


def _data(paper: Paper) -> dict[str, Any]:
    """The paper as plain data, a chart with its picture, and the words that the layout adds."""
    data = paper.model_dump(mode="json")
    for sections, written in ((paper.body, data["body"]), (paper.annexes, data["annexes"])):
        for section, parts in zip(sections, written, strict=True):
            for block, part in zip(section.blocks, parts["blocks"], strict=True):
                if isinstance(block, Chart):
                    part["svg"] = _picture(block, paper)
    words = {"page": PAGE(paper.lang), "contents": CONTENTS(paper.lang), "record": RECORD(paper.lang)}
    return data | {"region": REGION[paper.lang], "strands": dict(colours.STRANDS), "words": words}


def _picture(block: Chart, paper: Paper) -> str:
    from catalog.paper.drawing import svg  # slow to load: only with a paper that has a chart

    return svg(block.series, paper.lang).decode()


def _borrowed() -> Path:
    """The folder of the faces that matplotlib carries; the library itself is not loaded."""
    spec = find_spec("matplotlib")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


@cache
def fonts(system: bool) -> typst.Fonts:
    """The faces we carry, and with `system` those of the machine."""
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[OURS, _borrowed()])


@cache
def drawn() -> frozenset[int]:
    """The characters that the faces we carry can draw."""
    from matplotlib.ft2font import FT2Font

    files = (OURS / "atkinson-hyperlegible-400.ttf", _borrowed() / "DejaVuSans.ttf")
    return frozenset().union(*(FT2Font(file).get_charmap() for file in files))


# -- tags -----------------------------------------------------------------------------------------------


def _tables(paper: Paper) -> Iterator[Table | None]:
    """The tables in reading order; None for key figures, laid out as one."""
    for section in (*paper.body, *paper.annexes):
        for block in section.blocks:
            if isinstance(block, Chart):
                yield block.table
            elif isinstance(block, Table):
                yield block
            elif isinstance(block, KeyFigures):
                yield None


def _retagged(laid: bytes, named: Sequence[bool]) -> bytes:
    """Complete the tags that Typst writes: a caption stands with what it names, and the first column may name the rows.

    Args:
        named: of each table in reading order, whether its first column names the rows.
    """
    with pikepdf.open(BytesIO(laid)) as document:
        root = document.Root.StructTreeRoot
        for division in list(_found(root, "/Div")):
            _join_caption(division)
        for table, names in zip(_found(root, "/Table"), named, strict=True):
            rows = [row for body in _found(table, "/TBody") for row in _found(body, "/TR")] if names else []
            for row in rows:
                _name(list(_found(row, "/TD")))
        target = BytesIO()
        document.save(target, deterministic_id=True)
    return target.getvalue()


def _children(element: Any) -> list[Any]:
    """The structure elements right under another."""
    below = element.get("/K", ())
    every = below if isinstance(below, pikepdf.Array) else (below,)
    return [child for child in every if isinstance(child, pikepdf.Dictionary) and "/S" in child]


def _found(element: Any, kind: str) -> Iterator[Any]:
    """The elements of one kind under another, in reading order, not looking inside those found."""
    for child in _children(element):
        yield from [child] if str(child.S) == kind else _found(child, kind)


def _join_caption(division: Any) -> None:
    """Undo the division that Typst (0.15) puts between a caption and its table or picture near the end of a page."""
    parts = _children(division)
    if [str(part.S) for part in parts] != ["/Caption", "/Div"] or len(held := _children(parts[1])) != 1:
        return
    caption, thing, above = parts[0], held[0], division.P
    if str(thing.S) == "/Table":
        thing.K = pikepdf.Array([caption, *_children(thing)])
        thing.P, caption.P = above, thing
        above.K = pikepdf.Array([thing if child.objgen == division.objgen else child for child in _children(above)])
    else:
        division.K = pikepdf.Array([caption, thing])
        thing.P = division


def _name(cells: Sequence[Any]) -> None:
    """Make a header of the first cell of a row; a cell is then read with its column and its row, by `/Scope`."""
    for at, cell in enumerate(cells):
        others = [attribute for attribute in cell.get("/A", ()) if attribute.get("/O") != "/Table"]
        if at == 0:
            cell.S = pikepdf.Name.TH
            others.insert(0, pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row))
        cell.A = pikepdf.Array(others)
