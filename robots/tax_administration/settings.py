"""What a county has agreed on with the Tax Administration; nothing of it is public."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from robots.casework.settings import RoomSettings
from robots.transport.https import ConnectionSettings


class TaxAdministrationSettings(RoomSettings):
    """``interfaces.tax_administration``: the Vero API's operation, and how its answer is read."""

    connection: ConnectionSettings
    operation_path: str = Field(pattern=r"^/")
    """``/Category/Product/Operation/v1``, put behind the address."""
    mapping: Path
    """YAML of the question's form and the answer's places; see
    :mod:`robots.tax_administration.mapping`."""
    software_id: str | None = None
    """The header ``Vero-SoftwareId``, where one was given."""


@dataclass(frozen=True, slots=True)
class TaxSecrets:
    """The key that the Tax Administration gave this software (``Vero-SoftwareKey``)."""

    software_key: str = field(repr=False)
