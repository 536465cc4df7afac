"""The page Publics in a real browser: from a few letters to the answer in words."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from catalog.words import translator

from .pictures import settle
from .test_accessibility import violations

fr = translator("fr")
STOPPED = re.compile(r"En ligne seulement, [\d\s]+ à [\d\s]+ personnes ne pourraient pas participer seules")


def add(page: Page, name: str) -> None:
    """Choose a ready public and add it."""
    choice = page.get_by_role("combobox", name=fr("Ready public"))
    choice.click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name).first.click()
    settle(page)
    page.get_by_role("button", name=fr("Add")).click()
    expect(page.locator("[data-testid=stMain] strong").filter(has_text=name).first).to_be_visible()
    settle(page)


def test_from_a_few_letters_to_who_could_not_take_part_and_what_a_mediator_changes(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/audiences")
    settle(page)
    search = page.get_by_label(fr("Name of the territory"))
    search.fill("finistere")
    search.press("Enter")
    page.get_by_role("button", name="Finistère").first.click()
    answer = page.locator(".answer")
    expect(answer).to_have_text(STOPPED)
    expect(answer).to_be_in_viewport()
    settle(page)
    add(page, "Personnes de 75 ans et plus")
    add(page, "Riverains")
    chart = page.locator(".js-plotly-plot").first
    expect(chart).to_contain_text("Riverains")
    expect(chart).to_contain_text(fr("Other residents"))
    whole = answer.inner_text()
    page.locator(".st-key-door-mediator label").first.click()
    expect(page.get_by_text(re.compile("De la place pour personne tant que"))).to_be_visible()
    settle(page)
    hours = page.locator(".st-key-door-hours input")
    hours.fill("12")
    hours.press("Tab")
    expect(page.get_by_text(re.compile(r"De la place pour [\d\s]+ à [\d\s]+ personnes"))).to_be_visible()
    settle(page)
    expect(answer).to_have_text(whole)  # a mediator changes what is done, not who is stopped
    expect(page.get_by_text(re.compile("À aller chercher autrement.*par un médiateur"))).to_be_visible()
    assert violations(page) == []


def test_the_answer_stands_on_the_first_screen_of_a_phone_and_nothing_scrolls_sideways(visit, app_url: str, example: str) -> None:  # type: ignore[no-untyped-def]
    page = visit(width=390, height=844)
    page.goto(f"{app_url}/audiences?plan={example}")
    settle(page)
    expect(page.locator(".answer")).to_be_in_viewport()
    assert page.evaluate("() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth <= m.clientWidth }")
