"""Papers to lay out in tests: every block, and names that try to break a file."""

from __future__ import annotations

import json
from datetime import date

from catalog.paper import elements as e
from catalog.paper.elements import Chart, Mark, Paper, Section, Span, Table, Words
from catalog.paper.series import Arrow, Bar, Reach, Reached, Stone, Timeline
from catalog.words import Lang

ARABIC = "سكان الحي"
LONG = "W" * 300
HOSTILE = (
    "<script>alert(1)</script>", "Tom & Léa &amp; <b>", "#panic(\"x\")", "#read(\"/etc/passwd\")", "$x^2$ *gras* _a_ `code`",
    "@renvoi <etiquette> // commentaire", "\\ \\u{41} \\n = Titre", "]]> --> {{ x }} {% y %}", "\"onload='x'", "😀🎪👩‍👧", ARABIC,
    f"Amicale {ARABIC} (2026)", "中文 தமிழ்", LONG,
)  # fmt: skip
RECORD = json.dumps(
    {"schema": 1, "maillage": "document", "name": "</script><!-- & \u2028 -->", "numbers": {"cost": 0.1}}, ensure_ascii=False
)


def words(text: str, mark: Mark = "plain") -> Words:
    return (Span(text=text, mark=mark),)


def table(caption: str = "Moyens", first: tuple[str, str] = ("Salle", "Site")) -> Table:
    rows = tuple((words(name), words(f"{at} 000 €"), words("à compléter", "hole")) for at, name in enumerate(first, start=1))
    return Table(caption=caption, header=("Poste", "Dépense", "Date"), rows=rows, widths=(0.5, 0.3, 0.2))


def timeline(name: str = "Stand") -> Chart:
    bars = (
        Bar(id="a", name=name, strand="in_person", first=1, last=3, units=2),
        Bar(id="b", name="Plateforme", strand="digital", first=2, last=6),
        Bar(id="c", name="Registre", strand="remote", first=1, last=6),
    )
    series = Timeline(bars=bars, arrows=(Arrow(start="a", end="b", words="saisie"),), stones=(Stone(week=6, word="Clôture"),))
    return Chart(
        caption="Calendrier", alt="Trois bandes sur six semaines.", series=series, table=table("Calendrier en tableau", ("S1", "S2"))
    )


def reach() -> Chart:
    publics = (
        Reached(name="Jeunes", people=900, can=850, low=10, value=20, high=40),
        Reached(name="Tout le territoire", people=5000, can=4100, low=50, value=90, high=160, whole=True),
    )
    return Chart(caption="Qui viendrait", alt="Deux publics.", series=Reach(publics=publics), table=table("Publics", ("Jeunes", "Tous")))


def full(lang: Lang = "fr", title: str = "Note d’essai") -> Paper:
    """A paper with every kind of block, in a body and in annexes."""
    strands: Words = (
        Span(text="En présence", mark="in_person"), Span(text=" stand, "), Span(text="En ligne", mark="digital"), Span(text=" site, "),
        Span(text="Papier", mark="remote"), Span(text=" registre, "), Span(text="fort", mark="strong"),
    )  # fmt: skip
    band: e.Block = Table(
        caption="Passage", header=("Service", "Conseil"), rows=((words("à compléter", "hole"), words("x")),), widths=(0.5, 0.5)
    )
    figures = e.KeyFigures(
        caption="Trois comptes", figures=tuple(e.KeyFigure(label=f"Compte {n}", words=words(f"{n} 400")) for n in (1, 2, 3))
    )
    promises = e.Paragraph(words=strands)
    steps = e.Bullets(items=(words("d’abord"), words("ensuite")), numbered=True)
    items = e.Bullets(items=(words("un"), words("deux")))
    wide = Table(
        caption="Large", header=("A", "B", "C", "D", "E"), widths=(0.2,) * 5, rows=(tuple(words(str(n)) for n in range(5)),) * 2,
    )  # fmt: skip
    names = Table(
        caption="Noms", header=("Nom", "Effectif"), widths=(0.3, 0.7), rows=tuple((words(name), words("12")) for name in HOSTILE),
    )  # fmt: skip
    return Paper(
        lang=lang, title=title, subtitle="Pour le conseil", today=date(2026, 11, 22), contents=True, record=RECORD,
        foot="Maillage 0 · données 1 · cadrage 2",
        body=(
            Section(id="band", title=None, blocks=(band,)),
            Section(id="ask", title="Ce qui est demandé", blocks=(promises, e.Note(words=words("Une remarque.")), items, steps)),
            Section(id="means", title="Moyens", blocks=(e.Paragraph(words=words("Voici :")), table(), figures, wide)),
            Section(id="time", title="Calendrier", blocks=(timeline(), e.Heading(words=words("Publics")), reach())),
        ),
        annexes_title="Annexes",
        annexes=(Section(id="names", title="Annexe A", blocks=(e.Heading(words=words("Des noms")), names)),),
    )  # fmt: skip
