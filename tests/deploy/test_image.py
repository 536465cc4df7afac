"""What the image holds is enough, and nothing is written beside /tmp and /data: the same files, started without Docker.

The files that the Dockerfile copies are laid in a folder and run from there with its variables, the two folders that may be
written to standing elsewhere. What Docker itself does (the user, the mounts, the network) is not shown by this.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pictures import settle
from tests.browser.server import ROOT, Server

from .dockerfile import copied, environment, last_stage

SKIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", "secrets.toml")  # as .dockerignore does
KEPT = {"OPENBLAS_NUM_THREADS", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}  # variables of the image that name no place


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder /app of the image; at the end nothing in it has changed."""
    folder = tmp_path_factory.mktemp("image") / "app"
    for one in sorted(copied(last_stage())):
        (folder / one).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / one).is_dir():
            shutil.copytree(ROOT / one, folder / one, ignore=SKIPPED)
        else:
            shutil.copy2(ROOT / one, folder / one)
    before = listed(folder)
    yield folder
    assert listed(folder) == before


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file under a folder, with its size and when it was written."""
    return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of the image, /tmp and /data being elsewhere."""
    temporary, data = tmp_path_factory.mktemp("tmp"), tmp_path_factory.mktemp("data")
    found = environment()
    places = {
        name: value.replace("/data", str(data)).replace("/tmp", str(temporary), 1)
        for name, value in found.items()
        if name in ("HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR", "MAILLAGE_DATABASE_URL")
    }
    assert len(places) == 4
    return {**{name: found[name] for name in KEPT}, **places, "TMPDIR": str(temporary)}


def planner(app: Path, variables: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    """`python -m planner` in the image."""
    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    return subprocess.run(command, cwd=app, env={**os.environ, **variables}, capture_output=True, encoding="utf-8", timeout=180)


def test_documents_and_a_kit_are_made_in_the_image(app: Path, variables: dict[str, str], tmp_path: Path) -> None:
    plan = app / "examples" / "republique-numerique.plan.yaml"
    for name in ("note.pdf", "note.docx", "note.xlsx"):
        done = planner(app, variables, "document", plan, "-o", tmp_path / name)
        assert done.returncode == 0, done.stderr
    done = planner(app, variables, "workshop", "decision-deja-prise", "-o", tmp_path / "kit.pdf")
    assert done.returncode == 0, done.stderr
    for name in ("note.pdf", "kit.pdf"):
        with pikepdf.open(tmp_path / name) as pdf:
            assert len(pdf.pages) > 1


def test_the_pages_of_the_image_are_served_and_it_says_that_it_is_well(
    app: Path, variables: dict[str, str], browser: Browser, tmp_path: Path
) -> None:
    with Server(tmp_path, variables["MAILLAGE_DATABASE_URL"], variables, root=app) as server:
        check = next(rest for name, rest in last_stage() if name == "HEALTHCHECK")
        command = json.loads(check.partition("CMD ")[2])
        asked = [sys.executable, *command[1:-1], command[-1].replace(":8501/", f":{server.port}/")]
        assert subprocess.run(asked, timeout=20).returncode == 0
        page = browser.new_page(locale="fr-FR")
        for path in ("/", "/landscape", "/compare", "/audiences", "/plan", "/workshop", "/sources"):
            page.goto(f"{server.url}{path}")
            settle(page)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.close()
    assert "Traceback" not in server.said(), server.said()[-4000:]
