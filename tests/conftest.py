"""Shared by all tests: the real catalogue, and short ways to write briefs and plans."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: two workers on two cores, not four threads

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from streamlit.components.v2 import manifest_scanner

from catalog.load import Catalog, load
from planner import store as module
from planner.store import Store
from tests.browser.server import NO_BROWSER, chromium, open_browser

HERE = Path(__file__).parent
# The files that take more than half a minute, the longest first: what is short comes last, and fills both workers to the end.
# Journeys wait for a page half of the time, so each has beside it a file that calculates.
LONGEST = (
    "browser/test_journeys.py", "planner/test_optimise.py", "browser/test_accessibility.py", "test_examples.py",
    "browser/test_workshop.py", "test_pages.py", "planner/test_hostile_uploads.py", "planner/checks/test_harms.py",
    "planner/test_jobs.py", "browser/test_publics.py", "browser/test_compare.py", "browser/test_landscape.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; `--no-loadscope-reorder` keeps that order among two workers."""
    rank = {HERE / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def packages_read_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself at each `AppTest`, half of the time of these tests: once is enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of the pages, empty and thrown away at the end."""
    monkeypatch.setenv("MAILLAGE_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")
    module.store.cache_clear()
    yield module.store()
    module.store().engine.dispose()
    module.store.cache_clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium. Where there is none the journeys are skipped, except under CI, which must not pass without them."""
    path = chromium()
    if path is None and os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(NO_BROWSER, pytrace=False)
    if path is None:
        pytest.skip(NO_BROWSER)
    with open_browser(path) as opened:
        yield opened
