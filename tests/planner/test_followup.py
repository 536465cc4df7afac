"""Following a launched plan: what may be entered, what a count says of a forecast, and yields kept for the next time."""

from __future__ import annotations

from math import exp, log
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from catalog.load import Catalog, load
from catalog.methods import Form
from catalog.yamlfile import BadInput, Bilingual
from catalog.yields import Count as Published
from catalog.yields import Model, OwnCount, own_figures, within
from planner.documents.shelf import paper
from planner.followup import counted, followup, needed, own_counts, own_yields, part_gone, record, said, said_known, times_less
from planner.merge import merge
from planner.opening import open_file
from planner.plan import Observation, Plan, dump

TOWN = {
    "subject": "Une place",
    "territory": {"name": "Ville", "code": "60", "people": 18000},
    "audiences": [{"name": "Aînés", "people": 3000, "profile": {"age": ["70+"]}}, {"name": "Actifs", "people": 6500}],
    "phases": ["inform", "mobilise", "diagnose", "report_back"],
}
ACTIVITIES = [
    {"id": "press", "method": "local_press", "phase": "mobilise", "units": 1, "week": 1},
    {"id": "stands", "method": "market_stand", "phase": "diagnose", "units": 4, "week": 5},
    {"id": "survey", "method": "online_survey", "phase": "diagnose", "units": 1, "week": 5},
]


def town(**more: Any) -> Plan:
    return Plan.model_validate({"brief": TOWN, "activities": ACTIVITIES, **more})


def entry(activity: str, week: int, came: int, **more: Any) -> Observation:
    return Observation(activity=activity, week=week, came=came, **more)


# -- entering --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"activity": "stands", "week": 5, "came": -1}, "greater than or equal to 0"),
        ({"activity": "stands", "week": 0, "came": 3}, "greater than or equal to 1"),
        ({"activity": "stands", "week": 521, "came": 3}, "less than or equal to 520"),
        ({"activity": "stands", "week": 5, "came": 18001}, "more than the 18000 people concerned"),
        ({"activity": "stands", "week": 5, "came": 10, "known": {"Aînés": 11}}, "but 10 came in all"),
        ({"activity": "stands", "week": 5, "came": 10, "known": {"Aînés": -2}}, "counts -2 people"),
        ({"activity": "stands", "week": 5, "came": 5000, "known": {"Aînés": 3001}}, "more than the 3000 people concerned"),
        ({"activity": "stands", "week": 5, "came": 10, "asked": 11}, "write a number from 0 to 10"),
        ({"activity": "stands", "week": 5, "came": 10, "asked": 2, "known": {"Aînés": 3}}, "write a number from 3 to 10"),
    ],
)
def test_what_cannot_be_is_refused_in_words(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        town(observed=[given])


def test_two_entries_of_one_week_are_refused() -> None:
    with pytest.raises(ValidationError, match="two entries of the same activity for the same week"):
        town(observed=[entry("stands", 5, 3).model_dump(), entry("stands", 5, 4).model_dump()])


def test_a_fault_in_a_file_is_told_in_both_languages(catalog: Catalog) -> None:
    text = dump(town()).encode() + b"observed:\n- {activity: stands, week: 5, came: 10, known: {Actifs: 12}}\n"
    with pytest.raises(BadInput) as error:
        open_file(text, "p.plan.yaml", catalog)
    assert "12 personnes de « Actifs »" in error.value.say("fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert '12 people of "Actifs"' in error.value.say("en")


def test_an_entry_names_an_activity_and_a_public_of_the_plan() -> None:
    with pytest.raises(Bilingual, match='"stall"'):
        record(town(), entry("stall", 5, 3))
    with pytest.raises(Bilingual, match='"Enfants"'):
        record(town(), entry("stands", 5, 3, known={"Enfants": 1}))


def test_an_entry_takes_the_place_of_the_one_of_its_week_and_a_file_keeps_them(catalog: Catalog) -> None:
    plan = record(record(record(town(), entry("stands", 6, 40)), entry("stands", 5, 30)), entry("stands", 6, 45, note="pluie"))
    assert [(each.week, each.came) for each in plan.observed] == [(5, 30), (6, 45)]
    assert open_file(dump(plan).encode(), "p.plan.yaml", catalog) == plan


def test_two_people_enter_different_weeks_and_disagree_on_one() -> None:
    base = record(town(), entry("stands", 5, 30))
    joined = merge(base, record(base, entry("stands", 6, 10)), record(base, entry("survey", 6, 90)))
    assert not joined.clashes and {(e.activity, e.week, e.came) for e in joined.plan.observed} == {
        ("stands", 5, 30), ("stands", 6, 10), ("survey", 6, 90),
    }  # fmt: skip
    torn = merge(base, record(base, entry("stands", 5, 31)), record(base, entry("stands", 5, 32)))
    assert [clash.where for clash in torn.clashes] == [("observed", "stands · 5")]
    assert "stands · 5" in torn.clashes[0].label("en")


# -- comparing -------------------------------------------------------------------------------------------


def test_entries_follow_each_other_and_weeks_to_come_are_left_out() -> None:
    plan = record(record(town(), entry("stands", 5, 30, asked=10, known={"Aînés": 4})), entry("stands", 6, 20, asked=5, known={"Aînés": 1}))
    whole = counted(plan, 6)["stands"]
    assert (whole.came, whole.until, whole.asked, dict(whole.known)) == (50, 6, 15, {"Aînés": 5})
    assert counted(plan, 5)["stands"].came == 30 and not counted(plan, 4)


@pytest.mark.parametrize(("until", "share"), [(4, 0.0), (5, 0.25), (6, 0.5), (8, 1.0), (20, 1.0)])
def test_an_activity_is_spread_evenly_over_its_weeks(until: int, share: float) -> None:
    assert part_gone((5, 8), until) == share


def test_the_forecast_of_part_of_an_activity_is_its_part(catalog: Catalog) -> None:
    plan = town()
    first = followup(plan, catalog).channels[1]
    halfway = first.first + (first.last - first.first + 1) // 2 - 1
    found = followup(record(plan, entry("stands", halfway, 60)), catalog).channels[1]
    assert found.typical == pytest.approx(first.whole * found.share) and 0 < found.share < 1
    assert found.low < found.typical < found.high < found.whole_high


@pytest.mark.parametrize(("times", "verdict"), [(0.0, "fewer"), (1.0, "within"), (20.0, "more")])
def test_a_gap_is_told_when_it_is_more_than_chance(catalog: Catalog, times: float, verdict: str) -> None:
    whole = followup(town(), catalog).channels[1]
    found = followup(record(town(), entry("stands", whole.last, round(times * whole.whole))), catalog)
    assert found.channels[1].verdict == verdict and found.judged == 1 and found.by_chance == pytest.approx(0.2)
    words = said(found.channels[1], catalog)
    assert ("dépasse le hasard" in words.fr) == ("more than chance" in words.en) == (verdict != "within")


def test_eight_in_ten_counts_of_a_right_forecast_are_within(catalog: Catalog) -> None:
    """The range holds about four worlds in five of its own law, counting included: here drawn anew, with other seeds."""
    import numpy as np

    from planner.coverage import spread
    from planner.followup import session_spread

    channel = followup(town(), catalog).channels[1]
    people = catalog.effort(catalog.methods["market_stand"]).people
    assert people
    random = np.random.default_rng(5)
    factor = spread(random, people.low, people.value, people.high, 20_000) / people.value
    mean = channel.whole * factor * np.exp(session_spread(catalog) / 2 * random.standard_normal(20_000))  # four stands
    inside = (random.poisson(mean) >= channel.whole_low) & (random.poisson(mean) <= channel.whole_high)
    assert 0.74 < inside.mean() < 0.86


def test_nothing_can_be_missed_where_nobody_would_be_within(catalog: Catalog) -> None:
    village = {**TOWN, "territory": {"name": "Hameau", "code": "60", "people": 60}, "audiences": []}
    plan = Plan.model_validate({"brief": village, "activities": ACTIVITIES})
    found = followup(record(plan, entry("survey", 5, 0)), catalog).channels[2]
    assert found.low == 0 and found.verdict == "early"
    assert "trop tôt" in said(found, catalog).fr


def test_what_was_not_entered_is_not_judged(catalog: Catalog) -> None:
    found = followup(record(town(), entry("stands", 5, 30)), catalog)
    press, survey = found.channels[0], found.channels[2]
    assert (press.verdict, survey.verdict, survey.came, survey.share) == ("unknown", "unknown", None, 0.0)
    assert "rien n’est encore saisi" in said(survey, catalog).fr


def test_an_entry_outlives_its_activity_and_is_named(catalog: Catalog) -> None:
    plan = record(town(), entry("stands", 5, 30))
    without = plan.model_copy(update={"activities": tuple(a for a in plan.activities if a.id != "stands")})
    again = open_file(dump(without).encode(), "p.plan.yaml", catalog)
    assert followup(again, catalog).strangers == ("stands",)


def test_a_public_counted_outlives_the_brief_and_is_named(catalog: Catalog) -> None:
    plan = record(town(), entry("stands", 5, 30, asked=20, known={"Aînés": 9}))
    assert followup(plan, catalog).strange_publics == ()
    others = tuple(audience for audience in plan.brief.audiences if audience.name != "Aînés")
    aimed = tuple(a.model_copy(update={"audiences": ()}) for a in plan.activities)
    without = plan.model_copy(update={"brief": plan.brief.model_copy(update={"audiences": others}), "activities": aimed})
    assert followup(open_file(dump(without).encode(), "p.plan.yaml", catalog), catalog).strange_publics == ("Aînés",)


# -- who came --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "answers"), [(0.5, 4), (0.1, 22), (0.9, 22), (0.01, 230), (0.0, 0)])
def test_how_many_answers_tell_something(share: float, answers: int) -> None:
    # (1 - 0.1)^22 = 0.098 < 0.1 < 0.109 = (1 - 0.1)^21
    assert needed(share) == answers


def test_a_public_is_compared_from_enough_answers_on(catalog: Catalog) -> None:
    few = followup(record(town(), entry("stands", 5, 60, asked=2, known={"Aînés": 0})), catalog).channels[1]
    many = followup(record(town(), entry("stands", 5, 200, asked=200, known={"Aînés": 1})), catalog).channels[1]
    unsaid = followup(record(town(), entry("stands", 5, 60, known={"Aînés": 4})), catalog).channels[1]
    assert (few.known[0].verdict, few.unknown) == ("early", 58)
    assert (many.known[0].verdict, many.unknown) == ("fewer", 0)
    assert (unsaid.known[0].verdict, unsaid.unknown) == ("unknown", None)
    assert str(few.known[0].needed) in said_known(few, few.known[0], catalog).fr


def test_publics_are_a_union_and_never_a_sum(catalog: Catalog) -> None:
    one = followup(record(town(), entry("stands", 8, 300)), catalog)
    both = followup(record(record(town(), entry("stands", 8, 300)), entry("survey", 8, 300)), catalog)
    alone = followup(record(town(), entry("survey", 8, 300)), catalog)
    seen = [each.publics[-1].seen or 0.0 for each in (one, both, alone)]
    assert max(seen[0], seen[2]) < seen[1] < seen[0] + seen[2]
    assert seen[0] < 300  # who comes back is one person


def test_a_ratio_in_words() -> None:
    assert times_less(0.5, "fr") == "2 fois moins" and times_less(2.5, "en") == "2.5 times more"


# -- yields kept -----------------------------------------------------------------------------------------


def test_the_spread_between_two_sessions_of_one_place() -> None:
    """Two meetings of 20 and 80 people in one place: logarithms 1.386 apart, so 0.980 with one degree of freedom."""

    def meeting(place: str, people: float) -> Published:
        return Published(method="m", units=1, gathered=people, place=place, scale="town", source="s")

    forms: dict[str, Form] = {"m": "meeting"}
    model = Model(0.6, 18_000, {})
    found = within([meeting("A", 20), meeting("A", 80), meeting("B", 1000)], forms, model)
    assert found.value == pytest.approx(log(4) / 2**0.5) and found.places == 1
    with pytest.raises(ValueError, match="Two counts"):
        within([meeting("A", 20), meeting("B", 80)], forms, model)


def test_own_figures_are_a_geometric_mean_with_a_source() -> None:
    first = OwnCount(method="m", plan="Ma place", year=2026, units=2, gathered=80, times=1)
    rows = [first, OwnCount(method="m", plan="Le parc", year=2027, units=1, gathered=20, times=2)]
    figure = own_figures(rows)["m"]
    assert figure.value == 20 and figure.kind == "measured"  # √(40 × 10)
    assert (figure.source, figure.year) == ("own-le-parc-2027", 2027)
    assert exp(rows[0].people) == pytest.approx(40)


def test_yields_kept_make_the_forecast_what_was_counted(catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = record(record(town(), entry("stands", 8, 100)), entry("survey", 20, 90))
    found = followup(plan, catalog)
    assert own_yields(town(), followup(town(), catalog), catalog, 2026) == ""
    (tmp_path / "own_yields.yaml").write_text(own_yields(plan, found, catalog, 2026), encoding="utf-8")
    monkeypatch.setenv("MAILLAGE_DATA", str(tmp_path))
    mine = load()
    people = mine.effort(mine.methods["market_stand"]).people
    assert people and people.kind == "measured" and people.source == "own-une-place-2026"
    assert mine.sources[people.source].title == "Une place"
    assert people.low and people.high and people.low < people.value < people.high
    again = followup(plan, mine)
    for channel in (again.channels[1], again.channels[2]):  # two digits are kept
        assert channel.typical == pytest.approx(channel.came or 0, rel=0.06)
    assert {each.method for each in own_counts(plan, found, catalog, 2026)} == {"market_stand", "online_survey"}


def test_a_faulty_file_of_yields_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_yields.yaml").write_text("counts:\n- {method: market_stan, plan: P, year: 2026, units: 1, gathered: 3, times: 1}\n")
    monkeypatch.setenv("MAILLAGE_DATA", str(tmp_path))
    with pytest.raises(BadInput, match="market_stand"):
        load()


# -- the outcome report ----------------------------------------------------------------------------------


def test_the_outcome_report_tells_who_came(catalog: Catalog) -> None:
    from datetime import date

    plan = record(town(), entry("stands", 8, 3, contributions=2))
    made = paper("outcome", plan, catalog, "fr", date(2026, 11, 22))
    section = next(each for each in made.body if each.id == "channels")
    words = section.model_dump_json()
    assert "Venues par canal" in words and "que prévu, plus que le hasard" in words and "n’a pas été changé" in words
    blank = next(each for each in paper("outcome", town(), catalog, "fr", date(2026, 11, 22)).body if each.id == "channels")
    assert "Venues par canal" not in blank.model_dump_json()
