"""Shared by all tests: the real catalogue, and short ways to write briefs and plans."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: two workers on two cores, not four threads

import pytest

from catalog.load import Catalog, load


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()
