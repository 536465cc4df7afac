"""Rooms are kept, found by addresses that the database does not hold, joined by a short code, and lose nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from catalog.load import Catalog, load
from planner.plan import Plan
from planner.store import Conflict, ReadOnly, Store, expiry
from planner.store.rooms import FREE_TRIES, NoRoom, Refused, Rooms, Taken, TooMany, table_token, wall_token
from planner.workshop.codes import token
from planner.workshop.room import Room, change, lay, new_code
from planner.workshop.scenario import scenario
from tests.postgres import Postgres, postgres_or_skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with postgres_or_skip(safe=True) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def rooms(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rooms]:
    url = f"sqlite:///{tmp_path / 'rooms.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres").database()
    store = Store(url)
    yield Rooms(store.engine)
    store.engine.dispose()


@pytest.fixture
def trainer(rooms: Rooms, catalog: Catalog) -> str:
    return rooms.open(Room(case=scenario(catalog, "place-de-la-halle"), minutes=90), 3)


def code_of(rooms: Rooms, trainer: str) -> str:
    found = rooms.get(trainer)
    assert found
    return found.code


def put(rooms: Rooms, seat: str, catalog: Catalog, method: str) -> Plan:
    typed = token("M", catalog.deck.M[method].code)
    return rooms.edit(seat, lambda plan, room: lay(plan, typed, room, catalog)).plan


def test_the_database_holds_no_address(rooms: Rooms, trainer: str) -> None:
    seat = rooms.join(code_of(rooms, trainer), 1, "a")
    with rooms.engine.connect() as connection:
        held = " ".join(
            str(row)
            for table in ("rooms", "room_tables", "room_seats", "room_versions")
            for row in connection.execute(text(f"select * from {table}"))
        )
    for address in (trainer, seat, wall_token(trainer), table_token(trainer, 1)):
        assert len(address) == 22 and address not in held


def test_the_wall_reads_and_changes_nothing(rooms: Rooms, trainer: str) -> None:
    wall = wall_token(trainer)
    found = rooms.get(wall)
    assert found and not found.trainer
    with pytest.raises(ReadOnly):
        rooms.next(wall, 0)
    assert rooms.get(table_token(trainer, 1)) is None
    assert rooms.seat(wall) is None


def test_a_table_comes_back_where_it_was(rooms: Rooms, trainer: str, catalog: Catalog) -> None:
    seat = rooms.join(code_of(rooms, trainer), 2, "a", " Les  Tilleuls ")
    plan = put(rooms, seat, catalog, "market_stand")
    again = Rooms(rooms.engine)
    for address in (seat, table_token(trainer, 2)):
        found = again.seat(address)
        assert found and (found.tables[0].name, found.tables[0].plan) == ("Les Tilleuls", plan)


def test_a_taken_table_is_told_with_a_free_one_until_the_trainer_lets_it_back(rooms: Rooms, trainer: str, catalog: Catalog) -> None:
    code = code_of(rooms, trainer)
    plan = put(rooms, rooms.join(code, 1, "a"), catalog, "market_stand")
    with pytest.raises(Taken) as taken:
        rooms.join(code, 1, "b")
    assert taken.value.free == 2
    rooms.let_in(trainer, 1)
    back = rooms.seat(rooms.join(code, 1, "b"))
    assert back and back.tables[0].plan == plan
    with pytest.raises(Taken):
        rooms.join(code, 1, "c")


def test_two_tables_of_one_name_are_told(rooms: Rooms, trainer: str) -> None:
    code = code_of(rooms, trainer)
    rooms.join(code, 1, "a", "Les Tilleuls")
    with pytest.raises(Taken) as taken:
        rooms.join(code, 2, "b", "les tilleuls")
    assert "« les tilleuls 2 »" in taken.value.text.fr
    found = rooms.get(trainer)
    assert found and not found.table(2).taken


def test_a_wrong_code_and_a_closed_room_look_the_same(rooms: Rooms, trainer: str) -> None:
    code = code_of(rooms, trainer)
    rooms.change(trainer, lambda room: room.model_copy(update={"stage": "closed"}))
    said = []
    for typed in (code, new_code(), "nonsense", "😀" * 6):
        with pytest.raises(NoRoom) as refused:
            rooms.look(typed, "a")
        said.append(refused.value.text)
    assert len(set(said)) == 1


def test_guessing_is_slowed_for_who_guesses_only(rooms: Rooms, trainer: str) -> None:
    code = code_of(rooms, trainer)
    for _ in range(50):  # mistyped codes tell nothing, and are not held against a table
        with pytest.raises(NoRoom):
            rooms.look(code[:5] + ("0" if code[5] != "0" else "1"), "guesser")
    for _ in range(FREE_TRIES):
        with pytest.raises(NoRoom):
            rooms.look(new_code(), "guesser")
    with pytest.raises(TooMany) as slowed:
        rooms.look(code, "guesser")
    assert "10 min" in slowed.value.text.fr
    assert rooms.look(code, "somebody else").tables[0][2]


def test_a_round_is_told_once_and_each_plan_kept_as_it_ends_one(rooms: Rooms, trainer: str, catalog: Catalog) -> None:
    seat = rooms.join(code_of(rooms, trainer), 1, "a")
    rooms.next(trainer, 0)
    first = put(rooms, seat, catalog, "market_stand")
    assert rooms.next(trainer, 1).told == rooms.next(trainer, 1).told == 2  # a second click tells nothing more
    put(rooms, seat, catalog, "shop_tour")
    ended = rooms.ended(trainer)[1]
    assert ended[1] == first
    found = rooms.seat(seat)
    assert found and [a.method for a in found.tables[0].plan.activities] == ["market_stand", "shop_tour"]
    for told in (2, 3):
        rooms.next(trainer, told)
    found = rooms.seat(seat)
    assert found and found.tables[0].plan.brief.limits.budget == 4500  # the limits of the round, for all at once


def test_two_phones_lose_nothing(rooms: Rooms, trainer: str, catalog: Catalog) -> None:
    seat, other = rooms.join(code_of(rooms, trainer), 1, "a"), table_token(trainer, 1)
    methods = ["market_stand", "online_survey", "paper_forms", "shop_tour", "school_workshop", "online_map"]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda i: put(rooms, (seat, other)[i % 2], catalog, methods[i]), range(6)))
    found = rooms.seat(seat)
    assert found and sorted(a.method for a in found.tables[0].plan.activities) == sorted(methods)


def test_changes_of_two_phones_are_joined_or_told(rooms: Rooms, trainer: str, catalog: Catalog) -> None:
    seat = rooms.join(code_of(rooms, trainer), 1, "a")
    put(rooms, seat, catalog, "market_stand")
    put(rooms, seat, catalog, "online_survey")
    seen = rooms.seat(seat)
    assert seen
    table = seen.tables[0]
    rooms.save(seat, change(table.plan, "L01", week=3), table.version)
    joined = rooms.save(seat, change(table.plan, "L09", week=7), table.version)
    assert [a.week for a in joined.plan.activities] == [3, 7]
    with pytest.raises(Conflict):
        rooms.save(seat, change(table.plan, "L01", week=5), table.version)
    found = rooms.seat(seat)
    assert found and [a.week for a in found.tables[0].plan.activities] == [3, 7]


def test_a_closed_room_keeps_its_plans_as_they_are(rooms: Rooms, trainer: str, catalog: Catalog) -> None:
    seat = rooms.join(code_of(rooms, trainer), 1, "a")
    rooms.change(trainer, lambda room: room.model_copy(update={"stage": "closed"}))
    with pytest.raises(Refused):
        put(rooms, seat, catalog, "market_stand")
    assert rooms.seat(seat)


def test_a_room_erases_itself_and_can_be_erased(rooms: Rooms, trainer: str, catalog: Catalog) -> None:
    other = rooms.open(Room(case=scenario(catalog, "place-de-la-halle"), minutes=90), 2, days=9)
    assert rooms.purge(expiry.today() + timedelta(days=7)) == 0
    assert rooms.purge(expiry.today() + timedelta(days=8)) == 1  # seven days after today is its last
    assert rooms.get(trainer) is None
    seat = rooms.join(code_of(rooms, other), 1, "a")
    rooms.erase(other)
    assert rooms.get(other) is None and rooms.seat(seat) is None
    with rooms.engine.connect() as connection:
        for table in ("rooms", "room_tables", "room_seats", "room_versions"):
            assert connection.scalar(text(f"select count(*) from {table}")) == 0


def test_a_table_is_added_up_to_a_limit(rooms: Rooms, trainer: str) -> None:
    rooms.add_table(trainer)
    found = rooms.get(trainer)
    assert found and [each.number for each in found.tables] == [1, 2, 3, 4]
    assert rooms.seat(table_token(trainer, 4)) is not None
