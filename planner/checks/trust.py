"""Sincerity, identity, votes, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.checks.case import Case, say
from planner.checks.finding import Finding
from planner.checks.questions import answer, asked, asked_online
from planner.checks.registry import check

check("anonymity_position", "personal_data", "profile_optional", "funding_disclosed")(asked)
check("manipulation_watch", needs="contributions")(asked_online)

SOCIAL_NETWORKS = re.compile(
    r"(?:^|[/.@\s])(?:facebook|fb|instagram|twitter|x|tiktok|linkedin|youtube|whatsapp|telegram|snapchat|discord)(?:\.com|\.me|\.org|\.gg|\b(?!\.))",
    re.IGNORECASE,
)


@check("vote_integrity", needs="contributions")
def vote_integrity(case: Case) -> Iterator[Finding]:
    """Questions on rules and audit that arise when people vote online."""
    rules, audit = case.plan.said("vote_rules"), case.plan.said("vote_audit")
    missing = [f"commitments.{name}" for name, said in (("vote_rules", rules), ("vote_audit", audit)) if said is None]
    votes = [step for step in case.online if step.is_vote]
    if not votes:
        yield case.not_applicable(say("Aucun vote en ligne.", "No online vote."))
    for vote in votes:
        if rules is False or audit is False:
            yield case.broken(subject=vote.id)
        else:
            yield case.unknown(*missing, subject=vote.id) if missing else case.met(subject=vote.id)


@check("no_double_vote", needs="contributions")
def no_double_vote(case: Case) -> Iterator[Finding]:
    """A question that arises when people can vote online and otherwise."""
    votes = [step for step in case.contributions if step.is_vote]
    if any(step.digital for step in votes) and any(not step.only_digital for step in votes):
        yield answer(case)
    else:
        yield case.not_applicable(say("On ne vote pas par deux canaux.", "People do not vote through two channels."))


@check("third_party")
def third_party(case: Case) -> Iterator[Finding]:
    """A question that arises when the subject is contested."""
    attention = case.plan.brief.context.attention
    if attention is None:
        yield case.unknown("brief.context.attention")
    elif attention == "contested":
        yield answer(case)
    else:
        yield case.not_applicable(say("Le sujet n’est pas conflictuel.", "The subject is not contested."))


@check("official_place", needs="contributions")
def official_place(case: Case) -> Iterator[Finding]:
    """Broken when the official address is that of a social network."""
    finding = next(asked_online(case))
    place = str(case.plan.said("official_place") or "")
    if finding.verdict == "met" and SOCIAL_NETWORKS.search(place):
        yield case.broken(say(f"Adresse donnée : {place}.", f"Address given: {place}."))
    else:
        yield finding


@check("open_code", needs="steps")
def open_code(case: Case) -> Iterator[Finding]:
    """For each tool of an online activity: met when its code is public, broken when it is proprietary."""
    tools = {id for step in case.steps if step.digital for id in step.activity.tools}
    if not any(step.digital for step in case.steps):
        yield case.not_applicable(say("Rien n’est en ligne.", "Nothing is online."))
    elif not tools:
        yield case.unknown("activities.tools")
    for id in sorted(tools):
        tool = case.catalog.tools[id]
        if tool.licence.value == "proprietary":
            yield case.broken(say(f"{tool.name} : code fermé.", f"{tool.name}: closed code."), subject=id)
        elif tool.licence.value or tool.source_code.value:
            yield case.met(subject=id)
        else:
            yield case.unknown("tools.licence", subject=id)


@check("channels_neutral", needs="contributions")
def channels_neutral(case: Case) -> Iterator[Finding]:
    """Broken for each petition when nothing else lets people contribute: it takes signatures in favour only. Else a question."""
    petitions = [step for step in case.contributions if "petition" in step.method.uses]
    if len(petitions) == len(case.contributions):
        one_sided = say("Seules des signatures pour sont recueillies.", "Only signatures in favour are taken.")
        yield from (case.broken(one_sided, step.id) for step in petitions)
    else:
        yield answer(case)
