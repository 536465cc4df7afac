"""The plan from its read address: the same numbers, drawings and findings, and nothing that changes them."""

from __future__ import annotations

from html import escape

import streamlit as st

from catalog.words import Lang, euros, number, people_range, translator
from planner.checks import Finding, blocks, ranked
from planner.evaluate import Evaluation
from planner.plan import Plan, strand_of
from planner.wording import KINDS
from planner.wording import PHASES as PHASE_WORDS
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, state, tables
from views.steps import blend, information, lanes, method


def show(plan: Plan) -> None:
    """What whoever works on the plan sees, to be read."""
    lang = state.lang()
    _ = translator(lang)
    st.html(f"<style>{blend.STYLE}</style>{tables.STYLE}")
    if not plan.activities:
        st.info(_("This plan has no activity yet."))
        return
    numbers, found = cached.numbers(plan)
    blend.headline(plan, numbers, information.applies(plan))
    lanes.show(plan, numbers)
    _activities(plan, numbers, lang)
    blend.reach(plan, numbers)
    _findings(found, lang)
    method.show(plan, numbers)


def _activities(plan: Plan, numbers: Evaluation, lang: Lang) -> None:
    _ = translator(lang)
    st.header(_("Activities"))
    methods, people = cached.catalog().methods, cached.people_of(plan)
    counted = bool(cached.situation(plan.brief).people)
    rows = []
    for activity, line in zip(plan.activities, numbers.lines, strict=True):
        kind = methods[activity.method]
        first, last = line.start_week, line.end_week
        when = _("week {week}").format(week=first) if first == last else _("weeks {first} to {last}").format(first=first, last=last)
        rows.append([
            f"{kind.name(lang)} <small>{PHASE_WORDS[activity.phase](lang)}, {STRAND_WORDS[strand_of(activity, kind)](lang).lower()}</small>",
            when, str(line.units), euros(line.cost, lang), number(line.staff_days, lang, 1),
            people_range(*people[activity.id], lang) if counted else "?",
        ])  # fmt: skip
    head = [_("Activity"), _("Week"), _("Units"), _("Cost"), _("Agent-days"), _("People expected")]
    st.html(tables.table(head, rows, _("Activities"), lang))


def _findings(found: tuple[Finding, ...], lang: Lang) -> None:
    _ = translator(lang)
    st.header(_("What to mend"))
    blocking = {finding.rule for finding in blocks(found)}
    broken: dict[str, Finding] = {}
    for finding in ranked(found):
        if finding.verdict == "broken" and (finding.set_aside is None or finding.rule in blocking):
            broken.setdefault(finding.rule, finding)
    rows = [
        [f"{escape(finding.statement(lang))} <small>{KINDS[finding.kind](lang)}</small>", escape(finding.remedy(lang))] for finding in broken.values()
    ]  # fmt: skip
    if rows:
        st.html(tables.table([_("Principle"), _("Remedy")], rows, _("Principles to mend"), lang))
    else:
        st.caption(_("Nothing to mend among what can be judged."))
