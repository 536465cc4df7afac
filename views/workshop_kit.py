"""The printed kit of a session, made in a process of its own: it asks the solver for the worked solution."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import streamlit as st

from catalog.words import Lang, translator
from planner.jobs import ROOT
from planner.workshop.scenario import Scenario, dump_scenario
from planner.workshop_cli import DURATIONS
from views import cached, fields, files, state

PATIENCE = 180  # s: a busy machine


def button(case: Scenario, tables: int, minutes: int, lang: Lang, key: str = "take-kit") -> None:
    """Take the kit of a scenario away: made on demand, kept for the next who asks."""
    _ = translator(state.lang())
    duration = min(DURATIONS, key=lambda known: (abs(known - minutes), known))
    text = dump_scenario(case)
    # What went wrong is told by the process of the kit, and shown when the page is drawn again.
    faults: dict[str, str] = st.session_state.setdefault("_kit_faults", {})

    def taken() -> bytes:
        faults.pop(text, None)
        try:
            return made(text, tables, duration, lang, date.today(), cached.catalog().version)
        except subprocess.SubprocessError as error:
            faults[text] = _why(error)
            raise

    st.download_button(
        _("Print the kit (PDF)"),
        taken,
        file_name=f"kit-{files.slug(case.title(lang))}.pdf", mime=files.KINDS[".pdf"], icon=":material/print:", on_click="ignore", key=key,
    )  # fmt: skip
    words = _("Cards, board, script and solution for {tables} tables and {minutes} minutes. Making it takes up to half a minute.")
    st.caption(words.format(tables=tables, minutes=duration))
    if text in faults:
        st.error(
            _("The kit could not be made: {why}").format(why=fields.plain(faults[text] or _("it took too long. Try again in a moment.")))
        )


def _why(error: subprocess.SubprocessError) -> str:
    """The last words of the process, without the name of its file; nothing when it took too long."""
    said = getattr(error, "stderr", None) if isinstance(error, subprocess.CalledProcessError) else None
    lines = (said or b"").decode("utf-8", "replace").strip().splitlines()
    return lines[-1].rpartition("scenario.yaml: ")[2][:300] if lines else ""


@st.cache_data(max_entries=20, show_spinner=False)
def made(scenario: str, tables: int, duration: int, lang: Lang, today: date, version: str) -> bytes:
    """The kit as a PDF file.

    Raises:
        subprocess.SubprocessError: it could not be made in time, or at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, kit = Path(folder) / "scenario.yaml", Path(folder) / "kit.pdf"
        given.write_text(scenario, encoding="utf-8")
        asked = ["workshop", str(given), "-o", str(kit), "--tables", str(tables), "--duration", str(duration), "--lang", lang]
        subprocess.run([sys.executable, "-m", "planner", *asked], cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)
        return kit.read_bytes()
