"""What stands below a part that is drawn again by itself stays, even when the page is sent slowly."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from .conftest import Visit
from .server import ROOT, Server

# What is drawn is sent every 1.2 s at most, as by a busy machine; the part is drawn anew before that.
PAGE = """
import time
import streamlit as st
from streamlit.runtime.app_session import AppSession
from views import live

if not hasattr(AppSession, "flushed"):
    AppSession.flushed = AppSession.flush_browser_queue

    def held(self):
        since = time.monotonic() - getattr(self, "sent", 0.0)
        if since < 1.2:
            self._event_loop.call_later(1.21 - since, self._message_enqueued_callback)
            return []
        self.sent = time.monotonic()
        return self.flushed()

    AppSession.flush_browser_queue = held

@live.every(0.7)
def part():
    st.write(f"drawn {time.monotonic()}")

part()
with st.expander("Below"):
    st.write("there")
st.session_state.n = st.session_state.get("n", 0) + 1
st.button("Again")
time.sleep(0.3)
st.text(f"page {st.session_state.n}")
"""


def test_what_stands_below_a_part_drawn_again_stays(browser: Browser, visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PAGE, encoding="utf-8")
    quiet = {"PYTHONPATH": str(ROOT), "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    with Server(tmp_path, environment=quiet, root=tmp_path) as server:
        page = visit()
        page.goto(server.url)
        for n in range(2, 6):  # without a box of its own, the part takes the place of what is below nearly each time
            expect(page.get_by_text(f"page {n - 1}")).to_be_visible()
            page.get_by_role("button", name="Again").click()
            expect(page.get_by_text(f"page {n}")).to_be_visible()
            page.wait_for_timeout(2600)
            expect(page.get_by_test_id("stExpander")).to_have_count(1, timeout=1000)
