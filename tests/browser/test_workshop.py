"""A session in a hall: one trainer, six tables, the wall, rounds, a server killed in the middle, nothing lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from catalog.load import load
from planner.store import Store
from planner.store.rooms import Rooms
from planner.workshop.codes import token

from .conftest import Visit
from .server import Server

TABLES = 6
FIRST = ("market_stand", "online_survey", "paper_forms", "shop_tour", "school_workshop", "online_map")
SECOND = ("paper_forms", "market_stand", "online_survey", "market_stand", "phone_line", "paper_forms")
FIELD, LAY = "Code on the card", "Lay the card"


def code_of(method: str) -> str:
    return token("M", load().deck.M[method].code)


def put(page: Page, method: str, held: int) -> None:
    """Lay a card by its code, and see it among those already there."""
    page.get_by_role("textbox", name=FIELD).fill(code_of(method))
    page.get_by_role("button", name=LAY).click()
    expect(page.locator(".lanes li b")).to_have_count(held + 1)


def test_a_session_of_six_tables_survives_a_kill(restartable: Server, visit: Visit) -> None:
    trainer = visit()
    trainer.goto(f"{restartable.url}/workshop?lang=en")
    trainer.get_by_role("combobox", name="Scenario").click()
    trainer.get_by_role("option", name="The market hall square").click()
    expect(trainer.get_by_text("A town of 4,800 inhabitants").first).to_be_visible()
    trainer.get_by_role("combobox", name="Language of the room").click()
    trainer.get_by_role("option", name="English").click()
    trainer.get_by_role("button", name="Open the room").click()
    code = trainer.locator(".room-code").inner_text()

    tables = []
    for _ in range(TABLES):
        page = visit(390, 844)
        page.goto(f"{restartable.url}/workshop?lang=en&code={code}")
        page.get_by_role("button", name="Find the room").click()
        page.get_by_role("button", name="Sit down").click()
        expect(page.get_by_role("button", name=LAY)).to_be_visible()
        tables.append(page)
    wall = visit(1920, 1080)
    wall.goto(f"{restartable.url}/{trainer.get_by_role('link', name='Open the wall screen').get_attribute('href')}")

    trainer.get_by_role("button", name="Start round 1").click()
    for page, method in zip(tables, FIRST, strict=True):
        expect(page.get_by_text("Round 1 of 4")).to_be_visible()
        put(page, method, 0)
    expect(wall.locator(".wall article")).to_have_count(TABLES)

    tables[0].get_by_role("textbox", name=FIELD).fill("😀")  # nonsense from one table disturbs nobody
    tables[0].get_by_role("button", name=LAY).click()
    expect(tables[0].get_by_text("is not a code")).to_be_visible()

    restartable.kill()
    restartable.start()
    for i, page in enumerate(tables):
        page.reload()
        expect(page.get_by_role("heading", name=f"Table {i + 1}")).to_be_visible()
        expect(page.locator(".lanes li b")).to_have_count(1)
    trainer.reload()
    trainer.get_by_role("button", name="Reveal round 2").click()
    for page, method in zip(tables, SECOND, strict=True):
        expect(page.get_by_text("The village hall closes").first).to_be_visible()
        put(page, method, 1)

    wall.reload()
    expect(wall.locator(".wall .round")).to_have_text("Round 2 of 4")
    expect(wall.locator(".wall article .far")).to_have_count(TABLES)
    sizes = wall.eval_on_selector_all(".wall p, .wall h2", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")
    assert min(sizes) >= 28  # readable at eight metres
    assert wall.evaluate("document.querySelector('.wall').getBoundingClientRect().bottom") <= 1080

    kept = Rooms(Store(f"sqlite:///{restartable.database}").engine)
    key = re.search(r"room=([^&]+)", trainer.url)
    assert key
    found = kept.get(key[1])
    assert found
    assert [tuple(a.method for a in each.plan.activities) for each in found.tables] == list(zip(FIRST, SECOND, strict=True))
    assert {number: len(turns[1].activities) for number, turns in kept.ended(key[1]).items()} == dict.fromkeys(range(1, TABLES + 1), 1)
