"""Tables as real tables: read by a screen reader, and scrolling inside themselves on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from catalog.words import Lang, french_spaces

STYLE = """<style>
.facts-scroll { overflow-x: auto; }
.facts { border-collapse: collapse; width: 100%; font-size: .92rem; }
.facts th, .facts td { border-bottom: 1px solid #d5dae0; padding: .35rem .6rem .35rem 0; text-align: left; vertical-align: top; min-width: 6.2rem; }
.facts th small { display: block; font-weight: 400; color: #4a4f57; }
.facts .open { color: #6b3a00; background: #fff6df; }
.facts a { color: #0a5c8a; }
</style>"""


def table(header: Sequence[str], rows: Sequence[Sequence[str]], caption: str, lang: Lang) -> str:
    """The HTML of a table; the cells are safe already, the rest is made so."""
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in header)
    body = "".join(f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>" for row in rows)
    whole = f'<table class="facts"><caption class="small">{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    spaced = french_spaces(whole) if lang == "fr" else whole
    return f'<div class="facts-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">{spaced}</div>'
