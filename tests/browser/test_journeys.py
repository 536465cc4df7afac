"""What visitors do, from the home page to the Word file, in a real browser; every page checks that nothing was asked outside."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

from docx import Document
from playwright.sync_api import Locator, Page, expect

from catalog.words import translator
from planner.brief import Brief, Territory
from planner.plan import Activity, Plan
from planner.store import Store, read_token

from .conftest import Visit
from .pictures import settle, unfold
from .server import Server

fr = translator("fr")
CALCULATION = 120_000  # ms: about 15 s, more when the machine is busy
PAGES = ("", "landscape", "landscape?tool=decidim", "landscape?question=since_2019", "compare?tools=decidim&tools=cap-collectif&tools=loomio", "audiences", "sources",
         *(f"plan?step={step}" for step in ("mandate", "context", "means", "blend", "documents")))  # fmt: skip


def button(page: Page, message: str) -> Locator:
    return page.get_by_role("button", name=fr(message))


def go(page: Page, message: str) -> None:
    """Follow an entry of the navigation."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=fr(message), exact=True).click(delay=80)  # as long as a finger
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(re.escape(fr(message))))


def step(page: Page, message: str) -> None:
    """Go to a step of the plan."""
    page.get_by_role("radio", name=fr(message)).click()
    expect(page.get_by_role("radio", name=fr(message))).to_be_checked()
    settle(page)


def at_hand(page: Page) -> Locator:
    """The name of the plan at hand, beside the pages."""
    return page.get_by_test_id("stSidebarUserContent").get_by_test_id("stText")


def token(page: Page) -> str | None:
    """The plan that the address names."""
    return parse_qs(urlparse(page.url).query).get("plan", [None])[0]


def open_example(page: Page, url: str) -> None:
    page.goto(url)
    button(page, "See an example: a market square in a town of 18,000").click()
    expect(at_hand(page)).to_have_text("Rendre piétonne la place du marché")
    expect(page).to_have_url(re.compile("plan="))


def activities(page: Page) -> Locator:
    """The names of the activities, in the table of the plan."""
    return page.locator("[class*=strand-] strong")


def open_plan(page: Page, url: str, token: str, where: str = "plan") -> None:
    page.goto(f"{url}/{where}{'&' if '?' in where else '?'}plan={token}")
    settle(page)


# -- the organiser ----------------------------------------------------------------------------------------


def test_from_the_example_to_the_word_file_and_back_the_next_day_by_the_address(visit: Visit, restartable: Server, tmp_path: Path) -> None:
    page = visit()
    open_example(page, restartable.url)
    button(page, "Propose a plan").click()
    expect(button(page, "Cancel")).to_be_visible()
    page.reload()  # impatience loses nothing
    expect(button(page, "Cancel")).to_be_visible()
    expect(activities(page).first).to_be_visible(timeout=CALCULATION)
    settle(page)
    proposed = activities(page).all_inner_texts()
    assert len(proposed) >= 3
    step(page, "6. Documents")
    with page.expect_download() as download:
        page.get_by_role("button", name="Note au conseil (Word)").click()
    note = tmp_path / "note.docx"
    download.value.save_as(note)
    assert "Rendre piétonne la place du marché" in "\n".join(paragraph.text for paragraph in Document(str(note)).paragraphs)
    address = page.url
    page.close()
    restartable.restart()
    tomorrow = visit()
    tomorrow.goto(address)
    step(tomorrow, "4. The plan")
    expect(activities(tomorrow)).to_have_text(proposed)


def test_a_calculation_can_be_cancelled_and_the_plan_stays_as_it_was(page: Page, app_url: str) -> None:
    open_example(page, app_url)
    button(page, "Propose a plan").click()
    button(page, "Cancel").click()
    expect(page.get_by_text(fr("Cancelled. Your plan is as it was."))).to_be_visible()
    expect(button(page, "Propose a plan")).to_be_enabled()
    expect(activities(page)).to_have_count(0)


def test_an_activity_is_removed_another_added_and_both_are_kept(page: Page, app_url: str, example: str) -> None:
    open_plan(page, app_url, example)
    names = activities(page).all_inner_texts()
    button(page, "Remove").first.click()
    expect(activities(page)).to_have_text(names[1:])
    page.locator(".st-key-add-activity button").click()
    expect(activities(page)).to_have_count(len(names))
    settle(page)
    page.reload()
    expect(activities(page)).to_have_count(len(names))


ONLINE_ONLY = Plan(
    brief=Brief(subject="En ligne seulement", territory=Territory(name="Ville", people=18_000)),
    activities=(Activity(id="box", method="online_ideation", phase="ideate", week=4),),
)


def test_a_remedy_changes_the_plan_and_undo_brings_it_back(page: Page, app_url: str, app: Server) -> None:
    token = Store(f"sqlite:///{app.database}").create(ONLINE_ONLY)
    open_plan(page, app_url, token)
    expect(activities(page)).to_have_count(1)
    page.locator("[class*=st-key-see-no_digital_only] button:visible").first.click()
    page.locator("[class*=st-key-fix-no_digital_only] button:visible").first.click()
    undo = button(page, "Undo the last remedy")
    expect(undo).to_be_visible()
    expect(activities(page)).not_to_have_count(1)
    undo.click()
    expect(undo).to_have_count(0)
    expect(activities(page)).to_have_count(1)
    assert saved(app, token) == ONLINE_ONLY


def test_undo_takes_back_the_remedy_only_while_it_is_the_last_change(page: Page, app_url: str, app: Server) -> None:
    token = Store(f"sqlite:///{app.database}").create(ONLINE_ONLY)
    open_plan(page, app_url, token)
    page.locator("[class*=st-key-see-no_digital_only] button:visible").first.click()
    page.locator("[class*=st-key-fix-no_digital_only] button:visible").first.click()
    expect(activities(page)).not_to_have_count(1)
    settle(page)
    count = activities(page).count()
    button(page, "Remove").first.click()
    expect(activities(page)).to_have_count(count - 1)
    settle(page)
    expect(button(page, "Undo the last remedy")).to_have_count(0)


def test_an_activity_says_why_is_locked_then_removed_and_undone_with_the_keyboard(
    page: Page, app_url: str, app: Server, example: str
) -> None:
    open_plan(page, app_url, example)
    names = activities(page).all_inner_texts()
    page.locator("[class*=st-key-why-] button:visible").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem").first).to_be_visible(timeout=CALCULATION)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    lock = page.locator("[class*=st-key-lock-] button:visible")
    lock.nth(1).click()
    expect(lock.nth(1)).to_have_accessible_name(re.compile(fr("Unlock {name}").partition("{")[0]))
    expect(page.locator(".st-key-adjust button:visible")).to_be_enabled()
    settle(page)
    page.locator("[class*=st-key-drop-] button:visible").first.focus()
    page.keyboard.press("Enter")
    expect(activities(page)).to_have_text(names[1:])
    settle(page)
    undo = page.locator(".st-key-undo-change button:visible")
    expect(undo).to_contain_text(names[0])
    undo.focus()
    page.keyboard.press("Enter")
    expect(activities(page)).to_have_text(names)
    settle(page)
    page.locator(".st-key-redo-change button:visible").click()
    expect(activities(page)).to_have_text(names[1:])
    named = [
        one.get_attribute("aria-label") or one.inner_text() for one in page.locator("[data-testid=stMain] .stButton button:visible").all()
    ]
    assert len(set(named)) == len(named)


def test_a_proposal_is_adjusted_around_what_is_locked(page: Page, app_url: str, app: Server, example: str) -> None:
    held = saved(app, example).activities[0]
    open_plan(page, app_url, example)
    page.locator(f".st-key-lock-{held.id} button:visible").click()
    page.locator(f".st-key-week-{held.id} input").fill("9")
    page.locator(f".st-key-week-{held.id} input").press("Enter")
    expect(page.locator(".st-key-undo-change button:visible")).to_be_enabled()
    settle(page)
    page.locator(".st-key-adjust button:visible").click()
    expect(button(page, "Cancel")).to_be_visible()
    expect(button(page, "Cancel")).to_have_count(0, timeout=CALCULATION)
    settle(page)
    kept = next(activity for activity in saved(app, example).activities if activity.id == held.id)
    assert (kept.method, kept.units, kept.week) == (held.method, held.units, 9)


def test_a_public_is_added_counted_and_removed(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/audiences")
    settle(page)
    label = page.locator(".st-key-new-label input")
    label.fill("Riverains du port")
    label.press("Tab")
    button(page, "Add").click()
    expect(page.locator("[data-testid=stMain] strong").filter(has_text="Riverains du port").first).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_contain_text("Riverains du port")
    page.get_by_test_id("stMain").get_by_role("button", name=fr("Remove")).click()
    expect(page.get_by_test_id("stMain").get_by_text("Riverains du port")).to_have_count(0)


def test_a_typed_field_is_there_after_closing_and_reopening_even_when_left_by_the_navigation(visit: Visit, app_url: str) -> None:
    page = visit()
    page.goto(f"{app_url}/plan")
    button(page, "Start a new consultation plan").click()
    field = page.get_by_label(fr("Subject of the consultation"))
    field.fill("Rouvrir la rivière")
    go(page, "Sources")  # without leaving the field first
    expect(at_hand(page)).to_have_text("Rouvrir la rivière")
    go(page, "Consultation plan")
    expect(field).to_have_value("Rouvrir la rivière")
    address = page.url
    page.context.close()
    again = visit()
    again.goto(address)
    expect(again.get_by_label(fr("Subject of the consultation"))).to_have_value("Rouvrir la rivière")


def test_the_plan_at_hand_follows_from_page_to_page_and_the_back_button_works(page: Page, app_url: str, example: str) -> None:
    open_plan(page, app_url, example)
    for entry in ("Home", "Landscape", "Audiences", "Sources"):
        go(page, entry) if entry != "Home" else page.get_by_test_id("stSidebarNav").get_by_role("link", name=fr(entry)).click()
        expect(page).to_have_url(re.compile(f"plan={re.escape(example)}"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(fr("Audiences")))
    expect(at_hand(page)).to_have_text("Rendre piétonne la place du marché")


def test_an_address_cut_short_says_so_and_erases_nothing(page: Page, app_url: str, app: Server, example: str) -> None:
    open_plan(page, app_url, example[:-3])
    expect(page.get_by_text(fr("No plan has this address. Check that it was copied whole; nothing has been erased."))).to_be_visible()
    expect(at_hand(page)).to_have_count(0)
    assert saved(app, example).activities


def test_the_language_follows_from_page_to_page_and_the_document_says_it(page: Page, app_url: str) -> None:
    page.goto(app_url)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator(".st-key-language").get_by_text("English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Landscape").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Landscape"))
    expect(page).to_have_url(re.compile("/landscape.*lang=en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".st-key-language").get_by_text("Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(fr("Landscape")))
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_two_visitors_do_not_see_each_other_s_plan(visit: Visit, app_url: str) -> None:
    one, two = visit(), visit()
    open_example(one, app_url)
    two.goto(f"{app_url}/plan")
    expect(button(two, "Start a new consultation plan")).to_be_visible()
    expect(at_hand(two)).to_have_count(0)
    open_example(two, app_url)
    assert token(one) != token(two)
    step(two, "1. Mandate")
    field = two.get_by_label(fr("Subject of the consultation"))
    field.fill("Le projet du second")
    field.press("Tab")
    expect(at_hand(two)).to_have_text("Le projet du second")
    one.reload()
    expect(at_hand(one)).to_have_text("Rendre piétonne la place du marché")


def test_two_people_change_the_same_thing_and_one_of_them_chooses(visit: Visit, app_url: str, example: str) -> None:
    one, other = visit(), visit()
    for page in (one, other):
        open_plan(page, app_url, example, "plan?step=mandate")
    field = fr("Who takes it?")
    other.get_by_label(field).fill("La préfète")
    other.get_by_label(field).press("Enter")
    settle(other)
    one.get_by_label(field).fill("Le maire")
    one.get_by_label(field).press("Enter")
    expect(one.get_by_text(fr("Somebody else changed the same thing"))).to_be_visible()
    expect(one.get_by_label(field)).to_have_value("La préfète")
    one.get_by_role("radio", name=fr("Yours: {value}").format(value="Le maire")).check(force=True)
    button(one, "Keep these choices").click()
    expect(one.get_by_text(fr("Somebody else changed the same thing"))).to_have_count(0)
    settle(one)  # the fields move up: for a moment the page holds each of them twice
    expect(one.get_by_label(field)).to_have_value("Le maire")
    other.reload()
    expect(other.get_by_label(field)).to_have_value("Le maire")


def test_a_link_to_read_shows_the_plan_and_gives_no_way_to_change_it(visit: Visit, app_url: str, example: str) -> None:
    page = visit()
    open_plan(page, app_url, example, "plan?step=share")
    link = page.get_by_test_id("stCode").first.inner_text().replace("\n", "")
    reader = visit(width=390, height=844)
    reader.goto(link)
    expect(reader.get_by_text(fr("You are reading this plan: it cannot be changed from this address.")).first).to_be_visible()
    settle(reader)
    expect(reader.get_by_role("spinbutton")).to_have_count(0)
    button(reader, "Make a copy").click()
    expect(reader).not_to_have_url(re.compile(re.escape(read_token(example))))
    expect(activities(reader).first).to_be_visible()


# -- files from outside -----------------------------------------------------------------------------------

BAD = {
    "malformed": b"subject: [unclosed\n  : nothing",
    "6 MB": b"subject: " + b"a" * 6_000_000,
    "1.5 MB": b"subject: " + b"a" * 1_500_000,
    "50,000 brackets": b"subject: " + b"[" * 50_000,
    "a Python tag": b"subject: !!python/object/apply:os.system [echo]",
    "a binary file": bytes(range(256)) * 40,
    "another kind of document": b"recipe: tart\nserves: 6\n",
    "an impossible plan": b"brief: {subject: x}\nactivities: [{method: market_stand, phase: ideate, week: 99999}]",
}


def test_files_that_cannot_be_opened_give_a_message_and_leave_the_plan_at_hand(page: Page, app_url: str, example: str) -> None:
    open_plan(page, app_url, example, "plan?step=documents")
    main, uploader = page.get_by_test_id("stMain"), page.get_by_test_id("stFileUploader").last
    for rank, (what, content) in enumerate(BAD.items()):
        name = f"dossier-{rank}.yaml"
        page.locator("input[type=file]").last.set_input_files({"name": name, "mimeType": "application/yaml", "buffer": content})
        refused = main.locator("pre, [data-testid=stAlert]").filter(
            has_text=name
        )  # by us; a file over the server's limit, by its own message
        expect(refused.or_(uploader.get_by_role("alert")).first, what).to_be_visible()
        shown = main.inner_text()
        assert "Traceback" not in shown and page.get_by_test_id("stException").count() == 0, what
        assert refused.count() == 0 or len(refused.first.inner_text()) <= 4000, what
        assert token(page) == example, what
    expect(at_hand(page)).to_have_text("Rendre piétonne la place du marché")
    step(page, "4. The plan")
    expect(activities(page).first).to_be_visible()


def test_a_plan_taken_away_opens_again_as_a_plan_of_its_own(page: Page, app_url: str, example: str, tmp_path: Path) -> None:
    open_plan(page, app_url, example, "plan?step=documents")
    with page.expect_download() as download:
        button(page, "The plan itself (YAML)").click()
    path = tmp_path / "plan.yaml"
    download.value.save_as(path)
    page.locator("input[type=file]").last.set_input_files(path)
    expect(page).not_to_have_url(re.compile(re.escape(example)))
    expect(at_hand(page)).to_have_text("Rendre piétonne la place du marché")


HOSTILE = """brief:
  subject: "![s](http://tracker.invalid/s.png)"
  territory: {name: "![t](http://tracker.invalid/t.png)", people: 18000}
  audiences: [{name: "![a](http://tracker.invalid/a.png)", people: 900, where: "![w](http://tracker.invalid/w.png)"}]
  already_have: [{what: platform, name: "![h](http://tracker.invalid/h.png)"}]
  mandate: {decision: "![d](http://tracker.invalid/d.png) <img src='http://tracker.invalid/e.png'>", open: ["![o](http://tracker.invalid/o.png)"]}
activities:
  - {id: one, method: market_stand, phase: ideate, audiences: ["![a](http://tracker.invalid/a.png)"]}
  - {id: two, method: online_ideation, phase: ideate}
bridges: [{from: one, to: two, how: "![b](http://tracker.invalid/b.png)"}]
"""


def test_a_stranger_s_plan_makes_the_page_ask_nothing_outside(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/plan")
    settle(page)
    page.locator("input[type=file]").last.set_input_files({"name": "p.yaml", "mimeType": "application/yaml", "buffer": HOSTILE.encode()})
    expect(page).to_have_url(re.compile("plan="))
    for name in ("1. Mandate", "2. Context", "3. Means", "4. The plan", "5. Commitments", "6. Documents", "7. Share"):
        step(page, name)
        unfold(page)
    for entry in ("Audiences", "Landscape"):
        go(page, entry)
        settle(page)


# -- phones -----------------------------------------------------------------------------------------------

WIDER = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .filter(e => e.scrollWidth > e.clientWidth).map(e => `${e.tagName} ${e.scrollWidth} > ${e.clientWidth}`)"""


def test_no_page_scrolls_sideways_on_a_phone(visit: Visit, app_url: str, example: str) -> None:
    page = visit(width=390, height=844)
    wide = {}
    for where in PAGES:
        open_plan(page, app_url, example, where)
        if found := page.evaluate(WIDER):
            wide[where or "home"] = found
    assert wide == {}


def saved(app: Server, token: str) -> Plan:
    """A plan as the store of the server holds it."""
    found = Store(f"sqlite:///{app.database}").get(token)
    assert found
    return found.plan
