"""The interface is whole in French: every message has its words, nothing stale is kept, the typography is French."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from catalog.words import translator

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "fr" / "LC_MESSAGES" / "maillage.po"
FILES = [path for folder in ("views", "planner", "catalog") for path in sorted((ROOT / folder).rglob("*.py"))]

# Written the same in both languages.
SAME = {
    "**{pattern}** ({held}).",
    "6. Documents",
    "Codes",
    "Date",
    "Document",
    "Documents",
    "Licence",
    "Minutes",
    "Options",
    "Parents",
    "Public",
    "Questions",
    "Source",
    "Sources",
    "Sources ({n})",
    "Tables",
    "Versions",
    "options",
    "publics",
    "source {numbers}",
}

Tables = dict[str, tuple[str, ...]]


def tables(tree: ast.Module) -> Tables:
    """The dictionaries of a module whose values are all plain strings: `STATUSES = {"active": "In service"}`."""
    found: Tables = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=values)):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(values=values)):
                pass
            case _:
                continue
        words = tuple(value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str))
        if len(words) == len(values):
            found[name] = words
    return found


def translates(function: ast.expr) -> bool:
    """Whether a call gives a message to the translator: `_("…")`, `self._("…")` or `translator(lang)("…")`."""
    if isinstance(function, ast.Call):
        return isinstance(function.func, ast.Name) and function.func.id == "translator"
    return (isinstance(function, ast.Name) and function.id == "_") or (isinstance(function, ast.Attribute) and function.attr == "_")


def messages(tree: ast.Module, others: dict[str, Tables]) -> Iterator[str]:
    """Every message of a module.

    Read from the syntax tree: before Python 3.12, Babel's own extraction passes over a message inside an
    f-string, and it cannot follow an entry of a table (`_(STATUSES[name])`, `_(cards.STATUSES[name])`).
    """
    mine = tables(tree)
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and call.args and translates(call.func)):
            continue
        match call.args[0]:
            case ast.Constant(value=str(message)):
                yield message
            case ast.Subscript(value=ast.Name(id=name)) if name in mine:
                yield from mine[name]
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=module), attr=name)) if name in others.get(module, {}):
                yield from others[module][name]
            case other:
                raise ValueError(f"line {other.lineno}: a message is a plain string, or an entry of a table of plain strings")


@cache
def in_the_code() -> frozenset[str]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in FILES}
    others = {path.stem: tables(tree) for path, tree in trees.items()}
    return frozenset(message for tree in trees.values() for message in messages(tree, others))


@cache
def in_french() -> dict[str, str]:
    with PO.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="fr") if message.id}


def marks(text: str) -> Counter[str]:
    """What must survive translation: names in braces, bold, code, line breaks."""
    return Counter(re.findall(r"\{\w*\}|\*\*|`[^`]*`|\n", text))


def pairs() -> list[tuple[str, str]]:
    return sorted(in_french().items())


def test_messages_are_found_in_f_strings_tables_and_after_the_translator_itself() -> None:
    table = ast.parse('WORDS: dict[str, str] = {"a": "Paper", "b": "Phone"}\nOTHER = {"a": 1}')
    code = (
        'f"<b>{_(\'My plan\')}</b>"\n_(WORDS[x])\n_(cards.STATUSES[y])\nself._("Close")\ntranslator(lang)("not known")\n'
        'for _ in range(3): "no message"\n'
    )
    tree = ast.Module(body=[*table.body, *ast.parse(code).body], type_ignores=[])
    expected = ["Close", "In service", "My plan", "Paper", "Phone", "not known"]
    assert sorted(messages(tree, {"cards": {"STATUSES": ("In service",)}})) == expected


def test_a_message_that_no_translator_could_read_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1: a message is a plain string"):
        list(messages(ast.parse('_(f"Saved at {time}")'), {}))


def test_the_pages_have_messages() -> None:
    assert len(in_the_code()) > 200


def test_every_message_of_the_code_has_its_french() -> None:
    missing = sorted(message for message in in_the_code() if not in_french().get(message, "").strip())
    assert not missing, f"add to {PO.relative_to(ROOT)}:\n" + "\n".join(missing)


def test_no_french_is_kept_for_a_message_gone_from_the_code() -> None:
    stale = sorted(in_french().keys() - in_the_code())
    assert not stale, f"take out of {PO.relative_to(ROOT)}:\n" + "\n".join(stale)


def test_the_catalogue_is_settled_and_names_its_language() -> None:
    with PO.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    assert str(catalogue.locale) == "fr"
    assert catalogue.charset == "utf-8"
    assert catalogue.num_plurals == 2
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    assert not catalogue.obsolete


def test_placeholders_and_marks_agree_on_both_sides() -> None:
    wrong = [message for message, french in pairs() if marks(message) != marks(french)]
    assert not wrong


def test_only_the_words_listed_are_the_same_in_both_languages() -> None:
    assert {message for message, french in pairs() if message == french} == SAME & in_the_code()


def test_french_has_its_own_typography() -> None:
    wrong = [french for _, french in pairs() if re.search(r"""['"“”]|\.\.\.|!""", re.sub(r"`[^`]*`", "", french))]
    assert not wrong, "curly apostrophes, « », one sign for …, no exclamation mark"
    wrong = [french for _, french in pairs() if re.search(r"[^ \u00a0\u202f][;?»]|[^ \u00a0\u202f]:(\s|$)|«[^ \u00a0\u202f]", french)]
    assert not wrong, "a space comes before : ; ? » and after «"


def test_the_screen_shows_french_with_its_no_break_spaces() -> None:
    assert translator("fr")("Which decision will be taken?") == "Quelle décision sera prise\u202f?"
    assert translator("fr")("Family: {name}") == "Famille\u00a0: {name}"
