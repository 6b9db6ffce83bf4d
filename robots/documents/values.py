"""A value that was read in a document, and the doubt that stands in its place otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from robots.casework.reason import Reason
from robots.documents.grammar import Grammar, Value
from robots.documents.labels import same
from robots.documents.layout import Labels
from robots.documents.text_layer import Cell


class Doubt(Exception):
    """The document says something that cannot be read with certainty; nothing is chosen instead.

    The reason names a field by its label and a table by its first head, never a value.
    """

    def __init__(self, code: str, labels: Labels | None = None, **values: str) -> None:
        super().__init__(code)
        if labels is not None:
            values["field"] = str(labels)
        self.reason = Reason(code, values)


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the cell it was read from."""

    value: Value
    cell: Cell
    label: str
    """What the layout calls it: the label, or the column's name."""

    @property
    def amount(self) -> Decimal | None:
        """The amount in euros; None for a cell that says there is none."""
        return self.value if isinstance(self.value, Decimal) else None


def parsed(cell: Cell, grammar: Grammar, label: str, labels: Labels) -> Found:
    """The whole cell as a value.

    Raises:
        Doubt: it is not exactly one, or a gap in it may part two columns of numbers.
    """
    value = grammar.parse(cell.text)
    if value is None or (grammar.is_amount and cell.has_wide_space):
        raise Doubt("document_doubtful_grammar", labels)
    return Found(value, cell, label)


def is_labelled(cell: Cell, labels: Labels) -> bool:
    """Whether the cell is one of the labels and nothing more."""
    return any(same(cell.text, label) for label in labels.all)
