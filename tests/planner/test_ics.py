"""Calendar files: written so that any reader opens them again, read without trusting them."""

from __future__ import annotations

import re
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from catalog.load import load
from catalog.words import Lang
from catalog.yamlfile import BadInput
from planner import VERSION
from planner.agenda import agenda
from planner.cli import main
from planner.ics import MAX_BYTES, Event, local_zone, read_ics, to_ics
from planner.plan import Plan
from planner.record import checksum
from planner.writers import write

TODAY = date(2026, 11, 22)
HOSTILE = ('Léa <b>&amp;</b> ; , \\ "é" 🎪👩‍👧 سكان ' + "long " * 70)[:300].strip()
PLAN = Plan.model_validate({
    "brief": {
        "subject": HOSTILE,
        "mandate": {"decided_on": "2027-06-24", "council_on": "2026-12-10"},
        "territory": {"name": "Ville", "people": 18_000, "code": "60"},
        "audiences": [{"name": HOSTILE[:280] + "!", "people": 900}],
        "limits": {"start": "2027-01-04"},
    },
    "activities": [
        {"id": "letter", "method": "letterbox_drop", "phase": "mobilise", "week": 5},
        {"id": "box", "method": "online_ideation", "phase": "ideate", "week": 8, "audiences": [HOSTILE[:280] + "!"]},
        {"id": "answer", "method": "report_back_meeting", "phase": "report_back", "week": 16},
    ],
})  # fmt: skip


def exported(lang: Lang = "fr") -> bytes:
    return to_ics(agenda(PLAN, load(), None, TODAY), PLAN.brief, lang)


def calendar(*events: str) -> bytes:
    """A file of these events, each given as its lines."""
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n".encode()


def days(content: bytes, since: date | None = None, zone: str = "Europe/Paris") -> list[date]:
    return [event.on for event in read_ics(content, since=since, zone=zone)]


# -- writing ------------------------------------------------------------------------------------------------


def test_each_dated_entry_is_one_all_day_event_without_alarm() -> None:
    entries = [entry for entry in agenda(PLAN, load(), None, TODAY).entries if entry.day]
    events = Calendar.from_ical(exported()).walk("VEVENT")
    assert len(events) == len(entries) > 10
    assert all(type(event["dtstart"].dt) is date and type(event["dtend"].dt) is date for event in events)
    assert not Calendar.from_ical(exported()).walk("VALARM")
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_lines_are_folded_and_end_as_the_standard_asks() -> None:
    lines = exported().split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert any(line.startswith(b" ") for line in lines)


def test_hostile_names_open_again_letter_for_letter() -> None:
    opened = Calendar.from_ical(exported())
    assert str(opened["x-wr-calname"]) == HOSTILE
    (box,) = [event for event in opened.walk("VEVENT") if str(event["summary"]) == load().methods["online_ideation"].name("fr")]
    assert HOSTILE in str(box["description"]) and f"Pour\u00a0: {HOSTILE[:280]}!" in str(box["description"])


def test_an_independent_reading_of_the_text_finds_the_same_dates() -> None:
    text = exported().decode().replace("\r\n ", "")
    starts = re.findall(r"^DTSTART;VALUE=DATE:(\d{8})\r?$", text, re.MULTILINE)
    ends = re.findall(r"^DTEND;VALUE=DATE:(\d{8})\r?$", text, re.MULTILINE)
    read = read_ics(exported())
    assert sorted(starts) == [event.on.strftime("%Y%m%d") for event in read]
    # The letters: week 5, 1 to 14 February; the end that is written is the day after the last.
    assert ("20270201", "20270215") in zip(starts, ends, strict=True)
    assert Event(title="Boîtage", on=date(2027, 2, 1), until=date(2027, 2, 14)) in read


def test_the_same_step_keeps_its_uid_when_its_date_moves_and_in_either_language() -> None:
    moved = PLAN.model_copy(update={"activities": tuple(a.model_copy(update={"week": (a.week or 0) + 1}) for a in PLAN.activities)})
    one = {str(event["uid"]) for event in Calendar.from_ical(exported()).walk("VEVENT") if "férié" not in str(event["description"])}
    two = {str(e["uid"]) for e in Calendar.from_ical(to_ics(agenda(moved, load(), None, TODAY), moved.brief, "en")).walk("VEVENT")}
    assert len(one & two) >= 15
    assert exported() == exported()


def test_summaries_are_in_the_language_asked_for() -> None:
    assert "SUMMARY;LANGUAGE=fr:Clôture des contributions" in exported("fr").decode()
    assert "SUMMARY;LANGUAGE=en:Contributions close" in exported("en").decode()


def test_the_document_is_written_from_the_command_line_and_refused_without_a_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, bare = tmp_path / "plan.json", tmp_path / "bare.json"
    write(PLAN, load(), plan, "fr", TODAY)
    undated = PLAN.brief.model_copy(update={"limits": PLAN.brief.limits.model_copy(update={"start": None})})
    write(PLAN.model_copy(update={"brief": undated}), load(), bare, "fr", TODAY)
    assert main(["document", str(plan), "-o", str(tmp_path / "plan.ics")]) == 0
    assert len(read_ics((tmp_path / "plan.ics").read_bytes())) > 10
    with pytest.raises(BadInput) as refused:
        main(["document", str(bare), "-o", str(tmp_path / "bare.ics")])
    assert "brief.limits.start" in refused.value.say("fr") and "brief.limits.start" in refused.value.say("en")
    assert not (tmp_path / "bare.ics").exists()
    capsys.readouterr()


def test_a_calendar_says_which_versions_made_it_and_until_when_the_plan_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.ics"
    write(PLAN, load(), path, "en", TODAY, kept_until=date(2027, 11, 22))
    opened = Calendar.from_ical(path.read_bytes())
    assert str(opened["prodid"]) == f"-//Maillage//Maillage {VERSION}//EN"
    versions = f"Maillage {VERSION} · data {load().version} · brief {checksum(PLAN.brief)}"
    assert str(opened["x-wr-caldesc"]) == f"{versions} · kept online until 22 November 2027 unless opened by then"
    assert "x-wr-caldesc" not in Calendar.from_ical(exported())


# -- reading ------------------------------------------------------------------------------------------------


def test_times_fall_on_the_local_day() -> None:
    late = calendar("SUMMARY:Conseil\r\nDTSTART:20270131T233000Z\r\nDTEND:20270201T003000Z")
    assert read_ics(late) == (Event(title="Conseil", on=date(2027, 2, 1)),)  # half past midnight in Paris
    assert days(late, zone=local_zone("972")) == [date(2027, 1, 31)]  # half past seven in the evening in Fort-de-France
    assert local_zone("60") == "Europe/Paris"
    paris = calendar("DTSTART;TZID=Europe/Paris:20270131T233000")
    assert days(paris) == [date(2027, 1, 31)]


@pytest.mark.parametrize(
    ("lines", "until"),
    [
        ("DTSTART;VALUE=DATE:20270301\r\nDTEND;VALUE=DATE:20270302", None),
        ("DTSTART;VALUE=DATE:20270301\r\nDTEND;VALUE=DATE:20270304", date(2027, 3, 3)),
        ("DTSTART;VALUE=DATE:20270301\r\nDURATION:P2D", date(2027, 3, 2)),
        ("DTSTART:20270301T100000\r\nDTEND:20270302T000000", None),  # midnight belongs to the day before
        ("DTSTART:20270301T220000\r\nDTEND:20270302T020000", date(2027, 3, 2)),
        ("DTSTART;VALUE=DATE:20270301", None),
    ],
)
def test_the_last_day_is_included(lines: str, until: date | None) -> None:
    assert read_ics(calendar(lines)) == (Event(title="", on=date(2027, 3, 1), until=until),)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;COUNT=10", "FREQ=DAILY;INTERVAL=3;UNTIL=20270301", "FREQ=WEEKLY;COUNT=6", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=8", "FREQ=MONTHLY;COUNT=8", "FREQ=MONTHLY;BYDAY=2TU;COUNT=8",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=8", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=8", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=8",
        "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5", "FREQ=YEARLY;COUNT=2", "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1MO;COUNT=4",
        "FREQ=DAILY;BYMONTH=2;BYDAY=TU;COUNT=5", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TH;UNTIL=20271231",
    ],
)  # fmt: skip
def test_repetitions_are_those_of_another_reader(rule: str) -> None:
    start = datetime(2027, 1, 31)
    expected = [found.date() for found in rrulestr(rule, dtstart=start) if found.date() <= date(2029, 1, 30)]
    assert expected and days(calendar(f"DTSTART;VALUE=DATE:20270131\r\nRRULE:{rule}")) == expected


def test_repetitions_stop_after_two_years() -> None:
    found = days(calendar("DTSTART;VALUE=DATE:20270104\r\nRRULE:FREQ=WEEKLY"))
    assert (found[0], found[-1], len(found)) == (date(2027, 1, 4), date(2029, 1, 1), 105)
    old = days(calendar("DTSTART;VALUE=DATE:20100104\r\nRRULE:FREQ=WEEKLY"), since=date(2026, 11, 22))
    assert (old[0], old[-1]) == (date(2026, 11, 23), date(2028, 11, 20))


def test_dates_taken_away_moved_and_cancelled() -> None:
    weekly = "UID:a\r\nSUMMARY:Bureau\r\nDTSTART;VALUE=DATE:20270104\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;VALUE=DATE:20270111"
    moved = "UID:a\r\nSUMMARY:Bureau\r\nRECURRENCE-ID;VALUE=DATE:20270118\r\nDTSTART;VALUE=DATE:20270119"
    cancelled = "UID:b\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20270120"
    assert days(calendar(weekly, moved, cancelled)) == [date(2027, 1, 4), date(2027, 1, 19), date(2027, 1, 25)]


def test_a_repetition_that_is_not_read_keeps_its_first_date_and_says_so() -> None:
    (event,) = read_ics(calendar("DTSTART;VALUE=DATE:20270104\r\nRRULE:FREQ=YEARLY;BYWEEKNO=20"))
    assert event == Event(title="", on=date(2027, 1, 4), first_only=True)


def test_alarms_tasks_and_zones_are_left_aside() -> None:
    alarm = "SUMMARY:Conseil\r\nDTSTART;VALUE=DATE:20270104\r\nBEGIN:VALARM\r\nSUMMARY:Bip\r\nTRIGGER:-PT15M\r\nEND:VALARM"
    zone = "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    zone += "BEGIN:VTODO\r\nEND:VTODO\r\n"
    content = calendar(alarm).replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\n" + zone.encode())
    assert read_ics(content) == (Event(title="Conseil", on=date(2027, 1, 4)),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "lisible"), (b"bonjour", "lisible"), (b"\xff\xfe\x00\x01", "lisible"), (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "lisible"),
        (b"x" * (MAX_BYTES + 1), "1 Mo"),
        (calendar(*["DTSTART;VALUE=DATE:20270104"] * 2001), "2 000"),
        (calendar(*["DTSTART;VALUE=DATE:20270104\r\nRRULE:FREQ=DAILY"] * 3), "2 000"),
        (calendar("SUMMARY:Conseil", "SUMMARY:Bureau\r\nDTSTART:2027"), "évènement 2 « Bureau »"),
        (calendar("DTSTART;VALUE=DATE:00010101"), "ne peut pas être lue"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_plain_words(content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_ics(content, "mairie.ics")
    assert said in re.sub("[\u00a0\u202f]", " ", refused.value.say("fr")) and "mairie.ics" in refused.value.say("en")


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY"])
def test_a_repetition_that_never_comes_does_not_run_for_ever(rule: str) -> None:
    started = time.monotonic()
    assert len(days(calendar(f"DTSTART:19700101T100000Z\r\nRRULE:{rule}"))) <= 1
    assert time.monotonic() - started < 5
