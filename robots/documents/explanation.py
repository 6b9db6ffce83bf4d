"""Why a document is read as it is: what was seen, which kinds fit, where each value stands.

For the person who writes or adapts a layout. Made in a child process of its own, under the same
limits as a reading; identity codes are masked in everything that leaves it.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from robots.casework.machine import limit_own_memory, limit_own_time, refuse_own_connections
from robots.casework.reason import Reason
from robots.documents.coverage import read_page
from robots.documents.examination import examine
from robots.documents.fields import look_for_fields
from robots.documents.layout import Labels, Layout
from robots.documents.layouts import load_layouts
from robots.documents.reading import Reading
from robots.documents.recognition import Fit, fits
from robots.documents.settings import Limits
from robots.documents.structure import NotReadable, check_file, opened
from robots.documents.tables import read_table
from robots.documents.text_layer import Cell, Line
from robots.documents.values import Doubt

_BYTES_A_MEGABYTE: Final = 1024 * 1024
_IDENTITY_CODE: Final = re.compile(r"(?<!\w)(\d{6})[-+A-FU-Y]\d{3}[0-9A-Y](?!\w)", re.IGNORECASE)
_MASKED: Final = r"\1*****"
CELLS_PARTED_BY: Final = " | "


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line as the reader sees it, its cells parted by a bar."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One field or table of the layout, and what became of it."""

    name: str
    labels: str
    is_required: bool
    provenance: str
    found: tuple[str, ...] = ()
    """The values as printed, each with its page and place; a table's row by row."""
    doubt: Reason | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reading does not say."""

    reading: Reading
    lines: tuple[SeenLine, ...] = ()
    fits: tuple[Fit, ...] = ()
    """Every layout, the best first."""
    layout: str | None = None
    """The layout that ``fields`` and ``tables`` are of: the one asked for, or the best."""
    fields: tuple[Part, ...] = ()
    tables: tuple[Part, ...] = ()


_EXPLANATION: Final = TypeAdapter(Explanation)


def from_wire(content: bytes) -> Explanation:
    """The explanation that a child process sent.

    Raises:
        pydantic.ValidationError: it is none; a hostile file may have broken the child.
    """
    return _EXPLANATION.validate_json(content)


def serve(
    connection: Connection,
    layouts_folder: str,
    limits_json: str,
    password: str | None,
    kind: str | None,
) -> None:
    """Explain the one document that comes through the connection."""
    logging.disable(logging.CRITICAL)  # the libraries write parts of documents into warnings
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        limits = Limits.model_validate_json(limits_json)
        layouts = load_layouts(Path(layouts_folder))
        content = connection.recv_bytes()
        refuse_own_connections()
        limit_own_memory(limits.memory_megabytes * _BYTES_A_MEGABYTE)
        limit_own_time(2 * limits.seconds)
        explanation = explain(content, password, layouts, limits, kind)
        connection.send_bytes(_EXPLANATION.dump_json(explanation))


def explain(
    content: bytes,
    password: str | None,
    layouts: Sequence[Layout],
    limits: Limits,
    kind: str | None = None,
) -> Explanation:
    """Read the document, and look at it once more beside the layouts.

    Args:
        kind: look for this layout's values, whether its marks stand in the document or not.
    """
    reading = examine(content, password, layouts, limits)
    try:
        check_file(content, limits)
        with opened(content, password, limits) as document:
            pages = [read_page(document, index, limits) for index in range(len(document))]
    except NotReadable:
        return Explanation(reading)
    lines = [line for page in pages for line in page.lines]
    ordered = sorted(fits(lines, layouts), key=Fit.order)
    wanted = kind or (ordered[0].kind if ordered[0].is_near else None)
    layout = next((one for one in layouts if one.kind == wanted), None)
    return Explanation(
        reading,
        tuple(SeenLine(line.page, _shown(line)) for line in lines),
        tuple(ordered),
        wanted,
        _fields(layout, lines) if layout else (),
        _tables(layout, lines) if layout else (),
    )


def _fields(layout: Layout, lines: Sequence[Line]) -> tuple[Part, ...]:
    found = look_for_fields(layout, lines)
    parts = []
    for name, pattern in layout.fields.items():
        part = Part(name, _every(pattern.labels), pattern.required, pattern.provenance)
        match found.get(name):
            case None:
                parts.append(part)
            case Doubt() as doubt:
                parts.append(_with(part, (), doubt.reason))
            case value:
                parts.append(_with(part, (_placed(value.cell),), None))
    return tuple(parts)


def _tables(layout: Layout, lines: Sequence[Line]) -> tuple[Part, ...]:
    parts = []
    for name, pattern in layout.tables.items():
        heads = ", ".join(_every(column.labels) for column in pattern.columns.values())
        part = Part(name, heads, pattern.required, pattern.provenance)
        try:
            rows = read_table(pattern, lines)
        except Doubt as doubt:
            parts.append(_with(part, (), doubt.reason))
            continue
        found = tuple(
            CELLS_PARTED_BY.join(_placed(value.cell) for value in row.values.values())
            for row in rows
        )
        parts.append(_with(part, found, None))
    return tuple(parts)


def _with(part: Part, found: tuple[str, ...], doubt: Reason | None) -> Part:
    return Part(part.name, part.labels, part.is_required, part.provenance, found, doubt)


def _every(labels: Labels) -> str:
    return " / ".join((*labels.fi, *labels.sv))


def _placed(cell: Cell) -> str:
    box = cell.box
    return f"{_masked(cell.text)} [{cell.page}: {box.left:.0f},{box.top:.0f}]"


def _shown(line: Line) -> str:
    return _masked(CELLS_PARTED_BY.join(cell.text for cell in line.cells))


def _masked(text: str) -> str:
    return _IDENTITY_CODE.sub(_MASKED, text)
