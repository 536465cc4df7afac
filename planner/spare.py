"""A process that has read the data and fitted the surveys, and waits for a command: a visitor's first plan comes sooner.

Standard input: one line of JSON, the arguments of `python -m planner`; then what that command reads from it. When nothing
comes (the server has ended), it ends too.
"""

from __future__ import annotations

import json
import os
import sys
from typing import NoReturn

from catalog.console import run
from catalog.load import load
from planner import optimise, tradeoffs  # noqa: F401  (HiGHS and numpy take a moment to load)
from planner.cli import main
from planner.divide import cell_states


def wait() -> NoReturn:
    """Get ready, wait for a command, run it."""
    cell_states(load())
    line = b""
    while not line.endswith(b"\n"):  # byte by byte: what follows belongs to the command
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            raise SystemExit(0)
        line += byte
    run(main, json.loads(line))


if __name__ == "__main__":
    wait()
