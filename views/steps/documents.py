"""Documents: the council note and the plan itself, to take away."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from catalog.words import Lang, translator
from catalog.yamlfile import BadInput
from planner.brief import parse_brief
from planner.plan import Plan, dump, parse_plan
from planner.writers import write
from views import cached, files, state


def show(plan: Plan) -> None:
    """Download, preview, and open a file."""
    lang = state.lang()
    _ = translator(lang)
    body = plan.model_dump_json(by_alias=True)
    today = date.today()
    one, two, three = st.columns(3)
    with one:
        st.download_button(
            _("Council note (Word)"), lambda: _made(body, lang, today, ".docx"), file_name="note-au-conseil.docx" if lang == "fr" else "council-note.docx",
            mime=files.WORD, icon=":material/description:", width="stretch", type="primary", on_click="ignore",
        )  # fmt: skip
    with two:
        st.download_button(
            _("The same as plain text (Markdown)"), lambda: _made(body, lang, today, ".md"), file_name="note.md", mime="text/markdown",
            icon=":material/article:", width="stretch", on_click="ignore",
        )  # fmt: skip
    with three:
        st.download_button(
            _("The plan itself (YAML)"), lambda: dump(plan).encode(), file_name="plan.yaml", mime="application/yaml", icon=":material/data_object:",
            width="stretch", help=_("Opens again here, or with the command line."), on_click="ignore",
        )  # fmt: skip
    with st.expander(_("Preview of the note"), expanded=True):
        note = _made(body, lang, today, ".md").decode()
        st.markdown(re.sub(r"^(#+ )", r"#\1", note, flags=re.M))  # the page has its own title
    reopen()


def reopen() -> None:
    """Open a plan or a brief kept as a file."""
    _ = translator(state.lang())
    st.subheader(_("Open a plan or a brief"))
    given = st.file_uploader(_("A YAML file of at most 1 MB"), type=["yaml", "yml"], key="upload")
    if given is not None and st.session_state.get("opened") != given.file_id:
        st.session_state["opened"] = given.file_id
        _open(given.getvalue(), given.name)


@st.cache_data(max_entries=50, show_spinner=False)
def _made(plan: str, lang: Lang, today: date, suffix: str) -> bytes:
    return files.made(suffix, lambda path: write(Plan.model_validate_json(plan), cached.catalog(), path, lang, today))


def _open(content: bytes, name: str) -> None:
    """Open a file as a new plan; the one at hand stays at its address."""
    _ = translator(state.lang())
    catalog = cached.catalog()
    try:
        plan = parse_plan(content, name, catalog) if b"brief:" in content else Plan(brief=parse_brief(content, name, catalog))
    except BadInput as error:
        st.error(_("This file cannot be opened:"))
        st.code(error.say(state.lang()), language=None, wrap_lines=True)
        return
    state.start(plan)
    st.rerun()
