"""Journeys on the Paysage page, in a real browser: the map by pointer and by keyboard, the filters, and no outside request."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.graph import build
from catalog.load import load
from catalog.mapfile import write


@pytest.fixture
def outside(page: Page) -> Iterator[list[str]]:
    """Every request to another machine than the one that serves the page, filled as the journey goes."""
    asked: list[str] = []

    def note(address: str) -> None:
        if urlparse(address).hostname not in {"localhost", "127.0.0.1", None}:
            asked.append(address)

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    yield asked


def open_landscape(page: Page, app_url: str, ask: str = "") -> None:
    page.goto(f"{app_url.rstrip('/')}/landscape{ask}")
    expect(page.locator(".canvas[aria-busy=false] canvas")).to_be_visible(timeout=60_000)  # a cold server reads the catalogue first
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def title_of_card(page: Page) -> Locator:
    return page.get_by_role("heading", level=2)


SCAN = """(canvas, name) => {
  const box = canvas.getBoundingClientRect(), says = canvas.parentElement.querySelector(".says");
  for (let y = box.top + 6; y < box.bottom; y += 6)
    for (let x = box.left + 6; x < box.right; x += 6) {
      canvas.dispatchEvent(new MouseEvent("mousemove", { clientX: x, clientY: y }));
      if (says.textContent.startsWith(name + " (")) return [x + 3, y + 3];
    }
  return null;
}"""


def click_on(page: Page, name: str) -> None:
    """Pass over the map until the line below it names `name`, then click there: what is where is the map's own affair."""
    for _ in range(5):
        found = page.locator(".canvas").evaluate(SCAN, name)
        assert found is not None, f"{name} is not on the map"
        page.mouse.move(*found)
        page.wait_for_timeout(300)
        if page.locator(".says").inner_text().startswith(f"{name} ("):  # the page did not move meanwhile
            page.mouse.click(*found)
            return
    raise AssertionError(f"{name} does not stay in place")


def test_a_click_on_a_tool_opens_its_card_and_the_address_keeps_it(page: Page, app_url: str) -> None:
    open_landscape(page, app_url, "?q=decidim&use=participatory-budgeting")
    click_on(page, "Decidim")
    expect(title_of_card(page)).to_have_text("Decidim")
    expect(page).to_have_url(re.compile(r"tool=decidim"))
    page.get_by_role("button", name="Fermer").click()
    expect(title_of_card(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile(r"tool="))


def test_the_same_tool_can_be_opened_again_after_its_card_was_closed_elsewhere(page: Page, app_url: str) -> None:
    open_landscape(page, app_url, "?q=decidim&use=participatory-budgeting")
    for _ in range(2):
        click_on(page, "Decidim")
        expect(title_of_card(page)).to_have_text("Decidim")
        page.get_by_role("button", name="Fermer").click()
        expect(page.locator(".says")).not_to_contain_text("Decidim")


def test_the_keyboard_walks_the_map_opens_a_card_and_closes_it(page: Page, app_url: str) -> None:
    open_landscape(page, app_url)
    page.locator(".canvas").focus()
    page.keyboard.press("Home")
    said = page.locator("[aria-live=polite]").filter(has_text="famille")
    expect(said).to_contain_text("Informer et rendre transparent, famille")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    name = page.locator(".says").inner_text().split(" (")[0]
    page.keyboard.press("Enter")
    expect(title_of_card(page)).to_have_text(name)
    expect(page.locator(".canvas")).to_be_focused()
    page.keyboard.press("Escape")
    expect(title_of_card(page)).to_have_count(0)


def test_the_list_opens_the_same_cards_without_the_drawing(page: Page, app_url: str) -> None:
    open_landscape(page, app_url)
    field = page.get_by_role("combobox", name="Ouvrir une fiche")
    field.click()
    field.fill("Loomio")
    page.get_by_role("option", name="Loomio", exact=True).click()
    expect(title_of_card(page)).to_have_text("Loomio")
    expect(page).to_have_url(re.compile(r"tool=loomio"))


def test_a_family_and_a_word_narrow_the_map_and_an_address_brings_them_back(page: Page, app_url: str) -> None:
    open_landscape(page, app_url)
    page.get_by_role("button", name=re.compile("^Co-produire")).click()
    count = page.locator(".count")
    expect(count).to_have_text(re.compile(r"^\d+ outils sur \d+$"))
    shown, total = map(int, re.findall(r"\d+", count.inner_text()))
    assert 0 < shown < total
    field = page.get_by_role("textbox", name="Rechercher")
    field.fill("DECIDIM")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"q=DECIDIM"))
    expect(page).to_have_url(re.compile(r"family=coproduce"))
    expect(count).not_to_have_text(f"{shown} outils sur {total}")
    narrowed = count.inner_text()
    page.reload()
    expect(page.locator(".count")).to_have_text(narrowed)
    page.get_by_role("button", name="Effacer les filtres").click()
    expect(page.locator(".count")).to_have_count(0)


def test_the_table_downloads_with_the_tools_that_the_filters_leave(page: Page, app_url: str, tmp_path: Path) -> None:
    open_landscape(page, app_url, "?q=decidim")
    page.get_by_role("tab", name="Tableau").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le tableau (CSV)").click()
    path = tmp_path / "table.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert "Decidim" in [row["Outil"] for row in rows]
    assert len(rows) == int(page.locator(".count").inner_text().split()[0])


def test_no_request_leaves_the_machine_on_the_page_nor_on_the_map_taken_away(
    page: Page, app_url: str, outside: list[str], tmp_path: Path
) -> None:
    open_landscape(page, app_url, "?tool=decidim")
    expect(title_of_card(page)).to_have_text("Decidim")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger la carte").click()
    path = tmp_path / "map.html"
    download.value.save_as(path)
    page.goto(path.as_uri())
    expect(page.locator("#mynetwork canvas")).to_be_visible()
    page.wait_for_timeout(1000)
    assert outside == []


def test_names_written_to_harm_do_not_run_in_the_map_taken_away(page: Page, tmp_path: Path) -> None:
    graph = build(load())
    harm = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    for _, values in graph.nodes(data=True):
        values.update(label=harm, what=harm)
    write(graph, tmp_path / "map.html")
    page.goto((tmp_path / "map.html").as_uri())
    expect(page.locator("#mynetwork canvas")).to_be_visible()
    page.locator("#mynetwork").hover()  # names show as tooltips there
    page.wait_for_timeout(1000)
    expect(page).to_have_title("Paysage des outils de participation")


def test_the_page_answers_in_english_at_the_same_address(page: Page, app_url: str) -> None:
    open_landscape(page, app_url, "?lang=en&tool=decidim")
    expect(page.get_by_role("heading", level=1)).to_have_text("Landscape")
    expect(page.get_by_role("button", name="Close")).to_be_visible()
    expect(page.get_by_role("button", name="Recentre")).to_be_visible()
