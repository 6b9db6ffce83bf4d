"""What a look at one interface tells, without any client's data: ``python3 run.py check``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from robots.casework.errors import WorkerError
from robots.casework.reason import Reason
from robots.casework.words import Source


class Verdict(StrEnum):
    """How one thing of an interface is; what was not seen is not said to be fine."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Not seen: nothing answered, or the service has no question that would show it."""
    NOT_APPLICABLE = "not_applicable"
    """The interface has no such thing: no signature on X-Road, no certificate of ours at Kela."""


@dataclass(frozen=True, slots=True)
class InterfaceCheck:
    """One service of one source as it was found, or one thing of the county's own.

    ``permit`` is the authority's word that this county may ask: a right accepted without naming a
    person (a status or schema request, a sign-in that was taken). A service that would need a
    client's code to tell it says ``unknown``, and asks nobody.
    """

    source: Source | None
    """None for the county's own: worklist, case folders, vault, clock."""
    service: str
    """The authority's own name of the service (``SendEcho``); of the county's own, a text's name
    such as ``words.check_worklist``."""
    reachable: Verdict
    certificate: Verdict = Verdict.NOT_APPLICABLE
    """Ours, as the other end takes it, and theirs, as we trust it."""
    certificate_days_left: int | None = None
    """Whole days until the first of our certificates expires; negative when one has."""
    signature: Verdict = Verdict.NOT_APPLICABLE
    """Of the service's answer."""
    permit: Verdict = Verdict.UNKNOWN
    latency_ms: int | None = None
    """From sending to the whole answer, in milliseconds; None where nothing answered."""
    advice: Reason | None = None
    """What to do; None where there is nothing to do."""

    @property
    def is_fine(self) -> bool:
        """Whether nothing of it has failed. Advice may stand beside: a certificate that expires
        soon is fine today."""
        return Verdict.FAILED not in (
            self.reachable,
            self.certificate,
            self.signature,
            self.permit,
        )

    @classmethod
    def failed(
        cls,
        source: Source | None,
        service: str,
        error: WorkerError,
        *,
        reachable: Verdict = Verdict.FAILED,
        certificate: Verdict = Verdict.UNKNOWN,
        certificate_days_left: int | None = None,
        signature: Verdict = Verdict.UNKNOWN,
        permit: Verdict = Verdict.UNKNOWN,
        latency_ms: int | None = None,
    ) -> InterfaceCheck:
        """What an error of the way or of the answer told: its own sentence is the advice. Say what
        was seen before it, e.g. ``reachable=OK, certificate=FAILED`` of a refused certificate.

        Raises:
            ValueError: nothing is said to have failed.
        """
        check = cls(
            source,
            service,
            reachable,
            certificate,
            certificate_days_left,
            signature,
            permit,
            latency_ms,
            Reason.of(error),
        )
        if check.is_fine:
            raise ValueError("a failed check says what has failed")
        return check


class Checkable(Protocol):
    """What can be looked at before any client is asked about."""

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Try each service once, sending no client's data, and tell how it was: one a service.

        An error of the service is an answer here and is not raised: one broken interface must not
        hide the others. Retries only what the first look cannot settle; no row of the access log,
        as nobody is asked about.
        """
        ...
