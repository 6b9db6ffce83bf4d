"""Tables over several pages, payslips with their blocks side by side, amounts for another time."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from documents_world import amounts, read
from reportlab.pdfgen.canvas import Canvas

from robots.documents.reading import Reading, ReadState

HEADS = ("Etuus", "Ajalta", "Brutto €/kk", "Ennakonpidätys €", "Netto €/kk")
EDGES = (57, 232, 352, 462, 538)
PENSION = ("Kansaneläke", "1.1.2026–toistaiseksi", "300,00", "30,00", "270,00")
CARE = ("Hoitotuki", "1.1.2026–toistaiseksi", "84,56", "–", "84,56")
TOTAL = ("Yhteensä", "", "384,56", "30,00", "354,56")
FOOT = ("Y 900 01.26", "esimerkki.example")
PAPER = [("Kela",), ("Päätös etuudesta",)]
BOTH = [
    ("national_pension", "300.00", "30.00", "270.00"),
    ("pensioner_care_allowance", "84.56", None, "84.56"),
]
Page = Sequence[Sequence[str]]


def _read(*pages: Page, edges: Sequence[int] = EDGES) -> Reading:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(600, 800), invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", 8)
        for index, cells in enumerate(page):
            for place, (edge, cell) in enumerate(zip(edges, cells, strict=False)):
                draw = canvas.drawRightString if place > 1 else canvas.drawString
                draw(edge, 740 - 15 * index, cell)
        canvas.showPage()
    canvas.save()
    return read(file.getvalue())


@pytest.mark.parametrize("repeated", [(), (HEADS,)])
def test_a_table_goes_on_over_the_page_with_its_heads_or_without(repeated: Page) -> None:
    reading = _read([*PAPER, HEADS, PENSION, FOOT], [("Kela",), *repeated, CARE, TOTAL, FOOT])
    assert reading.state is ReadState.READ
    assert amounts(reading) == BOTH
    assert [figure.place.page for figure in reading.records] == [1, 2]


def test_a_total_may_stand_alone_on_the_last_page() -> None:
    assert amounts(_read([*PAPER, HEADS, PENSION, CARE, FOOT], [("Kela",), TOTAL])) == BOTH


def test_sums_carried_over_are_checked_and_are_no_figures() -> None:
    carried = ("Siirretään", "", "300,00", "30,00", "270,00")
    pages = [*PAPER, HEADS, PENSION, carried], [carried, CARE, TOTAL]
    assert amounts(_read(*pages)) == BOTH
    wrong = ("Siirretään", "", "301,00", "30,00", "271,00")
    reading = _read([*PAPER, HEADS, PENSION, wrong], [CARE, TOTAL])
    assert reading.reason.code == "document_doubtful_sum"


def test_a_row_that_is_missing_makes_the_total_wrong() -> None:
    reading = _read([*PAPER, HEADS, PENSION, FOOT], [TOTAL])
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())
    assert reading.reason.code == "document_doubtful_sum"


def test_a_table_without_its_end_is_a_doubt() -> None:
    reading = _read([*PAPER, HEADS, PENSION, FOOT], [("Valitusosoitus",)])
    assert reading.reason.code == "document_doubtful_table"


def test_rows_after_other_text_are_a_doubt() -> None:
    reading = _read([*PAPER, HEADS, PENSION, ("Huomaa",), CARE, TOTAL])
    assert reading.reason.code == "document_doubtful_table"


def test_a_second_table_is_a_doubt() -> None:
    table = [HEADS, PENSION, CARE, TOTAL]
    assert _read([*PAPER, *table, *table]).reason.code == "document_doubtful_two_values"
    assert _read([*PAPER, *table], table).reason.code == "document_doubtful_two_values"


@pytest.mark.parametrize("unit", ["€/v", "€/vuosi", "€/viikko", "(€/tunti)"])
def test_amounts_for_another_time_are_never_taken_for_monthly_ones(unit: str) -> None:
    heads = [head.replace("€/kk", unit) for head in HEADS]
    reading = _read([*PAPER, heads, PENSION, CARE, TOTAL])
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())
    assert reading.reason.code == "document_doubtful_unit"


def test_a_benefit_by_the_day_is_a_kind_of_its_own_and_gives_no_figure() -> None:
    heads = [head.replace("€/kk", "€/pv") for head in HEADS]
    reading = _read([*PAPER, heads, ("Sairauspäiväraha", *PENSION[1:])])
    assert (reading.kind, reading.records) == ("kela_daily_decision", ())
    assert reading.reason.code == "document_daily_amounts"


@pytest.mark.parametrize(
    ("name", "period", "is_read"),
    [
        ("Yleistuki", "1.5.–31.5.2026", True),
        ("Yleistuki", "1.4.–30.4.2026", False),
        ("Peruspäiväraha", "1.4.–30.4.2026", True),
        ("Peruspäiväraha", "1.5.–31.5.2026", False),
    ],
)
def test_a_benefit_outside_its_days_is_a_doubt(name: str, period: str, is_read: bool) -> None:
    heads = ("Etuus", "Ajalta", "Brutto €", "Ennakonpidätys €", "Maksetaan €")
    row = (name, period, "800,02", "160,00", "640,02")
    total = ("Yhteensä", "", *row[2:])
    paper = [("Kela",), ("Ilmoitus maksusta",), ("Maksupäivä", "5.6.2026")]
    reading = _read([*paper, heads, row, total])
    assert (reading.state is ReadState.READ) == is_read
    assert is_read or reading.reason.code == "document_doubtful_days"


@pytest.mark.parametrize(
    ("marks", "is_whole"),
    [
        (("Sivu 1 (2)", "Sivu 2 (2)"), True),
        (("Sivu 1/2", "Sivu 2/2"), True),
        (("Sivu 1 (3)", "Sivu 2 (3)"), False),
        (("Sivu 1 (3)", "Sivu 3 (3)"), False),
        (("Sivu 2 (2)", "Sivu 1 (2)"), False),
        (("Sivu 1 (1)", "Sivu 1 (1)"), False),
    ],
)
def test_page_marks_tell_of_a_missing_page(marks: tuple[str, str], is_whole: bool) -> None:
    first, second = (("Kela", mark) for mark in marks)
    title = PAPER[1]
    reading = _read([first, title, HEADS, PENSION, CARE, TOTAL], [second, ("Liite",)])
    assert (reading.state is ReadState.READ) == is_whole
    assert is_whole or reading.reason.code == "document_doubtful_pages"


SLIP = [
    ("Palkkalaskelma",),
    ("Työnantaja", "Esimerkki Oy"),
    ("Palkkakausi", "1.1.–31.1.2026"),
    ("Maksupäivä", "30.1.2026"),
]
WAGE = [
    ("Ennakonpidätyksen alainen tulo", "", "1 200,00", "2 400,00", "14 100,00"),
    ("Ennakonpidätys", "", "168,00", "336,00", "1 974,00"),
    ("Maksetaan", "", "1 032,00"),
]


def test_the_period_the_year_and_last_year_are_told_apart_by_their_columns() -> None:
    heads = ("", "", "Kauden tiedot", "Vuoden alusta", "Edellinen vuosi")
    assert amounts(_read([*SLIP, heads, *WAGE])) == [("wage", "1200.00", "168.00", "1032.00")]
    heads = ("", "", "Vuoden alusta", "Kauden tiedot", "Edellinen vuosi")
    paid = ("Maksetaan", "", "", "2 064,00")
    assert amounts(_read([*SLIP, heads, *WAGE[:2], paid])) == [
        ("wage", "2400.00", "336.00", "2064.00")
    ]


def test_two_amounts_beside_one_label_block_each_other() -> None:
    reading = _read([*SLIP, ("Kauden tiedot",), *WAGE])
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())
    assert reading.reason.code == "document_doubtful_two_values"


def test_a_day_of_payment_far_from_the_period_is_a_doubt() -> None:
    slip = [*SLIP[:3], ("Maksupäivä", "30.6.2026")]
    wage = [row[:3] for row in WAGE]
    reading = _read([*slip, ("Kauden tiedot",), *wage])
    assert reading.reason.code == "document_doubtful_days"
