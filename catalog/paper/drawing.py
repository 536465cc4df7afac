"""Charts drawn for documents, as SVG or PNG: strands by colour, pattern and word, readable when printed in grey."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from io import BytesIO
from math import ceil
from pathlib import Path
from threading import Lock
from typing import Any

import matplotlib
from babel.dates import format_date
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.path import Path as Curve
from matplotlib.text import Text as Words

from catalog import colours
from catalog.facts import Text
from catalog.methods import STRANDS, Strand
from catalog.paper.elements import printable
from catalog.paper.series import STRAND_NAMES, Bar, Reach, Reached, Series, Timeline, leaves
from catalog.words import Lang, number, people_range, percent

FONTS = Path(__file__).parent / "fonts"
FAMILY = ("Atkinson Hyperlegible", "DejaVu Sans")  # the second, which matplotlib carries, for signs and scripts the first lacks
WIDTH = 17.8 / 2.54  # inches: the width of the text on the page
SIZE, SMALL = 9.0, 8.0  # points, printed as such
MOST = 40  # rows in a picture: what is beyond is in its table only
INK, GREY, FAINT = "#0f0f0f", "#4a4f57", "#d5d9de"
PATTERNS: dict[Strand, str] = {"in_person": "", "digital": "////", "remote": "..."}
CAN, CAN_NOT, COME = "#9dbdd0", "#ffffff", "#0a5c8a"

MORE = Text(fr="et {n} autres, dans le tableau", en="and {n} more, in the table")
CAN_TITLE = Text(fr="Peuvent participer", en="Can take part")
COME_TITLE = Text(fr="Participeraient (part du public)", en="Would take part (share of the public)")
OUT_OF = Text(fr="{n} sur {people}", en="{n} of {people}")
UNDRAWN = Text(fr="(nom dans le tableau)", en="(name in the table)")  # no sign of it in our faces
LESS_THAN_ONE = Text(fr="moins de 1", en="less than 1")

# The library keeps its settings and its fonts for the whole process: one chart is drawn at a time.
_LOCK = Lock()
_SETTINGS: Any = {"svg.hashsalt": "maillage", "svg.fonttype": "path", "hatch.linewidth": 0.7, "text.parse_math": False}


def svg(series: Series, lang: Lang) -> bytes:
    """A series as an SVG picture in which letters are outlines: it needs no font and asks nothing of a network.

    The same series always gives the same bytes.
    """
    return _drawn(series, lang, format="svg", metadata={"Date": None, "Creator": None})


def png(series: Series, lang: Lang, dpi: int = 200) -> bytes:
    """A series as a PNG picture as wide as the text of a page; the same series always gives the same bytes."""
    return _drawn(series, lang, format="png", dpi=dpi, metadata={"Software": None})


def _drawn(series: Series, lang: Lang, **how: Any) -> bytes:
    with _LOCK, matplotlib.rc_context(_SETTINGS):
        _letters()
        figure = _timeline(series, lang) if isinstance(series, Timeline) else _reach(series, lang)
        file = BytesIO()
        figure.savefig(file, facecolor="white", **how)
    return file.getvalue()


# -- words -------------------------------------------------------------------------------------------------


@cache
def _letters() -> tuple[frozenset[int], dict[str, FontProperties]]:
    """The characters that can be drawn, and the two weights."""
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    faces = {weight: FontProperties(family=list(FAMILY), weight=weight) for weight in ("normal", "bold")}
    files = {font_manager.findfont(FontProperties(family=family, weight=weight)) for family in FAMILY for weight in faces}
    return frozenset().union(*(FT2Font(file).get_charmap() for file in files)), faces


def _write(figure: Figure, x: float, y: float, words: str, size: float = SIZE, ink: str = INK, bold: bool = False, **more: Any) -> Words:
    """Words at a place in inches from the top left corner; a dollar sign is a dollar sign."""
    width, height = figure.get_size_inches()
    more = {"va": "center", "ha": "left", **more}
    words_ = figure.text(
        x / width, 1 - y / height, words, size=size, color=ink, fontproperties=_letters()[1]["bold" if bold else "normal"], **more
    )
    words_.set_fontsize(size)
    words_.set_parse_math(False)
    return words_


def _wide(figure: Figure, words: str, size: float = SIZE, bold: bool = False) -> float:
    """How wide some words are, in inches."""
    shown = _write(figure, 0, 0, words, size, bold=bold)
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    wide = shown.get_window_extent(renderer).width / figure.dpi
    shown.remove()
    return float(wide)


def _readable(text: str) -> str:
    """What a face has a drawing for; the table beside the picture keeps every sign."""
    known = _letters()[0]
    return re.sub(" +", " ", "".join(letter for letter in printable(text) if ord(letter) in known)).strip()


def _cut(figure: Figure, text: str, room: float, end: str, lang: Lang, bold: bool = False) -> str:
    """A name that fits in so many inches, cut at a word where it can be, with what must follow it."""
    text = _readable(text[:300]) or UNDRAWN(lang)
    if _wide(figure, text + end, bold=bold) <= room:
        return text + end
    low, high = 0, len(text)
    while low < high:
        half = (low + high + 1) // 2
        low, high = (half, high) if _wide(figure, text[:half] + "…" + end, bold=bold) <= room else (low, half - 1)
    kept = text[:low]
    at_word = kept.rsplit(" ", 1)[0] if " " in kept and text[low : low + 1] != " " else kept
    return (at_word if len(at_word) > low / 2 else kept).rstrip(" ,;:(’'-–") + "…" + end


def _box(figure: Figure, x: float, y: float, wide: float, high: float, **look: Any) -> None:
    """A rectangle, its place in inches from the top left corner."""
    width, height = figure.get_size_inches()
    figure.add_artist(Rectangle((x / width, 1 - (y + high) / height), wide / width, high / height, transform=figure.transFigure, **look))


def _line(figure: Figure, x0: float, y0: float, x1: float, y1: float, **look: Any) -> None:
    width, height = figure.get_size_inches()
    figure.add_artist(Line2D([x0 / width, x1 / width], [1 - y0 / height, 1 - y1 / height], transform=figure.transFigure, **look))


# -- the calendar ------------------------------------------------------------------------------------------

ROW, BAND_TITLE, BAND_GAP, AXIS, LEVEL = 0.215, 0.23, 0.06, 0.3, 0.17  # inches


def _timeline(series: Timeline, lang: Lang) -> Figure:
    """Three bands over the weeks, names on the left, dates to hold above, weeks below."""
    ordered = [bar for strand in STRANDS for bar in sorted((b for b in series.bars if b.strand == strand), key=lambda b: (b.first, b.last))]
    bars = ordered[:MOST]
    used = [strand for strand in STRANDS if any(bar.strand == strand for bar in bars)]
    last = max([float(bar.last) for bar in series.bars] + [stone.week for stone in series.stones], default=1.0)
    left, right = 2.35, WIDTH - 0.05
    figure = Figure(figsize=(WIDTH, 1), dpi=100)

    def across(week: float) -> float:
        return left + (right - left) * week / (last or 1)

    dates = sorted(series.stones, key=lambda stone: stone.week)
    stones = [(across(stone.week), _cut(figure, stone.word, 1.6, "", lang)) for stone in dates]
    levels = _levels([(x, _wide(figure, word, SMALL)) for x, word in stones], right)
    top = LEVEL * (max((level for level, _ in levels), default=-1) + 1) + 0.06
    more = 0.2 if len(ordered) > MOST else 0.0
    body = sum(BAND_TITLE + ROW * sum(bar.strand == strand for bar in bars) + BAND_GAP for strand in used)
    figure.set_size_inches(WIDTH, top + body + more + AXIS)

    rows: dict[str, float] = {}
    y = top
    for strand in used:
        mine = [bar for bar in bars if bar.strand == strand]
        _box(figure, 0, y, WIDTH, BAND_TITLE + ROW * len(mine), facecolor=colours.STRANDS[strand], alpha=0.07, linewidth=0)
        _swatch(figure, 0.06, y + 0.065, 0.2, 0.11, strand)
        _write(figure, 0.33, y + BAND_TITLE / 2 + 0.01, STRAND_NAMES[strand](lang), SIZE, colours.STRANDS[strand], bold=True)
        for place, bar in enumerate(mine):
            rows[bar.id] = y + BAND_TITLE + ROW * (place + 0.5)
        y += BAND_TITLE + ROW * len(mine) + BAND_GAP
    bottom = y - BAND_GAP
    _weeks(figure, series, across, last, top, bottom + more, lang)
    for (x, word), (level, turned) in zip(stones, levels, strict=True):
        words_at = top - LEVEL * (level + 0.5) - 0.03
        _line(figure, x, words_at, x, bottom, color=GREY, linewidth=1, linestyle=(0, (1.5, 1.5)))
        _write(figure, x - 0.04 if turned else x + 0.04, words_at, word, SMALL, ha="right" if turned else "left")
    for bar in bars:
        units = f" × {number(bar.units, lang)}" if bar.units > 1 else ""
        _write(figure, 0.12, rows[bar.id], _cut(figure, bar.name, left - 0.2, units, lang))
        _swatch(figure, across(bar.first - 1), rows[bar.id] - 0.07, across(bar.last) - across(bar.first - 1), 0.14, bar.strand)
    if more:
        _write(figure, 0.12, bottom + more / 2, MORE(lang).format(n=number(len(ordered) - MOST, lang)), SMALL)
    _bridges(figure, series, {bar.id: bar for bar in bars}, rows, across)
    return figure


def _swatch(figure: Figure, x: float, y: float, wide: float, high: float, strand: Strand) -> None:
    """A bar in the colour and pattern of a strand: plain, striped or dotted."""
    _box(figure, x, y, wide, high, facecolor=colours.STRANDS[strand], edgecolor="white", hatch=PATTERNS[strand], linewidth=0)


def _levels(words: list[tuple[float, float]], right: float) -> list[tuple[int, bool]]:
    """On which line, from the bottom, each word goes so that none touches another, and whether it is left of its place.

    Args:
        words: place and width in inches, from left to right.
    """
    taken: list[list[tuple[float, float]]] = []
    found = []
    for x, wide in words:
        turned = x + wide + 0.06 > right
        first, end = (x - wide - 0.1, x) if turned else (x, x + wide + 0.1)
        level = next((i for i, spans in enumerate(taken) if all(end <= a or first >= b for a, b in spans)), len(taken))
        if level == len(taken):
            taken.append([])
        taken[level].append((first, end))
        found.append((level, turned))
    return found


def _weeks(figure: Figure, series: Timeline, across: Callable[[float], float], last: float, top: float, bottom: float, lang: Lang) -> None:
    """Thin lines at some weeks, each with its date, or its number when the start is not known."""
    step = max(1, ceil(last / 9))
    for week in range(0, max(1, ceil(last)), step):
        x = across(week)
        _line(figure, x, top, x, bottom, color=FAINT, linewidth=0.7, zorder=0.5)
        word = _week(week, series, lang)
        inside = min(x, WIDTH - _wide(figure, word, SMALL) / 2 - 0.02)  # the last one is not cut by the edge
        _write(figure, inside, bottom + 0.13, word, SMALL, GREY, ha="center")


def _week(week: int, series: Timeline, lang: Lang) -> str:
    if series.start is None:
        return f"S{week + 1}" if lang == "fr" else f"W{week + 1}"
    try:
        day = series.start + timedelta(weeks=week)
    except OverflowError:  # beyond the year 9999
        return f"+{week}"
    written = format_date(day, format="d MMM", locale="en_GB" if lang == "en" else lang)
    return written.replace("1 ", "1er ", 1) if lang == "fr" and day.day == 1 else written


def _bridges(figure: Figure, series: Timeline, bars: dict[str, Bar], rows: dict[str, float], across: Callable[[float], float]) -> None:
    """Each bridge as a thin curve that leaves a bar upright and comes to another upright, with an arrow at its end."""
    width, height = figure.get_size_inches()
    arrived: dict[str, int] = {}
    for arrow in series.arrows:
        if arrow.start not in bars or arrow.end not in bars or arrow.start == arrow.end:
            continue
        one, two = bars[arrow.start], bars[arrow.end]
        rank = arrived[arrow.end] = arrived.get(arrow.end, 0) + 1
        down = 1 if rows[arrow.end] > rows[arrow.start] else -1
        y0, y1 = rows[arrow.start] + down * 0.07, rows[arrow.end] - down * 0.075
        start = leaves(one, two)
        x0 = across(start)
        x1 = across(max(two.first - 0.85, min(max(start, two.first - 0.75), two.last - 0.25) - 0.3 * (rank - 1)))
        middle = (y0 + y1) / 2
        points = [(x / width, 1 - y / height) for x, y in ((x0, y0), (x0, middle), (x1, middle), (x1, y1))]
        figure.add_artist(
            FancyArrowPatch(
                path=Curve(points, [Curve.MOVETO, Curve.CURVE4, Curve.CURVE4, Curve.CURVE4]), transform=figure.transFigure,
                arrowstyle="-|>,head_length=3.2,head_width=1.8", color=INK, linewidth=0.9, shrinkA=0, shrinkB=0, mutation_scale=1,
            )
        )  # fmt: skip


# -- whom it reaches ---------------------------------------------------------------------------------------

PUBLIC, HEAD = 0.27, 0.3  # inches


def _reach(series: Reach, lang: Lang) -> Figure:
    """One row a public: the share that can take part, then the share that would, each with its head count; ranges first."""
    whole = [public for public in series.publics if public.whole]
    publics = [public for public in series.publics if not public.whole]
    shown = publics[: MOST - 1]
    more = 0.2 if len(publics) > len(shown) else 0.0
    rows = [*shown, *whole[:1]]
    figure = Figure(figsize=(WIDTH, HEAD + PUBLIC * len(rows) + more + AXIS + (0.06 if whole else 0)), dpi=100)
    names, can, come = 1.85, (1.95, 3.95), (4.25, WIDTH - 0.05)  # where each column ends, or starts and ends
    counts_room = 1.05
    most = _end(max((_share(public.high, public) for public in rows), default=0.0))
    bottom = figure.get_size_inches()[1] - AXIS
    _write(figure, can[0], HEAD / 2, CAN_TITLE(lang), bold=True)
    _write(figure, come[0], HEAD / 2, COME_TITLE(lang), bold=True)
    ends = (can[1] - counts_room, come[1] - counts_room)
    for begin, end, top_share in ((can[0], ends[0], 1.0), (come[0], ends[1], most)):
        for part in (0.0, 0.5, 1.0):
            x = begin + (end - begin) * part
            _line(figure, x, HEAD, x, bottom, color=FAINT, linewidth=0.7, zorder=0.5)
            _write(figure, x, bottom + 0.13, _percent(top_share * part, lang), SMALL, GREY, ha="center")
    y = HEAD
    for public in rows:
        if public.whole:
            if more:
                _write(figure, 0.05, y + more / 2, MORE(lang).format(n=number(len(publics) - len(shown), lang)), SMALL)
            y += more + 0.06
            _line(figure, 0, y - 0.02, WIDTH, y - 0.02, color=GREY, linewidth=0.8)
        at = y + PUBLIC / 2
        _write(figure, 0.05, at, _cut(figure, public.name, names - 0.05, "", lang, public.whole), bold=public.whole)
        _able(figure, public, can[0], ends[0], at, lang)
        _coming(figure, public, come[0], ends[1], at, most, lang)
        y += PUBLIC
    return figure


def _able(figure: Figure, public: Reached, begin: float, end: float, at: float, lang: Lang) -> None:
    wide = end - begin
    _box(figure, begin, at - 0.075, wide, 0.15, facecolor=CAN_NOT, edgecolor=GREY, linewidth=0.7)
    _box(figure, begin, at - 0.075, wide * _share(public.can, public), 0.15, facecolor=CAN, edgecolor=GREY, linewidth=0.7)
    said = OUT_OF(lang).format(n=_heads(public.can, lang), people=number(public.people, lang))
    _write(figure, end + 0.07, at, said, SMALL, bold=public.whole)


def _coming(figure: Figure, public: Reached, begin: float, end: float, at: float, most: float, lang: Lang) -> None:
    """The range as a thick stroke, its middle as an upright tick."""
    low, value, high = (begin + (end - begin) * _share(count, public) / most for count in (public.low, public.value, public.high))
    _box(figure, low, at - 0.045, max(high - low, 0.02), 0.09, facecolor=COME, linewidth=0)
    _line(figure, value, at - 0.095, value, at + 0.095, color=INK, linewidth=1.6, solid_capstyle="butt")
    said = people_range(public.low, public.high, lang)
    _write(figure, end + 0.07, at, LESS_THAN_ONE(lang) if said == "0" and public.high > 0 else said, SMALL, bold=public.whole)


def _share(count: float, public: Reached) -> float:
    return min(1.0, max(0.0, count / public.people)) if public.people > 0 else 0.0


def _heads(count: float, lang: Lang) -> str:
    return LESS_THAN_ONE(lang) if 0 < count < 0.5 else number(count, lang)


def _end(share: float) -> float:
    """A round share at or above this one, to end an axis with."""
    ends = (0.002, 0.004, 0.01, 0.02, 0.04, 0.06, 0.1, 0.16, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
    return next((end for end in ends if end >= share - 1e-9), 1.0)


def _percent(share: float, lang: Lang) -> str:
    return percent(share, lang, 0 if round(share * 100, 6).is_integer() else 1)
