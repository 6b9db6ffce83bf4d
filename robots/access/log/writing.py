"""The access log: two rows a request, sealed and chained, in the county's state folder.

703/2023 § 10 wants a log of use and disclosure and § 39 what was obtained, from whom, when, who
asked, on which ground and for which purpose; its annex wants it kept for 12 years. A person stands
in it as a keyed fingerprint inside the sealed row: who holds the key can find one person's rows.
See :mod:`robots.access.log.rows` for a row, :mod:`robots.access.log.files` for where it lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Final

from robots.access.log.chain import take_chain
from robots.access.log.keys import LogKeys
from robots.casework.identity_code import IdentityCode
from robots.casework.protocols import Access, Clock

ACCESS: Final = "access"
LOOKED: Final = "looked"
RETRACTED: Final = "retracted"


class AccessLogFile:
    """An :class:`~robots.casework.protocols.AccessLog` in a folder, for many threads; each process
    (each instance) takes a chain of its own until it is closed."""

    def __init__(self, folder: Path, keys: LogKeys, *, clock: Clock) -> None:
        """Take a free chain, and mend nothing silently of what its last process left.

        Raises:
            AccessLogNotWritable: nothing can be written, so nobody may be asked.
        """
        self._keys = keys
        self._clock = clock
        self._one_at_a_time = Lock()
        self._chain = take_chain(folder, keys, clock())

    def record(self, access: Access) -> None:
        """Write the row down; when it returns, the row is on the disk.

        Raises:
            AccessLogNotWritable: it is not: the request must not leave, its reply not be used.
        """
        row = {
            "kind": ACCESS,
            "at": access.at.isoformat(),
            "source": access.source.value,
            "service": access.service,
            "case_id": access.case_id,
            "person": self._keys.current.fingerprint(access.person),
            "role": access.role.value if access.role else "",
            "data_groups": sorted(access.data_groups),
            "from": access.period.start.isoformat() if access.period else "",
            "until": access.period.end.isoformat() if access.period and access.period.end else "",
            "purpose": access.purpose,
            "reason": access.reason,
            "legal_basis": access.legal_basis,
            "requested_by": access.requested_by,
            "request_id": access.request_id,
            "attempt": access.attempt,
            "outcome": access.outcome,
            "bytes_received": access.bytes_received,
        }
        with self._one_at_a_time:
            self._chain.append(row, access.at)

    def record_look(
        self, *, by: str, reason: str, person: IdentityCode | None = None, case_id: str = ""
    ) -> None:
        """Write down that somebody is about to look at the log: at one person's rows, at one
        case's, or at all.

        Raises:
            AccessLogNotWritable: it is not, and nothing may be shown.
        """
        at = self._clock()
        row: Mapping[str, Any] = {
            "kind": LOOKED,
            "at": at.isoformat(),
            "requested_by": by,
            "reason": reason,
            "case_id": case_id,
            "person": self._keys.current.fingerprint(person) if person else "",
        }
        with self._one_at_a_time:
            self._chain.append(row, at)

    def record_retraction(
        self,
        *,
        by: str,
        reason: str,
        case_id: str,
        version: int,
        person: IdentityCode | None = None,
    ) -> None:
        """Write down that somebody is about to take a delivered version out of a case folder.

        Args:
            person: whose case it is, where that is known.

        Raises:
            AccessLogNotWritable: it is not, and nothing may be taken out.
        """
        at = self._clock()
        row: Mapping[str, Any] = {
            "kind": RETRACTED,
            "at": at.isoformat(),
            "requested_by": by,
            "reason": reason,
            "case_id": case_id,
            "version": version,
            "person": self._keys.current.fingerprint(person) if person else "",
        }
        with self._one_at_a_time:
            self._chain.append(row, at)

    @property
    def found_broken(self) -> bool:
        """Whether the chain's end was not what its last writer left: somebody should prove the
        whole log and be told."""
        return self._chain.found_broken

    def close(self) -> None:
        """Leave the chain to the next process."""
        with self._one_at_a_time:
            self._chain.close()
