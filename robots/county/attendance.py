"""What a worker does by itself: ``[worker]`` and ``[drop_folder]``."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from pydantic import Field

from robots.casework.settings import RoomSettings


class DropFolderSettings(RoomSettings):
    """A folder in which the county's case system leaves requests for one case."""

    folder: Path
    days: int = Field(default=30, ge=0)
    """So long after its answer, a request is removed with it; one that is not answered stays."""


class WorkerSettings(RoomSettings):
    """When a worker that stays does what nobody starts by hand. Helsinki's time of the day."""

    nightly_at: time | None = None
    """It begins the nightly run; one that was missed is made up for. None: another scheduler does,
    or nobody."""
    alert_at: time | None = time(7)
    """It looks whether a nightly run has ended and the worklist is new, and tells if not. None: the
    door ``report --expect-within`` is scheduled instead."""
