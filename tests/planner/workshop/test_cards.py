"""What a printed card says: complete in both languages, its numbers those of the catalogue."""

from __future__ import annotations

import pytest

from catalog.cards import KINDS
from catalog.load import Catalog, load
from catalog.methods import STRANDS
from catalog.words import Lang
from planner.brief import Brief
from planner.evaluate import evaluate
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.workshop.cards import CARRIED, SHAPES, TAG_NAMES, audience_card, card
from planner.workshop.codes import read_token
from planner.workshop.scenario import scenario

CATALOG = load()
AT = Situation(Brief(subject="-"), CATALOG)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_card_is_whole(kind: str, lang: Lang) -> None:
    for id in CATALOG.deck.of(kind):
        made = card(CATALOG, kind, id, lang, AT)
        assert read_token(made.token) == (kind, CATALOG.deck.of(kind)[id].code)
        assert made.name and made.what and made.kind_word, id
        if kind == "M":
            assert made.strand and made.shape == SHAPES[made.strand] and made.strand_word and made.unit, id
            assert made.days and made.euros and made.basis and made.needs and made.bridge and made.source and made.people, id
            assert made.brings or made.misses or made.asks or made.unknown or not made.gathers, id  # watching uses asks nothing
            bridge = read_token(made.bridge.split()[0])
            assert bridge and bridge[0] == "B", id
        if kind in "CV":
            assert made.ask.endswith("?") and made.needs, id
        if kind == "P":
            assert made.unknown and made.people, id
        assert "{" not in "".join(str(value) for value in made.model_dump().values() if isinstance(value, str)), id


def test_the_words_of_a_card_are_in_its_language() -> None:
    french, english = (card(CATALOG, "M", "market_stand", lang, AT) for lang in ("fr", "en"))
    assert french.name == "Stand sur un marché" and english.name == "Market stand"
    assert (french.cost, french.staff_days, french.gathers) == (english.cost, english.staff_days, english.gathers)


def test_the_numbers_of_a_stand_worked_by_hand() -> None:
    """Stand: 75 people (published); the rule of stands gives 60 € and 1.5 days a unit, 300 € and 1 day once, nothing bought outside."""
    made = card(CATALOG, "M", "market_stand", "fr", AT)
    assert (made.gathers, made.cost, made.cost_once, made.staff_days, made.staff_days_once) == (75, 60, 300, 1.5, 1)
    assert made.days == "1,5 jour-agent par unité, et 1 une seule fois"
    assert made.people == "55 à 200 personnes par unité"
    assert made.basis.startswith("valeur d’usage")


@pytest.mark.parametrize("method", ["market_stand", "workshop", "online_platform", "paper_forms", "local_press", "citizens_jury"])
def test_scoring_by_hand_gives_what_the_engine_gives(method: str) -> None:
    """Units × a unit + once, in a scenario where part is already paid for: euros as evaluated, days before reading."""
    case = scenario(CATALOG, "place-de-la-halle")
    at = Situation(case.brief, CATALOG)
    made = card(CATALOG, "M", method, "fr", at)
    phase = CATALOG.methods[method].phases[0]
    plan = Plan(brief=case.brief, activities=(Activity(id="a", method=method, phase=phase, units=3),))
    (line,) = evaluate(plan, CATALOG, at, draws=2).lines
    assert made.cost is not None and made.cost_once is not None and made.staff_days is not None and made.staff_days_once is not None
    assert line.cost == pytest.approx(3 * made.cost + made.cost_once)
    assert line.staff_days == pytest.approx(3 * made.staff_days + made.staff_days_once)


def test_a_public_of_the_scenario_has_its_numbered_card() -> None:
    case = scenario(CATALOG, "place-de-la-halle")
    made = audience_card(case.brief, 2, "fr")
    assert (made.name, made.people, made.brings) == ("Commerçants et forains", "70 personnes", ("les personnes aux horaires décalés",))
    assert read_token(made.token) == ("P", "02")


def test_places_know_their_lane() -> None:
    assert [card(CATALOG, "L", id, "fr").strand for id in ("1", "8", "9", "16", "17", "24")] == [
        "in_person", "in_person", "digital", "digital", "remote", "remote",
    ]  # fmt: skip
    assert card(CATALOG, "S", "0", "en").name == "week 0"
    with pytest.raises(KeyError):
        card(CATALOG, "L", "25", "fr")
    with pytest.raises(KeyError):
        card(CATALOG, "M", "participatory_budget", "fr")


def test_every_form_has_a_bridge_that_leaves_its_strand(catalog: Catalog) -> None:
    assert set(CARRIED) == set(catalog.rules) and len(set(SHAPES.values())) == len(STRANDS)
    for id in catalog.deck.M:
        method = catalog.methods[id]
        assert set(catalog.deck.B[CARRIED[method.form]].from_) & set(method.joins), id


def test_every_tag_of_a_public_has_a_name(catalog: Catalog) -> None:
    used = {tag for method in catalog.methods.values() for tag in (*method.affinity.well, *method.affinity.poorly, *method.affinity.only)}
    assert used <= set(TAG_NAMES)
