"""How each public hears of it: where it already is, by which relay, with what message, when, who, at what cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import streamlit as st

from catalog.words import Lang, euros, no_formula, translator
from planner.evaluate import Evaluation, Line
from planner.mobilisation import Level, Told, message, told
from planner.phrases import Phrases
from planner.plan import Activity, Plan
from views import cached, fields, state
from views.steps.activities import name_of


@st.cache_resource(max_entries=50, show_spinner=False)
def _told(plan: str, version: str) -> dict[str, Told]:
    made = Plan.model_validate_json(plan)
    return told(made, cached.catalog(), cached.situation(made.brief))


def _known(plan: Plan) -> dict[str, Told]:
    """By public: how well the plan makes itself known, and by which activities."""
    return _told(plan.model_dump_json(by_alias=True), cached.catalog().version)


def show(plan: Plan, numbers: Evaluation) -> None:
    """One block per public; where it already is can be written here."""
    lang = state.lang()
    _ = translator(lang)
    if not plan.brief.audiences:
        return
    st.header(_("Mobilise each public"))
    what, who = _message(plan, lang), _who(plan, lang)
    said = (_("Message: {message}").format(message=fields.plain(what)), _("Who: {who}").format(who=fields.plain(who)))
    st.markdown("  \n".join(said))
    lines = {line.activity: line for line in numbers.lines}
    known = _known(plan)
    for audience in plan.brief.audiences:
        if audience.name not in known:
            continue
        with st.container(border=True):
            left, right = st.columns([2, 3])
            level = _level(known[audience.name].level, lang)
            left.markdown(f"**{fields.plain(audience.name)}**  \n" + _("Mobilising: {level}").format(level=level))
            key = f"where-{audience.name}"
            left.text_input(
                _("Where {name} already are").format(name=fields.plain(audience.name)), value=audience.where or "", key=key, max_chars=300,
                placeholder=_("school gates, market, association…"), on_change=_where, args=(audience.name, key),
            )  # fmt: skip
            by = [(a.id, name_of(a, lang)) for a in _first_to_last(plan, lines) if a.id in known[audience.name].by]
            if by:
                rows = (f"- {name}, {_when(lines[id], lang)}, {euros(lines[id].cost, lang)}" for id, name in by)
                right.markdown(_("By these relays:") + "\n" + "\n".join(rows))
            else:
                right.markdown(_("No activity of this plan tells them: add one that informs or mobilises."))
    st.caption(
        _(
            "A relay serves several publics: its cost is not to be added up. Mobilising brings people to the other activities; it is no participation."
        )
    )
    st.download_button(
        _("The mobilisation table (CSV)"), lambda: _csv(plan, numbers, lang), file_name="mobilisation.csv", mime="text/csv", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip


def _level(level: Level, lang: Lang) -> str:
    _ = translator(lang)
    return {"weak": _("weak"), "ordinary": _("ordinary"), "strong": _("strong")}[level]


def _message(plan: Plan, lang: Lang) -> str:
    """What the documents say too; what is not known is between brackets."""
    return "".join(f"[{span.text}]" if span.mark == "hole" else span.text for span in message(plan, Phrases(lang)))


def _who(plan: Plan, lang: Lang) -> str:
    return str(plan.said("facilitators") or translator(lang)("to be filled in"))


def _first_to_last(plan: Plan, lines: Mapping[str, Line]) -> list[Activity]:
    """The activities by first week, those without one last."""
    weeks = {id: line.start_week for id, line in lines.items()}
    return sorted(plan.activities, key=lambda a: 10_000 if (week := weeks[a.id]) is None else week)


def _when(line: Line, lang: Lang) -> str:
    """The days of an activity, else its weeks."""
    _ = translator(lang)
    if line.starts_on and line.ends_on:
        said = Phrases(lang)  # writes « 1er »
        return _("from {first} to {last}").format(first=said.day(line.starts_on, "medium"), last=said.day(line.ends_on, "medium"))
    if line.start_week == line.end_week:
        return _("week {week}").format(week=line.start_week)
    return _("weeks {first} to {last}").format(first=line.start_week, last=line.end_week)


def _where(name: str, key: str) -> None:
    where = st.session_state[key].strip() or None
    state.change(lambda brief: {"audiences": [a.model_dump() | ({"where": where} if a.name == name else {}) for a in brief.audiences]})


def _csv(plan: Plan, numbers: Evaluation, lang: Lang) -> bytes:
    """The same table, one line per public and relay, for a spreadsheet."""
    _ = translator(lang)
    out = io.StringIO()
    write = csv.writer(out, delimiter=";" if lang == "fr" else ",").writerow
    write([_("Public"), _("Mobilising"), _("Where they already are"), _("Relay"), _("What to say"), _("When"), _("Who"), _("Cost")])
    lines = {line.activity: line for line in numbers.lines}
    known = _known(plan)
    for audience in plan.brief.audiences:
        mine = known.get(audience.name)
        if mine is None:
            continue
        head = [audience.name, _level(mine.level, lang), audience.where or _("to be filled in")]
        tail = [_message(plan, lang), _who(plan, lang)]
        by = [a for a in _first_to_last(plan, lines) if a.id in mine.by]
        for a in by:
            line = lines[a.id]
            write([no_formula(cell) for cell in (*head, name_of(a, lang), tail[0], _when(line, lang), tail[1], euros(line.cost, lang))])
        if not by:
            write([no_formula(cell) for cell in (*head, "", tail[0], "", tail[1], "")])
    return ("\ufeff" + out.getvalue()).encode()
