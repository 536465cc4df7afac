"""Le dispositif: three lanes over the weeks, whom it reaches, what is to be mended, what it takes."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from catalog.facts import Text
from catalog.methods import STRANDS
from catalog.words import Lang, euros, number, people_range, percent, translator
from planner.audiences import ALL
from planner.checks import Finding, blocks, fix, fixable, ranked
from planner.evaluate import Evaluation
from planner.jobs import ENDED, Job
from planner.plan import Activity, Plan, strand_of
from planner.wording import KINDS, PHASES
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, charts, fields, state

SECONDS = 15  # of calculation; the certificate says how much was left
SHOWN = 5  # findings shown first


def show(plan: Plan) -> None:
    """The plan, or the way to get one."""
    _ = translator(state.lang())
    _propose(plan)
    if not plan.activities:
        st.info(_("No activity yet: ask for a proposal, or add activities by hand below."))
        _add(plan)
        return
    numbers, findings = cached.numbers(plan)
    _headline(plan, numbers)
    _lanes(plan, numbers)
    _reach(plan, numbers)
    _findings(plan, findings)
    _table(plan, numbers)
    _add(plan)
    _compromise(plan)
    _method(plan, numbers)


# -- asking for a proposal ----------------------------------------------------------------------------


def _propose(plan: Plan) -> None:
    lang = state.lang()
    _ = translator(lang)
    job: Job | None = st.session_state.get("job")
    if job is not None and job.state not in ENDED:
        _progress()
        return
    if job is not None:
        _ended(plan, job)
    people = cached.situation(plan.brief).people
    label = _("Propose a plan") if not plan.activities else _("Propose again")
    st.button(
        label,
        type="primary" if not plan.activities else "secondary",
        icon=":material/auto_awesome:",
        disabled=not people,
        on_click=_ask,
        args=(plan,),
    )
    if not people:
        st.caption(_("First say how many people are concerned: inhabitants or audiences, on the page Audiences."))


def _ask(plan: Plan) -> None:
    st.session_state["job"] = cached.board().submit(plan.brief, "--time", str(SECONDS))


@st.fragment(run_every=1.0)
def _progress() -> None:
    _ = translator(state.lang())
    job: Job | None = st.session_state.get("job")
    if job is None or job.state in ENDED:
        st.rerun()
        return
    before = cached.board().place(job)
    if before:
        st.info(_("{before} calculations before yours.").format(before=before))
    else:
        words = _("Computing: {found} better plans found so far.").format(found=job.found)
        st.info(words, icon=":material/hourglass_top:")
    st.button(_("Cancel"), on_click=lambda: cached.board().cancel(job), key="cancel-job")


def _ended(plan: Plan, job: Job) -> None:
    lang = state.lang()
    _ = translator(lang)
    del st.session_state["job"]
    if job.state == "done" and job.plan:
        made = job.plan.model_copy(update={"brief": plan.brief, "commitments": plan.commitments, "set_aside": plan.set_aside})
        state.save(made)
        st.rerun()
    elif job.state == "impossible":
        st.error(_("No plan fits these limits."))
        words = {"budget": _("budget, €"), "staff_days": _("agent-days"), "weeks": _("weeks")}
        for conflict in job.answer["conflicts"]:
            if conflict["relax_to"] is not None and conflict["verified"] and conflict["limit"] in words:
                st.markdown(
                    "- "
                    + _("{limit}: {now} → {then} would be enough").format(
                        limit=words[conflict["limit"]], now=number(conflict["now"], lang), then=number(conflict["relax_to"], lang)
                    )
                )
    elif job.state == "cancelled":
        st.info(_("Cancelled. Your plan is as it was."))
    else:
        st.error(_("The calculation stopped before its end. Ask again; your plan is as it was."))


# -- the answer ---------------------------------------------------------------------------------------


def _headline(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    limits = plan.brief.limits
    everyone = next((row for row in numbers.coverage if row.audience == ALL), None)
    st.markdown(f"**{_('Starting proposal')}** — " + _("neighbouring plans are as good: move, add, remove."))
    one, two, three, four = st.columns(4)
    if everyone:
        _big(
            one,
            people_range(everyone.comes_low, everyone.comes_high, lang),
            _("people would take part, out of {people}").format(people=number(everyone.people, lang)),
        )
    left = _("of {limit} available").format(limit=euros(limits.budget, lang)) if limits.budget is not None else _("no limit set")
    _big(two, euros(numbers.cost, lang), _("including VAT, {left}").format(left=left))
    days = _("of {limit} available").format(limit=number(limits.staff_days, lang)) if limits.staff_days is not None else _("no limit set")
    _big(three, number(numbers.staff_days, lang, 1), _("agent-days, {left}").format(left=days))
    weeks = _("of {limit} available").format(limit=limits.weeks) if limits.weeks else _("no limit set")
    _big(four, str(numbers.weeks or "?"), _("weeks, {left}").format(left=weeks))
    for what, value, limit in (
        (_("The budget is exceeded by {n} €."), numbers.cost, limits.budget),
        (_("The agent-days are exceeded by {n}."), numbers.staff_days, limits.staff_days),
        (_("The calendar is exceeded by {n} weeks."), float(numbers.weeks or 0), limits.weeks),
    ):
        if limit is not None and value > limit + 1e-6:
            st.warning(what.format(n=number(value - limit, lang, 1)))


def _big(column: object, value: str, words: str) -> None:
    column.html(f"<p class='big'>{value}</p><p class='small'>{words}</p>")  # type: ignore[attr-defined]


def _name(activity: Activity, lang: Lang) -> str:
    return cached.catalog().methods[activity.method].name(lang)


def _lanes(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    methods = cached.catalog().methods
    spans = [
        charts.Span(a.id, _name(a, lang), strand_of(a, methods[a.method]), line.start_week or 1, line.end_week or 1)
        for a, line in zip(plan.activities, numbers.lines, strict=True)
    ]
    start = plan.brief.limits.start
    stones: dict[int, list[str]] = {}
    for day, label in ((plan.brief.mandate.decided_on, _("decision")), (plan.brief.commitments.reply_on, _("answer"))):
        if day and start and day >= start:
            stones.setdefault((day - start).days // 7 + 1, []).append(label)
    names = {strand: STRAND_WORDS[strand](lang) for strand in STRANDS}
    st.plotly_chart(
        charts.lanes(spans, [(week, ", ".join(labels)) for week, labels in stones.items()], names, start, lang),
        config=charts.CONFIG,
        key="lanes",
        theme=None,
    )
    if plan.bridges:
        with st.expander(_("Bridges: what comes in one way is used in another ({n})").format(n=len(plan.bridges))):
            by_id = {a.id: a for a in plan.activities}
            for bridge in plan.bridges:
                st.markdown(f"- {_name(by_id[bridge.from_], lang)} → {_name(by_id[bridge.to], lang)} : {fields.plain(bridge.how)}")
    else:
        st.caption(_("No bridge: what comes in one way is not used in another."))


def _reach(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.header(_("Whom it reaches"))
    exposed = {s.name: s.exposure for s in cached.situation(plan.brief).segments}
    rows = []
    for row in numbers.coverage:
        states = exposed.get(row.audience) if row.audience != ALL else cached.situation(plan.brief).whole
        elsewhere = (
            people_range((1 - states.autonomous.high) * row.people, (1 - states.autonomous.low) * row.people, lang) if states else "?"
        )
        rows.append(
            {
                _("Public"): _("The whole territory") if row.audience == ALL else row.audience,
                _("People"): number(row.people, lang),
                _("can take part"): number(round(row.can, -1), lang),
                _("would take part"): people_range(row.comes_low, row.comes_high, lang),
                _("work together"): number(row.deliberates, lang),
                _("informed"): number(round(row.informed, -1), lang),
                _("to be met otherwise than online"): elsewhere,
            }
        )
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    st.caption(
        _(
            "Informed, take part, work together: three counts, never added up. Ranges hold four chances in five. Hours, places, stairs, children and reading also keep people away: not counted yet."
        )
    )


# -- what the principles say --------------------------------------------------------------------------


def _findings(plan: Plan, findings: tuple[Finding, ...]) -> None:
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
    if "undo" in st.session_state:
        st.button(_("Undo the last remedy"), icon=":material/undo:", on_click=_undo)
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
    by_id = {a.id: _name(a, lang) for a in plan.activities}
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
                _("Apply the remedy"),
                key=f"fix-{finding.rule}",
                on_click=_fix,
                args=(plan, finding.rule),
                width="stretch",
                help=finding.statement(lang),
            )


def _fix(plan: Plan, rule: str) -> None:
    mended = fix(plan, cached.catalog(), rule)
    if mended is not None:
        state.save(mended.model_copy(update={"certificate": None}))
        st.session_state["undo"] = True


def _undo() -> None:
    state.undo()
    st.session_state.pop("undo", None)


# -- by hand ------------------------------------------------------------------------------------------


def _table(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.header(_("Activities"))
    methods = cached.catalog().methods
    for activity, line in zip(plan.activities, numbers.lines, strict=True):
        method = methods[activity.method]
        strand = strand_of(activity, method)
        with st.container(border=True):
            a, b, c, d = st.columns([5, 2, 2, 2], vertical_alignment="bottom")
            mark = " " + f"<span class='default-mark'>{_('default')}</span>" if line.default_cost else ""
            joined = " + ".join(STRAND_WORDS[s](lang) for s in method.joins) if method.hybrid else STRAND_WORDS[strand](lang)
            when = f"{line.start_week}–{line.end_week}"
            a.html(
                f"<div class='strand-{strand}'><strong>{method.name(lang)}</strong><br>"
                f"<span class='small'>{joined} · {PHASES[activity.phase](lang)} · {_('weeks')} {when} · {euros(line.cost, lang)}{mark} · "
                f"{number(line.staff_days, lang, 1)} {_('agent-days')}</span></div>"
            )
            who = ", ".join(activity.audiences)
            if who:
                a.caption(_("Mostly for: {who}").format(who=fields.plain(who)))
            label = f"{method.name(lang)}, {PHASES[activity.phase](lang)}"
            b.number_input(
                _("Units"),
                1,
                100,
                line.units,
                key=f"units-{activity.id}",
                on_change=_units,
                args=(activity.id,),
                help=f"{label} : {method.unit(lang)}",
            )
            c.number_input(
                _("Week"), 1, 520, line.start_week or 1, key=f"week-{activity.id}", on_change=_week, args=(activity.id,), help=label
            )
            d.button(
                _("Remove"),
                key=f"drop-{activity.id}",
                on_click=_drop,
                args=(activity.id,),
                icon=":material/delete:",
                width="stretch",
                help=label,
            )


def _edit(activity: str, **changes: object) -> None:
    plan = state.plan()
    assert plan
    made = tuple(a.model_copy(update=changes) if a.id == activity else a for a in plan.activities)
    state.save(plan.model_copy(update={"activities": made, "certificate": None}))


def _units(activity: str) -> None:
    _edit(activity, units=st.session_state[f"units-{activity}"])


def _week(activity: str) -> None:
    _edit(activity, week=st.session_state[f"week-{activity}"])


def _drop(activity: str) -> None:
    plan = state.plan()
    assert plan
    kept = tuple(a for a in plan.activities if a.id != activity)
    bridges = tuple(b for b in plan.bridges if activity not in (b.from_, b.to))
    state.save(plan.model_copy(update={"activities": kept, "bridges": bridges, "certificate": None}))


def _add(plan: Plan) -> None:
    lang = state.lang()
    _ = translator(lang)
    methods = {m.id: m for m in cached.catalog().methods.values() if m.kind == "method"}
    ordered = sorted(methods, key=lambda name: methods[name].name(lang))
    with st.container(border=True):
        a, b, c = st.columns([4, 3, 2], vertical_alignment="bottom")
        chosen = a.selectbox(_("Activity to add"), ordered, format_func=lambda name: methods[name].name(lang), key="add-method")
        phase = b.selectbox(_("Step"), methods[chosen].phases, format_func=lambda name: PHASES[name](lang), key="add-phase")
        c.button(_("Add"), key="add-activity", on_click=_insert, args=(chosen, phase), icon=":material/add:", width="stretch")
        st.caption(methods[chosen].definition(lang))


def _insert(method: str, phase: str) -> None:
    plan = state.plan()
    assert plan
    whole = plan.model_dump(by_alias=True)
    made = [*whole["activities"], {"method": method, "phase": phase, "units": 1}]
    state.save(Plan.model_validate({**whole, "activities": made, "certificate": None}))


# -- compromises, method ------------------------------------------------------------------------------


def _compromise(plan: Plan) -> None:
    lang = state.lang()
    _ = translator(lang)
    with st.expander(_("Compromises: budget against fairness, all online, all in person")):
        job: Job | None = st.session_state.get("tradeoffs")
        if job is not None and job.state in ENDED and job.answer.get("pareto"):
            _points(job.answer["pareto"], lang)
        elif job is not None and job.state not in ENDED:
            _waiting()
        else:
            st.markdown(
                _("What would half the budget give, or half as much again? And the same money spent online only, or in rooms only?")
            )
            st.button(
                _("Compute the compromises (about a minute)"), on_click=_ask_points, args=(plan,), disabled=plan.brief.limits.budget is None
            )


def _ask_points(plan: Plan) -> None:
    st.session_state["tradeoffs"] = cached.board().submit(plan.brief, "--time", "60", "--pareto", "4")


@st.fragment(run_every=2.0)
def _waiting() -> None:
    _ = translator(state.lang())
    job: Job | None = st.session_state.get("tradeoffs")
    if job is None or job.state in ENDED:
        st.rerun()
        return
    st.info(_("Computing."), icon=":material/hourglass_top:")
    st.button(_("Cancel"), key="cancel-points", on_click=lambda: cached.board().cancel(job))


def _points(points: list[dict[str, object]], lang: Lang) -> None:
    _ = translator(lang)
    names = {"budget": _("blend, by budget"), "digital": _("all online"), "in_person": _("all in person")}
    named = [{**point, "name": names[str(point["label"])]} for point in points]
    labels = (_("cost, including VAT"), _("targets met for the public least well reached"))
    st.plotly_chart(charts.compromise(named, labels, lang), config=charts.CONFIG, key="points", theme=None)
    rows = [
        {
            _("Plan"): p["name"],
            _("Cost"): euros(p["cost"], lang) if p["cost"] is not None else _("no plan fits"),
            _("would take part"): people_range(p["comes_low"], p["comes_high"], lang) if p["comes_low"] is not None else "",
            _("least well reached"): percent(p["least"], lang) if p["least"] is not None else "",
        }
        for p in named
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


SCOPE = Text(fr="tous les formats du catalogue", en="all the methods of the catalogue")


def _method(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    with st.expander(_("Method: margin of the calculation, defaults, intervals")):
        if plan.certificate:
            c = plan.certificate
            st.markdown(
                _(
                    "Margin of the calculation: no plan ({scope}) does better than this one by more than {gap} for the public least well reached. Value {exact}, bound {bound}, computed in {seconds} s."
                ).format(
                    scope=SCOPE(lang),
                    gap=percent(c.gap, lang, 1),
                    exact=percent(c.exact, lang, 1),
                    bound=percent(c.bound, lang, 1),
                    seconds=number(c.seconds, lang, 1),
                )
            )
        else:
            st.markdown(_("This plan was changed by hand: it has no margin of calculation. Ask for a new proposal to compare."))
        st.markdown(
            _("Share of the cost that rests on default rules: {cost}. Share of the expected participation: {reach}.").format(
                cost=percent(numbers.defaults_cost, lang), reach=percent(numbers.defaults_coverage, lang)
            )
        )
        st.markdown(
            _(
                "Reading and answering take {days} agent-days, at least a fifth of the total. The value of agent-days, {value}, is not part of the budget."
            ).format(days=number(numbers.analysis_days, lang, 1), value=euros(numbers.staff_value, lang))
        )
        rows = [
            {
                _("Public"): _("The whole territory") if row.audience == ALL else row.audience,
                _("low"): number(row.comes_low, lang), _("middle"): number(row.comes, lang), _("high"): number(row.comes_high, lang),
            }
            for row in numbers.coverage
        ]  # fmt: skip
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
