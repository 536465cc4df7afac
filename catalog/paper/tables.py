"""How a table is read: which of its cells name the others."""

from __future__ import annotations

from catalog.paper.elements import Table


def names_its_rows(table: Table) -> bool:
    """Whether the first column says what each row is about: all filled, all different, nothing left to complete."""
    firsts = [row[0] for row in table.rows]
    said = ["".join(span.text for span in words).strip() for words in firsts]
    complete = not any(span.mark == "hole" for words in firsts for span in words)
    return len(table.header) > 1 and len(said) > 1 and all(said) and len(set(said)) == len(said) and complete
