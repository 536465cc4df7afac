"""A session in a hall: one trainer, six tables (one on paper), the wall, every round, a server killed in the middle, nothing lost."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pikepdf
from docx import Document
from playwright.sync_api import Locator, Page, expect

from catalog.load import load
from planner.plan import Plan
from planner.store import Store
from planner.store.rooms import Rooms
from planner.workshop.codes import numbered, token
from planner.workshop.room import new_code

from .conftest import Visit
from .pictures import SETTLED
from .server import Server

SCREENS, PAPER = 5, 6  # tables with a screen; the number of the one that hands in its codes
# The cards that each table with a screen lays, by round.
LAID: Mapping[int, tuple[str, ...]] = {
    1: ("market_stand", "online_survey", "paper_forms", "shop_tour", "school_workshop"),
    2: ("paper_forms", "market_stand", "online_survey", "phone_line", "paper_forms"),
    3: ("school_workshop", "school_workshop", "school_workshop", "online_map", "market_stand"),
    4: ("local_press", "local_press", "report_back_meeting", "paper_forms", "letterbox_drop"),
}
REMAINS = LAID[2]  # of the two first cards, once the first is taken away
ON_PAPER: Mapping[int, tuple[str, ...]] = {  # the whole canvas handed in at each round
    1: ("L1 market_stand",),
    2: ("L1 market_stand", "L17 paper_forms"),
    3: ("L1 market_stand", "L2 school_workshop", "L17 paper_forms"),
    4: ("L2 school_workshop", "L17 paper_forms"),
}
REVEALS = {1: "Build a first plan", 2: "The village hall closes", 3: "Secondary-school pupils", 4: "The budget goes from"}
BACK = '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
FIELD, LAY = "Code on the card", "Lay the card"
SIZES = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
UNFOLDED = "part => part.open && part.scrollHeight <= part.clientHeight + 1 && part.getAnimations().length === 0"
CUT = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"


def code_of(method: str) -> str:
    return token("M", load().deck.M[method].code)


def part(page: Page, title: str) -> Locator:
    """A folded part of a page, unfolded."""
    found = page.get_by_test_id("stExpander").filter(has=page.locator("summary", has_text=title))
    expect(found).to_be_visible(timeout=90_000)  # a round has just been told: every plan is worked out anew, then the rest is drawn
    if found.locator("details").get_attribute("open") is None:
        found.locator("summary").click()
        page.wait_for_function(UNFOLDED, arg=found.locator("details").element_handle(), timeout=60_000)
    return found


def choose(box: Locator, name: str) -> None:
    """Choose in a list by typing: its options move while the page is drawn."""
    box.fill(name)
    box.press("Enter")


def put(page: Page, method: str) -> None:
    """Lay a card by its code."""
    page.get_by_role("textbox", name=FIELD).fill(code_of(method))
    page.get_by_role("button", name=LAY).click()


def see(tables: list[Page], cards: int) -> None:
    """Each table sees its cards."""
    for page in tables:
        expect(page.locator(".lanes li b")).to_have_count(cards)


def hand_in(trainer: Page, turn: int) -> None:
    """The trainer types the canvas of the table on paper."""
    lines = [(int(place[1:]), method) for place, method in (line.split() for line in ON_PAPER[turn])]
    typed = part(trainer, "Type for a table")
    typed.get_by_label("Codes").fill("\n".join(f"{numbered('L', place)} {code_of(method)}" for place, method in lines))
    typed.get_by_role("button", name="Lay these cards").click()


def tell(trainer: Page, tables: list[Page], turn: int) -> None:
    """The trainer tells a round; every table reads it."""
    trainer.get_by_role("button", name=f"Reveal round {turn}" if turn > 1 else "Start round 1").click()
    for page in tables:
        expect(page.get_by_text(f"Round {turn} of 4")).to_be_visible()
        expect(page.get_by_text(REVEALS[turn]).first).to_be_visible()


def readable(wall: Page) -> None:
    """Everything on the wall is large enough for eight metres, and within the screen."""
    assert min(wall.eval_on_selector_all(".wall *", SIZES)) >= 28
    assert wall.evaluate("document.querySelector('.wall').getBoundingClientRect().bottom") <= 1080
    assert wall.eval_on_selector_all(".wall article, .wall article > div", CUT) == []


def seated(room: Page, url: str, code: str) -> list[Page]:
    """Five tables come in with the code; the first mistypes it, the second takes a name that is taken."""
    pages = []
    for number in range(1, SCREENS + 1):
        page = room if number == 1 else room.context.new_page()  # six phones on one network; one cache here, to be quick
        page.goto(f"{url}/workshop?lang=en&code={new_code() if number == 1 else code}")
        page.get_by_role("button", name="Find the room").click()
        if number == 1:
            expect(page.get_by_text("No open room has this code")).to_be_visible()
            page.get_by_role("textbox", name="Room code").fill(code)
            page.get_by_role("button", name="Find the room").click()
        name = page.get_by_role("textbox", name="A name for the table")
        if number <= 2:
            name.fill("The Lindens")
        page.get_by_role("button", name="Sit down").click()
        if number == 2:
            expect(page.get_by_text("Another table is already called")).to_be_visible()
            name.fill("The Oaks")
            page.get_by_role("button", name="Sit down").click()
        expect(page.get_by_role("button", name=LAY)).to_be_visible()
        pages.append(page)
    return pages


def kept(server: Server, trainer: Page) -> tuple[Rooms, str]:
    """The rooms of the server's database, and the trainer's key."""
    key = re.search(r"room=([^&]+)", trainer.url)
    assert key
    return Rooms(Store(f"sqlite:///{server.database}").engine), key[1]


def methods(plan: Plan) -> list[str]:
    return [each.method for each in plan.activities]


def saved(page: Page, word: str, folder: Path) -> bytes:
    """What a button of the debrief gives."""
    with page.expect_download() as given:
        page.get_by_role("button", name=word, exact=True).click()
    given.value.save_as(folder / word)
    return (folder / word).read_bytes()


def test_a_session_of_six_tables_survives_a_kill(restartable: Server, visit: Visit, tmp_path: Path) -> None:
    trainer = visit()
    trainer.goto(f"{restartable.url}/workshop?lang=en")
    scenario = trainer.get_by_role("combobox", name="Scenario")
    expect(scenario).to_be_visible(timeout=90_000)  # the first page of a server reads all the data
    choose(scenario, "The market hall square")
    expect(trainer.get_by_text("A town of 4,800 inhabitants").first).to_be_visible()
    trainer.get_by_role("button", name="Open the room").click()
    code = trainer.locator(".room-code").inner_text()
    wall = trainer.context.new_page()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(f"{restartable.url}/{trainer.get_by_role('link', name='Open the wall screen').get_attribute('href')}")
    expect(wall.locator(".wall .code")).to_have_text(code)
    tables = seated(visit(390, 844), restartable.url, code)
    expect(wall.locator(".seated")).to_contain_text("The Lindens · The Oaks · Table 3")
    readable(wall)

    tell(trainer, tables, 1)
    choose(part(trainer, "Type for a table").get_by_role("combobox", name="Which table"), f"Table {PAPER}")
    for page, method in zip(tables, LAID[1], strict=True):
        put(page, method)
    hand_in(trainer, 1)
    see(tables, 1)
    for page in tables:  # three of it instead of one
        page.wait_for_function(SETTLED, timeout=60_000)
        one = part(page, "Change a card")
        one.get_by_label("How many").fill("3")
        one.get_by_role("button", name="Keep the change").click()
    for page in tables:
        expect(page.locator(".lanes li", has_text="× 3")).to_have_count(1)
    expect(wall.locator(".wall article")).to_have_count(PAPER)

    tell(trainer, tables, 2)
    for page, method in zip(tables, LAID[2], strict=True):
        put(page, method)
    see(tables, 2)
    restartable.kill()  # what a table saw on its screen was in the database
    restartable.start()
    for page in (trainer, wall, *tables):  # each window finds its server again by itself
        expect(page.locator(BACK)).to_have_count(1, timeout=60_000)
        page.wait_for_function(SETTLED, timeout=60_000)  # what is clicked before the new server has drawn the page once is for nobody
    see(tables, 2)
    hand_in(trainer, 2)  # and the trainer's its room
    for page in tables:
        part(page, "Bridges between cards").get_by_role("button", name="Add the bridge").click()
    for page in tables:
        expect(page.get_by_text("bridges 1")).to_be_visible()
    expect(wall.locator(".wall .round")).to_have_text("Round 2 of 4")
    expect(wall.locator(".wall article .far")).to_have_count(PAPER)
    readable(wall)

    tell(trainer, tables, 3)
    for page in tables:
        part(page, "Change a card").get_by_role("button", name="Take the card away").click()
    see(tables, 1)
    for page, method in zip(tables, LAID[3], strict=True):
        put(page, method)
    hand_in(trainer, 3)
    see(tables, 2)

    tell(trainer, tables, 4)
    hand_in(trainer, 4)
    put_nonsense = tables[0].get_by_role("textbox", name=FIELD)
    put_nonsense.fill("😀")
    tables[0].get_by_role("button", name=LAY).click()
    expect(tables[0].get_by_text("is not a code")).to_be_visible()
    answer = part(trainer, "The computed proposal")
    answer.get_by_role("button", name="Compute a proposal").click()  # while the tables finish
    for page, method in zip(tables, LAID[4], strict=True):
        put(page, method)
    see(tables, 3)
    expect(answer.get_by_text("What each card brings")).to_be_visible(timeout=120_000)
    answer.get_by_role("button", name="Show it on the wall").click()
    expect(wall.locator(".wall article.computed h2")).to_have_text("Computed: one good answer among others")
    expect(wall.locator(".wall article.computed li").first).to_contain_text("people more")
    expect(wall.locator(".wall article")).to_have_count(PAPER + 1)
    readable(wall)

    trainer.get_by_role("button", name="Go to the debrief").click()
    expect(wall.locator(".wall .round")).to_have_text("Debrief")
    files = part(trainer, "Printable debriefs")
    files.get_by_text("Make the files").click()
    expect(files.get_by_role("button", name="PDF", exact=True)).to_be_visible()
    with pikepdf.open(io.BytesIO(saved(trainer, "PDF", tmp_path))) as pdf:
        assert len(pdf.pages) >= 1
        assert "The Lindens" in str(pdf.docinfo.get("/Title"))
    written = Document(io.BytesIO(saved(trainer, "Word", tmp_path)))
    assert "The Lindens" in "\n".join(each.text for each in written.paragraphs)
    cells = {cell.text for table in written.tables for row in table.rows for cell in row.cells}
    assert {load().methods[each].name.en for each in (REMAINS[0], LAID[3][0], LAID[4][0])} <= cells

    rooms, key = kept(restartable, trainer)
    found, ended = rooms.get(key), rooms.ended(key)
    assert found and found.room.stage == "debrief" and found.room.answer is not None
    assert [each.name for each in found.tables[:3]] == ["The Lindens", "The Oaks", "Table 3"]
    for number in range(1, SCREENS + 1):  # at the end of each round, what was laid so far, without the first card from round 3 on
        at = number - 1
        assert [a.units for a in ended[number][1].activities] == [3]
        assert methods(ended[number][1]) == [LAID[1][at]]
        assert methods(ended[number][2]) == [LAID[1][at], LAID[2][at]] and len(ended[number][2].bridges) == 1
        assert sorted(methods(ended[number][3])) == sorted([REMAINS[at], LAID[3][at]])
        assert sorted(methods(ended[number][4])) == sorted([REMAINS[at], LAID[3][at], LAID[4][at]])
    for turn, lines in ON_PAPER.items():
        assert methods(ended[PAPER][turn]) == [line.split()[1] for line in lines]
