"""The only reader of `data/`: every file becomes a record, every fault is reported in one go.

`MAILLAGE_DATA` may name a folder laid out like `data/`, whose files replace ours file by file: an
organisation's own defaults or tools.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from catalog.ageing import Liveness, liveness
from catalog.choosing import Need, Scale, Theme
from catalog.facts import AgeLimit, Figure, Parameter, Source, Text
from catalog.figures import Criterion, Department, Indicator, SeedCell
from catalog.frames import Frame
from catalog.methods import DefaultRule, Effort, Method
from catalog.principles import Claim, Principle
from catalog.tools import Family, Tool, Use
from catalog.yamlfile import BadInput, Document, Problem, read, validate

DATA = Path(__file__).resolve().parent.parent / "data"
# Groups of data/labels.yaml: fields of a tool whose short names a screen shows in words.
LABELLED = ("kind", "status", "licence", "hosting", "price", "accessibility", "offline", "features", "identity", "personal_data")
M = TypeVar("M", bound=BaseModel)
N = TypeVar("N", bound=BaseModel)


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
    departments: Mapping[str, Department]
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


def _ranged(own: Figure | None, rule: Figure) -> Figure:
    """A published figure with both ends, or the rule itself; a rule always has both."""
    if own is None:
        return rule
    scale = own.value / rule.value if rule.value else 1.0
    low = own.low if own.low is not None else min((rule.low or 0.0) * scale, own.value)
    high = own.high if own.high is not None else max((rule.high or 0.0) * scale, own.value)
    return own.model_copy(update={"low": low, "high": high})


@cache
def load(folder: Path | None = None) -> Catalog:
    """Read the whole of `data/` (or of `folder`), laid over by `MAILLAGE_DATA` when it is set.

    Raises:
        BadInput: every fault of every file, `file:line: what was found, what to write`.
    """
    return _Loader(folder or DATA, os.environ.get("MAILLAGE_DATA") if folder is None else None).load()


class _Loader:
    def __init__(self, base: Path, over: str | None) -> None:
        self.layers = [base, *([Path(over)] if over else [])]
        self.problems: list[Problem] = []
        self.checksum = hashlib.sha256()

    def load(self) -> Catalog:
        sources = self._keyed("sources.yaml", Source)
        families, uses = self._pair("uses.yaml", ("families", Family), ("uses", Use))
        themes, needs = self._pair("tender.yaml", ("themes", Theme), ("needs", Need))
        catalog = Catalog(
            sources=sources,
            families=families,
            uses=uses,
            tools=self._folder("tools", Tool),
            ages=self._keyed("ages.yaml", AgeLimit),
            scales=self._keyed("comparison.yaml", Scale),
            themes=themes,
            needs=needs,
            labels=self._labels(),
            methods=self._folder("methods", Method, skip="defaults"),
            rules=self._keyed("methods/defaults.yaml", DefaultRule, key="form"),
            model=self._keyed("model.yaml", Parameter),
            frames=self._folder("frames", Frame),
            principles=self._principles(),
            claims=self._keyed("claims.yaml", Claim),
            indicators=self._folder("figures", Indicator),
            criteria=self._keyed("population/criteria.yaml", Criterion),
            seed=tuple(self._table("population/joint_seed.csv", SeedCell)),
            departments={row.code: row for row in self._departments()},
            version="",
        )
        self._cross_check(catalog)
        if self.problems:
            raise BadInput(self.problems)
        return Catalog(**{**catalog.__dict__, "version": self.checksum.hexdigest()[:12]})

    # -- files ---------------------------------------------------------------------------------

    def _find(self, name: str) -> Path | None:
        """The file of that name in the last layer that has it."""
        return next((layer / name for layer in reversed(self.layers) if (layer / name).is_file()), None)

    def _document(self, name: str) -> Document | None:
        path = self._find(name)
        if path is None:
            return None
        self.checksum.update(name.encode() + path.read_bytes())
        try:
            document = read(path)
        except BadInput as error:
            self.problems += error.problems
            return None
        return Document(f"{path.parent.name}/{path.name}", document.value, document.lines)

    def _record(self, model: type[M], document: Document, extra: Mapping[str, Any], path: tuple[str | int, ...] = ()) -> M | None:
        try:
            return validate(model, document, extra, path)
        except BadInput as error:
            self.problems += error.problems
            return None

    def _folder(self, name: str, model: type[M], skip: str = "") -> dict[str, M]:
        """One record a file; the file name is the id."""
        names = sorted({path.stem for layer in self.layers for path in (layer / name).glob("*.yaml")} - {skip})
        records: dict[str, M] = {}
        for stem in names:
            document = self._document(f"{name}/{stem}.yaml")
            if document and (record := self._record(model, document, {"id": stem})):
                records[stem] = record
        return records

    def _keyed(self, name: str, model: type[M], key: str = "id") -> dict[str, M]:
        """One file of many records, by key."""
        document = self._document(name)
        return self._entries(document, model, key) if document else {}

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

    def _pair(self, name: str, first: tuple[str, type[M]], second: tuple[str, type[N]]) -> tuple[dict[str, M], dict[str, N]]:
        """One file of two groups of records: headings, and what stands under them."""
        document = self._document(name)
        if document is None:
            return {}, {}
        (headings, heading), (members, member) = first, second
        return self._entries(document, heading, under=(headings,)), self._entries(document, member, under=(members,))

    def _labels(self) -> dict[str, dict[str, Text]]:
        document = self._document("labels.yaml")
        return {group: self._entries(document, Text, key=None, under=(group,)) if document else {} for group in LABELLED}

    def _principles(self) -> dict[str, Principle]:
        """One file a family; the file name is the family."""
        families = sorted({path.stem for layer in self.layers for path in (layer / "principles").glob("*.yaml")})
        records: dict[str, Principle] = {}
        for family in families:
            if document := self._document(f"principles/{family}.yaml"):
                records |= self._entries(document, Principle, family=family)
        return records

    def _rows(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        path = self._find(name)
        if path is None:
            return
        self.checksum.update(name.encode() + path.read_bytes())
        with path.open(encoding="utf-8", newline="") as file:
            yield from enumerate(csv.DictReader(file), start=2)

    def _table(self, name: str, model: type[M]) -> Iterator[M]:
        for line, row in self._rows(name):
            try:
                yield model.model_validate(row)
            except ValidationError as error:
                fault = error.errors()[0]
                words = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                self.problems.append(Problem(name, line, Text(fr=words, en=words)))

    def _departments(self) -> Iterator[Department]:
        """A wide table: code, name, then one column per five-year age."""
        for line, row in self._rows("population/departments.csv"):
            code, name = row.pop("code"), row.pop("name")
            try:
                yield Department(code=code, name=name, ages={age: int(people) for age, people in row.items()})
            except ValueError as error:
                words = str(error)
                self.problems.append(Problem("population/departments.csv", line, Text(fr=words, en=words)))

    # -- links between files ---------------------------------------------------------------------

    def _cross_check(self, catalog: Catalog) -> None:
        """Every id that a record names exists; a missing one is offered its nearest."""
        for tool in catalog.tools.values():
            self._known(f"tools/{tool.id}.yaml", "uses", tool.uses, catalog.uses)
            self._known(f"tools/{tool.id}.yaml", "sources", _sources_of(tool), catalog.sources)
            for group, names in _labelled(tool).items():
                self._known(f"tools/{tool.id}.yaml", group, names, catalog.labels[group], "labels.yaml")
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
        for principle in catalog.principles.values():
            where = f"principles/{principle.family}.yaml"
            self._known(where, f"{principle.id}.source", principle.source, catalog.sources)
            self._known(where, f"{principle.id}.claims", principle.claims, catalog.claims)
        for indicator in catalog.indicators.values():
            self._known(f"figures/{indicator.id}.yaml", "source", _sources_of(indicator), catalog.sources)

    def _known(self, file: str, where: str, names: Iterable[str], known: Mapping[str, Any], home: str = "") -> None:
        """Report the names that are not known; `home` is the file where a new one may be added."""
        for name in sorted(set(names) - set(known)):
            near = difflib.get_close_matches(name, known, n=1)
            self.problems.append(Problem(file, None, Text(
                fr=f"{where} : « {name[:60]} » est inconnu." + (f" Écrivez « {near[0]} » ?" if near else "")
                + (f" Sinon, ajoutez-le à {home}." if home else ""),
                en=f'{where}: "{name[:60]}" is unknown.' + (f' Write "{near[0]}"?' if near else "")
                + (f" Otherwise add it to {home}." if home else ""),
            )))  # fmt: skip


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
