"""Sign-in by an organisation's OpenID provider: off unless MAILLAGE_SIGN_IN=required, and then nothing is shown before it.

Streamlit does the exchange with the provider (`[auth]` in `.streamlit/secrets.toml`) and keeps its answer in a signed
cookie of the visitor's browser. Here it only opens the door: nothing about the person is kept, nor tied to a plan.
MAILLAGE_SIGN_IN_DOMAINS may name the e-mail domains that are let in. See docs/deploy.md.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

import streamlit as st

from catalog.words import translator
from views import state

REQUIRED = "required"


def wanted() -> bool:
    """Whether this server lets in only who has signed in."""
    return os.environ.get("MAILLAGE_SIGN_IN", "").strip().lower() == REQUIRED


def gate() -> None:
    """Let the rest of the page run, or show the door in its place."""
    if not wanted():
        return
    if not _configured():
        _closed()
    elif not st.user.get("is_logged_in"):
        _door()
    elif _ended(st.user):
        st.logout()
        st.stop()
    elif not allowed(st.user, domains()):
        _stranger()
    else:
        _ = translator(state.lang())
        st.sidebar.button(_("Sign out"), key="sign-out", on_click=st.logout)


def domains() -> frozenset[str]:
    """The e-mail domains that are let in; none: everybody whom the provider knows."""
    named = os.environ.get("MAILLAGE_SIGN_IN_DOMAINS", "").replace(",", " ").split()
    return frozenset(one.lower().lstrip("@") for one in named)


def allowed(user: Mapping[str, object], domains: frozenset[str]) -> bool:
    """Whether an address is of one of these domains, exactly, and not said to be unverified by the provider."""
    if not domains:
        return True
    name, at, domain = str(user.get("email") or "").rpartition("@")
    return bool(name and at) and domain.lower() in domains and user.get("email_verified") in (None, True, "true")


def _ended(user: Mapping[str, object]) -> bool:
    """Whether what the provider said is out of date: Streamlit's cookie outlives it."""
    end = user.get("exp")
    return isinstance(end, int | float) and end < time.time()


def _configured() -> bool:
    try:
        return "auth" in st.secrets
    except FileNotFoundError:  # no secrets file at all
        return False


def _title() -> None:
    st.set_page_config(page_title="Maillage", layout="centered")
    st.title("Maillage")


def _closed() -> None:
    _ = translator(state.lang())
    _title()
    st.error(_("Sign-in is required here but has not been set up. Ask the person who looks after this server."))
    st.stop()


def _door() -> None:
    _ = translator(state.lang())
    _title()
    st.write(_("This site is open to the people of one organisation. Sign in with your work account."))
    st.button(_("Sign in"), on_click=st.login, type="primary")
    st.caption(_("Your name and address are used to open the door only: they are not kept here and do not appear in any plan."))
    if state.token():
        st.caption(_("You came by the link of a plan: open it again once you have signed in."))
    st.stop()


def _stranger() -> None:
    _ = translator(state.lang())
    _title()
    st.error(
        _("You are signed in, but this account has no access here. Use your work account, or ask the person who looks after this server.")
    )
    st.button(_("Sign out"), on_click=st.logout)
    st.stop()
