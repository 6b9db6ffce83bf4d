"""When the county's own people or systems last wrote the worklist: the worker writes into the same
file, and its own writing must not make an old list look new."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_NAME: Final = "worklist-written.json"
_A_SECOND: Final = 1_000_000_000


class Age:
    """Remembers the worker's own writings, beside the journal of results."""

    def __init__(self, journal: Path) -> None:
        self._file = journal.with_name(_NAME)

    def we_wrote(self, before: int, after: int) -> None:
        """Note that the worker has just written the worklist.

        Args:
            before, after: the file's time of change, in nanoseconds, around that.
        """
        noted = {"theirs": self._theirs(before), "ours": after}
        temporary = self._file.with_name(f"{_NAME}.tmp")
        temporary.write_text(json.dumps(noted), "utf-8")
        temporary.replace(self._file)

    def of(self, worklist: Path) -> datetime:
        """When somebody other than the worker last wrote it.

        Raises:
            OSError: the worklist is not there, or the share does not answer.
        """
        return datetime.fromtimestamp(self._theirs(worklist.stat().st_mtime_ns) / _A_SECOND, UTC)

    def _theirs(self, changed: int) -> int:
        try:
            noted = json.loads(self._file.read_text("utf-8"))
            theirs, ours = int(noted["theirs"]), int(noted["ours"])
        except (OSError, ValueError, KeyError, TypeError):
            return changed  # never written by us, or the note is lost
        return theirs if changed == ours else changed
