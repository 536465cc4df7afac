"""Shared by all tests: the real catalogue, and short ways to write briefs and plans."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: two workers on two cores, not four threads

import pytest  # noqa: E402

from catalog.load import Catalog, load  # noqa: E402


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()
