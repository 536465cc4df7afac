"""Two thousand hostile files, opened in a process of their own so that its memory can be told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def told() -> Any:
    done = subprocess.run([sys.executable, "-m", "tests.benchmarks.uploads"], cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)


def test_each_becomes_a_plan_or_a_short_message(told: Any) -> None:
    assert told["files"] == 2_000
    assert told["faults"] == []
    assert told["ends"]["message"] > 1_200 and told["ends"]["plan"] > 100 and set(told["ends"]) == {"message", "plan"}


def test_nothing_is_run_read_or_written_on_the_way(told: Any) -> None:
    assert told["run"] == []


def test_memory_stays_under_600_megabytes_and_each_under_five_seconds(told: Any) -> None:
    assert told["memory"] < 600
    assert told["slowest"][0] < 5
