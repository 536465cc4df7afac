"""The printed kit of a workshop as one PDF file for everybody (PDF/UA-1), the same bytes for the same kit.

The words reach the layout (`kit.typ`) as data, never as its source; no file is read, nothing is fetched.
"""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path

import pikepdf
import typst

from catalog.paper.pdf import FACES, FRAMES, REGION, drawn, fonts
from planner.workshop.kit import Kit

LAYOUT = Path(__file__).with_name("kit.typ")


def write(kit: Kit, path: Path) -> int:
    """Lay a kit out as a PDF file; returns its number of pages.

    Raises:
        OSError: the file cannot be written.
        CardOverflow: a card holds more than it can show.
    """
    content = pdf(kit)
    path.write_bytes(content)
    return pages(content)


class CardOverflow(ValueError):
    """The words of a card do not fit on it, at the smallest size."""


def pdf(kit: Kit) -> bytes:
    """A whole kit as the bytes of a PDF file.

    Raises:
        CardOverflow: a card holds more than it can show.
    """
    data = kit.model_dump(mode="json")
    wide = not drawn().issuperset(map(ord, kit.model_dump_json()))
    try:
        laid = _laid(kit, data, system=wide)
    except typst.TypstError as error:
        if "overflows" in str(error):
            raise CardOverflow(str(error)[:200]) from error
        if not wide:
            raise
        laid = _laid(kit, data, system=False)  # a face of the machine that cannot be embedded
    with pikepdf.open(BytesIO(laid)) as document:
        target = BytesIO()
        document.save(target, deterministic_id=True)
    return target.getvalue()


def pages(content: bytes) -> int:
    """How many pages a PDF file has."""
    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


def _laid(kit: Kit, data: dict[str, object], system: bool) -> bytes:
    faces = fonts(system)
    others = sorted(set(faces.families()) - {*FACES, FRAMES}) if system else []
    with tempfile.TemporaryDirectory() as empty:  # all that the layout could read: an empty folder
        compiler = typst.Compiler(
            LAYOUT.read_bytes(),
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            font_paths=faces,
            sys_inputs={"kit": json.dumps({**data, "region": REGION[kit.lang], "fonts": [*FACES, *others, FRAMES]})},
        )
        laid = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=datetime.combine(kit.today, time(), UTC))
    assert isinstance(laid, bytes)
    return laid
