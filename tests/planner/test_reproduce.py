"""Making a document again: the same numbers, or each difference by name; and a new proposal beside the old one."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from catalog import console
from catalog.load import Catalog
from planner import VERSION, cli
from planner.opening import open_file, record_in
from planner.optimise import propose
from planner.plan import Plan, dump
from planner.reach import Situation
from planner.reproduce import named, reproduce, told
from planner.writers import write

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def plan() -> Plan:
    from catalog.load import load

    catalog = load()
    path = ROOT / "examples" / "place-du-marche.brief.yaml"
    return propose(Situation(open_file(path.read_bytes(), path.name, catalog).brief, catalog), seconds=3)


@pytest.fixture
def maillage(catalog: Catalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command line in this process: its status, stdout and stderr with ordinary spaces."""
    monkeypatch.setattr("planner.cli.load", lambda: catalog)

    def call(*arguments: object) -> tuple[Any, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            console.run(cli.main, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        return left.value.code, *(re.sub("[\u00a0\u202f]", " ", each) for each in (said.out, said.err))

    return call


def edited(path: Path, **changes: object) -> Path:
    """The same record with other numbers or versions, as the attachment of a PDF saved by itself."""
    record = record_in(path.read_bytes(), path.name)
    assert record is not None
    value = json.loads(record.model_dump_json(by_alias=True, exclude_none=True))
    value["numbers"] |= changes.pop("numbers", {})  # type: ignore[operator]
    out = path.with_suffix(".json")
    out.write_text(json.dumps(value | changes), encoding="utf-8")
    return out


def test_a_document_just_made_is_reproduced_to_the_last_number(plan: Plan, catalog: Catalog, tmp_path: Path, maillage: Any) -> None:
    path = tmp_path / "x.md"
    write(plan, catalog, path, "fr", TODAY)
    status, out, err = maillage("reproduce", path, "--json")
    said = json.loads(out)
    assert (status, err, said["status"], said["differences"], said["resolved"]) == (0, "", "same", [], None)
    assert said["document"] == {"engine": VERSION, "data": catalog.version, "today": "2026-11-22", "paper": "note", "lang": "fr"}
    assert said["now"] == {"engine": VERSION, "data": catalog.version}
    assert said["compared"] == 8 + 10 * len(plan.activities) + 7 * (len(plan.brief.audiences) + 1)
    status, out, _ = maillage("reproduce", path)
    assert status == 0 and "Aucune différence." in out and "ne sont pas recalculées" in out


def test_each_difference_is_said_in_plain_words(plan: Plan, catalog: Catalog, tmp_path: Path, maillage: Any) -> None:
    path = tmp_path / "x.md"
    write(plan, catalog, path, "fr", TODAY)
    activity = plan.activities[0]
    audience = plan.brief.audiences[0].name
    numbers = {
        "cost": 1.0,
        f"activities/{activity.id}/units": 77.0,
        f"coverage/{audience}/comes": 3.0,
        "certificate/exact": 0.999,
        "gone": 5.0,
    }
    path = edited(path, numbers=numbers, engine="0.0.9", data="old")
    status, out, _ = maillage("reproduce", path, "--json", "--lang", "en")
    said = json.loads(out)
    assert (status, said["status"]) == (1, "different")
    assert (said["document"]["engine"], said["document"]["data"]) == ("0.0.9", "old")
    found = {each["name"]: each for each in said["differences"]}
    assert set(found) == set(numbers)
    assert (found["gone"]["was"], found["gone"]["now"]) == (5.0, None)
    assert found["certificate/exact"]["now"] == pytest.approx(plan.certificate.exact)  # type: ignore[union-attr]
    assert found["cost"]["label"] == "plan: cost incl. VAT (€)"
    assert found[f"coverage/{audience}/comes"]["label"] == f"{audience}: would take part"
    status, out, _ = maillage("reproduce", path)
    assert status == 1 and "Document : Maillage 0.0.9, données old" in out and "5 différences :" in out
    assert f"  {catalog.methods[activity.method].name.fr} (" in out and ": unités : 77 → " in out


def test_the_value_of_a_certificate_is_computed_again_from_a_plan_by_itself(plan: Plan, tmp_path: Path, maillage: Any) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(dump(plan), encoding="utf-8")
    assert maillage("reproduce", path)[0] == 0
    assert plan.certificate is not None
    boast = plan.model_copy(update={"certificate": plan.certificate.model_copy(update={"exact": plan.certificate.exact + 0.01})})
    path.write_text(dump(boast), encoding="utf-8")
    status, out, _ = maillage("reproduce", path, "--json")
    (only,) = json.loads(out)["differences"]
    assert (status, only["name"]) == (1, "certificate/exact")
    assert only["was"] - only["now"] == pytest.approx(0.01)
    path.write_text(dump(plan.model_copy(update={"certificate": None})), encoding="utf-8")
    status, _, err = maillage("reproduce", path)
    assert status == 2 and "aucun nombre à recalculer" in err


def test_what_is_no_document_is_unusable(tmp_path: Path, maillage: Any) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    status, out, err = maillage("reproduce", path)
    assert (status, out) == (2, "") and "celui-ci n’en porte pas" in err
    assert maillage("reproduce", tmp_path / "none.docx")[0] == 2


def test_resolving_says_what_a_new_proposal_changes(plan: Plan, catalog: Catalog) -> None:
    rest = plan.activities[1:]
    kept = {each.id for each in rest}
    bridges = tuple(bridge for bridge in plan.bridges if {bridge.from_, bridge.to} <= kept)
    poorer = plan.model_copy(update={"activities": rest, "bridges": bridges})
    found = reproduce(poorer, None, catalog, resolve=4)
    assert found.resolved is not None and found.resolved.status == "ok"
    assert found.resolved.exact_now is not None and found.resolved.bound is not None
    assert found.resolved.exact_was <= found.resolved.exact_now <= found.resolved.bound
    assert not {c.method for c in found.resolved.added if c.was} and all(c.now == 0 for c in found.resolved.removed)
    assert found.resolved.cost_now is not None and found.resolved.cost_now <= 12_000 + 1e-6  # the budget of the brief
    assert found.status == "different"  # the certificate was that of the whole plan
    said = told(found, poorer, catalog, "en")
    assert "New proposal, from the same brief:" in said and len(said.splitlines()) <= 40


def test_a_brief_that_nothing_fits_any_more_says_so(plan: Plan, catalog: Catalog) -> None:
    audience = plan.brief.audiences[0].model_copy(update={"floor": 0.99})
    brief = plan.brief.model_copy(update={"audiences": (audience, *plan.brief.audiences[1:])})
    found = reproduce(plan.model_copy(update={"brief": brief}), None, catalog, resolve=3)
    assert found.resolved is not None and (found.resolved.status, found.resolved.exact_now) == ("impossible", None)
    assert "Aucun dispositif ne tient" in told(found, plan, catalog, "fr")


def test_a_name_that_nothing_bears_is_given_as_it_is(plan: Plan, catalog: Catalog) -> None:
    assert named("activities/gone/cost", plan, catalog).en == "gone: cost incl. VAT (€)"
    assert named("coverage/all/informed", plan, catalog).fr == "ensemble du territoire : informés"
    assert named("///", plan, catalog).en


# -- the commands that take a plan take a document ------------------------------------------------------


def test_a_document_is_checked_and_explained_as_its_plan_is(plan: Plan, catalog: Catalog, tmp_path: Path, maillage: Any) -> None:
    page, alone = tmp_path / "x.md", tmp_path / "x.yaml"
    short = plan.model_copy(update={"activities": plan.activities[:2], "bridges": ()})
    write(short, catalog, page, "fr", TODAY)
    alone.write_text(dump(short), encoding="utf-8")
    for command in ("check", "explain"):
        assert maillage(command, page, "--json") == maillage(command, alone, "--json")


def test_a_document_is_written_from_a_document(plan: Plan, catalog: Catalog, tmp_path: Path, maillage: Any) -> None:
    write(plan, catalog, tmp_path / "x.md", "fr", TODAY)
    status, out, _ = maillage("document", tmp_path / "x.md", "-o", tmp_path / "y.html", "--paper", "leaflet", "--lang", "en")
    assert (status, out) == (0, "")
    record = record_in((tmp_path / "y.html").read_bytes(), "y.html")
    assert record is not None and (record.paper, record.lang, record.plan) == ("leaflet", "en", plan)


def test_a_document_in_an_organisation_s_template_opens_again(plan: Plan, tmp_path: Path, maillage: Any) -> None:
    source, template = tmp_path / "x.yaml", Document()
    source.write_text(dump(plan), encoding="utf-8")
    template.add_paragraph("Ville de Bourg")
    template.add_paragraph("{{p note }}")
    template.save(str(tmp_path / "template.docx"))
    status, _, err = maillage("document", source, "-o", tmp_path / "y.docx", "--template", tmp_path / "template.docx")
    assert status == 0, err
    assert Document(str(tmp_path / "y.docx")).paragraphs[0].text == "Ville de Bourg"
    assert maillage("reproduce", tmp_path / "y.docx")[0] == 0


def test_flags_of_a_document_that_make_no_sense_are_refused(plan: Plan, tmp_path: Path, maillage: Any) -> None:
    source = tmp_path / "x.yaml"
    source.write_text(dump(plan), encoding="utf-8")
    for arguments, words in (
        (("-o", tmp_path / "y.docx", "--paper", "leaflt"), "Voulez-vous dire leaflet"),
        (("-o", tmp_path / "y.docx", "--paper", "zzz"), "Documents possibles : note"),
        (("-o", tmp_path / "y.xlsx", "--paper", "leaflet"), "n’a qu’une forme"),
        (("-o", tmp_path / "y.pdf", "--template", source), "modèle Word"),
        (("-o", tmp_path / "y.docx", "--template", tmp_path / "none.docx"), "introuvable"),
        (("-o", tmp_path / "no" / "y.docx"), "dossier n’existe pas"),
    ):
        status, out, err = maillage("document", source, *arguments)
        assert (status, out) == (2, "") and words in err, err
    assert list(tmp_path.glob("y.*")) == []
