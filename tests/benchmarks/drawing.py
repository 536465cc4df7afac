"""The map drawn with positions known ahead, against a stock pyvis page that works them out, in one run of one browser.

    python -m tests.benchmarks.drawing

Both pages hold their script in line and draw the same nodes and edges. Ours is stable at its first drawing; the stock page when
vis-network has done the iterations of its physics. The last lines say how long the camera takes to move over 5,000 nodes.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page
from pyvis.network import Network

from catalog.graph import Graph, build
from catalog.load import Catalog, load
from catalog.mapfile import standalone
from tests.browser.server import NO_BROWSER, chromium, open_browser

MINUTE = 60_000
READY = "window.drawnAt = null; network.once('afterDrawing', () => { window.drawnAt = performance.now(); }); network.redraw();"
SETTLED = "window.drawnAt = null; network.once('stabilizationIterationsDone', () => { window.drawnAt = performance.now(); });"
FRAMES = """() => new Promise(done => { const times = []; let last = performance.now(), n = 0;
  const step = () => { const now = performance.now(); times.push(now - last); last = now;
    if (n++ < 30) { network.moveTo({ position: { x: n * 20, y: n * 10 }, scale: 0.3 + n / 60 }); requestAnimationFrame(step); }
    else done(times.slice(1).sort((a, b) => a - b)[15]); };
  requestAnimationFrame(step); })"""


def crowded(catalog: Catalog, tools: int) -> Catalog:
    """The catalogue with as many tools, made from ours."""
    real = list(catalog.tools.values())
    made = {}
    for number in range(tools):
        tool = real[number % len(real)]
        made[f"t{number}"] = tool.model_copy(update={"id": f"t{number}", "name": f"Outil {number}", "aliases": ()})
    return Catalog(**{**catalog.__dict__, "tools": made})


def stock(graph: Graph) -> str:
    """The same nodes and edges in a page as pyvis makes it, physics on."""
    network = Network(height="800px", width="100%", cdn_resources="in_line")
    for node, values in graph.nodes(data=True):
        network.add_node(node, label=str(values["label"]("fr") if callable(values["label"]) else values["label"]))
    for start, end in graph.edges():
        network.add_edge(start, end)
    return str(network.generate_html())


def seconds(browser: Browser, page: str, event: str) -> tuple[float, Page]:
    """From opening the page to the event."""
    made = "network = new vis.Network(container, data, options);"
    text = page.replace(made, f"{made} {event}")
    assert text != page, "the page of pyvis changed"
    path = Path(tempfile.mkdtemp()) / "page.html"
    path.write_text(text, encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    began = time.perf_counter()
    opened.goto(path.as_uri(), timeout=10 * MINUTE)
    opened.wait_for_function("() => window.drawnAt !== null && window.drawnAt !== undefined", timeout=10 * MINUTE)
    return time.perf_counter() - began, opened


def main() -> None:
    catalog, path = load(), chromium()
    if path is None:
        raise SystemExit(NO_BROWSER)
    with open_browser(path) as browser:
        graph = build(crowded(catalog, 1000))
        ours = min(seconds(browser, standalone(graph), READY)[0] for _ in range(3))
        theirs, page = seconds(browser, stock(graph), SETTLED)
        page.close()
        size = f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges"
        print(f"{size}: ours {ours:.2f} s, stock {theirs:.1f} s, {theirs / ours:.0f} times sooner", flush=True)
        large = build(crowded(catalog, 5000))
        took, page = seconds(browser, standalone(large), READY)
        print(f"{large.number_of_nodes()} nodes: drawn in {took:.2f} s, {page.evaluate(FRAMES):.0f} ms a frame (median of 30 moves)")


if __name__ == "__main__":
    main()
