"""People, days and money to run it, read it and answer it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from math import ceil
from statistics import median

from catalog.facts import Text
from catalog.methods import Form
from catalog.words import Lang, day, euros, number, percent
from planner.checks.case import NOBODY_ONLINE, Case, Step, say
from planner.checks.finding import Finding
from planner.checks.questions import answer, asked_online
from planner.checks.registry import check

check("facilitation_staffed", "liability_assigned", needs="contributions")(asked_online)

REGISTERED_FORMS: tuple[Form, ...] = ("workshop", "panel", "online_live")
FIELD_FORMS: tuple[Form, ...] = ("outreach", "visit_door")
SORTITION, CONTRACTOR = "sortition-panel", "external_facilitation"

# "6 animateurs", "4 facilitators": a number followed by who facilitates.
FACILITATORS = re.compile(r"(\d{1,3})\s+(?:anim|facilit|médiat|mediat|modérat|moderat|agent|officer|personne|people)", re.IGNORECASE)


@check("moderation_planned", needs="contributions")
def moderation_planned(case: Case) -> Iterator[Finding]:
    """A question on the charter, then on the delay, where people contribute online."""
    finding = next(asked_online(case))
    delay = case.plan.said("moderation_delay_days")
    if finding.verdict != "met":
        yield finding
    elif not isinstance(delay, int):
        yield case.unknown("commitments.moderation_delay_days")
    else:
        detail = say(f"Délai annoncé, en jours : {delay}.", f"Delay announced, in days: {delay}.")
        yield case.met(detail) if delay <= case.limit("max_delay_days") else case.broken(detail)


@check("facilitator_ratio", needs="contributions")
def facilitator_ratio(case: Case) -> Iterator[Finding]:
    """Broken when the facilitators counted in the commitments are too few for the largest group session."""
    groups = [step for step in case.contributions if step.method.counts_as == "deliberates" and "in_person" in step.strands]
    if not groups:
        yield case.not_applicable(say("Aucun travail en petits groupes.", "No small-group work."))
    else:
        largest = max(groups, key=lambda step: _people(step, case))
        people = _people(largest, case)
        needed, known = ceil(people / case.limit("max_people")), _aged(largest, case)
        detail = say(
            f"Animateurs nécessaires pour {people:.0f} participants{known.fr} : {needed}.",
            f"Facilitators needed for {people:.0f} participants{known.en}: {needed}.",
        )
        found = [int(count) for count in FACILITATORS.findall(str(case.plan.said("facilitators") or ""))]
        if not found:
            yield case.unknown("commitments.facilitators", detail=detail, subject=largest.id)
        else:
            yield case.met(detail, largest.id) if max(found) >= needed else case.broken(detail, largest.id)


def _people(step: Step, case: Case) -> float:
    """People whom one unit of a method gathers."""
    figure = case.situation.effort(step.method).people
    return figure.value if figure else 0.0


def _whole(number: float) -> int:
    """The next whole number; 21 / 0.7 is 30, whatever the computer makes of it."""
    return ceil(round(number, 6))


def _aged(step: Step, case: Case) -> Text:
    """Where the number of people of a method comes from, in brackets."""
    figure = case.situation.effort(step.method).people
    age = case.age(figure) if figure else say("nombre non connu", "number not known")
    return say(f" ({age.fr})", f" ({age.en})")


@check("processing_budget", needs="contributions")
def processing_budget(case: Case) -> Iterator[Finding]:
    """Broken when fewer days are set aside than reading the expected contributions takes."""
    said = case.plan.said("analysis_days")
    needed = case.evaluation.reading_days
    detail = say(
        f"Lire les contributions attendues prend environ {number(needed, 'fr', 1)} jours-agent.",
        f"Reading the expected contributions takes about {number(needed, 'en', 1)} agent-days.",
    )
    if not isinstance(said, (int, float)):
        yield case.unknown("commitments.analysis_days", detail=detail)
    else:
        yield case.met(detail) if said > 0 and said >= needed else case.broken(detail)


@check("budget_complete", needs="steps")
def budget_complete(case: Case) -> Iterator[Finding]:
    """Broken when the activities cost more money, or more agent-days, than there are."""
    limits = case.plan.brief.limits
    missing = [f"brief.limits.{name}" for name in ("budget", "staff_days") if getattr(limits, name) is None]
    if not all(step.activity.units for step in case.steps):
        missing.append("activities.units")
    over_money = limits.budget is not None and case.evaluation.cost > limits.budget
    over_days = limits.staff_days is not None and case.evaluation.staff_days > limits.staff_days
    if over_money or over_days:
        yield case.broken(_means(case))
    elif missing:
        yield case.unknown(*missing)
    else:
        yield case.met(_means(case))


def _means(case: Case) -> Text:
    """What the plan takes against what there is."""
    limits, takes = case.plan.brief.limits, case.evaluation

    def words(lang: Lang) -> tuple[str, str]:
        money = f" / {euros(limits.budget, lang)}" if limits.budget is not None else ""
        days = f" / {number(limits.staff_days, lang)}" if limits.staff_days is not None else ""
        return f"{euros(takes.cost, lang)}{money}", f"{number(takes.staff_days, lang)}{days}"

    (money_fr, days_fr), (money_en, days_en) = words("fr"), words("en")
    return say(f"Coût : {money_fr} ; jours-agent : {days_fr}.", f"Cost: {money_en}; agent-days: {days_en}.")


@check("lead_time", needs="steps")
def lead_time(case: Case) -> Iterator[Finding]:
    """Broken for each activity that opens sooner after the council's vote than its preparation takes."""
    start, council = case.plan.brief.limits.start, case.plan.brief.mandate.council_on
    if start is None or council is None:
        wanted = (("brief.mandate.council_on", council), ("brief.limits.start", start))
        yield case.unknown(*(key for key, value in wanted if value is None))
    else:
        yield from case.met_unless(fault for step in case.steps if (fault := _rushed(step, council, case)))


def _rushed(step: Step, council: date, case: Case) -> Finding | None:
    """A fault when an activity opens sooner after the vote than its preparation takes."""
    lead, opens = case.situation.effort(step.method).lead_weeks, case.line(step).starts_on
    if lead is None or opens is None or (opens - council).days >= lead.value * 7:
        return None
    age = case.age(lead)
    detail = say(
        f"Semaines de préparation : {number(lead.value, 'fr')} ({age.fr}) ; vote {day(council, 'fr')}, ouverture {day(opens, 'fr')}.",
        f"Weeks of preparation: {number(lead.value, 'en')} ({age.en}); vote {day(council, 'en')}, opening {day(opens, 'en')}.",
    )
    return case.broken(detail, step.id)


@check("online_yield_realistic", needs="contributions")
def online_yield_realistic(case: Case) -> Iterator[Finding]:
    """Broken for each online activity that counts on a larger share of inhabitants than is ever seen."""
    territory = case.plan.brief.territory
    if not case.online:
        yield case.not_applicable(NOBODY_ONLINE)
    elif territory is None or territory.people is None:
        yield case.unknown("brief.territory.people")
    else:
        inhabitants = territory.people
        yield from case.met_unless(fault for step in case.online if (fault := _too_bold(step, inhabitants, case)))


def _too_bold(step: Step, inhabitants: int, case: Case) -> Finding | None:
    """A fault when an online activity counts on more people than is seen in places of this size."""
    share = case.limit("max_share_vote" if step.is_vote else "max_share")
    most = max(share * inhabitants, case.limit("floor_people"))
    people = case.line(step).people
    if people <= most:
        return None
    detail = say(
        f"{number(people, 'fr')} participants attendus ; on en voit rarement plus de {number(most, 'fr')}.",
        f"{number(people, 'en')} participants expected; more than {number(most, 'en')} is seldom seen.",
    )
    return case.broken(detail, step.id)


@check("proportionate_cost", needs="contributions")
def proportionate_cost(case: Case) -> Iterator[Finding]:
    """Broken for an activity that takes most of the money at several times the median cost per participant.

    Groups that deliberate are left out: what they bring is not a number of people.
    """
    if case.uncounted:
        yield case.unknown(*case.uncounted)
        return
    lines = [case.line(step) for step in case.contributions if step.method.counts_as == "contributes"]
    costs = {line.activity: line.cost / line.people for line in lines if line.people and line.cost}
    if len(costs) < 3:
        yield case.not_applicable(say("Moins de trois coûts à comparer.", "Fewer than three costs to compare."))
    else:
        middle = median(costs.values())
        dear = [line for line in lines if costs.get(line.activity, 0.0) > case.limit("max_times_median") * middle]
        yield from case.met_unless(
            case.broken(_price(costs[line.activity], middle, line.cost / case.evaluation.cost), line.activity)
            for line in dear
            if line.cost > case.limit("max_share") * case.evaluation.cost
        )


def _price(cost: float, middle: float, share: float) -> Text:
    return say(
        f"{euros(cost, 'fr')} par participant (médiane : {euros(middle, 'fr')}), {percent(share, 'fr')} du budget.",
        f"{euros(cost, 'en')} per participant (median: {euros(middle, 'en')}), {percent(share, 'en')} of the budget.",
    )


@check("over_recruit", needs="contributions")
def over_recruit(case: Case) -> Iterator[Finding]:
    """Broken for each session with registration that takes too few for its seats to be filled, given how many of those registered come."""
    sessions = [step for step in case.contributions if step.method.form in REGISTERED_FORMS]
    taken = case.plan.said("registrations_per_ten")
    if not sessions:
        yield case.not_applicable(say("Aucune séance sur inscription.", "No session with registration."))
    for step in sessions:
        rate = case.limit("online_rate" if step.only_digital else "in_person_rate")
        seats, needed = _people(step, case), _whole(_people(step, case) / rate)
        known = _aged(step, case)
        detail = say(
            f"Pour {seats:.0f} places{known.fr} : {needed} inscriptions, car {percent(rate, 'fr')} des inscrits viennent.",
            f"For {seats:.0f} seats{known.en}: {needed} registrations, because {percent(rate, 'en')} of those registered come.",
        )
        if not isinstance(taken, int):
            yield case.unknown("commitments.registrations_per_ten", detail=detail, subject=step.id)
        else:
            yield case.met(detail, step.id) if taken >= _whole(10 / rate) else case.broken(detail, step.id)


@check("invitation_volume", needs="contributions")
def invitation_volume(case: Case) -> Iterator[Finding]:
    """Broken when fewer letters are sent than the seats of the groups drawn by lot call for; visits make letters unnecessary."""
    drawn = [step for step in case.contributions if SORTITION in step.method.uses]
    sent = case.plan.said("letters_sent")
    if not drawn:
        yield case.not_applicable(say("Aucun tirage au sort.", "No draw by lot."))
    elif any(step.method.form == "visit_door" and SORTITION in step.method.uses for step in case.steps):
        yield case.not_applicable(say("Le tirage passe par des visites.", "The draw goes through visits."))
    else:
        needed = {step.id: _whole(_people(step, case) * (step.activity.units or 1) / case.limit("reply_rate")) for step in drawn}
        total = sum(needed.values())
        for step in drawn:
            known = _aged(step, case)
            detail = say(
                f"Places : {_people(step, case) * (step.activity.units or 1):.0f}{known.fr} ; lettres à envoyer : "
                f"{number(needed[step.id], 'fr')}, à raison de {percent(case.limit('reply_rate'), 'fr')} de réponses.",
                f"Seats: {_people(step, case) * (step.activity.units or 1):.0f}{known.en}; letters to send: "
                f"{number(needed[step.id], 'en')}, at {percent(case.limit('reply_rate'), 'en')} of replies.",
            )
            if not isinstance(sent, int):
                yield case.unknown("commitments.letters_sent", detail=detail, subject=step.id)
            else:
                yield case.met(detail, step.id) if sent >= total else case.broken(detail, step.id)


@check("services_in_the_loop", needs="steps")
def services_in_the_loop(case: Case) -> Iterator[Finding]:
    """A question; the activities run by a contractor are named."""
    hired = [step.method.name for step in case.steps if CONTRACTOR in step.activity.options]
    detail = say(
        f"Actions confiées à un prestataire : {', '.join(name.fr for name in hired)}.",
        f"Activities run by a contractor: {', '.join(name.en for name in hired)}.",
    )
    yield answer(case, detail=detail if hired else None)


@check("field_staff_safe", needs="steps")
def field_staff_safe(case: Case) -> Iterator[Finding]:
    """A question for each activity that sends people into the street or to the doors."""
    sent = [step for step in case.steps if step.method.form in FIELD_FORMS and step.method.touring]
    if not sent:
        yield case.not_applicable(say("Personne n’est envoyé sur le terrain.", "Nobody is sent into the field."))
    yield from (answer(case, step.id) for step in sent)
