"""A check that raises is a fault of ours: under test it stops the test."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from planner.checks import CheckFailed


@pytest.fixture(autouse=True)
def no_check_fails() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", CheckFailed)
        yield
