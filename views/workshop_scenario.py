"""A scenario written or adapted on the page: plain fields, never YAML, kept as a file that opens again here.

What is typed is copied into a draft at once, and the draft outlives the fields: folding them or visiting another page loses
nothing. Keys of a draft that start with `_` are this page's own and never leave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

import streamlit as st

from catalog.methods import PHASE_NAMES, PHASES, STRANDS
from catalog.paper.series import STRAND_NAMES
from catalog.scenarios import FEWEST, MOST
from catalog.words import Lang, translator
from planner.brief import LONG, SHORT
from planner.regions import REGIONS
from planner.wording import ASSETS
from planner.workshop.cards import TAG_NAMES
from planner.workshop.room import LONGEST, SHORTEST
from planner.workshop.scenario import Draft, Fault, Scenario, blank, draft_of, dump_scenario, finished, scenario, turn_of
from views import cached, fields, files, state, workshop_kit

MOST_ROUNDS, MOST_PUBLICS, MOST_ADDED, MOST_LESSONS, MOST_TRAPS, MOST_TURN_CARDS = 8, 12, 6, 12, 20, 4
SHOWN = 12  # faults said at once
TEXT = 2000  # characters of a text
NOTHING, OWN = "", "own"  # what one may start from, besides the scenarios of the catalogue


def show() -> None:
    """Where to start from, the fields of the draft, then what it lacks or the file it makes."""
    held = st.session_state
    own: Scenario | None = held.get("_own_scenario")
    _begin(own)
    draft: Draft | None = held.get("_scenario_draft")
    if draft is None:
        return
    lang = state.lang()
    form = _Form(draft, lang)
    _ = form.say
    sections = (_case, _publics, _cards, _rounds, _lessons)
    names = (_("The case"), _("Audiences"), _("Cards"), _("Rounds"), _("What is to be learnt"))
    for tab, section in zip(st.tabs(list(names)), sections, strict=True):
        with tab:
            section(form)
    _end(form)


def _begin(own: Scenario | None) -> None:
    """What to start from; starting again puts the work at hand aside, it does not throw it away."""
    lang, held = state.lang(), st.session_state
    _ = translator(lang)
    catalog = cached.catalog()
    names = {NOTHING: _("nothing: an empty scenario")} | ({OWN: _("{title} (yours)").format(title=own.title(lang))} if own else {})
    names |= {id: each.exercise.title(lang) for id, each in catalog.scenarios.items()}
    begun = "_scenario_draft" in held
    if held.get("scenario-from") not in names:  # first time here, back from another page, or a choice that is no more
        held["scenario-from"] = held["_scenario_from"] if held.get("_scenario_from") in names else NOTHING
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    held["_scenario_from"] = left.selectbox(_("Start from"), list(names), format_func=lambda id: names.get(id, id), key="scenario-from")
    label = _("Start again from this one") if begun else _("Write a scenario")
    right.button(label, key="scenario-start", on_click=_start, width="stretch")
    if "_scenario_before" in held:
        st.button(_("Take back the scenario put aside"), key="scenario-back", on_click=_back, icon=":material/undo:")
    if begun:
        st.caption(_("What you type is kept while this page stays open. Keep the file before you close it."))


def _start() -> None:
    held, catalog, lang = st.session_state, cached.catalog(), state.lang()
    start, own = held["scenario-from"], held.get("_own_scenario")
    if start == OWN and own is not None:
        made = draft_of(own, lang)
    else:
        made = draft_of(scenario(catalog, start), lang) if start in catalog.scenarios else blank(catalog)
    if "_scenario_draft" in held:
        held["_scenario_before"] = held["_scenario_draft"]
    held["_scenario_count"] = held.get("_scenario_count", 0) + 1
    held["_scenario_draft"] = made | {"_of": held["_scenario_count"]}


def _back() -> None:
    held = st.session_state
    held["_scenario_draft"], held["_scenario_before"] = held["_scenario_before"], held["_scenario_draft"]


def _end(form: _Form) -> None:
    """What is left to write; once nothing is, the file, the kit and the room."""
    _, held, lang = form.say, st.session_state, form.lang
    made, faults = finished(_plain(form.draft), cached.catalog())
    if made is None:
        said = list(dict.fromkeys(_fault(form, each) for each in faults))
        more = [_("… and {n} more.").format(n=len(said) - SHOWN)] if len(said) > SHOWN else []
        st.warning("\n".join([_("Left to write before the scenario can be used:"), "", *(f"- {each}" for each in said[:SHOWN] + more)]))
        return
    used = held.get("_own_scenario") == made
    if used:
        st.success(_("The scenario is chosen at the top of the page: open a room with it, or print its kit."))
    else:
        st.success(_("The scenario is complete."))
    left, right = st.columns(2)
    left.button(_("Use it for a room"), key="scenario-use", type="primary", on_click=_use, args=(made,), disabled=used, width="stretch")
    right.download_button(
        _("Keep the scenario as a file"), dump_scenario(made), file_name=f"{files.slug(made.title(lang))}.scenario.yaml",
        mime=files.KINDS[".yaml"], on_click="ignore", key="take-scenario", icon=":material/download:", width="stretch",
    )  # fmt: skip
    workshop_kit.button(made, int(held.get("open-tables") or 6), made.minutes, lang, key="take-own-kit")


def _use(made: Scenario) -> None:
    """Choose it in the form of a room, above."""
    held = st.session_state
    held["_own_scenario"] = made
    held["open-case"], held["open-minutes"] = "", min(max(made.minutes, SHORTEST), LONGEST)


def _plain(draft: Draft) -> Draft:
    """The draft as the file has it: without what belongs to this page, nor the lessons left empty."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inside) for key, inside in value.items() if not key.startswith("_")}
        return [bare(inside) for inside in value] if isinstance(value, (list, tuple)) else value

    made: Draft = bare(draft)
    if not (made["brief"].get("territory") or {}).get("name"):
        made["brief"]["territory"] = None
    if not made["subject"]["fr"]:
        made["subject"] = {"fr": made["brief"]["subject"], "en": made["brief"]["subject"]}
    for group in ("aims", "traps"):
        made[group] = [each for each in made.get(group, ()) if each["text"]["fr"] or each["text"]["en"] or each["principles"]]
    return made


# -- what is missing, in words ------------------------------------------------------------------------------


def _fault(form: _Form, fault: Fault) -> str:
    where = _where(form, fault.path)
    said = fields.plain(fault.message(form.lang))
    colon = " : " if form.lang == "fr" else ": "
    return f"**{where}**{colon}{said}" if where else said


def _where(form: _Form, path: Sequence[str | int]) -> str:
    """A place of the draft as this page names it."""
    _ = form.say
    name = ".".join(str(step) for step in path if not isinstance(step, int))
    n = next((step + 1 for step in path if isinstance(step, int)), 0)
    words = {
        "title": _("Title"), "summary": _("The case in short"), "subject": _("Subject of the consultation"),
        "brief.subject": _("Subject of the consultation"), "place": _("The place, in a few words"), "brief.limits": _("Means and dates"),
        "brief.audiences.name": _("Audience {n}: name").format(n=n), "brief.audiences.people": _("Audience {n}: people").format(n=n),
        "brief.audiences": _("Audience {n}").format(n=n) if n else _("Audiences"), "brief.territory": _("The place, in a few words"),
        "rounds.reveal": _("Round {n}: what you tell the tables").format(n=n), "rounds.publics": _("Round {n}: new audience").format(n=n),
        "rounds": _("Round {n}").format(n=n) if n else _("Rounds"), "cards": _("Cards"), "debrief": _("Debrief questions (one a line)"),
        "aims.principles": _("Learning aim {n}: principles").format(n=n), "aims": _("Learning aim {n}").format(n=n or 1),
        "traps.principles": _("Expected trap {n}: principles").format(n=n), "traps": _("Expected trap {n}").format(n=n or 1),
        "brief": _("The case"),
    }  # fmt: skip
    return next((said for start, said in words.items() if name == start or name.startswith(f"{start}.")), "")


# -- fields over a draft --------------------------------------------------------------------------------------


class _Form:
    """Fields that show what a draft holds and write there what is typed."""

    def __init__(self, draft: Draft, lang: Lang) -> None:
        self.draft, self.lang = draft, lang
        self.say = translator(lang)

    def key(self, at: Draft, name: str) -> str:
        """The key of a field of one place of the draft: it follows that place when those before it go."""
        if "_k" not in at:
            self.draft["_n"] = at["_k"] = self.draft.get("_n", 0) + 1
        return f"scenario-{self.draft['_of']}-{at['_k']}-{name}"

    def _shown(self, key: str, value: Any) -> str:
        if key not in st.session_state:
            st.session_state[key] = value
        return key

    def text(self, at: Draft, name: str, label: str, tall: bool = False, **more: Any) -> None:
        """Words in both languages: until the other one is written too, it says the same."""
        held, other = at.setdefault(name, {"fr": "", "en": ""}), "en" if self.lang == "fr" else "fr"
        key = self._shown(f"{self.key(at, name)}-{self.lang}", held[self.lang])
        typed = (st.text_area(label, key=key, max_chars=TEXT, height=100, **more) if tall
                 else st.text_input(label, key=key, max_chars=SHORT, **more)).strip()  # fmt: skip
        if typed != held[self.lang].strip():
            written = at.setdefault("_written", {}).setdefault(name, [])
            held[self.lang] = typed
            written += [self.lang] if self.lang not in written else []
            if other not in written:
                held[other] = typed

    def words(self, at: Draft, name: str, label: str, tall: bool = False, empty: str | None = None, **more: Any) -> None:
        """Words in the language of who writes."""
        key = self._shown(self.key(at, name), at.get(name) or "")
        typed = (st.text_area(label, key=key, max_chars=LONG, height=100, **more) if tall
                 else st.text_input(label, key=key, max_chars=SHORT, **more)).strip()  # fmt: skip
        at[name] = typed or empty

    def lines(self, at: Draft, name: str, label: str) -> list[str]:
        """A list, one item a line."""
        key = self._shown(self.key(at, name), "\n".join(at.get(name) or ()))
        typed = st.text_area(label, key=key, max_chars=LONG, height=110)
        at[name] = [each.strip() for each in typed.splitlines() if each.strip()]
        found: list[str] = at[name]
        return found

    def number(self, at: Draft, name: str, label: str, low: int, high: int, step: int = 1, none: str = "") -> None:
        """A whole number; an empty field is not known, or unchanged."""
        value = at.get(name)
        key = self._shown(self.key(at, name), None if value is None else min(max(int(value), low), high))
        at[name] = st.number_input(label, low, high, None, step, key=key, placeholder=none or self.say("not known"))

    def day(self, at: Draft, name: str, label: str) -> None:
        """A date."""
        held = at.get(name)
        key = self._shown(self.key(at, name), date.fromisoformat(held) if held else None)
        chosen = st.date_input(label, None, key=key, format="DD/MM/YYYY")
        at[name] = chosen.isoformat() if isinstance(chosen, date) else None

    def choice(self, at: Draft, name: str, label: str, words: Mapping[str, str], none: str | None = None, **more: Any) -> None:
        """One among several; `none` is what to call none of them."""
        options = list(words) if none is None else ["", *words]
        key = self._shown(self.key(at, name), at.get(name) if at.get(name) in options else options[0])
        chosen = st.selectbox(label, options, format_func=lambda id: words.get(id, none or ""), key=key, **more)
        at[name] = chosen or None

    def several(self, at: Draft, name: str, label: str, words: Mapping[str, str], most: int | None = None, **more: Any) -> list[str]:
        """Some among several."""
        key = self.key(at, name)
        shown = st.session_state.get(key, at.get(name) or ())
        if key not in st.session_state or set(shown) - set(words):
            st.session_state[key] = [each for each in shown if each in words]
        at[name] = st.multiselect(label, list(words), format_func=lambda id: words.get(id, id), key=key, max_selections=most,
                                  placeholder=self.say("Choose"), **more)  # fmt: skip
        found: list[str] = at[name]
        return found

    def take_away(self, items: list[Draft], item: Draft, what: str) -> None:
        """The button that takes an item of a list away."""
        st.button(
            self.say("Remove"), key=self.key(item, "remove"), on_click=_drop, args=(items, item), icon=":material/delete:", help=what,
        )  # fmt: skip


def _drop(items: list[Draft], item: Draft) -> None:
    items[:] = [each for each in items if each is not item]


def _add(items: list[Draft], item: Draft) -> None:
    items.append(item)


def _swap(items: list[Draft], i: int) -> None:
    """Put an item before the one that comes before it."""
    items[i - 1], items[i] = items[i], items[i - 1]


# -- the five parts ---------------------------------------------------------------------------------------------


def _case(form: _Form) -> None:
    _, draft, lang = form.say, form.draft, form.lang
    brief: Draft = draft["brief"]
    mandate, limits, context, said = (_inside(brief, name) for name in ("mandate", "limits", "context", "commitments"))
    form.text(draft, "title", _("Title"))
    form.text(draft, "summary", _("The case in short"), tall=True)
    before = brief.get("subject")
    form.words(brief, "subject", _("Subject of the consultation"), empty="")
    if brief["subject"] != before:
        draft["subject"] = {"fr": brief["subject"], "en": brief["subject"]}
    _place(form)
    left, right = st.columns(2)
    with left:
        form.words(mandate, "decision", _("Which decision will be taken?"), tall=True)
        form.words(mandate, "decider", _("Who takes it?"))
        form.day(mandate, "decided_on", _("When is it taken?"))
        answers = {"plan": _("a plan: opinions can change the decision"), "information": _("an information plan: nothing is open any more")}
        form.choice(draft, "answer", _("What the tables have to find"), answers)
    with right:
        opened = form.lines(mandate, "open", _("What is open (one a line)"))
        mandate["open"] = opened or ([] if draft["answer"] == "information" else None)
        _closed(form, mandate)
        form.words(mandate, "promises", _("Promises made before"), tall=True)
    form.words(said, "question", _("The question put to the public"))
    left, right = st.columns(2)
    with left:
        form.number(limits, "budget", _("Money (€ including VAT)"), 0, 10_000_000, 500)
    with right:
        form.number(limits, "staff_days", _("Agent-days"), 0, 100_000)
    left, right = st.columns(2)
    with left:
        form.day(limits, "start", _("First day"))
    with right:
        form.day(limits, "end", _("Last day"))
    form.several(brief, "phases", _("Steps of the consultation"), {phase: PHASE_NAMES[phase](lang) for phase in PHASES})
    brief["phases"] = [phase for phase in PHASES if phase in brief["phases"]]
    left, right = st.columns(2)
    with left:
        form.choice(context, "attention", _("The subject is"), _attention(form), none=_("I do not know"))
    with right:
        frames = {id: each.name(lang) for id, each in cached.catalog().frames.items() if each.kind != "process_standard"}
        form.choice(brief, "frame", _("Legal frame"), frames, none=_("I do not know"))
    owned = {kind: text(lang) for kind, text in ASSETS.items()}
    kept: list[Draft] = brief.setdefault("already_have", [])
    mine: Draft = brief.setdefault("_owned", {"kinds": list(dict.fromkeys(each["what"] for each in kept))})
    kinds = form.several(mine, "kinds", _("What the organiser already has"), owned)
    had = {each["what"] for each in kept}
    brief["already_have"] = [each for each in kept if each["what"] in kinds] + [{"what": kind} for kind in kinds if kind not in had]
    _figures(form)


def _inside(at: Draft, name: str) -> Draft:
    """A part of the draft, empty when it was not said."""
    at[name] = at.get(name) or {}
    found: Draft = at[name]
    return found


def _attention(form: _Form) -> dict[str, str]:
    _ = form.say
    return {"little_known": _("little known"), "followed": _("followed"), "contested": _("contested")}


def _place(form: _Form) -> None:
    """Where it happens: in words for the tables, and what the numbers need."""
    _, catalog = form.say, cached.catalog()
    place = _inside(form.draft["brief"], "territory")
    form.text(form.draft, "place", _("The place, in a few words"))
    names = {code: f"{code} {each.name}" for code, each in catalog.departments.items()} | {
        code: name for code, (name, _c) in REGIONS.items()
    }
    sizes = {id: each.label(form.lang) for id, each in catalog.criteria["commune_size"].categories.items()}
    before = place.get("code") or ""
    left, right = st.columns(2)
    with left:
        form.words(place, "name", _("Name of the territory"))
        form.number(place, "people", _("Inhabitants"), 1, 100_000_000, 100)
    with right:
        form.choice(place, "code", _("Department or region"), names, none=_("Metropolitan France"))
        form.choice(place, "commune_size", _("Size of the urban area"), sizes, none=_("I do not know"))
    place["code"] = place["code"] or ""
    if place["code"] != before:  # what was counted in another place says nothing of this one
        for name in ("place", "margins", "measured"):
            place.pop(name, None)


def _closed(form: _Form, mandate: Draft) -> None:
    """What is not open: "what: why", one a line."""
    written = [f"{each['what']} : {each['why']}" if each.get("why") else each["what"] for each in mandate.get("closed") or ()]
    typed: Draft = mandate.setdefault("_closed", {"lines": written})
    made = []
    for line in form.lines(typed, "lines", form.say("What is not open, and why (one item a line, “what: why”)")):
        what, _colon, why = line.partition(" : ") if " : " in line else line.partition(": ")
        made.append({"what": what.strip()[:SHORT], "why": why.strip() or None})
    mandate["closed"] = made


def _figures(form: _Form) -> None:
    """The numbers that the debrief sheet sources: those that no longer belong to the case can go."""
    every: list[Draft] = form.draft.setdefault("_figures", list(form.draft.get("figures") or ()))
    if every:
        chosen: Draft = form.draft.setdefault("_kept", {"figures": [str(i) for i in range(len(every))]})
        names = {str(i): each["what"][form.lang] for i, each in enumerate(every)}
        kept = form.several(chosen, "figures", form.say("Numbers of the case kept on the debrief sheet"), names)
        form.draft["figures"] = [every[int(i)] for i in sorted(kept, key=int)]


def _publics(form: _Form) -> None:
    _, brief = form.say, form.draft["brief"]
    publics: list[Draft] = brief.setdefault("audiences", [])
    st.caption(_("{n} at most. One that comes later is added in its round.").format(n=MOST_PUBLICS))
    _people(form, publics, MOST_PUBLICS, brief)


def _people(form: _Form, publics: list[Draft], most: int, at: Draft) -> None:
    """Publics one under the other, and a way to add one: empty, or known to the census."""
    _, lang, catalog = form.say, form.lang, cached.catalog()
    tags = {tag: text(lang) for tag, text in TAG_NAMES.items()}
    for each in publics:
        with st.container(border=True):
            left, right = st.columns([3, 1])
            with left:
                form.words(each, "name", _("Name"), empty="")
                form.words(each, "where", _("Where they already are"))
            with right:
                form.number(each, "people", _("People"), 1, 100_000_000, 10, none=_("to be written"))
            form.several(each, "tags", _("Who they are, if it changes what draws them"), tags)
            form.take_away(publics, each, fields.plain(each["name"]))
    ready = {id: each.label(lang) for id, each in catalog.profiles.items()}
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    adding: Draft = at.setdefault("_adding", {})
    with left:
        form.choice(adding, "ready", _("An audience to add"), ready, none=_("another one, which I describe"))
    with right:
        new = _public(form, adding["ready"])
        st.button(_("Add the audience"), key=form.key(at, "add-public"), on_click=_add, args=(publics, new), icon=":material/add:",
                  disabled=len(publics) >= most, width="stretch")  # fmt: skip


def _public(form: _Form, ready: str | None) -> Draft:
    """A public to add; one of the census comes with its profile and its share of the inhabitants."""
    if not ready:
        return {"name": "", "people": None}
    public = cached.catalog().profiles[ready]
    inhabitants = (form.draft["brief"].get("territory") or {}).get("people")
    people = round(inhabitants * public.share.value) if inhabitants and public.share else None
    profile = {name: list(categories) for name, categories in public.profile.items()}
    return {"name": public.label(form.lang), "people": people or None, "profile": profile, "tags": list(public.tags)}


def _cards(form: _Form) -> None:
    _, lang, catalog = form.say, form.lang, cached.catalog()
    cards: Draft = form.draft["cards"]
    chosen = list(cards["methods"])
    laid: Draft = cards.setdefault("_lanes", {lane: [m for m in chosen if catalog.methods[m].strand == lane] for lane in STRANDS})
    methods: list[str] = []
    for lane in STRANDS:
        names = _sorted((id, catalog.methods[id].name(lang)) for id in catalog.deck.M if catalog.methods[id].strand == lane)
        methods += form.several(laid, lane, _("Formats: {strand}").format(strand=STRAND_NAMES[lane](lang)), names)
    cards["methods"] = methods
    count = _("{n} formats on the tables; {low} to {high} are needed.").format(n=len(methods), low=FEWEST, high=MOST)
    (st.caption if FEWEST <= len(methods) <= MOST else st.warning)(count)
    form.several(cards, "tools", _("Tools on the tables"), _sorted((id, catalog.tools[id].name) for id in catalog.deck.T), 24)
    form.several(cards, "options", _("Options on the tables"), _sorted((id, catalog.methods[id].name(lang)) for id in catalog.deck.X), 12)


def _sorted(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(sorted(named, key=lambda each: each[1].casefold()))


def _rounds(form: _Form) -> None:
    _, draft, lang, deck = form.say, form.draft, form.lang, cached.catalog().deck
    rounds: list[Draft] = draft["rounds"]
    total = sum(turn.get("minutes") or 0 for turn in rounds)
    st.caption(_("{n} rounds at most, each told when you choose; {minutes} minutes of work so far.").format(n=MOST_ROUNDS, minutes=total))
    for i, turn in enumerate(rounds):
        with st.container(border=True):
            _round(form, rounds, i, turn)
    kinds = {id: each.name(lang) for cards in (deck.C, deck.V) for id, each in cards.items()}
    adding: Draft = draft.setdefault("_adding", {})
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        form.choice(adding, "card", _("A round to add"), kinds, none=_("empty, which I write"))
    with right:
        st.button(_("Add the round"), key=form.key(adding, "add-round"), on_click=_more, args=(draft, adding["card"] or ""),
                  icon=":material/add:", disabled=len(rounds) >= MOST_ROUNDS, width="stretch")  # fmt: skip


def _more(draft: Draft, card: str) -> None:
    draft["rounds"].append(turn_of(draft, card, cached.catalog()))


def _round(form: _Form, rounds: list[Draft], i: int, turn: Draft) -> None:
    _, lang, catalog = form.say, form.lang, cached.catalog()
    new, unchanged = _inside(turn, "limits"), _("unchanged")
    form.text(turn, "reveal", _("Round {n}: what you tell the tables").format(n=i + 1), tall=True)
    one, two, three = st.columns(3)
    with one:
        form.number(turn, "minutes", _("Minutes"), 5, 120, 5)
    with two:
        form.number(new, "budget", _("New budget (€)"), 0, 10_000_000, 500, none=unchanged)
    with three:
        form.number(new, "staff_days", _("New agent-days"), 0, 100_000, none=unchanged)
    one, two, three = st.columns(3)
    with one:
        form.day(new, "start", _("New first day"))
    with two:
        form.day(new, "end", _("New last day"))
    with three:
        form.choice(turn, "attention", _("The subject becomes"), _attention(form), none=unchanged)
    names = _sorted((id, catalog.methods[id].name(lang)) for id in form.draft["cards"]["methods"] if id in catalog.methods)
    form.several(turn, "forbid", _("Formats that can no longer be held"), names, 30)
    one, two = st.columns(2)
    with one:
        form.several(
            turn, "constraints", _("Constraint cards"), {id: each.name(lang) for id, each in catalog.deck.C.items()}, MOST_TURN_CARDS
        )
    with two:
        form.several(turn, "events", _("Event cards"), {id: each.name(lang) for id, each in catalog.deck.V.items()}, MOST_TURN_CARDS)
    added: list[Draft] = turn.setdefault("publics", [])
    if added or st.checkbox(_("An audience arrives in this round"), key=form.key(turn, "arrives")):
        _people(form, added, MOST_ADDED, turn)
    up, down, _rest = st.columns(3)
    with up:
        form.take_away(rounds, turn, _("Round {n}").format(n=i + 1))
    with down:
        st.button(
            _("Earlier"), key=form.key(turn, "earlier"), on_click=_swap, args=(rounds, i), icon=":material/arrow_upward:", disabled=i == 0
        )


def _lessons(form: _Form) -> None:
    _, draft = form.say, form.draft
    _lesson_list(form, "aims", _("Learning aim {n}"), _("Add a learning aim"), MOST_LESSONS)
    typed: Draft = draft.setdefault("_debrief", {})
    known = {each[form.lang]: each for each in draft.get("debrief") or ()}
    typed.setdefault(form.lang, [each[form.lang] for each in draft.get("debrief") or ()])
    asked = form.lines(typed, form.lang, _("Debrief questions (one a line)"))[:20]
    draft["debrief"] = [known.get(line, {"fr": line, "en": line}) for line in asked]
    _lesson_list(form, "traps", _("Expected trap {n}"), _("Add an expected trap"), MOST_TRAPS)


def _lesson_list(form: _Form, group: str, label: str, more: str, most: int) -> None:
    """Lessons or traps, each with the principles it is about."""
    _, lang = form.say, form.lang
    lessons: list[Draft] = form.draft.setdefault(group, [])
    principles = _sorted((id, each.statement(lang)) for id, each in cached.catalog().principles.items())
    for i, each in enumerate(lessons, start=1):
        with st.container(border=True):
            form.text(each, "text", label.format(n=i), tall=True)
            form.several(each, "principles", _("Principles it is about (1 to 8)"), principles, 8)
            form.take_away(lessons, each, label.format(n=i))
    empty: Draft = {"text": {"fr": "", "en": ""}, "principles": []}
    st.button(more, key=f"scenario-{form.draft['_of']}-add-{group}", on_click=_add, args=(lessons, deepcopy(empty)),
              icon=":material/add:", disabled=len(lessons) >= most)  # fmt: skip
