"""The official's session as a file, the incidents, and the pace: without any browser."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from robots.casefolder import Seal
from robots.casework.errors import WorkerError
from robots.kela.errors import (
    CellNotUnderstood,
    PackageWrong,
    SessionUnreadable,
    SignInAwaited,
)
from robots.kela.handover import FILE, SessionFile, SignedIn
from robots.kela.incidents import Incidents
from robots.kela.pace import Pace
from robots.kela.packages import robot_identity, technical_interface
from robots.kela.settings import KelaSettings

ADDRESS = "https://kelmu.example.fi"
STATE = {
    "cookies": [
        {"name": "istunto", "value": "salainen-1", "domain": "kelmu.example.fi", "path": "/"},
        {"name": "yhteinen", "value": "salainen-2", "domain": ".example.fi", "path": "/"},
        {"name": "pankki", "value": "salainen-3", "domain": "pankki.example.com", "path": "/"},
        {"name": "muu", "value": "salainen-4", "domain": "tunnistus.example.fi", "path": "/"},
    ],
    "origins": [
        {"origin": ADDRESS, "localStorage": []},
        {"origin": "https://pankki.example.com", "localStorage": [{"name": "a", "value": "b"}]},
    ],
}


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def file(tmp_path: Path, time: Time) -> SessionFile:
    return SessionFile(tmp_path / "share", Seal(b"k" * 32), time)


def signed_in(session_id: str, time: Time, minutes: int = 60) -> SignedIn:
    return SignedIn.now(session_id, ADDRESS, STATE, time(), minutes)


def test_of_the_browsers_state_only_what_the_service_gets_is_handed_over(time: Time) -> None:
    state = signed_in("s-1", time).state
    assert [one["name"] for one in state["cookies"]] == ["istunto", "yhteinen"]
    assert [one["origin"] for one in state["origins"]] == [ADDRESS]


def test_a_session_passes_from_one_process_to_another(
    file: SessionFile, time: Time, tmp_path: Path
) -> None:
    file.keep(signed_in("s-1", time))
    elsewhere = SessionFile(tmp_path / "share", Seal(b"k" * 32), time)
    assert elsewhere.current(ADDRESS) == signed_in("s-1", time)


def test_the_file_tells_nothing(file: SessionFile, time: Time, tmp_path: Path) -> None:
    file.keep(signed_in("s-1", time))
    content = (tmp_path / "share" / FILE).read_bytes()
    assert b"salainen" not in content
    assert b"kelmu" not in content
    assert "salainen" not in repr(signed_in("s-1", time))
    assert [one.name for one in (tmp_path / "share").iterdir()] == [FILE]


def test_a_session_past_its_use_by_is_deleted(
    file: SessionFile, time: Time, tmp_path: Path
) -> None:
    file.keep(signed_in("s-1", time, minutes=60))
    time.now += timedelta(minutes=59)
    assert file.current(ADDRESS)
    time.now += timedelta(minutes=1)
    assert file.current(ADDRESS) is None
    assert not (tmp_path / "share" / FILE).exists()


def test_whoever_finds_the_session_over_ends_only_that_one(file: SessionFile, time: Time) -> None:
    file.keep(signed_in("s-1", time))
    file.keep(signed_in("s-2", time))
    file.end("s-1")
    newer = file.current(ADDRESS)
    assert newer is not None
    assert newer.id == "s-2"
    file.end("s-2")
    file.end("s-2")
    assert file.current(ADDRESS) is None


def test_a_session_with_another_service_is_not_used(file: SessionFile, time: Time) -> None:
    file.keep(signed_in("s-1", time))
    assert file.current("https://testi.example.fi") is None


@pytest.mark.parametrize("key", [b"k" * 32, b"another key of thirty-two bytes!"])
def test_a_session_that_cannot_be_opened_is_told_and_quotes_nothing(
    file: SessionFile, time: Time, tmp_path: Path, key: bytes
) -> None:
    file.keep(signed_in("s-1", time))
    kept = tmp_path / "share" / FILE
    if key == b"k" * 32:
        kept.write_bytes(Seal(key).close(b'{"id": "salainen"}'))
    with pytest.raises(SessionUnreadable) as raised:
        SessionFile(tmp_path / "share", Seal(key), time).current(ADDRESS)
    assert raised.value.__context__ is None
    assert raised.value.waits_for_sign_in


def test_who_waits_for_a_sign_in_says_so() -> None:
    assert SignInAwaited.waits_for_sign_in


def picture_of(incidents: Incidents, error: WorkerError) -> None:
    class Gone:
        async def screenshot(self, **_: Any) -> bytes:
            return b"picture"

    asyncio.run(incidents.keep(Gone(), "<h1>Aino Esimerkki</h1>", error))  # type: ignore[arg-type]


def test_an_incident_is_encrypted_and_kept_for_its_days(tmp_path: Path, time: Time) -> None:
    incidents = Incidents(tmp_path, Seal(b"k" * 32), 14, time)
    picture_of(incidents, CellNotUnderstood(page="benefits", part="gross"))
    (kept,) = tmp_path.iterdir()
    assert kept.name.endswith("-kela_cell_not_understood.sealed")
    assert b"Aino" not in kept.read_bytes()
    assert Seal(b"k" * 32).open(kept.read_bytes()).startswith(b"PK")
    time.now += timedelta(days=14)
    incidents.remove_old()
    assert kept.exists()
    time.now += timedelta(seconds=1)
    incidents.remove_old()
    assert not kept.exists()


def test_a_county_may_keep_no_incidents(tmp_path: Path, time: Time) -> None:
    picture_of(Incidents(tmp_path, Seal(b"k" * 32), 0, time), CellNotUnderstood(page="x", part="y"))
    assert list(tmp_path.iterdir()) == []


def test_visits_begin_at_a_distance_however_many_want_to() -> None:
    now, slept = [100.0], []

    async def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    async def three() -> None:
        pace = Pace(1500, now=lambda: now[0], sleep=sleep)
        await asyncio.gather(pace.turn(), pace.turn(), pace.turn())
        now[0] += 1.0
        await pace.turn()

    asyncio.run(three())
    assert slept == [1.5, 1.5, 0.5]


GIVEN: dict[str, Any] = {
    "environment": "production",
    "address": ADDRESS,
    "organisation": "Kuusirannan hyvinvointialue",
    "robot_agreement": "KELA 1/2026",
    "sign_in": "handed_over",
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"robot_agreement": ""}, "robot_agreement"),
        ({"address": "http://kelmu.example.fi"}, "https"),
        ({"sign_in": "standin"}, "never automated"),
        ({"sign_in": "robot_identity"}, "robot_identity"),
        ({"way": "technical_interface", "sign_in": "not_needed"}, "technical_interface"),
        ({"way": "technical_interface", "technical_interface": "a:B"}, "not_needed"),
        ({"sign_in": "not_needed"}, "not_needed"),
        ({"identification_addresses": ["https://tunnistus.fi/polku"]}, "plain address"),
        ({"identification_addresses": ["http://tunnistus.fi"]}, "https"),
        ({"robot_identity": "no import path"}, "robot_identity"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, Any], said: str) -> None:
    assert KelaSettings.model_validate(GIVEN)
    with pytest.raises(ValueError, match=said):
        KelaSettings.model_validate({**GIVEN, **changes})


@pytest.mark.parametrize("path", ["no.such_package:Name", "json:no_such_name", "json:__name__"])
def test_a_package_that_is_not_there_is_named(path: str) -> None:
    settings = KelaSettings.model_validate(
        {**GIVEN, "sign_in": "robot_identity", "robot_identity": path, "technical_interface": path}
    )
    for find, setting in (
        (robot_identity, "robot_identity"),
        (technical_interface, "technical_interface"),
    ):
        with pytest.raises(PackageWrong) as raised:
            find(settings)
        assert raised.value.context == {"setting": setting, "package": path}
