"""What is written in the fields of a form: it stands in the fields alone, not in the page's text.

Read from the form by pdfium, and checked against the annotations' own dictionaries as pdfminer
sees them. Empty fields and signatures are left out; a ticked box has the value ``X``.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from robots.documents.remarks import Edges, FormValue
from robots.documents.structure import passwords_to_try
from robots.documents.text_layer import Box, Line, edges_of, placing

TICKED: Final = "X"
_BUTTONS: Final = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
#: Without anything that a person has put in.
_LEFT_OUT: Final = (pdfium.FPDF_FORMFIELD_SIGNATURE, pdfium.FPDF_FORMFIELD_PUSHBUTTON)
#: In points: how far above a field its label may stand, and how far two readers' boxes may differ.
_ABOVE: Final = 20.0
_SAME_PLACE: Final = 1.5
#: Fields of a form that a person has filled; more is no form that a client hands in.
_MOST_FIELDS: Final = 2000
_LONGEST_VALUE: Final = 4000


def has_form(document: Any) -> bool:
    """Whether the document has fields to fill, signatures left out, or is a form of XFA's kind."""
    kind = document.get_formtype()
    if kind == pdfium.FORMTYPE_NONE:
        return False
    if kind != pdfium.FORMTYPE_ACRO_FORM:
        return True
    document.init_forms()
    return any(True for index in range(len(document)) for _ in _widgets(document, index))


def form_values(
    document: Any, content: bytes, password: str | None, lines: Sequence[Line]
) -> tuple[FormValue, ...]:
    """The filled fields, in the pages' order.

    Args:
        lines: the pages' text, in which the labels stand.
    """
    document.init_forms()
    seen = [
        value
        for index in range(len(document))
        for widget in _widgets(document, index)
        if (value := _value(widget, document.formenv))
    ]
    if not seen:
        return ()
    others = list(_in_dictionaries(content, password))
    return tuple(
        FormValue(
            name,
            _label(lines, page, box, is_button) or described or name,
            value,
            page,
            edges_of(box),
            any(_same(page, box, value, other) for other in others),
        )
        for page, box, name, described, value, is_button in seen[:_MOST_FIELDS]
    )


class _Widget:
    """One field as it stands on its page."""

    def __init__(self, annotation: Any, kind: int, page: int, box: Box) -> None:
        self.annotation = annotation
        self.kind = kind
        self.page = page
        self.box = box


def _widgets(document: Any, index: int) -> Iterator[_Widget]:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return
    place = placing(page)
    rectangle = pdfium.FS_RECTF()
    try:
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            try:
                if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET:
                    continue
                kind = pdfium.FPDFAnnot_GetFormFieldType(document.formenv, annotation)
                if kind in _LEFT_OUT or not pdfium.FPDFAnnot_GetRect(annotation, rectangle):
                    continue
                corners = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
                yield _Widget(annotation, kind, index + 1, place(*corners))
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)
    finally:
        page.close()


def _value(widget: _Widget, form: Any) -> tuple[int, Box, str, str, str, bool] | None:
    is_button = widget.kind in _BUTTONS
    if is_button:
        value = TICKED if pdfium.FPDFAnnot_IsChecked(form, widget.annotation) else ""
    else:
        value = _text(pdfium.FPDFAnnot_GetFormFieldValue, form, widget.annotation).strip()
    if not value:
        return None
    name = _text(pdfium.FPDFAnnot_GetFormFieldName, form, widget.annotation)
    described = _text(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, widget.annotation)
    return widget.page, widget.box, name, described, value, is_button


def _text(ask: Any, form: Any, annotation: Any) -> str:
    length = ask(form, annotation, None, 0)
    if not 2 < length <= 2 * _LONGEST_VALUE:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(form, annotation, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw[:length].decode("utf-16-le", "replace").rstrip("\0")


def _label(lines: Sequence[Line], page: int, box: Box, is_button: bool) -> str:
    """What is printed beside the field: before it, behind a box to tick, or else above it."""
    cells = [cell for line in lines if line.page == page for cell in line.cells]
    beside = [cell for cell in cells if _on_one_row(cell.box, box)]
    if is_button:
        behind = [cell for cell in beside if cell.box.left >= box.right - _SAME_PLACE]
        if behind:
            return min(behind, key=lambda cell: cell.box.left).text
    before = [cell for cell in beside if cell.box.right <= box.left + _SAME_PLACE]
    if before:
        return max(before, key=lambda cell: cell.box.right).text
    above = [
        cell
        for cell in cells
        if 0 <= box.top - cell.box.bottom + _SAME_PLACE <= _ABOVE and cell.box.overlap(box) > 0
    ]
    return max(above, key=lambda cell: cell.box.bottom).text if above else ""


def _on_one_row(one: Box, other: Box) -> bool:
    return min(one.bottom, other.bottom) - max(one.top, other.top) > (one.bottom - one.top) / 2


def _in_dictionaries(content: bytes, password: str | None) -> Iterator[tuple[int, Edges, str]]:
    """Page, box and value of each field, as the annotations' dictionaries tell them."""
    try:
        with pdfplumber.open(io.BytesIO(content), password=passwords_to_try(password)[-1]) as file:
            for page in file.pages:
                left, top = page.cropbox[:2]
                for one in page.annots:
                    box = Box(one["x0"] - left, one["top"] - top, one["x1"] - left, 0.0)
                    edges = edges_of(box)
                    yield page.page_number, edges, _written(one["data"])
                page.close()
    except MemoryError:
        raise
    except Exception:
        # pdfminer's errors share no root but Exception; what it cannot read, it does not confirm.
        return


def _written(field: Any) -> str:
    """The value in a field's dictionary, or in that of the field above it."""
    state = resolve1(field.get("AS"))
    if state is not None:
        return "" if getattr(state, "name", "Off") == "Off" else TICKED
    value = None
    for _ in range(4):
        value = resolve1(field.get("V"))
        field = resolve1(field.get("Parent"))
        if value is not None or not isinstance(field, dict):
            break
    return decode_text(value).strip() if isinstance(value, bytes) else ""


def _same(page: int, box: Box, value: str, other: tuple[int, Edges, str]) -> bool:
    other_page, edges, other_value = other
    near = max(abs(Decimal(box.left) - edges[0]), abs(Decimal(box.top) - edges[1]))
    return page == other_page and near <= _SAME_PLACE and value == other_value
