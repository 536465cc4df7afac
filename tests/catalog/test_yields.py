"""The yields of the forms are what the published counts make of the practitioners' rules, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from math import exp, isclose, log
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import yields
from catalog.cli import main
from catalog.load import DATA, Catalog, load
from catalog.methods import Form
from catalog.yamlfile import BadInput
from catalog.yields import CONCERNED, Count, Fit, Model, Practice, Span, contested, fit, fits, growth, two_digits
from planner import reach

ROOMS: dict[str, Form] = {"workshop": "workshop", "public_meeting": "meeting", "online_vote": "ballot", "online_survey": "online_campaign"}
PLAIN = Model(exponent=0.5, reference=18_000, effects={"little_known": 0.5, "contested": 2})
# low and high are a factor e away from 10: the spread of the rule is 1 / 1.2816.
RULE = Practice(form="workshop", people=Span(value=10, low=10 / exp(1), high=10 * exp(1)), share=Span(value=0.5, low=0.1, high=0.9))


def count(gathered: float, place: str = "Ici", method: str = "workshop", **more: Any) -> Count:
    return Count(**{"method": method, "units": 1, "gathered": gathered, "place": place, "scale": "town", "source": "s", **more})


def rule(form: Form) -> Practice:
    return RULE.model_copy(update={"form": form})


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def forms(catalog: Catalog) -> dict[str, Form]:
    return {method.id: method.form for method in catalog.methods.values()}


# -- the data ---------------------------------------------------------------------------------------------------------


def test_the_rules_of_the_plan_are_the_fit_of_the_counts(catalog: Catalog, forms: dict[str, Form]) -> None:
    found = fits(catalog.counts, forms, catalog.practice, Model.of(catalog.model))
    assert set(found) == set(catalog.rules)
    for form, each in found.items():
        effort = catalog.rules[form].effort
        assert effort.people == each.people, f"{form}: run python -m catalog yields"
        assert effort.share == each.share, f"{form}: run python -m catalog yields --json"


def test_a_rule_is_called_computed_from_five_places_on(catalog: Catalog, forms: dict[str, Form]) -> None:
    for form, each in fits(catalog.counts, forms, catalog.practice, Model.of(catalog.model)).items():
        people = catalog.rules[form].effort.people
        assert people is not None and people.kind == ("computed" if each.places >= 5 else "default"), form
        assert (people.note is None) == (each.places == 0), form


def test_growth_and_contested_subjects_in_the_model_are_those_of_the_counts(catalog: Catalog, forms: dict[str, Form]) -> None:
    grown, stands = growth(catalog.counts, forms, Model.of(catalog.model)), catalog.model["scale_exponent"].figure
    assert [stands.value, stands.low, stands.high] == [round(round(each * 20) / 20, 2) for each in (grown.value, grown.low, grown.high)]
    assert catalog.practice_contested is not None
    hot, stands = contested(catalog.counts, forms, catalog.practice_contested), catalog.model["attention_contested"].figure
    assert [stands.value, stands.low, stands.high] == [two_digits(each) for each in (hot.value, hot.low, hot.high)]


def test_every_count_names_a_known_method_and_source(catalog: Catalog) -> None:
    assert len(catalog.counts) > 200 and len(catalog.statements) > 5
    assert {each.method for each in catalog.counts} <= set(catalog.methods)
    assert {each.source for each in (*catalog.counts, *catalog.statements)} <= set(catalog.sources)


def test_the_cases_kept_for_replays_are_not_among_the_counts(catalog: Catalog) -> None:
    kept = {"t10", "sarcelles", "gers-tec"}
    assert not kept & {each.source for each in catalog.counts}
    assert not [each.place for each in catalog.counts if each.place in ("Gers", "Sarcelles")]


@pytest.mark.parametrize(
    "before, after, said",
    [
        ("method: mobile_debate,", "method: mobil_debate,", r'"mobil_debate" is unknown\. Write "mobile_debate"'),
        ("source: vaour-2024}", "source: vaour-2023}", r'yields\.yaml:\d+: source: "vaour-2023" is unknown'),
        ("used: false, why: sign_ups}", "used: false}", r"data/yields\.yaml:\d+: .*a count that is left out says why"),
        ('place: "Longjumeau", country: "FR", people: 21000', 'place: "Longjumeau", country: "FR"', r"a form open to all is compared"),
        ("observations:\n", "observations: 3\nothers:\n", r"data/yields\.yaml:\d+: a list is expected"),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_line(tmp_path: Path, before: str, after: str, said: str) -> None:
    copy = Path(shutil.copytree(DATA, tmp_path / "data"))
    text = (copy / "yields.yaml").read_text(encoding="utf-8")
    assert before in text
    (copy / "yields.yaml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load(copy)
    assert re.search(said, refused.value.say("en")), refused.value.say("en")


def test_the_forms_open_to_all_are_those_of_the_planner() -> None:
    assert yields.OPEN_FORMS == reach.OPEN_FORMS
    assert yields.SELF_SELECTED == reach.SELF_SELECTED


# -- the fit, by hand ---------------------------------------------------------------------------------------------------


def test_a_rule_weighs_four_places_and_each_place_has_one_voice() -> None:
    # Here 90 and 10, one voice at 30; there 60 in two workshops, 30 each. Two voices at 30, four at 10: 10 × 3^(2/6) = 14.42.
    # Voices are (2/3) ln 3 = 0.7324 away; spread² = (2 × 0.5364 + 4 / 1.2816²) / 6 = 0.5847; 1.2816 × 0.7647 = 0.98; e^0.98 = 2.664.
    found = fit([count(90), count(10), count(60, "Là", units=2), count(999, "Ailleurs", used=False, why="doubtful")], RULE, PLAIN)
    assert (found.counts, found.places, found.kind) == (3, 2, "default")
    assert found.typical == pytest.approx(14.42, abs=0.01)
    assert found.low == pytest.approx(14.42 / 2.664, abs=0.01) and found.high == pytest.approx(14.42 * 2.664, abs=0.03)
    assert (found.people.value, found.people.low, found.people.high) == (14, 5.4, 38)


def test_a_form_that_nobody_counted_keeps_its_rule() -> None:
    found = fit([], RULE, PLAIN)
    assert found.typical == pytest.approx(10) and found.people.value == 10 and found.people.note is None
    assert found.people.kind == "default" and found.share.value == 0.5


def test_an_open_form_is_brought_to_the_town_of_the_rules() -> None:
    # Sixteen times the town draws four times as many (exponent 0.5); both channels together are halved; a contested subject doubles.
    # 1,600 / 2 / 4 / 2 = 100, one voice against four at 10: 10 × 10^(1/5) = 15.85.
    people = round(16 * 18_000 / CONCERNED)
    found = fit([count(1600, method="online_vote", people=people, both=True, attention="contested")], rule("ballot"), PLAIN)
    assert found.typical == pytest.approx(15.85, abs=0.01)
    assert found.shares == pytest.approx((800 / (16 * 18_000),), rel=1e-4)


def test_a_room_does_not_grow_with_the_town() -> None:
    big, small = (fit([count(50, people=people)], RULE, PLAIN).typical for people in (2_000_000, 2_000))
    assert big == small


def test_an_open_count_without_population_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="population is needed"):
        fit([count(100, method="online_vote")], rule("ballot"), PLAIN)


def test_the_ceiling_moves_only_when_more_than_a_place_in_ten_was_seen_above_it() -> None:
    # 1,000 people concerned in each of eleven places, 10 to 110 of them drawn: the ninth tenth is 100, the median 60.
    places = [count(10 * (i + 1), f"Lieu {i}", people=round(1000 / CONCERNED)) for i in range(11)]
    ceiling = Span(value=0.05, low=0.01, high=0.1)
    share = fit(places, RULE.model_copy(update={"share": ceiling}), PLAIN).share
    assert (share.value, share.low, share.high, share.kind) == (0.1, 0.06, 0.11, "computed")
    assert fit(places, RULE, PLAIN).share.value == 0.5
    assert fit(places[-4:], RULE.model_copy(update={"share": ceiling}), PLAIN).share.value == 0.05


def test_growth_is_the_one_slope_of_forms_at_different_levels() -> None:
    # Votes 2 × people^0.7, surveys people^0.7 / 3: one slope, 0.7, whatever the level.
    counts = [count(2 * n**0.7, f"V{n}", "online_vote", people=n) for n in (1_000, 20_000, 500_000)]
    counts += [count(n**0.7 / 3, f"S{n}", "online_survey", people=n) for n in (3_000, 100_000)]
    counts += [count(5, "Salle", "workshop", people=9_000_000)]
    found = growth(counts, ROOMS, PLAIN)
    assert found.value == pytest.approx(0.7) and found.low == pytest.approx(0.7) and found.places == 5
    with pytest.raises(ValueError, match="Too few places"):
        growth(counts[:2], ROOMS, PLAIN)


def test_a_contested_subject_goes_halfway_between_the_meetings_and_the_rule() -> None:
    # Four times as many people when contested, and a rule of 1: the middle of ln 4 and ln 1 is ln 2.
    calm = [count(20, place, "public_meeting") for place in "ab"]
    hot = [count(80, place, "public_meeting", attention="contested") for place in "cd"]
    found = contested([*calm, *hot, count(900, "e", "public_meeting", attention="followed")], ROOMS, Span(value=1, low=1, high=1))
    assert found.value == pytest.approx(2) and found.low == pytest.approx(2) and found.places == 4
    with pytest.raises(ValueError, match="Too few meetings"):
        contested(calm, ROOMS, Span(value=1, low=1, high=1))


@pytest.mark.parametrize("value, said", [(0.0346, 0.035), (8.94, 8.9), (84.6, 85), (1234, 1200), (1500, 1500)])
def test_a_yield_is_written_with_two_digits(value: float, said: float) -> None:
    assert two_digits(value) == said


# -- properties ---------------------------------------------------------------------------------------------------------

people_counted = st.lists(st.floats(1, 1e5), min_size=1, max_size=12)


def fitted(values: list[float], times: float = 1.0, copies: int = 1) -> Fit:
    return fit([count(v * times, f"{i} {copy}") for copy in range(copies) for i, v in enumerate(values)], RULE, PLAIN)


@given(people_counted, st.floats(1, 1000))
def test_k_times_the_counts_give_between_once_and_k_times_the_yield(values: list[float], k: float) -> None:
    ratio = fitted(values, k).typical / fitted(values).typical
    assert 1 - 1e-9 <= ratio <= k * (1 + 1e-9)


@given(people_counted, st.integers(2, 5))
def test_more_places_that_say_the_same_pull_closer_to_them(values: list[float], copies: int) -> None:
    centre = fmean(map(log, values))
    few, many = (abs(log(fitted(values, copies=n).typical) - centre) for n in (1, copies))
    assert many < few or isclose(few, 0, abs_tol=1e-9)


@given(people_counted)
def test_the_yield_lies_between_its_ends(values: list[float]) -> None:
    found = fitted(values)
    assert found.low <= found.typical <= found.high
    assert found.people.low is not None and found.people.high is not None  # and the figure accepted them rounded


# -- the command --------------------------------------------------------------------------------------------------------


def test_the_command_shows_the_rule_the_fit_and_what_stands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["yields"]) == 0
    out = capsys.readouterr().out.replace("\u202f", " ")
    assert out.startswith("forme ") and "45 (10 à 200)" in out and "Laissés de côté" in out
    assert main(["yields", "--json", "--lang", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["form"] for each in told["forms"]} == set(load().rules)
    assert all(each["people"]["fit"] == each["people"]["stands"] for each in told["forms"])
    assert {each["name"] for each in told["model"]} == {"scale_exponent", "attention_contested"}
