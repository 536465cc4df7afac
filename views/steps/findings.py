"""What the principles say of the plan: the first few to mend, each with its remedy and its undo."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from catalog.words import Lang, translator
from planner.checks import Finding, blocks, fix, fixable, ranked
from planner.plan import Plan
from planner.wording import KINDS
from views import cached, fields, state
from views.steps import changes
from views.steps.activities import name_of

SHOWN = 5  # first


def show(plan: Plan, findings: tuple[Finding, ...]) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.header(_("What to mend"))
    broken = [f for f in ranked(findings) if f.verdict == "broken"]
    unknown = [group[0] for group in _by_rule(f for f in findings if f.verdict == "unknown").values()]
    met = sum(1 for f in findings if f.verdict == "met")
    st.caption(
        _("{met} principles met, {broken} to mend, {unknown} that the plan does not allow to judge.").format(
            met=met, broken=len(_by_rule(broken)), unknown=len(unknown)
        )
    )
    if blocks(findings):
        st.error(_("A legal duty is not met: correct it before launching."))
    if changes.last_is("fix"):  # only while it is the last change
        st.button(_("Undo the last remedy"), icon=":material/undo:", on_click=changes.undo)
    groups = list(_by_rule(broken).values())
    for group in groups[:SHOWN]:
        _finding(plan, group, lang)
    if groups[SHOWN:]:
        with st.expander(_("The others ({n})").format(n=len(groups) - SHOWN)):
            for group in groups[SHOWN:]:
                _finding(plan, group, lang)
    if unknown:
        with st.expander(_("What the plan does not say ({n})").format(n=len(unknown))):
            for finding in unknown:
                st.markdown(f"- {finding.statement(lang)}")


def _by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of one principle together, in the order of their first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return groups


def _finding(plan: Plan, group: list[Finding], lang: Lang) -> None:
    """One broken principle, with all it concerns, and its remedy."""
    _ = translator(lang)
    finding = group[0]
    by_id = {a.id: name_of(a, lang) for a in plan.activities}
    subjects = [by_id.get(f.subject, f.subject) for f in group if f.subject != "plan"]
    with st.container(border=True):
        left, right = st.columns([5, 2], vertical_alignment="center")
        kind = KINDS[finding.kind](lang)
        severity = " · " + _("to correct before launching") if finding.severity == "error" else ""
        left.markdown(f"**{kind[0].upper()}{kind[1:]}**{severity}  \n{finding.statement(lang)}")
        if subjects:
            left.markdown(_("Concerns: {names}").format(names=fields.plain(", ".join(subjects))))
        if finding.detail and len(group) == 1:
            left.caption(fields.plain(finding.detail(lang)))
        left.markdown(f"→ {finding.remedy(lang)}")
        if fixable(finding.rule):
            right.button(
                _("Apply the remedy *{statement}*").format(statement=fields.plain(finding.statement(lang))),
                key=f"fix-{finding.rule}",
                on_click=_fix,
                args=(plan, finding.rule),
                width="stretch",
                help=finding.statement(lang),
            )


def _fix(plan: Plan, rule: str) -> None:
    mended = fix(plan, cached.catalog(), rule)
    if mended is not None:
        changes.keep(mended.model_copy(update={"certificate": None}), "fix")
