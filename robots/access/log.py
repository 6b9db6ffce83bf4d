"""The access log as files: one line a request, one file a day, never changed afterwards.

703/2023 § 10 wants a log of use and disclosure, kept for 12 years (its annex): so it lies in a
folder of the county's choice, apart from the case folders and the run's own log. A person stands in
it as a keyed fingerprint: who holds the key can find one person's rows, nobody can read them off.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from robots.access.errors import AccessLogNotWritable
from robots.access.lines import append_line
from robots.casework.period import HELSINKI
from robots.casework.protocols import Access

#: A fingerprint by a shorter key could be guessed back: there are few identity codes.
_SHORTEST_KEY: Final = 16
_LONGEST_WAIT: Final = 30


class AccessLogFile:
    """An :class:`~robots.casework.protocols.AccessLog` in a folder, for many threads and processes.

    Raises:
        AccessLogNotWritable: the folder cannot be made, or the key is shorter than 16 bytes.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        if len(key) < _SHORTEST_KEY:
            raise AccessLogNotWritable(why="key_too_short")
        self._folder = folder
        self._key = key
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise AccessLogNotWritable(why="folder") from None

    def record(self, access: Access) -> None:
        """Write the row down; when it returns, the row is on the disk.

        Raises:
            AccessLogNotWritable: it is not, and the reply must not be used.
        """
        day = access.at.astimezone(HELSINKI).date()
        try:
            with FileLock(self._folder / "access.lock", timeout=_LONGEST_WAIT):
                append_line(self._folder / f"access-{day.isoformat()}.jsonl", self._row(access))
        except (OSError, Timeout):
            raise AccessLogNotWritable(why="file") from None

    def _row(self, access: Access) -> str:
        row = {
            "at": access.at.isoformat(),
            "source": access.source.value,
            "service": access.service,
            "case_id": access.case_id,
            "person": access.person.fingerprint(self._key),
            "purpose": access.purpose,
            "reason": access.reason,
            "legal_basis": access.legal_basis,
            "requested_by": access.requested_by,
            "request_id": access.request_id,
            "outcome": access.outcome,
            "bytes_received": access.bytes_received,
        }
        return json.dumps(row, ensure_ascii=False)
