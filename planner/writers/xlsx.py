"""A plan as a workbook: its actions, a budget that recomputes, whom it reaches, the findings, and every number it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo

from catalog import words
from catalog.facts import Figure, Text
from catalog.load import Catalog
from catalog.methods import EFFORT_FIELDS, PHASE_NAMES, STRANDS, Method, Strand
from catalog.paper import cells
from catalog.paper.elements import printable
from catalog.words import Lang
from planner import wording as w
from planner.audiences import ALL
from planner.checks import Finding, check, ranked
from planner.evaluate import Evaluation, Line, evaluate
from planner.explain import LABELS
from planner.plan import Activity, Plan, strand_of
from planner.reach import Situation
from planner.record import foot, made, text
from planner.work import Work
from planner.writers import xlsx_words as x

RECORD_SHEET = "maillage"  # very hidden: what made the workbook, see planner.record
LANGUAGE = {"fr": "fr-FR", "en": "en-GB"}
EUROS, PEOPLE, DAYS, TIMES = '#,##0.00\u00a0"€"', "#,##0", "#,##0.00", "0"
SHARE = {"fr": "0.0##\u00a0%", "en": "0.0##%"}
DATE = {"fr": "dd/mm/yyyy", "en": "d mmm yyyy"}
HEADER, TYPED, DEFAULT, INK = "E4E9EE", "EAF3FA", "FFF1D6", "0F0F0F"
RULE = Side(style="thin", color="B9C2CA")
FOOTER = 240  # characters: a spreadsheet takes 255 for the three parts of a foot
FONT = "Arial"
LINE, TALLEST = 12.75, 400.0  # height of a line and of the tallest row, in points


def write(
    plan: Plan,
    catalog: Catalog,
    path: Path,
    lang: Lang,
    today: date,
    kept_until: date | None = None,
    situation: Situation | None = None,
) -> None:
    """Write the workbook of a plan.

    Formulas carry the value they have on the day of writing, for what opens a workbook without computing; a spreadsheet
    computes them again as it opens.

    Raises:
        OSError: the file cannot be written.
    """
    _Book(plan, catalog, lang, today, kept_until, situation).save(path)


@dataclass(frozen=True)
class Formula:
    """A formula and the value it has in this plan."""

    said: str
    value: float | str


@dataclass(frozen=True)
class Styled:
    """A value with the way it is written: a number format, and whether somebody may type over it."""

    value: Any
    format: str | None = None
    fill: str | None = None
    bold: bool = False
    italic: bool = False
    link: str | None = None


@dataclass(frozen=True)
class _Under:
    """The rows under the table of the budget, and the cells that its formulas share."""

    last: int  # row of the last action

    @property
    def head(self) -> int:
        return self.last + 2

    @property
    def actions(self) -> int:
        return self.head + len(STRANDS) + 1

    @property
    def answering(self) -> int:
        return self.actions + 1

    @property
    def total(self) -> int:
        return self.actions + 2

    @property
    def limit(self) -> int:
        return self.actions + 3

    @property
    def left(self) -> int:
        return self.actions + 4

    @property
    def value(self) -> int:
        return self.actions + 5

    @property
    def parameters(self) -> int:
        return self.actions + 7

    @property
    def rate(self) -> str:
        return f"$F${self.parameters}"

    @property
    def share(self) -> str:
        return f"$F${self.parameters + 1}"

    @property
    def worth(self) -> str:
        return f"$F${self.parameters + 2}"


Value = Any  # str, number, date, None, Formula or Styled


@dataclass
class _Book:
    plan: Plan
    catalog: Catalog
    lang: Lang
    today: date
    kept_until: date | None
    situation: Situation | None = None
    book: Any = field(default_factory=Workbook)
    known: dict[str, dict[str, float | str]] = field(default_factory=dict)  # sheet -> cell -> value of its formula

    # -- the plan, looked up --------------------------------------------------------------------------

    @cached_property
    def at(self) -> Situation:
        return self.situation or Situation(self.plan.brief, self.catalog)

    @cached_property
    def numbers(self) -> Evaluation:
        return evaluate(self.plan, self.catalog, self.at)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(ranked(check(self.plan, self.catalog, evaluation=self.numbers, situation=self.at)))

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        return {line.activity: line for line in self.numbers.lines}

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """The activities in the order of their first week, which numbers them on every sheet."""
        return tuple(Work.of(activity, self.at) for activity in sorted(self.plan.activities, key=self._week))

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {work.activity.id: place for place, work in enumerate(self.works, start=1)}

    def _week(self, activity: Activity) -> int:
        week = self.lines[activity.id].start_week
        return 10_000 if week is None else week

    def strand(self, work: Work) -> str:
        return w.STRANDS[strand_of(work.activity, work.method)](self.lang)

    def said(self, text: Text) -> str:
        return text(self.lang)

    # -- the file -------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        record = made(self.plan, self.catalog, "workbook", self.lang, self.today, self.numbers, self.kept_until)
        self.book.remove(self.book.active)  # it comes with an empty sheet
        self._read_me(foot(record))
        self._plan()
        self._budget()
        self._coverage()
        self._findings()
        self._assumptions()
        self._sources()
        for sheet in self.book.worksheets:
            self._page(sheet, foot(record))
        hidden = self.book.create_sheet(RECORD_SHEET)
        hidden.sheet_state = "veryHidden"
        cells.keep(hidden, _plain(text(record)))
        self._properties()
        cells.save(self.book, path, self.known, self.today)

    def _properties(self) -> None:
        properties, day = self.book.properties, datetime.combine(self.today, time())
        properties.title = printable(self.said(x.TITLE).format(subject=self.plan.brief.subject))[:255]
        properties.subject, properties.creator, properties.lastModifiedBy = self.said(x.PURPOSE), "Maillage", "Maillage"
        properties.language, properties.created, properties.modified = LANGUAGE[self.lang], day, day
        self.book.calculation.fullCalcOnLoad = True
        self.book.active = 0

    def _page(self, sheet: Any, said: str) -> None:
        """A4 on its side, as wide as the page, the header on each; the versions that made it at the foot."""
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.75
        subject = printable(self.plan.brief.subject)
        sheet.oddHeader.left.text = _marks(f"{subject[:150]} – {sheet.title}")
        sheet.oddFooter.left.text = _marks(said[: FOOTER - 30])
        sheet.oddFooter.right.text = self.said(x.PAGE)
        for part in (sheet.oddHeader.left, sheet.oddFooter.left, sheet.oddFooter.right):
            part.size = 8

    # -- sheets ---------------------------------------------------------------------------------------

    def _read_me(self, said: str) -> None:
        sheet = self.book.create_sheet(self.said(x.READ_ME))
        sheet.sheet_view.showGridLines = False
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 100
        place = self.plan.brief.territory.name if self.plan.brief.territory else None
        kept = words.day(self.kept_until, self.lang) if self.kept_until else self.said(x.NOT_KEPT)
        rows: list[tuple[Value, Value]] = [
            (Styled(self.said(x.TITLE).format(subject=self.plan.brief.subject), bold=True), None),
            (self.said(x.PLACE), place or self.said(x.NOT_SAID)),
            (self.said(x.WRITTEN_ON), Styled(self.today, DATE[self.lang])),
            (self.said(x.KEPT_UNTIL), kept),
            (self.said(x.MADE_BY), said),
            (self.said(x.ON_DEFAULTS), self._on_defaults()),
            (None, None),
            (Styled(self.said(x.SHEETS), bold=True), None),
        ]
        for title, holds in x.HOLDS.items():
            name = self.said(title)
            rows.append((Styled(name, link=f"#'{name}'!A1"), self.said(holds)))
        rows += [(None, None), (Styled(self.said(x.TO_KNOW), bold=True), None)]
        rows += [(self.said(label), self.said(words_)) for label, words_ in x.KNOW]
        rows += [(None, None), (Styled(self.said(x.LOOKS), bold=True), None)]
        rows.append((Styled(self.said(x.LOOK_TYPED), fill=TYPED), self.said(x.LOOK_TYPED_SAID)))
        rows.append((Styled(self.said(x.LOOK_DEFAULT), fill=DEFAULT, italic=True), self.said(x.LOOK_DEFAULT_SAID)))
        for row, pair in enumerate(rows, start=1):
            for column, value in enumerate(pair, start=1):
                self._put(sheet, row, column, value)
        _heights(sheet)
        sheet["A1"].font = Font(name=FONT, size=14, bold=True)
        sheet["A1"].alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells("A1:B1")
        sheet.row_dimensions[1].height = 20 * (1 + len(str(sheet["A1"].value)) // 95)

    def _on_defaults(self) -> str:
        if not self.plan.activities:
            return self.said(x.UNKNOWN)
        shares = (self.numbers.defaults_cost, self.numbers.defaults_coverage)
        cost, coverage = (words.percent(share, self.lang) for share in shares)
        return self.said(x.ON_DEFAULTS_SAID).format(cost=cost, coverage=coverage)

    def _plan(self) -> None:
        rows = [self._action(work) for work in self.works]
        self._table(x.PLAN, x.PLAN_HEADER, rows, (4, 8, 8, 11, 11, 11, 24, 14, 7, 14, 24, 15, 16, 30, 11, 12), "actions")

    def _action(self, work: Work) -> list[Value]:
        activity, line = work.activity, self.lines[work.activity.id]
        units: Value = line.units if not line.assumed else Styled(line.units, fill=DEFAULT, italic=True)
        everybody = len(activity.audiences) == len(self.plan.brief.audiences) > 1
        options = (self.catalog.methods[option].name(self.lang) for option in activity.options)
        bridges = (
            self.said(x.BRIDGE).format(n=self.places[bridge.to], name=self._name(bridge.to), how=bridge.how or self.said(x.NOT_SAID))
            for bridge in self.plan.bridges
            if bridge.from_ == activity.id
        )
        return [
            self.places[activity.id], line.start_week, line.end_week,
            Styled(line.starts_on, DATE[self.lang]), Styled(line.ends_on, DATE[self.lang]),
            self.strand(work), work.method.name(self.lang), PHASE_NAMES[activity.phase](self.lang), units, work.method.unit(self.lang),
            self.said(x.EVERYBODY) if everybody else ", ".join(activity.audiences) or self.said(x.NOT_SAID),
            ", ".join(self.catalog.tools[tool].name for tool in activity.tools), ", ".join(options), "\n".join(bridges),
            Styled(words.rounded_people(line.people), PEOPLE),
            Styled(words.rounded_people(line.contributions) if work.contributes else None, PEOPLE),
        ]  # fmt: skip

    def _name(self, id: str) -> str:
        activity = next(a for a in self.plan.activities if a.id == id)
        return self.catalog.methods[activity.method].name(self.lang)

    # -- the budget -----------------------------------------------------------------------------------

    def _budget(self) -> None:
        """One row an action; what is multiplied is typed, what results is a formula; totals and parameters under the table."""
        last = 1 + max(len(self.works), 1)
        under = _Under(last)
        rows = [self._priced(work, row, under.rate) for row, work in enumerate(self.works, start=2)]
        widths = (4, 26, 11, 8, 13, 11, 11, 11, 10, 11, 12, 11, 12, 11, 13, 10, 10, 26, 26)
        sheet = self._table(x.BUDGET, x.BUDGET_HEADER, rows, widths, "budget")
        sheet.freeze_panes = "C2"
        if not self.works:
            self._put(sheet, under.head, 2, Styled(self.said(x.NO_COST), bold=True))
            return
        for row, values in self._totals(under).items():
            for column, value in values.items():
                self._put(sheet, row, column, value)
        for row, (label, value, reason) in enumerate(self._parameters(), start=under.parameters):
            self._put(sheet, row, 2, label)
            self._put(sheet, row, 6, value)
            self._put(sheet, row, 7, reason)
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=5)
            sheet.merge_cells(start_row=row, end_row=row, start_column=7, end_column=19)
        _heights(sheet)
        self._guard(sheet, last, under.parameters)
        over = CellIsRule(operator="lessThan", formula=["0"], font=Font(color="9C0006", bold=True))  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(f"O{under.left}:P{under.left}", over)

    def _priced(self, work: Work, row: int, rate: str) -> list[Value]:
        line = self.lines[work.activity.id]
        own = () if work.paid else (work.effort,)
        hired = () if work.paid and not work.buys_days else (work.effort,)
        read = line.reading_days / line.units
        values = {
            "purchases": (own, EUROS), "setup_purchases": (own, EUROS), "external_days": (hired, DAYS),
            "staff_days": ((work.effort,), DAYS), "setup_days": ((work.effort,), DAYS),
        }  # fmt: skip
        priced, ruled = {}, []
        for name, (mine, shown) in values.items():
            figures = [each[name] for each in (*mine, *work.options) if name in each]
            ruled += [LABELS[name](self.lang)] if any(figure.kind == "default" for figure in figures) else []
            priced[name] = _typed(sum(figure.value for figure in figures), shown, any(figure.kind == "default" for figure in figures))
        if work.outsourced:
            ruled.append(self.said(x.OUTSOURCED))
        if read and any(work.effort[name].kind == "default" for name in ("people", "contributions", "reading_minutes")):
            ruled.append(self.said(x.READING))
        units = _typed(line.units, TIMES, bool(line.assumed))
        return [
            self.places[line.activity], work.method.name(self.lang), self.strand(work), units, work.method.unit(self.lang),
            priced["purchases"], priced["setup_purchases"], priced["external_days"], priced["staff_days"], priced["setup_days"],
            _typed(work.outsourced, SHARE[self.lang], bool(work.outsourced)),
            _typed(read, "#,##0.000", self.said(x.READING) in ruled),
            Styled(Formula(f"=D{row}*F{row}+G{row}", line.purchases), EUROS),
            Styled(Formula(f"=D{row}*H{row}+K{row}*(D{row}*I{row}+J{row})", line.external_days), DAYS),
            Styled(Formula(f"=M{row}+N{row}*{rate}", line.cost), EUROS),
            Styled(Formula(f"=(1-K{row})*(D{row}*I{row}+J{row})", line.staff_days), DAYS),
            Styled(Formula(f"=D{row}*L{row}", line.reading_days), DAYS),
            ", ".join(ruled) or self.said(x.NONE), self._remark(work),
        ]  # fmt: skip

    def _remark(self, work: Work) -> str:
        said = []
        if self.lines[work.activity.id].assumed:
            said.append(self.said(x.ASSUMED))
        if work.paid and (asset := self.at.asset(work.method)):
            said.append(self.said(x.PAID).format(name=asset.name or self._asset(asset.what)))
        if work.activity.options:
            names = ", ".join(self.catalog.methods[option].name(self.lang) for option in work.activity.options)
            said.append(self.said(x.WITH_OPTIONS).format(names=names))
        return " ".join(said)

    def _asset(self, what: str) -> str:
        return w.ASSETS[what](self.lang)

    def _totals(self, under: _Under) -> dict[int, dict[int, Value]]:
        """The rows under the table, by row then column: a line for each strand, the totals, the limits, the value of the time."""
        numbers, limits, last, unsaid = self.numbers, self.plan.brief.limits, under.last, self.said(x.NOT_SAID)
        rows: dict[int, dict[int, Value]] = {under.head: {2: Styled(self.said(x.TOTALS), bold=True)}}
        for (column, _, _, _), head in zip(_SUMMED, (x.COST_HEAD, x.DAYS_HEAD, x.READING_HEAD), strict=True):
            rows[under.head][column] = Styled(self.said(head), bold=True)
        for row, strand in enumerate(STRANDS, start=under.head + 1):
            mine = [line for line in numbers.lines if self._strand_of(line) == strand]
            rows[row] = {2: self.said(x.SUBTOTAL), 3: w.STRANDS[strand](self.lang)}
            for column, letter, name, shown in _SUMMED:
                said = f"=SUMIF($C$2:$C${last},$C{row},{letter}$2:{letter}${last})"
                rows[row][column] = Styled(Formula(said, sum(getattr(line, name) for line in mine)), shown)
        rows[under.actions] = {2: self.said(x.ACTIONS)}
        for column, letter, name, shown in _SUMMED:
            summed = sum(getattr(line, name) for line in numbers.lines)
            rows[under.actions][column] = Styled(Formula(f"=SUM({letter}2:{letter}{last})", summed), shown)
        least = f"P{under.actions}*{under.share}/(1-{under.share})"
        answering = Formula(f"=MAX(Q{under.actions},{least})", numbers.analysis_days)
        rows[under.answering] = {2: self.said(x.ANSWERING), 16: Styled(answering, DAYS)}
        rows[under.total] = {
            2: Styled(self.said(x.TOTAL), bold=True),
            15: Styled(Formula(f"=O{under.actions}", numbers.cost), EUROS, bold=True),
            16: Styled(Formula(f"=P{under.actions}+P{under.answering}", numbers.staff_days), DAYS, bold=True),
        }
        rows[under.limit], rows[under.left] = {2: self.said(x.LIMIT)}, {2: Styled(self.said(x.LEFT), bold=True)}
        for column, letter, most, used, shown in (
            (15, "O", limits.budget, numbers.cost, EUROS), (16, "P", limits.staff_days, numbers.staff_days, DAYS),
        ):  # fmt: skip
            rest = f"{letter}{under.limit}-{letter}{under.total}"
            said = f'=IF(ISNUMBER({letter}{under.limit}),{rest},"{unsaid}")'
            rows[under.limit][column] = unsaid if most is None else _typed(most, shown)
            rows[under.left][column] = Styled(Formula(said, unsaid if most is None else most - used), shown, bold=True)
        worth = Formula(f"=P{under.total}*{under.worth}", numbers.staff_value)
        rows[under.value] = {2: self.said(x.WORTH), 15: Styled(worth, EUROS)}
        return rows

    def _strand_of(self, line: Line) -> Strand:
        activity = next(a for a in self.plan.activities if a.id == line.activity)
        return strand_of(activity, self.catalog.methods[activity.method])

    def _parameters(self) -> Iterator[tuple[Value, Value, Value]]:
        """What the formulas share: the rate of an external day, the part kept to read and answer, the value of an agent-day."""
        for name, shown in (("day_rate", EUROS), ("analysis_share", SHARE[self.lang]), ("staff_day_value", EUROS)):
            parameter = self.catalog.model[name]
            own = getattr(self.plan.brief.assumptions, name, None) is not None
            default = not own and parameter.figure.kind == "default"
            kind = x.KINDS["entered" if own else parameter.figure.kind](self.lang)
            yield parameter.label(self.lang), _typed(self.at.default(name), shown, default), f"{kind} – {parameter.reason(self.lang)}"

    def _guard(self, sheet: Any, last: int, parameters: int) -> None:
        """What may be typed where: whole units, amounts that are not negative, shares."""
        kinds: tuple[tuple[Literal["whole", "decimal"], str, str, tuple[str, ...]], ...] = (
            ("whole", "1", "10000", (f"D2:D{last}",)),
            ("decimal", "0", "1000000000", (f"F2:J{last}", f"L2:L{last}", f"F{parameters}", f"F{parameters + 2}")),
            ("decimal", "0", "1", (f"K2:K{last}",)),
            ("decimal", "0", "0.95", (f"F{parameters + 1}",)),
        )
        for kind, low, high, places in kinds:
            rule = DataValidation(type=kind, operator="between", formula1=low, formula2=high, allow_blank=False, showErrorMessage=True)
            rule.errorTitle, rule.error = self.said(x.TYPE_NUMBER), self.said(x.TYPE_BETWEEN).format(low=low, high=high)
            sheet.add_data_validation(rule)
            for place in places:
                rule.add(place)

    # -- whom it reaches, what the checks say -----------------------------------------------------------

    def _coverage(self) -> None:
        floors = {audience.name: audience.floor for audience in self.plan.brief.audiences}
        rows: list[list[Value]] = []
        for row in self.numbers.coverage:
            whole = row.audience == ALL
            heads = (row.can, row.comes_low, row.comes, row.comes_high, row.informed, row.deliberates)
            rows.append([
                Styled(self.said(x.TERRITORY), bold=True) if whole else row.audience, Styled(round(row.people), PEOPLE),
                *(Styled(words.rounded_people(head), PEOPLE) for head in heads),
                Styled(floors.get(row.audience), SHARE[self.lang]), self.said(x.UNION) if whole else "",
            ])  # fmt: skip
        self._table(x.COVERAGE, x.COVERAGE_HEADER, rows, (34, 11, 13, 13, 13, 13, 13, 13, 11, 34), "publics")

    def _findings(self) -> None:
        rows = []
        for place, finding in enumerate(self.findings, start=1):
            rows.append([
                place, w.KINDS[finding.kind](self.lang), x.SEVERITIES[finding.severity](self.lang),
                x.VERDICTS[finding.verdict](self.lang), self._about(finding), finding.statement(self.lang),
                finding.detail(self.lang) if finding.detail else "",
                finding.remedy(self.lang) if finding.verdict in ("broken", "unknown") else "", finding.set_aside or "",
                ", ".join(map(self._title, finding.source)), finding.rule,
            ])  # fmt: skip
        self._table(x.FINDINGS, x.FINDINGS_HEADER, rows, (4, 12, 11, 10, 16, 32, 32, 32, 18, 40, 16), "constats")

    def _about(self, finding: Finding) -> str:
        if finding.subject == "plan":
            return self.said(x.WHOLE_PLAN)
        if finding.subject in self.places:
            return f"{self.places[finding.subject]}. {self._name(finding.subject)}"
        return next((name(self.lang) for strand, name in w.STRANDS.items() if strand == finding.subject), finding.subject)

    # -- what it rests on -------------------------------------------------------------------------------

    def _assumptions(self) -> None:
        rows = [*self._given(), *self._model(), *self._efforts()]
        self._table(x.ASSUMPTIONS, x.ASSUMPTIONS_HEADER, rows, (24, 32, 11, 10, 11, 11, 16, 7, 28, 46), "hypotheses")

    def _given(self) -> Iterator[list[Value]]:
        """What the organiser counted or chose."""
        territory = self.plan.brief.territory
        entered = x.KINDS["entered"](self.lang)
        if territory and territory.people:
            yield [self.said(x.BRIEF), self.said(x.INHABITANTS).format(name=territory.name), Styled(territory.people, PEOPLE),
                   x.UNITS["people"](self.lang), None, None, entered, None, territory.measured or "", ""]  # fmt: skip
        for audience in self.plan.brief.audiences:
            yield [self.said(x.BRIEF), self.said(x.PUBLIC).format(name=audience.name), Styled(audience.people, PEOPLE),
                   x.UNITS["people"](self.lang), None, None, entered, None, "", ""]  # fmt: skip
        for phase, weight in self.plan.brief.assumptions.weights.items():
            yield [self.said(x.BRIEF), self.said(x.WEIGHT).format(phase=PHASE_NAMES[phase](self.lang)), Styled(weight, "General"),
                   "", None, None, entered, None, "", ""]  # fmt: skip

    def _model(self) -> Iterator[list[Value]]:
        targets = self.plan.brief.assumptions.targets
        for name, parameter in self.catalog.model.items():
            own = targets.get(name.removeprefix("target_")) if name.startswith("target_") else None  # type: ignore[call-overload]
            own = getattr(self.plan.brief.assumptions, name, None) if own is None else own
            reason = parameter.reason(self.lang)
            figure = parameter.figure
            if own is not None:
                reason = self.said(x.INSTEAD_OF).format(value=words.number(figure.value, self.lang, 3), reason=reason)
                figure = Figure(value=own, unit=figure.unit, kind="entered")
            yield self._figure(self.said(x.MODEL), parameter.label(self.lang), figure, reason)

    def _efforts(self) -> Iterator[list[Value]]:
        """What a unit of each method takes and brings here, and of each option."""
        used: dict[str, bool] = {}  # method -> whether it is an option
        for work in self.works:
            used.setdefault(work.method.id, False)
            used |= dict.fromkeys(work.activity.options, True)
        for id, option in used.items():
            method: Method = self.catalog.methods[id]
            effort = self.at.own_effort(method) if option else self.at.effort(method)
            rule = self.catalog.rules[method.form].rule(self.lang)
            for name in EFFORT_FIELDS:
                figure = getattr(effort, name)
                if figure is not None:
                    note = figure.note(self.lang) if figure.note else rule if figure.kind == "default" else ""
                    yield self._figure(method.name(self.lang), LABELS[name](self.lang), figure, note)

    def _figure(self, of: str, label: str, figure: Figure, why: str) -> list[Value]:
        shown = {"share": SHARE[self.lang], "EUR": EUROS, "people": PEOPLE}.get(figure.unit, "#,##0.###")
        fill, italic = (DEFAULT, True) if figure.kind == "default" else (None, False)
        kind = x.KINDS[figure.kind](self.lang)
        if figure.confidence == "memory":
            kind = f"{kind}, {w.SOURCE_TO_CONFIRM(self.lang)}"
        return [
            of, label, Styled(figure.value, shown, fill, italic=italic), x.UNITS[figure.unit](self.lang), Styled(figure.low, shown),
            Styled(figure.high, shown), kind, figure.year, self._title(figure.source) if figure.source else "", why,
        ]  # fmt: skip

    def _title(self, key: str) -> str:
        if key in w.UNPUBLISHED:
            return w.UNPUBLISHED[key](self.lang)
        source = self.catalog.sources.get(key)
        return source.title if source else key

    def _keys(self) -> Iterable[str]:
        brief = self.plan.brief
        keys: list[str | None] = [*brief.sources, *(self.catalog.frames[brief.frame].sources if brief.frame else ())]
        keys += [parameter.figure.source for parameter in self.catalog.model.values()]
        for work in self.works:
            keys += [figure.source for figures in (work.effort, *work.options) for figure in figures.values()]
        keys += [key for finding in self.findings for key in finding.source]
        return dict.fromkeys(key for key in keys if key and key in self.catalog.sources)

    def _sources(self) -> None:
        rows = []
        for key in self._keys():
            source = self.catalog.sources[key]
            link = source.url if source.url and re.match(r"https?://[^\s\"<>]+$", source.url) else None
            rows.append([
                source.title, source.publisher or "", source.year, Styled(source.url or "", link=link), source.licence or "",
                Styled(source.read_on, DATE[self.lang]), w.SOURCE_TO_CONFIRM(self.lang) if source.confidence == "memory" else "", key,
            ])  # fmt: skip
        self._table(x.SOURCES, x.SOURCES_HEADER, rows, (50, 24, 7, 44, 14, 11, 11, 24), "sources")

    # -- laying out -------------------------------------------------------------------------------------

    def _table(self, title: Text, header: Sequence[Text], rows: Sequence[Sequence[Value]], widths: Sequence[float], name: str) -> Any:
        """A sheet with one table: its header stays in view and on each page, each column can be filtered."""
        sheet = self.book.create_sheet(self.said(title))
        lines = rows or [[self.said(x.NOTHING), *([None] * (len(header) - 1))]]
        for column, (label, width) in enumerate(zip(header, widths, strict=True), start=1):
            self._put(sheet, 1, column, Styled(self.said(label), fill=HEADER, bold=True))
            sheet.column_dimensions[get_column_letter(column)].width = width
        for row, values in enumerate(lines, start=2):
            for column, value in enumerate(values, start=1):
                self._put(sheet, row, column, value)
        for cells_ in sheet.iter_rows(min_row=1, max_row=1 + len(lines), max_col=len(header)):
            for cell in cells_:
                cell.border = Border(top=RULE, bottom=RULE, left=RULE, right=RULE)
        _heights(sheet)
        table = Table(displayName=f"maillage_{name}", ref=f"A1:{get_column_letter(len(header))}{1 + len(lines)}")
        table.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
        sheet.add_table(table)
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        return sheet

    def _put(self, sheet: Any, row: int, column: int, value: Value) -> None:
        styled = value if isinstance(value, Styled) else Styled(value)
        cell, inside = sheet.cell(row=row, column=column), styled.value
        cell.font = Font(name=FONT, size=10, bold=styled.bold, italic=styled.italic, color=INK)
        number = isinstance(inside, (int, float, Formula)) and styled.format is not None
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if number else None)
        if isinstance(inside, Formula):
            cell.value = inside.said
            self.known.setdefault(sheet.title, {})[cell.coordinate] = inside.value
        elif inside == "":
            return
        else:
            cells.put(cell, inside, self.lang)
        if styled.format and not isinstance(inside, str):
            cell.number_format = styled.format
        if styled.fill:
            cell.fill = PatternFill("solid", start_color=styled.fill)
        if styled.link:
            if styled.link.startswith("#"):
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=styled.link[1:], display=str(inside))
            else:
                cell.hyperlink = styled.link
            cell.font = Font(name=FONT, size=10, color="0A5C8A", underline="single")


_SUMMED = ((15, "O", "cost", EUROS), (16, "P", "staff_days", DAYS), (17, "Q", "reading_days", DAYS))


def _typed(value: float, shown: str, default: bool = False) -> Styled:
    """A number that may be typed over; a practitioner's rule is in italics on its own background."""
    return Styled(value, shown, DEFAULT if default else TYPED, italic=default)


def _heights(sheet: Any) -> None:
    """Room for the words of each row: not every spreadsheet works it out as it opens."""
    for row in sheet.iter_rows():
        most = max(
            (_lines(cell.value, sheet.column_dimensions[cell.column_letter].width) for cell in row if isinstance(cell.value, str)),
            default=1,
        )
        sheet.row_dimensions[row[0].row].height = min(LINE * most + 2, TALLEST)


def _lines(said: str, width: float) -> int:
    """Lines that words take in a column, a little generously; a formula shows its result, in one."""
    if said.startswith("="):
        return 1
    return sum(max(1, ceil(len(line) / max(width * 1.05, 1))) for line in said.split("\n"))


def _marks(said: str) -> str:
    """Words for a header or a foot, where & opens a code."""
    return said.replace("&", "&&")


def _plain(json: str) -> str:
    """The same JSON, with \\u in place of what a cell would read as an escape or refuse."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)|[\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", lambda found: f"\\u{ord(found.group()):04x}", json)
