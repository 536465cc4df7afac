"""The sentences of the council note, French and English side by side.

A name in braces is filled by the report; what it cannot fill is shown as a hole to complete.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalog.facts import Text
from catalog.methods import PHASE_NAMES, Level, Strand
from catalog.paper.series import STRAND_NAMES
from catalog.principles import FindingKind

# -- words used everywhere -------------------------------------------------------------------------

HOLE = Text(fr="à compléter", en="to be completed")
UNKNOWN = Text(fr="non précisé", en="not specified")
COLON = Text(fr="{label} : ", en="{label}: ")
LESS_THAN = Text(fr="moins de {n}", en="less than {n}")
ABOUT = Text(fr="environ {n}", en="about {n}")
ANNEX = Text(fr="Annexe {letter}. {title}", en="Annex {letter}. {title}")
ANNEXES = Text(fr="Annexes", en="Annexes")
STRANDS = STRAND_NAMES
# The same on screen and on paper, each readable on white, never without its name.
PHASES = PHASE_NAMES
LEVELS: Mapping[Level, Text] = {
    "inform": Text(fr="information", en="information"),
    "consult": Text(fr="consultation", en="consultation"),
    "involve": Text(fr="concertation", en="involvement"),
    "collaborate": Text(fr="co-construction", en="collaboration"),
    "empower": Text(fr="décision partagée", en="shared decision"),
}
LEVEL_PROMISES: Mapping[Level, Text] = {
    "inform": Text(fr="Le public est informé ; son avis n’est pas demandé.", en="The public is informed; its opinion is not asked for."),
    "consult": Text(
        fr="L’avis du public est recueilli, puis il est dit publiquement ce qui en est retenu.",
        en="The public gives its opinion, and is then told what was made of it.",
    ),
    "involve": Text(
        fr="Le public et la collectivité échangent avant la décision, et les raisons des choix sont rendues publiques.",
        en="The public and the authority discuss before the decision, and the reasons for the choices are made public.",
    ),
    "collaborate": Text(
        fr="Les solutions sont construites avec le public ; la décision finale reste à l’autorité qui décide.",
        en="Solutions are built with the public; the final decision stays with the deciding authority.",
    ),
    "empower": Text(
        fr="Le choix du public sera suivi, dans les limites fixées ci-dessus.",
        en="The choice of the public will be followed, within the limits set above.",
    ),
}
ATTENTION: Mapping[str, Text] = {
    "little_known": Text(fr="Le sujet est encore peu connu du public.", en="The subject is still little known to the public."),
    "followed": Text(fr="Le sujet est suivi par une partie du public.", en="Part of the public follows the subject."),
    "contested": Text(fr="Le sujet fait débat et suscite des oppositions.", en="The subject is contested."),
}
KINDS: Mapping[FindingKind, Text] = {
    "legal": Text(fr="obligation légale", en="legal duty"),
    "sincerity": Text(fr="condition de sincérité", en="condition of sincerity"),
    "practice": Text(fr="bonne pratique", en="good practice"),
}

# -- title and band ---------------------------------------------------------------------------------

TITLE = Text(fr="Dispositif de concertation : {subject}", en="Consultation plan: {subject}")
TITLE_INFORMATION = Text(fr="Plan d’information : {subject}", en="Information plan: {subject}")
SUBTITLE = Text(fr="Note au conseil, établie le {today}", en="Note to the council, drawn up on {today}")
SUBTITLE_PLACE = Text(fr="Note au conseil, {place}, établie le {today}", en="Note to the council, {place}, drawn up on {today}")
BAND = Text(fr="Passage au conseil", en="Council details")
BAND_HEADER = (
    Text(fr="Rapporteur", en="Rapporteur"),
    Text(fr="Service", en="Service"),
    Text(fr="Commission", en="Committee"),
    Text(fr="Conseil", en="Council"),
    Text(fr="Pour information ou délibération", en="For information or deliberation"),
)

# -- page 1 -------------------------------------------------------------------------------------------

ASK = Text(fr="Ce qui est demandé au conseil", en="What the council is asked")
ASK_SCHEME = Text(
    fr="Arrêter les objectifs et les modalités minimales de la concertation (projet de délibération en annexe E).",
    en="Adopt the aims and the minimum terms of the consultation (draft deliberation in annex E).",
)
ASK_INFORMATION = Text(
    fr="Prendre acte que rien n’est soumis au débat : ce document est un plan d’information (projet en annexe E).",
    en="Note that nothing is open to debate: this document is an information plan (draft in annex E).",
)
ASK_MEANS = Text(
    fr="Autoriser une dépense de {cost} TTC et mobiliser {days} jours-agent, lecture et réponse comprises.",
    en="Authorise an expense of {cost} including VAT and assign {days} agent-days, reading and answering included.",
)
ASK_REPLY = Text(
    fr="S’engager à publier une réponse motivée au plus tard le {day}.",
    en="Undertake to publish a reasoned reply by {day}.",
)
ASK_QUESTIONS = Text(
    fr="Désigner la personne qui répondra aux questions du public : {who}.",
    en="Name the person who will answer questions from the public: {who}.",
)

PROJECT = Text(fr="Le projet et la décision à venir", en="The project and the coming decision")
PROJECT_WHERE = Text(fr="Le projet : {subject}. Territoire : {place}.", en="The project: {subject}. Territory: {place}.")
PROJECT_WHERE_PEOPLE = Text(
    fr="Le projet : {subject}. Territoire : {place}, {people} habitants.",
    en="The project: {subject}. Territory: {place}, {people} inhabitants.",
)
PROJECT_DECISION = Text(
    fr="Décision à prendre : {decision}. Qui décide : {decider}. Quand : {day}.",
    en="Decision to take: {decision}. Who decides: {decider}. When: {day}.",
)
PROJECT_PROMISES = Text(fr="Promesses déjà faites : {promises}.", en="Promises already made: {promises}.")

DEBATE = Text(fr="Ce qui est en débat, ce qui ne l’est pas", en="What is open to debate, what is not")
DEBATE_INFORMATION = Text(
    fr="Rien n’est soumis au débat. Appeler « concertation » ce qui suit tromperait le public : c’est un plan d’information. "
    "Ce qui reste à l’étude peut encore être ouvert.",
    en="Nothing is open to debate. Calling what follows a consultation would mislead the public: it is an information plan. "
    "What is still under study can yet be opened.",
)
DEBATE_LEVEL_INFORM = Text(
    fr="Le niveau retenu est l’information : le public ne peut pas peser sur la décision, et ce document est un plan d’information.",
    en="The level chosen is information: the public cannot weigh on the decision, and this document is an information plan.",
)
DEBATE_CAPTION = Text(fr="Ce sur quoi le public peut peser", en="What the public can influence")
DEBATE_HEADER = (Text(fr="Statut", en="Status"), Text(fr="Objets et raisons", en="Matters and reasons"))
DEBATE_OPEN = Text(fr="En débat", en="Open")
DEBATE_CLOSED = Text(fr="Pas en débat, et pourquoi", en="Not open, and why")
DEBATE_STUDY = Text(fr="À l’étude", en="Under study")
DEBATE_NOTHING = Text(fr="rien", en="nothing")
DEBATE_WHY = Text(fr="{what} (raison : {why})", en="{what} (reason: {why})")
LEVEL = Text(fr="Niveau de participation", en="Level of participation")
LEVEL_SAID = Text(fr="{level}. {promise}", en="{level}. {promise}")

LEVEL_NOT_KEPT = Text(
    fr="{level}. Le niveau annoncé, {wanted}, ne peut pas être tenu tant que rien n’est ouvert.",
    en="{level}. The level announced, {wanted}, cannot be kept as long as nothing is open.",
)

LEGAL = Text(fr="Cadre juridique", en="Legal frame")
LEGAL_UNKNOWN = Text(
    fr="Cadre : {frame}. Si aucun texte n’impose de procédure, la démarche est volontaire.",
    en="Frame: {frame}. If no text imposes a procedure, the process is voluntary.",
)
LEGAL_NATURE: Mapping[str, Text] = {
    "legal": Text(
        fr="procédure prévue par les textes, obligatoire dans les cas qu’ils fixent",
        en="a procedure laid down by law, mandatory in the cases the law sets",
    ),
    "voluntary": Text(fr="aucun texte ne l’impose", en="no text imposes it"),
    "process_standard": Text(
        fr="aucun texte ne l’impose, elle suit une méthode publiée",
        en="no text imposes it, it follows a published standard",
    ),
}
LEGAL_SAID = Text(fr="{name} : {nature}. Articles : {articles}.", en="{name}: {nature}. Articles: {articles}.")
LEGAL_NONE = Text(fr="aucun", en="none")
LEGAL_CHECK = Text(
    fr="À vérifier par le service juridique : cette note ne vaut pas conseil juridique.",
    en="To be checked by the legal service: this note is not legal advice.",
)

PUBLICS = Text(fr="Les publics, et qui manquerait", en="The publics, and who would be missing")
PUBLICS_NONE = Text(
    fr="Publics concernés : {hole}. Tant qu’ils ne sont pas nommés, on ne peut pas dire qui manquerait.",
    en="Publics concerned: {hole}. Until they are named, nobody can say who would be missing.",
)
PUBLICS_CAPTION = Text(
    fr="Les publics se recoupent : leurs effectifs ne s’additionnent pas",
    en="Publics overlap: their head counts do not add up",
)
PUBLICS_HEADER = (
    Text(fr="Public", en="Public"),
    Text(fr="Effectif", en="People"),
    Text(fr="Participeraient", en="Would take part"),
    Text(fr="À aller chercher autrement qu’en ligne", en="To be reached other than online"),
)
PUBLICS_BY = Text(fr="{people}, par : {ways}", en="{people}, through: {ways}")
PUBLICS_RELAY = Text(fr="relais ({where})", en="relays ({where})")
PUBLICS_NO_WAY = Text(fr="aucune action prévue, à compléter", en="no action planned, to be completed")
PUBLICS_MORE = Text(fr="Les autres publics ({n}) figurent en annexe B.", en="The other publics ({n}) are in annex B.")
COUNTS_CAPTION = Text(
    fr="Sur tout le territoire : trois comptes de personnes distinctes, tous canaux confondus, à ne pas additionner",
    en="Over the whole territory: three counts of distinct people, all channels together, not to be added up",
)
COUNTS_CAPTION_INFORMATION = Text(fr="Sur tout le territoire, personnes distinctes", en="Over the whole territory, distinct people")
COUNT_INFORMED = Text(fr="Seraient informés", en="Would be informed")
COUNT_COMES = Text(fr="Contribueraient", en="Would contribute")
COUNT_DELIBERATES = Text(fr="Travailleraient le sujet", en="Would work on the subject")
COUNT_NONE = Text(fr="aucune action prévue", en="no action planned")

# -- page 2 -------------------------------------------------------------------------------------------

SCHEME = Text(fr="Le dispositif proposé", en="The proposed plan")
SCHEME_INFORMATION = Text(fr="Les actions d’information", en="The information actions")
SCHEME_START = Text(
    fr="Proposition de départ : des dispositifs voisins donneraient des résultats comparables, et le conseil peut l’ajuster.",
    en="A starting point: similar plans would give comparable results, and the council can adjust it.",
)
SCHEME_NONE = Text(fr="Actions prévues : {hole}.", en="Planned actions: {hole}.")
SCHEME_CAPTION = Text(fr="Les actions dans l’ordre du calendrier", en="The actions in calendar order")
SCHEME_HEADER = (
    Text(fr="Quand", en="When"),
    Text(fr="Quoi", en="What"),
    Text(fr="Pour qui", en="For whom"),
    Text(fr="Lieu ou outil", en="Place or tool"),
    Text(fr="Ce que cela produit", en="What it produces"),
    Text(fr="Passerelle", en="Bridge"),
)
SCHEME_MORE = Text(fr="{n} autres actions sont décrites en annexe A.", en="{n} more actions are described in annex A.")
SCHEME_MORE_ONE = Text(fr="Une autre action est décrite en annexe A.", en="One more action is described in annex A.")
ALL_PUBLICS = Text(fr="tous les publics nommés", en="all the publics named")
TIMES = Text(fr="{name}, {n} fois", en="{name}, {n} times")
TIMES_UNKNOWN = Text(fr="{name} (nombre : {n})", en="{name} (number: {n})")
BRIDGE_TO = Text(fr="vers : {name}", en="to: {name}")
BRIDGE_NONE = Text(fr="aucune", en="none")
BRIDGE_OWN = Text(fr="relie : {strands}", en="links: {strands}")
DAYS_SPAN = Text(fr="du {first} au {last}", en="{first} to {last}")
WEEK_OF = Text(fr="semaine du {day}", en="week of {day}")
WEEK = Text(fr="semaine {week}", en="week {week}")
WEEKS = Text(fr="semaines {first} à {last}", en="weeks {first} to {last}")
WEEK_BEFORE = Text(fr="avant l’ouverture", en="before the opening")
MAKES_INFORMED = Text(fr="personnes informées : {people}", en="people informed: {people}")
MAKES_PEOPLE = Text(fr="participants : {people}", en="participants: {people}")
MAKES_CONTRIBUTIONS = Text(
    fr="participants : {people} ; contributions à lire : {n}", en="participants: {people}; contributions to read: {n}"
)
MAKES_WORK = Text(fr="personnes qui travaillent le sujet : {people}", en="people working on the subject: {people}")
MAKES: Mapping[str, Text] = {
    "mobilise": Text(fr="fait venir aux autres actions", en="brings people to the other actions"),
    "report_back": Text(fr="rend publique la réponse", en="makes the reply public"),
    "evaluate": Text(fr="tire les leçons", en="draws the lessons"),
}

CALENDAR = Text(fr="Calendrier", en="Calendar")
CALENDAR_CAPTION = Text(fr="Étapes, du dépôt de la note à la décision", en="Milestones, from the note to the decision")
CALENDAR_HEADER = (Text(fr="Date", en="Date"), Text(fr="Étape", en="Milestone"))
MILESTONES: Mapping[str, Text] = {
    "note": Text(
        fr="Au plus tard, envoi de cette note avec la convocation : cinq jours francs avant le conseil (CGCT L2121-12, à vérifier)",
        en="At the latest, this note sent with the notice of meeting: five clear days before the council (CGCT L2121-12, to be checked)",
    ),
    "council": Text(fr="Conseil", en="Council"),
    "opening": Text(fr="Ouverture des contributions", en="Contributions open"),
    "closing": Text(fr="Clôture des contributions", en="Contributions close"),
    "informing": Text(fr="Début de l’information", en="Information starts"),
    "informed": Text(fr="Fin de l’information", en="Information ends"),
    "report_back": Text(fr="Restitution au public", en="Report back to the public"),
    "bilan": Text(fr="Bilan présenté au conseil", en="Outcome report presented to the council"),
    "reply": Text(fr="Réponse motivée publiée", en="Reasoned reply published"),
    "decision": Text(fr="Décision", en="Decision"),
}
BY_DECISION = Text(fr="{hole}, avant le {day}", en="{hole}, before {day}")
PAST = Text(fr="{day} (date passée)", en="{day} (date gone by)")
FROM_WEEK = Text(fr="{week} du dispositif", en="{week} of the plan")

MEANS = Text(fr="Moyens", en="Means")
MEANS_CAPTION = Text(fr="Dépenses toutes taxes comprises et jours-agent", en="Expenses including VAT, and agent-days")
MEANS_HEADER = (
    Text(fr="Poste", en="Item"),
    Text(fr="Dépense TTC", en="Expense incl. VAT"),
    Text(fr="Jours-agent", en="Agent-days"),
)
MEANS_READING = Text(fr="Lecture des contributions et réponse", en="Reading contributions and answering")
MEANS_TOTAL = Text(fr="Total", en="Total")
MEANS_LIMITS = Text(fr="Plafonds annoncés", en="Ceilings announced")
MEANS_OVER = Text(fr="{amount} (dépassé)", en="{amount} (exceeded)")
MEANS_NOTHING = Text(fr="sans objet", en="not applicable")
MEANS_SERVICES = Text(fr="Répartition des jours-agent par service : {hole}.", en="Agent-days by service: {hole}.")
MEANS_OWNED = Text(fr="Déjà disponible, sans dépense nouvelle : {assets}.", en="Already in hand, at no new expense: {assets}.")
ASSETS: Mapping[str, Text] = {
    "platform": Text(fr="plateforme de participation", en="participation platform"),
    "website": Text(fr="site internet", en="website"),
    "social_media": Text(fr="réseaux sociaux", en="social media"),
    "bulletin": Text(fr="bulletin", en="bulletin"),
    "relays": Text(fr="relais", en="relays"),
    "rooms": Text(fr="salles", en="rooms"),
    "mediator": Text(fr="médiation numérique", en="digital mediator"),
    "mailing_list": Text(fr="liste de diffusion", en="mailing list"),
    "other": Text(fr="autre", en="other"),
}

COMMITMENTS = Text(fr="Engagements", en="Commitments")
COMMIT_REPLY = Text(fr="Réponse", en="Reply")
COMMIT_REPLY_SAID = Text(
    fr="chaque proposition reçoit une réponse, publiée au plus tard le {day}. Responsable : {who}.",
    en="every proposal gets an answer, published by {day}. In charge: {who}.",
)
COMMIT_ANSWERS_SAID = Text(
    fr="chaque question reçoit une réponse, publiée au plus tard le {day}. Responsable : {who}.",
    en="every question gets an answer, published by {day}. In charge: {who}.",
)
COMMIT_FOLLOW = Text(fr="Suivi", en="Follow-up")
COMMIT_FOLLOW_SAID = Text(
    fr="responsable des suites données : {who}.",
    en="in charge of what becomes of the contributions: {who}.",
)
COMMIT_DATA = Text(fr="Données personnelles", en="Personal data")
COMMIT_DATA_TRUE = Text(
    fr="une mention d’information accompagne chaque recueil. Anonymat : {anonymity}.",
    en="an information notice goes with every form. Anonymity: {anonymity}.",
)
COMMIT_DATA_UNKNOWN = Text(
    fr="mention d’information {notice}. Anonymat : {anonymity}.",
    en="information notice {notice}. Anonymity: {anonymity}.",
)
COMMIT_DATA_FALSE = Text(
    fr="aucune mention d’information n’est prévue, ce qui est à corriger. Anonymat : {anonymity}.",
    en="no information notice is planned, which must be corrected. Anonymity: {anonymity}.",
)
COMMIT_NEUTRAL = Text(fr="Neutralité", en="Neutrality")
COMMIT_NEUTRAL_SAME: Mapping[bool | None, Text] = {
    True: Text(fr="la même question est posée partout", en="the same question is asked everywhere"),
    False: Text(
        fr="la question change d’un canal à l’autre, ce qui est à corriger", en="the question varies between channels, to be corrected"
    ),
    None: Text(fr="même question partout : {hole}", en="same question everywhere: {hole}"),
}
COMMIT_NEUTRAL_WEIGHT: Mapping[bool | None, Text] = {
    True: Text(fr="le papier et l’oral comptent autant que le numérique.", en="paper and speech count as much as online."),
    False: Text(
        fr="la synthèse ne couvre pas tous les canaux, ce qui est à corriger.",
        en="the synthesis does not cover every channel, to be corrected.",
    ),
    None: Text(fr="poids égal du papier et de l’oral : {hole}.", en="equal weight for paper and speech: {hole}."),
}

RISKS = Text(fr="Risques et options écartées", en="Risks and options set aside")
RISK = Text(fr="Risque", en="Risk")
RISK_OF = Text(fr="Risque ({method}) : ", en="Risk ({method}): ")
RISK_LEGAL = Text(
    fr="des obligations légales sont à corriger avant de lancer ({n}), voir l’annexe C.",
    en="legal duties must be put right before launching ({n}), see annex C.",
)
RISK_NONE = Text(fr="Risques : {hole}.", en="Risks: {hole}.")
OPTION = Text(fr="Option écartée", en="Option set aside")
OPTION_DIGITAL = Text(
    fr="tout en ligne. Parmi « {audience} », {people} personnes ne pourraient pas participer seules.",
    en="online only. Among “{audience}”, {people} people could not take part on their own.",
)
OPTION_DIGITAL_UNKNOWN = Text(
    fr="tout en ligne. Les personnes éloignées du numérique ne pourraient pas participer seules.",
    en="online only. People far from digital could not take part on their own.",
)
OPTION_ROOM = Text(
    fr="tout en présence. Horaires, trajet et garde d’enfants tiennent à distance une part du public, dont le nombre n’est pas connu.",
    en="in person only. Hours, travel and childcare keep part of the public away; how many is not known.",
)
OPTION_NONE = Text(fr="à motiver : {hole}.", en="reasons: {hole}.")

EVALUATION = Text(fr="Évaluation", en="Evaluation")
EVALUATION_GIVEN = Text(fr="Indicateurs retenus", en="Indicators chosen")
EVALUATION_PROPOSED = Text(fr="Indicateurs proposés, à valider", en="Indicators proposed, to be confirmed")
INDICATORS = (
    Text(
        fr="personnes distinctes ayant contribué, par canal (repère : {range})",
        en="distinct people who contributed, by channel (benchmark: {range})",
    ),
    Text(
        fr="profil des participants comparé à celui des publics concernés",
        en="profile of participants against that of the publics concerned",
    ),
    Text(fr="part des contributions ayant reçu une réponse motivée", en="share of contributions that received a reasoned answer"),
    Text(fr="respect de la date annoncée pour la réponse", en="whether the date announced for the reply was kept"),
)
INDICATORS_INFORMATION = (
    Text(fr="personnes informées, par canal", en="people informed, by channel"),
    Text(fr="questions reçues et questions répondues", en="questions received and questions answered"),
    Text(fr="délai moyen de réponse", en="average time to answer"),
    Text(fr="compréhension du projet, testée auprès de cinq personnes", en="understanding of the project, tested with five people"),
)
MIDTERM = Text(fr="Point d’étape prévu le {day}.", en="Mid-term review on {day}.")

# -- annex A: action sheets -----------------------------------------------------------------------------

SHEETS = Text(fr="Fiches des actions", en="Action sheets")
SHEETS_NONE = Text(fr="Aucune action n’est encore inscrite.", en="No action is entered yet.")
TIMELINE_CAPTION = Text(fr="Le dispositif semaine par semaine, par canal", en="The plan week by week, by channel")
TIMELINE_ALT = Text(
    fr="Calendrier en bandes, une par canal ({strands}). Début : {first}. Fin : {last}.{stones}{bridges} Le tableau donne les mêmes dates.",
    en="Calendar in bands, one a channel ({strands}). Start: {first}. End: {last}.{stones}{bridges} The table gives the same dates.",
)
TIMELINE_WEEK = Text(fr="semaine {week}", en="week {week}")
TIMELINE_STONES = Text(fr=" Dates à tenir : {stones}.", en=" Dates to hold: {stones}.")
TIMELINE_BRIDGES = Text(fr=" Les flèches sont les passerelles.", en=" The arrows are the bridges.")
TIMELINE_TABLE_CAPTION = Text(fr="Les mêmes dates en tableau", en="The same dates as a table")
TIMELINE_HEADER = (
    Text(fr="Action", en="Action"),
    Text(fr="Canal", en="Channel"),
    Text(fr="Quand", en="When"),
    Text(fr="Passerelle vers", en="Bridge to"),
)
TIMELINE_NO_BRIDGE = Text(fr="aucune", en="none")
SHEET_WHEN = Text(fr="Quand", en="When")
SHEET_AIM = Text(fr="Étape", en="Step")
SHEET_SIZE = Text(fr="Volume", en="Size")
SHEET_SIZE_SAID = Text(fr="{n} × {unit}", en="{n} × {unit}")
SHEET_WHO = Text(fr="Pour qui", en="For whom")
SHEET_TOOL = Text(fr="Lieu ou outil", en="Place or tool")
SHEET_OPTIONS = Text(fr="Options", en="Options")
SHEET_MEANS = Text(fr="Moyens", en="Means")
SHEET_MEANS_SAID = Text(
    fr="{cost} TTC, {days} jours-agent",
    en="{cost} including VAT, {days} agent-days",
)
SHEET_READING = Text(fr=", plus {reading} pour lire les contributions", en=", plus {reading} to read the contributions")
SHEET_PAID = Text(fr=" (achats déjà couverts par l’existant)", en=" (purchases already covered by what is in hand)")
SHEET_MAKES = Text(fr="Ce que cela produit", en="What it produces")
SHEET_ACCESS = Text(fr="Accès", en="Access")
SHEET_BRIDGES = Text(fr="Passerelles", en="Bridges")
SHEET_RISKS = Text(fr="Vigilance", en="Watch for")
BRIDGE_SAID = Text(fr="vers « {name} » : {how}", en="to “{name}”: {how}")
ACCESS_EVENING: Mapping[bool, Text] = {
    True: Text(fr="en soirée", en="in the evening"),
    False: Text(fr="hors soirée", en="not in the evening"),
}
ACCESS_STEP_FREE: Mapping[bool, Text] = {
    True: Text(fr="de plain-pied", en="step-free"),
    False: Text(fr="avec marches", en="with steps"),
}
ACCESS_CHILDCARE: Mapping[bool, Text] = {
    True: Text(fr="garde d’enfants", en="childcare"),
    False: Text(fr="sans garde d’enfants", en="no childcare"),
}
ACCESS_READING: Mapping[str, Text] = {
    "low": Text(fr="peu de lecture", en="little reading"),
    "medium": Text(fr="lecture courante", en="some reading"),
    "high": Text(fr="beaucoup de lecture", en="much reading"),
}
ACCESS_DIGITAL: Mapping[str, Text] = {
    "none": Text(fr="sans internet", en="no internet needed"),
    "assisted": Text(fr="en ligne avec une aide sur place", en="online with help at hand"),
    "basic": Text(fr="usage simple d’internet", en="basic use of the internet"),
    "autonomous": Text(fr="internet, seul et à l’aise", en="internet, alone and at ease"),
}
ACCESS_UNKNOWN = Text(fr="{what} : {unknown}", en="{what}: {unknown}")
ACCESS_HOURS = Text(fr="horaire", en="hours")
ACCESS_STEPS = Text(fr="accès de plain-pied", en="step-free access")
ACCESS_CHILDREN = Text(fr="garde d’enfants", en="childcare")

# -- annex B: method ------------------------------------------------------------------------------------

METHOD = Text(fr="Hypothèses et méthode", en="Assumptions and method")
METHOD_INTRO = Text(
    fr="Ce que chaque action peut réunir vient de concertations publiées ou, à défaut, d’une règle de métier. "
    "La participation varie du simple au double : seules les fourchettes sont à retenir.",
    en="What each action can gather comes from published consultations or, failing that, from a rule of thumb. "
    "Turnout varies by a factor of two: only the ranges should be kept.",
)
METHOD_COUNTS = Text(
    fr="Être informé, contribuer et travailler le sujet sont trois comptes distincts. Une personne qui contribue par plusieurs "
    "canaux est comptée une fois.",
    en="Being informed, contributing and working on the subject are three separate counts. Somebody who contributes through "
    "several channels is counted once.",
)
CERTIFICATE = Text(fr="Marge du calcul", en="Margin of the calculation")
CERTIFICATE_SAID = Text(
    fr="le public le moins bien touché atteint {exact} des cibles fixées par étape. Selon ce modèle, aucun autre choix parmi {scope} "
    "ne dépasserait {bound} : l’écart au plafond est de {gap}. {proven}",
    en="the public least well reached attains {exact} of the targets set for each step. In this model no other choice among {scope} "
    "would exceed {bound}: the gap to the ceiling is {gap}. {proven}",
)
CERTIFICATE_SCOPE: Mapping[str, Text] = {
    "all methods": Text(fr="toutes les modalités connues", en="all known methods"),
    "shortlist": Text(fr="les modalités présélectionnées", en="the shortlisted methods"),
}
CERTIFICATE_SCOPE_OTHER = Text(fr="les modalités examinées", en="the methods examined")
CERTIFICATE_PROVEN: Mapping[bool, Text] = {
    True: Text(fr="Le calcul est allé à son terme.", en="The calculation ran to its end."),
    False: Text(fr="Le calcul a été arrêté avant son terme.", en="The calculation was stopped before its end."),
}
CERTIFICATE_NONE = Text(
    fr="inconnue. Ce dispositif n’a pas été calculé, ou il a été modifié ensuite.",
    en="unknown. This plan was not computed, or was changed afterwards.",
)
DEFAULTS = Text(fr="Part des valeurs par défaut", en="Share of default values")
DEFAULTS_SAID = Text(
    fr="{cost} de la dépense et {coverage} de la participation attendue reposent sur des règles de métier que personne n’a publiées.",
    en="{cost} of the expense and {coverage} of the expected participation rest on rules of thumb that nobody has published.",
)
ASSUMED = Text(fr="Nombres supposés", en="Numbers assumed")
ASSUMED_SAID = Text(
    fr="le nombre n’étant pas écrit, une seule unité est comptée pour : {names}.",
    en="no number being written, a single unit is counted for: {names}.",
)
OWN = Text(fr="Valeurs propres à l’organisateur", en="The organiser’s own values")
OWN_DAY_RATE = Text(fr="journée de prestataire à {value} TTC", en="supplier’s day at {value} including VAT")
OWN_OVERLAP = Text(
    fr="{value} de personnes déjà rencontrées par canal supplémentaire", en="{value} of people already met for each further channel"
)
OWN_ANALYSIS = Text(fr="{value} des jours-agent pour lire et répondre", en="{value} of the agent-days to read and answer")
OWN_TARGET = Text(fr="cible de {value} pour l’étape « {phase} »", en="target of {value} for the step “{phase}”")
OWN_METHOD = Text(fr="rendement ou coût saisi pour : {name}", en="yield or cost entered for: {name}")
TIME_VALUE = Text(fr="Temps des agents", en="Staff time")
TIME_VALUE_SAID = Text(
    fr="sa valeur, {value}, est donnée pour mémoire et n’entre pas dans la dépense.",
    en="its value, {value}, is given for the record and is not part of the expense.",
)
REACH_CAPTION = Text(
    fr="Qui peut participer, qui participerait : la barre bleue est la fourchette (quatre chances sur cinq), le trait sa valeur centrale",
    en="Who can take part, who would: the blue bar is the range (four chances in five), the mark its middle value",
)
REACH_ALT = Text(
    fr="Barres horizontales, une ligne par public ({n}), puis tout le territoire : {can} personnes sur {people} peuvent participer, "
    "{range} participeraient. Le tableau donne les mêmes nombres.",
    en="Horizontal bars, one line a public ({n}), then the whole territory: {can} people of {people} can take part, {range} would. "
    "The table gives the same numbers.",
)
REACH_ALT_PARTS = Text(
    fr="Barres horizontales, une ligne par public ({n}). Le tableau donne les mêmes nombres.",
    en="Horizontal bars, one line a public ({n}). The table gives the same numbers.",
)
COVERAGE_CAPTION = Text(
    fr="Par public : personnes qui peuvent participer, puis qui participeraient (valeur centrale et fourchette)",
    en="By public: people who can take part, then who would (middle value and range)",
)
COVERAGE_HEADER = (
    Text(fr="Public", en="Public"),
    Text(fr="Effectif", en="People"),
    Text(fr="Peuvent participer", en="Can take part"),
    Text(fr="Participeraient", en="Would take part"),
    Text(fr="Fourchette", en="Range"),
    Text(fr="Informés", en="Informed"),
    Text(fr="Travailleraient", en="Would work"),
)
COVERAGE_ALL = Text(fr="Tout le territoire, sans double compte", en="The whole territory, nobody counted twice")
STATES_CAPTION = Text(
    fr="Éloignement du numérique, par public : part estimée, intervalle à 80 %",
    en="Distance from digital, by public: estimated share, 80% interval",
)
STATES_HEADER = (
    Text(fr="Public", en="Public"),
    Text(fr="Seul", en="Alone"),
    Text(fr="Avec une aide", en="With help"),
    Text(fr="N’utilise jamais internet", en="Never uses the internet"),
)
VERSIONS = Text(
    fr="Calcul établi le {today}. Version des données : {data}. Version du moteur de calcul : {engine}.",
    en="Computed on {today}. Version of the data: {data}. Version of the engine: {engine}.",
)

# -- annex C: gaps ----------------------------------------------------------------------------------------

GAPS = Text(fr="Écarts acceptés et points à régler", en="Accepted gaps and points to settle")
GAPS_ASIDE_CAPTION = Text(fr="Principes écartés par l’organisateur", en="Principles set aside by the organiser")
GAPS_ASIDE_HEADER = (Text(fr="Principe", en="Principle"), Text(fr="Raison donnée", en="Reason given"))
GAPS_ASIDE_NONE = Text(fr="L’organisateur n’a écarté aucun principe.", en="The organiser has set no principle aside.")
GAPS_CAPTION = Text(fr="Les premiers points à régler", en="The first points to settle")
GAPS_HEADER = (Text(fr="Point", en="Point"), Text(fr="Nature", en="Kind"), Text(fr="Ce qu’il faut faire", en="What to do"))
GAPS_NONE = Text(fr="Aucun point à régler n’a été relevé.", en="No point to settle was found.")
GAPS_BROKEN_ERROR = Text(fr="{kind}, à corriger avant de lancer", en="{kind}, to be put right before launching")
GAPS_BROKEN = Text(fr="{kind}, à améliorer", en="{kind}, to be improved")
GAPS_UNKNOWN = Text(fr="{kind}, information manquante", en="{kind}, information missing")
GAPS_MORE = Text(fr="Autres points à examiner : {left}.", en="Other points to look at: {left}.")
GAPS_COUNT = Text(fr="{kind} ({n})", en="{kind} ({n})")
GAPS_MET = Text(fr="Points respectés : {met}.", en="Points met: {met}.")

# -- annex D: sources ----------------------------------------------------------------------------------------

SOURCES = Text(fr="Sources", en="Sources")
SOURCES_NONE = Text(fr="Aucune source publiée n’appuie ce dispositif.", en="No published source supports this plan.")
UNPUBLISHED: Mapping[str, Text] = {  # what no document states: named for what it is
    "practice": Text(fr="Pratique des professionnels de la concertation, sans publication", en="Practice of the trade, unpublished"),
    "law": Text(fr="Codes en vigueur, cités de mémoire (Légifrance fait foi)", en="Codes in force, quoted from memory (see Légifrance)"),
}
SOURCE_TO_CONFIRM = Text(fr="à confirmer", en="to be confirmed")

# -- annex E: draft deliberation -------------------------------------------------------------------------------

DELIBERATION = Text(fr="Projet de délibération", en="Draft deliberation")
DELIBERATION_NOTE = Text(
    fr="Ce qui est annoncé engage : on peut ajouter des modalités en cours de route, non en retirer. La délibération ne contient donc "
    "que les modalités arrêtées, au minimum ; le dispositif de travail n’y est pas annexé. À relire par le service juridique.",
    en="What is announced binds: terms can be added on the way, not withdrawn. The deliberation therefore holds only the adopted "
    "terms, a minimum; the working plan is not attached to it. To be proofread by the legal service.",
)
DELIBERATION_SEEN = Text(fr="Vu : {articles} (à vérifier) ;", en="Having regard to: {articles} (to be checked);")
DELIBERATION_CONSIDERING = Text(
    fr="Considérant la décision à venir : {decision} ;",
    en="Considering the coming decision: {decision};",
)
DELIBERATION_DECIDES = Text(fr="Le conseil, après en avoir délibéré :", en="The council, having deliberated:")
DELIBERATION_OBJECT = Text(
    fr="Article 1. Une concertation est ouverte sur : {subject}. Sont soumis au débat : {open}.",
    en="Article 1. A consultation is opened on: {subject}. The following are open to debate: {open}.",
)
DELIBERATION_TERMS = Text(fr="Article 2. Modalités arrêtées :", en="Article 2. Adopted terms:")
DELIBERATION_PERIOD = Text(
    fr="Article 3. La concertation se tient du {first} au {last}.",
    en="Article 3. The consultation runs from {first} to {last}.",
)
DELIBERATION_REPLY = Text(
    fr="Article 4. Une réponse motivée est publiée au plus tard le {day}. Le bilan est présenté au conseil.",
    en="Article 4. A reasoned reply is published by {day}. The outcome report is presented to the council.",
)
DELIBERATION_EXECUTION = Text(
    fr="Article 5. L’exécution est confiée à : {who}.",
    en="Article 5. Execution is entrusted to: {who}.",
)
DELIBERATION_NOTED = Text(
    fr="Article 1. Le conseil prend acte qu’une information est conduite sur : {subject}. Aucun objet n’est soumis au débat.",
    en="Article 1. The council notes that an information campaign is held on: {subject}. Nothing is open to debate.",
)
DELIBERATION_NOTED_ANSWERS = Text(
    fr="Article 2. Les questions du public reçoivent une réponse. Responsable : {who}.",
    en="Article 2. Questions from the public receive an answer. In charge: {who}.",
)
TERMS: Mapping[Strand, Text] = {
    "in_person": Text(fr="au moins un temps d’échange en présence, ouvert à tous ;", en="at least one meeting in person, open to all;"),
    "digital": Text(
        fr="une page en ligne qui présente le projet et permet de s’exprimer ;",
        en="an online page that presents the project and takes contributions;",
    ),
    "remote": Text(
        fr="un moyen de s’exprimer sans internet, par écrit ou par téléphone ;",
        en="a way to contribute without the internet, in writing or by telephone;",
    ),
}
TERM_DUTY = Text(fr="{what} ;", en="{what};")
TERM_DUTY_ARTICLE = Text(fr="{what} ({article}, à vérifier) ;", en="{what} ({article}, to be checked);")
TERM_SYNTHESIS = Text(
    fr="une synthèse publique qui couvre tous les modes d’expression.",
    en="a public synthesis that covers every way of contributing.",
)

# -- annex F: outline of the outcome report ----------------------------------------------------------------------

BILAN = Text(fr="Trame du bilan", en="Outline of the outcome report")
BILAN_INTRO = Text(fr="À remplir après la clôture, canal par canal.", en="To be filled in after the close, channel by channel.")
BILAN_ITEMS = (
    Text(fr="Rappel du mandat : décision, ce qui était en débat, promesses.", en="The mandate: decision, what was open, promises."),
    Text(
        fr="Ce qui a été fait, comparé à ce qui était annoncé, et les raisons des écarts.",
        en="What was done against what was announced, and why it differs.",
    ),
    Text(
        fr="Qui a participé, par canal et sans additionner les canaux (repère : {range}), et qui a manqué.",
        en="Who took part, by channel and without adding channels up (benchmark: {range}), and who was missing.",
    ),
    Text(fr="Ce qui a été dit, par thème, avec les avis peu exprimés.", en="What was said, by theme, little-voiced opinions included."),
    Text(fr="Ce qui est retenu, ce qui ne l’est pas, et pourquoi.", en="What is kept, what is not, and why."),
    Text(
        fr="Dépenses et jours-agent réels, comparés à la prévision ({cost} TTC, {days} jours-agent).",
        en="Actual expenses and agent-days against the forecast ({cost} including VAT, {days} agent-days).",
    ),
    Text(fr="Ce qui serait refait autrement.", en="What would be done differently."),
    Text(fr="Suites, calendrier et responsable : {who}.", en="What follows, when, and who is in charge: {who}."),
)
BILAN_ITEMS_INFORMATION = (
    Text(fr="Rappel du mandat : décision, et pourquoi rien n’était en débat.", en="The mandate: decision, and why nothing was open."),
    BILAN_ITEMS[1],
    Text(fr="Qui a été informé, par canal, et qui a manqué.", en="Who was informed, by channel, and who was missing."),
    Text(fr="Les questions posées, par thème, et les réponses données.", en="The questions asked, by theme, and the answers given."),
    *BILAN_ITEMS[5:],
)
BILAN_TABLE_CAPTION = Text(fr="Suivi des contributions", en="Monitoring of contributions")
BILAN_TABLE_HEADER = (
    Text(fr="Contribution", en="Contribution"),
    Text(fr="Canal", en="Channel"),
    Text(fr="Réponse", en="Answer"),
    Text(fr="Raison", en="Reason"),
    Text(fr="Suite donnée", en="Follow-up"),
)
