"""Which formats can matter here, and why the others cannot: said on screen before anything is computed.

Nothing is set aside that could make a plan better, unless `Screening.safe` says so: what does not fit the calendar or
the means alone, what reaches nobody, and what another format does at least as well in everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf
from typing import Literal

import numpy as np

from planner.duties import Requirement, non_digital, requirements
from planner.program import Pair, Wishes, limits
from planner.reach import Situation

Why = Literal["reach", "weeks", "means", "alike", "place"]
SAME = 1e-9


@dataclass(frozen=True)
class Aside:
    """A method not considered in a phase; `by` is the one that does as well in everything."""

    pair: Pair
    why: Why
    by: str | None = None


@dataclass(frozen=True)
class Screening:
    """What is left to choose from; `safe` when no plan of all the methods can be better."""

    kept: tuple[Pair, ...]
    aside: tuple[Aside, ...]
    safe: bool

    @property
    def considered(self) -> int:
        """Methods kept in at least one phase."""
        return len({pair.method.id for pair in self.kept})

    @property
    def known(self) -> int:
        """Methods looked at."""
        return len({pair.method.id for pair in (*self.kept, *(each.pair for each in self.aside))})


def screened(pairs: Sequence[Pair], at: Situation, wishes: Wishes) -> Screening:
    """The pairs that can matter; what the user requires always does."""
    rules = requirements(at)
    asked = {*wishes.require, *(each.method for each in wishes.keep)}
    aside: list[Aside] = []
    left: list[Pair] = []
    for pair in pairs:
        why = _useless(pair, at, wishes)
        if why and pair.method.id not in asked:
            aside.append(Aside(pair, why))
        else:
            left.append(pair)
    safe = True
    kept: list[Pair] = []
    for pair in sorted(left, key=_renown):
        better = next((other for other in kept if _covers(other, pair, left, rules)), None)
        if better is None or pair.method.id in asked:
            kept.append(pair)
        else:
            aside.append(Aside(pair, "alike", better.method.id))
            safe = safe and _room(better, at, wishes)
    order = {id(pair): place for place, pair in enumerate(pairs)}
    return Screening(tuple(sorted(kept, key=lambda pair: order[id(pair)])), tuple(aside), safe)


def _useless(pair: Pair, at: Situation, wishes: Wishes) -> Why | None:
    """Why one unit alone can be in no plan, or do nothing in it."""
    weeks = wishes.weeks if wishes.weeks is not None else at.brief.limits.weeks
    budget, staff = limits(at, wishes)
    if pair.method.suits_from and at.people and at.people < pair.method.suits_from:
        return "place"
    if weeks is not None and pair.lead + pair.weeks > weeks:
        return "weeks"
    days = (pair.fixed_days + pair.unit_days) * (1.0 - pair.outsourced)
    if (budget is not None and pair.fixed_cost + pair.unit_cost > budget) or (staff is not None and days > staff):
        return "means"
    if pair.gathers and not pair.rates[:-1].any():
        return "reach"
    return None


def _renown(pair: Pair) -> tuple[bool, int, str]:
    """Between equals, the format whose yield was measured, then the one most written about, is kept."""
    people = pair.method.effort.people
    return people is None or people.kind == "default", -len(pair.method.sources), pair.method.id


def _covers(one: Pair, other: Pair, pairs: Sequence[Pair], rules: Sequence[Requirement]) -> bool:
    """Whether in any plan `other` can be replaced by as many units of `one`, and the plan is no worse."""
    if (one.phase, one.kin, one.lifted, one.method.form) != (other.phase, other.kin, other.lifted, other.method.form):
        return False
    takes = ("fixed_cost", "unit_cost", "fixed_days", "unit_days", "reading_days", "weeks", "lead")
    if any(getattr(one, name) > getattr(other, name) + SAME for name in takes) or one.outsourced < other.outsourced:
        return False
    if np.any(one.rates < other.rates - SAME) or np.any(one.told < other.told - SAME):
        return False
    if one.method.counts_as != other.method.counts_as and other.method.counts_as != "contributes":
        return False
    if (non_digital(one.method), one.method.joins, one.method.strand) != (
        non_digital(other.method), other.method.joins, other.method.strand,
    ):  # fmt: skip
        return False
    if any(rule.wanted(other.method, other.phase) and not rule.wanted(one.method, one.phase) for rule in rules):
        return False
    # A third format must not lose its place as the first of the kin to `one` where it would have kept it before `other`.
    return not any(
        one.rank < third.rank < other.rank and np.any(third.rates > one.rates + SAME)
        for third in pairs
        if third.kin == one.kin and third is not one and third is not other
    )


def _room(pair: Pair, at: Situation, wishes: Wishes) -> bool:
    """Whether the means run out before the units of a pair do."""
    budget, staff = limits(at, wishes)
    days = pair.unit_days * (1.0 - pair.outsourced)
    money = (budget - pair.fixed_cost) / pair.unit_cost if budget is not None and pair.unit_cost else inf
    time = staff / days if staff is not None and days else inf
    affordable = min(money, time)
    return affordable < inf and floor(affordable) <= pair.most
