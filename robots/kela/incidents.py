"""What a page looked like that stopped a visit: for whoever finds out why, and nobody else.

No trace is recorded: a trace would hold the pages of other people whose visits shared the session.
The picture and the page's HTML are encrypted with the vault's key and deleted after some days.
"""

from __future__ import annotations

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
from robots.kela.errors import CellNotUnderstood, DoesNotAddUp, PageNotRecognised, RouteRefused
from robots.kela.handover import Seal

#: What a visit ends with when its page was not what it should be.
TOLD: Final = (PageNotRecognised, CellNotUnderstood, DoesNotAddUp, PersonMismatch, RouteRefused)

_PICTURE_MS: Final = 5000
_SUFFIX: Final = ".sealed"
_STAMP: Final = "%Y%m%dT%H%M%S%f"


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
            together.writestr("page.html", html)
            together.writestr("page.png", picture)
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{self._clock():{_STAMP}}-{error.code}{_SUFFIX}"
        (self._folder / name).write_bytes(self._seal.close(content.getvalue()))

    def remove_old(self) -> None:
        """Delete what has been kept as long as it may."""
        oldest = self._clock() - timedelta(days=self._days)
        for file in self._folder.glob(f"*{_SUFFIX}"):
            at = datetime.strptime(file.name.split("-")[0], _STAMP).replace(tzinfo=oldest.tzinfo)
            if at < oldest:
                file.unlink(missing_ok=True)
