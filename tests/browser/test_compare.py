"""A consultant compares tools: from the cards to the papers, and the address that opens the same again."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from catalog.compare import Wishes, compare
from catalog.load import load
from catalog.verdict import verdict
from catalog.words import translator

from .pictures import settle

fr = translator("fr")


def answer(page: Page) -> str:
    return page.locator(".answer").inner_text()


def test_from_two_cards_to_a_comparison_that_its_address_opens_again(page: Page, app_url: str, tmp_path: Path) -> None:
    page.goto(f"{app_url}/landscape")
    for tool, name in (("decidim", "Decidim"), ("cap-collectif", "Cap Collectif")):
        settle(page)
        field = page.get_by_role("combobox", name=fr("Open a card"))
        field.click()
        field.fill(name)
        page.get_by_role("option", name=name, exact=True).click()
        expect(page).to_have_url(re.compile(f"tool={tool}"))
        settle(page)
        page.get_by_role("button", name=fr("Add to the comparison")).click()
        expect(page.get_by_role("link", name=fr("In the comparison: see it"))).to_be_visible()
    page.get_by_role("link", name=fr("In the comparison: see it")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(fr("Compare"))
    settle(page)
    catalog = load()
    assert answer(page) == verdict(catalog, compare(catalog, ["decidim", "cap-collectif"], Wishes()), "fr")
    weight = page.get_by_role("spinbutton", name=catalog.scales["paper"].label("fr"))
    weight.fill("10")
    weight.press("Enter")
    expect(page).to_have_url(re.compile("weight=paper.10"))
    settle(page)
    told = verdict(catalog, compare(catalog, ["decidim", "cap-collectif"], Wishes(weights={"paper": 10})), "fr")
    expect(page.locator(".answer")).to_have_text(told)
    address = page.url
    with page.expect_download() as download:
        page.get_by_role("button", name=fr("Facts, scores and sources (Excel)")).click()
    path = tmp_path / "c.xlsx"
    download.value.save_as(path)
    assert load_workbook(path)["Synthèse"]["A3"].value == told
    page.goto(f"{app_url}/sources")
    settle(page)
    page.goto(address)
    settle(page)
    expect(page.locator(".answer")).to_have_text(told)


def test_what_the_address_does_not_know_is_passed_over(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/compare?tools=decidim&tools=nobody&tools=loomio&weight=paper.99&weight=x&must=nothing&need=never")
    settle(page)
    catalog = load()
    expect(page.locator(".answer")).to_have_text(verdict(catalog, compare(catalog, ["decidim", "loomio"], Wishes()), "fr"))
    assert page.get_by_test_id("stException").count() == 0
