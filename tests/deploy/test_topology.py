"""Two app servers behind nginx and on PostgreSQL, with the configuration of compose.yaml, on the loopback of this machine."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from playwright.sync_api import Browser, Page, expect

from planner.store import Store
from tests.benchmarks.kills import PLAN, subject
from tests.browser.pictures import settle

from .topology import TEMPLATE, Proxy, Topology

pytestmark = pytest.mark.browser
WAIT = 60_000  # ms: two servers start on two cores
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Robots-Tag": "noindex",
}


def ask(proxy: Proxy, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """A request that no proxy of the machine's sees: status, headers, body."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.msg, answer.read()
    finally:
        connection.close()


def given(headers: http.client.HTTPMessage) -> str | None:
    """Our cookie, when an answer sets it."""
    return next((cookie for cookie in headers.get_all("Set-Cookie", []) if cookie.startswith("maillage_server=")), None)


def asked_of(proxy: Proxy, path: str) -> set[str]:
    """The app servers that answered for a path, by the access log."""
    return {line.split()[6] for line in proxy.access.read_text(encoding="utf-8").splitlines() if line.split()[2] == path}


@pytest.fixture
def token(topology: Topology) -> Iterator[str]:
    store = Store(topology.database_url)
    yield store.create(PLAN)
    store.engine.dispose()


@pytest.fixture
def refused() -> list[str]:
    """What the browser refused because of our headers."""
    return []


@pytest.fixture
def page(browser: Browser, topology: Topology, refused: list[str]) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    context.close()


def held(page: Page) -> str:
    """The app server that the visitor's cookie names."""
    return next(str(cookie["value"]) for cookie in page.context.cookies() if cookie["name"] == "maillage_server")


def download(page: Page, folder: Path) -> bytes:
    """The first document that the page offers."""
    with page.expect_download() as started:
        page.locator("[data-testid=stDownloadButton] button:visible").first.click()
    started.value.save_as(folder / "document")
    return (folder / "document").read_bytes()


def rename(page: Page, name: str) -> None:
    """Write another subject, and wait until the server shows what it saved."""
    box = page.locator(".st-key-field-subject input")
    box.fill(name)
    box.press("Enter")
    expect(page.get_by_test_id("stSidebarUserContent").get_by_test_id("stText").first).to_have_text(name, timeout=WAIT)


# -- what nginx answers -----------------------------------------------------------------------------------


def test_the_site_is_well_and_its_answers_keep_addresses_to_themselves(topology: Topology) -> None:
    assert ask(topology.proxy, "/_stcore/health")[2] == b"ok"
    status, headers, _body = ask(topology.proxy, "/plan?plan=SECRET")
    assert status == 200
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert re.fullmatch(r"nginx", headers["Server"])  # no version


def test_figures_of_the_servers_and_their_programming_interface_are_not_for_visitors(topology: Topology) -> None:
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"):
        assert ask(topology.proxy, path)[0] == 404, path


LIVE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "bWFpbGxhZ2UgbWFpbGxhZw=="}


def test_another_site_s_page_cannot_open_a_live_connection(topology: Topology) -> None:
    here = f"127.0.0.1:{topology.proxy.port}"
    assert ask(topology.proxy, "/_stcore/stream", **LIVE, Origin="https://elsewhere.example")[0] == 403
    assert ask(topology.proxy, "/_stcore/stream", **LIVE, Origin=f"http://{here}.elsewhere.example")[0] == 403
    assert ask(topology.proxy, "/_stcore/stream", **LIVE, Origin="null")[0] == 403


def test_new_visitors_are_spread_and_then_stay(topology: Topology) -> None:
    rest = "; Path=/; HttpOnly; SameSite=Lax"
    assert {given(ask(topology.proxy, "/_stcore/health")[1]) for _ in range(20)} == {
        f"maillage_server={name}{rest}" for name in ("one", "two")
    }
    for name, server in topology.servers.items():
        mark = f"/_stcore/not-there-{name}"  # a path that only this visitor asks for
        for _ in range(5):
            headers = ask(topology.proxy, mark, Cookie=f"maillage_server={name}")[1]
            assert given(headers) is None
        assert asked_of(topology.proxy, mark) == {f"127.0.0.1:{server.port}"}
    assert given(ask(topology.proxy, "/_stcore/health", Cookie="maillage_server=three")[1])


def test_behind_tls_the_cookie_says_so(topology: Topology) -> None:
    headers = ask(topology.proxy, "/_stcore/health", X_Forwarded_Proto="https")[1]
    assert (given(headers) or "").endswith("; SameSite=Lax; Secure")


def test_only_the_script_that_streamlit_writes_into_its_page_may_stand_there() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    sums = ["'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'" for script in scripts]
    assert re.findall(r"'sha256-[^']+'", TEMPLATE.read_text(encoding="utf-8")) == sums


# -- a visitor --------------------------------------------------------------------------------------------


def test_a_killed_server_s_visitor_goes_on_through_the_other_and_finds_everything(
    page: Page, topology: Topology, token: str, refused: list[str], tmp_path: Path
) -> None:
    page.goto(f"{topology.url}/plan?step=mandate&plan={token}")
    expect(page.locator(".st-key-field-subject input")).to_have_value(PLAN.brief.subject, timeout=WAIT)
    settle(page)
    before = held(page)
    rename(page, "Avant la panne")
    page.goto(f"{topology.url}/plan?step=documents&plan={token}")
    settle(page)
    assert len(download(page, tmp_path)) > 100
    assert held(page) == before
    page.goto(f"{topology.url}/plan?step=mandate&plan={token}")
    settle(page)

    topology.servers[before].kill()
    after = "two" if before == "one" else "one"
    mine, other = topology.servers[before], topology.servers[after]
    # The window opens its live connection again by itself, through the other server, and the cookie goes with it.
    for _ in range(WAIT // 250):
        if held(page) == after:
            break
        page.wait_for_timeout(250)
    assert held(page) == after
    page.goto(page.url)
    expect(page.locator(".st-key-field-subject input")).to_have_value("Avant la panne", timeout=WAIT)
    settle(page)
    assert subject(page) == "Avant la panne"
    rename(page, "Après la panne")
    assert held(page) == after
    page.reload()
    settle(page)
    assert subject(page) == "Après la panne"

    mine.start()  # back: the visit stays where it is, downloads included
    page.goto(f"{topology.url}/plan?step=documents&plan={token}")
    settle(page)
    assert held(page) == after
    assert len(download(page, tmp_path)) > 100

    assert any(one.endswith(f"127.0.0.1:{other.port}") for one in asked_of(topology.proxy, "/media/*"))
    said = topology.proxy.said()
    assert "GET /plan 200" in said
    for secret in (token, "plan=", "step=", "SECRET", "?"):
        assert secret not in said
    for server in topology.servers.values():
        assert token not in server.said()
    assert refused == []
