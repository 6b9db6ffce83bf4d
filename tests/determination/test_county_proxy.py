"""A county behind a proxy: every register is asked through it where the settings say so."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from forward_proxy import ForwardProxy
from light_county import LightCounty, light_county

from robots.casework.texts import Language
from robots.casework.words import Outcome, Source
from robots.county.vault import SecretMissing
from robots.determination import Request, RunRecord, run_one

Standins = tuple[dict[str, Any], Path]
#: With what an address or a header would have to write in another way.
USER, PASSWORD = "COUNTY\\tulo", "sä/la@na:100%"
REGISTERS = ("population_register", "incomes_register", "tax_administration")


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ForwardProxy, ForwardProxy]]:
    """The county's, and the one that the machine's environment names."""
    countys, machines = ForwardProxy(), ForwardProxy()
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, machines.address)
    yield countys, machines
    countys.stop()
    machines.stop()


@pytest.fixture
def light(tmp_path: Path, standins: Standins, folder: Path) -> LightCounty:
    return light_county(tmp_path / "light", standins)


def host_of(light: LightCounty, register: str) -> str:
    return urlsplit(light.standins[register]["connection"]["address"]).netloc


def ask(light: LightCounty) -> RunRecord:
    with light.open() as county:
        request = Request("virkailija-07", "välityspalvelin")
        return run_one(county, "T-0001", request, lambda case, count, total: None)


@contextmanager
def through(light: LightCounty, registers: Sequence[str], **way: str) -> Iterator[None]:
    """The registers are reached so, while it lasts: the stand-ins' settings are all tests'."""
    for register in registers:
        light.standins[register]["connection"].update(way)
    try:
        yield
    finally:
        for register in registers:
            for key in way:
                del light.standins[register]["connection"][key]


def test_each_register_goes_through_the_proxy_that_its_own_settings_name_and_no_other(
    light: LightCounty, proxies: tuple[ForwardProxy, ForwardProxy]
) -> None:
    countys, machines = proxies
    before = len(light.requests())
    with through(light, REGISTERS[:2], proxy=countys.address):
        ask(light)
    assert set(countys.wanted) == {host_of(light, one) for one in REGISTERS[:2]}
    asked = {one["source"] for one in light.requests(before) if one["person"] == "T-0001/client"}
    assert REGISTERS[2] in asked, "it was reached without one"
    assert machines.wanted == [], "what the machine says is left aside"


@pytest.fixture
def guarded() -> Iterator[ForwardProxy]:
    """A proxy that wants to know who comes."""
    made = ForwardProxy(USER, PASSWORD)
    yield made
    made.stop()


def keep(light: LightCounty, password: str) -> None:
    """In the county's vault, and in no other place."""
    vault = light.folder / "vault.yaml"
    vault.write_text(
        vault.read_text("utf-8") + f"proxies: {{{REGISTERS[0]}: {password!r}}}\n", "utf-8"
    )


def test_a_proxy_gets_the_vaults_password_and_nobody_else_does(
    light: LightCounty, guarded: ForwardProxy
) -> None:
    keep(light, PASSWORD)
    first = REGISTERS[:1]
    with through(light, first, proxy=guarded.address, proxy_user=USER):
        ask(light)
        with light.open() as county:
            settings = county.settings
    assert set(guarded.wanted) == {host_of(light, REGISTERS[0])}
    assert guarded.refused == 0
    assert PASSWORD not in f"{settings!r}{settings}{settings.model_dump_json()}"
    kept = [*(light.folder / "worker").rglob("*"), *(light.folder / "cases").rglob("*")]
    assert not [one for one in kept if one.is_file() and in_any_form(one.read_bytes())]


def in_any_form(written: bytes) -> bool:
    forms = (PASSWORD, quote(PASSWORD), b64encode(f"{USER}:{PASSWORD}".encode()).decode("ascii"))
    return any(form.encode() in written for form in forms)


def test_a_proxy_that_refuses_us_is_told_in_words_and_not_asked_again_and_again(
    light: LightCounty, guarded: ForwardProxy
) -> None:
    """Each further attempt with a wrong password could lock the county's account."""
    keep(light, "vanha-salasana")
    with through(light, REGISTERS[:1], proxy=guarded.address, proxy_user=USER):
        run = ask(light)
    assert guarded.wanted == []
    assert guarded.refused == 1
    (case,) = run.cases
    assert case.outcome is Outcome.WAITING_FOR_SOURCE
    assert case.reason is not None
    assert case.reason.code == "proxy_refused"
    assert "välityspalvelin" in case.reason.in_words(Language.FINNISH)
    assert [pause.source for pause in run.pauses] == [Source.POPULATION_REGISTER]


def test_a_password_that_the_vault_lacks_is_named_at_start(light: LightCounty) -> None:
    with (
        through(light, REGISTERS[:1], proxy="http://proxy.example:3128", proxy_user=USER),
        pytest.raises(SecretMissing) as missing,
    ):
        light.open()
    assert missing.value.names == ("proxies: population_register",)
