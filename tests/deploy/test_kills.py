"""Five kills on SQLite; fifty of each way are in `make soak` (tests/benchmarks/kills.py)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planner.store import Store
from tests.benchmarks.kills import Alone, rounds
from tests.browser.server import Server

pytestmark = pytest.mark.browser


def test_a_server_killed_at_random_loses_nothing_that_the_screen_acknowledged(browser: Browser, tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        store = Store(server.environment["MAILLAGE_DATABASE_URL"])
        done = list(rounds(browser, Alone(server), store, kills=5, seed=7))
        store.engine.dispose()
    assert [one.lost for one in done] == [""] * 5
    assert sum(one.acknowledged for one in done) >= 3  # a kill may come before the first one of its round
