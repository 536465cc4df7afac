"""Who is far from digital, what keeps people out, and what opens the door to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from catalog.facts import Text
from catalog.methods import Form
from catalog.words import percent
from planner.checks.case import NOBODY_ONLINE, Case, Step, say
from planner.checks.finding import Finding
from planner.checks.questions import answer, asked
from planner.checks.registry import check
from planner.divide import Share
from planner.reach import Segment

WITHOUT_SKILL = ("none", "assisted")
SEEKING_FORMS: tuple[Form, ...] = ("panel", "outreach", "stand", "visit_door", "relay", "interview")
# Publics whose tag says that the average of the territory is not theirs.
UNLIKE_THE_AVERAGE = {"young", "elderly", "precarious", "far_from_digital", "non_french_speakers", "disabled"}

check("not_only_qr")(asked)


@check("divide_estimated", needs="audiences")
def divide_estimated(case: Case) -> Iterator[Finding]:
    """Unknown for each public without a profile, unless it is as far from digital as the average of a known territory."""
    known = case.plan.brief.territory is not None
    vague = [a for a in case.audiences if not a.profile and (not known or UNLIKE_THE_AVERAGE & set(a.tags))]
    yield from case.met_unless(case.unknown("brief.audiences.profile", subject=audience.name) for audience in vague)


@check("divide_covered", needs="audiences")
def divide_covered(case: Case) -> Iterator[Finding]:
    """Broken for each exposed public that no contribution activity receives without digital skill."""
    exposed = [audience for audience in case.audiences if case.exposed(audience)]
    if not exposed:
        yield case.not_applicable(say("Aucun public n’est éloigné du numérique.", "No public is far from digital."))
    elif not case.contributions:
        yield case.unknown("activities")
    else:
        shut_out = (a for a in exposed if not any(step.method.digital in WITHOUT_SKILL for step in case.ways_in(a)))
        yield from case.met_unless(case.broken(_exposure(case.segment(audience), case), audience.name) for audience in shut_out)


def _exposure(segment: Segment, case: Case) -> Text:
    offline, help, year = segment.exposure.offline, segment.exposure.needs_help, _surveyed(case, segment.exposure.offline)
    return say(
        f"Estimation d’après les enquêtes jusqu’à {year} : {percent(offline.value, 'fr')} n’utilisent jamais internet, "
        f"{percent(help.value, 'fr')} ont besoin d’une aide.",
        f"Estimate from surveys up to {year}: {percent(offline.value, 'en')} never use the internet, "
        f"{percent(help.value, 'en')} need help.",
    )


def _surveyed(case: Case, *shares: Share) -> int:
    """The last year measured by the indicators that some shares are read from."""
    return max(row.year for share in shares for row in case.catalog.indicators[share.indicator].values if row.calibrate)


@check("non_digital_capacity", needs="contributions")
def non_digital_capacity(case: Case) -> Iterator[Finding]:
    """Broken when the ways in without digital bring a smaller share of participants than the publics' own exposure."""
    if not case.online:
        yield case.not_applicable(NOBODY_ONLINE)
    elif case.uncounted:
        yield case.unknown(*case.uncounted)
    else:
        far, year = _far_from_digital(case), _surveyed(case, case.situation.whole.offline)
        offered = _share(case, [step for step in case.contributions if step.method.digital in WITHOUT_SKILL])
        detail = say(
            f"Participants attendus sans compétence numérique : {percent(offered, 'fr')} ; éloignés du numérique : {percent(far, 'fr')} "
            f"(enquêtes jusqu’à {year}).",
            f"Participants expected without digital skill: {percent(offered, 'en')}; far from digital: {percent(far, 'en')} "
            f"(surveys up to {year}).",
        )
        yield case.met(detail) if offered >= far * case.limit("share_of_exposed") else case.broken(detail)


def _far_from_digital(case: Case) -> float:
    """Share of the publics that is offline or needs help: a mean weighted by their sizes, for they overlap; else of the territory."""
    chosen = [segment for segment in case.situation.segments if segment.chosen]
    people = sum(segment.people for segment in chosen)
    if not people:
        return case.situation.whole.offline.value + case.situation.whole.needs_help.value
    return sum(s.people * (s.exposure.offline.value + s.exposure.needs_help.value) for s in chosen) / people


def _share(case: Case, steps: Collection[Step]) -> float:
    """Share of the participants expected that some activities bring."""
    total = case.participants(case.contributions)
    return case.participants(steps) / total if total else 0.0


@check("assistance_planned", needs="contributions")
def assistance_planned(case: Case) -> Iterator[Finding]:
    """Broken when exposed publics are sent online without a mediator, an assisted method or a drop-in desk."""
    alone = [step for step in case.online if step.method.digital in ("basic", "autonomous")]
    if not alone:
        yield case.not_applicable(NOBODY_ONLINE)
    elif not case.audiences:
        yield case.unknown("brief.audiences")
    elif not any(case.exposed(audience) and any(step.open_to(audience) for step in alone) for audience in case.audiences):
        yield case.not_applicable(say("Aucun public éloigné du numérique n’est visé.", "No public far from digital is aimed at."))
    else:
        helped = any(step.method.digital == "assisted" or step.method.form == "office_hours" for step in case.steps)
        mediator = any(asset.what == "mediator" for asset in case.plan.brief.already_have)
        yield case.met() if helped or mediator else case.broken()


@check("identity_barrier", needs="contributions")
def identity_barrier(case: Case) -> Iterator[Finding]:
    """Broken when a verified identity is asked for less than a vote, or for a vote without a way round."""
    if not case.online:
        yield case.not_applicable(NOBODY_ONLINE)
    elif case.plan.said("identity_asked") != "strong":
        yield answer(case)
    elif not (votes := [step for step in case.online if step.is_vote]):
        mere = say("L’identité est vérifiée pour un simple avis.", "Identity is verified for a mere opinion.")
        yield from (case.broken(mere, step.id) for step in case.online)
    elif not any(step.is_vote and not step.only_digital for step in case.contributions):
        alone = say("Le vote à identité vérifiée n’a pas d’équivalent papier.", "The verified vote has no paper equivalent.")
        yield from (case.broken(alone, step.id) for step in votes)
    else:
        yield case.met()


@check("mobile_first", needs="contributions")
def mobile_first(case: Case) -> Iterator[Finding]:
    """Broken for a phase in which people can only contribute with a computer, or when the form is long on a phone."""
    minutes = case.plan.said("mobile_form_minutes")
    open_to_phones = {step.phase for step in case.contributions if step.method.device != "computer"}
    desktop = [step for step in case.online if step.phase not in open_to_phones]
    if not case.online:
        yield case.not_applicable(NOBODY_ONLINE)
    elif desktop:
        for step in desktop:
            yield case.broken(
                say("Rien d’autre à cette étape ne se fait sans ordinateur.", "Nothing else in this phase can be done without a computer."),
                step.id,
            )
    elif not isinstance(minutes, int):
        yield case.unknown("commitments.mobile_form_minutes")
    else:
        detail = say(f"Durée sur un téléphone, en minutes : {minutes}.", f"Length on a phone, in minutes: {minutes}.")
        yield case.met(detail) if minutes <= case.limit("max_minutes") else case.broken(detail)


@check("paper_equal_weight", needs="contributions")
def paper_equal_weight(case: Case) -> Iterator[Finding]:
    """A question that arises as soon as people contribute otherwise than online."""
    yield answer(case) if case.off_line else case.not_applicable(say("Tout vient d’internet.", "Everything comes from the internet."))


@check("territorial_divide", needs="contributions")
def territorial_divide(case: Case) -> Iterator[Finding]:
    """Broken for each public of deprived areas that no field activity goes to, where people contribute online."""
    deprived = case.tagged("precarious")
    if not case.online:
        yield case.not_applicable(NOBODY_ONLINE)
    elif not deprived:
        yield case.unknown("brief.audiences.tags")
    else:
        missed = (audience for audience in deprived if not any(step.method.touring for step in case.ways_in(audience)))
        nothing = say("Aucune action ne va à sa rencontre.", "No activity goes to meet it.")
        yield from case.met_unless(case.broken(nothing, audience.name) for audience in missed)


@check("online_profile_bias", needs="contributions")
def online_profile_bias(case: Case) -> Iterator[Finding]:
    """Broken when most participants come online only and nothing seeks the others."""
    yield _counterweight(case, [step for step in case.contributions if step.only_digital])


@check("meeting_profile_bias", needs="contributions")
def meeting_profile_bias(case: Case) -> Iterator[Finding]:
    """Broken when most participants come from open meetings and nothing seeks the others."""
    yield _counterweight(case, [step for step in case.contributions if step.method.form == "meeting"])


def _counterweight(case: Case, biased: Collection[Step]) -> Finding:
    """Whether activities of a known bias are offset by one that seeks people or draws them by lot."""
    alone = len(biased) == len(case.contributions)
    if not biased:
        return case.not_applicable(say("Aucune action de ce genre.", "No activity of that kind."))
    if any(step.method.form in SEEKING_FORMS for step in case.contributions):
        return case.met()
    if case.uncounted and not alone:
        return case.unknown(*case.uncounted)
    share = 1.0 if alone else _share(case, biased)
    detail = say(
        f"Part des participants attendus par là : {percent(share, 'fr')}.",
        f"Share of participants expected that way: {percent(share, 'en')}.",
    )
    return case.broken(detail) if share > case.limit("max_share") else case.met(detail)
