"""Short ways to a kit for the tests: a worked solution laid by hand, so that nothing is calculated."""

from __future__ import annotations

from datetime import date

from catalog.load import load
from catalog.words import Lang
from planner.evaluate import evaluate
from planner.plan import Activity, Bridge, Plan
from planner.reach import Situation
from planner.workshop.codes import on_canvas, write_canvas
from planner.workshop.kit import Kit, kit
from planner.workshop.scenario import Scenario, brief_after, draft_of, finished, offered, scenario
from planner.workshop.solution import Reason, Solution, Step

CATALOG = load()
DAY = date(2027, 1, 4)


def laid(case: Scenario, rounds: int, lang: Lang) -> Plan:
    """The first two formats still on the table, the second feeding the first."""
    brief = brief_after(case, rounds, lang)
    first, second = offered(case, rounds)[:2]
    activities = tuple(
        Activity(id=f"a{i}", method=id, phase=CATALOG.methods[id].phases[0], units=2, week=3, audiences=(brief.audiences[0].name,))
        for i, id in enumerate((first, second))
    )
    card = next(iter(CATALOG.deck.B.values()))
    bridges = (Bridge(from_="a1", to="a0", how=card.how(lang)),)
    return on_canvas(Plan(brief=brief, activities=activities, bridges=bridges), CATALOG)


def given(case: Scenario, lang: Lang) -> Solution:
    """A solution as if it had been calculated."""
    steps = []
    for i, turn in enumerate(case.rounds, start=1):
        plan = laid(case, i, lang)
        numbers = evaluate(plan, CATALOG, Situation(plan.brief, CATALOG), draws=2)
        rows = tuple((row.audience, row.people, row.comes_low, row.comes, row.comes_high) for row in numbers.coverage)
        steps.append(
            Step(round=turn.id, plan=plan, cost=numbers.cost, staff_days=numbers.staff_days, weeks=numbers.weeks, coverage=rows,
                 codes=write_canvas(plan, CATALOG, lang))
        )  # fmt: skip
    reasons = tuple(Reason(activity=each.id, words="-") for each in laid(case, len(case.rounds), lang).activities)
    return Solution(answer=case.answer, lang=lang, steps=tuple(steps), reasons=reasons)


def kit_of(id: str, lang: Lang = "fr", tables: int = 6, duration: int = 120) -> Kit:
    case = scenario(CATALOG, id)
    return kit(case, CATALOG, lang, given(case, lang), today=DAY, tables=tables, duration=duration)


ODD = "<b>Ahmed & Zoé</b> 🚲🎉 «…» مرحبا بالعالم שלום *gras* #titre $x$ "  # markup, an emoji, words read from right to left


def odd(characters: int) -> str:
    return (ODD * characters)[:characters].strip()


def longest() -> Scenario:
    """As long as a scenario may be: a title of 300 characters, eight rounds, eight publics and four that arrive, full texts."""
    draft = draft_of(scenario(CATALOG, "place-de-la-halle"), "fr")
    full = {"fr": odd(1900), "en": odd(1900)}
    line = {"fr": odd(300), "en": odd(300)}
    brief = draft["brief"]
    brief["subject"] = odd(300)
    brief["mandate"] = {
        "decision": odd(1500), "decider": odd(300), "open": [f"{i} {odd(250)}" for i in range(12)], "promises": odd(3000),
        "closed": [{"what": f"{i} {odd(280)}", "why": odd(900)} for i in range(10)],
    }  # fmt: skip
    brief["audiences"] = [{"name": f"P{i} {odd(280)}", "people": 100 + i * 1000, "where": odd(800)} for i in range(8)]
    brief["already_have"] = [{"what": "platform", "name": odd(300)}, {"what": "relays"}]
    rounds = [
        {
            "id": f"r{i}", "minutes": 15, "reveal": full, "events": ["rumour", "petition", "new_group", "bad_weather"],
            "constraints": ["budget_cut", "staff_cut", "venue_lost", "weeks_lost"], "limits": {"budget": 6000 - i * 300},
            "forbid": draft["cards"]["methods"][:3],
            "publics": [{"name": f"R{i} {odd(280)}", "people": 50, "where": odd(500)}] if i < 4 else [],
        }
        for i in range(8)
    ]  # fmt: skip
    lessons = [{"text": full, "principles": ["no_digital_only", "no_overpromise"]} for _ in range(12)]
    draft |= {"title": line, "summary": full, "subject": line, "place": line, "rounds": rounds, "aims": lessons, "traps": lessons}
    draft["debrief"] = [{"fr": f"{i} {odd(1900)}", "en": odd(1900)} for i in range(20)]
    made, faults = finished(draft, CATALOG)
    assert made is not None, faults
    return made
