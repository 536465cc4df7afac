"""The printed kit as a file: tagged, in one language, the same bytes twice, and no card fuller than it can show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from catalog.console import UNUSABLE
from catalog.words import Lang
from catalog.yamlfile import BadInput
from planner import workshop_cli
from planner.workshop.kit import KitCard, Line, _Maker
from planner.workshop.scenario import scenario
from planner.writers.kit import CardOverflow, pdf
from tests.planner.workshop.kits import CATALOG, kit_of


def tags(element: Any) -> Iterator[str]:
    """The kinds of the structure elements under another, in reading order."""
    below = element.get("/K", ())
    for child in below if isinstance(below, pikepdf.Array) else (below,):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield str(child.S)
            yield from tags(child)


@pytest.mark.parametrize("id", sorted(CATALOG.scenarios))
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_kit_is_a_tagged_file_with_headings(id: str, lang: Lang) -> None:
    made = kit_of(id, lang)
    with pikepdf.open(BytesIO(pdf(made))) as document:
        assert str(document.Root.Lang).startswith(lang)
        assert document.Root.MarkInfo.Marked
        assert document.open_metadata()["pdfuaid:part"] == "1"
        found = list(tags(document.Root.StructTreeRoot))
        headings = [tag for tag in found if tag in {"/H1", "/H2", "/H3", "/H4"}]
        assert headings.count("/H1") + headings.count("/H2") + headings.count("/H3") >= len(made.every_card) + len(made.parts)
        before = 0
        for tag in headings:  # no level is jumped over
            assert int(tag[-1]) <= before + 1
            before = int(tag[-1])
        assert found.count("/Table") >= 6 and "/LI" in found and "/TH" in found
        sizes = {tuple(round(float(side)) for side in page.MediaBox) for page in document.pages}
        assert sizes == {(0, 0, 595, 842)}  # A4, every page: an A3 one would spoil printing
        assert 18 <= len(document.pages) <= 28


def test_the_same_kit_gives_the_same_bytes() -> None:
    made = kit_of("decision-deja-prise")
    assert pdf(made) == pdf(made)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_card_of_the_deck_fits_on_its_card(lang: Lang) -> None:
    maker = _Maker(scenario(CATALOG, "place-de-la-halle"), CATALOG, lang)
    cards = tuple(maker.made(kind, id) for kind, id in CATALOG.deck.named())
    assert len(cards) > 200
    pdf(kit_of("place-de-la-halle", lang).model_copy(update={"cards": cards}))


def test_a_card_fuller_than_it_can_show_is_refused_by_its_code() -> None:
    full = KitCard(token="MC16", kind="-", name="-", lines=tuple(Line(label="-", words="mot " * 47) for _ in range(20)))
    with pytest.raises(CardOverflow, match="MC16"):
        pdf(kit_of("place-de-la-halle").model_copy(update={"cards": (full,)}))


def test_words_of_a_scenario_are_never_markup() -> None:
    made = kit_of("place-de-la-halle").model_copy(update={"title": '#panic("x") *b* $a$ <l> \\ [ ] "" ' + "m" * 300})
    assert pdf(made).startswith(b"%PDF")


# -- the command ------------------------------------------------------------------------------------------


def run(*flags: str) -> int:
    from catalog.console import Parser, language

    parser = Parser(prog="workshop")
    parser.add_argument("--json", action="store_true")
    language(parser)
    workshop_cli.arguments(parser)
    return workshop_cli.run(parser.parse_args(flags))


def test_the_command_writes_a_kit_and_its_summary(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "kit.pdf"
    assert run("decision-deja-prise", "-o", str(target), "--tables", "4", "--duration", "90", "--lang", "en", "--time", "1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    with pikepdf.open(target) as document:
        assert told["pages"] == len(document.pages)
    assert (told["tables"], told["duration"], told["cards"]) == (4, 90, sum(told["kinds"].values()))


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("place-de-la-hale", "-o", "k.pdf"), "place-de-la-halle"),
        (("nothing.yaml", "-o", "k.pdf"), "no such file"),
        (("place-de-la-halle", "-o", "k.pdf", "--duration", "60"), "90, 120 or 210"),
        (("place-de-la-halle", "-o", "k.pdf", "--tables", "0"), "1 to 30"),
        (("place-de-la-halle", "-o", "k.docx"), ".pdf"),
    ],
)
def test_what_cannot_be_done_is_said(flags: tuple[str, ...], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        run(*flags)
    assert said in caught.value.say("en")
    assert UNUSABLE == 2
