"""The facilitator's script: minute by minute, what to say, what to do, what to watch for, for three lengths of session.

The times of the rounds are those of the scenario, stretched or tightened to the session by steps of five minutes. A short
session plays the first rounds only; what is left is said, and goes to the debrief.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.words import Lang
from planner.workshop.cards import short
from planner.workshop.scenario import Scenario

Duration = Literal[90, 120, 210]
DURATIONS: tuple[int, ...] = (90, 120, 210)
PACE, SHORTEST = 5, 10  # minutes: the step of a timing, the least round
AIDE = 180  # characters of a trap or an aim as a reminder: whole, they are on the debrief pages
# Minutes of everything but the rounds, in order of play; the break comes halfway through the rounds.
FRAME: Mapping[int, Mapping[str, int]] = {
    90: {"welcome": 5, "cards": 5, "score": 10, "tour": 10, "debrief": 15, "close": 5},
    120: {"welcome": 5, "cards": 10, "score": 10, "tour": 10, "debrief": 15, "close": 5},
    210: {"welcome": 10, "cards": 15, "break": 15, "score": 20, "tour": 20, "debrief": 25, "close": 10},
}
MOST_ROUNDS: Mapping[int, int] = {90: 3, 120: 5, 210: 8}


class Beat(Record):
    """One stretch of the session; minutes from its start."""

    id: str
    start: int
    end: int
    title: str
    say: str
    do: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()


class Script(Record):
    """The whole session."""

    minutes: int
    beats: tuple[Beat, ...]
    left_out: tuple[str, ...] = ()  # what the rounds not played would have told


def script(case: Scenario, catalog: Catalog, duration: int, lang: Lang) -> Script:
    """The script of a session.

    Raises:
        ValueError: a duration that no script is written for.
    """
    if duration not in FRAME:
        raise ValueError(f"a session lasts {', '.join(map(str, DURATIONS))} minutes, got {duration}.")
    frame = FRAME[duration]
    work = round_minutes(case, duration)
    beats: list[Beat] = []

    def add(id: str, minutes: int, title: str, say: str, do: Sequence[str], watch: Sequence[str]) -> None:
        start = beats[-1].end if beats else 0
        beats.append(Beat(id=id, start=start, end=start + minutes, title=title, say=say, do=tuple(do), watch=tuple(watch)))

    def fixed(id: str, more: Sequence[str] = (), watch: Sequence[str] = ()) -> None:
        title, say, do, look = (words(lang) for words in BEATS[id])
        say = say.format(title=case.title(lang), subject=case.subject(lang), place=case.place(lang), count=len(work))
        add(id, frame[id], title, say, [*_split(do), *more], [*_split(look), *watch])

    fixed("welcome")
    fixed("cards")
    for i, minutes in enumerate(work):
        if "break" in frame and i == (len(work) + 1) // 2:
            fixed("break")
        turn = case.rounds[i]
        title = WORDS["round"](lang).format(n=i + 1)
        do = [WORDS["first" if i == 0 else "open"](lang).format(n=i + 1), WORDS["half"](lang).format(n=max(minutes // 2, 5))]
        add(f"round-{i + 1}", minutes, title, turn.reveal(lang), do, list(_watched(case, catalog, i, lang)))
    fixed("score")
    fixed("tour")
    fixed("debrief", watch=[short(lesson.text(lang), AIDE) for lesson in case.aims])
    fixed("close")
    return Script(minutes=duration, beats=tuple(beats), left_out=tuple(turn.reveal(lang) for turn in case.rounds[len(work) :]))


def round_minutes(case: Scenario, duration: int) -> tuple[int, ...]:
    """Minutes of each round played: in the scenario's proportions, by steps of five, ten at least, the whole time used."""
    whole = duration - sum(FRAME[duration].values())
    count = min(len(case.rounds), MOST_ROUNDS[duration], whole // SHORTEST)
    wanted = [turn.minutes for turn in case.rounds[:count]]
    given = [SHORTEST] * count
    while sum(given) < whole:  # five more minutes to the round that is furthest under its share
        short = max(range(count), key=lambda i: (wanted[i] / sum(wanted) - given[i] / whole, -i))
        given[short] += PACE
    return tuple(given)


def _watched(case: Scenario, catalog: Catalog, i: int, lang: Lang) -> Iterator[str]:
    """What to look at in a round: the questions of its cards, and the traps of the scenario one after the other."""
    turn = case.rounds[i]
    yield from (catalog.deck.C[id].ask(lang) for id in turn.constraints)
    yield from (catalog.deck.V[id].ask(lang) for id in turn.events)
    traps = case.traps
    if i == 0:
        yield from (WORDS["trap"](lang).format(text=short(trap.text(lang), AIDE)) for trap in traps)
    if turn.forbid:
        yield WORDS["forbid"](lang)
    if turn.publics:
        yield WORDS["publics"](lang)
    if turn.limits.changes():
        yield WORDS["limits"](lang)


def clock(minutes: int) -> str:
    """Minutes from the start as hours and minutes: 95 -> 1:35."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _split(text: str) -> list[str]:
    return [part for part in text.split(" | ") if part]


WORDS: Mapping[str, Text] = {
    "round": Text(fr="Temps {n}", en="Round {n}"),
    "first": Text(fr="Chaque table lit sa fiche, puis pose ses cartes.", en="Each table reads its sheet, then lays its cards."),
    "open": Text(fr="Distribuez le pli {n}. Une personne le lit à voix haute.", en="Hand out sealed card {n}. One person reads it aloud."),
    "half": Text(
        fr="Dites le temps qui reste après {n} minutes, puis à la dernière.",
        en="Say how much time is left after {n} minutes, and in the last one.",
    ),
    "trap": Text(fr="Piège attendu : {text}", en="Expected trap: {text}"),
    "forbid": Text(
        fr="Les cartes retirées sont encore sur un canevas ? Demandez ce qui les remplace.",
        en="Are the cards that were withdrawn still on a canvas? Ask what replaces them.",
    ),
    "publics": Text(
        fr="Le nouveau public a-t-il une carte faite pour lui, ou seulement son nom ajouté ?",
        en="Does the new public have a card meant for it, or only its name added?",
    ),
    "limits": Text(
        fr="La table recompte-t-elle son argent et ses jours avant de choisir ?",
        en="Does the table count its money and days again before it chooses?",
    ),
}
# Title, what to say, what to do (cut at |), what to watch for (cut at |).
BEATS: Mapping[str, tuple[Text, Text, Text, Text]] = {
    "welcome": (
        Text(fr="Accueil", en="Welcome"),
        Text(
            fr="Bonjour. Pendant cette séance, chaque table prépare une démarche : {title}. {place}. C’est un exercice, le cas est "
            "inventé. Il n’y a pas de gagnant : on regarde qui chaque dispositif oublie.",
            en="Welcome. In this session each table prepares a process: {title}. {place}. This is an exercise, the case is invented. "
            "Nobody wins: we look at whom each plan forgets.",
        ),
        Text(
            fr="Formez des tables de quatre ou cinq, en mêlant les métiers. | Donnez une fiche, un canevas et un jeu de cartes par table.",
            en="Make tables of four or five, mixing trades. | Give each table a sheet, a canvas and a set of cards.",
        ),
        Text(fr="Une table d’une seule équipe : mêlez-la.", en="A table from one team only: mix it."),
    ),
    "cards": (
        Text(fr="Les cartes et le canevas", en="The cards and the canvas"),
        Text(
            fr="Une carte dit ce que c’est, qui elle fait venir et qui elle ne fait pas venir, ce qu’elle coûte. Rond : en présence. "
            "Carré : en ligne. Triangle : papier et téléphone. Sur le canevas, écrivez le code de la carte à une place et tracez "
            "les semaines. "
            "Une passerelle relie deux places : ce qui est dit ici est repris là.",
            en="A card says what it is, whom it brings and whom it does not, what it costs. Disc: in person. Square: online. Triangle: "
            "paper and telephone. On the canvas, write the code of the card at a place and draw the weeks. A bridge joins two places: "
            "what is said here is used there.",
        ),
        Text(
            fr="Montrez une carte et recopiez son code de quatre signes devant tous. | Nommez un scribe par table.",
            en="Show a card and copy its code of four signs in front of everybody. | Name one scribe a table.",
        ),
        Text(fr="« Par défaut » : un ordre de grandeur, à discuter.", en="“Default”: an order of magnitude, to be discussed."),
    ),
    "break": (
        Text(fr="Pause", en="Break"),
        Text(fr="Nous reprenons dans un quart d’heure.", en="We start again in a quarter of an hour."),
        Text(
            fr="Faites le tour des canevas, notez un écart entre deux tables.",
            en="Walk past the canvases, note one gap between two tables.",
        ),
        Text(fr="Une table qui veut changer de sujet pendant la pause.", en="A table that wants to change the subject during the break."),
    ),
    "score": (
        Text(fr="Compter", en="Scoring"),
        Text(
            fr="Comptez votre dispositif avec la page des jetons : l’argent, les jours, puis les personnes, public par public. "
            "Entourez le public que vous touchez le moins.",
            en="Score your plan with the token pages: money, days, then people, public by public. Circle the public you reach least.",
        ),
        Text(
            fr="Partagez : deux personnes comptent les publics, une l’argent et les jours. | Faites remplir la feuille de codes "
            "si un ordinateur est là.",
            en="Share the work: two people count the publics, one the money and days. | Have the code sheet filled in if there is "
            "a computer.",
        ),
        Text(
            fr="On n’ajoute jamais les publics entre eux : une personne peut être dans deux.",
            en="Publics are never added together: a person may be in two of them.",
        ),
    ),
    "tour": (
        Text(fr="Le tour des tables", en="The tour of the tables"),
        Text(
            fr="En une minute par table : le public que vous touchez le moins, et ce que vous feriez pour lui avec 500 euros de plus.",
            en="One minute a table: the public you reach least, and what you would do for it with 500 euros more.",
        ),
        Text(
            fr="Écrivez au tableau, par table : public le moins touché, euros, jours, nombre de volets, passerelles.",
            en="Write on the board, by table: public least reached, euros, days, number of strands, bridges.",
        ),
        Text(
            fr="Deux tables, deux oublis différents : gardez-les pour la suite.", en="Two tables, two different gaps: keep them for later."
        ),
    ),
    "debrief": (
        Text(fr="Retour collectif", en="Debrief"),
        Text(
            fr="Regardons ce que vos dispositifs ont en commun, et qui n’est dans aucun.",
            en="Let us look at what your plans have in common, and who is in none of them.",
        ),
        Text(
            fr="Posez les questions de la page « Retour collectif ». | Montrez ensuite le corrigé : une bonne réponse parmi d’autres.",
            en="Ask the questions of the page “Debrief”. | Then show the worked solution: one good answer among several.",
        ),
        Text(fr="Qui n’a pas encore parlé ? Demandez-lui.", en="Who has not spoken yet? Ask them."),
    ),
    "close": (
        Text(fr="Ce que l’on emporte", en="What people take away"),
        Text(
            fr="Écrivez une chose que vous ferez autrement dans votre prochaine démarche, et dites-la à votre voisin.",
            en="Write one thing you will do differently in your next process, and tell it to your neighbour.",
        ),
        Text(fr="Reprenez les cartes, comptez-les.", en="Collect the cards, count them."),
        Text(fr="Une intention vague : demandez « quand, et avec qui ».", en="A vague intention: ask “when, and with whom”."),
    ),
}
