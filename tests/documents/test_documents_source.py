from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from documents_world import CODE, OTHER_CODE, paper
from PIL import Image

from robots.casework.answer import Answer
from robots.casework.case import ConsentState, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.texts import Language, text
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Purpose,
    Role,
    Severity,
    Source,
    State,
)
from robots.documents import Documents, DocumentsSettings, Limits
from robots.documents.errors import DocumentsUnavailable

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
PERIOD = Period(date(2025, 3, 1), date(2026, 3, 16))
CLIENT = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
PERMIT = Permit(
    case_id="T-0001",
    role=Role.CLIENT,
    source=Source.DOCUMENTS,
    data_groups=frozenset({"documents"}),
    period=PERIOD,
    legal_basis="734/1992 14 a §",
    purpose=Purpose.FEE,
    requested_by="virkailija-07",
    reason="vuositarkistus",
    told_on=date(2026, 2, 16),
    consent=ConsentState.NOT_ASKED,
    granted_at=NOW,
)

#: What may be said of a picture beside the question, with and without tesseract.
RECOGNITION = {"document_recognised", "document_recognition_missing"}

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("handed-in")


@pytest.fixture(scope="module")
def source(folder: Path) -> Iterator[Documents]:
    documents = Documents(
        DocumentsSettings(limits=Limits(megabytes=1)),
        handed_in=lambda case_id, role: sorted((folder / case_id / role).glob("*")),
        clock=lambda: NOW,
        new_id=lambda: "request-1",
    )
    yield documents
    documents.close()


@pytest.fixture
def ask(folder: Path, source: Documents, request: pytest.FixtureRequest) -> Ask:
    """Lays files into a case folder of the test's own and asks."""
    permit = replace(PERMIT, case_id=hashlib.sha256(request.node.name.encode()).hexdigest())

    def lay_and_ask(person: Person = CLIENT, period: Period = PERIOD, **files: bytes) -> Answer:
        place = folder / permit.case_id / person.role
        place.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (place / f"{name}.pdf").write_bytes(content)
        return source.ask(replace(permit, role=person.role), person, period)

    return lay_and_ask


def _codes(answer: Answer) -> list[tuple[str, Severity]]:
    return [(finding.code, finding.severity) for finding in answer.findings]


def test_nothing_handed_in_is_none_and_says_so(ask: Ask) -> None:
    answer = ask()
    assert answer.state is State.NONE
    assert answer.reason is not None
    assert answer.reason.code == "documents_not_handed_in"


def test_papers_that_are_read_give_incomes_and_costs_with_their_places(ask: Ask) -> None:
    answer = ask(elake=paper("pension_decision"), vuokra=paper("rent_notice"))
    assert (answer.state, answer.findings) == (State.FOUND, ())
    assert [income.kind for income in answer.incomes] == [
        IncomeKind.EARNINGS_PENSION,
        IncomeKind.SURVIVORS_PENSION,
    ]
    assert [cost.kind for cost in answer.costs] == [CostKind.HOUSING_COST] * 2
    assert answer.incomes[1].in_force_until == date(2026, 12, 31)
    proofs = {proof.id: proof for proof in answer.evidence}
    files = {attachment.name: attachment.content for attachment in answer.attachments}
    for figure in (*answer.incomes, *answer.costs):
        (proof_id,) = figure.evidence
        proof = proofs[proof_id]
        assert proof.page == 1
        assert proof.box is not None
        assert all(figure.name in proof.in_words(language) for language in Language)
        assert (
            proof.sha256 == hashlib.sha256(files[proof.file.removeprefix("evidence/")]).hexdigest()
        )
    papers = [name for name in sorted(files) if name.endswith(".pdf")]
    assert papers == ["documents-client-1.pdf", "documents-client-2.pdf"]


def test_each_figure_has_a_picture_of_its_own_place_with_everything_else_blank(ask: Ask) -> None:
    answer = ask(elake=paper("pension_decision"))
    pictures = {
        f"evidence/{one.name}": Image.open(io.BytesIO(one.content))
        for one in answer.attachments
        if one.name.endswith(".place.png")
    }
    proofs = {proof.id: proof for proof in answer.evidence}
    own = [proofs[income.evidence[0]].picture for income in answer.incomes]
    assert set(own) == set(pictures)
    for picture in pictures.values():
        assert picture.height < 60  # a row of a page of 1684
        assert {colour for _, colour in picture.getcolors(100_000)} >= {(200, 30, 30)}
        assert picture.getpixel((0, picture.height // 2)) == (255, 255, 255)


def test_forest_land_of_a_tax_decision_is_land_and_no_income(ask: Ask) -> None:
    answer = ask(vero=paper("tax_decision"))
    assert answer.state is State.FOUND
    assert [(one.municipality, str(one.hectares), one.tax_year) for one in answer.forests] == [
        ("Sulkava", "32.5", 2024),
        ("Kemiönsaari", "8", 2024),
    ]
    assert {one.source for one in answer.forests} == {Source.DOCUMENTS}


def test_the_same_papers_give_the_same_ids_whatever_lies_beside_them(ask: Ask) -> None:
    alone = ask(b_vuokra=paper("rent_notice"))
    later = ask(a_elake=paper("pension_decision"))
    assert [cost.id for cost in alone.costs] == [cost.id for cost in later.costs]
    assert len({one.id for one in later.evidence}) == len(later.evidence)


def test_the_spouses_papers_are_the_spouses(ask: Ask) -> None:
    spouse = Person(Role.SPOUSE, CLIENT.identity_code)
    answer = ask(spouse, elake=paper("pension_decision"))
    assert {income.role for income in answer.incomes} == {Role.SPOUSE}
    assert answer.attachments[0].name == "documents-spouse-1.pdf"


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("locked", "document_locked"),
        ("scanned", "document_scanned"),
        ("doubled", "document_doubtful"),
    ],
)
def test_a_paper_that_cannot_be_read_is_a_question_and_the_answer_partial(
    ask: Ask, damage: str, code: str
) -> None:
    answer = ask(a=paper("rent_notice"), b=paper("medicine_summary", damage=damage))
    assert answer.state is State.PARTIAL
    assert len(answer.costs) == 2
    (first, *recognised) = answer.findings
    assert (first.code, first.severity) == (code, Severity.QUESTION)
    assert {one.code for one in recognised} <= RECOGNITION
    assert first.values["number"] == "2"
    assert first.refers_to[0] in {proof.id for proof in answer.evidence}


def test_only_unreadable_papers_are_partial_and_never_failed_or_none(ask: Ask) -> None:
    answer = ask(a=paper("rent_notice", damage="scanned"), b=b"not a document")
    assert (answer.state, answer.incomes, answer.costs) == (State.PARTIAL, (), ())


def test_a_half_scanned_paper_lists_what_was_read_and_is_partial(ask: Ask) -> None:
    answer = ask(a=paper("rent_notice", damage="half_scanned"))
    assert (answer.state, len(answer.costs)) == (State.PARTIAL, 2)
    assert _codes(answer)[0] == ("document_partial", Severity.QUESTION)


def test_a_paper_of_another_person_is_not_used(ask: Ask) -> None:
    answer = ask(a=paper("pension_decision", identity_code=OTHER_CODE))
    assert (answer.state, answer.incomes) == (State.NONE, ())
    assert _codes(answer) == [("document_of_another_person", Severity.QUESTION)]


def test_a_paper_of_two_people_is_not_used_but_an_agreement_rightly_names_two(ask: Ask) -> None:
    both = f"{CODE} {OTHER_CODE}"
    answer = ask(
        a=paper("pension_decision", identity_code=both),
        b=paper("maintenance_agreement", identity_code=both),
    )
    assert answer.incomes == ()
    assert [cost.kind for cost in answer.costs] == [CostKind.MAINTENANCE_PAID]
    assert _codes(answer) == [("document_of_several_people", Severity.QUESTION)]


def test_a_paper_without_an_identity_code_is_used_and_said_so(ask: Ask) -> None:
    answer = ask(a=paper("rent_notice", identity_code="none"))
    assert (answer.state, len(answer.costs)) == (State.FOUND, 2)
    assert _codes(answer) == [("document_without_identity_code", Severity.INFO)]


def test_a_partner_whose_code_is_unknown_is_warned_about(ask: Ask) -> None:
    answer = ask(Person(Role.SPOUSE, None), a=paper("payslip"))
    assert len(answer.incomes) == 1
    assert _codes(answer) == [("document_identity_not_compared", Severity.WARNING)]


def test_an_accrual_record_is_no_evidence_of_income(ask: Ask) -> None:
    answer = ask(a=paper("pension_record"))
    assert (answer.state, answer.incomes) == (State.NONE, ())
    assert _codes(answer) == [("document_not_evidence", Severity.INFO)]


def test_the_same_file_twice_counts_once(ask: Ask) -> None:
    answer = ask(a=paper("guardian_fee"), b=paper("guardian_fee"))
    assert (answer.state, len(answer.costs)) == (State.FOUND, 1)
    assert _codes(answer) == [("document_twice", Severity.INFO)]


def test_a_payment_outside_the_months_is_not_used(ask: Ask) -> None:
    month = {"from": date(2025, 2, 1), "to": date(2025, 2, 28)}
    answer = ask(a=paper("payslip", paid_on=date(2025, 2, 28), period=month))
    assert (answer.state, answer.incomes) == (State.NONE, ())
    assert _codes(answer) == [("document_outside_period", Severity.WARNING)]


def test_a_file_larger_than_any_letter_is_not_even_copied(ask: Ask) -> None:
    answer = ask(a=b"%PDF-" + bytes(1024 * 1024), b=paper("guardian_fee"))
    assert answer.state is State.PARTIAL
    assert _codes(answer) == [("document_too_large", Severity.QUESTION)]
    assert answer.attachments[0].name == "documents-client-2.pdf"


def test_no_finding_tells_a_name_a_code_or_a_file(ask: Ask) -> None:
    answer = ask(
        aino_koskela=paper("pension_decision", identity_code=OTHER_CODE),
        b=paper("rent_notice", damage="doubled"),
        c=paper("pension_record"),
    )
    assert len(answer.findings) == 3
    for finding in answer.findings:
        for language in Language:
            sentence = text(f"findings.{finding.code}", language, **finding.values)
            assert "koskela" not in sentence
            assert OTHER_CODE not in sentence
            assert "Äyräväinen" not in sentence


def test_a_file_that_cannot_be_opened_is_asked_again_later(tmp_path: Path) -> None:
    documents = Documents(
        DocumentsSettings(),
        handed_in=lambda case_id, role: [tmp_path / "gone.pdf"],
        clock=lambda: NOW,
        new_id=lambda: "request-1",
    )
    with pytest.raises(DocumentsUnavailable):
        documents.ask(PERMIT, CLIENT, PERIOD)
    documents.close()


@pytest.mark.parametrize(
    "permit",
    [
        replace(PERMIT, source=Source.KELA),
        replace(PERMIT, role=Role.SPOUSE),
        replace(PERMIT, period=Period(date(2026, 1, 1), date(2026, 3, 16))),
    ],
)
def test_a_permit_for_something_else_is_a_mistake_of_ours(
    source: Documents, permit: Permit
) -> None:
    with pytest.raises(ValueError, match="permit"):
        source.ask(permit, CLIENT, PERIOD)
