"""Thirty tables at once: how much longer an action of one table takes than when it is alone. `python -m tests.benchmarks.rooms`

An action is what a screen does for one change: the plan as it is now, the card laid and saved under the lock of the
database, the plan worked out anew, the room read again. Ratios, not seconds, so that machines can be compared.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np

from catalog.load import Catalog, load
from planner.brief import Brief
from planner.plan import Plan
from planner.reach import Situation
from planner.store import Store
from planner.store.rooms import Rooms, table_token
from planner.workshop.codes import token
from planner.workshop.room import Room, change, lay, outcome, take_away
from planner.workshop.scenario import scenario

TABLES, ACTIONS, WAIT = 30, 20, 3.0  # tables, actions of each, s that people take between two actions at the most


def session(rooms: Rooms, catalog: Catalog, tables: int, seed: int = 8) -> list[float]:
    """Seconds of each action of a room of so many tables, all at work at once; people think between two actions."""
    trainer = rooms.open(Room(case=scenario(catalog, "place-de-la-halle"), minutes=90), tables)
    rooms.next(trainer, 0)

    @lru_cache(maxsize=4)
    def situation(brief: str) -> Situation:
        return Situation(Brief.model_validate_json(brief), catalog)

    def act(number: int) -> list[float]:
        dice, seat, taken = random.Random(seed * 1000 + number), table_token(trainer, number), []
        for i in range(ACTIONS):
            time.sleep(dice.uniform(0, WAIT))
            start = time.perf_counter()
            table = rooms.edit(seat, lambda plan, room, i=i: _edit(plan, room, catalog, i, dice))
            found = rooms.seat(seat)
            assert found is not None
            outcome(table.plan, found.room, catalog, situation(table.plan.brief.model_dump_json(by_alias=True)))
            taken.append(time.perf_counter() - start)
        return taken

    with ThreadPoolExecutor(tables) as pool:
        return [each for found in pool.map(act, range(1, tables + 1)) for each in found]


def _edit(plan: Plan, room: Room, catalog: Catalog, i: int, dice: random.Random) -> Plan:
    """One change out of three kinds."""
    if i % 3 == 0 or not plan.activities:
        if len(plan.activities) > 6:
            return take_away(plan, plan.activities[0].id)
        method = dice.choice(["market_stand", "online_survey", "paper_forms", "shop_tour", "school_workshop", "online_map"])
        return lay(plan, token("M", catalog.deck.M[method].code), room, catalog)
    return change(plan, dice.choice(plan.activities).id, week=dice.randint(1, 15), units=dice.randint(1, 6))


def measured(tables: int = TABLES) -> dict[str, float]:
    """p50 and p95 of an action, alone and together, in milliseconds, and their ratios."""
    catalog = load()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'rooms.db'}")
        rooms = Rooms(store.engine)
        session(rooms, catalog, 1, seed=1)  # what is read once is read
        alone, together = (np.array(session(rooms, catalog, n)) * 1000 for n in (1, tables))
        store.engine.dispose()
    both = (("alone", alone), ("together", together))
    found = {f"{name}_p{q}": float(np.percentile(values, q)) for name, values in both for q in (50, 95)}
    return found | {f"ratio_p{q}": found[f"together_p{q}"] / found[f"alone_p{q}"] for q in (50, 95)}


def main(words: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Thirty tables at once, as a ratio to one alone")
    parser.add_argument("--tables", type=int, default=TABLES)
    asked = parser.parse_args(words)
    found = measured(asked.tables)
    print(f"one table: p50 {found['alone_p50']:.0f} ms, p95 {found['alone_p95']:.0f} ms")
    print(f"{asked.tables} tables: p50 {found['together_p50']:.0f} ms, p95 {found['together_p95']:.0f} ms")
    print(f"ratio: p50 {found['ratio_p50']:.1f}, p95 {found['ratio_p95']:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
