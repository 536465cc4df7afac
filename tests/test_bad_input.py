"""What people type and drop by mistake, or to break us: a short message that says where, what was found and what to write."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import console
from catalog.load import Catalog
from planner import cli

ROOT = Path(__file__).resolve().parent.parent
BRIEF = (ROOT / "examples" / "place-du-marche.brief.yaml").read_text(encoding="utf-8")
PLAN = (ROOT / "examples" / "republique-numerique.plan.yaml").read_text(encoding="utf-8")


def line_of(text: str, words: str) -> int:
    """The number of the first line that holds some words."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def changed(before: str, after: str, text: str = BRIEF) -> tuple[bytes, int]:
    """A good file with one fault, and the line of it."""
    assert before in text
    return text.replace(before, after, 1).encode(), line_of(text, before)


# What anybody can drop on any command: content, line that must be named (None: the whole file), words of the message.
HOSTILE: dict[str, tuple[bytes, int | None, str]] = {
    "a bracket left open": ((BRIEF + "sources: [t10\n").encode(), len(BRIEF.splitlines()) + 2, "mal formé"),
    "a repeated key": ((BRIEF + "level: consult\n").encode(), len(BRIEF.splitlines()) + 1, "répétée"),
    "6 MB": (b"subject: " + b"x" * 6_000_000, None, "1 Mo"),
    "aliases": (b"subject: &a [x]\nlevel: [*a, *a]\n", 1, "alias"),
    "50,000 nested brackets": (b"subject: " + b"[" * 50_000, 1, "imbriqués"),
    "a Python tag": (b"schema: 1\nsubject: !!python/object/apply:os.system [ls]\n", 2, "étiquette"),
    "a binary file": (bytes(range(256)) * 40, None, "UTF-8"),
    "an empty file": (b"", None, "attendue"),
    "a list": (b"- a\n- b\n", 1, "attendue"),
    "500 unknown keys": (b"schema: 1\nsubject: x\n" + b"".join(b"cle_%d: 1\n" % i for i in range(500)), 3, "inconnue"),
}
# Faults of a brief.
FAULTS: dict[str, tuple[bytes, int | None, str]] = {
    "a negative head count": (*changed("people: 1400", "people: -5"), "au moins 1"),
    "a head count with 5,000 digits": (*changed("people: 1400", "people: " + "9" * 5000), "nombre"),
    "an infinite budget": (*changed("budget: 12000", "budget: .inf"), "nombre"),
    "a key one letter away": (*changed("level: involve", "levle: involve"), "Écrivez « level »"),
    "an unknown frame": (*changed("frame: voluntary", "frame: volontary"), "Écrivez « voluntary »"),
    "an unknown age": (*changed('["70+"]', '["85+"]'), "inconnu"),
    "an unknown department": (*changed('code: "60"', 'code: "6O"'), "est inconnu"),
    "a day that does not exist": (*changed("end: 2027-06-18", "end: 2027-02-30"), "date"),
    "an end before the start": (*changed("end: 2027-06-18", "end: 2026-06-18"), "vient avant le début"),
    "an unknown phase": (*changed("phases: [inform", "phases: [informe"), "Écrivez « inform »"),
    "two publics of one name": (*changed("name: Commerçants et forains", "name: Riverains de la place"), "deux publics"),
}


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def maillage(catalog: Catalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line in this process, with the catalogue already read."""
    for module in ("planner.cli", "planner.exposure_cli"):
        monkeypatch.setattr(f"{module}.load", lambda: catalog)

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            console.run(cli.main, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Said(left.value.code, said.out, plain(said.err))

    return call


def outside(*arguments: object, given: bytes | None = None) -> Said:
    """The command line as its own process."""
    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, timeout=60)
    return Said(done.returncode, done.stdout.decode(), plain(done.stderr.decode()))


def plain(text: str) -> str:
    """Words with ordinary spaces."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


def refused(said: Said, *words: str) -> None:
    """Status 2, a short message with these words, and nothing else."""
    assert said.status == 2, said
    assert said.out == ""
    short(said.err)
    for each in words:
        assert each in said.err


def short(message: str) -> None:
    """At most 40 lines and 4,000 characters, and nothing of the machinery."""
    assert message.strip()
    assert len(message.splitlines()) <= 40
    assert len(message) <= 4000
    assert "Traceback" not in message
    assert "inattendue" not in message
    assert "pydantic" not in message.lower()


# -- files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["plan", "exposure", "check"])
@pytest.mark.parametrize("fault", HOSTILE)
def test_a_hostile_file_is_refused_by_every_command(fault: str, command: str, maillage: Command, tmp_path: Path) -> None:
    content, line, words = HOSTILE[fault]
    file = tmp_path / "fichier.yaml"
    file.write_bytes(content)
    said = maillage(command, file, "--json")
    refused(said, words, "fichier.yaml" if line is None else f"fichier.yaml:{line}:")
    assert len(said.err) < 300 or fault == "500 unknown keys"  # the input is not told back


@pytest.mark.parametrize("command", ["plan", "exposure"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_brief_is_named_with_its_line_and_what_to_write(fault: str, command: str, maillage: Command, tmp_path: Path) -> None:
    content, line, words = FAULTS[fault]
    file = tmp_path / "cadrage.yaml"
    file.write_bytes(content)
    said = maillage(command, file, "--json")
    refused(said, words, "cadrage.yaml:")
    told = int(said.err.split(":")[1])
    # A fault between two values is told at one of them, or at what holds both.
    assert line is not None
    assert told == line or fault in ("an end before the start", "two publics of one name")


def test_all_faults_of_a_file_are_told_at_once(maillage: Command, tmp_path: Path) -> None:
    text = BRIEF.replace("people: 1400", "people: -5").replace("frame: voluntary", "frame: 3").replace("budget: 12000", "budget: beaucoup")
    file = tmp_path / "cadrage.yaml"
    file.write_text(text, encoding="utf-8")
    said = maillage("plan", file)
    refused(said, *(f"cadrage.yaml:{line_of(text, words)}:" for words in ("people: -5", "budget: beaucoup")))


def test_a_method_nobody_knows_brings_the_nearest_name(maillage: Command, tmp_path: Path) -> None:
    plan = tmp_path / "dispositif.yaml"
    plan.write_text(PLAN.replace("method: public_reply", "method: public_replay"), encoding="utf-8")
    refused(maillage("check", plan), f"dispositif.yaml:{line_of(PLAN, 'method: public_reply')}:", "Écrivez « public_reply »")
    brief = tmp_path / "cadrage.yaml"
    brief.write_text(BRIEF + "assumptions:\n  methods:\n    market_stands: {people: 3}\n", encoding="utf-8")
    refused(maillage("plan", brief), f"cadrage.yaml:{len(BRIEF.splitlines()) + 3}:", "Écrivez « market_stand »")


@pytest.mark.parametrize("value", ["[]", "{a: b}", "[[1]]"])
def test_an_id_that_is_no_word_is_refused(value: str, maillage: Command, tmp_path: Path) -> None:
    file = tmp_path / "dispositif.yaml"
    file.write_text(PLAN.replace("- id: site", f"- id: {value}"), encoding="utf-8")
    refused(maillage("check", file), "dispositif.yaml")


def test_a_bridge_to_nowhere_and_a_public_from_nowhere_are_refused(maillage: Command, tmp_path: Path) -> None:
    file = tmp_path / "dispositif.yaml"
    file.write_text(PLAN + "bridges:\n  - {from: site, to: ailleurs}\n", encoding="utf-8")
    refused(maillage("check", file), "ailleurs", "dispositif.yaml")
    file.write_text(PLAN.replace("    week: 1\n", "    week: 1\n    audiences: [Martiens]\n", 1), encoding="utf-8")
    refused(maillage("check", file), "Martiens", "dispositif.yaml")


def test_a_brief_without_anybody_is_refused(maillage: Command, tmp_path: Path) -> None:
    file = tmp_path / "vide.yaml"
    file.write_text("schema: 1\nsubject: Une place\n", encoding="utf-8")
    refused(maillage("plan", file, "--json"), "vide.yaml", "territory.people", "audiences")


@pytest.mark.parametrize("command", ["plan", "exposure", "check"])
def test_a_missing_file_and_a_folder_are_told_as_such(command: str, maillage: Command, tmp_path: Path) -> None:
    refused(maillage(command, tmp_path / "absent.yaml"), "absent.yaml", "introuvable")
    refused(maillage(command, tmp_path), "introuvable")


def test_messages_are_said_in_english_on_request(maillage: Command, tmp_path: Path) -> None:
    file = tmp_path / "brief.yaml"
    file.write_bytes(FAULTS["a key one letter away"][0])
    refused(maillage("plan", file, "--lang", "en"), 'Write "level"')
    assert "clé" not in maillage("plan", file, "--lang", "en").err


# -- flags --------------------------------------------------------------------------------------------

EXAMPLE = ROOT / "examples" / "place-du-marche.brief.yaml"
HELD = ROOT / "examples" / "republique-numerique.plan.yaml"
FLAGS: dict[str, tuple[tuple[object, ...], str]] = {
    "an unknown flag": (("plan", EXAMPLE, "--budgett", "3"), "--budgett"),
    "an unknown command": (("planifier", EXAMPLE), "planifier"),
    "no command": ((), "--help"),
    "no brief": (("plan",), "BRIEF"),
    "a negative budget": (("plan", EXAMPLE, "--budget=-3"), "--budget"),
    "a budget in words": (("plan", EXAMPLE, "--budget", "beaucoup"), "--budget"),
    "no time": (("plan", EXAMPLE, "--time", "0"), "--time"),
    "too many compromises": (("plan", EXAMPLE, "--pareto", "1000"), "--pareto"),
    "a floor without a share": (("plan", EXAMPLE, "--floor", "Personnes âgées"), "--floor"),
    "a floor above everybody": (("plan", EXAMPLE, "--floor", "Personnes âgées=2"), "--floor"),
    "a floor for a public one letter away": (("plan", EXAMPLE, "--floor", "Personnes agées=0.05"), "Personnes âgées"),
    "an unknown method to require": (("plan", EXAMPLE, "--require", "market_stands"), "market_stand,"),
    "an unknown method to forbid": (("plan", EXAMPLE, "--forbid", "market_stands"), "market_stand,"),
    "an unknown place": (("exposure", "--place", "999"), "999"),
    "an unknown criterion": (("exposure", "--where", "agee=70+"), "age"),
    "an unknown category": (("exposure", "--where", "age=71+"), "70+"),
    "an unknown indicator": (("exposure", "--indicator", "no_internet"), "no_internet_use"),
    "an unknown family": (("check", HELD, "--select", "blende"), "blend"),
    "an unknown principle": (("check", HELD, "--ignore", "no_digital"), "no_digital_only"),
    "an unknown format": (("document", HELD, "-o", "note.odt"), ".docx"),
    "a folder that does not exist": (
        ("document", HELD, "-o", "nulle/part.docx"),
        "dossier",
    ),
}


@pytest.mark.parametrize("fault", FLAGS)
def test_a_wrong_flag_is_told_with_what_is_possible(fault: str, maillage: Command) -> None:
    arguments, words = FLAGS[fault]
    refused(maillage(*arguments), words)


# -- limits that nothing fits -------------------------------------------------------------------------


def test_limits_that_nothing_fits_name_what_to_relax_and_relaxing_it_is_enough(maillage: Command) -> None:
    said = maillage("plan", EXAMPLE, "--budget", "10", "--time", "4", "--json")
    answer = json.loads(said.out)
    assert said.status == 1
    assert answer["status"] == "impossible"
    short(said.err)
    assert {"limit", "relax_to", "verified"} <= set(answer["conflicts"][0])
    enough = [conflict for conflict in answer["conflicts"] if conflict["verified"]]
    assert [conflict["limit"] for conflict in enough] == ["budget"]
    assert enough[0]["relax_to"] > 10
    relaxed = maillage("plan", EXAMPLE, "--budget", enough[0]["relax_to"], "--time", "4", "--json")
    assert relaxed.status == 0
    assert json.loads(relaxed.out)["cost"] <= enough[0]["relax_to"]


# -- as another process -------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["50,000 nested brackets", "a Python tag"])
def test_a_hostile_file_ends_no_process(fault: str) -> None:
    content, line, words = HOSTILE[fault]
    refused(outside("plan", "-", "--json", given=content), words, f"<stdin>:{line}:")


def test_a_wrong_flag_leaves_no_traceback() -> None:
    refused(outside("plan", EXAMPLE, "--wat"), "--wat")


# -- anything -----------------------------------------------------------------------------------------

ANYTHING = st.one_of(
    st.sampled_from(["null", "[]", "{}", "''", "0", "-1", "1e308", "true", "2027-13-45", '"é"', "[[1]]", "{a: {b: c}}", "'60'"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_value_replaced_by_anything_is_read_or_refused(maillage: Command, tmp_path: Path, data: st.DataObject) -> None:
    text, command = data.draw(st.sampled_from([(BRIEF, "exposure"), (PLAN, "check")]))
    lines = text.splitlines()
    keyed = [number for number, line in enumerate(lines) if ": " in line and not line.lstrip().startswith("#")]
    number = data.draw(st.sampled_from(keyed))
    key, _, _ = lines[number].partition(": ")
    lines[number] = f"{key}: {data.draw(ANYTHING)}"
    file = tmp_path / "fichier.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    said = maillage(command, file, "--json")
    if said.status == 2:
        refused(said, "fichier.yaml")
    else:
        json.loads(said.out)
        assert said.err == ""
