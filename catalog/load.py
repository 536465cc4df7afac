"""The only reader of `data/`: every file becomes a record, every fault is reported in one go.

`MAILLAGE_DATA` may name a folder laid out like `data/`, whose files replace ours file by file: an
organisation's own defaults or tools.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from catalog.ageing import Liveness, liveness
from catalog.cards import Deck
from catalog.choosing import Need, Scale, Theme
from catalog.facts import AgeLimit, Figure, Parameter, Source, Text
from catalog.figures import Association, Criterion, Department, Indicator, SeedCell
from catalog.frames import Frame
from catalog.methods import OPEN_FORMS, PHASES, DefaultRule, Effort, Method
from catalog.obligation import Hint, ObligationQuestion
from catalog.patterns import Pattern
from catalog.principles import Claim, Principle
from catalog.profiles import Barrier, ReadyPublic, Support, categories_of
from catalog.scenarios import RawExercise, ScenarioFile, Shelves, named_ids
from catalog.tools import Family, Tool, Use
from catalog.yamlfile import BadInput, Document, Problem, read, unknown_name, validate
from catalog.yields import Count, OwnCount, Practice, Span, Statement, own_figures, own_source

DATA = Path(__file__).resolve().parent.parent / "data"
# Groups of data/labels.yaml: fields of a tool whose short names a screen shows in words.
_TAG = re.compile(r"<[A-Za-z/!][^>]{0,20}")
LABELLED = ("kind", "status", "licence", "hosting", "price", "accessibility", "offline", "features", "identity", "personal_data")
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


@dataclass(frozen=True)
class Catalog:
    """Everything known, by id. Shared by every visitor: never changed once loaded."""

    sources: Mapping[str, Source]
    families: Mapping[str, Family]
    uses: Mapping[str, Use]
    tools: Mapping[str, Tool]
    ages: Mapping[str, AgeLimit]  # by field of a tool
    scales: Mapping[str, Scale]  # the criteria of a comparison, in the order they are shown
    themes: Mapping[str, Theme]  # of the requirements grid, in order
    needs: Mapping[str, Need]
    labels: Mapping[str, Mapping[str, Text]]  # words on screen: the field of a tool, then the short name
    methods: Mapping[str, Method]
    rules: Mapping[str, DefaultRule]  # by form
    model: Mapping[str, Parameter]
    frames: Mapping[str, Frame]
    principles: Mapping[str, Principle]
    claims: Mapping[str, Claim]
    indicators: Mapping[str, Indicator]
    criteria: Mapping[str, Criterion]  # in the order they are shown
    seed: tuple[SeedCell, ...]
    associations: Mapping[str, Association]
    departments: Mapping[str, Department]
    profiles: Mapping[str, ReadyPublic]  # ready publics
    barriers: Mapping[str, Barrier]
    support: Mapping[str, Support]
    patterns: Mapping[str, Pattern]  # known ways of weaving channels
    counts: tuple[Count, ...]  # how many people published consultations gathered
    practice: Mapping[str, Practice]  # by form: the rules from which the counts depart
    practice_contested: Span | None  # the same for the effect of a contested subject
    statements: tuple[Statement, ...]  # general figures to hold the counts against
    obligation: Mapping[str, ObligationQuestion]  # in the order they are asked
    hints: Mapping[str, Hint]  # by frame
    deck: Deck  # the cards of the workshop
    scenarios: Mapping[str, ScenarioFile]  # of the workshop, their briefs unread (planner/workshop/scenario.py)
    version: str  # checksum of the files read

    def liveness(self, tool: Tool) -> Liveness:
        """Whether a tool lives, as of today."""
        return liveness(tool, self.ages, date.today())

    def effort(self, method: Method) -> Effort:
        """What one unit takes and brings: what was published for it, else the rule of its form.

        A figure published without its range takes the relative range of the rule: one count is not a certainty.
        """
        rule = self.rules[method.form].effort
        return Effort(**{name: _ranged(getattr(method.effort, name), getattr(rule, name)) for name in Effort.model_fields})


def of_kind(catalog: Catalog, kind: str) -> dict[str, Method]:
    """The methods of a kind: what is held, what is added to a session, or what is a procedure."""
    return {method.id: method for method in catalog.methods.values() if method.kind == kind}


def scenario_shelves(catalog: Catalog) -> Shelves:
    """Where each name of a scenario is looked for: formats, tools and options that have a card, then the rest."""
    deck = catalog.deck
    return {
        "method": deck.M, "tool": deck.T, "option": deck.X, "constraint": deck.C, "event": deck.V,
        "principle": catalog.principles, "source": catalog.sources,
    }  # fmt: skip


def _ranged(own: Figure | None, rule: Figure) -> Figure:
    """A published figure with both ends, or the rule itself; a rule always has both."""
    if own is None:
        return rule
    scale = own.value / rule.value if rule.value else 1.0
    low = own.low if own.low is not None else min((rule.low or 0.0) * scale, own.value)
    high = own.high if own.high is not None else max((rule.high or 0.0) * scale, own.value)
    return own.model_copy(update={"low": low, "high": high})


Stamp: TypeAlias = tuple[str, int, int]  # path, time of the last change (ns), size


@dataclass(frozen=True)
class _Read:
    """What one file gave when it was last read."""

    stamp: Stamp
    value: Any
    problems: tuple[Problem, ...]


@dataclass
class _Held:
    """What is kept of a folder between two loads: only the files that changed are read again."""

    lock: Lock = field(default_factory=Lock)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    files: dict[tuple[str, str], _Read] = field(default_factory=dict)
    catalog: Catalog | None = None


_HELD: dict[tuple[Path, ...], _Held] = {}


def load(folder: Path | None = None) -> Catalog:
    """Read the whole of `data/` (or of `folder`), laid over by `MAILLAGE_DATA` when it is set.

    What was read is kept: a second call looks at the dates and sizes of the files, and reads those that changed.

    Raises:
        BadInput: every fault of every file, `file:line: what was found, what to write`.
    """
    over = os.environ.get("MAILLAGE_DATA") if folder is None else None
    layers = (folder or DATA, *([Path(over)] if over else []))
    held = _HELD.setdefault(layers, _Held())
    with held.lock:
        stamps = _stamps(layers)
        if held.catalog is None or held.stamps != stamps:
            held.catalog = _Loader(stamps, held.files).load()
            held.stamps = stamps
        return held.catalog


def _stamps(layers: Iterable[Path]) -> dict[str, Stamp]:
    """The data files by their name in the folder, those of a later layer in place of those of an earlier one."""
    found: dict[str, Stamp] = {}
    for layer in layers:
        waiting = [(os.fspath(layer), "")]
        while waiting:
            folder, prefix = waiting.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir():
                        waiting.append((entry.path, f"{prefix}{entry.name}/"))
                    elif entry.name.endswith((".yaml", ".csv")):
                        status = entry.stat()
                        found[prefix + entry.name] = (entry.path, status.st_mtime_ns, status.st_size)
    return found


class _Loader:
    def __init__(self, stamps: Mapping[str, Stamp], files: dict[tuple[str, str], _Read]) -> None:
        self.stamps = stamps
        self.files = files
        self.problems: list[Problem] = []
        self.documents: dict[Path, Document | None] = {}

    def load(self) -> Catalog:
        catalog = Catalog(
            sources=self._keyed("sources.yaml", Source),
            families=self._keyed("uses.yaml", Family, under=("families",)),
            uses=self._keyed("uses.yaml", Use, under=("uses",)),
            tools=self._folder("tools", Tool),
            ages=self._keyed("ages.yaml", AgeLimit),
            scales=self._keyed("comparison.yaml", Scale),
            themes=self._keyed("tender.yaml", Theme, under=("themes",)),
            needs=self._keyed("tender.yaml", Need, under=("needs",)),
            labels={group: self._keyed("labels.yaml", Text, key=None, under=(group,)) for group in LABELLED},
            methods=self._folder("methods", Method, skip="defaults"),
            rules=self._keyed("methods/defaults.yaml", DefaultRule, key="form"),
            model=self._keyed("model.yaml", Parameter),
            frames=self._folder("frames", Frame),
            principles=self._principles(),
            claims=self._keyed("claims.yaml", Claim),
            indicators=self._folder("figures", Indicator),
            criteria=self._keyed("population/criteria.yaml", Criterion),
            seed=self._rows("population/joint_seed.csv", SeedCell.model_validate),
            associations=self._keyed("population/associations.yaml", Association),
            departments={row.code: row for row in self._rows("population/departments.csv", _department)},
            profiles=self._keyed("profiles.yaml", ReadyPublic),
            barriers=self._keyed("barriers.yaml", Barrier),
            support=self._keyed("support.yaml", Support),
            patterns=self._keyed("patterns.yaml", Pattern),
            counts=self._listed("yields.yaml", Count, "observations"),
            practice=self._keyed("yields.yaml", Practice, key="form", under=("rules",)),
            practice_contested=self._part("yields.yaml", Span, "attention_contested"),
            statements=self._listed("yields.yaml", Statement, "statements"),
            obligation=self._keyed("obligation.yaml", ObligationQuestion, under=("questions",)),
            hints=self._keyed("obligation.yaml", Hint, under=("hints",)),
            deck=self._whole("cards.yaml", Deck) or Deck.empty(),
            scenarios=self._scenarios(),
            version="",
        )
        catalog = self._with_own_yields(catalog)
        self._cross_check(catalog)
        if self.problems:
            raise BadInput(self.problems)
        return Catalog(**{**catalog.__dict__, "version": self._version()})

    def _with_own_yields(self, catalog: Catalog) -> Catalog:
        """What an organisation counted in its own plans, in the place of the figures of those methods."""
        counts = self._listed("own_yields.yaml", OwnCount, "counts")
        self._known("own_yields.yaml", "counts.method", {count.method for count in counts}, catalog.methods)
        sources = {
            own_source(count): Source(id=own_source(count), title=count.plan, publisher=count.place, year=count.year) for count in counts
        }
        methods = dict(catalog.methods)
        for name, figure in own_figures(counts).items():
            if name in methods:
                effort = methods[name].effort.model_copy(update={"people": figure})
                methods[name] = methods[name].model_copy(update={"effort": effort})
        return replace(catalog, methods=methods, sources={**catalog.sources, **sources})

    def _version(self) -> str:
        """A checksum of every file, whatever its date."""
        checksum = hashlib.sha256()
        for name in sorted(self.stamps):
            checksum.update(name.encode() + self._once(name, "digest", lambda path: hashlib.sha256(path.read_bytes()).digest()))
        return checksum.hexdigest()[:12]

    # -- files ---------------------------------------------------------------------------------

    def _once(self, name: str, kind: str, make: Callable[[Path], Any], nothing: Any = None) -> Any:
        """What `make` gives of a file, from the last time if the file has not changed; `nothing` when there is no such file."""
        stamp = self.stamps.get(name)
        if stamp is None:
            return nothing
        read = self.files.get((name, kind))
        if read is None or read.stamp != stamp:
            before = len(self.problems)
            value = make(Path(stamp[0]))
            read = _Read(stamp, value, tuple(self.problems[before:]))
            del self.problems[before:]
            self.files[name, kind] = read
        self.problems += read.problems
        return read.value

    def _names(self, folder: str) -> list[str]:
        """The names, without their ending, of the files of a folder."""
        start = f"{folder}/"
        return sorted(name[len(start) : -5] for name in self.stamps if name.startswith(start) and name.endswith(".yaml"))

    def _document(self, path: Path) -> Document | None:
        """A file as plain values; read once, and its faults told once, however many parts of it are asked for."""
        if path not in self.documents:
            name = f"{path.parent.name}/{path.name}"
            try:
                document = read(path)
                named = self.documents[path] = Document(name, document.value, document.text)
                if "<" in named.text:
                    self.problems += _markup(named)
            except BadInput as error:
                self.problems += [Problem(name, each.line or 1, each.message) for each in error.problems]
                self.documents[path] = None
        return self.documents[path]

    def _record(self, model: type[M], document: Document, extra: Mapping[str, Any], path: tuple[str | int, ...] = ()) -> M | None:
        try:
            return validate(model, document, extra, path)
        except BadInput as error:
            self.problems += error.problems
            return None

    def _folder(self, name: str, model: type[M], skip: str = "") -> dict[str, M]:
        """One record a file; the file name is the id."""

        def one(path: Path) -> M | None:
            document = self._document(path)
            return self._record(model, document, {"id": path.stem}) if document else None

        made = {stem: self._once(f"{name}/{stem}.yaml", name, one) for stem in self._names(name) if stem != skip}
        return {stem: record for stem, record in made.items() if record is not None}

    def _keyed(self, name: str, model: type[M], key: str | None = "id", under: tuple[str, ...] = (), **extra: Any) -> dict[str, M]:
        """One file of many records, by key, or a part of it."""

        def entries(path: Path) -> dict[str, M]:
            document = self._document(path)
            return self._entries(document, model, key, under, **extra) if document else {}

        found: dict[str, M] = self._once(name, ".".join(under), entries, {})
        return found

    def _entries(
        self, document: Document, model: type[M], key: str | None = "id", under: tuple[str, ...] = (), **extra: Any
    ) -> dict[str, M]:
        value: Any = document.value
        for step in under:
            value = (value or {}).get(step)
        if not isinstance(value, dict):
            self.problems.append(Problem(document.name, document.line(under), Text(
                fr="une suite de « id: … » est attendue ici.", en='a set of "id: …" is expected here.')))  # fmt: skip
            return {}
        made = {name: self._record(model, document, {**({key: name} if key else {}), **extra}, (*under, name)) for name in value}
        return {name: record for name, record in made.items() if record is not None}

    def _listed(self, name: str, model: type[M], under: str) -> tuple[M, ...]:
        """The records of a list that stands under a key of a file."""

        def items(path: Path) -> tuple[M, ...]:
            document = self._document(path)
            if document is None:
                return ()
            value = document.value.get(under) if isinstance(document.value, dict) else None
            if not isinstance(value, list):
                self.problems.append(Problem(document.name, document.line((under,)), Text(
                    fr=f"une liste est attendue sous « {under}: ».", en=f'a list is expected under "{under}:".')))  # fmt: skip
                return ()
            made = (self._record(model, document, {}, (under, place)) for place in range(len(value)))
            return tuple(record for record in made if record is not None)

        found: tuple[M, ...] = self._once(name, under, items, ())
        return found

    def _part(self, name: str, model: type[M], under: str) -> M | None:
        """The one record that stands under a key of a file."""

        def part(path: Path) -> M | None:
            document = self._document(path)
            if document is None or not isinstance(document.value, dict) or under not in document.value:
                return None
            return self._record(model, document, {}, (under,))

        found: M | None = self._once(name, under, part)
        return found

    def _whole(self, name: str, model: type[M]) -> M | None:
        """A file that is one record."""

        def whole(path: Path) -> M | None:
            document = self._document(path)
            return self._record(model, document, {}) if document else None

        found: M | None = self._once(name, "whole", whole)
        return found

    def _scenarios(self) -> dict[str, ScenarioFile]:
        """One file a scenario; the document is kept, for the brief in it is validated by the planner."""

        def one(path: Path) -> ScenarioFile | None:
            document = self._document(path)
            exercise = self._record(RawExercise, document, {"id": path.stem}) if document else None
            return ScenarioFile(exercise, document) if document and exercise else None

        made = {stem: self._once(f"scenarios/{stem}.yaml", "scenarios", one) for stem in self._names("scenarios")}
        return {stem: file for stem, file in made.items() if file is not None}

    def _principles(self) -> dict[str, Principle]:
        """One file a family; the file name is the family."""
        made = (self._keyed(f"principles/{family}.yaml", Principle, family=family) for family in self._names("principles"))
        return {id: principle for family in made for id, principle in family.items()}

    def _rows(self, name: str, read_row: Callable[[dict[str, str]], T]) -> tuple[T, ...]:
        """The rows of a table; a faulty one is reported with its line."""

        def rows(path: Path) -> tuple[T, ...]:
            found = []
            with path.open(encoding="utf-8", newline="") as file:
                for line, row in enumerate(csv.DictReader(file), start=2):
                    try:
                        found.append(read_row(row))
                    except ValidationError as error:
                        fault = error.errors()[0]
                        words = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                        self.problems.append(Problem(name, line, Text(fr=words, en=words)))
                    except ValueError as error:
                        self.problems.append(Problem(name, line, Text(fr=str(error), en=str(error))))
            return tuple(found)

        found: tuple[T, ...] = self._once(name, "", rows, ())
        return found

    # -- links between files ---------------------------------------------------------------------

    def _cross_check(self, catalog: Catalog) -> None:
        """Every id that a record names exists; a missing one is offered its nearest."""
        self._named_once(catalog.tools.values())
        for tool in catalog.tools.values():
            name = f"tools/{tool.id}.yaml"
            sources, labelled = self._once(name, "links", partial(_links, tool))
            self._known(name, "uses", tool.uses, catalog.uses)
            self._known(name, "sources", sources, catalog.sources)
            for group, names in labelled.items():
                self._known(name, group, names, catalog.labels[group], "labels.yaml")
        for scale in catalog.scales.values():
            if scale.field in ("licence", "hosting", "price", "accessibility", "offline", "features", "identity", "status"):
                self._known("comparison.yaml", f"{scale.id}.scores", scale.scores, catalog.labels[scale.field], "labels.yaml")
        for need in catalog.needs.values():
            self._known("tender.yaml", f"needs.{need.id}.theme", [need.theme], catalog.themes)
            self._known("tender.yaml", f"needs.{need.id}.criterion", [need.criterion] if need.criterion else [], catalog.scales)
        for use in catalog.uses.values():
            self._known("uses.yaml", f"uses.{use.id}.family", [use.family], catalog.families)
            self._known("uses.yaml", f"uses.{use.id}.sources", use.sources, catalog.sources)
        for method in catalog.methods.values():
            self._known(f"methods/{method.id}.yaml", "uses", method.uses, catalog.uses)
            self._known(f"methods/{method.id}.yaml", "form", [method.form], catalog.rules)
            self._known(f"methods/{method.id}.yaml", "sources", _sources_of(method), catalog.sources)
        for rule in catalog.rules.values():
            self._known("methods/defaults.yaml", rule.form, _sources_of(rule), catalog.sources)
        for frame in catalog.frames.values():
            self._known(f"frames/{frame.id}.yaml", "sources", _sources_of(frame), catalog.sources)
            named = [duty.method for duty in frame.duties if duty.method]
            self._known(f"frames/{frame.id}.yaml", "duties.method", named, catalog.methods)
        for question in catalog.obligation.values():
            led = {name for lead in question.frames for name in (lead.frame, *lead.unless)}
            self._known("obligation.yaml", f"questions.{question.id}.frames", led, catalog.frames)
            self._known("obligation.yaml", f"questions.{question.id}.source", [question.source], catalog.sources)
        self._known("obligation.yaml", "hints", catalog.hints, catalog.frames)
        for principle in catalog.principles.values():
            where = f"principles/{principle.family}.yaml"
            self._known(where, f"{principle.id}.source", principle.source, catalog.sources)
            self._known(where, f"{principle.id}.claims", principle.claims, catalog.claims)
        for indicator in catalog.indicators.values():
            self._known(f"figures/{indicator.id}.yaml", "source", _sources_of(indicator), catalog.sources)

        for pattern in catalog.patterns.values():
            self._known("patterns.yaml", f"{pattern.id}.source", pattern.source, catalog.sources)
            named = [method for step in pattern.steps for method in step.methods]
            self._known("patterns.yaml", f"{pattern.id}.methods", named, catalog.methods)
        self._workshop(catalog)
        self._known("yields.yaml", "rules", catalog.practice, catalog.rules)
        self._known("yields.yaml", "observations.method", {count.method for count in catalog.counts}, catalog.methods)
        cited = {count.source for count in catalog.counts} | {each.source for each in catalog.statements}
        self._known("yields.yaml", "source", cited, catalog.sources)
        self._comparable(catalog)
        for file, records in (("profiles.yaml", catalog.profiles), ("barriers.yaml", catalog.barriers), ("support.yaml", catalog.support)):
            for record in records.values():
                self._known(file, f"{record.id}.source", {figure.source for figure in record.figures if figure.source}, catalog.sources)
        for public in catalog.profiles.values():
            self._categories("profiles.yaml", f"{public.id}.profile", public.profile, catalog)
        for barrier in catalog.barriers.values():
            self._categories("barriers.yaml", f"{barrier.id}.by", barrier.by, catalog)
            named = [*barrier.answered_by_methods, *(method for trigger in barrier.raised for method in trigger.methods)]
            self._known("barriers.yaml", f"{barrier.id}.methods", named, catalog.methods)

    def _workshop(self, catalog: Catalog) -> None:
        """A card is the card of something, and a scenario names what exists."""
        # A file that could not be read has had its faults told: its card is not one more.
        unread = {
            name: dict.fromkeys(set(self._names(name)) - set(read))
            for name, read in (("tools", catalog.tools), ("methods", catalog.methods))
        }
        known: dict[str, Mapping[str, Any]] = {
            "M": {**of_kind(catalog, "method"), **unread["methods"]},
            "X": {**of_kind(catalog, "option"), **unread["methods"]},
            "T": {**catalog.tools, **unread["tools"]},
            "P": catalog.profiles,
            "E": dict.fromkeys(PHASES),
        }
        for kind, things in known.items():
            self._known("cards.yaml", kind, catalog.deck.of(kind), things)
        for bridge in catalog.deck.B.values():
            self._known("cards.yaml", f"B.{bridge.id}.source", bridge.source, catalog.sources)
        for turn in (*catalog.deck.C.values(), *catalog.deck.V.values()):
            self._known("cards.yaml", f"{turn.id}.principles", turn.principles, catalog.principles)
        shelves = scenario_shelves(catalog)
        for file in catalog.scenarios.values():
            self.problems += [
                unknown_name(file.document, path, name, shelves[kind])
                for path, name, kind in named_ids(file.exercise)
                if name not in shelves[kind]
            ]

    def _comparable(self, catalog: Catalog) -> None:
        """A count that is used names its population where its form is open to all: it could not be compared without."""
        for count in catalog.counts:
            method = catalog.methods.get(count.method)
            if method is None or not count.used:
                continue
            if method.form in OPEN_FORMS and count.people is None:
                self._report(
                    "yields.yaml", count.source,
                    f"{count.place[:60]} : un format ouvert à tous se compare par la population. Ajoutez people, ou used: false avec why.",
                    f"{count.place[:60]}: a form open to all is compared by population. Add people, or used: false with why.",
                )  # fmt: skip

    def _categories(self, file: str, where: str, named: Mapping[str, Iterable[str]], catalog: Catalog) -> None:
        """Report the criteria and categories that the joint composition does not have."""
        self._known(file, where, named, catalog.criteria)
        for criterion, names in named.items():
            if criterion in catalog.criteria:
                self._known(file, f"{where}.{criterion}", names, dict.fromkeys(categories_of(catalog.criteria[criterion])))

    def _known(self, file: str, where: str, names: Iterable[str], known: Mapping[str, Any], home: str = "") -> None:
        """Report the names that are not known; `home` is the file where a new one may be added."""
        unknown = {name for name in names if name not in known}
        for name in sorted(unknown):
            near = difflib.get_close_matches(name, known, n=1)
            fr, en = f"{where} : « {name[:60]} » est inconnu.", f'{where}: "{name[:60]}" is unknown.'
            if near:
                fr, en = f"{fr} Écrivez « {near[0]} » ?", f'{en} Write "{near[0]}"?'
            if home:
                fr, en = f"{fr} Sinon, ajoutez-le à {home}.", f"{en} Otherwise add it to {home}."
            self._report(file, name, fr, en)

    def _named_once(self, tools: Collection[Tool]) -> None:
        """Two tools do not bear the same name: nobody could tell them apart."""
        bearers: dict[str, str] = {}
        borne = [(tool.id, tool.name) for tool in tools] + [(tool.id, alias) for tool in tools for alias in tool.aliases]
        for id, name in borne:
            other = bearers.setdefault(name.strip().casefold(), id)
            if other != id:
                self._report(
                    f"tools/{id}.yaml", name,
                    f"« {name[:60]} » est déjà un nom de tools/{other}.yaml. Précisez l’un des deux, ou réunissez les fiches.",
                    f'"{name[:60]}" is already a name in tools/{other}.yaml. Make one of them more precise, or merge the files.',
                )  # fmt: skip

    def _report(self, file: str, word: str, fr: str, en: str) -> None:
        """A fault between files, at the line of the first file that holds the word."""
        stamp, line = self.stamps.get(file), None
        if stamp:
            lines = Path(stamp[0]).read_text(encoding="utf-8").splitlines()
            line = next((number for number, text in enumerate(lines, start=1) if word.casefold() in text.casefold()), None)
        self.problems.append(Problem(file, line, Text(fr=fr, en=en)))


def _markup(document: Document) -> list[Problem]:
    """Data hold words, never HTML: a screen escapes it anyway, and a file that has some was not written for us."""
    found = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document.value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), inside) for key, inside in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, place), inside) for place, inside in enumerate(value)]
        elif isinstance(value, str) and "<" in value and (tag := _TAG.search(value)):
            where = ".".join(map(str, path))
            found.append(Problem(document.name, document.line(path), Text(
                fr=f"{where} : une balise ({tag.group()[:20]}) n’a pas sa place ici. Écrivez des mots simples.",
                en=f"{where}: a tag ({tag.group()[:20]}) has no place here. Write plain words.")))  # fmt: skip
    return found


def _department(row: dict[str, str]) -> Department:
    """A row of a wide table: code, name, then one column per five-year age."""
    ages = {age: int(people) for age, people in row.items() if age not in ("code", "name")}
    return Department(code=row["code"], name=row["name"], ages=ages)


def _links(tool: Tool, _: Path) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """What a tool names elsewhere: sources, and short names by group."""
    return _sources_of(tool), _labelled(tool)


def _labelled(tool: Tool) -> dict[str, tuple[str, ...]]:
    """The short names of a tool that a screen shows in words, by group of data/labels.yaml."""

    def one(value: str | None) -> tuple[str, ...]:
        return (value,) if value else ()

    return {
        "kind": (tool.kind,),
        "status": one(tool.status.value),
        "hosting": tool.hosting.value or (),
        "price": one(tool.price.value),
        "accessibility": one(tool.accessibility.value),
        "offline": tuple(bridge.kind for bridge in tool.offline),
        "features": tool.features,
        "identity": tool.identity.value or (),
        "personal_data": one(tool.personal_data.value),
    }


def _sources_of(record: BaseModel) -> set[str]:
    """Every source key named anywhere in a record."""
    found: set[str] = set()
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name == "source" and isinstance(value, str):
            found.add(value)
        elif name in ("sources", "named_in"):
            found.update(value)
        else:
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, BaseModel):
                    found |= _sources_of(item)
    return found
