"""A look at every interface: what works is told, what is broken hides nothing else, and nobody is
asked about."""

from __future__ import annotations

import copy
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.texts import Language
from robots.casework.words import Source
from robots.county import as_json, as_table, check_county, open_county

Standins = tuple[dict[str, Any], Path]


def looked(folder: Path, settings: dict[str, Any]) -> tuple[InterfaceCheck, ...]:
    with open_county(folder, standins=settings) as county:
        return check_county(county)


def of(rows: tuple[InterfaceCheck, ...], source: Source) -> list[InterfaceCheck]:
    return [row for row in rows if row.source is source]


def test_the_standins_and_the_made_up_county_are_fine_and_nobody_is_asked_about(
    folder: Path, standins: Standins
) -> None:
    journal = standins[1]
    before = journal.read_text("utf-8") if journal.exists() else ""
    rows = looked(folder, standins[0])
    assert [row for row in rows if not row.is_fine] == []
    assert {row.source for row in rows} == {*Source, None}
    new = (journal.read_text("utf-8") if journal.exists() else "").removeprefix(before)
    assert {json.loads(line)["person"] for line in new.splitlines()} <= {"-"}
    assert of(rows, Source.POPULATION_REGISTER)[0].permit is Verdict.OK
    assert of(rows, Source.INCOMES_REGISTER)[0].signature is Verdict.OK
    assert all(row.latency_ms is not None for row in rows if row.source)
    vault = yaml.safe_load((folder / "vault.yaml").read_text("utf-8"))
    secrets = [str(value) for secret in vault.values() for value in secret.values()]
    assert len(secrets) >= 4
    told = as_table(rows, "Kuusiranta", Language.FINNISH) + as_json(rows, "K", Language.SWEDISH)
    assert [secret for secret in secrets if secret in told] == []


def test_what_is_broken_is_told_in_its_own_row(folder: Path, standins: Standins) -> None:
    settings = copy.deepcopy(standins[0])
    settings["population_register"]["connection"]["address"] = "https://127.0.0.1:9"
    settings["kela"]["address"] = "http://127.0.0.1:9"
    mapping = folder / "registers" / "tax-administration-mapping.yaml"
    mapping.write_text("not: a mapping\n", "utf-8")
    shutil.rmtree(folder / "cases")
    rows = looked(folder, settings)
    broken = {row.source or row.service for row in rows if not row.is_fine}
    assert broken == {
        Source.POPULATION_REGISTER,
        Source.TAX_ADMINISTRATION,
        Source.KELA,
        "words.check_case_folders",
        "words.check_clock",
    }
    assert all(row.advice for row in rows if not row.is_fine)
    assert of(rows, Source.INCOMES_REGISTER)[0].is_fine

    for language in Language:
        table = as_table(rows, "Kuusiranta", language)
        assert table.count("\n    → ") >= len(broken)
    told = json.loads(as_json(rows, "Kuusiranta", Language.FINNISH))
    assert told["fine"] is False
    assert len(told["interfaces"]) == len(rows)


def test_a_source_that_the_county_has_not_connected_is_no_fault(
    folder: Path, standins: Standins
) -> None:
    file = folder / "county.toml"
    head, _, tail = file.read_text("utf-8").partition("[interfaces.kela]")
    file.write_text(head + tail[tail.index("\n[") :], "utf-8")
    settings = {name: table for name, table in standins[0].items() if name != "kela"}
    (kela,) = of(looked(folder, settings), Source.KELA)
    assert kela.is_fine
    assert kela.advice is not None
    assert kela.advice.code == "check_not_connected"


def test_a_clock_that_is_wrong_is_told(folder: Path, standins: Standins) -> None:
    from robots.county.county import helsinki_now

    def late() -> Any:
        return helsinki_now() + timedelta(minutes=5)

    with open_county(folder, standins=standins[0], clock=late) as county:
        rows = check_county(county)
    (clock,) = [row for row in rows if row.service == "words.check_clock"]
    assert clock.reachable is Verdict.FAILED
    assert clock.advice is not None
    assert int(clock.advice.values["seconds"]) in range(295, 330)


def test_an_expired_certificate_is_named_whatever_else_is_told(
    folder: Path, standins: Standins, tmp_path: Path
) -> None:
    settings = copy.deepcopy(standins[0])
    expired = tmp_path / "expired.pem"
    expired.write_bytes(certificate_until(datetime(2026, 1, 1, tzinfo=UTC)))
    settings["tax_administration"]["connection"]["trusted_certificates"] = str(expired)
    (row,) = of(looked(folder, settings), Source.TAX_ADMINISTRATION)
    assert row.certificate is Verdict.FAILED
    assert row.certificate_days_left is not None
    assert row.certificate_days_left < 0
    assert row.advice is not None
    assert row.advice.code == "check_certificate_expired"
    assert row.advice.values["key"] == (
        "interfaces.tax_administration.connection.trusted_certificates"
    )


def certificate_until(end: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made up")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1)
    made = made.not_valid_before(end - timedelta(days=700)).not_valid_after(end)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
