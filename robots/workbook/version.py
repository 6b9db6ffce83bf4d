"""Which version of a case's summary, made in which run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One delivered version. ``created_at`` carries its zone."""

    number: int
    run_id: str
    created_at: datetime
