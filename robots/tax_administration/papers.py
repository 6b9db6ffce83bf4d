"""The client's own tax decision as the source of taxation: nobody is asked.

It is read from the case folder with the document reader, on the permit for the Tax Administration's
data; nothing leaves the house, so nothing goes into the access log. Only a paper with the person's
own identity code is believed, and the officer is always told that it is the client's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from robots.casework.answer import Answer, Attachment, Evidence, Finding
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck
from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import Clock
from robots.casework.words import CostKind, IncomeKind, Role, Severity, Source
from robots.documents import DocumentReader, Figure, Limits, Reading, ReadState
from robots.documents.errors import DocumentsUnavailable
from robots.tax_administration.answering import Question, answer_of
from robots.tax_administration.choosing import chosen
from robots.tax_administration.errors import TaxDecisionNotHandedIn, TaxDecisionNotRead
from robots.tax_administration.look import look_at_own
from robots.tax_administration.taxation import (
    CAPITAL_INCOME,
    DEDUCTION_KINDS,
    DEDUCTIONS,
    FOREST,
    Contents,
    Deduction,
    Holding,
    Item,
    Name,
    Spot,
    Stage,
    TaxYear,
)

#: Kinds of document in ``resources/documents/`` that tell of taxation → how far it has come.
KINDS: Final = {
    "tax_decision": Stage.DECIDED,
    "pre_completed_tax_return": Stage.PRE_COMPLETED,
}
_NO_PAPER: Final = b"%PDF-1.7\n"


@dataclass(frozen=True, slots=True)
class _Paper:
    """One paper about taxation among those handed in."""

    number: int
    """Its place in the folder, counted from one."""
    file: str
    content: bytes
    reading: Reading

    def is_of(self, code: IdentityCode) -> bool:
        return self.reading.identity_codes == (code.reveal(),)

    @property
    def is_read(self) -> bool:
        return self.reading.state is ReadState.READ and "tax_year" in self.reading.told


class TaxDecisionPapers:
    """The tax decisions among the papers that were handed in.

    Args:
        handed_in: gives the files of a case and a role, in a fixed order.
        limits: of one document.

    Raises:
        LayoutRefused: a layout in ``resources/documents/`` is not valid.
    """

    source = Source.TAX_ADMINISTRATION

    def __init__(
        self,
        *,
        handed_in: Callable[[str, Role], Sequence[Path]],
        limits: Limits,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._handed_in = handed_in
        self._limits = limits
        self._clock = clock
        self._new_id = new_id
        self._reader = DocumentReader(limits)

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """What the latest of the person's tax decisions says, of the permitted groups of data.

        Raises:
            TaxDecisionNotHandedIn: there is none, or none that is recognised.
            TaxDecisionNotRead: there is none that can be read with certainty.
            PersonMismatch: there is none with the person's own identity code alone.
            DocumentsUnavailable, ReaderUnavailable: a file, or the reader, cannot be used now.
            ValueError: the permit is for another question.
        """
        code = permit.code_for(self.source, person, period)
        question = Question(permit, period, self._clock(), self._new_id())
        papers = list(self._papers(permit))
        if not papers:
            raise TaxDecisionNotHandedIn()
        own = [paper for paper in papers if paper.is_of(code)]
        if not own:
            raise PersonMismatch()
        years = {paper.number: _year(paper) for paper in own if paper.is_read}
        latest = chosen(list(years.values()), question.day)
        if latest is None:
            raise TaxDecisionNotRead(number=own[0].number)
        [paper] = [one for one in own if years.get(one.number) is latest]
        unread = [one for one in own if not one.is_read]
        told = {"tax_from_document": (Severity.INFO, [paper])}
        told["tax_decision_not_read"] = Severity.QUESTION, unread
        told["tax_decision_of_another"] = Severity.QUESTION, [o for o in papers if o not in own]
        file = f"{self.source}-{question.role}-{paper.number}.pdf"
        return answer_of(
            question,
            list(years.values()),
            origin=_origin(question, paper, file),
            attachments=[Attachment(file, paper.content)],
            findings=[
                Finding(code, severity, question.role, {"number": str(one.number)})
                for code, (severity, about) in told.items()
                for one in about
            ],
            is_complete=not unread,
        )

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Whether the child process that reads starts and answers: to a paper without a page."""

        def look() -> None:
            self._reader.read(_NO_PAPER)

        return (look_at_own("words.tax_from_papers", self._clock, look),)

    def close(self) -> None:
        """End the child process that reads."""
        self._reader.close()

    def _papers(self, permit: Permit) -> Iterator[_Paper]:
        """The papers about taxation; the same file twice is one."""
        seen: set[bytes] = set()
        for number, file in enumerate(self._handed_in(permit.case_id, permit.role), start=1):
            try:
                if file.stat().st_size > self._limits.bytes:
                    continue
                content = file.read_bytes()
            except OSError:
                raise DocumentsUnavailable(number=number) from None
            if content not in seen:
                seen.add(content)
                reading = self._reader.read(content)
                if reading.kind in KINDS:
                    yield _Paper(number, file.name, content, reading)


def _origin(question: Question, paper: _Paper, file: str) -> Evidence:
    """The paper as a whole. Its own name goes nowhere but into the evidence."""
    reading = paper.reading
    return Evidence.on(
        question.permit,
        f"evidence/{file}",
        what="tax_paper",
        file=file,
        content=paper.content,
        obtained_at=question.asked_at,
        values={
            "number": str(paper.number),
            "file": paper.file,
            "title_fi": reading.title_fi,
            "title_sv": reading.title_sv,
        },
    )


def _year(paper: _Paper) -> TaxYear:
    told = paper.reading.told
    year, decided_on = told["tax_year"], told.get("decided_on")
    assert isinstance(year, int)  # the layout's grammar is a year
    return TaxYear(
        year,
        KINDS[paper.reading.kind or ""],
        decided_on if isinstance(decided_on, date) else None,
        lambda groups: _contents(paper.reading.records, groups),
    )


def _contents(figures: Sequence[Figure], groups: frozenset[str]) -> Contents:
    items: list[Item] = []
    deductions: list[Deduction] = []
    holdings: list[Holding] = []
    unknown: list[str] = []
    used: dict[str, str] = {}
    for figure in figures:
        name, spot = Name(fi=figure.name, sv=figure.name), _spot(figure)
        if figure.kind is IncomeKind.UNKNOWN:
            unknown.append(figure.name)
        elif isinstance(figure.kind, IncomeKind):
            if CAPITAL_INCOME in groups:
                amounts = figure.gross, figure.costs, figure.tax
                items.append(Item(figure.kind, name, *amounts, spot, figure.marks))
                used |= _used(figure, spot)
        elif isinstance(figure.kind, CostKind):
            if DEDUCTIONS in groups and figure.kind in DEDUCTION_KINDS:
                deductions.append(Deduction(figure.kind, name, figure.amount, spot))
                used |= _used(figure, spot)
        elif FOREST in groups:
            holdings.append(Holding(figure.name, figure.hectares, figure.interest, spot))
            used |= _used(figure, spot)
    return Contents(tuple(items), tuple(deductions), tuple(holdings), tuple(unknown), used)


def _spot(figure: Figure) -> Spot:
    return Spot(figure.name, figure.place.page, figure.place.box)


def _used(figure: Figure, spot: Spot) -> dict[str, str]:
    place = f"{spot.place}, {spot.page}, {', '.join(map(str, spot.box or ()))}"
    amounts = {
        "amount": figure.amount,
        "gross": figure.gross,
        "costs": figure.costs,
        "tax": figure.tax,
        "hectares": figure.hectares,
        "interest": figure.interest,
    }
    return {f"{place}: {key}": str(one) for key, one in amounts.items() if one is not None}
