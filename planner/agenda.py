"""The dated calendar of a plan: what is planned, and the latest day on which each step still lets the decision hold.

Planned days come from the plan's weeks. Latest days are counted back from the decision: the notice of meeting,
the committee before it, the outcome report, the synthesis, the time to read, then the contributions and what comes
before them, the plan keeping its order and its lengths. Not legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil
from typing import Literal

from catalog.facts import Confidence, Record, Text
from catalog.frames import Duty
from catalog.load import Catalog
from catalog.methods import Method
from catalog.words import Lang, number
from catalog.words import day as _day
from planner.brief import Brief
from planner.calendar import monday, whole_weeks
from planner.duties import contributes
from planner.evaluate import Evaluation, weeks_of
from planner.holidays import Period, public_holidays, school_holidays, usual_break, zone_of
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.work import Work

Kind = Literal["legal", "practice", "council", "window", "activity", "lead", "processing", "reply", "holiday"]

CLEAR_DAYS = 5  # between the notice of meeting and the council, both excluded: CGCT L2121-12
CLEAR_DAYS_SMALL = 3  # in communes of fewer than 3,500 inhabitants: CGCT L2121-11
SMALL = 3_500  # inhabitants
COMMITTEE_DAYS = 7  # between the committee and the notice of meeting: a usage, set by each council's own rules
COUNCIL = re.compile(r"conseil|council|assembl|comité|committee|board", re.IGNORECASE)


class Entry(Record):
    """One date or span of the calendar."""

    id: str  # "council", "opening", "activity:<id>", "lead:<id>", "duty:<id>"…
    kind: Kind
    title: Text
    on: date | None = None  # first day planned
    until: date | None = None  # last day planned, included; None for a single day
    latest: date | None = None  # latest first day for the decision to hold
    days: int | None = None  # a length or a notice that a text asks for
    why: Text | None = None
    audiences: tuple[str, ...] = ()  # whom an activity is meant for
    article: str | None = None
    source: str | None = None  # key of data/sources.yaml
    confidence: Confidence = "read"

    @property
    def day(self) -> date | None:
        """The day to write it at: planned, else the latest."""
        return self.on or self.latest

    @property
    def slack(self) -> int | None:
        """Days between the planned day and the latest; below zero when it is too late."""
        return (self.latest - self.on).days if self.on and self.latest else None


class Agenda(Record):
    """The calendar of a plan, by date; entries without any date come last."""

    today: date
    entries: tuple[Entry, ...]
    missing: tuple[str, ...] = ()  # keys of the brief without which dates are lacking
    code: str = ""  # department or region whose holidays are looked at
    school: bool = False  # whether the school holidays of the contributions are known

    def get(self, id: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == id), None)

    def starting(self, prefix: str) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.id.startswith(prefix))


class Margin(Record):
    """A step, the day planned for it and the latest one for the decision to hold."""

    id: str
    title: Text
    planned: date | None
    latest: date
    slack: int | None  # days; None when no day is planned


def agenda(plan: Plan, catalog: Catalog, evaluation: Evaluation | None, today: date) -> Agenda:
    """The calendar of a plan.

    Args:
        evaluation: the plan in numbers; without it, dates are worked out and the reading load is not said.
    """
    return _Calendar(plan, catalog, evaluation, today).agenda()


def latest(agenda: Agenda) -> tuple[Margin, ...]:
    """For each step counted back from the decision, the latest day beside the planned one."""
    return tuple(
        Margin(id=entry.id, title=entry.title, planned=entry.on, latest=entry.latest, slack=entry.slack)
        for entry in agenda.entries
        if entry.latest
    )


def clear_days_before(council: date, days: int = CLEAR_DAYS) -> date:
    """The last day to send something so that `days` full days lie between it and the council, both excluded."""
    return council - timedelta(days=days + 1)


def clear_days(brief: Brief) -> int:
    """Clear days of the notice of meeting: three in a commune known to have fewer than 3,500 inhabitants, else five by caution."""
    place = brief.territory
    commune = place is not None and (place.place is None or len(place.place) == 5)  # a longer one is an intercommunality
    return CLEAR_DAYS_SMALL if place and commune and place.people and place.people < SMALL else CLEAR_DAYS


def days_words(days: int) -> Text:
    """A number of days, in words."""
    plural = "s" if days > 1 else ""
    return Text(fr=f"{days} jour{plural}", en=f"{days} day{plural}")


@dataclass(frozen=True)
class _Step:
    """An activity laid in the calendar."""

    activity: Activity
    method: Method
    weeks: tuple[int, int]  # first and last, both included
    on: date | None
    until: date | None

    @property
    def contributes(self) -> bool:
        return contributes(self.method, self.activity.phase)

    @property
    def title(self) -> Text:
        return self.method.name


@dataclass(frozen=True)
class _Calendar:
    plan: Plan
    catalog: Catalog
    evaluation: Evaluation | None
    today: date

    # -- what is planned --------------------------------------------------------------------------------

    @cached_property
    def at(self) -> Situation:
        return Situation(self.plan.brief, self.catalog)

    @property
    def brief(self) -> Brief:
        return self.plan.brief

    @cached_property
    def steps(self) -> tuple[_Step, ...]:
        works = [Work.of(activity, self.at) for activity in self.plan.activities]
        weeks: Mapping[str, tuple[int, int]] = weeks_of(self.plan, works, self.at)
        lines = {line.activity: line for line in self.evaluation.lines} if self.evaluation else {}
        start = self.brief.limits.start
        found = []
        for work in works:
            first, last = weeks[work.activity.id]
            line = lines.get(work.activity.id)
            if line and line.start_week is not None and line.end_week is not None:
                first, last = line.start_week, line.end_week
            on, until = (monday(start, first), monday(start, last + 1) - timedelta(days=1)) if start else (None, None)
            found.append(_Step(work.activity, work.method, (first, last), on, until))
        return tuple(found)

    def among(self, *phases: str) -> tuple[_Step, ...]:
        return tuple(step for step in self.steps if step.activity.phase in phases)

    @cached_property
    def asking(self) -> tuple[_Step, ...]:
        """The activities in which people contribute; where there are none, those that inform."""
        return tuple(step for step in self.steps if step.contributes) or self.among("inform", "mobilise")

    @property
    def collects(self) -> bool:
        return any(step.contributes for step in self.steps)

    @cached_property
    def window(self) -> tuple[date, date] | None:
        """First and last day on which people can contribute (or are informed, when nothing is asked)."""
        days = [(step.on, step.until) for step in self.asking if step.on and step.until]
        return (min(first for first, _ in days), max(last for _, last in days)) if days else None

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        frame = self.catalog.frames.get(self.brief.frame or "")
        return frame.duties if frame else ()

    def asks(self, kind: str) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if duty.kind == kind and duty.days)

    def said(self, name: str) -> date | None:
        value = self.plan.said(name)
        return value if isinstance(value, date) else None

    # -- counted back from the decision -----------------------------------------------------------------

    @property
    def decision(self) -> date | None:
        return self.brief.mandate.decided_on

    @property
    def by_council(self) -> bool:
        """Whether an assembly takes the decision; taken as such when the brief does not say who does."""
        decider = self.brief.mandate.decider
        return decider is None or bool(COUNCIL.search(decider))

    @cached_property
    def outcome_latest(self) -> date | None:
        """Latest day for the outcome report: the committee, else the day before the decision."""
        if self.decision is None:
            return None
        if not self.by_council:
            return self.decision - timedelta(days=1)
        return clear_days_before(self.decision, clear_days(self.brief)) - timedelta(days=COMMITTEE_DAYS)

    @property
    def reading(self) -> int:
        """Days kept to read the contributions and write the synthesis."""
        return whole_weeks(self.at.default("reply_weeks")) * 7 if self.collects else 0

    @cached_property
    def synthesis_latest(self) -> date | None:
        """Latest day for the synthesis: it feeds the outcome report, and the report back must end by the decision."""
        if self.outcome_latest is None or self.decision is None:
            return None
        reports = [self.report_latest(step) for step in self.among("report_back")]
        return min([self.outcome_latest, *(day for day in reports if day)])

    def report_latest(self, step: _Step) -> date | None:
        return self.decision - timedelta(days=_length(step) - 1) if self.decision else None

    @cached_property
    def closing_latest(self) -> date | None:
        return self.synthesis_latest - timedelta(days=self.reading + 1) if self.synthesis_latest else None

    def before_closing(self, week: int) -> date | None:
        """Latest first day of something planned in a week, the plan keeping its distance to the close."""
        if self.closing_latest is None or not self.asking:
            return None
        last = max(step.weeks[1] for step in self.asking)
        return self.closing_latest - timedelta(days=(last - week + 1) * 7 - 1)

    @cached_property
    def opening_latest(self) -> date | None:
        """Latest opening: the plan's own window, or the longer one that the frame asks for."""
        if self.closing_latest is None:
            return None
        least = max((duty.days or 0 for duty in self.asks("min_days")), default=0)
        days = [self.closing_latest - timedelta(days=least - 1)] if least else []
        if self.asking and (own := self.before_closing(min(step.weeks[0] for step in self.asking))):
            days.append(own)
        return min(days, default=None)

    # -- entries ----------------------------------------------------------------------------------------

    def agenda(self) -> Agenda:
        entries = [
            entry for part in (self._councils(), self._window(), self._duties(), self._activities(), self._after()) for entry in part
        ]
        code = self.brief.territory.code if self.brief.territory else ""
        school = bool(self.window and school_holidays(code, *self.window) is not None)
        entries += self._holidays(code)
        order = sorted(entries, key=lambda entry: (entry.day is None, entry.day or date.max))
        return Agenda(today=self.today, entries=tuple(order), missing=self._missing(), code=code, school=school)

    def _missing(self) -> tuple[str, ...]:
        wanted = {
            "brief.limits.start": self.brief.limits.start,
            "brief.mandate.council_on": self.brief.mandate.council_on,
            "brief.mandate.decided_on": self.decision,
            "activities": self.plan.activities or None,
        }
        return tuple(key for key, value in wanted.items() if value is None)

    def _councils(self) -> Iterator[Entry]:
        launch, decision = self.brief.mandate.council_on, self.decision
        if launch:
            first = min((step.weeks[0] for step in self.steps), default=None)
            public = self.before_closing(first) if first is not None else None
            yield from self._meeting("council", launch, Text(fr="du lancement", en="that launches"))
            yield Entry(
                id="council",
                kind="council",
                title=Text(fr="Conseil qui lance la concertation", en="Council that launches the consultation"),
                on=launch,
                latest=public - timedelta(days=1) if public else None,
                why=Text(
                    fr="Il arrête les modalités ; rien de public avant lui.",
                    en="It settles how people are consulted; nothing is public before it.",
                ),
                confidence="memory",
            )
        if decision:
            if self.by_council:
                yield from self._meeting("decision", decision, Text(fr="de la décision", en="that decides"))
            yield Entry(
                id="decision",
                kind="council",
                title=Text(fr="Décision", en="Decision"),
                on=decision,
                why=Text(
                    fr="La date écrite dans le mandat ; le reste est compté à rebours.",
                    en="The date written in the mandate; the rest is counted back.",
                ),
            )

    def _meeting(self, id: str, council: date, which: Text) -> Iterator[Entry]:
        """What comes before a council: its committee, then its notice of meeting."""
        days = clear_days(self.brief)
        sent = clear_days_before(council, days)
        small = days == CLEAR_DAYS_SMALL
        yield Entry(
            id=f"{id}:committee",
            kind="council",
            latest=sent - timedelta(days=COMMITTEE_DAYS),
            confidence="memory",
            source="practice",
            title=Text(fr=f"Commission avant le conseil {which.fr}", en=f"Committee before the council {which.en}"),
            why=Text(
                fr=f"Usage : {COMMITTEE_DAYS} jours avant la convocation ; voyez votre règlement intérieur.",
                en=f"Usage: {COMMITTEE_DAYS} days before the notice of meeting; see your council’s own rules.",
            ),
        )
        yield Entry(
            id=f"{id}:notice",
            kind="legal",
            latest=sent,
            days=days,
            title=Text(
                fr=f"Convocation envoyée, avec la note : conseil {which.fr}", en=f"Notice of meeting sent with the note: council {which.en}"
            ),
            why=Text(
                fr=f"{days} jours francs avant le conseil" + (" (commune de moins de 3 500 habitants)." if small else "."),
                en=f"{days} clear days before the council" + (" (commune of fewer than 3,500 inhabitants)." if small else "."),
            ),
            article="CGCT, L2121-11" if small else "CGCT, L2121-12",
            source="senat-l2121-11" if small else "cgct-l2121-12",
        )

    def _window(self) -> Iterator[Entry]:
        first, last = self.window or (None, None)
        if documents := self.said("documents_on"):
            yield Entry(
                id="documents", kind="window", title=Text(fr="Dossier public", en="File public"), on=documents, latest=self.opening_latest
            )
        if not self.asking:
            return
        opens = (
            Text(fr="Ouverture des contributions", en="Contributions open")
            if self.collects
            else Text(fr="Début de l’information", en="Information starts")
        )
        closes = (
            Text(fr="Clôture des contributions", en="Contributions close")
            if self.collects
            else Text(fr="Fin de l’information", en="Information ends")
        )
        yield Entry(id="opening", kind="window", title=opens, on=first, latest=self.opening_latest)
        if midterm := self.said("midterm_on"):
            yield Entry(id="midterm", kind="window", title=Text(fr="Point d’étape", en="Mid-term review"), on=midterm)
        yield Entry(id="closing", kind="window", title=closes, on=last, latest=self.closing_latest)

    def _duties(self) -> Iterator[Entry]:
        first, last = self.window or (None, None)
        for duty in self.duties:
            days = duty.days or 0
            match duty.kind:
                case "notice_days" if days:
                    told = min((step.on for step in self.among("inform", "mobilise") if step.on), default=None)
                    yield self._duty(duty, on=told, latest=_minus(first or self.opening_latest, days))
                case "min_days" if days:
                    yield self._duty(duty, on=_plus(first, days - 1), before=Text(fr="Pas de clôture avant : ", en="No close before: "))
                case "max_days" if days:
                    yield self._duty(duty, on=_plus(first, days - 1), before=Text(fr="Clôture au plus tard : ", en="Close at the latest: "))
                case "paper_place" | "digital_register":
                    yield self._duty(duty, on=first, until=last, latest=self.opening_latest)
                case "reply_days" if days:
                    yield self._duty(duty, on=self.said("reply_on"), latest=_plus(last or self.closing_latest, days))
                case "report" if days:
                    yield self._duty(duty, on=self._outcome_day(), latest=_plus(last or self.closing_latest, days))
                case _:
                    pass

    def _duty(
        self, duty: Duty, on: date | None = None, until: date | None = None, latest: date | None = None, before: Text | None = None
    ) -> Entry:
        frame = self.catalog.frames[self.brief.frame or ""]
        return Entry(
            id=f"duty:{duty.kind}:{duty.id}",
            kind="legal" if frame.kind == "legal" else "practice",
            title=Text(fr=before.fr + duty.what.fr, en=before.en + duty.what.en) if before else duty.what,
            on=on,
            until=until,
            latest=latest,
            days=duty.days,
            why=frame.name,
            article=duty.article,
            source=duty.source,
            confidence=duty.confidence,
        )

    def _activities(self) -> Iterator[Entry]:
        for step in self.steps:
            first, last = step.weeks
            match step.activity.phase:
                case "report_back":
                    final = self.report_latest(step)
                case "evaluate":  # what was learnt may be written after the decision
                    final = None
                case _:
                    final = self.before_closing(first)
            when = Text(fr=f"Semaine {first} du dispositif.", en=f"Week {first} of the plan.")
            if last > first:
                when = Text(fr=f"Semaines {first} à {last} du dispositif.", en=f"Weeks {first} to {last} of the plan.")
            yield Entry(
                id=f"activity:{step.activity.id}",
                kind="activity",
                title=step.title,
                on=step.on,
                until=step.until,
                latest=final,
                why=when,
                audiences=step.activity.audiences,
            )
            lead = self.at.effort(step.method).lead_weeks
            weeks = ceil(lead.value - 1e-9) if lead else 0
            if not lead or weeks <= 0:
                continue
            rule = lead.kind == "default"
            plural = "s" if weeks > 1 else ""
            yield Entry(
                id=f"lead:{step.activity.id}",
                kind="lead",
                on=_minus(step.on, weeks * 7),
                latest=_minus(final, weeks * 7),
                title=Text(fr=f"Début de la préparation : {step.title.fr}", en=f"Preparation starts: {step.title.en}"),
                why=Text(
                    fr=f"{weeks} semaine{plural} de préparation" + (" (règle de praticien, modifiable)." if rule else "."),
                    en=f"{weeks} week{plural} of preparation" + (" (a practitioner’s rule, editable)." if rule else "."),
                ),
                source=lead.source,
                confidence="memory" if rule else lead.confidence,
            )

    def _after(self) -> Iterator[Entry]:
        """Reading, synthesis, reply, outcome report."""
        last = self.window[1] if self.window else None
        if self.collects:
            yield Entry(
                id="processing",
                kind="processing",
                title=Text(fr="Lecture des contributions et synthèse", en="Contributions read and summed up"),
                on=_plus(last, 1),
                until=_plus(last, self.reading),
                latest=_plus(self.closing_latest, 1),
                days=self.reading,
                why=self._load(),
                confidence="memory",
            )
            told = min((step.on for step in self.among("report_back") if step.on), default=None)
            yield Entry(
                id="synthesis",
                kind="processing",
                title=Text(fr="Synthèse présentée", en="Synthesis presented"),
                on=told or _plus(last, self.reading + 1),
                latest=self.synthesis_latest,
                why=Text(fr="Elle ouvre la restitution et nourrit le bilan.", en="It opens the report back and feeds the outcome report."),
            )
            limits = [self.decision, *(_plus(last or self.closing_latest, duty.days or 0) for duty in self.asks("reply_days"))]
            yield Entry(
                id="reply",
                kind="reply",
                title=Text(fr="Réponse motivée aux contributeurs", en="Reasoned reply to contributors"),
                on=self.said("reply_on"),
                latest=min((day for day in limits if day), default=None),
                why=Text(fr="Ce qui est retenu, ce qui ne l’est pas et pourquoi.", en="What is kept, what is not, and why."),
            )
        asked = next((duty for duty in self.duties if duty.kind == "report"), None)
        legal = asked and self.catalog.frames[self.brief.frame or ""].kind == "legal"
        yield Entry(
            id="outcome",
            kind="legal" if legal else "practice",
            title=Text(fr="Bilan de la concertation", en="Outcome report of the consultation"),
            on=self._outcome_day(),
            latest=self.outcome_latest,
            why=asked.what
            if asked
            else Text(
                fr="Il part avec la convocation, pour éclairer le vote.", en="It goes with the notice of meeting, to inform the vote."
            ),
            article=asked.article if asked else None,
            source=asked.source if asked else "practice",
            confidence=asked.confidence if asked else "memory",
        )

    def _outcome_day(self) -> date | None:
        """The end of the evaluation, when one is planned."""
        return max((step.until for step in self.among("evaluate") if step.until), default=None)

    def _load(self) -> Text:
        """The reading load beside the time kept for it."""
        weeks = self.reading // 7
        fr, en = f"{weeks} semaines gardées pour lire et répondre", f"{weeks} weeks kept to read and answer"
        if self.evaluation and self.evaluation.analysis_days:
            days = self.evaluation.analysis_days
            fr += f" ; {number(days, 'fr', 1)} jours-agent à y passer"
            en += f"; {number(days, 'en', 1)} agent-days to spend on it"
        return Text(fr=f"{fr}.", en=f"{en}.")

    def _holidays(self, code: str) -> Iterator[Entry]:
        if not self.window or not self.collects:
            return
        zone = zone_of(code)
        for period in school_holidays(code, *self.window) or ():
            yield _off(
                period, "school", Text(fr=f"Vacances scolaires, zone {zone}.", en=f"School holidays, zone {zone}."), "vacances-scolaires"
            )
        for period in public_holidays(code, *self.window):
            yield _off(period, "public", Text(fr="Jour férié.", en="Public holiday."), "feries-python")


def share_off(code: str, first: date, last: date) -> tuple[float, tuple[Period, ...] | None]:
    """Share of some days that are off, and the school holidays they fall in.

    The second is None where the school holidays are not known: summer and the year end are then counted.
    """
    total = (last - first).days + 1
    periods = school_holidays(code, first, last)
    if periods is None:
        return sum(usual_break(first + timedelta(days=i)) for i in range(total)) / total, None
    return sum(period.cut(first, last) for period in periods) / total, periods


def _off(period: Period, kind: str, why: Text, source: str) -> Entry:
    single = period.first == period.last
    return Entry(
        id=f"{kind}:{period.first.isoformat()}",
        kind="holiday",
        title=Text(fr=period.name.fr, en=period.name.en[0].upper() + period.name.en[1:]),
        on=period.first,
        until=None if single else period.last,
        why=why,
        source=source,
    )


def _length(step: _Step) -> int:
    """Days of an activity."""
    return (step.weeks[1] - step.weeks[0] + 1) * 7


def _plus(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


def _minus(day: date | None, days: int) -> date | None:
    return _plus(day, -days)


def dated(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that have a day."""
    return tuple(entry for entry in entries if entry.day)


def cited(entry: Entry, lang: Lang) -> str:
    """Where a duty comes from, between brackets: its article, and whether it is still to be checked."""
    unsure = entry.confidence == "memory" and (entry.kind == "legal" or entry.article)
    check = ("à vérifier sur Légifrance" if lang == "fr" else "to be checked on Légifrance") if unsure else ""
    inside = ", ".join(part for part in (entry.article, check) if part)
    return f" ({inside})" if inside else ""


def told_period(period: Period, lang: Lang) -> str:
    name = period.name.fr if lang == "fr" else period.name.en
    first, last = _day(period.first, lang), _day(period.last, lang)
    return f"{name}, {f'du {first} au {last}' if lang == 'fr' else f'{first} to {last}'}"
