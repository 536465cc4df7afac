"""The HTML file, parsed again: nothing from outside, nothing that runs, tables and charts with their words."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser

from catalog.paper import elements as e
from catalog.paper.carried import carried
from catalog.paper.elements import Paper, Section, Table
from catalog.paper.html import STYLE, html, write
from tests.catalog.paper.papers import ARABIC, HOSTILE, LONG, RECORD, full, timeline, words


def page(paper: Paper | None = None) -> Any:
    return parser.document_fromstring(html(paper or full()).encode(), parser=parser.HTMLParser(encoding="utf-8"))


def hostile(name: str) -> Paper:
    grid = Table(caption=name, header=(name, name), rows=((words(name), words(name)),) * 2, widths=(0.5, 0.5))
    figures = e.KeyFigures(caption=name, figures=(e.KeyFigure(label=name, words=words(name, "strong")),))
    chart = timeline(name).model_copy(update={"caption": name, "alt": name})
    blocks = (e.Heading(words=words(name)), e.Note(words=words(name, "hole")), e.Bullets(items=(words(name),)), grid, figures, chart)
    return Paper(
        lang="fr", title=name, subtitle=name, today=date(2026, 1, 1), contents=True, foot=name, record=json.dumps({"name": name}),
        body=(Section(id=name, title=name, blocks=blocks),), annexes_title=name, annexes=(Section(id="b", title=name, blocks=()),),
    )  # fmt: skip


@pytest.mark.parametrize("paper", [full(), *map(hostile, HOSTILE)], ids=lambda paper: paper.title[:20])
def test_it_asks_nothing_from_outside_and_runs_nothing(paper: Paper) -> None:
    tree = page(paper)
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name.split("}")[-1].split(":")[-1] in ("src", "href", "action", "data", "srcset", "poster"):
                assert value.startswith("#"), (element.tag, name, value[:60])
    assert [(s.get("type"), s.get("id")) for s in tree.iter("script")] == [("application/json", "maillage-record")]
    assert not list(tree.iter("iframe", "object", "embed", "link", "base", "form", "img"))
    sheet = "".join(style.text or "" for style in tree.iter("style"))
    assert all(address.startswith(('url("data:font/woff2', "url(#")) for address in re.findall(r"url\([^)]{0,30}", sheet))
    assert "@import" not in sheet
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_comes_out_as_it_is_everywhere(name: str) -> None:
    tree = page(hostile(name))
    places = ("//title", "//h1", "//main/section/h2", "//section/h3", "//p[@class='note']", "//section//li", "//caption", "//thead//th[1]",
              "//tbody//td[1]", "//dt", "//dd", "//footer", "//nav//a", "//figcaption")  # fmt: skip
    for place in places:
        assert tree.xpath(place)[0].text_content() == name, place
    assert [tree.xpath(f"//*[local-name()='svg']/*[local-name()='{part}']")[0].text for part in ("title", "desc")] == [name, name]
    assert json.loads(tree.get_element_by_id("maillage-record").text) == {"name": name}


def test_headings_follow_one_another_and_skip_no_level() -> None:
    found = [(h.tag, h.text_content()) for h in page().iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert found == [
        ("h1", "Note d’essai"), ("h2", "Sommaire"), ("h2", "Ce qui est demandé"), ("h2", "Moyens"), ("h2", "Calendrier"),
        ("h3", "Publics"), ("h2", "Annexes"), ("h3", "Annexe A"), ("h4", "Des noms"),
    ]  # fmt: skip
    assert all(int(after[1]) <= int(before[1]) + 1 for (before, _), (after, _) in pairwise(found))


def test_a_table_has_a_caption_and_says_what_its_headers_head() -> None:
    tables = page().xpath("//table")
    assert [len(one.xpath("thead//th")) for one in tables] == [2, 3, 5, 3, 3, 2]
    assert [len(one.xpath("tbody//th")) for one in tables] == [0, 2, 0, 2, 2, len(HOSTILE)]
    for one in tables:
        assert one.xpath("caption")[0].text_content()
        assert {th.get("scope") for th in one.xpath("thead//th")} == {"col"}
        assert {th.get("scope") for th in one.xpath("tbody//th")} <= {"row"}


def test_a_wide_table_scrolls_in_a_frame_that_the_keyboard_reaches() -> None:
    tree = page()
    for one in tree.xpath("//table[count(thead//th) > 2] | //*[local-name()='svg']"):
        frame = one.getparent()
        assert frame.get("tabindex") == "0" and frame.get("role") == "group"
        assert tree.get_element_by_id(frame.get("aria-labelledby")).text_content()


def test_a_chart_has_its_words_and_names_that_no_other_has() -> None:
    tree = page()
    charts = tree.xpath("//*[local-name()='svg']")
    assert [chart.get("role") for chart in charts] == ["img", "img"]
    for chart, alt in zip(charts, ("Trois bandes sur six semaines.", "Deux publics."), strict=True):
        assert tree.get_element_by_id(chart.get("aria-describedby")).text == alt
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    used = [value for element in tree.iter() for name, value in element.attrib.items() if name.endswith("href")]
    used += re.findall(r"url\((#[^)]+)\)", html(full()))
    assert used and {address[1:] for address in used} <= set(ids)


def test_a_word_read_from_right_to_left_stands_apart() -> None:
    assert f"Amicale <bdi>{ARABIC}</bdi> (2026)" in html(full())


def test_a_word_longer_than_a_line_may_be_cut_and_stays_one_word() -> None:
    cell = next(cell for cell in page().xpath("//tbody/tr/th") if cell.text_content() == LONG)
    assert len(cell.xpath(".//wbr")) == 24  # 300 letters by 12


def test_it_carries_what_made_it(tmp_path: Path) -> None:
    write(full(), tmp_path / "x.html")
    content = (tmp_path / "x.html").read_bytes()
    assert json.loads(carried(content, "x.html").record or "") == json.loads(RECORD)
    assert "<!--" not in html(full())
    assert "<script" not in html(full().model_copy(update={"record": None}))


def test_the_same_paper_gives_the_same_text() -> None:
    assert html(full()) == html(full())
    assert page(full("en")).get("lang") == "en" and page().get("lang") == "fr"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out_from_what_is_behind_them() -> None:
    named = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", STYLE.read_text(encoding="utf-8")))
    strands = re.findall(r"\.(?:in_person|digital|remote) \{ color: (#[0-9a-f]{6})", html(full()))
    assert len(strands) == 3
    pairs = [("ink", ground) for ground in ("paper", "header", "note", "hole")] + [("accent", "paper")]
    shown = [(named[ink], named[ground]) for ink, ground in pairs] + [(ink, named["paper"]) for ink in strands]
    for ink, ground in shown:
        light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)
