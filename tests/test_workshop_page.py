"""The page of the workshop: a room is opened, joined, played and erased; wrong addresses say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from catalog.load import load
from planner.store import Store
from planner.store.rooms import FREE_TRIES, Rooms, table_token, wall_token
from planner.workshop.codes import token
from planner.workshop.room import Room, lay, new_code
from planner.workshop.scenario import scenario
from views import workshop_shared

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.usefixtures("packages_read_once")


def page(**ask: str) -> AppTest:
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    ask = {"lang": "en", **ask}
    test.query_params.update(ask)
    test.run()
    test.query_params.update(ask)
    test.switch_page("views/workshop.py").run()
    assert [one.message for one in test.exception] == []
    return test


def pressed(test: AppTest, label: str) -> AppTest:
    next(one for one in test.button if one.label == label).click()
    test.run()
    assert [one.message for one in test.exception] == []
    return test


@pytest.fixture
def rooms(store: Store) -> Rooms:
    return Rooms(store.engine)


@pytest.fixture
def trainer(rooms: Rooms) -> str:
    return rooms.open(Room(case=scenario(load(), "place-de-la-halle"), minutes=90, lang="en"), 3)


def test_a_room_is_opened_from_the_page(rooms: Rooms) -> None:
    test = pressed(page(), "Open the room")
    key = test.query_params["room"]
    found = rooms.get(key if isinstance(key, str) else key[0])
    assert found and len(found.tables) == 6


def test_a_device_joins_lays_a_card_and_is_told_of_a_wrong_one(rooms: Rooms, trainer: str) -> None:
    found = rooms.get(trainer)
    assert found
    test = page(code=found.code)
    pressed(pressed(test, "Find the room"), "Sit down")
    assert test.title[0].value == "Table 1"
    field = next(one for one in test.text_input if one.label == "Code on the card")
    field.set_value(token("M", load().deck.M["market_stand"].code))
    pressed(test, "Lay the card")
    found = rooms.get(trainer)
    assert found and [a.method for a in found.table(1).plan.activities] == ["market_stand"]
    next(one for one in test.text_input if one.label == "Code on the card").set_value("MZZZ")
    pressed(test, "Lay the card")
    assert any("is not" in one.value for one in test.error)


def test_a_wrong_room_code_says_so(rooms: Rooms) -> None:
    test = pressed(page(code="😀"), "Find the room")
    assert any("No open room has this code" in one.value for one in test.error)


def test_a_name_that_another_table_has_says_so_and_disturbs_nobody(rooms: Rooms, trainer: str) -> None:
    found = rooms.get(trainer)
    assert found
    rooms.join(found.code, 1, "there", "The Lindens")
    test = pressed(page(code=found.code), "Find the room")
    next(one for one in test.text_input if one.label.startswith("A name for the table")).set_value("the lindens")
    pressed(test, "Sit down")
    assert any("Another table is already called" in one.value for one in test.error)
    found = rooms.get(trainer)
    assert found and [(each.name, each.taken) for each in found.tables[:2]] == [("The Lindens", True), ("Table 2", False)]


def test_guessing_codes_is_slowed_and_says_for_how_long(rooms: Rooms, trainer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop_shared, "client", lambda: "one phone")
    test, said = page(), []
    for _ in range(FREE_TRIES + 1):
        next(one for one in test.text_input if one.label.startswith("Room code")).set_value(new_code())
        said += [one.value for one in pressed(test, "Find the room").error]
    assert ["No open room" in each for each in said] == [True] * FREE_TRIES + [False]
    assert "Try again in 10 min" in said[-1]
    found = rooms.get(trainer)
    assert found and rooms.look(found.code, "another phone").tables[0][2]


def test_where_nothing_is_open_the_trainer_gets_an_information_plan_and_the_wall_says_why(rooms: Rooms) -> None:
    case = scenario(load(), "decision-deja-prise")
    key = rooms.open(Room(case=case, minutes=65, lang="en"), 2)
    rooms.next(key, 0)
    test = pressed(page(room=key), "Lay the information plan of this round")
    assert any("asking for an opinion would mislead" in one.value for one in test.warning)
    found = rooms.get(key)
    assert found and found.room.answer and found.room.answer_told == 1
    assert all(each.phase in ("inform", "report_back") for each in found.room.answer.activities)
    pressed(test, "Show it on the wall")
    drawn = " ".join(one.proto.body for one in page(wall=wall_token(key)).get("html"))
    assert "An information plan: one good answer among others" in drawn
    assert "asking for an opinion would mislead" in drawn


def test_the_trainer_tells_the_next_round(rooms: Rooms, trainer: str) -> None:
    pressed(page(room=trainer), "Start round 1")
    found = rooms.get(trainer)
    assert found and found.room.told == 1


def test_the_wall_shows_each_table(rooms: Rooms, trainer: str) -> None:
    catalog = load()
    rooms.next(trainer, 0)
    rooms.edit(table_token(trainer, 2), lambda plan, room: lay(plan, token("M", catalog.deck.M["market_stand"].code), room, catalog))
    test = page(wall=wall_token(trainer))
    drawn = " ".join(one.proto.body for one in test.get("html"))
    assert "Table 2" in drawn and "Misses most" in drawn
    assert "Table 1" not in drawn  # nobody sits there yet


@pytest.mark.parametrize("name", ["room", "table", "wall"])
def test_a_wrong_address_says_so(rooms: Rooms, name: str) -> None:
    assert len(page(**{name: "x" * 22}).error) == 1
