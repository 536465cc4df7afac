"""After the launch: who came, week by week and channel by channel, against who was expected; then the remaining weeks anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from pydantic import ValidationError

from catalog import colours
from catalog.words import Lang, day, number, people_range, translator
from catalog.yamlfile import Bilingual, explain
from planner.audiences import ALL
from planner.brief import LONG
from planner.calendar import monday
from planner.followup import (
    Channel,
    Followed,
    counted_range,
    erased,
    followup,
    last_week,
    own_yields,
    record,
    said,
    said_chance,
    said_known,
    said_public,
)  # fmt: skip
from planner.jobs import ENDED, Job
from planner.plan import Observation, Plan, population_of, strand_of
from planner.wording import PHASES as PHASE_WORDS
from views import cached, charts, fields, files, live, state, tables
from views.steps import beside, changes

SECONDS = 15  # of calculation
SHAPES = {"within": "circle", "early": "circle-open", "unknown": "circle-open", "fewer": "triangle-left", "more": "triangle-right"}
FARTHEST = 10.0  # times the forecast: what lies further is drawn at the edge, the table says how far


def show(plan: Plan) -> None:
    """What was counted, what it says, and what could change."""
    lang = state.lang()
    _ = translator(lang)
    if not plan.activities:
        st.info(_("The plan has no activity yet: there is nothing to follow."))
        return
    reading = state.reading()
    st.html(tables.STYLE)
    if reading:
        found = _followed(plan, last_week(plan))
    else:
        st.markdown(_("Enter how many people came, as the weeks go. Numbers only, never a name; everything is optional."))
        ends = max(channel.last for channel in _followed(plan, 1).channels)
        week = _week(plan, ends)
        found = _followed(plan, week)
        _entries(plan, found, week)
    found = _followed(plan, last_week(plan))
    if not plan.observed:
        st.caption(_("Nothing is entered yet."))
        return
    _results(plan, found)
    if not reading:
        _adapt(plan)
        _keep(plan, found)


def _followed(plan: Plan, week: int) -> Followed:
    return followup(plan, cached.catalog(), week, cached.situation(plan.brief))


# -- entering -----------------------------------------------------------------------------------------------


def _week(plan: Plan, ends: int) -> int:
    _ = translator(state.lang())
    start = plan.brief.limits.start
    # The last week that is over, when the calendar says so; else the last one entered.
    over = (date.today() - start).days // 7 if start else 0
    first = last_week(plan) if over > ends else min(max(over, last_week(plan), 1), 520)
    week = int(st.number_input(_("Week counted (from the start of the plan)"), 1, 520, max(first, 1), key="follow-week", width=260))
    if start:
        st.caption(_("Week of {day}.").format(day=day(monday(start, week), state.lang())))
    return week


def _entries(plan: Plan, found: Followed, week: int) -> None:
    """One line an activity that has started: its entry of the week."""
    lang = state.lang()
    _ = translator(lang)
    rows = [channel for channel in found.channels if channel.first <= week]
    if not rows:
        st.caption(_("No activity has started by this week."))
        return
    st.subheader(_("Who came, up to week {week}").format(week=week))
    st.caption(_("For each activity: how many came since your entry before, or since it began. Whoever comes back counts again."))
    for place in range(0, len(rows), 2):  # in order on a phone too
        for column, channel in zip(st.columns(2), rows[place : place + 2], strict=False):
            with column:
                _number(plan, channel, week, "came", _title(channel, lang), population_of(plan.brief))
    with st.expander(_("Details, optional: contributions, publics, remark")):
        _details(plan, rows, week)


def _title(channel: Channel, lang: Lang) -> str:
    return f"{cached.catalog().methods[channel.method].name(lang)} ({PHASE_WORDS[channel.phase](lang).lower()})"


def _entry(plan: Plan, activity: str, week: int) -> Observation | None:
    return next((each for each in plan.observed if (each.activity, each.week) == (activity, week)), None)


def _number(plan: Plan, channel: Channel, week: int, name: str, label: str, most: int | None, help: str | None = None) -> None:
    """A count bound to an entry; cleared, it is not known again."""
    _ = translator(state.lang())
    entry = _entry(plan, channel.activity, week)
    saved = (entry.known.get(name[6:]) if name.startswith("known:") else getattr(entry, name)) if entry else None
    key = f"follow-{channel.activity}-{week}-{name}"
    fields.follow(key, saved)
    st.number_input(
        fields.plain(label), min_value=0, max_value=most, step=1, value=None, key=key, placeholder=_("not entered"), help=help,
        on_change=lambda: _save(channel.activity, week, name, st.session_state[key]),
    )  # fmt: skip


def _save(activity: str, week: int, name: str, value: Any) -> None:
    """Save one number of an entry; what cannot be is said, and nothing is lost."""
    plan = state.plan()
    if plan is None:
        return
    entry = _entry(plan, activity, week)
    if name == "came" and value is None:
        if entry:
            state.save(erased(plan, activity, week))
        return
    whole: dict[str, Any] = entry.model_dump() if entry else {"activity": activity, "week": week, "came": 0}
    if name.startswith("known:"):
        known: Mapping[str, int] = whole.get("known", {})
        whole["known"] = {each: count for each, count in {**known, name[6:]: value}.items() if count is not None}
    else:
        whole[name] = value
    try:
        state.save(record(plan, Observation.model_validate(whole)))
    except Bilingual as error:
        st.session_state["_problem"] = error.text(state.lang())
    except ValidationError as error:
        fault = error.errors()[0]
        inner = fault.get("ctx", {}).get("error")
        words = inner.text if isinstance(inner, Bilingual) else explain(fault, Plan)
        st.session_state["_problem"] = words(state.lang())


def _details(plan: Plan, rows: list[Channel], week: int) -> None:
    lang = state.lang()
    _ = translator(lang)
    names = {channel.activity: channel for channel in rows if _entry(plan, channel.activity, week)}
    if not names:
        st.caption(_("Enter first how many came: the details of that count are then asked here."))
        return
    chosen = st.selectbox(_("Activity"), list(names), format_func=lambda id: _title(names[id], lang), key="follow-detail")
    channel = names[chosen]
    entry = _entry(plan, chosen, week)
    assert entry
    left, right = st.columns(2)
    with left:
        _number(plan, channel, week, "contributions", _("Contributions received"), None)
    with right:
        _number(
            plan, channel, week, "asked", _("People of whom something is known"), entry.came,
            _("Of those who came, how many said, or showed, which publics they are of."),
        )  # fmt: skip
    if entry.asked:
        columns = st.columns(2)
        for place, audience in enumerate(plan.brief.audiences):
            with columns[place % 2]:
                most = min(entry.asked, audience.people)
                _number(plan, channel, week, f"known:{audience.name}", _("Of them, “{public}”").format(public=audience.name), most)
        st.caption(_("Publics overlap: one person may count in several."))
    key = f"follow-{chosen}-{week}-note"
    fields.follow(key, entry.note or "")
    st.text_input(
        _("Remark (no name)"), key=key, max_chars=LONG, on_change=lambda: _save(chosen, week, "note", st.session_state[key].strip() or None)
    )


# -- what it says -------------------------------------------------------------------------------------------


def _results(plan: Plan, found: Followed) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.subheader(_("Came and expected, up to week {week}").format(week=found.week))
    if found.strangers:
        st.caption(_("{n} activities counted are not in the plan any more: they are left aside.").format(n=len(found.strangers)))
    if found.strange_publics:
        names = ", ".join(fields.plain(name) for name in found.strange_publics)
        st.caption(_("Publics counted that are not in the brief: {names}. They are left aside.").format(names=names))
    counted = [channel for channel in found.channels if channel.came is not None]
    drawn = [channel for channel in counted if channel.typical]
    if drawn:
        st.plotly_chart(_chart(plan, drawn, lang), config=charts.CONFIG, key="follow-chart", theme=None)
        st.caption(_("Bar: four chances in five, were the forecast right. Mark: what was counted. The table says the same in numbers."))
    rows = [_row(channel, lang) for channel in found.channels if channel.started or channel.came is not None]
    head = [_("Channel"), _("Came"), _("Expected in those weeks"), _("Gap"), _("Expected in all")]
    st.html(tables.table(head, rows, _("Attendances by channel; channels are not added up"), lang))
    lines = []
    for channel in counted:
        if channel.verdict not in ("fewer", "more") and not channel.known:
            continue  # the table has said it
        lines.append(f"- {fields.plain(said(channel, cached.catalog())(lang))}")
        lines += [f"    - {fields.plain(said_known(channel, known, cached.catalog())(lang))}" for known in channel.known]
        if channel.known and channel.unknown:
            lines.append("    - " + _("Nothing is known of {n} who came.").format(n=number(channel.unknown, lang)))
    if lines:
        st.markdown("\n".join(lines))
    if chance := said_chance(found):
        st.caption(chance(lang))
    st.subheader(_("By public"))
    st.caption(_("Distinct people, estimated from the counts by the model: no channel is added to another. Publics overlap."))
    body = []
    for public in found.publics:
        seen = "–" if public.seen_low is None or public.seen_high is None else people_range(public.seen_low, public.seen_high, lang)
        name = _("The whole territory") if public.audience == ALL else public.audience
        body.append([escape(name), seen, people_range(public.low, public.high, lang), _gap(public.verdict, lang)])
    st.html(
        tables.table([_("Public"), _("Came, from the counts"), _("Expected by now"), _("Gap")], body, _("Distinct people by public"), lang)
    )
    apart = [public for public in found.publics if public.verdict in ("fewer", "more")]
    if apart:
        st.markdown("\n".join(f"- {fields.plain(said_public(public)(lang))}" for public in apart))


def _gap(verdict: str, lang: Lang) -> str:
    _ = translator(lang)
    words = {
        "within": _("within the range"), "fewer": _("fewer, more than chance"), "more": _("more, beyond chance"),
        "early": _("too early to say"), "unknown": _("nothing to compare"),
    }  # fmt: skip
    return words[verdict]


def _row(channel: Channel, lang: Lang) -> list[str]:
    _ = translator(lang)
    name = f"{escape(cached.catalog().methods[channel.method].name(lang))} <small>{escape(PHASE_WORDS[channel.phase](lang))}</small>"
    whole = counted_range(channel.whole_low, channel.whole_high, lang)
    if channel.came is None:
        return [name, _("not entered"), "–", "–", whole]
    until = _("up to week {week}").format(week=channel.until)
    span = counted_range(channel.low, channel.high, lang)
    return [name, f"{number(channel.came, lang)}<br><small>{until}</small>", span, _gap(channel.verdict, lang), whole]


def _chart(plan: Plan, channels: list[Channel], lang: Lang) -> go.Figure:
    """Each channel on one scale, how many times the forecast: its range as a bar, what was counted as a mark."""
    _ = translator(lang)
    methods, by_id = cached.catalog().methods, {activity.id: activity for activity in plan.activities}
    figure = go.Figure()
    names = [f"{_short(methods[channel.method].name(lang))}<br><sup>{PHASE_WORDS[channel.phase](lang)}</sup>" for channel in channels]
    for row, channel in enumerate(channels):
        colour = colours.STRANDS[strand_of(by_id[channel.activity], methods[channel.method])]
        low, high = _times(channel.low / channel.typical), _times(channel.high / channel.typical)
        figure.add_bar(
            y=[row], x=[high - low], base=[low], orientation="h", width=0.5, showlegend=False, hoverinfo="skip",
            marker={"color": colour, "opacity": 0.35, "line": {"color": colour, "width": 1}},
        )  # fmt: skip
        came = channel.came or 0
        figure.add_scatter(
            x=[_times(came / channel.typical)], y=[row], mode="markers", showlegend=False, hoverinfo="text", hovertext=[f"{came}"],
            marker={"symbol": SHAPES[channel.verdict], "size": 14, "color": charts.INK},
        )  # fmt: skip
    figure.add_vline(x=1, line={"color": charts.INK, "dash": "dot", "width": 1})
    ticks = {0.1: "1/10", 0.2: "1/5", 0.5: "1/2", 1: "1", 2: "2", 5: "5", 10: "10"}
    figure.update_layout(barmode="overlay", **charts.layout(44 * len(channels) + 60))
    figure.update_xaxes(
        type="log", range=[-1.05, 1.05], tickvals=list(ticks), ticktext=list(ticks.values()), fixedrange=True, gridcolor=charts.FAINT,
        automargin=True, title={"text": _("Times the forecast"), "standoff": 8},
    )  # fmt: skip
    figure.update_yaxes(tickvals=list(range(len(channels))), ticktext=names, autorange="reversed", fixedrange=True, automargin=True)
    return figure


def _short(name: str) -> str:
    return name if len(name) <= 26 else f"{name[:26].rsplit(' ', 1)[0]}…"


def _times(ratio: float) -> float:
    return min(max(ratio, 1 / FARTHEST), FARTHEST)


# -- changing course ----------------------------------------------------------------------------------------


def _adapt(plan: Plan) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.subheader(_("The remaining weeks"))
    job = cached.board().find(state.job("adapt"))
    if job is not None and job.state not in ENDED:
        _progress()
        return
    if job is not None and _ended(plan, job):
        return
    st.caption(
        _(
            "What has started stays as it is. The rest is proposed again, with what is left and with what the counts taught; nothing changes until you take it."
        )
    )
    first = last_week(plan) + 1
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        week = int(st.number_input(_("First week that can change"), 1, 520, min(first, 520), key="adapt-week"))
    with right:
        st.button(
            _("Adapt the remaining weeks"),
            type="primary",
            icon=":material/alt_route:",
            key="adapt",
            on_click=_ask,
            args=(week,),
            width="stretch",
        )
    st.checkbox(_("Keep a reserve for a later change (10 to 20% of the means for going to people)"), value=True, key="adapt-reserve")


def _ask(week: int) -> None:
    plan = state.plan()
    if plan is not None:
        more = () if st.session_state.get("adapt-reserve", True) else ("--no-reserve",)
        state.set_job("adapt", cached.board().adapt(plan, "--week", str(week), "--time", str(SECONDS), *more).id)


@live.every(1)
def _progress() -> None:
    _ = translator(state.lang())
    job = cached.board().find(state.job("adapt"))
    if job is None or job.state in ENDED:
        st.rerun()
        return
    before = cached.board().place(job)
    words = _("{before} calculations before yours.").format(before=before) if before else _("Computing the remaining weeks.")
    st.info(words, icon=":material/hourglass_top:")
    st.button(_("Cancel"), on_click=lambda: cached.board().cancel(job), key="cancel-adapt")


def _ended(plan: Plan, job: Job) -> bool:
    """What came out; whether it is shown instead of the button."""
    lang = state.lang()
    _ = translator(lang)
    if job.state != "done" or job.plan is None:
        state.set_job("adapt", None)
        st.info(
            _("Cancelled. Your plan is as it was.")
            if job.state == "cancelled"
            else _("The calculation stopped before its end. Ask again; your plan is as it was.")
        )
        return False
    if job.given != plan:
        state.set_job("adapt", None)
        st.info(_("The plan or its counts changed meanwhile: ask again."))
        return False
    st.markdown("\n".join(f"- {fields.plain(reason['words'][lang])}" for reason in job.answer["reasons"]))
    words = fields.plain(job.answer["reserve_words"][lang])
    if job.answer["reserve"]["why"] in ("nothing_to_come", "nothing_left"):
        st.info(words, icon=":material/savings:")
    else:
        st.caption(words)
    if job.answer["changed"]:
        st.caption(
            _("In {share}% of the seeded worlds, the public least reached is better served than by going on as planned.").format(
                share=number(100 * job.answer["ahead"], lang)
            )
        )
        with st.expander(_("Before and after, side by side"), expanded=True):
            beside.show(_dated(plan), job.plan, (_("As planned"), _("With these changes")), lang)
    with st.container(horizontal=True, key="adapted"):
        if job.answer["changed"]:
            st.button(
                _("Take these changes"), type="primary", icon=":material/check:", key="take-adapted", on_click=_take, args=(job.plan,)
            )
        st.button(_("Leave the plan as it is"), key="leave-adapted", on_click=lambda: state.set_job("adapt", None))
    return True


def _dated(plan: Plan) -> Plan:
    """The plan with the weeks that the calendar gives it, so that only true changes show beside it."""
    first = {channel.activity: channel.first for channel in _followed(plan, 1).channels}
    return plan.model_copy(update={"activities": tuple(a.model_copy(update={"week": first[a.id]}) for a in plan.activities)})


def _take(made: Plan) -> None:
    state.set_job("adapt", None)
    changes.keep(made, "other")


# -- for the next time --------------------------------------------------------------------------------------


def _keep(plan: Plan, found: Followed) -> None:
    _ = translator(state.lang())
    start = plan.brief.limits.start
    text = own_yields(plan, found, cached.catalog(), (start or date.today()).year)
    if text:
        st.subheader(_("For your next consultations"))
        st.caption(
            _(
                "These counts can become your own yields: the file goes in your organisation’s data folder (MAILLAGE_DATA), sourced to this plan."
            )
        )
        st.download_button(
            _("Your yields (YAML)"), text.encode(), file_name="own_yields.yaml", mime=files.KINDS[".yaml"], icon=":material/download:",
            on_click="ignore", key="take-yields",
        )  # fmt: skip
