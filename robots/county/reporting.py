"""What the worker tells of its runs, to whom: ``[report]`` and ``[mail]``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from robots.casework.settings import RoomSettings

#: Of the vault: the password of ``[mail] account``.
MAIL_SECRET: Final = "mail"
MAIL_PASSWORD: Final = "password"

Address = Annotated[str, Field(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+$")]


class ReportSettings(RoomSettings):
    """What the run report looks at, and when silence is an alert."""

    sample: int = Field(default=5, ge=0)
    """So many finished cases of a nightly run are picked at random for a person to check."""
    alert_after_hours: int = Field(default=26, ge=1)
    """No nightly run has ended for so long: ``report --expect-run`` alerts."""
    worklist_hours: int = Field(default=24, ge=1)
    """Nobody has written the worklist for so long: an alert."""
    secrets_expire: Mapping[str, date] = Field(default_factory=dict)
    """Name of a secret in the vault → the day it expires: a password that must be changed, an
    authority's software key. Only the county knows these days."""


class MailSecurity(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    """Begun in the open, protected before anything is said; refused where the server cannot."""
    TLS = "tls"
    """Protected from the first byte (port 465)."""
    NONE = "none"
    """In the open: for a relay on this machine. No account can be used."""


class MailSettings(RoomSettings):
    """Who gets the run report by e-mail, and through which server."""

    server: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: MailSecurity = MailSecurity.STARTTLS
    trusted_certificates: Path | None = None
    """PEM file of the issuer of the server's certificate; None: whom this machine trusts."""
    account: str | None = None
    """None: the server takes mail from this machine without signing in."""
    sender: Address
    recipients: tuple[Address, ...] = Field(min_length=1)
    language: Literal["fi", "sv"] = "fi"
    with_report: bool = True
    """The report's page goes along; it holds case ids and user ids, no clients."""
    only_alerts: bool = False
    """Mail only where something needs a person; else after every nightly run."""

    @model_validator(mode="after")
    def _a_password_is_never_sent_in_the_open(self) -> Self:
        if self.account is not None and self.security is MailSecurity.NONE:
            raise ValueError("account cannot be used with security = none")
        return self
