"""What every stand-in stands on, and the one process that they run in."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.request import urlopen

import pytest

from devdata.standins.frame import Certificates, Journal, People

ROOT = Path(__file__).parents[2]

PERSON = """
case: {id: T-0001, language: fi}
told: {client: {on: 2026-02-16}}
client:
  identity_code: "010140-900T"
  population_register: {active_code: "010141-9002", spouse: true}
  incomes_register: {benefits: [{gross: 1800.10, from: 2025-03}]}
spouse: {identity_code: "020242-901T"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.joinpath("one.yaml").write_text(PERSON, "utf-8")
    return tmp_path


def test_people_are_known_by_each_of_their_codes(folder: Path) -> None:
    people = People.load(folder)
    for code in ("010140-900T", "010141-9002"):
        found = people.by_code(code)
        assert found is not None
        assert found.key == "T-0001/client"
        assert found.other == {"identity_code": "020242-901T"}
    assert people.by_code("030343-9023") is None
    assert [found.key for found in people] == ["T-0001/client", "T-0001/spouse"]


def test_amounts_are_exact_and_on_is_a_key(folder: Path) -> None:
    found = People.load(folder).by_code("010140-900T")
    assert found is not None
    (benefit,) = found.said_by("incomes_register")["benefits"]
    assert benefit == {"gross": Decimal("1800.10"), "from": "2025-03"}
    assert found.case["told"]["client"]["on"] == date(2026, 2, 16)
    assert found.said_by("kela") == {}


def test_two_people_never_share_a_code(folder: Path) -> None:
    folder.joinpath("two.yaml").write_text(PERSON.replace("T-0001", "T-0002"), "utf-8")
    with pytest.raises(ValueError, match="share a code") as caught:
        People.load(folder)
    assert "010140" not in str(caught.value)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        People.load(tmp_path / "missing")


def test_the_journal_is_kept_in_memory_and_as_lines(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.note("kela", "benefits", "T-0001/client", "found")
    (line,) = (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)] == journal.entries()


def test_each_certificate_fits_its_key_and_its_issuer(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    for issued, issuer in (
        (certificates.server, certificates.server_authority),
        (certificates.county, certificates.data_user_authority),
        (certificates.services_signer, certificates.services_authority),
        (certificates.services_authority.own, certificates.services_root),
        (certificates.county_at_vero, certificates.vero_authority),
    ):
        issued.certificate.verify_directly_issued_by(issuer.own.certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(issued.certificate_file, issued.key_file)
    assert certificates.security_server.certificate.issuer == (
        certificates.security_server.certificate.subject
    )


@pytest.mark.slow
def test_one_process_serves_all_sources_until_its_input_ends(tmp_path: Path) -> None:
    port_file = tmp_path / "standins.json"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "devdata.standins", "--watch-stdin"),
            *("--port-file", str(port_file), "--journal", str(tmp_path / "journal.jsonl")),
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    line = process.stdout.readline()
    settings = json.loads(line)
    try:
        assert set(settings) == {
            "population_register",
            "incomes_register",
            "tax_administration",
            "kela",
            "control",
        }
        assert json.loads(port_file.read_text("utf-8")) == settings
        with urlopen(settings["control"]["address"] + "/journal") as journal:
            assert json.load(journal) == []
    finally:
        process.stdin.close()
        assert process.wait(30) == 0
    assert process.stdout.read() == ""
    certificate = settings["population_register"]["connection"]["client_certificate"]
    assert not Path(certificate).exists()
