"""What a page looked like that stopped a visit: for whoever finds out why, and nobody else.

No trace is recorded: a trace would hold the pages of other people whose visits shared the session.
The picture and the page's HTML are encrypted with the vault's key and deleted after some days.
"""

from __future__ import annotations

import shutil
import zipfile
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from robots.casework.errors import PersonMismatch, WorkerError
from robots.casework.protocols import Clock
from robots.kela.errors import (
    CellNotUnderstood,
    DoesNotAddUp,
    IncidentMissing,
    IncidentNotWritten,
    IncidentUnreadable,
    PageNotRecognised,
    RouteRefused,
)
from robots.kela.handover import Seal

#: What a visit ends with when its page was not what it should be.
TOLD: Final = (PageNotRecognised, CellNotUnderstood, DoesNotAddUp, PersonMismatch, RouteRefused)

PAGE: Final = "page.html"
PICTURE: Final = "page.png"

_PICTURE_MS: Final = 5000
_SUFFIX: Final = ".sealed"
_STAMP: Final = "%Y%m%dT%H%M%S%f"
_ANY_STAMP: Final = "[0-9]*T[0-9]*"
#: Nothing of a kept page is run or fetched.
_HARMLESS: Final = (
    b'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    b"style-src 'unsafe-inline'; img-src data:\">\n"
)


class Incidents:
    """The encrypted incidents of the last days."""

    def __init__(self, folder: Path, seal: Seal, days: int, clock: Clock) -> None:
        """``days``: how long one is kept; 0 keeps none."""
        self._folder = folder
        self._seal = seal
        self._days = days
        self._clock = clock

    async def keep(self, page: Page, html: str, error: WorkerError) -> None:
        """Keep the page's picture and its HTML as it was read, under the time and the error."""
        if not self._days:
            return
        picture = b""
        with suppress(PlaywrightError):  # the page may be gone
            picture = await page.screenshot(full_page=True, timeout=_PICTURE_MS)
        content = BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as together:
            together.writestr(PAGE, html)
            together.writestr(PICTURE, picture)
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{self._clock():{_STAMP}}-{error.code}{_SUFFIX}"
        (self._folder / name).write_bytes(self._seal.close(content.getvalue()))

    def remove_old(self) -> None:
        """Delete what has been kept as long as it may, and what of it was opened beside."""
        oldest = self._clock() - timedelta(days=self._days)
        for kept in self._folder.glob(f"{_ANY_STAMP}-*"):
            at = datetime.strptime(kept.name.split("-")[0], _STAMP).replace(tzinfo=oldest.tzinfo)
            if at < oldest and kept.is_dir():
                shutil.rmtree(kept, ignore_errors=True)
            elif at < oldest:
                kept.unlink(missing_ok=True)


def open_incident(file: Path, seal: Seal, into: Path | None = None) -> Path:
    """Write what the page looked like, in clear, into a new folder that is the caller's alone.

    The page itself runs nothing and fetches nothing when it is looked at: a line that tells the
    browser so stands before what was read.

    Args:
        file: the encrypted incident.
        into: the folder, which must not be there yet. A folder of the incident's name beside it
            when not given: that one is deleted with the incident when its days are over.

    Returns:
        The folder; ``page.png`` is missing where the page was gone before its picture was taken.

    Raises:
        IncidentMissing: there is no such file.
        IncidentUnreadable: it is no incident, or was closed with another key.
        IncidentNotWritten: the folder is there already, or cannot be written.
    """
    html, picture = _opened(file, seal)
    folder = into or file.with_suffix("")
    try:
        folder.mkdir(mode=0o700, parents=True)
        (folder / PAGE).write_bytes(_HARMLESS + html)
        if picture:
            (folder / PICTURE).write_bytes(picture)
    except OSError:
        raise IncidentNotWritten(folder=folder.name) from None
    return folder


def _opened(file: Path, seal: Seal) -> tuple[bytes, bytes]:
    """The page and its picture."""
    try:
        with zipfile.ZipFile(BytesIO(seal.open(file.read_bytes()))) as together:
            return together.read(PAGE), together.read(PICTURE)
    except OSError:
        raise IncidentMissing(file=file.name) from None
    except (WorkerError, zipfile.BadZipFile, KeyError):
        pass
    raise IncidentUnreadable(file=file.name)  # outside the clause: it holds what was read
