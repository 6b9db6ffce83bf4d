"""The county's settings of Kela's service."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from robots.casework.settings import Environment
from robots.transport.proxy import WithProxy

RESOURCES: Final = Path(__file__).parents[2] / "resources" / "kela"

_IMPORT_PATH: Final = r"^$|^[A-Za-z_][\w.]*:[A-Za-z_]\w*$"


class Way(StrEnum):
    """How Kela is asked."""

    BROWSER = "browser"
    """Its pages for authorities, in a browser."""
    TECHNICAL_INTERFACE = "technical_interface"
    """Its interface by contract. Kela does not publish it: a county's own package speaks it."""


class SignIn(StrEnum):
    """How a session with Kela's service begins. Strong identification is personal: it is never
    automated."""

    STANDIN = "standin"
    """By the stand-in site's button."""
    HANDED_OVER = "handed_over"
    """An official signs in (the door ``kela-login``), and the robot goes on in that session."""
    ROBOT_IDENTITY = "robot_identity"
    """By an identity of the robot's own, which Kela has accepted in writing."""
    NOT_NEEDED = "not_needed"
    """The technical interface knows the county by its certificate."""


class KelaSettings(WithProxy):
    """``[interfaces.kela]``; its proxy is the browser's."""

    environment: Environment
    """The same as the county's."""
    address: str
    """Where the service is; no page behind another address is ever opened."""
    organisation: str = Field(min_length=1)
    """On whose behalf benefits are looked at, as the choice of mandates names it."""
    way: Way = Way.BROWSER
    sign_in: SignIn
    robot_agreement: str = ""
    """Reference of the agreement with Kela on a robot's use of the service (906/2019 § 23 opens
    viewing for single searches); required outside the stand-ins."""
    technical_interface: str = Field(default="", pattern=_IMPORT_PATH)
    """Import path ``package.module:Name`` of what makes the technical interface's source; see
    :class:`robots.kela.packages.TechnicalInterface`."""
    robot_identity: str = Field(default="", pattern=_IMPORT_PATH)
    """Import path of what signs in with the robot's own identity; see
    :class:`robots.kela.packages.RobotIdentity`."""
    identification_addresses: tuple[str, ...] = ()
    """Services that the robot's own identity may visit while it signs in, and never after."""
    session_folder: Path | None = None
    """Where an official's session is handed over, encrypted; by default the worker's own folder."""
    session_minutes: int = Field(default=240, ge=1, le=12 * 60)
    """So long after the sign-in a handed-over session is used; then it is deleted."""
    sign_in_minutes: int = Field(default=10, ge=1, le=60)
    """So long the window of ``kela-login`` waits for the official."""
    page_map: Path = RESOURCES / "page-map.yaml"
    """The words of the service's screens."""
    pages_at_once: int = Field(default=2, ge=1, le=8)
    pause_ms: int = Field(default=1000, ge=0)
    """At least so long from the beginning of one visit to the beginning of the next, in
    milliseconds."""
    wait_seconds: int = Field(default=20, ge=1)
    """How long a page may take."""
    visits_per_browser: int = Field(default=200, ge=1)
    """After so many visits the browser is started anew, in the same session."""
    pictures: bool = True
    """Whether a picture of what was read on a page is kept beside the elements."""
    incident_days: int = Field(default=14, ge=0)
    """So long the encrypted picture of a page that stopped a visit is kept; 0 keeps none."""

    @field_validator("address", "identification_addresses")
    @classmethod
    def _are_addresses(cls, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if isinstance(given, str):
            return _plain_address(given)
        return tuple(_plain_address(address) for address in given)

    @model_validator(mode="after")
    def _fits_the_way(self) -> KelaSettings:
        by_interface = self.way is Way.TECHNICAL_INTERFACE
        if by_interface and not self.technical_interface:
            raise ValueError(
                "way = 'technical_interface': Kela does not publish its interface, so this program "
                "has none of its own; name your package in technical_interface"
            )
        if by_interface is not (self.sign_in is SignIn.NOT_NEEDED):
            raise ValueError(
                "sign_in = 'not_needed' belongs to way = 'technical_interface', and only to it"
            )
        if self.sign_in is SignIn.ROBOT_IDENTITY and not self.robot_identity:
            raise ValueError("sign_in = 'robot_identity': name your package in robot_identity")
        return self

    @model_validator(mode="after")
    def _is_agreed(self) -> KelaSettings:
        if self.environment is Environment.STANDINS:
            return self
        if not self.robot_agreement:
            raise ValueError(
                "robot_agreement: name the agreement with Kela that lets a robot use its pages"
            )
        if not all(
            one.startswith("https://") for one in (self.address, *self.identification_addresses)
        ):
            raise ValueError("address: must start with https://")
        if self.sign_in is SignIn.STANDIN:
            raise ValueError(
                "sign_in = 'standin' is for the stand-ins only: identification is never automated"
            )
        return self


def _plain_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must start with https:// and name a host")
    if parts.path.strip("/") or parts.username or parts.query or parts.fragment:
        raise ValueError("must be a plain address; paths stand in the page map")
    return address.rstrip("/")
