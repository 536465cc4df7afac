"""Charts: drawn from the same records as the tables beside them; strands and states by colour, shape and label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go

from catalog import colours
from catalog.methods import STRANDS, Strand
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
INK, FAINT = "#0f0f0f", "#d5d9de"
FONT = {"family": "Atkinson Hyperlegible, Arial, sans-serif", "size": 14, "color": INK}
CONFIG = {"displayModeBar": False, "scrollZoom": False}


@dataclass(frozen=True)
class Span:
    """One activity on the calendar."""

    id: str
    name: str
    strand: Strand
    first: int  # week
    last: int


def lanes(
    spans: Sequence[Span], milestones: Sequence[tuple[int, str]], names: dict[Strand, str], start: date | None, lang: Lang
) -> go.Figure:
    """Three lanes over the weeks, one per strand; milestones as dotted lines."""
    rows: list[tuple[Strand, Span]] = [(strand, span) for strand in STRANDS for span in spans if span.strand == strand]
    figure = go.Figure()
    for strand in STRANDS:
        mine = [(row, span) for row, (lane, span) in enumerate(rows) if lane == strand]
        if not mine:
            continue
        figure.add_bar(
            y=[row for row, _ in mine], base=[span.first - 1 for _, span in mine], x=[span.last - span.first + 1 for _, span in mine],
            orientation="h", name=names[strand], width=0.7,
            marker={"color": colours.STRANDS[strand], "pattern": {"shape": STRAND_PATTERNS[strand], "fgcolor": "#ffffff", "fillmode": "overlay", "fgopacity": 0.35}},
            hovertext=[f"{span.name} ({_weeks(span, lang)})" for _, span in mine], hoverinfo="text",
        )  # fmt: skip
    for week, label in milestones:
        figure.add_vline(
            x=week,
            line={"dash": "dot", "color": "#4a4f57"},
            annotation={"text": label, "font": {"size": 12}, "yanchor": "bottom", "xanchor": "right"},
        )
    figure.update_layout(barmode="overlay", **layout(60 + 26 * len(rows), top=30), legend=legend(), bargap=0.2)
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[span.name for _, span in rows], autorange="reversed", fixedrange=True, automargin=True
    )
    last = max([span.last for span in spans] + [week for week, _ in milestones], default=1)
    ticks = list(range(0, last + 1, max(1, last // 8)))
    figure.update_xaxes(
        range=[0, last + 0.5], tickvals=ticks, ticktext=[_week(tick + 1, start, lang) for tick in ticks], gridcolor=FAINT, fixedrange=True
    )
    return figure


def compromise(points: Sequence[dict[str, Any]], labels: tuple[str, str], lang: Lang) -> go.Figure:
    """Money against the public least well reached; all-digital and all-in-person plans beside."""
    figure = go.Figure()
    for kind, name, symbol, colour in labels_of(points):
        mine = [point for point in points if point["label"] == kind and point["cost"] is not None]
        figure.add_scatter(
            x=[point["cost"] for point in mine], y=[point["least"] for point in mine], name=name, mode="lines+markers" if kind == "budget" else "markers",
            marker={"symbol": symbol, "size": 12, "color": colour}, line={"color": colour, "dash": "dot"}, hovertemplate="%{x:,.0f} € · %{y:.0%}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(**layout(320), legend=legend())
    figure.update_xaxes(title=labels[0], gridcolor=FAINT, rangemode="tozero", fixedrange=True, ticksuffix=" €")
    figure.update_yaxes(title=labels[1], tickformat=".0%", gridcolor=FAINT, rangemode="tozero", fixedrange=True)
    return figure


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


def labels_of(points: Sequence[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Kind, words, symbol and colour of each series of a compromise."""
    words = {point["label"]: point["name"] for point in points}
    looks = {
        "budget": ("circle", INK),
        "digital": ("diamond", colours.STRANDS["digital"]),
        "in_person": ("square", colours.STRANDS["in_person"]),
    }
    return [(kind, words[kind], *looks[kind]) for kind in looks if kind in words]


def _week(week: int, start: date | None, lang: Lang) -> str:
    from babel.dates import format_date

    from planner.calendar import monday

    if start is None:
        return f"S{week}" if lang == "fr" else f"W{week}"
    return format_date(monday(start, week), format="d MMM", locale="en_GB" if lang == "en" else lang)


def _weeks(span: Span, lang: Lang) -> str:
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
