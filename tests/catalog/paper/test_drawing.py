"""Charts as pictures: always the same bytes, words that fit, and names that try to break them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from catalog import colours
from catalog.methods import STRANDS
from catalog.paper import drawing
from catalog.paper.series import Arrow, Bar, Reach, Reached, Series, Stone, Timeline, leaves

HOSTILE = (
    "سكان الحي القديم", "Prix $5 & $6 <b>", "$\\frac{",
    "Léa <script>&amp;</script> 🎪👩‍👧 " + "long " * 60, "x" * 300, "🎪🎪", "", "日本語",
    "\ud800a\x00b\u202e",
)  # fmt: skip
TIMELINE = Timeline(
    bars=(
        Bar(id="a", name="Stand sur un marché", strand="in_person", first=1, last=2, units=3),
        Bar(id="b", name="Plateforme", strand="digital", first=3, last=6),
        Bar(id="c", name="Carte-réponse", strand="remote", first=2, last=5),
    ),
    arrows=(Arrow(start="a", end="b", words="les fiches sont saisies"),),
    stones=(Stone(week=0, word="ouverture"), Stone(week=6, word="clôture"), Stone(week=6, word="conseil")),
    start=date(2027, 1, 11),
)
REACH = Reach(
    publics=(
        Reached(name="Riverains", people=1400, can=1351, low=20, value=39, high=130),
        Reached(name="Tout le territoire", people=15285, can=14744, low=250, value=440, high=1400, whole=True),
    )
)


def hostile() -> tuple[Series, ...]:
    bars = tuple(
        Bar(id=str(i), name=name, strand=STRANDS[i % 3], first=1 + i, last=3 + i, units=1 + 999 * i) for i, name in enumerate(HOSTILE)
    )
    stones = tuple(Stone(week=float(i), word=name) for i, name in enumerate(HOSTILE))
    publics = tuple(Reached(name=name, people=100, can=90, low=1, value=3, high=9) for name in HOSTILE)
    arrows = (Arrow(start="0", end="3", words="$x_"), Arrow(start="3", end="0", words=""), Arrow(start="1", end="1", words=""))
    return (
        Timeline(bars=bars, arrows=arrows, stones=stones),
        Timeline(bars=bars, stones=stones, start=date(9999, 12, 20)),
        Reach(publics=publics),
        Timeline(bars=()),
        Reach(publics=()),
        Reach(publics=(Reached(name="Personne", people=0, can=0, low=0, value=0, high=0, whole=True),)),
    )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("place", range(6))
def test_no_name_stops_a_picture_nor_makes_it_complain(place: int) -> None:
    series = hostile()[place]
    for lang in ("fr", "en"):
        ElementTree.fromstring(drawing.svg(series, lang))
        Image.open(BytesIO(drawing.png(series, lang, dpi=50))).verify()


@pytest.mark.parametrize("series", [TIMELINE, REACH], ids=["timeline", "reach"])
def test_the_same_series_gives_the_same_bytes_even_from_several_threads(series: Series) -> None:
    with ThreadPoolExecutor(4) as pool:
        pictures = set(pool.map(lambda _: (drawing.svg(series, "fr"), drawing.png(series, "fr", dpi=60)), range(8)))
    assert len(pictures) == 1


@pytest.mark.parametrize("series", [TIMELINE, REACH], ids=["timeline", "reach"])
def test_a_picture_asks_nothing_outside_and_has_no_date(series: Series) -> None:
    made = drawing.svg(series, "fr").decode()
    assert "<text" not in made and "<image" not in made  # letters are outlines
    assert {link for link in re.findall(r'href="([^"]*)"', made) if not link.startswith("#")} == set()
    assert "dc:date" not in made
    assert set(Image.open(BytesIO(drawing.png(series, "fr", dpi=60))).info) <= {"dpi"}


def test_a_picture_is_as_wide_as_the_text_of_a_page() -> None:
    for series in (TIMELINE, REACH):
        assert Image.open(BytesIO(drawing.png(series, "fr", dpi=254))).width == 1780  # 17.8 cm, 100 points a centimetre


def test_a_strand_has_its_colour_and_its_own_pattern() -> None:
    made = drawing.svg(TIMELINE, "fr").decode()
    assert all(colours.STRANDS[strand] in made for strand in STRANDS)
    assert made.count("<pattern") == 2  # stripes and dots; the third is plain
    assert len(set(drawing.PATTERNS.values())) == 3


def test_bars_are_told_apart_without_their_colour() -> None:
    """In grey, the share of light in a bar differs from one strand to the next by a tenth or more."""
    means = []
    for strand in STRANDS:
        figure = Figure(figsize=(1, 1), dpi=200)
        drawing._swatch(figure, 0, 0, 1, 1, strand)
        file = BytesIO()
        with drawing.matplotlib.rc_context(drawing._SETTINGS):
            figure.savefig(file, format="png")
        means.append(float(np.asarray(Image.open(file).convert("L")).std()))
    plain, *patterned = means
    assert plain < 5 and all(mean > 20 for mean in patterned)  # no light at all in one, light strokes or dots in the others
    assert abs(patterned[0] - patterned[1]) > 5


def test_a_long_name_is_cut_at_a_word_and_fits_with_what_follows_it() -> None:
    figure = Figure(figsize=(drawing.WIDTH, 1), dpi=100)
    cut = drawing._cut(figure, "Permanence du médiateur numérique à la médiathèque", 1.5, " × 12", "fr")
    assert re.fullmatch(r"Permanence du( médiateur)?… × 12", cut)
    assert drawing._wide(figure, cut) <= 1.5
    for name in HOSTILE:
        assert drawing._wide(figure, drawing._cut(figure, name, 1.5, " × 12", "fr")) <= 1.5


def test_a_name_that_no_face_can_draw_sends_to_the_table() -> None:
    figure = Figure(figsize=(drawing.WIDTH, 1), dpi=100)
    assert drawing._cut(figure, "日本語", 3, "", "fr") == "(nom dans le tableau)"
    assert drawing._cut(figure, "Léa 🎪 Dupont", 3, "", "fr") == "Léa Dupont"


def test_words_of_dates_that_would_touch_go_one_above_the_other() -> None:
    # On a line 7 inches long: two words from 1 inch, one at 5, one that would run over the end.
    assert drawing._levels([(1.0, 0.8), (1.5, 0.8), (5.0, 0.5), (6.8, 0.5)], 7.0) == [(0, False), (1, False), (0, False), (0, True)]


def test_numbers_are_written_as_everywhere() -> None:
    assert drawing._percent(0.16, "fr") == "16\u00a0%" and drawing._percent(0.025, "en") == "2.5%"
    assert drawing._heads(14744, "fr") == "14\u202f744" and drawing._heads(0.3, "fr") == "moins de 1"
    assert drawing._week(3, TIMELINE, "fr") == "1er févr." and drawing._week(3, TIMELINE, "en") == "1 Feb"
    assert drawing._week(3, TIMELINE.model_copy(update={"start": None}), "fr") == "S4"


@pytest.mark.parametrize(("share", "end"), [(0.0, 0.002), (0.04, 0.04), (0.0401, 0.06), (0.147, 0.16), (0.95, 1.0), (1.0, 1.0)])
def test_an_axis_ends_at_a_round_share(share: float, end: float) -> None:
    assert drawing._end(share) == end


def test_beyond_forty_rows_the_picture_sends_to_its_table() -> None:
    bars = tuple(Bar(id=str(i), name="Atelier", strand="in_person", first=1, last=520) for i in range(300))
    tall = Image.open(BytesIO(drawing.png(Timeline(bars=bars), "fr", dpi=50)))
    assert tall.height / 50 * 2.54 < 25  # cm: a page holds 26.9


def test_an_arrow_leaves_near_the_end_of_a_bar_or_sooner_when_the_other_is_over_by_then() -> None:
    def bar(first: int, last: int) -> Bar:
        return Bar(id=f"{first}-{last}", name="x", strand="digital", first=first, last=last)

    assert leaves(bar(1, 2), bar(8, 9)) == pytest.approx(1.7)
    assert leaves(bar(8, 11), bar(9, 20)) == pytest.approx(10.7)
    assert leaves(bar(8, 11), bar(8, 8)) == pytest.approx(7.7)  # a platform still open after the workshop that it feeds
    assert leaves(bar(8, 11), bar(2, 3)) == pytest.approx(7.3)  # written back in time by hand: from its first days, not before
