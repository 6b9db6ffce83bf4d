"""Texts put into cells of a file's content; everything else in it stays as it was.

A workbook is not loaded and saved whole, since that would lose what the officers' own programs keep
in it beside cells (pictures, comments, the last values of formulas, by which the next reading
lives): only the sheet's own part of the package is touched, and only the cells named.
"""

from __future__ import annotations

import codecs
import csv
import io
import posixpath
import zipfile
from collections.abc import Mapping
from typing import Final, TypeAlias

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from robots.worklist.errors import ResultColumnComputed
from robots.worklist.fields import Cell

#: (row as Excel counts, index of the column) → the text that the cell shall show.
Texts: TypeAlias = Mapping[tuple[int, int], str]

_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def in_workbook(content: bytes, sheet: str | None, texts: Texts) -> bytes:
    """The workbook with those texts in the named sheet, or in the first.

    Raises:
        ResultColumnComputed: a formula stands in one of the cells.
    """
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        part = _part_of(old, sheet)
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == part:
                data = _with_texts(data, texts)
            new.writestr(entry, data, compress_type=entry.compress_type)
    return result.getvalue()


def in_csv(content: bytes, rows: list[list[Cell]], delimiter: str, texts: Texts) -> bytes:
    """The CSV file with those texts; its mark of UTF-8 and its ends of lines are kept."""
    for (row, column), text in texts.items():
        cells = rows[row - 1]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text
    stream = io.StringIO(newline="")
    end = "\r\n" if b"\r\n" in content else "\n"
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return mark + stream.getvalue().encode()


def _part_of(package: zipfile.ZipFile, sheet: str | None) -> str:
    """The name of the sheet's part in the package."""
    ((_, book_part),) = [
        (kind, target)
        for kind, target in _relations(package, "").values()
        if kind.endswith("/officeDocument")
    ]
    book = _parsed(package.read(book_part))
    sheets = {one.get("name"): one for one in book.iter("{*}sheet")}
    element = sheets[sheet] if sheet is not None else next(iter(sheets.values()))
    relation = next(
        str(value) for name, value in element.attrib.items() if str(name).endswith("}id")
    )
    return _relations(package, book_part)[relation][1]


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Id of a relation → its kind and the name of the part that it leads to."""
    folder, name = posixpath.split(part)
    relations = _parsed(package.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        one.get("Id", ""): (
            one.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in relations
        if isinstance(one.tag, str)
    }


def _with_texts(part: bytes, texts: Texts) -> bytes:
    root = _parsed(part)
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in texts.items():
        by_row.setdefault(row, {})[column + 1] = text
    number = 0
    for row_element in root.iter("{*}row"):
        number = int(row_element.get("r", number + 1))
        if number in by_row:
            row_element.attrib.pop("spans", "")  # only a hint, and it may be too narrow now
            _fill(row_element, number, by_row[number])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _fill(row_element: etree._Element, row: int, texts: Mapping[int, str]) -> None:
    """Column (from 1) → text, into one row whose cells stand in the order of columns."""
    cells: dict[int, etree._Element] = {}
    column = 0
    for cell in row_element.iter("{*}c"):
        place = cell.get("r")
        column = column_index_from_string(coordinate_from_string(place)[0]) if place else column + 1
        cells[column] = cell
    namespace = etree.QName(row_element).namespace
    for column, text in sorted(texts.items()):
        if column not in cells:
            new = etree.Element(f"{{{namespace}}}c", r=f"{get_column_letter(column)}{row}")
            after = min((one for one in cells if one > column), default=None)
            if after is None:
                row_element.insert(len(cells), new)
            else:
                cells[after].addprevious(new)
            cells[column] = new
        _set(cells[column], text, namespace)


def _set(cell: etree._Element, text: str, namespace: str | None) -> None:
    if cell.find("{*}f") is not None:
        raise ResultColumnComputed(cell=cell.get("r", ""))
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")
    if text:
        cell.set("t", "inlineStr")
        inline = etree.SubElement(cell, f"{{{namespace}}}is")
        content = etree.SubElement(inline, f"{{{namespace}}}t")
        content.set(_XML_SPACE, "preserve")
        content.text = text


def _parsed(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    return etree.fromstring(part, parser)
