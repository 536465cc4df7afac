"""The application on a port of its own with a database of its own, and the Chromium that visits it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = f"no Chromium found: install one of {', '.join(BROWSERS)}, or name it in MAILLAGE_CHROMIUM"
# A name that is not this machine's leads nowhere, so that a journey never depends on a network.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]


def chromium() -> str | None:
    """The path of a Chromium: the one that MAILLAGE_CHROMIUM names, else the first of the usual names."""
    named = os.environ.get("MAILLAGE_CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def open_browser(path: str) -> Iterator[Browser]:
    """A Chromium without a window, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Server:
    """`streamlit run app.py`, started and ended by this object; a restart keeps the port and the database.

    Args:
        folder: where the database and the log of the server go.
        database_url: another database than a SQLite file in that folder.
        environment: variables of this server besides those of this process.
        name: of its log, when several share a folder.
        root: where the program stands.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str | None = None,
        environment: Mapping[str, str] | None = None,
        name: str = "server",
        root: Path = ROOT,
    ) -> None:
        self.root = root
        self.log = folder / f"{name}.log"
        self.database = folder / "maillage.db"
        self.environment = {"MAILLAGE_DATABASE_URL": database_url or f"sqlite:///{self.database}", **(environment or {})}
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60) -> None:
        """Start, and return once it answers.

        Raises:
            RuntimeError: it ended, or did not answer in time; with the end of its log.
        """
        self.launch()
        self.wait(seconds)

    def launch(self) -> None:
        """Start, without waiting for it to answer."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}", "--server.headless=true"]
        environment = {**os.environ, **self.environment}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.root, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def wait(self, seconds: float = 60) -> None:
        """Return once it answers.

        Raises:
            RuntimeError: it ended, or did not answer in time; with the end of its log.
        """
        ask = build_opener(ProxyHandler({})).open  # a proxy has no business between us and ourselves
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process and self.process.poll() is None:
            try:
                if ask(f"{self.url}/_stcore/health", timeout=2).read() == b"ok":
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the application did not start:\n{self.said()[-2000:]}")

    def stop(self) -> None:
        """End this server, by its own process."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def kill(self) -> None:
        """End it at once, as a power cut would: it gets no chance to write anything more."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """End it and start it again at the same address."""
        self.stop()
        self.start()

    def said(self) -> str:
        """What it wrote to its console."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
