"""What comes before any plan: whether a text obliges you, whether to consult now, and the half page for the public."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import streamlit as st

from catalog.load import Catalog
from catalog.paper.markdown import markdown
from catalog.words import Lang, translator
from planner.brief import Brief
from planner.documents.leaflet import leaflet
from planner.evaluate import evaluate
from planner.obligation import CAUTION, NOTHING_BINDS, TO_CHECK, Reason, Suggested, hinted, suggest
from planner.plan import Plan
from planner.readiness import brief_as_said, readiness, verdict
from views import cached, fields, files, state
from views.steps.documents import made

ANSWERS: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}

# -- Suis-je obligé ? ------------------------------------------------------------------------------------------


def obliged(brief: Brief) -> None:
    """Eight questions, their answers saved at once, and the frames that follow."""
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    with st.expander(_("Am I obliged to consult?"), icon=":material/gavel:", key="obliged"):
        st.caption(_("Eight questions. When in doubt, leave “I do not know”: it never counts as a no."))
        given = brief.context.obligation
        words = {"yes": _("yes"), "no": _("no"), "unknown": _("I do not know")}
        for question in catalog.obligation.values():
            key = f"obliged-{question.id}"
            st.radio(
                question.question(lang), list(words), index=list(ANSWERS.values()).index(given.get(question.id)), key=key, horizontal=True,
                format_func=lambda answer: words[answer], on_change=_answer, args=(question.id, key), help=question.help(lang),
            )  # fmt: skip
            check = f" – {TO_CHECK(lang)}" if question.confidence == "memory" else ""
            st.caption(", ".join(question.articles).replace("*", r"\*") + check)
        _result(brief, catalog, lang)


def _answer(question: str, key: str) -> None:
    """Save one answer; "I do not know" leaves none."""
    plan, answer = state.plan(), ANSWERS[st.session_state[key]]
    given = dict(plan.brief.context.obligation) if plan else {}
    given.pop(question, None)
    fields.put(("context", "obligation"), given if answer is None else {**given, question: answer})


def _result(brief: Brief, catalog: Catalog, lang: Lang) -> None:
    _ = translator(lang)
    given = brief.context.obligation
    found = suggest(given, catalog)
    hints = [frame for frame in hinted(brief, catalog) if frame not in {each.frame for each in (*found.mandatory, *found.not_excluded)}]
    with st.container(border=True, key="obliged-result"):
        if found.mandatory:
            st.markdown(_strong(_("From your answers, you have to follow:")))
            _frames(found.mandatory, brief, catalog, lang)
        if found.voluntary:
            st.markdown(f"**{NOTHING_BINDS(lang)}**")
            _take("voluntary", brief, catalog, lang)
        looked = [each for each in found.not_excluded if each.because == "look"]
        if looked:
            st.markdown(_strong(_("To look at as well:")))
            _frames(looked, brief, catalog, lang)
        left = [each for each in found.not_excluded if each.because == "unknown"]
        if left and given:
            st.markdown(_strong(_("Cannot be excluded while an answer is missing:")))
            _names(left, catalog, lang)
        if not given:
            st.markdown(_("Answer the questions: what follows from them is shown here."))
        if hints:
            st.markdown(_strong(_("What you wrote also calls to mind:")) + " " + ", ".join(catalog.frames[id].name(lang) for id in hints))
        st.caption(CAUTION(lang))


def _strong(words: str) -> str:
    return f"**{words}**"


def _frames(found: Iterable[Suggested], brief: Brief, catalog: Catalog, lang: Lang) -> None:
    """Each frame with the articles it follows from, and a button to make it that of the brief."""
    for each in found:
        st.markdown(f"- {catalog.frames[each.frame].name(lang)} ({_why(each.why, lang)})")
        _take(each.frame, brief, catalog, lang)


def _names(found: Iterable[Suggested], catalog: Catalog, lang: Lang) -> None:
    st.markdown("\n".join(f"- {catalog.frames[each.frame].name(lang)} ({_why(each.why, lang)})" for each in found))


def _why(reasons: Iterable[Reason], lang: Lang) -> str:
    """The articles, each once; the star of a regulatory article is no Markdown."""
    given = list(reasons)
    articles = dict.fromkeys(article.replace("*", r"\*") for reason in given for article in reason.articles)
    return " ; ".join([*articles, *([TO_CHECK(lang)] if all(reason.to_check for reason in given) else [])])


def _take(frame: str, brief: Brief, catalog: Catalog, lang: Lang) -> None:
    _ = translator(lang)
    name = catalog.frames[frame].name(lang)
    taken = brief.frame == frame
    st.button(
        _("This is your frame: {name}").format(name=name) if taken else _("Take this frame: {name}").format(name=name),
        key=f"take-{frame}", disabled=taken, icon=":material/check:", on_click=_adopt, args=(frame,),
    )  # fmt: skip


def _adopt(frame: str) -> None:
    """Make a frame that of the brief; the list of frames below keeps its own choice unless told."""
    st.session_state["field-frame"] = frame
    fields.put(("frame",), frame)


# -- Faut-il concerter maintenant ? ----------------------------------------------------------------------------


def ready(plan: Plan) -> None:
    """The points, and one sentence that says what they come to."""
    lang = state.lang()
    _ = translator(lang)
    words = {"yes": _("Settled"), "no": _("To be seen to"), "unknown": _("Not known")}
    with st.expander(_("Is now the time to consult?"), icon=":material/event_available:", key="ready"):
        points = readiness(brief_as_said(plan), cached.catalog(), date.today())
        found = verdict(points)
        {"yes": st.success, "not_yet": st.info, "no": st.warning}[found.answer](found.said(lang))
        lines, caution = [], _("not legal advice")
        for point in points:
            article = f" ({point.article}, {caution})" if point.article else ""
            todo = f" → {point.todo(lang)}" if point.todo else ""
            lines.append(f"- **{words[point.state]}** – {point.said(lang)}{article}{todo}")
        st.markdown("\n".join(lines))


# -- À quoi servira votre avis -----------------------------------------------------------------------------------


def sheet(plan: Plan) -> None:
    """The half page for the public, to read and to take away."""
    lang = state.lang()
    _ = translator(lang)
    with st.expander(_("What your opinion will be used for"), icon=":material/campaign:", key="sheet"):
        st.caption(_("Half a page for the public, made from what you wrote. What is in brackets is for you to complete."))
        body, today, version = plan.model_dump_json(by_alias=True), date.today(), cached.catalog().version
        st.download_button(
            _("Half page for the public (Word)"), lambda: made(plan, "leaflet", ".docx"),
            file_name="a-quoi-servira-votre-avis.docx" if lang == "fr" else "your-opinion.docx", mime=files.WORD, icon=":material/description:",
            on_click="ignore", key="sheet-word",
        )  # fmt: skip
        with st.container(border=True):
            st.markdown(re.sub(r"^(#+ )", r"#\1", _shown(body, lang, today, version), flags=re.M))  # the page has its own title


@st.cache_data(max_entries=50, show_spinner=False)
def _shown(plan: str, lang: Lang, today: date, version: str) -> str:
    """The half page to read, without the foot and the record that its file carries."""
    whole = Plan.model_validate_json(plan)
    catalog = cached.catalog()
    # One draw: only the dates are read from it.
    numbers = evaluate(whole, catalog, cached.situation(whole.brief), draws=1) if whole.activities else None
    return markdown(leaflet(whole.brief, whole, catalog, lang, today, numbers))
