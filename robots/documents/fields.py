"""Single values by their labels: in the next cell, or after the label in the same one."""

from __future__ import annotations

from collections.abc import Sequence

from robots.documents.grammar import Grammar
from robots.documents.labels import Remainder, remainder
from robots.documents.layout import FieldPattern, Layout
from robots.documents.text_layer import Cell, Line
from robots.documents.values import Doubt, Found, is_labelled, parsed


def read_fields(layout: Layout, lines: Sequence[Line]) -> dict[str, Found]:
    """Every single field that the document has.

    Raises:
        Doubt: a required field is missing, is not written in its grammar, or stands twice with
            two values.
    """
    found: dict[str, Found] = {}
    section: str | None = None
    for line in lines:
        section = _heading(layout, line) or section
        for index, cell in enumerate(line.cells):
            beside = line.cells[index + 1] if index + 1 < len(line.cells) else None
            hit = _field_in(layout, section, cell, beside)
            if hit is None:
                continue
            name, value = hit
            if name in found and found[name].value != value.value:
                raise Doubt("document_doubtful_two_values", layout.fields[name].labels)
            found.setdefault(name, value)
    for name, pattern in layout.fields.items():
        if pattern.required and name not in found:
            raise Doubt("document_doubtful_missing", pattern.labels)
    return found


def _heading(layout: Layout, line: Line) -> str | None:
    return next(
        (name for name, labels in layout.sections.items() if is_labelled(line.cells[0], labels)),
        None,
    )


def _field_in(
    layout: Layout, section: str | None, cell: Cell, beside: Cell | None
) -> tuple[str, Found] | None:
    """The field whose label begins the cell, with its value; the longest label wins."""
    hits = [
        (label, name, pattern, rest)
        for name, pattern in layout.fields.items()
        if pattern.section in (None, section)
        for label in pattern.labels.all
        if (rest := remainder(cell.text, label)) is not None
    ]
    if not hits:
        return None
    label, name, pattern, rest = max(hits, key=lambda hit: len(hit[0]))
    value = cell.after(len(cell.text) - len(rest.text)) if rest.text else beside
    if value is None or not _looks_like_a_value(pattern, value.text, rest):
        return None
    return name, parsed(value, pattern.grammar, label, pattern.labels)


def _looks_like_a_value(pattern: FieldPattern, text: str, rest: Remainder) -> bool:
    """Whether it stands there as the label's value, and is not a sentence that begins alike."""
    if rest.has_colon:
        return True
    if pattern.grammar is Grammar.TEXT:
        return not rest.text
    return text[0] in "-−–—€" or text[0].isdigit() or pattern.grammar.parse(text) is not None
