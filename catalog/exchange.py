"""Tools in and out: publiccode.yml (versions 0.2 to 0.7), CSV, JSON, and the schema that editors complete with.

Source of the keys: the publiccode.yml standard, https://yml.publiccode.tools. Only what both sides know travels.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from catalog.facts import Text
from catalog.finding import open_source
from catalog.load import Catalog
from catalog.tools import Tool
from catalog.words import LANGUAGES, Lang, no_formula
from catalog.yamlfile import bad, parse

VERSION = "0.7"  # of the publiccode.yml written
READ = re.compile(r"^0(\.[2-7](\.\d+)?)?$")
SHORT = 150  # characters of a shortDescription
LONG = 10_000  # of a longDescription
KINDS = {
    "platform": "standalone/web",
    "public_service": "standalone/web",
    "app": "standalone/mobile",
    "service": "standalone/other",
    "library": "library",
}
KINDS_READ = {
    "standalone/mobile": "app", "standalone/other": "service", "standalone/backend": "library", "addon": "library", "library": "library",
    "configurationFiles": "library",
}  # fmt: skip
TO_WRITE = Text(fr="à compléter", en="to complete")
MISSING = {
    "what.fr": Text(fr="une ligne en français : ce que fait l’outil", en="one line in French: what the tool does"),
    "what.en": Text(fr="une ligne en anglais", en="one line in English: what the tool does"),
    "uses": Text(fr="au moins un usage, le principal d’abord : {uses}", en="at least one use, the main one first: {uses}"),
    "status.as_of": Text(
        fr="l’année d’un signe de vie (releaseDate manque) : sans elle, l’état reste inconnu",
        en="the year of a sign of life (no releaseDate): without it the status stays unknown",
    ),
    "hosting": Text(fr="vendor, self ou partner, avec sa source", en="vendor, self or partner, with its source"),
    "maintainer": Text(fr="qui le maintient", en="who maintains it"),
    "origin": Text(fr="le pays, en deux lettres (ISO 3166)", en="the country, in two letters (ISO 3166)"),
    "since": Text(fr="l’année des débuts", en="the year it began"),
}  # fmt: skip


# -- publiccode.yml, in -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A tool read elsewhere: the text of `data/tools/<id>.yaml` and of its source, and what is still to be written."""

    id: str
    text: str
    source: str
    missing: tuple[Text, ...]


def read_publiccode(content: bytes, name: str, catalog: Catalog) -> Entry:
    """Turn a publiccode.yml (or .yaml) into an entry of ours.

    Raises:
        BadInput: not a publiccode.yml, or of a version that is not read.
    """
    document = parse(content, name)
    value = document.value
    if not isinstance(value, dict) or "publiccodeYmlVersion" not in value:
        raise bad(name, 1, "ce n’est pas un publiccode.yml : la clé publiccodeYmlVersion manque.",
                  "this is not a publiccode.yml: the key publiccodeYmlVersion is missing.")  # fmt: skip
    version = str(value["publiccodeYmlVersion"])
    if not READ.match(version):
        raise bad(name, document.line(("publiccodeYmlVersion",)), f"version {version[:20]} : seules les versions 0.2 à 0.7 sont lues.",
                  f"version {version[:20]}: only versions 0.2 to 0.7 are read.")  # fmt: skip
    if not isinstance(value.get("name"), str) or not value["name"].strip():
        raise bad(name, document.line(("name",)), "name : un nom est attendu.", "name: a name is expected.")
    return _entry(value, catalog)


def _entry(value: Mapping[str, Any], catalog: Catalog) -> Entry:
    id = re.sub(r"[^a-z0-9]+", "-", value["name"].lower()).strip("-")
    key = f"{id}-publiccode"
    fact = {"sources": [key]}
    described = {lang: _description(value, lang) for lang in LANGUAGES}
    year = _year(value.get("releaseDate"))
    stage = value.get("developmentStatus")
    made: dict[str, Any] = {"name": value["name"].strip()}
    if aliases := [each["localisedName"] for each in described.values() if each.get("localisedName") not in (None, value["name"])]:
        made["aliases"] = list(dict.fromkeys(aliases))
    made["kind"] = KINDS_READ.get(str(value.get("softwareType")), "platform")
    made["what"] = {lang: _what(described[lang]) or TO_WRITE(lang) for lang in LANGUAGES}
    made["maintainer"] = _owner(value)
    if value.get("isBasedOn"):
        made["built_on"] = _known(value["isBasedOn"], catalog)
    made["website"] = value.get("landingURL")
    if stage == "obsolete":
        made["status"] = {"value": "discontinued", **fact}
    elif stage in ("stable", "beta", "development") and year:
        made["status"] = {"value": "active", "as_of": year, **fact}
    else:
        made["status"] = {"value": "unknown"}
    if licence := _inside(value, "legal", "license"):
        made["licence"] = {"value": licence, **fact}
    if value.get("url"):
        made["source_code"] = {"value": str(value["url"]).removesuffix(".git"), **fact}
    made["uses"] = []
    if languages := _inside(value, "localisation", "availableLanguages"):
        made["languages"] = languages
    if users := value.get("usedBy"):
        made["deployments"] = [{"who": user, "sources": [key]} for user in users if isinstance(user, str)]
    made["sources"] = [key]
    made["confidence"] = "read"
    uses = ", ".join(catalog.uses)
    missing = [MISSING[f"what.{lang}"] for lang in LANGUAGES if not _what(described[lang])]
    missing.append(Text(fr=MISSING["uses"].fr.format(uses=uses), en=MISSING["uses"].en.format(uses=uses)))
    missing += [MISSING["status.as_of"]] if made["status"]["value"] == "unknown" else []
    missing += [MISSING["hosting"], *([MISSING["maintainer"]] if not made["maintainer"] else []), MISSING["origin"], MISSING["since"]]
    made = {name: item for name, item in made.items() if item is not None}
    address = value.get("url") or value.get("landingURL")
    source = {key: {"confidence": "read", "title": f"publiccode.yml, {value['name']}", "url": address, "read_on": None}}
    return Entry(id, _yaml(made), _yaml(source), tuple(missing))


def _description(value: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """What is said in a language, whatever its region (fr, fr-FR)."""
    described = value.get("description")
    if not isinstance(described, dict):
        return {}
    found = next((said for tag, said in described.items() if str(tag).lower().split("-")[0] == lang), None)
    return found if isinstance(found, dict) else {}


def _what(described: Mapping[str, Any]) -> str | None:
    """The short description, or the first paragraph of the long one when the short one was cut."""
    short, long = str(described.get("shortDescription") or "").strip(), str(described.get("longDescription") or "").strip()
    if short.endswith("…") and long.startswith(short[:-1]):
        return long.split("\n", 1)[0].strip()
    return short or long.split("\n", 1)[0].strip() or None


def _owner(value: Mapping[str, Any]) -> str | None:
    """Who owns or maintains it: the key changed from version to version."""
    named = _inside(value, "organisation", "name") or _inside(value, "legal", "repoOwner") or _inside(value, "legal", "mainCopyrightOwner")
    return str(named) if named else None


def _inside(value: Mapping[str, Any], section: str, key: str) -> Any:
    inner = value.get(section)
    return inner.get(key) if isinstance(inner, dict) else None


def _known(based_on: Any, catalog: Catalog) -> str | None:
    """The tool of ours whose code is at that address, or the address itself."""
    first = based_on[0] if isinstance(based_on, list) and based_on else based_on
    if not isinstance(first, str):
        return None
    bare = first.removesuffix(".git").rstrip("/")
    return next((tool.id for tool in catalog.tools.values() if (tool.source_code.value or "").rstrip("/") == bare), first)


def _year(written: Any) -> int | None:
    """The year of a date; 1970 stands for "no release" in files made to please validators."""
    found = re.match(r"(19|20)\d\d", str(written or ""))
    return int(found.group()) if found and found.group() != "1970" else None


# -- publiccode.yml, out ------------------------------------------------------------------------------------


def publiccode(tool: Tool, catalog: Catalog) -> str:
    """A tool as publiccode.yml; what its card does not know is left out, never invented.

    Raises:
        BadInput: its code is not public, or not known to be: the standard describes public code only.
    """
    if not open_source(tool) or not tool.source_code.value:
        raise bad(tool.id, None, "publiccode.yml décrit un code public : il faut une licence libre et l’adresse du code dans la fiche.",
                  "publiccode.yml describes public code: the card needs a free licence and the address of the code.")  # fmt: skip
    made: dict[str, Any] = {"publiccodeYmlVersion": VERSION, "name": tool.name, "url": tool.source_code.value, "landingURL": tool.website}
    if tool.built_on:
        based = catalog.tools.get(tool.built_on)
        made["isBasedOn"] = based.source_code.value if based else None
    made["platforms"] = ["android", "ios"] if tool.kind == "app" else ["web"]
    made["developmentStatus"] = {"active": "stable", "discontinued": "obsolete"}.get(catalog.liveness(tool).value)
    made["softwareType"] = KINDS[tool.kind]
    made["usedBy"] = list(dict.fromkeys(use.who for use in tool.deployments)) or None
    made["description"] = {lang: _described(tool, catalog, lang) for lang in ("en", "fr")}
    made["legal"] = {"license": tool.licence.value, **({"repoOwner": tool.maintainer} if tool.maintainer else {})}
    if tool.languages:
        made["localisation"] = {"localisationReady": len(tool.languages) > 1, "availableLanguages": list(tool.languages)}
    return _yaml({name: item for name, item in made.items() if item is not None})


def missing_for_publiccode(tool: Tool, catalog: Catalog) -> tuple[str, ...]:
    """Keys that the standard wants and that no card holds."""
    known = {"developmentStatus": catalog.liveness(tool).value != "unknown", "localisation": bool(tool.languages)}
    return ("maintenance", *(key for key, there in known.items() if not there))


def _described(tool: Tool, catalog: Catalog, lang: Lang) -> dict[str, Any]:
    what = tool.what.fr if lang == "fr" else tool.what.en
    features = [catalog.labels["features"][name](lang) for name in tool.features]
    uses = ", ".join(catalog.uses[use].name(lang) for use in tool.uses)
    intro = Text(fr=f"Usages, d’après Maillage : {uses}.", en=f"Uses, according to Maillage: {uses}.")
    short = what if len(what) <= SHORT else what[: SHORT - 1].rsplit(" ", 1)[0] + "…"
    return {"shortDescription": short, "longDescription": f"{what}\n\n{intro(lang)}"[:LONG], **({"features": features} if features else {})}


# -- tables, records, schema --------------------------------------------------------------------------------

FACTS = ("status", "licence", "source_code", "hosting", "hosted_in", "price", "accessibility", "identity", "personal_data")


def as_csv(catalog: Catalog, lang: Lang) -> str:
    """One row a tool: each fact with its year and where it was read."""
    out = io.StringIO()
    plain = ("id", "name", "kind", "what", "uses", "maintainer", "origin", "since", "website", "languages", "confidence")
    columns = [*plain, "in_service", *(f"{name}{end}" for name in FACTS for end in ("", "_year", "_sources", "_confidence"))]
    table = csv.DictWriter(out, columns)
    table.writeheader()
    for tool in catalog.tools.values():
        row: dict[str, Any] = {name: _cell(getattr(tool, name), lang) for name in plain}
        row["in_service"] = catalog.liveness(tool).value
        for name in FACTS:
            fact = getattr(tool, name)
            row |= {
                name: _cell(fact.value, lang), f"{name}_year": fact.as_of or "", f"{name}_sources": " ".join(fact.sources),
                f"{name}_confidence": fact.confidence if fact.value is not None else "",
            }  # fmt: skip
        table.writerow({name: no_formula(value) if isinstance(value, str) else value for name, value in row.items()})
    return out.getvalue()


def _cell(value: Any, lang: Lang) -> Any:
    if value is None:
        return ""
    if isinstance(value, Text):
        return value(lang)
    return " ".join(value) if isinstance(value, tuple) else value


def as_json(catalog: Catalog) -> str:
    """Every tool, use, family and source, whole."""
    shelves = {"tools": catalog.tools, "uses": catalog.uses, "families": catalog.families, "sources": catalog.sources}
    whole = {name: [record.model_dump(mode="json", exclude_none=True) for record in shelf.values()] for name, shelf in shelves.items()}
    return json.dumps({"data": catalog.version, **whole}, ensure_ascii=False, indent=1) + "\n"


def tool_schema(catalog: Catalog) -> dict[str, Any]:
    """The JSON Schema of a tool's file, with the words and uses that exist: what an editor completes with."""
    schema = Tool.model_json_schema()
    schema["properties"].pop("id")
    schema["required"] = [name for name in schema["required"] if name != "id"]
    schema["title"] = "data/tools/<id>.yaml"
    schema["properties"]["uses"]["items"]["enum"] = list(catalog.uses)
    schema["properties"]["features"]["items"]["enum"] = sorted(catalog.labels["features"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


class _Plain(yaml.SafeDumper):
    """Writes every value out: our own reader refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(value: Any) -> str:
    return yaml.dump(value, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=140)
