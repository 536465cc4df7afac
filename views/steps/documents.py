"""Documents: what gets the plan decided and run, in the formats that each reader opens; and opening a file again."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from catalog.words import Lang, translator
from catalog.yamlfile import BadInput
from planner.documents.shelf import PAPERS
from planner.opening import MOST, SUFFIXES, open_file
from planner.plan import Plan
from planner.writers import fill, write
from views import cached, files, state

# What opens each format; the first is the one most people take.
LAYOUTS = {".docx": ("Word", "description"), ".pdf": ("PDF", "picture_as_pdf"), ".html": ("HTML", "html"), ".md": ("Markdown", "article")}


def show(plan: Plan) -> None:
    """Choose a document and take it away; the tables, the dates, the plan itself; last, as it is long, the document to read."""
    lang = state.lang()
    _ = translator(lang)
    name = st.segmented_control(
        _("Document"), list(PAPERS), default="note", format_func=lambda name: PAPERS[name].name(lang), key="paper", required=True,
    )  # fmt: skip
    st.caption(PAPERS[name].purpose(lang))
    with st.container(horizontal=True, key="formats"):
        for suffix, (word, icon) in LAYOUTS.items():
            _button(plan, name, suffix, f"{PAPERS[name].name(lang)} ({word})", icon, first=suffix == ".docx")
    _own_template(plan, name)
    st.subheader(_("Tables, dates, and the plan itself"))
    with st.container(horizontal=True):
        _button(plan, "note", ".xlsx", _("Workbook: plan, budget, coverage, findings (Excel)"), "table")
        if plan.brief.limits.start:
            _button(plan, "note", ".ics", _("Dates, for a diary (ICS)"), "event")
        _button(plan, "note", ".yaml", _("The plan itself (YAML)"), "data_object", help=_("Opens again here, or with the command line."))
        _button(plan, "note", ".json", _("The plan itself (JSON)"), "data_object")
    st.caption(
        _(
            "Each document carries the plan that made it: dropped below, it opens again. It also says which version of the data and of the engine made it."
        )
    )
    reopen()
    with st.expander(_("Preview"), expanded=True):
        text = re.sub(r"<!-- maillage-record.*?-->\s*\Z", "", made(plan, name, ".md").decode(), flags=re.S)
        st.markdown(re.sub(r"^(#+ )", r"#\1", text, flags=re.M))  # the page has its own title


def _button(plan: Plan, name: str, suffix: str, words: str, icon: str, first: bool = False, help: str | None = None) -> None:
    lang = state.lang()
    stem = PAPERS[name].name(lang) if suffix in LAYOUTS else plan.brief.subject
    st.download_button(
        words, lambda: made(plan, name, suffix), file_name=files.slug(stem) + suffix, mime=files.KINDS[suffix], icon=f":material/{icon}:",
        type="primary" if first else "secondary", on_click="ignore", key=f"take-{name}-{suffix}", help=help, wrap=True,
    )  # fmt: skip


def made(plan: Plan, name: str, suffix: str) -> bytes:
    """A file of the plan at hand, as any step gives it: with what made it, and until when the plan is kept."""
    found = state.saved()
    body = plan.model_dump_json(by_alias=True)
    return _written(body, name, suffix, state.lang(), date.today(), found.kept_until if found else None, cached.catalog().version)


@st.cache_data(max_entries=50, show_spinner=False)
def _written(plan: str, name: str, suffix: str, lang: Lang, today: date, kept_until: date | None, version: str) -> bytes:
    whole = Plan.model_validate_json(plan)
    catalog, at = cached.catalog(), cached.situation(whole.brief)
    return files.made(suffix, lambda path: write(whole, catalog, path, lang, today, name, kept_until, at))


def _own_template(plan: Plan, name: str) -> None:
    """The same document in the organisation's own Word template."""
    lang = state.lang()
    _ = translator(lang)
    with st.expander(_("In your own Word template")):
        st.caption(
            _(
                "Write {{p note }} in a Word file where the document is to go: your letterhead, styles and footers stay. See docs/template.md."
            )
        )
        given = st.file_uploader(_("A Word template (.docx, 5 MB at most)"), type=["docx"], key="template")
        if given is None:
            return
        found = state.saved()
        until = found.kept_until if found else None
        try:
            content = files.made(
                ".docx", lambda path: fill(plan, cached.catalog(), given.getvalue(), path, lang, date.today(), name, until)
            )
        except BadInput as error:
            st.error(_("This template cannot be used:"))
            st.code(error.say(lang), language=None, wrap_lines=True)
            return
        st.download_button(
            _("Take the document in your template"), content, file_name=files.slug(PAPERS[name].name(lang)) + ".docx", mime=files.WORD,
            icon=":material/description:", on_click="ignore", key="take-template",
        )  # fmt: skip


def reopen() -> None:
    """Open a plan or a brief kept as a file; the one at hand stays at its address."""
    lang = state.lang()
    _ = translator(lang)
    st.subheader(_("Open a file"))
    given = st.file_uploader(
        _("A plan, a brief, or a document made here (YAML, JSON, Word, Excel, PDF, HTML, Markdown; {most} MB at most)").format(most=MOST // 1_000_000),
        type=[suffix.removeprefix(".") for suffix in SUFFIXES], key="upload",
    )  # fmt: skip
    if given is None or st.session_state.get("opened") == given.file_id:
        return
    try:
        plan = open_file(given.getvalue(), given.name, cached.catalog())
    except BadInput as error:
        st.error(_("This file cannot be opened:"))
        st.code(error.say(lang), language=None, wrap_lines=True)
        return
    st.session_state["opened"] = given.file_id
    state.start(plan)
    st.rerun()
