"""A county behind a proxy: every register is asked through it where the settings say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from forward_proxy import ForwardProxy
from light_county import LightCounty, light_county

from robots.determination import Request, run_one

Standins = tuple[dict[str, Any], Path]
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


def ask(light: LightCounty) -> None:
    with light.open() as county:
        request = Request("virkailija-07", "välityspalvelin")
        run_one(county, "T-0001", request, lambda case, count, total: None)


def test_each_register_goes_through_the_proxy_that_its_own_settings_name_and_no_other(
    light: LightCounty, proxies: tuple[ForwardProxy, ForwardProxy]
) -> None:
    countys, machines = proxies
    through, direct = REGISTERS[:2], REGISTERS[2]
    for register in through:
        light.standins[register]["connection"]["proxy"] = countys.address
    try:
        ask(light)
    finally:
        for register in through:
            del light.standins[register]["connection"]["proxy"]
    assert set(countys.wanted) == {host_of(light, one) for one in through}
    asked = {one["source"] for one in light.requests() if one["person"] == "T-0001/client"}
    assert direct in asked, "it was reached without one"
    assert machines.wanted == [], "what the machine says is left aside"
