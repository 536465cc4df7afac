"""The frame around every page: its entries, the language, and the plan at hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from catalog import colours
from catalog.words import LANGUAGES, Lang, day, translator
from planner.store import StoreUnavailable
from views import clash, state

ICON = Path(__file__).resolve().parent.parent / "static" / "maillage.svg"
SCRIPT = Path(__file__).resolve().parent / "page.js"
NAMES: dict[Lang, str] = {"fr": "Français", "en": "English"}

# One style for all pages: room to read, no English corner left, readable on a phone and while a calculation runs.
STYLE = """
[data-testid="stMainBlockContainer"] { padding: 3.4rem 2.5rem 3rem; max-width: 80rem; }
[data-testid="stMainBlockContainer"] h1 { font-size: 2rem; padding: 0; }
[data-testid="stMainBlockContainer"] h2 { font-size: 1.4rem; padding: .8rem 0 .2rem; }
[data-testid="stMainBlockContainer"] h3 { font-size: 1.1rem; padding: .4rem 0 .1rem; }
.lead { font-size: 1.15rem; margin: 0 0 .6rem; max-width: 46rem; }
.small { font-size: .9rem; color: #4a4f57; }
.default-mark { white-space: nowrap; background: #e9ebee; color: #3a3f46; border-radius: 3px; padding: 0 .35em; font-size: .82rem; }
.answer { font-size: 1.35rem; font-weight: 700; line-height: 1.3; margin: 0 0 .3rem; max-width: 52rem; }
.big { font-size: 1.9rem; font-weight: 700; line-height: 1.15; margin: 0; }
[data-testid="stDateInput"] [role="spinbutton"] { display: inline-block; min-width: 24px; min-height: 24px; text-align: center; }
[data-testid="InputInstructions"] { display: none; }
[data-stale="true"], [data-testid="stExpander"] :is(details, summary, details + div), [role="tab"] { opacity: 1 !important; }
[data-testid="stFileUploaderDropzoneInstructions"], [data-testid="stFileUploaderDropzone"] button p { display: none; }
[data-testid="stMarkdownContainer"] table { display: block; overflow-x: auto; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3.4rem 1rem 2rem; }
  [data-testid="stMainBlockContainer"] h1 { font-size: 1.6rem; }
  .big { font-size: 1.5rem; }
}
"""
STRANDS = "".join(
    f".strand-{strand} {{ border-left: 6px solid {colour}; padding-left: .6rem; }}\n" for strand, colour in colours.STRANDS.items()
)


@st.cache_resource
def _page_script() -> Callable[..., object]:
    """Streamlit writes lang="en" on every page and may lose a field left by a click on a link: a small script mends both."""
    component: Callable[..., object] = st.components.v2.component("page_script", js=SCRIPT.read_text(encoding="utf-8"))
    return component


def pages() -> st.navigation:  # type: ignore[valid-type]
    """The entries, in both languages under the same addresses."""
    _ = translator(state.lang())
    return st.navigation([
        st.Page("views/home.py", title=_("Home"), url_path="home", default=True),
        st.Page("views/landscape.py", title=_("Landscape"), url_path="landscape"),
        st.Page("views/compare.py", title=_("Compare"), url_path="compare"),
        st.Page("views/audiences.py", title=_("Audiences"), url_path="audiences"),
        st.Page("views/plan.py", title=_("Consultation plan"), url_path="plan"),
        st.Page("views/workshop.py", title=_("Workshop"), url_path="workshop"),
        st.Page("views/sources.py", title=_("Sources"), url_path="sources"),
    ])  # fmt: skip


def open_frame() -> None:
    """Page settings, language switch, state of the plan at hand."""
    lang = state.lang()
    _ = translator(lang)
    st.set_page_config(page_title="Maillage", page_icon=str(ICON), layout="wide")
    upload = (
        f'[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after {{ content: "{_("Choose a file")}"; }}'
    )
    st.html(f"<style>{STYLE}{STRANDS}{upload}</style>")
    _page_script()(key="page-script", data={"lang": lang, "upload": _("Choose a file")})
    with st.sidebar:
        st.radio(
            _("Language"), LANGUAGES, index=LANGUAGES.index(lang), format_func=lambda name: NAMES[name], key="language", horizontal=True,
            on_change=_switch,
        )  # fmt: skip
        _plan_at_hand()
    _silence()
    if state.token() and state.saved() is None:
        st.warning(_("No plan has this address. Check that it was copied whole; nothing has been erased."))
    if state.erased():
        st.success(_("The plan and all its versions are erased."))
    if state.reading():
        with st.container(horizontal=True, vertical_alignment="center", key="read-only"):
            st.info(_("You are reading this plan: it cannot be changed from this address."), icon=":material/visibility:", width="stretch")
            st.button(_("Make a copy"), icon=":material/content_copy:", on_click=state.duplicate, key="copy-read")
    if found := state.problem():
        st.error(found)
    clash.show()


def run(page: st.navigation) -> None:  # type: ignore[valid-type]
    """The page; what it could not read in the database is said in its place."""
    try:
        page.run()
    except StoreUnavailable as error:
        st.error(error.text(state.lang()))


def _silence() -> None:
    """The database does not answer: what waits, or that nothing can be shown of the plan; the page ends there."""
    _ = translator(state.lang())
    said = state.silent()
    if said is None:
        return
    unread = bool(state.token()) and state.saved() is None
    if unread:
        st.title(_("The plan cannot be shown for now"))
    with st.container(horizontal=True, vertical_alignment="center", key="silent"):
        if state.waiting():
            said = _("The database does not answer. What you change is kept in this window until it does: leave the window open.")
        elif unread:
            said = _("The database does not answer. What was saved is safe: try again in a moment.")
        st.warning(said, icon=":material/cloud_off:", width="stretch")
        st.button(_("Try again"), key="try-again")
    if unread:
        st.stop()


def _switch() -> None:
    state.set_lang(st.session_state["language"])


def _plan_at_hand() -> None:
    _ = translator(state.lang())
    found = state.saved()
    if found is None:
        return
    st.markdown(f"**{_('My plan')}**")
    if state.waiting():
        with st.container(key="not-saved"):
            st.caption(_("Not saved yet."))
    st.text(found.plan.brief.subject)
    when = found.saved_at.astimezone().strftime("%H:%M")
    if found.access == "edit" and not state.waiting():
        st.caption(_("Saved at {time}. This page’s address opens it again: keep it.").format(time=when))
    st.caption(_("Kept until {day} unless opened by then.").format(day=day(found.kept_until, state.lang())))
    st.button(_("Start another"), on_click=state.leave, width="stretch", key="start-another")
