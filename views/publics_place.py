"""The place of a consultation: found by typing a few letters, or given by hand."""

from __future__ import annotations

import streamlit as st

from catalog.words import number, translator
from catalog.yamlfile import BadInput
from planner.brief import Territory
from planner.places import Place, opened, search_key
from planner.population import MAYOTTE
from planner.regions import REGIONS
from planner.territories import territory_of
from views import cached, fields, publics_by_hand, state

FOUND = 8  # places offered for what was typed
SIREN = 9  # digits of the number of an intercommunality
BUILD = "python -m planner places build DOSSIER"
AGES_YEAR = 2023  # of the estimates by department (data/population)


def show(territory: Territory | None) -> None:
    """The search, what was chosen, and the fields by hand."""
    _search()
    if territory:
        _chosen(territory)
    publics_by_hand.show(territory)


def is_whole(territory: Territory | None) -> bool:
    """Whether it is a department, a region or an intercommunality: a place that communes are parts of."""
    if territory is None:
        return False
    return len(territory.place or "") == SIREN or bool(territory.code and not territory.place and not territory.people)


# -- search ------------------------------------------------------------------------------------------------


def _search() -> None:
    _ = translator(state.lang())
    store = cached.places()
    hint = (
        _("A few letters: municipality, group of municipalities, department, region") if store else _("A few letters: department, region")
    )
    typed = st.text_input(_("Name of the territory"), key="place-search", placeholder=hint, max_chars=100, icon=":material/search:")
    if refused := st.session_state.pop("place-refused", None):
        st.error(refused)
    if typed and typed.strip():
        found = _places(typed)
        if not found:
            st.info(_("No place found for “{typed}”. Try other letters, or fill it in by hand below.").format(typed=fields.plain(typed)))
        with st.container(horizontal=True, gap="small"):
            for place in found:
                st.button(fields.plain(_label(place)), key=f"pick-{place.code}", on_click=_pick, args=(place,), icon=":material/place:")
    if store is None:
        _no_store()


def _no_store() -> None:
    _ = translator(state.lang())
    try:
        opened()
    except BadInput as error:
        st.warning(fields.refused(error))
        return
    told = _("To find municipalities too, with their ages, diplomas and incomes (Insee files): {command}")
    st.html(f'<p class="pub-note">{told.format(command=f"<code>{BUILD}</code>")}</p>')


def _places(typed: str) -> list[Place]:
    """What answers: the census files where they are, else departments and regions."""
    store = cached.places()
    if store is not None:
        return store.search(typed, FOUND)
    catalog = cached.catalog()
    wanted = search_key(typed)
    built_in = [
        *(Place(code, each.name, "department", code, "", "", float(sum(each.ages.values())), {}, {}, ()) for code, each in catalog.departments.items()),
        *(Place(code, name, "region", "", code, "", None, {}, {}, ()) for code, (name, _codes) in REGIONS.items()),
    ]  # fmt: skip
    near = [place for place in built_in if wanted and (wanted in search_key(place.name) or wanted == search_key(place.code))]
    near.sort(key=lambda place: (search_key(place.name) != wanted, not search_key(place.name).startswith(wanted), place.name))
    return near[:FOUND]


def _label(place: Place) -> str:
    parts = [place.label if place.kind == "commune" else place.name, _kind(place)]
    if place.people:
        _ = translator(state.lang())
        parts.append(_("{people} inhabitants").format(people=number(place.people, state.lang())))
    return " · ".join(parts)


def _kind(place: Place) -> str:
    _ = translator(state.lang())
    words = {"commune": _("municipality"), "epci": _("group of municipalities"), "department": _("department"), "region": _("region")}
    return words[place.kind]


def _pick(place: Place) -> None:
    """A place that was found becomes that of the brief."""
    catalog, store, lang = cached.catalog(), cached.places(), state.lang()
    try:
        if place.code == MAYOTTE or place.department == MAYOTTE:
            cached.composition(Territory(name=place.name, code=MAYOTTE))  # says why not
        made = (
            territory_of(catalog, store, place, lang)
            if store and place.kind in ("commune", "epci")
            else Territory(name=place.name, code=place.code)
        )
    except BadInput as error:
        st.session_state["place-refused"] = fields.refused(error)
        return
    st.session_state["place-search"] = ""
    state.change(lambda _brief: {"territory": made.model_dump()})


def _chosen(territory: Territory) -> None:
    """The place at hand, and what is local in its figures."""
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    parts = [f"**{fields.plain(territory.name)}**"]
    try:
        where = cached.composition(territory)
    except BadInput:
        where = None
    people = territory.people or (where.people if where and territory.code else None)
    if people:
        entered = _("entered") if territory.people and not territory.place else _("measured by Insee")
        parts.append(_("{people} inhabitants").format(people=number(round(people), lang)) + f" ({entered})")
    if where and where.people_12plus and people:
        parts.append(_("{people} aged 12 and over (computed)").format(people=number(round(where.people_12plus, -1), lang)))
    st.markdown(" · ".join(parts))
    if territory.measured:
        told = fields.plain(territory.measured)
    elif territory.code in REGIONS or territory.code in catalog.departments:
        name = REGIONS[territory.code][0] if territory.code in REGIONS else catalog.departments[territory.code].name
        told = _("Ages of {name}, Insee {year}; diploma, income and the rest lent by metropolitan France, at equal age.").format(
            name=name, year=AGES_YEAR
        )
    else:
        told = _("Nothing local is known: the composition is that of metropolitan France.")
    st.caption(told.rstrip(".") + ". " + _("Digital use itself was measured nowhere locally."))
