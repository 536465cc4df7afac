"""What cannot hold in a calendar: two dates that collide, by how many days, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from catalog.facts import Record, Text
from catalog.words import Lang
from catalog.words import day as _day
from planner.agenda import (
    Agenda,
    Entry,
    cited,
    days_words,
    share_off,
    told_period,
)
from planner.holidays import public_holidays

MOSTLY = 0.5  # share of the days of contribution beyond which they are said to fall mostly in holidays


class Collision(Record):
    """Two dates that cannot both hold (error), or that hold badly (warning)."""

    id: str
    severity: Literal["error", "warning"]
    first: str  # ids of the two entries; "today" stands for the present day
    first_on: date
    second: str
    second_on: date
    days: int  # how many are short; for holidays, how many fall in them
    words: Text


def collisions(agenda: Agenda) -> tuple[Collision, ...]:
    """What cannot hold in a calendar, worst first: errors, then warnings, each in the order of the calendar."""
    parts = (_on_councils, _on_notice, _on_window, _on_reading, _on_reply, _on_preparation, _on_days_off)
    found = [collision for part in parts for collision in part(agenda)]
    return tuple(sorted(found, key=lambda one: (one.severity == "warning", one.first_on)))


def _clash(id: str, severity: str, first: tuple[str, date], second: tuple[str, date], days: int, fr: str, en: str) -> Collision:
    """A collision; `{first}`, `{second}` and `{days}` are written in the words of each language."""
    count = days_words(days)
    words = Text(
        fr=fr.format(first=_day(first[1], "fr"), second=_day(second[1], "fr"), days=count.fr),
        en=en.format(first=_day(first[1], "en"), second=_day(second[1], "en"), days=count.en),
    )
    return Collision.model_validate(
        {
            "id": id,
            "severity": severity,
            "first": first[0],
            "first_on": first[1],
            "second": second[0],
            "second_on": second[1],
            "days": days,
            "words": words,
        }
    )


def _braces(text: str) -> str:
    """Words of others, safe inside a pattern."""
    return text.replace("{", "{{").replace("}", "}}")


def _on(agenda: Agenda, id: str) -> date | None:
    entry = agenda.get(id)
    return entry.on if entry else None


def _severity(entry: Entry) -> str:
    """What a legal text asks is an error; what a voluntary frame asks, a warning."""
    return "error" if entry.kind == "legal" else "warning"


def _on_councils(agenda: Agenda) -> Iterator[Collision]:
    """Councils: their notice of meeting, their order, and what must wait for the first."""
    launch, decision, today = _on(agenda, "council"), _on(agenda, "decision"), agenda.today
    for id, council in (("council", launch), ("decision", decision)):
        notice = agenda.get(f"{id}:notice")
        if council and notice and notice.latest and notice.latest < today <= council:
            yield _clash(
                f"notice_past:{id}",
                "error",
                (notice.id, notice.latest),
                ("today", today),
                (today - notice.latest).days,
                f"La convocation au conseil du {_day(council, 'fr')} devait partir le {{first}} au plus tard{cited(notice, 'fr')} ; "
                f"nous sommes le {{second}} : il manque {{days}}.",
                f"The notice of the council of {_day(council, 'en')} had to be sent by {{first}}{cited(notice, 'en')}; today is "
                f"{{second}}: {{days}} short.",
            )
    if launch and decision and decision <= launch:
        yield _clash(
            "decision_before_council",
            "error",
            ("decision", decision),
            ("council", launch),
            (launch - decision).days + 1,
            "La décision est prévue le {first}, le conseil qui lance la concertation le {second} : elle doit venir après lui, "
            "il manque {days}.",
            "The decision is planned on {first}, the council that launches the consultation on {second}: it must come after, {days} short.",
        )
    opening = agenda.get("opening")
    if launch and opening and opening.on and opening.on <= launch:
        yield _clash(
            "opening_before_council",
            "error",
            ("opening", opening.on),
            ("council", launch),
            (launch - opening.on).days + 1,
            f"{opening.title.fr} : le {{first}}, sans attendre le conseil qui lance la concertation, le {{second}} : il manque {{days}}.",
            f"{opening.title.en}: {{first}}, without waiting for the council that launches the consultation on {{second}}: {{days}} short.",
        )


def _on_notice(agenda: Agenda) -> Iterator[Collision]:
    """The time that a frame asks for between the announcement and the opening."""
    opening = _on(agenda, "opening")
    for duty in agenda.starting("duty:notice_days:"):
        if opening and duty.on and duty.days and (short := duty.days - (opening - duty.on).days) > 0:
            yield _clash(
                duty.id,
                _severity(duty),
                (duty.id, duty.on),
                ("opening", opening),
                short,
                f"L’avis doit paraître {duty.days} jours avant l’ouverture{_braces(cited(duty, 'fr'))} : il paraîtrait le {{first}}, "
                f"pour une ouverture le {{second}} : il manque {{days}}.",
                f"The notice must be out {duty.days} days before the opening{_braces(cited(duty, 'en'))}: it would be out on "
                f"{{first}} for an opening on {{second}}: {{days}} short.",
            )


def _on_window(agenda: Agenda) -> Iterator[Collision]:
    """The length of the contributions: shorter or longer than a frame allows, or not over when the decision is taken."""
    closing, decision, synthesis = _on(agenda, "closing"), _on(agenda, "decision"), _on(agenda, "synthesis")
    if closing is None:
        return
    for duty in agenda.starting("duty:min_days:"):
        if not duty.on:
            continue
        fr = f"Les contributions doivent rester ouvertes {duty.days} jours{_braces(cited(duty, 'fr'))} : elles fermeraient le {{first}}, "
        en = f"Contributions must stay open for {duty.days} days{_braces(cited(duty, 'en'))}: they would close on {{first}}, "
        if duty.on > closing:
            yield _clash(
                duty.id,
                _severity(duty),
                (duty.id, duty.on),
                ("closing", closing),
                (duty.on - closing).days,
                fr + "après la clôture prévue le {second} : il manque {days}.",
                en + "after the close planned on {second}: {days} short.",
            )
        if synthesis and duty.on >= synthesis:
            yield _clash(
                f"{duty.id}:synthesis",
                _severity(duty),
                (duty.id, duty.on),
                ("synthesis", synthesis),
                (duty.on - synthesis).days + 1,
                fr + "alors que la synthèse est prévue le {second} : il manque {days}.",
                en + "while the synthesis is planned on {second}: {days} short.",
            )
    for duty in agenda.starting("duty:max_days:"):
        if duty.on and duty.on < closing:
            yield _clash(
                duty.id,
                _severity(duty),
                (duty.id, duty.on),
                ("closing", closing),
                (closing - duty.on).days,
                f"Les contributions ne peuvent rester ouvertes plus de {duty.days} jours{_braces(cited(duty, 'fr'))} : elles doivent "
                f"fermer le {{first}}, la clôture est prévue le {{second}} : {{days}} de trop.",
                f"Contributions cannot stay open for more than {duty.days} days{_braces(cited(duty, 'en'))}: they must close on "
                f"{{first}}, the close is planned on {{second}}: {{days}} too many.",
            )
    if decision and closing >= decision:
        yield _clash(
            "open_at_decision",
            "error",
            ("closing", closing),
            ("decision", decision),
            (closing - decision).days + 1,
            "Les contributions seraient encore ouvertes quand la décision est prise : clôture le {first}, décision le {second} "
            ": il manque {days}.",
            "Contributions would still be open when the decision is taken: close on {first}, decision on {second}: {days} short.",
        )


def _on_reading(agenda: Agenda) -> Iterator[Collision]:
    """The time to read what came in, between the close and the synthesis."""
    closing, synthesis, reading = _on(agenda, "closing"), _on(agenda, "synthesis"), agenda.get("processing")
    if closing is None or synthesis is None:
        return
    if closing >= synthesis:
        yield _clash(
            "synthesis_before_closing",
            "error",
            ("closing", closing),
            ("synthesis", synthesis),
            (closing - synthesis).days + 1,
            "Les contributions fermeraient le {first}, alors que la synthèse est prévue le {second} : il manque {days}.",
            "Contributions would close on {first}, while the synthesis is planned on {second}: {days} short.",
        )
    elif reading and reading.until and reading.until >= synthesis:
        yield _clash(
            "reading_too_short",
            "warning",
            ("processing", reading.until),
            ("synthesis", synthesis),
            (reading.until - synthesis).days + 1,
            f"Lire les contributions demande {reading.days} jours : ce serait fini le {{first}}, la synthèse est prévue le "
            f"{{second}} : il manque {{days}}.",
            f"Reading the contributions takes {reading.days} days: it would be over on {{first}}, the synthesis is planned on "
            f"{{second}}: {{days}} short.",
        )


def _on_reply(agenda: Agenda) -> Iterator[Collision]:
    """Synthesis, reply and outcome report: before the decision, and within the time that a frame gives."""
    decision, closing = _on(agenda, "decision"), _on(agenda, "closing")
    late = {
        "synthesis": Text(fr="La synthèse", en="The synthesis"),
        "reply": Text(fr="La réponse motivée", en="The reasoned reply"),
        "outcome": Text(fr="Le bilan", en="The outcome report"),
    }
    for id, name in late.items():
        entry = agenda.get(id)
        if not (decision and entry and entry.on):
            continue
        notice = agenda.get("decision:notice")
        if entry.on > decision:
            severity = "error" if id != "outcome" else _severity(entry)
            yield _clash(
                f"{id}_after_decision",
                severity,
                (id, entry.on),
                ("decision", decision),
                (entry.on - decision).days,
                f"{name.fr} est prévu{'e' if id != 'outcome' else ''} le {{first}}, après la décision du {{second}} : il manque {{days}}.",
                f"{name.en} is planned on {{first}}, after the decision of {{second}}: {{days}} short.",
            )
        elif id != "reply" and notice and notice.latest and entry.on > notice.latest:
            yield _clash(
                f"{id}_after_notice",
                "warning",
                (id, entry.on),
                (notice.id, notice.latest),
                (entry.on - notice.latest).days,
                f"{name.fr} est prévu{'e' if id != 'outcome' else ''} le {{first}}, après l’envoi de la convocation, le {{second}} "
                f"au plus tard{cited(notice, 'fr')} : il manque {{days}}.",
                f"{name.en} is planned on {{first}}, after the notice of meeting is sent, by {{second}}{cited(notice, 'en')}: "
                f"{{days}} short.",
            )
    reply = _on(agenda, "reply")
    if reply and closing and reply <= closing:
        yield _clash(
            "reply_before_closing",
            "error",
            ("reply", reply),
            ("closing", closing),
            (closing - reply).days + 1,
            "La réponse motivée est prévue le {first}, alors que les contributions ferment le {second} : il manque {days}.",
            "The reasoned reply is planned on {first}, while contributions close on {second}: {days} short.",
        )
    for prefix, id, fr, en in (
        ("duty:reply_days:", "reply", "La réponse est due", "The reply is due"),
        ("duty:report:", "outcome", "Le bilan est dû", "The outcome report is due"),
    ):
        for duty in agenda.starting(prefix):
            if closing and duty.on and duty.latest and duty.on > duty.latest:
                yield _clash(
                    duty.id,
                    _severity(duty),
                    (id, duty.on),
                    (duty.id, duty.latest),
                    (duty.on - duty.latest).days,
                    f"{fr} {duty.days} jours après la clôture{_braces(cited(duty, 'fr'))}, soit le {{second}} ; la date prévue est le "
                    f"{{first}} : {{days}} de trop.",
                    f"{en} {duty.days} days after the close{_braces(cited(duty, 'en'))}, on {{second}}; the day planned is {{first}}: "
                    f"{{days}} too many.",
                )


def _on_preparation(agenda: Agenda) -> Iterator[Collision]:
    """Preparations that should already have begun, or that begin before the council that authorises; the worst of each is told."""
    launch, today = _on(agenda, "council"), agenda.today
    ahead = [
        entry
        for entry in agenda.starting("lead:")
        if entry.on and (activity := agenda.get(f"activity:{entry.id.removeprefix('lead:')}")) and activity.on and activity.on > today
    ]
    past = sorted((entry for entry in ahead if entry.on and entry.on < today), key=lambda entry: entry.on or today)
    early = sorted((entry for entry in ahead if entry.on and launch and today <= entry.on <= launch), key=lambda entry: entry.on or today)
    if past and (first := past[0].on):
        yield _clash(
            "preparation_past",
            "error",
            (past[0].id, first),
            ("today", today),
            (today - first).days,
            f"{_braces(past[0].title.fr)}{_others(past, 'fr')} : le {{first}}, et nous sommes le {{second}} : il manque {{days}}.",
            f"{_braces(past[0].title.en)}{_others(past, 'en')}: {{first}}, and today is {{second}}: {{days}} short.",
        )
    if early and launch and (first := early[0].on):
        yield _clash(
            "preparation_before_council",
            "warning",
            (early[0].id, first),
            ("council", launch),
            (launch - first).days + 1,
            f"{_braces(early[0].title.fr)}{_others(early, 'fr')} : le {{first}}, avant le conseil qui autorise la concertation, "
            f"le {{second}} : il manque {{days}} si la préparation engage une dépense.",
            f"{_braces(early[0].title.en)}{_others(early, 'en')}: {{first}}, before the council that authorises the "
            f"consultation, {{second}}: {{days}} short if the preparation commits money.",
        )


def _others(entries: list[Entry], lang: Lang) -> str:
    more = len(entries) - 1
    if not more:
        return ""
    return f" (et {more} autre{'s' if more > 1 else ''})" if lang == "fr" else f" (and {more} other{'s' if more > 1 else ''})"


def _on_days_off(agenda: Agenda) -> Iterator[Collision]:
    """Contributions mostly in holidays, and a council on a public holiday: possible, but to be known."""
    opening, closing = _on(agenda, "opening"), _on(agenda, "closing")
    if opening and closing and agenda.get("processing"):
        share, periods = share_off(agenda.code, opening, closing)
        if share > MOSTLY:
            names = " ; ".join(told_period(period, "fr") for period in periods or ())
            english = "; ".join(told_period(period, "en") for period in periods or ())
            known = periods is not None
            yield _clash(
                "holidays",
                "warning",
                ("opening", opening),
                ("closing", closing),
                round(share * ((closing - opening).days + 1)),
                "Les contributions, du {first} au {second}, tombent surtout pendant "
                + (f"les vacances scolaires ({names})" if known else "l’été ou les fêtes")
                + " : {days}.",
                "Contributions, from {first} to {second}, fall mostly in "
                + (f"school holidays ({english})" if known else "summer or the year-end holidays")
                + ": {days}.",
            )
    for id in ("council", "decision"):
        if day := _on(agenda, id):
            for off in public_holidays(agenda.code, day, day):
                yield _clash(
                    f"{id}_on_holiday",
                    "warning",
                    (id, day),
                    (f"public:{day.isoformat()}", day),
                    1,
                    f"Le {{first}} est un jour férié ({off.name.fr}) : vérifiez la date "
                    + ("du conseil." if id == "council" else "de la décision."),
                    f"{{first}} is a public holiday ({off.name.en}): check the date of the "
                    + ("council." if id == "council" else "decision."),
                )
