"""Calendars as files (RFC 5545): the dates of a plan written as all-day events, and an organisation's own dates read.

A file may come from a stranger: its size and its number of events are limited, repetitions are worked out over two years
at most, and descriptions of time zones are left aside (zones are known by their names).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Component

from catalog.facts import Record, Text
from catalog.words import Lang, day
from catalog.yamlfile import ECHO, BadInput, Problem, bad
from planner import VERSION
from planner.agenda import Agenda, Entry, cited
from planner.brief import SHORT, Brief

MIME = "text/calendar"
MAX_BYTES = 1_000_000
MAX_EVENTS = 2_000  # in the file, and again once repetitions are worked out
MAX_LINES = 20_000  # of those that are read
MAX_LINE = 20_000  # characters of one of them
MAX_DAYS = 250_000  # walked through for all the repetitions of a file
REPEATED = timedelta(days=730)  # how far a repetition is worked out
YEARS = range(1970, 2201)  # of a date that is believed
PARIS = "Europe/Paris"
ZONES: Mapping[str, str] = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "976": "Indian/Mayotte",
}
KINDS: Mapping[str, Text] = {
    "legal": Text(fr="obligation légale", en="legal duty"),
    "practice": Text(fr="bonne pratique", en="good practice"),
    "council": Text(fr="conseil", en="council"),
    "window": Text(fr="contributions", en="contributions"),
    "activity": Text(fr="action", en="activity"),
    "lead": Text(fr="préparation", en="preparation"),
    "processing": Text(fr="lecture et synthèse", en="reading and synthesis"),
    "reply": Text(fr="réponse", en="reply"),
    "holiday": Text(fr="jours fériés et vacances", en="holidays"),
}
AT_LATEST = Text(fr="Au plus tard : ", en="At the latest: ")
FOR = Text(fr="Pour : {names}", en="For: {names}")
NOT_ADVICE = Text(fr="Ceci n’est pas un conseil juridique.", en="Not legal advice.")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
_FOLD = re.compile(r"\r?\n[ \t]")
_NAME = re.compile(r"^[A-Za-z-]+(?=[:;])")
_COMPONENTS = ("VCALENDAR", "VEVENT")
_PROPERTIES = {"DTSTART", "DTEND", "DURATION", "SUMMARY", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "UID"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
_READ_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}


# -- writing ------------------------------------------------------------------------------------------------


def to_ics(agenda: Agenda, brief: Brief, lang: Lang, foot: str = "") -> bytes:
    """The dated entries of a calendar as all-day events, without alarms.

    Args:
        foot: the versions that made it and until when the plan is kept (`planner.record.foot`), the description of the calendar.

    An entry keeps its UID from one export to the next while the subject and the territory keep their names,
    so that a calendar that reads the file again moves its events instead of doubling them.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Maillage//Maillage {VERSION}//{lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(brief.subject))
    if foot:
        calendar.add("x-wr-caldesc", _line(foot))
    for entry in agenda.entries:
        if entry.day:
            calendar.add_component(_event(entry, agenda, brief, lang))
    return bytes(calendar.to_ical())


def _event(entry: Entry, agenda: Agenda, brief: Brief, lang: Lang) -> Component:
    first = entry.day
    assert first
    last = entry.until if entry.on and entry.until else first
    place = brief.territory.name if brief.territory else ""
    event = Component()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'maillage:{brief.subject}:{place}:{entry.id}')}@maillage")
    event.add("dtstamp", datetime.combine(agenda.today, time(), UTC))
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # the end of an all-day event is the day after its last
    title = entry.title(lang) if entry.on else AT_LATEST(lang) + entry.title(lang)
    event.add("summary", _line(title), parameters={"LANGUAGE": lang})
    event.add("description", _described(entry, brief, lang), parameters={"LANGUAGE": lang})
    event.add("categories", [KINDS[entry.kind](lang)])
    event.add("transp", "TRANSPARENT")  # somebody's day stays free
    return event


def _described(entry: Entry, brief: Brief, lang: Lang) -> str:
    fr = lang == "fr"
    parts = [_line(brief.subject)]
    if entry.why:
        parts.append(_line(entry.why(lang)) + cited(entry, lang))
    if entry.audiences:
        parts.append(FOR(lang).replace("{names}", ", ".join(map(_line, entry.audiences))))
    if entry.on and entry.latest:
        parts.append((f"Au plus tard le {day(entry.latest, lang)}" if fr else f"At the latest on {day(entry.latest, lang)}") + ".")
    if entry.kind == "legal":
        parts.append(NOT_ADVICE(lang))
    return "\n".join(parts)


def _line(text: str) -> str:
    """Words on one line, without what no calendar can show."""
    return " ".join(_CONTROL.sub("", text).split())


# -- reading ------------------------------------------------------------------------------------------------


class Event(Record):
    """One date of an organisation's own calendar."""

    title: str  # empty when it has none
    on: date
    until: date | None = None  # last day, included; None for a single day
    first_only: bool = False  # it repeats in a way that is not read: only its first date is here


def local_zone(code: str) -> str:
    """The time zone of a department."""
    return ZONES.get(code, PARIS)


def read_ics(content: bytes, name: str = "calendar.ics", *, since: date | None = None, zone: str = PARIS) -> tuple[Event, ...]:
    """The dates of a calendar file, in order.

    Args:
        since: repetitions are worked out for two years from this day, or from their first day when it comes later.
        zone: where the dates are read: an evening meeting given in universal time falls on its local day.
    Raises:
        BadInput: too large a file, too many events, not a calendar, an event whose date cannot be read.
    """
    text = _text(content, name)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        components = [component for calendar in calendars for component in calendar.walk("VEVENT")]
        if not calendars:
            raise ValueError("no calendar")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise bad(
            name[-ECHO:],
            None,
            "ce n’est pas un calendrier lisible. Exportez-le de nouveau au format iCalendar (.ics).",
            "this is not a calendar that can be read. Export it again in the iCalendar format (.ics).",
        ) from None
    reader = _Reader(ZoneInfo(zone), since)
    events: list[Event] = []
    problems: list[Problem] = []
    moved = {(str(c.get("uid", "")), when) for c in components if (when := reader.day(c.get("recurrence-id")))}
    for place, component in enumerate(components, 1):
        if str(component.get("status", "")).upper() == "CANCELLED":
            continue
        try:
            events += reader.events(component, moved)
        except _TooMany:
            raise _too_many(name) from None
        except (ValueError, OverflowError, TypeError, AttributeError):
            title = _title(component)[:ECHO]
            problems.append(
                Problem(
                    name[-ECHO:],
                    None,
                    Text(
                        fr=f"évènement {place} « {title} » : sa date ne peut pas être lue. Corrigez-la ou retirez-le.",
                        en=f'event {place} "{title}": its date cannot be read. Correct it or remove it.',
                    ),
                )
            )
        if len(events) > MAX_EVENTS:
            raise _too_many(name)
    if problems:
        raise BadInput(problems)
    return tuple(sorted(events, key=lambda event: (event.on, event.title)))


def _text(content: bytes, name: str) -> str:
    """The part of a file that is read, when it is not too large."""
    if len(content) > MAX_BYTES:
        raise bad(
            name[-ECHO:],
            None,
            "le fichier dépasse 1 Mo. Exportez une période plus courte.",
            "the file is larger than 1 MB. Export a shorter period.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    kept = list(_read_lines(_FOLD.sub("", text)))
    events = sum(line.upper() == "BEGIN:VEVENT" for line in kept)
    if events > MAX_EVENTS or len(kept) > MAX_LINES or any(len(line) > MAX_LINE for line in kept):
        raise _too_many(name)
    return "\r\n".join(kept) + "\r\n"


def _read_lines(text: str) -> Iterator[str]:
    """The lines of events that are read here; alarms, tasks and descriptions of time zones are left aside."""
    aside: list[str] = []  # the components being left aside, one in the other
    for line in text.splitlines():
        match = _NAME.match(line)
        name = match[0].upper() if match else ""
        component = line[len(name) + 1 :].strip().upper()
        if name == "BEGIN" and (aside or component not in _COMPONENTS):
            aside.append(component)
        elif name == "END" and aside:
            aside.pop()
        elif not aside and (name in ("BEGIN", "END") or name in _PROPERTIES):
            yield f"{name}:{component}" if name in ("BEGIN", "END") else line[:2_000] if name == "SUMMARY" else line


def _too_many(name: str) -> BadInput:
    return bad(
        name[-ECHO:],
        None,
        "plus de 2 000 dates, répétitions comprises. Exportez une période plus courte.",
        "more than 2,000 dates, repetitions included. Export a shorter period.",
    )


def _title(component: Any) -> str:
    found = component.get("summary")
    if isinstance(found, list):
        found = found[0]
    return _line(str(found or ""))[:SHORT]


class _TooMany(Exception):
    """The repetitions of a file would take too long to work out."""


class _Reader:
    """Turns components into local dates, and counts how much work the repetitions ask for."""

    def __init__(self, zone: ZoneInfo, since: date | None) -> None:
        self.zone, self.since, self.walked = zone, since, 0

    def day(self, value: Any) -> date | None:
        """The local day of a date or time; None when there is none, or when it cannot be read."""
        found = getattr(value, "dt", None)
        if isinstance(found, datetime):
            return self.local(found).date()
        return found if isinstance(found, date) else None

    def local(self, moment: datetime) -> datetime:
        """A moment in the zone; one without a zone is taken as written."""
        return moment.astimezone(self.zone) if moment.tzinfo else moment

    def events(self, component: Any, moved: set[tuple[str, date]]) -> Iterator[Event]:
        """The events of one component: one, or those of its repetition.

        Raises:
            ValueError: a date that cannot be read.
            _TooMany: too long a repetition.
        """
        first = self.day(component.get("dtstart"))
        if first is None or first.year not in YEARS:
            raise ValueError("no date")
        title, length = _title(component), self._length(component, first)
        rule = component.get("rrule")
        days: Iterable[date] = [first]
        partial = False
        if rule is not None and component.get("recurrence-id") is None:
            found = self._repeated(rule, first)
            partial = found is None
            away = set(self._listed(component.get("exdate")))
            away |= {when for uid, when in moved if uid == str(component.get("uid", ""))}
            days = [first] if found is None else [day for day in found if day not in away]
        elif rule is None and component.errors and any(key == "RRULE" for key, _ in component.errors):
            partial = True
        for on in sorted({*days, *self._listed(component.get("rdate"))}):
            until = on + timedelta(days=length - 1) if length > 1 else None
            yield Event(title=title, on=on, until=until, first_only=partial)

    def _length(self, component: Any, first: date) -> int:
        """Days of an event, at least one; an end at midnight belongs to the day before."""
        start, end, lasts = component.get("dtstart").dt, component.get("dtend"), component.get("duration")
        if end is not None and isinstance(end.dt, date):
            stop = end.dt
        elif lasts is not None and isinstance(lasts.dt, timedelta):
            stop = start + lasts.dt
        else:
            return 1
        if isinstance(stop, datetime):
            local = self.local(stop)
            last = local.date() - timedelta(days=1) if local.time() == time() else local.date()
        else:
            last = stop - timedelta(days=1)
        return min(max((last - first).days + 1, 1), 3660)

    def _listed(self, value: Any) -> Iterator[date]:
        """The local days of a list of dates (EXDATE, RDATE); a period counts by its start."""
        for part in value if isinstance(value, list) else [value]:
            for each in getattr(part, "dts", ()):
                found = each.dt[0] if isinstance(each.dt, tuple) else each.dt
                if isinstance(found, datetime):
                    yield self.local(found).date()
                elif isinstance(found, date):
                    yield found

    def _repeated(self, rule: Any, first: date) -> list[date] | None:
        """The days of a repetition over two years at most; None when the rule is of a kind that is not read."""
        read = _Rule.of(rule, first)
        if read is None:
            return None
        start = max(first, self.since or first)
        final = min([start + REPEATED, *(last for last in map(self._until, rule.get("UNTIL", [])) if last)])
        found: list[date] = []
        seen = 0
        # What is counted is counted from its first day; else straight to the days that are asked for.
        for period in read.periods(first if read.count is not None else start, final):
            self.walked += len(period)
            if self.walked > MAX_DAYS:
                raise _TooMany
            for on in read.kept(period):
                if on < first:
                    continue
                if on > final or (read.count is not None and seen >= read.count):
                    return found
                seen += 1
                if on >= start:
                    found.append(on)
                    if len(found) > MAX_EVENTS:
                        raise _TooMany
        return found

    def _until(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return self.local(value).date()
        return value if isinstance(value, date) else None


@dataclass(frozen=True)
class _Rule:
    """A repetition by day, week, month or year, and the days that it keeps in each."""

    first: date
    frequency: str
    interval: int
    count: int | None
    week: int  # weekday on which a week starts, Monday being 0
    months: frozenset[int]
    numbers: frozenset[int]  # days of the month, from its end when below zero
    weekdays: frozenset[tuple[int, int]]  # rank in the month (0 for all), weekday
    positions: tuple[int, ...]

    @classmethod
    def of(cls, rule: Any, first: date) -> _Rule | None:
        """A rule as it is written; None for a kind that is not read."""
        parts = {str(key).upper(): [str(each) for each in (value if isinstance(value, list) else [value])] for key, value in rule.items()}
        frequency = parts.get("FREQ", [""])[0].upper()
        matches = [_WEEKDAY.match(each.upper()) for each in parts.get("BYDAY", [])]
        weekdays = {(int(match[1] or 0), _WEEKDAYS.index(match[2])) for match in matches if match}
        months = {int(month) for month in parts.get("BYMONTH", [])}
        numbers = {int(day) for day in parts.get("BYMONTHDAY", [])}
        if not set(parts) <= _READ_PARTS or frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            return None
        if any(rank for rank, _ in weekdays) and frequency in ("DAILY", "WEEKLY"):
            return None
        if frequency == "YEARLY" and weekdays and not months:  # ranks in the year
            return None
        if frequency == "YEARLY" and not months and not numbers:
            months = {first.month}
        if frequency in ("MONTHLY", "YEARLY") and not numbers and not weekdays:
            numbers = {first.day}
        if frequency == "WEEKLY" and not weekdays:
            weekdays = {(0, first.weekday())}
        week = parts.get("WKST", ["MO"])[0].upper()
        return cls(
            first=first,
            frequency=frequency,
            interval=min(max(int(parts.get("INTERVAL", ["1"])[0]), 1), 10_000),
            count=int(parts["COUNT"][0]) if "COUNT" in parts else None,
            week=_WEEKDAYS.index(week) if week in _WEEKDAYS else 0,
            months=frozenset(months),
            numbers=frozenset(numbers),
            weekdays=frozenset(weekdays),
            positions=tuple(int(position) for position in parts.get("BYSETPOS", [])),
        )

    def periods(self, start: date, final: date) -> Iterator[Sequence[date]]:
        """The days of each period, from about `start` to `final`."""
        match self.frequency:
            case "DAILY" | "WEEKLY":
                length = 1 if self.frequency == "DAILY" else 7
                day = self.first - timedelta(days=(self.first.weekday() - self.week) % 7 if length == 7 else 0)
                step = length * self.interval
                day += timedelta(days=max((start - day).days // step, 0) * step)
                while day <= final:
                    yield [day + timedelta(days=i) for i in range(length)]
                    day += timedelta(days=step)
            case _:
                step = self.interval * (12 if self.frequency == "YEARLY" else 1)
                month = self.first.year * 12 + (self.first.month - 1 if self.frequency == "MONTHLY" else 0)
                month += max((start.year * 12 + start.month - 1 - month) // step, 0) * step
                while (begins := date(month // 12, month % 12 + 1, 1)) <= final:
                    after = month + (12 if self.frequency == "YEARLY" else 1)
                    yield [begins + timedelta(days=i) for i in range((date(after // 12, after % 12 + 1, 1) - begins).days)]
                    month += step

    def kept(self, period: Sequence[date]) -> list[date]:
        """The days of a period that the rule keeps, in order."""
        kept = [
            day
            for day in period
            if (not self.months or day.month in self.months)
            and (not self.numbers or not self.numbers.isdisjoint(_numbers(day)))
            and (not self.weekdays or not self.weekdays.isdisjoint(_ranks(day)))
        ]
        if not self.positions:
            return kept
        return sorted({kept[i - 1 if i > 0 else i] for i in self.positions if i and -len(kept) <= i <= len(kept)})


def _numbers(day: date) -> tuple[int, int]:
    """The rank of a day in its month, from the start and from the end."""
    return day.day, day.day - monthrange(day.year, day.month)[1] - 1


def _ranks(day: date) -> tuple[tuple[int, int], ...]:
    """A weekday: any of its month, the nth from its start, the nth from its end."""
    weekday, (number, back) = day.weekday(), _numbers(day)
    return (0, weekday), ((number + 6) // 7, weekday), (-((6 - back) // 7), weekday)
