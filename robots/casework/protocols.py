"""The faces by which the rooms meet: a source, the access log, a clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from robots.casework.answer import Answer
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.words import Role, Source

#: Tells the time now, with its zone: for TLS, signatures and logs, never for the day of the law.
Clock = Callable[[], datetime]

#: Around each request that leaves for a source, an attempt or a page visit: entering it waits for
#: the county's limits; leaving it tells that the reply has come.
Turn = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Access:
    """One row of the access log (703/2023 §§ 10, 39). Each attempt of a request has two: one
    before it leaves the house, with the outcome ``asked``, and one after it."""

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
    """``asked`` before the request leaves; then ``found``, ``none``, ``partial``, ``answered``,
    ``interrupted``, or the code of the error."""
    bytes_received: int = 0
    attempt: int = 1
    """Counted from 1 within the request."""
    role: Role | None = None
    """Whose data."""
    data_groups: frozenset[str] = frozenset()
    """What was asked for, by the permit."""
    period: Period | None = None
    """For which time, by the permit."""

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
        attempt: int = 1,
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
            attempt=attempt,
            role=permit.role,
            data_groups=permit.data_groups,
            period=permit.period,
        )


class AccessLog(Protocol):
    """Where every request to an authority is written down: before it leaves, and before its reply
    is used."""

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
