"""Opening what somebody gives: by what it holds, whatever it is called, and a plain message when it is not ours."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from catalog.load import Catalog
from catalog.paper.carried import carried, shown
from catalog.words import Lang
from catalog.yamlfile import BadInput
from planner.documents.shelf import PAPERS
from planner.evaluate import evaluate
from planner.opening import MOST, SUFFIXES, open_file, record_in
from planner.plan import Plan, dump
from planner.record import Made, made, text
from planner.writers import FORMATS, write

TODAY, KEPT = date(2026, 11, 22), date(2027, 11, 22)
# What files have been seen to lose: markup, comment and script ends, separators of lines, halves, right to left, formulas.
HOSTILE = ('=1+1 Léa <b>&amp;</b> --> </script> \\u0041 _x0041_ "é" \u2028\x85\u202e 🎪👩‍👧 سكان -- ' + "long " * 60)[:300].strip()
PLAN = Plan.model_validate({
    "brief": {
        "subject": HOSTILE,
        "mandate": {"decision": "a\nb\tc " + "texte " * 300, "council_on": "2026-12-14"},
        "territory": {"name": "Ville --> <x>", "people": 18_000, "code": "60"},
        "audiences": [{"name": HOSTILE[:280] + "!", "people": 900}],
        "limits": {"start": "2027-01-04", "budget": 12000},
    },
    "activities": [
        {"method": "letterbox_drop", "phase": "mobilise", "week": 5},
        {"method": "online_ideation", "phase": "ideate", "week": 8, "audiences": [HOSTILE[:280] + "!"]},
    ],
    "certificate": {"objective": "x", "claimed": 0.5, "exact": 0.4, "bound": 0.6, "gap": 1 / 3, "seconds": 4.2, "proven": False,
                    "scope": "all methods", "engine": "0.1.0", "data": "abc"},
})  # fmt: skip
SMALL = Plan.model_validate({"brief": {"subject": "La place"}, "activities": [{"method": "market_stand", "phase": "diagnose"}]})


def record_of(plan: Plan, catalog: Catalog) -> Made:
    return made(plan, catalog, "note", "fr", TODAY, evaluate(plan, catalog), KEPT)


def refused(content: bytes, name: str, catalog: Catalog, *words: str) -> str:
    """The French message of a file that does not open; the English one is as short."""
    with pytest.raises(BadInput) as error:
        open_file(content, name, catalog)
    for lang in ("fr", "en"):
        said = error.value.say("fr" if lang == "fr" else "en")
        assert len(said) <= 4_000 and len(said.splitlines()) <= 40
    said = re.sub("[\u00a0\u202f]", " ", error.value.say("fr"))
    for word in words:
        assert word in said
    return said


# -- what the writers write opens again -----------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".ics"])
def test_a_document_opens_again_letter_for_letter(suffix: str, lang: Lang, catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    write(PLAN, catalog, path, lang, TODAY, kept_until=KEPT)
    content = path.read_bytes()
    assert open_file(content, path.name, catalog) == PLAN
    assert open_file(content, "a file.txt", catalog) == PLAN  # by what it holds, not by its name
    record = record_in(content, path.name)
    if suffix in (".json", ".yaml"):
        assert record is None
    else:
        assert record is not None
        assert (record.plan, record.lang, record.today, record.kept_until) == (PLAN, lang, TODAY, KEPT)
        assert record.paper == ("workbook" if suffix == ".xlsx" else "note")
        assert record.plan.certificate == PLAN.certificate


@pytest.mark.parametrize("name", list(PAPERS))
def test_each_document_of_the_shelf_carries_the_plan(name: str, catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    write(SMALL, catalog, path, "fr", TODAY, name)
    record = record_in(path.read_bytes(), path.name)
    assert record is not None and (record.paper, record.plan) == (name, SMALL)


def test_the_formats_that_open_are_said(catalog: Catalog) -> None:
    assert set(FORMATS) - {".ics"} <= set(SUFFIXES)
    assert MOST == 20_000_000


def test_a_brief_is_a_plan_without_activities_yet(catalog: Catalog) -> None:
    plan = open_file(b"subject: La place\n", "x.yaml", catalog)
    assert (plan.brief.subject, plan.activities) == ("La place", ())
    assert open_file(b'{"subject": "La place"}', "x.txt", catalog) == plan


def test_a_json_text_keeps_what_yaml_would_fold_or_refuse(catalog: Catalog) -> None:
    said = json.dumps({"subject": "a\u2028b\x7fc 🎪 / \\u0041"}, ensure_ascii=False)
    assert open_file(said.encode(), "x.json", catalog).brief.subject == "a\u2028b\x7fc 🎪 / \\u0041"
    halves = b'{"subject": "\\ud83c\\udfaa \\/ \\\\ud83c"}'
    assert open_file(halves, "x.json", catalog).brief.subject == "🎪 / \\ud83c"


def test_a_fault_of_a_json_text_is_told_with_its_line(catalog: Catalog) -> None:
    refused(b'{\n "subject": "a \\ud83c\\udfaa",\n "levle": "consult"\n}', "x.json", catalog, "x.json:3:", "« level »")


# -- files saved again by other programs ----------------------------------------------------------------


def test_a_word_file_saved_again_still_carries_its_plan(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    write(PLAN, catalog, path, "fr", TODAY)
    again = BytesIO()
    Document(str(path)).save(again)
    assert open_file(again.getvalue(), "x.docx", catalog) == PLAN


def test_a_workbook_saved_again_still_carries_its_plan(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write(PLAN, catalog, path, "fr", TODAY)
    again = BytesIO()
    load_workbook(path).save(again)
    assert open_file(again.getvalue(), "x.xlsx", catalog) == PLAN


@pytest.mark.parametrize("kind", ["inlineStr", "str", "s"])
def test_a_sheet_is_read_however_its_strings_are_kept(kind: str, catalog: Catalog) -> None:
    said = text(record_of(SMALL, catalog))
    pieces = [said[:1_000], said[1_000:]]
    escaped = [piece.replace("&", "&amp;").replace("<", "&lt;") for piece in pieces]
    shown_in = {"inlineStr": "<is><t>{}</t></is>", "str": "<v>{}</v>", "s": "<v>{}</v>"}[kind]
    values = ["1", "2"] if kind == "s" else escaped
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="{kind}">{shown_in.format(v)}</c></row>' for i, v in enumerate(values, 1))
    other = f'<c r="B2" t="{kind}">{shown_in.format("0")}</c>'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", f'<workbook xmlns:r="{relation}"><sheets><sheet name="Plan" r:id="rId1"/>'
                      '<sheet name="maillage" state="veryHidden" r:id="rId7"/></sheets></workbook>')  # fmt: skip
        file.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="rId1" Target="no.xml"/><Relationship Id="rId7" '
                      'Target="/xl/worksheets/sheet9.xml"/></Relationships>')  # fmt: skip
        file.writestr("xl/worksheets/sheet9.xml", f"<worksheet><sheetData>{rows}{other}</sheetData></worksheet>")
        file.writestr("xl/sharedStrings.xml", "<sst><si><t>no</t></si><si><t>" + escaped[0] + "</t><rPh><t>no</t></rPh></si><si><r><t>"
                      + escaped[1][:500] + "</t></r><r><t>" + escaped[1][500:] + "</t></r></si></sst>")  # fmt: skip
    assert carried(content.getvalue(), "x.xlsx").record == said
    assert open_file(content.getvalue(), "x.xlsx", catalog) == SMALL


@pytest.mark.parametrize("how", [{}, {"linearize": True}, {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.all},
                                 {"object_stream_mode": pikepdf.ObjectStreamMode.generate}])  # fmt: skip
def test_a_pdf_saved_again_still_carries_its_plan(how: dict[str, Any], catalog: Catalog) -> None:
    file = pikepdf.new()
    file.add_blank_page()
    file.attachments["other.txt"] = pikepdf.AttachedFileSpec(file, b'{"x": 1}')
    file.attachments["maillage.json"] = pikepdf.AttachedFileSpec(file, text(record_of(PLAN, catalog)).encode())
    content = BytesIO()
    file.save(content, **how)
    assert open_file(content.getvalue(), "x.pdf", catalog) == PLAN


def test_a_page_saved_by_a_browser_still_carries_its_plan(catalog: Catalog) -> None:
    said = text(record_of(SMALL, catalog))
    script = f"<SCRIPT id=maillage-record type='application/json'>{said}</SCRIPT>"
    page = f'<html>\n<head></head><body><p>id="maillage-record"</p>{script}</body></html>'
    assert open_file(page.encode(), "x.htm", catalog) == SMALL


def test_the_attachment_of_a_pdf_opens_by_itself(catalog: Catalog) -> None:
    record = record_of(PLAN, catalog)
    content = text(record).encode()
    assert open_file(content, "maillage.json", catalog) == PLAN
    assert record_in(content, "maillage.json") == record


# -- what is not ours -----------------------------------------------------------------------------------


def test_an_office_or_pdf_file_that_is_not_ours_says_so(catalog: Catalog) -> None:
    word, sheet, leaf = BytesIO(), BytesIO(), BytesIO()
    Document().save(word)
    Workbook().save(sheet)
    file = pikepdf.new()
    file.add_blank_page()
    file.save(leaf)
    for content, name, kind in ((word, "x.docx", "Word"), (sheet, "x.xlsx", "Excel"), (leaf, "x.pdf", "PDF")):
        refused(content.getvalue(), name, catalog, f"un fichier {kind} fait par Maillage porte le dispositif", "n’en porte pas")
        assert record_in(content.getvalue(), name) is None
    refused(b"<!doctype html><p>x</p>", "x.html", catalog, "un fichier HTML fait par Maillage")
    refused(b"# Note\n\n- a: [b\n", "x.md", catalog, "un fichier Markdown fait par Maillage")


def test_an_archive_a_calendar_a_picture_and_an_old_file_are_named(catalog: Catalog) -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", "x")
    refused(archive.getvalue(), "x.zip", catalog, "cette archive n’est ni un document Word ni un classeur Excel")
    refused(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "x.ics", catalog, "un calendrier ne porte que des dates")
    refused(b"\x89PNG\r\n\x1a\n", "x.png", catalog, "une image")
    refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.doc", catalog, "ancien format")


def test_a_later_version_is_named_and_nothing_is_read_by_halves(catalog: Catalog) -> None:
    refused(b"schema: 2\nbrief: {subject: x}\n", "x.yaml", catalog, "x.yaml:1:", "schéma 2", "n’est pas modifié")
    later = text(record_of(SMALL, catalog)).replace('{"schema":1,"maillage"', '{"schema":2,"maillage"')
    refused(later.encode(), "x.json", catalog, "schéma 2")


def test_names_that_the_catalogue_no_longer_knows_are_told_with_the_versions(catalog: Catalog) -> None:
    said = text(record_of(SMALL, catalog)).replace('"market_stand"', '"market_stant"')
    message = refused(
        said.encode(), "maillage.json", catalog, "fait par Maillage 0.1.0", "n’est pas modifié", "« market_stant »", "market_stand"
    )
    assert len(message.splitlines()) == 2
    assert record_in(said.encode(), "maillage.json") is not None  # what it says of itself can still be read


def test_a_record_whose_plan_is_wrong_says_where(catalog: Catalog) -> None:
    value = json.loads(text(record_of(SMALL, catalog)))
    value["plan"]["activities"][0]["units"] = -3
    content = json.dumps(value).encode()
    refused(content, "maillage.json", catalog, "activities.0.units", "(-3)")
    with pytest.raises(BadInput, match=r"plan\.activities\.0\.units"):
        record_in(content, "maillage.json")


def test_a_number_that_is_none_is_refused(catalog: Catalog) -> None:
    refused(b"subject: x\ncontext: {works_cost: 1e999}\n", "x.yaml", catalog, "brief.context.works_cost", "nombre fini")
    refused(b"subject: x\nassumptions: {weights: {ideate: NaN}}\n", "x.yaml", catalog, "assumptions.weights.ideate")


# -- what tries to break it; two thousand more in test_hostile_uploads ----------------------------------


def test_a_message_shows_neither_folders_nor_what_is_invisible(catalog: Catalog) -> None:
    assert shown("../../etc/\u202epass\x00wd\n.yaml") == "passwd.yaml"
    assert shown("C:\\x\\plan.docx") == "plan.docx"
    assert (shown(""), shown(".."), len(shown("a" * 10_000))) == ("?", "..", 60)
    said = refused(b'subject: x\nlevel: "a\\n\\n\\n\\e[31m\\u202Eb"\n', "x\n\n.yaml", catalog, "x.yaml:2:")
    assert len(said.splitlines()) == 1 and not re.search("[\x1b\u202e]", said)


def test_a_document_type_is_refused_before_any_entity(catalog: Catalog) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("word/document.xml", "<d/>")
        file.writestr("customXml/item1.xml", '<!DOCTYPE r [<!ENTITY a "b">]><record xmlns="urn:maillage:record">&a;</record>')
    refused(content.getvalue(), "x.docx", catalog, "DOCTYPE")


def test_what_unfolds_too_far_is_refused_whatever_it_says_of_its_size(catalog: Catalog) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("customXml/item1.xml", '<record xmlns="urn:maillage:record">' + "0" * 60_000_000)
    refused(content.getvalue(), "x.docx", catalog, "50 Mo")
    small = (60_000_000 + 36).to_bytes(4, "little")
    assert content.getvalue().count(small) == 2  # in the entry and in the directory
    refused(content.getvalue().replace(small, (9_000).to_bytes(4, "little")), "x.docx", catalog, "abîmé")


def test_a_file_over_the_limits_is_refused_by_its_size(catalog: Catalog) -> None:
    refused(b"%PDF-1.7\n" + b"0" * MOST, "x.pdf", catalog, "20 Mo")
    refused(b"subject: " + b"x" * 1_000_000, "x.yaml", catalog, "1 Mo")


def test_the_plan_is_the_same_from_every_format(catalog: Catalog, tmp_path: Path) -> None:
    yaml = dump(open_file(dump(PLAN).encode(), "x.yaml", catalog))
    for suffix in (".docx", ".json"):
        write(PLAN, catalog, tmp_path / f"x{suffix}", "en", TODAY)
        assert dump(open_file((tmp_path / f"x{suffix}").read_bytes(), "x", catalog)) == yaml
