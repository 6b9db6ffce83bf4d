"""The county's settings of Kela's service."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from robots.casework.settings import Environment, RoomSettings

RESOURCES: Final = Path(__file__).parents[2] / "resources" / "kela"


class SignIn(StrEnum):
    """How a session with Kela's service begins."""

    STANDIN = "standin"
    """By the stand-in site's button. Strong identification is personal: it is never automated."""
    HANDED_OVER = "handed_over"
    """An official signs in, and the robot goes on in that session."""


class KelaSettings(RoomSettings):
    """``[interfaces.kela]``."""

    environment: Environment
    """The same as the county's."""
    address: str
    """Where the service is; no page behind another address is ever opened."""
    organisation: str = Field(min_length=1)
    """On whose behalf benefits are looked at, as the choice of mandates names it."""
    sign_in: SignIn
    robot_agreement: str = ""
    """Reference of the agreement with Kela on a robot's use of the service (906/2019 § 23 opens
    viewing for single searches); required outside the stand-ins."""
    page_map: Path = RESOURCES / "page-map.yaml"
    """The words of the service's screens."""
    pages_at_once: int = Field(default=2, ge=1, le=8)
    wait_seconds: int = Field(default=20, ge=1)
    """How long a page may take."""

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must start with https:// and name a host")
        if parts.path.strip("/") or parts.username or parts.query or parts.fragment:
            raise ValueError("must be a plain address; paths stand in the page map")
        return address.rstrip("/")

    @model_validator(mode="after")
    def _is_agreed(self) -> KelaSettings:
        if self.sign_in is SignIn.HANDED_OVER:
            raise ValueError(
                "sign_in = 'handed_over': this version cannot take over an official's session yet"
            )
        if self.environment is not Environment.STANDINS:
            if not self.robot_agreement:
                raise ValueError(
                    "robot_agreement: name the agreement with Kela that lets a robot use its pages"
                )
            if not self.address.startswith("https://"):
                raise ValueError("address: must start with https://")
            raise ValueError(
                "sign_in = 'standin' is for the stand-ins only: identification is never automated"
            )
        return self
