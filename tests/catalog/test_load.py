"""The catalogue as a whole: every fault is reported at once, an organisation lays its own files over ours."""

import json
import shutil
from pathlib import Path

import pytest

from catalog.cli import main
from catalog.load import DATA, Catalog, load
from catalog.yamlfile import BadInput


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_our_data_is_valid_and_as_broad_as_promised(catalog: Catalog) -> None:
    read = [tool for tool in catalog.tools.values() if tool.confidence == "read"]
    families = {catalog.uses[use].family for tool in read for use in tool.uses}
    assert len(read) >= 80
    assert families == set(catalog.families) and len(families) == 7
    assert len(catalog.uses) == 24
    assert sum(1 for method in catalog.methods.values() if method.kind == "method") >= 50
    assert len(catalog.principles) >= 40
    assert {claim for principle in catalog.principles.values() for claim in principle.claims} == set(catalog.claims)
    assert "voluntary" in catalog.frames
    assert len(catalog.departments) == 101


def test_every_fault_of_every_file_is_reported_in_one_go(copy: Path) -> None:
    (copy / "tools" / "decidim.yaml").write_text("name: Decidim\nkinds: platform\n", encoding="utf-8")
    broken = (copy / "methods" / "market_stand.yaml").read_text(encoding="utf-8").replace("form: stand", "form: stnd")
    (copy / "methods" / "market_stand.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load(copy)
    said = refused.value.say("fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert "tools/decidim.yaml:2: kinds : clé inconnue. Écrivez « kind » ?" in said
    assert "methods/market_stand.yaml:3: form : mot inconnu (stnd). Écrivez « stand » ?" in said


def test_a_source_that_nobody_listed_is_refused_with_the_nearest_name(copy: Path) -> None:
    path = copy / "figures" / "meetings_retired.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("gdn-profile", "gdn-profil"), encoding="utf-8")
    with pytest.raises(BadInput, match=r'"gdn-profil" is unknown\. Write "gdn-profile"'):
        load(copy)


def test_an_organisation_lays_its_own_figures_over_ours(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = (DATA / "model.yaml").read_text(encoding="utf-8")
    (tmp_path / "model.yaml").write_text(ours.replace("{value: 900, low: 700", "{value: 650, low: 600"), encoding="utf-8")
    monkeypatch.setenv("MAILLAGE_DATA", str(tmp_path))
    theirs = load()
    assert catalog.model["day_rate"].figure.value == 900
    assert theirs.model["day_rate"].figure.value == 650
    assert theirs.version != catalog.version
    assert theirs.tools == catalog.tools


def test_every_source_is_cited_somewhere_or_belongs_to_an_example(catalog: Catalog) -> None:
    """The bibliography holds no dead entry among those we opened ourselves."""
    files = [*DATA.rglob("*.yaml"), *(DATA.parent / "examples").glob("*.yaml")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files if path.name != "sources.yaml")
    opened = [id for id, source in catalog.sources.items() if source.read_on]
    assert [id for id in opened if id not in text] == []


def test_an_invalid_folder_is_a_no_and_a_missing_one_is_unusable(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "uses.yaml").write_text("families: 3\n", encoding="utf-8")
    assert main(["validate", str(copy)]) == 1
    with pytest.raises(BadInput):
        main(["validate", str(copy / "nowhere")])
    capsys.readouterr()


def test_the_list_of_a_use_is_what_the_contract_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--use", "co-design", "--json"]) == 0
    tools = json.loads(capsys.readouterr().out)["tools"]
    assert tools and all("co-design" in tool["uses"] for tool in tools)
    assert {"id", "name", "uses", "status", "confidence"} <= set(tools[0])


# -- what is kept between two loads -----------------------------------------------------------------------------


def test_an_edited_file_is_picked_up_and_the_others_are_not_read_again(copy: Path) -> None:
    before = load(copy)
    assert load(copy) is before
    path = copy / "tools" / "decidim.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: Decidim", "name: Decidim Deux", 1), encoding="utf-8")
    after = load(copy)
    assert after.tools["decidim"].name == "Decidim Deux" and after.version != before.version
    assert all(after.tools[id] is before.tools[id] for id in before.tools if id != "decidim")
    (copy / "tools" / "loomio.yaml").unlink()
    assert "loomio" not in load(copy).tools


def test_a_fault_is_told_at_each_load_until_it_is_mended(copy: Path) -> None:
    path = copy / "tools" / "decidim.yaml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("kind: platform", "kind: platforme", 1), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BadInput, match=r"tools/decidim\.yaml:2: kind"):
            load(copy)
    path.write_text(good, encoding="utf-8")
    assert load(copy).tools["decidim"].kind == "platform"
