"""Shared by all tests: the real catalogue, and short ways to write briefs and plans."""

import pytest

from catalog.load import Catalog, load


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()
