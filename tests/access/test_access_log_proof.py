"""Whatever is done to the files afterwards is found, and its place is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from access_log_world import (
    CODE,
    KEYS,
    OTHER_KEY,
    SPOUSE,
    access,
    breaks,
    lines,
    log_in,
    march,
    with_requests,
)

from robots.access.log import (
    Fault,
    Link,
    LogKeys,
    about_case,
    about_person,
    destroy_old_months,
    last_month_over,
    prove,
)
from robots.casework.period import Month
from robots.casework.words import Role

Lines = list[bytes]


def changed(line: bytes) -> bytes:
    """A row with one bit of its sealed content turned."""
    row = json.loads(line)
    sealed = row["sealed"]
    row["sealed"] = ("B" if sealed[0] == "A" else "A") + sealed[1:]
    return json.dumps(row, separators=(",", ":")).encode() + b"\n"


@pytest.mark.parametrize(
    ("deed", "fault", "line", "row"),
    [
        (lambda rows: [*rows[:4], changed(rows[4]), *rows[5:]], Fault.CHANGED, 5, 5),
        (lambda rows: [*rows[:4], *rows[5:]], Fault.MISSING, 5, 5),
        (lambda rows: [*rows[:4], rows[5], rows[4], *rows[6:]], Fault.MISSING, 5, 5),
        (lambda rows: [*rows[:5], rows[4], *rows[5:]], Fault.OUT_OF_ORDER, 6, 5),
        (lambda rows: [*rows[:4], b"nothing\n", *rows[5:]], Fault.UNREADABLE, 5, 5),
        (lambda rows: [*rows[:4], b"nothing\n", *rows[4:]], Fault.UNREADABLE, 5, 5),
        (lambda rows: rows[1:], Fault.MISSING, 1, 1),
        (lambda rows: rows[:-3], Fault.CUT, 0, 9),
        (lambda rows: [], Fault.CUT, 0, 1),
    ],
    ids=[
        "changed",
        "removed",
        "swapped",
        "doubled",
        "overwritten",
        "put in",
        "the first removed",
        "the end cut",
        "emptied",
    ],
)
def test_a_deed_is_found_at_its_row(
    tmp_path: Path, deed: Callable[[Lines], Lines], fault: Fault, line: int, row: int
) -> None:
    file = march(with_requests(tmp_path, 5))
    file.write_bytes(b"".join(deed(lines(file))))
    first = breaks(tmp_path)[0]
    assert (first.fault, first.line, first.row) == (fault, line, row)
    assert first.file == f"chain-01/{'head.json' if fault is Fault.CUT else '2026-03.jsonl'}"


def test_without_the_keys_a_changed_row_is_still_found(tmp_path: Path) -> None:
    file = march(with_requests(tmp_path, 5))
    rows = lines(file)
    file.write_bytes(b"".join([*rows[:4], changed(rows[4]), *rows[5:]]))
    (first,) = breaks(tmp_path, LogKeys(OTHER_KEY))
    assert (first.fault, first.line, first.row) == (Fault.CHANGED, 5, 5)


def test_a_cut_end_is_not_healed_by_going_on(tmp_path: Path) -> None:
    file = march(with_requests(tmp_path, 5))
    file.write_bytes(b"".join(lines(file)[:-3]))
    with log_in(tmp_path) as log:
        assert log.found_broken
        log.record(access("r-after"))
    with log_in(tmp_path) as log:
        assert not log.found_broken
    found = breaks(tmp_path)
    assert (found[0].fault, found[0].row) == (Fault.MISSING, 9)
    assert Fault.FOUND_BROKEN in {one.fault for one in found}


@pytest.mark.parametrize("deed", ["removed", "forged", "another chain's"])
def test_a_head_is_the_writers_own(tmp_path: Path, deed: str) -> None:
    with log_in(tmp_path) as one, log_in(tmp_path) as two:
        for log in (one, two):
            log.record(access("r-1"))
    head = tmp_path / "chain-01" / "head.json"
    if deed == "removed":
        head.unlink()
    elif deed == "forged":
        content = json.loads(head.read_text("utf-8"))
        head.write_text(json.dumps(content | {"row": 1}), "utf-8")
    else:
        shutil.copy(tmp_path / "chain-02" / "head.json", head)
    assert [one.fault for one in breaks(tmp_path)] == [Fault.HEAD_BROKEN]


def test_a_chain_that_is_gone_altogether_is_missed(tmp_path: Path) -> None:
    with log_in(tmp_path) as one, log_in(tmp_path) as two:
        two.record(access("r-1"))
        one.record(access("r-2"))
    for file in (tmp_path / "chain-02").iterdir():
        file.unlink()
    assert [one.fault for one in breaks(tmp_path)] == [Fault.CHAIN_MISSING]
    (tmp_path / "chain-02").rmdir()
    (first,) = breaks(tmp_path)
    assert (first.fault, first.file) == (Fault.CHAIN_MISSING, "chain-02/head.json")
    with log_in(tmp_path), log_in(tmp_path) as two:
        two.record(access("r-3"))
    assert [one.fault for one in breaks(tmp_path)] == [Fault.FOUND_BROKEN]


def test_a_file_that_is_gone_is_missed(tmp_path: Path) -> None:
    with_requests(tmp_path, 2)
    with_requests(tmp_path, 2, datetime(2026, 4, 2, tzinfo=UTC))
    april = tmp_path / "chain-01" / "2026-04.jsonl"
    kept = april.read_bytes()
    april.unlink()
    assert breaks(tmp_path)[0].fault is Fault.CUT
    april.write_bytes(kept)
    march(tmp_path).unlink()
    assert [(one.fault, one.row) for one in breaks(tmp_path)] == [(Fault.MISSING, 1)]


def test_rows_of_one_chain_open_nowhere_else(tmp_path: Path) -> None:
    with log_in(tmp_path) as one, log_in(tmp_path) as two:
        for log in (one, two):
            log.record(access("r-1"))
    shutil.copy(march(tmp_path), march(tmp_path, "chain-02"))
    assert Fault.CHANGED in {one.fault for one in breaks(tmp_path)}


def test_a_log_put_back_whole_is_found_by_an_end_that_was_kept(tmp_path: Path) -> None:
    log, copy = tmp_path / "log", tmp_path / "copy"
    with_requests(log, 1)
    shutil.copytree(log, copy)
    with_requests(log, 1)
    (proof,) = prove(log, KEYS).chains
    assert prove(copy, KEYS).is_whole
    (found,) = prove(copy, KEYS, {"chain-01": proof.last}).chains
    assert [one.fault for one in found.breaks] == [Fault.NOT_AS_KEPT]
    with_requests(log, 1)
    assert prove(log, KEYS, {"chain-01": proof.last}).is_whole
    forged = Link(proof.last.row, "0" * 64)
    assert not prove(log, KEYS, {"chain-01": forged}).is_whole


def test_a_month_goes_when_its_last_day_is_12_years_old() -> None:
    assert last_month_over(date(2038, 3, 31)) == Month(2026, 2)
    assert last_month_over(date(2038, 4, 1)) == Month(2026, 3)


def test_destroying_what_is_old_does_not_break_the_chain(tmp_path: Path) -> None:
    with_requests(tmp_path, 2)
    with_requests(tmp_path, 3, datetime(2026, 4, 2, tzinfo=UTC))
    end = prove(tmp_path, KEYS).chains[0].last
    then = datetime(2038, 4, 15, tzinfo=UTC)
    (done,) = destroy_old_months(tmp_path, KEYS, then, then.date())
    assert done.months == (("2026-03", 6),)
    assert not march(tmp_path).exists()
    (proof,) = prove(tmp_path, KEYS, {"chain-01": end}).chains
    assert (proof.breaks, proof.destroyed_until) == ([], 6)
    assert len(about_person(tmp_path, KEYS, CODE).requests) == 3
    assert destroy_old_months(tmp_path, KEYS, then, then.date()) == []
    (tmp_path / "chain-01" / "2026-04.jsonl").unlink()
    assert not prove(tmp_path, KEYS).is_whole


def test_a_chain_that_nobody_writes_any_more_is_destroyed_to_its_end(tmp_path: Path) -> None:
    with_requests(tmp_path, 2)
    then = datetime(2040, 1, 1, tzinfo=UTC)
    (done,) = destroy_old_months(tmp_path, KEYS, then, then.date())
    assert done.months == (("2026-03", 6),)
    assert prove(tmp_path, KEYS).is_whole
    assert about_person(tmp_path, KEYS, CODE).requests == ()


def test_a_killed_destroying_is_done_to_its_end_by_the_next(tmp_path: Path) -> None:
    with_requests(tmp_path, 2)
    with_requests(tmp_path, 1, datetime(2026, 4, 2, tzinfo=UTC))
    kept = march(tmp_path).read_bytes()
    then = datetime(2038, 4, 15, tzinfo=UTC)
    destroy_old_months(tmp_path, KEYS, then, then.date())
    march(tmp_path).write_bytes(kept)
    assert prove(tmp_path, KEYS).is_whole
    destroy_old_months(tmp_path, KEYS, then, then.date())
    assert not march(tmp_path).exists()
    assert prove(tmp_path, KEYS).is_whole


def test_a_chain_at_work_is_left_to_the_next_time(tmp_path: Path) -> None:
    with_requests(tmp_path, 1)
    then = datetime(2040, 1, 1, tzinfo=UTC)
    with log_in(tmp_path):
        (done,) = destroy_old_months(tmp_path, KEYS, then, then.date())
        assert (done.months, done.is_held) == ((), True)
    assert march(tmp_path).exists()


def test_a_spouse_is_found_by_the_own_code_and_only_the_own_rows(tmp_path: Path) -> None:
    with log_in(tmp_path) as log:
        log.record(access("r-1", "found"))
        log.record(access("r-2", "found", person=SPOUSE, role=Role.SPOUSE))
        log.record_look(by="tietosuojavastaava", reason="pyyntö", person=SPOUSE)
    of_spouse = about_person(tmp_path, KEYS, SPOUSE)
    assert [one.request_id for one in of_spouse.requests] == ["r-2"]
    assert [look.requested_by for look in of_spouse.looks] == ["tietosuojavastaava"]
    assert [one.request_id for one in about_person(tmp_path, KEYS, CODE).requests] == ["r-1"]
    assert about_person(tmp_path, KEYS, CODE).looks == ()
    assert len(about_case(tmp_path, KEYS, "T-1").requests) == 2
    assert about_case(tmp_path, KEYS, "T-2").requests == ()
