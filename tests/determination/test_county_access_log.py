"""What the access log of a county tells, after a case of two spouses has been worked on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from robocorp import vault

from devdata import made_up_county
from robots.access.errors import (
    ExportRefused,
    KeptProofUnreadable,
    LogReaderUnknown,
    LogReasonMissing,
)
from robots.access.necessity import table_on
from robots.casework.identity_code import IdentityCodeRefused
from robots.casework.texts import has_text
from robots.county import AccessLogDoor, County, open_county
from robots.determination import Request, run_one
from run import BROWSER_SETTING, find_browser

PEOPLE = made_up_county.MADE_UP / "people"
READER = {"by": "tietosuojavastaava", "reason": "asiakkaan pyyntö"}

Standins = tuple[dict[str, Any], Path]


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """A case on joint income, so that both spouses are asked about."""
    file = next(PEOPLE.glob("*couple-joint-income.yaml"))
    loaded: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def county(
    tmp_path_factory: pytest.TempPathFactory, standins: Standins, described: dict[str, Any]
) -> Iterator[County]:
    """The county after that one case."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(made_up_county.OUTPUT_SETTING, str(tmp_path_factory.mktemp("log")))
        environment.setenv(BROWSER_SETTING, find_browser() or "")
        environment.delenv("RC_VAULT_SECRET_MANAGER", raising=False)
        environment.delenv("RC_VAULT_SECRETS_FILE", raising=False)
        vault._get_vault.cache_clear()
        copy = made_up_county.copy_once(fresh=False)
        request = Request("virkailija-07", "Kyllikki soitti")
        with open_county(copy, standins=standins[0]) as opened:
            run_one(opened, described["case"]["id"], request, lambda *_: None)
        with open_county(copy, standins=standins[0]) as opened:
            yield opened


def of(county: County, described: dict[str, Any], role: str) -> dict[str, Any]:
    door = AccessLogDoor(county, as_json=True, **READER)
    told: dict[str, Any] = json.loads(door.person(described[role]["identity_code"] + "\n"))
    return told


def test_every_request_that_the_authorities_got_is_in_the_log(
    county: County, standins: Standins, described: dict[str, Any]
) -> None:
    case_id = described["case"]["id"]
    journal = [json.loads(line) for line in standins[1].read_text("utf-8").splitlines()]
    for role in ("client", "spouse"):
        got = [one for one in journal if one["person"] == f"{case_id}/{role}"]
        asked = {one["source"] for one in of(county, described, role)["requests"]}
        assert got
        assert {one["source"] for one in got} <= asked


def test_a_person_sees_the_own_rows_and_no_word_about_the_other(
    county: County, described: dict[str, Any]
) -> None:
    client, spouse = (of(county, described, role) for role in ("client", "spouse"))
    assert {one["role"] for one in client["requests"]} == {"client"}
    assert {one["role"] for one in spouse["requests"]} == {"spouse"}
    for one in spouse["requests"]:
        assert one["requested_by"] == "virkailija-07"
        assert one["outcome"] in ("found", "none", "partial", "answered")
        assert one["data_groups"]
        assert one["legal_basis"]
        assert one["answered_at"] >= one["asked_at"]
    assert "Kyllikki" not in json.dumps([client, spouse])
    assert {one["requested_by"] for one in spouse["looks"]} == {"tietosuojavastaava"}
    ids = {one["request_id"] for one in client["requests"] + spouse["requests"]}
    case = json.loads(AccessLogDoor(county, as_json=True, **READER).case(described["case"]["id"]))
    assert {one["request_id"] for one in case["requests"]} == ids
    assert {one["reason"] for one in case["requests"]} == {"Kyllikki soitti"}


def test_it_is_told_in_words(county: County, described: dict[str, Any]) -> None:
    told = AccessLogDoor(county, as_json=False, **READER).person(
        described["spouse"]["identity_code"]
    )
    for wanted in ("Kela", "Tulorekisteri", "Kuka kysyi: virkailija-07", "Puoliso", "tietosuoja"):
        assert wanted in told
    assert described["spouse"]["identity_code"] not in told


def test_only_a_reader_who_says_why_sees_rows(county: County, described: dict[str, Any]) -> None:
    code = described["client"]["identity_code"]
    with pytest.raises(LogReaderUnknown):
        AccessLogDoor(county, by="virkailija-07", reason="x", as_json=False).person(code)
    with pytest.raises(LogReasonMissing):
        AccessLogDoor(county, by="tietosuojavastaava", reason=" ", as_json=False).case("T-0002")
    with pytest.raises(IdentityCodeRefused):
        AccessLogDoor(county, as_json=False, **READER).person("010101-900X")


def test_the_log_is_proven_and_a_proof_is_good_the_next_time(
    county: County, described: dict[str, Any], tmp_path: Path
) -> None:
    told, is_whole = AccessLogDoor(county, as_json=True).verify()
    assert is_whole
    kept = tmp_path / "kept.json"
    kept.write_text(told, "utf-8")
    of(county, described, "client")
    in_words, is_whole = AccessLogDoor(county, as_json=False).verify(kept)
    assert is_whole
    assert "Loki on ehjä." in in_words
    forged = json.loads(told)
    forged["chains"][0]["last_hash"] = "0" * 64
    kept.write_text(json.dumps(forged), "utf-8")
    in_words, is_whole = AccessLogDoor(county, as_json=False).verify(kept)
    assert not is_whole
    assert "ENSIMMÄINEN VIKA chain-01" in in_words
    kept.write_text("[]", "utf-8")
    with pytest.raises(KeptProofUnreadable):
        AccessLogDoor(county, as_json=False).verify(kept)


def test_an_export_holds_every_request_and_overwrites_nothing(
    county: County, described: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "export.jsonl"
    door = AccessLogDoor(county, as_json=False, **READER)
    assert file.name in door.export(file)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert {line["kind"] for line in lines} == {"request", "look"}
    assert described["client"]["identity_code"] not in file.read_text("utf-8")
    with pytest.raises(ExportRefused):
        door.export(file)


def test_there_is_nothing_to_destroy_yet(county: County) -> None:
    assert "Mitään ei ollut" in AccessLogDoor(county, as_json=False).purge()
    assert json.loads(AccessLogDoor(county, as_json=True).purge()) == {"destroyed": []}


def test_every_group_of_data_has_its_name(county: County) -> None:
    groups = {
        group
        for need in table_on(county.day).needs
        for calls in need.sources.values()
        for call in calls
        for group in call
    }
    assert groups
    assert {group for group in groups if not has_text(f"accesslog.group_{group}")} == set()
