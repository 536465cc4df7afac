"""The mandate page: the questions of obligation, whether to consult now, and the half page, in both languages."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from catalog.load import load
from catalog.paper import docx
from catalog.words import LANGUAGES, Lang
from planner.brief import Brief, Closed, Commitments, Context, Limits, Mandate, Territory
from planner.documents.leaflet import leaflet
from planner.plan import Activity, Plan
from planner.store import Store
from views import files

ROOT = Path(__file__).resolve().parent.parent
PLAN = Plan(
    brief=Brief(
        subject="Une rue piétonne",
        mandate=Mandate(
            decision="Fermer la rue aux voitures", decider="Conseil municipal", decided_on=date(2027, 6, 24), open=("les arbres",)
        ),
        territory=Territory(name="Ville-sur-Rive", code="60", people=18_000),
        limits=Limits(budget=12_000, staff_days=30, start=date(2027, 1, 4), end=date(2027, 5, 14)),
    ),
    activities=(Activity(id="stand", method="market_stand", phase="ideate", week=4),),
)


pytestmark = pytest.mark.usefixtures("packages_read_once")


def mandate(token: str, lang: Lang = "fr") -> AppTest:
    """The mandate of a plan, opened by its address."""
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    ask = {"plan": token, "step": "mandate", "lang": lang}
    test.query_params.update(ask)
    test.run()
    test.query_params.update(ask)
    test.switch_page("views/plan.py").run()
    assert [error.message for error in test.exception] == []
    return test


def kept(store: Store, token: str) -> Plan:
    found = store.get(token)
    assert found
    return found.plan


def written(test: AppTest) -> str:
    return "\n".join([*(one.value for one in test.markdown), *(one.value for one in test.caption)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_eight_questions_are_asked_with_their_articles(lang: Lang, store: Store) -> None:
    test = mandate(store.create(PLAN), lang)
    asked = [one for one in test.radio if (one.key or "").startswith("obliged-")]
    assert [one.label for one in asked] == [question.question(lang) for question in load().obligation.values()]
    assert [one.value for one in asked] == ["unknown"] * 8
    assert "Code de l’urbanisme, L103-2" in written(test)


def test_an_answer_is_saved_at_once_and_can_be_taken_back(store: Store) -> None:
    token = store.create(PLAN)
    test = mandate(token)
    test.radio(key="obliged-planning_document").set_value("yes").run()
    test.radio(key="obliged-street_status").set_value("no").run()
    assert kept(store, token).brief.context.obligation == {"planning_document": True, "street_status": False}
    test.radio(key="obliged-planning_document").set_value("unknown").run()
    assert kept(store, token).brief.context.obligation == {"street_status": False}


def test_the_frame_found_becomes_that_of_the_brief_and_of_the_list(store: Store) -> None:
    token = store.create(PLAN)
    test = mandate(token)
    test.selectbox(key="field-frame").set_value("ppve").run()
    test.radio(key="obliged-planning_document").set_value("yes").run()
    test.button(key="take-urb_concertation").click().run()
    assert kept(store, token).brief.frame == "urb_concertation"
    assert test.selectbox(key="field-frame").value == "urb_concertation"
    assert test.button(key="take-urb_concertation").disabled
    assert [one.value for one in test.warning] == []


def test_eight_noes_offer_the_voluntary_frame(store: Store) -> None:
    noes = Context(obligation=dict.fromkeys(load().obligation, False))
    token = store.create(PLAN.model_copy(update={"brief": PLAN.brief.model_copy(update={"context": noes})}))
    mandate(token).button(key="take-voluntary").click().run()
    assert kept(store, token).brief.frame == "voluntary"


def test_the_verdict_changes_with_what_is_open(store: Store) -> None:
    nothing = PLAN.brief.mandate.model_copy(update={"open": ()})
    closed = PLAN.model_copy(update={"brief": PLAN.brief.model_copy(update={"mandate": nothing})})
    assert any(one.value.startswith("Non\u00a0: rien n’est ouvert") for one in mandate(store.create(closed)).warning)
    assert any(one.value.startswith("Pas encore\u00a0: d’abord, nommer") for one in mandate(store.create(PLAN)).info)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_half_page_is_shown_and_can_be_taken_away(lang: Lang, store: Store) -> None:
    test = mandate(store.create(PLAN), lang)
    shown = next(one.value for one in test.markdown if "Ville-sur-Rive" in one.value)
    assert "les arbres" in shown
    assert {"fr": "stand sur un marché (à partir du 25 janvier 2027)", "en": "market stand (from 25 January 2027)"}[lang] in shown


def test_the_word_file_highlights_what_is_left_to_complete() -> None:
    brief = Brief(
        subject="Le pont",
        mandate=Mandate(open=("la couleur",), closed=(Closed(what="le lieu", why="déjà voté"),)),
        commitments=Commitments(reply_on=date(2027, 3, 1) + timedelta(days=30)),
    )
    paper = leaflet(brief, None, load(), "fr", date(2026, 11, 22))
    document = Document(BytesIO(files.made(".docx", lambda path: docx.write(paper, path))))
    runs = [(run.text, run.style.name) for paragraph in document.paragraphs for run in paragraph.runs]
    assert ("numéro", "Note hole") in [(text.strip("[]"), style) for text, style in runs]
    assert any("31 mars 2027" in text for text, _ in runs)
