"""The access log keeps every row, whoever writes at the same time, and shows no identity code."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from robots.access import AccessLogFile, AccessLogNotWritable
from robots.casework.identity_code import IdentityCode
from robots.casework.protocols import Access
from robots.casework.words import Source

KEY = b"a made-up key of some length"
CODE = IdentityCode.parse("140141-900E", test_range=True)


def access(request_id: str, at: datetime = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)) -> Access:
    return Access(
        at=at,
        source=Source.KELA,
        service="etuudet",
        case_id="T-1",
        person=CODE,
        purpose="fee",
        reason="vuositarkistus",
        legal_basis="734/1992 14 a § 1 mom",
        requested_by="robotti",
        request_id=request_id,
        outcome="found",
        bytes_received=12,
    )


def rows(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for file in sorted(folder.glob("access-*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


def write_many(folder: Path, name: str) -> None:
    log = AccessLogFile(folder, KEY)
    for number in range(20):
        log.record(access(f"{name}-{number}"))


def test_a_row_tells_everything_but_the_identity_code(tmp_path: Path) -> None:
    AccessLogFile(tmp_path / "log", KEY).record(access("r-1"))
    (row,) = rows(tmp_path / "log")
    assert row == {
        "at": "2026-03-16T12:00:00+00:00",
        "source": "kela",
        "service": "etuudet",
        "case_id": "T-1",
        "person": CODE.fingerprint(KEY),
        "purpose": "fee",
        "reason": "vuositarkistus",
        "legal_basis": "734/1992 14 a § 1 mom",
        "requested_by": "robotti",
        "request_id": "r-1",
        "outcome": "found",
        "bytes_received": 12,
    }
    assert CODE.reveal() not in (tmp_path / "log" / "access-2026-03-16.jsonl").read_text("utf-8")


def test_a_days_file_is_helsinkis_day(tmp_path: Path) -> None:
    AccessLogFile(tmp_path, KEY).record(access("r-1", datetime(2026, 3, 16, 22, 30, tzinfo=UTC)))
    assert (tmp_path / "access-2026-03-17.jsonl").is_file()


def test_threads_and_processes_write_side_by_side(tmp_path: Path) -> None:
    other = multiprocessing.get_context("spawn").Process(target=write_many, args=(tmp_path, "p"))
    other.start()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda name: write_many(tmp_path, name), ("a", "b", "c", "d")))
    other.join()
    assert len({row["request_id"] for row in rows(tmp_path)}) == 100


def test_a_row_cut_short_by_a_lost_power_does_not_spoil_the_next(tmp_path: Path) -> None:
    file = tmp_path / "access-2026-03-16.jsonl"
    file.write_text('{"at": "2026-03', "utf-8")
    AccessLogFile(tmp_path, KEY).record(access("r-1"))
    assert json.loads(file.read_text("utf-8").splitlines()[1])["request_id"] == "r-1"


def test_a_log_that_cannot_be_written_stops_the_asking(tmp_path: Path) -> None:
    log = AccessLogFile(tmp_path, KEY)
    (tmp_path / "access-2026-03-16.jsonl").mkdir()
    with pytest.raises(AccessLogNotWritable):
        log.record(access("r-1"))
    (tmp_path / "a file").touch()
    with pytest.raises(AccessLogNotWritable):
        AccessLogFile(tmp_path / "a file", KEY)
    with pytest.raises(AccessLogNotWritable):
        AccessLogFile(tmp_path, b"short")
