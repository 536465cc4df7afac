"""The rules of a room: its code, its rounds, what a table may lay, what its plan is worth."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from catalog.cards import ALPHABET
from catalog.load import Catalog, load
from catalog.yamlfile import Bilingual
from planner.evaluate import evaluate
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.workshop.codes import numbered, token
from planner.workshop.room import (
    Room,
    change,
    check_sign,
    codes_of,
    ends_at,
    free_place,
    lay,
    minutes_of,
    new_code,
    next_round,
    on_brief,
    outcome,
    pasted,
    read_code,
    reasons,
    take_away,
)
from planner.workshop.scenario import scenario
from planner.workshop.solution import informing

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def room(catalog: Catalog) -> Room:
    """The market hall square, its first round told: 6,000 €, 32 agent-days, three publics."""
    return next_round(Room(case=scenario(catalog, "place-de-la-halle"), minutes=170), NOW)


def method(catalog: Catalog, id: str) -> str:
    return token("M", catalog.deck.M[id].code)


def laid(room: Room, catalog: Catalog, *methods: str) -> Plan:
    plan = Plan(brief=room.brief)
    for each in methods:
        plan = lay(plan, method(catalog, each), room, catalog)
    return plan


def test_the_check_character_is_worked_by_hand() -> None:
    # 0 0 0 0 1 weighs 2 × 1 = 2; 31 − 2 = 29, the sign before the last: Y. A B … : A is 10, weight 6 → 60; 62 − 60 = 2.
    assert check_sign("00001") == "Y"
    assert check_sign("A0000") == "2"


def test_no_single_slip_of_a_room_code_is_a_code() -> None:
    dice = random.Random(8)
    for _ in range(200):
        code = new_code()
        assert read_code(code.lower()) == code
        at = dice.randrange(6)
        other = dice.choice([sign for sign in ALPHABET if sign != code[at]])
        assert read_code(code[:at] + other + code[at + 1 :]) is None
        a, b = sorted(dice.sample(range(6), 2))
        if code[a] != code[b]:
            swapped = list(code)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            assert read_code("".join(swapped)) is None


@pytest.mark.parametrize("text", ["", "😀😀😀😀😀😀", "AAAA", "x" * 10_000, "12345", "<b>"])
def test_what_cannot_be_a_room_code_is_none(text: str) -> None:
    assert read_code(text) is None


def test_letters_that_look_alike_are_read() -> None:
    code = "00001Y"
    assert read_code("oo-OO lY") == code


def test_rounds_follow_one_another_then_the_debrief(room: Room) -> None:
    assert room.told == 1
    for told in (2, 3, 4):
        room = next_round(room, NOW)
        assert room.told == told
    assert room.brief.limits.budget == 4500
    assert [a.name for a in room.brief.audiences][-1] == "Jeunes de 12 à 24 ans"
    room = next_round(room, NOW)
    assert (room.told, room.stage) == (4, "debrief")
    assert next_round(room, NOW) == room


def test_minutes_are_brought_to_the_length_of_the_session(room: Room) -> None:
    assert [minutes_of(room, turn) for turn in (1, 2, 3, 4)] == [60, 40, 40, 30]  # 30, 20, 20, 15 of 85, twice as long
    assert ends_at(room) == NOW + timedelta(minutes=60)
    assert ends_at(room.model_copy(update={"told": 0, "told_at": None})) is None


def test_a_card_takes_the_first_free_place_of_its_lane(room: Room, catalog: Catalog) -> None:
    plan = laid(room, catalog, "market_stand", "shop_tour", "online_survey")
    assert [a.id for a in plan.activities] == ["L01", "L02", "L09"]
    assert free_place(take_away(plan, "L01"), "in_person") == 1


def test_a_stand_is_laid_where_people_are_heard(room: Room, catalog: Catalog) -> None:
    assert laid(room, catalog, "market_stand").activities[0].phase == "diagnose"


def test_a_lane_holds_eight_cards(room: Room, catalog: Catalog) -> None:
    plan = laid(room, catalog, *["market_stand"] * 8)
    with pytest.raises(Bilingual) as refused:
        lay(plan, method(catalog, "market_stand"), room, catalog)
    assert "Les 8 places" in refused.value.text.fr


def test_a_wrong_code_is_told_with_the_likely_card(room: Room, catalog: Catalog) -> None:
    right = method(catalog, "market_stand")
    wrong = right[:3] + ("0" if right[3] != "0" else "1")
    with pytest.raises(Bilingual) as refused:
        lay(Plan(brief=room.brief), wrong, room, catalog)
    assert right in refused.value.text.fr


def test_a_card_of_another_case_is_refused(room: Room, catalog: Catalog) -> None:
    with pytest.raises(Bilingual) as refused:
        laid(room, catalog, "citizens_assembly")
    assert "n’est pas une carte de ce cas" in refused.value.text.fr


def test_a_format_that_a_round_closed_is_refused_and_told_where_it_lies(room: Room, catalog: Catalog) -> None:
    plan = laid(room, catalog, "public_meeting")
    later = next_round(room, NOW)
    with pytest.raises(Bilingual) as refused:
        laid(later, catalog, "public_meeting")
    assert "ne peut plus se tenir" in refused.value.text.fr
    assert any("ne peut plus se tenir" in each.fr for each in outcome(on_brief(plan, later.brief), later, catalog).over)


def test_a_bridge_joins_two_places(room: Room, catalog: Catalog) -> None:
    plan = laid(room, catalog, "market_stand", "online_survey")
    card = next(iter(catalog.deck.B.values()))
    plan = lay(plan, f"{numbered('L', 1)} {token('B', card.code)} {numbered('L', 9)}", room, catalog)
    assert [(b.from_, b.to, b.how) for b in plan.bridges] == [("L01", "L09", card.how.fr)]
    assert take_away(plan, "L09").bridges == ()


def test_codes_of_a_canvas_read_back_at_the_same_places(room: Room, catalog: Catalog) -> None:
    plan = laid(room, catalog, "market_stand", "shop_tour", "online_survey")
    plan = change(take_away(plan, "L01"), "L02", week=5, units=3, audiences=("Commerçants et forains",))
    canvas = pasted(codes_of(plan, catalog), room, catalog)
    assert (canvas.plan, canvas.problems) == (plan, ())


def test_nonsense_changes_nothing_and_is_told_once(room: Room, catalog: Catalog) -> None:
    canvas = pasted("\n".join(["😀"] * 10_000), room, catalog)
    assert (canvas.plan.activities, len(canvas.problems)) == ((), 1)
    canvas = pasted("😀 ☃\nXXXX", room, catalog)
    assert canvas.plan.activities == ()
    assert {p.line for p in canvas.problems} == {1, 2}


def test_the_line_of_a_card_of_another_case_is_named(room: Room, catalog: Catalog) -> None:
    good = f"{numbered('L', 1)} {method(catalog, 'market_stand')}"
    other = f"{numbered('L', 2)} {method(catalog, 'citizens_assembly')}"
    canvas = pasted(f"{good}\n{other}", room, catalog)
    assert [p.line for p in canvas.problems] == [2]
    assert [a.method for a in canvas.plan.activities] == ["market_stand"]


def test_an_outcome_says_the_limits_the_strands_and_whom_it_misses(room: Room, catalog: Catalog) -> None:
    plan = change(laid(room, catalog, "market_stand", "online_survey", "paper_forms"), "L01", units=60)
    found = outcome(plan, room, catalog)
    assert dict(found.strands) == {"in_person": 1, "digital": 1, "remote": 1}
    assert (found.budget, found.staff_limit) == (6000, 32)
    assert found.least is not None and found.least.name == min(found.publics, key=lambda p: (p.low + p.high) / p.people).name
    for public in found.publics:  # the two ends are what is left of the public
        assert public.far_low == pytest.approx(max(public.people - public.high, 0))
        assert public.far_high == pytest.approx(public.people - public.low)
    assert any("jours-agent de trop" in each.fr for each in found.over)  # sixty stands are more than 32 agent-days
    rules = [each.rule for each in found.broken]
    assert len(rules) == len(set(rules)) > 0


@pytest.fixture(scope="module")
def decided(catalog: Catalog) -> Room:
    """The pool is closed: nothing is open, the first round told."""
    return next_round(Room(case=scenario(catalog, "decision-deja-prise"), minutes=65), NOW)


def test_where_nothing_is_open_an_information_plan_is_judged_by_who_is_informed(decided: Room, catalog: Catalog) -> None:
    at = Situation(decided.brief, catalog)
    found = outcome(informing(decided.case, at, 1), decided, catalog, at)
    assert (found.asks, found.informs) == (0, True)
    assert found.least in found.told
    for public in found.told:
        assert 0 < public.low < public.high < public.people
        assert public.far_low == pytest.approx(public.people - public.high)
    assert not {"room_for_influence", "early_enough", "phase_coverage"} & {each.rule for each in found.broken}


def test_a_table_that_consults_where_nothing_is_open_finds_out_when_the_answer_is_shown(decided: Room, catalog: Catalog) -> None:
    plan = laid(decided, catalog, "workshop", "letterbox_drop")
    before = outcome(plan, decided, catalog)
    assert (before.asks, before.informs, before.counted) == (1, False, before.publics)
    assert "room_for_influence" in {each.rule for each in before.broken}
    for known in ({"shown": True}, {"stage": "debrief"}):
        after = outcome(plan, decided.model_copy(update=known), catalog)
        assert (after.asks, after.informs, after.counted) == (1, True, after.told)
        assert "room_for_influence" in {each.rule for each in after.broken}  # it still asks for opinions


def test_where_something_is_open_a_plan_is_judged_by_who_takes_part(room: Room, catalog: Catalog) -> None:
    plan = laid(room.model_copy(update={"shown": True}), catalog, "letterbox_drop")
    found = outcome(plan, room.model_copy(update={"shown": True}), catalog)
    assert (found.asks, found.informs, found.told) == (0, False, ())
    assert found.least is not None and found.least.high == 0


def test_reasons_are_what_the_plan_loses_without_each_activity(room: Room, catalog: Catalog) -> None:
    at = Situation(room.brief, catalog)
    plan = laid(room, catalog, "market_stand", "paper_forms")
    plan = Plan(brief=room.brief, activities=(*plan.activities, Activity(id="L18", method="letterbox_drop", phase="report_back", units=1)))
    found = {each.activity: each for each in reasons(plan, catalog, at)}
    whole, less = evaluate(plan, catalog, at).of("all").comes, evaluate(take_away(plan, "L01"), catalog, at).of("all").comes
    assert found["L01"].people == pytest.approx(whole - less)
    assert not found["L01"].informs and found["L18"].informs  # a leaflet that answers brings nobody: it tells
    people = [each.people for each in found.values() if not each.informs]
    assert people == sorted(people, reverse=True)
