"""A paper as Markdown: the same words, for a wiki or a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from catalog.paper.elements import Bullets, Chart, Heading, KeyFigures, Note, Paper, Paragraph, Section, Table, Words

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


def write(paper: Paper, path: Path) -> None:
    """Lay a paper out as a Markdown file, in UTF-8.

    Raises:
        OSError: the file cannot be written.
    """
    path.write_text(markdown(paper), encoding="utf-8")


def markdown(paper: Paper) -> str:
    """A whole paper as Markdown text."""
    parts = [f"# {_escaped(paper.title)}", _escaped(paper.subtitle)]
    for section in paper.body:
        parts += _section(section, 2)
    if paper.annexes:
        parts.append(f"## {_escaped(paper.annexes_title)}")
    for section in paper.annexes:
        parts += _section(section, 3)
    parts += [_escaped(paper.foot)] if paper.foot else []
    parts += [f"<!-- maillage-record: {_quiet(paper.record)} -->"] if paper.record is not None else []
    return "\n\n".join(parts) + "\n"


def _quiet(record: str) -> str:
    """JSON that cannot close a comment; a reader of JSON finds the same values."""
    dashless = re.sub("-(?=-)|(?<=-)-", r"\\u002d", record)
    return dashless.replace("<", r"\u003c").replace(">", r"\u003e")


def _section(section: Section, level: int) -> Iterable[str]:
    if section.title:
        yield f"{'#' * level} {_escaped(section.title)}"
    for block in section.blocks:
        yield _BLOCKS[type(block)](block, level)


def _table(block: Table, level: int) -> str:
    return _grid(block.caption, block.header, [[_said(cell) for cell in row] for row in block.rows])


def _chart(block: Chart, level: int) -> str:
    return f"*{_escaped(block.caption)}*\n\n{_escaped(block.alt)}\n\n{_table(block.table, level)}"


def _key_figures(block: KeyFigures, level: int) -> str:
    return _grid(block.caption, [figure.label for figure in block.figures], [[_said(figure.words) for figure in block.figures]])


def _bullets(block: Bullets, level: int) -> str:
    return "\n".join(f"{f'{i}.' if block.numbered else '-'} {_said(item)}" for i, item in enumerate(block.items, start=1))


_BLOCKS: dict[type, Callable[[Any, int], str]] = {
    Heading: lambda block, level: f"{'#' * (level + 1)} {_said(block.words)}",
    Paragraph: lambda block, level: _said(block.words),
    Note: lambda block, level: f"> {_said(block.words)}",
    Bullets: _bullets,
    Table: _table,
    KeyFigures: _key_figures,
    Chart: _chart,
}


def _grid(caption: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = [_escaped(title) for title in header]
    lines = [titles, ["---"] * len(titles), *rows]
    return f"*{_escaped(caption)}*\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _said(words: Words) -> str:
    """Words with their look: bold for labels, bold brackets for what is left to complete."""
    return "".join(_look(_escaped(span.text), span.mark) for span in words)


def _look(text: str, mark: str) -> str:
    if mark == "plain" or not text.strip():
        return text
    inside = f"\\[{text.strip()}\\]" if mark == "hole" else text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}**{inside}**{after}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("&", "&amp;")
