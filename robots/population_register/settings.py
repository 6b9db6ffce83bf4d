"""What a county has agreed on with the register's keeper (DVV), and its X-Road identity.

The register's keeper publishes neither a county's product nor the names of its elements for the
spouse: they stand in the permission's annex, and have no default here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import field_validator

from robots.casework.settings import RoomSettings
from robots.transport.https import ConnectionSettings
from robots.transport.xroad import Subsystem


class SpouseElements(RoomSettings):
    """Where the county's product has the spouse; paths by local names."""

    element: str
    """The spouse's group, under ``Henkilo``."""
    identity_code: str
    """Under the group, as the two below."""
    last_name: str
    first_names: str


class PopulationRegisterSettings(RoomSettings):
    """The table ``interfaces.population_register`` of ``county.toml``."""

    connection: ConnectionSettings
    """The county's own security server."""
    client: Subsystem
    """The county's subsystem; its instance is the service's, too."""
    product: str
    """``SoSoNimi``, exactly as in the permission."""
    end_user: str
    """The form of the end user as agreed with DVV, with ``{requested_by}`` in it."""
    billing_reference: str = ""
    """``Laskutustiedot``, where one was agreed."""
    spouse: SpouseElements
    marital_status: str
    """Path of the marital status code, under ``Henkilo``."""

    @field_validator("end_user")
    @classmethod
    def _names_the_requester(cls, end_user: str) -> str:
        if "{requested_by}" not in end_user:
            raise ValueError("must contain {requested_by}")
        return end_user


@dataclass(frozen=True, slots=True)
class Credentials:
    """The service's user name and password from DVV; they travel in the message's body."""

    username: str
    password: str = field(repr=False)
