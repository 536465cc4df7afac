"""Frames: the legal or process frames a consultation may fall under, with their durations, notices and duties."""

from __future__ import annotations

from typing import Literal

from catalog.facts import Confidence, Record, Text


class Duty(Record):
    """One thing a frame asks, as a date, a length, a count or a question.

    `days` counts calendar days: before the opening (notice), of the opening (length), after the close (reply).
    """

    id: str
    what: Text
    kind: Literal["min_days", "max_days", "notice_days", "reply_days", "paper_place", "digital_register", "report", "method", "statement"]
    days: int | None = None
    method: str | None = None  # a method that satisfies it, for kind: method
    article: str | None = None
    source: str | None = None
    confidence: Confidence = "read"


class Frame(Record):
    """One file in data/frames/; always "not legal advice"."""

    id: str
    name: Text
    kind: Literal["legal", "voluntary", "process_standard"]
    applies_when: Text
    articles: tuple[str, ...] = ()
    digital_only_lawful: bool = False
    duties: tuple[Duty, ...] = ()
    note: Text | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence = "read"
