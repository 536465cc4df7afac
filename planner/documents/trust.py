"""The trust sheet, one page to publish: the rules, from what the organiser undertakes and what is known of the tools.

What nobody said is a hole; what is not known of a tool is a question to put to its vendor. Not legal advice.
Source: practice.md, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from catalog.ageing import year_of
from catalog.facts import Fact, Text
from catalog.paper.elements import Block, Bullets, Note, Paper, Paragraph, Span, Words, join
from catalog.tools import Tool
from catalog.words import country_name
from planner import wording as w
from planner.documents.draft import Draft
from planner.documents.sheet import (
    ELECTED,
    FINANCE,
    LEGAL,
    PROJECT,
    PROTECTION,
    Part,
    asking,
    days_long,
    holes,
    laid,
    table,
    to_write,
)

AI = re.compile(r"(?:^|-)ai(?:-|$)")  # in the short name of a feature
SHOWN_TOOLS, SHOWN_SOURCES = 5, 6

TITLE = Text(fr="Fiche de confiance", en="Trust sheet")
TITLE_INFORMATION = Text(fr="Fiche de confiance de l’information", en="Trust sheet of the information campaign")
INTRO = Text(
    fr="Les règles de cette démarche, à publier avec la première annonce et à tenir jusqu’à la réponse.",
    en="The rules of this process, to be published with the first announcement and kept until the reply.",
)
INTRO_INFORMATION = Text(
    fr="Rien n’est soumis au débat : aucun avis n’est recueilli. Ces règles valent pour les questions que vous posez.",
    en="Nothing is open to debate: no opinion is collected. These rules apply to the questions you ask.",
)
WHO = Text(fr="Qui peut participer, et comment", en="Who can take part, and how")
READ = Text(fr="Comment les contributions sont traitées", en="How contributions are handled")
DATA = Text(fr="Données personnelles", en="Personal data")
TOOLS = Text(fr="Outils et hébergement", en="Tools and hosting")
OPENNESS = Text(fr="Transparence, neutralité, recours", en="Openness, neutrality, redress")

LEFT = Text(
    fr="{n} points restent à écrire avant de publier cette fiche : ils sont marqués, avec qui peut les fixer.",
    en="{n} points are still to be written before this sheet is published: they are marked, with who can settle them.",
)
LEFT_ONE = Text(
    fr="Un point reste à écrire avant de publier cette fiche : il est marqué, avec qui peut le fixer.",
    en="One point is still to be written before this sheet is published: it is marked, with who can settle it.",
)
TO_ASK = Text(fr="non connu, à demander à l’éditeur", en="not known, to be asked of the vendor")

ALLOWED = Text(fr="Participants", en="Participants")
ALLOWED_HOLE = Text(fr="âge, lieu de vie ou de travail de qui peut participer", en="age, place of living or work of who can take part")
ALLOWED_SAID = Text(fr="{hole} ; publics attendus : {names}", en="{hole}; publics expected: {names}")
IDENTITY = Text(fr="Identité", en="Identity")
IDENTITY_SAID: dict[str, Text] = {
    "none": Text(fr="aucune vérification, aucun compte", en="no check, no account"),
    "email": Text(fr="une adresse électronique en ligne, rien d’autre", en="an email address online, nothing more"),
    "strong": Text(fr="une identité vérifiée est demandée en ligne", en="a verified identity is asked for online"),
}
IDENTITY_HOLE = Text(fr="ce qui est demandé pour participer", en="what is asked in order to take part")
IDENTITY_BOTH = Text(
    fr="ce qui est demandé pour participer ; nom, pseudonyme ou anonymat",
    en="what is asked in order to take part; name, pseudonym or anonymity",
)
ANONYMITY_HOLE = Text(fr="nom, pseudonyme ou anonymat", en="name, pseudonym or anonymity")
MINORS = Text(fr="Mineurs", en="Minors")
MINORS_SAID: dict[bool, Text] = {
    True: Text(fr="des règles propres aux mineurs sont fixées", en="rules for minors are set"),
    False: Text(fr="aucune règle propre aux mineurs n’est prévue, à corriger", en="no rule for minors is planned, to be corrected"),
}
MINORS_HOLE = Text(fr="leurs règles, accord et image", en="their rules, consent and image")
TWICE = Text(fr="Doublons", en="Duplicates")
TWICE_HOLE = Text(fr="comment les doublons et les envois en série sont repérés", en="how duplicates and mass mailings are spotted")
TWICE_WATCHED = Text(fr="les envois en série sont surveillés et signalés", en="mass mailings are watched and reported")
COUNTS = Text(
    fr="les avis sont comptés, sans pourcentage : un questionnaire ouvert n’est pas un sondage",
    en="opinions are counted, without percentages: an open questionnaire is not a poll",
)
VOTE = Text(fr="Vote", en="Vote")
VOTE_HOLE = Text(
    fr="qui vote, une fois par personne, papier et en ligne rapprochés, qui contrôle",
    en="who votes, once per person, paper and online reconciled, who audits",
)
VOTE_RULES = Text(fr="règles publiées avant l’ouverture", en="rules published before the opening")
VOTE_RECONCILED = Text(fr="papier et en ligne rapprochés : une voix par personne", en="paper and online reconciled: one vote per person")
VOTE_AUDIT = Text(fr="dépouillement contrôlé", en="count audited")
MODERATION = Text(fr="Modération", en="Moderation")
MODERATION_CHARTER: dict[bool, Text] = {
    True: Text(fr="charte publiée", en="published charter"),
    False: Text(fr="aucune charte n’est prévue, à corriger", en="no charter is planned, to be corrected"),
}
CHARTER_HOLE = Text(fr="charte de modération", en="moderation charter")
MODERATION_DELAY = Text(fr="examen sous {n}", en="examined within {n}")
DELAY_HOLE = Text(fr="délai d’examen", en="time to examine")
CHARTER_BOTH = Text(fr="charte de modération et délai d’examen", en="moderation charter and time to examine")
DIRECTOR = Text(fr="directeur de la publication : {who}", en="publication director: {who}")
DIRECTOR_HOLE = Text(fr="nom", en="name")
LOG = Text(fr="Retraits", en="Withdrawals")
LOG_SAID = Text(
    fr="tout retrait est motivé et inscrit dans un journal, sans nom (à valider) ; {hole}",
    en="every withdrawal is explained and entered in a log, without names (to be confirmed); {hole}",
)
LOG_HOLE = Text(fr="où le lire, à qui écrire pour contester", en="where to read it, whom to write to in order to appeal")
PAPER = Text(fr="Papier et oral", en="Paper and speech")
PAPER_SAID: dict[bool, Text] = {
    True: Text(
        fr="ils comptent autant que l’écrit en ligne ; saisis mot pour mot, leur canal indiqué (à valider)",
        en="they count as much as what is written online; entered word for word, their channel named (to be confirmed)",
    ),
    False: Text(
        fr="la synthèse ne couvre pas tous les canaux, à corriger", en="the synthesis does not cover every channel, to be corrected"
    ),
}
PAPER_HOLE = Text(fr="comment le papier et l’oral sont saisis, par qui", en="how paper and speech are entered, by whom")
AI_LABEL = Text(fr="Intelligence artificielle", en="Artificial intelligence")
AI_HOLE = Text(fr="usage ou non, pour quoi, relu par qui", en="used or not, for what, proofread by whom")
AI_OFFERED = Text(fr="{tools} en propose : dire si c’est activé", en="{tools} offers it: say whether it is switched on")

NOTICE = Text(fr="Information", en="Notice")
NOTICE_SAID: dict[bool, Text] = {
    True: Text(fr="une mention accompagne chaque recueil", en="a notice goes with every form"),
    False: Text(fr="aucune mention n’est prévue, à corriger", en="no notice is planned, to be corrected"),
}
NOTICE_HOLE = Text(fr="mention d’information sur chaque recueil", en="information notice on every form")
PURPOSE = Text(fr="À quoi elles servent", en="What they are used for")
PURPOSE_SAID = Text(
    fr="lire les contributions, y répondre, rendre compte ; rien d’autre (à valider)",
    en="reading contributions, answering them, reporting back; nothing else (to be confirmed)",
)
PURPOSE_INFORMATION = Text(
    fr="répondre à vos questions ; rien d’autre (à valider)", en="answering your questions; nothing else (to be confirmed)"
)
BASIS = Text(fr="Base légale", en="Legal basis")
BASIS_HOLE = Text(
    fr="mission d’intérêt public ou consentement, selon l’usage, RGPD, art. 6", en="public task or consent, by use, GDPR, art. 6"
)
KEPT = Text(fr="Durée", en="Kept for")
KEPT_HOLE = Text(fr="durée de conservation, puis suppression ou anonymisation", en="how long they are kept, then erased or anonymised")
PROFILE = Text(fr="Questions de profil", en="Profile questions")
PROFILE_SAID: dict[bool, Text] = {
    True: Text(fr="facultatives", en="optional"),
    False: Text(fr="obligatoires, à corriger", en="mandatory, to be corrected"),
}
RIGHTS = Text(fr="Vos droits", en="Your rights")
RIGHTS_SAID = Text(
    fr="accès, rectification, effacement, opposition : {contact} ; réclamation possible auprès de la CNIL",
    en="access, rectification, erasure, objection: {contact}; complaints can be made to the CNIL",
)
DPO_HOLE = Text(fr="adresse où écrire", en="address to write to")

TOOLS_NONE = Text(fr="Aucun outil en ligne n’est prévu pour participer.", en="No online tool is planned for taking part.")
TOOLS_UNNAMED = Text(fr="nom de l’outil en ligne, où il est hébergé, par qui", en="name of the online tool, where it is hosted, by whom")
TOOLS_CAPTION = Text(
    fr="Ce que l’on sait de chaque outil, avec l’année du constat ; le reste est à demander",
    en="What is known of each tool, with the year of the evidence; the rest is to be asked",
)
TOOLS_HEADER = (
    Text(fr="Outil", en="Tool"),
    Text(fr="Hébergé par, où", en="Hosted by, where"),
    Text(fr="Identité possible", en="Identity it allows"),
    Text(fr="Données personnelles", en="Personal data"),
)
FACT = Text(fr="{said} ({year})", en="{said} ({year})")
TO_CONFIRM = Text(fr="{said}, à confirmer", en="{said}, to be confirmed")
SOURCES = Text(fr="Sources", en="Sources")
SEEN = Text(fr="lu le {day}", en="read on {day}")

OPEN_DATA = Text(fr="Données ouvertes", en="Open data")
OPEN_SAID: dict[bool, Text] = {
    True: Text(
        fr="contributions exportées et publiées, sans donnée personnelle", en="contributions exported and published, without personal data"
    ),
    False: Text(fr="aucun export public n’est prévu", en="no public export is planned"),
}
OPEN_HOLE = Text(fr="export public ou non, sous quelle licence", en="public export or not, under which licence")
ARCHIVE = Text(fr="archives : {who}", en="archives: {who}")
PUBLISHED = Text(fr="Publié", en="Published")
PUBLISHED_ITEMS: tuple[tuple[str, Text], ...] = (
    ("minutes_online", Text(fr="les comptes rendus", en="minutes of meetings")),
    ("tracking_public", Text(fr="le suivi des contributions", en="what becomes of contributions")),
    ("synthesis_method_public", Text(fr="la méthode de synthèse", en="the method of the synthesis")),
    ("budget_public", Text(fr="le coût de la démarche", en="the cost of the process")),
)
PUBLISHED_HOLE = Text(fr="ce qui sera publié", en="what will be published")
NEUTRAL = Text(fr="Neutralité", en="Neutrality")
NEUTRAL_ITEMS: tuple[tuple[str, Text], ...] = (
    ("same_question", Text(fr="la même question partout", en="the same question everywhere")),
    ("channels_neutral", Text(fr="chaque canal relu pour n’orienter aucun avis", en="each channel proofread so as to steer no opinion")),
    ("balanced_information", Text(fr="un dossier qui expose les arguments opposés", en="a file that sets out opposite arguments")),
)
NEUTRAL_HOLE = Text(fr="comment la neutralité est assurée", en="how neutrality is ensured")
THIRD = Text(fr="Regard extérieur", en="Outside eye")
THIRD_HOLE = Text(fr="tiers indépendant, ou « aucun »", en="independent third party, or “none”")
REDRESS = Text(fr="Recours", en="Redress")
REDRESS_SAID = Text(fr="premier contact : {who} ; ensuite : {then}", en="first contact: {who}; then: {then}")
REDRESS_HOLE = Text(fr="médiateur ou voie de recours", en="ombudsman or way of appeal")
REDRESS_BOTH = Text(fr="premier contact, puis médiateur ou voie de recours", en="first contact, then ombudsman or way of appeal")
REPLY = Text(fr="Réponse", en="Reply")
CAUTION = Text(
    fr="À faire relire par le service juridique et le délégué à la protection des données : cette fiche ne vaut pas conseil juridique.",
    en="To be proofread by the legal department and the data protection officer: this sheet is not legal advice.",
)


def trust(draft: Draft) -> Paper:
    """The trust sheet of a plan; when nothing is open, that of its information."""
    about = draft.information
    intro = Paragraph(words=draft.plain(INTRO_INFORMATION if about else INTRO))
    parts: list[Part] = [
        ("intro", None, (intro,)),
        ("who", WHO, (Bullets(items=tuple(_who(draft))),)),
        ("read", READ, (Bullets(items=tuple(_read(draft))),)),
        ("data", DATA, (Bullets(items=tuple(_data(draft))),)),
        ("tools", TOOLS, tuple(_tools(draft))),
        ("openness", OPENNESS, (Bullets(items=tuple(_openness(draft))), Note(words=draft.plain(CAUTION)))),
    ]
    if about:
        parts = [part for part in parts if part[0] not in ("who", "read")]
    if left := sum(holes(blocks) for _, _, blocks in parts):
        note = Note(words=draft.phrase(LEFT_ONE if left == 1 else LEFT, n=draft.count(left)))
        parts[0] = ("intro", None, (intro, note))
    return laid(draft, TITLE_INFORMATION if about else TITLE, parts)


def _kept(draft: Draft, name: str, said: dict[bool, Text], hole: Text, who: Text = PROJECT) -> Words:
    """A commitment that was made, refused, or not said."""
    value = draft.commitment_kept(name)
    return to_write(draft, hole, who) if value is None else draft.plain(said[value], "hole" if value is False else "plain")


def _listed(draft: Draft, items: Iterable[tuple[str, Text]], hole: Text, who: Text = PROJECT) -> Words:
    """The commitments of a list that were made; a hole when none was."""
    kept = [draft.plain(said) for name, said in items if draft.commitment_kept(name)]
    return join(kept, draft.semicolon) if kept else to_write(draft, hole, who)


def _who(draft: Draft) -> Iterator[Words]:
    hole = to_write(draft, ALLOWED_HOLE, ELECTED)
    names = draft.listed(audience.name for audience in draft.brief.audiences[:6])
    yield draft.labelled(ALLOWED, draft.phrase(ALLOWED_SAID, hole=hole, names=names) if names else hole)
    asked = draft.plan.said("identity_asked")
    online = any("digital" in draft.kind_of(activity).joins for activity in asking(draft))
    anonymity = draft.commitment("anonymity")
    both = to_write(draft, IDENTITY_BOTH, PROJECT)
    if isinstance(asked, str) or anonymity:
        known = draft.plain(IDENTITY_SAID[asked]) if isinstance(asked, str) else to_write(draft, IDENTITY_HOLE, PROJECT)
        both = join((known, draft.filled(anonymity) if anonymity else to_write(draft, ANONYMITY_HOLE, PROJECT)), draft.semicolon)
    yield draft.labelled(IDENTITY, both)
    if draft.brief.context.minors or draft.commitment_kept("minors_rules") is not None:
        yield draft.labelled(MINORS, _kept(draft, "minors_rules", MINORS_SAID, MINORS_HOLE, LEGAL))
    votes = [a for a in asking(draft) if draft.kind_of(a).form == "ballot" and "petition" not in draft.kind_of(a).uses]
    if votes:
        yield draft.labelled(VOTE, _vote(draft))
    counted = [
        draft.plain(said)
        for name, said in (("manipulation_watch", TWICE_WATCHED), ("counts_not_percentages", COUNTS))
        if draft.commitment_kept(name)
    ]
    unwatched = online and not draft.commitment_kept("manipulation_watch")
    yield draft.labelled(
        TWICE, join([*([to_write(draft, TWICE_HOLE, PROJECT)] if unwatched or not counted else []), *counted], draft.semicolon)
    )


def _vote(draft: Draft) -> Words:
    items = (("vote_rules", VOTE_RULES), ("vote_reconciled", VOTE_RECONCILED), ("vote_audit", VOTE_AUDIT))
    return _listed(draft, items, VOTE_HOLE, ELECTED)


def _read(draft: Draft) -> Iterator[Words]:
    delay = draft.plan.said("moderation_delay_days")
    director = draft.commitment("publication_director")
    said = [
        _kept(draft, "moderation_charter", MODERATION_CHARTER, CHARTER_HOLE),
        draft.phrase(MODERATION_DELAY, n=days_long(draft, delay)) if isinstance(delay, int) else to_write(draft, DELAY_HOLE, PROJECT),
    ]
    if draft.commitment_kept("moderation_charter") is None and not isinstance(delay, int):
        said = [to_write(draft, CHARTER_BOTH, PROJECT)]
    said.append(draft.phrase(DIRECTOR, who=director or to_write(draft, DIRECTOR_HOLE, FINANCE)))
    yield draft.labelled(MODERATION, join(said, draft.semicolon))
    yield draft.labelled(LOG, draft.phrase(LOG_SAID, hole=to_write(draft, LOG_HOLE, PROJECT)))
    yield draft.labelled(PAPER, _kept(draft, "synthesis_all_channels", PAPER_SAID, PAPER_HOLE))
    yield draft.labelled(AI_LABEL, _ai(draft))


def _ai(draft: Draft) -> Words:
    """What is said of artificial intelligence: nothing yet, and the tools that offer it."""
    offering = [tool.name for tool in _used(draft) if any(AI.search(feature) for feature in tool.features)]
    hole = to_write(draft, AI_HOLE, ELECTED)
    return join((hole, draft.phrase(AI_OFFERED, tools=", ".join(offering))), draft.semicolon) if offering else hole


def _data(draft: Draft) -> Iterator[Words]:
    yield draft.labelled(NOTICE, _kept(draft, "personal_data_notice", NOTICE_SAID, NOTICE_HOLE, PROTECTION))
    yield draft.labelled(PURPOSE, draft.plain(PURPOSE_INFORMATION if draft.information else PURPOSE_SAID))
    yield draft.labelled(BASIS, to_write(draft, BASIS_HOLE, PROTECTION))
    yield draft.labelled(KEPT, to_write(draft, KEPT_HOLE, PROTECTION))
    if (optional := draft.commitment_kept("profile_optional")) is not None and not draft.information:
        yield draft.labelled(PROFILE, draft.plain(PROFILE_SAID[optional], "plain" if optional else "hole"))
    yield draft.labelled(RIGHTS, draft.phrase(RIGHTS_SAID, contact=to_write(draft, DPO_HOLE, PROTECTION)))


# -- the tools ------------------------------------------------------------------------------------------


def _used(draft: Draft) -> tuple[Tool, ...]:
    """The tools of the plan's activities and of what is already in hand, each once."""
    ids = [tool for activity in draft.ordered for tool in activity.tools]
    ids += [asset.tool for asset in draft.brief.already_have if asset.tool]
    return tuple(draft.catalog.tools[id] for id in dict.fromkeys(ids))


def _tools(draft: Draft) -> Iterable[Block]:
    used = _used(draft)
    online = [a for a in draft.ordered if "digital" in draft.kind_of(a).joins and (a in asking(draft) or a.tools)]
    owned = any(asset.tool for asset in draft.brief.already_have)
    if used:
        shown = used[:SHOWN_TOOLS]
        yield table(draft, TOOLS_CAPTION, TOOLS_HEADER, (_tool(draft, tool) for tool in shown), (0.2, 0.3, 0.25, 0.25))
        if keys := list(dict.fromkeys(key for tool in shown for key in _keys(tool) if key in draft.catalog.sources)):
            said = [draft.filled(_source(draft, key)) for key in keys[:SHOWN_SOURCES]]
            yield Paragraph(words=draft.labelled(SOURCES, join(said, draft.semicolon)))
    if not draft.plan.activities or (not owned and not all(a.tools for a in online)):
        yield Paragraph(words=to_write(draft, TOOLS_UNNAMED, PROJECT))
    elif not used:
        yield Paragraph(words=draft.plain(TOOLS_NONE))


def _keys(tool: Tool) -> Iterator[str]:
    for fact in (tool.hosting, tool.hosted_in, tool.identity, tool.personal_data):
        if fact.value is not None:
            yield from fact.sources[:1]


def _source(draft: Draft, key: str) -> str:
    source = draft.catalog.sources[key]
    seen = draft.flat(SEEN, day=draft.day(source.read_on)) if source.read_on else None
    return ", ".join(part for part in (source.title, source.publisher, seen) if part)


def _tool(draft: Draft, tool: Tool) -> tuple[Words, ...]:
    labels = draft.catalog.labels

    def names(group: str, values: Iterable[str]) -> str:
        return ", ".join(labels[group][value](draft.lang) if value in labels[group] else value for value in values)

    hosting = _fact(draft, tool.hosting, lambda value: names("hosting", value))
    where = _fact(draft, tool.hosted_in, lambda code: country_name(code, draft.lang))
    known = [words for words in (hosting, where) if words] if hosting and where else [hosting or where or (), draft.hole(TO_ASK)]
    flat = [words if isinstance(words, tuple) else (words,) for words in known]
    return (
        (Span(text=tool.name, mark="strong"),),
        join([words for words in flat if words], draft.semicolon),
        _fact(draft, tool.identity, lambda value: names("identity", value)) or (draft.hole(TO_ASK),),
        _fact(draft, tool.personal_data, lambda value: names("personal_data", (value,))) or (draft.hole(TO_ASK),),
    )


def _fact(draft: Draft, fact: Fact[Any], say: Callable[[Any], str]) -> Words:
    """A fact with the year of its evidence; one that nobody confirmed says so; nothing when it is not known."""
    if fact.value is None:
        return ()
    said = say(fact.value)
    if fact.confidence == "memory":
        return (Span(text=draft.flat(TO_CONFIRM, said=said), mark="hole"),)
    year = year_of(fact)
    return draft.phrase(FACT, said=said, year=str(year)) if year else draft.filled(said)


# -- openness -------------------------------------------------------------------------------------------


def _openness(draft: Draft) -> Iterator[Words]:
    owner = draft.commitment("archive_owner")
    opened = [_kept(draft, "open_data", OPEN_SAID, OPEN_HOLE, ELECTED)]
    if owner:
        opened.append(draft.phrase(ARCHIVE, who=owner))
    day, who = draft.day(draft.commitment_day("reply_on")), draft.commitment("reply_owner")
    reply = w.COMMIT_ANSWERS_SAID if draft.information else w.COMMIT_REPLY_SAID
    if not draft.information:
        yield draft.labelled(OPEN_DATA, join(opened, draft.semicolon))
        yield draft.labelled(PUBLISHED, _listed(draft, PUBLISHED_ITEMS, PUBLISHED_HOLE, ELECTED))
        yield draft.labelled(NEUTRAL, _listed(draft, NEUTRAL_ITEMS, NEUTRAL_HOLE))
        third = draft.commitment("third_party")
        yield draft.labelled(THIRD, draft.filled(third) if third else to_write(draft, THIRD_HOLE, ELECTED))
    yield draft.labelled(REPLY, draft.phrase(reply, day=day, who=who))
    then = to_write(draft, REDRESS_HOLE, LEGAL)
    yield draft.labelled(REDRESS, draft.phrase(REDRESS_SAID, who=who, then=then) if who else to_write(draft, REDRESS_BOTH, LEGAL))
