"""Charts: drawn from the same records as the tables beside them; strands and states by colour, shape and label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Any

import plotly.graph_objects as go

from catalog import colours
from catalog.methods import STRANDS, Strand
from catalog.paper.series import Arrow, Bar, Stone, Timeline, leaves
from catalog.words import Lang

STRAND_PATTERNS: dict[Strand, str] = {"in_person": "", "digital": "/", "remote": "."}
# The three states, light to dark: readable in grey as well.
RANK_COLOURS = ("#0a5c8a", "#4f87a8", "#a9c6d6", "#d3e2ea", "#e9f0f4")
# A colour and a shape for each tool compared.
TOOL_LOOKS = (
    ("#0a5c8a", "circle"), ("#9a3412", "square"), ("#3f6212", "diamond"), ("#7a4fa0", "triangle-up"), ("#0f0f0f", "cross"),
    ("#7d660a", "x"), ("#a33b72", "star"), ("#5b6b86", "pentagon"),
)  # fmt: skip
STATE_COLOURS = {"autonomous": "#cfe3ef", "needs_help": "#e8b45a", "offline": "#7a2e12"}
STATE_INKS = {"autonomous": "#0f0f0f", "needs_help": "#0f0f0f", "offline": "#ffffff"}
STATE_PATTERNS = {"autonomous": "", "needs_help": "/", "offline": "x"}
INK, FAINT, LINK = "#0f0f0f", "#d5d9de", "#4a4f57"
HOVER = "%{x:,.0f} € · %{y:.0f} %<extra></extra>"
FONT = {"family": "Atkinson Hyperlegible, Arial, sans-serif", "size": 14, "color": INK}
CONFIG = {"displayModeBar": False, "scrollZoom": False}


def lanes(series: Timeline, names: Mapping[Strand, str], lang: Lang, narrow: bool = False) -> go.Figure:
    """Three bands over the weeks, one per strand, with the bridges between their bars; dates to hold as dotted lines.

    Args:
        names: the words of each strand.
        narrow: for a phone: week numbers, and each name, shortened, above its bar.
    """
    spans, links, stones, start = series.bars, series.arrows, series.stones, series.start
    last = max([span.last for span in spans] + [stone.week for stone in stones], default=1)
    rows, bands, height = _rows(spans)
    thick, pixels = (0.32, 40) if narrow else (0.62, 28)
    figure = go.Figure()
    for strand, (first, end) in bands.items():
        mine = [span for span in spans if span.strand == strand]
        figure.add_shape(
            type="rect",
            xref="paper",
            x0=0,
            x1=1,
            y0=first - 0.5,
            y1=end + 0.5,
            layer="below",
            line_width=0,
            fillcolor=colours.STRANDS[strand],
            opacity=0.07,
        )
        _write(figure, 0, first, f"<b>{names[strand]}</b>", colours.STRANDS[strand], 14, paper=True)
        figure.add_bar(
            y=[rows[span.id] + (0.22 if narrow else 0) for span in mine], base=[span.first - 1 for span in mine], x=[span.last - span.first + 1 for span in mine],
            orientation="h", name=names[strand], width=thick, showlegend=False,
            marker={"color": colours.STRANDS[strand], "pattern": {"shape": STRAND_PATTERNS[strand], "fgcolor": "#ffffff", "fillmode": "overlay", "fgopacity": 0.35}},
            hovertext=[f"{_counted(span, 200)} ({_weeks(span, lang)})" for span in mine], hoverinfo="text",
        )  # fmt: skip
    _curves(figure, spans, links, {id: row + (0.22 if narrow else 0) for id, row in rows.items()}, thick / 2, 0.5 if narrow else 0.12)
    levels = _dates(figure, stones, last, height, 330 if narrow else 640)
    if narrow:
        for span in spans:
            late = span.first - 1 > last / 2
            _write(figure, span.last if late else span.first - 1, rows[span.id] - 0.2, _counted(span, 25), INK, 12, right=late)
    figure.update_layout(barmode="overlay", **layout(round(pixels * height) + 17 * levels, top=10 + 17 * levels))
    ticks = {} if narrow else {"tickvals": list(rows.values()), "ticktext": [_counted(span, 42) for span in spans]}
    figure.update_yaxes(
        range=[height - 0.5, -0.5], showticklabels=not narrow, fixedrange=True, automargin=True, showgrid=False, zeroline=False, **ticks
    )
    weeks = list(range(0, ceil(last), max(1, round(last / (6 if narrow else 9)))))
    figure.update_xaxes(
        range=[0, last + 0.2], tickvals=weeks, ticktext=[_week(week + 1, None if narrow else start, lang) for week in weeks], tickangle=0,
        gridcolor=FAINT, fixedrange=True, zeroline=False, automargin=True,
    )  # fmt: skip
    return figure


def _rows(spans: Sequence[Bar]) -> tuple[dict[str, float], dict[Strand, tuple[float, float]], float]:
    """Where each activity and each band is drawn, from the top, and where all ends."""
    rows: dict[str, float] = {}
    bands: dict[Strand, tuple[float, float]] = {}
    at = 0.0
    for strand in STRANDS:
        mine = sorted((span for span in spans if span.strand == strand), key=lambda span: (span.first, span.last))
        for place, span in enumerate(mine, 1):
            rows[span.id] = at + place
        bands[strand] = (at, at + len(mine))
        at += len(mine) + 1.25
    return {span.id: rows[span.id] for span in spans}, bands, at - 0.25


def _counted(span: Bar, most: int) -> str:
    """The name of an activity, cut at a word, with its number of units."""
    name = span.name if len(span.name) <= most else span.name[:most].rsplit(" ", 1)[0].rstrip(" ,(’") + "…"
    return f"{name} × {span.units}" if span.units > 1 else name


def _write(figure: go.Figure, x: float, y: float, words: str, colour: str, size: int, right: bool = False, paper: bool = False) -> None:
    figure.add_annotation(
        x=x, y=y, xref="paper" if paper else "x", text=words, showarrow=False, xanchor="right" if right else "left", yanchor="middle",
        font={"color": colour, "size": size}, xshift=4 if paper else 0, borderpad=0, bgcolor="rgba(255, 255, 255, 0)" if paper else "rgba(255, 255, 255, 0.7)",
    )  # fmt: skip


def _curves(figure: go.Figure, spans: Sequence[Bar], links: Sequence[Arrow], rows: Mapping[str, float], half: float, above: float) -> None:
    """Each bridge as a thin curve, with an arrow where it arrives: from above, clear of the words there."""
    at = {span.id: span for span in spans}
    arrived: dict[str, int] = {}
    for link in links:
        one, two = at[link.start], at[link.end]
        words = f"{one.name} → {two.name}<br>{_tagless(link.words)}"
        rank = arrived[link.end] = arrived.get(link.end, 0) + 1
        down = 1 if rows[link.end] > rows[link.start] else -1
        y0, y1 = rows[link.start] + down * half, rows[link.end] - down * (half + (above if down > 0 else 0.12))
        x0 = leaves(one, two)
        x1 = min(max(x0, two.first - 0.8), two.last - 0.2) - 0.35 * (rank - 1)
        x1 = max(x1, two.first - 0.9)
        steps = [i / 20 for i in range(21)]
        ease = [3 * t * t - 2 * t * t * t for t in steps]  # a cubic curve that leaves and arrives upright
        figure.add_scatter(
            x=[x0 + (x1 - x0) * e for e in ease], y=[y0 + (y1 - y0) * t for t in steps], mode="lines", line={"color": LINK, "width": 1.4},
            text=words, hoverinfo="text", showlegend=False,
        )  # fmt: skip
        figure.add_scatter(
            x=[x1], y=[y1], mode="markers", marker={"symbol": "triangle-down" if down > 0 else "triangle-up", "size": 9, "color": LINK},
            text=words, hoverinfo="text", showlegend=False,
        )  # fmt: skip


def _tagless(text: str) -> str:
    """What a person typed, for the bubble of a chart: no tag, cut short."""
    return text.replace("<", "‹").replace(">", "›")[:160]


def _dates(figure: go.Figure, stones: Sequence[Stone], last: float, height: float, width: int) -> int:
    """Dates to hold, their words one above the other where they would touch; how many lines of words that takes."""
    ends: list[float] = []  # where the words of each line end, in pixels
    for stone in sorted(stones, key=lambda stone: stone.week):
        at, long = width * stone.week / (last + 0.2), 7.2 * len(stone.word) + 8
        right = at + long > width
        begins, stops = (at - long, at) if right else (at, at + long)
        level = next((i for i, end in enumerate(ends) if end <= begins), len(ends))
        ends[level : level + 1] = [stops]
        figure.add_shape(
            type="line",
            x0=stone.week,
            x1=stone.week,
            y0=height - 0.5,
            y1=-0.5,
            line={"dash": "dot", "color": LINK, "width": 1.4},
            layer="below",
        )
        figure.add_annotation(
            x=stone.week, y=1, yref="paper", yshift=17 * level, yanchor="bottom", text=stone.word, showarrow=False, xanchor="right" if right else "left",
            font={"size": 12, "color": INK},
        )  # fmt: skip
    return len(ends)


def compromise(
    points: Sequence[Mapping[str, Any]], names: Mapping[str, str], axes: tuple[str, str], lang: Lang, chosen: float | None = None
) -> go.Figure:
    """What each budget gives the public least well reached: between the plan found and what no plan exceeds.

    Args:
        points: label, budget, least, bound; those without a plan are left out.
        names: the words of "budget", "bound", "digital" and "in_person".
        chosen: the budget to mark.
    """
    blend = [point for point in points if point["label"] == "budget"]
    money = [point["budget"] for point in blend]
    figure = go.Figure()
    figure.add_scatter(x=money, y=_hundredths(blend, "bound"), name=names["bound"], mode="lines", line={"color": LINK, "dash": "dot", "width": 1.4}, hovertemplate=HOVER)  # fmt: skip
    figure.add_scatter(
        x=money, y=_hundredths(blend, "least"), name=names["budget"], mode="lines+markers", line={"color": INK}, hovertemplate=HOVER,
        marker={"symbol": "circle", "size": [16 if budget == chosen else 10 for budget in money], "color": INK}, fill="tonexty", fillcolor="rgba(74, 79, 87, 0.13)",
    )  # fmt: skip
    for label, symbol in (("digital", "diamond"), ("in_person", "square")):
        mine = [point for point in points if point["label"] == label]
        colour = colours.STRANDS[label]  # type: ignore[index]
        figure.add_scatter(
            x=[point["budget"] for point in mine], y=_hundredths(mine, "least"), name=names[label], mode="markers",
            marker={"symbol": symbol, "size": 12, "color": colour}, hovertemplate=HOVER,
        )  # fmt: skip
    figure.update_layout(**layout(340), legend=legend() | {"y": -0.26}, separators=",\u202f" if lang == "fr" else ".,")
    most = max((point["budget"] or 0 for point in points), default=0)
    figure.update_xaxes(
        title=axes[0], gridcolor=FAINT, range=[0, 1.05 * most], fixedrange=True, tickformat=",.0f", ticksuffix=" €", nticks=5, tickangle=0
    )
    figure.update_yaxes(
        title=axes[1],
        tickformat=".0f",
        ticksuffix="\u00a0%" if lang == "fr" else "%",
        gridcolor=FAINT,
        rangemode="tozero",
        fixedrange=True,
        automargin=True,
    )
    return figure


def _hundredths(points: Sequence[Mapping[str, Any]], key: str) -> list[float | None]:
    return [None if point[key] is None else 100 * point[key] for point in points]


def ranks(names: Sequence[str], shares: Sequence[Sequence[float]], labels: Sequence[str]) -> go.Figure:
    """How often each tool takes each rank: a bar a tool, a stretch a rank, its number written in it."""
    figure = go.Figure()
    for place, label in enumerate(labels):
        held = [row[place] for row in shares]
        dark = place < 2
        figure.add_bar(
            y=list(names), x=held, name=label, orientation="h", text=[f"{place + 1}" if share >= 0.04 else "" for share in held],
            textposition="inside", insidetextanchor="middle", textangle=0, textfont={"color": "#ffffff" if dark else INK},
            marker={"color": RANK_COLOURS[min(place, len(RANK_COLOURS) - 1)], "line": {"color": "#ffffff", "width": 1}},
            hovertext=[f"{name}, {label} : {share:.0%}" for name, share in zip(names, held, strict=True)], hoverinfo="text",
        )  # fmt: skip
    figure.update_layout(barmode="stack", **layout(60 + 40 * len(names)), legend=legend())
    figure.update_xaxes(tickformat=".0%", range=[0, 1.04], tickvals=[0, 0.25, 0.5, 0.75, 1], gridcolor=FAINT, fixedrange=True)
    figure.update_yaxes(autorange="reversed", fixedrange=True, automargin=True)
    return figure


def profile(names: Sequence[str], criteria: Sequence[str], ends: Sequence[Sequence[tuple[float, float]]]) -> go.Figure:
    """The worth of each tool on each criterion: a mark where it is known, a line over what is open."""
    figure = go.Figure()
    step = 0.7 / max(1, len(names))
    for place, (name, mine) in enumerate(zip(names, ends, strict=True)):
        colour, symbol = TOOL_LOOKS[place % len(TOOL_LOOKS)]
        rows = [row + step * (place - (len(names) - 1) / 2) for row in range(len(criteria))]
        figure.add_scatter(
            x=[(low + high) / 2 for low, high in mine], y=rows, mode="markers", name=name, marker={"color": colour, "symbol": symbol, "size": 10},
            error_x={"type": "data", "array": [(high - low) / 2 for low, high in mine], "color": colour, "thickness": 1.5, "width": 0},
            hovertext=[f"{name}, {criterion} : {low:.0%} – {high:.0%}" for criterion, (low, high) in zip(criteria, mine, strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    figure.update_layout(**layout(60 + len(criteria) * max(26, 11 * len(names))), legend=legend())
    figure.update_xaxes(tickformat=".0%", range=[-0.03, 1.04], tickvals=[0, 0.25, 0.5, 0.75, 1], gridcolor=FAINT, fixedrange=True)
    figure.update_yaxes(
        tickvals=list(range(len(criteria))),
        ticktext=list(criteria),
        autorange="reversed",
        fixedrange=True,
        automargin=True,
        gridcolor=FAINT,
    )
    return figure


def _week(week: int, start: date | None, lang: Lang) -> str:
    from babel.dates import format_date

    from planner.calendar import monday

    if start is None:
        return f"S{week}" if lang == "fr" else f"W{week}"
    return format_date(monday(start, week), format="d MMM", locale="en_GB" if lang == "en" else lang)


def _weeks(span: Bar, lang: Lang) -> str:
    if span.first == span.last:
        return f"semaine {span.first}" if lang == "fr" else f"week {span.first}"
    return f"semaines {span.first} à {span.last}" if lang == "fr" else f"weeks {span.first} to {span.last}"


def layout(height: int, top: int = 10) -> dict[str, Any]:
    """What every chart shares: its height, margins and letters."""
    return {
        "height": height + 40, "margin": {"l": 8, "r": 8, "t": top, "b": 8}, "font": FONT, "paper_bgcolor": "#ffffff", "plot_bgcolor": "#ffffff",
    }  # fmt: skip


def legend() -> dict[str, Any]:
    """A legend under the chart."""
    return {"orientation": "h", "yanchor": "top", "y": -0.12, "x": 0, "traceorder": "normal", "font": {"size": 13}}
