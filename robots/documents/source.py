"""The papers in the case folder as a source: permit, person, period → answer.

Nobody is asked and no access is logged: the client brought them. Each file lies in the version's
folder as evidence, and each figure tells its page and place. A file that could not be read, or not
wholly, makes the answer ``partial`` and is a question to the officer. Of a scan or a photograph the
officer is told what was recognised in it; nothing of it is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from robots.casework.answer import Answer, Cost, Evidence, Finding, ForestHolding, Income
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import Clock
from robots.casework.reason import Reason
from robots.casework.words import IncomeKind, Role, Severity, Source, State
from robots.documents.errors import DocumentsUnavailable, ReaderUnavailable
from robots.documents.judgement import judge
from robots.documents.papers import Paper, cost_of, forest_of, income_of
from robots.documents.reader import DocumentReader
from robots.documents.reading import LandKind
from robots.documents.settings import DocumentsSettings

#: What the child process is tried with: a file's first line, and no document.
_NO_PAPER: Final = b"%PDF-1.7\n"
_SERVICE: Final = "PDF"


class Documents:
    """The client's (or spouse's) own papers.

    Args:
        handed_in: gives the files of a case and a role, in a fixed order.

    Raises:
        LayoutRefused: a layout in ``resources/documents/`` is not valid.
    """

    source: Final = Source.DOCUMENTS

    def __init__(
        self,
        settings: DocumentsSettings,
        *,
        handed_in: Callable[[str, Role], Sequence[Path]],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._handed_in = handed_in
        self._clock = clock
        self._new_id = new_id
        self._most_bytes = settings.limits.bytes
        self._reader = DocumentReader(settings.limits)

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """Read what the person has handed in.

        Raises:
            DocumentsUnavailable: a file in the folder cannot be opened.
            ReaderUnavailable: the reading process cannot be started.
            ValueError: the permit is for something else.
        """
        _check(permit, person, period)
        asked_at = self._clock()
        incomes: list[Income] = []
        costs: list[Cost] = []
        forests: list[ForestHolding] = []
        evidence: list[Evidence] = []
        findings: list[Finding] = []
        papers: dict[str, Paper] = {}
        unread = 0
        for number, file in enumerate(self._handed_in(permit.case_id, permit.role), start=1):
            paper = self._paper(number, file, permit)
            if paper is None:
                findings.append(_too_large(number, person.role))
                unread += 1
                continue
            earlier = papers.setdefault(paper.evidence.id, paper)
            if earlier is not paper:
                findings.append(_twice(paper, earlier, person.role))
                continue
            judged = judge(paper.reading, number, person, period, paper.evidence.id)
            unread += not judged.is_wholly_read
            findings += judged.findings
            evidence += [paper.evidence, *paper.remarks()]
            for index, figure in enumerate(judged.figures):
                proof = paper.proof(index, figure)
                evidence.append(proof)
                if isinstance(figure.kind, IncomeKind):
                    incomes.append(income_of(figure, figure.kind, person.role, proof))
                elif isinstance(figure.kind, LandKind):
                    forests.append(forest_of(figure, person.role, proof))
                else:
                    costs.append(cost_of(figure, figure.kind, person.role, proof))
        state, reason = _state(len(papers), unread, has_figures=bool(incomes or costs or forests))
        return Answer(
            source=self.source,
            role=person.role,
            state=state,
            asked_at=asked_at,
            period=period,
            request_ids=(self._new_id(),),
            reason=reason,
            incomes=tuple(incomes),
            costs=tuple(costs),
            forests=tuple(forests),
            findings=tuple(findings),
            evidence=tuple(evidence),
            attachments=tuple(
                one for paper in papers.values() for one in (paper.attachment, *paper.pictures)
            ),
        )

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Whether the child process that reads starts and answers: to a paper without a page."""
        none = Verdict.NOT_APPLICABLE
        started = self._clock()
        try:
            self._reader.read(_NO_PAPER)
        except ReaderUnavailable as error:
            failed = InterfaceCheck.failed(
                self.source, _SERVICE, error, certificate=none, signature=none, permit=none
            )
            return (failed,)
        took = round((self._clock() - started).total_seconds() * 1000)
        return (InterfaceCheck(self.source, _SERVICE, Verdict.OK, permit=none, latency_ms=took),)

    def close(self) -> None:
        """End the child process that reads."""
        self._reader.close()

    def _paper(self, number: int, file: Path, permit: Permit) -> Paper | None:
        """The file as read, or None where it is too large to be even copied."""
        try:
            if file.stat().st_size > self._most_bytes:
                return None
            content = file.read_bytes()
        except OSError:
            raise DocumentsUnavailable(number=number) from None
        reading = self._reader.read(content, with_pictures=True)
        reading = self._reader.recognise(content, reading)
        return Paper.of(number, file, content, reading, permit, self._clock)


def _check(permit: Permit, person: Person, period: Period) -> None:
    is_ours = permit.source is Source.DOCUMENTS and permit.role is person.role
    is_within = permit.period.contains(period.start) and (
        permit.period.end is None or (period.end is not None and permit.period.contains(period.end))
    )
    if not is_ours or not is_within:
        raise ValueError("the permit is for another source, person or period")


def _too_large(number: int, role: Role) -> Finding:
    values = {"number": str(number), "pages": "–"}
    return Finding("document_too_large", Severity.QUESTION, role, values)


def _twice(paper: Paper, earlier: Paper, role: Role) -> Finding:
    values = {"number": str(paper.number), "same_as": str(earlier.number)}
    return Finding("document_twice", Severity.INFO, role, values, (earlier.evidence.id,))


def _state(papers: int, unread: int, *, has_figures: bool) -> tuple[State, Reason | None]:
    if unread:
        return State.PARTIAL, Reason("documents_not_wholly_read", {"count": str(unread)})
    if has_figures:
        return State.FOUND, None
    code = "documents_without_figures" if papers else "documents_not_handed_in"
    return State.NONE, Reason(code)
