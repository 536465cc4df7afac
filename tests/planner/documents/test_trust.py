"""The trust sheet: rules that were said are written, the others are holes that name who settles them, tools say only what is known."""

from __future__ import annotations

import pytest

from catalog.load import Catalog, load
from catalog.words import LANGUAGES, Lang
from tests.planner.documents.papers import ACTIVITIES, EMPTY, HOSTILE, INFORMATION, TODAY, holes, plain, plan, printed, row, tables, told

PROMISED = {  # all that a brief can hold of these rules
    "identity_asked": "email", "anonymity": "pseudonyme", "minors_rules": True, "manipulation_watch": True, "counts_not_percentages": True,
    "moderation_charter": True, "moderation_delay_days": 1, "publication_director": "Le maire", "synthesis_all_channels": True,
    "personal_data_notice": True, "profile_optional": True, "open_data": True, "archive_owner": "Archives", "minutes_online": True,
    "tracking_public": True, "budget_public": True, "same_question": True, "channels_neutral": True, "third_party": "Une garante",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def clean(texts: list[str]) -> list[str]:
    return [text.replace("\u00a0", " ").replace("\u202f", " ") for text in texts]


def test_what_was_said_is_written(catalog: Catalog) -> None:
    said = plain(told("trust", plan(commitments=PROMISED), catalog, "fr", TODAY))
    for expected in (
        "Identité : une adresse électronique en ligne, rien d’autre ; pseudonyme",
        "Mineurs : des règles propres aux mineurs sont fixées",
        "Modération : charte publiée ; examen sous 1 jour ; directeur de la publication : Le maire",
        "Données ouvertes : contributions exportées et publiées, sans donnée personnelle ; archives : Archives",
        "Publié : les comptes rendus ; le suivi des contributions ; le coût de la démarche",
        "Neutralité : la même question partout ; chaque canal relu pour n’orienter aucun avis",
        "Regard extérieur : Une garante",
        "publiée au plus tard le 10 juin 2027. Responsable : Adjointe au quai.",
        "Recours : premier contact : Adjointe au quai ; ensuite : à écrire : médiateur ou voie de recours (service juridique)",
    ):
        assert expected in said


def test_what_no_brief_can_hold_names_who_settles_it(catalog: Catalog) -> None:
    whole = plan([a for a in ACTIVITIES if a["id"] != "box"], commitments=PROMISED)
    assert clean(holes(told("trust", whole, catalog, "fr", TODAY))) == [
        "à écrire : âge, lieu de vie ou de travail de qui peut participer (élu référent)",
        "à écrire : où le lire, à qui écrire pour contester (chef de projet)",
        "à écrire : usage ou non, pour quoi, relu par qui (élu référent)",
        "à écrire : mission d’intérêt public ou consentement, selon l’usage, RGPD, art. 6 (délégué à la protection des données)",
        "à écrire : durée de conservation, puis suppression ou anonymisation (délégué à la protection des données)",
        "à écrire : adresse où écrire (délégué à la protection des données)",
        "à écrire : médiateur ou voie de recours (service juridique)",
    ]
    assert "7 points restent à écrire avant de publier cette fiche" in plain(told("trust", whole, catalog, "fr", TODAY))


def test_a_line_of_which_nothing_is_known_is_one_hole(catalog: Catalog) -> None:
    """Nothing said: no line shows two holes that one person would fill in together."""
    text = plain(told("trust", EMPTY, catalog, "fr", TODAY))
    assert "Identité : à écrire : ce qui est demandé pour participer ; nom, pseudonyme ou anonymat (chef de projet)\n" in text
    assert "Modération : à écrire : charte de modération et délai d’examen (chef de projet) ; directeur" in text
    assert "Recours : à écrire : premier contact, puis médiateur ou voie de recours (service juridique)\n" in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("minors_rules", "aucune règle propre aux mineurs n’est prévue, à corriger"),
        ("moderation_charter", "aucune charte n’est prévue, à corriger"),
        ("synthesis_all_channels", "la synthèse ne couvre pas tous les canaux, à corriger"),
        ("personal_data_notice", "aucune mention n’est prévue, à corriger"),
        ("profile_optional", "obligatoires, à corriger"),
        ("open_data", "aucun export public n’est prévu"),
    ],
)
def test_a_refusal_is_said_and_marked(name: str, expected: str, catalog: Catalog) -> None:
    assert expected in clean(holes(told("trust", plan(commitments={name: False}), catalog, "fr", TODAY)))


def test_a_tool_says_what_is_known_with_its_year_or_asks(catalog: Catalog) -> None:
    said = row(told("trust", plan(), catalog, "fr", TODAY), "tools", "Decidim")
    assert "(2026)" in said[1] and said[3] == "non connu, à demander à l’éditeur"
    assert "Sources : " in plain(told("trust", plan(), catalog, "fr", TODAY))


def test_without_an_online_tool_none_is_described(catalog: Catalog) -> None:
    rooms = plan([a for a in ACTIVITIES if a["id"] in ("stand", "workshop")])
    written = told("trust", rooms, catalog, "fr", TODAY)
    assert not tables(written) and "Aucun outil en ligne n’est prévu pour participer." in plain(written)


def test_a_vote_has_rules_a_reconciliation_and_an_audit(catalog: Catalog) -> None:
    ballot = next(method for method in catalog.methods.values() if method.form == "ballot" and "petition" not in method.uses)
    vote = [*ACTIVITIES, {"id": "vote", "method": ballot.id, "phase": ballot.phases[0], "units": 1, "week": 12}]
    assert "Vote : à écrire : qui vote, une fois par personne" in plain(told("trust", plan(vote), catalog, "fr", TODAY))
    rules = plan(vote, commitments={"vote_rules": True, "vote_audit": True})
    assert "Vote : règles publiées avant l’ouverture ; dépouillement contrôlé\n" in plain(told("trust", rules, catalog, "fr", TODAY))
    assert "Vote" not in plain(told("trust", plan(), catalog, "fr", TODAY))


def test_minors_have_rules_only_where_there_are_some(catalog: Catalog) -> None:
    assert "Mineurs : à écrire" in plain(told("trust", plan(), catalog, "fr", TODAY))
    assert "Mineurs" not in plain(told("trust", plan(context={"minors": False}), catalog, "fr", TODAY))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_not_legal_advice(lang: Lang, catalog: Catalog) -> None:
    expected = {"fr": "ne vaut pas conseil juridique", "en": "not legal advice"}[lang]
    for given in (plan(), EMPTY, INFORMATION, HOSTILE):
        assert expected in plain(told("trust", given, catalog, lang, TODAY))


def test_an_information_collects_no_opinion(catalog: Catalog) -> None:
    written = told("trust", INFORMATION, catalog, "fr", TODAY)
    assert [part.id for part in written.body] == ["intro", "data", "tools", "openness"]
    assert "aucun avis n’est recueilli" in plain(written) and "chaque question reçoit une réponse" in plain(written)
    assert "Modération" not in plain(written) and "Neutralité" not in plain(written)


def test_hostile_names_stay_in_their_cells(catalog: Catalog) -> None:
    assert "<b>&</b>" in printed(told("trust", HOSTILE, catalog, "en", TODAY))
