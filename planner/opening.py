"""Opening a file that somebody gives: a plan, a brief, or one of our documents, recognised by what it holds.

A file may come from a stranger: sizes, depth, aliases, tags, repeated keys, numbers of values are limited before
anything is built, and whatever is wrong becomes one message that shows nothing but a few words of the file.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from catalog.facts import Text
from catalog.load import Catalog
from catalog.paper.carried import MAX_FILE, MAX_RECORD, carried, shown
from catalog.yamlfile import MAX_DEPTH, BadInput, Document, Problem, bad, parse, validate
from planner import VERSION
from planner.brief import Brief, check_names
from planner.plan import MOST as MOST_ACTIVITIES
from planner.plan import Plan, parse_plan, plan_in
from planner.record import Made

MOST = MAX_FILE  # bytes of a document; a plan or a brief by itself has at most 1 MB
SUFFIXES: tuple[str, ...] = (".yaml", ".yml", ".json", ".docx", ".xlsx", ".pdf", ".html", ".md")
MAX_VALUES, MAX_LIST = 40_000, 1_000  # values in a file, values in one list: a plan of 300 activities has about 5,000
SCHEMA = 1

# What a JSON text may hold and a YAML text may not, or reads otherwise (line and paragraph separators are folded).
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|(/)|.)", re.DOTALL)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]")

NONE = Text(
    fr="un fichier {kind} fait par Maillage porte le dispositif avec lui ; celui-ci n’en porte pas. "
    "Donnez le document tel qu’il a été écrit, ou le dispositif en YAML ou en JSON.",
    en="a {kind} file made by Maillage carries its plan; this one carries none. "
    "Give the document as it was written, or the plan in YAML or JSON.",
)
NOT_OURS: dict[str, Text] = {
    "calendar": Text(fr="un calendrier ne porte que des dates. Donnez le dispositif (YAML, JSON) ou un document fait par Maillage.",
                     en="a calendar holds dates only. Give the plan (YAML, JSON) or a document made by Maillage."),
    "archive": Text(fr="cette archive n’est ni un document Word ni un classeur Excel fait par Maillage. Sortez-en le fichier voulu.",
                    en="this archive is neither a Word document nor an Excel workbook made by Maillage. Take the file you want out of it."),
    "old_office": Text(
        fr="c’est un fichier Office d’un ancien format, ou protégé. Enregistrez-le en .docx ou .xlsx, sans mot de passe.",
        en="this is an Office file of an old format, or protected by a password. Save it as .docx or .xlsx, without a password."),
    "picture": Text(fr="c’est une image. Donnez le dispositif (YAML, JSON) ou un document fait par Maillage.",
                    en="this is a picture. Give the plan (YAML, JSON) or a document made by Maillage."),
}  # fmt: skip
KINDS = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF", "html": "HTML", "markdown": "Markdown"}
_BY_SUFFIX = {"docx": "docx", "xlsx": "xlsx", "pdf": "pdf", "html": "html", "htm": "html", "md": "markdown"}
INSIDE = Text(
    fr="ce document a été fait par Maillage {engine}, données {data} ; ici, Maillage {now}, données {data_now}. "
    "Le dispositif qu’il porte ne se lit plus tel quel ; le document n’est pas modifié.",
    en="this document was made by Maillage {engine}, data {data}; here, Maillage {now}, data {data_now}. "
    "The plan it carries cannot be read as it is; the document is not changed.",
)
LATER = Text(
    fr="fichier de schéma {found}, écrit par une version plus récente ; celle-ci lit le schéma 1. "
    "Mettez Maillage à jour, ou ouvrez-le là où il a été fait. Le fichier n’est pas modifié.",
    en="a file of schema {found}, written by a later version; this one reads schema 1. "
    "Update Maillage, or open it where it was made. The file is not changed.",
)  # fmt: skip


def open_file(content: bytes, name: str, catalog: Catalog) -> Plan:
    """The plan in a file: a plan, a brief (a plan without activities yet), or a document that carries one.

    Args:
        name: of the file, for messages only; nothing is read or written at that place.
    Raises:
        BadInput: where, what was found, what to write.
    """
    try:
        return _opened(content, shown(name), catalog)
    except BadInput as error:
        raise _calm(error) from None


def record_in(content: bytes, name: str) -> Made | None:
    """What made a document; None when the file carries nothing of the kind, such as a plan by itself.

    Raises:
        BadInput: an unsafe or damaged file, a record that cannot be read.
    """
    try:
        text = carried(content, name).record or _record_alone(content)
        return None if text is None else _made(_json(text, shown(name)), shown(name))
    except BadInput as error:
        raise _calm(error) from None


# -- a plan or a brief by itself ------------------------------------------------------------------------


def _opened(content: bytes, name: str, catalog: Catalog) -> Plan:
    found = carried(content, name)
    text = found.record or _record_alone(content)
    if text is not None:
        return _carried_plan(_json(text, name), name, catalog)
    if found.kind in KINDS:
        raise _none(name, KINDS[found.kind])
    if found.kind in NOT_OURS:
        words = NOT_OURS[found.kind]
        raise bad(name, None, words.fr, words.en)
    given = _readable(content)
    said = KINDS.get(_BY_SUFFIX.get(name.rpartition(".")[2].lower(), ""))
    try:
        document = parse(given, name)
    except BadInput:
        if said:
            raise _none(name, said) from None
        raise
    if said and not isinstance(document.value, dict):
        raise _none(name, said)
    _bounded(document)
    if isinstance(document.value, dict) and document.value.keys() & {"brief", "activities"}:
        return _finite(plan_in(document, catalog), name)
    brief = validate(Brief, document)
    check_names(brief, catalog, document)
    return _finite(Plan(brief=brief), name)


def _none(name: str, kind: str) -> BadInput:
    return bad(name, None, NONE.fr.format(kind=kind), NONE.en.format(kind=kind))


def _readable(content: bytes) -> bytes | str:
    """A JSON text as YAML reads it, line for line; anything else as it is."""
    if len(content) > 1_000_000 or not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return content
    try:
        return _as_yaml(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return content


def _as_yaml(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        if match[1]:  # a character written as two halves
            return chr(0x10000 + ((int(match[1], 16) - 0xD800) << 10) + int(match[2], 16) - 0xDC00)
        return "/" if match[3] else match[0]

    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", _ESCAPE.sub(escape, text))


def _bounded(document: Document) -> None:
    """Refuse what holds more values than any plan: each would have its own complaint."""
    if isinstance(document.value, dict):
        _same_schema(document.value.get("schema"), document.name, document.line(("schema",)))
    count, waiting = 0, [document.value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, (dict, list)):
            count += len(value)
            if len(value) > MAX_LIST or count > MAX_VALUES:
                raise bad(document.name, None,
                          f"plus de {MAX_LIST} valeurs dans une liste, ou de {MAX_VALUES} en tout. Ne gardez que le dispositif"
                          f" ({MOST_ACTIVITIES} actions au plus).",
                          f"more than {MAX_LIST:,} values in a list, or {MAX_VALUES:,} in all. Keep only the plan"
                          f" ({MOST_ACTIVITIES} activities at most).")  # fmt: skip
            waiting += value.values() if isinstance(value, dict) else value


def _same_schema(found: Any, name: str, line: int | None = None) -> None:
    if isinstance(found, int) and not isinstance(found, bool) and found > SCHEMA:
        shown_number = str(found)[:20]
        raise bad(name, line, LATER.fr.format(found=shown_number), LATER.en.format(found=shown_number))


def _finite(plan: Plan, name: str) -> Plan:
    """A plan without a number that nothing can be computed with."""
    for path, value in _numbers(plan, ()):
        if not math.isfinite(value):
            where = ".".join(path)[:120]
            raise bad(name, None, f"{where} : un nombre fini est attendu.", f"{where}: a finite number is expected.")
    return plan


def _numbers(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    if isinstance(value, float):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _numbers(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _numbers(each, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for i, each in enumerate(value):
            yield from _numbers(each, (*path, str(i)))


# -- a record -------------------------------------------------------------------------------------------


def _record_alone(content: bytes) -> str | None:
    """A record kept as a file by itself, such as the attachment of a PDF once saved."""
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{") or not re.search(rb'"maillage"\s*:\s*"document"', start) or len(content) > MAX_RECORD:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _json(text: str, name: str) -> Any:
    """The value of a record, without repeated key nor number that is none."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("repeated key")
        return found

    def never(word: str) -> Any:
        raise ValueError(f"{word[:20]} is no number")

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=never)
        json.dumps(value, ensure_ascii=False).encode()  # half a character is refused
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or _depth(value) > MAX_DEPTH:
        raise bad(name, None, "le dispositif porté par ce document est abîmé. Reprenez l’original.",
                  "the plan carried by this document is damaged. Take the original again.")  # fmt: skip
    _same_schema(value.get("schema"), name)
    return value


def _depth(value: Any) -> int:
    """Levels of lists and mappings in a value, counted up to one more than allowed."""
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        level = [each for one in level if isinstance(one, (dict, list)) for each in (one.values() if isinstance(one, dict) else one)]
        depth += 1
    return depth


def _carried_plan(value: dict[str, Any], name: str, catalog: Catalog) -> Plan:
    """The plan of a record, its names checked against the catalogue of here."""
    inside = value.get("plan")
    if not isinstance(inside, dict):
        raise bad(name, None, "le dispositif manque dans ce document. Reprenez l’original.",
                  "the plan is missing from this document. Take the original again.")  # fmt: skip
    _same_schema(inside.get("schema"), name)
    try:
        _bounded(Document(name, inside))
        return _finite(parse_plan(_as_yaml(json.dumps(inside, ensure_ascii=False)), name, catalog), name)
    except BadInput as error:  # the lines are those of no file that anybody can open
        engine, data = (str(value.get(key, "?"))[:40] for key in ("engine", "data"))
        told = {"engine": engine, "data": data, "now": VERSION, "data_now": catalog.version}
        first = Problem(name, None, Text(fr=INSIDE.fr.format(**told), en=INSIDE.en.format(**told)))
        raise BadInput([first, *(Problem(name, None, problem.message) for problem in error.problems)]) from None


def _made(value: dict[str, Any], name: str) -> Made:
    document = Document(name, value)
    _bounded(Document(name, {key: each for key, each in value.items() if key != "numbers"}))
    numbers = value.get("numbers")
    if isinstance(numbers, dict) and len(numbers) > MAX_VALUES:
        raise bad(name, None, f"plus de {MAX_VALUES} nombres.", f"more than {MAX_VALUES:,} numbers.")
    record = validate(Made, document)
    _finite(record.plan, name)
    if not all(map(math.isfinite, record.numbers.values())):
        raise bad(name, None, "numbers : un nombre fini est attendu.", "numbers: a finite number is expected.")
    return record


# -- messages -------------------------------------------------------------------------------------------


def _calm(error: BadInput) -> BadInput:
    """The same problems, each on one line, without what is invisible or turns the reading order."""
    return BadInput(
        Problem(_line(problem.file) or "?", problem.line, Text(fr=_line(problem.message.fr) or "?", en=_line(problem.message.en) or "?"))
        for problem in error.problems
    )


def _line(text: str) -> str:
    return _UNSEEN.sub("", re.sub(r"[ \t\r\n]+", " ", text))
