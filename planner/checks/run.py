"""Put every principle to a plan."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Collection

from catalog.load import Catalog
from catalog.yamlfile import ECHO, BadInput, Bilingual
from planner.checks.case import Case, Numbers, say
from planner.checks.finding import Finding
from planner.checks.registry import CHECKS
from planner.evaluate import Evaluation
from planner.plan import Plan
from planner.reach import Situation


class CheckFailed(RuntimeWarning):
    """A check raised: the others went on, and what happened is said aloud (an error under test)."""


def check(
    plan: Plan,
    catalog: Catalog,
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    evaluation: Evaluation | None = None,
    situation: Situation | None = None,
) -> tuple[Finding, ...]:
    """What each principle says of a plan: at least one finding per principle, in the order of the data files.

    Args:
        select: families or principles to keep; empty means all.
        ignore: families or principles to leave out.
        evaluation: the plan in numbers, when it is already at hand; else computed once, if a check needs it.
        situation: the plan's brief laid on the catalogue, when it is already at hand.
    Raises:
        ValueError: a name in `select` or `ignore` that no family and no principle bears.
    """
    _known(catalog, (*select, *ignore))
    numbers = Numbers(plan, catalog, evaluation, situation)
    return tuple(
        finding
        for rule in catalog.principles.values()
        if (not select or {rule.id, rule.family} & set(select)) and not {rule.id, rule.family} & set(ignore)
        for finding in _judge(Case(plan, catalog, rule, numbers))
    )


def _judge(case: Case) -> tuple[Finding, ...]:
    """The findings of one principle; what no data can tell is unknown, whatever else its check raises is a warning too."""
    try:
        found = tuple(CHECKS[case.principle.id](case))
        if not found:
            raise ValueError("the check said nothing of this plan")
    except BadInput as error:  # a place that no survey covers: nothing to mend in the check
        return (case.unknown(detail=say(error.say("fr"), error.say("en"))),)
    except Exception as error:  # one faulty check must not hide what the others have to say
        warnings.warn(CheckFailed(f"{case.principle.id}: {error!r}"), stacklevel=3)
        detail = say(
            "Ce principe n’a pas pu être vérifié : un défaut du logiciel.", "This principle could not be checked: a fault of the software."
        )
        return (case.unknown(detail=detail),)
    return found


def _known(catalog: Catalog, names: Collection[str]) -> None:
    known = {*catalog.principles, *(principle.family for principle in catalog.principles.values())}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            raise Bilingual(
                fr=f"« {name[:ECHO]} » n’est ni un principe ni une famille." + (f" Écrivez « {near[0]} » ?" if near else ""),
                en=f'"{name[:ECHO]}" is neither a principle nor a family.' + (f' Write "{near[0]}"?' if near else ""),
            )
