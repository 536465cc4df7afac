"""Sharing and history: two addresses, the versions kept, another plan beside this one, and the end of the plan."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import streamlit as st

from catalog.words import day, translator
from planner.plan import Plan
from planner.store import Version, read_token, store
from views import files, state
from views.steps import beside

SHOWN = 10  # versions listed at first
LONGEST = 80  # characters of the name of a version


def show(plan: Plan) -> None:
    """What can be done with the plan as a whole."""
    lang = state.lang()
    _ = translator(lang)
    found, key = state.saved(), state.token()
    assert found and key
    until = day(found.kept_until, lang)
    if found.access == "edit":
        _addresses(key)
        st.caption(
            _(
                "No account, no name is asked. The plan is kept until {until}, and each opening renews that date; after it, the plan erases itself."
            ).format(until=until)
        )
        _history(plan, key, found.version)
    else:
        st.caption(_("The plan is kept until {until}; each opening renews that date.").format(until=until))
    _another(plan, key)
    if found.access == "edit":
        _take_or_erase(key)


# -- addresses -------------------------------------------------------------------------------------------


def _addresses(key: str) -> None:
    _ = translator(state.lang())
    st.subheader(_("Send a link"))
    left, right = st.columns(2)
    with left:
        st.markdown(_("**To read**: shows the plan and its documents, changes nothing."))
        st.code(_link(read_token(key)), language=None, wrap_lines=True)
    with right:
        st.markdown(_("**To work on it together**: whoever has it can change everything. Keep it for your team."))
        st.code(_link(key), language=None, wrap_lines=True)
    st.button(
        _("Make a copy"),
        icon=":material/content_copy:",
        on_click=state.duplicate,
        key="copy-plan",
        help=_("A new plan with an address of its own; this one stays as it is."),
    )


def _link(key: str) -> str:
    """The whole address of a plan, as the visitor's browser would open it."""
    here = urlsplit(st.context.url or "")
    origin = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    base = here.path.rsplit("/", 1)[0] if here.netloc else ""
    return f"{origin}{base}/plan?{urlencode({'plan': key, 'lang': state.lang()})}"


# -- history ---------------------------------------------------------------------------------------------


def _history(plan: Plan, key: str, current: int) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.subheader(_("Versions"))
    versions = store().history(key)
    st.caption(_("Each change is a version. Give a name to those that count: a named version is never cleared away."))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.text_input(_("Name of the present version"), key="version-name", max_chars=LONGEST, placeholder=_("Sent to the council"))
    right.button(_("Name it"), key="version-name-it", on_click=_name, args=(key, current), width="stretch")
    if len(versions) == 1 and not versions[0].name:
        return
    named = [version for version in versions if version.name]
    listed = [*versions[:SHOWN], *(version for version in named if version not in versions[:SHOWN])]
    words = {version.number: _said(version, current) for version in listed}
    chosen = st.selectbox(_("A version"), list(words), format_func=words.__getitem__, key="version")
    if chosen is None or chosen == current:
        return
    with st.container(horizontal=True):
        st.button(_("Come back to this version"), key="version-restore", icon=":material/history:", on_click=_restore, args=(key, chosen))
        compared = st.toggle(_("Compare it with the present one"), key="version-compare")
    old = store().version(key, chosen)
    if compared and old is not None:
        beside.show(old, plan, (words[chosen], _("Present version")), lang)


def _said(version: Version, current: int) -> str:
    lang = state.lang()
    _ = translator(lang)
    when = version.saved_at.astimezone()
    words = _("{day} at {time}").format(day=day(when.date(), lang), time=when.strftime("%H:%M"))
    parts = [version.name, words, _("present") if version.number == current else None]
    return " · ".join(part for part in parts if part)


def _name(key: str, version: int) -> None:
    given = st.session_state["version-name"].strip()
    if given:
        with state.or_say():
            store().name(key, version, given)
            st.session_state["version-name"] = ""


def _restore(key: str, number: int) -> None:
    """Bring an old version back; the present one stays in the history."""
    with state.or_say():
        old = store().version(key, number)
        if old is not None:
            state.save(old)


# -- another plan beside this one ---------------------------------------------------------------------------


def _another(plan: Plan, key: str) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.subheader(_("Another plan beside this one"))
    st.caption(_("To weigh two scenarios: make a copy, change it, then paste its address here."))
    given = st.text_input(_("Address of the other plan"), key="other-address", max_chars=500)
    if not given.strip():
        return
    found = state.kept(_token_in(given))
    if found is None:
        st.error(_("No plan has this address. Check that it was copied whole."))
    else:
        subjects = plan.brief.subject, found.plan.brief.subject
        names = subjects if subjects[0] != subjects[1] else (_("This plan"), _("The other plan"))
        beside.show(plan, found.plan, (names[0], names[1]), lang)


def _token_in(text: str) -> str:
    """The token of an address, or the text itself when it is a bare token."""
    return parse_qs(urlsplit(text.strip()).query).get("plan", [text.strip()])[0]


# -- take all of it away, or erase it ---------------------------------------------------------------------------


def _take_or_erase(key: str) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.subheader(_("Take everything away, or erase"))
    name = f"maillage-{date.today().isoformat()}.json"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("Everything kept about this plan (JSON)"), lambda: json.dumps(store().export(key), ensure_ascii=False, indent=2, default=str).encode(),
            file_name=name, mime=files.KINDS[".json"], icon=":material/download:", on_click="ignore", key="take-all",
        )  # fmt: skip
        with st.popover(_("Erase this plan"), icon=":material/delete_forever:"):
            st.markdown(_("The plan and all its versions are erased at once, for everybody. This cannot be undone."))
            st.button(_("Erase for good"), type="primary", key="erase", on_click=state.erase)
