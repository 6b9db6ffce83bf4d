"""The payments to carers as a part of the source ``documents``.

Nothing is found only when the file covers the months that were asked for. A file that is not there
is a failure, months that it does not cover make the answer partial: neither is ever a nought.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from robots.carer_payments.errors import CarerPaymentsUnavailable
from robots.carer_payments.export_file import ExportFile, Payment, read_export
from robots.carer_payments.settings import CarerPaymentsSettings
from robots.casework.answer import Answer, Attachment, Evidence, Income, joined
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck
from robots.casework.errors import WorkerError
from robots.casework.identifiers import stable_id
from robots.casework.identity_code import IdentityCode
from robots.casework.money import as_text
from robots.casework.period import Month, Period
from robots.casework.permit import Permit
from robots.casework.protocols import Access, AccessLog, Clock
from robots.casework.reason import Reason
from robots.casework.words import IncomeKind, Per, Source, State

#: The group of data that a permit must name.
GROUP: Final = "carer_payments"


class Papers(Protocol):
    """The source ``documents`` as the client's papers alone make it."""

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer: ...
    def check(self) -> tuple[InterfaceCheck, ...]: ...
    def close(self) -> None: ...


class CarerPayments:
    """Looks one person's payments up in the county's export.

    Args:
        test_range: whether identity codes of the test range are accepted (not in production).
    """

    def __init__(
        self,
        settings: CarerPaymentsSettings,
        *,
        access_log: AccessLog,
        clock: Clock,
        new_id: Any,
        test_range: bool,
    ) -> None:
        self._settings = settings
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id
        self._test_range = test_range
        self._last: tuple[tuple[int, int], ExportFile] | None = None

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """What the county has paid the person.

        Raises:
            CarerPaymentsUnavailable: the file cannot be opened now.
            CarerPaymentsRefused: the file is not as the settings say.
            ValueError: the permit is for something else.
        """
        code = permit.code_for(Source.DOCUMENTS, person, period)
        if GROUP not in permit.data_groups:
            raise ValueError("the permit does not name the payments to carers")
        request_id, asked_at = str(self._new_id()), self._clock()
        self._log(permit, code, request_id, "asked")
        try:
            export = self._export()
        except WorkerError as error:
            self._log(permit, code, request_id, error.code)
            raise
        answer = self._answer(permit, period, export, code, asked_at, request_id)
        self._log(permit, code, request_id, answer.state.value)
        return answer

    def _answer(
        self,
        permit: Permit,
        period: Period,
        export: ExportFile,
        code: IdentityCode,
        asked_at: datetime,
        request_id: str,
    ) -> Answer:
        paid = [one for one in export.of(code) if period.contains(one.paid_on)]
        missing = self._missing(period, export)
        extract = _extract(paid, export.sha256)
        name = f"{GROUP}-{permit.role}.json"
        figures = [self._figure(one, permit, export, f"evidence/{name}", asked_at) for one in paid]
        state = State.FOUND if paid else State.NONE
        reason = None if paid else Reason("carer_payments_none")
        if missing:
            state = State.PARTIAL
            months = ", ".join(f"{one.month}/{one.year}" for one in missing)
            reason = Reason("carer_payments_months_missing", {"months": months})
        return Answer(
            source=Source.DOCUMENTS,
            role=permit.role,
            state=state,
            asked_at=asked_at,
            period=period,
            request_ids=(request_id,),
            reason=reason,
            incomes=tuple(income for income, _ in figures),
            evidence=tuple(evidence for _, evidence in figures),
            attachments=(Attachment(name, extract),) if paid else (),
        )

    def _figure(
        self,
        payment: Payment,
        permit: Permit,
        export: ExportFile,
        file: str,
        asked_at: datetime,
    ) -> tuple[Income, Evidence]:
        settings = self._settings
        key = (GROUP, payment.month, payment.paid_on, payment.kind, payment.row)
        evidence = Evidence(
            id=stable_id("e", Source.DOCUMENTS, permit.role, *key),
            role=permit.role,
            source=Source.DOCUMENTS,
            what="carer_payment",
            obtained_at=asked_at,
            requested_by=permit.requested_by,
            legal_basis=permit.legal_basis,
            purpose=permit.purpose,
            file=file,
            sha256=export.sha256,
            place=f"rivi {payment.row}",
            values={
                "name": payment.kind,
                "month": f"{payment.month.month}/{payment.month.year}",
                "row": str(payment.row),
            },
        )
        income = Income(
            id=stable_id("i", Source.DOCUMENTS, permit.role, *key),
            role=permit.role,
            source=Source.DOCUMENTS,
            kind=settings.kinds.get(payment.kind, IncomeKind.UNKNOWN),
            name=payment.kind,
            payer=settings.payer,
            per=Per.PAYMENT,
            gross=payment.fee,
            tax=payment.tax,
            net=_net(payment),
            period=Period(payment.month.first, payment.month.last),
            paid_on=payment.paid_on,
            payer_id=settings.payer_id,
            evidence=(evidence.id,),
        )
        return income, evidence

    def _missing(self, period: Period, export: ExportFile) -> Sequence[Month]:
        """The full months asked for in which the file has no payment to anybody: what it does not
        cover. The last month, which may not have been paid yet, is not waited for."""
        lag = 1 if self._settings.paid_in_next_month else 0
        full = list(period.months())[: -1 - lag]
        return [month for month in full if month not in export.months]

    def _export(self) -> ExportFile:
        """The file as it is now; read again only if it has been written since."""
        try:
            mark = self._settings.file.stat()
            now = (mark.st_mtime_ns, mark.st_size)
            if self._last is None or self._last[0] != now:
                content = self._settings.file.read_bytes()
                export = read_export(content, self._settings, test_range=self._test_range)
                self._last = now, export
        except OSError:
            raise CarerPaymentsUnavailable() from None
        return self._last[1]

    def _log(self, permit: Permit, code: IdentityCode, request_id: str, outcome: str) -> None:
        self._access_log.record(
            Access.on(
                permit,
                code,
                at=self._clock(),
                service=GROUP,
                request_id=request_id,
                outcome=outcome,
                bytes_received=0,
            )
        )


class WithCarerPayments:
    """The source ``documents`` with the county's own payments beside the client's papers."""

    source: Final = Source.DOCUMENTS

    def __init__(self, papers: Papers, payments: CarerPayments, clock: Clock) -> None:
        self._papers = papers
        self._payments = payments
        self._clock = clock

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """Both, as one answer; what failed in one of them makes the whole partial or failed.

        Raises:
            DocumentsUnavailable, ReaderUnavailable: as the papers' own source.
            ValueError: the permit is for something else.
        """
        papers = self._papers.ask(permit, person, period)
        if GROUP not in permit.data_groups:
            return papers
        answer = joined([papers, self._paid(permit, person, period)])
        return replace(answer, reason=None) if answer.state is State.FOUND else answer

    def _paid(self, permit: Permit, person: Person, period: Period) -> Answer:
        """Nobody can be looked up without an identity code: then it is not known."""
        if person.identity_code is None:
            reason = Reason("identity_code_missing")
            role = permit.role
            return Answer(self.source, role, State.PARTIAL, self._clock(), period, reason=reason)
        try:
            return self._payments.ask(permit, person, period)
        except WorkerError as error:
            return Answer.failed(permit, error, self._clock())

    def check(self) -> tuple[InterfaceCheck, ...]:
        """As the papers' own source."""
        return self._papers.check()

    def close(self) -> None:
        """End what the papers' source has started."""
        self._papers.close()


def _net(payment: Payment) -> Decimal | None:
    return None if payment.tax is None else payment.fee - payment.tax


def _extract(paid: Sequence[Payment], sha256: str) -> bytes:
    """The person's own rows, for the case folder: no other's, and no identity code."""
    rows = [
        {
            "row": one.row,
            "month": str(one.month),
            "paid_on": one.paid_on.isoformat(),
            "fee": as_text(one.fee),
            "tax": None if one.tax is None else as_text(one.tax),
            "kind": one.kind,
        }
        for one in paid
    ]
    content = {"sha256_of_file": sha256, "payments": rows}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
