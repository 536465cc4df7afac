"""The printed kit as data: whole, in its language, its codes those that a table types, its tokens near the engine."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from catalog.words import Lang
from planner.evaluate import evaluate
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.workshop.codes import Codes, read_token
from planner.workshop.kit import Kit, kit, short
from planner.workshop.scenario import brief_after, offered, scenario
from planner.workshop.scoring import Public, Row, Sheet, by_hand, gap, halves, sheet
from planner.writers.kit import pdf
from tests.planner.workshop.kits import CATALOG, DAY, given, kit_of, longest

SCENARIOS = sorted(CATALOG.scenarios)
LANGS: tuple[Lang, ...] = ("fr", "en")


def printed(of: Kit) -> set[str]:
    """Every code that the kit prints to be copied."""
    found = {each.token for each in (*of.every_card, *of.steps)} | {each.words for each in of.numbers} | {each.token for each in of.weeks}
    return found | {token for lane in of.lanes for token in lane.places}


@pytest.mark.parametrize("id", SCENARIOS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_card_on_the_table_is_printed_once_with_a_right_code(id: str, lang: Lang) -> None:
    case, made = scenario(CATALOG, id), kit_of(id, lang)
    turns = sum(len(turn.constraints) + len(turn.events) for turn in case.rounds)
    publics = len(brief_after(case, len(case.rounds)).audiences)
    cards = len(case.cards.methods) + len(case.cards.tools) + len(case.cards.options) + len(CATALOG.deck.B) + publics + turns
    tokens = [each.token for each in made.every_card]
    assert len(tokens) == cards and len(set(tokens)) == len(tokens)
    assert len(made.steps) == 9 and len(made.numbers) == 100 and [len(lane.places) for lane in made.lanes] == [8, 8, 8]
    known = Codes(brief_after(case, len(case.rounds), lang), CATALOG).known
    assert all(read_token(token) and token in known for token in printed(made))


@pytest.mark.parametrize("id", SCENARIOS)
def test_the_words_of_a_kit_are_in_its_language_and_have_no_hole(id: str) -> None:
    for lang, other in (("fr", "agent-days at most"), ("en", "jours d’agent au plus")):
        text = kit_of(id, lang).model_copy(update={"words": {}}).model_dump_json()
        assert other not in text
        assert "{" not in "".join(each.title + "".join(each.changes) for each in kit_of(id, lang).rounds)


@pytest.mark.parametrize("tables", [1, 30])
def test_copies_follow_the_number_of_tables(tables: int) -> None:
    copies = {each.part: each.copies for each in kit_of("place-de-la-halle", tables=tables).copies}
    assert copies["cards"] == copies["canvas"] == copies["answers"] == tables
    assert copies["script"] == copies["solution"] == 1


def test_a_kit_is_refused_with_another_solution_or_too_many_tables() -> None:
    case = scenario(CATALOG, "place-de-la-halle")
    with pytest.raises(ValueError, match="between 1 and 30"):
        kit(case, CATALOG, "fr", given(case, "fr"), today=DAY, tables=31)
    with pytest.raises(ValueError, match="not of this scenario"):
        kit(case, CATALOG, "en", given(case, "fr"), today=DAY)


def test_a_default_is_marked_and_a_long_text_is_cut_at_a_word() -> None:
    cards = {each.token[:1] + each.name: each for each in kit_of("place-de-la-halle").cards}
    assert cards["MStand sur un marché"].default == "par défaut"
    assert short("un deux trois", 13) == "un deux trois"
    assert short("un deux trois quatre", 13) == "un deux…"


def starts(document: pikepdf.Pdf) -> dict[str, int]:
    """Title of a bookmark -> its page, from 1."""
    order = {page.objgen: i for i, page in enumerate(document.pages, start=1)}
    found: dict[str, int] = {}

    def read(items: list[pikepdf.OutlineItem]) -> None:
        for item in items:
            target = item.destination or item.action.D
            found.setdefault(item.title, order[target[0].objgen])
            read(item.children)

    with document.open_outline() as outline:
        read(outline.root)
    return found


def test_the_longest_scenario_is_printed_whole_without_spilling() -> None:
    """The canvas keeps its two halves, each sealed card its page; what has no limit of its own is cut at a word or runs on."""
    case = longest()
    made = kit(case, CATALOG, "fr", given(case, "fr"), today=DAY, duration=210)
    assert all(len(each.name) <= 80 and len(each.what) <= 190 for each in made.every_card)
    assert len(made.name) <= 54 and made.title.startswith("<b>Ahmed & Zoé</b>")
    with pikepdf.open(BytesIO(pdf(made))) as document:
        page = {part: starts(document)[title] for part, title in made.parts.items() if title in starts(document)}
        assert page["answers"] - page["canvas"] == 2 and page["score"] - page["answers"] == 1
        assert page["cards"] - page["rounds"] == 8 and page["rounds"] - page["sheet"] <= 2
        assert page["debrief"] - page["script"] <= 10
        assert len(document.pages) < 75


# -- scoring by hand --------------------------------------------------------------------------------------

ROW = Row(token="M", id="workshop", name="w", family="rooms", announced=True, talks=True, informs=False, cost=100, cost_once=50, days=2,
          days_once=1, tokens=(6.0,))  # fmt: skip
TOLD = ROW.model_copy(
    update={"id": "letterbox_drop", "family": "media", "announced": False, "talks": False, "informs": True, "tokens": (10.0,)}
)
HEAD = Public(name="p", token="P013", people=1000, value=10, ordinary=8, strong=20, ladder=((10, 9.5), (20, 18)))
SHEET = Sheet(publics=(HEAD,), rows=(ROW, TOLD), options=(), day_rate=900, outsourced=0.6)


def scored(*activities: Activity, phases: tuple[str, ...] = ("diagnose",)) -> tuple[float, float, float]:
    brief = scenario(CATALOG, "place-de-la-halle").brief.model_copy(update={"phases": phases})
    found = by_hand(Plan(brief=brief, activities=activities), SHEET)
    return found.people[0], found.cost, found.staff_days


def test_the_rules_of_the_tokens_worked_by_hand() -> None:
    workshop = Activity(id="a", method="workshop", phase="diagnose", units=2)
    leaflet = Activity(id="b", method="letterbox_drop", phase="inform", units=1)
    # 6 + 2/3 × 6 = 10 tokens; not announced: a quarter less, 7.5, under the first rung: 75 people.
    # 50 + 2 × 100 EUR; (1 + 2 × 2) days and a quarter: 6.25.
    assert scored(workshop) == pytest.approx((75, 250, 6.25))
    # Announced to ten tokens, between 8 and 20: nothing lost; ten tokens are no more than the first rung: all count.
    assert scored(workshop, leaflet)[0] == pytest.approx(100)
    # The second of two contribution steps: a fifth less, 8 tokens.
    assert scored(workshop.model_copy(update={"phase": "ideate"}), leaflet, phases=("diagnose", "ideate"))[0] == pytest.approx(80)


def test_halves_of_tokens() -> None:
    assert [halves(value) for value in (0.2, 0.3, 0.74, 1.8, 12.4)] == [0, 0.5, 0.5, 2, 12]


@pytest.mark.parametrize("id", SCENARIOS)
def test_a_hand_score_comes_near_the_engine(id: str) -> None:
    """A plan that nobody optimised: money to the euro, agent-days within a tenth, people within a quarter."""
    case = scenario(CATALOG, id)
    rounds = len(case.rounds)
    at = Situation(brief_after(case, rounds), CATALOG)
    of = sheet(case, at, "fr", [(each.name, "") for each in at.brief.audiences])
    activities: list[Activity] = []
    for phase in at.brief.contribution_phases or ("diagnose",):
        for strand in ("in_person", "digital", "remote"):
            free = (m for m in offered(case, rounds) if m not in {a.method for a in activities})
            fits = (m for m in free if phase in CATALOG.methods[m].phases and CATALOG.methods[m].strand == strand)
            if method := next(fits, None):
                activities.append(Activity(id=f"a{len(activities)}", method=method, phase=phase, units=2))
    plan = Plan(brief=at.brief, activities=tuple(activities))
    engine, hand = evaluate(plan, CATALOG, at, draws=2), by_hand(plan, of)
    assert hand.cost == pytest.approx(engine.cost, abs=1)
    assert hand.staff_days == pytest.approx(engine.staff_days, rel=0.1)
    assert len(activities) >= 2
    for found, row in zip(hand.people, engine.coverage, strict=True):
        assert abs(found - row.comes) < 2 or gap(found, row.comes) < 0.25, row.audience
