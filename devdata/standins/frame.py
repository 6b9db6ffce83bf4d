"""What every stand-in stands on: the people, certificates, a server, a journal, its own handle.

A stand-in is a module with ``start(people, certificates, journal) -> Running``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from devdata.standins.certificates import COUNTY_BUSINESS_ID, Authority, Certificates, Issued
from devdata.standins.people import Found, People
from devdata.standins.server import Request, Response, Server

__all__ = [
    "COUNTY_BUSINESS_ID",
    "Authority",
    "Certificates",
    "Found",
    "Issued",
    "Journal",
    "People",
    "Request",
    "Response",
    "Running",
    "Server",
]


@dataclass(frozen=True)
class Running:
    """A stand-in that serves."""

    name: str
    """The source's name in the county's ``[interfaces]``."""
    settings: Mapping[str, Any]
    """What the county's settings of this source get from the stand-in: addresses, files."""
    stop: Callable[[], None]


class Journal:
    """Who was asked about whom, as the authorities would remember it: for tests.

    A person is named by :attr:`Found.key`, never by an identity code.
    """

    def __init__(self, file: Path | None = None) -> None:
        """``file`` gets each entry as a JSON line, too."""
        self._file = file
        self._entries: list[dict[str, str]] = []
        self._lock = Lock()

    def note(self, source: str, service: str, person_key: str, outcome: str) -> None:
        """Write one request down."""
        entry = {
            "at": datetime.now(UTC).isoformat(),
            "source": source,
            "service": service,
            "person": person_key,
            "outcome": outcome,
        }
        with self._lock:
            self._entries.append(entry)
            if self._file is not None:
                with self._file.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def entries(self) -> list[dict[str, str]]:
        """All that was written down, oldest first."""
        with self._lock:
            return list(self._entries)
