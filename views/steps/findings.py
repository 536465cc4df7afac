"""What the principles say of the plan: the first few to mend, each with what mends it, what would follow, and its undo."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from catalog.load import Catalog
from catalog.methods import PHASE_NAMES
from catalog.principles import Principle, PrincipleFamily
from catalog.words import Lang, euros, number, people_range, translator
from planner.brief import LONG
from planner.checks import Finding, answers, blocks, fixable, ranked
from planner.checks.effects import Effect, agent_days, effect
from planner.plan import Plan, SetAside
from planner.wording import KINDS
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, fields, state
from views.steps import changes, commitments
from views.steps.activities import name_of

SHOWN = 5  # first
LIMITS = {"budget": "the budget", "staff_days": "the agent-days available", "weeks": "the weeks available"}
PLACES = {  # where a missing key is filled, the longest beginning first
    "brief.mandate": "step 1, Mandate", "brief.level": "step 1, Mandate", "brief.frame": "step 1, Mandate", "brief.context": "step 2, Context",
    "brief.limits": "step 3, Means", "brief.audiences": "the page Publics", "brief.territory": "the page Publics",
    "activities": "the activities, above", "tools": "the page Landscape", "commitments": "step 5, Commitments",
}  # fmt: skip
# Names of buttons are whole for those who listen, short for those who look.
STYLE = """
.st-key-findings .stButton em, .st-key-findings [data-testid="stPopover"] em
  { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.st-key-findings details.why { font-size: .95rem; margin: 0; } .st-key-findings details.why p { margin: .3rem 0; }
.st-key-findings details.why summary { cursor: pointer; width: fit-content; min-height: 24px; }
.st-key-findings [class*="st-key-effect-"] { border-left: 3px solid #d5d9de; padding-left: .8rem; }
"""


def show(plan: Plan, findings: tuple[Finding, ...]) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="findings"):
        st.header(_("What to mend"))
        blocking = {finding.rule for finding in blocks(findings)}
        open_ = [f for f in ranked(findings) if f.set_aside is None or f.rule in blocking]
        broken, unknown = (list(_by_rule(f for f in open_ if f.verdict == verdict).values()) for verdict in ("broken", "unknown"))
        broken_rules = {group[0].rule for group in broken}
        unknown = [group for group in unknown if group[0].rule not in broken_rules]
        met = len({f.rule for f in findings if f.verdict == "met"} - {f.rule for f in findings if f.verdict in ("broken", "unknown")})
        st.caption(
            _("{met} principles met, {broken} to mend, {unknown} that the plan does not allow to judge.").format(
                met=met, broken=len(broken), unknown=len(unknown)
            )
        )
        if blocking:
            st.error(_("A legal duty is not met: correct it before launching."))
        if any(group[0].kind == "legal" for group in broken):
            st.caption(_("What is said of the law here is not legal advice."))
        if changes.last_is("fix"):  # only while it is the last change
            st.button(_("Undo the last remedy"), key="undo-fix", icon=":material/undo:", on_click=changes.undo)
        for group in broken[:SHOWN]:
            _finding(plan, group, lang, group[0].rule in blocking)
        if broken[SHOWN:]:
            _rest(plan, broken[SHOWN:], blocking)
        if unknown:
            _unknown(plan, unknown)
        if plan.set_aside:
            _aside(plan, findings)


def _by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of one principle together, in the order of their first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return groups


def _rest(plan: Plan, groups: list[list[Finding]], blocking: set[str]) -> None:
    """The findings after the first ones, drawn once unfolded."""
    _ = translator(state.lang())
    with st.expander(_("The others ({n})").format(n=len(groups)), key="findings-rest", on_change="rerun") as rest:
        if rest.open:
            for group in groups:
                _finding(plan, group, state.lang(), group[0].rule in blocking)


# -- one finding -------------------------------------------------------------------------------------------


def _finding(plan: Plan, group: list[Finding], lang: Lang, blocking: bool) -> None:
    """One broken principle: all it concerns, why, and what can be done about it."""
    _ = translator(lang)
    catalog = cached.catalog()
    finding = group[0]
    rule = catalog.principles[finding.rule]
    with st.container(border=True):
        kind = KINDS[finding.kind](lang)
        severity = " · " + _("to correct before launching") if finding.severity == "error" else ""
        st.markdown(f"**{kind[0].upper()}{kind[1:]}**{severity}  \n{finding.statement(lang)}")
        _concerned(plan, group, catalog, lang)
        st.markdown(f"→ {finding.remedy(lang)}")
        st.html(_why(rule, catalog, lang))
        for name in answers(rule):
            commitments.field(plan, name, rule.id, commitments.label(name, catalog))
        with st.container(horizontal=True):
            if fixable(finding.rule):
                st.button(
                    _("See the effect *{statement}*").format(statement=fields.plain(finding.statement(lang))),
                    key=f"see-{finding.rule}",
                    icon=":material/visibility:",
                    on_click=_see,
                    args=(finding.rule,),
                )
            if not blocking:
                _set_aside(finding, lang)
        if st.session_state.get("_effect") == (state.token(), finding.rule):
            with st.container(key=f"effect-{finding.rule}"):
                _effect(plan, finding, lang)


def _concerned(plan: Plan, group: list[Finding], catalog: Catalog, lang: Lang) -> None:
    """What a finding is about, and the fact or figure it rests on."""
    _ = translator(lang)
    about = [(_subject(plan, finding.subject, catalog, lang), finding.detail(lang) if finding.detail else "") for finding in group]
    if len({detail for _name, detail in about}) == 1:
        names, detail = [name for name, _detail in about if name], about[0][1]
        if names:
            st.markdown(_("Concerns: {names}").format(names=fields.plain(", ".join(names))))
        if detail:
            st.caption(fields.plain(detail))
    else:
        st.markdown("\n".join("- " + fields.plain(" — ".join(part for part in pair if part)) for pair in about))


def _subject(plan: Plan, subject: str, catalog: Catalog, lang: Lang) -> str:
    """What a finding is about, in words; nothing for the whole plan, or for a duty, which its detail states."""
    named = next((name_of(activity, lang) for activity in plan.activities if activity.id == subject), None)
    if named is not None:
        return named
    if subject in STRAND_WORDS:
        return STRAND_WORDS[subject](lang)
    if subject in PHASE_NAMES:
        return PHASE_NAMES[subject](lang)
    if subject in catalog.tools:
        return catalog.tools[subject].name
    if subject in catalog.methods:
        return catalog.methods[subject].name(lang)
    frame = catalog.frames.get(plan.brief.frame or "")
    duties = {duty.id for duty in frame.duties} if frame else set()
    return "" if subject == "plan" or subject in duties else subject


def _why(rule: Principle, catalog: Catalog, lang: Lang) -> str:
    """The reason of a principle and where it was read, folded."""
    _ = translator(lang)
    sources = [catalog.sources[key] for key in rule.source if key in catalog.sources]
    titles = [source.title + (f" ({source.year})" if source.year else "") for source in sources]
    parts = [escape(rule.why(lang))]
    if rule.numbers:
        parts.append(escape(rule.numbers(lang)))
    if titles:
        parts.append(escape(_("Sources: {names}").format(names=" ; ".join(titles) if lang == "fr" else "; ".join(titles))))
    if rule.confidence == "memory":
        parts.append(_("to be checked on Légifrance") if rule.kind == "legal" else _("to be confirmed"))
    body = "".join(f"<p>{part}</p>" for part in parts)
    return f"<details class='why'><summary>{_('Why')}</summary>{body}</details>"


# -- its effect, before it is taken -------------------------------------------------------------------------


@st.cache_data(max_entries=100, show_spinner=False)
def _effect_of(plan: str, rule: str, version: str) -> Effect | None:
    made, catalog = Plan.model_validate_json(plan), cached.catalog()
    evaluation, findings = cached.numbers(made)
    return effect(made, catalog, rule, evaluation=evaluation, findings=findings)


def effect_of(plan: Plan, rule: str) -> Effect | None:
    """What the remedy of a principle would do (about 0.3 s the first time)."""
    return _effect_of(plan.model_dump_json(by_alias=True), rule, cached.catalog().version)


def _see(rule: str) -> None:
    """Show the effect of a remedy, or hide it."""
    here = state.token(), rule
    st.session_state["_effect"] = None if st.session_state.get("_effect") == here else here


def _effect(plan: Plan, finding: Finding, lang: Lang) -> None:
    """What would change, and the button that takes it."""
    _ = translator(lang)
    found = effect_of(plan, finding.rule)
    if found is None:
        st.markdown(_("Nothing that can be added or moved settles it here: follow the advice above by hand."))
        return
    st.markdown("\n".join(f"- {fields.plain(change(lang))}" for change in found.changes))
    st.markdown(" · ".join([*_totals(found, lang), _people(found, lang)]))
    catalog = cached.catalog()
    also = [catalog.principles[id].statement(lang) for id in found.cleared if id != finding.rule]
    if also:
        st.markdown(_("Also settles:") + "\n" + "\n".join(f"- {one}" for one in also))
    if found.broken:
        st.markdown(_("But then to mend:") + "\n" + "\n".join(f"- {catalog.principles[id].statement(lang)}" for id in found.broken))
    for limit in found.exceeds:
        st.warning(_("This goes beyond {limit}.").format(limit=_(LIMITS[limit])))
    st.button(
        _("Apply the remedy *{statement}*").format(statement=fields.plain(finding.statement(lang))),
        key=f"fix-{finding.rule}",
        type="primary",
        icon=":material/check:",
        on_click=_apply,
        args=(finding.rule,),
    )


def _totals(found: Effect, lang: Lang) -> list[str]:
    """The differences in money, agent-days and weeks, each with its sign."""
    _ = translator(lang)
    said = [
        _signed(found.cost, euros(abs(found.cost), lang), 0.5),
        _("{days} (reading included)").format(days=_signed(found.staff_days, agent_days(abs(found.staff_days), lang), 0.05)),
    ]
    if found.weeks:
        said.append(_("{n} weeks").format(n=_signed(found.weeks, number(abs(found.weeks), lang), 0.5)))
    return said


def _signed(difference: float, words: str, least: float) -> str:
    return words if abs(difference) < least else f"{'+' if difference > 0 else '−'}\u00a0{words}"


def _people(found: Effect, lang: Lang) -> str:
    """Who takes part before and after, as ranges."""
    _ = translator(lang)
    if found.before is None or found.after is None:
        return _("people taking part: not known as long as nobody says how many live there")
    before, after = people_range(*found.before, lang), people_range(*found.after, lang)
    if before == after:
        return _("as many people would take part: {people}").format(people=before)
    return _("{after} people would take part, instead of {before}").format(after=after, before=before)


def _apply(rule: str) -> None:
    plan = state.plan()
    found = effect_of(plan, rule) if plan is not None else None
    if found is not None:
        st.session_state["_effect"] = None
        changes.keep(found.plan.model_copy(update={"certificate": None}), "fix")


# -- set aside ---------------------------------------------------------------------------------------------


def _set_aside(finding: Finding, lang: Lang) -> None:
    """Set a principle aside with a reason, which is required."""
    _ = translator(lang)
    rule = finding.rule
    with st.popover(_("Set aside with a reason *{statement}*").format(statement=fields.plain(finding.statement(lang)))):
        st.text_area(_("For what reason? The note will repeat it."), key=f"reason-{rule}", max_chars=LONG, height=90)
        st.button(_("Set aside"), key=f"aside-{rule}", on_click=_put_aside, args=(rule,))
        if st.session_state.get("_no_reason") == rule:
            st.error(_("Write a reason: what is set aside is explained in the note."))


def _put_aside(rule: str) -> None:
    reason = (st.session_state.get(f"reason-{rule}") or "").strip()
    plan = state.plan()
    if not reason or plan is None:
        st.session_state["_no_reason"] = rule
        return
    st.session_state.pop("_no_reason", None)
    kept = tuple(aside for aside in plan.set_aside if aside.principle != rule)
    commitments.save_apart(plan.model_copy(update={"set_aside": (*kept, SetAside(principle=rule, reason=reason))}))


def _take_back(rule: str) -> None:
    plan = state.plan()
    if plan is not None:
        commitments.save_apart(plan.model_copy(update={"set_aside": tuple(a for a in plan.set_aside if a.principle != rule)}))


def _aside(plan: Plan, findings: Iterable[Finding]) -> None:
    """What was set aside, each with its reason and the way back."""
    lang = state.lang()
    _ = translator(lang)
    groups = _by_rule(findings)
    catalog = cached.catalog()
    with st.expander(_("Set aside with a reason ({n})").format(n=len(plan.set_aside))):
        for aside in plan.set_aside:
            statement = catalog.principles[aside.principle].statement(lang)
            with st.container(horizontal=True, vertical_alignment="center"):
                settled = all(f.verdict in ("met", "not_applicable") for f in groups.get(aside.principle, ()))
                note = f"  \n*{_('It no longer needs to be: the plan meets it.')}*" if settled else ""
                st.markdown(f"{statement}  \n{_('Reason: {reason}').format(reason=fields.plain(aside.reason))}{note}", width="stretch")
                st.button(
                    _("Take back *{statement}*").format(statement=fields.plain(statement)),
                    key=f"back-{aside.principle}",
                    on_click=_take_back,
                    args=(aside.principle,),
                )


# -- what nobody has said ------------------------------------------------------------------------------------


def _unknown(plan: Plan, groups: list[list[Finding]]) -> None:
    """What the plan does not say, one family at a time, each with the field that answers it."""
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    families: dict[PrincipleFamily, list[list[Finding]]] = {}
    for group in groups:
        families.setdefault(catalog.principles[group[0].rule].family, []).append(group)
    with st.expander(_("What the plan does not say ({n})").format(n=len(groups)), key="findings-unknown", on_change="rerun") as fold:
        if not fold.open:
            return
        order = [family for family in commitments.FAMILIES if family in families]
        if st.session_state.get("unknown-family") not in order:
            st.session_state["unknown-family"] = order[0]
        family = st.selectbox(
            _("Family of questions"), order, key="unknown-family",
            format_func=lambda name: f"{_(commitments.FAMILIES[name])} ({len(families[name]) if name in families else 0})",
        )  # fmt: skip
        for group in families[family]:
            _missing(plan, group, catalog, lang)


def _missing(plan: Plan, group: list[Finding], catalog: Catalog, lang: Lang) -> None:
    """One principle that cannot be judged: the fields that are missing, or where to fill them."""
    _ = translator(lang)
    finding = group[0]
    keys = list(dict.fromkeys(key for each in group for key in each.missing))
    names = [key.removeprefix("commitments.") for key in keys if key.startswith("commitments.")]
    elsewhere = [place for key in keys if key.removeprefix("commitments.") not in names and (place := _place(key))]
    with st.container(border=True):
        st.markdown(finding.statement(lang))
        if finding.detail and len(group) == 1:
            st.caption(fields.plain(finding.detail(lang)))
        for name in names:
            commitments.field(plan, name, f"unknown-{finding.rule}", commitments.label(name, catalog))
        if elsewhere:
            st.markdown(_("To be filled: {places}").format(places=", ".join(dict.fromkeys(elsewhere))))


def _place(key: str) -> str | None:
    """Where a missing key is filled, in words."""
    _ = translator(state.lang())
    return next((_(PLACES[start]) for start in PLACES if key.startswith(start)), None)
