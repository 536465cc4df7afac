"""What a principle says of a plan, and the order in which people should read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from catalog.facts import Record, Text
from catalog.principles import FindingKind, Severity

Verdict = Literal["met", "broken", "unknown", "not_applicable"]

_VERDICTS: tuple[Verdict, ...] = ("broken", "unknown", "met", "not_applicable")
_KINDS: tuple[FindingKind, ...] = ("legal", "sincerity", "practice")
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")


class Finding(Record):
    """A principle that a plan meets, breaks, or cannot be judged on."""

    rule: str
    kind: FindingKind
    verdict: Verdict
    severity: Severity
    subject: str  # "plan", or the id of an activity, the name of a public, a strand, a duty
    missing: tuple[str, ...] = ()  # keys to fill, for an unknown
    statement: Text
    remedy: Text
    source: tuple[str, ...]  # keys of data/sources.yaml
    detail: Text | None = None  # the fact or figure it rests on
    set_aside: str | None = None  # the organiser's written reason; the verdict stays


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What to read first: broken before unknown, then legal, sincerity, practice, then severity.

    What the organiser has set aside comes after what is still open, in the same verdict.
    """
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[int, bool, int, int]:
    return (
        _VERDICTS.index(finding.verdict),
        finding.set_aside is not None,
        _KINDS.index(finding.kind),
        _SEVERITIES.index(finding.severity),
    )


def blocks(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What prevents a launch: broken legal duties of error level, which no written reason sets aside."""
    return tuple(f for f in findings if f.verdict == "broken" and f.kind == "legal" and f.severity == "error")
