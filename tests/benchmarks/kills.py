"""A server killed at random while a visitor edits a plan: does the plan open with every acknowledged change?

    python -m tests.benchmarks.kills [sqlite | postgresql | servers | database]… [--kills N] [--seed N]

`sqlite` and `postgresql`: one app server, killed (SIGKILL) and started again. `servers`: two app servers behind nginx
and on PostgreSQL; the one that holds the visit is killed, and the plan opens through the other at once. `database`:
PostgreSQL itself is cut short. A change is acknowledged once the screen shows it as the server read it back from its
store, without the words “Not saved yet”: the subject beside the pages, the activities in their table, the budget in its
field after the page was asked again. Prints one line a way; the exit status is 1 when an acknowledged change is lost.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from planner.brief import Audience, Brief, Limits, Territory
from planner.plan import Activity, Plan
from planner.store import Store
from tests.browser.pictures import SETTLED, settle
from tests.browser.server import NO_BROWSER, Server, chromium, open_browser
from tests.deploy.topology import Topology
from tests.postgres import Postgres

PLAN = Plan(
    brief=Brief(
        subject="Sujet 0",
        territory=Territory(name="Ville-sur-Rive", people=18_000),
        audiences=(Audience(name="Riverains du quai", people=1400),),
        limits=Limits(budget=1000, staff_days=30),
    ),
    activities=(
        Activity(id="stand", method="market_stand", phase="ideate", units=2, week=4),
        Activity(id="box", method="online_ideation", phase="ideate", week=4),
    ),
)
ROOMS = {"subject": "mandate", "activities": "blend", "budget": "means"}  # what is edited, on which step
MOST = 6  # activities; a plan that grows for ever would be slower and slower to draw
LATE = 0.4  # seconds: what the server had sent before it ended may still reach the screen
PATIENCE = 60.0  # seconds for a page on a busy machine
GESTURE = 5.0  # seconds for a click or a word typed; more than LATEST, so that what fails is the server being dead
SOONEST, LATEST = 0.1, 4.0  # seconds of editing before the kill


class Site(Protocol):
    """What is killed and comes back."""

    url: str

    def kill(self, visitor: BrowserContext) -> Callable[[], None]:
        """What kills, now that we know who visits; called from another thread."""

    def back(self) -> None:
        """Return once the plan can be opened again."""

    def ready(self) -> None:
        """Return once everything runs as before."""


@dataclass
class Alone:
    """One app server."""

    server: Server

    @property
    def url(self) -> str:
        return self.server.url

    def kill(self, visitor: BrowserContext) -> Callable[[], None]:
        return self.server.kill

    def back(self) -> None:
        self.server.start()

    def ready(self) -> None:
        pass


@dataclass
class Behind:
    """Two app servers: the one that holds the visit is killed."""

    topology: Topology
    killed: Server | None = None

    @property
    def url(self) -> str:
        return self.topology.url

    def kill(self, visitor: BrowserContext) -> Callable[[], None]:
        held = next(cookie["value"] for cookie in visitor.cookies() if cookie["name"] == "maillage_server")
        self.killed = self.topology.servers[held]
        return self.killed.kill

    def back(self) -> None:
        """The other one is there."""

    def ready(self) -> None:
        assert self.killed
        self.killed.start()


@dataclass
class Beneath:
    """One app server, whose database is cut short."""

    server: Server
    database: Postgres

    @property
    def url(self) -> str:
        return self.server.url

    def kill(self, visitor: BrowserContext) -> Callable[[], None]:
        return self.database.crash

    def back(self) -> None:
        self.database.start()

    def ready(self) -> None:
        pass


@dataclass
class Round:
    """One kill: what was acknowledged before it, what was on its way, what was found after."""

    room: str
    acknowledged: int = 0
    lost: str = ""
    saved_unseen: bool = False  # the change on its way had been saved, though the screen had not said so yet
    seconds: float = 0.0  # from the kill to the plan open again


@dataclass
class Visit:
    """A visitor who edits what they see, until the server is killed.

    Args:
        known: what each room held when last read; replaced by what is acknowledged.
    """

    page: Page
    address: Callable[[str], str]
    known: dict[str, object]
    draw: random.Random
    killed: threading.Event = field(default_factory=threading.Event)
    pending: object = None  # asked, not yet acknowledged
    acknowledged: int = 0

    def until(self, seen: Callable[[], bool]) -> bool:
        """Whether the screen comes to show it; false once the server is dead and nothing more can come."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            dead = self.killed.is_set()
            if dead:
                self.page.wait_for_timeout(1000 * LATE)
            if seen() and not self.page.locator(".st-key-not-saved").count():
                return True
            if dead:
                return False
            self.page.wait_for_timeout(25)
        raise AssertionError("a change was not shown in time, and nothing was killed")

    def edit(self, room: str) -> None:
        """Change one thing after another and note what the screen acknowledges."""
        try:
            while not self.killed.is_set():
                self.pending = None
                if getattr(self, f"_{room}")():
                    self.known[room], self.pending = self.pending, None
                    self.acknowledged += 1
        except Error:  # fields are closed and pages do not come: that is what a killed server looks like
            if not self.killed.is_set():
                raise

    def drawn(self) -> bool:
        """Whether the page comes to rest before the server is killed: a click on a page being drawn again may be lost."""
        return self.until(lambda: bool(self.page.evaluate(SETTLED)))

    def _subject(self) -> bool:
        new = f"Sujet {self.draw.randrange(10**9)}"
        box = self.page.locator(".st-key-field-subject input")
        box.fill(new)
        self.pending = new
        box.press("Enter")
        return self.until(lambda: subject(self.page) == new)

    def _activities(self) -> bool:
        before = activities(self.page)
        if len(before) >= MOST or (len(before) > 1 and self.draw.random() < 0.4):
            gone = before[0]
            self.pending = tuple(one for one in before if one != gone)
            self.page.locator(f".st-key-drop-{gone} button:visible").click()
        else:
            self.pending = len(before) + 1
            self.page.locator(".st-key-add-activity button").click()
        awaited = self.pending

        def seen() -> bool:
            now = activities(self.page)
            if isinstance(awaited, int) and len(now) == awaited and now[: len(before)] == before:
                self.pending = now
            return now == self.pending

        done = self.until(seen)
        self.drawn()
        return done

    def _budget(self) -> bool:
        new = self.draw.randrange(1000, 99_999)
        box = self.page.locator(".st-key-field-limits-budget input")
        box.fill(str(new))
        self.pending = new
        box.press("Enter")
        self.page.wait_for_timeout(150)
        self.drawn()
        self.page.goto(self.address("means"))
        return self.until(lambda: budget(self.page) == new)


def subject(page: Page) -> str | None:
    """The subject of the plan at hand, beside the pages."""
    found = page.get_by_test_id("stSidebarUserContent").get_by_test_id("stText").all_inner_texts()
    return found[0] if found else None


def activities(page: Page) -> tuple[str, ...]:
    """The activities of the table, in order."""
    return tuple(page.locator("[class*='st-key-row-']").evaluate_all("rows => rows.map(r => r.className.match(/st-key-row-([^ ]+)/)[1])"))


def budget(page: Page) -> int | None:
    """What the field of the budget holds."""
    box = page.locator(".st-key-field-limits-budget input")
    return int(box.input_value() or 0) if box.count() else None


READ: dict[str, Callable[[Page], object]] = {"subject": subject, "activities": activities, "budget": budget}


def fits(found: object, awaited: object) -> bool:
    """Whether what is found is what was asked; of an activity on its way we only know that there was one more."""
    return found == awaited or (isinstance(found, tuple) and len(found) == awaited)


def opened(page: Page, address: str) -> None:
    """Open a page and wait until it is drawn."""
    page.goto(address)
    expect(page.get_by_test_id("stSidebarUserContent").get_by_test_id("stText").first).to_be_visible(timeout=1000 * PATIENCE)
    settle(page)


def rounds(browser: Browser, site: Site, store: Store, kills: int, seed: int) -> Iterator[Round]:
    """Kill as many times as asked, each time while a new visitor edits the same plan."""
    draw, token = random.Random(seed), store.create(PLAN)
    known: dict[str, object] = {"subject": "Sujet 0", "activities": ("stand", "box"), "budget": 1000}

    def address(step: str) -> str:
        return f"{site.url}/plan?step={step}&plan={token}"

    for number in range(kills):
        room = tuple(ROOMS)[number % len(ROOMS)]
        done = Round(room)
        with visitor(browser) as page:
            opened(page, address(ROOMS[room]))
            page.set_default_timeout(1000 * GESTURE)
            visit = Visit(page, address, known, draw)
            kill, fell = site.kill(page.context), [0.0]

            def fall(kill: Callable[[], None] = kill, fell: list[float] = fell, visit: Visit = visit) -> None:
                kill()
                fell[0] = time.monotonic()
                visit.killed.set()

            timer = threading.Timer(draw.uniform(SOONEST, LATEST), fall)
            timer.start()
            try:
                visit.edit(room)
            finally:
                timer.join()
            done.acknowledged = visit.acknowledged
        site.back()
        with visitor(browser) as page:
            for name, step in ROOMS.items():
                opened(page, address(step))
                done.seconds = done.seconds or time.monotonic() - fell[0]
                found = READ[name](page)
                mine = visit.pending if name == room and visit.pending is not None else known[name]
                if found != known[name] and not fits(found, mine):
                    done.lost += f" {name}: {known[name]!r} was acknowledged, {visit.pending!r} on its way, {found!r} found."
                elif found != known[name]:
                    done.saved_unseen = True
                known[name] = found
        site.ready()
        yield done


@contextmanager
def visitor(browser: Browser) -> Iterator[Page]:
    """The window of somebody new."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(1000 * PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def site(way: str) -> Iterator[tuple[Site, str]]:
    """What is to be killed, started; and the address of its database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if way == "sqlite":
            server = stack.enter_context(Server(folder))
            yield Alone(server), server.environment["MAILLAGE_DATABASE_URL"]
            return
        database = stack.enter_context(Postgres(safe=True))
        url = database.database()
        if way == "servers":
            yield Behind(stack.enter_context(Topology(folder, url))), url
            return
        server = stack.enter_context(Server(folder, url))
        yield (Beneath(server, database) if way == "database" else Alone(server)), url


WAYS = ("sqlite", "postgresql", "servers", "database")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ways", nargs="*", metavar="WAY", help=f"{', '.join(WAYS)} (all but the last unless named)")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    path = chromium()
    if path is None or (strangers := set(asked.ways) - set(WAYS)):
        sys.stderr.write(NO_BROWSER + "\n" if path is None else f"{', '.join(sorted(strangers))}: not among {', '.join(WAYS)}\n")
        return 2
    lost = 0
    print("| way | kills | acknowledged | lost | saved, not yet shown | plan open again after (median, worst) | minutes |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for way in asked.ways or WAYS[:3]:
        began, done = time.monotonic(), list[Round]()
        with open_browser(path) as browser, site(way) as (killed, url):
            store = Store(url)
            for one in rounds(browser, killed, store, asked.kills, asked.seed):
                done.append(one)
                if one.lost:
                    print(f"{way}, kill {len(done)}:{one.lost}", file=sys.stderr)
                print(f"{way} {len(done)}/{asked.kills} {one.room} {one.acknowledged}", file=sys.stderr)
            store.engine.dispose()
        waits, minutes = [one.seconds for one in done], (time.monotonic() - began) / 60
        missing, unseen = sum(bool(one.lost) for one in done), sum(one.saved_unseen for one in done)
        print(
            f"| {way} | {len(done)} | {sum(one.acknowledged for one in done)} | {missing} | {unseen} | "
            f"{statistics.median(waits):.1f} s, {max(waits):.1f} s | {minutes:.0f} |",
            flush=True,
        )
        lost += missing
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
