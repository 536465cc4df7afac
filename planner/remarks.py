"""What a brief says that is possible, and probably a slip: told, never refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.facts import Text
from catalog.words import number
from planner.reach import Situation


def remarks(at: Situation, today: date) -> tuple[Text, ...]:
    """Dates gone by, a public larger than its territory, a minimum that no format can bring: with what to write."""
    return (*_dates(at, today), *_sizes(at))


def _dates(at: Situation, today: date) -> Iterator[Text]:
    start, end, decided = at.brief.limits.start, at.brief.limits.end, at.brief.mandate.decided_on
    if end and end < today:
        yield Text(
            fr=f"La consultation finirait le {end}, qui est passé. Écrivez une date à venir (limits.end).",
            en=f"The consultation would end on {end}, which is past. Write a date to come (limits.end).",
        )
    elif start and start < today:
        yield Text(
            fr=f"Le début ({start}) est passé. Écrivez une date à venir (limits.start), ou gardez-la si la démarche a commencé.",
            en=f"The start ({start}) is past. Write a date to come (limits.start), or keep it if the process has begun.",
        )
    if decided and end and decided < end:
        yield Text(
            fr=f"La décision ({decided}) vient avant la fin de la consultation ({end}) : rien ne pourrait plus en dépendre.",
            en=f"The decision ({decided}) comes before the end of the consultation ({end}): nothing could depend on it any more.",
        )


def _sizes(at: Situation) -> Iterator[Text]:
    territory = at.brief.territory
    if territory is None or not (territory.people or territory.code) or not at.people:
        return
    for audience in at.brief.audiences:
        if audience.people > at.people:
            yield Text(
                fr=f"« {audience.name[:60]} » compte {number(audience.people, 'fr')} personnes, plus que les {number(at.people, 'fr')}"
                " habitants de 12 ans et plus du territoire. Corrigez l’un des deux nombres, ou laissez si ce sont des visiteurs.",
                en=f'"{audience.name[:60]}" counts {number(audience.people, "en")} people, more than the {number(at.people, "en")}'
                " residents aged 12 and over of the territory. Correct one of the two, or leave it if they are visitors.",
            )
