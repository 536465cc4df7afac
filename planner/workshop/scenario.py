"""A scenario with its brief: read from our data or from a trainer's file, and what it becomes round after round.

The catalogue has checked everything but the brief and the publics that rounds add (catalog/scenarios.py); they are
validated here, since only the planner knows what a brief is. Nothing here draws, stores or computes a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import yaml

from catalog.facts import Text
from catalog.load import Catalog, scenario_shelves
from catalog.scenarios import Exercise, named_ids
from catalog.words import Lang
from catalog.yamlfile import BadInput, Document, Path_, Problem, parse, unknown_name, validate
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
    value = case.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120)


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
        problems = [each for i in range(1, len(case.rounds) + 1) if (each := _impossible(case, i, document))]
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
    except ValueError as error:
        turn = case.rounds[rounds - 1].id
        return Problem(document.name, document.line(("rounds", rounds - 1)), Text(
            fr=f"le temps « {turn} » ne laisse pas un cadrage possible ({error}). Corrigez ses dates ou le nom de ses publics.",
            en=f'the round "{turn}" leaves no possible brief ({error}). Correct its dates or the names of its publics.'))  # fmt: skip
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
