"""Contexte et déjà-là: how known the subject is, and what the organiser already has at no cost."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from catalog.words import translator
from planner.brief import AssetKind, Brief
from planner.reach import PAID_BY
from views import cached, fields, state


def show(brief: Brief) -> None:
    """What is known, and what is already there."""
    lang = state.lang()
    _ = translator(lang)
    attention = {"little_known": _("little known"), "followed": _("followed"), "contested": _("contested")}
    left, right = st.columns(2)
    with left:
        fields.choice(
            brief, ("context", "attention"), _("The subject is"), attention,
            help=_("A contested subject brings more people, opponents above all; a little-known one brings fewer. Default factors: see Sources."),
        )  # fmt: skip
        fields.paragraph(brief, ("context", "history"), _("What happened before"))
    with right:
        fields.answer(brief, ("context", "non_french_speakers"), _("Are people who speak little French concerned?"))
        fields.answer(brief, ("context", "minors"), _("Are minors concerned?"))
        fields.day(brief, ("context", "election_on"), _("Next election in the territory"))

    st.subheader(_("What you already have"))
    st.caption(_("What it makes possible costs nothing more to buy; its agent-days still count."))
    kinds = _kinds()
    for i, asset in enumerate(brief.already_have):
        with st.container(border=True):
            one, two = st.columns([5, 1], vertical_alignment="center")
            one.markdown(f"**{kinds[asset.what]}**" + (f" — {fields.plain(asset.name)}" if asset.name else ""))
            paid = asset.methods or sorted(
                m.id for m in cached.catalog().methods.values() if {m.id, m.form} & PAID_BY[asset.what] and m.kind == "method"
            )
            names = ", ".join(cached.catalog().methods[name].name(lang).lower() for name in paid)
            if names:
                one.caption(_("Pays for: {names}").format(names=names))
            two.button(
                _("Remove"),
                key=f"asset-remove-{i}",
                on_click=_remove,
                args=(i,),
                icon=":material/delete:",
                help=kinds[asset.what],
                width="stretch",
            )
    with st.container(border=True):
        one, two, three = st.columns([2, 3, 1], vertical_alignment="bottom")
        one.selectbox(_("I already have"), list(kinds), format_func=lambda kind: kinds[kind], key="asset-kind")
        two.text_input(_("Its name"), key="asset-name", max_chars=300)
        three.button(_("Add"), key="asset-add", on_click=_add, icon=":material/add:", width="stretch")


def _kinds() -> dict[str, str]:
    _ = translator(state.lang())
    words = {
        "platform": _("a participation platform"), "website": _("a website"), "social_media": _("pages on social media"),
        "bulletin": _("a municipal bulletin"), "relays": _("local relays"), "rooms": _("free rooms"),
        "mediator": _("a digital mediator"), "mailing_list": _("a mailing list"), "other": _("something else"),
    }  # fmt: skip
    return {kind: words[kind] for kind in get_args(AssetKind)}


def _add() -> None:
    made = {"what": st.session_state["asset-kind"], "name": (st.session_state["asset-name"] or "").strip() or None}
    state.change(lambda brief: {"already_have": [*(a.model_dump() for a in brief.already_have), made]})


def _remove(i: int) -> None:
    state.change(lambda brief: {"already_have": [a.model_dump() for j, a in enumerate(brief.already_have) if j != i]})
