"""Reading a YAML file safely, and saying where it is wrong.

A file may come from a stranger: size, depth, aliases, tags and repeated keys are checked on the event
stream, before anything is built (libyaml's composer crashes the process on 50,000 nested brackets).
Scalars follow YAML 1.2's core schema: `no` and `NO` stay words, so a country code is not a falsehood.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from catalog.facts import Text
from catalog.words import Lang

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_LINES_SHOWN = 30
ECHO = 60  # characters of the input that a message may repeat

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = re.compile(r"^(~|null|Null|NULL|)$")
_BOOL = re.compile(r"^(true|True|TRUE|false|False|FALSE)$")
_INT = re.compile(r"^[-+]?[0-9]{1,18}$")
_FLOAT = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?$")

_SPECIAL = frozenset("~nNtTfF.+-0123456789")  # how what is not a word can start

Path_ = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """What is wrong in a file: where, what was found, what to write."""

    file: str
    line: int | None
    message: Text

    def say(self, lang: Lang) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message(lang)}"


class BadInput(Exception):
    """Unusable input; carries every problem found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.say("en"))

    def say(self, lang: Lang) -> str:
        """At most 40 lines and 4,000 characters, whatever came in."""
        lines = [re.sub(r"\s*[\r\n\u2028\u2029]\s*", " ", problem.say(lang))[:400] for problem in self.problems[:MAX_LINES_SHOWN]]
        more = len(self.problems) - len(lines)
        if more > 0:
            lines.append(f"… et {more} autres." if lang == "fr" else f"… and {more} more.")
        return "\n".join(lines)[:3900]


def bad(file: str, line: int | None, fr: str, en: str) -> BadInput:
    """One problem as an exception."""
    return BadInput([Problem(file, line, Text(fr=fr, en=en))])


@dataclass
class Document:
    """The value of a file and, when a fault must be placed, the line of each path in it."""

    name: str
    value: Any
    text: str = ""

    @cached_property
    def lines(self) -> Mapping[Path_, int]:
        """Worked out on demand: a file without fault never needs it."""
        return _lines(self.text)

    def line(self, path: Sequence[str | int]) -> int | None:
        """The line of `path`, or of its nearest parent that stands in the file."""
        for end in range(len(path), -1, -1):
            if (found := self.lines.get(tuple(path[:end]))) is not None:
                return found
        return None


def read(path: Path) -> Document:
    """Read one file from disk (see `parse`)."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "?"
        raise bad(
            path.name, None, f"fichier illisible ({reason}). Vérifiez le chemin.", f"the file cannot be read ({reason}). Check the path."
        ) from None
    return parse(content, path.name)


def parse(content: bytes | str, name: str) -> Document:
    """Turn the text of a YAML file into plain values with their lines.

    Raises:
        BadInput: too large, not text, malformed, too deep, or using an alias, a tag or a repeated key.
    """
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(raw) > MAX_BYTES:
        size = f"{len(raw) / 1e6:.1f}"
        raise bad(
            name,
            None,
            f"{size} Mo, alors que la limite est de 1 Mo. Ne gardez que le cadrage ou le dispositif.",
            f"{size} MB, where the limit is 1 MB. Keep only the brief or the plan.",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad(
            name,
            None,
            "ce n’est pas un fichier texte en UTF-8. Enregistrez-le en YAML, encodage UTF-8.",
            "this is not a UTF-8 text file. Save it as YAML, UTF-8 encoding.",
        ) from None
    return Document(name, _Builder(name, text).build(), text)


class _Builder:
    """Builds values from parser events with an explicit stack, so that depth costs no recursion."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    def build(self) -> Any:
        loader = _Loader(self.text)
        try:
            return self._value(loader.get_event)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = str(getattr(error, "problem", "") or getattr(error, "reason", "") or "?")[:ECHO]
            raise bad(
                self.name,
                mark.line + 1 if mark else None,
                f"YAML mal formé ({problem}). Vérifiez l’alignement et les deux-points.",
                f"malformed YAML ({problem}). Check the indentation and the colons.",
            ) from None
        except ValueError:
            raise bad(
                self.name, None, "caractère interdit dans un fichier YAML. Retirez-le.", "a character that YAML forbids. Remove it."
            ) from None
        finally:
            loader.dispose()

    def _value(self, next_event: Callable[[], Any]) -> Any:
        """The value of the only document of the stream. One loop without helpers: it runs once per word of every data file."""
        value: Any = None
        done = False
        containers: list[Any] = []
        keys: list[str | None] = []  # the key waiting for its value, per open container
        while True:
            event = next_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.anchor is not None or (event.tag is not None and event.tag != "!"):
                    raise self._refused(event)
                if not containers:
                    value, done = _scalar_value(event), True
                elif type(containers[-1]) is list:
                    containers[-1].append(_scalar_value(event))
                elif keys[-1] is None:
                    if event.value in containers[-1]:
                        raise self._repeated(event, containers)
                    keys[-1] = event.value
                else:
                    containers[-1][keys[-1]] = _scalar_value(event)
                    keys[-1] = None
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    raise self._refused(event)
                made: Any = {} if kind is yaml.MappingStartEvent else []
                if not containers:
                    value, done = made, True
                elif len(containers) >= MAX_DEPTH:
                    raise self._refuse(event, f"plus de {MAX_DEPTH} niveaux imbriqués. Simplifiez le fichier.",
                                       f"more than {MAX_DEPTH} nested levels. Simplify the file.")  # fmt: skip
                elif type(containers[-1]) is list:
                    containers[-1].append(made)
                elif keys[-1] is None:
                    raise self._refuse(event, "une clé composée. Écrivez un mot simple avant les deux-points.",
                                       "a compound key. Write a single word before the colon.")  # fmt: skip
                else:
                    containers[-1][keys[-1]] = made
                    keys[-1] = None
                containers.append(made)
                keys.append(None)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                containers.pop()
                keys.pop()
            elif kind is yaml.AliasEvent:
                raise self._refused(event)
            elif kind is yaml.DocumentStartEvent and done:
                raise self._refuse(event, "un second document (---). Gardez-en un seul.", "a second document (---). Keep only one.")
            elif kind is yaml.StreamEndEvent:
                return value

    def _refuse(self, event: Any, fr: str, en: str) -> BadInput:
        return bad(self.name, event.start_mark.line + 1, fr, en)

    def _refused(self, event: Any) -> BadInput:
        """What would make a file mean more than it says."""
        if event.anchor is not None:
            return self._refuse(event, "alias ou ancre (& ou *). Recopiez la valeur.", "alias or anchor (& or *). Write the value out.")
        return self._refuse(event, "étiquette YAML (!…). Retirez-la.", "a YAML tag (!…). Remove it.")

    def _repeated(self, event: Any, containers: Sequence[Any]) -> BadInput:
        # The container at hand is the last thing put in each of those around it.
        path = tuple(len(each) - 1 if isinstance(each, list) else next(reversed(each)) for each in containers[:-1])
        key, first = event.value[:ECHO], _lines(self.text).get((*path, event.value))
        return self._refuse(event, f"la clé « {key} » est répétée (déjà ligne {first}). Gardez-en une.",
                            f'the key "{key}" is repeated (already on line {first}). Keep one.')  # fmt: skip


def _lines(text: str) -> dict[Path_, int]:
    """The line where each path of a file first stands, as far as the file can be read."""
    found: dict[Path_, int] = {}
    paths: list[Path_] = []
    counts: list[int | None] = []  # items so far, per open list; None in a mapping
    keys: list[str | None] = []

    def here(line: int) -> Path_:
        if not paths:
            found.setdefault((), line)
            return ()
        if counts[-1] is None:
            path, keys[-1] = (*paths[-1], str(keys[-1])), None
        else:
            path = (*paths[-1], counts[-1])
            counts[-1] += 1
        found.setdefault(path, line)
        return path

    with suppress(yaml.YAMLError, ValueError):
        event: Any
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                path = here(line)
                paths.append(path)
                counts.append(0 if isinstance(event, yaml.SequenceStartEvent) else None)
                keys.append(None)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                paths.pop(), counts.pop(), keys.pop()
            elif isinstance(event, yaml.ScalarEvent) and paths and counts[-1] is None and keys[-1] is None:
                keys[-1] = event.value
                found.setdefault((*paths[-1], event.value), line)
            elif isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
                here(line)
    return found


def _scalar_value(event: Any) -> Any:
    text: str = event.value
    if event.style or (text and text[0] not in _SPECIAL):  # quoted or block: always words
        return text
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text.lower() == "true"
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def validate(model: type[M], document: Document, extra: Mapping[str, Any] | None = None, path: Path_ = ()) -> M:
    """Build a record from (part of) a document; every problem is reported with its line.

    Args:
        model: the record's class.
        extra: keys that are not in the file, such as the id given by the file name.
        path: where in the document the record stands; () is the whole file.
    Raises:
        BadInput: one problem per fault, unknown keys with the nearest known one.
    """
    value: Any = document.value
    for step in path:
        value = value[step]
    if not isinstance(value, dict):
        raise bad(
            document.name, document.line(path), "une suite de « clé: valeur » est attendue ici.", 'a set of "key: value" is expected here.'
        )
    try:
        return model.model_validate({**value, **(extra or {})})
    except ValidationError as error:
        raise BadInput(_problems(error, model, document, path)) from None
    except RecursionError:
        raise bad(document.name, document.line(path), "trop de niveaux imbriqués.", "too many nested levels.") from None


def _problems(error: ValidationError, model: type[BaseModel], document: Document, path: Path_) -> list[Problem]:
    return [Problem(document.name, document.line((*path, *fault["loc"])), explain(fault, model)) for fault in error.errors()]


_FRENCH = {
    "missing": "valeur attendue",
    "extra_forbidden": "clé inconnue",
    "greater_than_equal": "nombre trop petit",
    "greater_than": "nombre trop petit",
    "less_than_equal": "nombre trop grand",
    "literal_error": "mot inconnu",
    "int_parsing": "nombre entier attendu",
    "int_type": "nombre entier attendu",
    "int_from_float": "nombre entier attendu",
    "float_parsing": "nombre attendu",
    "float_type": "nombre attendu",
    "finite_number": "nombre fini attendu",
    "string_type": "texte attendu",
    "string_too_short": "texte vide",
    "string_too_long": "texte trop long",
    "bool_parsing": "true ou false attendu",
    "bool_type": "true ou false attendu",
    "date_from_datetime_parsing": "date attendue, comme 2027-03-14",
    "date_type": "date attendue, comme 2027-03-14",
    "date_parsing": "date attendue, comme 2027-03-14",
    "tuple_type": "liste attendue",
    "too_long": "liste trop longue",
    "too_short": "liste trop courte",
    "model_type": "une suite de « clé: valeur » est attendue",
    "dict_type": "une suite de « clé: valeur » est attendue",
}


def explain(fault: Any, model: type[BaseModel]) -> Text:
    """A fault of pydantic in words: where in the record, what was found, what to write."""
    where = ".".join(str(step) for step in fault["loc"]) or "(fichier)"
    kind, message = fault["type"], fault["msg"]
    if kind == "value_error":  # our own validators write whole sentences
        words = str(fault["ctx"]["error"])
        if isinstance(fault["ctx"]["error"], Bilingual):
            return Text(fr=f"{where}: {fault['ctx']['error'].text.fr}", en=f"{where}: {fault['ctx']['error'].text.en}")
        return Text(fr=f"{where}: {words}", en=f"{where}: {words}")
    french = _FRENCH.get(kind, message)
    found = "" if kind == "missing" else _echo(fault.get("input"))
    hint_fr = hint_en = ""
    if kind == "extra_forbidden":
        known = _known_keys(model, fault["loc"][:-1])
        near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
        if near:
            hint_fr, hint_en = f" Écrivez « {near[0]} » ?", f' Write "{near[0]}"?'
        elif known:
            shown = ", ".join(sorted(known)[:25])
            hint_fr, hint_en = f" Clés possibles : {shown}.", f" Possible keys: {shown}."
        found = ""
    elif kind == "literal_error":
        allowed = re.findall(r"'([^']+)'", fault["ctx"]["expected"])
        near = difflib.get_close_matches(str(fault.get("input")), allowed, n=1)
        listed = ", ".join(allowed)
        hint_fr = f" Écrivez « {near[0]} » ?" if near else f" Mots possibles : {listed}."
        hint_en = f' Write "{near[0]}"?' if near else f" Possible words: {listed}."
    elif kind in ("too_long", "too_short"):
        bound = fault["ctx"].get("max_length", fault["ctx"].get("min_length"))
        there = fault["ctx"].get("actual_length")
        word_fr, word_en = ("au plus", "at most") if kind == "too_long" else ("au moins", "at least")
        hint_fr, hint_en = f" {there} écrits, {bound} {word_fr}.", f" {there} written, {bound} {word_en}."
    elif "ctx" in fault and kind.startswith(("greater", "less")):
        bound = next(iter(fault["ctx"].values()))
        sign_fr = "au moins" if kind.startswith("greater") else "au plus"
        sign_en = "at least" if kind.startswith("greater") else "at most"
        hint_fr, hint_en = f" Écrivez {sign_fr} {bound}.", f" Write {sign_en} {bound}."
    return Text(fr=f"{where} : {french}{found}.{hint_fr}", en=f"{where}: {message}{found}.{hint_en}")


def _echo(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return ""
    shown = str(value)
    return f" ({shown[:ECHO]}{'…' if len(shown) > ECHO else ''})"


def _known_keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """Keys of the record that stands at `path` under `model`."""
    current: Any = model
    for step in path:
        if isinstance(step, int) or not (isinstance(current, type) and issubclass(current, BaseModel)):
            continue
        info = current.model_fields.get(step) or next((f for f in current.model_fields.values() if f.alias == step), None)
        current = _record_in(info.annotation) if info else None
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [info.alias or name for name, info in current.model_fields.items()]
    return []


def _record_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if (found := _record_in(inner)) is not None:
            return found
    return None


class Bilingual(ValueError):
    """A validator's complaint in both languages."""

    def __init__(self, fr: str, en: str) -> None:
        self.text = Text(fr=fr, en=en)
        super().__init__(en)


def unknown_name(document: Document, path: Sequence[str | int], name: str, known: Iterable[str]) -> Problem:
    """A name that no record bears, with the nearest one that exists."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    where, shown = ".".join(map(str, path)), name[:ECHO]
    return Problem(
        document.name,
        document.line(path),
        Text(
            fr=f"{where} : « {shown} » est inconnu." + (f" Écrivez « {near[0]} » ?" if near else ""),
            en=f'{where}: "{shown}" is unknown.' + (f' Write "{near[0]}"?' if near else ""),
        ),
    )
