"""The half page for the public: what was said is written, what was not is a hole, and information is never called anything else."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.load import Catalog, load
from catalog.paper.markdown import markdown
from catalog.words import LANGUAGES, Lang
from planner.brief import Brief, Closed, Commitments, Limits, Mandate
from planner.documents.leaflet import leaflet
from planner.evaluate import evaluate
from planner.plan import Activity, Plan

TODAY = date(2026, 11, 22)
BRIEF = Brief(
    subject="Le quai",
    mandate=Mandate(
        decision="Choisir le tracé", decider="Conseil municipal", decided_on=date(2027, 6, 24), open=("le tracé", "les bancs"),
        closed=(Closed(what="le budget", why="voté"), Closed(what="le lieu")), study=("un bac",),
    ),
    level="consult",
    limits=Limits(start=date(2027, 1, 4), end=date(2027, 5, 14)),
    commitments=Commitments(
        reply_on=date(2027, 6, 10), reply_owner="Adjointe au quai", paper_places=("mairie",), official_place="ville.fr/quai",
    ),
)  # fmt: skip
PLAN = Plan(
    brief=BRIEF,
    activities=(
        Activity(id="later", method="market_stand", phase="ideate", week=5),
        Activity(id="stand", method="market_stand", phase="diagnose", week=2),
        Activity(id="box", method="online_ideation", phase="ideate"),
        Activity(id="news", method="local_press", phase="inform", week=1),
        Activity(id="reply", method="participant_letter", phase="report_back", week=15),
    ),
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def sections(given: Brief, catalog: Catalog, plan: Plan | None = None, lang: Lang = "fr") -> dict[str, str]:
    """The text of each section as Markdown, by its id."""
    paper = leaflet(given, plan, catalog, lang, TODAY)
    return {section.id: markdown(paper.model_copy(update={"body": (section,)})) for section in paper.body}


def test_what_was_said_is_written(catalog: Catalog) -> None:
    found = sections(BRIEF, catalog, PLAN)
    assert list(found) == ["decision", "open", "closed", "take_part", "follow_up", "contact"]
    assert "24 juin 2027" in found["decision"] and "Conseil municipal" in found["decision"]
    assert "- le tracé\n- les bancs" in found["open"] and "un bac" in found["open"]
    assert "- le budget\u00a0: voté" in found["closed"]
    assert "10 juin 2027" in found["follow_up"] and "Adjointe au quai" in found["follow_up"]
    assert "mairie" in found["take_part"] and "ville.fr/quai" in found["take_part"]


def test_a_reason_that_was_not_given_is_a_hole(catalog: Catalog) -> None:
    assert "- le lieu\u00a0: **\\[à compléter\\]**" in sections(BRIEF, catalog)["closed"]


def test_a_format_is_named_once_with_its_first_week(catalog: Catalog) -> None:
    """Week 2 from Monday 4 January 2027 is 11 January."""
    found = sections(BRIEF, catalog, PLAN)["take_part"]
    assert "**En présence\u00a0:** stand sur un marché (à partir du 11 janvier 2027)" in found
    assert found.count("marché") == 1
    assert "**En ligne\u00a0:** boîte à idées en ligne" in found


def test_only_what_people_take_part_in_is_a_way_to_take_part(catalog: Catalog) -> None:
    found = sections(BRIEF, catalog, PLAN)["take_part"]
    for method in ("local_press", "participant_letter"):
        assert catalog.methods[method].name("fr").lower() not in found.lower()


def test_an_evaluation_dates_what_has_no_week(catalog: Catalog) -> None:
    numbers = evaluate(PLAN, catalog, draws=1)
    starts = next(line.starts_on for line in numbers.lines if line.activity == "box")
    assert starts
    said = markdown(leaflet(BRIEF, PLAN, catalog, "en", TODAY, numbers))
    assert f"online ideas box (from {starts.day} {starts:%B %Y})" in said


def test_taking_part_opens_and_closes_with_what_people_take_part_in(catalog: Catalog) -> None:
    """Stands in weeks 2 and 5 from Monday 4 January: 11 January to 7 February, not the dates of the whole process."""
    stands = PLAN.model_copy(update={"activities": tuple(a for a in PLAN.activities if a.id != "box")})
    dated = markdown(leaflet(BRIEF, stands, catalog, "fr", TODAY, evaluate(stands, catalog, draws=1)))
    assert "Du 11 janvier 2027 au 7 février 2027." in dated
    assert "Du 4 janvier 2027 au 14 mai 2027." in sections(BRIEF, catalog)["take_part"]


def test_without_a_plan_every_way_is_a_hole(catalog: Catalog) -> None:
    found = sections(BRIEF, catalog)["take_part"]
    for strand in ("En présence", "En ligne", "Papier et téléphone"):
        assert f"**{strand}\u00a0:** **\\[à compléter\\]**" in found


def test_an_empty_brief_invents_nothing(catalog: Catalog) -> None:
    found = sections(Brief(subject="Le quai"), catalog)
    assert found["decision"].count("[à compléter") == 3
    assert found["open"].count("[à compléter") == 1
    assert found["take_part"].count("[à compléter") == 7  # two dates, three strands, the paper and the page
    assert found["follow_up"].count("[à compléter") == 2


def test_the_commitment_of_the_plan_wins(catalog: Catalog) -> None:
    said = PLAN.model_copy(update={"commitments": Commitments(reply_owner="Maire")})
    assert "Maire" in sections(BRIEF, catalog, said)["follow_up"]


def test_channels_are_called_equal_only_when_it_was_promised(catalog: Catalog) -> None:
    assert "compte autant" not in sections(BRIEF, catalog)["follow_up"]
    promised = BRIEF.model_copy(update={"commitments": Commitments(synthesis_all_channels=True)})
    assert "compte autant" in sections(promised, catalog)["follow_up"]


@pytest.mark.parametrize("given", [{"mandate": Mandate(open=())}, {"level": "inform"}])
def test_an_information_asks_for_no_opinion(given: dict[str, object], catalog: Catalog) -> None:
    paper = leaflet(BRIEF.model_copy(update=given), PLAN, catalog, "fr", TODAY)
    assert paper.title == "Pour vous informer du projet"
    assert [section.id for section in paper.body] == ["decision", "closed", "contact"]
    assert "avis" in markdown(paper) and "Votre avis" not in markdown(paper)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_stays_half_a_page(lang: Lang, catalog: Catalog) -> None:
    assert len(markdown(leaflet(BRIEF, PLAN, catalog, lang, TODAY)).split()) < 250
