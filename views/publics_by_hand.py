"""The place by hand: name, department, inhabitants, size; then shares by age and by diploma."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from catalog.words import number, translator
from catalog.yamlfile import BadInput
from planner.brief import Brief, Territory
from planner.composition import normalised
from planner.national import NOT_ASKED
from planner.regions import REGIONS
from views import cached, state

BY_HAND = ("age", "diploma")  # criteria whose shares can be typed
SLACK = 0.5  # points off 100 that rounding explains


def show(territory: Territory | None) -> None:
    """The fields, folded; shares once there is a place to correct."""
    _by_hand(territory)
    if territory:
        _margins(territory)


def _by_hand(territory: Territory | None) -> None:
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    sizes = ["", *catalog.criteria["commune_size"].categories]
    names = {"": _("Metropolitan France"), **{code: name for code, (name, _codes) in REGIONS.items()}}
    names |= {code: f"{code} {each.name}" for code, each in catalog.departments.items()}
    codes = ["", *catalog.departments, *REGIONS]
    st.session_state["place-name"] = territory.name if territory else ""
    st.session_state["place-code"] = territory.code if territory and territory.code in names else ""
    st.session_state["place-people"] = (territory.people or 0) if territory else 0
    st.session_state["place-size"] = territory.commune_size or "" if territory and territory.commune_size in sizes else ""
    with st.expander(_("By hand: name, department, inhabitants, size of the urban area")):
        left, right = st.columns(2)
        left.text_input(_("Name shown"), key="place-name", max_chars=300, on_change=_place)
        right.selectbox(
            _("Department or region"),
            codes,
            key="place-code",
            on_change=_place,
            placeholder=_("Choose"),
            format_func=lambda code: names[code],
        )
        left.number_input(
            _("Inhabitants"), min_value=0, max_value=100_000_000, step=500, key="place-people", on_change=_place,
            help=_("Of all ages. 0: not known."),
        )  # fmt: skip
        right.selectbox(
            _("Size of the urban area"), sizes, key="place-size", on_change=_place, placeholder=_("Choose"),
            format_func=lambda size: catalog.criteria["commune_size"].categories[size].label(lang) if size else _("I do not know"),
        )  # fmt: skip


def _place() -> None:
    """What is typed by hand; another department takes away what was known of the place itself."""
    _ = translator(state.lang())
    typed = st.session_state
    given = {"name": typed["place-name"].strip() or _("My territory"), "code": typed["place-code"], "people": typed["place-people"] or None}
    given["commune_size"] = typed["place-size"] or None

    def edit(brief: Brief) -> dict[str, Any]:
        before = brief.territory.model_dump() if brief.territory and brief.territory.code == given["code"] else {}
        return {"territory": {**before, **given}}

    state.change(edit)


# -- shares typed by hand ------------------------------------------------------------------------------------


def _margins(territory: Territory) -> None:
    """Shares by age and by diploma, in percent; each criterion must add up to 100."""
    _ = translator(state.lang())
    try:
        where = cached.composition(territory)
    except BadInput:
        return
    with st.expander(_("By hand: shares by age and by diploma")):
        st.caption(_("In % of the residents aged 12 and over (of the adults, for diplomas). What stands here now is computed; correct it."))
        for criterion in BY_HAND:
            now = {name: where.margin(criterion)[name] for name in where.categories[criterion] if name != NOT_ASKED}
            _criterion(territory, criterion, normalised(now))
        if set(BY_HAND) & set(territory.margins):
            st.button(_("Forget the local shares"), key="margins-forget", on_click=_forget, icon=":material/undo:")


def _criterion(territory: Territory, criterion: str, now: Mapping[str, float]) -> None:
    lang = state.lang()
    _ = translator(lang)
    labels = cached.catalog().criteria[criterion]
    st.markdown(f"**{labels.label(lang)}**")
    columns = st.columns(4)
    given = {}
    for i, (name, share) in enumerate(now.items()):
        key = f"margin-{criterion}-{name}-{territory.code}-{territory.place or ''}"
        given[name] = columns[i % 4].number_input(
            f"{labels.names[name](lang)} (%)", 0.0, 100.0, round(share * 100, 1), 0.5, format="%.1f", key=key
        )  # fmt: skip
    gap = sum(given.values()) - 100
    total = _("Total: {total} %.").format(total=number(100 + gap, lang, 1))
    if abs(gap) <= SLACK:
        st.caption(total)
    elif gap < 0:
        st.warning(total + " " + _("{points} points are missing: the shares must add up to 100 %.").format(points=number(-gap, lang, 1)))
    else:
        st.warning(total + " " + _("{points} points too many: the shares must add up to 100 %.").format(points=number(gap, lang, 1)))
    st.button(
        _("Use these shares"), key=f"margins-{criterion}", on_click=_use, args=(criterion, given), disabled=abs(gap) > SLACK,
        help=labels.label(lang),
    )  # fmt: skip


def _use(criterion: str, given: Mapping[str, float]) -> None:
    lang = state.lang()
    _ = translator(lang)
    words = cached.catalog().criteria[criterion].label(lang).lower()
    note = _("typed by hand: {criteria}").format(criteria=words)

    def edit(brief: Brief) -> dict[str, Any]:
        before = brief.territory.model_dump() if brief.territory else {"margins": {}, "measured": None}
        told = before["measured"] or ""
        told = told if note in told else " ; ".join(part for part in (told, note) if part)[:300]
        return {"territory": {**before, "margins": {**before["margins"], criterion: normalised(given)}, "measured": told}}

    state.change(edit)


def _forget() -> None:
    """Back to what is lent by the department, or by France."""

    def edit(brief: Brief) -> dict[str, Any]:
        return {"territory": brief.territory and {**brief.territory.model_dump(), "margins": {}, "measured": None}}

    for key in [name for name in st.session_state if str(name).startswith("margin-")]:  # the fields show what is computed again
        del st.session_state[key]
    state.change(edit)
