"""The tables follow the program, and a backup of one database fills another of either kind."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from sqlite3 import connect as open_file

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Engine

from catalog.load import load
from catalog.yamlfile import BadInput
from planner import store_cli as cli
from planner.store import Newer, Store, expiry, read_token
from planner.store.backup import backup, restore
from planner.store.engine import connect
from planner.store.info import info
from planner.store.migrate import HEAD, REVISIONS, locked, revision, to, upgrade
from planner.store.rooms import Rooms
from planner.store.tables import Base
from planner.workshop.room import Room
from planner.workshop.scenario import scenario
from tests.planner.test_store import found, plan, rows
from tests.postgres import Postgres, postgres_or_skip

ROOT = Path(__file__).resolve().parents[2]
OLD = """
create table plans (id {serial} not null, token_hash varchar(64) not null, version integer not null, body text not null,
 saved_at {moment} not null, primary key (id));
create unique index ix_plans_token_hash on plans (token_hash);
create table versions (id {serial} not null, plan_id integer not null, version integer not null, body text not null,
 saved_at {moment} not null, primary key (id), foreign key (plan_id) references plans (id));
create index ix_versions_plan_id on versions (plan_id);
"""  # as the first release made them
TOKEN = "kq3vWzX0T1m9rB7aYcLd2g"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with postgres_or_skip() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    return new(request.param, request, tmp_path)


def new(kind: str, request: pytest.FixtureRequest, folder: Path, name: str = "plans.db") -> str:
    return f"sqlite:///{folder / name}" if kind == "sqlite" else str(request.getfixturevalue("postgres").database())


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = connect(url)
    yield made
    made.dispose()


def old(engine: Engine) -> None:
    """The database of the first release, with a plan of two versions."""
    lite = engine.dialect.name == "sqlite"
    kinds = {"serial": "integer" if lite else "serial", "moment": "datetime" if lite else "timestamp with time zone"}
    bodies = [plan(subject).model_dump_json(by_alias=True, exclude_defaults=True) for subject in ("Un", "Deux")]
    with engine.execution_options(writes=True).begin() as connection:
        for statement in OLD.format(**kinds).split(";")[:-1]:
            connection.execute(text(statement))
        moment = "2026-11-01 10:00:00.000000" if lite else "2026-11-01 10:00:00+00"
        key = hashlib.sha256(TOKEN.encode()).hexdigest()
        plans = text("insert into plans (token_hash, version, body, saved_at) values (:key, 2, :body, :at)")
        connection.execute(plans, {"key": key, "body": bodies[1], "at": moment})
        for number, body in enumerate(bodies, 1):
            versions = text("insert into versions (plan_id, version, body, saved_at) values (1, :number, :body, :at)")
            connection.execute(versions, {"number": number, "body": body, "at": moment})


def same_as_the_program(engine: Engine) -> bool:
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []


# -- migrations ---------------------------------------------------------------------------------------


def test_the_revisions_are_those_of_the_files_in_order() -> None:
    files = ScriptDirectory(str(ROOT / "planner" / "store" / "migrations"))
    assert tuple(one.revision for one in files.walk_revisions())[::-1] == REVISIONS


def test_an_empty_database_and_one_that_went_through_every_revision_have_the_tables_of_the_program(engine: Engine) -> None:
    with locked(engine) as connection:
        to(connection, REVISIONS[0])
    assert not same_as_the_program(engine)
    assert upgrade(engine) == "0001"
    assert same_as_the_program(engine)
    assert upgrade(engine) == HEAD


def test_a_new_database_has_the_tables_of_the_program(engine: Engine) -> None:
    assert upgrade(engine) is None
    assert same_as_the_program(engine)
    with engine.connect() as connection:
        assert revision(connection) == HEAD


def test_plans_of_the_first_release_open_and_get_a_read_address_and_a_day(engine: Engine, url: str) -> None:
    old(engine)
    store = Store(url)
    assert same_as_the_program(engine)
    assert store.get(read_token(TOKEN)) is None  # the program cannot know it before the edit address is opened
    opened = found(store, TOKEN)
    assert (opened.plan, opened.version, opened.access) == (plan("Deux"), 2, "edit")
    assert opened.saved_at.isoformat() == "2026-11-01T10:00:00+00:00"
    assert opened.kept_until == expiry.today() + timedelta(days=365)
    assert found(store, read_token(TOKEN)).access == "read"
    assert store.version(TOKEN, 1) == plan("Un")
    assert store.save(TOKEN, plan("Trois"), based_on=2).version == 3
    store.engine.dispose()


def test_a_database_of_a_later_release_is_left_alone(engine: Engine, url: str) -> None:
    upgrade(engine)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0099'"))
    with pytest.raises(Newer) as refusal:
        Store(url)
    assert "plus récente" in refusal.value.say("fr") and "0099" in refusal.value.say("en")


def test_servers_that_start_at_once_bring_the_tables_up_to_date_once(engine: Engine, url: str) -> None:
    old(engine)
    code = "import sys; from planner.store import Store; print(Store(sys.argv[1]).get(sys.argv[2]).version)"
    servers = [subprocess.Popen([sys.executable, "-c", code, url, TOKEN], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [server.communicate(timeout=120)[0].strip() for server in servers] == ["2"] * 3
    assert same_as_the_program(engine)


def test_servers_that_start_at_once_on_an_empty_database_agree(url: str) -> None:
    problems: list[BaseException] = []

    def start() -> None:
        try:
            Store(url).engine.dispose()
        except BaseException as error:
            problems.append(error)

    servers = [threading.Thread(target=start) for _ in range(6)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert problems == []


def test_a_start_that_has_nothing_to_do_is_quick_and_does_not_load_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plans.db'}"
    Store(url).engine.dispose()
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        Store(url).engine.dispose()
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.1
    code = "import sys; from planner.store import Store; Store(sys.argv[1]); print('alembic' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code, url], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.stdout.strip() == "False", told.stderr


# -- backup -------------------------------------------------------------------------------------------


def filled(url: str) -> tuple[Store, str]:
    """A store with a plan of two versions, one with a name, and another plan."""
    store = Store(url)
    token = store.create(plan("Été « 🌊 »"))
    store.save(token, plan("Deux"), by="Jo")
    store.name(token, 1, "Premier jet")
    store.create(plan("Un autre"))
    return store, token


ROWS = {"plans": 2, "versions": 3, "rooms": 0, "room_tables": 0, "room_seats": 0, "room_versions": 0}


@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
def test_a_backup_fills_an_empty_database_of_either_kind(source: str, url: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    store, token = filled(new(source, request, tmp_path, "source.db"))
    file = tmp_path / "saved.jsonl.gz"
    assert backup(store.engine, file) == ROWS
    assert file.stat().st_mode & 0o077 == 0  # readable by its owner only
    assert {path.name for path in tmp_path.iterdir() if "saved" in path.name} == {file.name}
    engine = connect(url)
    assert restore(engine, file) == ROWS
    assert same_as_the_program(engine)
    engine.dispose()
    other = Store(url)
    assert found(other, token) == found(store, token)
    assert other.history(token) == store.history(token)
    assert found(other, read_token(token)).access == "read"
    assert other.save(token, plan("Trois")).version == 3  # the next row finds a number of its own
    assert other.get(other.create(plan()))
    for each in (store, other):
        each.engine.dispose()


def test_a_workshop_under_way_is_in_the_backup_and_goes_on_after_it(url: str, tmp_path: Path) -> None:
    source = Store(f"sqlite:///{tmp_path / 'source.db'}")
    before = Rooms(source.engine)
    room = Room(case=scenario(load(), "place-de-la-halle"), minutes=90)
    trainer = before.open(room, 3)
    opened = before.get(trainer)
    assert opened
    seat = before.join(opened.code, 2, "here")
    file = tmp_path / "saved.jsonl.gz"
    backup(source.engine, file)
    engine = connect(url)
    Store(url).engine.dispose()  # a server has been started on it: its empty tables give way
    counts = restore(engine, file)
    assert (counts["rooms"], counts["room_tables"], counts["room_seats"]) == (1, 3, 4)  # the trainer at each table, and who sat down
    after = Rooms(engine)
    assert after.get(trainer) == before.get(trainer)
    assert after.seat(seat) == before.seat(seat)
    with pytest.raises(BadInput, match="rooms"):
        restore(engine, file)
    for each in (source.engine, engine):
        each.dispose()


def test_a_backup_from_before_rooms_is_restored_where_a_server_has_started(url: str, tmp_path: Path) -> None:
    source = connect(f"sqlite:///{tmp_path / 'old.db'}")
    old(source)
    with locked(source) as connection:
        to(connection, "0002")
    file = tmp_path / "saved.jsonl.gz"
    assert set(backup(source, file)) == {"plans", "versions"}
    store = Store(url)
    restore(store.engine, file)
    assert found(store, TOKEN).plan == plan("Deux") and same_as_the_program(store.engine)
    for each in (source, store.engine):
        each.dispose()


def test_a_backup_of_the_first_tables_is_restored_and_brought_up_to_date(engine: Engine, url: str, tmp_path: Path) -> None:
    source = connect(f"sqlite:///{tmp_path / 'old.db'}")
    old(source)
    file = tmp_path / "saved.jsonl.gz"
    backup(source, file)
    restore(engine, file)
    assert same_as_the_program(engine)
    store = Store(url)
    assert found(store, TOKEN).plan == plan("Deux")
    for each in (source, store.engine):
        each.dispose()


def test_a_backup_is_of_one_instant_while_somebody_writes(url: str, tmp_path: Path) -> None:
    store, token = filled(url)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            store.save(token, plan(str(number)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for i in range(5):
            file = tmp_path / f"{i}.jsonl.gz"
            backup(store.engine, file)
            lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
            first = next(line for line in lines if line.get("table") == "plans")
            assert first["version"] == max(line["version"] for line in lines if line.get("plan_id") == first["id"])
    finally:
        stop.set()
        writer.join()
    store.engine.dispose()


def test_what_is_not_a_whole_backup_restores_nothing(tmp_path: Path) -> None:
    store, _ = filled(f"sqlite:///{tmp_path / 'source.db'}")
    file = tmp_path / "saved.jsonl.gz"
    backup(store.engine, file)
    packed, lines = file.read_bytes(), gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    head = json.loads(lines[0])
    wrong = {
        "cut": packed[: len(packed) // 2],
        "no end": gzip.compress(b"".join(lines[:-1])),
        "a row less": gzip.compress(b"".join([*lines[:2], *lines[3:]])),
        "after the end": gzip.compress(b"".join([*lines, lines[1]])),
        "another column": gzip.compress(b"".join([lines[0], lines[1].replace(b'"body"', b'"evil"'), *lines[2:]])),
        "another table": gzip.compress(b"".join([lines[0], lines[1].replace(b'"plans"', b'"sqlite_master"'), *lines[2:]])),
        "a wrong day": gzip.compress(b"".join([lines[0], lines[1].replace(b'"kept_until":"', b'"kept_until":"x'), *lines[2:]])),
        "newer": gzip.compress(json.dumps({**head, "revision": "0099"}).encode() + b"\n"),
        "not ours": gzip.compress(b'{"hello": 1}\n'),
        "not packed": b"".join(lines),
        "empty": b"",
    }
    for name, content in wrong.items():
        file.write_bytes(content)
        engine = connect(f"sqlite:///{tmp_path / name}.db")
        with pytest.raises(BadInput):
            restore(engine, file)
        engine.dispose()
        with closing(open_file(tmp_path / f"{name}.db")) as base:
            assert base.execute("select count(*) from sqlite_master").fetchone() == (0,), name
    file.write_bytes(packed)
    before = rows(store)
    with pytest.raises(BadInput, match="already holds plans"):
        restore(store.engine, file)
    assert rows(store) == before
    with pytest.raises(BadInput, match="no such file"):
        restore(store.engine, tmp_path / "nowhere.gz")
    store.engine.dispose()


# -- the command --------------------------------------------------------------------------------------


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", default="fr")
    cli.arguments(parser)
    return cli.run(parser.parse_args(words))


def test_the_command_backs_up_restores_purges_and_counts(
    url: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store, token = filled(url)
    monkeypatch.setenv("MAILLAGE_DATABASE_URL", url)
    file = tmp_path / "saved.jsonl.gz"
    assert run("backup", "-o", str(file)) == 0
    assert "dispositifs : 2 ; versions : 3 ; salles d’atelier : 0" in capsys.readouterr().out
    assert run("info", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["plans"], told["versions"], told["named"], told["revision"]) == (2, 3, 1, HEAD)
    assert told["size"] > 10_000 and told["ends"] == found(store, token).kept_until.isoformat()
    assert run("info") == 0 and "Deux" not in capsys.readouterr().out
    assert run("migrate", "--lang", "en") == 0
    assert capsys.readouterr().out == f"The tables are up to date ({HEAD}).\n"
    monkeypatch.setattr(expiry, "today", lambda: date(2100, 1, 1))
    assert run("purge", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"erased": 2}
    monkeypatch.undo()
    monkeypatch.setenv("MAILLAGE_DATABASE_URL", url)  # empty now
    assert run("restore", str(file), "--lang", "en") == 0
    assert capsys.readouterr().out == "Restored: plans: 2; versions: 3; workshop rooms: 0\n"
    assert found(store, token).plan == plan("Deux")
    assert info(store.engine).plans == 2
    with pytest.raises(BadInput):
        run("backup", "-o", str(tmp_path / "nowhere" / "x"))
    store.engine.dispose()
