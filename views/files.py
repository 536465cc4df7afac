"""Files that a visitor takes away: written by the domain on disk, handed over as bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def made(suffix: str, write: Callable[[Path], None]) -> bytes:
    """The bytes of what `write` puts at a path that ends with `suffix`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made{suffix}"
        write(path)
        return path.read_bytes()
