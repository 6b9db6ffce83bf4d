"""What every stand-in stands on: the people, certificates, a server, a journal, its own handle.

A stand-in is a module with ``start(people, certificates, journal) -> Running``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from devdata.standins.certificates import COUNTY_BUSINESS_ID, Authority, Certificates, Issued
from devdata.standins.failures import Switch
from devdata.standins.journal import Journal
from devdata.standins.load import Load
from devdata.standins.people import Found, People
from devdata.standins.server import Latency, Request, Response, Server, Wire

__all__ = [
    "COUNTY_BUSINESS_ID",
    "Authority",
    "Certificates",
    "Found",
    "Issued",
    "Journal",
    "Load",
    "People",
    "Request",
    "Response",
    "Running",
    "Server",
    "Switch",
    "Wire",
]


@dataclass(frozen=True)
class Running:
    """A stand-in that serves."""

    name: str
    """The source's name in the county's ``[interfaces]``."""
    settings: Mapping[str, Any]
    """What the county's settings of this source get from the stand-in: addresses, files."""
    stop: Callable[[], None]
    switch: Switch | None = None
    """What turns its failures on; None when it has none."""
    latency: Latency | None = None
    """How long its requests wait; None where that cannot be set."""
    load: Load | None = None
    """What has arrived; None where that is not measured."""
