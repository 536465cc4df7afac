"""What the screens of a room share: its store, its addresses, the numbers of a plan, the words of a strand."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from functools import cache, lru_cache
from html import escape
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from catalog.methods import STRANDS, Strand
from catalog.words import Lang, euros, number, people_range, rounded_people, translator
from planner.plan import Plan
from planner.store import Store, store
from planner.store.rooms import Rooms
from planner.wording import STRANDS as STRAND_WORDS
from planner.workshop.room import Outcome, Room, Why, ends_at, on_brief, outcome, reasons
from views import cached

SHAPES: dict[Strand, str] = {"in_person": "●", "digital": "■", "remote": "▲"}  # as on the cards
NOWHERE = ("10.255.255.255", "192.168.255.255", "172.31.255.255", "169.254.255.255")  # asked of the routing table, never written to
BARE = """
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], [data-testid="stSidebarCollapsedControl"] { display: none; }
"""
STYLE = """
.room-code { font-size: 2.7rem; font-weight: 700; letter-spacing: .08em; line-height: 1.1; margin: 0; }
.door { display: flex; align-items: center; gap: .4rem; flex-wrap: wrap; } .door p { margin: 0; }
.room-clock { font-size: 1.6rem; font-weight: 700; }
.cards { white-space: nowrap; }
.left { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: .2rem 0 .6rem; }
.left div { min-width: 8rem; } .left b { display: block; font-size: 1.35rem; } .left .over b { color: #8a1c1c; }
.lanes { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem; }
.lanes h4 { margin: 0 0 .3rem; font-size: 1rem; padding: 0; } .lanes ul { margin: 0; padding: 0; list-style: none; }
.lanes li { border: 1px solid #d5dae0; border-radius: 4px; padding: .3rem .5rem; margin: 0 0 .35rem; }
.lanes li b { font-weight: 700; } .lanes .gone { border-color: #8a1c1c; color: #8a1c1c; }
@media (max-width: 640px) { .lanes { grid-template-columns: 1fr; } .room-code { font-size: 2.4rem; } }
"""


@cache
def _rooms(found: Store) -> Rooms:
    return Rooms(found.engine)


def rooms() -> Rooms:
    """The rooms of this server."""
    return _rooms(store())


def client() -> str:
    """Where a visitor comes from, to count wrong codes: the address, or what our own front server says of it."""
    try:
        forwarded = (st.context.headers.get("X-Forwarded-For") or "").split(",")[-1].strip()
        return str(st.context.ip_address or forwarded or "here")
    except Exception:  # outside a browser there is neither
        return "here"


@st.cache_resource(max_entries=400, show_spinner=False)
def _outcome(plan: str, told: int, known: bool, case: str, version: str, _room: Room) -> Outcome:
    made = Plan.model_validate_json(plan)
    return outcome(made, _room, cached.catalog(), cached.situation(made.brief))


def numbers(plan: Plan, room: Room) -> Outcome:
    """A plan in numbers, under the limits of the rounds told."""
    known = room.shown or room.stage != "open"
    case = room.case.id if room.case.id in cached.catalog().scenarios else room.case.model_dump_json()
    return _outcome(plan.model_dump_json(by_alias=True), room.told, known, case, cached.catalog().version, room)


@st.cache_resource(max_entries=50, show_spinner=False)
def _reasons(plan: str, version: str) -> tuple[Why, ...]:
    made = Plan.model_validate_json(plan)
    return reasons(made, cached.catalog(), cached.situation(made.brief))


def why(plan: Plan) -> tuple[Why, ...]:
    """Why each activity of a plan is there, what brings most first."""
    return _reasons(plan.model_dump_json(by_alias=True), cached.catalog().version)


def answer_of(room: Room) -> Plan | None:
    """The proposal under the brief of the rounds told, whenever it was asked."""
    return on_brief(room.answer, room.brief) if room.answer is not None else None


# -- addresses --------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _own(_: int) -> tuple[str, ...]:
    found = []
    for nowhere in NOWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            try:
                asked.connect((nowhere, 9))  # a datagram socket only looks at the routes: nothing is sent
                found.append(str(asked.getsockname()[0]))
            except OSError:
                continue
    return tuple(dict.fromkeys(each for each in found if not each.startswith("127.")))


def own_addresses() -> tuple[str, ...]:
    """The addresses of this machine on its networks, looked up at most every half minute."""
    return _own(int(datetime.now(UTC).timestamp() // 30))


def bases() -> tuple[str, ...]:
    """Where other devices find this page: as it was opened, or by the machine's own addresses when that was `localhost`."""
    try:
        parts = urlsplit(st.context.url or "")
    except Exception:
        parts = urlsplit("")
    host, path = parts.hostname or "localhost", parts.path.rstrip("/")
    path = path if path.endswith("/workshop") else f"{path}/workshop"
    port = f":{parts.port}" if parts.port else ""
    hosts = own_addresses() if host in ("localhost", "127.0.0.1", "::1") else ()
    return tuple(f"{parts.scheme or 'http'}://{each}{port}{path}" for each in hosts or (host,))


def link(base: str, **names: str) -> str:
    """An address of this page."""
    return f"{base}?{urlencode(names)}"


def qr(address: str, words: str, pixels: int = 190) -> str:
    """A QR code drawn here, as HTML."""
    drawn = segno.make(address, error="m").svg_data_uri(scale=4, border=3, dark="#0f0f0f", light="#ffffff")
    return f'<img src="{drawn}" width="{pixels}" height="{pixels}" alt="{escape(words, quote=True)}">'


# -- words ------------------------------------------------------------------------------------------------


def clock(room: Room, lang: Lang) -> str:
    """What is left of the round, or by how much it is over."""
    _ = translator(lang)
    end = ends_at(room)
    if end is None:
        return ""
    left = (end - datetime.now(UTC)).total_seconds() / 60
    if left < 0:
        return _("{n} min over time").format(n=int(-left) + 1)
    return _("{n} min left").format(n=int(left) + 1)


def stage(room: Room, lang: Lang) -> str:
    """Where the session is."""
    _ = translator(lang)
    if room.stage == "closed":
        return _("Room closed")
    if room.stage == "debrief":
        return _("Debrief")
    if not room.told:
        return _("The tables settle in")
    return _("Round {n} of {all}").format(n=room.told, all=len(room.case.rounds))


def missed(found: Outcome, lang: Lang, short: bool = False) -> str:
    """The public least well reached, and how many of it are left to seek (or do not know).

    Args:
        short: the heading of a column says already that these people are to seek.
    """
    _ = translator(lang)
    if found.least is None:
        return "–"
    words = _("{name}: {people} to seek in another way")
    if found.informs:
        words = _("{name}: {people} to inform in another way")
    elif short:
        words = _("{name}: {people}")
    return words.format(name=found.least.name, people=people_range(found.least.far_low, found.least.far_high, lang))


def brings(reason: Why, plan: Plan, room: Room, lang: Lang, whom: bool = True) -> str:
    """What one activity of a plan brings, in a few words; `whom` names the public that would lose most without it."""
    _ = translator(lang)
    if reason.people < 1:
        phase = next(each.phase for each in plan.activities if each.id == reason.activity)
        if phase not in ("report_back", "evaluate"):
            return _("few people, but one channel more")
        return _("answers the questions received") if room.informs else _("says what became of the input, and why")
    words = _("about {n} people more informed") if reason.informs else _("about {n} people more")
    said = words.format(n=number(rounded_people(reason.people), lang))
    return said + _(", first of all {name}").format(name=reason.audience) if whom and reason.audience else said


def colon(lang: Lang) -> str:
    """Between a label and what it labels."""
    return "\u00a0: " if lang == "fr" else ": "


def of_limit(value: float, limit: float | None, money: bool, lang: Lang) -> str:
    """A total and its limit, the unit once."""
    if limit is None:
        return euros(value, lang) if money else number(value, lang, 1)
    return f"{number(value, lang)} / {euros(limit, lang)}" if money else f"{number(value, lang, 1)} / {number(limit, lang, 1)}"


def strands(found: Outcome, lang: Lang) -> str:
    """Cards by strand, each with its shape and its word."""
    return " · ".join(f"{SHAPES[each]} {STRAND_WORDS[each](lang)} {found.strands.get(each, 0)}" for each in STRANDS)
