"""The calendar of a plan on its page: dates, collisions, files, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from catalog.words import LANGUAGES, Lang
from planner import store as module
from planner.ics import Event, read_ics

HOSTILE = "<b>Léa</b> & Cie | $x$ 🎪"


def page(hostile: str, dated: bool) -> None:
    """The step alone, on a small plan."""
    import streamlit as st

    from planner.plan import Plan
    from planner.store import store
    from views import cached, state
    from views.steps import agenda

    if "made" not in st.session_state:
        st.session_state["made"] = store().create(
            Plan.model_validate(
                {
                    "brief": {
                        "subject": hostile,
                        "mandate": {"decided_on": "2099-03-02", "decider": "Conseil municipal"},
                        "territory": {"name": "Ville", "code": "60", "people": 18000},
                        "audiences": [{"name": hostile, "people": 900}],
                        "limits": {"start": "2099-01-05"} if dated else {},
                        "frame": "ppve",
                    },
                    "activities": [
                        {"method": "letterbox_drop", "phase": "mobilise", "week": 1},
                        {"method": "online_ideation", "phase": "ideate", "week": 5, "audiences": [hostile]},
                        {"method": "report_back_meeting", "phase": "report_back", "week": 8},
                    ],
                }
            )
        )
        st.query_params["plan"] = st.session_state["made"]
    plan = state.plan()
    assert plan
    agenda.show(plan, cached.numbers(plan)[0])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The store of the page, empty and thrown away at the end."""
    monkeypatch.setenv("MAILLAGE_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")
    module.store.cache_clear()
    yield tmp_path
    module.store().engine.dispose()
    module.store.cache_clear()


def shown(lang: Lang, dated: bool = True, own: tuple[Event, ...] = ()) -> AppTest:
    at = AppTest.from_function(page, args=(HOSTILE, dated), default_timeout=60)
    at.query_params["lang"] = lang
    if own:
        at.session_state["_own_dates"] = own
    at.run()
    assert not at.exception
    return at


def table(at: AppTest) -> str:
    return next(block.proto.body for block in at.get("html") if "<table" in block.proto.body)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_collisions_come_before_the_table_in_words(folder: Path, lang: Lang) -> None:
    at = shown(lang)
    said = [re.sub("[\u00a0\u202f]", " ", error.value) for error in at.error]
    # Contributions open on 2 February 2099; the law keeps them open past the synthesis and past the decision.
    assert said and all(re.search("il manque" if lang == "fr" else "short", each) for each in said)
    assert any("L123\\-19" in each or "L123-19" in each for each in said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_date_has_its_row_and_the_table_is_well_formed(folder: Path, lang: Lang) -> None:
    body = table(shown(lang))
    assert body.count("<tr") == body.count("</tr>") > 10
    assert body.count("scope='col'") == 4
    words = unescape(re.sub("<[^>]+>", " ", body))
    assert ("2 mars 2099" if lang == "fr" else "2 March 2099") in words
    assert "None" not in words and "{" not in words


def test_without_a_start_the_page_says_what_is_missing_and_offers_no_file(folder: Path) -> None:
    at = shown("en", dated=False)
    assert any("the first public day" in info.value for info in at.info)
    assert not at.get("download_button")
    assert "by" in table(at)  # the latest days still stand


def test_own_dates_join_the_table_and_one_becomes_the_council(folder: Path) -> None:
    event = ["BEGIN:VEVENT", "SUMMARY:Conseil <i>municipal</i>", "DTSTART;VALUE=DATE:20981215", "END:VEVENT"]
    content = "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR"])
    at = shown("en", own=read_ics(content.encode()))
    assert "Conseil &lt;i&gt;municipal&lt;/i&gt;" in table(at) and "15 December 2098" in table(at)
    at.selectbox(key="agenda-council").select_index(0).run()
    at.button(key="agenda-take").click().run()
    assert not at.exception
    assert "Council that launches the consultation" in table(at)
