"""What a report becomes on paper and in files: one module a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from catalog.load import Catalog
from catalog.paper import docx, markdown
from catalog.words import Lang
from catalog.yamlfile import bad
from planner.plan import Plan
from planner.report import Report, report
from planner.writers import ics

WRITERS: Mapping[str, Callable[[Report, Path], None]] = {".docx": docx.write, ".md": markdown.write}
FORMATS: tuple[str, ...] = (*WRITERS, ".ics", ".json")  # .ics holds its dates, .json the plan itself


def write(plan: Plan, catalog: Catalog, path: Path, lang: Lang, today: date) -> None:
    """Write the council note of a plan, its dates, or the plan itself, in the format that the suffix of `path` names.

    Args:
        today: the day written on the note.
    Raises:
        BadInput: a suffix that no writer knows, or a file that cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        shown, known = suffix[:20] or "?", ", ".join(FORMATS)
        raise bad(path.name[-60:], None, f"« {shown} » n’est pas un format connu. Formats possibles : {known}.",
                  f'"{shown}" is not a known format. Possible formats: {known}.')  # fmt: skip
    try:
        if suffix == ".json":
            path.write_text(plan.model_dump_json(by_alias=True, exclude_none=True, indent=2) + "\n", encoding="utf-8")
        elif suffix == ".ics":
            ics.write(plan, catalog, path, lang, today)
        else:
            WRITERS[suffix](report(plan, catalog, lang, today), path)
    except OSError as error:
        reason = error.strerror or "?"
        raise bad(path.name[-60:], None, f"le fichier ne peut pas être écrit ({reason}). Choisissez un autre emplacement.",
                  f"the file cannot be written ({reason}). Choose another place.") from None  # fmt: skip
