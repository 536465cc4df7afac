"""What two people changed at once, said to a person: the name of each thing in a plan, and its value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalog.facts import Text
from catalog.methods import PHASE_NAMES
from catalog.words import Lang, day, number

LONGEST = 300  # characters of a value
MOST = 12  # elements of a list that are named


def _words(table: str) -> dict[str, Text]:
    """One field a line: its name, its words in French, its words in English."""
    rows = [line.split("|") for line in table.strip().splitlines()]
    return {name.strip(): Text(fr=fr.strip(), en=en.strip()) for name, fr, en in rows}


PARTS = _words("""
brief | Cadrage | Brief
mandate | Mandat | Mandate
context | Contexte | Context
territory | Territoire | Territory
audiences | Public | Public
already_have | Déjà là | Already there
limits | Moyens | Means
commitments | Engagements | Commitments
assumptions | Hypothèses | Assumptions
activities | Action | Activity
bridges | Passerelle | Bridge
set_aside | Principe écarté | Principle set aside
observed | Relevé du suivi | Entry of the follow-up
turns | Changement en cours de route, semaine | Change of course, week
closed | Pas en débat | Not open to debate
obligation | Obligation de consulter | Duty to consult
methods | Hypothèses d’un format | Assumptions on a format
targets | Cible d’une étape | Target of a step
weights | Poids d’une étape | Weight of a step
profile | Profil | Profile
""")

FIELDS = _words("""
subject | Sujet | Subject
frame | Cadre juridique | Legal frame
level | Niveau de participation | Level of participation
phases | Étapes | Steps
sources | Sources | Sources
decision | Décision à prendre | Decision to take
decider | Qui décide | Who decides
decided_on | Date de la décision | Date of the decision
council_on | Conseil qui fixe les modalités | Council that settles the arrangements
open | En débat | Open to debate
study | À l’étude | Under study
promises | Promesses déjà faites | Promises already made
attention | Attention portée au sujet | Attention to the subject
history | Ce qui a précédé | What came before
non_french_speakers | Personnes qui ne parlent pas français | People who do not speak French
minors | Mineurs | Minors
works_cost | Coût des travaux | Cost of the works
election_on | Élections | Elections
budget | Budget | Budget
staff_days | Jours-agent | Agent-days
dates | Dates | Dates
start | Début | Start
end | Fin | End
day_rate | Prix d’une journée extérieure | Price of an external day
overlap | Recouvrement entre canaux | Overlap between channels
analysis_share | Part des jours pour lire et répondre | Share of the days to read and answer
name | Nom | Name
code | Département ou région | Department or region
place | Commune ou intercommunalité | Commune or intercommunality
people | Nombre de personnes | Number of people
commune_size | Taille de commune | Size of commune
tags | Caractéristiques | Features
floor | Minimum de ce public | Minimum of this public
priority | Public prioritaire | Priority public
where | Où le trouver | Where to find it
what | Quoi | What
why | Pourquoi | Why
tool | Outil | Tool
available_on | Disponible le | Available on
hours_per_week | Heures par semaine | Hours a week
note | Note | Note
method | Format | Format
phase | Étape | Step
units | nombre | number
week | semaine | week
strand | canal | channel
tools | outils | tools
audiences | publics visés | publics it is meant for
options | options | options
how | usage | use
came | venues | came
contributions | contributions | contributions
asked | dont le profil est connu | whose profile is known
known | par public | by public
reason | motif | reason
reasons | motifs | reasons
question | Question posée | Question asked
question_tested | Question essayée avant | Question tried beforehand
question_testers | Personnes qui ont essayé la question | People who tried the question
known_reused | Ce qui a déjà été dit est repris | What was already said is used again
same_question | Même question sur tous les canaux | Same question on every channel
alternatives_shown | Plusieurs options montrées | Several options shown
council_bound | Conseil engagé à suivre le résultat | Council bound by the result
elected_role | Rôle des élus | Role of elected members
announced_methods | Modalités annoncées | Methods announced
documents_on | Dossier public le | File public on
paper_places | Lieux du dossier papier | Places of the paper file
balanced_information | Information équilibrée | Balanced information
plain_version | Version facile à lire | Plain version
media_allowed | Photos, sons, dessins acceptés | Photographs, sound, drawings accepted
accessible_rooms | Salles accessibles | Accessible rooms
childcare | Garde d’enfants | Childcare
languages | Langues | Languages
allowance | Indemnité | Allowance
mobile_form_minutes | Minutes pour répondre sur téléphone | Minutes to answer on a telephone
invitations_with_phone | Téléphone et lieu sur les invitations | Telephone and place on invitations
identity_asked | Identité demandée | Identity asked
relays_briefed | Relais informés | Relays briefed
slots | Créneaux | Time slots
analysis_days | Jours pour lire et répondre | Days to read and answer
facilitators | Animation | Facilitators
moderation_charter | Charte de modération | Moderation charter
moderation_delay_days | Délai de modération | Moderation delay
publication_director | Directeur de la publication | Publication director
services_informed | Services informés | Departments informed
registrations_per_ten | Inscriptions pour dix places | Registrations for ten seats
letters_sent | Lettres envoyées | Letters sent
field_safety | Sécurité des équipes sur le terrain | Safety of field staff
anonymity | Anonymat | Anonymity
personal_data_notice | Mention sur les données personnelles | Personal data notice
profile_optional | Profil facultatif | Optional profile
vote_rules | Règles du vote | Voting rules
vote_audit | Contrôle du vote | Vote audit
vote_reconciled | Vote papier et en ligne rapprochés | Paper and online votes reconciled
manipulation_watch | Veille sur les manipulations | Watch for manipulation
third_party | Tiers garant | Third party
channels_neutral | Canaux neutres | Neutral channels
official_place | Page officielle | Official page
accessibility_statement | Déclaration d’accessibilité | Accessibility statement
budget_public | Budget public | Public budget
minutes_online | Comptes rendus en ligne | Minutes online
minutes_delay_days | Délai des comptes rendus | Delay of the minutes
tracking_public | Suivi public | Public tracking
synthesis_all_channels | Synthèse de tous les canaux | Synthesis of every channel
synthesis_method_public | Méthode de synthèse publique | Method of synthesis public
counts_not_percentages | Nombres plutôt que pourcentages | Counts rather than percentages
open_data | Données ouvertes | Open data
archive_owner | Responsable des archives | Owner of the archives
reply_on | Date de la réponse | Date of the reply
reply_owner | Responsable de la réponse | Owner of the reply
reply_strands | Canaux de la réponse | Channels of the reply
refusals_explained | Refus expliqués | Refusals explained
followup_owner | Responsable du suivi | Owner of the follow-up
indicators | Indicateurs | Indicators
profile_compared | Profil des participants comparé | Profile of participants compared
first_time_asked | Première participation demandée | First participation asked
midterm_on | Point d’étape | Mid-term review
reserve_share | Réserve à mi-parcours | Mid-term reserve
channel_shift_watched | Report entre canaux suivi | Shift between channels watched
minors_rules | Règles pour les mineurs | Rules for minors
""")
OF_LISTS = (
    "audiences",
    "activities",
    "bridges",
    "set_aside",
    "observed",
    "turns",
    "already_have",
    "closed",
    "obligation",
    "profile",
    "targets",
    "weights",
    "methods",
)
WHOLE = Text(fr="Le dispositif entier", en="The whole plan")
GONE = Text(fr="retiré", en="taken away")
NOT_SAID = Text(fr="non renseigné", en="not filled in")
STRANDS = {
    "in_person": Text(fr="en présence", en="in person"),
    "digital": Text(fr="en ligne", en="online"),
    "remote": Text(fr="papier et téléphone", en="paper and telephone"),
}
EMPTY = Text(fr="aucun", en="none")
YES, NO = Text(fr="oui", en="yes"), Text(fr="non", en="no")


def label_of(where: tuple[str, ...], method: str | None, names: Mapping[str, Text] | None = None) -> Text:
    """What a place in a plan is called.

    Args:
        names: method -> its name, where the catalogue is at hand; else the activity is called by its id.
    """
    if not where:
        return WHOLE
    said = [_label(where, lang, method, names or {}) for lang in ("fr", "en")]
    return Text(fr=said[0], en=said[1])


def _label(where: tuple[str, ...], lang: Lang, method: str | None, names: Mapping[str, Text]) -> str:
    steps = where[1:] if where[0] == "brief" and len(where) > 1 else where
    found: list[str] = []
    at = 0
    while at < len(steps):
        step = steps[at]
        if step in OF_LISTS and at + 1 < len(steps):  # an element of a list, by its name
            name = steps[at + 1]
            if step == "activities" and method and method in names:
                name = names[method](lang)
            elif step in ("targets", "weights") and name in PHASE_NAMES:
                name = PHASE_NAMES[name](lang)  # type: ignore[index]  # just looked for
            found.append(f"{PARTS[step](lang)} {_quoted(name, lang)}")
            at += 2
        else:
            last = at == len(steps) - 1
            words = FIELDS.get(step) or PARTS.get(step) if last else PARTS.get(step)
            if last or step not in ("mandate", "context", "limits", "commitments", "assumptions", "territory"):
                found.append(words(lang) if words else step)
            elif step == "territory":
                found.append(PARTS[step](lang))
            at += 1
    return (" : " if lang == "fr" else ": ").join(found)


def _quoted(name: str, lang: Lang) -> str:
    short = name if len(name) <= 80 else f"{name[:79]}…"
    return f"« {short} »" if lang == "fr" else f'"{short}"'


def in_words(where: tuple[str, ...], value: Any, whole: bool, lang: Lang) -> str:
    """A value for a person, at most 300 characters."""
    said = (GONE(lang) if whole else NOT_SAID(lang)) if value is None else _value(value, lang)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _value(value: Any, lang: Lang) -> str:
    match value:
        case bool():
            return (YES if value else NO)(lang)
        case int():
            return number(value, lang)
        case float():
            return number(value, lang, 0 if value == int(value) else 3) if abs(value) < 1e12 else f"{value:g}"
        case str():
            return _text(value, lang)
        case list() if not value:
            return EMPTY(lang)
        case list():
            more = [f"… (+ {len(value) - MOST})"] if len(value) > MOST else []
            return ", ".join([*(_value(each, lang) for each in value[:MOST]), *more])
        case dict():
            told = {name: each for name, each in value.items() if each not in (None, [], {}, "") and name != "id"}
            between = " : " if lang == "fr" else ": "
            parts = [f"{_name(name, lang)}{between}{_value(each, lang)}" for name, each in told.items()]
            return (" ; " if lang == "fr" else "; ").join(parts) or NOT_SAID(lang)
    return str(value)


def _name(name: str, lang: Lang) -> str:
    words = FIELDS.get(name) or PARTS.get(name)
    return words(lang).lower() if words else name


def _text(text: str, lang: Lang) -> str:
    if words := PHASE_NAMES.get(text) or STRANDS.get(text):  # type: ignore[call-overload]  # any word may be looked for
        return str(words(lang))
    try:
        return day(date.fromisoformat(text), lang) if len(text) == 10 else text
    except ValueError:
        return text
