"""Numbers, ranges and dates as people write them in each language."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.words import day, euros, french_spaces, number, people_range, percent, percent_range, rounded_people


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Quoi ? Rien !", "Quoi\u202f? Rien\u202f!"),
        ("À savoir : ceci", "À savoir\u00a0: ceci"),
        ("« oui »", "«\u202foui\u202f»"),
        ("13 000 000 de personnes", "13\u202f000\u202f000 de personnes"),
        ("16 % et 12 €", "16\u00a0% et 12\u00a0€"),
        ("à 10:30 sur https://exemple.fr:8080/a?b", "à 10:30 sur https://exemple.fr:8080/a?b"),
    ],
)
def test_french_spaces_are_no_break_and_addresses_are_left_alone(typed: str, written: str) -> None:
    assert french_spaces(typed) == written


@given(st.text())
def test_putting_french_spaces_twice_changes_nothing_more(text: str) -> None:
    assert french_spaces(french_spaces(text)) == french_spaces(text)


def test_a_head_count_is_said_with_two_significant_figures() -> None:
    assert [rounded_people(n) for n in (0.4, 7.6, 43, 97, 1_149, 15_284, 2_949_999)] == [0, 8, 45, 95, 1_100, 15_000, 2_900_000]


def test_a_range_of_people_reads_as_organisers_write_it() -> None:
    assert people_range(876, 1_634, "fr") == "880 à 1\u202f600"
    assert people_range(876, 1_634, "en") == "880 to 1,600"
    assert people_range(101, 103, "fr") == "100"


@given(st.floats(0, 1e8), st.floats(0, 1e8))
def test_a_range_is_never_reversed(one: float, other: float) -> None:
    low, high = rounded_people(min(one, other)), rounded_people(max(one, other))
    assert low <= high


def test_money_shares_and_dates_follow_the_language() -> None:
    assert euros(12_000, "fr") == "12\u202f000\u00a0€"
    assert percent(0.16, "fr") == "16\u00a0%" and percent(0.16, "en") == "16%"
    assert percent_range(0.041, 0.092, "fr") == "4,1 à 9,2\u00a0%"
    assert number(29.7, "fr", 1) == "29,7"
    assert day(date(2027, 3, 14), "fr") == "14 mars 2027"
    assert day(date(2027, 3, 1), "fr") == "1er mars 2027"
    assert day(date(2027, 3, 1), "en") == "1 March 2027"
