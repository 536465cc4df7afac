"""The house keeps its order: imports go one way, and importing reads no file."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = [path for folder in ("catalog", "planner") for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Names of the modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_domain_never_imports_the_pages(path: Path) -> None:
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & {"streamlit", "views", "app"}
    if path.is_relative_to(ROOT / "catalog"):
        assert "planner" not in tops


LATER_FOR_EVALUATE = {"optimise", "program", "solver", "tradeoffs", "checks", "report", "writers", "store", "jobs", "cli"}


def test_evaluating_a_plan_needs_neither_solver_nor_checks_nor_documents() -> None:
    for name in ("evaluate", "duties", "reach", "divide", "fits", "logit", "calendar"):
        needs = {module.split(".")[1] for module in imported(ROOT / "planner" / f"{name}.py") if module.startswith("planner.")}
        assert not needs & LATER_FOR_EVALUATE, name


DOCUMENTS = ("draft", "milestones", "note", "annexes", "report")  # each may import those before it


def test_a_document_is_written_from_its_words_up() -> None:
    for at, name in enumerate(DOCUMENTS):
        later = {f"planner.documents.{other}" for other in DOCUMENTS[at:]} | {"planner.writers"}
        assert not imported(ROOT / "planner" / "documents" / f"{name}.py") & later, name


def test_checks_and_documents_do_not_need_the_solver() -> None:
    for path in [*(ROOT / "planner" / "checks").glob("*.py"), *(ROOT / "planner" / "documents").glob("*.py")]:
        assert not imported(path) & {"planner.optimise", "planner.program", "planner.tradeoffs", "planner.solver", "highspy"}, path.name


def test_importing_reads_no_data_file() -> None:
    code = (
        "import builtins, pathlib, sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda name, args: seen.append(str(args[0])) if name == 'open' else None)\n"
        "import catalog.load, planner.evaluate, planner.optimise, planner.checks, planner.writers, planner.store\n"
        "print([path for path in seen if path.endswith(('.yaml', '.csv', '.po'))])\n"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert out.stdout.strip() == "[]", out.stderr
