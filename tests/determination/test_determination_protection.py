"""Letters lie open beside the workbook only where the register says the address may be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from robots.casework.answer import Answer, Attachment, Evidence, PersonFacts
from robots.casework.case import ConsentState
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.words import PersonFlag, Purpose, Role, Source, State
from robots.determination.protection import protected

OPEN = PersonFacts("Tyyne Testinen")
LETTER = "kela-client-decision-1.pdf"
NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)


def answered(source: Source, *names: str) -> Answer:
    permit = Permit(
        case_id="T-0001",
        role=Role.CLIENT,
        source=source,
        data_groups=frozenset({"benefits"}),
        period=Period.months_before(date(2026, 3, 16), 12),
        legal_basis="734/1992 § 14 a",
        purpose=Purpose.FEE,
        requested_by="virkailija-07",
        reason="vuositarkistus",
        told_on=date(2026, 2, 16),
        consent=ConsentState.GIVEN,
        granted_at=NOW,
    )
    return Answer(
        source,
        Role.CLIENT,
        State.FOUND,
        asked_at=NOW,
        evidence=tuple(
            Evidence.on(permit, name, what="document", file=name, content=b"x", obtained_at=NOW)
            for name in names
        ),
        attachments=tuple(Attachment(name, b"x") for name in names),
    )


@pytest.mark.parametrize("source", [Source.DOCUMENTS, Source.KELA, Source.TAX_ADMINISTRATION])
@pytest.mark.parametrize(
    "facts",
    [
        None,  # the register failed, was not asked, or could not be asked
        PersonFacts("", frozenset({PersonFlag.NOT_FOUND})),
        PersonFacts("Irmeli", frozenset({PersonFlag.PROTECTED_ADDRESS})),
        PersonFacts("Irmeli", frozenset({PersonFlag.PROTECTED_ADDRESS, PersonFlag.GUARDIAN})),
    ],
)
def test_a_letter_is_sealed_unless_the_address_is_known_to_be_open(
    source: Source, facts: PersonFacts | None
) -> None:
    answer = protected(answered(source, LETTER), facts)
    assert [(one.name, one.sealed) for one in answer.attachments] == [(f"raw-{LETTER}", True)]
    (evidence,) = answer.evidence
    assert evidence.file is None
    assert evidence.sha256 is not None


def test_with_a_letter_everything_that_shows_more_than_a_figures_own_row_is_sealed() -> None:
    """What was recognised in a scan may be an address; a figure's own row is blank but for it."""
    scan, row = "documents-client-1-page-1.png", "documents-client-1-figure-1.place.png"
    answer = answered(Source.DOCUMENTS, "documents-client-1.pdf", scan, row)
    linked = tuple(
        replace(one, picture=f"evidence/{name}")
        for one, name in zip(answer.evidence, (row, scan, row), strict=True)
    )
    sealed = protected(replace(answer, evidence=linked), None)
    assert {one.name: one.sealed for one in sealed.attachments} == {
        "raw-documents-client-1.pdf": True,
        f"raw-{scan}": True,
        row: False,
    }
    open_pictures = {one.picture for one in sealed.evidence}
    assert open_pictures == {f"evidence/{row}", None}


@pytest.mark.parametrize("flags", [frozenset(), frozenset({PersonFlag.GUARDIAN})])
def test_a_letter_of_somebody_whose_address_is_open_stays_open(
    flags: frozenset[PersonFlag],
) -> None:
    answer = answered(Source.KELA, LETTER)
    assert protected(answer, PersonFacts("Tyyne", flags)) is answer


def test_what_the_worker_wrote_itself_shows_no_address_and_stays_open() -> None:
    answer = answered(Source.KELA, "kela-client-benefits.html", "kela-client-benefits.json")
    assert protected(answer, None) is answer


def test_the_registers_own_extracts_are_no_letters() -> None:
    answer = answered(Source.INCOMES_REGISTER, "incomes_register-client-wages.xml")
    assert protected(answer, None) is answer
