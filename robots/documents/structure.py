"""The way in: what a file is, before anything in it is believed.

Size and magic bytes first, then what pdfium says of the structure: encryption, pages and their
size, form fields. A file that cannot be read further is :class:`NotReadable`, with its state.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from robots.casework.reason import Reason
from robots.documents.reading import ReadState
from robots.documents.settings import Limits

_MAGIC: Final = b"%PDF-"
#: Readers look for the mark in the first kilobyte; mail programs put lines of their own before it.
_MAGIC_WITHIN: Final = 1024
#: JPEG, PNG and TIFF: clients send photographs of their letters.
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*")
#: Points; the format itself ends at 200 inches.
_LARGEST_PAGE_THERE_IS: Final = 14_400
_STATE_BY_ERROR: Final = {
    pdfium.FPDF_ERR_PASSWORD: ReadState.LOCKED,
    pdfium.FPDF_ERR_SECURITY: ReadState.UNSUPPORTED,
}


class NotReadable(Exception):
    """The file goes no further: its state, and the reason for the officer."""

    def __init__(self, state: ReadState, pages: int = 0, **values: str) -> None:
        super().__init__(state.value)
        self.state = state
        self.pages = pages
        self.reason = Reason(f"document_{state.value}", values)


def check_file(content: bytes, limits: Limits) -> None:
    """Look at the bytes alone.

    Raises:
        NotReadable: too large, or no PDF.
    """
    if len(content) > limits.bytes:
        raise NotReadable(ReadState.TOO_LARGE)
    if content.startswith(_PICTURES):
        raise NotReadable(ReadState.SCANNED, pages=1)
    if _MAGIC not in content[:_MAGIC_WITHIN]:
        raise NotReadable(ReadState.DAMAGED)


@contextmanager
def opened(content: bytes, password: str | None, limits: Limits) -> Iterator[Any]:
    """The file as a pdfium document, its structure checked; closed afterwards.

    Raises:
        NotReadable: locked, unsupported, damaged, or too large in pages.
    """
    document = _open(content, password)
    try:
        _check_pages(document, limits)
        yield document
    finally:
        document.close()


def passwords_to_try(password: str | None) -> list[str | None]:
    """The password as given, and as the newest encryption wants it prepared (RFC 4013)."""
    if password is None:
        return [None]
    prepared = unicodedata.normalize("NFKC", password.replace("\u00ad", ""))
    return list(dict.fromkeys([password, prepared]))


def form_fields(document: Any) -> int:
    """How many fields of a form the document has, signatures left out."""
    if document.get_formtype() == pdfium.FORMTYPE_NONE:
        return 0
    document.init_forms()
    return sum(_fields_on(document, index) for index in range(len(document)))


def _open(content: bytes, password: str | None) -> Any:
    for attempt in passwords_to_try(password):
        _forget_last_error()
        try:
            return pypdfium2.PdfDocument(content, password=attempt)
        except pypdfium2.PdfiumError as error:
            state = _STATE_BY_ERROR.get(error.err_code, ReadState.DAMAGED)
            if state is not ReadState.LOCKED:
                raise NotReadable(state) from None
    raise NotReadable(ReadState.LOCKED)


def _forget_last_error() -> None:
    """pdfium does not set its error code on every failure: then the last file's would be read."""
    with suppress(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(b"no document")


def _check_pages(document: Any, limits: Limits) -> None:
    count = len(document)
    if count == 0:
        raise NotReadable(ReadState.DAMAGED)
    if count > limits.pages:
        raise NotReadable(ReadState.TOO_LARGE, count)
    for index in range(count):
        try:
            longest_side = max(document.get_page_size(index))
        except pypdfium2.PdfiumError:
            continue  # the page itself will be found damaged
        if longest_side > _LARGEST_PAGE_THERE_IS:
            raise NotReadable(ReadState.DAMAGED, count)
        if longest_side > limits.page_points:
            raise NotReadable(ReadState.TOO_LARGE, count)


def _fields_on(document: Any, index: int) -> int:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return 0
    try:
        environment, count = document.formenv, 0
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
                kind = pdfium.FPDFAnnot_GetFormFieldType(environment, annotation)
                count += kind != pdfium.FPDF_FORMFIELD_SIGNATURE
            pdfium.FPDFPage_CloseAnnot(annotation)
        return count
    finally:
        page.close()
