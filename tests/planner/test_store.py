"""Plans are kept version by version, found by a token that the database does not hold, and survive a killed server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from planner import store as module
from planner.brief import Audience, Brief, Limits, Mandate
from planner.plan import Activity, Bridge, Plan
from planner.store import Store

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


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'plans.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store(url)
    yield made
    made.engine.dispose()


def versions(store: Store) -> list[int]:
    """The version numbers kept, in the order they were written."""
    with store.engine.connect() as connection:
        return list(connection.scalars(text("select version from versions order by id")))


def test_a_plan_comes_back_whole_with_what_is_empty_kept_apart_from_what_is_unknown(store: Store) -> None:
    found = store.get(store.create(plan()))
    assert found and found.plan == plan() and found.version == 1
    assert found.plan.brief.mandate.open == ()  # nothing is open, which is not the same as unknown
    assert found.plan.brief.limits.budget == 0
    assert abs(datetime.now(UTC) - found.saved_at) < timedelta(minutes=1)


def test_another_server_on_the_same_database_finds_the_plan(store: Store, url: str) -> None:
    token = store.create(plan())
    other = Store(url)
    found = other.get(token)
    assert found and found.plan == plan()
    other.engine.dispose()


@pytest.mark.parametrize("token", ["", "no-such-plan", "a" * 100_000, "é\ud800", "' or 1=1 --"])
def test_a_wrong_token_opens_nothing_and_writes_nothing(store: Store, token: str) -> None:
    right = store.create(plan())
    assert store.get(token) is None
    assert store.before(token) is None
    with pytest.raises(KeyError):
        store.save(token, plan("Autre chose"))
    found = store.get(right)
    assert found and found.plan == plan()


def test_tokens_are_long_and_never_the_same(store: Store) -> None:
    tokens = {store.create(plan()) for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 22  # 128 bits, six a character


def test_the_database_file_does_not_hold_the_token(store: Store, tmp_path: Path) -> None:
    token = store.create(plan())
    store.save(token, plan("Autre chose"))
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "Rouvrir la rivière".encode() in written
    assert token.encode() not in written


def test_every_save_is_a_version_and_saving_the_same_is_none(store: Store) -> None:
    token = store.create(plan())
    assert store.save(token, plan()).version == 1
    assert store.save(token, plan("Deux")).version == 2
    assert store.save(token, plan("Deux")).version == 2
    assert versions(store) == [1, 2]


def test_undo_gives_back_the_version_before_and_undoing_again_redoes(store: Store) -> None:
    token = store.create(plan("Un"))
    assert store.before(token) is None
    store.save(token, plan("Deux"))
    before = store.before(token)
    assert before == plan("Un")
    store.save(token, before)
    assert store.before(token) == plan("Deux")


def test_only_the_last_versions_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    token = store.create(plan("1"))
    for number in range(2, 7):
        store.save(token, plan(str(number)))
    assert versions(store) == [4, 5, 6]
    assert store.before(token) == plan("5")


def test_two_visitors_saving_at_once_both_keep_their_versions(store: Store) -> None:
    token = store.create(plan("0"))

    def save(name: str) -> None:
        for number in range(20):
            store.save(token, plan(f"{name}{number}"))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(save, ("a", "b")))
    assert versions(store) == list(range(1, 42))
    found = store.get(token)
    assert found and found.version == 41


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
    found = store.get(token)
    assert found and found.version >= last >= 21
    assert versions(store) == list(range(1, found.version + 1))
    assert store.save(token, plan("Après")).version == found.version + 1
