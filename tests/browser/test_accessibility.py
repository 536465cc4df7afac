"""Every page and its main states: no serious or critical violation for axe-core, and everything within reach of the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from catalog.words import translator
from planner.store import read_token

from .conftest import Visit
from .pictures import grow, settle, unfold

fr = translator("fr")
GRAVE = ("serious", "critical")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
STEPS = ("mandate", "context", "means", "blend", "commitments", "documents")
EMPTY = (
    "",
    "landscape",
    "landscape?q=decidim",
    "landscape?tool=decidim",
    "landscape?about=use.issue-reporting",
    "landscape?question=since_2019",
    "compare",
    "compare?tools=decidim&tools=cap-collectif&tools=loomio&need=idea-collection&must=in_service",
    "audiences",
    "plan",
    "workshop",
    "sources",
)
WITH_PLAN = ("", "audiences", *(f"plan?step={step}" for step in STEPS))


def violations(page: Page) -> list[str]:
    """What axe-core finds grave on a page, unfolded and seen whole."""
    settle(page)
    if page.locator("[data-testid=stMain] details:not([open]) > summary:visible").count():
        unfold(page)
        settle(page)
    grow(page, 20_000)
    return grave(page)


def grave(page: Page) -> list[str]:
    """What axe-core finds grave on a page as it stands: one line a rule, with the first elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}, {len(rule['nodes'])}): {rule['help']}: "
        + " | ".join(node["html"][:160] for node in rule["nodes"][:3])
        for rule in found
        if rule["impact"] in GRAVE
    ]


def in_turn(page: Page, addresses: Iterable[str]) -> dict[str, list[str]]:
    """The grave violations of several pages, by address; a page that has none is left out."""
    size = page.viewport_size
    assert size
    found = {}
    for address in addresses:
        page.set_viewport_size(size)
        page.goto(address)
        if worst := violations(page):
            found[address] = worst
    return found


def test_pages_met_for_the_first_time_have_no_grave_violation(page: Page, app_url: str) -> None:
    assert in_turn(page, (f"{app_url}/{where}" for where in (*EMPTY, "audiences?lang=en"))) == {}


def test_pages_with_a_plan_have_no_grave_violation(page: Page, app_url: str, example: str) -> None:
    assert in_turn(page, (f"{app_url}/{where}{'&' if '?' in where else '?'}plan={example}" for where in WITH_PLAN)) == {}


def test_the_read_address_has_no_grave_violation(page: Page, app_url: str, example: str) -> None:
    to_read = read_token(example)
    assert in_turn(page, (f"{app_url}/plan?step={step}&plan={to_read}" for step in ("blend", "share"))) == {}


def test_pages_on_a_phone_have_no_grave_violation(visit: Visit, app_url: str, example: str) -> None:
    pages = (f"{app_url}/landscape?tool=decidim", f"{app_url}/audiences?plan={example}", f"{app_url}/plan?step=blend&plan={example}")
    assert in_turn(visit(width=390, height=844), pages) == {}


def test_the_table_of_tools_has_no_grave_violation(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/landscape")
    settle(page)
    page.get_by_role("tab", name=fr("Table")).click()
    assert violations(page) == []


def test_a_message_and_a_calculation_under_way_have_no_grave_violation(page: Page, app_url: str, example: str) -> None:
    page.goto(f"{app_url}/plan?step=documents&plan={example}")
    settle(page)
    page.locator("input[type=file]").last.set_input_files(
        {"name": "p.yaml", "mimeType": "application/yaml", "buffer": b"subject: [unclosed"}
    )
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{app_url}/plan?step=blend&plan={example}")
    settle(page)
    page.get_by_role("button", name=fr("Propose again")).click()
    cancel = page.get_by_role("button", name=fr("Cancel"))
    expect(cancel).to_be_visible()
    assert grave(page) == []
    cancel.click()
    expect(cancel).to_have_count(0)


# -- the keyboard -----------------------------------------------------------------------------------------

FOCUSED = """() => { const e = document.activeElement, b = e.getBoundingClientRect();
  const words = e.getAttribute('aria-label') || [...e.labels || []].map(l => l.innerText).join(' ') || (e.matches('button, a') ? e.innerText : '');
  return { words, seen: b.width > 0 && b.height > 0 && b.bottom > 0 && b.top < innerHeight } }"""


def tab_to(page: Page, words: str, most: int = 80) -> int:
    """Press Tab until the element whose words hold `words` has the focus; how many times it took."""
    for count in range(1, most + 1):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if words in focused["words"]:
            assert focused["seen"], "the focus is out of sight"
            return count
    raise AssertionError(f"{words}: not reached after {most} presses of Tab")


def test_the_skip_link_comes_first_and_leads_to_the_content(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/sources")
    settle(page)
    page.keyboard.press("Tab")
    link = page.locator("a[href='#stMain']")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => !!document.activeElement.closest('[data-testid=stMain]')")


MAIN = {  # page: the words of its main button or field, reached without crossing the whole page
    "": "See an example: a market square in a town of 18,000",
    "landscape": "Search",
    "compare": "Tools to compare",
    "audiences": "Name of the territory",
    "plan": "Start a new consultation plan",
    "sources": "Search a figure",
}


@pytest.mark.parametrize("where", MAIN)
def test_tab_reaches_the_main_button_of_each_page(where: str, page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/{where}")
    settle(page)
    assert tab_to(page, fr(MAIN[where])) <= 20


def test_a_plan_is_started_and_its_subject_typed_with_the_keyboard_alone(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/plan")
    settle(page)
    tab_to(page, fr("Start a new consultation plan"))
    page.keyboard.press("Enter")
    expect(page.get_by_label(fr("Subject of the consultation"))).to_be_visible()
    settle(page)
    tab_to(page, fr("Subject of the consultation"))
    page.keyboard.press("Control+a")
    page.keyboard.type("Au clavier")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("stSidebarUserContent").get_by_test_id("stText")).to_have_text("Au clavier")
