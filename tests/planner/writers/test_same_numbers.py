"""Numbers of a document are those on screen: the same evaluation, written with the same words."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from shutil import which

import pytest
from docx import Document

from catalog.load import Catalog, load
from catalog.paper.elements import Chart, Paper, Span, Table
from catalog.paper.series import Reach, Timeline
from catalog.words import LANGUAGES, Lang, euros, number, people_range
from planner.documents.shelf import paper
from planner.evaluate import Evaluation, evaluate
from planner.plan import Plan, parse_plan
from planner.writers import LAYOUTS

ROOT = Path(__file__).resolve().parents[3]
PLANS = sorted((ROOT / "examples").glob("*.plan.yaml"))
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module", params=PLANS, ids=lambda path: path.name.removesuffix(".plan.yaml"))
def example(request: pytest.FixtureRequest, catalog: Catalog) -> tuple[Plan, Evaluation]:
    """A plan, and the numbers that the screen shows of it."""
    plan = parse_plan(request.param.read_bytes(), request.param.name, catalog)
    return plan, evaluate(plan, catalog)


def headlines(numbers: Evaluation, lang: Lang) -> tuple[str, ...]:
    """The big words at the top of the plan's page: people, euros, agent-days."""
    everyone = numbers.of("all")
    return (
        people_range(everyone.comes_low, everyone.comes_high, lang), euros(numbers.cost, lang), number(numbers.staff_days, lang, 1),
    )  # fmt: skip


def section(made: Paper, id: str, kind: type) -> list[Table | Chart]:
    return [block for part in made.annexes if part.id == id for block in part.blocks if isinstance(block, kind)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_series_and_tables_hold_the_very_numbers_of_the_evaluation(example: tuple[Plan, Evaluation], catalog: Catalog, lang: Lang) -> None:
    plan, numbers = example
    made = paper("note", plan, catalog, lang, TODAY)
    (calendar,), (publics,) = section(made, "sheets", Chart), section(made, "method", Chart)
    assert isinstance(calendar, Chart) and isinstance(calendar.series, Timeline)
    weeks = {line.activity: (line.start_week or 1, line.end_week, line.units) for line in numbers.lines}  # before the first: drawn in it
    assert {bar.id: (bar.first, bar.last, bar.units) for bar in calendar.series.bars} == weeks
    assert isinstance(publics, Chart) and isinstance(publics.series, Reach)
    rows = [row for row in numbers.coverage if row.people > 0]
    assert [(one.people, one.can, one.low, one.value, one.high) for one in publics.series.publics] == [
        (row.people, row.can, row.comes_low, row.comes, row.comes_high) for row in rows
    ]
    assert [[span.value for cell in row for span in cell if span.value is not None] for row in publics.table.rows] == [
        [row.people, row.can, row.comes, row.comes, row.informed, row.deliberates] for row in rows
    ]


def written(span: Span, lang: Lang) -> set[str]:
    """Every way in which a number may be written from its unrounded value."""
    value = span.value or 0.0
    tenths = {number(value, lang, digits) for digits in (0, 1)} | {number(value * 100, lang, digits) for digits in (0, 1)}
    return tenths | {people_range(value, value, lang)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_on_paper_is_its_unrounded_value_written_as_everywhere(
    example: tuple[Plan, Evaluation], catalog: Catalog, lang: Lang
) -> None:
    made = paper("note", example[0], catalog, lang, TODAY)
    tables = [
        block.table if isinstance(block, Chart) else block
        for part in (*made.body, *made.annexes) for block in part.blocks if isinstance(block, Table | Chart)
    ]  # fmt: skip
    spans = [span for table in tables for row in table.rows for cell in row for span in cell if span.value is not None]
    assert len(spans) > 10
    between = re.compile(r" (?:à|to) |moins de|less than")  # a range, or a little: the value is within it, not written
    assert not [span for span in spans if not between.search(span.text) and not any(said in span.text for said in written(span, lang))]


# -- in each format ------------------------------------------------------------------------------------------


def _word(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _page(path: Path) -> str:
    whole = path.read_text(encoding="utf-8")
    shown = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", whole, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", shown))


def _printed(path: Path) -> str:
    if which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    made = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=60)
    return made.stdout.decode()


def _marked(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("<!-- maillage-record")[0]


READ: dict[str, Callable[[Path], str]] = {".docx": _word, ".html": _page, ".pdf": _printed, ".md": _marked}


def spaced(text: str) -> str:
    """With one ordinary space for any run of spaces and line ends: a format may fold them."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("suffix", sorted(LAYOUTS))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headlines_of_the_screen_are_in_the_note(
    example: tuple[Plan, Evaluation], catalog: Catalog, tmp_path: Path, suffix: str, lang: Lang
) -> None:
    plan, numbers = example
    target = tmp_path / f"note{suffix}"
    LAYOUTS[suffix](paper("note", plan, catalog, lang, TODAY), target)
    said = spaced(READ[suffix](target))
    for words in headlines(numbers, lang):
        assert re.search(rf"(?<![\d,.]){re.escape(spaced(words))}(?![\d]|[,.]\d)", said), words


@pytest.mark.parametrize("suffix", sorted(LAYOUTS))
def test_the_counts_of_every_public_are_in_the_note(
    example: tuple[Plan, Evaluation], catalog: Catalog, tmp_path: Path, suffix: str
) -> None:
    plan, numbers = example
    target = tmp_path / f"note{suffix}"
    LAYOUTS[suffix](paper("note", plan, catalog, "fr", TODAY), target)
    said = spaced(READ[suffix](target))
    for row in numbers.coverage:
        if row.people > 0:
            counts = [number(row.people, "fr"), number(row.can, "fr"), people_range(row.comes_low, row.comes_high, "fr")]
            assert not [words for words in counts if spaced(words) not in said], row.audience
