"""INSEE's files are recognised by their columns, read with their traps, and refused in plain words when they are wrong."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook
from pandas import DataFrame

from catalog.yamlfile import BadInput
from planner.census import Extract, read

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "insee"
BANDS = ("0014", "1529", "3044", "4559", "6074", "7589", "90P")


def table(rows: Sequence[Sequence[object]], separator: str = ";") -> bytes:
    return "".join(separator.join(map(str, row)) + "\n" for row in rows).encode()


def population(yy: str = "20", codes: Sequence[str] = ("59350", "59009")) -> bytes:
    """base-cc-evol-struct-pop with two communes of 1,000 and the older census that INSEE repeats beside."""
    counts = (200, 250, 150, 150, 150, 80, 20)
    head = [
        "CODGEO",
        f"P{yy}_POP",
        *(f"P{yy}_POP{b}" for b in BANDS),
        f"P{yy}_POPH",
        f"P{yy}_H0019",
        f"P{yy}_POPF",
        f"P{yy}_F0019",
        "P14_POP",
        "P14_POP0014",
    ]
    return table([head, *((code, 1000, *counts, 480, 130, 520, 120, 900, 300) for code in codes)])


def diplomas(yy: str = "20", higher: Sequence[str] = ("SUP2", "SUP34", "SUP5")) -> bytes:
    counts = {"SUP2": 100, "SUP34": 60, "SUP5": 40, "SUP": 200}
    head = ["CODGEO", f"P{yy}_NSCOL15P", *(f"P{yy}_NSCOL15P_{d}" for d in ("DIPLMIN", "BEPC", "CAPBEP", "BAC", *higher))]
    return table([head, ("59350", 800, 240, 40, 200, 120, *(counts[d] for d in higher))])


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def group(name: str, content: bytes, group: str) -> Extract:
    return next(each for each in read(Path(name), content).extracts if each.group == group)


def refusal(name: str, content: bytes) -> tuple[str, str]:
    with pytest.raises(BadInput) as caught:
        read(Path(name), content)
    return caught.value.say("fr"), caught.value.say("en")


def test_ages_become_shares_and_the_older_census_beside_them_is_left() -> None:
    age = group("base-cc-evol-struct-pop-2020.CSV", population(), "age")
    lille = age.frame.loc["59350"]
    assert age.year == 2020
    assert lille["age_0_14"] == 0.2 and lille["age_90_up"] == 0.02
    assert lille["age_75_up"] == pytest.approx(0.1)  # 80 and 20 of 1,000
    assert lille["age_0_19"] == 0.25  # 130 boys and 120 girls
    assert group("p.csv", population(), "sex").frame.loc["59350", "women"] == 0.52
    assert group("p.csv", population(), "people").frame.loc["59350", "people"] == 1000


@pytest.mark.parametrize("higher", [("SUP2", "SUP34", "SUP5"), ("SUP",)], ids=["since 2017", "until 2016"])
def test_higher_education_is_one_share_whether_published_in_one_column_or_three(higher: tuple[str, ...]) -> None:
    yy = "20" if len(higher) == 3 else "16"
    frame = group("base-cc-diplomes-formation.csv", diplomas(yy, higher), "diploma").frame
    shares = frame.loc["59350", ["dip_none", "dip_bepc", "dip_capbep", "dip_bac", "dip_sup"]].astype(float)
    assert list(shares) == [0.3, 0.05, 0.25, 0.15, 0.25]  # of 800
    assert "dip_sup5" not in frame


def test_a_zip_a_bom_latin_1_and_a_decimal_comma_read_alike() -> None:
    plain = group("base-cc-evol-struct-pop-2020.csv", population(), "age").frame
    inside = zipped(
        **{"base-cc-evol-struct-pop-2020__CSV": population(), "meta_base-cc-evol-struct-pop-2020__CSV": b"COD_VAR;LIB_VAR\nA;B\n"}
    )
    assert group("base-cc-evol-struct-pop-2020_csv.zip", inside, "age").frame.equals(plain)
    assert group("a.csv", b"\xef\xbb\xbf" + population(), "age").frame.equals(plain)
    assert group("a.csv", population().replace(b";1000;200;", b";1000,0;200,0;"), "age").frame.equals(plain)
    accents = "CODGEO;LIBGEO;MED18;TP6018;D118;D918\n01001;Ambérieu;21000,5;s;nd;\n".encode("latin-1")
    income = group("cc_filosofi_2018_COM-geo2021.CSV", accents, "income").frame.loc["01001"]
    assert income["income_median"] == 21000.5
    assert np.isnan(income["income_poverty"]) and np.isnan(income["income_d1"]) and np.isnan(income["income_d9"])


def test_paris_is_not_counted_twice_and_is_added_up_where_only_its_arrondissements_are() -> None:
    parts = [f"751{n:02}" for n in range(1, 21)]
    both = group("pop_2020.csv", population(codes=["75056", *parts]), "people").frame
    assert list(both.index) == ["75056"] and both.loc["75056", "people"] == 1000
    alone = read(Path("pop_2020.csv"), population(codes=parts)).extracts
    assert alone[0].frame.loc["75056", "people"] == 20_000
    assert alone[1].frame.loc["75056", "women"] == 0.52
    some = group("pop_2020.csv", population(codes=["59350", *parts[:3]]), "people").frame
    assert list(some.index) == ["59350"]  # three arrondissements are not Paris


def test_single_years_of_age_are_gathered_into_bands_of_five_and_the_surveys() -> None:
    rows: list[tuple[object, ...]] = [("NIVEAU", "CODGEO", "LIBGEO", "SEXE", "AGED100", "NB")]
    rows += [("COM", "59350", "Lille", sex, f"{age:03}", "1,5" if sex == 2 else 0.5) for sex in (1, 2) for age in range(101)]
    long = read(Path("TD_POP1B_2021.csv"), table(rows)).extracts
    people, sex, age = (next(e for e in long if e.group == g).frame.loc["59350"] for g in ("people", "sex", "age"))
    assert people["people"] == pytest.approx(202)
    assert sex["women"] == pytest.approx(0.75)
    assert age["age_0_4"] == pytest.approx(10 / 202) and age["age_95_up"] == pytest.approx(12 / 202)
    assert age["age_12_17"] == pytest.approx(12 / 202) and age["age_75_up"] == pytest.approx(52 / 202)
    head = ["CODGEO", "LIBGEO", *(f"SEXE{s}_AGED100{a:03}" for s in (1, 2) for a in range(101))]
    wide = group("BTX_TD_POP1B_2018.csv", table([head, ["59350", "Lille", *([0.5] * 101), *([1.5] * 101)]]), "age")
    assert wide.year == 2018
    assert wide.frame.loc["59350", "age_0_4"] == pytest.approx(10 / 202)


def test_incomes_read_in_the_long_form_of_2021() -> None:
    rows = [("GEO", "GEO_OBJECT", "FILOSOFI_MEASURE", "TIME_PERIOD", "OBS_VALUE")]
    rows += [
        ("59350", "COM", "MED_SL", "2021", "20000"),
        ("59350", "COM", "PR_MD60", "2021", "25.0"),
        ("01101", "UU2020", "MED_SL", "2021", "9"),
    ]
    income = group("DS_FILOSOFI_CC_data.csv", table(rows), "income")
    assert income.year == 2021 and list(income.frame.index) == ["59350"]  # an urban unit may bear the number of a commune
    assert income.frame.loc["59350", ["income_median", "income_poverty"]].astype(float).tolist() == [20000, 0.25]


def test_the_membership_table_gives_names_epci_and_the_size_of_the_urban_unit(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "COM"
    for row in (["Table d’appartenance géographique des communes au 01/01/2024"], [], ["Code", "Libellé", "Dép", "Rég", "EPCI", "Tranche"],
                ["CODGEO", "LIBGEO", "DEP", "REG", "EPCI", "TUU2017"], ["59350", "Lille", "59", "32", "200093201", "7"],
                ["22016", "Île-de-Bréhat", "22", "53", "ZZZZZZZZZ", 0], ["75056", "Paris", "75", "11", "200054781", 8]):  # fmt: skip
        sheet.append(row)
    names = book.create_sheet("Zones_supra_communales")
    for row in (["Niveau", "Code", "Libellé"], ["NIVGEO", "CODGEO", "LIBGEO"], ["EPCI", "200093201", "Métropole Européenne de Lille"]):
        names.append(row)
    path = tmp_path / "table-appartenance-geo-communes-2024.xlsx"
    book.save(path)
    found = read(path).extracts
    assert [(each.group, each.year) for each in found] == [("membership", 2024)]
    frame = found[0].frame
    assert frame.loc["59350", ["name", "epci", "epci_name"]].tolist() == ["Lille", "200093201", "Métropole Européenne de Lille"]
    assert frame.loc["22016", "epci"] == ""
    assert frame["urban_unit"].tolist() == ["urban_unit_over_100000", "rural_commune_under_2000", "paris_agglomeration"]


def test_legal_populations_read_whatever_holds_the_code() -> None:
    full = group("pop_legale_rp2019.csv", table([("REG", "DEP", "COM", "PMUN"), ("01", "971", "97101", 5)]), "people")
    split = [("CODDEP", "CODCOM", "COM", "PMUN"), ("971", "101", "Les Abymes", 5), ("01", "004", "Ambérieu", 7)]
    by_parts = group("pop_legale_rp2020.csv", table(split), "people")
    assert full.frame["people"].to_dict() == {"97101": 5}
    assert by_parts.frame["people"].to_dict() == {"97101": 5, "01004": 7}


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("Part des pers. âgées de - de 25 ans 2020", ("age", "age_0_24", 2020)),
        ("Part des pers. âgées de 25 à 64 ans 2020", ("age", "age_25_64", 2020)),
        ("Part des pers. âgées de 65 ans ou + 2018", ("age", "age_65_up", 2018)),
        ("part_75p_2022", ("age", "age_75_up", 2022)),
        ("part_lt25_2020", ("age", "age_0_24", 2020)),
        ("Part des diplômés d'un BAC+5 ou plus dans la pop. non scolarisée de 15 ans ou + 2018", ("diploma", "dip_sup5", 2018)),
    ],
)
def test_the_headings_of_an_export_are_understood(column: str, told: tuple[str, str, int]) -> None:
    found = read(
        Path("export.csv"),
        table([("Code", "Libellé", column), ("01004", "Ambérieu", "17.1"), ("01005", "x", "N/A - résultat non disponible")]),
    )
    (only,) = found.extracts
    assert (only.group, only.year) == (told[0], told[2])
    assert only.frame.loc["01004", told[1]] == pytest.approx(0.171)
    assert np.isnan(only.frame.loc["01005", told[1]])


def test_a_year_nobody_states_is_kept_as_unknown() -> None:
    content = json.dumps({"01001": {"nom_commune": "L’Abergement", "part_personnes_agees_75_plus": 8.8}}).encode()
    (only,) = read(Path("agees.json"), content).extracts
    assert only.year == 0 and only.frame.loc["01001", "age_75_up"] == pytest.approx(0.088)


def test_what_is_not_ours_is_ignored_with_the_reason() -> None:
    for name, content in {
        "notes.md": b"# notes",
        "photo.rda": b"\x00",
        "prices.csv": b"a;b\n1;2\n",
        "mayors.csv": b"CODGEO;MAIRE\n59350;x\n",
        "list.json": b"[1, 2]",
        "base-cc-evol-struct-pop-2020_UU.csv": population(),
    }.items():
        found = read(Path(name), content)
        assert not found.extracts and len(found.ignored) == 1 and found.ignored[0][1]("fr"), name


# name, content, words of the French message, words of the English one
NO_YEAR = table([("CODGEO", "SEXE", "AGED100", "NB"), ("59350", 1, "000", 2)])
BAD = {
    "the name says another year": ("struct-pop-2019.csv", population(), "le nom dit 2019, les colonnes (P20_) disent 2020", "P20_"),
    "a census too old": ("base-cc-evol-struct-pop-2014.csv", population("14"), "millésime 2014 (P14_) : seuls 2016 à 2022", "2016 to 2022"),
    "a census too new": ("base-cc-evol-struct-pop-2024.csv", population("24"), "millésime 2024", "2016 to 2022"),
    "a Filosofi too old": ("cc_filosofi_2012_COM.csv", b"CODGEO;MED12\n59350;1\n", "millésime 2012 (MED12)", "2016 to 2022"),
    "single ages of no year": ("POP1B.csv", NO_YEAR, "aucun millésime", "Add it to the name"),
    "a line cut": ("pop-2020.csv", population()[:-30], ":3", "the file is cut: the last line has 8 columns of 15"),
    "a line short": ("p2020.csv", population().replace(b"59350;1000;", b"59350;"), "14 colonnes au lieu de 15", "14 columns instead"),
    "headings alone": ("p2020.csv", population().splitlines(keepends=True)[0], "aucune ligne", "no line"),
    "an empty file": ("p2020.csv", b"  \n", "fichier vide", "empty file"),
    "words for a count": ("p2020.csv", population().replace(b";250;", b";dix;", 1), "« dix » dans la colonne P20_POP1529", "a number"),
    "more than all": ("p2020.csv", population().replace(b";250;", b";2500;", 1), "59350 : une part de 250 %", "outside 0 to 100%"),
    "half a zip": ("base-cc-evol-struct-pop-2020.zip", zipped(a__csv=population())[:200], "ce zip ne s’ouvre pas", "does not open"),
    "half a workbook": ("EPCI_2023.xlsx", b"PK\x03\x04 cut", "ce classeur ne s’ouvre pas", "does not open"),
    "half a JSON": ("agees.json", b'{"01001": {"a"', "ce JSON ne se lit pas", "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_file_is_refused_in_words(case: str) -> None:
    name, content, french, english = BAD[case]
    fr, en = refusal(name, content)
    assert fr.startswith(name) and french in fr.replace("\u00a0", " ").replace("\u202f", " ")
    assert en.startswith(name) and english in en


# -- the real files ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> Path:
    if not DATA.is_dir():
        pytest.skip("the real census files are absent")
    return DATA


def real_frame(path: Path, group: str, year: int | None = None) -> DataFrame:
    return next(e.frame for e in read(path).extracts if e.group == group and year in (None, e.year))


def test_real_legal_populations_add_up_to_the_published_totals(real: Path) -> None:
    for year, total in {2019: 66_988_403, 2020: 67_162_154, 2021: 67_408_052}.items():
        people = real_frame(real / "as_found" / f"insee_pop_legale_rp{year}.csv", "people")["people"]
        assert people.sum() == total
    assert people["59350"] == 236_710 and people["75056"] == 2_133_111


def test_the_real_list_of_communes_and_populations_agree(real: Path) -> None:
    found = read(real / "csv" / "communes_epci_dgcl_2021.csv").extracts
    assert sum(next(e for e in found if e.group == "people").frame["people"]) == 66_982_782
    book = read(real / "as_found" / "dgcl_epcicom2021.xlsx").extracts
    ours, theirs = (next(e for e in each if e.group == "membership").frame.sort_index() for each in (found, book))
    assert ours["epci"].to_dict() == theirs["epci"].to_dict()


def test_the_real_census_of_2018_gives_lille_its_shares(real: Path) -> None:
    file = real / "csv" / "rp2018_communes_2000plus_insee_names.csv"
    assert real_frame(file, "people").loc["59350", "people"] == 233_098
    diplomas = real_frame(file, "diploma")
    assert len(diplomas) == 5372
    total = diplomas[["dip_none", "dip_bepc", "dip_capbep", "dip_bac", "dip_sup"]].sum(axis=1)
    assert total.between(1 - 1e-6, 1 + 1e-6).all()  # the seven columns add up in every commune


def test_regions_under_the_wrong_headings_are_left_out(real: Path) -> None:
    kinds = real_frame(real / "as_found" / "mixite_generationelle.xlsx", "age")["kind"].value_counts()
    assert kinds.to_dict() == {"commune": 34_945, "department": 101}
