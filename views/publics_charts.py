"""Charts of the page Publics: who can take part, and the municipalities of a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from catalog.words import Lang, percent
from views import charts


@dataclass(frozen=True)
class Group:
    """One public: low, central and high shares (0 to 1) of each state, and the words shown over it."""

    name: str  # as typed: made safe here
    people: str
    shares: dict[str, tuple[float, float, float]]
    words: dict[str, str]  # state -> range of people


@dataclass(frozen=True)
class Dot:
    """One commune: a share and its interval, with the words shown over it."""

    name: str
    low: float
    value: float
    high: float
    words: str


def participation(groups: Sequence[Group], labels: dict[str, str], interval: str, lang: Lang) -> go.Figure:
    """Who takes part alone, with help, or never uses the internet: a bar a public, a line over what each limit may be."""
    figure = go.Figure()
    rows = list(range(len(groups)))
    for state, label in labels.items():
        figure.add_bar(
            y=rows, x=[group.shares[state][1] for group in groups], name=label, orientation="h", width=0.42,
            marker={"color": charts.STATE_COLOURS[state], "pattern": {"shape": charts.STATE_PATTERNS[state], "fgcolor": "#5c6670", "fillmode": "overlay", "fgopacity": 0.35},
                    "line": {"color": "#ffffff", "width": 1}},
            hovertext=[f"{escape(group.name)} : {label}, {group.words[state]}" for group in groups], hoverinfo="text",
        )  # fmt: skip
    first, *_between, last = labels
    limits = [  # the end of the first state, above; the start of the last one, below
        ([group.shares[first] for group in groups], -0.1, "circle"),
        ([(1 - high, 1 - value, 1 - low) for low, value, high in (group.shares[last] for group in groups)], 0.1, "diamond"),
    ]
    for place, (ends, shift, symbol) in enumerate(limits):
        figure.add_scatter(
            x=[value for _low, value, _high in ends], y=[row + shift for row in rows], mode="markers", name=interval, showlegend=place == 0,
            legendgroup="interval", marker={"symbol": symbol, "size": 7, "color": "#ffffff", "line": {"color": charts.INK, "width": 1.5}}, hoverinfo="skip",
            error_x={"type": "data", "symmetric": False, "color": charts.INK, "thickness": 2, "width": 4,
                     "array": [high - value for _low, value, high in ends], "arrayminus": [value - low for low, value, _high in ends]},
        )  # fmt: skip
    for row, group in enumerate(groups):  # above its bar, so that a phone keeps the whole width
        figure.add_annotation(
            x=0,
            y=row - 0.25,
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            bgcolor="#ffffff",
            borderpad=0,
            text=f"<b>{escape(_short(group.name))}</b> · {group.people}",
        )
    figure.update_layout(barmode="stack", **charts.layout(70 + 62 * len(groups), top=16), legend=charts.legend())
    figure.update_layout(margin={"l": 18, "r": 26})  # room for 0 and 100 %
    _percents(figure, 1.0, 0.25, lang)
    figure.update_yaxes(range=[len(groups) - 0.6, -0.7], visible=False, fixedrange=True)
    return figure


def communes(dots: Sequence[Dot], name: str, lang: Lang) -> go.Figure:
    """A share in each commune, highest first, with its interval."""
    figure = go.Figure()
    figure.add_scatter(
        x=[dot.value for dot in dots], y=list(range(len(dots))), mode="markers", name=name, marker={"symbol": "diamond", "size": 8, "color": charts.STATE_COLOURS["offline"]},
        error_x={"type": "data", "symmetric": False, "color": "#8a6a5c", "thickness": 2, "width": 0,
                 "array": [dot.high - dot.value for dot in dots], "arrayminus": [dot.value - dot.low for dot in dots]},
        hovertext=[dot.words for dot in dots], hoverinfo="text",
    )  # fmt: skip
    figure.update_layout(**charts.layout(20 + 19 * len(dots), top=34), showlegend=False)
    highest = max((dot.high for dot in dots), default=0.1)
    _percents(figure, highest * 1.03, 0.05 if highest > 0.12 else 0.02, lang)
    figure.update_xaxes(side="top")
    figure.update_yaxes(
        tickvals=list(range(len(dots))), ticktext=[escape(_short(dot.name, 26)) for dot in dots], range=[len(dots) - 0.3, -0.7], fixedrange=True,
        automargin=True, gridcolor="#eef0f2", zeroline=False, tickfont={"size": 12},
    )  # fmt: skip
    return figure


def _percents(figure: go.Figure, end: float, step: float, lang: Lang) -> None:
    """An axis of shares, from 0 to `end`, written as the language does."""
    ticks = [step * i for i in range(int(end / step + 1e-9) + 1)]
    figure.update_xaxes(
        range=[-0.004 * end, 1.004 * end],
        tickvals=ticks,
        ticktext=[percent(tick, lang) for tick in ticks],
        gridcolor=charts.FAINT,
        fixedrange=True,
        zeroline=False,
    )


def _short(name: str, most: int = 42) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
