"""Two programs written apart from one page, for two solvers: the same best value, and each finds the other's plan feasible."""

import pytest

from catalog.load import Catalog
from planner.optimise import Impossible, propose, values_of
from planner.program import Wishes, build, pairs_of
from tests.planner.tiny import tiny
from tests.planner.transcription import Transcription

CLOSE = 0.005  # half a point


@pytest.mark.parametrize("seed", [0, 1, 9, 12, 20, 31, 44, 58])
def test_another_program_and_another_solver_find_the_same_best(catalog: Catalog, seed: int) -> None:
    at = tiny(catalog, seed).at
    other = Transcription(at)
    best = other.solve()
    try:
        plan = propose(at, seconds=20)
    except Impossible:
        assert best is None
        return
    assert best is not None and plan.certificate is not None and plan.certificate.proven
    assert plan.certificate.bound == pytest.approx(best, abs=CLOSE)
    # Each plan keeps every limit of the other program.
    theirs = other.plan()
    assert values_of(build(at, Wishes(), pairs_of(at, Wishes())), theirs) is not None
    again = Transcription(at)
    again.fix(plan)
    value = again.solve()
    assert value is not None
    assert value == pytest.approx(plan.certificate.exact, abs=CLOSE)
