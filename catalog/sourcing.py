"""A comparison on paper: the two-page sourcing note, and the workbook that carries facts, weights, scores, stability and sources.

The requirements grid of the tender is a workbook of its own: it holds neither brand nor ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalog import verdict
from catalog.compare import DRAWS, TOP_WEIGHT, Comparison, Wishes
from catalog.facts import Text
from catalog.load import Catalog
from catalog.paper import cells, docx
from catalog.paper.elements import Bullets, Note, Paper, Paragraph, Section, Span, Table, Words
from catalog.scoring import Score
from catalog.tender import LEVELS, grid
from catalog.words import LANGUAGES, Lang, country_name, day, language_name, number, percent

T = {
    "title": Text(fr="Comparaison d’outils de participation", en="Comparison of participation tools"),
    "subtitle": Text(
        fr="Note de sourcing établie le {today} à partir de faits publiés. Document interne : il ne se joint pas au marché.",
        en="Sourcing note of {today}, from published facts. Internal document: not to be attached to the tender.",
    ),
    "ranks": Text(fr="Rangs et stabilité", en="Ranks and stability"),
    "ranks_caption": Text(fr="Part des tirages où chaque outil reste en tête", en="Share of the draws in which each tool stays first"),
    "tool": Text(fr="Outil", en="Tool"),
    "first": Text(fr="En tête", en="First"),
    "range": Text(fr="Rangs possibles", en="Possible ranks"),
    "value": Text(fr="Valeur (0 à 1)", en="Value (0 to 1)"),
    "conditions": Text(fr="Conditions", en="Conditions"),
    "met": Text(fr="remplies", en="met"),
    "to_check": Text(fr="à vérifier : {names}", en="to check: {names}"),
    "failed": Text(fr="non remplies : {names}", en="not met: {names}"),
    "out": Text(fr="écarté", en="set aside"),
    "flips": Text(fr="Ce qui changerait la première place", en="What would change the first place"),
    "no_flip": Text(
        fr="Aucun changement d’un seul poids ne change la première place.", en="No change of a single weight changes the first place."
    ),
    "settling": Text(fr="Faits à demander d’abord", en="Facts to ask for first"),
    "no_settling": Text(
        fr="Aucune réponse, seule, ne rendrait la première place plus sûre.", en="No single answer would make the first place surer."
    ),
    "dominated": Text(fr="Outils dépassés partout", en="Tools surpassed everywhere"),
    "facts": Text(fr="Faits", en="Facts"),
    "facts_caption": Text(
        fr="Ce qui a été lu de chaque outil, année et réserves entre parenthèses",
        en="What was read of each tool, year and reservations in brackets",
    ),
    "criterion": Text(fr="Critère", en="Criterion"),
    "weight": Text(fr="Poids", en="Weight"),
    "must": Text(fr="Condition", en="Must-have"),
    "yes": Text(fr="oui", en="yes"),
    "reading": Text(fr="Lecture", en="How it is read"),
    "unknown": Text(fr="non connu", en="not known"),
    "doubt": Text(fr="à confirmer", en="to be confirmed"),
    "old": Text(fr="ancien", en="old"),
    "known_uses": Text(fr="{n} usages publiés", en="{n} published uses"),
    "one_use": Text(fr="1 usage publié", en="1 published use"),
    "method": Text(fr="Méthode", en="Method"),
    "summary": Text(fr="Synthèse", en="Summary"),
    "weights": Text(fr="Poids", en="Weights"),
    "scores": Text(fr="Notes", en="Scores"),
    "low": Text(fr="{name}, au moins", en="{name}, at least"),
    "high": Text(fr="{name}, au plus", en="{name}, at most"),
    "mean": Text(fr="Moyenne pondérée", en="Weighted mean"),
    "stability": Text(fr="Stabilité", en="Stability"),
    "rank": Text(fr="Rang {n}", en="Rank {n}"),
    "sources": Text(fr="Sources", en="Sources"),
    "source_head": Text(fr="Titre|Éditeur|Année|Adresse|Ouverte le", en="Title|Publisher|Year|Address|Opened on"),
    "carried": Text(fr="reprise, non rouverte", en="carried over, not reopened"),
    "letters": Text(fr="Courriels", en="E-mails"),
    "grid": Text(fr="Exigences", en="Requirements"),
    "grid_head": Text(
        fr="N°|Thème|Besoin|Niveau|Preuve demandée|Scénario de démonstration|Points|Clause",
        en="No.|Theme|Need|Level|Proof asked|Demonstration scenario|Points|Clause",
    ),
    "grid_note": Text(
        fr="Points et niveaux sont une proposition : adaptez-les, et relisez chaque clause avec vos services juridiques.",
        en="Points and levels are a proposal: adapt them, and review each clause with your legal department.",
    ),
}  # fmt: skip
NOTE_TOOLS = 5  # side by side in the note: more would not be read


def found(catalog: Catalog, comparison: Comparison, tool: str, criterion: str, lang: Lang) -> str:
    """What is known of a tool on a criterion, in words, with its year and its doubts."""
    score, scale = comparison.scores[tool, criterion], catalog.scales[criterion]
    if not score.values or (scale.field == "offline" and score.low == 0):
        return T["unknown"](lang)
    marks = [str(score.year)] if score.year else []
    marks += [T["doubt"](lang)] if score.confidence == "memory" else [T["old"](lang)] if score.old else []
    said = _said(catalog, scale.field, score, lang)
    return f"{said} ({', '.join(marks)})" if marks else said


def _said(catalog: Catalog, field: str, score: Score, lang: Lang) -> str:
    if field == "deployments":
        return T["one_use"](lang) if score.values == ("1",) else T["known_uses"](lang).format(n=score.values[0])
    if field == "uses":
        return ", ".join(catalog.uses[use].name(lang) for use in score.values)
    if field == "languages":
        return ", ".join(language_name(value, lang) for value in score.values)
    if field == "hosted_in":
        return ", ".join(
            catalog.labels["hosting"]["self"](lang) if value == "self" else country_name(value, lang) for value in score.values
        )
    return ", ".join(catalog.labels[field][value](lang) for value in score.values)


def as_json(catalog: Catalog, comparison: Comparison) -> dict[str, Any]:
    """The comparison for a program: shares are fractions 0 to 1, words in both languages."""
    ranking = comparison.ranking
    return {
        "sentence": {lang: verdict.verdict(catalog, comparison, lang) for lang in LANGUAGES},
        "weights": dict(comparison.weights),
        "must": list(comparison.wishes.must),
        "needs": list(comparison.wishes.needs),
        "ranks": [
            {"id": each.tool, "name": catalog.tools[each.tool].name, "first": each.first, "shares": list(each.shares), "best": each.best,
             "worst": each.worst, "value_low": each.value_low, "value_high": each.value_high, "dominated_by": list(each.dominated_by),
             "to_check": list(comparison.pending.get(each.tool, ()))}
            for each in ranking.ranks
        ],
        "excluded": [{"id": tool, "fails": list(why)} for tool, why in comparison.excluded.items()],
        "flips": [asdict(each) for each in ranking.flips],
        "asking": [{**asdict(each), "question": catalog.scales[each.criterion].question.model_dump()} for each in ranking.asking],
        "facts": [
            {"tool": tool, "criterion": criterion, "low": score.low, "high": score.high, "values": list(score.values), "year": score.year,
             "old": score.old, "confidence": score.confidence, "sources": list(score.sources)}
            for (tool, criterion), score in comparison.scores.items()
        ],
        "draws": DRAWS,
        "data": catalog.version,
    }  # fmt: skip


# -- the note ---------------------------------------------------------------------------------------------


def write_note(catalog: Catalog, comparison: Comparison, path: Path, lang: Lang, today: date) -> None:
    """The sourcing note as a Word file of two pages.

    Raises:
        OSError: the file cannot be written.
    """
    docx.write(note(catalog, comparison, lang, today), path)


def note(catalog: Catalog, comparison: Comparison, lang: Lang, today: date) -> Paper:
    """The sourcing note: what the facts allow one to say, how firm it is, what would change it, the facts themselves."""
    parts = [
        Section(id="verdict", title=None, blocks=(Note(words=_plain(verdict.verdict(catalog, comparison, lang))),)),
        Section(
            id="ranks", title=T["ranks"](lang), blocks=(_ranks(catalog, comparison, lang), Paragraph(words=_plain(verdict.METHOD(lang))))
        ),
        _bullets("flips", T["flips"](lang), verdict.flips(catalog, comparison, lang)[:4] or [T["no_flip"](lang)]),
        _bullets("settling", T["settling"](lang), verdict.settling(catalog, comparison, lang) or [T["no_settling"](lang)]),
    ]
    if surpassed := verdict.dominated(catalog, comparison, lang):
        parts.append(_bullets("dominated", T["dominated"](lang), surpassed[:4]))
    parts.append(Section(id="facts", title=T["facts"](lang), blocks=(_facts(catalog, comparison, lang),)))
    return Paper(
        lang=lang, title=T["title"](lang), subtitle=T["subtitle"](lang).format(today=day(today, lang)), body=tuple(parts), today=today
    )


def _plain(text: str) -> Words:
    return (Span(text=text),)


def _bullets(id: str, title: str, items: Iterable[str]) -> Section:
    return Section(id=id, title=title, blocks=(Bullets(items=tuple(_plain(item) for item in items)),))


def _ranks(catalog: Catalog, comparison: Comparison, lang: Lang) -> Table:
    header = tuple(T[name](lang) for name in ("tool", "first", "range", "value", "conditions"))
    rows = tuple(tuple(_plain(cell) for cell in row) for row in rank_rows(catalog, comparison, lang))
    return Table(caption=T["ranks_caption"](lang), header=header, rows=rows, widths=(0.26, 0.12, 0.16, 0.16, 0.3))


def rank_rows(catalog: Catalog, comparison: Comparison, lang: Lang) -> list[tuple[str, ...]]:
    """One row a tool: name, how often first, ranks that the open facts allow, value, conditions."""
    rows: list[tuple[str, ...]] = []
    to = "à" if lang == "fr" else "to"
    for each in comparison.ranking.ranks:
        ranks = str(each.best) if each.best == each.worst else f"{each.best} {to} {each.worst}"
        value = f"{number(each.value_low, lang, 2)} {to} {number(each.value_high, lang, 2)}"
        waiting = comparison.pending.get(each.tool, ())
        condition = (
            T["to_check"](lang).format(names=_labels(catalog, waiting, lang))
            if waiting
            else T["met"](lang)
            if comparison.wishes.must
            else "–"
        )
        rows.append((catalog.tools[each.tool].name, percent(each.first, lang), ranks, value, condition))
    for tool, why in comparison.excluded.items():
        rows.append((catalog.tools[tool].name, T["out"](lang), "–", "–", T["failed"](lang).format(names=_labels(catalog, why, lang))))
    return rows


def _labels(catalog: Catalog, criteria: Iterable[str], lang: Lang) -> str:
    return ", ".join(catalog.scales[id].label(lang) for id in criteria)


def _shown(comparison: Comparison) -> list[str]:
    """Criteria that count, or are conditions."""
    return [id for id, weight in comparison.weights.items() if weight or id in comparison.wishes.must]


def _facts(catalog: Catalog, comparison: Comparison, lang: Lang) -> Table:
    tools = [each.tool for each in comparison.ranking.ranks][:NOTE_TOOLS] or list(comparison.tools[:NOTE_TOOLS])
    rows = tuple(
        tuple(_plain(cell) for cell in (
            catalog.scales[id].label(lang), str(comparison.weights[id]), *(found(catalog, comparison, tool, id, lang) for tool in tools),
        ))
        for id in _shown(comparison)
    )  # fmt: skip
    width = 0.72 / max(1, len(tools))
    names = (catalog.tools[tool].name for tool in tools)
    return Table(
        caption=T["facts_caption"](lang),
        header=(T["criterion"](lang), T["weight"](lang), *names),
        rows=rows,
        widths=(0.2, 0.08, *([width] * len(tools))),
    )


# -- workbooks ---------------------------------------------------------------------------------------------


def write_workbook(catalog: Catalog, comparison: Comparison, path: Path, lang: Lang, today: date) -> None:
    """The whole comparison as a workbook whose weighted means follow the weights typed in it.

    Raises:
        OSError: the file cannot be written.
    """
    book = _book()
    _summary(book, catalog, comparison, lang, today)
    names = [catalog.tools[tool].name for tool in comparison.tools]
    criteria = list(comparison.weights)
    facts = [
        [catalog.scales[id].label(lang), *(found(catalog, comparison, tool, id, lang) for tool in comparison.tools)] for id in criteria
    ]
    _sheet(book, T["facts"](lang), [T["criterion"](lang), *names], facts, [28, *[26] * len(names)])
    weights = [
        [catalog.scales[id].label(lang), comparison.weights[id], T["yes"](lang) if id in comparison.wishes.must else "",
         catalog.scales[id].reading(lang)]
        for id in criteria
    ]  # fmt: skip
    sheet = _sheet(
        book, T["weights"](lang), [T[name](lang) for name in ("criterion", "weight", "must", "reading")], weights, [28, 8, 12, 80]
    )
    whole = DataValidation(type="whole", operator="between", formula1="0", formula2=str(TOP_WEIGHT))
    sheet.add_data_validation(whole)
    whole.add(f"B2:B{len(criteria) + 1}")
    _scores(book, catalog, comparison, lang, criteria)
    stability = [[catalog.tools[each.tool].name, *each.shares, each.best, each.worst] for each in comparison.ranking.ranks]
    heads = [T["rank"](lang).format(n=place) for place in range(1, len(comparison.ranking.ranks) + 1)]
    best = T["range"](lang)
    sheet = _sheet(
        book, T["stability"](lang), [T["tool"](lang), *heads, f"{best} (min)", f"{best} (max)"], stability, [28, *[9] * len(heads), 12, 12]
    )
    for row in sheet.iter_rows(min_row=2, min_col=2, max_col=1 + len(heads)):
        for cell in row:
            cell.number_format = "0%"
    _sources(book, catalog, comparison, lang)
    letters = [[catalog.tools[tool].name, verdict.letter(catalog, comparison, tool, lang)] for tool in comparison.tools]
    _sheet(book, T["letters"](lang), [T["tool"](lang), T["letters"](lang)], letters, [28, 100])
    book.save(path)


def write_grid(catalog: Catalog, wishes: Wishes, path: Path, lang: Lang) -> None:
    """The requirements grid of a tender as a workbook.

    Raises:
        OSError: the file cannot be written.
    """
    book = _book()
    rows = [
        [line.number, line.theme(lang), line.words(lang), LEVELS[line.level](lang), line.need.proof(lang), line.need.scenario(lang),
         line.need.points, line.need.clause(lang)]
        for line in grid(catalog, wishes)
    ]  # fmt: skip
    sheet = _sheet(book, T["grid"](lang), T["grid_head"](lang).split("|"), rows, [6, 22, 46, 13, 34, 42, 8, 40])
    sheet.append([])
    sheet.append(["", "", T["grid_note"](lang)])
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(path)


def _summary(book: Any, catalog: Catalog, comparison: Comparison, lang: Lang, today: date) -> None:
    rows: list[Sequence[Any]] = [[T["subtitle"](lang).format(today=day(today, lang))], [verdict.verdict(catalog, comparison, lang)], []]
    rows.append([T[name](lang) for name in ("tool", "first", "range", "value", "conditions")])
    head = len(rows) + 1
    rows += rank_rows(catalog, comparison, lang)
    for name, lines in (("flips", verdict.flips), ("settling", verdict.settling), ("dominated", verdict.dominated)):
        if said := lines(catalog, comparison, lang):
            rows += [[], [T[name](lang)], *([line] for line in said)]
    rows += [[], [T["method"](lang)], [verdict.METHOD(lang)]]
    sheet = _sheet(book, T["summary"](lang), [T["title"](lang)], rows, [32, 12, 18, 18, 44], wrap=False)
    for cell in sheet[head]:
        cell.font = Font(bold=True)


def _scores(book: Any, catalog: Catalog, comparison: Comparison, lang: Lang, criteria: Sequence[str]) -> None:
    """Both ends of each worth, and the weighted means as formulas on the sheet of weights."""
    header = [T["criterion"](lang)]
    for tool in comparison.tools:
        name = catalog.tools[tool].name
        header += [T["low"](lang).format(name=name), T["high"](lang).format(name=name)]
    rows: list[list[Any]] = []
    for id in criteria:
        ends = [(comparison.scores[tool, id].low, comparison.scores[tool, id].high) for tool in comparison.tools]
        rows.append([catalog.scales[id].label(lang), *(end for pair in ends for end in pair)])
    sheet = _sheet(book, T["scores"](lang), header, rows, [28, *[14] * (len(header) - 1)])
    last = len(rows) + 1
    weights = f"'{T['weights'](lang)}'!$B$2:$B${last}"
    sheet.append([T["mean"](lang)])
    for column in range(2, len(header) + 1):
        letter = get_column_letter(column)
        cell = sheet.cell(
            row=last + 1, column=column, value=f"=IF(SUM({weights})=0,0,SUMPRODUCT({weights},{letter}2:{letter}{last})/SUM({weights}))"
        )
        cell.number_format = "0.00"
    for cell in sheet[last + 1]:
        cell.font = Font(bold=True)


def _sources(book: Any, catalog: Catalog, comparison: Comparison, lang: Lang) -> None:
    keys = dict.fromkeys(source for score in comparison.scores.values() for source in score.sources)
    rows = []
    for key in keys:
        source = catalog.sources[key]
        opened = source.read_on.isoformat() if source.read_on else T["carried"](lang)
        rows.append([source.title, source.publisher, source.year, source.url, opened])
    _sheet(book, T["sources"](lang), T["source_head"](lang).split("|"), rows, [60, 28, 8, 70, 22])


def _book() -> Any:
    book: Any = Workbook()
    book.remove(book.active)  # it comes with an empty sheet
    return book


def _sheet(book: Any, title: str, header: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float], wrap: bool = True) -> Any:
    """A sheet with a header that stays in view; what comes from data is never taken for a formula."""
    sheet = book.create_sheet(title)
    for place, row in enumerate((header, *rows), start=1):
        for column, value in enumerate(row, start=1):
            cells.put(sheet.cell(row=place, column=column), value)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="E4E9EE")
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if wrap:
        for row in sheet.iter_rows():
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    return sheet
