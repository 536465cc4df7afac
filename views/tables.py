"""Tables as real tables: read by a screen reader; on a phone, one card a row, or scrolling inside themselves."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from catalog.words import Lang, french_spaces

CARDS_FROM = 4  # columns: fewer fit a phone as they are

STYLE = """<style>
.listing-scroll { overflow-x: auto; }
.listing { border-collapse: collapse; width: 100%; font-size: .92rem; }
.listing th, .listing td { border-bottom: 1px solid #d5dae0; padding: .35rem .6rem .35rem 0; text-align: left; vertical-align: top; min-width: 6.2rem; }
.listing th small { display: block; font-weight: 400; color: #4a4f57; }
.listing .open { color: #6b3a00; background: #fff6df; }
.listing td small { white-space: nowrap; }
.listing a { color: #0a5c8a; }
@media (max-width: 640px) {
  .listing.cards, .listing.cards caption, .listing.cards tbody, .listing.cards tr, .listing.cards tbody th { display: block; }
  .listing.cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .listing.cards tr { border-bottom: 1px solid #9aa3ad; padding: .5rem 0; }
  .listing.cards tbody th, .listing.cards td { border: 0; padding: .1rem 0; min-width: 0; }
  .listing.cards td { display: flex; gap: .6rem; }
  .listing.cards td::before { content: attr(data-head); flex: 0 0 42%; color: #4a4f57; }
  .listing.cards td > div { min-width: 0; overflow-wrap: anywhere; }
}
</style>"""


def table(header: Sequence[str], rows: Sequence[Sequence[str]], caption: str, lang: Lang) -> str:
    """The HTML of a table; the cells are safe already, the rest is made so.

    Roles are written out: a row shown as a card would else be no row to a screen reader.
    """
    heads = [escape(word) for word in header]
    head = "".join(f'<th scope="col" role="columnheader">{word}</th>' for word in heads)
    body = "".join(f'<tr role="row">{_cells(row, heads)}</tr>' for row in rows)
    cards = " cards" if len(heads) >= CARDS_FROM else ""
    whole = (
        f'<table class="listing{cards}" role="table"><caption class="small">{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )
    spaced = french_spaces(whole) if lang == "fr" else whole
    return f'<div class="listing-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">{spaced}</div>'


def _cells(row: Sequence[str], heads: Sequence[str]) -> str:
    first = f'<th scope="row" role="rowheader">{row[0]}</th>'
    return first + "".join(
        f'<td role="cell" data-head="{head}"><div>{cell}</div></td>' for head, cell in zip(heads[1:], row[1:], strict=True)
    )
