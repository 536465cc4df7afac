"""Plans are kept version by version, found by tokens that the database does not hold, shared, dated, and survive a killed server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import text

from catalog.yamlfile import BadInput, Bilingual
from planner import store as module
from planner.brief import Audience, Brief, Limits, Mandate
from planner.merge import resolve
from planner.plan import Activity, Bridge, Plan
from planner.store import Conflict, ReadOnly, Saved, Store, StoreUnavailable, expiry, read_token
from tests.postgres import Postgres, postgres_or_skip

ROOT = Path(__file__).resolve().parents[2]


def plan(subject: str = "Rouvrir la rivière") -> Plan:
    return Plan(
        brief=Brief(
            subject=subject,
            mandate=Mandate(open=(), decider="Conseil municipal"),
            audiences=(Audience(name="Riverains « du quai »", people=1400, floor=0.05),),
            limits=Limits(budget=0, staff_days=30),
        ),
        activities=(
            Activity(id="stand", method="market_stand", phase="ideate", units=2, week=3, audiences=("Riverains « du quai »",)),
            Activity(id="workshop", method="workshop", phase="ideate"),
        ),
        bridges=(Bridge(from_="stand", to="workshop", how="les propositions du stand ouvrent l’atelier"),),
    )


def budget(plan: Plan, euros: float) -> Plan:
    """The same plan with another budget."""
    limits = plan.brief.limits.model_copy(update={"budget": euros})
    return plan.model_copy(update={"brief": plan.brief.model_copy(update={"limits": limits})})


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with postgres_or_skip(safe=True) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'plans.db'}"
    return str(request.getfixturevalue("postgres").database())


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store(url)
    yield made
    made.engine.dispose()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the day."""
    return lambda day: monkeypatch.setattr(expiry, "today", lambda: day)


def versions(store: Store) -> list[int]:
    """The version numbers kept, in the order they were written."""
    with store.engine.connect() as connection:
        return list(connection.scalars(text("select version from versions order by id")))


def rows(store: Store) -> list[object]:
    """Everything in the database."""
    with store.engine.connect() as connection:
        return [tuple(row) for table in ("plans", "versions") for row in connection.execute(text(f"select * from {table} order by id"))]


def found(store: Store, token: str) -> Saved:
    opened = store.get(token)
    assert opened
    return opened


# -- keeping ------------------------------------------------------------------------------------------


def test_a_plan_comes_back_whole_with_what_is_empty_kept_apart_from_what_is_unknown(store: Store) -> None:
    opened = found(store, store.create(plan()))
    assert opened.plan == plan() and opened.version == 1 and opened.access == "edit"
    assert opened.plan.brief.mandate.open == ()  # nothing is open, which is not the same as unknown
    assert opened.plan.brief.limits.budget == 0
    assert abs(datetime.now(UTC) - opened.saved_at) < timedelta(minutes=1)


def test_another_server_on_the_same_database_finds_the_plan(store: Store, url: str) -> None:
    token = store.create(plan())
    other = Store(url)
    assert found(other, token).plan == plan()
    other.engine.dispose()


def test_every_save_is_a_version_and_saving_the_same_is_none(store: Store) -> None:
    token = store.create(plan())
    assert store.save(token, plan()).version == 1
    assert store.save(token, plan("Deux")).version == 2
    assert store.save(token, plan("Deux"), based_on=1).version == 2  # asked twice by a page that did not hear the answer
    assert versions(store) == [1, 2]


def test_only_the_last_versions_and_those_with_a_name_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    token = store.create(plan("1"))
    store.save(token, plan("2"))
    store.name(token, 2, "Vu en commission")
    for number in range(3, 8):
        store.save(token, plan(str(number)))
    assert versions(store) == [2, 5, 6, 7]
    assert [(one.number, one.name) for one in store.history(token)] == [(7, None), (6, None), (5, None), (2, "Vu en commission")]
    assert store.version(token, 2) == plan("2") and store.version(token, 4) is None


# -- versions -----------------------------------------------------------------------------------------


def test_a_version_is_named_restored_and_signed(store: Store) -> None:
    token = store.create(plan("Un"))
    store.save(token, plan("Deux"), by="  Aïcha\u202f\n(service eau) 🌊\ud800\x00 ")
    store.name(token, 1, " Avant le conseil ")
    assert [(one.number, one.name, one.by) for one in store.history(token)] == [
        (2, None, "Aïcha (service eau) 🌊"), (1, "Avant le conseil", None),
    ]  # fmt: skip
    back = store.restore(token, 1)
    assert (back.plan, back.version) == (plan("Un"), 3)
    assert store.version(token, 2) == plan("Deux")
    store.name(token, 1, "")
    assert store.history(token)[-1].name is None
    store.save(token, plan("Trois"), by="x" * 100)
    assert store.history(token)[0].by == "x" * 40


def test_names_have_a_length_and_a_number_and_a_version_that_is_not_there_has_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NAMES", 1)
    token = store.create(plan("Un"))
    store.save(token, plan("Deux"))
    store.name(token, 1, "n" * 80)
    store.name(token, 1, "un autre nom")  # the same version again
    with pytest.raises(Bilingual, match="81"):
        store.name(token, 1, "n" * 81)
    with pytest.raises(Bilingual, match="already have a name"):
        store.name(token, 2, "deux")
    for number in (-1, 0, 3, 10**30):
        assert store.version(token, number) is None
        with pytest.raises(KeyError):
            store.name(token, number, "rien")
        with pytest.raises(KeyError):
            store.restore(token, number)


def test_a_copy_has_the_content_and_neither_the_history_nor_the_address(store: Store) -> None:
    token = store.create(plan("Un"))
    store.save(token, plan("Deux"))
    for source in (token, read_token(token)):
        copy = store.duplicate(source)
        assert copy not in (token, read_token(token))
        assert found(store, copy).plan == plan("Deux") and [one.number for one in store.history(copy)] == [1]
        store.save(copy, plan("Trois"))
    assert found(store, token).plan == plan("Deux")


def test_the_export_holds_all_that_is_held(store: Store) -> None:
    token = store.create(plan("Un"))
    store.save(token, plan("Deux"), by="Jo")
    store.name(token, 1, "Premier jet")
    told = json.loads(json.dumps(store.export(token)))
    assert [(one["version"], one["name"], one["by"]) for one in told["versions"]] == [(1, "Premier jet", None), (2, None, "Jo")]
    assert [Plan.model_validate(one["plan"]) for one in told["versions"]] == [plan("Un"), plan("Deux")]
    assert Plan.model_validate(told["plan"]) == plan("Deux") and told["kept_until"] == found(store, token).kept_until.isoformat()
    with store.engine.connect() as connection:
        columns = connection.execute(text("select * from plans")).keys()
    assert set(columns) == {"id", "token_hash", "read_hash", "version", "body", "saved_at", "kept_until"}  # a new one joins the export


# -- two addresses ------------------------------------------------------------------------------------


def test_tokens_are_long_never_the_same_and_the_read_one_follows_from_the_edit_one(store: Store) -> None:
    tokens = {store.create(plan()) for _ in range(20)}
    reads = {read_token(token) for token in tokens}
    assert len(tokens | reads) == 40
    assert {len(token) for token in tokens | reads} == {22}  # 128 bits, six a character
    assert all(read_token(token) == read_token(token) for token in tokens)


def test_the_database_holds_neither_token(store: Store) -> None:
    token = store.create(plan())
    store.save(token, plan("Autre chose"))
    written = repr(rows(store))
    assert "Rouvrir la rivière" in written
    assert token not in written and read_token(token) not in written


def test_the_file_of_a_database_does_not_hold_the_tokens_nor_what_was_erased(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'plans.db'}")
    token, other = store.create(plan("Sujet effacé")), store.create(plan("Sujet gardé"))
    store.delete(token)
    store.engine.dispose()
    with closing(connect(tmp_path / "plans.db")) as base:
        base.execute("pragma wal_checkpoint(truncate)")
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "Sujet gardé".encode() in written and "Sujet effacé".encode() not in written
    assert not any(each.encode() in written for each in (token, other, read_token(token), read_token(other)))


WRITES: dict[str, Callable[[Store, str], object]] = {
    "save": lambda store, token: store.save(token, plan("Intrus")),
    "save on a version": lambda store, token: store.save(token, plan("Intrus"), based_on=1, by="x"),
    "name": lambda store, token: store.name(token, 1, "Intrus"),
    "restore": lambda store, token: store.restore(token, 1),
    "delete": lambda store, token: store.delete(token),
    "export": lambda store, token: store.export(token),  # writes nothing, yet gives the past
}


def test_a_read_address_reads_the_plan_as_it_is_and_does_nothing_else(store: Store) -> None:
    token = store.create(plan("Brouillon"))
    store.save(token, plan("Présent"), by="Jo")
    read = read_token(token)
    before = rows(store)
    for name, write in WRITES.items():
        with pytest.raises(ReadOnly):
            write(store, read)
        assert rows(store) == before, name
    opened = found(store, read)
    assert (opened.plan, opened.access) == (plan("Présent"), "read")
    assert store.history(read) == () and store.version(read, 1) is None and store.version(read, 2) == plan("Présent")
    assert store.get(read_token(read)) is None
    public = {name for name in vars(Store) if not name.startswith("_")}
    assert public == {"create", "get", "save", "duplicate", "delete", "export", "purge", "history", "version", "name", "restore"}


@pytest.mark.parametrize("token", ["", "no-such-plan", "A" * 22, "a" * 100_000, "é\ud800", "' or 1=1 --", "0" * 64])
def test_a_wrong_token_is_a_missing_plan_whatever_is_asked(store: Store, token: str) -> None:
    right, gone = store.create(plan()), store.create(plan("Disparu"))
    store.delete(gone)
    before = rows(store)
    for wrong in (token, gone, read_token(gone)):
        assert store.get(wrong) is None and store.history(wrong) == () and store.version(wrong, 1) is None
        said = set()
        for ask in (*WRITES.values(), lambda store, token: store.duplicate(token)):
            with pytest.raises(KeyError) as refusal:
                ask(store, wrong)
            said.add(str(refusal.value))
        assert said == {"'no such plan'"}
    assert rows(store) == before and found(store, right).plan == plan()


# -- time ---------------------------------------------------------------------------------------------


def test_opening_by_either_address_renews_the_day_and_writes_it_once(store: Store, at: Callable[[date], None]) -> None:
    at(date(2027, 1, 1))
    token = store.create(plan())
    assert found(store, token).kept_until == date(2028, 1, 1)  # 365 days
    at(date(2027, 3, 1))
    assert found(store, read_token(token)).kept_until == date(2028, 2, 29)
    before = rows(store)
    assert found(store, token).kept_until == date(2028, 2, 29)
    assert rows(store) == before
    at(date(2027, 3, 2))
    assert store.save(token, plan("Deux")).kept_until == date(2028, 3, 1)


def test_a_promised_day_is_never_brought_forward(store: Store, at: Callable[[date], None], monkeypatch: pytest.MonkeyPatch) -> None:
    at(date(2027, 1, 1))
    token = store.create(plan())
    monkeypatch.setenv("MAILLAGE_KEEP_DAYS", "30")
    assert found(store, token).kept_until == date(2028, 1, 1)
    assert found(store, store.create(plan())).kept_until == date(2027, 1, 31)


def test_a_plan_whose_time_is_over_is_missing_then_erased(
    store: Store, at: Callable[[date], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(date(2027, 1, 1))
    token, other = store.create(plan()), store.create(plan("Ouvert"))
    at(date(2027, 6, 1))
    assert store.get(other)
    at(date(2028, 1, 1))
    assert store.purge() == 0
    at(date(2028, 1, 2))
    assert store.get(token) is None
    with pytest.raises(KeyError):
        store.save(token, plan("Trop tard"))
    monkeypatch.setattr(module, "TIDY", 0.0)
    store.save(other, plan("Encore ouvert"))
    assert len(rows(store)) == 3  # the other plan and its two versions
    assert store.purge(date(2100, 1, 1)) == 1 and rows(store) == []


@pytest.mark.parametrize("days", ["0", "-3", "beaucoup", "1e9", "999999"])
def test_a_wrong_number_of_days_is_said_at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    monkeypatch.setenv("MAILLAGE_KEEP_DAYS", days)
    with pytest.raises(BadInput, match="MAILLAGE_KEEP_DAYS"):
        Store(f"sqlite:///{tmp_path / 'plans.db'}")


def test_a_database_that_nobody_can_write_now_still_opens_plans(tmp_path: Path, at: Callable[[date], None]) -> None:
    store = Store(f"sqlite:///{tmp_path / 'plans.db'}")
    at(date(2027, 1, 1))
    token = store.create(plan())
    at(date(2027, 1, 2))
    with closing(connect(tmp_path / "plans.db", isolation_level=None)) as writer:
        writer.execute("begin immediate")
        assert found(store, token).kept_until == date(2028, 1, 1)  # the day that is written, not the one that could not be
    assert found(store, token).kept_until == date(2028, 1, 2)
    store.engine.dispose()


# -- two people ---------------------------------------------------------------------------------------


def test_changes_made_apart_on_one_version_are_both_kept(store: Store) -> None:
    token = store.create(plan())
    store.save(token, budget(plan(), 500), based_on=1)
    joined = store.save(token, plan("Rouvrir le canal"), based_on=1)
    assert (joined.plan, joined.version) == (budget(plan("Rouvrir le canal"), 500), 3)
    assert found(store, token).plan == joined.plan


def test_the_same_thing_changed_in_two_ways_writes_nothing_until_somebody_chooses(store: Store) -> None:
    token = store.create(plan())
    store.save(token, budget(plan(), 500), based_on=1)
    with pytest.raises(Conflict) as met:
        store.save(token, budget(plan("Rouvrir le canal"), 900), based_on=1)
    assert versions(store) == [1, 2]
    (clash,) = met.value.clashes
    assert (clash.mine, clash.theirs) == (900, 500)
    assert (met.value.theirs.version, met.value.theirs.plan, met.value.theirs.access) == (2, budget(plan(), 500), "edit")
    assert met.value.merged.plan == budget(plan("Rouvrir le canal"), 500)
    chosen = resolve(met.value.merged, {clash.where: "mine"})
    assert store.save(token, chosen, based_on=2).plan == budget(plan("Rouvrir le canal"), 900)


def test_without_the_version_it_was_made_on_a_change_clashes_with_all_that_differs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 1)
    token = store.create(plan())
    store.save(token, budget(plan(), 500))
    for base in (1, 77, -1, 10**30):  # pruned, or never there
        with pytest.raises(Conflict) as met:
            store.save(token, plan("Rouvrir le canal"), based_on=base)
        assert {clash.where[-1] for clash in met.value.clashes} == {"subject", "budget"}
    assert found(store, token).version == 2


WORKERS, EDITS = 20, 8


def rivals() -> Plan:
    """A plan with a field and an activity for each writer."""
    publics = tuple(Audience(name=f"P{i}", people=1) for i in range(WORKERS))
    stands = tuple(Activity(id=f"a{i}", method="kiosk", phase="ideate") for i in range(WORKERS))
    return Plan(brief=Brief(subject="0", audiences=publics), activities=stands)


def rival(url: str, token: str, which: range) -> list[int]:
    """Writers, each on a thread: its public, its activity, and the subject that all fight for; returns how often each had its word."""
    store = Store(url, tidy=False)

    def write(i: int) -> int:
        said = 0
        for edit in range(1, EDITS + 1):
            seen = found(store, token)
            data = seen.plan.model_dump(by_alias=True)
            data["brief"]["audiences"][i]["people"] += 1
            data["activities"][i]["units"] = edit
            if edit % 4 == 0:
                data["brief"]["subject"] = f"{i} {edit}"
            based_on, mine = seen.version, Plan.model_validate(data)
            while True:
                try:
                    store.save(token, mine, based_on=based_on, by=str(i))
                    break
                except Conflict as conflict:
                    assert {clash.where for clash in conflict.clashes} == {("brief", "subject")}
                    mine, based_on = resolve(conflict.merged, {("brief", "subject"): "mine"}), conflict.theirs.version
            said += edit % 4 == 0
        return said

    with ThreadPoolExecutor(len(which)) as threads:
        done = list(threads.map(write, which))
    store.engine.dispose()
    return done


RIVAL = (
    "import sys; from tests.planner.test_store import rival; print(sum(rival(sys.argv[1], sys.argv[2], range(*map(int, sys.argv[3:])))))"
)


def test_twenty_writers_on_one_plan_lose_nothing(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    token = store.create(rivals())
    groups = [(0, 6), (6, 11), (11, 15)]  # three processes of their own; the last five writers are threads of this one
    command = [sys.executable, "-c", RIVAL, url, token]
    others = [subprocess.Popen([*command, str(a), str(b)], cwd=ROOT, stdout=subprocess.PIPE, text=True) for a, b in groups]
    said = sum(rival(url, token, range(15, WORKERS)))
    said += sum(int(other.communicate(timeout=240)[0]) for other in others)
    end = found(store, token)
    assert said == WORKERS * EDITS // 4
    assert [public.people for public in end.plan.brief.audiences] == [1 + EDITS] * WORKERS
    assert [activity.units for activity in end.plan.activities] == [EDITS] * WORKERS
    assert end.version == 1 + WORKERS * EDITS
    # Every subject that somebody was told is kept stood in one version at least.
    stood = {store.version(token, one.number).brief.subject for one in store.history(token)}  # type: ignore[union-attr]
    assert stood == {"0", *(f"{i} {edit}" for i in range(WORKERS) for edit in range(4, EDITS + 1, 4))}


# -- accidents ----------------------------------------------------------------------------------------

WRITER = """
import sys
from planner.brief import Brief
from planner.plan import Plan
from planner.store import Store
store = Store(sys.argv[1])
for number in range(100_000):
    print(store.save(sys.argv[2], Plan(brief=Brief(subject=f"version {number}"))).version, flush=True)
"""


def test_a_killed_server_loses_nothing_that_it_had_saved(store: Store, url: str) -> None:
    token = store.create(plan())
    writer = subprocess.Popen([sys.executable, "-c", WRITER, url, token], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    for _ in range(20):
        said = writer.stdout.readline()
    os.kill(writer.pid, signal.SIGKILL)
    last = int(([said, *writer.stdout.read().split()])[-1])
    writer.wait()
    opened = found(store, token)
    assert opened.version >= last >= 21
    assert versions(store) == list(range(max(1, opened.version - module.KEPT + 1), opened.version + 1))
    assert store.save(token, plan("Après")).version == opened.version + 1


def test_a_database_that_is_down_is_one_clear_error_and_is_found_again(postgres: Postgres) -> None:
    store = Store(postgres.database())
    token = store.create(plan())
    postgres.crash()
    asks: list[Callable[[], object]] = [lambda: store.get(token), lambda: store.save(token, plan("Deux")), lambda: store.create(plan())]
    for ask in asks:
        with pytest.raises(StoreUnavailable) as down:
            ask()
        assert "ne répond pas" in down.value.say("fr") and "does not answer" in down.value.text("en")
        assert "127.0.0.1" not in str(down.value)
    with pytest.raises(StoreUnavailable):
        Store(postgres.url())
    postgres.start()
    assert store.save(token, plan("Deux")).version == 2
    store.engine.dispose()


@pytest.mark.parametrize("address", ["", "mysql://x/y", "nothing", "oracle+thick://secret@h/d", "sqlite:////no/such/folder/x.db"])
def test_an_address_of_no_database_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(StoreUnavailable) as refusal:
        Store(address)
    assert "secret" not in refusal.value.say("en")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plans.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreUnavailable):
        Store(f"sqlite:///{tmp_path / 'plans.db'}")
