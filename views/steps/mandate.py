"""Mandat: which decision, who takes it and when; what is open, what is not and why."""

from __future__ import annotations

import streamlit as st

from catalog.words import translator
from planner.brief import Brief
from planner.wording import LEVEL_PROMISES, LEVELS
from views import cached, fields, state
from views.steps import obligation


def show(brief: Brief) -> None:
    """The first step: before any calculation."""
    lang = state.lang()
    _ = translator(lang)
    fields.line(brief, ("subject",), _("Subject of the consultation"))
    left, right = st.columns(2)
    with left:
        fields.paragraph(brief, ("mandate", "decision"), _("Which decision will be taken?"))
        fields.line(brief, ("mandate", "decider"), _("Who takes it?"))
        one, two = st.columns(2)
        with one:
            fields.day(brief, ("mandate", "decided_on"), _("When is it taken?"))
        with two:
            fields.day(brief, ("mandate", "council_on"), _("Council that launches the consultation"))
        fields.choice(brief, ("level",), _("Level of participation"), {level: words(lang) for level, words in LEVELS.items()})
        if brief.level:
            st.caption(LEVEL_PROMISES[brief.level](lang))
    with right:
        fields.items(brief, ("mandate", "open"), _("What is open to debate (one item a line)"), empty=None)
        st.checkbox(
            _("Nothing is open"), value=brief.mandate.open == (), key="nothing-open", disabled=bool(brief.mandate.open),
            on_change=lambda: fields.put(("mandate", "open"), [] if st.session_state["nothing-open"] else None),
        )  # fmt: skip
        _closed(brief)
        fields.items(brief, ("mandate", "study"), _("Still under study (one item a line)"))
        fields.paragraph(brief, ("mandate", "promises"), _("Promises made before"))
    if brief.mandate.open == ():
        st.warning(
            _(
                "Nothing is open: what follows can only be called an information plan. Say so to the public, or look for what can still be shaped: works calendar, uses, signs, follow-up."
            )
        )
    obligation.obliged(brief)
    frames = {id: frame.name(lang) for id, frame in cached.catalog().frames.items() if frame.kind != "process_standard"}
    fields.choice(brief, ("frame",), _("Legal frame"), frames)
    if brief.frame:
        frame = cached.catalog().frames[brief.frame]
        st.caption(frame.applies_when(lang))
        with st.expander(_("What this frame asks (not legal advice)")):
            for duty in frame.duties:
                mark = "" if duty.confidence == "read" else " — " + _("to be checked on Légifrance")
                article = f" ({duty.article})" if duty.article else ""
                st.markdown(f"- {duty.what(lang)}{article}{mark}")
    plan = state.plan()
    if plan:
        obligation.ready(plan)
        obligation.sheet(plan)


def _closed(brief: Brief) -> None:
    """What is not open: "what: why", one a line."""
    _ = translator(state.lang())
    text = "\n".join(f"{item.what} : {item.why}" if item.why else item.what for item in brief.mandate.closed)

    def save() -> None:
        made = []
        for written in st.session_state["field-closed"].splitlines():
            what, _colon, why = written.partition(" : ") if " : " in written else written.partition(": ")
            if what.strip():
                made.append({"what": what.strip(), "why": why.strip() or None})
        fields.put(("mandate", "closed"), made)

    st.text_area(_("What is not open, and why (one item a line, “what: why”)"), value=text, key="field-closed", height=90, on_change=save)
