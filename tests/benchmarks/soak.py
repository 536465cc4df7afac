"""An hour of use, and the memory of the server minute by minute.

    python -m tests.benchmarks.soak [MINUTES]

One browser walks through every page again and again, with a fresh session at each round (a new visitor), the
plan of the example included. Prints a table that docs/benchmarks.md quotes.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("", "landscape", "audiences", "plan", "sources")


def memory(pid: int) -> float:
    """Resident memory of a process, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def main(minutes: float) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"],
            cwd=ROOT,
            env={**os.environ, "MAILLAGE_DATABASE_URL": f"sqlite:///{folder}/soak.db"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            walk(f"http://localhost:{port}", server.pid, minutes)
        finally:
            server.terminate()
            server.wait()


def walk(address: str, pid: int, minutes: float) -> None:
    time.sleep(8)
    began, last, runs, visitors = time.monotonic(), 0.0, 0, 0
    print(f"{'minute':>6} {'page runs':>10} {'visitors':>9} {'server MB':>10}")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        while (now := (time.monotonic() - began) / 60) < minutes:
            context = browser.new_context()
            page = context.new_page()
            visitors += 1
            page.goto(address)
            page.locator("[data-testid=stMainBlockContainer] button").first.click()
            page.wait_for_url("**/plan**", timeout=60_000)
            query = page.url.partition("?")[2]
            for name in PAGES:
                page.goto(f"{address}/{name}?{query}")
                page.locator("[data-testid=stMainBlockContainer] h1").wait_for(timeout=60_000)
                page.wait_for_timeout(1500)
                runs += 1
            context.close()
            if now - last >= 1 or visitors == 1:
                last = now
                print(f"{now:6.0f} {runs:10d} {visitors:9d} {memory(pid):10.0f}", flush=True)
        browser.close()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
