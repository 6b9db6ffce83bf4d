"""Two rows in the access log for each attempt of a request: one before it leaves, one after.

:meth:`robots.transport.https.Connection.send` takes the rows as an argument and writes the first
before anything leaves the house; when it cannot be written, nothing is sent. Between the two lies
whatever the authority may have written down about us, also when the machine dies in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Permit
from robots.casework.protocols import Access, AccessLog, Clock

#: The outcome in the row that is written before the request leaves.
ASKED: Final = "asked"
#: The outcome after it when the reply says neither that something was found nor that nothing was.
ANSWERED: Final = "answered"
#: The outcome after it when the worker itself failed, or was told to stop.
INTERRUPTED: Final = "interrupted"

Value = TypeVar("Value")


@dataclass(slots=True)
class Retries:
    """How many requests have left for a second time or more."""

    count: int = 0


_counted: ContextVar[Retries | None] = ContextVar("retries of one call", default=None)


@contextmanager
def retries_counted() -> Iterator[Retries]:
    """Counts them while one call to a source is made, also on threads that it starts."""
    counted = Retries()
    before = _counted.set(counted)
    try:
        yield counted
    finally:
        _counted.reset(before)


@dataclass(frozen=True, slots=True)
class Told(Generic[Value]):
    """What a reply told: what the caller gets, and what the access log gets."""

    value: Value = field(repr=False)
    outcome: str = ANSWERED
    """``found``, ``none``, ``partial``: a state of :class:`~robots.casework.words.State`."""
    by_person: Mapping[IdentityCode, str] = field(default_factory=dict, repr=False)
    """The outcomes of those for whom it is another: of a request about many persons."""


class RequestRows(Protocol):
    """What writes the rows of one request's attempts; see :func:`recorder`."""

    def before(self, attempt: int) -> None:
        """Write that the request is about to leave.

        Raises:
            WorkerError: it is not written, so the request must not leave.
        """

    def after(
        self,
        attempt: int,
        outcome: str,
        bytes_received: int,
        by_person: Mapping[IdentityCode, str] | None = None,
    ) -> None:
        """Write what became of it: an outcome of :class:`Told`, or the error's code.

        Raises:
            WorkerError: it is not written, so the reply must not be used.
        """


def recorder(
    access_log: AccessLog,
    clock: Clock,
    permit: Permit,
    person: IdentityCode,
    *,
    service: str,
    request_id: str,
) -> RequestRows:
    """The rows of a request about one person."""
    return recorder_of_many(
        access_log, clock, [(permit, person)], service=service, request_id=request_id
    )


def recorder_of_many(
    access_log: AccessLog,
    clock: Clock,
    asked: Sequence[tuple[Permit, IdentityCode]],
    *,
    service: str,
    request_id: str,
) -> RequestRows:
    """The rows of one request about several persons, each on a permit of their own.

    Raises:
        ValueError: nobody is asked about.
    """
    if not asked:
        raise ValueError("a request about nobody needs no permit: see AboutNobody")
    return _Rows(access_log, clock, tuple(asked), service, request_id)


class AboutNobody:
    """The rows of a connection test, which carries no person's data: there are none to write.

    Only for requests whose whole content is known to name nobody (``SendEcho``, a service list).
    """

    def before(self, attempt: int) -> None:
        """Nobody has been asked about."""

    def after(
        self,
        attempt: int,
        outcome: str,
        bytes_received: int,
        by_person: Mapping[IdentityCode, str] | None = None,
    ) -> None:
        """Nobody has been asked about."""


@dataclass(frozen=True, slots=True)
class _Rows:
    access_log: AccessLog
    clock: Clock
    asked: tuple[tuple[Permit, IdentityCode], ...]
    service: str
    request_id: str

    def before(self, attempt: int) -> None:
        self._write(attempt, ASKED, 0, {})
        counted = _counted.get()
        if counted is not None and attempt > 1:
            counted.count += 1

    def after(
        self,
        attempt: int,
        outcome: str,
        bytes_received: int,
        by_person: Mapping[IdentityCode, str] | None = None,
    ) -> None:
        self._write(attempt, outcome, bytes_received, by_person or {})

    def _write(
        self,
        attempt: int,
        outcome: str,
        bytes_received: int,
        by_person: Mapping[IdentityCode, str],
    ) -> None:
        for permit, person in self.asked:
            self.access_log.record(
                Access.on(
                    permit,
                    person,
                    at=self.clock(),
                    service=self.service,
                    request_id=self.request_id,
                    attempt=attempt,
                    outcome=by_person.get(person, outcome),
                    bytes_received=bytes_received,
                )
            )
