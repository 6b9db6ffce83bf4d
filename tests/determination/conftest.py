"""The made-up county, worked on in this process against its stand-ins."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, kill_what_is_left, light_county
from robocorp import vault

from devdata import made_up_county
from robots.county import County
from run import BROWSER_SETTING, find_browser


@pytest.fixture(scope="session")
def standins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], Path]]:
    """The stand-ins' settings, and the file of the requests that they got."""
    output = tmp_path_factory.mktemp("standins")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(made_up_county.OUTPUT_SETTING, str(output))
        with made_up_county.standins() as settings:
            yield settings, output / "requests.jsonl"


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    kill_what_is_left()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the made-up county, with its own vault."""
    monkeypatch.delenv("RC_VAULT_SECRET_MANAGER", raising=False)
    monkeypatch.delenv("RC_VAULT_SECRETS_FILE", raising=False)
    vault._get_vault.cache_clear()  # robocorp-vault keeps the first one of the process
    monkeypatch.setenv(made_up_county.OUTPUT_SETTING, str(tmp_path))
    if not os.environ.get(BROWSER_SETTING):
        monkeypatch.setenv(BROWSER_SETTING, find_browser() or "")
    return made_up_county.copy_once(fresh=False)


@pytest.fixture
def light(tmp_path: Path, standins: tuple[dict[str, Any], Path], folder: Path) -> LightCounty:
    """The county without Kela's pages, with a vault of its own, as ``folder`` sees to it."""
    return light_county(tmp_path / "light", standins)


@pytest.fixture
def county(light: LightCounty) -> Iterator[County]:
    """The same, opened."""
    with light.open() as opened:
        yield opened
