"""The monitoring table: what each channel is expected to bring, when it is read and entered, and a threshold that says what it rests on."""

from __future__ import annotations

import re
from datetime import date

import pytest

from catalog.facts import Figure
from catalog.load import Catalog, load
from catalog.words import LANGUAGES, Lang, people_range
from planner.documents.sheet import agent_days, drafted, range_of
from planner.evaluate import evaluate
from planner.reach import Situation
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


def test_reading_takes_minutes_and_agent_days(catalog: Catalog) -> None:
    """The workshop: 36 contributions of 4 minutes are 144 minutes, 2.4 hours, 0.4 of a day of 6 hours."""
    line = next(line for line in evaluate(plan(), catalog).lines if line.activity == "workshop")
    assert line.contributions == pytest.approx(36, abs=0.5) and Situation(plan().brief, catalog).default("hours_per_day") == 6
    said = row(told("monitoring", plan(), catalog, "fr", TODAY), "expected", "En présence : Atelier")
    assert said[3] == "4 min chacune, 0,4 jour-agent (par défaut)"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0 jour-agent", "0 agent-days"),
        (0.02, "moins de 0,1 jour-agent", "less than 0.1 agent-days"),
        (1, "1 jour-agent", "1 agent-day"),
        (1.94, "1,9 jour-agent", "1.9 agent-days"),
        (1.96, "2 jours-agent", "2 agent-days"),
    ],
)
def test_agent_days_agree_with_their_number(value: float, french: str, english: str, catalog: Catalog) -> None:
    for lang, expected in zip(LANGUAGES, (french, english), strict=True):
        words = agent_days(drafted(EMPTY, catalog, lang, TODAY), value)
        assert "".join(span.text for span in words).replace("\u00a0", " ").replace("\u202f", " ") == expected


def test_what_is_said_is_entered_within_the_time_promised_for_minutes(catalog: Catalog) -> None:
    """The week of Monday 22 February ends on the 28th; seven days later is 7 March. Online, nothing is entered."""
    written = told("monitoring", plan(), catalog, "fr", TODAY)
    assert row(written, "expected", "En présence : Atelier")[5] == "7 mars 2027"
    assert row(written, "expected", "En ligne")[5] == "au fil de l’eau"
    silent = told("monitoring", plan(commitments={"minutes_delay_days": None}), catalog, "fr", TODAY)
    assert row(silent, "expected", "En présence : Atelier")[5] == "délai de saisie à fixer"


def test_the_range_of_contributions_holds_both_spreads(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """People between half and twice, contributions of each between half and twice, four chances in five, independent:
    their product lies within a factor of exp(√2 × ln 2) = 2.665, neither 2 nor 4. 1,000 contributions: 375 to 2,665.
    """
    given = Figure(value=100, low=50, high=200, unit="people", year=2026, source="test", kind="default")
    each = Figure(value=1, low=0.5, high=2, unit="per_unit", year=2026, source="test", kind="default")
    known = Situation.effort
    monkeypatch.setattr(
        Situation, "effort", lambda at, method: known(at, method).model_copy(update={"people": given, "contributions": each})
    )
    draft = drafted(plan(), catalog, "en", TODAY)
    low, high = (float(n.replace(",", "")) for n in re.findall(r"[\d,]+", range_of(draft, draft.plan.activities[1], 1000).text))
    assert low == pytest.approx(375, rel=0.1) and high == pytest.approx(2665, rel=0.1)


def test_a_range_says_how_wide_it_is(catalog: Catalog) -> None:
    caption = tables(told("monitoring", plan(), catalog, "fr", TODAY))[0].caption.replace("\u00a0", " ")
    assert caption == "Fourchette : quatre chances sur cinq, personnes et contributions par personne variant toutes deux"


def test_weeks_share_what_an_activity_brings(catalog: Catalog) -> None:
    """The box is open four weeks from 8 February: a quarter of its contributions in each."""
    written = told("monitoring", plan(), catalog, "fr", TODAY)
    total = next(line.contributions for line in evaluate(plan(), catalog).lines if line.activity == "box")
    weekly = [each for each in tables(written)[2].rows if each[1][0].text == "Boîte à idées en ligne"]
    assert len(weekly) == 4 and [each[2][0].value for each in weekly] == pytest.approx([total / 4] * 4)
    assert row(written, "weekly", "du 8 au 14 février 2027")[1] == "Boîte à idées en ligne"


def test_the_threshold_is_half_of_the_low_end_and_is_called_a_default(catalog: Catalog) -> None:
    written = told("monitoring", plan(), catalog, "fr", TODAY)
    table = tables(written)[3]
    assert table.header[2].replace("\u00a0", " ") == "Alerte si moins de (par défaut)"
    for coverage, cells in zip(evaluate(plan(), catalog).coverage, table.rows, strict=False):
        assert cells[1][0].text == people_range(coverage.comes_low, coverage.comes_high, "fr")
        assert cells[2][0].value == pytest.approx(coverage.comes_low / 2)
    assert "Seuil par défaut : la moitié du bas de la fourchette" in plain(written) and "pas une mesure" in plain(written)


def test_a_threshold_under_one_is_one_person(catalog: Catalog) -> None:
    few = plan(audiences=[{"name": "Bateliers", "people": 12}], activities=[ACTIVITIES[4]])
    assert evaluate(few, catalog).coverage[0].comes_low < 2
    assert row(told("monitoring", few, catalog, "fr", TODAY), "alert", "Bateliers")[2] == "1 personne"


def test_the_reserve_is_a_share_of_the_budget(catalog: Catalog) -> None:
    """A tenth of 10,000 €."""
    assert "Réserve prévue pour cela : 1 000 € TTC." in plain(told("monitoring", plan(), catalog, "fr", TODAY))
    assert "Réserve" not in plain(told("monitoring", plan(commitments={"reserve_share": None}), catalog, "fr", TODAY))


def test_who_decides_at_mid_term_is_named_or_left_to_write(catalog: Catalog) -> None:
    assert "Au point d’étape (4 mars 2027)" in plain(told("monitoring", plan(), catalog, "fr", TODAY))
    silent = told("monitoring", plan(commitments={"midterm_on": None, "followup_owner": None}), catalog, "fr", TODAY)
    assert {"date à mi-parcours", "nom"} <= set(holes(silent))


def test_the_register_numbers_each_channel_and_names_nobody(catalog: Catalog) -> None:
    written = told("monitoring", plan(), catalog, "en", TODAY)
    assert [each[0][0].text for each in tables(written)[1].rows] == ["1-001", "2-001", "3-001", "4-001"]
    assert "No name or contact details in this register." in plain(written)
    assert "in charge of the follow-up: Directrice" in plain(written)


def test_an_information_follows_questions(catalog: Catalog) -> None:
    written = told("monitoring", INFORMATION, catalog, "fr", TODAY)
    assert [part.id for part in written.body] == ["intro", "expected", "register"]
    assert "une ligne par question" in plain(written) and "contribution" not in plain(written).lower()
    assert row(written, "expected", "Papier et téléphone")[3] == "Adjointe au quai"


def test_an_empty_plan_leaves_a_row_for_each_kind_of_channel(catalog: Catalog) -> None:
    rows = tables(told("monitoring", EMPTY, catalog, "fr", TODAY))[0].rows
    assert [each[0][0].text for each in rows] == ["En présence", "En ligne", "Papier et téléphone"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_week_by_week_table_stays_short(lang: Lang, catalog: Catalog) -> None:
    """Twelve boxes open four weeks each are forty-eight weeks of boxes; they are grouped."""
    boxes = [{"id": f"b{n}", "method": "online_ideation", "phase": "ideate", "units": 1, "week": 2 + n} for n in range(12)]
    written = told("monitoring", plan(boxes), catalog, lang, TODAY)
    assert 12 <= len(tables(written)[2].rows) <= 30


def test_hostile_names_stay_in_their_cells(catalog: Catalog) -> None:
    written = told("monitoring", HOSTILE, catalog, "fr", date(2026, 11, 22))
    assert "<b>&</b>" in printed(written) and section(written, "alert")
