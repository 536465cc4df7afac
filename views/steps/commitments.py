"""Engagements: what only the organiser can answer, one field a commitment, saved at once.

A field is drawn from the type of the commitment, here and beside the finding that asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic import ValidationError

from catalog.load import Catalog
from catalog.principles import Principle, PrincipleFamily
from catalog.words import translator
from catalog.yamlfile import explain
from planner.brief import LONG, SHORT, Commitments
from planner.checks import Finding, answers
from planner.plan import Plan
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, state
from views.steps import changes

FAMILIES = {
    "purpose": "Purpose", "audiences": "Audiences", "digital_divide": "Distance from digital", "blend": "Blend of channels",
    "information": "Information of the public", "resources": "Means to answer", "trust": "Trust", "traceability": "Traceability", "reply": "Reply",
    "evaluation": "Evaluation", "calendar": "Calendar", "legal": "Legal duties",
}  # fmt: skip
# A field that no question names by itself, or that several questions share.
LABELS = {
    "question": "Which question will be asked, word for word?",
    "question_testers": "How many people from outside the service tried it?",
    "facilitators": "Who facilitates: on which channel, remote included, how many at each session, how many hours a week online?",
    "moderation_delay_days": "Within how many days is a contribution moderated?",
    "vote_audit": "Will somebody else be able to check the count?",
    "minutes_delay_days": "Within how many days are the minutes online?",
    "reply_owner": "Who is in charge of the reply?",
    "reserve_share": "Which share of the budget is kept to redirect at mid-term (%)?",
}
CHOICES = {
    "none": "no identity", "email": "an e-mail address", "strong": "a verified identity",
    "weekday": "on weekdays, in the day", "lunch": "at lunchtime", "evening": "in the evening", "weekend": "at the weekend",
}  # fmt: skip
COUNTED = ("accessible_rooms", "childcare")  # read in the brief by the calculation, beside the checks
NONE = "none"  # chosen among formats
OF_METHODS = ("announced_methods",)  # tuples of ids of methods


def asked(catalog: Catalog) -> dict[PrincipleFamily, tuple[str, ...]]:
    """The commitments that the questions ask for, by family, each once: where it is the first thing asked, else where it is asked at all."""
    found: dict[PrincipleFamily, list[str]] = {family: [] for family in get_args(PrincipleFamily)}
    for name, rule in _asking(catalog).items():
        found[rule.family].append(name)
    return {family: tuple(names) for family, names in found.items() if names}


def _asking(catalog: Catalog) -> dict[str, Principle]:
    """By commitment, the principle whose question asks for it, and for it before others where there is one."""
    found: dict[str, Principle] = {}
    for rule in catalog.principles.values():
        for place, name in enumerate(answers(rule) if rule.question else ()):
            if name not in found or place < answers(found[name]).index(name):
                found[name] = rule
    return found


def label(name: str, catalog: Catalog) -> str:
    """What is asked: the field's own words, else the question of the principle that asks for it."""
    lang = state.lang()
    if name in LABELS:
        return translator(lang)(LABELS[name])
    rule = _asking(catalog).get(name)
    return rule.question(lang) if rule and rule.question else name


# -- the step --------------------------------------------------------------------------------------------


def show(plan: Plan) -> None:
    """The questions by family, one family open at a time."""
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    families = asked(catalog)
    idle = _idle(cached.numbers(plan)[1], catalog)
    due = {family: [name for name in names if name not in idle] for family, names in families.items()}
    said = {family: sum(plan.said(name) is not None for name in names) for family, names in due.items()}
    st.html(
        f"<p class='lead'>{_('What do you promise the public? Only you can answer. Each answer is saved at once and changes what the principles say of the plan.')}</p>"
    )
    st.markdown(_("**{n} answered out of {m}**").format(n=sum(said.values()), m=sum(map(len, due.values()))))
    # A label counts, and so changes, and a second click lets go of it: the family that is open stays so.
    chosen = (st.session_state.get(key) for key in ("family", "_family"))
    family: PrincipleFamily = next((one for one in chosen if one in families), next(iter(families)))
    st.session_state["family"] = st.session_state["_family"] = family
    st.pills(
        _("Family of questions"), list(families), key="family",
        format_func=lambda name: f"{_(FAMILIES[name])} {said[name]}/{len(due[name])}",
    )  # fmt: skip
    st.subheader(_(FAMILIES[family]))
    st.caption(_("{n} answered of {m}").format(n=said[family], m=len(due[family])) if due[family] else _("not needed here"))
    with st.container(key="commitments"):
        _questions(plan, due[family], [name for name in families[family] if name in idle], catalog)


def _idle(findings: Iterable[Finding], catalog: Catalog) -> set[str]:
    """The commitments that no principle needs for this plan."""
    verdicts: dict[str, set[bool]] = {}
    for finding in findings:
        for name in answers(catalog.principles[finding.rule]):
            verdicts.setdefault(name, set()).add(finding.verdict == "not_applicable")
    return {name for name, found in verdicts.items() if found == {True}}


def _questions(plan: Plan, due: Iterable[str], idle: Iterable[str], catalog: Catalog) -> None:
    _ = translator(state.lang())
    for name in due:
        field(plan, name, "step", label(name, catalog))
    if idle:
        st.caption(_("Not needed for the plan as it stands:"))
        for name in idle:
            field(plan, name, "step", label(name, catalog))


# -- one field -------------------------------------------------------------------------------------------


def field(plan: Plan, name: str, place: str, words: str) -> None:
    """The field of a commitment, with what is saved in it.

    Args:
        place: where on the page, since several findings may ask for the same commitment.
        words: what is asked, shown above it.
    """
    key = f"said-{place}-{name}"
    draw = _methods if name in OF_METHODS else _drawn(_kind(name))
    draw(name, key, words, plan.said(name))


def _limit(name: str, what: str, usual: float) -> float:
    """The greatest value, or length in characters, that a commitment takes."""
    return next((float(getattr(rule, what)) for rule in Commitments.model_fields[name].metadata if hasattr(rule, what)), usual)


Draw = Callable[[str, str, str, Any], None]


def _kind(name: str) -> Any:
    """The type of a commitment, without None."""
    annotation = Commitments.model_fields[name].annotation
    if get_origin(annotation) in (Union, UnionType):
        return next(kind for kind in get_args(annotation) if kind is not NoneType)
    return annotation


def _drawn(kind: Any) -> Draw:
    """How a type of commitment is asked."""
    if kind is bool:
        return _yes_or_no
    if kind is date:
        return _day
    if kind in (int, float):
        return _number
    if get_origin(kind) is Literal:
        return _choice
    if get_origin(kind) is tuple:
        return _several if get_origin(get_args(kind)[0]) is Literal else _lines
    return _text


def _yes_or_no(name: str, key: str, words: str, value: bool | None) -> None:
    _ = translator(state.lang())
    options = {"yes": _("yes"), "no": _("no"), "unknown": _("I do not know")}
    meant: dict[str | None, bool | None] = {"yes": True, "no": False, "unknown": None}
    st.session_state[key] = next(word for word, given in meant.items() if given is value)
    st.segmented_control(
        words, list(options), key=key, format_func=lambda word: options[word], on_change=lambda: put(name, meant.get(st.session_state[key]))
    )


def _day(name: str, key: str, words: str, value: date | None) -> None:
    st.session_state[key] = value
    st.date_input(words, value=None, key=key, format="DD/MM/YYYY", on_change=lambda: put(name, st.session_state[key]))


def _number(name: str, key: str, words: str, value: float | None) -> None:
    """A whole number of days or minutes, a number of days, or a share shown in percent."""
    _ = translator(state.lang())
    most = _limit(name, "le", 1e9)
    scale, whole = (100.0 if most == 1 else 1.0), _kind(name) is int
    st.session_state[key] = None if value is None else round(value) if whole else float(round(scale * value, 6))

    def save() -> None:
        given = st.session_state[key]
        put(name, None if given is None else given if whole else given / scale)

    st.number_input(
        words, value=None, key=key, min_value=0 if whole else 0.0, max_value=round(most) if whole else scale * most, step=1 if whole else 0.5,
        format="%d" if whole else "%g", placeholder=_("not known"), on_change=save,
    )  # fmt: skip


def _choice(name: str, key: str, words: str, value: str | None) -> None:
    unknown = translator(state.lang())("I do not know")
    st.session_state[key] = value
    st.selectbox(
        words, [None, *get_args(_kind(name))], key=key, format_func=lambda given: _word(given) if given else unknown,
        on_change=lambda: put(name, st.session_state[key]),
    )  # fmt: skip


def _several(name: str, key: str, words: str, value: tuple[str, ...] | None) -> None:
    st.session_state[key] = list(value or ())
    options = get_args(get_args(_kind(name))[0])
    st.pills(
        words, options, selection_mode="multi", key=key, format_func=_word,
        on_change=lambda: put(name, [one for one in options if one in st.session_state[key]] or None),
    )  # fmt: skip


def _methods(name: str, key: str, words: str, value: tuple[str, ...] | None) -> None:
    """Formats of the catalogue, or none of them: "none" is an answer, an empty field is not."""
    lang = state.lang()
    _ = translator(lang)
    names = {id: id for id in value or ()} | {id: method.name(lang) for id, method in cached.catalog().methods.items()}
    st.session_state[key] = [NONE] if value == () else list(value or ())

    def save() -> None:
        given = st.session_state[key]
        put(name, [one for one in given if one != NONE] if given else None)

    st.multiselect(
        words, [NONE, *sorted(names, key=lambda id: names[id])], key=key, placeholder=_("not known"), on_change=save,
        format_func=lambda id: _("no format") if id == NONE else names[id],
    )  # fmt: skip


def _lines(name: str, key: str, words: str, value: tuple[str, ...] | None) -> None:
    _ = translator(state.lang())
    st.session_state[key] = "\n".join(value or ())

    def save() -> None:
        put(name, [line.strip() for line in st.session_state[key].splitlines() if line.strip()] or None)

    st.text_area(f"{words} {_('(one a line)')}", key=key, max_chars=LONG, height=90, on_change=save)


def _text(name: str, key: str, words: str, value: str | None) -> None:
    st.session_state[key] = value or ""
    most = round(_limit(name, "max_length", SHORT))

    def save() -> None:
        put(name, st.session_state[key].strip() or None)

    if most > SHORT:
        st.text_area(words, key=key, max_chars=most, height=70, on_change=save)
    else:
        st.text_input(words, key=key, max_chars=most, on_change=save)


def _word(value: str) -> str:
    """A choice in words."""
    lang = state.lang()
    return translator(lang)(CHOICES[value]) if value in CHOICES else STRAND_WORDS[value](lang)  # type: ignore[index]


# -- where it is kept ------------------------------------------------------------------------------------


def put(name: str, value: Any) -> None:
    """Save a commitment of the plan at hand; None gives back "not said".

    What the plan says wins over its brief (`Plan.said`), and answering there leaves standing what was computed for the brief.
    The brief takes it too where it would otherwise speak again, or where the calculation reads it.
    """
    plan = state.plan()
    if plan is None:
        return
    whole = plan.model_dump(by_alias=True)
    whole["commitments"][name] = value
    if name in COUNTED or value is None:
        whole["brief"]["commitments"][name] = value
    try:
        save_apart(Plan.model_validate(whole))
    except ValidationError as error:
        st.session_state["_problem"] = explain(error.errors()[0], Plan)(state.lang())


def save_apart(plan: Plan) -> None:
    """Save answers and reasons: they are not steps of the plan, so undoing one of these keeps them."""
    before, here = state.plan(), changes.mine()
    if plan == before:
        return
    said = {"commitments": plan.commitments, "set_aside": plan.set_aside}

    def carried(change: changes.Change) -> changes.Change:
        return replace(change, before=change.before.model_copy(update=said), after=change.after.model_copy(update=said))

    here.past, here.future = [carried(change) for change in here.past], [carried(change) for change in here.future]
    state.save(plan)
