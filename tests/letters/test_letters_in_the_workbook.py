"""The letters stand on a sheet of their own, each with a link to its file, and in the twin."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from letters_world import CLIENTS_PENSION, a_case, a_summary, letters, question

from robots.casework.texts import Language
from robots.casework.words import Role, Source, State
from robots.summary.model import Summary
from robots.workbook import Version, comparable, twin, workbook

VERSION = Version(1, "run-1", datetime(2026, 3, 16, 4, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def summary() -> Summary:
    ended = question(
        "benefit_may_have_ended", Role.CLIENT, CLIENTS_PENSION.id,
        name="Vanhuuseläke", payer="Keva", day="2.1.2026", amount="2 400,00",
    )  # fmt: skip
    failed = {(Role.CLIENT, Source.KELA): State.FAILED}
    return a_summary(a_case(), findings=[ended], states=failed)


@pytest.mark.parametrize("language", Language)
def test_every_letter_has_a_row_and_a_link(summary: Summary, language: Language) -> None:
    made = tuple(letters(summary).values())
    book = openpyxl.load_workbook(BytesIO(workbook(summary, VERSION, language, letters=made)))
    sheet = book["Kirjeet" if language is Language.FINNISH else "Brev"]
    links = {cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {one.file for one in made}
    assert len(made) == 3


def test_without_letters_there_is_no_sheet_of_them(summary: Summary) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(summary, VERSION, Language.FINNISH)))
    assert "Kirjeet" not in book.sheetnames


def test_the_twin_tells_them_and_they_alone_make_no_new_version(summary: Summary) -> None:
    made = tuple(letters(summary).values())
    told = twin(summary, VERSION, made)
    assert [one["id"] for one in told["letters"]] == [one.id for one in made]
    assert {one["recipient"] for one in told["letters"]} == {"client", "authority", "payer"}
    assert comparable(told) == comparable(twin(summary, VERSION))
