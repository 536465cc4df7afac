"""Which formats can matter here, and why the others cannot: said on screen before anything is computed.

What does not fit the calendar or the means alone, what reaches nobody and what is meant for larger places can make no
plan better. In a library too large to be solved whole, a format gives way to another that does at least as well in
everything: then a better plan may be missed, where units are capped, and `Screening.whole` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.duties import Requirement, non_digital, requirements
from planner.program import Pair, Wishes, limits
from planner.reach import Situation

Why = Literal["reach", "weeks", "means", "alike", "place"]
SAME = 1e-9
MANY = 200  # pairs of a method and a phase above which formats alike give way to one of them


@dataclass(frozen=True)
class Aside:
    """A method not considered in a phase; `by` is the one that does as well in everything."""

    pair: Pair
    why: Why
    by: str | None = None


@dataclass(frozen=True)
class Screening:
    """What is left to choose from; `whole` when no plan of all the methods can be better."""

    kept: tuple[Pair, ...]
    aside: tuple[Aside, ...]
    whole: bool

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
        why = _useless(pair, at, wishes, rules)
        if why and pair.method.id not in asked:
            aside.append(Aside(pair, why))
        else:
            left.append(pair)
    kept: list[Pair] = []
    for pair in sorted(left, key=_renown):
        alike = pair.gathers and len(left) > MANY and pair.method.id not in asked
        better = next((other for other in kept if _covers(other, pair, rules)), None) if alike else None
        if better is None:
            kept.append(pair)
        else:
            aside.append(Aside(pair, "alike", better.method.id))
    order = {id(pair): place for place, pair in enumerate(pairs)}
    return Screening(tuple(sorted(kept, key=lambda pair: order[id(pair)])), tuple(aside), len(kept) == len(left))


def _useless(pair: Pair, at: Situation, wishes: Wishes, rules: Sequence[Requirement]) -> Why | None:
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
    if pair.gathers and not pair.rates[:-1].any() and not any(_legal(rule, pair) for rule in rules):
        return "reach"
    return None


def _legal(rule: Requirement, pair: Pair) -> bool:
    """Whether a frame asks for this very format."""
    return rule.id.startswith("frame:") and rule.wanted(pair.method, pair.phase)


def _renown(pair: Pair) -> tuple[bool, int, str]:
    """Between equals, the format whose yield was measured, then the one most written about, is kept."""
    people = pair.method.effort.people
    return people is None or people.kind == "default", -len(pair.method.sources), pair.method.id


def _covers(one: Pair, other: Pair, rules: Sequence[Requirement]) -> bool:
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
    return not any(rule.wanted(other.method, other.phase) and not rule.wanted(one.method, one.phase) for rule in rules)
