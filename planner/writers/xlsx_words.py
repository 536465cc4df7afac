"""The words of the workbook of a plan, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.facts import FigureKind, Text, Unit
from catalog.principles import Severity
from planner.checks import Verdict

# -- sheets -------------------------------------------------------------------------------------------------

READ_ME = Text(fr="À lire", en="Read me")
PLAN = Text(fr="Dispositif", en="Plan")
BUDGET = Text(fr="Budget", en="Budget")
COVERAGE = Text(fr="Publics touchés", en="Publics reached")
FINDINGS = Text(fr="Constats", en="Findings")
ASSUMPTIONS = Text(fr="Hypothèses", en="Assumptions")
SOURCES = Text(fr="Sources", en="Sources")

TITLE = Text(fr="Dispositif de concertation : {subject}", en="Consultation plan: {subject}")
PURPOSE = Text(fr="Les actions, le budget, les publics touchés et les hypothèses d’un dispositif de concertation",
               en="The actions, budget, publics reached and assumptions of a consultation plan")  # fmt: skip
PAGE = Text(fr="Page &P sur &N", en="Page &P of &N")
NOTHING = Text(fr="Rien à montrer", en="Nothing to show")
UNKNOWN = Text(fr="non connu", en="not known")
NOT_SAID = Text(fr="non précisé", en="not said")
NONE = Text(fr="aucune", en="none")

# -- read me ------------------------------------------------------------------------------------------------

PLACE = Text(fr="Territoire", en="Territory")
WRITTEN_ON = Text(fr="Écrit le", en="Written on")
KEPT_UNTIL = Text(fr="Gardé en ligne jusqu’au", en="Kept online until")
NOT_KEPT = Text(fr="pas gardé en ligne : ce fichier est la seule copie", en="not kept online: this file is the only copy")
MADE_BY = Text(fr="Versions", en="Versions")
ON_DEFAULTS = Text(fr="Repose sur des règles de praticiens", en="Rests on practitioners’ rules")
ON_DEFAULTS_SAID = Text(
    fr="{cost} du coût et {coverage} de la participation attendue, au jour où ce classeur a été écrit",
    en="{cost} of the cost and {coverage} of the expected participation, on the day this workbook was written",
)
SHEETS = Text(fr="Ce que contiennent les feuilles", en="What the sheets hold")
PLAN_HOLDS = Text(
    fr="Les actions dans l’ordre du calendrier : quand, dans quel volet, pour qui, avec quels outils, et ce qui les relie.",
    en="The actions in calendar order: when, in which strand, for whom, with which tools, and what links them.",
)
BUDGET_HOLDS = Text(
    fr="Les dépenses et les jours-agent, action par action. Changez un nombre d’unités, un prix ou un tarif : les totaux suivent.",
    en="Expenses and agent-days, action by action. Change a number of units, a price or a rate: the totals follow.",
)
COVERAGE_HOLDS = Text(
    fr="Pour chaque public : combien de personnes, combien peuvent participer, combien participeraient. Les lignes ne s’additionnent pas.",
    en="For each public: how many people, how many can take part, how many would. The rows do not add up.",
)
FINDINGS_HOLDS = Text(
    fr="Ce que le droit et les bonnes pratiques publiées disent de ce dispositif, et comment corriger ce qui doit l’être.",
    en="What the law and published good practice say of this plan, and how to put right what should be.",
)
ASSUMPTIONS_HOLDS = Text(
    fr="Chaque nombre sur lequel repose le calcul : sa valeur, sa fourchette, son année, sa source, et s’il est mesuré ou supposé.",
    en="Each number the calculation rests on: its value, range, year and source, and whether it is measured or assumed.",
)
SOURCES_HOLDS = Text(fr="Où chaque nombre et chaque règle ont été lus.", en="Where each number and each rule was read.")
TO_KNOW = Text(fr="À savoir", en="Good to know")
KNOW: tuple[tuple[Text, Text], ...] = (
    (Text(fr="Les nombres de personnes", en="Head counts"),
     Text(fr="Ce sont des ordres de grandeur, connus à un facteur deux près, arrondis à deux chiffres. Lisez d’abord la fourchette : "
             "elle tient quatre fois sur cinq.",
          en="These are orders of magnitude, known within a factor of two, rounded to two figures. Read the range first: it holds four "
             "times in five.")),
    (Text(fr="Trois comptes séparés", en="Three separate counts"),
     Text(fr="Être informé, participer et travailler ensemble sont trois comptes : on ne les additionne jamais.",
          en="Being informed, taking part and working together are three counts: they are never added up.")),
    (Text(fr="Ce que le budget recalcule", en="What the budget computes again"),
     Text(fr="Les dépenses et les jours-agent. Le calendrier, les publics touchés, les constats et les contributions attendues par unité "
             "restent ceux du dispositif : rouvrez-le dans Maillage pour les mettre à jour.",
          en="Expenses and agent-days. The calendar, the publics reached, the findings and the contributions expected per unit stay those "
             "of the plan: open it again in Maillage to update them.")),
    (Text(fr="Si un total paraît vide ou ancien", en="If a total looks empty or old"),
     Text(fr="Les formules portent leur valeur du jour d’écriture ; un tableur les recalcule à l’ouverture, un aperçu ne le fait pas.",
          en="Formulas carry their value on the day of writing; a spreadsheet computes them again as it opens, a mere preview does not.")),
    (Text(fr="Apostrophe en tête d’un texte", en="Apostrophe before a text"),
     Text(fr="Un texte qui commence comme une formule (=, +, -, @) est précédé d’une apostrophe, pour que rien ne s’exécute.",
          en="A text that begins like a formula (=, +, -, @) follows an apostrophe, so that nothing runs.")),
    (Text(fr="Droit", en="Law"),
     Text(fr="Ce classeur n’est pas un conseil juridique : vérifiez chaque article sur Légifrance.",
          en="This workbook is not legal advice: check each article on Légifrance.")),
    (Text(fr="Rouvrir le dispositif", en="Open the plan again"),
     Text(fr="Le dispositif entier est dans ce fichier, sur une feuille cachée : déposez-le dans Maillage pour le rouvrir tel qu’il était "
             "ce jour-là. Ce que vous changez dans les feuilles n’y est pas reporté.",
          en="The whole plan is in this file, on a hidden sheet: drop it on Maillage to open it as it was that day. What you change in the "
             "sheets is not carried over.")),
)  # fmt: skip
LOOKS = Text(fr="Les cellules", en="The cells")
LOOK_TYPED = Text(fr="fond bleu", en="blue background")
LOOK_TYPED_SAID = Text(fr="Vous pouvez changer ce nombre dans la feuille Budget.", en="You can change this number on the Budget sheet.")
LOOK_DEFAULT = Text(fr="fond jaune, italique", en="yellow background, italics")
LOOK_DEFAULT_SAID = Text(
    fr="Règle de praticiens ou valeur supposée, que personne n’a publiée : à remplacer par la vôtre. Le budget la nomme aussi en toutes "
       "lettres, dans la colonne « Valeurs par défaut ».",
    en="A practitioners’ rule or an assumed value that nobody published: replace it with your own. The budget also names it in words, in "
       "the column “Default values”.",
)  # fmt: skip

# -- plan ---------------------------------------------------------------------------------------------------

NUMBER = Text(fr="N°", en="No.")
STRAND = Text(fr="Volet", en="Strand")
ACTION = Text(fr="Action", en="Action")
UNITS_HEAD = Text(fr="Unités", en="Units")
UNIT_HEAD = Text(fr="Une unité, c’est", en="One unit is")
PLAN_HEADER: tuple[Text, ...] = (
    NUMBER,
    Text(fr="De la semaine", en="From week"),
    Text(fr="À la semaine", en="To week"),
    Text(fr="Du", en="From"),
    Text(fr="Au", en="To"),
    STRAND,
    ACTION,
    Text(fr="Étape", en="Phase"),
    UNITS_HEAD,
    UNIT_HEAD,
    Text(fr="Pour qui", en="For whom"),
    Text(fr="Outils", en="Tools"),
    Text(fr="Options", en="Options"),
    Text(fr="Passerelles vers d’autres actions", en="Bridges to other actions"),
    Text(fr="Personnes (ordre de grandeur)", en="People (order of magnitude)"),
    Text(fr="Contributions (ordre de grandeur)", en="Contributions (order of magnitude)"),
)
BRIDGE = Text(fr="vers {n}. {name} : {how}", en="to {n}. {name}: {how}")
EVERYBODY = Text(fr="tous les publics", en="all publics")

# -- budget -------------------------------------------------------------------------------------------------

OUTSOURCED = Text(fr="part confiée à un prestataire", en="share given to a supplier")
READING = Text(fr="lecture par unité", en="reading per unit")
BUDGET_HEADER: tuple[Text, ...] = (
    NUMBER,
    ACTION,
    STRAND,
    UNITS_HEAD,
    UNIT_HEAD,
    Text(fr="Achats par unité (€ TTC)", en="Purchases per unit (€ incl. VAT)"),
    Text(fr="Achats une seule fois (€ TTC)", en="Purchases once (€ incl. VAT)"),
    Text(fr="Jours de prestataire par unité", en="Supplier’s days per unit"),
    Text(fr="Jours de travail par unité", en="Days of work per unit"),
    Text(fr="Jours de préparation", en="Days of preparation"),
    Text(fr="Part du travail confiée à un prestataire", en="Share of the work given to a supplier"),
    Text(fr="Lecture par unité (jours-agent)", en="Reading per unit (agent-days)"),
    Text(fr="Achats (€ TTC)", en="Purchases (€ incl. VAT)"),
    Text(fr="Jours de prestataire", en="Supplier’s days"),
    Text(fr="Coût (€ TTC)", en="Cost (€ incl. VAT)"),
    Text(fr="Jours-agent", en="Agent-days"),
    Text(fr="Lecture (jours-agent)", en="Reading (agent-days)"),
    Text(fr="Valeurs par défaut", en="Default values"),
    Text(fr="Remarques", en="Remarks"),
)
TOTALS = Text(fr="Totaux", en="Totals")
COST_HEAD, DAYS_HEAD, READING_HEAD = BUDGET_HEADER[14], BUDGET_HEADER[15], BUDGET_HEADER[16]
SUBTOTAL = Text(fr="Sous-total du volet", en="Subtotal of the strand")
ACTIONS = Text(fr="Toutes les actions", en="All actions")
ANSWERING = Text(fr="Lire les contributions et y répondre", en="Reading the contributions and answering them")
TOTAL = Text(fr="Total", en="Total")
LIMIT = Text(fr="Plafond", en="Ceiling")
LEFT = Text(fr="Reste (négatif : plafond dépassé)", en="Left (negative: over the ceiling)")
WORTH = Text(fr="Valeur du temps des agents, à part du coût", en="Value of the agents’ time, apart from the cost")
NO_COST = Text(
    fr="Aucune action : le coût et les jours-agent ne sont pas connus.", en="No action: neither the cost nor the agent-days are known."
)
ASSUMED = Text(fr="Nombre d’unités non précisé, compté pour 1.", en="Number of units not said, counted as 1.")
PAID = Text(fr="Déjà payé par ce que vous avez : {name}.", en="Already paid by what you have: {name}.")
WITH_OPTIONS = Text(fr="Options comprises : {names}.", en="Options included: {names}.")
TYPE_NUMBER = Text(fr="Nombre attendu", en="A number is expected")
TYPE_BETWEEN = Text(fr="Écrivez un nombre de {low} à {high}.", en="Write a number from {low} to {high}.")

# -- publics, findings --------------------------------------------------------------------------------------

COVERAGE_HEADER: tuple[Text, ...] = (
    Text(fr="Public", en="Public"),
    Text(fr="Personnes", en="People"),
    Text(fr="Peuvent participer", en="Can take part"),
    Text(fr="Participeraient, au moins", en="Would take part, at least"),
    Text(fr="Participeraient, valeur centrale", en="Would take part, middle value"),
    Text(fr="Participeraient, au plus", en="Would take part, at most"),
    Text(fr="Seraient informées", en="Would be informed"),
    Text(fr="Travailleraient ensemble", en="Would work together"),
    Text(fr="Minimum demandé", en="Least share asked for"),
    Text(fr="Remarque", en="Remark"),
)
TERRITORY = Text(fr="Tout le territoire", en="The whole territory")
UNION = Text(fr="Les publics se recoupent : ce n’est jamais la somme des lignes.", en="Publics overlap: this is never the sum of the rows.")
FINDINGS_HEADER: tuple[Text, ...] = (
    NUMBER,
    Text(fr="Nature", en="Kind"),
    Text(fr="Gravité", en="Severity"),
    Text(fr="Verdict", en="Verdict"),
    Text(fr="Au sujet de", en="About"),
    Text(fr="Ce qui est demandé", en="What is asked"),
    Text(fr="Ce qui est constaté", en="What was found"),
    Text(fr="Comment corriger", en="How to put it right"),
    Text(fr="Mis de côté parce que", en="Set aside because"),
    Text(fr="Source", en="Source"),
    Text(fr="Règle", en="Rule"),
)
SEVERITIES: Mapping[Severity, Text] = {
    "error": Text(fr="avant de lancer", en="before launching"),
    "warning": Text(fr="à surveiller", en="to watch"),
    "advice": Text(fr="conseil", en="advice"),
}
VERDICTS: Mapping[Verdict, Text] = {
    "met": Text(fr="respecté", en="met"),
    "broken": Text(fr="à corriger", en="to put right"),
    "unknown": Text(fr="à préciser", en="to be said"),
    "not_applicable": Text(fr="sans objet", en="not applicable"),
}
WHOLE_PLAN = Text(fr="tout le dispositif", en="the whole plan")

# -- assumptions, sources -----------------------------------------------------------------------------------

ASSUMPTIONS_HEADER: tuple[Text, ...] = (
    Text(fr="De quoi", en="Of what"),
    Text(fr="Nombre", en="Number"),
    Text(fr="Valeur", en="Value"),
    Text(fr="Unité", en="Unit"),
    Text(fr="Bas", en="Low"),
    Text(fr="Haut", en="High"),
    Text(fr="Nature", en="Kind"),
    Text(fr="Année", en="Year"),
    Text(fr="Source", en="Source"),
    Text(fr="Pourquoi", en="Why"),
)
BRIEF = Text(fr="Votre cadrage", en="Your brief")
MODEL = Text(fr="Le modèle", en="The model")
INHABITANTS = Text(fr="habitants : {name}", en="inhabitants: {name}")
PUBLIC = Text(fr="personnes de ce public : {name}", en="people in this public: {name}")
WEIGHT = Text(fr="importance donnée à l’étape : {phase}", en="weight given to the phase: {phase}")
INSTEAD_OF = Text(fr="Votre nombre, à la place de {value}. {reason}", en="Your number, in place of {value}. {reason}")
KINDS: Mapping[FigureKind, Text] = {
    "measured": Text(fr="mesuré", en="measured"),
    "computed": Text(fr="calculé", en="computed"),
    "default": Text(fr="par défaut (règle de praticiens)", en="default (practitioners’ rule)"),
    "entered": Text(fr="saisi par vous", en="entered by you"),
}
UNITS: Mapping[Unit, Text] = {
    "share": Text(fr="part", en="share"),
    "people": Text(fr="personnes", en="people"),
    "EUR": Text(fr="€ TTC", en="€ incl. VAT"),
    "days": Text(fr="jours", en="days"),
    "weeks": Text(fr="semaines", en="weeks"),
    "minutes": Text(fr="minutes", en="minutes"),
    "hours": Text(fr="heures", en="hours"),
    "per_unit": Text(fr="par unité", en="per unit"),
}
SOURCES_HEADER: tuple[Text, ...] = (
    Text(fr="Titre", en="Title"),
    Text(fr="Éditeur", en="Publisher"),
    Text(fr="Année", en="Year"),
    Text(fr="Adresse", en="Address"),
    Text(fr="Licence", en="Licence"),
    Text(fr="Lu le", en="Read on"),
    Text(fr="Confiance", en="Confidence"),
    Text(fr="Clé", en="Key"),
)
HOLDS: Mapping[Text, Text] = {
    PLAN: PLAN_HOLDS, BUDGET: BUDGET_HOLDS, COVERAGE: COVERAGE_HOLDS, FINDINGS: FINDINGS_HOLDS, ASSUMPTIONS: ASSUMPTIONS_HOLDS,
    SOURCES: SOURCES_HOLDS,
}  # fmt: skip
