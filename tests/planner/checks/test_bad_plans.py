"""Plans with mistakes given to `python -m planner check`: a short message and status 2, quickly, or findings."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from catalog import console
from catalog.load import Catalog, load
from planner import cli

HEAD = "schema: 1\nbrief: {subject: Place du marché}\nactivities:\n"
STAND = "  - {method: market_stand, phase: diagnose, units: 1}\n"


def many(count: int, line: str = STAND) -> str:
    return HEAD + line * count


# What is wrong: the file, the line that must be named (None: the whole), words of the message.
BAD: dict[str, tuple[str, int | None, str]] = {
    "an unknown key of the plan": (HEAD + STAND + "activites: []\n", 5, "Écrivez « activities »"),
    "an unknown key of an activity": (HEAD + "  - {method: market_stand, phase: diagnose, unit: 2}\n", 4, "Écrivez « units »"),
    "an unknown commitment": (HEAD + STAND + "commitments: {reply_onn: 2027-05-10}\n", 5, "Écrivez « reply_on »"),
    "an unknown method": (HEAD + "  - {method: market_stan, phase: diagnose}\n", 4, "Écrivez « market_stand »"),
    "an unknown phase": (HEAD + "  - {method: market_stand, phase: diagnos}\n", 4, "Écrivez « diagnose »"),
    "an unknown tool": (HEAD + "  - {method: online_survey, phase: diagnose, tools: [limesurvy]}\n", 4, "Écrivez « limesurvey »"),
    "an option that is none": (HEAD + "  - {method: workshop, phase: ideate, options: [market_stand]}\n", 4, "market_stand"),
    "a method given as a list": (HEAD + "  - {method: [market_stand], phase: diagnose}\n", 4, "texte"),
    "week 5000": (HEAD + "  - {method: market_stand, phase: diagnose, week: 5000}\n", 4, "520"),
    "a week before the preparation": (HEAD + "  - {method: market_stand, phase: diagnose, week: -1}\n", 4, "0"),
    "half a week": (HEAD + "  - {method: market_stand, phase: diagnose, week: 2.5}\n", 4, "entier"),
    "negative units": (HEAD + "  - {method: market_stand, phase: diagnose, units: -3}\n", 4, "1"),
    "no unit": (HEAD + "  - {method: market_stand, phase: diagnose, units: 0}\n", 4, "1"),
    "units with 5,000 digits": (HEAD + "  - {method: market_stand, phase: diagnose, units: " + "9" * 5000 + "}\n", 4, ""),
    "a bridge to nowhere": (HEAD + STAND + "bridges: [{from: market_stand-diagnose, to: nulle-part}]\n", None, "nulle-part"),
    "a public of nobody": (HEAD + "  - {method: workshop, phase: ideate, audiences: [Martiens]}\n", None, "Martiens"),
    "an unknown principle set aside": (HEAD + STAND + "set_aside: [{principle: no_digital_onli, reason: x}]\n", 5, "no_digital_only"),
    "10,000 activities": (many(10_000), None, "300"),
    "activities that are a word": ("schema: 1\nbrief: {subject: x}\nactivities: marché\n", 3, "liste"),
    "no brief": ("schema: 1\nactivities: []\n", None, "brief"),
    "activities of nothing": (HEAD + "  -\n", None, ""),
    "a start at the end of time": ("schema: 1\nbrief:\n  subject: x\n  limits: {start: 9999-01-04}\n", 4, "2200"),
    "an end at the beginning of time": ("schema: 1\nbrief:\n  subject: x\n  limits: {end: 0001-12-31}\n", 4, "1900"),
    "ids that are numbers": (HEAD + "  - {id: 1, method: market_stand, phase: diagnose}\n", 4, "texte"),
}  # fmt: skip
# Odd and yet possible: the checker has something to say.
ODD: dict[str, str] = {
    "week 0": HEAD + "  - {method: letterbox_drop, phase: mobilise, units: 1, week: 0}\n" + STAND,
    "week 520": HEAD + "  - {method: market_stand, phase: diagnose, units: 1, week: 520}\n",
    "10,000 units": HEAD + "  - {method: market_stand, phase: diagnose, units: 10000, week: 1}\n",
    "a bridge to oneself": HEAD + STAND + "bridges: [{from: market_stand-diagnose, to: market_stand-diagnose}]\n",
    "300 activities": many(300),
    "nothing": "schema: 1\nbrief: {subject: x}\n",
}  # fmt: skip
SECONDS = 20.0  # more than enough on a loaded machine: what is quadratic or worse takes minutes


def asked(
    content: str, catalog: Catalog, at: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr("planner.cli.load", lambda: catalog)
    path = at / "mal.plan.yaml"
    path.write_text(content, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(SystemExit) as left:
        console.run(cli.main, ["check", str(path)])
    assert time.process_time() - began < SECONDS
    said = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, said.out, re.sub(r"[\u00a0\u202f]", " ", said.err)


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_plan_is_refused_in_a_few_words(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content, line, words = BAD[fault]
    status, out, err = asked(content, load(), tmp_path, monkeypatch, capsys)
    assert (status, out) == (2, "")
    assert words in err
    if line is not None:
        assert f"mal.plan.yaml:{line}:" in err
    assert 0 < len(err.strip()) <= 4000 and len(err.splitlines()) <= 40
    assert "Traceback" not in err and "inattendue" not in err


@pytest.mark.parametrize("fault", ODD)
def test_an_odd_plan_gets_findings(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(ODD[fault], load(), tmp_path, monkeypatch, capsys)
    assert status in (0, 1)
    assert "respectés" in out
    assert err == ""
