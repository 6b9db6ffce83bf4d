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
#: What telephones make of them now (HEIC): the kind of box, and the brands of pictures in it.
_BOX_MARK: Final = b"ftyp"
_BOX_BRANDS: Final = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif")
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
    if is_picture(content):
        raise NotReadable(ReadState.SCANNED, pages=1)
    if _MAGIC not in content[:_MAGIC_WITHIN]:
        raise NotReadable(ReadState.DAMAGED)


def is_picture(content: bytes) -> bool:
    """Whether the file is a picture by itself: a photograph."""
    in_a_box = content[4:8] == _BOX_MARK and content[8:12] in _BOX_BRANDS
    return in_a_box or content.startswith(_PICTURES)


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
