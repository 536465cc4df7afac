"""A trainer writes a scenario on the page: from ours or from nothing, without YAML, kept as a file that the command takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from subprocess import CalledProcessError, TimeoutExpired
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.load import load
from planner.store import Store
from planner.workshop.scenario import Scenario, dump_scenario, parse_scenario, scenario
from planner.workshop_cli import opened
from views.workshop_kit import _why

ROOT = Path(__file__).resolve().parent.parent
CATALOG = load()
SQUARE = "place-de-la-halle"

pytestmark = pytest.mark.usefixtures("packages_read_once", "store")


def page() -> AppTest:
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    test.query_params["lang"] = "en"
    test.run()
    test.query_params["lang"] = "en"
    return well(test.switch_page("views/workshop.py").run())


def well(test: AppTest) -> AppTest:
    assert [one.message for one in test.exception] == []
    return test


def field(test: AppTest, kind: str, label: str, n: int = 0) -> Any:
    return [one for one in test.get(kind) if one.label == label][n]


def press(test: AppTest, label: str, n: int = 0) -> AppTest:
    field(test, "button", label, n).click()
    return well(test.run())


def put(test: AppTest, kind: str, label: str, value: Any, n: int = 0) -> AppTest:
    field(test, kind, label, n).set_value(value)
    return well(test.run())


def begun(start: str) -> AppTest:
    test = page()
    put(test, "selectbox", "Start from", start)
    return press(test, "Write a scenario")


def used(test: AppTest) -> Scenario:
    press(test, "Use it for a room")
    made: Scenario = test.session_state["_own_scenario"]
    return made


def warnings(test: AppTest) -> str:
    return " ".join(one.value for one in test.warning)


def test_a_scenario_of_ours_taken_up_and_left_as_it_is_stays_the_same() -> None:
    """In English its brief is that of the English kit; nothing else moves."""
    made, before = used(begun(SQUARE)), scenario(CATALOG, SQUARE)
    assert (made.title, made.rounds[0], made.cards.tools, made.aims, made.debrief, made.traps, made.figures) == (
        before.title, before.rounds[0], before.cards.tools, before.aims, before.debrief, before.traps, before.figures,
    )  # fmt: skip
    assert set(made.cards.methods) == set(before.cards.methods)
    assert made.brief.limits == before.brief.limits and made.brief.mandate.decided_on == before.brief.mandate.decided_on
    assert [each.people for each in made.brief.audiences] == [each.people for each in before.brief.audiences]
    assert made.brief.audiences[0].name == "Residents of the square"
    assert [turn.forbid for turn in made.rounds] == [tuple(m for m in each.forbid) for each in before.rounds]


def test_what_a_trainer_changes_is_in_the_file_and_the_file_is_taken_by_the_command(tmp_path: Path) -> None:
    test = begun(SQUARE)
    put(test, "text_input", "Subject of the consultation", "A new library")
    put(test, "text_input", "Title", "The library")
    put(test, "number_input", "Money (€ including VAT)", 9000)
    put(test, "date_input", "Last day", date(2027, 9, 30))
    put(test, "text_input", "Name", "Readers", n=0)
    put(test, "number_input", "People", 800, n=0)
    put(test, "text_area", "Round 2: what you tell the tables", "The hall is closed.")
    put(test, "number_input", "New budget (€)", 5000, n=1)
    put(test, "multiselect", "Formats that can no longer be held", ["public_meeting"], n=1)
    put(test, "multiselect", "Event cards", ["rumour"], n=1)
    put(test, "text_area", "Learning aim 1", "See who is missing.")
    put(test, "text_area", "Expected trap 1", "Only a website.")
    put(test, "text_area", "Debrief questions (one a line)", "Who is missing?\n\nWho is missing?\n")
    made = used(test)
    assert made.brief.subject == made.subject.en == made.subject.fr == "A new library"
    assert made.title.en == made.title.fr == "The library"  # its French was never written apart: it says the same
    assert (made.brief.limits.budget, made.brief.limits.end) == (9000, date(2027, 9, 30))
    assert (made.brief.audiences[0].name, made.brief.audiences[0].people) == ("Readers", 800)
    turn = made.rounds[1]
    assert (turn.reveal.en, turn.limits.budget, turn.forbid, turn.events) == ("The hall is closed.", 5000, ("public_meeting",), ("rumour",))
    assert made.aims[0].text.en == "See who is missing." and made.traps[0].text.en == "Only a website."
    assert [each.en for each in made.debrief] == ["Who is missing?"] * 2
    path = tmp_path / "mine.scenario.yaml"
    path.write_text(dump_scenario(made), encoding="utf-8")
    assert opened(str(path), CATALOG) == made  # as `python -m planner workshop FILE` reads it
    assert test.selectbox(key="open-case").value == ""  # chosen for the room


def test_from_nothing_the_page_says_what_is_left_to_write_until_nothing_is() -> None:
    test = begun("")
    for words in ("Title", "The case in short", "Round 1: what you tell the tables", "Learning aim 1", "Debrief questions"):
        assert f"**{words}" in warnings(test), words
    assert not [one for one in test.get("download_button") if one.label == "Keep the scenario as a file"]
    for label in ("Title", "The place, in a few words", "Subject of the consultation"):
        put(test, "text_input", label, f"A {label}")
    for label in ("The case in short", "Round 1: what you tell the tables", "Learning aim 1", "Debrief questions (one a line)"):
        put(test, "text_area", label, f"A {label}")
    put(test, "multiselect", "Principles it is about (1 to 8)", ["no_digital_only"])
    press(test, "Add the audience")
    assert "**Audience 1: name**: to be written." in warnings(test) and "**Audience 1: people**: to be written." in warnings(test)
    put(test, "text_input", "Name", "Residents")
    put(test, "number_input", "People", 1200)
    put(test, "text_area", "What is open (one a line)", "the place of the bus stop")
    assert warnings(test) == ""
    made = used(test)
    assert made.brief.mandate.open == ("the place of the bus stop",) and made.brief.audiences[0].people == 1200
    assert parse_scenario(dump_scenario(made), "x.yaml", CATALOG) == made


def test_rounds_are_added_with_what_they_change_moved_and_taken_away() -> None:
    test = begun(SQUARE)  # 4,500 euros after its last round
    put(test, "selectbox", "A round to add", "budget_cut")
    press(test, "Add the round")
    assert field(test, "number_input", "New budget (€)", 4).value == 3400  # three quarters of 4,500, by hundreds
    put(test, "selectbox", "A round to add", "venue_lost")
    press(test, "Add the round")
    assert "public_meeting" in field(test, "multiselect", "Formats that can no longer be held", 5).value
    press(test, "Earlier", 5)
    press(test, "Remove", [one.key for one in test.button if one.label == "Remove"].index(_remove_of_round(test, 0)))
    made = used(test)
    assert [turn.constraints for turn in made.rounds] == [("venue_lost",), (), ("budget_cut",), ("venue_lost",), ("budget_cut",)]
    assert len({turn.id for turn in made.rounds}) == 5


def _remove_of_round(test: AppTest, i: int) -> str:
    turn = test.session_state["_scenario_draft"]["rounds"][i]
    return f"scenario-{test.session_state['_scenario_draft']['_of']}-{turn['_k']}-remove"


def test_too_few_formats_are_said_where_they_are_chosen() -> None:
    test = begun(SQUARE)
    put(test, "multiselect", "Formats: In person", ["workshop"])
    count = len(test.session_state["_scenario_draft"]["cards"]["methods"])
    assert count < 24 and f"{count} formats on the tables; 24 to 36 are needed." in warnings(test) and "**Cards**" in warnings(test)


def test_a_last_day_before_the_first_is_said_with_its_place() -> None:
    test = begun(SQUARE)
    put(test, "date_input", "Last day", date(2026, 1, 1))
    assert "**Means and dates**: the end \\(2026-01-01\\) comes before the start" in warnings(test)
    test = begun(SQUARE)
    put(test, "date_input", "New last day", date(2026, 1, 1), n=2)
    assert "**Round 3**" in warnings(test) and "pydantic" not in warnings(test)


def test_what_is_typed_outlives_another_page_and_starting_again() -> None:
    test = begun(SQUARE)
    put(test, "text_input", "Title", "Mine")
    well(test.switch_page("views/sources.py").run())
    well(test.switch_page("views/workshop.py").run())
    assert field(test, "text_input", "Title").value == "Mine"
    press(test, "Start again from this one")
    assert field(test, "text_input", "Title").value == "The market hall square"
    press(test, "Take back the scenario put aside")
    assert field(test, "text_input", "Title").value == "Mine"


def test_each_language_keeps_its_words_once_both_are_written() -> None:
    test = begun(SQUARE)
    put(test, "text_input", "Title", "English words")
    test.query_params["lang"] = "fr"
    test.session_state["_lang"] = "fr"
    well(test.run())
    put(test, "text_input", "Titre", "Mots français")
    title = test.session_state["_scenario_draft"]["title"]
    assert title == {"fr": "Mots français", "en": "English words"}


def _given(test: AppTest, name: str, content: bytes) -> AppTest:
    field(test, "file_uploader", "Open a scenario kept as a file (YAML)").upload(name, content, "application/yaml")
    return well(test.run())


def test_a_faulty_file_says_where_and_leaves_the_work_at_hand() -> None:
    test = begun(SQUARE)
    put(test, "text_input", "Title", "Mine")
    text = CATALOG.scenarios[SQUARE].document.text
    line = next(i for i, each in enumerate(text.splitlines(), start=1) if "[public_meeting, workshop," in each)
    _given(test, "broken.yaml", text.replace("[public_meeting,", "[public_meting,", 1).encode())
    said = " ".join(one.value for one in test.code)
    assert f"broken.yaml:{line}: " in said and 'Write "public_meeting"' in said
    assert field(test, "text_input", "Title").value == "Mine"
    _given(test, "whole.yaml", text.encode())
    assert not test.code and not test.error  # what was wrong before is no longer said
    put(test, "selectbox", "Start from", "own")
    press(test, "Start again from this one")
    assert field(test, "text_input", "Title").value == "The market hall square"


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe\x00", b"title: [", b"x" * 1_100_000, b"brief: 3\ntitle: 4\n"])
def test_what_is_no_scenario_is_refused_in_words(content: bytes) -> None:
    test = _given(page(), "odd.yaml", content)
    assert "odd.yaml" in " ".join(one.value for one in test.code)


def test_a_saved_file_opens_again_and_can_be_reworked(store: Store) -> None:
    made = used(begun("cite-des-tilleuls"))
    test = _given(page(), "mine.scenario.yaml", dump_scenario(made).encode())
    assert test.session_state["_own_scenario"] == made
    put(test, "selectbox", "Start from", "own")
    press(test, "Write a scenario")
    assert any("chosen at the top" in one.value for one in test.success)
    press(test, "Open the room")
    assert test.query_params["room"]


def test_a_kit_that_cannot_be_made_says_why_without_the_name_of_a_file() -> None:
    said = b"/tmp/x/scenario.yaml: un texte est trop long pour sa carte (P013). Raccourcissez-le.\n"
    assert _why(CalledProcessError(2, "planner", stderr=said)) == "un texte est trop long pour sa carte (P013). Raccourcissez-le."
    assert _why(TimeoutExpired("planner", 180)) == ""
