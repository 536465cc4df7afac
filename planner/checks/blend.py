"""How in person, online, paper and telephone complete each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from catalog.facts import Text
from catalog.methods import LEVELS, PHASE_NAMES, PHASES, STRANDS, Strand
from catalog.tools import Tool
from planner.braid import SEVERED, Flows, flows
from planner.checks.case import NOBODY_ONLINE, ONE_CHANNEL, Case, Step, say
from planner.checks.finding import Finding
from planner.checks.questions import answer
from planner.checks.registry import check

STRAND_NAMES: dict[Strand, Text] = {
    "in_person": say("en présence", "in person"),
    "digital": say("en ligne", "online"),
    "remote": say("papier et téléphone", "paper and telephone"),
}


@check("no_digital_only", needs="contributions")
def no_digital_only(case: Case) -> Iterator[Finding]:
    """Broken when every contribution activity is online; a lawful online procedure is only advised to go further."""
    frame = case.catalog.frames.get(case.plan.brief.frame or "")
    if case.off_line:
        yield case.met()
    elif frame and frame.digital_only_lawful:
        yield case.not_applicable(
            say(
                f"{frame.name.fr} : l’en ligne seul est légal. Au-delà du minimum légal, un stand ouvrirait la porte à d’autres.",
                f"{frame.name.en}: online only is lawful. Beyond the legal minimum, a stand would open the door to others.",
            )
        )
    else:
        yield case.broken(say("Toutes les contributions passent par internet.", "All contributions go through the internet."))


@check("no_in_person_only", needs="contributions")
def no_in_person_only(case: Case) -> Iterator[Finding]:
    """Broken when no contribution activity is open outside set hours."""
    if any(step.method.always_open for step in case.contributions):
        yield case.met()
    else:
        yield case.broken(say("Toutes les contributions se font à heure fixe.", "All contributions are made at a set time."))


@check("complementarity_designed", needs="contributions")
def complementarity_designed(case: Case) -> Iterator[Finding]:
    """Broken for each contribution activity that neither feeds another channel nor is fed by one.

    A plan that says nothing of bridges has none: what a channel gives to another has to be written to be done.
    """
    if len(case.strands) < 2:
        yield case.not_applicable(ONE_CHANNEL)
        return
    braid = flows(case.plan, case.catalog)
    alone = [step for step in case.contributions if len(braid.activities[step.id].missing) == 2]
    for step in alone:
        yield case.broken(_alone(step, braid), step.id)
    if not alone:
        yield case.met(_severed(braid))


def _alone(step: Step, braid: Flows) -> Text:
    """What cuts an activity off, and what is cut in its channel."""
    here = say("Aucune passerelle avec un autre canal, dans aucun sens.", "No bridge with another channel, either way.")
    cut = _severed(braid, step.strands)
    return say(f"{here.fr} {cut.fr}", f"{here.en} {cut.en}") if cut else here


def _severed(braid: Flows, strands: Collection[Strand] = STRANDS) -> Text | None:
    """Which channels nothing leaves, or nothing enters; None when all are linked both ways."""
    cut = [(STRAND_NAMES[strand], SEVERED[missing]) for strand, missing in braid.broken.items() if strand in strands]
    if not cut:
        return None
    fr, en = (", ".join(f"{getattr(name, lang)} ({getattr(word, lang)})" for name, word in cut) for lang in ("fr", "en"))
    return say(f"Canal coupé : {fr}.", f"Channel cut off: {en}.")


@check("cross_posting", needs="contributions")
def cross_posting(case: Case) -> Iterator[Finding]:
    """Broken for each off-line activity whose contributions nothing carries online: a bridge, or minutes for a gathering.

    A plan without any online activity may still put its minutes online: then the commitment counts for all.
    """
    sources = [step for step in case.contributions if not step.digital]
    if not sources:
        yield case.not_applicable(say("Rien n’est recueilli hors ligne.", "Nothing is collected off-line."))
    elif any(step.digital for step in case.steps):
        braid = flows(case.plan, case.catalog)
        lost = [step for step in sources if not braid.leads_online(step.id)]
        yield from case.met_unless(case.broken(_not_online(step, sources, lost), step.id) for step in lost)
    elif case.plan.said("minutes_online") is None:
        yield case.unknown("commitments.minutes_online")
    else:
        yield case.met() if case.plan.said("minutes_online") else case.broken()


def _not_online(step: Step, sources: Sequence[Step], lost: Sequence[Step]) -> Text:
    """Whether the whole channel of an activity stays off line, or only the activity."""
    strand = min(step.strands)
    name = STRAND_NAMES[strand]
    if all(other in lost for other in sources if strand in other.strands):
        return say(f"Rien ne va de ce canal vers l’en ligne : {name.fr}.", f"Nothing goes online from this channel: {name.en}.")
    return say(
        f"Aucune passerelle ne mène en ligne ; d’autres actions du même canal ({name.fr}) y mènent.",
        f"No bridge leads online; other activities of the same channel ({name.en}) do.",
    )


@check("double_inclusion", needs="contributions")
def double_inclusion(case: Case) -> Iterator[Finding]:
    """Broken when people contribute online and no existing online place sends them there."""
    relayed = any(step.digital and "community-mobilisation" in step.method.uses for step in case.steps)
    already = any(asset.what in ("website", "social_media", "mailing_list") for asset in case.plan.brief.already_have)
    if not case.online:
        yield case.not_applicable(NOBODY_ONLINE)
    else:
        yield case.met() if relayed or already else case.broken()


@check("tools_with_purpose", needs="steps")
def tools_with_purpose(case: Case) -> Iterator[Finding]:
    """Broken for an activity with a tool that does nothing it needs; unknown for one online without a named tool."""
    online = {step.id for step in case.online}
    judged = [step for step in case.steps if step.activity.tools or step.id in online]
    if not judged:
        yield case.not_applicable(say("Aucun outil numérique.", "No digital tool."))
    for step in judged:
        stray = [tool.name for tool in _tools(step, case) if step.method.uses and not set(tool.uses) & set(step.method.uses)]
        if not step.activity.tools:
            yield case.unknown("activities.tools", subject=step.id)
        elif stray:
            names = ", ".join(stray)
            yield case.broken(say(f"Sans rapport avec l’action : {names}.", f"Nothing to do with the activity: {names}."), step.id)
        else:
            yield case.met(subject=step.id)


@check("method_diversity", needs="contributions")
def method_diversity(case: Case) -> Iterator[Finding]:
    """Broken when few formats, or one channel, must do for many people."""
    territory = case.plan.brief.territory
    people = (territory.people if territory else None) or max((audience.people for audience in case.audiences), default=None)
    if people is not None and people < case.limit("over_people"):
        yield case.not_applicable(say(f"{people} personnes concernées.", f"{people} people concerned."))
    else:
        methods = len({step.method.id for step in case.contributions})
        detail = say(f"Modalités : {methods} ; canaux : {len(case.strands)}.", f"Methods: {methods}; channels: {len(case.strands)}.")
        varied = methods >= case.limit("min_methods") and len(case.strands) >= case.limit("min_strands")
        yield case.met(detail) if varied else case.broken(detail)


@check("strategy_per_channel", needs="contributions")
def strategy_per_channel(case: Case) -> Iterator[Finding]:
    """Broken for each channel that nothing brings people to; unknown when nobody said how many units it has."""
    yield from case.met_unless(fault for strand in sorted(case.strands) if (fault := _weakness(strand, case)))


def _weakness(strand: Strand, case: Case) -> Finding | None:
    steps = [step for step in case.contributions if strand in step.strands]
    name = STRAND_NAMES[strand]
    if not _called(strand, steps, case):
        return case.broken(
            say(f"Rien ne mobilise pour ce canal : {name.fr}.", f"Nothing brings people to this channel: {name.en}."), strand
        )
    if not all(step.activity.units for step in steps):
        return case.unknown("activities.units", subject=strand)
    return None


def _called(strand: Strand, steps: list[Step], case: Case) -> bool:
    """Whether something brings people to a channel.

    A stand or a mailing brings its own; any call serves an online channel, but a call made online
    does not by itself bring people to a room or to paper, unless a bridge says so.
    """
    if any(step.method.touring or step.method.form == "mailing" for step in steps):
        return True
    bridged = {bridge.from_ for bridge in case.plan.bridges if bridge.to in {step.id for step in steps}}
    return any(strand == "digital" or not call.only_digital or call.id in bridged for call in case.calls)


@check("live_moment", needs="steps")
def live_moment(case: Case) -> Iterator[Finding]:
    """Broken when nothing convivial happens in person."""
    yield case.met() if _convivial(case) else case.broken()


def _convivial(case: Case) -> list[Step]:
    return [step for step in case.steps if "in_person" in step.strands and step.method.conviviality != "low"]


@check("conviviality_early", needs="steps")
def conviviality_early(case: Case) -> Iterator[Finding]:
    """Broken when the first convivial gathering comes at the time of choices or later."""
    convivial = _convivial(case)
    if not convivial:
        yield case.not_applicable(say("Aucun moment convivial n’est prévu.", "No convivial moment is planned."))
    else:
        first = min(convivial, key=lambda step: PHASES.index(step.phase))
        late = say(
            f"Étape du premier moment convivial : {PHASE_NAMES[first.phase].fr}.",
            f"Phase of the first convivial moment: {PHASE_NAMES[first.phase].en}.",
        )
        yield case.met() if PHASES.index(first.phase) < PHASES.index("prioritise") else case.broken(late, first.id)


@check("coproduction_tools")
def coproduction_tools(case: Case) -> Iterator[Finding]:
    """Broken when the level announced is to involve or more, and nothing has people produce together."""
    level = case.plan.brief.level
    if level is None:
        yield case.unknown("brief.level")
    elif LEVELS.index(level) < LEVELS.index("involve"):
        yield case.not_applicable(say("Le niveau annoncé ne le demande pas.", "The level announced does not ask for it."))
    elif not case.contributions:
        yield case.unknown("activities")
    else:
        first_class = {use.id for use in case.catalog.uses.values() if case.catalog.families[use.family].first_class}
        together = any(step.phase == "co_produce" or first_class & _uses(step, case) for step in case.contributions)
        yield case.met() if together else case.broken()


def _tools(step: Step, case: Case) -> list[Tool]:
    return [case.catalog.tools[id] for id in step.activity.tools]


def _uses(step: Step, case: Case) -> set[str]:
    """What an activity and its tools are used for."""
    return set(step.method.uses).union(*(tool.uses for tool in _tools(step, case)))


@check("hybrid_parity", needs="steps")
def hybrid_parity(case: Case) -> Iterator[Finding]:
    """A question that arises when a meeting is held in a room and online at once."""
    hybrid = [step for step in case.steps if {"in_person", "digital"} <= step.strands and step.method.form in ("meeting", "online_live")]
    if not hybrid:
        yield case.not_applicable(say("Aucune réunion hybride.", "No hybrid meeting."))
    yield from (answer(case, step.id) for step in hybrid)


@check("same_question_everywhere", needs="contributions")
def same_question_everywhere(case: Case) -> Iterator[Finding]:
    """A question that arises as soon as people contribute through two channels."""
    yield answer(case) if len(case.strands) > 1 else case.not_applicable(ONE_CHANNEL)


@check("online_between_meetings", needs="contributions")
def online_between_meetings(case: Case) -> Iterator[Finding]:
    """Broken when nothing is open online between the first and the last gathering."""
    gatherings = [step for step in case.contributions if step.convened]
    if len(gatherings) < 2:
        yield case.not_applicable(say("Moins de deux rencontres.", "Fewer than two gatherings."))
    elif case.window() is None:
        yield case.unknown("activities.week")
    else:
        starts = [span[0] for step in gatherings if (span := case.weeks(step))]
        spans = [span for step in case.online if not step.convened and (span := case.weeks(step))]
        between = any(first <= max(starts) and last >= min(starts) for first, last in spans)
        detail = say(
            f"Première et dernière rencontres : semaines {min(starts)} et {max(starts)}.",
            f"First and last gatherings: weeks {min(starts)} and {max(starts)}.",
        )
        yield case.met(detail) if between else case.broken(detail)
