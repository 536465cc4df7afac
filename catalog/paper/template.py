"""An organisation's own Word template, filled with a paper.

A template is a stranger's file: `wordfile` refuses what could run, fetch or swell, then only three kinds of tags are
read, each of one plain form (a field, a loop over a known list, a condition on a field), before docxtpl sees any.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import BytesIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree  # type: ignore[import-untyped]

from catalog import words
from catalog.paper import docx
from catalog.paper.elements import Paper, Section, printable
from catalog.paper.wordfile import W, cleaned
from catalog.yamlfile import ECHO, BadInput, bad

MAX_TAGS, MAX_LOOPS, MAX_BLOCKS = 2_000, 50, 40  # in one template
MAX_WRITTEN = 20_000_000  # characters that its loops may write
RENDERED = ("document.main", "header", "footer", "footnotes")  # types of the parts that docxtpl fills

_NAME = r"[A-Za-z][A-Za-z0-9_]{0,60}(?:\.[A-Za-z][A-Za-z0-9_]{0,60})?"
_TAG = re.compile(r"\{\{.{0,300}?\}\}|\{%.{0,300}?%\}|\{#.{0,300}?#\}", re.DOTALL)
_FIELD = re.compile(rf"\{{\{{(p)?\s+({_NAME})\s*\}}\}}|\{{\{{()({_NAME})\s*\}}\}}")
_FOR = re.compile(rf"\{{%(p|tr)?\s*for\s+([a-z][a-z0-9_]{{0,40}})\s+in\s+({_NAME})\s*%\}}")
_IF = re.compile(rf"\{{%(p|tr)?\s*(?:if|elif)\s+(?:not\s+)?({_NAME})\s*%\}}")
_ELSE = re.compile(r"\{%(p|tr)?\s*else\s*%\}")
_END = re.compile(r"\{%(p|tr)?\s*end(for|if)\s*%\}")
_KEY = re.compile(r"[a-z][a-z0-9_]*$")
_LEFT = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")

# The styles that a paper is laid out with; one that the template does not have is brought along, in the template's own font.
_STYLES = (
    "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet", "List Number", "Table Grid", "Chart", "Note box", "Note cell",
    "Note cell header", "Note key figure", *docx.MARK_STYLES.values(),
)  # fmt: skip

Values = Mapping[str, str]
Lists = Mapping[str, Sequence[Values]]


def fill(
    paper: Paper, template: bytes, path: Path, values: Values | None = None, lists: Lists | None = None, name: str = "template.docx"
) -> None:
    """Write a paper in an organisation's own template.

    Args:
        template: a .docx or .dotx file, from anybody.
        values: further fields, by name (lower case).
        lists: what a loop may run over, by name: rows of fields.
        name: what a message calls the template.
    Raises:
        BadInput: the template is not a Word file, holds what is not allowed, or a tag that is not understood.
        OSError: the file cannot be written.
    """
    path.write_bytes(filled(paper, template, values, lists, name))


def filled(paper: Paper, template: bytes, values: Values | None = None, lists: Lists | None = None, name: str = "template.docx") -> bytes:
    """The same as bytes."""
    safe = cleaned(template, name)
    fields = _Fields.of(paper, values or {}, lists or {}, name)
    try:
        opened = Document(BytesIO(safe))
        for part in opened.part.package.iter_parts():
            if part.content_type.endswith(tuple(f"{kind}+xml" for kind in RENDERED)):
                fields.read(etree.fromstring(part.blob), part is opened.part)  # plain elements: the library gives its own another text
        tagged = DocxTemplate(BytesIO(safe))
        tagged.render(fields.context, _Narrow(fields), autoescape=True)
        made = BytesIO()
        tagged.docx.save(made)
        return _laid(Document(BytesIO(made.getvalue())), paper, fields)
    except BadInput:
        raise
    except TemplateError as error:
        shown = printable(str(error))[:ECHO]
        raise bad(name, None, f"une balise est mal écrite ({shown}).", f"a tag is not well written ({shown}).") from None
    except Exception as error:  # whatever two libraries make of a damaged file from a stranger
        shown = type(error).__name__
        raise bad(name, None, f"le modèle est abîmé ou inhabituel ({shown}). Enregistrez-le de nouveau depuis Word.",
                  f"the template is damaged or unusual ({shown}). Save it again from Word.") from None  # fmt: skip


# -- fields and tags -----------------------------------------------------------------------------------------


@dataclass
class _Fields:
    """What a template may name, and the tags it was found to hold."""

    name: str
    values: Mapping[str, str]
    titles: Mapping[str, str]
    sections: Mapping[str, tuple[Section, ...]]  # blocks, by the name that a tag gives them
    lists: Mapping[str, Sequence[Values]]
    marks: dict[str, str] = field(default_factory=dict)  # name of a block -> words that hold its place
    tags: int = 0
    loops: int = 0
    blocks: int = 0
    written: int = 0
    foot: bool = False  # whether the template has its own place for the versions

    @classmethod
    def of(cls, paper: Paper, values: Values, lists: Lists, name: str) -> _Fields:
        own = {
            "title": paper.title, "subtitle": paper.subtitle, "foot": paper.foot, "today": words.day(paper.today, paper.lang),
        }  # fmt: skip
        named = [section for section in (*paper.body, *paper.annexes) if _KEY.match(section.id)]
        sections = {"note": paper.body, "annexes": paper.annexes}
        sections |= {f"sections.{section.id}": (section.model_copy(update={"title": None}),) for section in named}
        secret = secrets.token_hex(12)  # nobody can write it in a paper
        return cls(
            name=name,
            values={key: printable(value) for key, value in {**values, **own}.items() if _KEY.match(key)},
            titles={section.id: section.title or "" for section in named},
            sections=sections,
            lists={key: rows for key, rows in lists.items() if _KEY.match(key)},
            marks={key: f"[{secret}:{at}]" for at, key in enumerate(sections)},
        )

    @property
    def context(self) -> dict[str, Any]:
        """What docxtpl puts in place of the tags: words, and marks where blocks will come."""
        rows = {name: [SimpleNamespace(**{k: printable(v) for k, v in row.items()}) for row in rows] for name, rows in self.lists.items()}
        sections = {key.removeprefix("sections."): mark for key, mark in self.marks.items() if key.startswith("sections.")}
        return {
            **self.values, **rows, "titles": SimpleNamespace(**self.titles), "sections": SimpleNamespace(**sections),
            "note": self.marks["note"], "annexes": self.marks["annexes"],
        }  # fmt: skip

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.values, *self.sections, *(f"titles.{id}" for id in self.titles))

    def names(self, loop: tuple[str, str] | None) -> set[str]:
        """The fields that a tag may name; inside a loop, those of its row too."""
        found = {*self.known, *self.lists}
        if loop:
            found |= {f"{loop[0]}.{key}" for row in self.lists[loop[1]] for key in row}
        return found

    # -- reading the tags of a part

    def read(self, root: Any, main: bool) -> None:
        """Check every tag of a part; nothing that is not plainly one may look like one."""
        for each in root.iter():
            spoken = (each.tail or "") + ("" if each.tag == f"{W}t" else each.text or "")
            if _LEFT.search(spoken) or any(_LEFT.search(said) for said in each.attrib.values()):
                raise self.refused("{…}", "elle est hors du texte", "it stands outside the text")
        left, stack = [], _Stack(self)
        for paragraph in root.iter(f"{W}p"):
            said = "".join(each.text or "" for each in paragraph.iter(f"{W}t") if _paragraph_of(each) is paragraph)
            self.tags += sum(said.count(opening) for opening in ("{{", "{%", "{#"))
            if self.tags > MAX_TAGS:
                raise self.refused("{…}", f"plus de {MAX_TAGS} balises", f"more than {MAX_TAGS} tags")
            for tag in _TAG.findall(said):
                self._tag(tag, said, paragraph, stack, main)
            left.append(_TAG.sub(" ", said))
        if found := _LEFT.search("".join(left)):
            raise self.refused(found[0], "elle n’est pas fermée dans le même paragraphe", "it is not closed in the same paragraph")
        stack.close()

    def _tag(self, tag: str, said: str, paragraph: Any, stack: _Stack, main: bool) -> None:
        if tag.startswith("{#"):
            if re.match(r"\{#(p|tr|tc|r)\s", tag):
                raise self.refused(tag, "écrivez {# … #}", "write {# … #}")
            return
        if found := _FIELD.fullmatch(tag):
            self._field(tag, found[2] or found[4], bool(found[1]), said, paragraph, stack, main)
        elif found := _FOR.fullmatch(tag):
            if found[3] not in self.lists:
                raise self.refused(tag, f"listes connues : {', '.join(self.lists)}", f"known lists: {', '.join(self.lists)}")
            if found[2] in {*self.values, *self.lists, "note", "annexes", "sections", "titles", "loop"}:
                raise self.refused(tag, f"« {found[2]} » est déjà un champ", f'"{found[2]}" is already a field')
            stack.open("for", found[1], tag, said, paragraph, (found[2], found[3]))
        elif found := _IF.fullmatch(tag):
            self._named(tag, found[2], stack.loop)
            if "elif" in tag.split():
                stack.middle(found[1], tag, said, paragraph)
            else:
                stack.open("if", found[1], tag, said, paragraph, None)
        elif found := _ELSE.fullmatch(tag):
            stack.middle(found[1], tag, said, paragraph)
        elif found := _END.fullmatch(tag):
            stack.end(found[2], found[1], tag, said, paragraph)
        else:
            raise self.refused(
                tag, "seules sont comprises {{ champ }}, {{p champ }}, {% for x in liste %}, {% if champ %}, {% else %} et leurs fins",
                "only {{ field }}, {{p field }}, {% for x in list %}, {% if field %}, {% else %} and their ends are understood",
            )  # fmt: skip

    def _field(self, tag: str, name: str, whole: bool, said: str, paragraph: Any, stack: _Stack, main: bool) -> None:
        self._named(tag, name, stack.loop)
        if name in self.lists:
            raise self.refused(tag, "c’est une liste : parcourez-la par {% for %}", "it is a list: go through it with {% for %}")
        self.foot = self.foot or name == "foot"
        stack.count()
        if name in self.sections:
            self.blocks += 1
            if not main or _inside_box(paragraph):
                raise self.refused(tag, "un texte entier se place dans le corps du document, hors des en-têtes, pieds et zones de texte",
                                   "a whole text goes in the body of the document, not in a header, footer or text box")  # fmt: skip
            if said.strip() != tag or next(paragraph.iterdescendants(f"{W}p"), None) is not None:
                raise self.refused(tag, "un texte entier est seul dans son paragraphe", "a whole text is alone in its paragraph")
            if stack.loop or self.blocks > MAX_BLOCKS:
                raise self.refused(tag, "un texte entier ne se répète pas en boucle", "a whole text is not repeated in a loop")
        elif whole:
            raise self.refused(tag, "écrivez-la sans p : {{p … }} est pour un texte entier",
                               "write it without p: {{p … }} is for a whole text")  # fmt: skip

    def _named(self, tag: str, name: str, loop: tuple[str, str] | None) -> None:
        names = self.names(loop)
        if name not in names:
            near = get_close_matches(name, sorted(names), n=1)
            fr = f"champ inconnu{f', peut-être {near[0]}' if near else ''}"
            en = f"unknown field{f', maybe {near[0]}' if near else ''}"
            raise self.refused(tag, f"{fr}. Champs connus : {', '.join(sorted(names))}", f"{en}. Known fields: {', '.join(sorted(names))}")

    def refused(self, tag: str, fr: str, en: str) -> BadInput:
        shown = printable(tag)[:ECHO]
        return bad(self.name, None, f"balise « {shown} » : {fr}.", f'tag "{shown}": {en}.')


@dataclass
class _Open:
    kind: str
    prefix: str | None
    tag: str
    place: Any  # what its end must stand in too
    start: Any
    loop: tuple[str, str] | None
    tags: int = 0  # fields inside


class _Stack:
    """Loops and conditions open at a point of the text; a loop holds no other, and ends where it began."""

    def __init__(self, fields: _Fields) -> None:
        self.fields = fields
        self.opened: list[_Open] = []

    @property
    def loop(self) -> tuple[str, str] | None:
        return next((each.loop for each in self.opened if each.loop), None)

    def count(self) -> None:
        for each in self.opened:
            each.tags += 1

    def open(self, kind: str, prefix: str | None, tag: str, said: str, paragraph: Any, loop: tuple[str, str] | None) -> None:
        if loop:
            self.fields.loops += 1
            if self.loop or self.fields.loops > MAX_LOOPS:
                raise self.fields.refused(tag, "une boucle n’en contient pas d’autre", "a loop holds no other loop")
        self.opened.append(_Open(kind, prefix, tag, *self._place(prefix, tag, said, paragraph), loop))

    def middle(self, prefix: str | None, tag: str, said: str, paragraph: Any) -> None:
        if not self.opened or self.opened[-1].kind != "if":
            raise self.fields.refused(tag, "aucun {% if %} n’est ouvert", "no {% if %} is open")
        self._same(self.opened[-1], prefix, tag, self._place(prefix, tag, said, paragraph)[0])

    def end(self, kind: str, prefix: str | None, tag: str, said: str, paragraph: Any) -> None:
        if not self.opened or self.opened[-1].kind != kind:
            raise self.fields.refused(tag, f"aucun {{% {kind} %}} n’est ouvert ici", f"no {{% {kind} %}} is open here")
        last = self.opened.pop()
        place, here = self._place(prefix, tag, said, paragraph)
        self._same(last, prefix, tag, place)
        if last.loop:
            rows = self.fields.lists[last.loop[1]]
            texts = (*self.fields.values.values(), *self.fields.titles.values(), *(value for row in rows for value in row.values()))
            longest = max(map(len, texts), default=0)
            self.fields.written += len(rows) * (_size(last.start, here) + last.tags * longest)
            if self.fields.written > MAX_WRITTEN:
                raise self.fields.refused(last.tag, "cette boucle écrirait un document démesuré", "this loop would write a huge document")

    def close(self) -> None:
        if self.opened:
            last = self.opened[-1]
            raise self.fields.refused(last.tag, f"il manque {{% end{last.kind} %}}", f"{{% end{last.kind} %}} is missing")

    def _same(self, last: _Open, prefix: str | None, tag: str, place: Any) -> None:
        if prefix != last.prefix or place is not last.place:
            raise self.fields.refused(
                tag, f"elle ne va pas avec « {last.tag} » : même lettre (p, tr ou rien), même paragraphe, page ou tableau",
                f'it does not go with "{last.tag}": same letter (p, tr or none), same paragraph, page or table',
            )  # fmt: skip

    def _place(self, prefix: str | None, tag: str, said: str, paragraph: Any) -> tuple[Any, Any]:
        """What a tag must share with its end, and the element it stands for."""
        if prefix is None:
            return paragraph, paragraph
        if _inside_box(paragraph):
            raise self.fields.refused(tag, "pas dans une zone de texte", "not in a text box")
        if prefix == "p":
            if said.strip() != tag or next(paragraph.iterdescendants(f"{W}p"), None) is not None:
                raise self.fields.refused(tag, "elle est seule dans son paragraphe", "it is alone in its paragraph")
            return paragraph.getparent(), paragraph
        row = next((each for each in paragraph.iterancestors(f"{W}tr")), None)
        alone = row is not None and "".join(each.text or "" for each in row.iter(f"{W}t")).strip() == tag
        if row is None or not alone or next(row.iterdescendants(f"{W}tr"), None) is not None:
            raise self.fields.refused(tag, "elle est seule dans une ligne de tableau", "it is alone in a row of a table")
        return row.getparent(), row


def _size(start: Any, end: Any) -> int:
    """Characters of XML from one element to another of the same parent."""
    total = len(etree.tostring(start)) if start is end else 0
    each = start
    while each is not None and each is not end:
        total += len(etree.tostring(each))
        each = each.getnext()
    return total


def _paragraph_of(element: Any) -> Any:
    return next(element.iterancestors(f"{W}p"), None)


def _inside_box(paragraph: Any) -> bool:
    return next(paragraph.iterancestors(f"{W}p"), None) is not None


class _Narrow(SandboxedEnvironment):
    """A second lock: whatever reaches it, only fields, loops over a known list and conditions are compiled."""

    ALLOWED: tuple[type[nodes.Node], ...] = (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Not,
    )  # fmt: skip

    def __init__(self, fields: _Fields) -> None:
        super().__init__(autoescape=True, extensions=[], cache_size=0)
        self.fields = fields
        for shelf in (self.globals, self.filters, self.tests):
            shelf.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            inner = isinstance(node, nodes.For) and (not isinstance(node.iter, nodes.Name) or node.recursive or node.test or node.else_)
            if not isinstance(node, self.ALLOWED) or inner or (isinstance(node, nodes.Getattr) and node.attr.startswith("_")):
                kind = type(node).__name__
                raise self.fields.refused(
                    "{…}", f"ce qu’elle demande ({kind}) n’est pas admis", f"what it asks for ({kind}) is not allowed"
                )
        return tree


# -- blocks in their places ----------------------------------------------------------------------------------


def _laid(document: Any, paper: Paper, fields: _Fields) -> bytes:
    """The document with its blocks, its properties, its record, and the versions at its foot."""
    docx.properties(document, paper)
    body = document.element.body
    held = {mark: key for key, mark in fields.marks.items()}
    places = [(anchor, held[mark]) for mark, anchor in _anchors(body, fields)]
    if places:
        _bring_styles(document, paper)
    numbers = count(1 + max((int(each.get(qn("w:id"), "0")) for each in body.iter(f"{W}bookmarkStart")), default=0))
    for anchor, key in places:
        heading = paper.annexes_title if key == "annexes" and paper.annexes else ""
        _put(document, anchor, fields.sections[key], heading, numbers)
    if paper.foot and not fields.foot:
        document.sections[0].footer.add_paragraph(paper.foot)
    if paper.record is not None:
        docx.carry(document, paper.record)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _anchors(body: Any, fields: _Fields) -> Iterator[tuple[str, Any]]:
    """The mark and the place of each block, an empty paragraph standing for it."""
    marks = set(fields.marks.values())
    pattern = re.compile("|".join(re.escape(mark) for mark in marks))
    for each in list(body.iter()):
        if each.tag == f"{W}t" and (found := pattern.search(each.text or "")):
            paragraph = _paragraph_of(each)
            for child in list(paragraph):
                if child.tag != f"{W}pPr":
                    paragraph.remove(child)
            yield found[0], paragraph
        elif each.tag in (f"{W}body", f"{W}tc", f"{W}sdtContent") and (found := pattern.search(each.text or "")):
            anchor = OxmlElement("w:p")
            each.text = None
            each.insert(0, anchor)
            yield found[0], anchor
        if found := pattern.search(each.tail or ""):
            last = each
            for mark in pattern.findall(each.tail):  # several, one after the other
                anchor = OxmlElement("w:p")
                last.addnext(anchor)
                anchor.tail, last.tail = None, None
                yield mark, anchor
                last = anchor


def _put(document: Any, anchor: Any, sections: Sequence[Section], heading: str, numbers: Iterator[int]) -> None:
    """Lay blocks out at the end of the document, under their heading if any, then bring them to their place, no wider than it is."""
    body = document.element.body
    there = len(body)
    if heading:
        docx.titled(document, heading, 1, next(numbers)).paragraph_format.page_break_before = True
    for section in sections:
        if section.blocks:
            docx.section(document, section, 2 if heading else 1, numbers)
    last = 1 if body[-1].tag == f"{W}sectPr" else 0
    made = body[there - last : len(body) - last]
    factor = min(1.0, _width(document, anchor) / docx.WIDTH)
    holder = anchor.getparent()
    for each in made:
        _narrowed(each, factor)
        anchor.addprevious(each)
    if holder.tag != f"{W}tc" or (made and made[-1].tag == f"{W}p"):  # a cell ends with a paragraph
        holder.remove(anchor)


def _width(document: Any, anchor: Any) -> int:
    """Of the text where a block goes, in English metric units."""
    cell = next(anchor.iterancestors(f"{W}tc"), None)
    if cell is not None:
        width = cell.find(f"{W}tcPr/{W}tcW")
        if width is not None and width.get(qn("w:type")) == "dxa" and width.get(qn("w:w"), "").isdigit():
            return max(int(width.get(qn("w:w"))) - 220, 600) * 635
    page = document.sections[0]
    sizes = (page.page_width, page.left_margin, page.right_margin)
    return int(sizes[0] - sizes[1] - sizes[2]) if None not in sizes else int(docx.WIDTH)


def _narrowed(element: Any, factor: float) -> None:
    """Tables and pictures brought to the width of the template."""
    if factor >= 1:
        return
    for each in element.iter(f"{W}tcW", f"{W}gridCol"):
        if (width := each.get(qn("w:w"), "")).isdigit():
            each.set(qn("w:w"), str(int(int(width) * factor)))
    for each in element.iter(qn("wp:extent"), qn("a:ext")):
        for side in ("cx", "cy"):
            if each.get(side, "").isdigit():
                each.set(side, str(int(int(each.get(side)) * factor)))


# -- styles that the template does not have ------------------------------------------------------------------


def _bring_styles(document: Any, paper: Paper) -> None:
    """Add the styles that are missing, in the template's own font; those it has are left as they are."""
    own = Document()
    docx.styles(own, paper)
    there = {_style_name(each): each for each in document.styles.element.iter(f"{W}style")}
    taken = {each.get(qn("w:styleId")) for each in there.values()}
    ours = {_style_name(each): each for each in own.styles.element.iter(f"{W}style")}
    ids = {each.get(qn("w:styleId")): name for name, each in ours.items()}
    for name in _STYLES:
        key = name.lower()
        if key in there or key not in ours:
            continue
        style = deepcopy(ours[key])
        if style.get(qn("w:styleId")) in taken:
            continue
        for link in ("w:basedOn", "w:next", "w:link"):
            if (each := style.find(qn(link))) is not None:
                known = there.get(ids.get(each.get(qn("w:val")), ""))
                if known is None:
                    style.remove(each)
                else:
                    each.set(qn("w:val"), known.get(qn("w:styleId")))
        for fonts in list(style.iter(f"{W}rFonts")):
            fonts.getparent().remove(fonts)
        for number in style.iter(f"{W}numId"):
            number.set(qn("w:val"), _bring_list(document, own, number.get(qn("w:val"))))
        document.styles.element.append(style)
        there[key] = style
        taken.add(style.get(qn("w:styleId")))


def _style_name(style: Any) -> str:
    name = style.find(f"{W}name")
    return str(name.get(qn("w:val"))).lower() if name is not None else ""


def _bring_list(document: Any, own: Any, number: str) -> str:
    """Copy the bullets or numbers of a style of ours; the number they get in the template."""
    source, target = own.part.numbering_part.element, _numbering(document)
    wanted = next(each for each in source.iter(f"{W}num") if each.get(qn("w:numId")) == number)
    shape = wanted.find(f"{W}abstractNumId").get(qn("w:val"))
    abstract = deepcopy(next(each for each in source.iter(f"{W}abstractNum") if each.get(qn("w:abstractNumId")) == shape))
    free = _free(target, "abstractNum", "abstractNumId")
    abstract.set(qn("w:abstractNumId"), free)
    for each in list(abstract.iter(f"{W}nsid", f"{W}tmpl")):
        each.getparent().remove(each)
    first = next(target.iter(f"{W}num"), None)
    if first is None:
        target.append(abstract)
    else:
        first.addprevious(abstract)
    num = OxmlElement("w:num")
    num.set(qn("w:numId"), _free(target, "num", "numId", 1))
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), free)
    num.append(link)
    last = list(target.iter(f"{W}num"))
    (last[-1] if last else abstract).addnext(num)
    return str(num.get(qn("w:numId")))


def _free(root: Any, tag: str, key: str, least: int = 0) -> str:
    used = [int(each.get(qn(f"w:{key}"), "0")) for each in root.iter(f"{W}{tag}")]
    return str(max([least - 1, *used]) + 1)


def _numbering(document: Any) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part.element
    content = f"<w:numbering {nsdecls('w')}/>".encode()
    part = NumberingPart.load(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, content, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return part.element
