"""A scenario with its brief: read from our data or from a trainer's file, and what it becomes round after round.

The catalogue has checked everything but the brief and the publics that rounds add (catalog/scenarios.py); they are
validated here, since only the planner knows what a brief is. Nothing here draws, stores or computes a plan.

A trainer who writes a scenario works on a draft: the same fields as plain values, faulty or not finished as long as need be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

import yaml
from pydantic import ValidationError

from catalog.facts import Record, Text
from catalog.load import Catalog, scenario_shelves
from catalog.methods import Form
from catalog.scenarios import FEWEST, Exercise, named_ids
from catalog.words import Lang
from catalog.yamlfile import BadInput, Document, Path_, Problem, explain, parse, unknown_name, validate
from planner.brief import Audience, Brief, Limits, check_names
from planner.program import Wishes

Scenario: TypeAlias = Exercise[Brief, Audience]
OWN = "own"  # id of a scenario that a trainer brings


def scenario(catalog: Catalog, id: str) -> Scenario:
    """A scenario of `data/scenarios/`.

    Raises:
        KeyError: no scenario of that id.
        BadInput: its brief is faulty: every fault with its line.
    """
    return _checked(catalog.scenarios[id].document, id, catalog)


def parse_scenario(content: bytes | str, name: str, catalog: Catalog) -> Scenario:
    """A trainer's own file, under the same limits as every file from outside.

    Raises:
        BadInput: every fault with its line; an unknown name with the nearest.
    """
    document = parse(content, name)
    own = document.value.get("id") if isinstance(document.value, dict) else None
    return _checked(document, own if isinstance(own, str) else OWN, catalog)


def dump_scenario(case: Scenario) -> str:
    """A scenario as YAML that opens again here."""
    return _yaml(case.model_dump(mode="json", by_alias=True, exclude_defaults=True))


class _Plain(yaml.SafeDumper):
    """Writes what stands twice twice: a reference (&, *) is refused when the file is opened."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(value: Mapping[str, Any]) -> str:
    return yaml.dump(dict(value), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)


def _checked(document: Document, id: str, catalog: Catalog) -> Scenario:
    case = validate(Exercise[Brief, Audience], document, {"id": id})
    shelves = scenario_shelves(catalog)
    problems = [unknown_name(document, path, found, shelves[kind]) for path, found, kind in named_ids(case) if found not in shelves[kind]]
    try:
        check_names(case.brief, catalog, document, under=("brief",))
    except BadInput as error:
        problems += error.problems
    for i, turn in enumerate(case.rounds):
        problems += _public_names(turn.publics, catalog, document, ("rounds", i, "publics"))
    if not problems:
        found_in = (_impossible(case, i, document) for i in range(1, len(case.rounds) + 1))
        problems = [each for each in found_in if each][:1]  # those after the first fail for the same reason
    if problems:
        raise BadInput(problems)
    return case


def _public_names(publics: tuple[Audience, ...], catalog: Catalog, document: Document, under: Path_) -> list[Problem]:
    """The categories that the publics of a round name and nobody knows."""
    return [
        unknown_name(document, (*under, i, "profile", criterion), category, catalog.criteria[criterion].names)
        for i, public in enumerate(publics)
        for criterion, categories in public.profile.items()
        for category in categories
        if category not in catalog.criteria[criterion].names
    ]


def _impossible(case: Scenario, rounds: int, document: Document) -> Problem | None:
    """A round that leaves no brief: dates the wrong way round, or two publics of one name."""
    try:
        brief_after(case, rounds)
    except ValidationError as error:
        turn, text = case.rounds[rounds - 1].id, explain(error.errors()[0], Brief)
        said = Text(fr=text.fr.partition(": ")[2] or text.fr, en=text.en.partition(": ")[2] or text.en)
        return Problem(document.name, document.line(("rounds", rounds - 1)), Text(
            fr=f"le temps « {turn} » ne laisse pas un cadrage possible ({said.fr}) Corrigez ses dates ou le nom de ses publics.",
            en=f'the round "{turn}" leaves no possible brief ({said.en}) Correct its dates or the names of its publics.'))  # fmt: skip
    return None


# -- round after round ------------------------------------------------------------------------------------


def brief_after(case: Scenario, rounds: int, lang: Lang = "fr") -> Brief:
    """The brief once some rounds have been told: their limits, attention and publics in place of what stood before.

    Args:
        rounds: how many, from 0 (the brief as written) to all of them.
        lang: language of its sentences; French ones that the scenario does not translate stay as they are.
    Raises:
        ValueError: there are not so many rounds, or what they change does not hold together.
    """
    if not 0 <= rounds <= len(case.rounds):
        raise ValueError(f"between 0 and {len(case.rounds)} rounds are expected, got {rounds}.")
    brief = case.brief
    for turn in case.rounds[:rounds]:
        # Built again, not copied: what validates a brief and its limits runs once more.
        limits = Limits(**{**brief.limits.model_dump(), **turn.limits.changes()})
        context = brief.context.model_copy(update={"attention": turn.attention or brief.context.attention})
        audiences = (*brief.audiences, *turn.publics)
        brief = Brief.model_validate({**dict(brief), "limits": limits, "context": context, "audiences": audiences})
    return brief if lang == "fr" else _translated(brief, case.words)


def wishes_after(case: Scenario, rounds: int) -> Wishes:
    """What the rounds told forbid: formats that can no longer be held."""
    return Wishes(forbid=tuple(dict.fromkeys(method for turn in case.rounds[:rounds] for method in turn.forbid)))


def offered(case: Scenario, rounds: int = 0) -> tuple[str, ...]:
    """The formats on the table that can still be held."""
    gone = set(wishes_after(case, rounds).forbid)
    return tuple(method for method in case.cards.methods if method not in gone)


def untranslated(case: Scenario) -> tuple[str, ...]:
    """The sentences of the brief, and of the publics added, that have no English."""
    known = {text.fr for text in case.words}
    said = _sentences(brief_after(case, len(case.rounds)).model_dump(mode="json", exclude_defaults=True))
    return tuple(dict.fromkeys(each for each in said if each not in known))


# Fields of a brief that hold ids, codes or dates rather than sentences.
NOT_WORDS = frozenset({
    "frame", "level", "phases", "profile", "tags", "code", "place", "commune_size", "margins", "attention", "methods", "tool",
    "assumptions",
    "decided_on", "council_on", "election_on", "available_on", "start", "end", "documents_on", "reply_on", "midterm_on", "identity_asked",
    "slots", "languages", "reply_strands", "announced_methods", "sources",
})  # fmt: skip


def _sentences(value: Any, name: str = "") -> list[str]:
    if name in NOT_WORDS:
        return []
    if isinstance(value, dict):
        # `what` is a word of ours in what is already there, a sentence in what is closed.
        return [each for key, inside in value.items() if not (key == "what" and name == "already_have") for each in _sentences(inside, key)]
    if isinstance(value, list):
        return [each for inside in value for each in _sentences(inside, name)]
    return [value] if isinstance(value, str) else []


def _translated(brief: Brief, words: tuple[Text, ...]) -> Brief:
    english = {text.fr: text.en for text in words}
    return Brief.model_validate(_in_english(brief.model_dump(by_alias=True), english))


def _in_english(value: Any, english: Mapping[str, str], name: str = "") -> Any:
    if name in NOT_WORDS:
        return value
    if isinstance(value, dict):
        return {key: _in_english(inside, english, key) for key, inside in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_in_english(inside, english, name) for inside in value)
    return english.get(value, value) if isinstance(value, str) else value


# -- a draft ----------------------------------------------------------------------------------------------

Draft: TypeAlias = dict[str, Any]  # a scenario as plain values, finished or not
USUAL = 30  # formats of a scenario started from nothing
CUT = 0.75  # what is left of money or days once a round has cut them
WEEKS_LOST = 4
CLOSED: Mapping[str, tuple[Form, ...]] = {"venue_lost": ("meeting", "workshop", "panel"), "platform_lost": ("online_campaign",)}
NEW_BUDGET = Text(fr="Le budget passe à {n} €.", en="The budget becomes €{n}.")
WHOLE_FILE = "(fichier)"  # how a message names a fault of the whole (catalog.yamlfile)
NEW_DAYS = Text(fr="Il reste {n} jours d’agent.", en="{n} agent-days are left.")


class Fault(Record):
    """What is missing or wrong in a draft: where (keys and positions, empty for the whole), and in which words."""

    path: tuple[str | int, ...]
    message: Text


def draft_of(case: Scenario, lang: Lang) -> Draft:
    """A scenario to rework; the sentences of its brief in the language of who reworks it, since a brief has one language."""
    draft: Draft = case.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if lang == "en":
        first, last = brief_after(case, 0, "en"), brief_after(case, len(case.rounds), "en")
        draft["brief"], draft["words"] = first.model_dump(mode="json", by_alias=True, exclude_defaults=True), []
        named = iter(last.audiences[len(first.audiences) :])
        for turn, written in zip(case.rounds, draft["rounds"], strict=True):
            if turn.publics:
                written["publics"] = [next(named).model_dump(mode="json", exclude_defaults=True) for _ in turn.publics]
    return draft | {"id": OWN}


def blank(catalog: Catalog) -> Draft:
    """A scenario with nothing written yet: one round, and the formats that our own scenarios lay most often."""
    counted = Counter(method for each in catalog.scenarios.values() for method in each.exercise.cards.methods)
    usual = [method for method, _ in counted.most_common(USUAL)] or list(catalog.deck.M)[:FEWEST]
    empty = {"fr": "", "en": ""}
    return {
        "id": OWN, "title": dict(empty), "summary": dict(empty), "size": "medium", "subject": dict(empty), "place": dict(empty),
        "exercise": True, "answer": "plan", "brief": {"subject": "", "limits": {}, "audiences": []},
        "rounds": [{"id": "round-1", "minutes": 30, "reveal": dict(empty)}], "cards": {"methods": usual, "tools": [], "options": []},
        "aims": [{"text": dict(empty), "principles": []}], "debrief": [], "traps": [], "figures": [],
    }  # fmt: skip


def turn_of(draft: Draft, card: str, catalog: Catalog) -> Draft:
    """A round to add at the end of a draft: empty, or made of a constraint or an event with what it usually changes.

    Args:
        card: an id of the constraints or of the events; empty for a round without card.
    """
    used = {turn["id"] for turn in draft["rounds"]}
    id = next(name for i in range(1, 100) if (name := f"round-{i}") not in used)
    turn: Draft = {"id": id, "minutes": 15, "reveal": {"fr": "", "en": ""}}
    kind = "constraints" if card in catalog.deck.C else "events" if card in catalog.deck.V else ""
    if not kind:
        return turn
    what = (catalog.deck.C if card in catalog.deck.C else catalog.deck.V)[card].what
    said = [what]
    now = _limits_now(draft)
    new: Draft = {}
    if card == "budget_cut" and now.get("budget"):
        new["budget"] = round(now["budget"] * CUT / 100) * 100
        said.append(
            Text(fr=NEW_BUDGET.fr.format(n=f"{new['budget']:,}".replace(",", " ")), en=NEW_BUDGET.en.format(n=f"{new['budget']:,}"))
        )
    if card == "staff_cut" and now.get("staff_days"):
        new["staff_days"] = round(now["staff_days"] * CUT)
        said.append(Text(fr=NEW_DAYS.fr.format(n=new["staff_days"]), en=NEW_DAYS.en.format(n=new["staff_days"])))
    if card == "weeks_lost" and now.get("end"):
        new["end"] = (date.fromisoformat(now["end"]) - timedelta(weeks=WEEKS_LOST)).isoformat()
    closed = [m for m in draft["cards"]["methods"] if m in catalog.methods and catalog.methods[m].form in CLOSED.get(card, ())]
    reveal = {"fr": " ".join(each.fr for each in said), "en": " ".join(each.en for each in said)}
    return turn | {"reveal": reveal, kind: [card], "limits": new, "forbid": closed}


def _limits_now(draft: Draft) -> Draft:
    """The limits once every round of the draft is told."""
    now = dict(draft["brief"].get("limits") or {})
    for turn in draft["rounds"]:
        now |= {name: value for name, value in (turn.get("limits") or {}).items() if value is not None}
    return now


def finished(draft: Draft, catalog: Catalog) -> tuple[Scenario | None, tuple[Fault, ...]]:
    """The scenario that a draft makes, or every fault that is left in it with its place."""
    text = _yaml(draft)
    try:
        return parse_scenario(text, "", catalog), ()
    except BadInput as error:
        problems = error.problems
    try:
        lines = parse(text, "").lines
    except BadInput:  # characters that no file holds
        lines = {}
    found = dict.fromkeys(_fault(each, lines) for each in problems)
    # A list whose only item is faulty is not too short besides.
    return None, tuple(each for each in found if not any(other.path[:-1] and other.path[: len(each.path)] == each.path
                                                         for other in found if len(other.path) > len(each.path) and each.path))  # fmt: skip


def _fault(problem: Problem, lines: Mapping[Path_, int]) -> Fault:
    """A fault named by where it stands in the draft: the place that its message starts with, else that of its line."""
    path = min((path for path, line in lines.items() if line == problem.line), key=len, default=())
    if (head := problem.message.fr.partition(": ")[0].strip()) == WHOLE_FILE or " " not in head:
        path = () if head == WHOLE_FILE else tuple(int(step) if step.isdecimal() else step for step in head.split("."))
    texts = [text.partition(": ")[2] or text if " " not in text.partition(": ")[0].strip() else text for text in _both(problem.message)]
    if texts[0].startswith("texte vide") or texts[0].endswith("attendu (None)."):
        texts = ["à écrire.", "to be written."]
    elif texts[0].startswith("liste trop"):  # how many there are, and how many it takes
        texts = [text.partition(". ")[2] for text in texts]
        if texts[0].startswith("0 "):
            texts = (
                ["un au moins à choisir.", "at least one to choose."] if path[-1:] == ("principles",) else ["à écrire.", "to be written."]
            )
    return Fault(path=path[:-1] if path and path[-1] in ("fr", "en", "id") else path, message=Text(fr=texts[0], en=texts[1]))


def _both(text: Text) -> tuple[str, str]:
    return text.fr, text.en
