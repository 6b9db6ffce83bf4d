"""When certificates expire, told early enough to order new ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devdata.standins.frame import Certificates
from robots.transport.certificates import days_left, expiring, expiry
from robots.transport.errors import CertificateUnreadable


@pytest.mark.parametrize(
    ("before", "days"),
    [
        (timedelta(days=61), 61),
        (timedelta(days=60), 60),
        (timedelta(hours=23), 0),
        (-timedelta(seconds=1), -1),
    ],
)
def test_days_left_are_whole_days(certificates: Certificates, before: timedelta, days: int) -> None:
    county = certificates.county
    now = county.certificate.not_valid_after_utc - before
    assert expiry("a", county.certificate_file, now).days_left == days
    assert days_left([county.certificate_file], now) == days


def test_what_expires_within_sixty_days_is_named(certificates: Certificates) -> None:
    files = {
        "interfaces.incomes_register.connection.client_certificate": (
            certificates.county.certificate_file
        )
    }
    at = certificates.county.certificate.not_valid_after_utc
    assert expiring(files, at - timedelta(days=60, seconds=1)) == ()
    (warning,) = expiring(files, at - timedelta(days=60))
    assert warning.name == "interfaces.incomes_register.connection.client_certificate"
    assert (warning.days_left, warning.at) == (60, at)


def test_the_first_of_several_counts_and_comes_first(
    certificates: Certificates, tmp_path: Path
) -> None:
    certificate = certificates.county.certificate
    soon = certificates.services_authority.issue("Soon", file="soon", lifetime=timedelta(days=3))
    chain = tmp_path / "chain.pem"
    chain.write_bytes(
        certificates.county.certificate_file.read_bytes() + soon.certificate_file.read_bytes()
    )
    now = certificate.not_valid_after_utc - timedelta(days=31)
    found = expiring({"a": certificates.county.certificate_file, "b": chain}, now)
    assert [one.name for one in found] == ["b", "a"]
    assert found[0].at == soon.certificate.not_valid_after_utc
    assert days_left([], now) is None


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_without_a_certificate_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "county.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CertificateUnreadable) as caught:
        days_left([file], datetime.now(UTC))
    assert caught.value.context == {"file": "county.pem"}
