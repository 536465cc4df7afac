"""The debrief of a table: what it laid and whom that serves, by who takes part or, where nothing is open, by who is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from catalog.load import load
from catalog.paper.elements import Paper, Table
from catalog.words import Lang
from planner.documents.debrief import debrief
from planner.plan import Plan
from planner.workshop.codes import token
from planner.workshop.room import Room, lay, next_round, on_brief, outcome
from planner.workshop.scenario import scenario

CATALOG = load()
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def opened(case: str, lang: Lang = "fr") -> Room:
    return next_round(Room(case=scenario(CATALOG, case), minutes=170, lang=lang), NOW)


def laid(room: Room, *methods: str) -> Plan:
    plan = Plan(brief=room.brief)
    for each in methods:
        plan = lay(plan, token("M", CATALOG.deck.M[each].code), room, CATALOG)
    return plan


def title(paper: Paper, id: str) -> str:
    return next(section.title or "" for section in paper.body if section.id == id)


def words(paper: Paper, id: str) -> str:
    """All that one section says."""
    return " ".join(str(section.model_dump()) for section in paper.body if section.id == id)


def rows(paper: Paper, id: str) -> list[tuple[str, ...]]:
    """The cells of the table of one section."""
    table = next(block for section in paper.body if section.id == id for block in section.blocks if isinstance(block, Table))
    return [tuple("".join(span.text for span in cell) for cell in row) for row in table.rows]


def test_a_table_reads_what_it_laid_and_its_publics_from_the_least_reached() -> None:
    room = opened("place-de-la-halle")
    plan = laid(room, "letterbox_drop", "workshop", "online_survey")
    paper = debrief(room, "Table 1", plan, (), CATALOG, date(2026, 11, 22))
    assert {row[1] for row in rows(paper, "laid")} == {CATALOG.methods[m].name.fr for m in ("letterbox_drop", "workshop", "online_survey")}
    least = outcome(plan, room, CATALOG).least
    assert least is not None and rows(paper, "reached")[0][0] == least.name
    assert rows(paper, "changed")[0][3].startswith(f"{least.name}\xa0: ")
    assert title(paper, "reached") == "Qui participerait, qui reste à aller chercher autrement"


@pytest.mark.parametrize(
    ("lang", "informed", "needless"), [("fr", "informé", "rien n’est plus à décider"), ("en", "informed", "nothing is left")]
)
def test_where_nothing_is_open_the_debrief_counts_who_is_told(lang: Lang, informed: str, needless: str) -> None:
    room = opened("decision-deja-prise", lang).model_copy(update={"stage": "debrief"})
    told = laid(room, "letterbox_drop", "local_press")
    found = outcome(told, room, CATALOG)
    paper = debrief(room, "Table 1", told, ((1, told),), CATALOG, date(2026, 11, 22))
    by_name = {row[0]: row for row in rows(paper, "reached")}
    assert set(by_name) == {public.name for public in found.told}
    assert all(row[2] not in ("0", "–") for row in by_name.values())  # somebody is told, though nobody takes part
    assert informed in title(paper, "reached")
    assert informed in rows(paper, "changed")[0][3]
    assert needless not in words(paper, "reached")
    asking = laid(room, "letterbox_drop", "workshop")
    assert needless in words(debrief(room, "Table 2", asking, (), CATALOG, date(2026, 11, 22)), "reached")


def test_what_came_and_went_is_told_round_by_round() -> None:
    room = opened("place-de-la-halle")
    first = laid(room, "letterbox_drop", "workshop")
    room = next_round(room, NOW)
    second = on_brief(laid(room, "letterbox_drop", "online_survey"), room.brief)
    changed = rows(debrief(room, "Table 1", second, ((1, first),), CATALOG, date(2026, 11, 22)), "changed")
    gone, come = CATALOG.methods["workshop"].name.fr, CATALOG.methods["online_survey"].name.fr
    assert [row[4] for row in changed] == ["–", f"+ {come}, − {gone}"]
