"""A log, its keys and its rows, for the tests of the access log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from robots.access.log import AccessLogFile, Break, LogKeys, prove
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.protocols import Access
from robots.casework.words import Role, Source

KEY = b"a made-up key, it has 32 bytes.."
OTHER_KEY = b"another made-up key, 32 bytes too"[:32]
KEYS = LogKeys(KEY)
CODE = IdentityCode.parse("140141-900E", test_range=True)
SPOUSE = IdentityCode.parse("010501E9032", test_range=True)
MARCH = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)


def access(
    request_id: str, outcome: str = "asked", at: datetime = MARCH, **changes: object
) -> Access:
    row = Access(
        at=at,
        source=Source.KELA,
        service="etuudet",
        case_id="T-1",
        person=CODE,
        purpose="fee",
        reason="vuositarkistus",
        legal_basis="734/1992 14 a § 1 mom.",
        requested_by="robotti",
        request_id=request_id,
        outcome=outcome,
        role=Role.CLIENT,
        data_groups=frozenset({"benefits"}),
        period=Period(date(2025, 3, 1), date(2026, 3, 16)),
    )
    return replace(row, **changes)  # type: ignore[arg-type]


@contextmanager
def log_in(folder: Path, at: datetime = MARCH, keys: LogKeys = KEYS) -> Iterator[AccessLogFile]:
    log = AccessLogFile(folder, keys, clock=lambda: at)
    try:
        yield log
    finally:
        log.close()


def with_requests(folder: Path, count: int, at: datetime = MARCH, keys: LogKeys = KEYS) -> Path:
    """Requests of two rows each; in a new log the file's first row tells that the chain began."""
    with log_in(folder, at, keys) as log:
        for number in range(count):
            log.record(access(f"r-{number}", "asked", at))
            log.record(access(f"r-{number}", "found", at))
    return folder


def march(folder: Path, chain: str = "chain-01") -> Path:
    return folder / chain / "2026-03.jsonl"


def breaks(folder: Path, keys: LogKeys = KEYS) -> list[Break]:
    return [one for chain in prove(folder, keys).chains for one in chain.breaks]


def lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True)
