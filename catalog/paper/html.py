"""A paper as one HTML file: it asks nothing of a network, runs nothing, and can be read, searched and printed anywhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from catalog import colours
from catalog.facts import Text
from catalog.paper.elements import Bullets, Chart, Heading, KeyFigures, Note, Paper, Paragraph, Section, Table, Words
from catalog.paper.tables import names_its_rows

STYLE = Path(__file__).with_name("html.css")
FONTS = Path(__file__).resolve().parent.parent.parent / "static"
WEIGHTS = (400, 700)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
CONTENTS = Text(fr="Sommaire", en="Contents")
WIDE = 2  # columns; a table with more may be wider than a telephone, and scrolls in its own frame
SVG = "http://www.w3.org/2000/svg"

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_TURNED = re.compile(f"[{_RTL}]+(?:[ '’-]+[{_RTL}]+)*")
_LONG = re.compile(r"\S{24,}")
# Where such a stretch may be cut, never inside a sign made of several characters.
_PIECE = re.compile("\\S{11}[^\\s\u200d](?=\\S)(?![\u0300-\u036f\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff])")
_LOCAL = re.compile(r"url\(#([^)]*)\)")

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def write(paper: Paper, path: Path) -> None:
    """Lay a paper out as an HTML file, in UTF-8.

    Raises:
        OSError: the file cannot be written.
    """
    path.write_bytes(html(paper).encode())


def html(paper: Paper) -> str:
    """A whole paper as the text of an HTML file."""
    ids = count(1)
    body = [line for section in paper.body for line in _section(section, 2, paper, ids)]
    if paper.annexes:
        level = 3 if paper.annexes_title else 2
        body.append('<div class="annexes">')
        if paper.annexes_title:
            body.append(f'<h2 id="annexes">{_text(paper.annexes_title)}</h2>')
        if paper.annexes_listed:
            body += ['<nav aria-labelledby="annexes">', *_links(paper.annexes), "</nav>"]
        body += [line for section in paper.annexes for line in _section(section, level, paper, ids)]
        body.append("</div>")
    return "\n".join([
        "<!doctype html>",
        f'<html lang="{paper.lang}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(paper.title)}</title>",
        '<meta name="author" content="Maillage">',
        f'<meta name="date" content="{paper.today.isoformat()}">',
        f"<style>\n{_faces()}\n{STYLE.read_text(encoding='utf-8')}{_strands()}\n</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{_text(paper.title)}</h1>",
        f"<p>{_text(paper.subtitle)}</p>",
        *(_contents(paper) if paper.contents else ()),
        *body,
        "</main>",
        *([f"<footer>{_text(paper.foot)}</footer>"] if paper.foot else ()),
        *([f'<script type="application/json" id="maillage-record">{_inert(paper.record)}</script>'] if paper.record is not None else ()),
        "</body>",
        "</html>",
        "",
    ])  # fmt: skip


# -- page --------------------------------------------------------------------------------------------------


@cache
def _faces() -> str:
    """Our two weights, inside the file."""
    sources = {weight: base64.b64encode((FONTS / f"atkinson-hyperlegible-{weight}.woff2").read_bytes()).decode() for weight in WEIGHTS}
    return "\n".join(
        f'@font-face {{ font-family: "Atkinson Hyperlegible"; font-weight: {weight}; '
        f'src: url("data:font/woff2;base64,{source}") format("woff2"); }}'
        for weight, source in sources.items()
    )


def _strands() -> str:
    return "\n".join(f".{strand} {{ color: {colour}; }}" for strand, colour in colours.STRANDS.items())


def _contents(paper: Paper) -> Iterator[str]:
    yield f'<nav aria-labelledby="contents"><h2 id="contents">{CONTENTS(paper.lang)}</h2>'
    yield from _links(paper.body)
    if paper.annexes:
        yield f'<p><a href="#annexes">{_text(paper.annexes_title)}</a></p>' if paper.annexes_title else ""
        yield from _links(paper.annexes)
    yield "</nav>"


def _links(sections: Iterable[Section]) -> Iterator[str]:
    yield "<ul>"
    yield from (f'<li><a href="#{_anchor(section)}">{_text(section.title)}</a></li>' for section in sections if section.title)
    yield "</ul>"


def _anchor(section: Section) -> str:
    return escape("part-" + re.sub(r"[^\w-]", "-", section.id))


def _inert(record: str) -> str:
    """JSON that cannot close its element; a reader of JSON finds the same values."""
    return record.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


# -- blocks ------------------------------------------------------------------------------------------------


def _section(section: Section, level: int, paper: Paper, ids: Iterator[int]) -> Iterator[str]:
    if section.title:
        yield f'<section><h{level} id="{_anchor(section)}">{_text(section.title)}</h{level}>'
    below = level + 1 if section.title else level
    for block in section.blocks:
        yield _heading(block, below) if isinstance(block, Heading) else _BLOCKS[type(block)](block, paper, ids)
    if section.title:
        yield "</section>"


def _heading(block: Heading, level: int) -> str:
    return f"<h{level}>{_said(block.words)}</h{level}>"


def _bullets(block: Bullets, paper: Paper, ids: Iterator[int]) -> str:
    tag = "ol" if block.numbered else "ul"
    return f"<{tag}>\n" + "\n".join(f"<li>{_said(item)}</li>" for item in block.items) + f"\n</{tag}>"


def _table(block: Table, paper: Paper, ids: Iterator[int]) -> str:
    caption = f"caption-{next(ids)}"
    named = names_its_rows(block)
    lines = [
        f'<table><caption id="{caption}"><span>{_text(block.caption)}</span></caption>',
        "<colgroup>" + "".join(f'<col style="width: {width:.2%}">' for width in block.widths) + "</colgroup>",
        "<thead><tr>" + "".join(f'<th scope="col">{_text(title)}</th>' for title in block.header) + "</tr></thead>",
        "<tbody>",
        *("<tr>" + "".join(_cell(words, named and at == 0) for at, words in enumerate(row)) + "</tr>" for row in block.rows),
        "</tbody></table>",
    ]
    if len(block.header) > WIDE:
        frame = f'<div class="scroll" role="group" aria-labelledby="{caption}" tabindex="0" style="--columns: {len(block.header)}">'
        return "\n".join([frame, *lines, "</div>"])
    return "\n".join(lines)


def _cell(words: Words, names: bool) -> str:
    return f'<th scope="row">{_said(words)}</th>' if names else f"<td>{_said(words)}</td>"


def _key_figures(block: KeyFigures, paper: Paper, ids: Iterator[int]) -> str:
    figures = "\n".join(f"<div><dt>{_text(figure.label)}</dt><dd>{_said(figure.words)}</dd></div>" for figure in block.figures)
    return f"<figure><figcaption>{_text(block.caption)}</figcaption>\n<dl>\n{figures}\n</dl></figure>"


def _chart(block: Chart, paper: Paper, ids: Iterator[int]) -> str:
    table = _table(block.table, paper, ids)
    from catalog.paper.drawing import svg  # slow to load: only with a paper that has a chart

    drawn = svg(block.series, paper.lang)
    id = f"chart-{next(ids)}"
    lines = [
        f'<figure><figcaption id="{id}-caption">{_text(block.caption)}</figcaption>',
        f'<div class="scroll" role="group" aria-labelledby="{id}-caption" tabindex="0">',
        _inline(drawn, id, block),
        "</div></figure>",
        table,
    ]
    return "\n".join(lines)


_BLOCKS: dict[type, Callable[[Any, Paper, Iterator[int]], str]] = {
    Paragraph: lambda block, paper, ids: f"<p>{_said(block.words)}</p>",
    Note: lambda block, paper, ids: f'<p class="note">{_said(block.words)}</p>',
    Bullets: _bullets,
    Table: _table,
    KeyFigures: _key_figures,
    Chart: _chart,
}


def _inline(drawn: bytes, id: str, block: Chart) -> str:
    """A picture inside the page: its own names, its words for who does not see it, and no rule for the rest of the page."""
    picture = ElementTree.fromstring(drawn)
    for parent in list(picture.iter()):
        for child in [child for child in parent if child.tag.endswith(("}metadata", "}script", "}title", "}desc"))]:
            parent.remove(child)
        if parent.tag == f"{{{SVG}}}style" and parent.text:
            parent.text = re.sub(r"(^|\})\s*\*", rf"\1 #{id} *", parent.text)
        for name, value in parent.attrib.items():
            if name == "id":
                parent.set(name, f"{id}-{value}")
            elif name.endswith("href"):
                parent.set(name, f"#{id}-{value[1:]}" if value.startswith("#") else value if value.startswith("data:image/") else "")
            else:
                parent.set(name, _LOCAL.sub(rf"url(#{id}-\1)", value))
    title, description = ElementTree.Element(f"{{{SVG}}}title", id=f"{id}-title"), ElementTree.Element(f"{{{SVG}}}desc", id=f"{id}-desc")
    title.text, description.text = block.caption, block.alt
    picture[:0] = [title, description]
    picture.attrib |= {"id": id, "role": "img", "aria-labelledby": f"{id}-title", "aria-describedby": f"{id}-desc"}
    return ElementTree.tostring(picture, encoding="unicode", short_empty_elements=True)


# -- words -------------------------------------------------------------------------------------------------


def _said(words: Words) -> str:
    """Words with their look; a strand is coloured and named, what is left to complete is marked."""
    return "".join(_look(_text(span.text), span.mark) for span in words)


def _look(text: str, mark: str) -> str:
    if mark == "plain" or not text:
        return text
    if mark == "hole":
        return f"<mark>{text}</mark>"
    return f"<strong>{text}</strong>" if mark == "strong" else f'<strong class="{mark}">{text}</strong>'


def _text(text: str | None) -> str:
    """Text that the page shows as it is.

    A stretch read from right to left does not turn what stands around it; one too long for a line may be cut.
    """
    pieces = (escape(piece) for piece in _LONG.sub(lambda word: _PIECE.sub("\\g<0>\0", word[0]), text or "").split("\0"))
    return "<wbr>".join(_TURNED.sub(r"<bdi>\g<0></bdi>", piece) for piece in pieces)
