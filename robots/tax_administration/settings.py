"""Which of the three sources of taxation a county uses, and what it has agreed on for it.

None of it is public, so nothing that an authority decides has a default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from robots.casework.settings import RoomSettings
from robots.transport.https import ConnectionSettings


class ApiSettings(RoomSettings):
    """``source = "api"``: one operation of the Vero API, and how its answer is read."""

    source: Literal["api"]
    connection: ConnectionSettings
    operation_path: str = Field(pattern=r"^/")
    """``/Category/Product/Operation/v1``, put behind the address."""
    check_path: str | None = Field(default=None, pattern=r"^/")
    """An operation that asks about nobody, for ``run.py check``, where there is one."""
    mapping: Path
    """YAML of the question's form and the answer's places; see
    :mod:`robots.tax_administration.mapping`."""
    software_id: str | None = None
    """The header ``Vero-SoftwareId``, where one was given."""


class FileSettings(RoomSettings):
    """``source = "file"``: files that the Tax Administration delivers."""

    source: Literal["file"]
    folder: Path
    """Where they lie once they have been fetched and unpacked."""
    layout: Path
    """YAML of how they are named and read; see :mod:`robots.tax_administration.file_layout`."""
    oldest_days: int = Field(ge=1)
    """A delivery that is older is told to the officer."""
    largest_file: int = Field(default=16 * 1024 * 1024, gt=0)
    """Bytes: some 200 000 rows. Once loaded, a file takes twenty times its size of memory."""


class DocumentSettings(RoomSettings):
    """``source = "document"``: the tax decision that the client hands in; nobody is asked."""

    source: Literal["document"]


#: ``interfaces.tax_administration``.
TaxAdministrationSettings: TypeAlias = Annotated[
    ApiSettings | FileSettings | DocumentSettings, Field(discriminator="source")
]


@dataclass(frozen=True, slots=True)
class TaxSecrets:
    """The key that the Tax Administration gave this software (``Vero-SoftwareKey``)."""

    software_key: str = field(repr=False)
