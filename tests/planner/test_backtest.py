"""Published consultations replayed: cases worked by hand on figures of their own, leave-one-out, and files as they come."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from catalog import console
from catalog.facts import Figure, Source
from catalog.load import Catalog
from catalog.methods import Effort
from catalog.yamlfile import BadInput
from planner import backtest
from planner.backtest import Row, chance_of, read_cases, replay, summarise, table

PAGE = "https://www.exemple.fr/bilan/"


def figure(value: float, low: float, high: float, source: str | None = None, unit: str = "people") -> Figure:
    return Figure.model_validate(
        {"value": value, "low": low, "high": high, "unit": unit, "source": source, "kind": "measured" if source else "default"}
    )


def known(
    catalog: Catalog,
    people: Figure,
    capacity: float = 1000,
    method: str = "market_stand",
    model: Mapping[str, tuple[float, float, float]] = {"overlap": (0.3, 0.3, 0.3)},
) -> Catalog:
    """The catalogue with one method written here, and a source at `PAGE`: no expected number moves with the data."""
    effort = Effort(people=people, capacity=figure(capacity, capacity, capacity), share=figure(1, 1, 1, unit="share"))
    parameters = {
        name: catalog.model[name].model_copy(update={"figure": figure(value, low, high, unit="per_unit")})
        for name, (value, low, high) in model.items()
    }
    return replace(
        catalog,
        methods={**catalog.methods, method: catalog.methods[method].model_copy(update={"effort": effort})},
        sources={**catalog.sources, "ours": Source(id="ours", title="Bilan", url=PAGE)},
        model={**catalog.model, **parameters},
    )


def told(text: str, catalog: Catalog) -> tuple[Row, ...]:
    return replay(read_cases(text, "cas.yaml"), catalog)


def one(catalog: Catalog, *lines: str, case: str = "population: {value: 90000000}") -> Row:
    """The only row of a case of one channel."""
    body = "\n".join(f"    {line}" for line in lines)
    (row,) = told(f"cases:\n- id: a\n  {case}\n  channels:\n  -\n{body}\n", catalog)
    return row


# -- worked by hand -----------------------------------------------------------------------------------


def test_people_come_back_and_attendances_add_up(catalog: Catalog) -> None:
    sure = known(catalog, figure(100, 100, 100))
    people = one(sure, "method: market_stand", "units: {count: 3, of: event}", "observed: {value: 480, counts: people}")
    # 100, then 70 and 70 new people: 240, half of what was counted. Nothing is drawn, so the interval has no width.
    assert (people.predicted, people.low, people.high) == pytest.approx((240, 240, 240), rel=1e-4)
    assert people.factor == pytest.approx(2, rel=1e-4)
    assert people.inside is False
    attendances = one(sure, "method: market_stand", "events: 3", "observed: {value: 300, counts: attendances}")
    assert (attendances.predicted, attendances.factor, attendances.inside) == (300, 1, True)


def test_a_unit_gathers_no_more_than_its_room(catalog: Catalog) -> None:
    full = one(
        known(catalog, figure(100, 100, 100), capacity=60), "method: market_stand", "events: 2", "observed: {value: 1, counts: attendances}"
    )
    assert full.predicted == 120


def test_the_interval_is_four_chances_in_five_of_the_figures(catalog: Catalog) -> None:
    # Low and high are the yields that one case in ten falls under, or exceeds.
    row = one(known(catalog, figure(100, 50, 150)), "method: market_stand", "events: 1", "observed: {value: 60, counts: attendances}")
    assert (row.low, row.high) == pytest.approx((50, 150), abs=4)
    assert row.predicted == 100
    assert row.inside is True


def test_an_open_channel_draws_like_the_root_of_the_place(catalog: Catalog) -> None:
    numbers = {"reference_people": (18000.0,) * 3, "scale_exponent": (0.5,) * 3, "attention_contested": (2.0,) * 3}
    ours = known(catalog, figure(300, 300, 300), method="online_survey", model=numbers)
    lines = ("method: online_survey", "observed: {value: 300, counts: people}")
    places = ("population: 20000", "population: 2000000", "population: 20000\n  context: {attention: contested}")
    small, large, fought = (one(ours, *lines, case=place) for place in places)
    assert small.predicted and large.predicted and fought.predicted
    assert large.predicted == pytest.approx(10 * small.predicted, rel=1e-3)
    assert fought.predicted == pytest.approx(2 * small.predicted, rel=1e-3)


def test_a_continent_is_larger_than_a_country(catalog: Catalog) -> None:
    lines = ("method: online_survey", "observed: {value: 50000, counts: people}")
    country, continent = (one(catalog, *lines, case=f"population: {people}") for people in ("66 million", 447_000_000))
    assert country.predicted and continent.predicted
    assert continent.predicted > country.predicted


# -- without what the case published itself -----------------------------------------------------------


@pytest.mark.parametrize("url", [PAGE, "http://exemple.fr/bilan", "https://www.exemple.fr/bilan#chiffres"])
def test_a_yield_read_in_the_case_itself_is_dropped(url: str, catalog: Catalog) -> None:
    ours = known(catalog, figure(5000, 4000, 6000, source="ours"))
    rule = catalog.rules["stand"].effort.people
    text = "sources:\n  page: {url: '%s'}\ncases:\n- id: a\n  population: 50000000\n  %s\n  channels:\n"
    text += "  - {method: market_stand, %s events: 1, observed: {value: 60, counts: attendances}}\n"
    other = told(text % (url, "", ""), ours)[0]  # the file knows the page, the case does not cite it
    assert (other.basis, other.dropped) == ("published", ())
    for case, channel in (("sources: [page]", ""), ("", "source: page,")):
        row = told(text % (url, case, channel), ours)[0]
        assert rule
        assert (row.predicted, row.basis, row.dropped) == (rule.value, "rule", ("ours",))


def test_a_source_without_an_address_is_known_by_its_key(catalog: Catalog) -> None:
    ours = known(catalog, figure(5000, 4000, 6000, source="ours"))
    line = "{method: market_stand, source: ours, events: 1, observed: {value: 60, counts: attendances}}"
    assert told(f"cases:\n- id: a\n  channels:\n  - {line}\n", ours)[0].dropped == ("ours",)
    elsewhere = f"sources: {{ours: {{url: 'https://autre.fr'}}}}\ncases:\n- id: a\n  channels:\n  - {line}\n"
    assert told(elsewhere, ours)[0].dropped == ()


# -- files as they come -------------------------------------------------------------------------------

MESSY = """
meta: {version: 2, anything: [1, 2]}
sources:
  here: {title: Un journal, url: 'https://exemple.org/a'}
  there: just words
cases:
- id: ville
  place: Une ville
  year: 2021
  population: {value: "about 58,000", what: inhabitants, confidence: memory, source: here}
  subject: a square
  audiences_targeted: [everyone]
  duration: four weeks
  reported_bias: [{what: few young people, source: here}]
  lessons: [none]
  confidence: read
  channels:
  - {method: public_meeting, events: 4, participants_per_event: 300 to 400, source: here}
  - {method: workshop, sessions: 2, participants: 70 and 60, note: two evenings}
  - {method: market_stand, units: {count: 3 à 5, of: stand}, observed: {low: 100, high: 300, counts: attendances}}
  - {method: postal_questionnaire, units: {count: 5000, of: households}, observed: {value: '1 200', counts: people}}
  - {method: citizens_jury, units: {count: 4, of: weekends}, observed: {value: 20, counts: people}}
  - {method: online_vote, voters: "20 100"}
- place: Ailleurs
  channels:
  - {method: drone_parade, events: 2, observed: {value: 10, counts: people}}
  - {method: public_meetings, observed: {value: 10, counts: people}}
  - {method: door_to_door, units: {count: 500, of: doors}, observed: {value: 10, counts: people}}
  - {method: online_survey, observed: {value: 0, counts: people}}
  - {method: online_survey, observed: 900}
  - {method: online_survey, observed: {value: a few hundred, counts: people}}
  - {method: online_ideation, ideas: 1000}
  - {method: online_platform, observed: {value: 130000, counts: visits}}
- id: sans canal
  channels:
"""


def test_a_messy_file_is_told_as_far_as_it_can_be(catalog: Catalog) -> None:
    rows = told(MESSY, catalog)
    assert [row.case for row in rows] == ["ville"] * 6 + ["Ailleurs"] * 8
    meetings, workshops, stands, letters, jury, vote, drone, plural, doors, nobody, unsaid, words, ideas, visits = rows
    assert (meetings.observed, meetings.counts, meetings.units, meetings.assumed) == (1400, "attendances", 4, ())
    assert (workshops.observed, workshops.predicted) == (None, None)  # a sentence, not a number
    assert (stands.observed, stands.units) == (200, 4)
    assert (letters.observed, letters.units) == (1200, 5)  # one unit is 1,000 households
    assert jury.units == 1  # four weekends of one jury
    assert (vote.observed, vote.counts, vote.assumed) == (20100, "people", ("units",))
    for row, reason in ((drone, "unknown method"), (plural, "perhaps public_meeting"), (doors, 'in "door"'), (unsaid, "not said"),
                        (ideas, "contributions"), (visits, "visits"), (workshops, "not said")):  # fmt: skip
        assert row.predicted is row.low is row.high is row.factor is row.inside is None
        assert row.why
        assert reason in row.why.en
    assert nobody.predicted
    assert (nobody.factor, nobody.inside) == (None, False)
    assert "population" in nobody.assumed
    assert words.predicted
    assert words.observed is None
    for row in rows:
        if row.predicted is not None:
            assert row.why is None
            assert row.low is not None and row.high is not None
            assert 0 < row.low <= row.predicted <= row.high


def test_nothing_is_predicted_but_people_and_attendances(catalog: Catalog) -> None:
    assert all((row.predicted is None) == (row.counts not in ("people", "attendances")) for row in told(MESSY, catalog)[9:])


@pytest.mark.parametrize(
    ("written", "read"),
    [("300 to 400", 350), ("300–400", 350), ("between 300 and 400", 350), ("entre 300 et 400", 350), ("nearly 300", 300), ("20,100", 20100),
     ("1 220", 1220), ("2.5 million", 2_500_000), ("70 and 60", None), ("opening 300, closing 150", None), ("52%", None),
     ("beaucoup", None), (True, None), ([3], None), (12.5, 12.5)],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(written: object, read: float | None) -> None:
    (case,) = read_cases(json.dumps({"cases": [{"channels": [{"method": "x", "observed": {"value": written, "counts": "people"}}]}]}), "c")
    found = case.channels[0].observed
    assert (found.value if found else None) == read


FAULTS: dict[str, tuple[str, int | None, str]] = {
    "a list": ("- a\n- b\n", 1, "attendue"),
    "nothing": ("", None, "attendue"),
    "another kind of file": ("schema: 1\nsubject: x\n", 1, "cases"),
    "no case": ("cases: []\n", 1, "attendue"),
    "a case that is a word": ("cases:\n- gers\n", 2, "cases.0"),
    "channels that are no list": ("cases:\n- id: a\n  channels: {method: workshop}\n", 3, "liste"),
    "a channel that is a word": ("cases:\n- channels:\n  - workshop\n", 3, "cases.0.channels.0"),
    "a channel without a method": ("cases:\n- channels:\n  - events: 2\n", 3, "méthode"),
    "a negative count": ("cases:\n- channels:\n  - method: workshop\n    observed: {value: -3, counts: people}\n", 4, "« -3 »"),
    "a negative count in words": ("cases:\n- channels:\n  - method: workshop\n    observed: {value: '-3', counts: people}\n", 4, "« -3 »"),
    "an endless count": ("cases:\n- channels:\n  - method: workshop\n    events: 1e999\n", 4, "inf"),
    "nobody": ("cases:\n- population: 0\n", 2, "habitant"),
    "an alias": ("cases: &a [*a]\n", 1, "alias"),
    "a bracket left open": ("cases: [\n", 2, "mal formé"),
    "too many channels": ("cases:\n- channels:\n" + "  - {method: workshop}\n" * 1001, 1, "1000"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_file_is_told_with_its_line(fault: str) -> None:
    text, line, words = FAULTS[fault]
    with pytest.raises(BadInput) as told_:
        read_cases(text, "cas.yaml")
    message = told_.value.say("fr").replace("\u202f", " ").replace("\u00a0", " ")
    assert message.startswith("cas.yaml: " if line is None else f"cas.yaml:{line}: ")
    assert words in message
    assert len(message) < 400


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadInput) as found:
        read_cases("cases:\n- population: -5\n- channels: 3\n", "cas.yaml")
    assert [problem.line for problem in found.value.problems] == [2, 3]


# -- what is said of all rows -------------------------------------------------------------------------


def row(low: float, predicted: float, high: float, observed: float) -> Row:
    factor = max(predicted / observed, observed / predicted)
    return Row(case="a", method="workshop", predicted=predicted, low=low, high=high, observed=observed, counts="people",
               factor=factor, inside=low <= observed <= high)  # fmt: skip


def test_a_summary_counts_rows() -> None:
    silent = Row(case="a", method="x", predicted=None, low=None, high=None, observed=3, counts="visits")
    found = summarise([row(50, 100, 200, 150), row(50, 100, 300, 1000), row(10, 100, 400, 60), silent])
    assert (found.rows, found.predicted_rows, found.compared_rows) == (4, 3, 3)
    assert (found.within_factor_2, found.inside_80, found.too_low) == (2, 2, 2)
    assert found.median_width == 6  # of 4, 6 and 40
    assert found.forecast is True


def test_too_wide_is_no_forecast_and_the_screen_says_so() -> None:
    rows = [row(10, 50, 110, 60)]
    assert summarise(rows).forecast is False
    assert "ce n’est pas une prévision" in table(rows, "fr")
    assert "this is not a forecast" in table(rows, "en")
    assert "not a forecast" not in table([row(10, 50, 90, 60)], "en")
    endless = summarise([row(0, 50, 110, 60)])
    assert (endless.median_width, endless.forecast) == (None, False)


def test_intervals_that_miss_too_often_are_said_too_narrow() -> None:
    # All of two missed: one chance in 25 (0.2²). One of two: 0.36.
    assert chance_of(0, 2) == pytest.approx(0.04)
    assert chance_of(1, 2) == pytest.approx(0.36)
    missed, held = row(50, 60, 70, 600), row(50, 60, 70, 60)
    assert summarise([missed, missed]).too_narrow is True
    assert summarise([missed, held]).too_narrow is False
    assert "trop étroits" in table([missed, missed], "fr")
    assert "too narrow" in table([missed, missed], "en")


def test_nothing_to_predict_is_no_forecast() -> None:
    found = summarise([])
    assert (found.predicted_rows, found.median_width, found.forecast, found.too_narrow) == (0, None, False, False)
    assert "No channel" in table([], "en")


# -- the command --------------------------------------------------------------------------------------


def parsed(*arguments: str) -> argparse.Namespace:
    parser = console.Parser()
    parser.add_argument("--json", action="store_true")
    console.language(parser)
    backtest.arguments(parser)
    return parser.parse_args(arguments)


@pytest.fixture
def messy(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("planner.backtest.load", lambda: catalog)
    file = tmp_path_factory.mktemp("cas") / "cas.yaml"
    file.write_text(MESSY, encoding="utf-8")
    return str(file)


def test_the_command_prints_one_json_document(messy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert backtest.run(parsed(messy, "--json", "--lang", "en")) == 0
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["channels"]) == answer["summary"]["rows"] == 14
    assert {"case", "method", "predicted", "low", "high", "observed", "counts", "factor", "inside", "why"} <= set(answer["channels"][0])
    assert {"predicted_rows", "within_factor_2", "inside_80", "median_width", "forecast"} <= set(answer["summary"])
    assert answer["channels"][6]["why"] == "unknown method"
    again = backtest.run(parsed(messy, "--json", "--lang", "en"))
    assert (again, json.loads(capsys.readouterr().out)) == (0, answer)  # the draws are seeded


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", ("méthode inconnue", "Canaux prévus")), ("en", ("unknown method", "Channels predicted"))]
)
def test_the_command_prints_a_table_and_a_sentence(
    lang: str, words: tuple[str, ...], messy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backtest.run(parsed(messy, "--lang", lang)) == 0
    out = capsys.readouterr().out
    assert all(each in out for each in words)
    assert len(out.splitlines()) < 24
    assert max(map(len, out.splitlines()[:15])) < 180


def test_words_of_a_file_cannot_drive_a_terminal(catalog: Catalog) -> None:
    rows = told('cases:\n- id: "a\\u001b[31m\\nb"\n  channels:\n  - {method: "x\\u0007", observed: {value: 3, counts: people}}\n', catalog)
    assert (rows[0].case, rows[0].method) == ("a[31m b", "x")
