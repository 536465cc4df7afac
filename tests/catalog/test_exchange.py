"""Tools in and out: publiccode.yml both ways, tables, and the schema of the editors."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from catalog.cli import main
from catalog.exchange import as_csv, as_json, missing_for_publiccode, publiccode, read_publiccode, tool_schema
from catalog.finding import open_source
from catalog.load import DATA, Catalog, load
from catalog.tools import Tool
from catalog.yamlfile import BadInput, parse

SCHEMA = DATA / "schemas" / "tool.schema.json"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


# Five files of as many projects and versions, cut down: the keys are theirs, the sentences ours.
FILES = {
    "Decidim": """publiccodeYmlVersion: "0.4"
name: Decidim
url: "https://github.com/decidim/decidim.git"
platforms: [web]
developmentStatus: stable
softwareVersion: "0.29.2"
releaseDate: "2025-02-12"
softwareType: "library"
categories: [collaboration, survey]
description:
  en:
    shortDescription: >
      A framework for participatory democracy.
    features: ["Processes", "Assemblies"]
legal: {license: AGPL-3.0-or-later, mainCopyrightOwner: Associació de Software Lliure Decidim}
maintenance: {type: internal, contacts: [{name: Someone}]}
localisation: {localisationReady: true, availableLanguages: [en, ca, fr]}
usedBy: [Ville de Lausanne, Sénat (FR)]
""",
    "Consul Democracy": """publiccodeYmlVersion: "0.2"
name: Consul Democracy
url: "https://github.com/consuldemocracy/consuldemocracy"
landingURL: "https://consuldemocracy.org"
softwareType: standalone/web
releaseDate: "2024-10-30"
developmentStatus: stable
platforms: [web]
categories: [digital-citizenship]
description:
  en: {genericName: Citizen participation, shortDescription: Debates, proposals, votes and budgets.}
  es-ES: {localisedName: Consul, shortDescription: "Debates y propuestas."}
legal: {license: AGPL-3.0-only, repoOwner: Consul Democracy Foundation}
maintenance: {type: community, contacts: [{name: Someone}]}
localisation: {localisationReady: yes, availableLanguages: [es, en]}
""".replace("shortDescription: Debates, proposals, votes and budgets.", 'shortDescription: "Debates, proposals, votes and budgets."'),
    "OpenStad headless": """publiccodeYmlVersion: "0.5"
name: OpenStad headless
applicationSuite: OpenStad
url: "https://github.com/openstad/openstad-headless"
landingURL: "https://openstad.org"
releaseDate: "2025-11-11"
platforms: [web]
developmentStatus: stable
softwareType: "standalone/web"
organisation: {uri: "https://amsterdam.nl", name: Gemeente Amsterdam}
fundedBy: [Gemeente Amsterdam]
usedBy: [Gemeente Amsterdam, Gemeente Zwolle]
description:
  nl: {localisedName: OpenStad, shortDescription: "Websites voor participatie."}
  en: {localisedName: OpenStad, shortDescription: "Interactive websites for participation projects."}
legal: {license: MIT}
maintenance: {type: contract, contractors: [{name: Draad, until: "2025-12-31"}]}
localisation: {localisationReady: false, availableLanguages: [nl]}
""",
    "BigBlueButton": """publiccodeYmlVersion: "0"
name: BigBlueButton
url: "https://github.com/bigbluebutton/bigbluebutton"
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  en: {shortDescription: "Web conferences for teaching."}
legal: {license: LGPL-3.0}
maintenance: {type: internal}
localisation: {localisationReady: true, availableLanguages: [en]}
""",
    "Signalen": """publiccodeYmlVersion: "0.3.0"
name: Signalen
url: "https://github.com/Amsterdam/signals"
releaseDate: "1970-01-01"
platforms: web
developmentStatus: development
softwareType: standalone/web
isBasedOn: "https://github.com/decidim/decidim"
description:
  nl: {shortDescription: "Meldingen openbare ruimte."}
legal: {license: MPL-2.0, repoOwner: Gemeente Amsterdam}
maintenance: {type: contract}
localisation: {localisationReady: false, availableLanguages: [nl]}
""",
}


@pytest.mark.parametrize("name", FILES)
def test_a_publiccode_becomes_an_entry_that_our_reader_takes_once_its_uses_are_written(name: str, catalog: Catalog) -> None:
    entry = read_publiccode(FILES[name].encode(), "publiccode.yml", catalog)
    value = parse(entry.text, "entry.yaml").value
    assert value["name"] == name and value["uses"] == []
    tool = Tool.model_validate({**value, "id": entry.id, "uses": ["survey"]})
    assert tool.licence.sources == tool.source_code.sources == (f"{entry.id}-publiccode",)
    assert tool.sources[0] in parse(entry.source, "s.yaml").value
    assert any("usage" in each.fr for each in entry.missing)
    assert not tool.source_code.value or not tool.source_code.value.endswith(".git")


def test_what_each_file_says_is_kept_and_what_it_does_not_say_is_asked_for(catalog: Catalog) -> None:
    made = {name: parse(read_publiccode(text.encode(), "p.yaml", catalog).text, "e").value for name, text in FILES.items()}
    assert made["Decidim"]["status"] == {"value": "active", "as_of": 2025, "sources": ["decidim-publiccode"]}
    assert [use["who"] for use in made["Decidim"]["deployments"]] == ["Ville de Lausanne", "Sénat (FR)"]
    assert made["Decidim"]["kind"] == "library" and made["Decidim"]["languages"] == ["en", "ca", "fr"]
    assert made["OpenStad headless"]["maintainer"] == "Gemeente Amsterdam" and made["OpenStad headless"]["aliases"] == ["OpenStad"]
    assert made["BigBlueButton"]["status"] == {"value": "unknown"}  # no release date: no dated sign of life
    assert made["Signalen"]["status"] == {"value": "unknown"}  # 1970 stands for no release
    assert made["Signalen"]["built_on"] == "decidim"
    asked = {name: [each.en for each in read_publiccode(text.encode(), "p", catalog).missing] for name, text in FILES.items()}
    assert any("line in English" in each for each in asked["Signalen"]) and not any("line in English" in each for each in asked["Decidim"])
    assert any("sign of life" in each for each in asked["BigBlueButton"]) and not any("sign of life" in each for each in asked["Decidim"])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("name: x", "publiccodeYmlVersion"),
        ('publiccodeYmlVersion: "0.8"\nname: x', "publiccode.yml:1: version 0.8"),
        ('publiccodeYmlVersion: "1.0"\nname: x', "version 1.0"),
        ('publiccodeYmlVersion: "0.4"\nurl: y', "name"),
        ("- a\n- b", "publiccodeYmlVersion"),
        ('publiccodeYmlVersion: "0.4"\nname: &a x', "anchor"),
    ],
)
def test_a_file_that_is_not_one_is_refused_with_the_reason(text: str, word: str, catalog: Catalog) -> None:
    with pytest.raises(BadInput) as refused:
        read_publiccode(text.encode(), "publiccode.yml", catalog)
    assert word in refused.value.say("en")


def test_out_and_in_again_gives_the_same_entry_for_what_both_sides_know(catalog: Catalog) -> None:
    count = 0
    for tool in catalog.tools.values():
        if not open_source(tool) or not tool.source_code.value:
            continue
        count += 1
        back = parse(read_publiccode(publiccode(tool, catalog).encode(), "publiccode.yml", catalog).text, "back.yaml").value
        assert back["name"] == tool.name
        assert back["what"] == {"fr": tool.what.fr, "en": tool.what.en}, tool.id
        assert back["kind"] == ("platform" if tool.kind == "public_service" else tool.kind)
        assert back["licence"]["value"] == tool.licence.value
        assert back["source_code"]["value"] == tool.source_code.value.removesuffix(".git")
        assert back.get("website") == tool.website and back.get("maintainer") == tool.maintainer
        assert tuple(back.get("languages", ())) == tool.languages
        assert [use["who"] for use in back.get("deployments", ())] == list(dict.fromkeys(use.who for use in tool.deployments))
        assert (back["status"]["value"] == "discontinued") == (catalog.liveness(tool).value == "discontinued")
    assert count > 80


def test_a_closed_tool_has_no_publiccode(catalog: Catalog) -> None:
    closed = next(tool for tool in catalog.tools.values() if open_source(tool) is False)
    with pytest.raises(BadInput):
        publiccode(closed, catalog)


def test_what_the_standard_wants_and_no_card_holds_is_told(catalog: Catalog) -> None:
    assert "maintenance" in missing_for_publiccode(catalog.tools["decidim"], catalog)


def test_the_tables_hold_every_tool_and_its_sources(catalog: Catalog) -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(as_csv(catalog, "fr")))}
    assert rows.keys() == catalog.tools.keys()
    decidim = catalog.tools["decidim"]
    assert rows["decidim"]["licence"] == decidim.licence.value and rows["decidim"]["licence_sources"] == " ".join(decidim.licence.sources)
    whole = json.loads(as_json(catalog))
    assert {each["id"] for each in whole["tools"]} == set(catalog.tools) and {each["id"] for each in whole["sources"]} == set(
        catalog.sources
    )


def test_the_schema_of_the_editors_is_that_of_the_records(catalog: Catalog) -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(json.dumps(tool_schema(catalog))), (
        "write it again: python -m catalog schema > data/schemas/tool.schema.json"
    )


def test_the_command_line_imports_and_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "publiccode.yml"
    assert main(["export", "decidim", "-o", str(path)]) == 0 and main(["import", str(path)]) == 0
    out, err = capsys.readouterr()
    assert "name: Decidim" in out and "usage" in err
    assert main(["export", "-o", str(tmp_path / "all.csv")]) == 0 and main(["export", "-o", str(tmp_path / "all.json")]) == 0
    with pytest.raises(BadInput):
        main(["export", "decidim", "-o", str(tmp_path / "x.csv")])
    with pytest.raises(BadInput):
        main(["export", "decidimm", "-o", str(path)])
