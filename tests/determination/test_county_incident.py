"""The door that opens what a page of Kela's looked like that stopped a visit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from robocorp import vault

from devdata import made_up_county
from robots.access.errors import LogReaderUnknown, LogReasonMissing
from robots.access.log import everything
from robots.casefolder import Seal
from robots.county import County, look_at_incident, open_county
from robots.county.vault import key_from_vault
from robots.kela import Incidents
from robots.kela.errors import (
    IncidentMissing,
    IncidentNotWritten,
    IncidentUnreadable,
    PageNotRecognised,
)

READER = {"by": "tietosuojavastaava", "reason": "Sivu muuttui"}
HTML = "<!doctype html><h1>Kelmu – Aino Esimerkki</h1>"


class Shown:
    """A page of which a picture can be taken."""

    async def screenshot(self, **_: Any) -> bytes:
        return b"picture"


@pytest.fixture(scope="module")
def county(
    tmp_path_factory: pytest.TempPathFactory, standins: tuple[dict[str, Any], Path]
) -> Iterator[County]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(made_up_county.OUTPUT_SETTING, str(tmp_path_factory.mktemp("incident")))
        environment.delenv("RC_VAULT_SECRET_MANAGER", raising=False)
        environment.delenv("RC_VAULT_SECRETS_FILE", raising=False)
        vault._get_vault.cache_clear()
        copy = made_up_county.copy_once(fresh=False)
        with open_county(copy, standins=standins[0]) as opened:
            yield opened


@pytest.fixture
def incident(county: County) -> Path:
    """One that was kept a moment ago."""
    kept = incidents(county)
    error = PageNotRecognised(page="benefits", part="heading")
    asyncio.run(kept.keep(Shown(), HTML, error))  # type: ignore[arg-type]
    return max((county.state / "kela-incidents").glob("*.sealed"))


def incidents(county: County, later: timedelta = timedelta(0)) -> Incidents:
    seal = Seal(key_from_vault("sealing"))
    folder = county.state / "kela-incidents"
    return Incidents(folder, seal, 14, lambda: county.clock() + later)


def looks(county: County) -> list[str]:
    found = everything(county.access_log_folder, county.log_keys)
    return [look.reason for look in found.looks]


def test_a_log_reader_sees_the_page_and_its_picture_and_the_look_is_logged(
    county: County, incident: Path, tmp_path: Path
) -> None:
    told = look_at_incident(county, incident, into=tmp_path / "looked", **READER)
    assert told.startswith(str(tmp_path / "looked"))
    assert (tmp_path / "looked" / "page.png").read_bytes() == b"picture"
    page = (tmp_path / "looked" / "page.html").read_text("utf-8")
    assert page.endswith(HTML)
    assert "default-src 'none'" in page.removesuffix(HTML)
    assert looks(county)[-1] == f"Sivu muuttui ({incident.name})"


def test_its_name_alone_finds_it_and_what_is_opened_beside_it_goes_with_it(
    county: County, incident: Path
) -> None:
    look_at_incident(county, Path(incident.name), **READER)
    opened = incident.with_suffix("")
    assert (opened / "page.html").exists()
    incidents(county).remove_old()
    assert opened.exists()
    incidents(county, timedelta(days=15)).remove_old()
    assert not opened.exists()
    assert not incident.exists()


@pytest.mark.parametrize(
    ("by", "reason", "refused"),
    [("virkailija-07", "Sivu muuttui", LogReaderUnknown), (READER["by"], " ", LogReasonMissing)],
)
def test_nobody_else_sees_it_and_nobody_without_a_reason(
    county: County, incident: Path, tmp_path: Path, by: str, reason: str, refused: type[Exception]
) -> None:
    before = looks(county)
    with pytest.raises(refused):
        look_at_incident(county, incident, by=by, reason=reason, into=tmp_path / "looked")
    assert not (tmp_path / "looked").exists()
    assert looks(county) == before


def test_what_cannot_be_opened_is_told_and_the_attempt_is_logged(
    county: County, incident: Path, tmp_path: Path
) -> None:
    before = len(looks(county))
    (tmp_path / "there").mkdir()
    with pytest.raises(IncidentNotWritten):
        look_at_incident(county, incident, into=tmp_path / "there", **READER)
    with pytest.raises(IncidentMissing):
        look_at_incident(county, Path("gone.sealed"), **READER)
    other = tmp_path / "other.sealed"
    other.write_bytes(Seal(b"k" * 32).close(b"Aino"))
    with pytest.raises(IncidentUnreadable) as raised:
        look_at_incident(county, other, **READER)
    assert raised.value.__context__ is None
    assert len(looks(county)) == before + 3
