"""The wall of a room: tables side by side, readable at eight metres on a 1920 × 1080 screen. Few words, large."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from catalog import colours
from catalog.methods import STRANDS
from catalog.words import Lang, french_spaces, number, people_range, translator
from planner.plan import Plan
from planner.store import StoreUnavailable
from planner.store.rooms import Opened
from planner.wording import STRANDS as STRAND_WORDS
from planner.workshop.room import Outcome, Room
from views import cached, live, state
from views import workshop_shared as shared

AT_ONCE = 8  # tables on a screen
WIDE = 2  # places of a table that the proposal takes
TURN = 12  # s that a page of tables stays
WHY = 3  # activities of the proposal explained
SIZES = {1: 48, 2: 40, 3: 32, 4: 28}  # px of the smallest words, by columns; never under 28
STYLE = """
[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] { display: none; }
[data-testid="stMainBlockContainer"] { max-width: none; padding: 1rem 1.6rem 0; }
.wall { line-height: 1.2; color: #0f0f0f; display: flex; flex-direction: column; min-height: calc(100vh - 2.4rem); font-size: 28px; }
.wall p, .wall ul { margin: 0; }
.wall header { display: flex; align-items: baseline; gap: 2rem; border-bottom: 4px solid #0f0f0f; padding: 0 0 .15em; margin: 0 0 .4em; }
.wall header p { font-size: 32px; white-space: nowrap; } .wall header .case { overflow: hidden; text-overflow: ellipsis; }
.wall header .round, .wall header .clock { font-size: 46px; } .wall header .round, .wall .code { font-weight: 700; }
.wall header .clock { margin-left: auto; } .wall .code { letter-spacing: .1em; }
.wall .reveal { margin: 0 0 .4em; font-size: 36px; }
.wall .tiles { display: grid; gap: 16px; flex: 1; grid-auto-rows: 1fr; }
.wall article { border: 3px solid #b8bfc8; border-radius: 8px; padding: .35em .6em; min-width: 0; display: flex; flex-direction: column; gap: .12em; }
.wall article.computed { border: 8px double #0f0f0f; grid-column: span 2; display: grid; grid-template-columns: 1fr 1fr; grid-template-rows: auto 1fr; gap: .1em 1em; }
.wall article.computed h2 { grid-column: span 2; } .wall article.computed > div { display: flex; flex-direction: column; gap: .12em; min-width: 0; }
.wall h2 { font-size: 1.25em; font-weight: 700; margin: 0; padding: 0; overflow-wrap: anywhere; }
.wall .tiles p, .wall .tiles ul, .wall .tiles li { font-size: 1em; } .wall .columns-4 h2 { font-size: 1.1em; }
.wall .tiles .far { font-size: 1.75em; font-weight: 700; line-height: 1.05; white-space: nowrap; }
.wall .row { display: flex; justify-content: space-between; gap: 0 .6em; white-space: nowrap; flex-wrap: wrap; margin-top: auto; }
.wall .over { color: #8a1c1c; font-weight: 700; } .wall .over::after { content: " ⚠"; font-size: .85em; }
.wall .lanes-count { font-size: 1.15em; display: flex; gap: .9em; font-weight: 700; }
.wall ul { list-style: none; padding: 0; } .wall li { margin: 0 0 .2em; padding: 0; -webkit-line-clamp: 3; }
.wall li, .wall .least { display: -webkit-box; -webkit-box-orient: vertical; overflow: hidden; } .wall .least { -webkit-line-clamp: 2; }
.wall .key { font-size: 28px; margin: .4em 0 0; }
.wall .join { display: flex; align-items: center; gap: 4rem; margin: 2rem 0; } .wall .join p { font-size: 52px; } .wall .join .code { font-size: 200px; line-height: 1.15; }
.wall .seated { font-size: 44px; text-wrap: balance; }
""" + "".join(f".wall .{strand} {{ color: {colour}; }}\n" for strand, colour in colours.STRANDS.items())


def show(key: str) -> None:
    """The wall, by its own address."""
    lang = state.lang()
    _ = translator(lang)
    st.html(f"<style>{STYLE}</style>")
    if shared.rooms().get(key) is None:
        st.error(_("No room has this address. Check that it was copied whole."))
        return
    _screen(key)


@live.every(3)
def _screen(key: str) -> None:
    try:
        opened = shared.rooms().get(key)
    except StoreUnavailable:  # what is on screen stays until the database answers again
        return
    if opened is not None:
        html = page(opened, state.lang(), shared.bases()[0], int(time.time() // TURN))
        st.html(html)


def page(opened: Opened, lang: Lang, base: str, turn: int = 0) -> str:
    """The HTML of the wall.

    Args:
        base: where other devices find the page of the workshop.
        turn: which page, when there are more tables than a screen holds.
    """
    _ = translator(lang)
    room = opened.room
    tables = [each for each in opened.tables if each.taken or each.plan.activities]
    answer = shared.answer_of(room) if room.shown else None
    most = AT_ONCE - (WIDE if answer else 0)
    pages = max(-(-len(tables) // most), 1)
    at = turn % pages
    head = f'<p class="round">{escape(shared.stage(room, lang))}</p><p class="case">{escape(room.case.title(lang))}</p>'
    if room.stage == "open" and room.told:
        head += f'<p>{escape(_("Room code"))} <span class="code">{escape(opened.code)}</span></p>'
    if pages > 1:
        head += f"<p>{at + 1}/{pages}</p>"
    head += f'<p class="clock">{escape(shared.clock(room, lang))}</p>'
    if room.stage == "open" and not room.told:
        body = _door(opened, [each.name for each in tables], base, lang)
    else:
        here = tables[at * most : (at + 1) * most]
        tiles = [_tile(each.name, each.plan, room, lang) for each in here]
        columns = _columns(len(tiles) + (WIDE if answer else 0))
        if answer:
            tiles.append(_computed(answer, room, lang))
        reveal = room.case.rounds[room.told - 1].reveal(lang) if room.stage == "open" and not answer else ""
        shapes = " &nbsp; ".join(
            f'<span class="{each}">{shared.SHAPES[each]}</span> {escape(STRAND_WORDS[each](lang))}' for each in STRANDS
        )
        body = (
            (f'<p class="reveal">{escape(reveal)}</p>' if reveal else "")
            + f'<div class="tiles columns-{columns}" style="font-size: {SIZES[columns]}px; grid-template-columns: repeat({columns}, minmax(0, 1fr))">'
            + f'{"".join(tiles)}</div><p class="key">{shapes} &nbsp; ⇄ {escape(_("bridges"))}</p>'
        )  # fmt: skip
    whole = f'<div class="wall"><header>{head}</header>{body}</div>'
    return french_spaces(whole) if lang == "fr" else whole


def _columns(places: int) -> int:
    return 4 if places > 6 else 3 if places > 4 else 2 if places > 1 else 1


def _door(opened: Opened, seated: list[str], base: str, lang: Lang) -> str:
    """How tables come in, and which are there, until the first round."""
    _ = translator(lang)
    drawn = shared.qr(shared.link(base, code=opened.code, lang=opened.room.lang), _("Code that opens this room on a phone"), 600)
    names = " · ".join(escape(each) for each in seated) or escape(_("nobody yet"))
    return (
        f'<div class="join">{drawn}<div><p>{escape(_("Room code"))}</p><p class="code">{escape(opened.code)}</p><p>{escape(base)}</p></div></div>'
        f'<p class="seated">{escape(_("Tables that are there"))}{shared.colon(lang)}{names}</p>'
    )


def _tile(name: str, plan: Plan, room: Room, lang: Lang) -> str:
    _ = translator(lang)
    title = f"<h2>{escape(name)}</h2>"
    if not plan.activities:
        return f"<article>{title}<p>{escape(_('no card yet'))}</p></article>"
    return f"<article>{title}{_numbers(shared.numbers(plan, room), lang)}</article>"


def _computed(plan: Plan, room: Room, lang: Lang) -> str:
    """The proposal, as wide as two tables: its numbers, then why."""
    _ = translator(lang)
    found = shared.numbers(plan, room)
    methods = cached.catalog().methods
    laid = {each.id: methods[each.method].name(lang) for each in plan.activities}
    said = [
        f"{laid[each.activity]}{shared.colon(lang)}{shared.brings(each, plan, room, lang, whom=not room.informs)}"
        for each in shared.why(plan)[:WHY]
    ]
    title = _("Computed: one good answer among others")
    if room.informs:
        title = _("An information plan: one good answer among others")
        said = [_("Nothing is open any more: asking for an opinion would mislead. This plan explains and replies."), *said[: WHY - 1]]
    why = "".join(f"<li>{escape(each)}</li>" for each in said)
    return (
        f'<article class="computed"><h2>{escape(title)}</h2><div>{_numbers(found, lang)}</div>'
        f"<div><p><b>{escape(_('Why'))}</b></p><ul>{why}</ul></div></article>"
    )


def _numbers(found: Outcome, lang: Lang) -> str:
    """Whom a plan misses most, its means, its strands and bridges, the principles it breaks."""
    _ = translator(lang)
    least, parts = found.least, []
    if least is not None:
        label = _("Informs least: {name}") if found.informs else _("Misses most: {name}")
        words = _("out of {all} to inform") if found.informs else _("out of {all} to seek")
        far = people_range(least.far_low, least.far_high, lang)
        parts.append(
            f'<p class="least">{escape(label.format(name=least.name))}</p><p class="far">{far}</p>'
            f"<p>{escape(words.format(all=number(least.people, lang)))}</p>"
        )
    if found.informs and found.asks:
        asked = _("{n} card asks for an opinion") if found.asks == 1 else _("{n} cards ask for an opinion")
        parts.append(f'<p><span class="over">{escape(asked.format(n=found.asks))}</span></p>')
    money = shared.of_limit(found.cost, found.budget, True, lang)
    days = shared.of_limit(round(found.staff_days), found.staff_limit, False, lang) + " " + _("d.")
    lanes = "".join(f'<span class="{each}">{shared.SHAPES[each]}&nbsp;{found.strands.get(each, 0)}</span>' for each in STRANDS)
    count = len(found.broken)
    principles = _("{n} principle broken") if count < 2 else _("{n} principles broken")
    return "".join(parts) + (
        f'<p class="row"><span class="{"over" if found.too_much else ""}">{money}</span>'
        f'<span class="{"over" if found.too_long else ""}">{days}</span></p>'
        f'<p class="lanes-count">{lanes}<span>⇄&nbsp;{found.bridges}</span></p><p>{escape(principles.format(n=count))}</p>'
    )
