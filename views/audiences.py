"""Publics: who is concerned, and whom an online-only consultation would leave out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from catalog.words import number, people_range, percent_range, translator
from planner.brief import Audience
from planner.divide import OUTSIDE_SURVEYS, States
from planner.reach import Situation
from views import cached, charts, fields, state

lang = state.lang()
_ = translator(lang)
catalog = cached.catalog()
plan = state.plan()
brief = plan.brief if plan else None
territory = brief.territory if brief else None
STATES = {"autonomous": _("alone"), "needs_help": _("with help"), "offline": _("never use the internet")}

st.title(_("Audiences"))
st.html(f"<p class='lead'>{_('Who is concerned, and whom an online-only consultation would leave out.')}</p>")

answer = st.container()  # filled below: what the page is for stands first

# -- 1. the place ---------------------------------------------------------------------------------------

st.header(_("1. The place"))
codes = ["", *catalog.departments]
sizes = [None, *catalog.criteria["commune_size"].categories]


def _place() -> None:
    name = st.session_state["place-name"].strip()
    people = st.session_state["place-people"]
    state.change(
        lambda brief: {
            "territory": {
                "name": name or _("My territory"), "code": st.session_state["place-code"], "people": people or None,
                "commune_size": st.session_state["place-size"],
            }
        }
    )  # fmt: skip


left, middle, right, last = st.columns([3, 3, 2, 3])
left.text_input(_("Name of the territory"), value=territory.name if territory else "", key="place-name", max_chars=300, on_change=_place)
middle.selectbox(
    _("Department"), codes, index=codes.index(territory.code if territory else ""), key="place-code", on_change=_place,
    format_func=lambda code: f"{code} {catalog.departments[code].name}" if code else _("Metropolitan France"),
)  # fmt: skip
right.number_input(
    _("Inhabitants"), min_value=0, max_value=100_000_000, step=500, value=(territory.people or 0) if territory else 0, key="place-people",
    on_change=_place, help=_("Of all ages. 0: not known."),
)  # fmt: skip
last.selectbox(
    _("Size of the urban area"), sizes, index=sizes.index(territory.commune_size if territory else None), key="place-size", on_change=_place,
    format_func=lambda size: catalog.criteria["commune_size"].categories[size].label(lang) if size else _("I do not know"),
)  # fmt: skip

# -- 2. the publics -------------------------------------------------------------------------------------

st.header(_("2. The publics"))
st.caption(_("As you see them on the ground. They may overlap: the total comes from the territory, never from their sum."))
PRESETS: dict[str, dict[str, object]] = {
    _("Residents nearby"): {},
    _("Shopkeepers and stallholders"): {"tags": ["staggered_hours"]},
    _("Older people (70 and over)"): {"profile": {"age": ["70+"]}, "tags": ["elderly"]},
    _("Young people (12 to 24)"): {"profile": {"age": ["12-17", "18-24"]}, "tags": ["young"]},
    _("Parents"): {"profile": {"age": ["25-39"]}, "tags": ["families"]},
    _("People without a diploma"): {"profile": {"diploma": ["no_diploma"]}, "tags": ["precarious"]},
    _("Households on low incomes"): {"profile": {"income": ["under_900", "900_1499"]}, "tags": ["precarious"]},
    _("Disabled people"): {"tags": ["disabled"]},
    _("People who speak little French"): {"tags": ["non_french_speakers"]},
    _("People who work staggered hours"): {"tags": ["staggered_hours"]},
    _("Another public"): {},
}


def _add() -> None:
    name, people = st.session_state["new-name"], st.session_state["new-people"]
    label = (st.session_state.get("new-label") or "").strip() or name
    made = {"name": label, "people": people, **PRESETS[name]}
    state.change(lambda brief: {"audiences": [*(a.model_dump() for a in brief.audiences), made]})


def _remove(name: str) -> None:
    state.change(lambda brief: {"audiences": [a.model_dump() for a in brief.audiences if a.name != name]})


def _resize(name: str, key: str) -> None:
    people = st.session_state[key]
    state.change(lambda brief: {"audiences": [a.model_dump() | ({"people": people} if a.name == name else {}) for a in brief.audiences]})


with st.container(border=True):
    one, two, three, four = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
    one.selectbox(_("Public to add"), list(PRESETS), key="new-name")
    two.text_input(_("Its name, if you prefer another"), key="new-label", max_chars=300)
    three.number_input(_("How many people"), min_value=1, max_value=100_000_000, value=500, step=50, key="new-people")
    four.button(_("Add"), on_click=_add, icon=":material/add:", width="stretch")


def _bar(name: str, people: float, states: States) -> charts.Bar:
    shares = {key: getattr(states, key).value for key in STATES}
    words = {key: people_range(getattr(states, key).low * people, getattr(states, key).high * people, lang) for key in STATES}
    return charts.Bar(f"{name} ({number(people, lang)})", shares, words)


def _rows(situation: Situation) -> list[tuple[str, float, States]]:
    rows = [(s.name, s.people, s.exposure) for s in situation.segments if s.chosen]
    return [*rows, (_("The whole territory"), situation.people, situation.whole)]


def _card(audience: Audience, states: States) -> None:
    with st.container(border=True):
        a, b, c = st.columns([4, 2, 1], vertical_alignment="bottom")
        a.markdown(f"**{fields.plain(audience.name)}**")
        if audience.where:
            a.caption(_("Where they already are: {where}").format(where=fields.plain(audience.where)))
        key = f"people-{audience.name}"
        b.number_input(
            _("How many people"),
            min_value=1,
            max_value=100_000_000,
            value=audience.people,
            step=50,
            key=key,
            on_change=_resize,
            args=(audience.name, key),
        )
        c.button(
            _("Remove"), key=f"remove-{audience.name}", on_click=_remove, args=(audience.name,), icon=":material/delete:", width="stretch",
            help=fields.plain(audience.name),
        )  # fmt: skip
        words = [
            f"{people_range(getattr(states, k).low * audience.people, getattr(states, k).high * audience.people, lang)} {label}"
            for k, label in STATES.items()
        ]
        st.text(" · ".join(words))
        st.caption(_("May find it hard to come to a room (hours, place, stairs, children, reading): not known for this public."))


# -- 3. the answer --------------------------------------------------------------------------------------

if brief is None or (not brief.audiences and not (brief.territory and brief.territory.people)):
    st.info(_("Name the place and its inhabitants, or add a public: the answer appears here."))
    st.stop()

situation = cached.situation(brief)
rows = _rows(situation)
for audience, (_name, _people, found) in zip(brief.audiences, rows, strict=False):
    _card(audience, found)

st.header(_("3. Public by public"))
name, people, whole = rows[-1]
worst = max(rows[:-1], key=lambda row: row[2].offline.value, default=None)
sentence = _("Online only, {offline} people never use the internet and {help} more would need help, out of {people}.").format(
    offline=people_range(whole.offline.low * people, whole.offline.high * people, lang),
    help=people_range(whole.needs_help.low * people, whole.needs_help.high * people, lang),
    people=number(people, lang),
)
answer.html(f"<p class='answer'>{sentence}</p>")
if worst:
    answer.markdown(
        _("The most exposed public: **{name}**, {share} of whom never use the internet.").format(
            name=fields.plain(worst[0]), share=percent_range(worst[2].offline.low, worst[2].offline.high, lang)
        )
    )

st.subheader(_("What opens the door"))
doors = st.columns(3)
mediator = doors[0].toggle(_("A mediator on the spot"), key="door-mediator")
sessions = doors[0].number_input(_("Sessions (about 15 people each)"), 1, 100, 4, key="door-sessions", disabled=not mediator)
paper = doors[1].toggle(_("A paper form"), key="door-paper")
phone = doors[2].toggle(_("A telephone line"), key="door-phone")
opened = []
if mediator:
    reach = whole.needs_help.value * situation.default("assisted_help") + whole.offline.value * situation.default("assisted_offline")
    opened.append(
        _("A mediator could help {people} people, but {sessions} sessions hold about {places}.").format(
            people=number(round(reach * people, -2), lang), sessions=sessions, places=number(sessions * 15, lang)
        )
    )
if paper or phone:
    both = _("Paper and telephone open the door to {people} people whom the screen stops.")
    alone = (
        _("Paper opens the door to {people} people whom the screen stops.")
        if paper
        else _("The telephone opens the door to {people} people whom the screen stops.")
    )
    low, high = (1 - whole.autonomous.high) * people, (1 - whole.autonomous.low) * people
    opened.append(
        (both if paper and phone else alone).format(people=people_range(low, high, lang))
        + " "
        + _("Reading and hearing remain obstacles that we cannot count.")
    )
for line in opened:
    st.success(line)
st.caption(_("To be able to take part is not to come: see the consultation plan for how many would."))

st.plotly_chart(charts.states([_bar(*row) for row in rows], STATES, lang), config=charts.CONFIG, key="states", theme=None)
table = pd.DataFrame(
    [
        {
            _("Public"): row[0],
            **{label: people_range(getattr(row[2], k).low * row[1], getattr(row[2], k).high * row[1], lang) for k, label in STATES.items()},
        }
        for row in rows
    ]
)
st.dataframe(table, hide_index=True, width="stretch")
st.caption(_("Computed: each range holds four chances in five."))

with st.expander(_("Reasons, indicators and what is not counted")):
    for key in ("offline", "needs_help"):
        indicator = catalog.indicators[getattr(whole, key).indicator]
        st.markdown(f"- **{STATES[key]}** — {indicator.label(lang)} ({indicator.population(lang)})")
    st.markdown(f"- **{STATES['autonomous']}** — " + _("everybody else."))
    st.markdown(
        _(
            "These shares are computed: each indicator is fitted so that every published margin is reproduced, then applied to the composition of the place. Rates are never multiplied."
        )
    )
    st.markdown("**" + _("Not counted by any survey:") + "** " + ", ".join(text(lang) for text in OUTSIDE_SURVEYS) + ".")

st.page_link("views/plan.py", label=_("Next: build the consultation plan"), icon=":material/arrow_forward:", query_params=state.address())
