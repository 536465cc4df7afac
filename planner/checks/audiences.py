"""Whom the plan is for, and how each public can get in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.facts import Text
from planner.brief import Audience
from planner.checks.case import NO_GATHERING, PLAN, Case, Step, say
from planner.checks.finding import Finding
from planner.checks.questions import answer, asked
from planner.checks.registry import check

# Names that name nobody.
EVERYBODY = frozenset({
    "tous", "tout le monde", "tous publics", "grand public", "le grand public", "tous les habitants",
    "everybody", "everyone", "general public", "the general public", "all residents",
})  # fmt: skip
QUICK_FORMS = ("stand", "ballot", "mailing", "paper_form", "phone")
RURAL = "rural_commune_under_2000"
FRENCH = {"fr", "français", "French"}

check("plain_language")(asked)


@check("audiences_named", needs="audiences")
def audiences_named(case: Case) -> Iterator[Finding]:
    """Broken when fewer publics than expected are named, "everybody" not being one."""
    named = [audience for audience in case.audiences if audience.name.strip().lower() not in EVERYBODY]
    detail = say(f"Publics nommés : {len(named)}.", f"Publics named: {len(named)}.")
    yield case.met(detail) if len(named) >= case.limit("min_audiences") else case.broken(detail)


@check("each_audience_two_ways", needs="contributions")
def each_audience_two_ways(case: Case) -> Iterator[Finding]:
    """Broken for each priority public with too few ways in, or none that goes to meet it."""
    if not case.priorities:
        yield case.unknown("brief.audiences")
    else:
        ways = {audience.name: case.ways_in(audience) for audience in case.priorities}
        yield from case.met_unless(case.broken(_ways(steps), name) for name, steps in ways.items() if not _enough(steps, case))


def _enough(steps: tuple[Step, ...], case: Case) -> bool:
    return len({step.method.id for step in steps}) >= case.limit("min_ways") and any(step.method.touring for step in steps)


def _ways(steps: tuple[Step, ...]) -> Text:
    ways = len({step.method.id for step in steps})
    goes_out = any(step.method.touring for step in steps)
    return say(
        f"Modalités ouvertes à ce public : {ways} ; {'une' if goes_out else 'aucune ne'} va à sa rencontre.",
        f"Methods open to this public: {ways}; {'one' if goes_out else 'none'} goes to meet it.",
    )


@check("youth_dedicated", needs="audiences")
def youth_dedicated(case: Case) -> Iterator[Finding]:
    """Broken for each young priority public without an activity of its own, off-line."""
    young = [audience for audience in case.tagged("young") if audience.priority]
    if not young:
        yield case.not_applicable(say("Les jeunes ne sont pas un public prioritaire.", "Young people are not a priority public."))
    elif not case.contributions:
        yield case.unknown("activities")
    else:
        nothing = say("Aucune action hors ligne n’est faite pour lui.", "No off-line activity is made for it.")
        left = (audience for audience in young if not any(_made_for(step, audience, case) for step in case.off_line))
        yield from case.met_unless(case.broken(nothing, audience.name) for audience in left)


def _made_for(step: Step, audience: Audience, case: Case) -> bool:
    """An activity that names the public and not all of them, or a format that goes to young people."""
    named = audience.name in step.activity.audiences and len(step.activity.audiences) < max(len(case.audiences), 2)
    for_the_young = step.method.form in ("outreach", "standing_body") and "young" in step.method.affinity.well
    return named or (for_the_young and step.open_to(audience))


@check("silent_majority", needs="contributions")
def silent_majority(case: Case) -> Iterator[Finding]:
    """Met when an opinion can be given in passing: on a stand, a card, a ballot, or a short form."""
    minutes = case.plan.said("mobile_form_minutes")
    if any(_quick(step) for step in case.contributions):
        yield case.met()
    elif not case.online:
        yield case.broken()
    elif not isinstance(minutes, int):
        yield case.unknown("commitments.mobile_form_minutes")
    else:
        detail = say(f"Formulaire en ligne, en minutes : {minutes}.", f"Online form, in minutes: {minutes}.")
        yield case.met(detail) if minutes <= case.limit("max_minutes") else case.broken(detail)


def _quick(step: Step) -> bool:
    return step.method.form in QUICK_FORMS and step.method.depth == "low" and step.method.presence.reading != "high"


@check("hours_varied", needs="steps")
def hours_varied(case: Case) -> Iterator[Finding]:
    """Broken when all gatherings are held at one kind of time, or all in office hours."""
    slots = case.plan.said("slots")
    if not any(step.convened for step in case.contributions):
        yield case.not_applicable(NO_GATHERING)
    elif not isinstance(slots, tuple):
        yield case.unknown("commitments.slots")
    else:
        varied = len(set(slots)) >= case.limit("min_slots") and set(slots) != {"weekday"}
        yield case.met() if varied else case.broken()


@check("always_open_channel", needs="contributions")
def always_open_channel(case: Case) -> Iterator[Finding]:
    """Broken when no way in is open day and night, or when it closes before the others."""
    channels = [step for step in case.contributions if step.method.always_open]
    if not channels:
        yield case.broken(say("Aucune action n’est ouverte en permanence.", "No activity is open at all times."))
    elif (window := case.window()) is None:
        yield case.unknown("activities.week")
    else:
        spans = [span for step in channels if (span := case.weeks(step))]
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        detail = say(
            f"Ouvert des semaines {first} à {last}, pour des contributions des semaines {window[0]} à {window[1]}.",
            f"Open from week {first} to week {last}, for contributions from week {window[0]} to week {window[1]}.",
        )
        last_open = max(channels, key=lambda step: case.weeks(step) or (0, 0))
        yield case.met(detail) if first <= window[0] and last >= window[1] else case.broken(detail, last_open.id)


@check("no_writing_needed", needs="contributions")
def no_writing_needed(case: Case) -> Iterator[Finding]:
    """Met when one way in asks for little reading; unknown when nobody rated those there are."""
    ratings = {step.id: step.method.presence.reading for step in case.contributions}
    unrated = [id for id, rating in ratings.items() if rating is None]
    if "low" in ratings.values():
        yield case.met()
    elif unrated:
        yield case.unknown("methods.presence.reading", subject=unrated[0])
    else:
        yield case.broken(say("Toutes les actions demandent de lire ou d’écrire.", "All activities ask for reading or writing."))


@check("language_access")
def language_access(case: Case) -> Iterator[Finding]:
    """A question that arises where residents speak little French; a relay or an interpreter also answers it."""
    present = case.plan.brief.context.non_french_speakers
    languages = case.plan.said("languages")
    if not present and not case.tagged("non_french_speakers"):
        everyone = say("Tous les publics parlent français.", "All publics speak French.")
        yield case.unknown("brief.context.non_french_speakers") if present is None else case.not_applicable(everyone)
    elif any(_speaks(step) for step in case.contributions):
        yield case.met()
    elif isinstance(languages, tuple):
        yield case.met() if set(languages) - FRENCH else case.broken()
    else:
        yield case.unknown("commitments.languages")


def _speaks(step: Step) -> bool:
    """An activity with an interpreter, or one that goes to people who speak little French."""
    goes_to_them = step.method.touring and "non_french_speakers" in step.method.affinity.well
    return goes_to_them or "translated_session" in step.activity.options


@check("disability_access", needs="steps")
def disability_access(case: Case) -> Iterator[Finding]:
    """A question that arises as soon as people are received somewhere."""
    received = any("in_person" in step.strands for step in case.steps)
    yield answer(case) if received else case.not_applicable(say("Aucun lieu n’accueille de public.", "No place receives the public."))


@check("childcare_support", needs="audiences")
def childcare_support(case: Case) -> Iterator[Finding]:
    """A question that arises when families are a priority public and are gathered."""
    families = [audience for audience in case.tagged("families") if audience.priority]
    if not families or not any(step.convened for step in case.contributions):
        yield case.not_applicable(say("Aucune rencontre ne vise des familles.", "No gathering is meant for families."))
    elif any("childcare_meeting" in step.activity.options for step in case.steps):
        yield case.met()
    else:
        yield from (answer(case, audience.name) for audience in families)


@check("paid_participation", needs="contributions")
def paid_participation(case: Case) -> Iterator[Finding]:
    """A question that arises when a group is recruited for several days."""
    panels = [step for step in case.contributions if step.method.form == "panel"]
    if not panels:
        yield case.not_applicable(say("Personne n’est réuni plus d’une journée.", "Nobody is brought together for more than a day."))
    yield from (answer(case, step.id) for step in panels)


@check("rural_reach")
def rural_reach(case: Case) -> Iterator[Finding]:
    """Broken when the place or a public is rural and nothing tours."""
    territory = case.plan.brief.territory
    if not case.audiences and territory is None:
        yield case.unknown("brief.territory")
    elif not case.tagged("rural") and (territory is None or territory.commune_size != RURAL):
        yield case.not_applicable(say("Ni le territoire ni un public n’est rural.", "Neither the territory nor a public is rural."))
    elif not case.contributions:
        yield case.unknown("activities")
    else:
        rural = [audience.name for audience in case.tagged("rural")] or [PLAN]
        nothing = say("Aucune action ne se déplace.", "No activity tours.")
        touring = any(step.method.touring for step in case.contributions)
        yield from case.met_unless(case.broken(nothing, name) for name in rural if not touring)


@check("relays_briefed")
def relays_briefed(case: Case) -> Iterator[Finding]:
    """A question that arises when relays are used, or already there."""
    relays = any(step.method.form == "relay" for step in case.steps) or any(a.what == "relays" for a in case.plan.brief.already_have)
    yield answer(case) if relays else case.not_applicable(say("Aucun relais n’est prévu.", "No relay is planned."))


FIRST_TIME = re.compile(r"premi[eè]re (?:fois|participation)|nouveaux (?:venus|participants)|first[- ]tim|newcomer", re.IGNORECASE)


@check("first_timers", needs="contributions")
def first_timers(case: Case) -> Iterator[Finding]:
    """Met when participants are asked whether it is their first time, or when an indicator counts those for whom it is."""
    indicators = case.plan.said("indicators")
    counting = next((text for text in indicators if FIRST_TIME.search(text)), None) if isinstance(indicators, tuple) else None
    if counting and case.plan.said("first_time_asked") is None:
        yield case.met(say(f"Indicateur : {counting}.", f"Indicator: {counting}."))
    else:
        yield answer(case)
