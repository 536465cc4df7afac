"""The map as a file: for Gephi and other programs, or as a page on its own."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from catalog.facts import Text
from catalog.graph import Graph, in_words
from catalog.layout import DOT
from catalog.words import Lang

FORMATS = ("gexf", "graphml", "json", "html", "svg")
_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(graph: Graph, path: Path, lang: Lang = "fr") -> None:
    """Write the graph to `path`; the end of the name says how: .gexf (Gephi), .graphml, .json, .html or .svg.

    Raises:
        ValueError: another ending.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending == "gexf":
        nx.write_gexf(_for_gephi(_for_xml(in_words(graph, lang))), path)
    elif ending == "graphml":
        nx.write_graphml(_for_xml(in_words(graph, lang)), path)
    elif ending == "json":
        content = nx.node_link_data(in_words(graph, lang), edges="edges")
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    elif ending == "svg":
        path.write_text(svg(graph, lang), encoding="utf-8")
    elif ending == "html":
        path.write_text(standalone(graph, lang), encoding="utf-8")
    else:
        raise ValueError(f'"{path.name}": the end of the name says what to write. Use one of {", ".join(FORMATS)}.')


def _for_xml(graph: Graph) -> Graph:
    """The graph without the characters that XML forbids."""
    for _, values in graph.nodes(data=True):
        values.update({key: _FORBIDDEN_IN_XML.sub("", value) for key, value in values.items() if isinstance(value, str)})
    return graph


def _for_gephi(graph: Graph) -> Graph:
    """The graph with positions and colours where Gephi looks for them (its y goes upwards)."""
    for _, values in graph.nodes(data=True):
        if "x" not in values:  # methods, phases and bridges have no place on the map
            continue
        red, green, blue = (int(values["colour"][start : start + 2], 16) for start in (1, 3, 5))
        values["viz"] = {
            "position": {"x": values["x"], "y": -values["y"], "z": 0.0},
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": {"family": 24.0, "use": 14.0}.get(values["kind"], DOT),
        }
    return graph


# -- the map as a drawing ----------------------------------------------------------------------------

_LINE = 24  # letters of a name before it goes to a second line


def svg(graph: Graph, lang: Lang = "fr") -> str:
    """The map as a drawing of lines and words, to print at any size; a tool's name shows when it is pointed at."""
    graph = in_words(graph, lang)
    of_kind = {kind: [values for _, values in graph.nodes(data=True) if values["kind"] == kind] for kind in ("family", "use", "tool")}
    families = of_kind["family"]
    right = max((each["left"] + each["width"] for each in families), default=1.0)
    bottom = max((each["top"] + each["height"] for each in families), default=1.0)
    title = html.escape(_PAGE["title"](lang))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 {right + 40:.0f} {bottom + 40:.0f}" role="img" aria-label="{title}" '
        'font-family="Atkinson Hyperlegible, Arial, sans-serif">',
        f"<title>{title}</title>",
        f'<rect x="-20" y="-20" width="{right + 40:.0f}" height="{bottom + 40:.0f}" fill="#ffffff"/>',
    ]
    for each in families:
        parts.append(
            f'<rect x="{each["left"]}" y="{each["top"]}" width="{each["width"]}" height="{each["height"]}" rx="10" fill="{each["colour"]}" '
            'fill-opacity="0.07"/>' + _words(each["label"], each["x"], each["y"], 34, each["colour"], "bold")
        )
    for each in of_kind["tool"]:
        inside = {"active": f'fill="{each["colour"]}"', "unknown": f'fill="{each["colour"]}" fill-opacity="0.35"'}
        look = inside.get(each["status"], f'fill="none" stroke="{each["colour"]}" stroke-width="2"')
        words = f"<title>{html.escape(each['label'])}</title>"
        if each["offline"]:
            parts.append(f'<rect x="{each["x"] - DOT}" y="{each["y"] - DOT}" width="{2 * DOT}" height="{2 * DOT}" {look}>{words}</rect>')
        else:
            parts.append(f'<circle cx="{each["x"]}" cy="{each["y"]}" r="{DOT}" {look}>{words}</circle>')
    parts += [_words(each["label"], each["x"], each["y"] + each["radius"] + 26, 21, each["colour"]) for each in of_kind["use"]]
    return "\n".join([*parts, "</svg>", ""])


def _words(text: str, x: float, y: float, size: int, colour: str, weight: str = "normal") -> str:
    """A name centred under a point, on as many lines as it needs."""
    lines = textwrap.wrap(text, _LINE)
    spans = "".join(
        f'<tspan x="{x}" dy="{0 if rank == 0 else size * 1.15:.1f}">{html.escape(line)}</tspan>' for rank, line in enumerate(lines)
    )
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}" text-anchor="middle">{spans}</text>'


# -- the map on its own ------------------------------------------------------------------------------

ACCENT = "#0a5c8a"
_PAGE: Mapping[str, Text] = {
    "title": Text(fr="Paysage des outils de participation", en="Landscape of participation tools"),
    "help": Text(
        fr="Roulette pour agrandir, glisser pour se déplacer. La même chose en liste se trouve sous la carte.",
        en="Wheel to zoom, drag to move. The same in a list stands below the map.",
    ),
    "list": Text(fr="La carte en liste", en="The map as a list"),
    "stopped": Text(fr="arrêté", en="discontinued"),
    "uncertain": Text(fr="état non connu", en="status not known"),
    "none": Text(fr="Aucun outil n’a cet usage pour usage principal.", en="No tool has this use as its main one."),
}
# Nothing may be fetched, whatever slipped into the page.
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
body { font-family: "Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif; color: #0f0f0f; margin: 1.5rem; line-height: 1.45; }
#mynetwork { float: none !important; border-radius: 8px; }
.card { border: 0; } h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.25rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
ul { margin-top: 0; columns: 22rem; } a { color: #0a5c8a; }
"""
_DRAWING = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "dragNodes": False, "tooltipDelay": 120},
    "nodes": {"font": {"color": "#0f0f0f", "face": "Segoe UI, Helvetica, Arial, sans-serif"}},
    "edges": {"smooth": False, "hoverWidth": 0, "selectionWidth": 2},
}
_OUTSIDE = re.compile(r"<link\b[^>]*\bhref=[^>]*>|<script\b[^>]*\bsrc=[^>]*>\s*</script>|<center>.*?</center>|<!--.*?-->", re.DOTALL)


def standalone(graph: Graph, lang: Lang = "fr") -> str:
    """The map as one HTML page that opens anywhere, with no network and no request.

    It is drawn by pyvis with our positions; what pyvis would fetch from elsewhere is taken out, and a policy in
    the page forbids any request. The same nodes follow as a list, for reading without the drawing.
    """
    from pyvis.network import Network  # only here: it brings a notebook along, and few runs need it

    graph = in_words(graph, lang)
    network = Network(height="82vh", width="100%", directed=False, cdn_resources="in_line")
    network.set_options(json.dumps(_DRAWING))
    for node, values in graph.nodes(data=True):
        network.add_node(node, **_drawn(values, lang))
    for start, end, values in graph.edges(data=True):
        if values["kind"] != "family" and not values.get("main"):  # those two show by where things stand
            faint = values["kind"] == "use"
            network.add_edge(
                start, end, color={"color": "#5c6670", "opacity": 0.06 if faint else 0.4, "highlight": ACCENT}, dashes=not faint
            )
    body = _OUTSIDE.sub("", network.generate_html())
    title, words = html.escape(_PAGE["title"](lang)), html.escape(_PAGE["help"](lang))
    head = (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>'
    )
    body = re.sub(r"<html>\s*<head>\s*<meta charset=\"utf-8\">", lambda _: head, body, count=1)
    body = body.replace("</head>", f"<style>{_STYLE}</style>\n</head>", 1)
    body = body.replace("<body>", f"<body>\n<h1>{title}</h1>\n<p>{words}</p>", 1)
    return body.replace("</body>", f"{_listed(graph, lang)}\n</body>")


def _drawn(values: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """A node as vis-network draws it: a family is its ground, a use its name, a tool a dot."""
    colour, label = values["colour"], values["label"]
    if values["kind"] == "family":
        red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
        ground = f"rgba({red},{green},{blue},0.07)"
        shade = {"background": ground, "border": ground, "hover": {"background": ground, "border": ground},
                 "highlight": {"background": ground, "border": ground}}  # fmt: skip
        return {
            "label": label, "title": label, "shape": "box", "color": shade, "margin": 8,
            "x": values["left"] + values["width"] / 2, "y": values["top"] + values["height"] / 2,
            "widthConstraint": {"minimum": values["width"], "maximum": values["width"]},
            "heightConstraint": {"minimum": values["height"], "valign": "top"},
            "font": {"size": 32, "color": colour},
        }  # fmt: skip
    if values["kind"] == "use":
        ring = {"background": "rgba(0,0,0,0)", "border": colour}  # empty: what is under the pointer is drawn over the rest
        return {
            "label": label, "title": f"{label}\n{values['what']}", "shape": "dot", "size": values["radius"], "borderWidth": 0.7,
            "x": values["x"], "y": values["y"], "color": {**ring, "hover": ring, "highlight": ring}, "font": {"size": 22},
            "widthConstraint": {"maximum": values["room"]},
        }  # fmt: skip
    stopped = values["status"] == "discontinued"
    return {
        "label": label, "title": f"{label}{_state(values, lang)}\n{values['what']}", "shape": "square" if values["offline"] else "dot",
        "x": values["x"], "y": values["y"], "size": DOT - 1, "borderWidth": 2,
        "color": {"background": "#ffffff" if stopped else colour, "border": colour, "highlight": ACCENT, "hover": ACCENT},
        "opacity": 0.55 if values["status"] == "unknown" else 1.0,
        "font": {"size": 10}, "scaling": {"label": {"enabled": True, "drawThreshold": 11}},
    }  # fmt: skip


def _state(values: Mapping[str, Any], lang: Lang) -> str:
    word = {"discontinued": "stopped", "unknown": "uncertain"}.get(values["status"])
    return f" ({_PAGE[word](lang)})" if word else ""


def _listed(graph: Graph, lang: Lang) -> str:
    """The map in words: families, their uses, the tools whose main use it is."""
    tools: dict[str, list[Mapping[str, Any]]] = {}
    for _, values in graph.nodes(data=True):
        if values["kind"] == "tool":
            tools.setdefault(values["use"], []).append(values)
    lines = [f"<h2>{html.escape(_PAGE['list'](lang))}</h2>"]
    for node, values in graph.nodes(data=True):
        if values["kind"] == "family":
            lines.append(f"<h3>{html.escape(values['label'])}</h3>")
            for use in graph.predecessors(node):
                lines.append(f"<p><strong>{html.escape(graph.nodes[use]['label'])}</strong></p>")
                members = tools.get(use.removeprefix("use:"), [])
                items = "".join(f"<li>{_item(values, lang)}</li>" for values in members)
                lines.append(f"<ul>{items}</ul>" if members else f"<p>{html.escape(_PAGE['none'](lang))}</p>")
    return "\n".join(lines)


def _item(values: Mapping[str, Any], lang: Lang) -> str:
    name, site = html.escape(values["label"]), values.get("website", "")
    if site.startswith(("https://", "http://")):
        name = f'<a href="{html.escape(site)}" rel="noopener noreferrer">{name}</a>'
    return f"{name}{html.escape(_state(values, lang))} : {html.escape(values['what'])}"
