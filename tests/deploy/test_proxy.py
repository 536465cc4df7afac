"""What nginx does when the servers behind it end and come back: two servers of nothing, so that a second is enough."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .topology import Proxy, free_port

pytestmark = pytest.mark.usefixtures("nginx_or_skip")


class Answer(BaseHTTPRequestHandler):
    """Says which server it is."""

    def do_GET(self) -> None:
        body = str(self.server.server_address[1]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Stub:
    """A server on a port of its own, which can end and come back."""

    def __init__(self) -> None:
        self.port, self.server = free_port(), None
        self.start()

    def start(self) -> None:
        self.server: ThreadingHTTPServer | None = ThreadingHTTPServer(("127.0.0.1", self.port), Answer)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@pytest.fixture
def stubs() -> Iterator[tuple[Stub, Stub]]:
    both = Stub(), Stub()
    yield both
    for stub in both:
        stub.stop()


@pytest.fixture
def proxy(tmp_path: Path, stubs: tuple[Stub, Stub]) -> Iterator[Proxy]:
    front = Proxy(tmp_path, *(stub.port for stub in stubs))
    front.start()
    yield front
    front.stop()


def answered(proxy: Proxy, held: str) -> tuple[int, str]:
    """Status and server, for a visitor whose cookie names one."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Cookie": f"maillage_server={held}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_visitor_is_served_whichever_server_has_ended_and_whenever_the_other_came_back(proxy: Proxy, stubs: tuple[Stub, Stub]) -> None:
    one, two = stubs
    for gone, there in ((one, two), (two, one), (one, two)):  # at once after one another: the one that was away is all there is
        there.stop()
        assert {answered(proxy, held) for held in ("one", "two") for _ in range(5)} == {(200, str(gone.port))}
        there.start()
        gone.stop()
        assert {answered(proxy, held) for held in ("one", "two") for _ in range(5)} == {(200, str(there.port))}
        gone.start()
    assert {held: answered(proxy, held) for held in ("one", "two")} == {"one": (200, str(one.port)), "two": (200, str(two.port))}


def test_with_nobody_behind_it_says_so_and_serves_again_at_once(proxy: Proxy, stubs: tuple[Stub, Stub]) -> None:
    for stub in stubs:
        stub.stop()
    assert {answered(proxy, held)[0] for held in ("one", "two")} == {502}
    for stub in stubs:
        stub.start()
    assert {answered(proxy, held)[0] for held in ("one", "two") for _ in range(3)} == {200}
