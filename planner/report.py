"""The council note as one typed report: every word and number of it, which writers only lay out.

Two pages of body, then annexes A to F. What only the organiser can fill is a span marked `hole`; what is
not known says so and is never 0. Source: practice.md, section 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from math import inf
from string import Formatter
from typing import Annotated, Literal

import numpy as np
from pydantic import AfterValidator, Field

from catalog import words
from catalog.facts import Figure, Record, Text
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, STRANDS, Method, Strand
from catalog.words import Lang, french_spaces
from planner import wording as w
from planner.audiences import ALL
from planner.brief import Asset, Audience
from planner.checks import Finding, blocks, check, ranked
from planner.divide import States
from planner.evaluate import INTERVAL, SEED, Coverage, Evaluation, Line, evaluate, pert
from planner.plan import Activity, Plan, strand_of
from planner.reach import Situation

CLEAR_DAYS = 5  # between the notice of meeting and the council, both excluded: CGCT L2121-12
BINDING = ("paper_place", "digital_register", "method", "min_days", "notice_days", "report")  # duties that a deliberation announces
SHOWN_AUDIENCES, SHOWN_ACTIVITIES, SHOWN_WAYS, SHOWN_FINDINGS, SHOWN_RISKS, SHOWN_INDICATORS = 5, 10, 3, 5, 3, 4

# -- the record -------------------------------------------------------------------------------------

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without what XML forbids, nor the marks that would turn the reading order of what follows."""
    return _FORBIDDEN.sub("", re.sub(r"[ \t\r\n\u2028\u2029]+", " ", text))


Clean = Annotated[str, AfterValidator(printable)]
Mark = Literal["plain", "strong", "hole", "in_person", "digital", "remote"]


class Span(Record):
    """A stretch of words with one look; `value` is the unrounded number behind them, when there is one."""

    text: Clean
    mark: Mark = "plain"
    value: float | None = None


Words = tuple[Span, ...]


class Heading(Record):
    """A heading inside a section."""

    kind: Literal["heading"] = "heading"
    words: Words


class Paragraph(Record):
    kind: Literal["paragraph"] = "paragraph"
    words: Words


class Bullets(Record):
    """A list; numbered when the order matters."""

    kind: Literal["list"] = "list"
    items: tuple[Words, ...]
    numbered: bool = False


class Table(Record):
    """Rows under one header row; `widths` are shares of the line, one a column."""

    kind: Literal["table"] = "table"
    caption: Clean
    header: tuple[Clean, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]


class KeyFigure(Record):
    label: Clean
    words: Words


class KeyFigures(Record):
    """A few numbers side by side, never added up."""

    kind: Literal["key_figures"] = "key_figures"
    caption: Clean
    figures: tuple[KeyFigure, ...]


class Note(Record):
    """A remark set apart from the text."""

    kind: Literal["note"] = "note"
    words: Words


Block = Annotated[Heading | Paragraph | Bullets | Table | KeyFigures | Note, Field(discriminator="kind")]


class Section(Record):
    """A part of the note; the band under the title has no heading of its own."""

    id: str
    title: Clean | None
    blocks: tuple[Block, ...]


class Milestone(Record):
    """One date of the calendar; without `on`, the date is still to be set."""

    id: str
    title: Clean
    on: date | None
    when: Words


class Meta(Record):
    """What the report was made with and when."""

    engine: str | None  # version of the engine that computed the plan; None when it was not computed
    data: str  # version of the catalogue
    today: date


class Report(Record):
    """A whole note, ready to be laid out."""

    lang: Lang
    kind: Literal["consultation", "information"]
    title: Clean
    subtitle: Clean
    body: tuple[Section, ...]
    annexes_title: Clean
    annexes: tuple[Section, ...]
    milestones: tuple[Milestone, ...]
    meta: Meta


def report(plan: Plan, catalog: Catalog, lang: Lang, today: date) -> Report:
    """The council note of a plan, in one language.

    Args:
        plan: any plan, complete or not.
        catalog: everything known.
        today: the day written on the note.
    """
    at = Situation(plan.brief, catalog)
    states = {segment.name: segment.exposure for segment in at.segments if segment.chosen}
    return compose(plan, evaluate(plan, catalog, at), check(plan, catalog), catalog, lang, today, states)


def compose(
    plan: Plan,
    evaluation: Evaluation,
    findings: Sequence[Finding],
    catalog: Catalog,
    lang: Lang,
    today: date,
    states: Mapping[str, States] | None = None,
) -> Report:
    """The note from numbers already computed.

    Args:
        states: distance from digital of each audience, by name; without it, the note relies on the coverage.
    """
    return _Composer(plan, evaluation, tuple(ranked(findings)), catalog, lang, today, states or {}).report()


def clear_days_before(council: date, days: int = CLEAR_DAYS) -> date:
    """The last day to send something so that `days` full days lie between it and the council, both excluded."""
    return council - timedelta(days=days + 1)


# -- words ---------------------------------------------------------------------------------------------

Value = str | Span | Iterable[Span] | None


def join(parts: Iterable[Words], separator: str) -> Words:
    """Words put one after the other, with a separator between them."""
    spans: list[Span] = []
    for part in parts:
        spans += [Span(text=separator)] if spans else []
        spans += part
    return tuple(spans)


def lower(text: str) -> str:
    """The same words inside a sentence; an acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


class _Composer:
    """Holds what every sentence needs; each method writes one section."""

    def __init__(
        self, plan: Plan, evaluation: Evaluation, findings: tuple[Finding, ...], catalog: Catalog, lang: Lang, today: date,
        states: Mapping[str, States],
    ) -> None:  # fmt: skip
        self.plan, self.brief, self.evaluation, self.findings = plan, plan.brief, evaluation, findings
        self.catalog, self.lang, self.today, self.states = catalog, lang, today, states
        self.at = Situation(plan.brief, catalog)
        self.nothing_open = self.brief.mandate.open is not None and not self.brief.mandate.open
        self.information = self.nothing_open or self.brief.level == "inform"

    def report(self) -> Report:
        place = self.brief.territory.name if self.brief.territory else None
        annexes = (
            ("sheets", w.SHEETS, self.sheets()),
            ("method", w.METHOD, self.method()),
            ("gaps", w.GAPS, self.gaps()),
            ("sources", w.SOURCES, self.sources()),
            ("deliberation", w.DELIBERATION, self.deliberation()),
            ("bilan", w.BILAN, self.bilan()),
        )
        return Report(
            lang=self.lang,
            kind="information" if self.information else "consultation",
            title=self.flat(w.TITLE_INFORMATION if self.information else w.TITLE, subject=self.said(self.brief.subject)),
            subtitle=self.flat(w.SUBTITLE_PLACE if place else w.SUBTITLE, place=self.said(place), today=self.day(self.today)),
            body=(
                self.section("band", None, self.band()),
                self.section("ask", w.ASK, self.ask()),
                self.section("project", w.PROJECT, self.project()),
                self.section("debate", w.DEBATE, self.debate()),
                self.section("legal", w.LEGAL, self.legal()),
                self.section("publics", w.PUBLICS, self.publics()),
                self.section("scheme", w.SCHEME_INFORMATION if self.information else w.SCHEME, self.scheme()),
                self.section("calendar", w.CALENDAR, self.calendar()),
                self.section("means", w.MEANS, self.means()),
                self.section("commitments", w.COMMITMENTS, self.commitments()),
                self.section("risks", w.RISKS, self.risks()),
                self.section("evaluation", w.EVALUATION, self.indicators()),
            ),
            annexes_title=w.ANNEXES(self.lang),
            annexes=tuple(
                Section(id=id, title=self.flat(w.ANNEX, letter=letter, title=title(self.lang)), blocks=tuple(blocks))
                for letter, (id, title, blocks) in zip("ABCDEF", annexes, strict=True)
            ),
            milestones=self.milestones,
            meta=Meta(engine=self.plan.certificate.engine if self.plan.certificate else None, data=self.catalog.version, today=self.today),
        )

    # -- small words -----------------------------------------------------------------------------------

    def section(self, id: str, title: Text | None, blocks: Iterable[Block]) -> Section:
        return Section(id=id, title=title(self.lang) if title else None, blocks=tuple(blocks))

    def phrase(self, template: Text, **values: Value) -> Words:
        """A sentence with its values; a value that is not known becomes a hole to complete."""
        spans: list[Span] = []
        for literal, name, _, _ in Formatter().parse(template(self.lang)):
            if literal:
                spans.append(Span(text=literal))
            if name is not None:
                spans += self.filled(values[name])
        return tuple(spans)

    def filled(self, value: Value) -> Words:
        if value is None:
            return (self.hole(),)
        if isinstance(value, str):
            return (Span(text=value),)
        return (value,) if isinstance(value, Span) else tuple(value)

    def flat(self, template: Text, **values: Value) -> str:
        return "".join(span.text for span in self.phrase(template, **values))

    def labelled(self, label: Text, words_: Words, mark: Mark = "strong") -> Words:
        return (Span(text=self.flat(w.COLON, label=label(self.lang)), mark=mark), *words_)

    def hole(self, what: Text = w.HOLE) -> Span:
        return Span(text=what(self.lang), mark="hole")

    @property
    def unknown(self) -> Words:
        return (self.hole(w.UNKNOWN),)

    def said(self, text: str | None) -> str | None:
        """What the organiser wrote, fit for the middle of a sentence; None when there is nothing."""
        clean = printable(text or "").strip().rstrip(".;").rstrip()
        return (french_spaces(clean) if self.lang == "fr" else clean) or None

    @property
    def semicolon(self) -> str:
        return "\u202f; " if self.lang == "fr" else "; "

    def listed(self, texts: Iterable[str] | None) -> str | None:
        kept = [said for text in texts or () if (said := self.said(text))]
        return self.semicolon.join(kept) or None

    def day(self, value: date | None, form: str = "long") -> str | None:
        if value is None:
            return None
        written = words.day(value, self.lang, form)
        return re.sub(r"(?<!\d)1 (?=\D)", "1er ", written) if self.lang == "fr" else written

    def money(self, amount: float) -> Span:
        return Span(text=words.euros(amount, self.lang), value=amount)

    def count(self, value: float, digits: int = 0) -> Span:
        return Span(text=words.number(value, self.lang, digits), value=value)

    def share(self, value: float) -> Span:
        if 0 < value < 0.0005:
            return Span(text=self.flat(w.LESS_THAN, n=words.percent(0.001, self.lang, 1)), value=value)
        return Span(text=words.percent(value, self.lang, 1 if value < 0.1 else 0), value=value)

    def people(self, value: float) -> Words:
        """A head count known by its middle value only: rounded, and said to be approximate."""
        if 0 < value < 0.5:
            return (self.heads(value),)
        return self.phrase(w.ABOUT, n=Span(text=words.people_range(value, value, self.lang), value=value))

    def heads(self, value: float) -> Span:
        """A middle value; a little is not nothing."""
        return Span(text=self.flat(w.LESS_THAN, n="1"), value=value) if 0 < value < 0.5 else self.count(value)

    def range(self, low: float, high: float, value: float | None = None) -> Span:
        written = words.people_range(low, high, self.lang)
        return Span(text=self.flat(w.LESS_THAN, n="1") if written == "0" and high > 0 else written, value=value)

    def header(self, texts: Iterable[Text]) -> tuple[str, ...]:
        return tuple(text(self.lang) for text in texts)

    # -- the plan, looked up ------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        return {line.activity: line for line in self.evaluation.lines}

    @cached_property
    def coverage(self) -> Mapping[str, Coverage]:
        return {row.audience: row for row in self.evaluation.coverage}

    @cached_property
    def everybody(self) -> Coverage | None:
        """The union over the territory; None when nobody can be counted."""
        row = self.coverage.get(ALL)
        return row if row and row.people > 0 else None

    @cached_property
    def ordered(self) -> tuple[Activity, ...]:
        """Activities by first week; those without a week come last, in the order of the plan."""
        return tuple(sorted(self.plan.activities, key=lambda a: week if (week := self.first_week(a)) is not None else 10_000))

    def first_week(self, activity: Activity) -> int | None:
        line = self.lines.get(activity.id)
        return line.start_week if line and line.start_week is not None else activity.week

    def kind_of(self, activity: Activity) -> Method:
        return self.catalog.methods[activity.method]

    def strand(self, activity: Activity) -> Strand:
        return strand_of(activity, self.kind_of(activity))

    def name(self, activity: Activity | str) -> str:
        """The words for an activity, given as such or by its id."""
        if isinstance(activity, str):
            activity = next(a for a in self.plan.activities if a.id == activity)
        return self.kind_of(activity).name(self.lang)

    @cached_property
    def contributing(self) -> tuple[Activity, ...]:
        return self.plan.in_phases(CONTRIBUTION_PHASES)

    def commitment(self, name: str) -> str | None:
        value = self.plan.said(name)
        return self.said(value) if isinstance(value, str) else None

    def commitment_day(self, name: str) -> date | None:
        value = self.plan.said(name)
        return value if isinstance(value, date) else None

    def commitment_kept(self, name: str) -> bool | None:
        value = self.plan.said(name)
        return value if isinstance(value, bool) else None

    # -- page 1 --------------------------------------------------------------------------------------------

    def band(self) -> Iterable[Block]:
        council = self.day(self.brief.mandate.council_on)
        cells = [(self.hole(),), (self.hole(),), (self.hole(),), (Span(text=council) if council else self.hole(),), (self.hole(),)]
        yield Table(caption=w.BAND(self.lang), header=self.header(w.BAND_HEADER), rows=(tuple(cells),), widths=(0.2, 0.2, 0.2, 0.18, 0.22))

    def ask(self) -> Iterable[Block]:
        means = self.phrase(w.ASK_MEANS, cost=self.cost, days=self.days)
        if self.information:
            answer = self.phrase(w.ASK_QUESTIONS, who=self.commitment("reply_owner"))
            yield Bullets(items=(self.phrase(w.ASK_INFORMATION), means, answer))
        else:
            reply = self.phrase(w.ASK_REPLY, day=self.day(self.commitment_day("reply_on")))
            yield Bullets(items=(self.phrase(w.ASK_SCHEME), means, reply))

    @property
    def cost(self) -> Span | None:
        """The expense of the plan; a plan without activities has none that is known."""
        return self.money(self.evaluation.cost) if self.plan.activities else None

    @property
    def days(self) -> Span | None:
        return self.count(self.evaluation.staff_days, 1) if self.plan.activities else None

    def project(self) -> Iterable[Block]:
        mandate, territory = self.brief.mandate, self.brief.territory
        where = w.PROJECT_WHERE_PEOPLE if territory and territory.people else w.PROJECT_WHERE
        sentences = [
            self.phrase(
                where,
                subject=self.said(self.brief.subject),
                place=self.said(territory.name) if territory else None,
                people=self.count(territory.people) if territory and territory.people else None,
            ),
            self.phrase(
                w.PROJECT_DECISION,
                decision=self.said(mandate.decision),
                decider=self.said(mandate.decider),
                day=self.day(mandate.decided_on),
            ),
            self.phrase(w.PROJECT_PROMISES, promises=self.said(mandate.promises)),
        ]
        if self.brief.context.attention:
            sentences.append(self.phrase(w.ATTENTION[self.brief.context.attention]))
        yield Paragraph(words=join(sentences, " "))

    def debate(self) -> Iterable[Block]:
        mandate = self.brief.mandate
        if self.nothing_open:
            yield Note(words=self.phrase(w.DEBATE_INFORMATION))
        elif self.information:
            yield Note(words=self.phrase(w.DEBATE_LEVEL_INFORM))
        closed = [self.phrase(w.DEBATE_WHY, what=self.said(item.what), why=self.said(item.why)) for item in mandate.closed]
        rows = (
            (w.DEBATE_OPEN, w.DEBATE_NOTHING(self.lang) if self.nothing_open else self.listed(mandate.open)),
            (w.DEBATE_CLOSED, join(closed, self.semicolon) if closed else None),
            (w.DEBATE_STUDY, self.listed(mandate.study)),
        )
        yield Table(
            caption=w.DEBATE_CAPTION(self.lang),
            header=self.header(w.DEBATE_HEADER),
            rows=tuple(((Span(text=label(self.lang), mark="strong"),), self.filled(value)) for label, value in rows),
            widths=(0.24, 0.76),
        )
        yield Paragraph(words=self.labelled(w.LEVEL, self.level()))

    def level(self) -> Words:
        """The level announced with what it promises; with nothing open, only information can be kept."""
        level = self.brief.level
        if self.nothing_open and level not in (None, "inform"):
            return self.phrase(w.LEVEL_NOT_KEPT, level=w.LEVELS["inform"](self.lang), wanted=w.LEVELS[level](self.lang))
        if level is None:
            return (self.hole(),)
        return self.phrase(w.LEVEL_SAID, level=w.LEVELS[level](self.lang), promise=w.LEVEL_PROMISES[level](self.lang))

    def legal(self) -> Iterable[Block]:
        if self.brief.frame is None:
            said = self.phrase(w.LEGAL_UNKNOWN, frame=None)
        else:
            frame = self.catalog.frames[self.brief.frame]
            articles = self.listed(frame.articles) or w.LEGAL_NONE(self.lang)
            said = self.phrase(w.LEGAL_SAID, name=frame.name(self.lang), nature=w.LEGAL_NATURE[frame.kind](self.lang), articles=articles)
        yield Paragraph(words=join((said, self.phrase(w.LEGAL_CHECK)), " "))

    def publics(self) -> Iterable[Block]:
        audiences = sorted(self.brief.audiences, key=lambda a: (not a.priority, -self.far(a)))
        if not audiences:
            yield Paragraph(words=self.phrase(w.PUBLICS_NONE, hole=None))
        else:
            yield Table(
                caption=w.PUBLICS_CAPTION(self.lang),
                header=self.header(w.PUBLICS_HEADER),
                rows=tuple(self.public(audience) for audience in audiences[:SHOWN_AUDIENCES]),
                widths=(0.24, 0.12, 0.16, 0.48),
            )
            if len(audiences) > SHOWN_AUDIENCES:
                yield Paragraph(words=self.phrase(w.PUBLICS_MORE, n=self.count(len(audiences) - SHOWN_AUDIENCES)))
        caption = w.COUNTS_CAPTION_INFORMATION if self.information else w.COUNTS_CAPTION
        yield KeyFigures(caption=caption(self.lang), figures=tuple(self.counts()))

    def public(self, audience: Audience) -> tuple[Words, ...]:
        row = self.coverage.get(audience.name)
        comes = (self.range(row.comes_low, row.comes_high, row.comes),) if row and self.contributing else self.no_contribution()
        ways: list[Words] = [(Span(text=name),) for name in self.ways(audience)]
        if where := self.said(audience.where):
            ways.append(self.phrase(w.PUBLICS_RELAY, where=where))
        reached = self.phrase(w.PUBLICS_BY, people=self.to_reach(audience), ways=join(ways, ", ") if ways else self.hole(w.PUBLICS_NO_WAY))
        return (Span(text=self.said(audience.name) or ""),), (self.count(audience.people),), comes, reached

    def no_contribution(self) -> Words:
        """What stands where a number of participants would: nothing is foreseen, which is not 0 people."""
        return (Span(text=w.MEANS_NOTHING(self.lang)),) if self.information else self.unknown

    def far(self, audience: Audience) -> float:
        """People of an audience who could not take part alone online, for sorting; 0 when not known."""
        states = self.states.get(audience.name)
        return audience.people * (1.0 - states.autonomous.value) if states else 0.0

    def to_reach(self, audience: Audience) -> Words:
        """People who never use the internet or need help with it, as a range; else those the plan shuts out."""
        states, row = self.states.get(audience.name), self.coverage.get(audience.name)
        if states:
            low, high = (audience.people * (1.0 - share) for share in (states.autonomous.high, states.autonomous.low))
            return (self.range(low, high, self.far(audience)),)
        return self.people(row.people - row.can) if row else self.unknown

    def ways(self, audience: Audience) -> list[str]:
        """The actions meant for an audience that ask nothing digital, or come with help."""
        candidates = self.plan.activities if self.information else self.contributing
        names = [
            self.name(activity)
            for activity in candidates
            if self.kind_of(activity).digital in ("none", "assisted") and (not activity.audiences or audience.name in activity.audiences)
        ]
        return [lower(name) for name in dict.fromkeys(names)][:SHOWN_WAYS]

    def counts(self) -> Iterable[KeyFigure]:
        row = self.everybody
        informed = self.people(row.informed) if row and row.informed else self.unknown
        yield KeyFigure(label=w.COUNT_INFORMED(self.lang), words=informed)
        if self.information:
            return
        comes = (self.range(row.comes_low, row.comes_high, row.comes),) if row and self.contributing else self.unknown
        yield KeyFigure(label=w.COUNT_COMES(self.lang), words=comes)
        works = any(self.kind_of(activity).counts_as == "deliberates" for activity in self.plan.activities)
        none = (Span(text=w.COUNT_NONE(self.lang)),)
        deliberates = self.people(row.deliberates) if row and works else none if self.plan.activities and not works else self.unknown
        yield KeyFigure(label=w.COUNT_DELIBERATES(self.lang), words=deliberates)

    # -- page 2 --------------------------------------------------------------------------------------------

    def scheme(self) -> Iterable[Block]:
        if not self.plan.activities:
            yield Paragraph(words=self.phrase(w.SCHEME_NONE, hole=None))
            return
        yield Paragraph(words=self.phrase(w.SCHEME_START))
        shown = self.main_activities()
        yield Table(
            caption=w.SCHEME_CAPTION(self.lang),
            header=self.header(w.SCHEME_HEADER),
            rows=tuple(self.scheme_row(activity) for activity in shown),
            widths=(0.14, 0.2, 0.19, 0.15, 0.18, 0.14),
        )
        if more := len(self.plan.activities) - len(shown):
            yield Paragraph(words=self.phrase(w.SCHEME_MORE_ONE if more == 1 else w.SCHEME_MORE, n=self.count(more)))

    def main_activities(self) -> list[Activity]:
        """Ten activities at most, in calendar order: contributions and replies first, then those that bring most people."""

        def weight(activity: Activity) -> tuple[bool, float]:
            line = self.lines.get(activity.id)
            return activity.phase in (*CONTRIBUTION_PHASES, "report_back"), line.people if line else 0.0

        kept = {activity.id for activity in sorted(self.plan.activities, key=weight, reverse=True)[:SHOWN_ACTIVITIES]}
        return [activity for activity in self.ordered if activity.id in kept]

    def scheme_row(self, activity: Activity) -> tuple[Words, ...]:
        strand = self.strand(activity)
        bridges = [
            self.phrase(w.BRIDGE_TO, name=lower(self.name(bridge.to))) for bridge in self.plan.bridges if bridge.from_ == activity.id
        ]
        return (
            self.when(activity),
            self.labelled(w.STRANDS[strand], self.titled(activity), strand),
            self.for_whom(activity),
            self.where(activity),
            self.produces(activity),
            join(bridges, ", ") or self.own_bridge(activity),
        )

    def titled(self, activity: Activity) -> Words:
        """The action and how many times it takes place."""
        if activity.units == 1 or self.kind_of(activity).max_units == 1:
            return (Span(text=self.name(activity)),)
        if activity.units is None:
            return self.phrase(w.TIMES_UNKNOWN, name=self.name(activity), n=self.unknown)
        return self.phrase(w.TIMES, name=self.name(activity), n=self.count(activity.units))

    def own_bridge(self, activity: Activity) -> Words:
        """A hybrid method is its own bridge."""
        method = self.kind_of(activity)
        if not method.hybrid:
            return self.phrase(w.BRIDGE_NONE)
        strands = f" {w.AND(self.lang)} ".join(lower(w.STRANDS[strand](self.lang)) for strand in method.joins)
        return self.phrase(w.BRIDGE_OWN, strands=strands)

    def when(self, activity: Activity) -> Words:
        line = self.lines.get(activity.id)
        if line and line.starts_on:
            if line.ends_on is None or line.start_week == line.end_week:
                return self.phrase(w.WEEK_OF, day=self.day(line.starts_on))
            return self.phrase(w.DAYS_SPAN, first=self.first_day(line.starts_on, line.ends_on), last=self.day(line.ends_on))
        first_week = self.first_week(activity)
        if first_week is None:
            return self.unknown
        if first_week == 0:
            return self.phrase(w.WEEK_BEFORE)
        last_week = line.end_week if line and line.end_week else first_week
        if last_week == first_week:
            return self.phrase(w.WEEK, week=str(first_week))
        return self.phrase(w.WEEKS, first=str(first_week), last=str(last_week))

    def first_day(self, first: date, last: date) -> str | None:
        """The first day of a span, without the month and year that its last day repeats."""
        written, end = self.day(first) or "", self.day(last) or ""
        for kept in (1, 2):  # the day, then the day and the month
            if written.split(" ")[kept:] == end.split(" ")[kept:]:
                return " ".join(written.split(" ")[:kept])
        return written

    def for_whom(self, activity: Activity) -> Words:
        if not activity.audiences:
            return self.unknown
        if 1 < len(self.brief.audiences) == len(activity.audiences):
            return self.plain(w.ALL_PUBLICS)
        return (Span(text=", ".join(self.said(name) or "" for name in activity.audiences)),)

    def where(self, activity: Activity) -> Words:
        """Its tools, else what is already in hand for it, else the places the organiser named; else a hole."""
        method = self.kind_of(activity)
        names = [self.catalog.tools[tool].name for tool in activity.tools]
        if not names and (asset := self.at.asset(method)):
            names = [self.asset(asset)]
        if not names and method.form == "paper_form" and isinstance(places := self.plan.said("paper_places"), tuple):
            names = [place for text in places if (place := self.said(text))]
        if not names and self.strand(activity) == "digital" and (page := self.commitment("official_place")):
            names = [page]
        return (Span(text=", ".join(names)),) if names else (self.hole(),)

    def produces(self, activity: Activity) -> Words:
        """What one line brings, as a range where the yield has one."""
        if activity.phase in w.MAKES:
            return self.phrase(w.MAKES[activity.phase])
        line, method = self.lines.get(activity.id), self.kind_of(activity)
        if line is None or not line.people:
            return self.unknown
        people = self.spread(line.people, self.at.effort(method).people)
        if method.counts_as == "informs" or activity.phase == "inform":
            return self.phrase(w.MAKES_INFORMED, people=people)
        if method.counts_as == "deliberates":
            return self.phrase(w.MAKES_WORK, people=people)
        if not line.contributions:
            return self.phrase(w.MAKES_PEOPLE, people=people)
        return self.phrase(w.MAKES_CONTRIBUTIONS, people=people, n=self.people(line.contributions))

    def spread(self, value: float, figure: Figure | None) -> Words:
        """A computed head count with the range of the yield it comes from: four chances in five, as everywhere."""
        if figure is None or figure.low is None or figure.high is None or not figure.value:
            return self.people(value)
        draws = pert(np.random.default_rng(SEED), figure.low, figure.value, figure.high) / figure.value
        low, high = (value * float(factor) for factor in np.percentile(draws, INTERVAL))
        return (self.range(min(low, value), min(max(high, value), self.everybody.people if self.everybody else inf), value),)

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """From the note to the decision; a date that is not known keeps its place in the order of work."""
        mandate, active = self.brief.mandate, self.contributing
        shown = self.plan.activities if self.information else active
        council = mandate.council_on
        found: list[tuple[str, date | None, Words | None]] = [
            ("note", clear_days_before(council) if council else None, None),
            ("council", council, None),
            ("informing" if self.information else "opening", *self.edge(shown, first=True)),
            ("informed" if self.information else "closing", *self.edge(shown, first=False)),
            ("report_back", *self.edge(self.plan.in_phases(("report_back",)), first=True)),
            ("bilan", *self.bilan_day()),
            ("reply", self.commitment_day("reply_on"), None),
            ("decision", mandate.decided_on, None),
        ]
        if self.information:
            found = [step for step in found if step[0] not in ("report_back", "reply")]
        placed: list[tuple[date, Milestone]] = []
        last = date.min
        for id, on, week in found:
            last = on or last
            placed.append((last, Milestone(id=id, title=w.MILESTONES[id](self.lang), on=on, when=self.dated(id, on, week))))
        return tuple(milestone for _, milestone in sorted(placed, key=lambda step: step[0]))

    def edge(self, activities: Iterable[Activity], first: bool) -> tuple[date | None, Words | None]:
        """The first or last day of some activities; else their week, when only that is known."""
        lines = [self.lines[activity.id] for activity in activities if activity.id in self.lines]
        pick = min if first else max
        days = [day for line in lines if (day := line.starts_on if first else line.ends_on)]
        weeks = [week for line in lines if (week := line.start_week if first else line.end_week)]
        if days:
            return pick(days), None
        return None, self.phrase(w.FROM_WEEK, week=self.flat(w.WEEK, week=str(pick(weeks)))) if weeks else None

    def bilan_day(self) -> tuple[date | None, Words | None]:
        """The end of the evaluation, when one is planned; else some day before the decision."""
        on, week = self.edge(self.plan.in_phases(("evaluate",)), first=False)
        if on or week or self.brief.mandate.decided_on is None:
            return on, week
        return None, self.phrase(w.BY_DECISION, hole=None, day=self.day(self.brief.mandate.decided_on))

    def dated(self, id: str, on: date | None, week: Words | None) -> Words:
        if on is None:
            return week or (self.hole(),)
        written = self.day(on, "full" if id in ("note", "council") else "long") or ""
        gone = id in ("note", "council") and on < self.today
        return (Span(text=self.flat(w.PAST, day=written), mark="hole"),) if gone else (Span(text=written),)

    def calendar(self) -> Iterable[Block]:
        yield Table(
            caption=w.CALENDAR_CAPTION(self.lang),
            header=self.header(w.CALENDAR_HEADER),
            rows=tuple((step.when, (Span(text=step.title),)) for step in self.milestones),
            widths=(0.28, 0.72),
        )

    def means(self) -> Iterable[Block]:
        limits = self.brief.limits
        rows = [self.strand_means(strand) for strand in STRANDS] if self.plan.activities else []
        nothing = (Span(text=w.MEANS_NOTHING(self.lang)),)
        if self.plan.activities:
            rows.append((self.plain(w.MEANS_READING), nothing, (self.count(self.evaluation.analysis_days, 1),)))
        total = self.plain(w.MEANS_TOTAL, "strong")
        rows.append((total, self.filled(self.cost or self.unknown), self.filled(self.days or self.unknown)))
        rows.append((
            self.plain(w.MEANS_LIMITS),
            self.ceiling(limits.budget, self.evaluation.cost, self.money),
            self.ceiling(limits.staff_days, self.evaluation.staff_days, lambda days: self.count(days, 1)),
        ))  # fmt: skip
        yield Table(caption=w.MEANS_CAPTION(self.lang), header=self.header(w.MEANS_HEADER), rows=tuple(rows), widths=(0.5, 0.25, 0.25))
        owned = self.listed(self.asset(asset) for asset in self.brief.already_have)
        yield Paragraph(words=join((self.phrase(w.MEANS_SERVICES, hole=None), self.phrase(w.MEANS_OWNED, assets=owned)), " "))

    def plain(self, text: Text, mark: Mark = "plain") -> Words:
        return (Span(text=text(self.lang), mark=mark),)

    def strand_means(self, strand: Strand) -> tuple[Words, ...]:
        lines = [self.lines[a.id] for a in self.plan.activities if a.id in self.lines and self.strand(a) == strand]
        label = self.plain(w.STRANDS[strand], strand)
        if not lines:
            nothing = self.plain(w.MEANS_NOTHING)
            return label, nothing, nothing
        return label, (self.money(sum(line.cost for line in lines)),), (self.count(sum(line.staff_days for line in lines), 1),)

    def ceiling(self, limit: float | None, used: float, write: Callable[[float], Span]) -> Words:
        if limit is None:
            return self.unknown
        if used > limit and self.plan.activities:
            return (Span(text=self.flat(w.MEANS_OVER, amount=write(limit)), mark="hole", value=limit),)
        return (write(limit),)

    def asset(self, asset: Asset) -> str:
        """What is already in hand, by its own name when it has one."""
        return self.said(asset.name) or (self.catalog.tools[asset.tool].name if asset.tool else w.ASSETS[asset.what](self.lang))

    def commitments(self) -> Iterable[Block]:
        notice = self.commitment_kept("personal_data_notice")
        data = {True: w.COMMIT_DATA_TRUE, False: w.COMMIT_DATA_FALSE, None: w.COMMIT_DATA_UNKNOWN}[notice]
        same = w.COMMIT_NEUTRAL_SAME[self.commitment_kept("same_question")]
        weight = w.COMMIT_NEUTRAL_WEIGHT[self.commitment_kept("synthesis_all_channels")]
        reply = self.phrase(
            w.COMMIT_ANSWERS_SAID if self.information else w.COMMIT_REPLY_SAID,
            day=self.day(self.commitment_day("reply_on")),
            who=self.commitment("reply_owner"),
        )
        items = [
            self.labelled(w.COMMIT_REPLY, reply),
            self.labelled(w.COMMIT_FOLLOW, self.phrase(w.COMMIT_FOLLOW_SAID, who=self.commitment("followup_owner"))),
            self.labelled(w.COMMIT_DATA, self.phrase(data, notice=None, anonymity=self.commitment("anonymity"))),
        ]
        if not self.information:
            neutral = join((self.phrase(same, hole=None), self.phrase(weight, hole=None)), self.semicolon)
            items.append(self.labelled(w.COMMIT_NEUTRAL, neutral))
        yield Bullets(items=tuple(items))

    def risks(self) -> Iterable[Block]:
        """Three risks: what the law still asks first, then those of the actions that bring most people."""
        items: list[Words] = []
        if illegal := {finding.rule for finding in blocks(self.findings)}:
            items.append(self.labelled(w.RISK, self.phrase(w.RISK_LEGAL, n=self.count(len(illegal)))))

        def size(activity: Activity) -> float:
            return self.lines[activity.id].people if activity.id in self.lines else 0.0

        busiest = sorted(self.contributing or self.plan.activities, key=size, reverse=True)
        for method in {activity.method: self.kind_of(activity) for activity in busiest}.values():
            if method.risks and len(items) < SHOWN_RISKS:
                label = Span(text=self.flat(w.RISK_OF, method=lower(method.name(self.lang))), mark="strong")
                items.append((label, Span(text=lower(method.risks[0](self.lang)))))
        if not items:
            items.append(self.phrase(w.RISK_NONE, hole=None))
        yield Bullets(items=(*items, *(self.labelled(w.OPTION, option) for option in self.options())))

    def options(self) -> list[Words]:
        """The two plain kinds of plan that this one does without; a plan in one strand has still to give its reasons."""
        strands = {self.strand(activity) for activity in self.plan.activities}
        if not strands - {"digital"}:
            return [self.phrase(w.OPTION_NONE, hole=None)]
        worst = max(self.brief.audiences, key=self.far, default=None)
        if worst and worst.name in self.states:
            digital = self.phrase(w.OPTION_DIGITAL, people=self.to_reach(worst), audience=self.said(worst.name))
        else:
            digital = self.phrase(w.OPTION_DIGITAL_UNKNOWN)
        return [digital, self.phrase(w.OPTION_ROOM) if strands != {"in_person"} else self.phrase(w.OPTION_NONE, hole=None)]

    @property
    def benchmark(self) -> Words:
        """The people expected to contribute, as a range."""
        row = self.everybody
        return (self.range(row.comes_low, row.comes_high, row.comes),) if row and self.contributing else self.unknown

    def indicators(self) -> Iterable[Block]:
        given = self.plan.said("indicators")
        chosen = [said for text in given if (said := self.said(text))] if isinstance(given, tuple) else []
        if chosen:
            label, items = w.EVALUATION_GIVEN, [self.filled(text) for text in chosen[:SHOWN_INDICATORS]]
        else:
            texts = w.INDICATORS_INFORMATION if self.information else w.INDICATORS
            label, items = w.EVALUATION_PROPOSED, [self.phrase(text, range=self.benchmark) for text in texts]
        sentences = [(*self.labelled(label, join(items, self.semicolon)), Span(text="."))]
        if midterm := self.day(self.commitment_day("midterm_on")):
            sentences.append(self.phrase(w.MIDTERM, day=midterm))
        yield Paragraph(words=join(sentences, " "))

    # -- annex A -------------------------------------------------------------------------------------------

    def sheets(self) -> Iterable[Block]:
        if not self.plan.activities:
            yield Paragraph(words=self.phrase(w.SHEETS_NONE))
        for number, activity in enumerate(self.ordered, start=1):
            strand = self.strand(activity)
            label = Span(text=f" ({lower(w.STRANDS[strand](self.lang))})", mark=strand)
            yield Heading(words=(Span(text=f"{number}. {self.name(activity)}"), label))
            yield Paragraph(words=(Span(text=self.kind_of(activity).definition(self.lang)),))
            yield Paragraph(words=join([self.labelled(label, said) for label, said in self.sheet(activity)], " · "))

    def sheet(self, activity: Activity) -> Iterable[tuple[Text, Words]]:
        method, line = self.kind_of(activity), self.lines.get(activity.id)
        yield w.SHEET_WHEN, self.when(activity)
        yield w.SHEET_AIM, self.plain(w.PHASES[activity.phase])
        units = activity.units or (1 if method.max_units == 1 else None)
        size = self.phrase(w.SHEET_SIZE_SAID, n=self.count(units) if units else self.unknown, unit=method.unit(self.lang))
        yield w.SHEET_SIZE, size
        yield w.SHEET_WHO, self.for_whom(activity)
        yield w.SHEET_TOOL, self.where(activity)
        if activity.options:
            yield w.SHEET_OPTIONS, (Span(text=", ".join(self.catalog.methods[option].name(self.lang) for option in activity.options)),)
        if line:
            said = self.phrase(w.SHEET_MEANS_SAID, cost=self.money(line.cost), days=self.count(line.staff_days, 1))
            reading = self.phrase(w.SHEET_READING, reading=self.count(line.reading_days, 1)) if line.reading_days >= 0.05 else ()
            yield w.SHEET_MEANS, (*said, *reading, *(self.phrase(w.SHEET_PAID) if line.paid_already else ()))
        yield w.SHEET_MAKES, self.produces(activity)
        yield w.SHEET_ACCESS, self.access(activity)
        outgoing = [bridge for bridge in self.plan.bridges if bridge.from_ == activity.id]
        if outgoing:
            said_ = [self.phrase(w.BRIDGE_SAID, name=lower(self.name(bridge.to)), how=self.said(bridge.how)) for bridge in outgoing]
            yield w.SHEET_BRIDGES, join(said_, ", ")
        if method.risks:
            yield w.SHEET_RISKS, (Span(text=self.listed(lower(risk(self.lang)) for risk in method.risks[:2]) or ""),)

    def access(self, activity: Activity) -> Words:
        """What taking part asks: digital skill, hours, steps, children, reading; unknown is said."""
        method = self.kind_of(activity)
        parts = [self.plain(w.ACCESS_DIGITAL[method.digital])]
        if self.strand(activity) == "in_person":
            asked = (
                (method.presence.evening, w.ACCESS_EVENING, w.ACCESS_HOURS),
                (method.presence.step_free, w.ACCESS_STEP_FREE, w.ACCESS_STEPS),
                (method.presence.childcare, w.ACCESS_CHILDCARE, w.ACCESS_CHILDREN),
            )
            for value, said, what in asked:
                unknown = self.phrase(w.ACCESS_UNKNOWN, what=what(self.lang), unknown=self.unknown)
                parts.append(unknown if value is None else self.plain(said[value]))
        if method.presence.reading:
            parts.append(self.plain(w.ACCESS_READING[method.presence.reading]))
        return join(parts, ", ")

    # -- annex B -------------------------------------------------------------------------------------------

    def method(self) -> Iterable[Block]:
        yield Paragraph(words=join((self.phrase(w.METHOD_INTRO), self.phrase(w.METHOD_COUNTS)), " "))
        items = [self.labelled(w.CERTIFICATE, self.certificate())]
        if self.plan.activities:
            shares = self.phrase(
                w.DEFAULTS_SAID, cost=self.share(self.evaluation.defaults_cost), coverage=self.share(self.evaluation.defaults_coverage)
            )
            items.append(self.labelled(w.DEFAULTS, shares))
            items.append(self.labelled(w.TIME_VALUE, self.phrase(w.TIME_VALUE_SAID, value=self.money(self.evaluation.staff_value))))
        unsaid = [a for a in self.ordered if a.units is None and self.kind_of(a).max_units > 1]
        if unsaid:
            names = ", ".join(dict.fromkeys(lower(self.name(activity)) for activity in unsaid))
            items.append(self.labelled(w.ASSUMED, self.phrase(w.ASSUMED_SAID, names=names)))
        if own := self.own_values():
            items.append(self.labelled(w.OWN, join(own, ", ")))
        yield Bullets(items=tuple(items))
        if self.coverage:
            yield Table(
                caption=w.COVERAGE_CAPTION(self.lang),
                header=self.header(w.COVERAGE_HEADER),
                rows=tuple(self.covered(row) for row in self.evaluation.coverage if row.people > 0),
                widths=(0.24, 0.1, 0.13, 0.14, 0.14, 0.1, 0.15),
            )
        if self.states:
            yield Table(
                caption=w.STATES_CAPTION(self.lang),
                header=self.header(w.STATES_HEADER),
                rows=tuple(self.distance(audience) for audience in self.brief.audiences if audience.name in self.states),
                widths=(0.34, 0.22, 0.22, 0.22),
            )
        engine = self.plan.certificate.engine if self.plan.certificate else None
        versions = self.phrase(
            w.VERSIONS, today=self.day(self.today), data=self.catalog.version or self.unknown, engine=engine or self.unknown
        )
        yield Paragraph(words=versions)

    def certificate(self) -> Words:
        certificate = self.plan.certificate
        if certificate is None:
            return self.phrase(w.CERTIFICATE_NONE)
        return self.phrase(
            w.CERTIFICATE_SAID,
            scope=w.CERTIFICATE_SCOPE.get(certificate.scope, w.CERTIFICATE_SCOPE_OTHER)(self.lang),
            gap=self.share(certificate.gap), exact=self.share(certificate.exact), bound=self.share(certificate.bound),
            proven=w.CERTIFICATE_PROVEN[certificate.proven](self.lang),
        )  # fmt: skip

    def own_values(self) -> list[Words]:
        own = self.brief.assumptions
        said: list[Words] = []
        if own.day_rate is not None:
            said.append(self.phrase(w.OWN_DAY_RATE, value=self.money(own.day_rate)))
        if own.overlap is not None:
            said.append(self.phrase(w.OWN_OVERLAP, value=self.share(own.overlap)))
        if own.analysis_share is not None:
            said.append(self.phrase(w.OWN_ANALYSIS, value=self.share(own.analysis_share)))
        said += [
            self.phrase(w.OWN_TARGET, value=self.share(target), phase=w.PHASES[phase](self.lang)) for phase, target in own.targets.items()
        ]
        said += [self.phrase(w.OWN_METHOD, name=self.catalog.methods[method].name(self.lang)) for method in own.methods]
        return said

    def covered(self, row: Coverage) -> tuple[Words, ...]:
        name = w.COVERAGE_ALL(self.lang) if row.audience == ALL else self.said(row.audience) or ""
        return (
            (Span(text=name, mark="strong" if row.audience == ALL else "plain"),),
            *((self.heads(number),) for number in (row.people, row.can, row.comes)),
            (self.range(row.comes_low, row.comes_high, row.comes),),
            *((self.heads(number),) for number in (row.informed, row.deliberates)),
        )

    def distance(self, audience: Audience) -> tuple[Words, ...]:
        states = self.states[audience.name]
        shares = (states.autonomous, states.needs_help, states.offline)
        return (
            (Span(text=self.said(audience.name) or ""),),
            *((Span(text=words.percent_range(share.low, share.high, self.lang), value=share.value),) for share in shares),
        )

    # -- annex C -------------------------------------------------------------------------------------------

    def gaps(self) -> Iterable[Block]:
        if self.plan.set_aside:
            yield Table(
                caption=w.GAPS_ASIDE_CAPTION(self.lang),
                header=self.header(w.GAPS_ASIDE_HEADER),
                rows=tuple(
                    (
                        (Span(text=self.catalog.principles[aside.principle].statement(self.lang)),),
                        (Span(text=self.said(aside.reason) or ""),),
                    )
                    for aside in self.plan.set_aside
                ),
                widths=(0.5, 0.5),
            )
        else:
            yield Paragraph(words=self.phrase(w.GAPS_ASIDE_NONE))
        if not self.to_settle:
            yield Paragraph(words=self.phrase(w.GAPS_NONE))
        else:
            yield Table(
                caption=w.GAPS_CAPTION(self.lang),
                header=self.header(w.GAPS_HEADER),
                rows=tuple(self.gap(finding) for finding in self.to_settle[:SHOWN_FINDINGS]),
                widths=(0.36, 0.2, 0.44),
            )
        left = {kind: self.count(sum(f.kind == kind for f in self.to_settle[SHOWN_FINDINGS:])) for kind in w.KINDS}
        unsettled = {finding.rule for finding in self.findings if finding.verdict in ("broken", "unknown")}
        met = self.count(len({finding.rule for finding in self.findings if finding.verdict == "met"} - unsettled))
        if self.findings:
            yield Paragraph(words=self.phrase(w.GAPS_MORE, **left, met=met))

    @cached_property
    def to_settle(self) -> tuple[Finding, ...]:
        """One finding a principle, broken or unknown, worst first; a written reason sets aside all but legal duties."""
        blocking = blocks(self.findings)
        still = [f for f in self.findings if f.verdict in ("broken", "unknown") and (f.set_aside is None or f in blocking)]
        first: dict[str, Finding] = {}
        for finding in still:
            first.setdefault(finding.rule, finding)
        return tuple(first.values())

    def gap(self, finding: Finding) -> tuple[Words, ...]:
        """One finding: what is asked, what kind of rule it is, what to do."""
        asked = finding.statement(self.lang)
        if finding.detail is not None:
            asked = f"{asked} {finding.detail(self.lang)}"
        broken = w.GAPS_BROKEN_ERROR if finding.severity == "error" else w.GAPS_BROKEN
        template = w.GAPS_UNKNOWN if finding.verdict == "unknown" else broken
        kind = self.phrase(template, kind=w.KINDS[finding.kind](self.lang))
        return (Span(text=asked),), kind, (Span(text=finding.remedy(self.lang)),)

    # -- annex D -------------------------------------------------------------------------------------------

    def sources(self) -> Iterable[Block]:
        keys = [key for key in self.source_keys() if key in self.catalog.sources]
        if not keys:
            yield Paragraph(words=self.phrase(w.SOURCES_NONE))
            return
        yield Bullets(items=tuple(self.source(key) for key in keys))

    def source_keys(self) -> Iterable[str]:
        """What the numbers and rules shown rest on: the case, the frame, the yields used, the first findings."""
        keys: list[str | None] = list(self.brief.sources)
        if self.brief.frame:
            keys += self.catalog.frames[self.brief.frame].sources
        for method in {activity.method for activity in self.ordered}:
            effort = self.at.effort(self.catalog.methods[method])
            keys += sorted({figure.source for name in type(effort).model_fields if (figure := getattr(effort, name)) and figure.source})
        for finding in self.to_settle[:SHOWN_FINDINGS]:
            keys += finding.source
        return dict.fromkeys(key for key in keys if key)

    def source(self, key: str) -> Words:
        if key in w.UNPUBLISHED:
            return (*self.plain(w.UNPUBLISHED[key]), Span(text=" "), self.hole(w.SOURCE_TO_CONFIRM))
        source = self.catalog.sources[key]
        parts = [source.title, source.publisher, str(source.year) if source.year else None, source.url]
        said = (Span(text=", ".join(part for part in parts if part)),)
        if source.confidence == "memory":
            return (*said, Span(text=" "), self.hole(w.SOURCE_TO_CONFIRM))
        return said

    # -- annex E -------------------------------------------------------------------------------------------

    def deliberation(self) -> Iterable[Block]:
        """Only what binds: objects, minimum terms, dates. Nothing of the working plan's counts, costs or tools."""
        yield Note(words=self.phrase(w.DELIBERATION_NOTE))
        frame = self.catalog.frames[self.brief.frame] if self.brief.frame else None
        yield Paragraph(words=self.phrase(w.DELIBERATION_SEEN, articles=self.listed(frame.articles) if frame else None))
        yield Paragraph(words=self.phrase(w.DELIBERATION_CONSIDERING, decision=self.said(self.brief.mandate.decision)))
        yield Paragraph(words=self.phrase(w.DELIBERATION_DECIDES))
        subject, owner = self.said(self.brief.subject), self.commitment("reply_owner")
        if self.information:
            yield Paragraph(words=self.phrase(w.DELIBERATION_NOTED, subject=subject))
            yield Paragraph(words=self.phrase(w.DELIBERATION_NOTED_ANSWERS, who=owner))
            return
        yield Paragraph(words=self.phrase(w.DELIBERATION_OBJECT, subject=subject, open=self.listed(self.brief.mandate.open)))
        yield Paragraph(words=self.phrase(w.DELIBERATION_TERMS))
        yield Bullets(items=tuple(self.terms()))
        opening, closing = (next((m for m in self.milestones if m.id == id), None) for id in ("opening", "closing"))
        period = self.phrase(
            w.DELIBERATION_PERIOD,
            first=self.day(opening.on) if opening else None, last=self.day(closing.on) if closing else None,
        )  # fmt: skip
        yield Paragraph(words=period)
        yield Paragraph(words=self.phrase(w.DELIBERATION_REPLY, day=self.day(self.commitment_day("reply_on"))))
        yield Paragraph(words=self.phrase(w.DELIBERATION_EXECUTION, who=owner))

    def terms(self) -> Iterable[Words]:
        """The least that is announced: what the frame asks, then one way to contribute per strand of the plan."""
        if self.brief.frame:
            for duty in self.catalog.frames[self.brief.frame].duties:
                if duty.kind not in BINDING:
                    continue
                what = lower(self.said(duty.what(self.lang)) or "")
                yield self.phrase(w.TERM_DUTY_ARTICLE if duty.article else w.TERM_DUTY, what=what, article=duty.article or "")
        used = {strand for activity in self.contributing for strand in (self.strand(activity), *self.kind_of(activity).joins)}
        yield from (self.phrase(w.TERMS[strand]) for strand in STRANDS if strand in used)
        yield self.phrase(w.TERM_SYNTHESIS)

    # -- annex F -------------------------------------------------------------------------------------------

    def bilan(self) -> Iterable[Block]:
        yield Paragraph(words=self.phrase(w.BILAN_INTRO))
        items = tuple(
            self.phrase(item, range=self.benchmark, cost=self.cost, days=self.days, who=self.commitment("followup_owner"))
            for item in (w.BILAN_ITEMS_INFORMATION if self.information else w.BILAN_ITEMS)
        )
        yield Bullets(items=items, numbered=True)
        yield Table(
            caption=w.BILAN_TABLE_CAPTION(self.lang),
            header=self.header(w.BILAN_TABLE_HEADER),
            rows=((((Span(text=""),),) * len(w.BILAN_TABLE_HEADER)),) * 2,
            widths=(0.3, 0.14, 0.2, 0.2, 0.16),
        )
