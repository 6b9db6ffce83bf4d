"""Scans and photographs: what is recognised is for a person to confirm and counted never."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from documents_world import CODE, paper
from PIL import Image

from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.texts import Language, text
from robots.casework.words import Role
from robots.documents.judgement import judge
from robots.documents.reader import DocumentReader
from robots.documents.reading import PageState, ReadState
from robots.documents.remarks import Recognition
from robots.documents.settings import Limits

WINTER = Period(date(2025, 12, 1), date(2026, 2, 28))
RENTS = [
    ("Vuokra", Decimal("1590.00")),
    ("Vesimaksu", Decimal("30.00")),
    ("Saunavuoro", Decimal("12.00")),
    ("Yhteensä", Decimal("1632.00")),
]


def _installed() -> bool:
    if shutil.which("tesseract") is None:
        return False
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True)
    return {"fin", "swe"} <= set(done.stdout.split())


needs_tesseract = pytest.mark.skipif(not _installed(), reason="tesseract, fin, swe: not installed")


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as one:
        yield one


@pytest.fixture(scope="module")
def photograph() -> bytes:
    """The notice as a telephone takes it: a JPEG, held sideways."""
    with pypdfium2.PdfDocument(paper("rent_notice")) as document:
        picture = document[0].render(scale=2.5).to_pil()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    file = io.BytesIO()
    picture.transpose(Image.Transpose.ROTATE_90).save(file, "JPEG", quality=80, exif=exif)
    return file.getvalue()


@needs_tesseract
def test_the_amounts_of_a_scan_are_suggested_and_none_is_counted(reader: DocumentReader) -> None:
    scan = paper("rent_notice", damage="scanned")
    reading = reader.recognise(scan, reader.read(scan))
    assert (reading.state, reading.records) == (ReadState.SCANNED, ())
    assert reading.recognition is Recognition.DONE
    assert [(one.label, one.amount) for one in reading.suggestions] == RENTS
    assert {one.as_json()["state"] for one in reading.suggestions} == {"to_confirm"}
    (picture,) = reading.page_pictures.values()
    assert Image.open(io.BytesIO(picture)).format == "PNG"


@needs_tesseract
def test_a_photograph_is_turned_as_it_was_held(reader: DocumentReader, photograph: bytes) -> None:
    reading = reader.recognise(photograph, reader.read(photograph))
    assert (reading.state, reading.records) == (ReadState.SCANNED, ())
    assert [(one.label, one.amount) for one in reading.suggestions] == RENTS


@needs_tesseract
def test_of_a_half_scanned_letter_the_pictures_alone_are_recognised(reader: DocumentReader) -> None:
    half = paper("guardian_fee", damage="half_scanned")
    before = reader.read(half)
    reading = reader.recognise(half, before)
    assert reading.page_states == (PageState.TEXT, PageState.PICTURE)
    assert (reading.state, reading.records) == (ReadState.PARTIAL, before.records)
    assert {one.page for one in reading.suggestions} == {2}
    assert Decimal("480.00") in {one.amount for one in reading.suggestions}


@needs_tesseract
def test_the_officer_is_told_what_was_recognised_and_no_address(reader: DocumentReader) -> None:
    scan = paper("rent_notice", damage="scanned")
    reading = reader.recognise(scan, reader.read(scan))
    person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
    first, told = judge(reading, 3, person, WINTER, "e-1").findings
    assert (first.code, told.code) == ("document_scanned", "document_recognised")
    sentences = [text(f"findings.{told.code}", one, **told.values) for one in Language]
    assert all("Vuokra: 1 590,00" in one.replace("\u00a0", " ") for one in sentences)
    assert not any("Öljytie" in one for one in sentences)


def test_without_the_program_it_is_said_so(reader: DocumentReader) -> None:
    scan = paper("guardian_fee", damage="scanned")
    with DocumentReader(Limits(recognition_program="no-such-program")) as without:
        reading = without.recognise(scan, without.read(scan))
    assert reading.recognition is Recognition.NO_PROGRAM
    assert (reading.state, reading.suggestions) == (ReadState.SCANNED, ())


@needs_tesseract
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff\xd8\xff\xe0 no photograph", id="damaged"),
        pytest.param(b"\x00\x00\x00\x18ftypheic" + bytes(100), id="a telephone's own kind"),
    ],
)
def test_a_picture_that_cannot_be_opened_is_said_so(content: bytes, reader: DocumentReader) -> None:
    reading = reader.recognise(content, reader.read(content))
    assert (reading.state, reading.recognition) == (ReadState.SCANNED, Recognition.FAILED)


def test_a_paper_without_pictures_is_left_as_it_is(reader: DocumentReader) -> None:
    reading = reader.read(paper("guardian_fee"))
    assert reader.recognise(paper("guardian_fee"), reading) is reading
