"""Paysage: which tools exist for what one wants to do, what state they are in, how they meet paper and rooms."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
from maillage_graph import landscape_graph

from catalog.finding import Filters, Options, matching, options
from catalog.graph import Graph, build, in_words
from catalog.layout import ground
from catalog.load import Catalog
from catalog.mapfile import standalone, svg
from catalog.questions import WORDS, Answer, Question, answer
from catalog.tools import Tool
from catalog.words import Lang, Translate, country_name, no_formula, translator
from views import cached, cards, state, tables

TABLE_HEIGHT = 420
MAP_HEIGHT = 640  # at most: the map keeps to the first screen
NAMED_UP_TO = 25  # so few tools left that each wears its name on the map
STYLE = """<style>
.count { margin: 0; text-align: center; font-size: .9rem; }
[data-testid="stMainBlockContainer"] .card-title { scroll-margin-top: 4.5rem; padding: 0; margin: 0; line-height: 1.2; overflow-wrap: anywhere; }
[data-testid="stMainBlockContainer"] .card h3 { font-size: 1rem; padding: .6rem 0 .2rem; margin: 0; }
.card p { margin: 0 0 .2rem; }
.card dl { margin: 0; padding: 0 !important; } .card dt { font-weight: 700; margin-top: .45rem; font-size: .95rem; } .card dd { margin: 0; }
.card small { display: block; font-size: .82rem; color: #4a4f57; }
.card mark { background: #fff1c9; color: #0f0f0f; padding: 0 .25em; border-radius: 3px; font-size: .82rem; }
.card ul, .card ol { margin: 0; padding-left: 1.1rem !important; } .card li { margin: 0 0 .35rem; overflow-wrap: anywhere; }
.card a { color: #0a5c8a; }
[class*="st-key-see-"] button { color: #0a5c8a; text-decoration: underline; text-align: left; min-height: 0; padding: 0; }
[data-testid="stDataFrame"] [data-testid="stElementToolbar"] { display: none; }
@media (max-width: 640px) {
  [data-testid="stButtonGroup"] > [role="toolbar"] { flex-wrap: nowrap; overflow-x: auto; }
  [data-testid="stButtonGroup"] button { flex: none; max-width: none; }
}
</style>"""


@st.cache_resource(show_spinner=False)
def _graph(version: str, lang: Lang) -> Graph:
    return in_words(build(cached.catalog()), lang)


@st.cache_resource(show_spinner=False)
def _map(version: str, lang: Lang) -> str:
    return standalone(build(cached.catalog()), lang)


@st.cache_resource(show_spinner=False)
def _answer(version: str, question: Question) -> Answer:
    return answer(cached.catalog(), question)


# -- the address ---------------------------------------------------------------------------------------


def _filters(catalog: Catalog) -> Filters:
    """What the address asks for; what it names and nobody knows is passed over."""
    ask = st.query_params
    return Filters(
        text=ask.get("q", ""),
        families=frozenset(ask.get_all("family")) & catalog.families.keys(),
        uses=frozenset(ask.get_all("use")) & catalog.uses.keys(),
        statuses=frozenset(value for value in ask.get_all("status") if value in catalog.labels["status"]),  # type: ignore[misc]
        open_source=ask.get("free") == "1",
        offline=ask.get("offline") == "1",
    )


def _chosen(catalog: Catalog) -> str | None:
    """The node whose card is open: `tool=` an id, or `about=` a use or a family."""
    tool, about = st.query_params.get("tool"), st.query_params.get("about", "")
    if tool in catalog.tools:
        return f"tool:{tool}"
    kind, _, id = about.partition(".")
    known = {"use": catalog.uses, "family": catalog.families}.get(kind, {})
    return f"{kind}:{id}" if id in known else None


def _choose(node: str | None) -> None:
    for name in ("tool", "about"):
        st.query_params.pop(name, None)
    if node:
        kind, _, id = node.partition(":")
        st.query_params["tool" if kind == "tool" else "about"] = id if kind == "tool" else f"{kind}.{id}"


def _ask(name: str, key: str) -> None:
    """Copy what a widget holds into the address."""
    value = st.session_state[key]
    values = ["1"] if value is True else [value] if isinstance(value, str) and value.strip() else value or []
    if values:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)


def _ask_nothing() -> None:
    for name in ("q", "family", "use", "status", "free", "offline"):
        st.query_params.pop(name, None)


# -- filters -------------------------------------------------------------------------------------------


def _filter_bar(catalog: Catalog, filters: Filters, found: int, lang: Lang, _: Translate) -> None:
    """Search, families and the other filters; each widget is set from the address before it is drawn."""
    left = options(catalog, filters)
    held = st.session_state
    held["ask-q"], held["ask-family"] = filters.text, [id for id in left.families if id in filters.families]
    search, open_card, more, *count = st.columns([3, 3, 2, 2] if filters.ask_something else [3, 3, 2], vertical_alignment="bottom")
    search.text_input(_("Search"), key="ask-q", on_change=_ask, args=("q", "ask-q"), placeholder=_("A name, an organisation, a word"))
    with open_card:
        _picker(catalog, filters, lang, _)
    with more:
        _more_filters(catalog, filters, left, lang, _)
    for column in count:
        words = _("1 tool out of {total}") if found == 1 else _("{n} tools out of {total}")
        column.html(f'<p class="count" role="status">{words.format(n=found, total=len(catalog.tools))}</p>')
        column.button(_("Clear the filters"), on_click=_ask_nothing, width="stretch")
    st.pills(
        _("Families of uses"), list(left.families), key="ask-family", selection_mode="multi", label_visibility="collapsed", wrap=True,
        format_func=lambda id: f"{catalog.families[id].name(lang)} · {left.families[id]}", on_change=_ask, args=("family", "ask-family"),
    )  # fmt: skip


def _picker(catalog: Catalog, filters: Filters, lang: Lang, _: Translate) -> None:
    """The same nodes as the map, in a list: the way in for who does not use the drawing."""
    words = {
        **{f"family:{family.id}": _("Family: {name}").format(name=family.name(lang)) for family in catalog.families.values()},
        **{f"use:{use.id}": _("Use: {name}").format(name=use.name(lang)) for use in catalog.uses.values()},
        **{f"tool:{tool.id}": tool.name for tool in matching(catalog, filters)},
    }
    chosen = _chosen(catalog)
    if chosen and chosen not in words:
        words[chosen] = catalog.tools[chosen.partition(":")[2]].name
    st.session_state["pick"] = chosen
    st.selectbox(
        _("Open a card"), sorted(words, key=lambda node: node.startswith("tool:"), reverse=True), key="pick", index=None,
        format_func=words.__getitem__, on_change=lambda: _choose(st.session_state["pick"]), placeholder=_("Tool, use or family"),
    )  # fmt: skip


def _more_filters(catalog: Catalog, filters: Filters, left: Options, lang: Lang, _: Translate) -> None:
    held = st.session_state
    held["ask-use"] = [id for id in left.uses if id in filters.uses]
    held["ask-status"] = [id for id in left.statuses if id in filters.statuses]
    held["ask-free"], held["ask-offline"] = filters.open_source, filters.offline
    count = len(filters.uses) + len(filters.statuses) + filters.open_source + filters.offline
    with st.popover(_("More filters ({n})").format(n=count) if count else _("More filters"), width="stretch"):
        st.multiselect(
            _("Uses"), list(left.uses), key="ask-use", on_change=_ask, args=("use", "ask-use"), placeholder=_("All uses"),
            format_func=lambda id: f"{catalog.uses[id].name(lang)} · {left.uses[id]}",
        )  # fmt: skip
        st.pills(
            _("Status"), list(left.statuses), key="ask-status", selection_mode="multi", on_change=_ask, args=("status", "ask-status"),
            format_func=lambda id: f"{catalog.labels['status'][id](lang)} · {left.statuses[id]}",
        )  # fmt: skip
        if left.open_source or filters.open_source:
            words = f"{_('Free software')} · {left.open_source}"
            st.checkbox(words, key="ask-free", on_change=_ask, args=("free", "ask-free"))
        if left.offline or filters.offline:
            words = f"{_('Linked to paper, phone or a room')} · {left.offline}"
            st.checkbox(words, key="ask-offline", on_change=_ask, args=("offline", "ask-offline"))


# -- map and table -------------------------------------------------------------------------------------


def _nodes(graph: Graph, filters: Filters, tools: Sequence[Tool]) -> list[dict[str, Any]]:
    """The nodes to draw, family by family, use by use: the order in which the keyboard walks."""
    shown = {f"tool:{tool.id}" for tool in tools}
    named = bool(filters.text) or len(shown) <= NAMED_UP_TO
    around: dict[str, list[str]] = {}
    for node in shown:
        around.setdefault(f"use:{graph.nodes[node]['use']}", []).append(node)
    nodes: list[dict[str, Any]] = []
    for family, values in graph.nodes(data=True):
        if values["kind"] != "family":
            continue
        every = list(graph.predecessors(family))
        uses = [use for use in every if use in around or use.removeprefix("use:") in filters.uses] if filters.ask_something else every
        if uses:
            nodes.append({"id": family, **_drawn(values), **(ground(graph, uses) if len(uses) < len(every) else {})})
        for use in uses:
            nodes.append({"id": use, **_drawn(graph.nodes[use])})
            members = sorted(around.get(use, ()), key=lambda node: str(graph.nodes[node]["label"]).casefold())
            nodes += [{"id": node, **_drawn(graph.nodes[node]), "use": use, **({"named": True} if named else {})} for node in members]
    return nodes


def _drawn(values: dict[str, Any]) -> dict[str, Any]:
    """What the drawing needs of a node; it travels at each click, so nothing more."""
    wanted = {
        "family": ("label", "colour", "x", "y", "left", "top", "width", "height", "first_class"),
        "use": ("label", "colour", "x", "y", "radius", "room"),
        "tool": ("label", "x", "y", "status", "offline"),
    }[values["kind"]]
    return {"kind": values["kind"], **{name: values[name] for name in wanted if values[name] is not False}}


def _edges(graph: Graph, nodes: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    known = [node["id"] for node in nodes]
    return [
        (start, end, "main" if values.get("main") else values["kind"])
        for start, end, values in graph.subgraph(known).edges(data=True)
    ]  # fmt: skip


def _table(catalog: Catalog, tools: Sequence[Tool], lang: Lang, _: Translate) -> pd.DataFrame:
    unknown = _("not known")
    return pd.DataFrame(
        {
            _("Tool"): tool.name,
            _("What it does"): tool.what(lang),
            _("Main use"): catalog.uses[tool.uses[0]].name(lang),
            _("Status"): cards.status_words(catalog, tool, lang),
            _("Licence"): _("proprietary") if tool.licence.value == "proprietary" else tool.licence.value or unknown,
            _("Hosting"): ", ".join(catalog.labels["hosting"][way](lang) for way in tool.hosting.value or ()) or unknown,
            _("Price"): catalog.labels["price"][tool.price.value](lang) if tool.price.value else unknown,
            _("Paper, phone, room"): ", ".join(dict.fromkeys(catalog.labels["offline"][bridge.kind](lang) for bridge in tool.offline))
            or unknown,
            _("Country"): country_name(tool.origin, lang) if tool.origin else unknown,
            _("Since"): str(tool.since) if tool.since else unknown,
        }
        for tool in tools
    )


def _csv(table: pd.DataFrame, lang: Lang) -> bytes:
    """The table for a spreadsheet: French ones expect semicolons, all need the mark that says UTF-8."""
    text = io.StringIO()
    table = table.rename(columns=no_formula).map(lambda value: no_formula(value) if isinstance(value, str) else value)
    table.to_csv(text, index=False, sep=";" if lang == "fr" else ",", quoting=csv.QUOTE_MINIMAL)
    return text.getvalue().encode("utf-8-sig")


def _show_map(catalog: Catalog, filters: Filters, tools: Sequence[Tool], lang: Lang, _: Translate) -> None:
    graph = _graph(catalog.version, lang)
    nodes = _nodes(graph, filters, tools)
    landscape_graph(
        nodes, _edges(graph, nodes), selected=_chosen(catalog), lang=lang, height=MAP_HEIGHT, key="map", on_select=_choose,
        card=cards.ANCHOR,
    )  # fmt: skip
    with st.container(horizontal=True):
        st.download_button(
            _("Download the map (opens without a network)"), data=lambda: _map(catalog.version, lang), file_name="maillage-paysage.html",
            mime="text/html", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            _("The map as a drawing (SVG)"), data=lambda: svg(build(catalog), lang), file_name="maillage-paysage.svg", mime="image/svg+xml",
            on_click="ignore",
        )  # fmt: skip


def _show_table(catalog: Catalog, tools: Sequence[Tool], lang: Lang, _: Translate) -> None:
    table = _table(catalog, tools, lang, _)
    ids = [f"tool:{tool.id}" for tool in tools]
    node = _chosen(catalog)
    st.session_state["table"] = {"selection": {"rows": [ids.index(node)] if node in ids else [], "columns": [], "cells": []}}

    def chosen() -> None:
        rows = st.session_state["table"]["selection"]["rows"]
        _choose(ids[rows[0]] if rows else None)

    st.dataframe(
        table, hide_index=True, key="table", on_select=chosen, selection_mode="single-row", alt=_("The tools of the map"),
        height=min(TABLE_HEIGHT, 35 * len(table) + 38),
        column_config={_("Tool"): st.column_config.TextColumn(width=190), _("What it does"): st.column_config.TextColumn(width=360)},
    )  # fmt: skip
    words, data = _("Download the table (CSV)"), _csv(table, lang)
    st.download_button(words, data=data, file_name="maillage-paysage.csv", mime="text/csv", on_click="ignore")


def _show_questions(catalog: Catalog, lang: Lang, _: Translate) -> None:
    """What the landscape answers, each time as a sentence with its list."""
    held = st.query_params.get("question")
    st.session_state["question"] = held if held in WORDS else next(iter(WORDS))
    question = st.selectbox(
        _("Your question"), list(WORDS), key="question", format_func=lambda name: WORDS[name](lang), on_change=_ask, args=("question", "question"),
    )  # fmt: skip
    found = _answer(catalog.version, question)
    st.html(f'<p class="answer">{escape(found.sentence(lang))}</p>')
    rows = [[_linked(row.node, row.cells[0](lang)), *(escape(cell(lang)) for cell in row.cells[1:])] for row in found.rows]
    st.html(tables.STYLE + tables.table([name(lang) for name in found.header], rows, WORDS[question](lang), lang))
    if sources := dict.fromkeys(source for row in found.rows for source in row.sources):
        with st.expander(_("Sources ({n})").format(n=len(sources))):
            st.html("<ul>" + "".join(f"<li>{cards.source(catalog.sources[key])}</li>" for key in sources) + "</ul>")


def _linked(node: str | None, words: str) -> str:
    """A name that opens its card."""
    if node is None:
        return escape(words)
    kind, _, id = node.partition(":")
    ask = state.address(**({"tool": id} if kind == "tool" else {"about": f"{kind}.{id}"}))
    return f'<a href="landscape?{escape(urlencode(ask))}" target="_self">{escape(words)}</a>'


# -- the page ------------------------------------------------------------------------------------------

state.own("landscape", ("q", "family", "use", "status", "free", "offline", "tool", "about", "question"))
catalog = cached.catalog()
lang = state.lang()
_ = translator(lang)
st.html(STYLE)
st.title(_("Landscape"))
words = _("Which tools for which use, and which of them meet paper and rooms?")
st.html(f"<p class='lead'>{words}</p>")

filters = _filters(catalog)
tools = matching(catalog, filters)
_filter_bar(catalog, filters, len(tools), lang, _)

chosen = _chosen(catalog)
columns = st.columns([2, 1] if chosen else 1, gap="medium")
with columns[0]:
    names = [_("Map"), _("Table"), _("Questions")]
    as_map, as_table, as_questions = st.tabs(names, default=names[2] if "question" in st.query_params else None)
    with as_map:
        _show_map(catalog, filters, tools, lang, _)
    with as_table:
        _show_table(catalog, tools, lang, _)
    with as_questions:
        _show_questions(catalog, lang, _)
if chosen:
    with columns[1]:
        cards.show(catalog, chosen, lang, _choose)
