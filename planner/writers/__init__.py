"""What a plan becomes on paper and in files: one module a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from catalog.load import Catalog
from catalog.paper import docx, html, markdown, pdf, template
from catalog.paper.elements import Paper
from catalog.words import Lang
from catalog.yamlfile import bad
from planner.documents.shelf import paper
from planner.plan import Plan, dump
from planner.reach import Situation
from planner.writers import fields, ics, xlsx

# The formats that lay out any paper, and those that hold something of the plan: its tables, its dates, itself.
LAYOUTS: Mapping[str, Callable[[Paper, Path], None]] = {
    ".docx": docx.write, ".pdf": pdf.write, ".html": html.write, ".md": markdown.write,
}  # fmt: skip
FORMATS: tuple[str, ...] = (*LAYOUTS, ".xlsx", ".ics", ".json", ".yaml")


def write(
    plan: Plan,
    catalog: Catalog,
    path: Path,
    lang: Lang,
    today: date,
    name: str = "note",
    kept_until: date | None = None,
    situation: Situation | None = None,
) -> None:
    """Write a document of a plan, its tables, its dates, or the plan itself, in the format that the suffix of `path` names.

    Args:
        today: the day written on it.
        name: which document, a key of `planner.documents.shelf.PAPERS`; tables, dates and the plan itself have one form only.
        kept_until: when the plan leaves the store if nobody opens it; None when it is in none.
        situation: the plan's brief laid on the catalogue, when it is already at hand.
    Raises:
        BadInput: a suffix that no writer knows, or a file that cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        shown, known = suffix[:20] or "?", ", ".join(FORMATS)
        raise bad(path.name[-60:], None, f"« {shown} » n’est pas un format connu. Formats possibles : {known}.",
                  f'"{shown}" is not a known format. Possible formats: {known}.')  # fmt: skip
    try:
        if suffix in LAYOUTS:
            LAYOUTS[suffix](paper(name, plan, catalog, lang, today, kept_until, situation), path)
        elif suffix == ".xlsx":
            xlsx.write(plan, catalog, path, lang, today, kept_until, situation)
        elif suffix == ".ics":
            ics.write(plan, catalog, path, lang, today, kept_until, situation)
        else:
            text = plan.model_dump_json(by_alias=True, exclude_none=True, indent=2) + "\n" if suffix == ".json" else dump(plan)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "?"
        raise bad(path.name[-60:], None, f"le fichier ne peut pas être écrit ({reason}). Choisissez un autre emplacement.",
                  f"the file cannot be written ({reason}). Choose another place.") from None  # fmt: skip


def fill(
    plan: Plan, catalog: Catalog, own: bytes, path: Path, lang: Lang, today: date, name: str = "note", kept_until: date | None = None
) -> None:
    """Write a document of a plan in an organisation's own Word template (docs/template.md).

    Args:
        own: the template, a .docx or .dotx file from anybody.
    Raises:
        BadInput: the template is not a Word file, or asks for what it may not.
    """
    situation = Situation(plan.brief, catalog)
    values, lists = fields.fields(plan, catalog, lang, today, situation)
    template.fill(paper(name, plan, catalog, lang, today, kept_until, situation), own, path, values, lists)
