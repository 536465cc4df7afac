"""Write docs/principles.md.

python -m tests.planner.checks.write_handbook
"""

from __future__ import annotations

from pathlib import Path

from catalog.load import load
from planner.checks.handbook import handbook

from .examples import examples

PAGE = Path(__file__).resolve().parents[3] / "docs" / "principles.md"


def main() -> None:
    PAGE.write_text(handbook(load(), examples()), encoding="utf-8")


if __name__ == "__main__":
    main()
