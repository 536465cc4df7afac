"""When nothing is open: a plan of information, said to be one, and what could still be opened."""

from __future__ import annotations

import streamlit as st

from catalog.words import translator
from planner.plan import Plan
from views import fields, state


def applies(plan: Plan) -> bool:
    """Whether the mandate says that nothing is open."""
    return plan.brief.mandate.open == ()


def show(plan: Plan) -> None:
    """What this plan can be called, and the ways out."""
    _ = translator(state.lang())
    st.header(_("Information plan"))
    st.warning(
        _(
            "The mandate says that nothing is open: nobody’s opinion would change the decision. This is a plan of information, and it must bear that name."
        )
    )
    st.markdown(_("**Is something still open?** One item is enough for a consultation on it:"))
    usual = [
        _("the calendar of the works"),
        _("the uses of the place"),
        _("signs and information on site"),
        _("how the project is followed up"),
    ]
    with st.container(horizontal=True, key="still-open"):
        for i, what in enumerate((*plan.brief.mandate.study, *usual)):
            st.button(
                _("Open: {what}").format(what=fields.plain(what)), key=f"open-{i}", on_click=fields.put, args=(("mandate", "open"), [what])
            )
        st.button(_("Go back to the mandate"), key="to-mandate", icon=":material/arrow_back:", on_click=_to_mandate)


def _to_mandate() -> None:
    st.session_state["step"] = "mandate"
    st.query_params["step"] = "mandate"
