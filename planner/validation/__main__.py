"""`python -m planner.validation [-o FILE] [--places STORE]`: every check, as a page; 1 when a claim does not hold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from catalog.load import load
from planner.places import Store, default_path
from planner.validation.page import measured, page


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write, and say which claims do not hold.

    Raises:
        BadInput: a table of `data/checks/` that cannot be read, a damaged store.
    """
    parser = argparse.ArgumentParser(
        prog="python -m planner.validation", description="How far the digital-divide model is from what can be checked."
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write the page (by default: printed)")
    parser.add_argument("--places", type=Path, metavar="STORE", help="store of places (by default: MAILLAGE_PLACES, or var/places.parquet)")
    parser.add_argument("--seeds", type=int, default=2, metavar="N", help="surveys drawn for each indicator, wave and size (2)")
    parser.add_argument("-q", "--quiet", action="store_true", help="print no page: only what does not hold")
    asked = parser.parse_args(arguments)
    path = asked.places or default_path()
    catalog = load()
    store = Store.load(path) if path.exists() else None
    checks = measured(catalog, store, range(1, asked.seeds + 1), lambda words: print(f"… {words}", file=sys.stderr))
    text = page(catalog, checks)
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")
    elif not asked.quiet:
        print(text)
    for failure in checks.failures:
        print(f"✗ {failure}", file=sys.stderr)
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
