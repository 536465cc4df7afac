"""The handbook of the checker: every principle in full, written from the data (`docs/principles.md`).

    python -m tests.planner.checks.write_handbook

French first, then English. The example plans come from whoever has some: this module knows the words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from catalog.facts import Source, Text
from catalog.load import Catalog
from catalog.principles import Principle, Severity
from catalog.words import Lang
from planner.checks.fixes import fixable
from planner.wording import KINDS

FAMILY_NAMES: Mapping[str, Text] = {
    "purpose": Text(fr="À quoi cela sert", en="What it is for"),
    "audiences": Text(fr="Les publics", en="The publics"),
    "digital_divide": Text(fr="L’éloignement du numérique", en="The digital divide"),
    "blend": Text(fr="Les canaux ensemble", en="Channels together"),
    "information": Text(fr="L’information", en="Information"),
    "resources": Text(fr="Les moyens", en="Means"),
    "trust": Text(fr="La confiance", en="Trust"),
    "traceability": Text(fr="La trace", en="Traces"),
    "reply": Text(fr="La réponse", en="The reply"),
    "evaluation": Text(fr="L’évaluation", en="Evaluation"),
    "calendar": Text(fr="Le calendrier", en="The calendar"),
    "legal": Text(fr="Le droit", en="The law"),
}
SEVERITIES: Mapping[Severity, Text] = {
    "error": Text(fr="à corriger avant de lancer", en="to be corrected before launch"),
    "warning": Text(fr="à revoir", en="to be looked at again"),
    "advice": Text(fr="conseil", en="advice"),
}
TITLE = Text(fr="Les principes contrôlés", en="The principles that are checked")
INTRODUCTION = Text(
    fr="Voici chaque principe que le programme confronte à un dispositif : ce qu’il demande, pourquoi, quoi faire, d’où il vient. "
    "Un principe est respecté, non respecté, à préciser (il manque une information, qui est nommée) ou sans objet. "
    "Seule une obligation légale à corriger peut empêcher un lancement. Ces pages ne sont pas un avis juridique. "
    "Les deux exemples de chaque principe sont des plans d’essai : le strict nécessaire, et rien d’autre.",
    en="Each principle that the program puts to a plan: what it asks, why, what to do, where it comes from. "
    "A principle is met, not met, to be completed (a piece of information is missing, and named) or not applicable. "
    "Only a legal duty to be corrected can prevent a launch. These pages are not legal advice. "
    "The two examples of each principle are test plans: what is strictly needed, and nothing else.",
)
ABOUT_THIS_FILE = "<!-- Written by `python -m tests.planner.checks.write_handbook` from data/principles and the tests: edit those. -->"
LABELS: Mapping[str, Text] = {
    "why": Text(fr="Pourquoi", en="Why"),
    "remedy": Text(fr="Que faire", en="What to do"),
    "question": Text(fr="Question posée", en="Question put"),
    "judged": Text(fr="Comment il est jugé", en="How it is judged"),
    "inputs": Text(fr="Regarde", en="Looks at"),
    "numbers": Text(fr="Nombres modifiables", en="Editable numbers"),
    "sources": Text(fr="Sources", en="Sources"),
    "met": Text(fr="Respecté", en="Met"),
    "broken": Text(fr="Non respecté", en="Not met"),
    "unknown": Text(fr="À préciser", en="To be completed"),
}
ASKED = Text(fr="demandé à l’organisateur, qui seul le sait", en="asked of the organiser, who alone knows")
COMPUTED = Text(fr="calculé sur le dispositif", en="computed from the plan")
ONE_CLICK = Text(fr="remède proposé en un clic", en="remedy offered at a click")
BY_HAND = Text(fr="remède à faire soi-même", en="remedy by hand")
FROM_MEMORY = Text(fr="de mémoire, à vérifier", en="from memory, to be verified")
FROM_MEMORY_LEGAL = Text(fr="de mémoire, à vérifier sur Légifrance", en="from memory, to be verified on Légifrance")


@dataclass(frozen=True)
class Example:
    """A plan that meets a principle and one that does not, as YAML; `says` tells what the checker says of the second."""

    good: str
    bad: str
    says: str = "broken"  # or "unknown", for what no plan can contradict


def handbook(catalog: Catalog, examples: Mapping[str, Example]) -> str:
    """The whole handbook in Markdown, families in the order of the data files.

    Args:
        examples: by principle; one without an example is written without.
    """
    lines = [f"# {TITLE.fr}", "", ABOUT_THIS_FILE, "", INTRODUCTION.fr, "", f"*{INTRODUCTION.en}*", ""]
    families = [(family, tuple(found)) for family, found in groupby(catalog.principles.values(), key=lambda p: p.family)]
    for family, principles in families:
        lines.append(f"- [{FAMILY_NAMES[family].fr}](#{family}) ({len(principles)})")
    for family, principles in families:
        lines += ["", f'<a id="{family}"></a>', "", f"## {FAMILY_NAMES[family].fr} · {FAMILY_NAMES[family].en}"]
        for principle in principles:
            lines += ["", *_entry(principle, catalog, examples.get(principle.id))]
    return "\n".join(lines) + "\n"


def _entry(principle: Principle, catalog: Catalog, example: Example | None) -> Iterator[str]:
    """The lines of one principle."""
    yield from (f"### `{principle.id}`", "")
    yield from (f"**{_plain(principle.statement.fr)}**", "", f"*{_plain(principle.statement.en)}*", "")
    yield from _both(principle, "fr")
    yield from (f"- Regarde : {', '.join(f'`{key}`' for key in principle.inputs)}", f"- {_label('sources', 'fr')} :")
    for key in principle.source:
        yield f"  - {_source(catalog.sources[key])}"
    yield from ("", "<details><summary>English</summary>", "")
    yield from _both(principle, "en")
    yield from ("", "</details>")
    if example:
        yield from ("", "<details><summary>Deux plans d’essai · two test plans</summary>", "")
        for verdict, text in (("met", example.good), (example.says, example.bad)):
            yield from (f"{_label(verdict, 'fr')} · {_label(verdict, 'en')} :", "", "```yaml", *text.rstrip().splitlines(), "```", "")
        yield "</details>"


def _both(principle: Principle, lang: Lang) -> Iterator[str]:
    """Why, what to do, how it is judged, in one language."""
    colon = " : " if lang == "fr" else ": "

    def line(label: str, text: str) -> str:
        return f"- {_label(label, lang)}{colon}{_plain(text)}"

    yield line("why", principle.why(lang))
    yield line("remedy", principle.remedy(lang))
    yield line("judged", "; ".join(words(lang) for words in _judged(principle)).replace("; ", " ; " if lang == "fr" else "; "))
    if principle.question:
        yield line("question", principle.question(lang))
    if principle.numbers:
        values = ", ".join(f"{name} = {value:g}" for name, value in principle.parameters.items())
        yield line("numbers", f"{principle.numbers(lang)} ({values})" if values else principle.numbers(lang))


def _judged(principle: Principle) -> tuple[Text, ...]:
    """Kind, severity, who answers, whether a click mends it, and what remains to be verified."""
    words = [KINDS[principle.kind], SEVERITIES[principle.severity], ASKED if principle.question else COMPUTED]
    words.append(ONE_CLICK if fixable(principle.id) else BY_HAND)
    if principle.confidence == "memory":
        words.append(FROM_MEMORY_LEGAL if principle.kind == "legal" else FROM_MEMORY)
    return tuple(words)


def _source(source: Source) -> str:
    """Title, publisher, year and address."""
    about = ", ".join(str(each) for each in (source.publisher, source.year) if each)
    title = _plain(source.title)
    return (f"[{title}]({source.url})" if source.url else title) + (f" ({about})" if about else "")


def _label(name: str, lang: Lang) -> str:
    return LABELS[name](lang)


def _plain(text: str) -> str:
    """Words as they are: nothing in them is Markdown."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)
