"""Two plans side by side: totals, publics, findings, activities; as tables, with no winner named."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from catalog.words import Lang, euros, number, people_range, translator
from planner.audiences import ALL
from planner.coverage import Coverage
from planner.plan import Activity, Plan, strand_of
from planner.sidebyside import Moved, Side, Sides, sides
from planner.wording import KINDS
from planner.wording import PHASES as PHASE_WORDS
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, tables

SHOWN = 12  # findings told before the rest is counted


def show(one: Plan, other: Plan, names: tuple[str, str], lang: Lang) -> None:
    """What the two have in common and where they part.

    Args:
        names: the words at the head of each column.
    """
    _ = translator(lang)
    found = sides(
        *(Side(plan=plan, numbers=numbers, findings=findings) for plan in (one, other) for numbers, findings in [cached.numbers(plan)])
    )
    st.html(tables.STYLE)
    head = ["", *names]
    st.html(tables.table(head, _totals(found, one, other, lang), _("What each takes and brings"), lang))
    rows = _publics(found, lang)
    if rows:
        st.html(tables.table(head, rows, _("People who would take part (four chances in five)"), lang))
        st.caption(_("Publics overlap: the territory is counted on its own, never as a sum."))
    st.html(
        tables.table(
            head, _activities(found, one, other, lang), _("Activities that differ ({same} are the same)").format(same=found.same), lang
        )
    )
    st.html(tables.table(head, _broken(found, lang), _("Principles to mend"), lang))
    if found.brief:
        parts = _parts(lang)
        st.caption(
            _("What the two were made for differs too: {parts}.").format(parts=", ".join(parts.get(name, name) for name in found.brief))
        )


def _totals(found: Sides, one: Plan, other: Plan, lang: Lang) -> list[list[str]]:
    _ = translator(lang)
    words = {"cost": _("Cost, including VAT"), "staff_days": _("Agent-days"), "weeks": _("Weeks")}
    rows = []
    for total in found.totals:
        said = [_unknown(lang) if value is None else euros(value, lang) if total.name == "cost" else number(value, lang, 1 if total.name == "staff_days" else 0)
                for value in (total.one, total.other)]  # fmt: skip
        rows.append([words[total.name], *said])
    rows.append([_("Activities"), str(len(one.activities)), str(len(other.activities))])
    rows.append([_("Principles that cannot be judged"), *(str(n) for n in found.unknown)])
    return rows


def _publics(found: Sides, lang: Lang) -> list[list[str]]:
    _ = translator(lang)
    rows = []
    for met in found.coverage:
        name = _("The whole territory") if met.audience == ALL else met.audience
        rows.append([escape(name), *(_people(row, lang) for row in (met.one, met.other))])
    return rows


def _people(row: Coverage | None, lang: Lang) -> str:
    _ = translator(lang)
    if row is None:
        return _("not among its publics")
    out_of = _("out of {people}").format(people=number(row.people, lang))
    return f"{people_range(row.comes_low, row.comes_high, lang)} <small>{out_of}</small>"


def _activities(found: Sides, one: Plan, other: Plan, lang: Lang) -> list[list[str]]:
    _ = translator(lang)
    rows = [[_activity_name(moved.one or moved.other, lang), *_both(moved, lang)] for moved in found.activities]
    return rows or [[_("All"), _("the same"), _("the same")]]


def _activity_name(activity: Activity | None, lang: Lang) -> str:
    assert activity
    method = cached.catalog().methods[activity.method]
    return (
        f"{method.name(lang)} <small>{PHASE_WORDS[activity.phase](lang)}, {STRAND_WORDS[strand_of(activity, method)](lang).lower()}</small>"
    )


def _both(moved: Moved, lang: Lang) -> Sequence[str]:
    _ = translator(lang)
    return [_("not in it") if side is None else _details(side, moved.fields, lang) for side in (moved.one, moved.other)]


def _details(activity: Activity, fields: tuple[str, ...], lang: Lang) -> str:
    """The units and the week, and what else differs from the other side."""
    _ = translator(lang)
    said = [
        _("units not said")
        if activity.units is None
        else _("one unit")
        if activity.units == 1
        else _("{n} units").format(n=activity.units),
        _("week {week}").format(week=activity.week) if activity.week is not None else _("week left to the calendar"),
    ]
    methods, tools = cached.catalog().methods, cached.catalog().tools
    lists = {
        "audiences": (_("publics"), list(activity.audiences)), "tools": (_("tools"), [tools[id].name for id in activity.tools]),
        "options": (_("options"), [methods[id].name(lang) for id in activity.options]),
    }  # fmt: skip
    for name, (word, values) in lists.items():
        if name in fields:
            said.append(
                f"{word}: {escape(', '.join(values)) or _unknown(lang)}"
                if lang == "en"
                else f"{word} : {escape(', '.join(values)) or _unknown(lang)}"
            )
    return ", ".join(said)


def _broken(found: Sides, lang: Lang) -> list[list[str]]:
    _ = translator(lang)
    rows = []
    for item in found.broken[:SHOWN]:
        said = escape(f"{item.finding.statement(lang)}")
        one, other = (_("to mend") if item.by in (side, "both") else "–" for side in ("one", "other"))
        rows.append([f"{said} <small>{KINDS[item.finding.kind](lang)}</small>", one, other])
    left = found.broken[SHOWN:]
    if left:
        counts = (str(sum(item.by in (side, "both") for item in left)) for side in ("one", "other"))
        rows.append([_("The others ({n})").format(n=len(left)), *counts])
    return rows or [[_("None"), "–", "–"]]


def _parts(lang: Lang) -> dict[str, str]:
    _ = translator(lang)
    return {
        "subject": _("the subject"), "mandate": _("the mandate"), "context": _("the context"), "territory": _("the territory"),
        "frame": _("the legal frame"), "level": _("the level"), "phases": _("the steps"), "audiences": _("the publics"),
        "already_have": _("what is already there"), "limits": _("the means"), "assumptions": _("the assumptions"),
        "commitments": _("the commitments"), "sources": _("the sources"),
    }  # fmt: skip


def _unknown(lang: Lang) -> str:
    return translator(lang)("not known")
