"""Certificates are warned about 60 days before they expire, in the run's report and its JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import BaseModel

from robots.casework.words import Source
from robots.county.certificates import (
    certificate_days_left,
    certificates_of,
    certificates_to_renew,
)
from robots.determination import RunRecord
from robots.determination.record import CertificateInRun
from robots.reports import write_report

NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)


class Connection(BaseModel):
    client_certificate: Path
    client_key: Path
    trusted_certificates: Path


class Register(BaseModel):
    connection: Connection
    issuing_ca: Path


def certificate(file: Path, days: int) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made up")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=700))
        .not_valid_after(NOW + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def settings(tmp_path: Path) -> Any:
    register = Register(
        connection=Connection(
            client_certificate=certificate(tmp_path / "ours.pem", 59),
            client_key=tmp_path / "ours.key",
            trusted_certificates=certificate(tmp_path / "theirs.pem", 61),
        ),
        issuing_ca=certificate(tmp_path / "ca.pem", -2),
    )
    return SimpleNamespace(interfaces=SimpleNamespace(incomes_register=register, kela=None))


def test_those_within_60_days_are_told_the_most_urgent_first(settings: Any) -> None:
    found = certificates_to_renew(settings, NOW)
    assert [(one.name, one.days_left) for one in found] == [
        ("interfaces.incomes_register.issuing_ca", -2),
        ("interfaces.incomes_register.connection.client_certificate", 59),
    ]
    assert certificate_days_left(settings, Source.INCOMES_REGISTER, NOW) == -2
    assert certificate_days_left(settings, Source.KELA, NOW) is None


def test_a_key_is_no_certificate_and_a_broken_file_stops_no_report(settings: Any) -> None:
    files = certificates_of(settings, Source.INCOMES_REGISTER)
    assert "interfaces.incomes_register.connection.client_key" not in files
    files["interfaces.incomes_register.issuing_ca"].write_text("nothing", "utf-8")
    assert [one.days_left for one in certificates_to_renew(settings, NOW)] == [59]


def test_the_run_report_tells_them_in_both_languages_and_in_its_json(tmp_path: Path) -> None:
    run = RunRecord(
        id="run-20260316T020000",
        county_fi="Kuusirannan hyvinvointialue",
        county_sv="Kuusiranta välfärdsområde",
        day=date(2026, 3, 16),
        started_at=NOW,
        ended_at=NOW,
        left_alone=0,
        access_log_broken=True,
        certificates=(
            CertificateInRun("interfaces.incomes_register.issuing_ca", date(2026, 3, 14), -2),
            CertificateInRun("interfaces.kela.x", date(2026, 5, 14), 59),
        ),
    )
    page = write_report(run, tmp_path)
    finnish = page.read_text("utf-8")
    swedish = (tmp_path / "korningsrapport.html").read_text("utf-8")
    for told, wanted in (
        (finnish, ("accesslog --verify", "14.3.2026", "vanhentunut", "14.5.2026", ">59<")),
        (swedish, ("accesslog --verify", "14.3.2026", "har löpt ut", "14.5.2026", ">59<")),
    ):
        assert all(one in told for one in (*wanted, "interfaces.incomes_register.issuing_ca"))
    written = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert written["certificates"][0] == {
        "setting": "interfaces.incomes_register.issuing_ca",
        "expires_on": "2026-03-14",
        "days_left": -2,
    }
