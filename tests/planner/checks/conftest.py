"""A check that raises is a fault of ours: under test it stops the test."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from catalog.load import Catalog
from planner import evaluate
from planner.brief import Brief
from planner.checks import CheckFailed, case
from planner.reach import Situation


@pytest.fixture(autouse=True)
def no_check_fails() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", CheckFailed)
        yield


@pytest.fixture(scope="module")
def briefs_laid_once() -> Iterator[None]:
    """Laying a brief on the catalogue is nine tenths of a check: plans that share their brief share it laid, as the pages do."""
    laid: dict[tuple[str, str], Situation] = {}

    def situation(brief: Brief, catalog: Catalog) -> Situation:
        return laid.setdefault((catalog.version, brief.model_dump_json()), Situation(brief, catalog))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case, "Situation", situation)
        patch.setattr(evaluate, "Situation", situation)
        yield
