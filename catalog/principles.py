"""Principles: checkable rules of good practice, their words and numbers (the checks are in planner/checks)."""

from __future__ import annotations

from typing import Literal

from catalog.facts import Record, Text

PrincipleFamily = Literal[
    "purpose", "audiences", "digital_divide", "blend", "information", "resources", "trust",
    "traceability", "reply", "evaluation", "calendar", "legal",
]  # fmt: skip
FindingKind = Literal["legal", "sincerity", "practice"]
Severity = Literal["error", "warning", "advice"]


class Principle(Record):
    """One rule: what it asks, why, what to do, where it comes from."""

    id: str
    family: PrincipleFamily
    statement: Text
    why: Text
    remedy: Text
    kind: FindingKind
    severity: Severity
    severity_reason: Text | None = None  # why it is not the severity of the reference list, when it is not
    inputs: tuple[str, ...]  # the keys of a plan it looks at, such as brief.commitments.reply_date
    question: Text | None = None  # for what only the organiser knows: put on a screen, kept in the commitments
    only_asked: Text | None = None  # for a pure question: why no plan can show it
    parameters: dict[str, float] = {}  # editable numbers, explained in `numbers`
    numbers: Text | None = None
    claims: tuple[str, ...] = ()  # of the two founding texts, e.g. S1.d1
    source: tuple[str, ...]  # keys of data/sources.yaml
    confidence: Literal["read", "memory"] = "read"


class Claim(Record):
    """One claim of the founding texts, that principles implement."""

    id: str
    claim: Text
    source: str
