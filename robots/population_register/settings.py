"""What a county has agreed on with the register's keeper (DVV), and its X-Road identity.

The register's keeper publishes neither a county's products nor the names of their elements for the
spouse: they stand in the permission's annex, and have no default here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from robots.casework.settings import RoomSettings
from robots.transport.https import ConnectionSettings
from robots.transport.xroad import Subsystem


class PersonInGroup(RoomSettings):
    """Where a group of the change interface has a person; keys with dots between."""

    group: str
    """The group's name in the permission."""
    last_name: str
    first_names: str
    identity_code: str | None = None
    ends: str | None = None
    """The key of the day after which it is no longer in force."""


class ChangeInterfaceSettings(RoomSettings):
    """The table ``interfaces.population_register.changes``: the register's change interface, for a
    county that has a permission to it, too."""

    client: Subsystem
    """The county's subsystem that has the permission."""
    groups: tuple[str, ...] = Field(min_length=1)
    """``tietoryhmat``: the groups of data in the permission, by the register's names."""
    most_persons: int = Field(ge=1)
    """How many persons one call may name."""
    most_rounds: int = Field(default=100, ge=1)
    """How often one look may ask on while the register says that there is more."""
    spouse: PersonInGroup | None = None
    """None where the permission has no such group; the register's keeper publishes no name for
    it, nor for the two below."""
    guardian: PersonInGroup | None = None
    mandate: PersonInGroup | None = None

    @model_validator(mode="after")
    def _asks_for_the_groups_that_it_reads(self) -> ChangeInterfaceSettings:
        read = (self.spouse, self.guardian, self.mandate)
        missing = [one.group for one in read if one is not None and one.group not in self.groups]
        if missing:
            raise ValueError(f"groups lacks {', '.join(missing)}")
        return self


class PopulationRegisterSettings(RoomSettings):
    """The table ``interfaces.population_register`` of ``county.toml``."""

    connection: ConnectionSettings
    """The county's own security server."""
    client: Subsystem
    """The county's subsystem; its instance is the service's, too."""
    products: Path
    """YAML of the products in the permission and where each has what; see
    :mod:`robots.population_register.product`."""
    end_user: str
    """The form of the end user as agreed with DVV, with ``{requested_by}`` in it."""
    billing_reference: str = ""
    """``Laskutustiedot``, where one was agreed."""
    changes: ChangeInterfaceSettings | None = None
    """None: persons are asked about one by one, and nobody is looked at before."""

    @field_validator("end_user")
    @classmethod
    def _names_the_requester(cls, end_user: str) -> str:
        if "{requested_by}" not in end_user:
            raise ValueError("must contain {requested_by}")
        return end_user


@dataclass(frozen=True, slots=True)
class Credentials:
    """A service's user name and password from DVV. The query service's travel in the message's
    body, the change interface's in a header."""

    username: str
    password: str = field(repr=False)
