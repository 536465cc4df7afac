"""Shared by all tests: the real catalogue, and short ways to write briefs and plans."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: two workers on two cores, not four threads

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from catalog.load import Catalog, load
from planner import store as module
from planner.store import Store


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
