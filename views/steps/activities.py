"""The activities of the plan as one list: units, week, what each takes and brings, held fast, removed, added, explained."""

from __future__ import annotations

from html import escape

import streamlit as st

from catalog.methods import CONTRIBUTION_PHASES, PHASES, Method
from catalog.words import Lang, euros, number, people_range, translator
from planner.evaluate import Evaluation, Line
from planner.plan import Activity, Plan, strand_of
from planner.wording import PHASES as PHASE_WORDS
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, fields, state
from views.steps import changes

WIDTHS = (2.7, 1.5, 1.5, 2.45, 1.85)  # of the columns: name, units, week, facts, buttons
DOT = "\u00a0· "
OF_INFORMATION = ("inform", "mobilise", "report_back", "evaluate")
# One line a row on a desk; on a phone the name, then the two fields, the facts and the buttons. The words of the header
# come back in each row there. Names of buttons are whole for those who listen, short for those who look.
STYLE = """
.st-key-activities { gap: 0; }
.st-key-activities [class*="st-key-row-"] { border-top: 1px solid #d5d9de; padding: .3rem 0; }
.st-key-activities [data-testid="stNumberInputContainer"] input { padding: .2rem .4rem; }
.st-key-activities .stButton button { min-height: 2.1rem; padding: 0 .35rem; }
.st-key-activities [class*="st-key-lock-"] button, .st-key-activities [class*="st-key-drop-"] button { width: 2.1rem; gap: 0; }
.facts > span { white-space: nowrap; }
.head.facts > span { white-space: normal; }
.st-key-activities .stButton em, .st-key-activities [class*="st-key-drop-"] p, .st-key-activities [class*="st-key-lock-"] p
  { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.activity { line-height: 1.25; margin: 0; }
.facts { display: grid; grid-template-columns: 1fr .65fr 1.3fr; gap: .4rem; text-align: right; align-items: center; line-height: 1.2; font-size: .95rem; }
.facts .default-mark, .facts .small { display: block; width: fit-content; margin-left: auto; }
.facts .words { display: none; color: #4a4f57; font-size: .8rem; }
.head { font-size: .85rem; color: #4a4f57; margin: 0; }
@media (max-width: 640px) {
  .st-key-activities [data-testid="stHorizontalBlock"] { gap: .4rem .6rem; }
  .st-key-activities [data-testid="stColumn"] { min-width: 0 !important; flex: 1 1 100% !important; }
  .st-key-activities [data-testid="stColumn"]:nth-child(2), .st-key-activities [data-testid="stColumn"]:nth-child(3) { flex: 1 1 40% !important; }
  .st-key-activities [class*="st-key-units-"]::before, .st-key-activities [class*="st-key-week-"]::before { font-size: .8rem; color: #4a4f57; }
  .st-key-activities [class*="st-key-row-"] { padding: .6rem 0; }
  .st-key-activity-head { display: none; }
  .facts { text-align: left; align-items: start; grid-template-columns: 1fr 1fr 1.4fr; }
  .facts .words { display: block; }
  .facts .default-mark, .facts .small { margin-left: 0; }
}
"""


def name_of(activity: Activity, lang: Lang) -> str:
    """The name of an activity's method."""
    return cached.catalog().methods[activity.method].name(lang)


def table(plan: Plan, numbers: Evaluation) -> None:
    """The list, with what undoes a change above it."""
    lang = state.lang()
    _ = translator(lang)
    st.header(_("Activities"))
    changes.buttons()
    asked = None
    st.html(f"<style>{STYLE}{_phone_words()}</style>")
    with st.container(key="activities"):
        _head()
        people = cached.people_of(plan)
        for activity, line in zip(plan.activities, numbers.lines, strict=True):
            with st.container(key=f"row-{activity.id}"):
                if _row(activity, line, people[activity.id] if cached.situation(plan.brief).people else None):
                    asked = activity.id
    st.caption(
        _("What you change or add by hand is locked: “Adjust around my choices” keeps it. Open the lock to leave it to the calculation.")
    )
    if asked:
        _why(plan, asked)


def _phone_words() -> str:
    _ = translator(state.lang())
    return (
        "@media (max-width: 640px) {"
        f".st-key-activities [class*='st-key-units-']::before {{ content: '{_('Units')}'; }}"
        f".st-key-activities [class*='st-key-week-']::before {{ content: '{_('Week')}'; }} }}"
    )


def _head() -> None:
    _ = translator(state.lang())
    with st.container(key="activity-head"):
        name, units, week, facts, _buttons = st.columns(WIDTHS, vertical_alignment="bottom")
        name.html(f"<p class='head'>{_('Activity')}</p>")
        units.html(f"<p class='head'>{_('Units')}</p>")
        week.html(f"<p class='head'>{_('Week')}</p>")
        words = "".join(f"<span>{word}</span>" for word in (_("Cost"), _("Agent-days"), _("People expected")))
        facts.html(f"<p class='head facts'>{words}</p>")


def _row(activity: Activity, line: Line, people: tuple[float, float] | None) -> bool:
    """One activity; whether its reasons are asked for."""
    lang = state.lang()
    _ = translator(lang)
    method = cached.catalog().methods[activity.method]
    name = f"{method.name(lang)}, {PHASE_WORDS[activity.phase](lang)}"
    first, last = line.start_week, line.end_week
    when = _("week {week}").format(week=first) if first == last else _("weeks {first} to {last}").format(first=first, last=last)
    when = when.replace(" ", "\u00a0")
    what, units, week, facts, buttons = st.columns(WIDTHS, vertical_alignment="center")
    what.html(
        f"<div class='strand-{strand_of(activity, method)} activity'><strong>{method.name(lang)}</strong><br>"
        f"<span class='small'>{PHASE_WORDS[activity.phase](lang)}{DOT}{_strands(activity, method, lang)}{DOT}{when}</span></div>"
    )
    for column, key, label, low, high, value, save in (
        (units, f"units-{activity.id}", _("Units: {name}"), 1, 10_000, line.units, _units),
        (week, f"week-{activity.id}", _("Week: {name}"), 1, 520, line.start_week or 1, _week),
    ):
        st.session_state[key] = value  # with a default of its own, a field would not follow what is undone
        column.number_input(
            label.format(name=name), low, high, key=key, on_change=save, args=(activity.id,), label_visibility="collapsed",
        )  # fmt: skip
    facts.html(_facts(activity, line, people))
    with buttons.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap=None, wrap=False):
        return _buttons(activity, name)


def _strands(activity: Activity, method: Method, lang: Lang) -> str:
    joined = method.joins if method.hybrid else (strand_of(activity, method),)
    return " + ".join(STRAND_WORDS[strand](lang).lower() for strand in joined)


def _facts(activity: Activity, line: Line, people: tuple[float, float] | None) -> str:
    """Cost, agent-days, people expected."""
    lang = state.lang()
    _ = translator(lang)
    mark = f"<span class='default-mark'>{_('default')}</span>" if line.default_cost else ""
    said = people_range(*people, lang) if people else "?"
    if activity.phase not in CONTRIBUTION_PHASES:
        said = f"{said}<span class='small'>{_('told')}</span>"
    cells = (
        (_("Cost"), f"{euros(line.cost, lang)}{mark}"),
        (_("Agent-days"), number(line.staff_days, lang, 1)),
        (_("People expected"), said),
    )
    return "<div class='facts'>" + "".join(f"<span><span class='words'>{word}</span>{cell}</span>" for word, cell in cells) + "</div>"


def _buttons(activity: Activity, name: str) -> bool:
    _ = translator(state.lang())
    asked = st.button(_("Why? *{name}*").format(name=name), key=f"why-{activity.id}", type="tertiary")
    held = activity.id in changes.mine().locked
    st.button(
        (_("Unlock {name}") if held else _("Lock {name}")).format(name=name), key=f"lock-{activity.id}", on_click=changes.lock, args=(activity.id,),
        icon=":material/lock:" if held else ":material/lock_open:", type="primary" if held else "tertiary",
        help=_("Locked: the calculation keeps it.") if held else _("Lock it so that the calculation keeps it."),
    )  # fmt: skip
    st.button(
        _("Remove {name}").format(name=name), key=f"drop-{activity.id}", on_click=_drop, args=(activity.id,), icon=":material/delete:", type="tertiary",
        help=_("Remove"),
    )  # fmt: skip
    return asked


# -- why --------------------------------------------------------------------------------------------------


def _why(plan: Plan, id: str) -> None:
    """The reasons of an activity, over the page."""
    lang = state.lang()
    _ = translator(lang)
    activity = next(each for each in plan.activities if each.id == id)
    method = cached.catalog().methods[activity.method]

    @st.dialog(method.name(lang), width="large")
    def told() -> None:
        st.caption(method.definition(lang))
        if activity.audiences:
            st.markdown(_("Open to: {who}").format(who=fields.plain(", ".join(activity.audiences))))
        try:
            said = cached.why(plan, id, lang)
        except Exception as error:  # the reasons are a help: the plan stays at hand without them
            print(f"{id}: {error!r}")
            st.warning(_("The reasons could not be worked out for this activity. The rest of the plan is not concerned."))
            return
        st.markdown("\n".join(f"- {fields.plain(sentence)}" for sentence in said))

    told()


# -- edits ------------------------------------------------------------------------------------------------


def _edit(what: str, id: str, **new: object) -> None:
    plan = state.plan()
    assert plan
    made = tuple(a.model_copy(update=new) if a.id == id else a for a in plan.activities)
    method = next(a.method for a in plan.activities if a.id == id)
    changes.mine().locked.add(id)
    changes.keep(plan.model_copy(update={"activities": made, "certificate": None}), what, method)


def _units(id: str) -> None:
    if st.session_state[f"units-{id}"]:
        _edit("units", id, units=st.session_state[f"units-{id}"])


def _week(id: str) -> None:
    if st.session_state[f"week-{id}"]:
        _edit("week", id, week=st.session_state[f"week-{id}"])


def _drop(id: str) -> None:
    plan = state.plan()
    assert plan
    method = next(a.method for a in plan.activities if a.id == id)
    kept = tuple(a for a in plan.activities if a.id != id)
    bridges = tuple(b for b in plan.bridges if id not in (b.from_, b.to))
    left = () if any(a.method == method for a in kept) else (method,)
    new = plan.model_copy(update={"activities": kept, "bridges": bridges, "certificate": None})
    changes.keep(new, "drop", method, unwanted=(*changes.mine().unwanted, *left))


def add(plan: Plan, information: bool = False) -> None:
    """One more activity; in a plan of information, only what informs."""
    lang = state.lang()
    _ = translator(lang)
    methods = {
        m.id: m
        for m in cached.catalog().methods.values()
        if m.kind == "method" and (not information or set(m.phases) & set(OF_INFORMATION))
    }
    ordered = sorted(methods, key=lambda name: methods[name].name(lang))
    with st.container(border=True):
        a, b, c = st.columns([4, 3, 2], vertical_alignment="bottom")
        chosen = a.selectbox(_("Activity to add"), ordered, format_func=lambda name: methods[name].name(lang), key="add-method")
        phases = [phase for phase in PHASES if phase in methods[chosen].phases and (not information or phase in OF_INFORMATION)]
        phase = b.selectbox(_("Step"), phases, format_func=lambda name: PHASE_WORDS[name](lang), key="add-phase")
        c.button(_("Add"), key="add-activity", on_click=_insert, args=(chosen, phase), icon=":material/add:", width="stretch")
        st.caption(escape(methods[chosen].definition(lang), quote=False))


def _insert(method: str, phase: str) -> None:
    plan = state.plan()
    assert plan
    whole = plan.model_dump(by_alias=True)
    made = Plan.model_validate(
        {**whole, "activities": [*whole["activities"], {"method": method, "phase": phase, "units": 1}], "certificate": None}
    )
    changes.keep(made, "add", method, unwanted=(name for name in changes.mine().unwanted if name != method))
    changes.mine().locked.add(made.activities[-1].id)
