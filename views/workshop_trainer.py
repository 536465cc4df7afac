"""The trainer's screen: who joined, what is told next, the tables side by side, the computed proposal, the debrief."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from html import escape

import streamlit as st

from catalog.paper import docx, pdf
from catalog.words import Lang, day, french_spaces, translator
from catalog.yamlfile import BadInput
from planner.documents.debrief import debrief
from planner.jobs import ENDED
from planner.plan import Plan, strand_of
from planner.store.rooms import Opened, table_token, wall_token
from planner.workshop.room import Room, codes_of, minutes_of, on_brief
from planner.workshop.scenario import offered, wishes_after
from planner.workshop.solution import dated, informing, on_lanes
from views import cached, files, live, state, tables, workshop_table
from views import workshop_shared as shared

SECONDS = 12  # of calculation for the proposal


def show(key: str) -> None:
    """The whole screen of the trainer."""
    lang = state.lang()
    _ = translator(lang)
    opened = shared.rooms().get(key)
    if opened is None or not opened.trainer:
        st.error(_("No room has this address. Check that it was copied whole."))
        st.button(_("Prepare another room"), on_click=_leave)
        return
    room = opened.room
    st.html(f"<style>{shared.STYLE}</style>{tables.STYLE}")
    st.title(room.case.title(lang))
    for each in st.session_state.pop("_trainer_problem", []):
        st.error(each)
    left, right = st.columns(2, gap="medium")
    with left:
        _door(opened, key, lang)
    with right:
        _rounds(opened, key, lang)
    _tables(key)
    _paper(opened, key, lang)
    _answer(opened, key, lang)
    _debrief(opened, key, lang)
    _end(opened, key, lang)


def _leave() -> None:
    st.query_params.pop("room", None)


def _door(opened: Opened, key: str, lang: Lang) -> None:
    """How tables come in."""
    _ = translator(lang)
    bases = shared.bases()
    where = {"lang": opened.room.lang}
    joining = shared.link(bases[0], code=opened.code, **where)
    drawn = shared.qr(joining, _("Code that opens this room on a phone of the same network"), 160)
    words = f'<p class="small">{escape(_("Room code"))}</p><p class="room-code">{escape(opened.code)}</p>'
    st.html(f'<div class="door">{drawn}<div>{words}</div></div>')
    st.code("\n".join(bases), language=None, wrap_lines=True)
    if "localhost" in bases[0]:
        st.caption(
            _(
                "This machine has no address on a network: only its own browser can join. Open a shared connection on it, then reload this page."
            )
        )
    st.link_button(_("Open the wall screen"), shared.link("workshop", wall=wall_token(key), **where), icon=":material/tv:")
    st.caption(_("Keep the address of this page: it is the only way back to the room."))


def _rounds(opened: Opened, key: str, lang: Lang) -> None:
    """What is told, and what comes next."""
    _ = translator(lang)
    room = opened.room
    with st.container(border=True):
        _clock(key)
        if room.told:
            st.info(room.case.rounds[room.told - 1].reveal(lang))
        if room.stage == "open":
            last = room.told == len(room.case.rounds)
            words = (
                _("Start round 1") if not room.told else _("Go to the debrief") if last else _("Reveal round {n}").format(n=room.told + 1)
            )
            st.button(words, type="primary", key="next", on_click=_next, args=(key, room.told), icon=":material/campaign:")
            if not last:
                turn = room.case.rounds[room.told]
                with st.expander(_("What comes next ({n} min)").format(n=minutes_of(room, room.told + 1))):
                    st.text(turn.reveal(lang))
                    cards = cached.catalog().deck
                    for card in [*(cards.C[id] for id in turn.constraints), *(cards.V[id] for id in turn.events)]:
                        st.caption(f"{card.name(lang)}{shared.colon(lang)}{card.ask(lang)}")
        elif room.stage == "debrief":
            st.markdown("\n".join(f"{i}. {each(lang)}" for i, each in enumerate(room.case.debrief, start=1)))


@live.every(5)
def _clock(key: str) -> None:
    opened = shared.rooms().get(key)
    if opened is None:
        return
    lang = state.lang()
    said = " · ".join(filter(None, (shared.stage(opened.room, lang), shared.clock(opened.room, lang))))
    st.html(f'<p class="room-clock">{escape(said)}</p>')


def _next(key: str, told: int) -> None:
    shared.rooms().next(key, told)


@live.every(3)
def _tables(key: str) -> None:
    """The tables and their state."""
    opened = shared.rooms().get(key)
    if opened is None:
        return
    lang = state.lang()
    _ = translator(lang)
    room = opened.room
    rows = []
    for each in opened.tables:
        if not each.plan.activities:
            waits = _("waits to come back") if each.rejoin else _("joined, no card yet") if each.taken else _("nobody yet")
            rows.append([escape(each.name), escape(waits), "", "", "", "", ""])
            continue
        found = shared.numbers(each.plan, room)
        strands = " ".join(f"{shared.SHAPES[s]}&nbsp;{n}" for s, n in found.strands.items()) + f" ⇄&nbsp;{found.bridges}"
        minutes = int((datetime.now(UTC) - each.saved_at).total_seconds() // 60)
        over, too_much, too_long = (f' <span class="open">{escape(_("over a limit"))}</span>', found.too_much, found.too_long)
        rows.append([
            escape(each.name), escape(shared.missed(found, lang, short=True)),
            f'<span class="cards">{shared.of_limit(found.cost, found.budget, True, lang)}</span>' + (over if too_much else ""),
            f'<span class="cards">{shared.of_limit(found.staff_days, found.staff_limit, False, lang)}</span>' + (over if too_long else ""),
            f'<span class="cards">{strands}</span>' + (over if found.over and not (too_much or too_long) else ""), str(len(found.broken)),
            _("{n} min ago").format(n=minutes) if minutes else _("just now"),
        ])  # fmt: skip
    head = [
        _("Each table"),
        _("Misses most, to seek in another way"),
        _("Money"),
        _("Agent-days"),
        _("Strands, bridges"),
        _("Principles broken"),
        _("Last change"),
    ]
    st.header(_("Tables"))
    st.html(tables.table(head, rows, _("People: four chances in five"), lang))


def _paper(opened: Opened, key: str, lang: Lang) -> None:
    """A table that has only paper, a table that lost its phone, one table more."""
    _ = translator(lang)
    names = {each.number: each.name for each in opened.tables}
    for each in names:
        workshop_table.paste_problems(f"paper-{each}")
    with st.expander(_("Type for a table, or let one come back")):
        number = st.selectbox(_("Which table"), list(names), format_func=names.__getitem__, key="paper-table")
        if number is None:
            return
        table, own = opened.table(number), table_token(key, number)
        st.caption(_("A table without a screen hands in its canvas: type its codes, one line a card."))
        workshop_table.paste_form(own, codes_of(table.plan, cached.catalog()), table.version, lang, name=f"paper-{number}")
        st.caption(_("A table that lost its phone comes back by this address, or with the room code once you let it in."))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(_("Let it come back with the code"), key="let-in", on_click=lambda: shared.rooms().let_in(key, number))
            st.button(_("Add a table"), key="add-table", on_click=_add, args=(key,))
        address = shared.link(shared.bases()[0], table=own, lang=opened.room.lang)
        st.html(shared.qr(address, _("Code that opens this table on another phone"), 150))
        st.code(address, language=None, wrap_lines=True)


def _add(key: str) -> None:
    try:
        shared.rooms().add_table(key)
    except BadInput as error:
        st.session_state["_trainer_problem"] = [each.message(state.lang()) for each in error.problems]


# -- the computed proposal --------------------------------------------------------------------------------


def _answer(opened: Opened, key: str, lang: Lang) -> None:
    _ = translator(lang)
    room = opened.room
    with st.expander(_("The computed proposal, one good answer among others"), expanded=room.answer is not None):
        if room.case.answer == "information":
            st.warning(
                _(
                    "Nothing is open any more in this case: asking for an opinion would mislead. A good answer is an information plan, which says so, explains and replies. It is laid in a set order, as far as money and days go; the optimiser is not asked."
                )
            )
            st.markdown("\n".join(f"- {lesson.text(lang)}" for lesson in room.case.aims))
            st.button(
                _("Lay the information plan of this round"), key="inform", on_click=_inform, args=(key,), disabled=room.stage == "closed"
            )
            _proposal(room, key, lang)
            return
        job = cached.board().find(state.job(f"room-{opened.code}"))
        if job is not None and job.state not in ENDED:
            _computing(key, opened.code)
            return
        if job is not None:
            state.set_job(f"room-{opened.code}", None)
            if job.state == "done" and job.plan is not None:
                _keep(key, job.plan, int(st.session_state.get("_answer_told", room.told)))
                st.rerun()
            elif job.state == "impossible":
                st.info(
                    _(
                        "With these cards, no plan holds every limit and every legal duty of this round: that is an answer too. Ask the tables what they would relax."
                    )
                )
            else:
                st.error(_("The calculation stopped before its end. Ask again; the room is as it was."))
        st.button(_("Compute a proposal for this round"), key="compute", on_click=_compute, args=(key,), disabled=room.stage == "closed")
        _proposal(room, key, lang)


def _inform(key: str) -> None:
    """Lay the information plan of the rounds told: no calculation in another process, it takes a second."""
    opened = shared.rooms().get(key)
    if opened is not None:
        room = opened.room
        _keep(key, informing(room.case, cached.situation(room.brief), room.told), room.told)


def _keep(key: str, plan: Plan, told: int) -> None:
    """Keep a proposal in the room, cut to what a canvas holds: the tables had no more places."""
    at = cached.situation(plan.brief)
    laid, cut = on_lanes(plan, at)
    made = dated(laid, at)
    with suppress(KeyError):  # the room was erased meanwhile
        shared.rooms().change(key, lambda room: room.model_copy(update={"answer": made, "answer_told": told, "answer_cut": cut}))


def _compute(key: str) -> None:
    opened = shared.rooms().get(key)
    if opened is None:
        return
    room, catalog = opened.room, cached.catalog()
    on_table = set(offered(room.case, room.told))
    gone = sorted(
        {
            *(m for m in catalog.methods if catalog.methods[m].kind == "method" and m not in on_table),
            *wishes_after(room.case, room.told).forbid,
        }
    )
    arguments = [word for method in gone for word in ("--forbid", method)]
    st.session_state["_answer_told"] = room.told
    state.set_job(f"room-{opened.code}", cached.board().submit(room.brief, "--time", str(SECONDS), *arguments).id)


@live.every(1)
def _computing(key: str, code: str) -> None:
    _ = translator(state.lang())
    job = cached.board().find(state.job(f"room-{code}"))
    if job is None or job.state in ENDED:
        st.rerun()
        return
    st.info(_("Computing: {found} better plans found so far.").format(found=job.found), icon=":material/hourglass_top:")
    st.button(_("Cancel"), on_click=lambda: cached.board().cancel(job), key="cancel-answer")


def _proposal(room: Room, key: str, lang: Lang) -> None:
    """The proposal in the numbers of the room, with reasons, and the switch that shows it on the wall."""
    plan = shared.answer_of(room)
    if plan is None:
        return
    _ = translator(lang)
    methods = cached.catalog().methods
    found = shared.numbers(plan, room)
    if room.answer_told != room.told:
        st.warning(_("Computed for round {n}: ask again for the limits of this round.").format(n=room.answer_told))
    st.markdown(f"{shared.missed(found, lang)} · {shared.of_limit(found.cost, found.budget, True, lang)} · {shared.strands(found, lang)}")
    laid = {each.id: each for each in plan.activities}
    rows = []
    for reason in shared.why(plan):
        one = laid[reason.activity]
        method = methods[one.method]
        name = f"{shared.SHAPES[strand_of(one, method)]} {method.name(lang)}" + (f" × {one.units}" if (one.units or 1) > 1 else "")
        week = f"<small>{escape(_('week {n}').format(n=one.week))}</small>" if one.week is not None else ""
        rows.append([escape(name) + week, escape(shared.brings(reason, plan, room, lang))])
    st.html(tables.table([_("Card"), _("Why")], rows, _("What each card brings: what the plan would lose without it"), lang))
    if room.answer_cut:
        names = ", ".join(methods[each].name(lang) for each in room.answer_cut)
        st.caption(_("Left aside, for want of a place on the canvas: {names}.").format(names=names))
    label = _("Take it off the wall") if room.shown else _("Show it on the wall")
    st.button(
        label,
        key="show-answer",
        icon=":material/tv:",
        on_click=lambda: shared.rooms().change(key, lambda r: r.model_copy(update={"shown": not r.shown})),
    )


# -- the debrief and the end ------------------------------------------------------------------------------


def _debrief(opened: Opened, key: str, lang: Lang) -> None:
    _ = translator(lang)
    laid = {each.number: each.name for each in opened.tables if each.plan.activities}
    with st.expander(_("Printable debriefs"), expanded=opened.room.stage == "debrief"):
        if not laid:
            st.caption(_("No table has laid a card yet."))
            return
        number = st.selectbox(_("Which table"), list(laid), format_func=laid.__getitem__, key="debrief-table")
        if number is None:
            return
        if not st.toggle(_("Make the files"), key="debrief-make"):
            return
        table = opened.table(number)
        ended = shared.rooms().ended(key).get(number, {})
        turns = tuple((n, plan.model_dump_json(by_alias=True)) for n, plan in sorted(ended.items()) if plan.activities)
        body = table.plan.model_dump_json(by_alias=True)
        with st.container(horizontal=True):
            for suffix, word in ((".pdf", "PDF"), (".docx", "Word")):
                content = _written(
                    table.name, turns, body, suffix, opened.room.told, opened.code, cached.catalog().version, date.today(), opened.room
                )
                st.download_button(
                    word,
                    content,
                    file_name=files.slug(f"debrief {table.name}") + suffix,
                    mime=files.KINDS[suffix],
                    on_click="ignore",
                    key=f"debrief-{suffix}",
                )


@st.cache_data(max_entries=60, show_spinner=False)
def _written(
    name: str, turns: tuple[tuple[int, str], ...], body: str, suffix: str, told: int, code: str, version: str, today: date, _room: Room
) -> bytes:
    plans = [(n, Plan.model_validate_json(plan)) for n, plan in turns]
    plan = on_brief(Plan.model_validate_json(body), _room.brief)
    paper = debrief(_room, name, plan, plans, cached.catalog(), today)
    return files.made(suffix, lambda path: (pdf if suffix == ".pdf" else docx).write(paper, path))


def _end(opened: Opened, key: str, lang: Lang) -> None:
    _ = translator(lang)
    with st.expander(_("Close or erase the room")):
        said = _("The room and all its plans erase themselves after {day}.").format(day=day(opened.kept_until, lang))
        st.caption(french_spaces(said) if lang == "fr" else said)
        with st.container(horizontal=True):
            if opened.room.stage != "closed":
                st.button(
                    _("Close: nothing changes any more"),
                    key="close-room",
                    on_click=lambda: shared.rooms().change(key, lambda r: r.model_copy(update={"stage": "closed"})),
                )
            sure = st.checkbox(_("I want to erase everything now"), key="erase-sure")
            st.button(_("Erase the room"), key="erase-room", disabled=not sure, on_click=_erase, args=(key,))


def _erase(key: str) -> None:
    with suppress(KeyError):  # erased already, from another window
        shared.rooms().erase(key)
    _leave()
