"""Write the pictures of docs/pictures: `python -m tests.browser.pictures [NAME…]` (every page unless some are named)."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from catalog.load import load
from planner.plan import Plan, parse_plan
from planner.store import Store

from .server import NO_BROWSER, ROOT, Server, chromium, open_browser

FOLDER = ROOT / "docs" / "pictures"
EXAMPLE = ROOT / "examples" / "place-du-marche.brief.yaml"
COLOURS = 256  # fewer would change the accents; a third of the bytes of full colour
WIDTHS = {1280: 800, 390: 844}  # px: a laptop of 13 inches, a phone; with the height of their first screen
TALLEST = 2000  # px; the end of a longer page says nothing new in a picture
SCREENS = {  # name of the picture: page, what its address asks
    "home": ("", {}),
    "landscape": ("landscape", {}),
    "card": ("landscape", {"tool": "decidim"}),
    "compare": ("compare", {"tools": "decidim&tools=cap-collectif&tools=go-vocal", "need": "idea-collection&need=participatory-budgeting"}),
    "audiences": ("audiences", {}),
    "mandate": ("plan", {"step": "mandate"}),
    "context": ("plan", {"step": "context"}),
    "means": ("plan", {"step": "means"}),
    "plan": ("plan", {"step": "blend"}),
    "documents": ("plan", {"step": "documents"}),
    "sources": ("sources", {}),
}


def proposed(folder: Path, seconds: float) -> Plan:
    """The example with a plan proposed by the command line in `seconds`."""
    path = folder / "example.plan.yaml"
    command = [sys.executable, "-m", "planner", "plan", str(EXAMPLE), "--time", str(seconds), "-o", str(path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return parse_plan(path.read_bytes(), path.name, load())


def address(server: Server, page: str, ask: dict[str, str]) -> str:
    """The address of a page with what it asks."""
    return f"{server.url}/{page}" + ("?" + "&".join(f"{key}={value}" for key, value in ask.items()) if ask else "")


def settle(page: Page) -> None:
    """Wait until the page is drawn: its title is there, the script has ended, charts and maps are painted."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=60_000)
    page.wait_for_function(SETTLED, timeout=60_000)
    page.wait_for_timeout(800)  # the camera of the map, the fade of new elements


SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app.dataset.testScriptState !== "running" && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
}"""


def unfold(page: Page) -> None:
    """Open what is folded."""
    folded = page.locator("[data-testid=stMain] details:not([open]) > summary:visible")  # not those of a tab that is not shown
    while folded.count():
        folded.first.click()


def grow(page: Page, tallest: int = TALLEST) -> None:
    """Make the window as tall as the page, which Streamlit scrolls inside a frame."""
    width = page.viewport_size["width"] if page.viewport_size else 1280
    for _ in range(3):  # a taller window can make a page taller
        needed = page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]'); return [m.scrollHeight, m.clientHeight] }"
        )
        if needed[0] <= needed[1]:
            break
        page.set_viewport_size({"width": width, "height": min(tallest, needed[0] + 20)})
        settle(page)


def picture(browser: Browser, url: str, width: int) -> bytes:
    """A PNG of a page in French, whole, few colours."""
    page = browser.new_page(viewport={"width": width, "height": WIDTHS[width]}, locale="fr-FR")
    page.goto(url)
    settle(page)
    grow(page)
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    page.close()
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(names: list[str]) -> int:
    path = chromium()
    if path is None:
        sys.stderr.write(NO_BROWSER + "\n")
        return 2
    if strangers := set(names) - SCREENS.keys():
        sys.stderr.write(f"{', '.join(sorted(strangers))}: not a picture. Pictures: {', '.join(SCREENS)}\n")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server, open_browser(path) as browser:
        token = Store(f"sqlite:///{server.database}").create(proposed(Path(folder), 15))
        for name in names or SCREENS:
            page, ask = SCREENS[name]
            for width in WIDTHS:
                url = address(server, page, ask if name in ("home", "sources") else ask | {"plan": token})
                (FOLDER / f"{name}-{width}.png").write_bytes(picture(browser, url, width))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
