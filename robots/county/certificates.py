"""The certificates that a county's settings name, and which of them must be renewed soon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from robots.casework.words import Source
from robots.county.settings import CountySettings
from robots.transport.certificates import Expiry, days_left, expiring
from robots.transport.errors import CertificateUnreadable

#: Settings that name a PEM file with certificates: ours, the pinned ones, the signers'.
_NAMES: Final = ("client_certificate", "trusted_certificates", "issuing_ca")


def certificates_of(settings: CountySettings, source: Source) -> dict[str, Path]:
    """The certificates of one interface: setting → file."""
    table = getattr(settings.interfaces, source.value, None)
    at = f"interfaces.{source.value}"
    return dict(_files(table, at)) if isinstance(table, BaseModel) else {}


def certificates_to_renew(settings: CountySettings, now: datetime) -> tuple[Expiry, ...]:
    """The certificates that have expired or will within 60 days, the most urgent first. A file that
    cannot be read keeps its source from starting, and is told there."""
    found: list[Expiry] = []
    for source in Source:
        for name, file in certificates_of(settings, source).items():
            with suppress(CertificateUnreadable):
                found += expiring({name: file}, now)
    return tuple(sorted(found, key=lambda one: (one.at, one.name)))


def certificate_days_left(settings: CountySettings, source: Source, now: datetime) -> int | None:
    """Whole days until the first certificate of an interface expires; None where it has none, or
    where one cannot be read."""
    with suppress(CertificateUnreadable):
        return days_left(certificates_of(settings, source).values(), now)
    return None


def _files(table: BaseModel, at: str) -> Iterator[tuple[str, Path]]:
    for name in type(table).model_fields:
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            yield from _files(value, f"{at}.{name}")
        elif isinstance(value, Path) and name in _NAMES:
            yield f"{at}.{name}", value
