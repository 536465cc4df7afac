"""The annexes of the council note, A to F: actions, method, gaps, sources, draft deliberation, outcome report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from catalog import words
from catalog.facts import Text
from catalog.methods import STRANDS
from catalog.paper.elements import Block, Bullets, Chart, Heading, Note, Paragraph, Section, Span, Table, Words, join, lower
from catalog.paper.series import Timeline
from planner import series
from planner import wording as w
from planner.audiences import ALL
from planner.brief import Audience
from planner.checks import Finding, blocks
from planner.coverage import Coverage
from planner.documents.draft import Draft
from planner.documents.milestones import Milestone
from planner.plan import Activity

BINDING = ("paper_place", "digital_register", "method", "min_days", "notice_days", "report")  # duties that a deliberation announces
SHOWN_FINDINGS = 5


def annexes(draft: Draft, steps: Sequence[Milestone]) -> tuple[Section, ...]:
    """The annexes, lettered in their order."""
    sections: tuple[tuple[str, Text, Iterable[Block]], ...] = (
        ("sheets", w.SHEETS, _sheets(draft)),
        ("method", w.METHOD, _method(draft)),
        ("gaps", w.GAPS, _gaps(draft)),
        ("sources", w.SOURCES, _sources(draft)),
        ("deliberation", w.DELIBERATION, _deliberation(draft, steps)),
        ("bilan", w.BILAN, _bilan(draft)),
    )
    return tuple(
        Section(id=id, title=draft.flat(w.ANNEX, letter=letter, title=title(draft.lang)), blocks=tuple(written))
        for letter, (id, title, written) in zip("ABCDEF", sections, strict=True)
    )


# -- annex A: the actions -----------------------------------------------------------------------------


def _sheets(draft: Draft) -> Iterable[Block]:
    if not draft.plan.activities:
        yield Paragraph(words=draft.phrase(w.SHEETS_NONE))
    else:
        yield _timeline(draft)
    for number, activity in enumerate(draft.ordered, start=1):
        strand = draft.strand(activity)
        label = Span(text=f" ({lower(w.STRANDS[strand](draft.lang))})", mark=strand)
        yield Heading(words=(Span(text=f"{number}. {draft.name(activity)}"), label))
        yield Paragraph(words=(Span(text=draft.kind_of(activity).definition(draft.lang)),))
        yield Paragraph(words=join([draft.labelled(label, said) for label, said in _sheet(draft, activity)], "\u00a0· "))


def _timeline(draft: Draft) -> Chart:
    """The activities over the weeks; its table numbers them as the sheets do."""
    drawn = series.timeline(draft.plan, draft.catalog, draft.evaluation, draft.lang)
    strands = [w.STRANDS[strand](draft.lang) for strand in STRANDS if any(bar.strand == strand for bar in drawn.bars)]
    stones = draft.listed(f"{stone.word} ({draft.day(stone.day)})" for stone in drawn.stones if stone.day)
    alt = draft.flat(
        w.TIMELINE_ALT,
        strands=", ".join(lower(name) for name in strands),
        first=_day_of(draft, drawn, min(bar.first for bar in drawn.bars), 0),
        last=_day_of(draft, drawn, max(bar.last for bar in drawn.bars), 6),
        stones=draft.flat(w.TIMELINE_STONES, stones=stones) if stones else "",
        bridges=w.TIMELINE_BRIDGES(draft.lang) if drawn.arrows else "",
    )
    rows = tuple(_dated(draft, number, activity) for number, activity in enumerate(draft.ordered, start=1))
    table = Table(
        caption=w.TIMELINE_TABLE_CAPTION(draft.lang), header=draft.header(w.TIMELINE_HEADER), rows=rows, widths=(0.3, 0.2, 0.26, 0.24)
    )
    return Chart(caption=w.TIMELINE_CAPTION(draft.lang), alt=alt, series=drawn, table=table)


def _day_of(draft: Draft, drawn: Timeline, week: int, after: int) -> str:
    """A day of a week, so many days after its first; only the week where the start is not known, or too late for a date."""
    if drawn.start is not None and (drawn.start - date.min).days + 7 * week <= (date.max - date.min).days:
        return draft.day(drawn.start + timedelta(days=7 * (week - 1) + after)) or ""
    return draft.flat(w.TIMELINE_WEEK, week=str(week))


def _dated(draft: Draft, number: int, activity: Activity) -> tuple[Words, ...]:
    strand = draft.strand(activity)
    bridges = dict.fromkeys(lower(draft.name(bridge.to)) for bridge in draft.plan.bridges if bridge.from_ == activity.id)
    return (
        (Span(text=f"{number}. {draft.name(activity)}"),),
        (Span(text=w.STRANDS[strand](draft.lang), mark=strand),),
        draft.when(activity),
        (Span(text=", ".join(bridges) or w.TIMELINE_NO_BRIDGE(draft.lang)),),
    )


def _sheet(draft: Draft, activity: Activity) -> Iterable[tuple[Text, Words]]:
    method, line = draft.kind_of(activity), draft.lines.get(activity.id)
    yield w.SHEET_WHEN, draft.when(activity)
    yield w.SHEET_AIM, draft.plain(w.PHASES[activity.phase])
    units = activity.units or (1 if method.max_units == 1 else None)
    size = draft.phrase(w.SHEET_SIZE_SAID, n=draft.count(units) if units else draft.unknown, unit=method.unit(draft.lang))
    yield w.SHEET_SIZE, draft.plain(method.unit) if units == 1 else size
    yield w.SHEET_WHO, draft.for_whom(activity)
    yield w.SHEET_TOOL, draft.where(activity)
    if activity.options:
        yield w.SHEET_OPTIONS, (Span(text=", ".join(draft.catalog.methods[option].name(draft.lang) for option in activity.options)),)
    if line:
        said = draft.phrase(w.SHEET_MEANS_SAID, cost=draft.money(line.cost), days=draft.count(line.staff_days, 1))
        reading = draft.phrase(w.SHEET_READING, reading=draft.count(line.reading_days, 1)) if line.reading_days >= 0.05 else ()
        yield w.SHEET_MEANS, (*said, *reading, *(draft.phrase(w.SHEET_PAID) if line.paid_already else ()))
    yield w.SHEET_MAKES, draft.produces(activity)
    yield w.SHEET_ACCESS, _access(draft, activity)
    outgoing = [bridge for bridge in draft.plan.bridges if bridge.from_ == activity.id]
    if outgoing:
        said_ = [draft.phrase(w.BRIDGE_SAID, name=lower(draft.name(bridge.to)), how=draft.said(bridge.how)) for bridge in outgoing]
        yield w.SHEET_BRIDGES, join(said_, ", ")
    if method.risks:
        yield w.SHEET_RISKS, (Span(text=draft.listed(lower(risk(draft.lang)) for risk in method.risks[:2]) or ""),)


def _access(draft: Draft, activity: Activity) -> Words:
    """What taking part asks: digital skill, hours, steps, children, reading; unknown is said."""
    method = draft.kind_of(activity)
    parts = [draft.plain(w.ACCESS_DIGITAL[method.digital])]
    if draft.strand(activity) == "in_person":
        asked = (
            (method.presence.evening, w.ACCESS_EVENING, w.ACCESS_HOURS),
            (method.presence.step_free, w.ACCESS_STEP_FREE, w.ACCESS_STEPS),
            (method.presence.childcare, w.ACCESS_CHILDCARE, w.ACCESS_CHILDREN),
        )
        for value, said, what in asked:
            unknown = draft.phrase(w.ACCESS_UNKNOWN, what=what(draft.lang), unknown=draft.unknown)
            parts.append(unknown if value is None else draft.plain(said[value]))
    if method.presence.reading:
        parts.append(draft.plain(w.ACCESS_READING[method.presence.reading]))
    return join(parts, ", ")


# -- annex B: the method ------------------------------------------------------------------------------


def _method(draft: Draft) -> Iterable[Block]:
    yield Paragraph(words=join((draft.phrase(w.METHOD_INTRO), draft.phrase(w.METHOD_COUNTS)), " "))
    items = [draft.labelled(w.CERTIFICATE, _certificate(draft))]
    if draft.plan.activities:
        shares = draft.phrase(
            w.DEFAULTS_SAID, cost=draft.share(draft.evaluation.defaults_cost), coverage=draft.share(draft.evaluation.defaults_coverage)
        )
        items.append(draft.labelled(w.DEFAULTS, shares))
        items.append(draft.labelled(w.TIME_VALUE, draft.phrase(w.TIME_VALUE_SAID, value=draft.money(draft.evaluation.staff_value))))
    unsaid = [a for a in draft.ordered if a.units is None and draft.kind_of(a).max_units > 1]
    if unsaid:
        names = ", ".join(dict.fromkeys(lower(draft.name(activity)) for activity in unsaid))
        items.append(draft.labelled(w.ASSUMED, draft.phrase(w.ASSUMED_SAID, names=names)))
    if own := _own_values(draft):
        items.append(draft.labelled(w.OWN, join(own, ", ")))
    yield Bullets(items=tuple(items))
    if draft.coverage:
        yield _reach(draft)
    if draft.states:
        yield Table(
            caption=w.STATES_CAPTION(draft.lang),
            header=draft.header(w.STATES_HEADER),
            rows=tuple(_distance(draft, audience) for audience in draft.brief.audiences if audience.name in draft.states),
            widths=(0.34, 0.22, 0.22, 0.22),
        )
    engine = draft.plan.certificate.engine if draft.plan.certificate else None
    versions = draft.phrase(
        w.VERSIONS, today=draft.day(draft.today), data=draft.catalog.version or draft.unknown, engine=engine or draft.unknown
    )
    yield Paragraph(words=versions)


def _certificate(draft: Draft) -> Words:
    certificate = draft.plan.certificate
    if certificate is None:
        return draft.phrase(w.CERTIFICATE_NONE)
    return draft.phrase(
        w.CERTIFICATE_SAID,
        scope=w.CERTIFICATE_SCOPE.get(certificate.scope, w.CERTIFICATE_SCOPE_OTHER)(draft.lang),
        gap=draft.share(certificate.gap), exact=draft.share(certificate.exact), bound=draft.share(certificate.bound),
        proven=w.CERTIFICATE_PROVEN[certificate.proven](draft.lang),
    )  # fmt: skip


def _own_values(draft: Draft) -> list[Words]:
    own = draft.brief.assumptions
    said: list[Words] = []
    if own.day_rate is not None:
        said.append(draft.phrase(w.OWN_DAY_RATE, value=draft.money(own.day_rate)))
    if own.overlap is not None:
        said.append(draft.phrase(w.OWN_OVERLAP, value=draft.share(own.overlap)))
    if own.analysis_share is not None:
        said.append(draft.phrase(w.OWN_ANALYSIS, value=draft.share(own.analysis_share)))
    said += [
        draft.phrase(w.OWN_TARGET, value=draft.share(target), phase=w.PHASES[phase](draft.lang)) for phase, target in own.targets.items()
    ]
    said += [draft.phrase(w.OWN_METHOD, name=draft.catalog.methods[method].name(draft.lang)) for method in own.methods]
    return said


def _reach(draft: Draft) -> Table | Chart:
    """Every count of every public, under their picture when there is something to draw."""
    table = Table(
        caption=w.COVERAGE_CAPTION(draft.lang),
        header=draft.header(w.COVERAGE_HEADER),
        rows=tuple(_covered(draft, row) for row in draft.evaluation.coverage if row.people > 0),
        widths=(0.24, 0.1, 0.13, 0.14, 0.14, 0.1, 0.15),
    )
    drawn = series.reach(draft.evaluation, draft.lang)
    if not drawn.publics or not draft.contributing:
        return table
    publics, whole = draft.count(sum(not public.whole for public in drawn.publics)), draft.everybody
    if whole is None:
        alt = draft.flat(w.REACH_ALT_PARTS, n=publics)
    else:
        counts = {"people": draft.heads(whole.people), "can": draft.heads(whole.can)}
        alt = draft.flat(w.REACH_ALT, n=publics, range=draft.range(whole.comes_low, whole.comes_high), **counts)
    return Chart(caption=w.REACH_CAPTION(draft.lang), alt=alt, series=drawn, table=table)


def _covered(draft: Draft, row: Coverage) -> tuple[Words, ...]:
    name = w.COVERAGE_ALL(draft.lang) if row.audience == ALL else draft.said(row.audience) or ""
    return (
        (Span(text=name, mark="strong" if row.audience == ALL else "plain"),),
        *((draft.heads(number),) for number in (row.people, row.can, row.comes)),
        (draft.range(row.comes_low, row.comes_high, row.comes),),
        *((draft.heads(number),) for number in (row.informed, row.deliberates)),
    )


def _distance(draft: Draft, audience: Audience) -> tuple[Words, ...]:
    states = draft.states[audience.name]
    shares = (states.autonomous, states.needs_help, states.offline)
    return (
        (Span(text=draft.said(audience.name) or ""),),
        *((Span(text=words.percent_range(share.low, share.high, draft.lang), value=share.value),) for share in shares),
    )


# -- annex C: the gaps --------------------------------------------------------------------------------


def _gaps(draft: Draft) -> Iterable[Block]:
    to_settle = _to_settle(draft)
    if draft.plan.set_aside:
        yield Table(
            caption=w.GAPS_ASIDE_CAPTION(draft.lang),
            header=draft.header(w.GAPS_ASIDE_HEADER),
            rows=tuple(
                (
                    (Span(text=draft.catalog.principles[aside.principle].statement(draft.lang)),),
                    (Span(text=draft.said(aside.reason) or ""),),
                )
                for aside in draft.plan.set_aside
            ),
            widths=(0.5, 0.5),
        )
    else:
        yield Paragraph(words=draft.phrase(w.GAPS_ASIDE_NONE))
    if not to_settle:
        yield Paragraph(words=draft.phrase(w.GAPS_NONE))
    else:
        yield Table(
            caption=w.GAPS_CAPTION(draft.lang),
            header=draft.header(w.GAPS_HEADER),
            rows=tuple(_gap(draft, finding) for finding in to_settle[:SHOWN_FINDINGS]),
            widths=(0.36, 0.2, 0.44),
        )
    more = {kind: sum(f.kind == kind for f in to_settle[SHOWN_FINDINGS:]) for kind in w.KINDS}
    left = draft.listed(draft.flat(w.GAPS_COUNT, kind=w.KINDS[kind](draft.lang), n=draft.count(n)) for kind, n in more.items() if n)
    unsettled = {finding.rule for finding in draft.findings if finding.verdict in ("broken", "unknown")}
    met = draft.count(len({finding.rule for finding in draft.findings if finding.verdict == "met"} - unsettled))
    if draft.findings:
        others = [draft.phrase(w.GAPS_MORE, left=left)] if left else []
        yield Paragraph(words=join([*others, draft.phrase(w.GAPS_MET, met=met)], " "))


def _to_settle(draft: Draft) -> tuple[Finding, ...]:
    """One finding a principle, broken or unknown, worst first; a written reason sets aside all but legal duties."""
    blocking = blocks(draft.findings)
    still = [f for f in draft.findings if f.verdict in ("broken", "unknown") and (f.set_aside is None or f in blocking)]
    first: dict[str, Finding] = {}
    for finding in still:
        first.setdefault(finding.rule, finding)
    return tuple(first.values())


def _gap(draft: Draft, finding: Finding) -> tuple[Words, ...]:
    """One finding: what is asked, what kind of rule it is, what to do."""
    asked = finding.statement(draft.lang)
    if finding.detail is not None:
        asked = f"{asked} {finding.detail(draft.lang)}"
    broken = w.GAPS_BROKEN_ERROR if finding.severity == "error" else w.GAPS_BROKEN
    template = w.GAPS_UNKNOWN if finding.verdict == "unknown" else broken
    kind = draft.phrase(template, kind=w.KINDS[finding.kind](draft.lang))
    return (Span(text=asked),), kind, (Span(text=finding.remedy(draft.lang)),)


# -- annex D: the sources -----------------------------------------------------------------------------


def _sources(draft: Draft) -> Iterable[Block]:
    keys = [key for key in _source_keys(draft) if key in draft.catalog.sources]
    if not keys:
        yield Paragraph(words=draft.phrase(w.SOURCES_NONE))
        return
    yield Bullets(items=tuple(_source(draft, key) for key in keys))


def _source_keys(draft: Draft) -> Iterable[str]:
    """What the numbers and rules shown rest on: the case, the frame, the yields used, the first findings."""
    keys: list[str | None] = list(draft.brief.sources)
    if draft.brief.frame:
        keys += draft.catalog.frames[draft.brief.frame].sources
    for method in dict.fromkeys(activity.method for activity in draft.ordered):
        effort = draft.at.effort(draft.catalog.methods[method])
        keys += sorted({figure.source for name in type(effort).model_fields if (figure := getattr(effort, name)) and figure.source})
    for finding in _to_settle(draft)[:SHOWN_FINDINGS]:
        keys += finding.source
    return dict.fromkeys(key for key in keys if key)


def _source(draft: Draft, key: str) -> Words:
    if key in w.UNPUBLISHED:
        return (*draft.plain(w.UNPUBLISHED[key]), Span(text=" "), draft.hole(w.SOURCE_TO_CONFIRM))
    source = draft.catalog.sources[key]
    parts = [draft.said(source.title), draft.said(source.publisher), str(source.year) if source.year else None, source.url]
    said = (Span(text=", ".join(part for part in parts if part).replace("?, ", "? ")),)  # a title may be a question
    if source.confidence == "memory":
        return (*said, Span(text=" "), draft.hole(w.SOURCE_TO_CONFIRM))
    return said


# -- annex E: the deliberation ------------------------------------------------------------------------


def _deliberation(draft: Draft, steps: Sequence[Milestone]) -> Iterable[Block]:
    """Only what binds: objects, minimum terms, dates. Nothing of the working plan's counts, costs or tools."""
    yield Note(words=draft.phrase(w.DELIBERATION_NOTE))
    frame = draft.catalog.frames[draft.brief.frame] if draft.brief.frame else None
    yield Paragraph(words=draft.phrase(w.DELIBERATION_SEEN, articles=draft.listed(frame.articles) if frame else None))
    yield Paragraph(words=draft.phrase(w.DELIBERATION_CONSIDERING, decision=draft.said(draft.brief.mandate.decision)))
    yield Paragraph(words=draft.phrase(w.DELIBERATION_DECIDES))
    subject, owner = draft.said(draft.brief.subject), draft.commitment("reply_owner")
    if draft.information:
        yield Paragraph(words=draft.phrase(w.DELIBERATION_NOTED, subject=subject))
        yield Paragraph(words=draft.phrase(w.DELIBERATION_NOTED_ANSWERS, who=owner))
        return
    yield Paragraph(words=draft.phrase(w.DELIBERATION_OBJECT, subject=subject, open=draft.listed(draft.brief.mandate.open)))
    yield Paragraph(words=draft.phrase(w.DELIBERATION_TERMS))
    yield Bullets(items=tuple(_terms(draft)))
    opening, closing = (next((m for m in steps if m.id == id), None) for id in ("opening", "closing"))
    period = draft.phrase(
        w.DELIBERATION_PERIOD,
        first=draft.day(opening.on) if opening else None, last=draft.day(closing.on) if closing else None,
    )  # fmt: skip
    yield Paragraph(words=period)
    yield Paragraph(words=draft.phrase(w.DELIBERATION_REPLY, day=draft.day(draft.commitment_day("reply_on"))))
    yield Paragraph(words=draft.phrase(w.DELIBERATION_EXECUTION, who=owner))


def _terms(draft: Draft) -> Iterable[Words]:
    """The least that is announced: what the frame asks, then one way to contribute per strand of the plan."""
    if draft.brief.frame:
        for duty in draft.catalog.frames[draft.brief.frame].duties:
            if duty.kind not in BINDING:
                continue
            what = lower(draft.said(duty.what(draft.lang)) or "")
            yield draft.phrase(w.TERM_DUTY_ARTICLE if duty.article else w.TERM_DUTY, what=what, article=duty.article or "")
    used = {strand for activity in draft.contributing for strand in (draft.strand(activity), *draft.kind_of(activity).joins)}
    yield from (draft.phrase(w.TERMS[strand]) for strand in STRANDS if strand in used)
    yield draft.phrase(w.TERM_SYNTHESIS)


# -- annex F: the outcome report ----------------------------------------------------------------------


def _bilan(draft: Draft) -> Iterable[Block]:
    yield Paragraph(words=draft.phrase(w.BILAN_INTRO))
    items = tuple(
        draft.phrase(item, range=draft.benchmark, cost=draft.cost, days=draft.days, who=draft.commitment("followup_owner"))
        for item in (w.BILAN_ITEMS_INFORMATION if draft.information else w.BILAN_ITEMS)
    )
    yield Bullets(items=items, numbered=True)
    yield Table(
        caption=w.BILAN_TABLE_CAPTION(draft.lang),
        header=draft.header(w.BILAN_TABLE_HEADER),
        rows=((((Span(text=""),),) * len(w.BILAN_TABLE_HEADER)),) * 2,
        widths=(0.3, 0.14, 0.2, 0.2, 0.16),
    )
