"""Single values by their labels: in the next cell, after the label in the same one, or in the
column of their section.

A line that holds two amounts for one label is a doubt: which of them is meant, nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from robots.documents.grammar import Grammar
from robots.documents.labels import Remainder, remainder
from robots.documents.layout import FieldPattern, Layout
from robots.documents.text_layer import Box, Cell, Line
from robots.documents.values import Doubt, Found, is_labelled, parsed

#: So many sections' names in one line are the heads of columns, not a heading.
_HEADS_OF_COLUMNS: Final = 2


@dataclass(slots=True)
class _Where:
    """Under which heading, or under which columns' heads, the lines stand that come now."""

    section: str | None = None
    columns: Mapping[str, Box] = field(default_factory=dict)

    def move(self, layout: Layout, line: Line) -> None:
        named = {
            name: cell.box
            for cell in line.cells
            for name, labels in layout.sections.items()
            if is_labelled(cell, labels)
        }
        if len(named) >= _HEADS_OF_COLUMNS:
            self.section, self.columns = None, named
        elif named and is_labelled(line.cells[0], layout.sections[next(iter(named))]):
            self.section, self.columns = next(iter(named)), {}


def read_fields(layout: Layout, lines: Sequence[Line]) -> dict[str, Found]:
    """Every single field that the document has.

    Raises:
        Doubt: a required field is missing, is not written in its grammar, or stands twice with
            two values.
    """
    found: dict[str, Found] = {}
    for name, value in look_for_fields(layout, lines).items():
        if isinstance(value, Doubt):
            raise value
        found[name] = value
    return found


def look_for_fields(layout: Layout, lines: Sequence[Line]) -> dict[str, Found | Doubt]:
    """Each field that was found or that must be there, with its value or why there is none."""
    found: dict[str, Found | Doubt] = {}
    where = _Where()
    for line in lines:
        where.move(layout, line)
        for index, cell in enumerate(line.cells):
            hit = _label_in(layout, where, cell)
            if hit is None:
                continue
            name, label, rest = hit
            value = _value(layout, where, (name, label), rest, cell, line.cells[index + 1 :])
            if value is not None:
                found[name] = _the_one(layout, name, found.get(name), value)
    for name, pattern in layout.fields.items():
        if pattern.required and name not in found:
            found[name] = Doubt("document_doubtful_missing", pattern.labels)
    return found


def _the_one(
    layout: Layout, name: str, before: Found | Doubt | None, now: Found | Doubt
) -> Found | Doubt:
    if before is None or isinstance(before, Doubt) or isinstance(now, Doubt):
        return before if isinstance(before, Doubt) else now
    if before.value != now.value:
        return Doubt("document_doubtful_two_values", layout.fields[name].labels)
    return before


def _label_in(layout: Layout, where: _Where, cell: Cell) -> tuple[str, str, Remainder] | None:
    """The field whose label begins the cell; the longest label wins."""
    hits = [
        (label, name, rest)
        for name, pattern in layout.fields.items()
        if pattern.section in (None, where.section, *where.columns)
        for label in pattern.labels.all
        if (rest := remainder(cell.text, label)) is not None
    ]
    if not hits:
        return None
    label, name, rest = max(hits, key=lambda hit: len(hit[0]))
    return name, label, rest


def _value(
    layout: Layout,
    where: _Where,
    named: tuple[str, str],
    rest: Remainder,
    cell: Cell,
    beside: Sequence[Cell],
) -> Found | Doubt | None:
    """What stands for the label, or None where the words are no label here."""
    name, label = named
    pattern = layout.fields[name]
    if pattern.section in where.columns and pattern.section is not None:
        beside = _beneath(where.columns, pattern.section, beside)
        value = beside[0] if beside and not rest.text else None
    elif rest.text:
        value = cell.after(len(cell.text) - len(rest.text))
        beside = [cell, *beside]
    else:
        value = beside[0] if beside else None
    if value is None or not _looks_like_a_value(pattern, value.text, rest):
        return None
    if pattern.grammar.is_amount and _has_another_amount(beside[1:]):
        return Doubt("document_doubtful_two_values", pattern.labels)
    try:
        return parsed(value, pattern.grammar, label, pattern.labels)
    except Doubt as doubt:
        return doubt


def _beneath(columns: Mapping[str, Box], section: str, cells: Sequence[Cell]) -> list[Cell]:
    """The cells that stand beneath the section's head and beneath no other one."""
    return [
        cell
        for cell in cells
        if [name for name, head in columns.items() if head.overlap(cell.box) > 0] == [section]
    ]


def _has_another_amount(cells: Sequence[Cell]) -> bool:
    """Whether a second amount follows before any other words do."""
    for cell in cells:
        if Grammar.AMOUNT_A_MONTH.parse(cell.text) is not None:
            return True
        if any(character.isalpha() for character in cell.text):
            return False
    return False


def _looks_like_a_value(pattern: FieldPattern, text: str, rest: Remainder) -> bool:
    """Whether it stands there as the label's value, and is not a sentence that begins alike."""
    if rest.has_colon:
        return True
    if pattern.grammar is Grammar.TEXT:
        return not rest.text
    return text[0] in "-−–—€" or text[0].isdigit() or pattern.grammar.parse(text) is not None
