"""An activity laid on a brief: its method, its units, and what a unit takes and brings here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.facts import Figure
from catalog.methods import CONTRIBUTION_PHASES, EFFORT_FIELDS, Effort, Method
from planner.plan import Activity
from planner.reach import KIN, Situation

OUTSOURCING = "external_facilitation"  # the option by which a contractor takes part of the field work


@dataclass(frozen=True)
class Work:
    """An activity with its method, its number of units and what a unit takes and brings here."""

    activity: Activity
    method: Method
    units: int
    effort: Mapping[str, Figure]
    options: tuple[Mapping[str, Figure], ...]
    paid: bool  # by what the organiser already has
    buys_days: bool  # external ones, all the same
    outsourced: float  # share of the field days that a contractor takes

    @classmethod
    def of(cls, activity: Activity, at: Situation) -> Work:
        method = at.catalog.methods[activity.method]
        effort = at.effort(method)
        options = tuple(_published(at.own_effort(at.catalog.methods[name])) for name in activity.options)
        outsourced = at.default("outsourced_share") if OUTSOURCING in activity.options else 0.0
        return cls(
            activity,
            method,
            activity.units or 1,
            _published(effort),
            options,
            at.asset(method) is not None,
            at.buys_days(method),
            outsourced,
        )

    def total(self, unit: str, setup: str | None = None, paid: bool = False) -> float:
        """A quantity over all units, the options of its sessions included; `paid` leaves those alone."""
        total = 0.0
        for figures in self.options if paid else (self.effort, *self.options):
            total += figures[setup].value if setup and setup in figures else 0.0
            total += self.units * figures[unit].value if unit in figures else 0.0
        return total

    @property
    def field_days(self) -> float:
        """Days of work on the activity, whoever does them, reading apart."""
        return self.total("staff_days", "setup_days")

    @property
    def kin(self) -> str:
        """The formats that draw on the same willing people."""
        return KIN[self.method.form]

    @property
    def contributes(self) -> bool:
        """Whether those who come are counted as contributing: leaflets and reports never are."""
        return self.activity.phase in CONTRIBUTION_PHASES and self.method.counts_as != "informs"


def _published(effort: Effort) -> dict[str, Figure]:
    """The figures an effort holds; an option holds only its own, never those of a whole session."""
    return {name: figure for name in EFFORT_FIELDS if (figure := getattr(effort, name)) is not None}
