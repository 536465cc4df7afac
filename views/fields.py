"""Fields bound to the brief: each shows what is saved and saves what is typed, at once.

A field is named by its path in the brief, such as ("mandate", "decider"). Clearing it gives back "not known".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from catalog.words import translator
from catalog.yamlfile import BadInput
from planner.brief import LONG, SHORT, Brief
from views import state

Path = tuple[str, ...]
UNKNOWN = "unknown"  # the option of who does not know
_NEVER = object()  # what a field not drawn yet showed last


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


def follow(key: str, saved: Any) -> None:
    """Show what is saved now, when it is not what this field last showed: undone, restored, or changed by somebody else.

    After a lost connection the browser shows again what was typed and no session has read: `_unread` keeps it.
    """
    drawn: dict[str, Any] = st.session_state.setdefault("_drawn", {})
    if key not in drawn and st.session_state.get(key, saved) != saved:
        st.session_state.setdefault("_unread", {})[key] = st.session_state[key]
    if key not in st.session_state or drawn.get(key, _NEVER) != saved:
        st.session_state[key] = saved
    drawn[key] = saved


def _unread(key: str, path: Path, meant: Callable[[Any], Any] = lambda typed: typed) -> None:
    """What was typed while the connection was lost: nothing is saved unseen, nothing is thrown away.

    Args:
        meant: what the field saves for what is typed in it.
    """
    kept: dict[str, Any] = st.session_state.get("_unread", {})
    if key not in kept:
        return
    _ = translator(state.lang())
    typed = kept[key]
    with st.container(border=True, key=f"unread-{key}"):
        st.markdown(_("Not saved when the connection was lost: {value}").format(value=plain(str(typed))))

        def take() -> None:
            put(path, meant(kept.pop(key)))

        st.button(_("Save it"), key=f"unread-take-{key}", on_click=take)
        st.button(_("Drop it"), key=f"unread-drop-{key}", on_click=lambda: kept.pop(key, None))


def _words(typed: str) -> str | None:
    return typed.strip() or None


def line(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """One line of words."""
    key, saved = _key(path), value(brief, path) or ""
    follow(key, saved)
    st.text_input(
        label,
        key=key,
        max_chars=SHORT,
        on_change=lambda: put(path, _words(st.session_state[key])),
        **more,
    )
    _unread(key, path, _words)


def paragraph(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """A few lines of words."""
    key, saved = _key(path), value(brief, path) or ""
    follow(key, saved)
    st.text_area(
        label,
        key=key,
        max_chars=LONG,
        height=90,
        on_change=lambda: put(path, _words(st.session_state[key])),
        **more,
    )
    _unread(key, path, _words)


def items(brief: Brief, path: Path, label: str, empty: Any = (), **more: Any) -> None:
    """A list, one item a line; `empty` is what no line means."""
    key, saved = _key(path), "\n".join(value(brief, path) or ())
    follow(key, saved)

    def meant(typed: str) -> Any:
        return [text.strip() for text in typed.splitlines() if text.strip()] or empty

    st.text_area(
        label, key=key, max_chars=LONG, height=110, on_change=lambda: put(path, meant(st.session_state[key])), **more
    )  # fmt: skip
    _unread(key, path, meant)


def day(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """A date."""
    key, saved = _key(path), value(brief, path)
    follow(key, saved)
    st.date_input(label, value=None, key=key, format="DD/MM/YYYY", on_change=lambda: put(path, st.session_state[key]), **more)
    _unread(key, path)


def number(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """A number; an empty field is not known."""
    key = _key(path)
    follow(key, value(brief, path))
    st.number_input(
        label, value=None, key=key, min_value=0.0, format="%g", placeholder=translator(state.lang())("not known"),
        on_change=lambda: put(path, st.session_state[key]), **more,
    )  # fmt: skip
    _unread(key, path)


def choice(brief: Brief, path: Path, label: str, words: Mapping[str, str], **more: Any) -> None:
    """One among several, or "I do not know"."""
    key = _key(path)
    follow(key, value(brief, path) or UNKNOWN)
    said = {UNKNOWN: translator(state.lang())("I do not know"), **words}
    st.selectbox(
        label, list(said), key=key, format_func=lambda name: said.get(name, name),
        on_change=lambda: put(path, _known(st.session_state[key])), **more,
    )  # fmt: skip
    _unread(key, path, _known)


def answer(brief: Brief, path: Path, label: str, **more: Any) -> None:
    """Yes, no, or I do not know."""
    _ = translator(state.lang())
    key, saved = _key(path), value(brief, path)
    follow(key, UNKNOWN if saved is None else saved)
    words = {True: _("yes"), False: _("no"), UNKNOWN: _("I do not know")}
    st.radio(
        label, list(words), key=key, horizontal=True, format_func=words.__getitem__,
        on_change=lambda: put(path, _known(st.session_state[key])), **more,
    )  # fmt: skip
    _unread(key, path, _known)


def _known(chosen: Any) -> Any:
    """What is saved for an option: nothing when it is not known."""
    return None if chosen == UNKNOWN else chosen
