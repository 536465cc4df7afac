"""How long a plan is kept after it was last opened."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

from catalog.yamlfile import bad

DAYS = 365


def today() -> date:
    """The day, in UTC, so that two servers agree."""
    return datetime.now(UTC).date()


def keep_days() -> int:
    """Days that a plan is kept unopened: MAILLAGE_KEEP_DAYS, else a year.

    Raises:
        BadInput: not a whole number from 1 to 36,500.
    """
    written = os.environ.get("MAILLAGE_KEEP_DAYS", "").strip() or str(DAYS)
    if not (written.isascii() and written.isdecimal() and len(written) <= 5 and 1 <= int(written) <= 36_500):
        raise bad("MAILLAGE_KEEP_DAYS", None, f"« {written[:20]} » : écrivez un nombre de jours, de 1 à 36500.",
                  f'"{written[:20]}": write a number of days, from 1 to 36500.')  # fmt: skip
    return int(written)


def kept_until() -> date:
    """The last day of a plan opened today."""
    return today() + timedelta(days=keep_days())
