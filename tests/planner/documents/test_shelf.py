"""The shelf: each paper in each language, on full, empty, information and hostile plans, is whole, short and true to its language."""

from __future__ import annotations

import re
from pathlib import Path

import docx as python_docx
import pytest

from catalog.load import Catalog, load
from catalog.paper import docx
from catalog.paper.elements import Paper
from catalog.words import LANGUAGES, Lang
from planner.checks import case
from planner.documents import sheet
from planner.documents.shelf import PAPERS, paper
from planner.evaluate import Evaluation, evaluate
from planner.plan import Plan, parse_plan
from planner.reach import Situation
from tests.planner.documents.papers import EMPTY, HOSTILE, INFORMATION, TODAY, plain, plan, printed, spans, tables, told, values

SHORT = ("scoping", "mobilisation", "monitoring", "minutes", "outcome", "trust")
EXAMPLES = sorted(Path("examples").glob("*.plan.yaml"))
PLANS = {"whole": plan(), "empty": EMPTY, "information": INFORMATION, "hostile": HOSTILE}
WORDS = {"scoping": 560, "mobilisation": 520, "monitoring": 900, "minutes": 1300, "outcome": 1050, "trust": 560}  # of our own plan
ENGLISH = re.compile(r"\b(the|and|with|which|of|by|from|not|what|when|who|is|are|to be|agent-days|week)\b", re.IGNORECASE)
FRENCH = re.compile(r"\b(le|la|les|des|une|dans|avec|est|sont|qui|pour|aucune?|jours|semaine)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def made(catalog: Catalog) -> dict[tuple[str, str, Lang], Paper]:
    return {
        (name, which, lang): told(name, given, catalog, lang, TODAY)
        for name in SHORT
        for which, given in PLANS.items()
        for lang in LANGUAGES
    }


def test_the_papers_stand_in_the_order_of_the_work() -> None:
    assert list(PAPERS) == ["note", "scoping", "leaflet", "mobilisation", "monitoring", "minutes", "outcome", "trust"]


def test_each_paper_has_a_short_name_and_purpose_in_both_languages() -> None:
    for kind in PAPERS.values():
        for lang in LANGUAGES:
            assert len(kind.name(lang)) <= 45 and len(kind.purpose(lang).split()) <= 25
        assert kind.name.fr != kind.name.en and kind.purpose.fr != kind.purpose.en
        assert not ENGLISH.search(kind.purpose.fr) and not FRENCH.search(kind.purpose.en)


def test_every_table_holds_together(made: dict[tuple[str, str, Lang], Paper]) -> None:
    for key, written in made.items():
        for table in tables(written):
            assert table.caption, key
            assert sum(table.widths) == pytest.approx(1), (key, table.caption)
            assert {len(row) for row in table.rows} <= {len(table.header)} and len(table.widths) == len(table.header), (key, table.caption)


def test_no_paper_shows_a_gap_of_its_own(made: dict[tuple[str, str, Lang], Paper]) -> None:
    for key, written in made.items():
        assert not re.search(r"\bNone\b|\{\w+\}|\bnan\b", printed(written)), key
        assert all(part.blocks for part in written.body), key


@pytest.mark.parametrize("name", SHORT)
def test_french_holds_no_english_word(name: str, made: dict[tuple[str, str, Lang], Paper]) -> None:
    for which in ("whole", "empty", "information"):
        assert not (found := ENGLISH.findall(plain(made[name, which, "fr"]).replace("README", ""))), (name, which, found)


@pytest.mark.parametrize("name", SHORT)
def test_english_holds_no_french_word_of_ours(name: str, made: dict[tuple[str, str, Lang], Paper]) -> None:
    """On a plan where nothing but the subject was written in French."""
    assert not FRENCH.findall(plain(made[name, "empty", "en"]).replace("Le quai", ""))


@pytest.mark.parametrize("name", SHORT)
def test_french_spaces_do_not_break(name: str, made: dict[tuple[str, str, Lang], Paper]) -> None:
    for which in ("whole", "empty", "information"):
        assert not re.search(r" [;!?»%€]|« | :(?=\s|$)", printed(made[name, which, "fr"])), (name, which)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SHORT)
def test_a_paper_keeps_to_its_length(name: str, lang: Lang, made: dict[tuple[str, str, Lang], Paper]) -> None:
    for which in ("whole", "empty", "information"):
        assert len(printed(made[name, which, lang]).split()) <= WORDS[name], which


@pytest.mark.parametrize("name", SHORT)
def test_a_hostile_name_cannot_turn_the_reading_order(name: str, made: dict[tuple[str, str, Lang], Paper]) -> None:
    text = printed(made[name, "hostile", "fr"])
    assert "\u202e" not in text and "🎪 مرحبا" in text and "<b>&</b>" in text


@pytest.mark.parametrize("which", ["empty", "hostile"])
@pytest.mark.parametrize("name", SHORT)
def test_a_word_file_opens_again(name: str, which: str, made: dict[tuple[str, str, Lang], Paper], tmp_path: Path) -> None:
    written = made[name, which, "fr"]
    docx.write(written, tmp_path / "x.docx")
    text = "\n".join(p.text for p in python_docx.Document(str(tmp_path / "x.docx")).paragraphs)
    assert written.title in text and written.subtitle in text


@pytest.mark.parametrize("name", SHORT)
def test_an_information_is_never_called_a_consultation(name: str, made: dict[tuple[str, str, Lang], Paper]) -> None:
    french, english = made[name, "information", "fr"], made[name, "information", "en"]
    assert french.title != made[name, "whole", "fr"].title and english.title != made[name, "whole", "en"].title
    assert "Votre avis sera lu" not in plain(french) and "Contributions attendues" not in plain(french)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_told_with_their_own_numbers(path: Path, catalog: Catalog) -> None:
    """Every number that stands for a count or a cost is one of the evaluation."""
    given = parse_plan(path.read_bytes(), path.name, catalog)
    numbers = evaluate(given, catalog)
    said = set(values(told("outcome", given, catalog, "fr", TODAY)))
    assert {numbers.cost, numbers.staff_days, numbers.analysis_days} <= said
    assert {row.comes for row in numbers.coverage if row.audience != "all"} <= said
    for name in SHORT:
        assert told(name, given, catalog, "en", TODAY).body


def test_a_paper_bears_what_made_it(catalog: Catalog) -> None:
    written = paper("scoping", EMPTY, catalog, "fr", TODAY)
    assert catalog.version in written.foot and written.record and '"paper":"scoping"' in written.record


@pytest.mark.parametrize("name", PAPERS)
def test_a_plan_is_computed_once_for_a_paper_and_its_record(name: str, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note, its checks and its record share one evaluation; and a brief already laid on the catalogue is not laid again."""
    computed, laid = [], []
    original, situation = sheet.evaluate, Situation(plan().brief, catalog)

    def counted(*given: object, **more: object) -> Evaluation:
        computed.append(given)
        return original(*given, **more)  # type: ignore[arg-type]

    for module in (sheet, case):
        monkeypatch.setattr(module, "evaluate", counted)
        monkeypatch.setattr(module, "Situation", lambda *given: laid.append(given))
    paper(name, plan(), catalog, "fr", TODAY, situation=situation)
    assert len(computed) == 1 and not laid


def test_the_papers_invent_no_number_on_an_empty_plan(made: dict[tuple[str, str, Lang], Paper]) -> None:
    """Counts of what is left to write aside, an empty plan has no cost, no people and no days."""
    for name in set(SHORT) - {"scoping", "trust"}:
        assert not values(made[name, "empty", "fr"]), name
        assert any(span.mark == "hole" for part in made[name, "empty", "fr"].body for span in spans(part)), name


def test_plans_are_told_the_same_twice(catalog: Catalog) -> None:
    given: Plan = plan()
    for name in SHORT:
        assert told(name, given, catalog, "fr", TODAY) == told(name, given, catalog, "fr", TODAY)
