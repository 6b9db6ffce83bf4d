"""The faces by which the rooms meet: a source, the access log, a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from robots.casework.answer import Answer
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.words import Source

#: Tells the time now, with its zone: for TLS, signatures and logs, never for the day of the law.
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Access:
    """One row of the access log (703/2023 § 10): one request that left the house."""

    at: datetime
    source: Source
    service: str
    """The authority's own name of the service or page that was asked."""
    case_id: str
    person: IdentityCode
    purpose: str
    reason: str
    legal_basis: str
    requested_by: str
    request_id: str
    outcome: str
    """``found``, ``none``, ``sent``, or the code of the error."""
    bytes_received: int = 0

    @classmethod
    def on(
        cls,
        permit: Permit,
        person: IdentityCode,
        *,
        at: datetime,
        service: str,
        request_id: str,
        outcome: str,
        bytes_received: int,
    ) -> Access:
        """The row of one request made on a permit."""
        return cls(
            at=at,
            source=permit.source,
            service=service,
            case_id=permit.case_id,
            person=person,
            purpose=permit.purpose,
            reason=permit.reason,
            legal_basis=permit.legal_basis,
            requested_by=permit.requested_by,
            request_id=request_id,
            outcome=outcome,
            bytes_received=bytes_received,
        )


class AccessLog(Protocol):
    """Where every request to an authority is written down, before its reply is used."""

    def record(self, access: Access) -> None: ...


class SourceOfIncome(Protocol):
    """The face that every source has."""

    @property
    def source(self) -> Source: ...

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """Ask about one person; the answer's state is ``found``, ``none`` or ``partial``.

        Raises:
            SourceUnusable, TryAgain, ReplyRefused: no answer; see :mod:`robots.casework.errors`.
        """
        ...

    def close(self) -> None:
        """End what was started for it: connections, browsers, child processes."""
        ...
