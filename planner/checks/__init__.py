"""The checker: what published good practice and the law say of a plan, and what can be mended at a click.

Importing the families registers their checks; the words are in `data/principles/`.
"""

from planner.checks import (
    audiences,
    blend,
    calendar,
    digital_divide,
    evaluation,
    information,
    legal,
    purpose,
    reply,
    resources,
    traceability,
    trust,
)
from planner.checks.finding import Finding, Verdict, blocks, ranked
from planner.checks.fixes import fix, fixable
from planner.checks.questions import answers
from planner.checks.run import CheckFailed, check

FAMILIES = (
    purpose, audiences, digital_divide, blend, information, resources, trust, traceability, reply, evaluation, calendar, legal,
)  # fmt: skip

__all__ = ["FAMILIES", "CheckFailed", "Finding", "Verdict", "answers", "blocks", "check", "fix", "fixable", "ranked"]
