"""The scoping note: what is known is written, what is not is a hole that names its answer and who holds it, and the holes are counted."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.load import Catalog, load
from catalog.words import LANGUAGES, Lang, people_range
from planner.evaluate import evaluate
from tests.planner.documents.papers import EMPTY, HOSTILE, INFORMATION, TODAY, holes, plain, plan, printed, row, section, told

WHOLE = plan(  # nothing is missing that a brief can hold
    audiences=[{"name": "Anciens", "people": 2000, "where": "club du mardi"}],
    mandate={"closed": [{"what": "le budget", "why": "voté"}]},
    commitments={"personal_data_notice": True, "anonymity": "pseudonyme"},
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def test_what_was_said_is_written(catalog: Catalog) -> None:
    said = plain(told("scoping", plan(), catalog, "fr", TODAY))
    for expected in (
        "Ce qui sera décidé : Choisir le tracé",
        "Qui décide, et quand : Conseil municipal, le 24 juin 2027",
        "Conseil qui lance la démarche : 10 décembre 2026",
        "Promesses déjà faites : aucun arbre abattu",
        "Territoire : Bourg, 18 000 habitants",
        "Dépense possible : 10 000 € TTC",
        "Dates : du 4 janvier 2027 au 18 juin 2027",
        "La réponse : publiée le 10 juin 2027 ; responsable : Adjointe au quai",
        "Les suites : Directrice",
    ):
        assert expected in said
    assert row(told("scoping", plan(), catalog, "fr", TODAY), "publics", "Anciens") == ["Anciens", "2 000", "club du mardi"]


def test_a_hole_names_its_answer_and_who_holds_it(catalog: Catalog) -> None:
    assert [hole.replace("\u00a0", " ") for hole in holes(told("scoping", plan(), catalog, "fr", TODAY))] == [
        "à écrire : la raison (élu référent)",
        "à écrire : lieu et relais (chef de projet)",
        "à écrire : répartition par service (direction générale)",
        "à écrire : mention d’information prévue ou non (service juridique)",
        "à écrire : nom, pseudonyme ou anonymat (chef de projet)",
    ]


def test_the_holes_are_counted_with_the_first_date_to_come(catalog: Catalog) -> None:
    """Five holes; the council of 10 December comes first, then the opening of 4 January, then the decision."""
    assert "5 points restent à écrire, avant le conseil du 10 décembre 2026" in plain(told("scoping", plan(), catalog, "fr", TODAY))
    assert "avant l’ouverture du 4 janvier 2027" in plain(told("scoping", plan(), catalog, "fr", date(2026, 12, 11)))
    assert "avant la décision du 24 juin 2027" in plain(told("scoping", plan(), catalog, "fr", date(2027, 1, 5)))
    assert "avant toute annonce publique" in plain(told("scoping", plan(), catalog, "fr", date(2027, 6, 25)))


def test_a_whole_brief_leaves_only_the_split_by_department(catalog: Catalog) -> None:
    written = told("scoping", WHOLE, catalog, "en", TODAY)
    assert holes(written) == ["to write: split by department (chief executive’s office)"]
    assert "One point is still to be written, before the council of 10 December 2026" in plain(written)


@pytest.mark.parametrize(("lang", "expected"), [("fr", "25 points restent à écrire"), ("en", "25 points are still to be written")])
def test_a_subject_alone_gives_a_whole_page_of_holes(lang: Lang, expected: str, catalog: Catalog) -> None:
    written = told("scoping", EMPTY, catalog, lang, TODAY)
    assert len(holes(written)) == 25 and expected in plain(written)
    assert [part.id for part in written.body] == ["left", "decision", "debate", "context", "publics", "means", "commitments", "signed"]


def test_agent_days_are_singular_under_two_in_french(catalog: Catalog) -> None:
    def days(value: float, lang: Lang) -> str:
        return plain(told("scoping", plan(limits={"staff_days": value}), catalog, lang, TODAY))

    assert "Temps d’agents : 1,5 jour-agent ;" in days(1.5, "fr") and "Temps d’agents : 2 jours-agent ;" in days(2, "fr")
    assert "Staff time: 1.5 agent-days;" in days(1.5, "en") and "Staff time: 1 agent-day;" in days(1, "en")


def test_a_place_that_says_its_inhabitants_says_them_once(catalog: Catalog) -> None:
    written = told("scoping", plan(territory={"name": "Ville de 18 000 habitants", "people": 18000}), catalog, "fr", TODAY)
    assert "Territoire : Ville de 18 000 habitants\n" in plain(written)


def test_what_is_in_hand_keeps_its_own_name(catalog: Catalog) -> None:
    assert "Déjà là, sans achat : Bourg Infos (à partir du 1er février 2027)" in plain(told("scoping", plan(), catalog, "fr", TODAY))


def test_the_plan_sketched_is_told_with_the_numbers_of_its_evaluation(catalog: Catalog) -> None:
    everybody = evaluate(plan(), catalog).coverage[-1]
    people = people_range(everybody.comes_low, everybody.comes_high, "en")
    assert f"would contribute: {people} distinct people" in plain(told("scoping", plan(), catalog, "en", TODAY))


def test_publics_overlap_so_their_number_has_no_total(catalog: Catalog) -> None:
    text = plain(told("scoping", plan(), catalog, "fr", TODAY))
    assert "Les publics se recoupent : ne pas additionner" in text and "2 900" not in text


def test_seven_publics_show_six_and_count_the_seventh(catalog: Catalog) -> None:
    many = plan([], audiences=[{"name": f"Groupe {n}", "people": 100} for n in range(7)])
    text = plain(told("scoping", many, catalog, "fr", TODAY))
    assert "Groupe 5" in text and "Groupe 6" not in text and "Autres publics nommés : 1." in text


def test_an_information_has_neither_question_nor_contributors(catalog: Catalog) -> None:
    written = told("scoping", INFORMATION, catalog, "fr", TODAY)
    assert written.title == "Note de cadrage d’une information"
    assert row(written, "debate", "En débat")[1] == "rien" and "contribueraient" not in plain(written)
    assert "La question posée" not in plain(written)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_names_stay_in_their_cells(lang: Lang, catalog: Catalog) -> None:
    written = told("scoping", HOSTILE, catalog, lang, TODAY)
    assert "<b>&</b>" in printed(written) and len(section(written, "signed").blocks) == 1
