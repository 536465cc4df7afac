"""Files that a visitor takes away: written by the domain on disk, handed over as bytes."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    ".docx": WORD, ".xlsx": WORKBOOK, ".pdf": "application/pdf", ".html": "text/html", ".md": "text/markdown", ".ics": "text/calendar",
    ".yaml": "application/yaml", ".json": "application/json",
}  # fmt: skip


def made(suffix: str, write: Callable[[Path], None]) -> bytes:
    """The bytes of what `write` puts at a path that ends with `suffix`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made{suffix}"
        write(path)
        return path.read_bytes()


def slug(words: str) -> str:
    """A name for a file, whatever the words: letters without accents, figures and hyphens, 60 at most."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "maillage"
