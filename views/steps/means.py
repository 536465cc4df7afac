"""Moyens: money, agent-days, dates, and the steps wanted."""

from __future__ import annotations

import streamlit as st

from catalog.methods import PHASES
from catalog.words import euros, number, translator
from planner.brief import Brief
from planner.wording import PHASES as PHASE_WORDS
from views import cached, fields, state


def show(brief: Brief) -> None:
    """The limits of the plan; an empty field sets none."""
    lang = state.lang()
    _ = translator(lang)
    one, two = st.columns(2)
    with one:
        fields.number(brief, ("limits", "budget"), _("Budget, € including VAT"), step=500.0)
        fields.number(
            brief,
            ("limits", "staff_days"),
            _("Agent-days available"),
            step=1.0,
            help=_("Days of your own staff, reading and answering included."),
        )
        rate = cached.catalog().model["day_rate"].figure
        fields.number(brief, ("assumptions", "day_rate"), _("Price of an external day, € including VAT"), step=50.0)
        if brief.assumptions.day_rate is None:
            st.html(
                f"<span class='default-mark'>{_('default')}</span> <span class='small'>{euros(rate.value, lang)} ({number(rate.low or 0, lang)}–{number(rate.high or 0, lang)})</span>"
            )
    with two:
        fields.day(brief, ("limits", "start"), _("First public day"))
        fields.day(brief, ("limits", "end"), _("Last day, report back included"))
        key = "field-phases"
        st.multiselect(
            _("Steps of the consultation"), PHASES, default=list(brief.phases), key=key, format_func=lambda phase: PHASE_WORDS[phase](lang),
            placeholder=_("inform, mobilise, take stock, gather ideas, report back"),
            on_change=lambda: fields.put(("phases",), [p for p in PHASES if p in st.session_state[key]]),
        )  # fmt: skip
        weeks = brief.limits.weeks
        if weeks:
            st.caption(_("That is {weeks} weeks.").format(weeks=weeks))

    st.subheader(_("Minimum per public"))
    st.caption(_("A share of a public below which no plan is accepted. Leave at 0 to let the calculation balance."))
    columns = st.columns(3)
    for i, audience in enumerate(brief.audiences):
        key = f"floor-{audience.name}"
        columns[i % 3].number_input(
            fields.plain(audience.name), min_value=0.0, max_value=90.0, step=0.5, value=100 * (audience.floor or 0.0), key=key, format="%.1f",
            on_change=_floor, args=(audience.name, key), help="%",
        )  # fmt: skip


def _floor(name: str, key: str) -> None:
    share = st.session_state[key] / 100 or None
    state.change(lambda brief: {"audiences": [a.model_dump() | ({"floor": share} if a.name == name else {}) for a in brief.audiences]})
