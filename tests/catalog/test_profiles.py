"""Ready publics, barriers and help: complete, sourced, and never a guess dressed as a fact."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from catalog.facts import Figure, Text
from catalog.figures import Category, Criterion
from catalog.load import DATA, Catalog, load
from catalog.profiles import NEAREST, Barrier, ReadyPublic, Trigger, categories_of, ends
from catalog.yamlfile import BadInput

SAID = Text(fr="Dit.", en="Said.")
ASKED = {  # the publics organisers asked for
    "aged_75", "aged_60", "aged_18_24", "teenagers", "parents_young_children", "no_diploma", "low_income", "rural", "social_tenants",
    "staggered_hours", "little_french", "written_french", "disabled", "reduced_mobility", "nearby_residents", "shopkeepers",
    "living_alone", "job_seekers", "students", "farmers", "visitors", "agents",
}  # fmt: skip


def share(value: float, low: float, high: float) -> Figure:
    return Figure(value=value, low=low, high=high, unit="share", kind="computed")


def public(**facts: object) -> ReadyPublic:
    return ReadyPublic.model_validate({"id": "p", "label": SAID, "nearest": "none", "rests_on": SAID, "unknown": SAID, **facts})


def criterion(id: str, *names: str) -> Criterion:
    return Criterion(id=id, label=SAID, categories={name: Category(label=SAID) for name in names})


# -- the data ------------------------------------------------------------------------------------------


def test_every_public_that_was_asked_for_is_ready(catalog: Catalog) -> None:
    assert set(catalog.profiles) == ASKED


def test_a_public_is_said_in_words_the_composition_has(catalog: Catalog) -> None:
    for each in catalog.profiles.values():
        for name, categories in each.profile.items():
            assert set(categories) <= categories_of(catalog.criteria[name]), each.id


def test_a_public_without_a_profile_says_so_and_no_other(catalog: Catalog) -> None:
    for each in catalog.profiles.values():
        assert (each.nearest == "none") == (not each.profile), each.id
        assert each.nearest in NEAREST


def test_a_share_of_residents_is_a_range_with_a_source_and_a_year(catalog: Catalog) -> None:
    for each in catalog.profiles.values():
        if each.share is not None:
            low, high = ends(each.share)
            assert 0 <= low <= each.share.value <= high <= 1, each.id
            assert each.share.source in catalog.sources and each.share.year, each.id


def test_the_shares_by_age_are_those_of_the_population_files(catalog: Catalog) -> None:
    """6.85 million people of 75 and over, 18.66 million of 60 and over, out of 58.84 million aged 12 and over."""
    ages: dict[str, int] = {}
    for department in catalog.departments.values():
        for band, people in department.ages.items():
            ages[band] = ages.get(band, 0) + people

    def older(first: int) -> int:
        return sum(people for band, people in ages.items() if int(band.rstrip("+").split("-")[0]) >= first)

    residents = older(15) + 0.6 * ages["10-14"]
    for id, people in {"aged_75": older(75), "aged_60": older(60)}.items():
        figure = catalog.profiles[id].share
        assert figure is not None and figure.value == pytest.approx(people / residents, abs=0.001)


def test_a_barrier_is_sourced_or_says_that_it_is_a_default(catalog: Catalog) -> None:
    for barrier in catalog.barriers.values():
        assert barrier.share is not None and barrier.share.source, barrier.id
        for figure in barrier.figures:
            assert figure.source or figure.kind in ("default", "computed"), barrier.id
            assert figure.source or figure.note, f"{barrier.id}: a figure without a source says why"


def test_the_barriers_cover_hours_place_steps_children_reading_sight_hearing_and_language(catalog: Catalog) -> None:
    assert set(catalog.barriers) == {
        "hours_evening", "hours_day", "place", "steps", "children", "reading", "reading_long", "sight", "hearing", "language",
    }  # fmt: skip


def test_the_age_of_a_barrier_is_an_age_of_the_composition(catalog: Catalog) -> None:
    for barrier in catalog.barriers.values():
        for name, named in barrier.by.items():
            assert set(named) <= set(catalog.criteria[name].categories), barrier.id


def test_help_fell_to_about_2_800_posts(catalog: Catalog) -> None:
    posts = catalog.support["conum_posts"]
    assert [figure.value for figure in posts.values] == [3614, 4000, 2800]
    assert posts.latest is not None and posts.latest.year == 2025


def test_a_fact_of_help_runs_from_oldest_to_newest_and_unknown_has_no_figure(catalog: Catalog) -> None:
    for fact in catalog.support.values():
        years = [figure.year or 0 for figure in fact.values]
        assert years == sorted(years), fact.id
    assert catalog.support["mediation_places"].latest is None
    with pytest.raises(ValueError, match="1999"):
        catalog.support["conum_posts"].of(1999)


# -- the records ---------------------------------------------------------------------------------------


def test_the_head_count_comes_from_the_profile_when_it_is_the_public_and_else_from_the_share() -> None:
    """Of 20,000 residents aged 12 and over, 15% have the profile: 3,000; a share of 5% to 10% gives 1,000 to 2,000."""
    range_ = share(0.07, 0.05, 0.1)
    assert public(profile={"age": ("75+",)}, nearest="exact", share=range_).people(20_000, 0.15) == (3_000, 3_000)
    assert public(profile={"age": ("25-39",)}, nearest="near", share=range_).people(20_000, 0.15) == (1_000, 2_000)
    assert public(share=range_).people(20_000, 1.0) == (1_000, 2_000)
    assert public().people(20_000, 1.0) is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"nearest": "exact"}, "nearest: exact"),
        ({"nearest": "none", "profile": {"age": ("75+",)}}, "nearest: none"),
        ({"share": Figure(value=0.1, unit="share", kind="default")}, "with its range"),
        ({"share": Figure(value=0.1, low=-0.1, high=0.2, unit="share", kind="default")}, "between 0 and 1"),
    ],
)
def test_a_public_that_hides_what_it_rests_on_is_refused(facts: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        public(**facts)


def test_a_trigger_says_what_to_show_when_nobody_filled_the_field() -> None:
    with pytest.raises(ValidationError, match="unknown is expected"):
        Trigger(strands=("in_person",), when={"step_free": (False,)}, why=SAID)
    assert Trigger(strands=("remote",), when={"evening": (False,)}, certain=("evening",), why=SAID).unknown is None


def test_a_barrier_gives_ranges_only() -> None:
    with pytest.raises(ValidationError, match="with its range"):
        Barrier(
            id="b", label=SAID, who=SAID, base=SAID, share=None, raised=(Trigger(strands=("digital",), why=SAID),),
            by={"age": {"75+": Figure(value=0.3, unit="share", kind="default")}},
        )  # fmt: skip


# -- the files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "good", "bad", "said"),
    [
        ("profiles.yaml", "profile: {age: [12-17]}", "profile: {age: [12-71]}", "12-17"),
        ("profiles.yaml", "source: sies-2024", "source: sies-2042", "sies-2024"),
        ("profiles.yaml", "tags: [families]", "tags: [familles]", "familles"),
        ("barriers.yaml", "answered_by_methods: [translated_session]", "answered_by_methods: [translated_sesion]", "translated_session"),
        ("barriers.yaml", "      higher_education:", "      higher_educaton:", "higher_education"),
        ("support.yaml", "source: alliancy}", "source: aliancy}", "alliancy"),
    ],
)
def test_a_wrong_name_is_refused_with_the_nearest(tmp_path: Path, file: str, good: str, bad: str, said: str) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert good in text
    (copy / file).write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        load(copy)
