"""How old facts are: when one must be flagged, and whether a tool still lives, by rule and with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.facts import AgeLimit, Fact, Text
from catalog.tools import StatusValue, Tool


@dataclass(frozen=True)
class Liveness:
    """Whether a tool lives, and why one may say so."""

    value: StatusValue
    reason: Text
    year: int | None = None  # of the evidence


def is_old(field: str, year: int | None, limits: Mapping[str, AgeLimit], today: date) -> bool:
    """Whether a fact of that year has passed its age; a fact without a year, or a field without a limit, is not called old."""
    limit = limits.get(field)
    return limit is not None and year is not None and today.year - year > limit.years


def year_of(fact: Fact[Any]) -> int | None:
    """The year a fact speaks of: that of its evidence, else the day it was read."""
    return fact.as_of or (fact.read_on.year if fact.read_on else None)


def liveness(tool: Tool, limits: Mapping[str, AgeLimit], today: date) -> Liveness:
    """In service on dated evidence that is recent enough, discontinued on evidence of an end, unknown otherwise.

    Evidence of life is a status read in a source, or a dated use. A status from general knowledge is no evidence.
    """
    fact = tool.status
    if fact.value == "discontinued" and fact.confidence == "read":
        when = (f", lue en {fact.as_of}", f", read in {fact.as_of}") if fact.as_of else ("", "")
        return Liveness(
            "discontinued", Text(fr=f"Fin annoncée ou constatée{when[0]}.", en=f"End announced or observed{when[1]}."), fact.as_of
        )
    signs = [
        (use.year, Text(fr=f"Utilisé en {use.year} ({use.who})", en=f"Used in {use.year} ({use.who})"))
        for use in tool.deployments
        if use.year
    ]
    if fact.value == "active" and fact.as_of and fact.confidence == "read":
        signs.append((fact.as_of, Text(fr=f"Signe de vie lu en {fact.as_of}", en=f"Sign of life read in {fact.as_of}")))
    if not signs:
        return Liveness("unknown", Text(fr="Aucun signe de vie daté n’a été lu.", en="No dated sign of life was read."))
    year, seen = max(signs, key=lambda sign: sign[0])
    if is_old("status", year, limits, today):
        years = limits["status"].years
        return Liveness("unknown", Text(fr=f"{seen.fr}, il y a plus de {years} ans.", en=f"{seen.en}, more than {years} years ago."), year)
    return Liveness("active", Text(fr=f"{seen.fr}.", en=f"{seen.en}."), year)
