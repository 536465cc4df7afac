"""The whole topology where the machine has what it takes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.postgres import Postgres, postgres_or_skip

from .topology import NO_NGINX, Topology, nginx


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with postgres_or_skip() as server:
        yield server


@pytest.fixture(scope="session")
def nginx_or_skip() -> None:
    """Where there is no nginx the tests are skipped, except under CI, which must not pass without it."""
    if nginx() is None:
        if os.environ.get("CI", "").lower() in ("true", "1"):
            pytest.fail(NO_NGINX, pytrace=False)
        pytest.skip(NO_NGINX)


@pytest.fixture(scope="module")
def topology(nginx_or_skip: None, database: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """Two app servers behind nginx."""
    with Topology(tmp_path_factory.mktemp("topology"), database.database()) as opened:
        yield opened
    for server in opened.servers.values():
        assert "Traceback" not in server.said(), server.said()[-4000:]
