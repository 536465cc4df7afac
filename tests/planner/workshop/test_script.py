"""The facilitator's script: whole, to the minute, in both languages."""

from __future__ import annotations

import pytest

from catalog.load import load
from catalog.words import Lang
from planner.workshop.scenario import scenario
from planner.workshop.script import DURATIONS, clock, round_minutes, script

CATALOG = load()


@pytest.mark.parametrize("id", sorted(CATALOG.scenarios))
@pytest.mark.parametrize("duration", DURATIONS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_script_fills_its_time_without_a_gap(id: str, duration: int, lang: Lang) -> None:
    case = scenario(CATALOG, id)
    made = script(case, CATALOG, duration, lang)
    assert made.beats[0].start == 0 and made.beats[-1].end == duration
    assert all(before.end == after.start for before, after in zip(made.beats, made.beats[1:], strict=False))
    rounds = [each for each in made.beats if each.id.startswith("round-")]
    assert len(rounds) + len(made.left_out) == len(case.rounds)
    assert all(each.end - each.start >= 10 and (each.end - each.start) % 5 == 0 for each in rounds)
    assert [each.say for each in rounds] == [turn.reveal(lang) for turn in case.rounds[: len(rounds)]]
    assert all(each.do and each.title and each.say and "{" not in each.say + "".join((*each.do, *each.watch)) for each in made.beats)
    assert ("break" in {each.id for each in made.beats}) == (duration == 210)


def test_the_rounds_of_the_square_in_two_hours() -> None:
    """65 minutes for rounds of 30, 20, 20 and 15: 25, 15, 15, 10, by fives; in 90 minutes three rounds share 40."""
    case = scenario(CATALOG, "place-de-la-halle")
    assert round_minutes(case, 120) == (25, 15, 15, 10)
    assert sum(round_minutes(case, 90)) == 40 and len(round_minutes(case, 90)) == 3


def test_a_length_without_a_script_is_refused() -> None:
    with pytest.raises(ValueError, match="90, 120, 210"):
        script(scenario(CATALOG, "place-de-la-halle"), CATALOG, 60, "fr")


def test_minutes_are_told_as_a_clock() -> None:
    assert [clock(minutes) for minutes in (0, 65, 120)] == ["0:00", "1:05", "2:00"]
