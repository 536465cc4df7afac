"""What would open the door: a mediator, a kiosk, paper, the telephone; how many people each lets in, and whom it still stops."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from catalog.facts import Text
from catalog.profiles import ends
from catalog.words import number, people_range, percent_range, translator
from catalog.yamlfile import BadInput
from planner.brief import Brief
from planner.help import MINUTES, capacity_of, kiosk_helps, yardstick
from planner.presence import among_offline
from planner.reach import Situation
from views import cached, publics_answer, publics_bars, state
from views.publics_answer import Row

METHODS = {"mediator": "mediator_tablet", "paper": "postal_questionnaire", "phone": "phone_line"}
MOST_PLACES = 20
WEEKS = 4  # to start from, where the brief has no dates


def show(brief: Brief, situation: Situation, whole: Row) -> list[str]:
    """The four toggles and what each brings; the names of the doors that are open, for the answer above."""
    _ = translator(state.lang())
    mediators = [asset for asset in brief.already_have if asset.what == "mediator"]
    st.session_state.setdefault("door-mediator", bool(mediators))
    names = {
        "mediator": _("A mediator beside people"), "kiosk": _("A self-service kiosk"), "paper": _("A postal or paper form"),
        "phone": _("A telephone line"),
    }  # fmt: skip
    helps = {
        "mediator": _("Somebody who helps to fill in the form, with a tablet."), "kiosk": _("A screen in a hall, with nobody beside it."),
        "paper": _("Sent by post, or left in places with an urn."), "phone": _("A number to call, or to leave a message."),
    }  # fmt: skip
    body = {
        "mediator": lambda: _mediator(brief, situation, whole), "kiosk": lambda: _kiosk(whole), "paper": lambda: _open(brief, whole, "paper"),
        "phone": lambda: _open(brief, whole, "phone"),
    }  # fmt: skip
    said = {"mediator": _("a mediator"), "paper": _("a paper form"), "phone": _("the telephone")}
    opened = []
    for pair in (("mediator", "kiosk"), ("paper", "phone")):
        for column, name in zip(st.columns(2), pair, strict=True):
            with column, st.container(border=True):
                more: dict[str, Any] = {"on_change": _mediator_off} if name == "mediator" else {}
                on = st.toggle(names[name], key=f"door-{name}", **more)
                if on:
                    body[name]()
                    opened += [said[name]] if name in said else []
                else:
                    st.caption(helps[name])
    st.caption(_("To be able to take part is not to come: see the consultation plan for how many would."))
    return opened


def _mediator(brief: Brief, situation: Situation, whole: Row) -> None:
    lang = state.lang()
    _ = translator(lang)
    low, high = _helped(whole)
    _says(_("Opens the door to {people} people").format(people=people_range(low, high, lang)), default=True)
    mediators = [asset for asset in brief.already_have if asset.what == "mediator"]
    hours = next((asset.hours_per_week for asset in mediators if asset.hours_per_week), None)
    st.session_state["door-places"], st.session_state["door-hours"] = max(1, len(mediators)), hours or 0.0
    one, two, three = st.columns(3, vertical_alignment="bottom")
    one.number_input(_("Places"), 1, MOST_PLACES, step=1, key="door-places", on_change=_keep_hours)
    two.number_input(_("Hours a week in each"), 0.0, 168.0, step=1.0, format="%g", key="door-hours", on_change=_keep_hours)
    planned = brief.limits.weeks
    weeks = None if planned is not None else three.number_input(_("Weeks (default)"), 1, 104, WEEKS, key="door-weeks")
    if planned is not None:
        three.caption(_("over {weeks} weeks (your dates)").format(weeks=planned))
    room = capacity_of(brief, cached.catalog(), weeks)
    if not hours:
        st.warning(
            _("Room for nobody until you type hours: {people} people would need it.").format(
                people=people_range(*publics_answer.stopped(whole), lang)
            )
        )
    else:
        minutes = ends(room.minutes)
        _says(
            _("Room for {people} people over these weeks").format(people=people_range(room.low, room.high, lang)), default=room.is_default
        )
        st.caption(
            _("Computed: {hours} hours in all, {low} to {high} minutes a person. {people} people would need it. The plan counts on these hours at no cost.").format(
                hours=number(room.hours, lang), low=number(minutes[0], lang), high=number(minutes[1], lang),
                people=people_range(*publics_answer.stopped(whole), lang),
            )
        )  # fmt: skip
    _obstacles(brief, "mediator")
    with st.expander(_("National yardstick")):
        found = yardstick(cached.catalog())
        st.markdown(
            _("{sessions} support sessions per digital adviser and year.").format(sessions=people_range(found.low, found.high, lang))
            + " "
            + found.why(lang)
        )
        _sources(found.sources)
        if rule := cached.catalog().support[MINUTES].latest:
            st.caption(
                _("Minutes a person: our own rule ({year}), {note}.").format(year=rule.year, note=(rule.note or Text(fr="", en=""))(lang))
            )


def _helped(whole: Row) -> tuple[float, float]:
    """People whom somebody beside them lets take part: the shares that an assisted format opens, from low to high."""
    model = cached.catalog().model
    offline, helped = ends(model["assisted_offline"].figure), ends(model["assisted_help"].figure)
    low = whole.states.offline.low * offline[0] + whole.states.needs_help.low * helped[0]
    high = whole.states.offline.high * offline[1] + whole.states.needs_help.high * helped[1]
    return low * whole.people, min(high * whole.people, publics_answer.stopped(whole)[1])


def _keep_hours() -> None:
    """Keep places and hours in the brief, one asset a place: the plan uses them. No hours: nothing is kept."""
    places, hours = int(st.session_state["door-places"]), float(st.session_state["door-hours"])

    def edit(brief: Brief) -> dict[str, Any]:
        mine = [asset.model_dump() for asset in brief.already_have if asset.what == "mediator"]
        others = [asset.model_dump() for asset in brief.already_have if asset.what != "mediator"]
        kept = [*mine, *({"what": "mediator"} for _more in range(places - len(mine)))][:places] if hours else []
        return {"already_have": [*others, *({**each, "hours_per_week": hours} for each in kept)]}

    state.change(edit)


def _mediator_off() -> None:
    """A mediator taken away is no longer counted on by the plan."""
    plan = state.plan()
    if not st.session_state["door-mediator"] and plan and any(asset.what == "mediator" for asset in plan.brief.already_have):
        state.change(lambda brief: {"already_have": [asset.model_dump() for asset in brief.already_have if asset.what != "mediator"]})


def _kiosk(whole: Row) -> None:
    lang = state.lang()
    _ = translator(lang)
    low, high = publics_answer.stopped(whole)
    catalog = cached.catalog()
    _says(
        _("Opens the door to {people} people out of {stopped}: almost nobody").format(
            people=people_range(kiosk_helps(low, catalog)[0], kiosk_helps(high, catalog)[1], lang), stopped=people_range(low, high, lang)
        ),
        default=True,
    )  # fmt: skip
    st.caption(_("A screen without a mediator asks for the same moves as a screen at home. Put somebody beside it."))


def _open(brief: Brief, whole: Row, door: str) -> None:
    """A channel that asks nothing of a screen: all those whom the screen stops, short of its own obstacles."""
    lang = state.lang()
    _ = translator(lang)
    _says(_("Opens the door to {people} people at most").format(people=people_range(*publics_answer.stopped(whole), lang)))
    st.caption(_("Computed: everybody whom the screen stops, the obstacles below not taken out."))
    _obstacles(brief, door)


def _obstacles(brief: Brief, door: str) -> None:
    """The barriers of a method among the people who never use the internet, and what is not known of them."""
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    try:
        found = among_offline(catalog, cached.composition(brief.territory), catalog.methods[METHODS[door]], brief.commitments)
    except BadInput:
        return
    items = []
    for each in found.barriers:
        label = catalog.barriers[each.barrier].label(lang)
        if each.low is None or each.high is None:
            items.append(f"<li>{escape(label)} : {escape(_('not known'))}. {escape(each.why(lang))}</li>")
            continue
        blank = each.concerned.unknown if each.concerned else 0.0
        more = _("published for none of {share} of them").format(share=percent_range(blank, blank, lang)) if blank > 0.01 else ""
        share = percent_range(each.low, each.high, lang)
        items.append(f"<li>{escape(label)} : <strong>{share}</strong>{escape(f' ({more})' if more else '')}</li>")
    if items:
        title = _("It still stops, among the people who never use the internet:")
        st.html(
            publics_bars.spaced(f'<p class="pub-note"><strong>{escape(title)}</strong></p><ul class="pub-note">{"".join(items)}</ul>', lang)
        )


def _says(words: str, default: bool = False) -> None:
    """A number large enough to be read first, marked where it rests on a default of ours."""
    lang = state.lang()
    mark = f' <span class="default-mark">{escape(translator(lang)("default"))}</span>' if default else ""
    st.html(f'<p class="door">{escape(words)}{mark}</p>')


def _sources(ids: tuple[str, ...]) -> None:
    _ = translator(state.lang())
    catalog = cached.catalog()
    told = [
        ", ".join(str(part) for part in (catalog.sources[id].title, catalog.sources[id].publisher, catalog.sources[id].year) if part)
        for id in ids
    ]
    st.caption(_("Sources: {names}").format(names=" ; ".join(told)))
