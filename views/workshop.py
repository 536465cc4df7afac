"""Atelier: a session around tables. The address says who looks: a trainer (`room`), a table (`table`), the wall (`wall`)."""

from __future__ import annotations

import streamlit as st

from catalog.words import LANGUAGES, translator
from catalog.yamlfile import BadInput
from planner.store.rooms import Face, Taken
from planner.workshop.room import DAYS, LONGEST, MOST_TABLES, NAME, SHORTEST, Room
from planner.workshop.scenario import Scenario, parse_scenario, scenario
from views import cached, frame, state, workshop_kit, workshop_scenario, workshop_table, workshop_trainer, workshop_wall
from views import workshop_shared as shared

LONGEST_FILE = 300_000  # bytes of a scenario file


def _join() -> None:
    """Sit at a table with the code of a room."""
    lang = state.lang()
    _ = translator(lang)
    st.header(_("Join a room"))
    with st.form("join", border=False):
        st.text_input(
            _("Room code (6 characters, on the trainer’s screen)"), st.query_params.get("code", ""), max_chars=40, key="join-code"
        )
        st.form_submit_button(_("Find the room"), type="primary", on_click=_look)
    if said := st.session_state.pop("_join_problem", None):
        st.error(said)
    face: Face | None = st.session_state.get("_join_face")
    if face is None:
        return
    st.markdown(f"**{face.title(lang)}**")
    free = {number: (name, open_) for number, name, open_ in face.tables}
    first = next((number for number, (_name, open_) in free.items() if open_), None)

    def named(number: int) -> str:
        name, open_ = free[number]
        return name if open_ else _("{name} (taken)").format(name=name)

    with st.form("sit", border=False):
        numbers = list(free)
        st.selectbox(_("Your table"), numbers, numbers.index(first) if first else 0, format_func=named, key="sit-number")
        st.text_input(_("A name for the table (optional, no name of a person)"), max_chars=NAME, key="sit-name")
        st.form_submit_button(_("Sit down"), type="primary", on_click=_sit)


def _look() -> None:
    """Look a room code up."""
    held = st.session_state
    held.pop("_join_face", None)
    try:
        held["_join_face"] = shared.rooms().look(held["join-code"], shared.client())
        held["_join_code"] = held["join-code"]
    except BadInput as error:
        held["_join_problem"] = error.problems[0].message(state.lang())


def _sit() -> None:
    """Take a table; from now on the address of this page is its own."""
    held = st.session_state
    try:
        key = shared.rooms().join(held["_join_code"], held["sit-number"], shared.client(), held["sit-name"])
    except BadInput as error:
        held["_join_problem"] = error.problems[0].message(state.lang())
        if isinstance(error, Taken):
            held["_join_face"] = shared.rooms().look(held["_join_code"], shared.client())
        return
    face: Face = held.pop("_join_face")
    state.set_lang(face.lang)
    st.query_params["table"] = key
    st.query_params.pop("code", None)


def _open() -> None:
    """Open a room as its trainer."""
    lang = state.lang()
    _ = translator(lang)
    st.header(_("Prepare a room"))
    st.write(
        _(
            "You keep the trainer’s screen; tables join with a short code. No account, no name of a person. It works on a local network, without the internet."
        )
    )
    catalog = cached.catalog()
    cases = [*catalog.scenarios]
    own: Scenario | None = st.session_state.get("_own_scenario")
    names = {id: catalog.scenarios[id].exercise.title(lang) for id in cases}
    if own is not None:
        cases, names = ["", *cases], {"": _("{title} (yours)").format(title=own.title(lang)), **names}
    id = st.selectbox(_("Scenario"), cases, format_func=names.__getitem__, key="open-case")
    case = own if id == "" and own is not None else scenario(catalog, id)
    st.caption(f"{case.summary(lang)} {_('An exercise: everything is invented unless its source is said.')}")
    left, right = st.columns(2, vertical_alignment="bottom")
    tables = left.number_input(_("Number of tables"), 1, MOST_TABLES, 6, key="open-tables")
    spoken = right.selectbox(
        _("Language of the room"), LANGUAGES, LANGUAGES.index(lang), format_func=frame.NAMES.__getitem__, key="open-lang"
    )
    minutes = st.number_input(
        _("Minutes of work, all rounds together"), SHORTEST, LONGEST, min(max(case.minutes, SHORTEST), LONGEST), step=5, key="open-minutes"
    )
    st.caption(_("A room erases itself after {n} days; you can erase it at once.").format(n=DAYS))
    if st.button(_("Open the room"), type="primary", key="open-room"):
        key = shared.rooms().open(Room(case=case, lang=spoken, minutes=int(minutes)), int(tables))
        st.query_params["room"] = key
        st.rerun()
    workshop_kit.button(case, int(tables), int(minutes), spoken)


def _scenarios() -> None:
    """A scenario of one's own: opened from a file, or written here."""
    lang = state.lang()
    _ = translator(lang)
    with st.expander(_("A scenario of your own")):
        given = st.file_uploader(_("Open a scenario kept as a file (YAML)"), type=["yaml", "yml"], key="scenario-file")
        if given is not None and st.session_state.get("_scenario_opened") != given.file_id:
            st.session_state["_scenario_opened"] = given.file_id
            st.session_state.pop("_scenario_fault", None)
            try:
                st.session_state["_own_scenario"] = parse_scenario(given.getvalue(), given.name, cached.catalog())
                st.rerun()
            except BadInput as error:
                st.session_state["_scenario_fault"] = error.say(lang)
        if given is not None and (fault := st.session_state.get("_scenario_fault")):
            st.error(_("This scenario cannot be used:"))
            st.code(fault, language=None, wrap_lines=True)
        workshop_scenario.show()


def _page() -> None:
    names = ("room", "table", "wall")
    state.own("workshop", names)
    found = {name: st.query_params.get(name) for name in names}
    if found["wall"]:
        workshop_wall.show(found["wall"])
    elif found["table"]:
        workshop_table.show(found["table"])
    elif found["room"]:
        workshop_trainer.show(found["room"])
    else:
        _ = translator(state.lang())
        st.html(f"<style>{shared.STYLE}</style>")
        st.title(_("Workshop"))
        st.html(f'<p class="lead">{_("Build a consultation around tables, and see together whom each plan forgets.")}</p>')
        left, right = st.columns(2, gap="large")
        with left:
            _join()
        with right:
            _open()
        _scenarios()


_page()
