"""A server, a browser and a page for each journey; the page ends by checking that nothing was asked outside this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from planner.plan import Plan
from planner.store import Store

from .pictures import proposed
from .server import NO_BROWSER, Server

HERE = Path(__file__).parent
LOCAL = ("data:", "blob:", "file:", "about:")  # no request leaves the machine for these
WAIT = 30_000  # ms: two cores may be busy with a calculation

expect.set_options(timeout=WAIT)

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if NO_BROWSER in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} browser tests skipped: {NO_BROWSER}", yellow=True)


@pytest.fixture(scope="session")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application that the journeys share, each with plans of its own; started only where there is a browser."""
    with Server(tmp_path_factory.mktemp("app")) as server:
        yield server
    assert "Traceback" not in server.said(), server.said()[-4000:]


@pytest.fixture(scope="session")
def app_url(app: Server) -> str:
    """The address of the application."""
    return app.url


@pytest.fixture(scope="session")
def example_plan(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The example with a quick proposal."""
    return proposed(tmp_path_factory.mktemp("example"), 4)


@pytest.fixture
def example(app: Server, example_plan: Plan) -> str:
    """The token of a copy of that plan, kept by the application."""
    return Store(f"sqlite:///{app.database}").create(example_plan)


@pytest.fixture
def restartable(browser: Browser, tmp_path: Path) -> Iterator[Server]:
    """A server that a journey may end and start again without disturbing the others."""
    with Server(tmp_path) as server:
        yield server


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a window of a new visitor (`visit(width=…, height=…)`); at the end, nothing was asked outside this machine."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    broken: list[str] = []

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.on("pageerror", lambda error: broken.append(str(error)))

    def new(width: int = 1280, height: int = 800) -> Page:
        context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": height})
        contexts.append(context)
        context.set_default_timeout(WAIT)
        context.on("request", lambda request: asked.append(request.url))
        context.on("page", watch)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
    outside = [url for url in asked if not url.startswith(LOCAL) and url.split("/")[2].split(":")[0] != "localhost"]
    assert outside == []
    assert broken == [], "a script of the page failed"


@pytest.fixture
def page(visit: Visit) -> Page:
    """The window of a visitor, on a laptop, in French."""
    return visit()
