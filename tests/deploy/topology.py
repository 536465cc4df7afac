"""Two app servers behind Debian's nginx, with our own configuration, on loopback: compose.yaml without containers."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.browser.server import ROOT, Server

TEMPLATE = ROOT / "deploy" / "nginx.conf.template"
NO_NGINX = "no nginx found: install Debian's nginx"
HELD = re.compile(r"\$\{(MAILLAGE_\w+)\}")


def nginx() -> str | None:
    """The path of nginx; Debian puts it where an ordinary PATH does not look."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def filled(values: dict[str, str]) -> str:
    """The configuration with its places filled in, as `envsubst` does in compose.yaml.

    Raises:
        KeyError: a place that no value fills.
    """
    return HELD.sub(lambda place: values[place[1]], TEMPLATE.read_text(encoding="utf-8"))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Proxy:
    """nginx in front of two servers, with a folder of its own; started and ended by this object.

    Args:
        one, two: ports of the servers, on the loopback.
    """

    def __init__(self, folder: Path, one: int, two: int) -> None:
        path = nginx()
        if path is None:
            raise RuntimeError(NO_NGINX)
        self.path, self.folder, self.port = path, folder, free_port()
        self.url = f"http://localhost:{self.port}"
        self.run = folder / "nginx"
        self.run.mkdir()
        self.access, self.errors = self.run / "access.log", self.run / "errors.log"
        self.configuration = folder / "nginx.conf"
        text = filled({
            "MAILLAGE_LISTEN": f"127.0.0.1:{self.port}",
            "MAILLAGE_ONE": f"127.0.0.1:{one}",
            "MAILLAGE_TWO": f"127.0.0.1:{two}",
            "MAILLAGE_RUN": str(self.run),
        })  # fmt: skip
        self.configuration.write_text(text, encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 10) -> None:
        """Start, and return once it listens.

        Raises:
            RuntimeError: it ended, or did not listen in time; with what it said.
        """
        user = ["-g", "daemon off; user root;"] if os.geteuid() == 0 else ["-g", "daemon off;"]
        # Its own workers, when it is started by root, would otherwise be somebody who cannot write in a test's folder.
        with self.access.open("ab") as access, self.errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [self.path, "-p", str(self.run), "-c", str(self.configuration), *user],
                stdin=subprocess.DEVNULL,
                stdout=access,
                stderr=errors,
            )
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"nginx did not start:\n{self.errors.read_text(encoding='utf-8')[-2000:]}")

    def stop(self) -> None:
        """End it, by its own process."""
        if self.process is None:
            return
        self.process.terminate()  # a fast shutdown: its workers go with it
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def said(self) -> str:
        """Everything it wrote."""
        return self.access.read_text(encoding="utf-8") + self.errors.read_text(encoding="utf-8")


class Topology:
    """Two app servers on one database, behind nginx.

    Args:
        folder: for logs and temporary files.
        database_url: of the PostgreSQL that they share.
    """

    def __init__(self, folder: Path, database_url: str) -> None:
        self.database_url = database_url
        shared = {"STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(16)}
        self.one = Server(folder, database_url, shared, "one")
        self.two = Server(folder, database_url, shared, "two")
        self.servers = {"one": self.one, "two": self.two}
        self.proxy = Proxy(folder, self.one.port, self.two.port)
        self.url = self.proxy.url

    def __enter__(self) -> Self:
        try:
            for server in self.servers.values():
                server.launch()
            for server in self.servers.values():
                server.wait()
            self.proxy.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.proxy.stop()
        for server in self.servers.values():
            server.stop()
