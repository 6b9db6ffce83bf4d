"""Places on the page: they tell a quantity from an amount, and the two readers must share them."""

from __future__ import annotations

import io

import pytest
from documents_world import amounts, read
from reportlab.pdfgen.canvas import Canvas

from robots.documents.reading import Reading, ReadState

WIDTH, HEIGHT = 600.0, 800.0


def _guardian_fee(
    *pieces: tuple[float, str], rotation: int = 0, font: str = "Helvetica", box: bool = False
) -> Reading:
    """A guardian's fee whose amount is printed in pieces at these distances from the margin."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setPageRotation(rotation)
    if box:
        canvas.setCropBox((20, 30, WIDTH - 10, HEIGHT))
    turn = {0: (0, 0), 90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[rotation]
    canvas.translate(*turn)
    canvas.rotate(rotation)
    canvas.setFont(font, 10)
    for y, label, value in (
        (740, "Edunvalvojan palkkio", ""),
        (700, "Palkkion saaja", "Edunvalvontatoimisto"),
        (680, "Ajalta", "1.1.–31.12.2025"),
        (660, "Palkkio yhteensä", ""),
    ):
        canvas.drawString(60, y, label)
        canvas.drawString(300, y, value)
    for x, text in pieces:
        canvas.drawString(x, 660, text)
    canvas.save()
    return read(file.getvalue())


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier"])
def test_thousands_are_parted_by_a_space_of_any_common_face(font: str) -> None:
    reading = _guardian_fee((300, "1 480,00"), font=font)
    assert amounts(reading) == [("guardian_fee", "1480.00", None, None)]


@pytest.mark.parametrize("gap", [6.5, 8.0, 9.0])
def test_a_quantity_close_to_an_amount_is_a_doubt_and_never_thousands(gap: float) -> None:
    digit = 5.56  # of Helvetica at ten points
    reading = _guardian_fee((300, "3"), (300 + digit + gap, "480,00"))
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_read_as_it_is_shown_whatever_its_rotation(rotation: int) -> None:
    reading = _guardian_fee((300, "480,00"), rotation=rotation)
    assert reading.state is ReadState.READ
    (fee,) = reading.records
    assert fee.place.page == 1
    assert float(fee.place.left) == pytest.approx(300, abs=2)
    assert float(fee.place.top) < HEIGHT - 660 < float(fee.place.bottom)


def test_places_are_counted_from_the_corner_that_is_shown() -> None:
    (fee,) = _guardian_fee((300, "480,00"), box=True).records
    assert float(fee.place.left) == pytest.approx(280, abs=2)


def test_an_amount_printed_over_another_is_a_doubt() -> None:
    reading = _guardian_fee((300, "480,00"), (300.4, "980,00"))
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())


def test_a_bold_amount_made_by_printing_it_twice_is_a_doubt() -> None:
    reading = _guardian_fee((300, "480,00"), (300.3, "480,00"))
    assert (reading.state, reading.reason.code) == (ReadState.DOUBTFUL, "document_doubtful_readers")
