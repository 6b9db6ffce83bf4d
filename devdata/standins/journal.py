"""What the authorities remember of who was asked about whom."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock


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
