"""What a paper is made of: words with a look, and the blocks that a writer lays out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from catalog.facts import Record
from catalog.paper.series import Series
from catalog.words import Lang

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without what XML forbids, nor the marks that would turn the reading order of what follows."""
    return _FORBIDDEN.sub("", re.sub(r"[ \t\r\n\u2028\u2029]+", " ", text))


Clean = Annotated[str, AfterValidator(printable)]
Mark = Literal["plain", "strong", "hole", "in_person", "digital", "remote"]


class Span(Record):
    """A stretch of words with one look; `value` is the unrounded number behind them, when there is one."""

    text: Clean
    mark: Mark = "plain"
    value: float | None = None


Words = tuple[Span, ...]


class Heading(Record):
    """A heading inside a section."""

    kind: Literal["heading"] = "heading"
    words: Words


class Paragraph(Record):
    kind: Literal["paragraph"] = "paragraph"
    words: Words


class Bullets(Record):
    """A list; numbered when the order matters."""

    kind: Literal["list"] = "list"
    items: tuple[Words, ...]
    numbered: bool = False


class Table(Record):
    """Rows under one header row; `widths` are shares of the line, one a column."""

    kind: Literal["table"] = "table"
    caption: Clean
    header: tuple[Clean, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]


class KeyFigure(Record):
    label: Clean
    words: Words


class KeyFigures(Record):
    """A few numbers side by side, never added up."""

    kind: Literal["key_figures"] = "key_figures"
    caption: Clean
    figures: tuple[KeyFigure, ...]


class Note(Record):
    """A remark set apart from the text."""

    kind: Literal["note"] = "note"
    words: Words


class Chart(Record):
    """A picture of a series: drawn where pictures can be, its table where they cannot; `alt` says what it shows."""

    kind: Literal["chart"] = "chart"
    caption: Clean
    alt: Clean
    series: Series
    table: Table  # the same numbers, for who does not see the picture


Block = Annotated[Heading | Paragraph | Bullets | Table | KeyFigures | Note | Chart, Field(discriminator="kind")]


class Section(Record):
    """A part of a paper; the band under the title has no heading of its own."""

    id: str
    title: Clean | None
    blocks: tuple[Block, ...]


class Paper(Record):
    """A document to lay out: its body, then its annexes, if any, on a new page."""

    lang: Lang
    title: Clean
    subtitle: Clean
    body: tuple[Section, ...]
    annexes_title: Clean = ""
    annexes: tuple[Section, ...] = ()
    annexes_listed: bool = False  # whether the list of the annexes stands at their head
    today: date  # the day written on it
    contents: bool = False  # whether it opens with its table of contents
    foot: Clean = ""  # what each page says at its foot: the versions that made it, until when the plan is kept
    record: str | None = None  # JSON that the file carries, to be read again by `planner.record`; it may be long


def join(parts: Iterable[Words], separator: str) -> Words:
    """Words put one after the other, with a separator between them."""
    spans: list[Span] = []
    for part in parts:
        spans += [Span(text=separator)] if spans else []
        spans += part
    return tuple(spans)


def lower(text: str) -> str:
    """The same words inside a sentence; an acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
