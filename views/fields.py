"""Fields bound to the brief: each shows what is saved and saves what is typed, at once.

A field is named by its path in the brief, such as ("mandate", "decider"). Clearing it gives back "not known".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from catalog.words import translator
from catalog.yamlfile import BadInput
from planner.brief import LONG, SHORT, Brief
from views import state

Path = tuple[str, ...]


def plain(text: str) -> str:
    """What a person typed, shown as typed: no Markdown, so no picture or link of theirs is ever fetched."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~$:])", r"\\\1", text)


def refused(error: BadInput) -> str:
    """What an input that cannot be used says on a page: no file, no line."""
    return plain(" ".join(problem.message(state.lang()) for problem in error.problems[:3]))


def value(brief: Brief, path: Path) -> Any:
    """What the brief holds at a path."""
    found: Any = brief
    for step in path:
        found = getattr(found, step)
    return found


def put(path: Path, new: Any) -> None:
    """Save a value at a path of the brief at hand."""

    def edit(brief: Brief) -> dict[str, Any]:
        whole = brief.model_dump(by_alias=True)
        inside = whole
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = new
        return {path[0]: whole[path[0]]}

    state.change(edit)


def _key(path: Path) -> str:
    return "field-" + "-".join(path)


def line(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """One line of words."""
    key = _key(path)
    st.text_input(
        label,
        value=value(brief, path) or "",
        key=key,
        max_chars=SHORT,
        on_change=lambda: put(path, st.session_state[key].strip() or None),
        **more,
    )


def paragraph(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """A few lines of words."""
    key = _key(path)
    st.text_area(
        label,
        value=value(brief, path) or "",
        key=key,
        max_chars=LONG,
        height=90,
        on_change=lambda: put(path, st.session_state[key].strip() or None),
        **more,
    )


def items(brief: Brief, path: Path, label: str, empty: Any = (), **more: Any) -> None:
    """A list, one item a line; `empty` is what no line means."""
    key = _key(path)

    def save() -> None:
        lines = [text.strip() for text in st.session_state[key].splitlines() if text.strip()]
        put(path, lines or empty)

    st.text_area(label, value="\n".join(value(brief, path) or ()), key=key, max_chars=LONG, height=110, on_change=save, **more)


def day(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """A date."""
    key = _key(path)
    st.date_input(label, value=value(brief, path), key=key, format="DD/MM/YYYY", on_change=lambda: put(path, st.session_state[key]), **more)


def number(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """A number; an empty field is not known."""
    key = _key(path)
    st.session_state[key] = value(brief, path)  # with a default of its own, a field could not be emptied
    st.number_input(
        label, value=None, key=key, min_value=0.0, format="%g", placeholder=translator(state.lang())("not known"),
        on_change=lambda: put(path, st.session_state[key]), **more,
    )  # fmt: skip


def choice(brief: Brief, path: Path, label: str, words: Mapping[str, str], **more: Any) -> None:
    """One among several, or "I do not know"."""
    key = _key(path)
    options: Sequence[str | None] = [None, *words]
    unknown = translator(state.lang())("I do not know")
    st.selectbox(
        label, options, index=options.index(value(brief, path)), key=key, format_func=lambda name: words[name] if name else unknown,
        on_change=lambda: put(path, st.session_state[key]), **more,
    )  # fmt: skip


def answer(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """Yes, no, or I do not know."""
    _ = translator(state.lang())
    key = _key(path)
    options = [True, False, None]
    words = {True: _("yes"), False: _("no"), None: _("I do not know")}
    st.radio(
        label, options, index=options.index(value(brief, path)), key=key, horizontal=True, format_func=lambda given: words[given],
        on_change=lambda: put(path, st.session_state[key]), **more,
    )  # fmt: skip
