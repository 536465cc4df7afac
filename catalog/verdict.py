"""What a comparison allows one to say, and what to ask the vendors: sentences in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.compare import DRAWS, NUDGE, Comparison
from catalog.facts import Text
from catalog.load import Catalog
from catalog.words import Lang, percent

SURE = 0.95  # first in at least so many draws: the facts allow a name
LIKELY = 0.8  # first in at least so many: ahead, with a runner-up to keep in mind
IN_THE_RACE = 0.1  # first in fewer draws than this: not among those between which it is too close to call
TEXT = {
    "no_tool": Text(fr="Choisissez au moins deux outils à comparer.", en="Choose at least two tools to compare."),
    "no_weight": Text(fr="Donnez du poids à au moins un critère.", en="Give weight to at least one criterion."),
    "none": Text(fr="Aucun de ces outils ne remplit toutes vos conditions.", en="None of these tools meets all your conditions."),
    "only": Text(fr="Seul {first} remplit vos conditions.", en="Only {first} meets your conditions."),
    "always": Text(
        fr="{first} arrive en tête quoi que révèlent les faits inconnus, et dans {share} des tirages de poids.",
        en="{first} comes first whatever the unknown facts turn out to be, and in {share} of the draws of weights.",
    ),
    "sure": Text(
        fr="{first} arrive en tête dans {share} des tirages ; des réponses encore inconnues pourraient l’en déloger.",
        en="{first} comes first in {share} of the draws; answers not yet known could still unseat it.",
    ),
    "likely": Text(
        fr="{first} devance les autres dans {share} des tirages ; {second} le suit.",
        en="{first} is ahead in {share} of the draws; {second} follows.",
    ),
    "close": Text(
        fr="Trop serré pour départager {names} : en tête dans {shares} des tirages.",
        en="Too close to call between {names}: first in {shares} of the draws.",
    ),
    "old": Text(fr="{n} des faits comparés sont anciens.", en="{n} of the facts compared are old."),
    "one_old": Text(fr="Un des faits comparés est ancien.", en="One of the facts compared is old."),
    "to_check": Text(
        fr="Une condition reste à vérifier pour {names}.", en="One condition is still to be checked for {names}."
    ),
}  # fmt: skip
METHOD = Text(
    fr=f"{DRAWS} tirages : chaque poids bouge de {NUDGE:.0f} points au plus, chaque fait inconnu ou à confirmer prend "
    "toutes ses valeurs possibles. Un poids de 0 ne bouge pas. Le tirage est toujours le même pour les mêmes choix.",
    en=f"{DRAWS} draws: each weight moves by at most {NUDGE:.0f} points, each fact that is unknown or to be confirmed takes "
    "all its possible values. A weight of 0 does not move. The same choices always give the same draws.",
)  # fmt: skip


def verdict(catalog: Catalog, comparison: Comparison, lang: Lang) -> str:
    """The sentence that the facts allow, and no more."""
    said = _said(catalog, comparison, lang)
    first = comparison.ranking.ranks[:1]
    if first and comparison.pending.get(first[0].tool):
        said += " " + TEXT["to_check"](lang).format(names=catalog.tools[first[0].tool].name)
    if first and (old := sum(score.old for (_, criterion), score in comparison.scores.items() if comparison.weights[criterion])):
        said += " " + TEXT["old" if old > 1 else "one_old"](lang).format(n=old)
    return said


def _said(catalog: Catalog, comparison: Comparison, lang: Lang) -> str:
    ranks = comparison.ranking.ranks
    if len(comparison.tools) < 2:
        return TEXT["no_tool"](lang)
    if len(comparison.excluded) == len(comparison.tools):
        return TEXT["none"](lang)
    if not ranks:
        return TEXT["no_weight"](lang)
    first = ranks[0]
    name, share = catalog.tools[first.tool].name, percent(first.first, lang)
    if len(ranks) == 1:
        return TEXT["only"](lang).format(first=name)
    if first.first >= SURE and first.worst == 1:
        return TEXT["always"](lang).format(first=name, share=share)
    if first.first >= SURE:
        return TEXT["sure"](lang).format(first=name, share=share)
    if first.first >= LIKELY:
        return TEXT["likely"](lang).format(first=name, share=share, second=catalog.tools[ranks[1].tool].name)
    racing = [rank for rank in ranks if rank.first >= IN_THE_RACE]
    racing = racing if len(racing) > 1 else list(ranks[:2])
    return TEXT["close"](lang).format(
        names=listed((catalog.tools[rank.tool].name for rank in racing), lang),
        shares=listed((percent(rank.first, lang) for rank in racing), lang),
    )


def listed(names: Iterable[str], lang: Lang) -> str:
    """a, b et c."""
    *start, last = names
    return f"{', '.join(start)} {'et' if lang == 'fr' else 'and'} {last}" if start else last


def flips(catalog: Catalog, comparison: Comparison, lang: Lang) -> list[str]:
    """Which weight would give another first place."""
    words = Text(
        fr="« {criterion} » à {changed} au lieu de {weight} : {first} passe en tête.",
        en='"{criterion}" at {changed} instead of {weight}: {first} comes first.',
    )
    return [
        words(lang).format(
            criterion=catalog.scales[each.criterion].label(lang), changed=each.changed, weight=each.weight,
            first=catalog.tools[each.first].name,
        )
        for each in comparison.ranking.flips
    ]  # fmt: skip


def dominated(catalog: Catalog, comparison: Comparison, lang: Lang) -> list[str]:
    """Which tools another one beats or equals on every criterion that counts, whatever the unknown facts."""
    words = Text(fr="{name} : {others} fait au moins aussi bien partout.", en="{name}: {others} does at least as well everywhere.")
    return [
        words(lang).format(name=catalog.tools[rank.tool].name, others=listed((catalog.tools[id].name for id in rank.dominated_by), lang))
        for rank in comparison.ranking.ranks
        if rank.dominated_by
    ]


def settling(catalog: Catalog, comparison: Comparison, lang: Lang) -> list[str]:
    """Which unknown facts would make the first place surer, the most useful first."""
    words = Text(
        fr="{name}, « {criterion} » : la réponse rendrait la première place plus sûre de {points} points en moyenne.",
        en='{name}, "{criterion}": the answer would make the first place surer by {points} points on average.',
    )
    return [
        words(lang).format(
            name=catalog.tools[each.tool].name, criterion=catalog.scales[each.criterion].label(lang), points=f"{100 * each.gain:.0f}"
        )
        for each in comparison.ranking.asking
    ]  # fmt: skip


def letter(catalog: Catalog, comparison: Comparison, tool: str, lang: Lang) -> str:
    """A ready e-mail to the vendor of a tool: what nobody could read, the facts that would settle it first.

    Conditions nobody can vouch for come first, then the answers that matter most, then the other open criteria that count.
    """
    useful = [each.criterion for each in comparison.ranking.asking if each.tool == tool]
    still = [id for id, weight in comparison.weights.items() if weight and not comparison.scores[tool, id].known]
    asked = dict.fromkeys((*comparison.pending.get(tool, ()), *useful, *still))
    questions = "\n".join(f"{number}. {catalog.scales[id].question(lang)}" for number, id in enumerate(asked, start=1))
    words = Text(
        fr="Objet : {name}, questions avant une consultation\n\nBonjour,\n\n"
        "Nous comparons des outils de participation à partir de ce qui en est publié. "
        "Pour {name}, nous n’avons pas pu lire, ou pas pu confirmer, les points suivants :\n\n{questions}\n\n"
        "Pouvez-vous nous répondre en indiquant, pour chaque point, l’adresse de la page ou le document qui l’établit ?\n\n"
        "Cordialement,\n[à compléter]",
        en="Subject: {name}, questions before a procurement\n\nHello,\n\n"
        "We are comparing participation tools from what is published about them. "
        "For {name} we could not read, or could not confirm, the following:\n\n{questions}\n\n"
        "Could you answer each point with the address of the page or the document that states it?\n\nBest regards,\n[to complete]",
    )
    return words(lang).format(name=catalog.tools[tool].name, questions=questions)
