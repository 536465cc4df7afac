"""The wall of a room: tables side by side, readable at eight metres on a 1920 × 1080 screen. Few words, large."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from catalog.methods import STRANDS
from catalog.words import Lang, french_spaces, people_range, translator
from planner.plan import Plan
from planner.store import StoreUnavailable
from planner.store.rooms import Opened
from planner.wording import STRANDS as STRAND_WORDS
from planner.workshop.room import Room
from views import state
from views import workshop_shared as shared

AT_ONCE = 8  # tables on a screen
TURN = 12  # s that a page of tables stays
STYLE = """
[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] { display: none; }
[data-testid="stMainBlockContainer"] { max-width: none; padding: 1rem 1.6rem; }
.wall { line-height: 1.22; color: #0f0f0f; }
.wall header { display: flex; align-items: baseline; gap: 2rem; border-bottom: 4px solid #0f0f0f; padding: 0 0 .2em; margin: 0 0 .5em; font-size: 28px; }
.wall header p { margin: 0; font-size: 28px; } .wall header .round, .wall header .clock, .wall header .code { font-size: 46px; }
.wall header .round, .wall header .code { font-weight: 700; } .wall header .clock { margin-left: auto; } .wall header .code { letter-spacing: .1em; }
.wall .reveal { margin: 0 0 .5em; font-size: 32px; }
.wall .tiles { display: grid; gap: 18px; }
.wall article { border: 3px solid #b8bfc8; border-radius: 8px; padding: 10px 18px; min-width: 0; }
.wall article.computed { border: 6px double #0f0f0f; }
.wall h2 { font-size: 1.25em; font-weight: 700; margin: 0 0 4px; padding: 0; overflow-wrap: anywhere; }
.wall .tiles p { margin: 0 0 .2em; font-size: 1em; } .wall .tiles .far { font-size: 1.4em; font-weight: 700; line-height: 1.1; }
.wall .over { color: #8a1c1c; font-weight: 700; } .wall .over::after { content: " ⚠"; }
.wall .row { display: flex; justify-content: space-between; gap: 0 .6em; white-space: nowrap; flex-wrap: wrap; }
.wall .key { font-size: 28px; margin: .5em 0 0; }
"""


def show(key: str) -> None:
    """The wall, by its own address."""
    lang = state.lang()
    _ = translator(lang)
    st.html(f"<style>{STYLE}</style>")
    if shared.rooms().get(key) is None:
        st.error(_("No room has this address. Check that it was copied whole."))
        return
    _screen(key)


@st.fragment(run_every=3.0)
def _screen(key: str) -> None:
    try:
        opened = shared.rooms().get(key)
    except StoreUnavailable:  # what is on screen stays until the database answers again
        return
    if opened is not None:
        html = page(opened, state.lang(), int(time.time() // TURN))
        st.html(html)


def page(opened: Opened, lang: Lang, turn: int = 0) -> str:
    """The HTML of the wall.

    Args:
        turn: which page, when there are more tables than a screen holds.
    """
    _ = translator(lang)
    room = opened.room
    tables = [each for each in opened.tables if each.taken or each.plan.activities]
    answer = room.answer if room.shown and room.answer is not None else None
    most = AT_ONCE - (answer is not None)
    pages = max(-(-len(tables) // most), 1)
    at = turn % pages
    here = tables[at * most : (at + 1) * most]
    tiles = [_tile(each.name, each.plan, room, lang) for each in here]
    if answer is not None:
        tiles.append(_tile(_("Computed: one good answer among others"), answer, room, lang, answer=True))
    columns = 4 if len(tiles) > 6 else 3 if len(tiles) > 4 else max(min(len(tiles), 2), 1)
    size = 28 if columns == 4 else 30 if columns == 3 else 36 if len(tiles) > 2 else 52  # px; never under 28
    reveal = room.case.rounds[room.told - 1].reveal(lang) if room.told and room.stage == "open" else ""
    if not room.told:
        reveal = _("Join with the code, at the address that the trainer shows.")
    head = f'<p class="round">{escape(shared.stage(room, lang))}</p><p>{escape(room.case.title(lang))}</p>'
    if room.stage == "open" and not room.told:
        head += f'<p class="code">{escape(opened.code)}</p>'
    if pages > 1:
        head += f"<p>{at + 1}/{pages}</p>"
    head += f'<p class="clock">{escape(shared.clock(room, lang))}</p>'
    shapes = " &nbsp; ".join(f"{shared.SHAPES[each]} {escape(STRAND_WORDS[each](lang))}" for each in STRANDS)
    whole = (
        f'<div class="wall"><header>{head}</header>' + (f'<p class="reveal">{escape(reveal)}</p>' if reveal else "")
        + f'<div class="tiles" style="font-size: {size}px; grid-template-columns: repeat({columns}, minmax(0, 1fr))">{"".join(tiles)}</div>'
        + f'<p class="key">{shapes} &nbsp; ⇄ {escape(_("bridges"))}</p></div>'
    )  # fmt: skip
    return french_spaces(whole) if lang == "fr" else whole


def _tile(name: str, plan: Plan, room: Room, lang: Lang, answer: bool = False) -> str:
    _ = translator(lang)
    title = f"<h2>{escape(name)}</h2>"
    if not plan.activities:
        return f"<article>{title}<p>{escape(_('no card yet'))}</p></article>"
    found = shared.numbers(plan, room)
    least = found.least
    far = ""
    if least is not None:
        people = people_range(least.far_low, least.far_high, lang)
        far = f'<p>{escape(_("Misses most: {name}").format(name=least.name))}</p><p class="far">{people} {escape(_("to seek"))}</p>'
    money = shared.of_limit(found.cost, found.budget, True, lang)
    days = shared.of_limit(round(found.staff_days), found.staff_limit, False, lang) + " " + _("d.")
    too_much = found.budget is not None and found.cost > found.budget + 0.5
    too_long = found.staff_limit is not None and found.staff_days > found.staff_limit + 0.05
    lanes = " ".join(f"{shared.SHAPES[each]}&nbsp;{found.strands.get(each, 0)}" for each in STRANDS)
    count = len(found.broken)
    principles = _("{n} principle broken").format(n=count) if count < 2 else _("{n} principles broken").format(n=count)
    return (
        f'<article class="{"computed" if answer else ""}">{title}{far}'
        f'<p class="row"><span class="{"over" if too_much else ""}">{money}</span><span class="{"over" if too_long else ""}">{days}</span></p>'
        f'<p class="row"><span>{lanes} &nbsp; ⇄&nbsp;{found.bridges}</span></p><p>{escape(principles)}</p></article>'
    )
