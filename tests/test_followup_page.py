"""The step that follows a launched plan, on its page: entering, reading, refusing, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from catalog.words import LANGUAGES, Lang
from planner import store as module
from planner.store import read_token

HOSTILE = "<b>Léa</b> & Cie | $x$"


def page(hostile: str, counted: bool) -> None:
    """The step alone, on a small plan."""
    import streamlit as st

    from planner.plan import Plan
    from planner.store import store
    from views import state
    from views.steps import followup

    if "plan" not in st.query_params:
        entries = [{"activity": "stands", "week": 6, "came": 2, "asked": 2, "known": {hostile: 1}}] if counted else []
        st.query_params["plan"] = store().create(
            Plan.model_validate(
                {
                    "brief": {
                        "subject": hostile,
                        "territory": {"name": "Ville", "code": "60", "people": 18000},
                        "audiences": [{"name": hostile, "people": 900}],
                    },
                    "activities": [
                        {"id": "press", "method": "local_press", "phase": "mobilise", "week": 1},
                        {"id": "stands", "method": "market_stand", "phase": "diagnose", "units": 4, "week": 5},
                        {"id": "letter", "method": "participant_letter", "phase": "report_back", "week": 12},
                    ],
                    "observed": entries,
                }
            )
        )
    state.read()
    plan = state.plan()
    assert plan
    followup.show(plan)
    if problem := state.problem():
        st.error(problem)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The store of the page, empty and thrown away at the end."""
    monkeypatch.setenv("MAILLAGE_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")
    module.store.cache_clear()
    yield tmp_path
    module.store().engine.dispose()
    module.store.cache_clear()


def shown(lang: Lang, counted: bool = True) -> AppTest:
    at = AppTest.from_function(page, args=(HOSTILE, counted), default_timeout=90)
    at.query_params["lang"] = lang
    at.run()
    assert not at.exception
    return at


def token(at: AppTest) -> str:
    found = at.query_params["plan"]
    return str(found[0] if isinstance(found, list) else found)


def observed(at: AppTest) -> list[tuple[str, int, int]]:
    found = module.store().get(token(at))
    assert found
    return [(each.activity, each.week, each.came) for each in found.plan.observed]


def tables(at: AppTest) -> str:
    return "".join(block.proto.body for block in at.get("html"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_counted_stands_beside_what_was_expected(folder: Path, lang: Lang) -> None:
    at = shown(lang)
    body, words = tables(at), " ".join(each.value for each in at.markdown)
    assert "&lt;b&gt;Léa" in body and "<b>Léa" not in body and "<b>Léa" not in words
    assert ("dépasse le hasard" if lang == "fr" else "more than chance") in words
    assert at.get("plotly_chart") and at.get("download_button")


def test_nothing_counted_nothing_said(folder: Path) -> None:
    at = shown("en", counted=False)
    assert not at.get("plotly_chart") and not at.get("download_button")
    assert any("Nothing is entered yet." in each.value for each in at.caption)


def test_a_number_is_saved_as_it_is_typed_and_cleared_with_it(folder: Path) -> None:
    at = shown("en", counted=False)
    at.number_input(key="follow-week").set_value(6).run()
    at.number_input(key="follow-stands-6-came").set_value(44).run()
    assert observed(at) == [("stands", 6, 44)] and not at.exception
    at.number_input(key="follow-stands-6-asked").set_value(30).run()
    at.number_input(key=f"follow-stands-6-known:{HOSTILE}").set_value(7).run()
    found = module.store().get(token(at))
    assert found and found.plan.observed[0].asked == 30 and dict(found.plan.observed[0].known) == {HOSTILE: 7}
    at.number_input(key="follow-stands-6-came").set_value(20).run()  # fewer than those already said to be known
    assert "write a number from 7 to 20" in at.error[0].value
    assert observed(at) == [("stands", 6, 44)]
    at.number_input(key="follow-stands-6-came").set_value(None).run()
    assert observed(at) == [] and not at.exception


def test_only_what_has_started_is_asked(folder: Path) -> None:
    at = shown("en", counted=False)
    at.number_input(key="follow-week").set_value(2).run()
    keys = {each.key for each in at.number_input}
    assert "follow-press-2-came" in keys and "follow-stands-2-came" not in keys


def test_a_read_address_shows_and_asks_nothing(folder: Path) -> None:
    at = shown("en")
    at.query_params["plan"] = read_token(token(at))
    at.run()
    assert not at.exception and not at.number_input and not at.button
    assert "market" in tables(at).lower()
