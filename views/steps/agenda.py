"""Le calendrier: what cannot hold, the dates and the latest ones, the file for a diary, and an organisation's own dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple

import streamlit as st

from catalog.facts import Text
from catalog.words import Lang, day, translator
from catalog.yamlfile import BadInput
from planner import agenda as calendar
from planner.agenda import Agenda, Entry, cited, days_words
from planner.brief import Brief
from planner.collisions import collisions
from planner.evaluate import Evaluation
from planner.holidays import last_known, zone_of
from planner.ics import KINDS, MIME, Event, local_zone, read_ics
from planner.plan import Plan
from views import cached, fields, state
from views.steps import documents

STYLE = """
.agenda { width: 100%; border-collapse: collapse; } .agenda caption { text-align: left; font-size: .9rem; padding-bottom: .3rem; }
.agenda th, .agenda td { text-align: left; vertical-align: top; padding: .35rem .5rem .35rem 0; border: 0; border-bottom: 1px solid #d9dce1; font-weight: 400; overflow-wrap: anywhere; }
.agenda thead th { font-size: .85rem; color: #4a4f57; } .agenda .what { font-weight: 600; } .agenda .why { font-size: .85rem; color: #4a4f57; }
.agenda .late { font-weight: 700; } @media (min-width: 641px) { .agenda td:nth-child(n+3) { white-space: nowrap; } .agenda tbody th { min-width: 9rem; } }
@media (max-width: 640px) {
  .agenda thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .agenda tr, .agenda th, .agenda td { display: block; border: 0; padding: 0; } .agenda tbody tr { border-bottom: 1px solid #d9dce1; padding: .5rem 0; }
  .agenda td[data-label]::before { content: attr(data-label) " "; color: #4a4f57; font-size: .85rem; } .agenda td:empty { display: none; }
}
"""
OWN = "_own_dates"  # the dates of the file opened in this visit


class Row(NamedTuple):
    """One line of the table, already in words."""

    on: date
    when: str
    what: str
    why: str
    latest: str
    slack: str
    late: bool


def show(plan: Plan, numbers: Evaluation | None) -> None:
    """The calendar of a plan: collisions first, then the dates, then the files."""
    lang = state.lang()
    _ = translator(lang)
    today = date.today()
    made = calendar.agenda(plan, cached.catalog(), numbers, today)
    own = _own()
    st.header(_("Calendar"))
    st.html(f"<style>{STYLE}</style>")
    _collisions(made, lang)
    _missing(made, lang)
    rows = [row for entry in made.entries if (row := _row(entry, lang))] + [_own_row(event, lang) for event in own]
    if rows:
        st.html(_table(sorted(rows, key=lambda row: row.on), lang))
    st.caption(
        _(
            "Latest: the day after which the decision, or what a text asks, no longer holds, the plan keeping its order and lengths. Margin: days between the planned day and the latest. Legal dates are not legal advice."
        )
    )
    _holidays_said(made, lang)
    if plan.brief.limits.start is None:
        st.caption(_("The calendar file needs a start: write the first public day, in step 3."))
    else:
        st.download_button(
            _("Calendar for a diary (.ics)"), lambda: documents.made(plan, "note", ".ics"), file_name="calendrier.ics" if lang == "fr" else "calendar.ics",
            mime=MIME, icon=":material/event:", on_click="ignore", key="agenda-ics",
        )  # fmt: skip
    _bring(plan.brief, own, lang)


def _collisions(made: Agenda, lang: Lang) -> None:
    _ = translator(lang)
    found = collisions(made)
    for collision in found:
        tell = st.error if collision.severity == "error" else st.warning
        tell(_plain(collision.words(lang)))
    if not found and made.get("decision") and made.get("opening"):
        st.markdown(_("No two dates collide."))


def _missing(made: Agenda, lang: Lang) -> None:
    """The dates that nobody gave, in the words of the screens."""
    _ = translator(lang)
    names = {
        "brief.limits.start": _("the first public day"),
        "brief.mandate.council_on": _("the council that launches the consultation"),
        "brief.mandate.decided_on": _("the day of the decision"),
    }
    lacking = [names[key] for key in made.missing if key in names]
    if lacking:
        st.info(_("Not known yet: {names}. The dates that depend on it are missing below.").format(names=", ".join(lacking)))


def _holidays_said(made: Agenda, lang: Lang) -> None:
    _ = translator(lang)
    closing = made.get("closing")
    if not (closing and closing.on and made.get("processing")) or made.school:
        return
    if zone_of(made.code) is None:
        st.caption(_("The school holidays are not known here (Corsica, overseas, several zones or no department): check them yourself."))
    else:
        st.caption(_("The school holidays are known up to {day}: check the later ones yourself.").format(day=day(last_known(), lang)))


def _row(entry: Entry, lang: Lang) -> Row | None:
    on = entry.day
    if on is None:
        return None
    _ = translator(lang)
    if entry.on is None:
        when = _("by {day}").format(day=day(on, lang))
    elif entry.until and entry.until != entry.on:
        when = _("{first} to {last}").format(first=day(entry.on, lang), last=day(entry.until, lang))
    else:
        when = day(on, lang)
    slack = entry.slack
    said = "" if slack is None else _in_days(slack, lang)
    why = (entry.why(lang) if entry.why else "") + cited(entry, lang)
    kind = "" if entry.kind in ("activity", "window", "lead") else KINDS[entry.kind](lang) + (" : " if lang == "fr" else ": ")
    latest = day(entry.latest, lang) if entry.latest and entry.on else ""
    return Row(on, when, entry.title(lang), kind + why if why else "", latest, said, slack is not None and slack < 0)


def _own_row(event: Event, lang: Lang) -> Row:
    _ = translator(lang)
    when = day(event.on, lang)
    if event.until:
        when = _("{first} to {last}").format(first=when, last=day(event.until, lang))
    why = _("Your calendar.") + (" " + _("It repeats in a way that is not read: first date only.") if event.first_only else "")
    return Row(event.on, when, event.title or _("(no title)"), why, "", "", False)


def _in_days(days: int, lang: Lang) -> str:
    """A margin in words, the sign said and not only drawn."""
    words: Text = days_words(abs(days))
    if days >= 0:
        return words(lang)
    return f"{words(lang)} de retard" if lang == "fr" else f"{words(lang)} late"


def _table(rows: Sequence[Row], lang: Lang) -> str:
    """The dates as a table, whose rows become cards on a narrow screen."""
    _ = translator(lang)
    heads = (_("Date"), _("What"), _("Latest"), _("Margin"))
    head = "".join(f"<th scope='col' role='columnheader'>{escape(name)}</th>" for name in heads)
    body = []
    for row in rows:
        why = f"<div class='why'>{escape(row.why)}</div>" if row.why else ""
        late = " class='late'" if row.late else ""
        latest = f" data-label='{escape(heads[2], quote=True)}'" if row.latest else ""
        slack = f" data-label='{escape(heads[3], quote=True)}'" if row.slack else ""
        body.append(
            f"<tr role='row'><th scope='row' role='rowheader'>{escape(row.when)}</th>"
            f"<td role='cell'><div class='what'>{escape(row.what)}</div>{why}</td>"
            f"<td role='cell'{latest}>{escape(row.latest)}</td><td role='cell'{slack}{late}>{escape(row.slack)}</td></tr>"
        )
    caption = escape(_("The dates of the plan, and the latest day of each step"))
    return (
        f"<table class='agenda' role='table'><caption>{caption}</caption><thead role='rowgroup'><tr role='row'>{head}</tr></thead>"
        f"<tbody role='rowgroup'>{''.join(body)}</tbody></table>"
    )


def _plain(words: str) -> str:
    """Words that Markdown takes as they are."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#$~|:" else letter for letter in words)


# -- an organisation's own dates ----------------------------------------------------------------------------


def _own() -> tuple[Event, ...]:
    found: tuple[Event, ...] = st.session_state.get(OWN, ())
    return found


def _bring(brief: Brief, own: Sequence[Event], lang: Lang) -> None:
    """Open a calendar file: its dates join the table, and one of them may become the council."""
    _ = translator(lang)
    with st.expander(_("Your own dates: councils, committees, events"), expanded=bool(own)):
        given = st.file_uploader(
            _("A calendar file (.ics) of at most 1 MB; it stays in this visit only"), type=["ics"], key="agenda-upload"
        )
        if given is not None and st.session_state.get("_own_file") != given.file_id:
            st.session_state["_own_file"] = given.file_id
            code = brief.territory.code if brief.territory else ""
            try:
                st.session_state[OWN] = read_ics(given.getvalue(), given.name, since=date.today(), zone=local_zone(code))
                st.session_state.pop("_own_problem", None)
            except BadInput as error:
                st.session_state["_own_problem"] = error
            st.rerun()
        problem = st.session_state.get("_own_problem")
        if isinstance(problem, BadInput):
            st.error(_("This file cannot be opened:"))
            st.code(problem.say(lang), language=None, wrap_lines=True)
        if not own:
            return
        coming = [event for event in own if event.on >= date.today()]
        st.caption(_("{n} dates read, {m} of them to come.").format(n=len(own), m=len(coming)))
        if coming:
            chosen = st.selectbox(
                _("Council that launches the consultation"), range(len(coming)), index=None, key="agenda-council",
                format_func=lambda i: f"{day(coming[i].on, lang)} — {coming[i].title or _('(no title)')}", placeholder=_("Choose a date"),
            )  # fmt: skip
            if st.button(_("Take this date as the council"), disabled=chosen is None, key="agenda-take") and chosen is not None:
                fields.put(("mandate", "council_on"), coming[chosen].on)
                st.rerun()
        if st.button(_("Put these dates aside"), key="agenda-aside"):
            st.session_state.pop(OWN, None)
            st.rerun()
