"""What the tests of the short papers share: a plan worked out by hand, its variants, and the words of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from catalog.load import Catalog
from catalog.paper.elements import Bullets, Chart, KeyFigures, Paper, Section, Span, Table
from catalog.words import Lang
from planner.documents.sheet import drafted
from planner.documents.shelf import PAPERS
from planner.plan import Plan

TODAY = date(2026, 11, 22)
BRIEF: dict[str, Any] = {
    "subject": "Le quai",
    "mandate": {
        "decision": "Choisir le tracé", "decider": "Conseil municipal", "decided_on": "2027-06-24", "council_on": "2026-12-10",
        "open": ["le tracé", "les bancs", "les arbres"], "closed": [{"what": "le budget", "why": "voté"}, {"what": "le lieu"}],
        "study": ["un bac"], "promises": "aucun arbre abattu",
    },
    "context": {"attention": "contested", "history": "deux pétitions", "minors": True},
    "territory": {"name": "Bourg", "code": "37", "people": 18000},
    "frame": "urb_concertation",
    "level": "consult",
    "audiences": [
        {"name": "Anciens", "people": 2000, "profile": {"age": ["70+"]}, "where": "club du mardi"},
        {"name": "Riverains", "people": 900},
    ],
    "already_have": [{"what": "bulletin", "name": "Bourg Infos", "available_on": "2027-02-01"}],
    "limits": {"budget": 10000, "staff_days": 40, "start": "2027-01-04", "end": "2027-06-18"},
    "commitments": {
        "question": "Quel quai voulez-vous ?", "reply_on": "2027-06-10", "reply_owner": "Adjointe au quai", "followup_owner": "Directrice",
        "minutes_delay_days": 7, "midterm_on": "2027-03-04", "reserve_share": 0.1, "synthesis_all_channels": True,
    },
}  # fmt: skip
ACTIVITIES: list[dict[str, Any]] = [
    {"id": "press", "method": "local_press", "phase": "inform", "units": 1, "week": 1},
    {"id": "stand", "method": "market_stand", "phase": "diagnose", "units": 2, "week": 4},
    {"id": "box", "method": "online_ideation", "phase": "ideate", "units": 1, "week": 6, "tools": ["decidim"]},
    {"id": "workshop", "method": "workshop", "phase": "ideate", "units": 1, "week": 8, "audiences": ["Anciens"]},
    {"id": "forms", "method": "paper_forms", "phase": "ideate", "units": 1, "week": 6},
    {"id": "reply", "method": "report_back_meeting", "phase": "report_back", "units": 1, "week": 16},
]
BRIDGES = [{"from": "workshop", "to": "box", "how": "les fiches sont saisies"}]


def plan(activities: list[dict[str, Any]] | None = None, **changes: Any) -> Plan:
    """The plan, some keys of its brief replaced; mandate and commitments are merged."""
    brief = {**BRIEF, **changes}
    for part in ("mandate", "commitments"):
        brief[part] = {**BRIEF[part], **changes.get(part, {})}
    kept = ACTIVITIES if activities is None else activities
    ids = {a["id"] for a in kept}
    bridges = [b for b in BRIDGES if b["from"] in ids and b["to"] in ids]
    return Plan.model_validate({"brief": brief, "activities": kept, "bridges": bridges})


EMPTY = Plan.model_validate({"brief": {"subject": "Le quai"}})
INFORMATION = plan(mandate={"open": []})
NAME = "<b>&</b> 🎪 مرحبا \u202e=1+1 | _x_ " + "très " * 60
HOSTILE = plan(
    subject=NAME[:300],
    territory={"name": NAME[:300], "people": 18000},
    audiences=[{"name": NAME[:300], "people": 50, "where": NAME}],
    mandate={"decision": NAME, "decider": NAME[:300], "open": [NAME] * 12, "closed": [{"what": NAME[:300], "why": NAME}], "promises": NAME},
    commitments={"question": NAME, "reply_owner": NAME[:300], "official_place": NAME[:300], "anonymity": NAME},
    activities=[{**a, "audiences": []} for a in ACTIVITIES],
)


def told(name: str, given: Plan, catalog: Catalog, lang: Lang, today: date = TODAY) -> Paper:
    """A paper of the shelf, without its foot and record."""
    return PAPERS[name].write(drafted(given, catalog, lang, today))


def section(paper: Paper, id: str) -> Section:
    return next(part for part in paper.body if part.id == id)


def tables(paper: Paper) -> list[Table]:
    return [block for part in paper.body for block in part.blocks if isinstance(block, Table)]


def spans(part: Section) -> Iterator[Span]:
    for block in part.blocks:
        if isinstance(block, Table):
            yield from (span for row in block.rows for cell in row for span in cell)
        elif isinstance(block, Bullets):
            yield from (span for item in block.items for span in item)
        elif not isinstance(block, (KeyFigures, Chart)):
            yield from block.words


def holes(paper: Paper) -> list[str]:
    """What is left to write, in order."""
    return [span.text for part in paper.body for span in spans(part) if span.mark == "hole"]


def values(paper: Paper) -> list[float]:
    return [span.value for part in paper.body for span in spans(part) if span.value is not None]


def printed(paper: Paper) -> str:
    """Every word of a paper, as written."""
    lines = [paper.title, paper.subtitle]
    for part in paper.body:
        lines.append(part.title or "")
        for block in part.blocks:
            if isinstance(block, Table):
                lines += [block.caption, *block.header, *("".join(s.text for s in cell) for row in block.rows for cell in row)]
            elif isinstance(block, Bullets):
                lines += ["".join(span.text for span in item) for item in block.items]
            elif not isinstance(block, (KeyFigures, Chart)):
                lines.append("".join(span.text for span in block.words))
    return "\n".join(lines)


def plain(paper: Paper) -> str:
    """The same with ordinary spaces, so that an expected sentence can be typed."""
    return re.sub("[\u00a0\u202f]", " ", printed(paper))


def row(paper: Paper, id: str, start: str, nth: int = 0) -> list[str]:
    """The cells of the first row that begins so, in the nth table of a section."""
    found = [block for block in section(paper, id).blocks if isinstance(block, Table)][nth]
    cells = [["".join(s.text for s in cell) for cell in each] for each in found.rows]
    return next(
        [re.sub("[\u00a0\u202f]", " ", c) for c in each] for each in cells if re.sub("[\u00a0\u202f]", " ", each[0]).startswith(start)
    )
