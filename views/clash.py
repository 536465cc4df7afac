"""Two people on one plan: what both changed is shown side by side, and nothing of either is lost before one chooses."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from catalog.words import translator
from planner.merge import resolve
from planner.store import Conflict
from views import cached, fields, state

Side = Literal["mine", "theirs"]


def show() -> None:
    """The choice to make, or a word on what was joined."""
    _ = translator(state.lang())
    if state.met():
        st.info(_("Somebody else was changing this plan: their changes and yours are both in it."), icon=":material/group:")
    found = state.clash()
    if found is None:
        return
    with st.container(border=True, key="clash"):
        st.subheader(_("Somebody else changed the same thing"))
        st.markdown(_("What follows shows their version. Your change is kept here: choose, for each line, what the plan is to say."))
        for i in range(len(found.clashes)):
            _choice(found, i)
        st.button(_("Keep these choices"), type="primary", key="clash-keep", on_click=_keep, args=(found,), disabled=state.waiting())


def _key(found: Conflict, i: int) -> str:
    """Each clash has its own choices: the next one must not find those of the one before."""
    return f"clash-{found.theirs.version}-{i}"


def _choice(found: Conflict, i: int) -> None:
    clash, lang = found.clashes[i], state.lang()
    _ = translator(lang)
    methods = {id: method.name for id, method in cached.catalog().methods.items()}
    words = {"mine": _("Yours: {value}"), "theirs": _("Theirs: {value}")}
    values = {"mine": clash.mine, "theirs": clash.theirs}
    st.radio(
        fields.plain(clash.named(methods)(lang)), list(words), key=_key(found, i),
        format_func=lambda side: words[side].format(value=fields.plain(clash.said(values[side], lang))),
    )  # fmt: skip


def _keep(found: Conflict) -> None:
    choices: dict[tuple[str, ...], Side] = {clash.where: st.session_state[_key(found, i)] for i, clash in enumerate(found.clashes)}
    with state.or_say():  # choices that do not hold together: they stay, to be chosen anew
        chosen = resolve(found.merged, choices)
        state.settle(found)
        state.keep_over(chosen, found.theirs.version)
