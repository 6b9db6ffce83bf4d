"""When certificates expire: for the table of ``run.py check`` and the run report's warning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from robots.transport.errors import CertificateUnreadable

#: How long ahead an expiry is warned about: a renewal takes weeks.
WARNED_AHEAD: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Expiry:
    """Until when the certificates of one file are good."""

    name: str
    """The setting that names the file, as the caller said it."""
    file: Path
    at: datetime
    """Of the first to expire, when the file has several."""
    days_left: int
    """Whole days; negative when it has expired."""


def days_left(files: Iterable[Path], now: datetime) -> int | None:
    """Whole days until the first certificate of these files expires; None without any file.

    Raises:
        CertificateUnreadable: a file is missing or holds no certificate.
    """
    return min((expiry(str(file), file, now).days_left for file in files), default=None)


def expiring(
    files: Mapping[str, Path], now: datetime, within: timedelta = WARNED_AHEAD
) -> tuple[Expiry, ...]:
    """The files with a certificate that has expired or will soon, the most urgent first.

    Args:
        files: setting → PEM file: the client's, the pinned server's, the signer's issuing CA.

    Raises:
        CertificateUnreadable: a file is missing or holds no certificate.
    """
    all_of_them = [expiry(name, file, now) for name, file in files.items()]
    return tuple(
        sorted(
            (one for one in all_of_them if one.at - now <= within),
            key=lambda one: (one.at, one.name),
        )
    )


def is_encrypted(key: Path) -> bool:
    """Whether a key's file asks for a passphrase; a file that cannot be read does not."""
    try:
        return b"ENCRYPTED" in key.read_bytes()
    except OSError:
        return False


def expiry(name: str, file: Path, now: datetime) -> Expiry:
    """When the first certificate of a PEM file expires.

    Raises:
        CertificateUnreadable: the file is missing or holds no certificate.
    """
    try:
        certificates = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        raise CertificateUnreadable(file=file.name) from None
    at = min(certificate.not_valid_after_utc for certificate in certificates)
    return Expiry(name, file, at, (at - now) // timedelta(days=1))
