"""A table of a room: its brief, its cards, what they bring under the limits of the round. Made for a phone first."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from catalog.methods import PHASE_NAMES, STRANDS
from catalog.words import Lang, day, euros, french_spaces, number, people_range, translator
from catalog.yamlfile import BadInput, Bilingual
from planner.merge import resolve
from planner.plan import Plan, strand_of
from planner.store import Conflict
from planner.store.rooms import Opened, Table
from planner.wording import STRANDS as STRAND_WORDS
from planner.workshop.codes import card_name, numbered, token
from planner.workshop.room import Outcome, Room, change, codes_of, lay, pasted, place_of, take_away, without
from views import cached, live, state, tables
from views import workshop_shared as shared

SHOWN = 5  # principles told before the rest is unfolded
PROBLEMS = 12  # lines of a canvas told


def show(key: str) -> None:
    """The whole screen of a table."""
    lang = state.lang()
    _ = translator(lang)
    opened = shared.rooms().seat(key)
    if opened is None:
        st.error(_("No table has this address. Check that it was copied whole, or join again with the room code."))
        return
    table, room = opened.tables[0], opened.room
    st.session_state["_table_seen"] = (opened.version, table.version)
    st.html(f"<style>{shared.STYLE}{shared.BARE}</style>{tables.STYLE}")
    st.title(table.name)
    st.markdown(f"**{room.case.title(lang)}** · {_('exercise')}")
    _watch(key)
    _told(room, lang)
    _problems(key, lang)
    if not table.plan.activities:
        _limits(shared.numbers(table.plan, room), lang)
    else:
        found = shared.numbers(table.plan, room)
        _limits(found, lang)
    closed = room.stage == "closed"
    if not closed:
        _add(key, table, room, lang)
    _canvas(table, room, lang)
    if table.plan.activities and not closed:
        _one(key, table, room, lang)
        _bridges(key, table, lang)
    if table.plan.activities:
        _brings(found, lang)
    if not closed:
        _paste(key, table, lang)
    _foot(opened, key, lang)


@live.every(4)
def _watch(key: str) -> None:
    """The round and its clock; the whole page again once somebody changed something."""
    opened = shared.rooms().seat(key)
    if opened is None or st.session_state.get("_table_seen") != (opened.version, opened.tables[0].version):
        st.rerun()
        return
    lang = state.lang()
    words = [shared.stage(opened.room, lang), shared.clock(opened.room, lang)]
    st.markdown(" · ".join(each for each in words if each))


def _told(room: Room, lang: Lang) -> None:
    """The case in short, and what the rounds said, the last one first."""
    _ = translator(lang)
    if room.told:
        st.info(room.case.rounds[room.told - 1].reveal(lang))
    with st.expander(_("The case in short"), expanded=not room.told):
        st.text(room.case.summary(lang))
        brief, limits = room.brief, room.brief.limits
        colon = shared.colon(lang)
        publics = ", ".join(f"{_plain(each.name)} ({number(each.people, lang)})" for each in brief.audiences)
        said = [f"**{_('Audiences')}**{colon}{publics}"]
        if brief.mandate.open:
            said.append(f"**{_('What is open')}**{colon}" + ", ".join(map(_plain, brief.mandate.open)))
        elif brief.mandate.open == ():
            said.append(_("The mandate says that nothing is open."))
        if limits.start and limits.end:
            said.append(_("From {first} to {last}.").format(first=day(limits.start, lang), last=day(limits.end, lang)))
        st.markdown("\n\n".join(said))
        for turn in room.case.rounds[: max(room.told - 1, 0)]:
            st.caption(turn.reveal(lang))


def _limits(found: Outcome, lang: Lang) -> None:
    """What is left of the means."""
    _ = translator(lang)
    parts = []
    for label, used, limit, money in (
        (_("Money left"), found.cost, found.budget, True), (_("Agent-days left"), found.staff_days, found.staff_limit, False),
    ):  # fmt: skip
        if limit is None:
            continue
        left = limit - used
        said = euros(left, lang) if money else number(left, lang, 1)
        of = euros(limit, lang) if money else number(limit, lang, 1)
        parts.append(
            f'<div class="{"over" if left < -0.05 else ""}">{escape(label)}<b>{said}</b>{escape(_("out of {all}").format(all=of))}</div>'
        )
    st.html(f'<div class="left" role="group">{_spaced("".join(parts), lang)}</div>')
    for each in found.over:
        st.warning(each(lang))


def _add(key: str, table: Table, room: Room, lang: Lang) -> None:
    """Lay a card, by its code or from the list."""
    _ = translator(lang)
    catalog = cached.catalog()
    names = {method: catalog.methods[method].name(lang) for method in room.offered}
    st.header(_("Lay a card"))
    with st.form("lay", border=False):
        left, right = st.columns(2)
        left.text_input(_("Code on the card"), key="lay-code", max_chars=200, placeholder="M…")
        right.selectbox(
            _("Or choose it from the list"),
            sorted(names, key=names.__getitem__),
            index=None,
            format_func=names.__getitem__,
            key="lay-card",
            placeholder=_("Search by name"),
        )
        first, second, third = st.columns([1, 1, 2])
        first.number_input(_("Week (0: free)"), 0, 52, key="lay-week")
        second.number_input(_("How many"), 1, 99, key="lay-units")
        third.multiselect(
            _("For whom (optional)"), [each.name for each in table.plan.brief.audiences], key="lay-for", placeholder=_("Everybody")
        )
        st.form_submit_button(_("Lay the card"), type="primary", on_click=_lay, args=(key,), width="stretch")


def _lay(key: str) -> None:
    held = st.session_state
    catalog = cached.catalog()
    chosen, typed = held["lay-card"], held["lay-code"].strip()
    if not typed and chosen:
        typed = token("M", catalog.deck.M[chosen].code)
    more = {"week": held["lay-week"] or None, "audiences": tuple(held["lay-for"])}
    if held["lay-units"] > 1:
        more["units"] = held["lay-units"]
    if _do(key, lambda plan, room: lay(plan, typed, room, catalog, **more)):
        held["lay-code"], held["lay-card"], held["lay-week"], held["lay-units"], held["lay-for"] = "", None, 0, 1, []


def _do(key: str, edit: Callable[[Plan, Room], Plan]) -> bool:
    """One change of the plan as it is now; what it refuses is told, and nothing else is touched."""
    try:
        shared.rooms().edit(key, edit)
    except Bilingual as error:
        st.session_state["_table_problem"] = [error.text(state.lang())]
    except BadInput as error:
        st.session_state["_table_problem"] = [each.message(state.lang()) for each in error.problems]
    except KeyError:
        pass  # the room was erased meanwhile: the page says so
    else:
        return True
    return False


def _problems(key: str, lang: Lang) -> None:
    """What the last action could not do, said once; and what two phones changed in two ways."""
    _ = translator(lang)
    for each in st.session_state.pop("_table_problem", []):
        st.error(each)
    conflict = st.session_state.get("_table_clash")
    if conflict is None:
        return
    methods = {id: method.name for id, method in cached.catalog().methods.items()}
    with st.container(border=True):
        st.warning(_("Another phone of your table changed the same thing. Which one do you keep?"))
        for clash in conflict.clashes[:SHOWN]:
            words = _("{what}: here {mine}, over there {theirs}")
            st.text(words.format(what=clash.named(methods)(lang), mine=clash.said(clash.mine, lang), theirs=clash.said(clash.theirs, lang)))
        with st.container(horizontal=True):
            st.button(_("Keep mine"), on_click=_settle, args=(key, "mine"), key="clash-mine")
            st.button(_("Keep the other"), on_click=_settle, args=(key, "theirs"), key="clash-theirs")


def _settle(key: str, side: str) -> None:
    conflict: Conflict = st.session_state.pop("_table_clash")
    if side == "mine":
        plan = resolve(conflict.merged, {clash.where: "mine" for clash in conflict.clashes})
        _save(key, plan, conflict.theirs.version)


def _save(key: str, plan: Plan, based_on: int) -> bool:
    """Save a plan made on what was seen."""
    try:
        shared.rooms().save(key, plan, based_on)
    except Conflict as conflict:
        st.session_state["_table_clash"] = conflict
    except BadInput as error:
        st.session_state["_table_problem"] = [each.message(state.lang()) for each in error.problems]
    except KeyError:
        pass
    else:
        return True
    return False


def _canvas(table: Table, room: Room, lang: Lang) -> None:
    """The three lanes, as they lie on the table."""
    _ = translator(lang)
    methods = cached.catalog().methods
    lanes = []
    for strand in STRANDS:
        cards = [a for a in table.plan.activities if strand_of(a, methods[a.method]) == strand]
        items = []
        for a in sorted(cards, key=lambda a: (a.week or 99, place_of(a))):
            week = _("week {n}").format(n=a.week) if a.week is not None else _("free week")
            tail = " · ".join(filter(None, (week, f"× {a.units}" if a.units else "", ", ".join(a.audiences))))
            gone = ' class="gone"' if a.method not in room.offered else ""
            items.append(
                f"<li{gone}><b>{escape(methods[a.method].name(lang))}</b> <span class='small'>{a.id}</span><br>{escape(tail)}</li>"
            )
        title = f"{shared.SHAPES[strand]} {STRAND_WORDS[strand](lang)}"
        body = "".join(items) or f'<li class="small">{escape(_("no card yet"))}</li>'
        lanes.append(f'<section class="strand-{strand}"><h4>{escape(title[:2] + title[2:].capitalize())}</h4><ul>{body}</ul></section>')
    st.header(_("Your canvas"))
    st.html(f'<div class="lanes">{_spaced("".join(lanes), lang)}</div>')


def _one(key: str, table: Table, room: Room, lang: Lang) -> None:
    """Change a card that is laid, or take it away."""
    _ = translator(lang)
    catalog = cached.catalog()
    laid = {a.id: a for a in table.plan.activities}
    with st.expander(_("Change a card")):
        place = st.selectbox(
            _("Card laid"), list(laid), format_func=lambda id: f"{id} · {catalog.methods[laid[id].method].name(lang)}", key="one"
        )
        if place is None:
            return
        one, method = laid[place], catalog.methods[laid[place].method]
        stamp = f"{place}-{table.version}"
        publics = [each.name for each in table.plan.brief.audiences]
        steps = list(dict.fromkeys((*method.phases, one.phase)))
        tools = list(dict.fromkeys((*room.case.cards.tools, *one.tools))) if method.strand == "digital" else []
        options = list(dict.fromkeys((*room.case.cards.options, *one.options)))
        with st.form("one-form", border=False):  # what is typed last goes with the button, however quickly it is pressed
            left, right = st.columns(2)
            left.number_input(_("Week (0: free)"), 0, 52, one.week or 0, key=f"one-week-{stamp}")
            right.number_input(_("How many"), 1, 99, min(one.units or 1, 99), key=f"one-units-{stamp}")
            left.selectbox(_("Step"), steps, steps.index(one.phase), format_func=lambda p: PHASE_NAMES[p](lang), key=f"one-phase-{stamp}")
            right.multiselect(_("For whom (optional)"), publics, one.audiences, key=f"one-for-{stamp}", placeholder=_("Everybody"))
            if tools:
                left.multiselect(
                    _("Tools"),
                    tools,
                    one.tools,
                    format_func=lambda t: catalog.tools[t].name,
                    key=f"one-tools-{stamp}",
                    placeholder=_("No tool chosen"),
                )
            if options:
                right.multiselect(
                    _("Options"),
                    options,
                    one.options,
                    format_func=lambda x: catalog.methods[x].name(lang),
                    key=f"one-options-{stamp}",
                    placeholder=_("No option chosen"),
                )
            with st.container(horizontal=True):
                st.form_submit_button(_("Keep the change"), type="primary", key="one-keep", on_click=_change, args=(key, table, place))
                st.form_submit_button(
                    _("Take the card away"), key="one-away", on_click=lambda: _do(key, lambda plan, _room: take_away(plan, place))
                )


def _change(key: str, table: Table, place: str) -> None:
    """Change the card of a place, on the plan as this screen showed it."""
    held, stamp = st.session_state, f"{place}-{table.version}"
    one = next(each for each in table.plan.activities if each.id == place)
    values = {
        "week": held[f"one-week-{stamp}"] or None,
        "units": held[f"one-units-{stamp}"],
        "phase": held[f"one-phase-{stamp}"],
        "audiences": tuple(held[f"one-for-{stamp}"]),
        "tools": tuple(held.get(f"one-tools-{stamp}", one.tools)),
        "options": tuple(held.get(f"one-options-{stamp}", one.options)),
    }
    _save(key, change(table.plan, place, **values), table.version)


def _bridges(key: str, table: Table, lang: Lang) -> None:
    """Bridges between two cards that are laid."""
    _ = translator(lang)
    catalog = cached.catalog()
    named = {a.id: f"{a.id} · {catalog.methods[a.method].name(lang)}" for a in table.plan.activities}
    with st.expander(_("Bridges between cards")):
        for b in table.plan.bridges:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(f"{named[b.from_]} → {named[b.to]}\n{b.how}", width="stretch")
                st.button(
                    _("Take the bridge away"), key=f"unbridge-{b.from_}-{b.to}",
                    on_click=lambda ends: _do(key, lambda plan, _room: without(plan, ends)), args=((b.from_, b.to),),
                )  # fmt: skip
        if len(named) < 2:
            st.caption(_("Lay two cards first."))
            return
        with st.form("bridge", border=False):
            left, right = st.columns(2)
            left.selectbox(_("What comes in here"), list(named), format_func=named.__getitem__, key="bridge-from")
            right.selectbox(_("is used there"), list(named), index=1, format_func=named.__getitem__, key="bridge-to")
            st.selectbox(_("How"), list(catalog.deck.B), format_func=lambda id: card_name(catalog, "B", id)(lang), key="bridge-how")
            st.form_submit_button(_("Add the bridge"), on_click=_bridge, args=(key,))


def _bridge(key: str) -> None:
    held, catalog = st.session_state, cached.catalog()
    ends = [numbered("L", int(held[name][1:])) for name in ("bridge-from", "bridge-to")]
    typed = f"{ends[0]} {token('B', catalog.deck.B[held['bridge-how']].code)} {ends[1]}"
    _do(key, lambda plan, room: lay(plan, typed, room, catalog))


def _brings(found: Outcome, lang: Lang) -> None:
    """Whom the plan reaches and misses, and the principles it breaks."""
    _ = translator(lang)
    st.header(_("What your plan brings"))
    rows = [
        [escape(row.name), people_range(row.low, row.high, lang), people_range(row.far_low, row.far_high, lang), number(row.people, lang)]
        for row in sorted(found.counted, key=lambda row: (row.low + row.high) / row.people)
    ]
    head = ["", _("would be informed"), _("to inform in another way"), _("out of")]
    if not found.informs:
        head = ["", _("would take part"), _("to seek in another way"), _("out of")]
    if not found.asks:
        st.info(_("No card laid gathers an opinion."))
    st.html(tables.table(head, rows, _("People (four chances in five)"), lang))
    st.markdown(shared.strands(found, lang) + " · " + _("bridges {n}").format(n=found.bridges))
    if found.broken:
        st.subheader(_("{n} principles to look at again").format(n=len(found.broken)))
        st.markdown("\n".join(f"- {_plain(each.statement(lang))}" for each in found.broken[:SHOWN]))
        if len(found.broken) > SHOWN:
            with st.expander(_("The others")):
                st.markdown("\n".join(f"- {_plain(each.statement(lang))}" for each in found.broken[SHOWN:]))


def _paste(key: str, table: Table, lang: Lang) -> None:
    """A whole canvas of codes in place of what is there."""
    _ = translator(lang)
    paste_problems()
    with st.expander(_("Type the whole canvas")):
        st.caption(_("One line a card: place, format, week, number. One line a bridge: place, bridge, place. It replaces what is there."))
        paste_form(key, codes_of(table.plan, cached.catalog()), table.version, lang)


def paste_problems(name: str = "canvas") -> None:
    """What was wrong in the canvas typed last, line by line; outside any folded part, so that it is seen."""
    if said := st.session_state.pop(f"_{name}_problems", []):
        st.error("\n\n".join(map(_plain, said)))


def paste_form(key: str, held: str, version: int, lang: Lang, name: str = "canvas") -> None:
    """The text of a canvas; shared with the trainer, who types for tables on paper."""
    _ = translator(lang)
    with st.form(f"{name}-form", border=False):
        st.text_area(_("Codes"), held, height=180, key=f"{name}-text-{version}")
        st.form_submit_button(_("Lay these cards"), on_click=_pasted, args=(key, f"{name}-text-{version}", version, name))


def _pasted(key: str, field: str, version: int, name: str) -> None:
    lang = state.lang()
    opened = shared.rooms().seat(key)
    if opened is None:
        return
    _ = translator(lang)
    text = st.session_state[field]
    canvas = pasted(text, opened.room, cached.catalog())
    line = _("Line {n}")
    said = [f"{line.format(n=p.line)}{shared.colon(lang)}{p.message(lang)}" if p.line else p.message(lang) for p in canvas.problems]
    if len(said) > PROBLEMS:
        said = [*said[:PROBLEMS], _("And {n} more lines.").format(n=len(said) - PROBLEMS)]
    if canvas.problems and not canvas.plan.activities:
        said.append(_("Nothing was changed."))
    elif _save(key, canvas.plan, version) and said:
        said.append(_("The other lines are laid."))
    st.session_state[f"_{name}_problems"] = [french_spaces(each) if lang == "fr" else each for each in said]


def _foot(opened: Opened, key: str, lang: Lang) -> None:
    _ = translator(lang)
    with st.expander(_("Another phone at this table")):
        address = shared.link(shared.bases()[0], table=key, lang=lang)
        st.html(shared.qr(address, _("Code that opens this table on another phone")))
        st.code(address, language=None, wrap_lines=True)
        st.caption(_("Keep this address: it brings you back here, whatever happens to the phone."))
    st.caption(_("Saved at each change. The room erases itself after {day}.").format(day=day(opened.kept_until, lang)))


def _plain(words: str) -> str:
    """Words of a case inside Markdown, as they are."""
    return "".join(f"\\{each}" if each in "\\`*_{}[]()#+-.!|<>$:~" else each for each in words)


def _spaced(html: str, lang: Lang) -> str:
    return french_spaces(html) if lang == "fr" else html
