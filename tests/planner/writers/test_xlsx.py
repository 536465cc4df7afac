"""The workbook of a plan: its formulas give the plan's numbers and follow what is typed; nothing in it runs."""

import json
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from catalog.load import Catalog
from catalog.words import Lang, french_spaces
from planner.brief import Assumptions, Audience, Brief, Limits
from planner.evaluate import Evaluation, evaluate
from planner.plan import Activity, Bridge, Plan, SetAside, parse_plan
from planner.record import Made, numbers_of
from planner.writers import xlsx

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 22)
PLANS = sorted((ROOT / "examples").glob("*.plan.yaml"))


def made() -> Plan:
    """A plan with everything a budget can hold: options, something already paid, units not said, own values."""
    return Plan(
        brief=Brief(
            subject="Rendre piétonne la place",
            territory={"name": "Ville", "people": 18000},
            audiences=(Audience(name="Riverains", people=2400, floor=0.05), Audience(name="Forains", people=120)),
            already_have=({"what": "platform", "name": "Ma plateforme"}, {"what": "rooms", "name": "La Rotonde"}),
            limits=Limits(budget=9000, staff_days=20, start=date(2027, 1, 4)),
            assumptions=Assumptions(day_rate=800, methods={"market_stand": {"purchases": 75}}),
        ),
        activities=(
            Activity(id="a", method="public_meeting", phase="diagnose", units=3, options=("external_facilitation",)),
            Activity(id="b", method="market_stand", phase="diagnose", units=4, audiences=("Riverains", "Forains")),
            Activity(id="c", method="online_ideation", phase="ideate"),
            Activity(id="d", method="workshop", phase="ideate", units=2, audiences=("Forains",)),
        ),
        bridges=(Bridge.model_validate({"from": "b", "to": "c", "how": "les cartes sont saisies"}),),
    )


class Sheet:
    """What a spreadsheet would compute, worked out apart: + - * /, SUM, SUMIF, MAX, IF and ISNUMBER."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    def value(self, place: str) -> Any:
        found = self.sheet[place.replace("$", "")].value
        if not (isinstance(found, str) and found.startswith("=")):
            return found
        said = re.sub(r"\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+", lambda m: f"RANGE['{m.group()}']", found[1:])
        said = re.sub(r"(?<!['A-Z$:])\$?[A-Z]{1,2}\$?\d+(?![:'\d])", lambda m: f"CELL['{m.group()}']", said)
        return eval(said, {"__builtins__": {}}, _Names(self))

    def range(self, place: str) -> list[Any]:
        first, top, last, bottom = range_boundaries(place.replace("$", ""))
        return [self.value(self.sheet.cell(row=r, column=c).coordinate) for r in range(top, bottom + 1) for c in range(first, last + 1)]


class _Lookup(dict[str, Any]):
    def __init__(self, find: Any) -> None:
        self.find = find

    def __getitem__(self, place: str) -> Any:
        return self.find(place)


def _Names(sheet: Sheet) -> dict[str, Any]:
    def add(values: list[Any]) -> float:
        return float(sum(v for v in values if isinstance(v, (int, float))))

    return {
        "CELL": _Lookup(sheet.value), "RANGE": _Lookup(sheet.range), "SUM": add, "MAX": max,
        "IF": lambda test, yes, no: yes if test else no, "ISNUMBER": lambda value: isinstance(value, (int, float)),
        "SUMIF": lambda where, what, values: add([v for k, v in zip(where, values, strict=True) if k == what]),
    }  # fmt: skip


def row_of(sheet: Any, label: str) -> int:
    return int(next(cell.row for cell in sheet["B"] if cell.value == label))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books")


def book_of(plan: Plan, catalog: Catalog, folder: Path, lang: Lang = "fr", data_only: bool = False) -> Any:
    path = folder / f"{abs(hash(plan.model_dump_json()))}-{lang}.xlsx"
    if not path.exists():
        xlsx.write(plan, catalog, path, lang, TODAY, date(2027, 11, 22))
    return load_workbook(path, data_only=data_only)


def totals(sheet: Any, look: Any, numbers: Evaluation) -> None:
    """The sheet's totals are the plan's."""
    total, answering, worth = (row_of(sheet, label) for label in (
        "Total", "Lire les contributions et y répondre", "Valeur du temps des agents, à part du coût"))  # fmt: skip
    assert look(f"O{total}") == pytest.approx(numbers.cost, abs=1e-6)
    assert look(f"P{total}") == pytest.approx(numbers.staff_days, abs=1e-6)
    assert look(f"P{answering}") == pytest.approx(numbers.analysis_days, abs=1e-6)
    assert look(f"O{worth}") == pytest.approx(numbers.staff_value, abs=1e-6)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_the_formulas_give_the_cost_and_days_of_the_plan(path: Path, catalog: Catalog, folder: Path) -> None:
    plan = parse_plan(path.read_bytes(), path.name, catalog)
    sheet = book_of(plan, catalog, folder)["Budget"]
    totals(sheet, Sheet(sheet).value, evaluate(plan, catalog))


def test_each_row_gives_the_numbers_of_its_action(catalog: Catalog, folder: Path) -> None:
    plan = made()
    numbers = evaluate(plan, catalog)
    sheet = book_of(plan, catalog, folder)["Budget"]
    look, names = Sheet(sheet).value, {catalog.methods[a.method].name("fr"): a.id for a in plan.activities}
    totals(sheet, look, numbers)
    for row in range(2, 6):
        line = next(line for line in numbers.lines if line.activity == names[sheet[f"B{row}"].value])
        found = [look(f"{letter}{row}") for letter in "MNOPQ"]
        assert found == pytest.approx([line.purchases, line.external_days, line.cost, line.staff_days, line.reading_days], abs=1e-9)


def test_what_is_typed_in_the_sheet_is_computed_again(catalog: Catalog, folder: Path) -> None:
    plan = made()
    sheet = book_of(plan, catalog, folder)["Budget"]
    row = row_of(sheet, catalog.methods["market_stand"].name("fr"))
    total = row_of(sheet, "Total")
    before = Sheet(sheet).value(f"O{total}")
    assert sheet[f"F{row}"].value == 75
    sheet[f"D{row}"] = 10  # four stands become ten: six more at 75 EUR each, and days that are not bought
    each = sheet[f"H{row}"].value * 800
    assert Sheet(sheet).value(f"O{total}") == pytest.approx(before + 6 * (75 + each))
    sheet[f"F{row}"] = 100
    assert Sheet(sheet).value(f"O{total}") == pytest.approx(before + 10 * (100 + each) - 4 * (75 + each))
    more = plan.model_copy(update={"activities": tuple(a.model_copy(update={"units": 10}) if a.id == "b" else a for a in plan.activities)})
    sheet[f"F{row}"] = 75
    assert Sheet(sheet).value(f"P{total}") == pytest.approx(evaluate(more, catalog).staff_days, rel=0.02)  # reading a unit is held


def test_subtotals_make_the_total_and_what_is_left_follows(catalog: Catalog, folder: Path) -> None:
    sheet = book_of(made(), catalog, folder)["Budget"]
    look, total = Sheet(sheet).value, row_of(sheet, "Total")
    strands = [cell.row for cell in sheet["B"] if cell.value == "Sous-total du volet"]
    assert [sheet[f"C{row}"].value for row in strands] == ["En présence", "En ligne", "Papier et téléphone"]
    assert sum(look(f"O{row}") for row in strands) == pytest.approx(look(f"O{total}"))
    left = row_of(sheet, french_spaces("Reste (négatif : plafond dépassé)"))
    assert look(f"O{left}") == pytest.approx(9000 - look(f"O{total}"))
    assert look(f"P{left}") == pytest.approx(20 - look(f"P{total}"))


def test_a_preview_that_computes_nothing_shows_the_same_values(catalog: Catalog, folder: Path) -> None:
    plan = made()
    live, shown = book_of(plan, catalog, folder)["Budget"], book_of(plan, catalog, folder, data_only=True)["Budget"]
    formulas = [cell.coordinate for row in live.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) >= 20 + 9 + 3 + 6
    for place in formulas:
        assert shown[place].value == pytest.approx(Sheet(live).value(place)), place
    assert book_of(plan, catalog, folder).calculation.fullCalcOnLoad


@pytest.mark.skipif(not shutil.which("soffice"), reason="a second opinion on the formulas, where LibreOffice is installed")
def test_another_spreadsheet_computes_the_same(catalog: Catalog, tmp_path: Path) -> None:
    plan = made()
    xlsx.write(plan, catalog, tmp_path / "a.xlsx", "fr", TODAY)
    book = load_workbook(tmp_path / "a.xlsx")  # written again without any value: everything has to be computed
    book.save(tmp_path / "b.xlsx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    asked = ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*asked, str(tmp_path / "b.xlsx")], capture_output=True, timeout=120, check=True)
    sheet = load_workbook(tmp_path / "out" / "b.xlsx", data_only=True)["Budget"]
    totals(sheet, lambda place: sheet[place].value, evaluate(plan, catalog))


def test_a_plan_without_actions_has_no_cost_that_is_known(catalog: Catalog, folder: Path) -> None:
    book = book_of(Plan(brief=Brief(subject="Le parc")), catalog, folder)
    assert book["Budget"]["B4"].value == french_spaces("Aucune action : le coût et les jours-agent ne sont pas connus.")
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_sheets_are_named_in_each_language_and_set_for_the_page(catalog: Catalog, folder: Path) -> None:
    french, english = book_of(made(), catalog, folder), book_of(made(), catalog, folder, "en")
    assert french.sheetnames == ["À lire", "Dispositif", "Budget", "Publics touchés", "Constats", "Hypothèses", "Sources", "maillage"]
    assert english.sheetnames == ["Read me", "Plan", "Budget", "Publics reached", "Findings", "Assumptions", "Sources", "maillage"]
    for sheet in french.worksheets[1:-1]:
        assert sheet.freeze_panes in ("A2", "C2") and sheet.print_title_rows == "$1:$1" and len(sheet.tables) == 1
        assert sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        table = next(iter(sheet.tables.values()))
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[table.ref][0]]
        assert len({cell.value for cell in sheet[table.ref][0]}) == len(table.tableColumns)
    assert french.properties.title == french_spaces("Dispositif de concertation : Rendre piétonne la place")
    assert (french.properties.language, english.properties.language) == ("fr-FR", "en-GB")


def test_the_sheet_of_actions_says_when_where_and_what_follows(catalog: Catalog, folder: Path) -> None:
    plan = made()
    sheet = book_of(plan, catalog, folder)["Dispositif"]
    rows = {row[6].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=2)}
    stand = rows[catalog.methods["market_stand"].name("fr")]
    line = next(line for line in evaluate(plan, catalog).lines if line.activity == "b")
    assert stand[1:3] == [line.start_week, line.end_week]
    assert stand[3] == datetime.combine(line.starts_on or TODAY, datetime.min.time())
    assert stand[5] == "En présence" and stand[8] == 4 and stand[10] == "tous les publics"
    box = rows[catalog.methods["online_ideation"].name("fr")]
    assert stand[13] == f"vers {box[0]}. {box[6]}\u00a0: les cartes sont saisies"
    facilitated = rows[catalog.methods["public_meeting"].name("fr")]
    assert facilitated[12] == catalog.methods["external_facilitation"].name("fr")
    assert (box[8], facilitated[10]) == (1, "non précisé")


def test_publics_are_counted_apart_and_never_summed(catalog: Catalog, folder: Path) -> None:
    plan = made()
    sheet = book_of(plan, catalog, folder)["Publics touchés"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == ["Riverains", "Forains", "Tout le territoire"]
    assert rows[0][1] == 2400 and rows[0][8] == 0.05 and rows[2][1] > 2400 + 120
    for row in rows:
        assert row[3] <= row[4] <= row[5] <= row[2] * 1.05 + 5  # rounded to two figures


def test_each_number_says_what_it_is_and_defaults_are_named(catalog: Catalog, folder: Path) -> None:
    book = book_of(made(), catalog, folder)
    rows = [[cell.value for cell in row] for row in book["Hypothèses"].iter_rows(min_row=2)]
    kinds = {(row[0], row[1]): (row[2], row[6]) for row in rows}
    stand = catalog.methods["market_stand"].name("fr")
    assert kinds[stand, "achats par unité"] == (75, "saisi par vous")
    assert kinds["Le modèle", catalog.model["day_rate"].label("fr")] == (800, "saisi par vous")
    assert kinds["Le modèle", catalog.model["overlap"].label("fr")] == (0.3, "par défaut (règle de praticiens)")
    assert kinds["Votre cadrage", "personnes de ce public\u00a0: Forains"] == (120, "saisi par vous")
    sheet = book["Budget"]
    meeting = row_of(sheet, catalog.methods["public_meeting"].name("fr"))
    assert "part confiée à un prestataire" in sheet[f"R{meeting}"].value
    box = row_of(sheet, catalog.methods["online_ideation"].name("fr"))
    assert "compté pour 1" in sheet[f"S{box}"].value and "Ma plateforme" in sheet[f"S{box}"].value


def test_findings_say_rule_kind_and_remedy(catalog: Catalog, folder: Path) -> None:
    plan = made().model_copy(update={"set_aside": (SetAside(principle="feedback_committed", reason="Le conseil la fixera."),)})
    book = book_of(plan, catalog, folder)
    rows = [[cell.value for cell in row] for row in book["Constats"].iter_rows(min_row=2)]
    assert {row[10] for row in rows} == set(catalog.principles)
    broken = [row for row in rows if row[3] == "à corriger"]
    assert broken and all(row[7] and row[9] for row in broken)
    assert {row[8] for row in rows if row[10] == "feedback_committed"} == {"Le conseil la fixera."}
    assert {row[1] for row in rows} <= {"obligation légale", "condition de sincérité", "bonne pratique"}


def test_the_hidden_sheet_holds_the_plan_and_its_numbers(catalog: Catalog, folder: Path) -> None:
    plan = made().model_copy(update={"brief": made().brief.model_copy(update={"subject": "=1 _x003D_ 🎪 \ufffe " + "é" * 200})})
    plan = plan.model_copy(update={"bridges": tuple(plan.bridges[0].model_copy(update={"how": "🚲" * 1900}) for _ in range(30))})
    book = book_of(plan, catalog, folder)
    sheet = book["maillage"]
    assert sheet.sheet_state == "veryHidden"
    pieces = [cell.value for cell in sheet["A"]]
    assert len(pieces) > 1 and all(len(piece) <= 30_000 and len(piece.encode("utf-16-le")) <= 65_534 for piece in pieces)
    record = Made.model_validate_json("".join(pieces))
    assert record.plan == plan and record.paper == "workbook" and record.kept_until == date(2027, 11, 22)
    assert record.numbers == pytest.approx(numbers_of(plan, evaluate(plan, catalog)))
    assert json.loads("".join(pieces))["plan"]["brief"]["subject"] == plan.brief.subject


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|'/C calc'!A0", "＝1", '=HYPERLINK("http://x.test")', "<b>&\"'", "مجلس 🎪", "&P&N"]


def test_nothing_that_somebody_wrote_runs(catalog: Catalog, folder: Path) -> None:
    plan = Plan(
        brief=Brief(
            subject="=1+1", territory={"name": "+T"}, audiences=tuple(Audience(name=name, people=10, where="@x") for name in HOSTILE),
            already_have=({"what": "platform", "name": "=NOW()"},),
        ),
        activities=(Activity(id="a", method="public_meeting", phase="diagnose", audiences=(HOSTILE[0],)),
                    Activity(id="=b", method="online_ideation", phase="ideate", audiences=(HOSTILE[1], HOSTILE[2]))),
        bridges=(Bridge.model_validate({"from": "a", "to": "=b", "how": "=2"}),),
    )  # fmt: skip
    book = book_of(plan, catalog, folder)
    for sheet in book.worksheets[:-1]:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert sheet.title == "Budget" and re.fullmatch(r'=[A-Z0-9$+*/(),:"-]+(non précisé"\))?', cell.value), cell.value
                elif isinstance(cell.value, str):
                    assert not cell.value.lstrip().startswith(("=", "+", "-", "@", "＝")), cell.value
    names = [row[0].value for row in book["Publics touchés"].iter_rows(min_row=2)]
    assert names[0] == "'=1+1" and "<b>&\"'" in names and "مجلس 🎪" in names
    assert book["Budget"].oddHeader.left.text.startswith("=1+1")


def test_the_same_plan_on_the_same_day_gives_the_same_file(catalog: Catalog, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        xlsx.write(made(), catalog, tmp_path / name, "en", TODAY)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
