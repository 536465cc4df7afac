"""The mobilisation table: each public with its place, its relays and the day by which it is told, each channel with its cost once."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.load import Catalog, load
from catalog.words import LANGUAGES, Lang
from planner.evaluate import evaluate
from tests.planner.documents.papers import ACTIVITIES, EMPTY, HOSTILE, INFORMATION, TODAY, holes, plain, plan, printed, row, tables, told


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def test_a_public_is_told_a_fortnight_before_what_is_made_for_it(catalog: Catalog) -> None:
    """The workshop of the Anciens is in week 8 from Monday 4 January: 22 February; a fortnight before is 8 February."""
    said = row(told("mobilisation", plan(), catalog, "fr", TODAY), "publics", "Anciens")
    assert said[:4] == ["Anciens, 2 000 personnes", "club du mardi", "atelier participatif, le 22 février 2027", "8 février 2027"]


def test_a_public_with_nothing_of_its_own_is_invited_to_what_comes_first(catalog: Catalog) -> None:
    """The stall, open to all, in week 4: 25 January; a fortnight before is 11 January."""
    said = row(told("mobilisation", plan(), catalog, "en", TODAY), "publics", "Riverains")
    assert said[1:4] == ["place and relay to be written with them", "market stand, on 25 January 2027", "11 January 2027"]


def test_a_day_gone_by_is_marked(catalog: Catalog) -> None:
    written = told("mobilisation", plan(), catalog, "fr", date(2027, 2, 9))
    assert row(written, "publics", "Anciens")[3] == "8 février 2027 (date passée)"
    assert "8 février 2027 (date passée)" in [hole.replace("\u00a0", " ") for hole in holes(written)]


def test_a_channel_that_starts_after_that_day_is_marked(catalog: Catalog) -> None:
    """Told in week 7, on 15 February, of a workshop of which they should have heard by 8 February."""
    late = [{**ACTIVITIES[0], "week": 7}, *ACTIVITIES[1:]]
    written = told("mobilisation", plan(late), catalog, "fr", TODAY)
    assert "(trop tard : 15 février 2027)" in row(written, "publics", "Anciens")[4]


def test_without_dates_the_day_is_a_hole(catalog: Catalog) -> None:
    written = told("mobilisation", plan(limits={}), catalog, "fr", TODAY)
    assert row(written, "publics", "Anciens")[2:4] == ["atelier participatif (date à fixer)", "date à fixer"]


def test_a_public_that_nothing_reaches_says_so(catalog: Catalog) -> None:
    alone = told("mobilisation", plan([ACTIVITIES[3]]), catalog, "fr", TODAY)
    assert "aucun canal ne les atteint : ajouter un relais" in plain(alone)
    assert row(alone, "publics", "Riverains")[2] == "aucune action ouverte à ce public"


def test_the_message_is_what_is_open_and_what_the_reply_will_be(catalog: Catalog) -> None:
    assert (
        "Le quai : rien n’est encore arrêté sur le tracé et sur les bancs. Votre avis sera lu avant la décision "
        "(Conseil municipal, 24 juin 2027), et la réponse sera publiée le 10 juin 2027."
    ) in plain(told("mobilisation", plan(), catalog, "fr", TODAY))


def test_a_channel_costs_once_and_bears_the_numbers_of_the_evaluation(catalog: Catalog) -> None:
    written = told("mobilisation", plan(), catalog, "fr", TODAY)
    lines = {line.activity: line for line in evaluate(plan(), catalog).lines}
    rows = tables(written)[1].rows
    assert len(rows) == 2  # the newspaper, then the stall that meets people where they are
    assert [cells[4][0].value for cells in rows] == [lines["press"].cost, lines["stand"].cost] == [0, 420]
    assert row(written, "channels", "Papier", 0)[4] == "0 € (déjà payé)" and row(written, "channels", "Papier", 0)[1] == "tous"
    assert "son coût n’est compté qu’une fois" in plain(written)


def test_being_told_is_not_taking_part(catalog: Catalog) -> None:
    assert "Being told is not taking part" in plain(told("mobilisation", plan(), catalog, "en", TODAY))


def test_an_information_is_spread_and_invites_to_nothing(catalog: Catalog) -> None:
    written = told("mobilisation", INFORMATION, catalog, "fr", TODAY)
    assert written.title == "Tableau de diffusion" and len(tables(written)[0].header) == 4
    assert "vos questions vont à Adjointe au quai" in plain(written) and "La question posée" not in plain(written)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_plan_asks_for_publics_and_channels(lang: Lang, catalog: Catalog) -> None:
    written = told("mobilisation", EMPTY, catalog, lang, TODAY)
    assert [part.id for part in written.body] == ["say", "publics", "channels"] and not tables(written)
    assert {"fr": "ajouter une action pour informer ou mobiliser", "en": "add an activity that informs or mobilises"}[lang] in holes(
        written
    )


def test_hostile_names_stay_in_their_cells(catalog: Catalog) -> None:
    written = told("mobilisation", HOSTILE, catalog, "fr", TODAY)
    assert "<b>&</b>" in printed(written) and len(tables(written)[0].rows) == 1
