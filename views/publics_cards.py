"""The publics of a consultation as cards, and the two ways of adding one: ready made, or by its own criteria."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from catalog.profiles import Nearest, ReadyPublic, Where
from catalog.words import number, people_range, rounded_people, translator
from catalog.yamlfile import BadInput
from planner.brief import Audience, Brief
from planner.divide import States
from planner.divide import criteria as criteria_of
from planner.presence import Hindered
from views import cached, fields, publics_bars, state

BY_HAND = 500  # head count to start from where nothing proposes one
READY, OWN = "ready", "own"


def nearest_words(nearest: Nearest) -> str:
    """How well the figures stand for a public, plainly."""
    _ = translator(state.lang())
    words = {"exact": _("exact profile"), "near": _("nearest profile"), "none": _("nothing known: the territory’s average")}
    return words[nearest]


def ready() -> list[ReadyPublic]:
    """The ready publics by what the survey can tell of them, the exact ones first."""
    catalog = cached.catalog()
    found = list(catalog.profiles.values())
    return sorted(found, key=lambda each: ("exact", "near", "none").index(each.nearest))


# -- adding ------------------------------------------------------------------------------------------------


def add(brief: Brief | None) -> None:
    """What can be added: one public at a time, shown as the card it would be."""
    lang = state.lang()
    _ = translator(lang)
    with st.container(border=True):
        ways = {READY: _("A ready public"), OWN: _("My own criteria")}
        left, right = st.columns([2, 3])
        way = left.radio(_("Public to add"), list(ways), format_func=lambda each: ways[each], key="new-way", horizontal=True)
        shown, profile, tags, proposed, lines = _ready(brief, right) if way == READY else _own(brief)
        left, middle, right = st.columns([4, 2, 2], vertical_alignment="bottom")
        left.text_input(_("Its name, if you prefer another"), key="new-label", max_chars=300, placeholder=shown)
        start = rounded_people(proposed) if proposed else BY_HAND
        place = (
            brief.territory.code + (brief.territory.place or "") + str(brief.territory.people or "") if brief and brief.territory else ""
        )
        people = middle.number_input(
            _("How many people"), min_value=1, max_value=100_000_000, value=max(1, start), step=50,
            key=f"new-people-{way}-{escape(shown)[:60]}-{place}",
        )  # fmt: skip
        right.button(_("Add"), on_click=_add, args=(shown, people, profile, tags), icon=":material/add:", width="stretch", key="new-add")
        left, right = st.columns([1, 1])
        left.html("".join(f'<p class="pub-note">{line}</p>' for line in lines))
        try:
            found = cached.states(profile, brief.territory if brief else None)
            right.html(publics_bars.states(found, people, lang))
        except BadInput as error:
            right.warning(fields.refused(error))


Proposal = tuple[str, Where, tuple[str, ...], float | None, list[str]]  # name, profile, tags, head count, lines in safe HTML


def _ready(brief: Brief | None, where: DeltaGenerator) -> Proposal:
    lang = state.lang()
    _ = translator(lang)
    publics = {each.id: each for each in ready()}
    id = where.selectbox(
        _("Ready public"), list(publics), key="new-name", placeholder=_("Choose"),
        format_func=lambda name: f"{publics[name].label(lang)} — {nearest_words(publics[name].nearest)}",
    )  # fmt: skip
    chosen = publics[id]
    held, residents = _held(brief, chosen.profile)
    told = chosen.people(residents, held) if residents else None
    lines = [
        f'<span class="pub-kind">{escape(nearest_words(chosen.nearest))}</span> {escape(_("Rests on: {words}").format(words=chosen.rests_on(lang)))}',
        escape(_("Not known: {words}").format(words=chosen.unknown(lang))),
    ]
    if told:
        kind = _("computed from its profile") if chosen.nearest == "exact" else _("computed from a national share")
        lines.insert(
            0,
            escape(
                _("Proposed: {people} people ({kind}); correct it if you know better.").format(people=people_range(*told, lang), kind=kind)
            ),
        )
    elif not residents:
        lines.insert(0, escape(_("Choose the place: a head count will be proposed.")))
    else:
        lines.insert(0, escape(_("No head count can be proposed: count by hand.")))
    middle = None if not told else told[0] if chosen.nearest == "exact" or not chosen.share else residents * chosen.share.value
    return chosen.label(lang), chosen.profile, tuple(chosen.tags), middle, lines


def _own(brief: Brief | None) -> Proposal:
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    columns = st.columns(2)
    profile: Where = {}
    words = []
    for i, (name, names) in enumerate(criteria_of(catalog).items()):
        label = catalog.criteria[name].label(lang)
        picked = columns[i % 2].multiselect(
            label,
            list(names),
            format_func=lambda each, names=names: names[each](lang),
            key=f"own-{name}",
            placeholder=_("all"),
            select_all=False,
        )
        if picked:
            profile[name] = tuple(picked)
            words.append(", ".join(names[each](lang).lower() for each in picked))
    held, residents = _held(brief, profile)
    shown = (" · ".join(words)[:1].upper() + " · ".join(words)[1:])[:120] if words else _("Residents")
    lines = [escape(_("Several criteria are combined: people who meet all of them; within one criterion, any of the choices."))]
    if residents:
        lines.insert(
            0,
            escape(
                _("Proposed: about {people} people, computed from the composition of the place.").format(
                    people=number(rounded_people(held * residents), lang)
                )
            ),
        )
    else:
        lines.insert(0, escape(_("Choose the place: a head count will be proposed.")))
    return shown, profile, (), held * residents if residents else None, lines


def _held(brief: Brief | None, profile: Mapping[str, tuple[str, ...]]) -> tuple[float, float]:
    """The share of the residents aged 12 and over who have a profile, and how many residents there are (0: not known)."""
    territory = brief.territory if brief else None
    try:
        where = cached.composition(territory)
        known = territory is not None and bool(territory.people or territory.code)
        return float(where.shares @ where.cells.mask(profile)), (where.people_12plus or 0.0) if known else 0.0
    except BadInput:
        return 0.0, 0.0


def _add(shown: str, people: int, profile: Where, tags: tuple[str, ...]) -> None:
    label = (st.session_state.get("new-label") or "").strip() or shown
    made: dict[str, Any] = {"name": label, "people": people, "profile": profile, "tags": tags}
    before = len(brief.audiences) if (brief := _brief()) else 0
    state.change(lambda brief: {"audiences": [*(a.model_dump() for a in brief.audiences), made]})
    if (brief := _brief()) and len(brief.audiences) > before:
        st.session_state["new-label"] = ""


def _brief() -> Brief | None:
    plan = state.plan()
    return plan.brief if plan else None


# -- cards -------------------------------------------------------------------------------------------------


def cards(brief: Brief, found: Mapping[str, States]) -> None:
    """The chosen publics, two a row; `found` holds the states of those that could be computed."""
    for first in range(0, len(brief.audiences), 2):
        columns = st.columns(2)
        for column, audience in zip(columns, brief.audiences[first : first + 2], strict=False):
            with column:
                _card(brief, audience, found.get(audience.name))


def _card(brief: Brief, audience: Audience, found: States | None) -> None:
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    with st.container(border=True, height="stretch"):
        st.html(f'<p class="pub-name"><strong>{escape(audience.name)}</strong></p>')
        left, right = st.columns([3, 2], vertical_alignment="bottom")
        key = f"people-{audience.name}"
        st.session_state[key] = audience.people
        left.number_input(
            _("How many people"), min_value=1, max_value=100_000_000, step=50, key=key, on_change=_resize, args=(audience.name, key),
        )  # fmt: skip
        right.button(
            _("Remove"), key=f"remove-{audience.name}", on_click=_remove, args=(audience.name,), icon=":material/delete:", width="stretch",
            help=fields.plain(audience.name),
        )  # fmt: skip
        if found is None:
            st.warning(_("Nobody in this place has this profile: change the place, or remove this public."))
        else:
            st.html(publics_bars.states(found, audience.people, lang) + _presence(brief, audience))
        nearest, lines = _rests_on(audience)
        notes = [f'<span class="pub-kind">{escape(nearest)}</span>', *(escape(line) for line in lines)]
        if audience.where:
            notes.append(escape(_("Where they already are: {where}").format(where=audience.where)))
        st.html("".join(f'<p class="pub-note">{publics_bars.spaced(line, lang)}</p>' for line in notes))
        if not catalog.barriers:
            st.caption(_("May find it hard to come to a room (hours, place, stairs, children, reading): not known for this public."))


def _presence(brief: Brief, audience: Audience) -> str:
    catalog = cached.catalog()
    try:
        hindered: Hindered = cached.presence(brief, audience, publics_bars.MEETING)
    except BadInput:
        return ""
    return publics_bars.presence(hindered, audience.people, catalog, state.lang())


def _rests_on(audience: Audience) -> tuple[str, list[str]]:
    """How well the figures stand for a public, what they rest on and what is not known."""
    lang = state.lang()
    _ = translator(lang)
    same = [
        each for each in ready() if each.profile == audience.profile and (each.profile or audience.name in (each.label.fr, each.label.en))
    ]
    same.sort(key=lambda each: (audience.name not in (each.label.fr, each.label.en), set(each.tags) != set(audience.tags)))
    if same:
        return nearest_words(same[0].nearest), [
            _("Rests on: {words}").format(words=same[0].rests_on(lang)),
            _("Not known: {words}").format(words=same[0].unknown(lang)),
        ]
    if not audience.profile:
        return nearest_words("none"), [_("No profile of the survey picks them out: the territory’s average is shown instead.")]
    catalog = cached.catalog()
    words = [
        f"{catalog.criteria[name].label(lang)} ({', '.join(catalog.criteria[name].names[each](lang) for each in chosen)})"
        for name, chosen in audience.profile.items()
    ]
    return _("criteria of yours"), [_("Rests on: {words}").format(words=" · ".join(words))]


def _remove(name: str) -> None:
    state.change(lambda brief: {"audiences": [a.model_dump() for a in brief.audiences if a.name != name]})


def _resize(name: str, key: str) -> None:
    people = st.session_state[key]
    state.change(lambda brief: {"audiences": [a.model_dump() | ({"people": people} if a.name == name else {}) for a in brief.audiences]})
