"""Each attempt of a request goes into the access log, also the ones that fail."""

from __future__ import annotations

from collections.abc import Callable

from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Permit
from robots.casework.protocols import Access, AccessLog, Clock


def recorder(
    access_log: AccessLog,
    clock: Clock,
    permit: Permit,
    person: IdentityCode,
    *,
    service: str,
    request_id: str,
) -> Callable[[str, int], None]:
    """What a connection calls after each attempt, with its outcome and the bytes received."""

    def record(outcome: str, bytes_received: int) -> None:
        access_log.record(
            Access.on(
                permit,
                person,
                at=clock(),
                service=service,
                request_id=request_id,
                outcome=outcome,
                bytes_received=bytes_received,
            )
        )

    return record
