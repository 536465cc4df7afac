"""What an organisation's own template can name of a plan, besides the words of its paper: see docs/template.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from catalog import words
from catalog.load import Catalog
from catalog.methods import PHASE_NAMES
from catalog.words import Lang
from planner import wording as w
from planner.audiences import ALL
from planner.documents.milestones import milestones
from planner.documents.sheet import drafted
from planner.plan import Plan
from planner.reach import Situation

Rows = Sequence[Mapping[str, str]]


def fields(
    plan: Plan, catalog: Catalog, lang: Lang, today: date, situation: Situation | None = None
) -> tuple[Mapping[str, str], Mapping[str, Rows]]:
    """The plain fields, then the lists that a loop runs over; what is not known says so and is never 0."""
    draft = drafted(plan, catalog, lang, today, situation)
    unknown = "".join(span.text for span in draft.unknown)
    brief, numbers = plan.brief, draft.evaluation

    def money(amount: float | None) -> str:
        return unknown if amount is None else words.euros(amount, lang)

    def days(value: float | None) -> str:
        return unknown if value is None else words.number(value, lang, 1)

    known = bool(plan.activities)
    values = {
        "subject": draft.said(brief.subject) or unknown,
        "place": (draft.said(brief.territory.name) if brief.territory else None) or unknown,
        "decision": draft.said(brief.mandate.decision) or unknown,
        "decider": draft.said(brief.mandate.decider) or unknown,
        "start": draft.day(brief.limits.start) or unknown,
        "end": draft.day(brief.limits.end) or unknown,
        "weeks": str(numbers.weeks) if numbers.weeks else unknown,
        "cost": money(numbers.cost if known else None),
        "budget": money(brief.limits.budget),
        "days": days(numbers.staff_days if known else None),
        "days_limit": days(brief.limits.staff_days),
        "participants": "".join(span.text for span in draft.benchmark),
    }
    actions = [
        {
            "number": str(place),
            "name": draft.name(activity),
            "when": "".join(span.text for span in draft.when(activity)),
            "strand": w.STRANDS[draft.strand(activity)](lang),
            "phase": PHASE_NAMES[activity.phase](lang),
            "units": str(activity.units) if activity.units else unknown,
            "publics": ", ".join(draft.said(name) or "" for name in activity.audiences) or unknown,
            "tools": ", ".join(catalog.tools[tool].name for tool in activity.tools) or unknown,
            "cost": money(draft.lines[activity.id].cost),
            "days": days(draft.lines[activity.id].staff_days),
        }
        for place, activity in enumerate(draft.ordered, start=1)
    ]
    publics = [
        {
            "name": w.COVERAGE_ALL(lang) if row.audience == ALL else draft.said(row.audience) or "",
            "people": words.number(row.people, lang),
            "can": words.people_range(row.can, row.can, lang),
            "comes": words.people_range(row.comes_low, row.comes_high, lang) if draft.contributing else unknown,
        }
        for row in numbers.coverage
    ]
    dates = [{"when": "".join(span.text for span in step.when), "what": step.title} for step in milestones(draft)]
    return values, {"actions": actions, "publics": publics, "dates": dates}
