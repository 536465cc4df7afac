"""The outline of the outcome report: what was announced is there with the numbers of the plan, what happened is left to write."""

from __future__ import annotations

import pytest

from catalog.load import Catalog, load
from catalog.words import LANGUAGES, Lang, people_range
from planner.evaluate import evaluate
from tests.planner.documents.papers import ACTIVITIES, EMPTY, HOSTILE, INFORMATION, TODAY, holes, plain, plan, printed, row, tables, told


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def test_what_was_announced_is_written(catalog: Catalog) -> None:
    said = plain(told("outcome", plan(), catalog, "fr", TODAY))
    for expected in (
        "canal par canal, avant le 24 juin 2027.",
        "Décision à prendre : Choisir le tracé",
        "Pas en débat, et pourquoi : le budget (raison : voté) ; le lieu (raison : à compléter)",
        "Suites : Directrice. Réponse publiée au plus tard le 10 juin 2027. Décision : 24 juin 2027.",
    ):
        assert expected in said


def test_every_activity_has_a_row_in_the_order_of_the_weeks(catalog: Catalog) -> None:
    """Weeks 1, 4, 6, 6, 8 and 16 from Monday 4 January 2027."""
    held = tables(told("outcome", plan(), catalog, "en", TODAY))[0]
    assert ["".join(s.text for s in cells[1]) for cells in held.rows] == [
        "4 to 17 January 2027", "week of 25 January 2027", "8 February to 7 March 2027",
        "8 February to 7 March 2027", "week of 22 February 2027", "week of 19 April 2027",
    ]  # fmt: skip
    assert {"".join(s.text for cell in cells[2:] for s in cell) for cells in held.rows} == {""}


def test_publics_and_territory_bear_the_ranges_of_the_evaluation(catalog: Catalog) -> None:
    written = told("outcome", plan(), catalog, "fr", TODAY)
    *publics, everybody = evaluate(plan(), catalog).coverage
    for public, cells in zip(publics, tables(written)[2].rows, strict=True):
        assert cells[2][0].text == people_range(public.comes_low, public.comes_high, "fr") and cells[2][0].value == public.comes
    total = people_range(everybody.comes_low, everybody.comes_high, "fr").replace("\u202f", " ").replace("\u00a0", " ")
    assert f"Sur tout le territoire, {total} personnes distinctes étaient attendues" in plain(written)


def test_channels_are_never_added_up(catalog: Catalog) -> None:
    channels = tables(told("outcome", plan(), catalog, "fr", TODAY))[1]
    assert len(channels.rows) == 4 and "on n’additionne pas" in channels.caption
    assert "Total" not in {cells[0][0].text for cells in channels.rows}


def test_money_by_strand_makes_the_total(catalog: Catalog) -> None:
    """In the rooms 420 + 1,400 + 950 = 2,770 €, online 1,350 €, on paper 145 € (the newspaper is in hand): 4,265 € of 10,000 €."""
    written = told("outcome", plan(), catalog, "fr", TODAY)
    costs = {name: row(written, "costs", name) for name in ("En présence", "En ligne", "Papier", "Total", "Plafonds")}
    assert [cells[1] for cells in costs.values()] == ["2 770 €", "1 350 €", "145 €", "4 265 €", "10 000 €"]
    assert costs["Plafonds"][3] == "40" and costs["Total"][2] == costs["Total"][4] == ""


def test_days_by_strand_and_reading_make_the_total(catalog: Catalog) -> None:
    numbers = evaluate(plan(), catalog)
    rows = tables(told("outcome", plan(), catalog, "en", TODAY))[4].rows
    days = [cells[3][0].value for cells in rows[:-1]]
    assert days[-1] == numbers.staff_days == pytest.approx(sum(day or 0 for day in days[:-1]))


@pytest.mark.parametrize(
    ("name", "value", "label", "expected"),
    [
        ("minutes_delay_days", 1, "Comptes rendus en ligne", "sous 1 jour"),
        ("minutes_delay_days", 7, "Comptes rendus en ligne", "sous 7 jours"),
        ("open_data", False, "Contributions en données ouvertes", "non"),
        ("open_data", True, "Contributions en données ouvertes", "oui"),
        ("third_party", "Une garante", "Regard extérieur", "Une garante"),
        ("reply_on", None, "Réponse publiée", "non précisé"),
    ],
)
def test_a_commitment_is_told_as_it_was_made(name: str, value: object, label: str, expected: str, catalog: Catalog) -> None:
    written = told("outcome", plan(commitments={name: value}), catalog, "fr", TODAY)
    assert row(written, "promises", label) == [label, expected, "", ""]


def test_open_matters_are_the_themes_with_one_for_the_public(catalog: Catalog) -> None:
    themes = tables(told("outcome", plan(), catalog, "fr", TODAY))[3]
    assert [cells[0][0].text for cells in themes.rows] == ["le tracé", "les bancs", "les arbres", "Autre thème, venu du public"]
    assert "on n’en tire pas de pourcentage" in plain(told("outcome", plan(), catalog, "fr", TODAY))


def test_the_frame_shows_its_reminders_and_counts_the_others(catalog: Catalog) -> None:
    frame = catalog.frames["urb_concertation"]
    written = told("outcome", plan(), catalog, "fr", TODAY)
    shown = tables(written)[6].rows
    assert row(written, "duties", "Arrêter le bilan de la concertation")[1].startswith("Code de l’urbanisme, L103-6")
    assert f"compte aussi {len(frame.duties) - len(shown)} autres rappels" in plain(written)
    assert "ne vaut pas conseil juridique" in plain(written)


def test_without_a_frame_no_duty_is_named(catalog: Catalog) -> None:
    assert "duties" not in {part.id for part in told("outcome", plan(frame=None), catalog, "fr", TODAY).body}


def test_indicators_announced_replace_those_proposed(catalog: Catalog) -> None:
    proposed = plain(told("outcome", plan(), catalog, "fr", TODAY))
    announced = plain(told("outcome", plan(commitments={"indicators": ["avis lus"]}), catalog, "fr", TODAY))
    assert "Indicateurs proposés, à valider" in proposed and "avis lus" not in proposed
    assert "Indicateurs annoncés" in announced and "avis lus" in announced


def test_an_information_speaks_of_who_was_informed(catalog: Catalog) -> None:
    written = told("outcome", INFORMATION, catalog, "fr", TODAY)
    titles = {part.id: part.title for part in written.body}
    assert titles["channels"] == "Qui a été informé, canal par canal" and titles["publics"] == "Qui a été informé, qui ne l’a pas été"
    text = plain(written)
    assert "avis peu exprimés" not in text and "participé" not in text
    assert "Niveau de participation : information. Le niveau annoncé, consultation, ne peut pas être tenu" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_plan_leaves_rows_to_fill_in(lang: Lang, catalog: Catalog) -> None:
    written = told("outcome", EMPTY, catalog, lang, TODAY)
    assert len(tables(written)[0].rows) == 3 and len(tables(written)[1].rows) == 3
    assert {"fr": "à écrire après la clôture", "en": "to write after the close"}[lang] in holes(written)


def test_a_long_plan_has_a_table_of_contents(catalog: Catalog) -> None:
    long = [{**ACTIVITIES[1], "id": f"stand{n}", "week": n} for n in range(1, 13)]
    assert told("outcome", plan(long), catalog, "fr", TODAY).contents
    assert not told("outcome", plan(long[:-1]), catalog, "fr", TODAY).contents


def test_hostile_names_stay_in_their_cells(catalog: Catalog) -> None:
    written = told("outcome", HOSTILE, catalog, "fr", TODAY)
    assert "<b>&</b>" in printed(written) and len(tables(written)[3].rows) == 9  # eight themes of twelve, then the public's
