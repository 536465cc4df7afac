"""The outlines of minutes: one a kind of session, agreements and disagreements kept, questions with a date, no name."""

from __future__ import annotations

from typing import get_args

import pytest

from catalog.load import Catalog, load
from catalog.methods import Form
from catalog.words import LANGUAGES, Lang
from planner.documents.minutes import KINDS
from tests.planner.documents.papers import (
    ACTIVITIES,
    EMPTY,
    HOSTILE,
    INFORMATION,
    TODAY,
    holes,
    plain,
    plan,
    printed,
    row,
    section,
    tables,
    told,
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def test_every_form_of_method_has_one_kind_of_session() -> None:
    covered = [form for kind in KINDS.values() for form in kind.forms]
    assert len(covered) == len(set(covered))
    assert set(covered) <= set(get_args(Form))


def test_every_method_that_gathers_has_an_outline(catalog: Catalog) -> None:
    covered = {form for kind in KINDS.values() for form in kind.forms}
    assert {m.form for m in catalog.methods.values() if m.kind == "method"} <= covered


def test_one_outline_a_kind_of_session(catalog: Catalog) -> None:
    """A stall, an ideas box, a workshop, forms and the meeting that reports back; the press holds no session."""
    written = told("minutes", plan(), catalog, "fr", TODAY)
    assert [part.id for part in written.body] == ["rules", "meeting", "workshop", "stand", "paper", "online"]
    assert written.contents  # five outlines


def test_a_session_has_its_day_its_place_and_its_range(catalog: Catalog) -> None:
    said = row(told("minutes", plan(), catalog, "fr", TODAY), "online", "En ligne")
    assert said[:3] == ["En ligne : Boîte à idées en ligne", "du 8 février au 7 mars 2027", "Decidim"]
    assert said[4:] == ["", ""]


def test_open_matters_are_rows_and_the_rest_is_kept_apart(catalog: Catalog) -> None:
    table = tables(told("minutes", plan(), catalog, "fr", TODAY))[1]
    said = ["".join(span.text for span in cells[0]).replace("\u00a0", " ").replace("\u202f", " ") for cells in table.rows]
    assert said == ["le tracé", "les bancs", "les arbres", "Hors du débat : le budget ; le lieu"]


@pytest.mark.parametrize(
    ("id", "expected"), [("workshop", ("Accords", "Désaccords")), ("stand", ("Pour, et raisons", "Contre, et raisons"))]
)
def test_agreement_is_asked_only_of_people_who_talked_together(id: str, expected: tuple[str, str], catalog: Catalog) -> None:
    written = told("minutes", plan(), catalog, "fr", TODAY)
    said = next(block for block in section(written, id).blocks if getattr(block, "caption", "").startswith("Ce qui a été dit"))
    assert said.header[1:3] == expected  # type: ignore[union-attr]


def test_a_question_is_answered_within_the_time_promised(catalog: Catalog) -> None:
    """The week of Monday 22 February ends on the 28th; seven days later is 7 March."""
    asked = row(told("minutes", plan(), catalog, "fr", TODAY), "workshop", "", 2)
    assert asked == ["", "Adjointe au quai", "7 mars 2027", "à compléter"]


def test_what_goes_on_to_another_channel_is_named_or_missing(catalog: Catalog) -> None:
    text = plain(told("minutes", plan(), catalog, "fr", TODAY))
    assert "atelier participatif : vers « boîte à idées en ligne », les fiches sont saisies" in text
    assert "stand sur un marché : aucune passerelle nommée, dire où vont les contributions" in text


def test_nothing_is_said_of_a_bridge_where_none_is_due(catalog: Catalog) -> None:
    """A meeting that only reports back hands nothing on: no label without words."""
    written = told("minutes", plan([ACTIVITIES[5]]), catalog, "fr", TODAY)
    assert [part.id for part in written.body] == ["rules", "meeting"]
    assert "Ce qui part vers un autre canal" not in plain(written)


@pytest.mark.parametrize(("days", "expected"), [(1, "en ligne sous 1 jour, à"), (7, "en ligne sous 7 jours, à")])
def test_the_time_for_minutes_agrees_with_its_number(days: int, expected: str, catalog: Catalog) -> None:
    assert expected in plain(told("minutes", plan(commitments={"minutes_delay_days": days}), catalog, "fr", TODAY))


@pytest.mark.parametrize(
    ("kept", "expected"),
    [(True, "Minutes put online within"), (None, "(going online to be confirmed)"), (False, "is not planned, to be corrected")],
)
def test_going_online_is_said_as_it_was_promised(kept: bool | None, expected: str, catalog: Catalog) -> None:
    assert expected in plain(told("minutes", plan(commitments={"minutes_online": kept}), catalog, "en", TODAY))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_session_there_is_the_outline_of_a_meeting(lang: Lang, catalog: Catalog) -> None:
    written = told("minutes", EMPTY, catalog, lang, TODAY)
    assert [part.id for part in written.body] == ["rules", "meeting"] and not written.contents
    assert {"fr": "nombre de jours", "en": "number of days"}[lang] in holes(written)


def test_people_are_counted_never_named(catalog: Catalog) -> None:
    assert "Des nombres, pas de noms" in plain(told("minutes", plan(), catalog, "fr", TODAY))
    assert "Numbers, not names" in plain(told("minutes", INFORMATION, catalog, "en", TODAY))


def test_an_information_notes_questions_and_no_opinion(catalog: Catalog) -> None:
    text = plain(told("minutes", INFORMATION, catalog, "fr", TODAY))
    assert "on ne demande pas d’avis" in text and "Désaccords" not in text and "Questions restées sans réponse" in text


def test_hostile_names_stay_in_their_cells(catalog: Catalog) -> None:
    written = told("minutes", HOSTILE, catalog, "fr", TODAY)
    assert "<b>&</b>" in printed(written)
    assert all(len(table.rows) <= 8 for table in tables(written))  # twelve open matters, five shown
