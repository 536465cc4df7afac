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
from catalog.words import Lang, euros, number, people_range, translator
from planner.plan import Plan
from planner.store import Store, store
from planner.store.rooms import Opened, Rooms
from planner.wording import STRANDS as STRAND_WORDS
from planner.workshop.room import Outcome, Room, ends_at, outcome
from views import cached

SHAPES: dict[Strand, str] = {"in_person": "●", "digital": "■", "remote": "▲"}  # as on the cards
NOWHERE = ("10.255.255.255", "192.168.255.255", "172.31.255.255", "169.254.255.255")  # asked of the routing table, never written to
BARE = """
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], [data-testid="stSidebarCollapsedControl"] { display: none; }
"""
STYLE = """
.room-code { font-size: 2.9rem; font-weight: 700; letter-spacing: .12em; line-height: 1.1; margin: 0; }
.door { display: flex; align-items: center; gap: 1rem; flex-wrap: wrap; } .door p { margin: 0; }
.room-clock { font-size: 1.6rem; font-weight: 700; }
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
def _outcome(plan: str, told: int, case: str, version: str, _room: Room) -> Outcome:
    made = Plan.model_validate_json(plan)
    return outcome(made, _room, cached.catalog(), cached.situation(made.brief))


def numbers(plan: Plan, room: Room) -> Outcome:
    """A plan in numbers, under the limits of the rounds told."""
    body = plan.model_dump_json(by_alias=True)
    return _outcome(body, room.told, room.case.id, cached.catalog().version, room)


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


def missed(found: Outcome, lang: Lang) -> str:
    """The public least well reached, and how many of it are left to seek."""
    _ = translator(lang)
    if found.least is None:
        return "–"
    return _("{name}: {people} to seek in another way").format(
        name=found.least.name, people=people_range(found.least.far_low, found.least.far_high, lang)
    )


def of_limit(value: float, limit: float | None, money: bool, lang: Lang) -> str:
    """A total and its limit."""
    said = euros(value, lang) if money else number(value, lang, 1)
    if limit is None:
        return said
    return f"{said} / {euros(limit, lang) if money else number(limit, lang, 1)}"


def strands(found: Outcome, lang: Lang) -> str:
    """Cards by strand, each with its shape and its word."""
    return " · ".join(f"{SHAPES[each]} {STRAND_WORDS[each](lang)} {found.strands.get(each, 0)}" for each in STRANDS)


def address_of(opened: Opened, lang: Lang) -> dict[str, str]:
    """What follows every address of a room."""
    return {"lang": lang}
