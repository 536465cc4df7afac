"""A scenario written or adapted on the page: plain fields, never YAML, kept as a file that opens again here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
import yaml

from catalog.words import Lang, translator
from catalog.yamlfile import BadInput
from planner.workshop.scenario import Scenario, dump_scenario, parse_scenario, scenario
from views import cached, files, state

MOST_ROUNDS, MOST_PUBLICS = 8, 12


def show() -> None:
    """Fields filled with a scenario to start from; the file they make, or what is wrong in them."""
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    own: Scenario | None = st.session_state.get("_own_scenario")
    cases = [*(["own"] if own else []), *catalog.scenarios]
    names = {id: each.exercise.title(lang) for id, each in catalog.scenarios.items()} | {"own": _("the one you opened")}
    start = st.selectbox(_("Start from"), cases, format_func=names.__getitem__, key="edit-from")
    case = own if start == "own" and own else scenario(catalog, start)
    if not st.toggle(_("Write a scenario"), key="edit-scenario"):
        return
    made = _fields(case, start, lang)
    if not st.button(_("Check and keep this scenario"), key="edit-keep", type="primary"):
        if (kept := st.session_state.get("_own_text")) is not None:
            _take(kept)
        return
    st.session_state.pop("_own_text", None)
    try:
        text = dump_plain(made)
        found = parse_scenario(text, "scenario.yaml", catalog)
    except BadInput as error:
        st.error(_("This scenario cannot be used yet:"))
        for each in error.problems[:12]:
            st.text(each.message(lang))
        return
    st.session_state["_own_scenario"] = found
    st.session_state["_own_text"] = dump_scenario(found)
    st.rerun()


def _take(text: str) -> None:
    _ = translator(state.lang())
    st.success(_("The scenario is ready: choose it above to open a room, and keep its file for another day."))
    st.download_button(_("Keep the scenario as a file"), text, file_name=files.slug(st.session_state["_own_scenario"].title.fr) + ".scenario.yaml",
                       mime="application/yaml", on_click="ignore", key="take-scenario")  # fmt: skip


def dump_plain(value: dict[str, Any]) -> str:
    """Plain values as YAML."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120)


def _fields(case: Scenario, start: str, lang: Lang) -> dict[str, Any]:
    """The scenario that the fields describe, as plain values; what they do not show stays as it was."""
    _ = translator(lang)
    catalog = cached.catalog()
    value: dict[str, Any] = case.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    value["id"] = "own"
    brief, limits = value["brief"], value["brief"].setdefault("limits", {})

    def key(name: str) -> str:
        return f"edit-{start}-{name}"

    def both(at: dict[str, Any], name: str, label: str, tall: bool = False) -> None:
        """A text in the language of the screen; once changed, it is the same in both."""
        before = at[name][lang]
        now = (st.text_area if tall else st.text_input)(label, before, key=key(f"{name}-{label}"))
        if now != before:
            at[name] = {"fr": now, "en": now}

    both(value, "title", _("Title"))
    both(value, "summary", _("The case in short"), tall=True)
    brief["subject"] = st.text_input(_("Subject of the consultation"), brief["subject"], key=key("subject"))
    left, right = st.columns(2)
    limits["budget"] = left.number_input(
        _("Money (€ including VAT)"), 0, 10_000_000, int(limits.get("budget") or 0), step=500, key=key("budget")
    )
    limits["staff_days"] = right.number_input(_("Agent-days"), 0, 10_000, int(limits.get("staff_days") or 0), key=key("days"))
    for name, label, column in (("start", _("First day"), left), ("end", _("Last day"), right)):
        held = date.fromisoformat(limits[name]) if limits.get(name) else None
        chosen = column.date_input(label, held, key=key(name), format="DD/MM/YYYY")
        limits[name] = chosen.isoformat() if isinstance(chosen, date) else None
    opened = st.text_area(_("What is open (one a line)"), "\n".join(brief.get("mandate", {}).get("open") or ()), key=key("open"))
    brief.setdefault("mandate", {})["open"] = [each.strip() for each in opened.splitlines() if each.strip()]
    st.markdown(f"**{_('Audiences')}**")
    frame = pd.DataFrame([{"name": a["name"], "people": a["people"], "where": a.get("where", "")} for a in brief.get("audiences", ())])
    columns = {
        "name": st.column_config.TextColumn(_("Name"), required=True),
        "people": st.column_config.NumberColumn(_("People"), min_value=1, step=1, required=True),
        "where": st.column_config.TextColumn(_("Where they already are")),
    }
    edited = st.data_editor(frame, num_rows="dynamic", column_config=columns, key=key("publics"), width="stretch", hide_index=True)
    before = {a["name"]: a for a in brief.get("audiences", ())}
    brief["audiences"] = [
        {
            **before.get(row["name"], {}),
            "name": row["name"],
            "people": int(row["people"]),
            **({"where": row["where"]} if row["where"] else {}),
        }
        for row in edited.to_dict("records")[:MOST_PUBLICS]
        if row["name"] and pd.notna(row["people"])
    ]
    offered = sorted(catalog.deck.M, key=lambda m: catalog.methods[m].name(lang))
    value["cards"]["methods"] = st.multiselect(
        _("Formats on the tables (24 to 36)"),
        offered,
        value["cards"]["methods"],
        format_func=lambda m: catalog.methods[m].name(lang),
        key=key("methods"),
    )
    count = st.number_input(_("Rounds"), 1, MOST_ROUNDS, len(value["rounds"]), key=key("rounds"))
    rounds = value["rounds"][:count]
    while len(rounds) < count:
        rounds.append({"id": f"round-{len(rounds) + 1}", "minutes": 15, "reveal": {"fr": "", "en": ""}})
    for i, turn in enumerate(rounds, start=1):
        with st.container(border=True):
            both(turn, "reveal", _("Round {n}: what you tell the tables").format(n=i), tall=True)
            left, middle, right = st.columns(3)
            turn["minutes"] = left.number_input(_("Minutes"), 5, 120, turn["minutes"], key=key(f"minutes-{i}"))
            new = turn.setdefault("limits", {})
            for name, label, column in (
                ("budget", _("New money (0: unchanged)"), middle),
                ("staff_days", _("New agent-days (0: unchanged)"), right),
            ):
                found = column.number_input(label, 0, 10_000_000, int(new.get(name) or 0), key=key(f"{name}-{i}"))
                new.pop(name, None)
                if found:
                    new[name] = found
            turn["forbid"] = st.multiselect(
                _("Formats that can no longer be held"), value["cards"]["methods"], [m for m in turn.get("forbid", ()) if m in value["cards"]["methods"]],
                format_func=lambda m: catalog.methods[m].name(lang), key=key(f"forbid-{i}"),
            )  # fmt: skip
    value["rounds"] = rounds
    asked = st.text_area(_("Debrief questions (one a line)"), "\n".join(each[lang] for each in value["debrief"]), key=key("debrief"))
    known = {each[lang]: each for each in value["debrief"]}
    value["debrief"] = [known.get(line, {"fr": line, "en": line}) for line in (each.strip() for each in asked.splitlines()) if line]
    return value
