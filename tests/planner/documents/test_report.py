"""The council note: what it says, what it leaves open, and that its numbers are those of the evaluation."""

from __future__ import annotations

import re
from datetime import date
from string import Formatter

import pytest

from catalog.facts import Text
from catalog.load import Catalog, load
from catalog.paper.elements import Block, Bullets, Chart, Heading, KeyFigures, Section, Span, Table, Words, lower, printable
from catalog.paper.series import Reach, Timeline
from catalog.words import Lang
from planner import wording
from planner.checks import Finding, ranked
from planner.coverage import Coverage
from planner.divide import Share, States
from planner.documents.draft import Draft
from planner.documents.milestones import clear_days_before
from planner.documents.report import Report, compose, report
from planner.documents.sheet import drafted
from planner.evaluate import Evaluation, Line
from planner.plan import Plan

TODAY = date(2026, 11, 21)
ELDERS, PARENTS = "Plus de 70 ans", "Parents d’élèves"

BRIEF = {
    "subject": "Réaménager la place du marché",
    "mandate": {
        "decision": "arrêter le programme des travaux.",
        "decider": "le conseil municipal",
        "decided_on": "2027-06-24",
        "council_on": "2026-12-14",
        "open": ["la place de la voiture", "les plantations"],
        "closed": [{"what": "le budget", "why": "il est voté"}, {"what": "le marché du samedi"}],
        "study": ["le sens de la rue Neuve"],
        "promises": "aucun arbre abattu",
    },
    "territory": {"name": "Bourg-sur-Loire", "code": "37", "people": 18000},
    "frame": "urb_concertation",
    "level": "involve",
    "audiences": [{"name": ELDERS, "people": 2000, "where": "clubs"}, {"name": PARENTS, "people": 1500}],
    "already_have": [{"what": "bulletin", "name": "Bourg Infos"}],
    "limits": {"budget": 4000, "staff_days": 40, "start": "2027-01-11"},
    "commitments": {"reply_on": "2027-05-31", "reply_owner": "Directrice de l’urbanisme", "same_question": True},
}
ACTIVITIES = [
    {"id": "stand", "method": "market_stand", "phase": "diagnose", "units": 3, "audiences": [ELDERS]},
    {"id": "site", "method": "online_platform", "phase": "ideate", "units": 1},
    {"id": "atelier", "method": "workshop", "phase": "ideate", "audiences": [PARENTS]},
    {"id": "retour", "method": "public_meeting", "phase": "report_back", "units": 1},
]
CERTIFICATE = {
    "objective": "max-min", "claimed": 0.52, "exact": 0.5, "bound": 0.55, "gap": 0.0909, "seconds": 3, "proven": True,
    "scope": "all methods", "engine": "9.9",
}  # fmt: skip
SPANS = {  # activity: first and last week, first and last day, people, contributions
    "stand": (4, 5, date(2027, 2, 1), date(2027, 2, 15), 180, 100),
    "site": (8, 11, date(2027, 3, 1), date(2027, 3, 29), 300, 280),
    "atelier": (9, 9, date(2027, 3, 8), date(2027, 3, 15), 40, 60),
    "retour": (16, 16, date(2027, 4, 26), date(2027, 5, 3), 45, 0),
}


def plan(**changes: object) -> Plan:
    brief = {**BRIEF, **changes.pop("brief", {})}  # type: ignore[dict-item]
    bridges = [{"from": "stand", "to": "atelier", "how": "les fiches sont affichées à l’atelier"}]
    return Plan.model_validate({"brief": brief, "activities": ACTIVITIES, "bridges": bridges, "certificate": CERTIFICATE, **changes})


def line(id: str) -> Line:
    start, end, first, last, people, contributions = SPANS[id]
    return Line(
        activity=id, units=1, start_week=start, end_week=end, starts_on=first, ends_on=last, purchases=900, external_days=0,
        cost=1080, staff_days=6.5, people=people, contributions=contributions, reading_days=1, paid_already=False, default_cost=500,
        assumed=("units",) if id == "atelier" else (),
    )  # fmt: skip


EVALUATION = Evaluation(
    lines=tuple(line(activity["id"]) for activity in ACTIVITIES),  # type: ignore[arg-type]
    coverage=(
        Coverage(audience=ELDERS, people=2000, can=2000, comes=90, comes_low=62, comes_high=131, informed=400, deliberates=0.3),
        Coverage(audience=PARENTS, people=1500, can=1480, comes=110, comes_low=78, comes_high=160, informed=210, deliberates=12),
        Coverage(audience="all", people=15700, can=15600, comes=512, comes_low=381, comes_high=722, informed=5230, deliberates=62),
    ),
    cost=4320,
    staff_days=31.5,
    analysis_days=6.5,
    staff_value=8820,
    weeks=16,
    defaults_cost=0.46,
    defaults_coverage=0.25,
)
STATES = {
    ELDERS: States(
        offline=Share(value=0.10, low=0.08, high=0.12, indicator="i"),
        needs_help=Share(value=0.20, low=0.15, high=0.25, indicator="i"),
        autonomous=Share(value=0.70, low=0.63, high=0.77, indicator="i"),
    )
}
NOTHING = Evaluation(
    lines=(), coverage=(), cost=0, staff_days=0, analysis_days=0, staff_value=0, weeks=None, defaults_cost=0, defaults_coverage=0
)


def finding(rule: str, verdict: str = "broken", kind: str = "practice", severity: str = "warning", **more: object) -> Finding:
    return Finding(
        rule=rule, kind=kind, verdict=verdict, severity=severity, subject="plan", source=(),
        statement=Text(fr=f"Règle {rule}.", en=f"Rule {rule}."), remedy=Text(fr=f"Remède {rule}.", en=f"Remedy {rule}."), **more,
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def note(catalog: Catalog, given: Plan | None = None, lang: Lang = "fr", **over: object) -> Report:
    values = {"evaluation": EVALUATION, "findings": (), "states": STATES, "today": TODAY, **over}
    findings = tuple(ranked(values["findings"]))  # type: ignore[arg-type]
    numbers, today, states = values["evaluation"], values["today"], values["states"]
    return compose(Draft(lang, given or plan(), numbers, findings, catalog, today, states))  # type: ignore[arg-type]


def section(made: Report, id: str) -> Section:
    return next(part for part in (*made.body, *made.annexes) if part.id == id)


def blocks(part: Section) -> list[Block]:
    """Its blocks, the table of a chart for the chart."""
    return [block.table if isinstance(block, Chart) else block for block in part.blocks]


def spans(part: Section) -> list[Span]:
    found: list[Span] = []
    for block in blocks(part):
        assert not isinstance(block, Chart)
        if isinstance(block, Table):
            found += [span for row in block.rows for cell in row for span in cell]
        elif isinstance(block, Bullets):
            found += [span for item in block.items for span in item]
        elif isinstance(block, KeyFigures):
            found += [span for figure in block.figures for span in figure.words]
        else:
            found += block.words
    return found


def plain(words: Words | list[Span]) -> str:
    """The words with ordinary spaces, so that an expected sentence can be typed."""
    return re.sub("[\u00a0\u202f]", " ", "".join(span.text for span in words))


def text(part: Section) -> str:
    return plain(spans(part))


def everything(made: Report, but: tuple[str, ...] = ()) -> str:
    parts = [made.title, made.subtitle, made.annexes_title]
    for part in (*made.body, *made.annexes):
        if part.id not in but:
            parts += [part.title or "", *(span.text for span in spans(part))]
            parts += [title for block in blocks(part) if isinstance(block, Table) for title in (block.caption, *block.header)]
            parts += [said for block in part.blocks if isinstance(block, Chart) for said in (block.caption, block.alt)]
            parts += [x for b in part.blocks if isinstance(b, KeyFigures) for x in (b.caption, *(f.label for f in b.figures))]
    return "\n".join(parts)


def values(part: Section) -> list[float]:
    return [span.value for span in spans(part) if span.value is not None]


def table(made: Report, id: str, index: int = 0) -> Table:
    return [block for block in blocks(section(made, id)) if isinstance(block, Table)][index]


def chart(made: Report, id: str) -> Chart:
    (found,) = [block for block in section(made, id).blocks if isinstance(block, Chart)]
    return found


# -- page 1 -----------------------------------------------------------------------------------------------


def test_the_note_follows_the_order_that_councils_expect(catalog: Catalog) -> None:
    made = note(catalog)
    assert [part.id for part in made.body] == [
        "band", "ask", "project", "debate", "legal", "publics", "scheme", "calendar", "means", "commitments", "risks", "evaluation",
    ]  # fmt: skip
    assert [part.id for part in made.annexes] == ["sheets", "method", "gaps", "sources", "deliberation", "bilan"]
    assert made.annexes[0].title == "Annexe A. Fiches des actions"


def test_what_nobody_entered_is_a_hole_in_the_band(catalog: Catalog) -> None:
    row = table(note(catalog), "band").rows[0]
    assert [plain(cell) for cell in row] == ["à compléter", "à compléter", "à compléter", "14 décembre 2026", "à compléter"]
    assert [cell[0].mark for cell in row] == ["hole", "hole", "hole", "plain", "hole"]


def test_the_council_is_asked_three_things_with_the_numbers_of_the_evaluation(catalog: Catalog) -> None:
    asked = section(note(catalog), "ask")
    (bullets,) = asked.blocks
    assert isinstance(bullets, Bullets) and len(bullets.items) == 3
    assert values(asked) == [4320, 31.5]
    assert "une dépense de 4 320 € TTC et mobiliser 31,5 jours-agent" in text(asked)
    assert "au plus tard le 31 mai 2027" in text(asked)


def test_what_is_closed_says_why_or_shows_that_nobody_said(catalog: Catalog) -> None:
    rows = [(plain(label), plain(cell)) for label, cell in table(note(catalog), "debate").rows]
    assert rows == [
        ("En débat", "la place de la voiture ; les plantations"),
        ("Pas en débat, et pourquoi", "le budget (raison : il est voté) ; le marché du samedi (raison : à compléter)"),
        ("À l’étude", "le sens de la rue Neuve"),
    ]


def test_the_legal_frame_gives_its_articles_and_is_not_legal_advice(catalog: Catalog) -> None:
    said = text(section(note(catalog), "legal"))
    assert "L103-2" in said and "À vérifier par le service juridique : cette note ne vaut pas conseil juridique." in said


def test_who_would_be_missing_is_a_range_tied_to_an_action(catalog: Catalog) -> None:
    # Of 2,000 people, 63 to 77 % can do alone online: 460 (23 %) to 740 (37 %) cannot.
    elders = table(note(catalog), "publics").rows[0]
    assert [plain(cell) for cell in elders] == [
        ELDERS, "2 000", "60 à 130", "460 à 740, par : stand sur un marché, relais (clubs)",
    ]  # fmt: skip


def test_a_public_without_its_distance_from_digital_shows_those_whom_the_plan_shuts_out(catalog: Catalog) -> None:
    parents = table(note(catalog), "publics").rows[1]
    assert plain(parents[3]) == "environ 20, par : atelier participatif"  # 1,500 people less the 1,480 who can


def test_a_public_that_no_action_goes_to_is_a_hole(catalog: Catalog) -> None:
    online = plan(activities=[ACTIVITIES[1]], bridges=[])
    cell = table(note(catalog, online), "publics").rows[1][3]
    assert cell[-1].mark == "hole" and "aucune action prévue" in cell[-1].text


def test_five_publics_at_most_stand_on_the_first_page_and_all_in_the_annex(catalog: Catalog) -> None:
    names = [f"Public {i}" for i in range(8)]
    many = plan(brief={"audiences": [{"name": name, "people": 100} for name in names]}, activities=[ACTIVITIES[1]], bridges=[])
    row = EVALUATION.coverage[0]
    rows = tuple(row.model_copy(update={"audience": name}) for name in names)
    made = note(catalog, many, evaluation=EVALUATION.model_copy(update={"coverage": rows}))
    assert len(table(made, "publics").rows) == 5
    assert "Les autres publics (3) figurent en annexe B." in text(section(made, "publics"))
    assert [plain(cells[0]) for cells in table(made, "method").rows] == names


def test_three_counts_stand_side_by_side_and_are_never_added_up(catalog: Catalog) -> None:
    made = note(catalog)
    (counts,) = [block for block in section(made, "publics").blocks if isinstance(block, KeyFigures)]
    assert [plain(figure.words) for figure in counts.figures] == ["environ 5 200", "380 à 720", "environ 60"]
    assert [span.value for figure in counts.figures for span in figure.words if span.value is not None] == [5230, 512, 62]
    assert 5230 + 512 + 62 not in [value for part in (*made.body, *made.annexes) for value in values(part)]


# -- nothing open -------------------------------------------------------------------------------------------


def test_with_nothing_open_the_document_is_an_information_plan_and_says_so(catalog: Catalog) -> None:
    made = note(catalog, plan(brief={"mandate": {"open": [], "study": ["le mobilier"]}}))
    assert made.kind == "information"
    assert plain([Span(text=made.title)]) == "Plan d’information : Réaménager la place du marché"
    assert "rien n’est soumis au débat" in text(section(made, "ask"))
    assert "le mobilier" in text(section(made, "debate"))  # what can still be opened is offered
    assert "prend acte" in text(section(made, "deliberation")) and "Une concertation est ouverte" not in everything(made)
    (counts,) = [block for block in section(made, "publics").blocks if isinstance(block, KeyFigures)]
    assert len(counts.figures) == 1  # nobody is said to contribute
    assert "Le niveau annoncé, concertation, ne peut pas être tenu" in text(section(made, "debate"))


def test_not_having_said_what_is_open_is_not_having_closed_everything(catalog: Catalog) -> None:
    made = note(catalog, plan(brief={"mandate": {}}))
    assert made.kind == "consultation"
    assert table(made, "debate").rows[0][1][0].mark == "hole"


# -- page 2 -------------------------------------------------------------------------------------------------


def test_the_scheme_reads_in_calendar_order_with_strand_size_yield_and_bridge(catalog: Catalog) -> None:
    rows = [[plain(cell) for cell in row] for row in table(note(catalog), "scheme").rows]
    assert [row[0] for row in rows] == [
        "du 1er au 15 février 2027", "du 1er au 29 mars 2027", "semaine du 8 mars 2027", "semaine du 26 avril 2027",
    ]  # fmt: skip
    assert rows[0][1] == "En présence : Stand sur un marché, 3 fois"
    assert rows[0][5] == "vers : atelier participatif"
    assert rows[2][1] == "En présence : Atelier participatif (nombre : non précisé)"
    assert rows[0][3] == "à compléter"  # nobody said where


def test_ten_rows_at_most_and_the_rest_is_announced(catalog: Catalog) -> None:
    many = [{"id": f"a{i}", "method": "workshop", "phase": "ideate", "units": 1, "week": i} for i in range(1, 14)]
    made = note(catalog, plan(activities=many, bridges=[]), evaluation=NOTHING)
    assert len(table(made, "scheme").rows) == 10
    assert "3 autres actions sont décrites en annexe A." in text(section(made, "scheme"))
    assert len([block for block in section(made, "sheets").blocks if isinstance(block, Heading)]) == 13


@pytest.mark.parametrize(
    ("council", "last_day"),
    [
        (date(2026, 12, 14), date(2026, 12, 8)),  # 9, 10, 11, 12, 13 December are the five clear days
        (date(2027, 3, 1), date(2027, 2, 23)),  # 24, 25, 26, 27, 28 February
        (date(2028, 3, 2), date(2028, 2, 25)),  # 26, 27, 28, 29 February (leap year), 1 March
    ],
)
def test_five_clear_days_leave_out_the_day_of_sending_and_the_day_of_the_council(council: date, last_day: date) -> None:
    assert clear_days_before(council) == last_day


def test_the_calendar_goes_from_the_note_to_the_decision_with_report_back_and_bilan(catalog: Catalog) -> None:
    made = note(catalog)
    assert [step.id for step in made.milestones] == [
        "note", "council", "opening", "closing", "report_back", "bilan", "reply", "decision",
    ]  # fmt: skip
    assert made.milestones[0].on == date(2026, 12, 8)
    assert plain(made.milestones[0].when) == "mardi 8 décembre 2026"
    assert plain(made.milestones[2].when) == "1er février 2027"
    assert plain(made.milestones[5].when) == "à compléter, avant le 24 juin 2027"


def test_a_sending_date_gone_by_is_highlighted(catalog: Catalog) -> None:
    made = note(catalog, today=date(2026, 12, 9))
    assert made.milestones[0].when[0].mark == "hole" and "date passée" in made.milestones[0].when[0].text
    assert made.milestones[1].when[0].mark == "plain"  # the council itself is still to come


def test_means_add_up_by_strand_and_an_exceeded_ceiling_is_shown(catalog: Catalog) -> None:
    rows = [[plain(cell) for cell in row] for row in table(note(catalog), "means").rows]
    assert rows == [
        ["En présence", "3 240 €", "19,5"],  # three actions of 1,080 € and 6.5 days
        ["En ligne", "1 080 €", "6,5"],
        ["Papier et téléphone", "sans objet", "sans objet"],
        ["Lecture des contributions et réponse", "sans objet", "6,5"],
        ["Total", "4 320 €", "31,5"],
        ["Plafonds annoncés", "4 000 € (dépassé)", "40"],
    ]
    assert "sans dépense nouvelle : Bourg Infos." in text(section(note(catalog), "means"))


def test_commitments_say_what_is_promised_and_leave_the_rest_open(catalog: Catalog) -> None:
    said = text(section(note(catalog), "commitments"))
    assert "publiée au plus tard le 31 mai 2027. Responsable : Directrice de l’urbanisme." in said
    assert "la même question est posée partout ; poids égal du papier et de l’oral : à compléter." in said


def test_three_risks_and_the_two_plain_options_set_aside(catalog: Catalog) -> None:
    (bullets,) = section(note(catalog), "risks").blocks
    assert isinstance(bullets, Bullets)
    labels = [plain(item[:1]) for item in bullets.items]
    assert labels[0] == "Risque (plateforme de participation) : "  # the action that brings most people
    assert [label.split(" ")[0] for label in labels] == ["Risque"] * 3 + ["Option"] * 2
    assert "Parmi « Plus de 70 ans », 460 à 740 personnes ne pourraient pas participer seules." in plain(bullets.items[3])


def test_a_blocking_legal_duty_is_the_first_risk(catalog: Catalog) -> None:
    made = note(catalog, findings=[finding("x", kind="legal", severity="error")])
    (bullets,) = section(made, "risks").blocks
    assert isinstance(bullets, Bullets) and "obligations légales" in plain(bullets.items[0])


def test_four_indicators_are_proposed_when_none_was_chosen_and_kept_when_some_were(catalog: Catalog) -> None:
    proposed = text(section(note(catalog), "evaluation"))
    assert proposed.startswith("Indicateurs proposés, à valider : ") and proposed.count(" ; ") == 3
    chosen = note(catalog, plan(commitments={"indicators": ["affluence", "profil"]}))
    assert text(section(chosen, "evaluation")) == "Indicateurs retenus : affluence ; profil."


def test_fewer_than_one_person_is_not_written_as_nobody(catalog: Catalog) -> None:
    few = EVALUATION.coverage[0].model_copy(update={"comes": 0.2, "comes_low": 0.1, "comes_high": 0.4})
    made = note(catalog, evaluation=EVALUATION.model_copy(update={"coverage": (few,)}))
    assert plain(table(made, "publics").rows[0][2]) == "moins de 1"


def test_what_is_already_in_hand_or_named_fills_the_place(catalog: Catalog) -> None:
    owned = plan(brief={"already_have": [{"what": "platform", "name": "Bourg Participe"}]})
    assert plain(table(note(catalog, owned), "scheme").rows[1][3]) == "Bourg Participe"
    named = plan(commitments={"official_place": "bourg.example/place"})
    assert plain(table(note(catalog, named), "scheme").rows[1][3]) == "bourg.example/place"


# -- annexes ------------------------------------------------------------------------------------------------


def test_the_margin_of_the_calculation_is_in_the_method_and_nowhere_else(catalog: Catalog) -> None:
    made = note(catalog)
    said = text(section(made, "method"))
    assert "atteint 50 % des cibles" in said and "ne dépasserait 55 % : l’écart au plafond est de 9,1 %" in said
    assert "46 % de la dépense et 25 % de la participation" in said
    assert not any("plafond est de" in text(part) for part in made.body)


def test_middle_values_are_in_the_annex_only_and_a_little_is_not_nothing(catalog: Catalog) -> None:
    made = note(catalog)
    elders = [plain(cell) for cell in table(made, "method").rows[0]]
    assert elders == [ELDERS, "2 000", "2 000", "90", "60 à 130", "400", "moins de 1"]
    assert not any(span.text == "512" for part in made.body for span in spans(part))


def test_five_findings_come_first_one_a_principle_and_the_rest_is_counted(catalog: Catalog) -> None:
    findings = [
        finding("duty", kind="legal", severity="error"),
        finding("duty", kind="legal", severity="error"),
        *(finding(f"s{i}", kind="sincerity") for i in range(3)),
        *(finding(f"u{i}", verdict="unknown") for i in range(4)),
        finding("fine", verdict="met"),
        finding("left", kind="practice", set_aside="trop cher"),
    ]
    made = note(catalog, findings=findings)
    rows = [[plain(cell) for cell in row] for row in table(made, "gaps").rows]
    assert rows[0] == ["Règle duty.", "obligation légale, à corriger avant de lancer", "Remède duty."]
    assert [row[0] for row in rows] == ["Règle duty.", "Règle s0.", "Règle s1.", "Règle s2.", "Règle u0."]
    assert rows[4][1] == "bonne pratique, information manquante"
    assert "Autres points à examiner : bonne pratique (3). Points respectés : 1." in text(section(made, "gaps"))
    few = text(section(note(catalog, findings=findings[-2:]), "gaps"))
    assert "Points respectés : 1." in few and "Autres points" not in few


def test_a_principle_set_aside_is_listed_with_its_reason(catalog: Catalog) -> None:
    principle = next(iter(catalog.principles.values()))
    made = note(catalog, plan(set_aside=[{"principle": principle.id, "reason": "pas de moyens"}]))
    assert plain(table(made, "gaps").rows[0][0]) == plain([Span(text=principle.statement("fr"))])
    assert plain(table(made, "gaps").rows[0][1]) == "pas de moyens"


def test_the_deliberation_binds_to_the_minimum_and_keeps_the_working_plan_out(catalog: Catalog) -> None:
    said = text(section(note(catalog), "deliberation"))
    assert "au moins un temps d’échange en présence" in said and "une page en ligne" in said
    assert "sans internet, par écrit ou par téléphone" not in said  # no such action is planned: it is not promised
    assert "du 1er février 2027 au 29 mars 2027" in said
    names = [catalog.methods[str(activity["method"])].name("fr") for activity in ACTIVITIES]
    assert not [word for word in (*names, "€", "jours-agent", "participants", "3 fois") if word.lower() in said.lower()]


def test_every_action_has_its_sheet_with_access_said_or_shown_as_unknown(catalog: Catalog) -> None:
    said = text(section(note(catalog), "sheets"))
    assert "vers « atelier participatif » : les fiches sont affichées à l’atelier" in said
    assert "1 080 € TTC, 6,5 jours-agent, plus 1 pour lire les contributions" in said
    assert "garde d’enfants : non précisé" in said


# -- whatever is missing ----------------------------------------------------------------------------------------


def test_a_plan_that_says_only_its_subject_still_gives_a_note_full_of_holes(catalog: Catalog) -> None:
    made = note(catalog, Plan.model_validate({"brief": {"subject": "Place"}}), evaluation=NOTHING, states={})
    said = everything(made)
    assert len([span for part in made.body for span in spans(part) if span.mark == "hole"]) > 20
    assert "0 €" not in said.replace("\u00a0", " ") and "0 jours" not in said
    assert "Ce dispositif n’a pas été calculé" in plain(spans(section(made, "method")))
    assert len(made.milestones) == 8 and all(step.on is None for step in made.milestones)


def test_weeks_stand_in_for_days_when_the_start_is_not_known(catalog: Catalog) -> None:
    undated = tuple(row.model_copy(update={"starts_on": None, "ends_on": None}) for row in EVALUATION.lines)
    made = note(catalog, evaluation=EVALUATION.model_copy(update={"lines": undated}))
    assert plain(table(made, "scheme").rows[0][0]) == "semaines 4 à 5"
    assert plain(made.milestones[2].when) == "semaine 4 du dispositif"


@pytest.mark.parametrize("bare", [False, True])
def test_the_french_note_holds_no_english_word_and_no_program_word(catalog: Catalog, bare: bool) -> None:
    given = Plan.model_validate({"brief": {"subject": "Place"}}) if bare else plan()
    made = note(catalog, given, evaluation=NOTHING if bare else EVALUATION, findings=[finding("x"), finding("y", verdict="unknown")])
    stray = r"\b(None|null|nan|True|False|the|of|and|with|people|week|weeks|would|unknown|shortlist|digital|remote|in_person|all methods)\b"
    assert re.findall(stray, everything(made, but=("sources",))) == []


def test_the_english_note_holds_no_french_interface_word(catalog: Catalog) -> None:
    said = everything(note(catalog, Plan.model_validate({"brief": {"subject": "Square"}}), "en", evaluation=NOTHING))
    assert re.findall(r"\b(le|la|les|des|une|à|est|sont|du|par|pour|au)\b", said) == []
    assert "to be completed" in said


def test_every_sentence_has_the_same_blanks_in_both_languages() -> None:
    def texts(value: object) -> list[Text]:
        if isinstance(value, Text):
            return [value]
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
        return [found for item in inner for found in texts(item)]

    def blanks(template: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(template) if name}

    sentences = [text_ for name, value in vars(wording).items() if name.isupper() for text_ in texts(value)]
    assert len(sentences) > 200
    assert [sentence.en for sentence in sentences if blanks(sentence.fr) != blanks(sentence.en)] == []


def test_hostile_words_keep_their_letters_and_lose_what_files_forbid(catalog: Catalog) -> None:
    name = "Léa <b>&amp;</b> 🎪 سوق {n} " + "x" * 200
    given = plan(
        brief={"subject": "Place\x00\x0b\u202e du\nmarché", "audiences": [{"name": name, "people": 10}]}, activities=[], bridges=[]
    )
    made = note(catalog, given, evaluation=NOTHING)
    assert made.title.endswith("Place du marché")
    assert plain(table(made, "publics").rows[0][0]) == name
    assert printable("a\ud800b\uffffc\x7f") == "abc"


def test_a_name_inside_a_sentence_loses_its_capital_and_an_acronym_keeps_it() -> None:
    assert lower("Atelier") == "atelier"
    assert lower("SMS et appels") == "SMS et appels"


def test_the_whole_report_goes_through_json_unchanged(catalog: Catalog) -> None:
    made = note(catalog)
    assert Report.model_validate_json(made.model_dump_json()) == made


def test_a_plan_of_the_catalogue_becomes_a_note_with_the_numbers_of_its_own_evaluation(catalog: Catalog) -> None:
    from planner.evaluate import evaluate

    given = plan()
    asked = section(report(drafted(given, catalog, "fr", TODAY)), "ask")
    numbers = evaluate(given, catalog)
    assert values(asked) == [numbers.cost, numbers.staff_days]


# -- charts ------------------------------------------------------------------------------------------------


def test_the_calendar_is_drawn_before_the_sheets_and_its_table_numbers_them_alike(catalog: Catalog) -> None:
    made = note(catalog)
    drawn = chart(made, "sheets")
    assert isinstance(section(made, "sheets").blocks[0], Chart)
    assert isinstance(drawn.series, Timeline)
    assert {bar.id: (bar.first, bar.last, bar.strand) for bar in drawn.series.bars} == {
        "stand": (4, 5, "in_person"), "site": (8, 11, "digital"), "atelier": (9, 9, "in_person"), "retour": (16, 16, "in_person"),
    }  # fmt: skip
    rows = [[plain(cell) for cell in row] for row in drawn.table.rows]
    assert rows[0] == ["1. Stand sur un marché", "En présence", "du 1er au 15 février 2027", "atelier participatif"]
    assert [row[3] for row in rows[1:]] == ["aucune"] * 3
    headings = [plain(block.words) for block in section(made, "sheets").blocks if isinstance(block, Heading)]
    assert all(heading.startswith(row[0]) for heading, row in zip(headings, rows, strict=True))


def test_what_the_calendar_shows_is_said_in_words(catalog: Catalog) -> None:
    # Week 4 of a plan that starts on Monday 11 January 2027 is the week of 1 February; week 16 ends on Sunday 2 May.
    said = plain([Span(text=chart(note(catalog), "sheets").alt)])
    assert said == (
        "Calendrier en bandes, une par canal (en présence, en ligne). Début : 1er février 2027. Fin : 2 mai 2027. "
        "Dates à tenir : ouverture (1er février 2027) ; clôture (29 mars 2027) ; réponse (31 mai 2027). "
        "Les flèches sont les passerelles. Le tableau donne les mêmes dates."
    )


def test_the_picture_of_the_publics_has_the_counts_of_its_table_which_stands_once(catalog: Catalog) -> None:
    made = note(catalog)
    drawn = chart(made, "method")
    assert isinstance(drawn.series, Reach)
    assert [(row.name, row.people, row.low, row.value, row.high, row.whole) for row in drawn.series.publics] == [
        (ELDERS, 2000, 62, 90, 131, False), (PARENTS, 1500, 78, 110, 160, False), ("Tout le territoire", 15700, 381, 512, 722, True),
    ]  # fmt: skip
    assert [row[2][0].value for row in drawn.table.rows] == [row.can for row in drawn.series.publics]
    captions = [block.caption for block in blocks(section(made, "method")) if isinstance(block, Table)]
    assert len(captions) == len(set(captions)) == 2  # the counts, the distance from digital
    assert "15 600 personnes sur 15 700 peuvent participer, 380 à 720 participeraient" in plain([Span(text=drawn.alt)])


def test_a_plan_without_activities_has_nothing_to_draw(catalog: Catalog) -> None:
    made = note(catalog, plan(activities=[], bridges=[]), evaluation=NOTHING)
    assert not [block for part in made.annexes for block in part.blocks if isinstance(block, Chart)]


def test_the_annexes_are_listed_at_their_head_and_the_two_pages_are_not(catalog: Catalog) -> None:
    made = note(catalog)
    assert made.annexes_listed and not made.contents


@pytest.mark.parametrize("name", ["Ville de 18 000 habitants", "Bourg"])
def test_the_inhabitants_are_said_once_even_when_the_name_of_the_place_says_them(catalog: Catalog, name: str) -> None:
    given = Plan.model_validate({"brief": {"subject": "Le pont", "territory": {"name": name, "people": 18_000}}})
    made = report(drafted(given, catalog, "fr", TODAY))
    project = next(part for part in made.body if part.id == "project")
    assert re.sub(r"\s", " ", text(project)).count("18 000 habitants") == 1
