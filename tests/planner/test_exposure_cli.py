"""The `exposure` command, as a script calls it: any criteria, any place, any year, one by one or by table."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from catalog import console
from catalog.figures import CRITERIA
from catalog.load import load
from planner import cli, exposure_cli
from planner.opening import open_file
from planner.writers import write

CATALOG = load()


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        console.run(cli.main, ["exposure", *arguments])
    said = capsys.readouterr()
    return int(str(left.value.code)), said.out, " ".join(said.err.split())


def value(capsys: pytest.CaptureFixture[str], *arguments: str) -> float:
    return float(json.loads(answer(capsys, *arguments, "--json")[1])["value"])


@pytest.fixture(autouse=True)
def without_census_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("MAILLAGE_PLACES", str(tmp_path / "none.parquet"))
    monkeypatch.setattr(exposure_cli, "load", lambda: CATALOG)
    yield


def test_the_list_names_the_criteria_of_the_surveys(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(answer(capsys, "--list", "--json")[1])
    assert tuple(listed["criteria"]) == CRITERIA
    assert {"12-17", "70-74", "75+", "70+"} <= set(listed["criteria"]["age"])
    assert {"1", "5_plus"} <= set(listed["criteria"]["household_size"])
    assert {"no_internet_use", "smartphone_only", "any_obstacle_to_full_use"} <= set(listed["indicators"])
    assert "far_from_digital" not in listed["indicators"]  # published without a profile: it cannot be estimated
    assert listed["places"]["59"] == "Nord" and listed["places"]["R32"] == "Hauts-de-France" and "976" not in listed["places"]


def test_seventy_and_over_is_seventy_to_seventy_four_and_seventy_five_and_over(capsys: pytest.CaptureFixture[str]) -> None:
    group = value(capsys, "--where", "age=70+", "--year", "2020")
    assert group == pytest.approx(value(capsys, "--where", "age=70-74", "--where", "age=75+", "--year", "2020"))
    assert group == pytest.approx(value(capsys, "--where", "age=70-74|75+", "--year", "2020"))
    assert group == pytest.approx(0.281, abs=0.001)  # as published


def test_a_former_name_of_a_criterion_is_still_read(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = (value(capsys, "--where", f"{name}=under_900", "--year", "2020") for name in ("income", "household_income_month_eur"))
    assert old == new == pytest.approx(0.203, abs=0.001)


def test_an_answer_has_what_scripts_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = answer(capsys, "--place", "59", "--where", "age=75+", "--where", "diploma=no_diploma", "--year", "2020", "--json")
    found = json.loads(out)
    assert status == 0 and err == ""
    assert {"value", "low", "high", "basis", "sources"} <= set(found)
    assert 0 < found["low"] < found["value"] < found["high"] < 1
    assert set(found["sources"]) <= set(CATALOG.sources)


@pytest.mark.parametrize("name", ["R32", "REG-32", "Hauts-de-France", "hauts-de-france"])
def test_a_region_is_found_by_code_or_by_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert value(capsys, "--place", name) == pytest.approx(value(capsys, "--place", "R32"))


def test_a_department_is_found_by_code_or_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert value(capsys, "--place", "2a") == value(capsys, "--place", "Corse-du-Sud")


def test_a_table_answers_row_by_row_what_the_command_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"place": "59", "indicator": "no_smartphone", "year": "2022", "age": "40-59", "household_size": ""},
        {"place": "", "indicator": "", "year": "", "age": "", "household_size": "1"},
        {"place": "R94", "indicator": "insufficient_mastery", "year": "2020", "age": "75+", "household_size": "2"},
    ]
    given, told = tmp_path / "in.csv", tmp_path / "out.csv"
    with given.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert answer(capsys, "--table", str(given), "-o", str(told))[0] == 0
    with told.open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    for row, line in zip(rows, found, strict=True):
        assert {name: line[name] for name in row} == row
        flags = [f"--where={name}={row[name]}" for name in ("age", "household_size") if row[name]]
        flags += [f"--{name}={row[name]}" for name in ("place", "indicator", "year") if row[name]]
        alone = json.loads(answer(capsys, *flags, "--json")[1])
        assert [float(line[name]) for name in ("value", "low", "high")] == pytest.approx(
            [alone[name] for name in ("value", "low", "high")], abs=1e-6
        )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--where", "age=75"), "Voulez-vous dire 75+"),
        (("--where", "aeg=75+"), "Voulez-vous dire age"),
        (("--where", "age=12-17", "--where", "diploma=no_diploma"), "personne n’a ce profil"),
        (("--indicator", "no_internet"), "Voulez-vous dire no_internet_use"),
        (("--indicator", "insufficient_mastery", "--where", "age=12-17"), "hors du champ"),
        (("--year", "1990"), "trop loin"),
        (("--place", "Lille"), "places build"),
        (("--place", "Nrd"), "Écrivez « Nord »"),
        (("--place", "976"), "Mayotte"),
        (("--place", "R06"), "Mayotte"),
    ],
)
def test_a_question_without_an_answer_is_refused_in_plain_words(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = answer(capsys, *arguments)
    assert status == 2 and out == ""
    assert words in err and "Traceback" not in err


def test_the_faults_of_a_table_are_told_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "in.csv"
    given.write_text("place,year,age\n59,2020,75+\n59,deux mille,75+\n59,2020,85+\n", encoding="utf-8")
    status, _out, err = answer(capsys, "--table", str(given))
    assert status == 2
    assert "3" in err and "4" in err and "85+" in err


def test_a_row_with_nobody_to_count_is_left_empty_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, told = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(
        "indicator,age,diploma\nno_internet_use,12-17,higher_education\ninsufficient_mastery,12-17,\n,75+,\n", encoding="utf-8"
    )
    status, _out, err = answer(capsys, "--table", str(given), "-o", str(told))
    rows = list(csv.DictReader(told.open(encoding="utf-8")))
    assert status == 0 and "lignes 2, 3" in err
    assert [row["value"] for row in rows[:2]] == ["", ""] and float(rows[2]["value"]) > 0.3
    told_as_json = json.loads(answer(capsys, "--table", str(given), "--json")[1])["rows"]
    assert told_as_json[0]["value"] is None and told_as_json[2]["value"] == pytest.approx(float(rows[2]["value"]))


def test_the_brief_may_come_from_any_of_our_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A brief, the plan made of it and a document that carries it give the same answer."""
    brief = Path("examples/tram-t10.brief.yaml")
    plan = open_file(brief.read_bytes(), brief.name, CATALOG)
    wanted = json.loads(answer(capsys, str(brief), "--json")[1])
    for suffix in (".yaml", ".md"):
        write(plan, CATALOG, path := tmp_path / f"made{suffix}", "fr", date(2026, 11, 22), "scoping")
        status, out, _err = answer(capsys, str(path), "--json")
        assert status == 0 and json.loads(out) == wanted
