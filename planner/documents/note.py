"""The body of the council note, two pages: what is asked, what is open, who is reached, by what, when, at what cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from catalog.facts import Text
from catalog.methods import CONTRIBUTION_PHASES, STRANDS, Strand
from catalog.paper.elements import Block, Bullets, KeyFigure, KeyFigures, Note, Paragraph, Section, Span, Table, Words, join, lower
from planner import wording as w
from planner.brief import Audience
from planner.checks import blocks
from planner.documents.draft import Draft
from planner.documents.milestones import Milestone
from planner.plan import Activity

SHOWN_AUDIENCES, SHOWN_ACTIVITIES, SHOWN_WAYS, SHOWN_RISKS, SHOWN_INDICATORS = 5, 10, 3, 3, 4


def body(draft: Draft, steps: Iterable[Milestone]) -> tuple[Section, ...]:
    """The sections of the note before its annexes, in the order that councils expect."""
    sections: tuple[tuple[str, Text | None, Iterable[Block]], ...] = (
        ("band", None, _band(draft)),
        ("ask", w.ASK, _ask(draft)),
        ("project", w.PROJECT, _project(draft)),
        ("debate", w.DEBATE, _debate(draft)),
        ("legal", w.LEGAL, _legal(draft)),
        ("publics", w.PUBLICS, _publics(draft)),
        ("scheme", w.SCHEME_INFORMATION if draft.information else w.SCHEME, _scheme(draft)),
        ("calendar", w.CALENDAR, _calendar(draft, steps)),
        ("means", w.MEANS, _means(draft)),
        ("commitments", w.COMMITMENTS, _commitments(draft)),
        ("risks", w.RISKS, _risks(draft)),
        ("evaluation", w.EVALUATION, _indicators(draft)),
    )
    return tuple(Section(id=id, title=title(draft.lang) if title else None, blocks=tuple(written)) for id, title, written in sections)


# -- page 1 -------------------------------------------------------------------------------------------


def _band(draft: Draft) -> Iterable[Block]:
    council = draft.day(draft.brief.mandate.council_on)
    cells = [(draft.hole(),), (draft.hole(),), (draft.hole(),), (Span(text=council) if council else draft.hole(),), (draft.hole(),)]
    yield Table(caption=w.BAND(draft.lang), header=draft.header(w.BAND_HEADER), rows=(tuple(cells),), widths=(0.2, 0.2, 0.2, 0.18, 0.22))


def _ask(draft: Draft) -> Iterable[Block]:
    means = draft.phrase(w.ASK_MEANS, cost=draft.cost, days=draft.days)
    if draft.information:
        answer = draft.phrase(w.ASK_QUESTIONS, who=draft.commitment("reply_owner"))
        yield Bullets(items=(draft.phrase(w.ASK_INFORMATION), means, answer))
    else:
        reply = draft.phrase(w.ASK_REPLY, day=draft.day(draft.commitment_day("reply_on")))
        yield Bullets(items=(draft.phrase(w.ASK_SCHEME), means, reply))


def _project(draft: Draft) -> Iterable[Block]:
    mandate, territory = draft.brief.mandate, draft.brief.territory
    people = draft.count(territory.people) if territory and territory.people else None
    # « Ville de 18 000 habitants » is a name that says it already.
    named = people is not None and territory is not None and people.text in (draft.said(territory.name) or "")
    where = w.PROJECT_WHERE_PEOPLE if people and not named else w.PROJECT_WHERE
    sentences = [
        draft.phrase(
            where,
            subject=draft.said(draft.brief.subject),
            place=draft.said(territory.name) if territory else None,
            people=people,
        ),
        draft.phrase(
            w.PROJECT_DECISION,
            decision=draft.said(mandate.decision),
            decider=draft.said(mandate.decider),
            day=draft.day(mandate.decided_on),
        ),
        draft.phrase(w.PROJECT_PROMISES, promises=draft.said(mandate.promises)),
    ]
    if draft.brief.context.attention:
        sentences.append(draft.phrase(w.ATTENTION[draft.brief.context.attention]))
    yield Paragraph(words=join(sentences, " "))


def _debate(draft: Draft) -> Iterable[Block]:
    mandate = draft.brief.mandate
    if draft.nothing_open:
        yield Note(words=draft.phrase(w.DEBATE_INFORMATION))
    elif draft.information:
        yield Note(words=draft.phrase(w.DEBATE_LEVEL_INFORM))
    closed = [draft.phrase(w.DEBATE_WHY, what=draft.said(item.what), why=draft.said(item.why)) for item in mandate.closed]
    rows = (
        (w.DEBATE_OPEN, w.DEBATE_NOTHING(draft.lang) if draft.nothing_open else draft.listed(mandate.open)),
        (w.DEBATE_CLOSED, join(closed, draft.semicolon) if closed else None),
        (w.DEBATE_STUDY, draft.listed(mandate.study)),
    )
    yield Table(
        caption=w.DEBATE_CAPTION(draft.lang),
        header=draft.header(w.DEBATE_HEADER),
        rows=tuple(((Span(text=label(draft.lang), mark="strong"),), draft.filled(value)) for label, value in rows),
        widths=(0.24, 0.76),
    )
    yield Paragraph(words=draft.labelled(w.LEVEL, _level(draft)))


def _level(draft: Draft) -> Words:
    """The level announced with what it promises; with nothing open, only information can be kept."""
    level = draft.brief.level
    if draft.nothing_open and level not in (None, "inform"):
        return draft.phrase(w.LEVEL_NOT_KEPT, level=w.LEVELS["inform"](draft.lang), wanted=w.LEVELS[level](draft.lang))
    if level is None:
        return (draft.hole(),)
    return draft.phrase(w.LEVEL_SAID, level=w.LEVELS[level](draft.lang), promise=w.LEVEL_PROMISES[level](draft.lang))


def _legal(draft: Draft) -> Iterable[Block]:
    if draft.brief.frame is None:
        said = draft.phrase(w.LEGAL_UNKNOWN, frame=None)
    else:
        frame = draft.catalog.frames[draft.brief.frame]
        articles = draft.listed(frame.articles) or w.LEGAL_NONE(draft.lang)
        said = draft.phrase(w.LEGAL_SAID, name=frame.name(draft.lang), nature=w.LEGAL_NATURE[frame.kind](draft.lang), articles=articles)
    yield Paragraph(words=join((said, draft.phrase(w.LEGAL_CHECK)), " "))


def _publics(draft: Draft) -> Iterable[Block]:
    audiences = sorted(draft.brief.audiences, key=lambda a: (not a.priority, -_far(draft, a)))
    if not audiences:
        yield Paragraph(words=draft.phrase(w.PUBLICS_NONE, hole=None))
    else:
        yield Table(
            caption=w.PUBLICS_CAPTION(draft.lang),
            header=draft.header(w.PUBLICS_HEADER),
            rows=tuple(_public(draft, audience) for audience in audiences[:SHOWN_AUDIENCES]),
            widths=(0.24, 0.12, 0.16, 0.48),
        )
        if len(audiences) > SHOWN_AUDIENCES:
            yield Paragraph(words=draft.phrase(w.PUBLICS_MORE, n=draft.count(len(audiences) - SHOWN_AUDIENCES)))
    caption = w.COUNTS_CAPTION_INFORMATION if draft.information else w.COUNTS_CAPTION
    yield KeyFigures(caption=caption(draft.lang), figures=tuple(_counts(draft)))


def _public(draft: Draft, audience: Audience) -> tuple[Words, ...]:
    row = draft.coverage.get(audience.name)
    comes = (draft.range(row.comes_low, row.comes_high, row.comes),) if row and draft.contributing else _no_contribution(draft)
    ways: list[Words] = [(Span(text=name),) for name in _ways(draft, audience)]
    if where := draft.said(audience.where):
        ways.append(draft.phrase(w.PUBLICS_RELAY, where=where))
    reached = draft.phrase(w.PUBLICS_BY, people=_to_reach(draft, audience), ways=join(ways, ", ") if ways else draft.hole(w.PUBLICS_NO_WAY))
    return (Span(text=draft.said(audience.name) or ""),), (draft.count(audience.people),), comes, reached


def _no_contribution(draft: Draft) -> Words:
    """What stands where a number of participants would: nothing is foreseen, which is not 0 people."""
    return (Span(text=w.MEANS_NOTHING(draft.lang)),) if draft.information else draft.unknown


def _far(draft: Draft, audience: Audience) -> float:
    """People of an audience who could not take part alone online, for sorting; 0 when not known."""
    states = draft.states.get(audience.name)
    return audience.people * (1.0 - states.autonomous.value) if states else 0.0


def _to_reach(draft: Draft, audience: Audience) -> Words:
    """People who never use the internet or need help with it, as a range; else those the plan shuts out."""
    states, row = draft.states.get(audience.name), draft.coverage.get(audience.name)
    if states:
        low, high = (audience.people * (1.0 - share) for share in (states.autonomous.high, states.autonomous.low))
        return (draft.range(low, high, _far(draft, audience)),)
    return draft.people(row.people - row.can) if row else draft.unknown


def _ways(draft: Draft, audience: Audience) -> list[str]:
    """The actions meant for an audience that ask nothing digital, or come with help."""
    candidates = draft.plan.activities if draft.information else draft.contributing
    names = [
        draft.name(activity)
        for activity in candidates
        if draft.kind_of(activity).digital in ("none", "assisted") and (not activity.audiences or audience.name in activity.audiences)
    ]
    return [lower(name) for name in dict.fromkeys(names)][:SHOWN_WAYS]


def _counts(draft: Draft) -> Iterable[KeyFigure]:
    row = draft.everybody
    informed = draft.people(row.informed) if row and row.informed else draft.unknown
    yield KeyFigure(label=w.COUNT_INFORMED(draft.lang), words=informed)
    if draft.information:
        return
    yield KeyFigure(label=w.COUNT_COMES(draft.lang), words=draft.benchmark)
    works = any(draft.kind_of(activity).counts_as == "deliberates" for activity in draft.plan.activities)
    none = (Span(text=w.COUNT_NONE(draft.lang)),)
    deliberates = draft.people(row.deliberates) if row and works else none if draft.plan.activities and not works else draft.unknown
    yield KeyFigure(label=w.COUNT_DELIBERATES(draft.lang), words=deliberates)


# -- page 2 -------------------------------------------------------------------------------------------


def _scheme(draft: Draft) -> Iterable[Block]:
    if not draft.plan.activities:
        yield Paragraph(words=draft.phrase(w.SCHEME_NONE, hole=None))
        return
    yield Paragraph(words=draft.phrase(w.SCHEME_START))
    shown = _main_activities(draft)
    yield Table(
        caption=w.SCHEME_CAPTION(draft.lang),
        header=draft.header(w.SCHEME_HEADER),
        rows=tuple(_scheme_row(draft, activity) for activity in shown),
        widths=(0.14, 0.2, 0.19, 0.15, 0.18, 0.14),
    )
    if more := len(draft.plan.activities) - len(shown):
        yield Paragraph(words=draft.phrase(w.SCHEME_MORE_ONE if more == 1 else w.SCHEME_MORE, n=draft.count(more)))


def _main_activities(draft: Draft) -> list[Activity]:
    """Ten activities at most, in calendar order: contributions and replies first, then those that bring most people."""

    def weight(activity: Activity) -> tuple[bool, float]:
        line = draft.lines.get(activity.id)
        return activity.phase in (*CONTRIBUTION_PHASES, "report_back"), line.people if line else 0.0

    kept = {activity.id for activity in sorted(draft.plan.activities, key=weight, reverse=True)[:SHOWN_ACTIVITIES]}
    return [activity for activity in draft.ordered if activity.id in kept]


def _scheme_row(draft: Draft, activity: Activity) -> tuple[Words, ...]:
    strand = draft.strand(activity)
    bridges = draft.listed(lower(draft.name(bridge.to)) for bridge in draft.plan.bridges if bridge.from_ == activity.id)
    return (
        draft.when(activity),
        draft.labelled(w.STRANDS[strand], _titled(draft, activity), strand),
        draft.for_whom(activity),
        draft.where(activity),
        draft.produces(activity),
        draft.phrase(w.BRIDGE_TO, name=bridges) if bridges else _own_bridge(draft, activity),
    )


def _titled(draft: Draft, activity: Activity) -> Words:
    """The action and how many times it takes place."""
    if activity.units == 1 or draft.kind_of(activity).max_units == 1:
        return (Span(text=draft.name(activity)),)
    if activity.units is None:
        return draft.phrase(w.TIMES_UNKNOWN, name=draft.name(activity), n=draft.unknown)
    return draft.phrase(w.TIMES, name=draft.name(activity), n=draft.count(activity.units))


def _own_bridge(draft: Draft, activity: Activity) -> Words:
    """A hybrid method is its own bridge."""
    method = draft.kind_of(activity)
    if not method.hybrid:
        return draft.phrase(w.BRIDGE_NONE)
    strands = ", ".join(lower(w.STRANDS[strand](draft.lang)) for strand in method.joins)
    return draft.phrase(w.BRIDGE_OWN, strands=strands)


def _calendar(draft: Draft, steps: Iterable[Milestone]) -> Iterable[Block]:
    yield Table(
        caption=w.CALENDAR_CAPTION(draft.lang),
        header=draft.header(w.CALENDAR_HEADER),
        rows=tuple((step.when, (Span(text=step.title),)) for step in steps),
        widths=(0.28, 0.72),
    )


def _means(draft: Draft) -> Iterable[Block]:
    limits = draft.brief.limits
    rows = [_strand_means(draft, strand) for strand in STRANDS] if draft.plan.activities else []
    nothing = (Span(text=w.MEANS_NOTHING(draft.lang)),)
    if draft.plan.activities:
        rows.append((draft.plain(w.MEANS_READING), nothing, (draft.count(draft.evaluation.analysis_days, 1),)))
    total = draft.plain(w.MEANS_TOTAL, "strong")
    rows.append((total, draft.filled(draft.cost or draft.unknown), draft.filled(draft.days or draft.unknown)))
    rows.append((
        draft.plain(w.MEANS_LIMITS),
        _ceiling(draft, limits.budget, draft.evaluation.cost, draft.money),
        _ceiling(draft, limits.staff_days, draft.evaluation.staff_days, lambda days: draft.count(days, 1)),
    ))  # fmt: skip
    yield Table(caption=w.MEANS_CAPTION(draft.lang), header=draft.header(w.MEANS_HEADER), rows=tuple(rows), widths=(0.5, 0.25, 0.25))
    owned = draft.listed(draft.asset(asset) for asset in draft.brief.already_have)
    yield Paragraph(words=join((draft.phrase(w.MEANS_SERVICES, hole=None), draft.phrase(w.MEANS_OWNED, assets=owned)), " "))


def _strand_means(draft: Draft, strand: Strand) -> tuple[Words, ...]:
    lines = [draft.lines[a.id] for a in draft.plan.activities if a.id in draft.lines and draft.strand(a) == strand]
    label = draft.plain(w.STRANDS[strand], strand)
    if not lines:
        nothing = draft.plain(w.MEANS_NOTHING)
        return label, nothing, nothing
    return label, (draft.money(sum(line.cost for line in lines)),), (draft.count(sum(line.staff_days for line in lines), 1),)


def _ceiling(draft: Draft, limit: float | None, used: float, write: Callable[[float], Span]) -> Words:
    if limit is None:
        return draft.unknown
    if used > limit and draft.plan.activities:
        return (Span(text=draft.flat(w.MEANS_OVER, amount=write(limit)), mark="hole", value=limit),)
    return (write(limit),)


def _commitments(draft: Draft) -> Iterable[Block]:
    notice = draft.commitment_kept("personal_data_notice")
    data = {True: w.COMMIT_DATA_TRUE, False: w.COMMIT_DATA_FALSE, None: w.COMMIT_DATA_UNKNOWN}[notice]
    same = w.COMMIT_NEUTRAL_SAME[draft.commitment_kept("same_question")]
    weight = w.COMMIT_NEUTRAL_WEIGHT[draft.commitment_kept("synthesis_all_channels")]
    reply = draft.phrase(
        w.COMMIT_ANSWERS_SAID if draft.information else w.COMMIT_REPLY_SAID,
        day=draft.day(draft.commitment_day("reply_on")),
        who=draft.commitment("reply_owner"),
    )
    items = [
        draft.labelled(w.COMMIT_REPLY, reply),
        draft.labelled(w.COMMIT_FOLLOW, draft.phrase(w.COMMIT_FOLLOW_SAID, who=draft.commitment("followup_owner"))),
        draft.labelled(w.COMMIT_DATA, draft.phrase(data, notice=None, anonymity=draft.commitment("anonymity"))),
    ]
    if not draft.information:
        neutral = join((draft.phrase(same, hole=None), draft.phrase(weight, hole=None)), draft.semicolon)
        items.append(draft.labelled(w.COMMIT_NEUTRAL, neutral))
    yield Bullets(items=tuple(items))


def _risks(draft: Draft) -> Iterable[Block]:
    """Three risks: what the law still asks first, then those of the actions that bring most people."""
    items: list[Words] = []
    if illegal := {finding.rule for finding in blocks(draft.findings)}:
        items.append(draft.labelled(w.RISK, draft.phrase(w.RISK_LEGAL, n=draft.count(len(illegal)))))

    def size(activity: Activity) -> float:
        return draft.lines[activity.id].people if activity.id in draft.lines else 0.0

    busiest = sorted(draft.contributing or draft.plan.activities, key=size, reverse=True)
    for method in {activity.method: draft.kind_of(activity) for activity in busiest}.values():
        if method.risks and len(items) < SHOWN_RISKS:
            label = Span(text=draft.flat(w.RISK_OF, method=lower(method.name(draft.lang))), mark="strong")
            items.append((label, Span(text=lower(method.risks[0](draft.lang)))))
    if not items:
        items.append(draft.phrase(w.RISK_NONE, hole=None))
    yield Bullets(items=(*items, *(draft.labelled(w.OPTION, option) for option in _options(draft))))


def _options(draft: Draft) -> list[Words]:
    """The two plain kinds of plan that this one does without; a plan in one strand has still to give its reasons."""
    strands = {draft.strand(activity) for activity in draft.plan.activities}
    if not strands - {"digital"}:
        return [draft.phrase(w.OPTION_NONE, hole=None)]
    worst = max(draft.brief.audiences, key=lambda audience: _far(draft, audience), default=None)
    if worst and worst.name in draft.states:
        digital = draft.phrase(w.OPTION_DIGITAL, people=_to_reach(draft, worst), audience=draft.said(worst.name))
    else:
        digital = draft.phrase(w.OPTION_DIGITAL_UNKNOWN)
    return [digital, draft.phrase(w.OPTION_ROOM) if strands != {"in_person"} else draft.phrase(w.OPTION_NONE, hole=None)]


def _indicators(draft: Draft) -> Iterable[Block]:
    given = draft.plan.said("indicators")
    chosen = [said for text in given if (said := draft.said(text))] if isinstance(given, tuple) else []
    if chosen:
        label, items = w.EVALUATION_GIVEN, [draft.filled(text) for text in chosen[:SHOWN_INDICATORS]]
    else:
        texts = w.INDICATORS_INFORMATION if draft.information else w.INDICATORS
        label, items = w.EVALUATION_PROPOSED, [draft.phrase(text, range=draft.benchmark) for text in texts]
    sentences = [(*draft.labelled(label, join(items, draft.semicolon)), Span(text="."))]
    if midterm := draft.day(draft.commitment_day("midterm_on")):
        sentences.append(draft.phrase(w.MIDTERM, day=midterm))
    yield Paragraph(words=join(sentences, " "))
