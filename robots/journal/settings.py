"""Where a county's machines read what happened: ``[log]``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from robots.casework.settings import RoomSettings


class LogSettings(RoomSettings):
    """How long the journal is kept, and who else gets it."""

    keep_days: int = Field(default=90, ge=1)
    file_megabytes: int = Field(default=50, ge=1)
    """A file that is larger is followed by another."""
    otlp: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """Address of an OpenTelemetry collector's logs over HTTP (``https://HOST:4318/v1/logs``). It
    needs the optional packages ``telemetry`` of ``pyproject.toml``."""
    otlp_certificates: Path | None = None
    """PEM file of the issuer of the collector's certificate; None: whom this machine trusts."""
