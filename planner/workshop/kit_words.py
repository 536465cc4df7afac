"""The words of the printed kit that belong to no card and no scenario."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.facts import Record, Text
from planner.workshop.scoring import SAID


class Rule(Record):
    """One rule of scoring by hand."""

    title: Text
    text: Text

    def words(self, lang: str) -> str:
        return self.text.fr if lang == "fr" else self.text.en


def _t(fr: str, en: str) -> Text:
    return Text(fr=fr, en=en)


PARTS: Mapping[str, Text] = {
    "cover": _t("À imprimer", "What to print"),
    "sheet": _t("Le cas", "The case"),
    "rounds": _t("Plis à ouvrir", "Sealed cards"),
    "cards": _t("Cartes à découper", "Cards to cut out"),
    "codes": _t("Codes des étapes et des nombres", "Codes of steps and numbers"),
    "canvas": _t("Canevas", "Canvas"),
    "answers": _t("Feuille de codes", "Code sheet"),
    "score": _t("Compter à la main", "Scoring by hand"),
    "script": _t("Déroulé pour l’animateur", "Facilitator’s script"),
    "debrief": _t("Retour collectif", "Debrief"),
    "solution": _t("Corrigé, pour l’animateur seul", "Worked solution, for the trainer alone"),
}
WORDS: Mapping[str, Text] = {
    "subtitle": _t("Exercice pour {n} tables, {m} minutes. Le cas est inventé.", "Exercise for {n} tables, {m} minutes. The case is "
                                                                                 "invented."),
    "page": _t("Page {page} sur {pages}", "Page {page} of {pages}"),  # filled by the layout
    "pages_head": _t("Pages", "Pages"),
    "part_head": _t("Partie", "Part"),
    "copies_head": _t("Copies", "Copies"),
    "how_head": _t("Comment", "How"),
    "print_caption": _t("Ce qu’il faut imprimer, et combien de fois", "What to print, and how many times"),
    "note_1": _t("Imprimez en A4, à 100 %, sans « ajuster à la page ». Le noir et blanc suffit.",
                 "Print on A4, at 100%, without “fit to page”. Black and white is enough."),
    "note_2": _t("Découpez les cartes sur les tirets. Pliez chaque pli en deux, le titre dehors ; ne les donnez qu’à l’heure dite.",
                 "Cut the cards along the dashes. Fold each sealed card in two, title outside; give it only at its time."),
    "note_3": _t("Collez les deux moitiés du canevas, croix sur croix. Les pages du déroulé et du corrigé restent avec vous.",
                 "Stick the two halves of the canvas, cross on cross. The script and the solution stay with you."),
    "note_4": _t("La séance se tient sans ordinateur : les jetons donnent un compte proche de celui du logiciel.",
                 "The session works with no computer: tokens give a count close to that of the software."),
    "how_sheet": _t("une par table", "one a table"),
    "how_rounds": _t("à découper, à plier, un jeu par table", "cut, fold, one set a table"),
    "how_cards": _t("sur papier épais, à découper, un jeu par table", "on thick paper, cut, one set a table"),
    "how_codes": _t("une par table", "one a table"),
    "how_canvas": _t("deux moitiés à coller par table", "two halves to stick, a table"),
    "how_answers": _t("une par table, une de réserve", "one a table, one to spare"),
    "how_score": _t("un jeu par table", "one set a table"),
    "how_script": _t("pour vous", "for you"),
    "how_debrief": _t("pour vous", "for you"),
    "how_solution": _t("pour vous seul, à garder fermé", "for you alone, keep it closed"),
    # the case
    "the_case": _t("En bref", "In short"),
    "the_decision": _t("La décision", "The decision"),
    "decider": _t("Qui décide : {who}", "Who decides: {who}"),
    "decided_on": _t("Quand : {day}", "When: {day}"),
    "open": _t("Ce qui est en débat", "What is open"),
    "no_open": _t("Rien n’est écrit ici.", "Nothing is written here."),
    "closed": _t("Ce qui n’est pas en débat, et pourquoi", "What is not open, and why"),
    "promises": _t("Ce qui a été promis avant", "What was promised before"),
    "the_publics": _t("Les publics, et où les trouver", "The publics, and where to find them"),
    "the_means": _t("Les moyens", "The means"),
    "have": _t("Ce qui est déjà là, sans dépense", "What is already there, at no cost"),
    "budget": _t("{n} TTC d’achats au plus", "{n} of purchases at most, VAT included"),
    "staff": _t("{n} jours d’agent au plus, lecture et réponse comprises", "{n} agent-days at most, reading and answering included"),
    "dates": _t("du {a} au {b} ({n} semaines)", "from {a} to {b} ({n} weeks)"),
    "new_dates": _t("Dates : du {a} au {b}", "Dates: from {a} to {b}"),
    "your_task": _t("Ce que votre table fait", "What your table does"),
    "task_1": _t("Dites ce que les habitants peuvent changer, puis qui ils sont.", "Say what residents can change, then who they are."),
    "task_2": _t("Posez des cartes dans les trois volets ; écrivez leur code et leurs semaines sur le canevas.",
                 "Lay cards in the three strands; write their codes and weeks on the canvas."),
    "task_3": _t("Tracez les passerelles : ce qui est dit ici est repris là.", "Draw the bridges: what is said here is used there."),
    "task_4": _t("Comptez l’argent, les jours, puis chaque public. Cherchez qui manque.", "Count money, days, then each public. "
                                                                                          "Look for who is missing."),
    "round": _t("Temps {n}", "Round {n}"),
    "at": _t("à ouvrir à {t}, {m} minutes", "open at {t}, {m} minutes"),
    "not_played": _t("pas joué dans cette durée, gardez-le pour le retour collectif", "not played in this length, keep it for the debrief"),
    "fold": _t("Pliez ici", "Fold here"),
    "withdraw": _t("Retirez ces cartes : {names}", "Withdraw these cards: {names}"),
    "attention_little_known": _t("Le sujet est peu connu.", "The subject is little known."),
    "attention_followed": _t("Le sujet est suivi.", "The subject is followed."),
    "attention_contested": _t("Le sujet est devenu conflictuel.", "The subject has become contested."),
    # cards
    "brings": _t("Fait venir", "Brings"),
    "misses": _t("Fait moins venir", "Brings fewer of"),
    "asks": _t("Demande (et part arrêtée)", "Asks for (and share stopped)"),
    "uses": _t("Sert à", "Used to"),
    "helps": _t("Aide", "Helps"),
    "tags": _t("Dont", "Among them"),
    "needs_needs": _t("Il faut", "Needs"),
    "needs_who": _t("Qui", "Who"),
    "needs_principles": _t("Principe", "Principle"),
    "carried_bridge": _t("Passerelle", "Bridge"),
    "carried_direction": _t("Sens", "Direction"),
    "carried_offline": _t("Hors de l’écran", "Off screen"),
    "settle": _t("À trancher", "To settle"),
    "unknown": _t("Non connu", "Not known"),
    "people": _t("Personnes", "People"),
    "days": _t("Jours", "Days"),
    "euros": _t("Euros", "Euros"),
    "price": _t("Prix", "Price"),
    "default": _t("par défaut", "default"),
    "source": _t("Source", "Source"),
    "tokens": _t("{n} jetons de {v}", "{n} tokens of {v}"),
    "tokens_label": _t("Jetons", "Tokens"),
    # canvas and codes
    "left": _t("moitié gauche", "left half"),
    "right": _t("moitié droite", "right half"),
    "join": _t("À coller croix sur croix. Cartes posées autour ; ici, le code de la carte et un trait sur ses semaines.",
               "Stick cross on cross. Cards lie around; here, the code of the card and a line over its weeks."),
    "card_code": _t("Carte M", "Card M"),
    "step_code": _t("Étape E", "Step E"),
    "times_code": _t("Nombre", "Number"),
    "for_code": _t("Pour P", "For P"),
    "place_head": _t("Place", "Place"),
    "place": _t("place {n}", "place {n}"),
    "week": _t("semaine {n}", "week {n}"),
    "times": _t("{n} fois", "{n} times"),
    "no_card": _t("à la place de B : passerelle sans carte", "in place of B: a bridge without a card"),
    "steps_title": _t("Étapes", "Steps"),
    "numbers_title": _t("Nombre de fois", "How many times"),
    "numbers_words": _t("N00 et son quatrième signe : nombre non dit. Le code d’une semaine est en haut de sa colonne sur le canevas.",
                        "N00 and its fourth sign: number not said. The code of a week is at the top of its column on the canvas."),
    "answers_words": _t("Un signe par case, en capitales. La dernière case de chaque code sert de contrôle : recopiez-la aussi. "
                        "Il n’y a ni I, ni O, ni Q, ni U dans un code ; L n’est que le premier signe d’une place.",
                        "One sign a box, in capitals. The last box of each code is a check: copy it too. There is no I, O, Q or U "
                        "in a code; "
                        "L is only the first sign of a place."),
    "example": _t("Exemple", "Example"),
    "activities_title": _t("Actions : place, carte, étape, semaine, nombre, publics, outil, option",
                           "Activities: place, card, step, week, number, publics, tool, option"),
    "bridges_title": _t("Passerelles : de la place, carte B, à la place", "Bridges: from place, card B, to place"),
    "table_name": _t("Table", "Table"),
    # scoring
    "code": _t("Code", "Code"),
    "name": _t("Format", "Format"),
    "family": _t("Famille", "Family"),
    "days_head": _t("Jours", "Days"),
    "informs_mark": _t(" (i)", " (i)"),
    "scores_caption": _t(
        "Ce que vaut une fois chaque format. Euros et jours : « une seule fois + à chaque fois ». Personnes : jetons par public, la valeur "
        "d’un jeton entre parenthèses. * : on y vient de soi-même. » : on s’y parle. (i) : informe seulement. · : presque personne.",
        "What each format is worth once. Euros and days: “one time only + each time”. People: tokens by public, the value of a token in "
        "brackets. *: people come by themselves. »: people talk. (i): informs only. ·: almost nobody."),
    "ladders_caption": _t(
        "Par public : jetons d’annonce (ordinaire, forte), puis l’échelle « somme → ce qui compte ».",
        "By public: announcing tokens (ordinary, strong), then the ladder “sum → what counts”."),
    "public": _t("Public", "Public"),
    "ordinary": _t("Annonce ordinaire", "Ordinary"),
    "strong": _t("Annonce forte", "Strong"),
    "rung": _t("Échelon {n}", "Rung {n}"),
    "rule_example": _t("Exemple, tous les habitants : « {name} » une fois, {one} ; deux fois, {two}.",
                       "Example, all residents: “{name}” once, {one}; twice, {two}."),
    "rule_outside": _t("Avec {code}, {part} dixièmes des jours de la carte s’achètent à {rate} le jour.",
                       "With {code}, {part} tenths of the days of the card are bought at {rate} a day."),
    "grid_title": _t("Notre compte", "Our count"),
    "count_caption": _t("À remplir, public par public", "To fill in, public by public"),
    "count_told": _t("Jetons d’annonce", "Announcing tokens"),
    "count_sum": _t("Somme", "Sum"),
    "count_kept": _t("Après l’échelle", "After the ladder"),
    "count_value": _t("× valeur", "× value"),
    "count_people": _t("Personnes", "People"),
    "grid_money": _t("Argent (€)", "Money (€)"),
    "grid_days": _t("Jours, avec le quart", "Days, with the quarter"),
    # trainer
    "script_caption": _t("Séance de {m} minutes, minute par minute", "A session of {m} minutes, minute by minute"),
    "time": _t("Heure", "Time"),
    "moment": _t("Moment", "Moment"),
    "say_it": _t("À dire", "Say"),
    "do_it": _t("À faire", "Do"),
    "watch_it": _t("À surveiller", "Watch for"),
    "left_out": _t("Temps non joués dans cette durée", "Rounds not played in this length"),
    "questions": _t("Questions", "Questions"),
    "aims": _t("Ce que l’on apprend, et le principe", "What is learnt, and the principle"),
    "traps": _t("Pièges attendus", "Traps to expect"),
    "figures": _t("D’où viennent les chiffres du cas", "Where the figures of the case come from"),
    "own_figure": _t("chiffre de l’exercice", "the exercise’s own figure"),
    "only_trainer": _t("Ne pas distribuer.", "Do not hand out."),
    "one_among": _t("Une bonne réponse parmi d’autres, calculée avec les formats posés sur la table. Les nombres de personnes sont "
                    "des fourchettes : "
                    "quatre chances sur cinq d’être dedans.",
                    "One good answer among several, computed from the formats on the table. Numbers of people are ranges: four "
                    "chances in five of "
                    "being inside."),
    "information_answer": _t("La bonne réponse est un plan d’information : plus rien n’est ouvert, et appeler cela une concertation "
                             "tromperait les gens. "
                             "Ce qui est décidé :",
                             "The right answer is an information plan: nothing is open any more, and to call it a consultation "
                             "would mislead people. "
                             "What is decided:"),
    "information_why": _t("Le dispositif explique, reçoit les questions et y répond. Il ne demande aucun avis : aucune étape de "
                          "contribution n’y est.",
                          "The plan explains, takes questions and answers them. It asks for no opinion: no contribution step is in it."),
    "after_round": _t("Après le temps {n}", "After round {n}"),
    "same": _t("Ce temps ne change aucun nombre : le dispositif reste le même. C’est la réponse des tables qui compte.",
               "This round changes no number: the plan stays the same. What counts is what the tables answer."),
    "impossible": _t("Aucun dispositif calculé ne tient dans ces limites. Demandez aux tables quelle limite il faudrait desserrer.",
                     "No computed plan fits these limits. Ask the tables which limit should be loosened."),
    "worked_means": _t("{cost} d’achats, {days} jours d’agent, {weeks} semaines.", "{cost} of purchases, {days} agent-days, {weeks} "
                                                                                   "weeks."),
    "worked_informed": _t("Environ {n} personnes informées, à ne pas ajouter aux autres.", "About {n} people informed, not to be "
                                                                                           "added to the others."),
    "worked_cut": _t("Le canevas a {n} places par volet. Le calcul proposait aussi, retirés ici : {names}.",
                     "The canvas has {n} places a strand. The calculation also proposed, left out here: {names}."),
    "activities_caption": _t("Le dispositif, et pourquoi", "The plan, and why"),
    "step": _t("Étape", "Step"),
    "week_head": _t("Sem.", "Week"),
    "times_head": _t("Fois", "Times"),
    "why": _t("Pourquoi", "Why"),
    "bridges_head": _t("Passerelles", "Bridges"),
    "codes_head": _t("À taper dans la salle", "To type in the room"),
    "coverage_caption": _t("Qui viendrait", "Who would come"),
    "head_count": _t("Effectif", "People"),
    "would_come": _t("Viendraient", "Would come"),
    "middle": _t("Au milieu", "Middle"),
    "by_hand": _t("Jetons", "Tokens"),
    "everybody": _t("Tous les habitants", "All residents"),
}  # fmt: skip
RULES: Mapping[str, Rule] = {
    "money": Rule(
        title=_t("L’argent", "Money"),
        text=_t("Pour chaque carte : la part « une seule fois », plus la part « à chaque fois » × le nombre de fois. Ajoutez les "
                "options, à chaque fois.",
                "For each card: the “one time only” part, plus the “each time” part × the number of times. Add options, each time."),
    ),
    "days": Rule(
        title=_t("Les jours", "Days"),
        text=_t("De même pour les jours. À la fin, ajoutez un quart du total : c’est le temps de lire et de répondre.",
                "The same for days. At the end, add a quarter of the total: that is the time to read and answer."),
    ),
    "families": Rule(
        title=_t("Une famille se partage les mêmes gens", "A family shares the same people"),
        text=_t("Public par public, pour les étapes où l’on contribue : dans chaque famille, la plus grande carte compte une fois "
                "en entier ; "
                "tout le reste de la famille (autres cartes, autres fois) compte pour deux tiers. Les cartes (i) ne comptent pas.",
                "Public by public, for the steps where people contribute: in each family, the greatest card counts once in full; "
                "all the rest of "
                "the family (other cards, other times) counts for two thirds. Cards marked (i) do not count."),
    ),
    "steps": Rule(
        title=_t("On se fatigue", "People tire"),
        text=_t("Une carte * posée à une étape où l’on contribue perd un cinquième pour chaque étape de contribution que le cas "
                "place avant elle.",
                "A * card laid at a step where people contribute loses a fifth for each contribution step that the case places before it."),
    ),
    "announce": Rule(
        title=_t("Annoncer fait venir", "Announcing brings people"),
        text=_t(f"Comptez de même les cartes posées aux étapes « informer » et « faire venir » ; une carte » y compte {SAID} fois. "
                f"Sous l’annonce "
                "ordinaire, les familles qui ont une carte * perdent un quart ; à l’annonce forte, elles gagnent un tiers.",
                f"Count in the same way the cards laid at the steps “inform” and “mobilise”; a » card counts {SAID} times there. "
                f"Under the ordinary "
                "level, families that hold a * card lose a quarter; at the strong level they gain a third."),
    ),
    "ladder": Rule(
        title=_t("Une personne ne vient qu’une fois", "A person comes once"),
        text=_t("Cherchez la somme du public sur son échelle : « somme → ce qui compte ». Sous le premier échelon, tout compte. "
                "Multipliez par la "
                "valeur du jeton. N’ajoutez jamais deux publics.",
                "Find the sum of the public on its ladder: “sum → what counts”. Under the first rung, all counts. Multiply by the "
                "value of a token. "
                "Never add two publics."),
    ),
}  # fmt: skip
