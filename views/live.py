"""Parts of a page that are drawn again by themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

Given = ParamSpec("Given")


def every(seconds: float) -> Callable[[Callable[Given, None]], Callable[Given, None]]:
    """Draw a part of a page again every so many seconds, the rest being left as it is.

    Each stands in a box of its own. Streamlit (1.67) leaves out what a whole drawing of the page said of the part when the part is
    drawn again before that was sent; the browser then takes the part away, and what stood after it moves up into its place, where
    the part, coming back, erases it. In a box, nothing stands after it.
    """

    def refreshed(part: Callable[Given, None]) -> Callable[Given, None]:
        drawn = st.fragment(run_every=seconds)(part)

        @wraps(part)
        def boxed(*args: Given.args, **kwargs: Given.kwargs) -> None:
            with st.container():
                drawn(*args, **kwargs)

        return boxed

    return refreshed
