"""Every row is on the disk when the call returns, sealed, whoever writes at the same time and
however the process ends; and where it cannot be, the call fails."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from access_log_world import (
    CODE,
    KEY,
    KEYS,
    MARCH,
    OTHER_KEY,
    access,
    breaks,
    lines,
    log_in,
    march,
    with_requests,
)

from robots.access import AccessLogNotWritable
from robots.access.log import AccessLogFile, LogKeys, about_case, about_person, everything, prove


def write_many(folder: Path, name: str) -> None:
    with log_in(folder) as log:
        for number in range(10):
            log.record(access(f"{name}-{number}"))


def test_a_row_tells_nothing_to_who_has_no_key(tmp_path: Path) -> None:
    with_requests(tmp_path, 1)
    written = march(tmp_path).read_text("utf-8")
    for secret in (CODE.reveal(), "T-1", "kela", "etuudet", "robotti", "vuositarkistus", "asked"):
        assert secret not in written
    with log_in(tmp_path) as log:
        log.record(access("r-1", "none"))
    first, second = lines(march(tmp_path))[1:3]
    assert len({first, second}) == 2
    stranger = everything(tmp_path, LogKeys(OTHER_KEY))
    assert stranger.requests == ()
    assert stranger.unread == len(lines(march(tmp_path)))


def test_the_two_rows_of_an_attempt_are_one_request(tmp_path: Path) -> None:
    later = MARCH.replace(second=7)
    with log_in(tmp_path) as log:
        log.record(access("r-1"))
        log.record(access("r-1", "service_unavailable", later))
        log.record(access("r-1", attempt=2))
        log.record(access("r-1", "found", later, attempt=2, bytes_received=512))
        log.record(access("r-2"))
    first, second, third = about_person(tmp_path, KEYS, CODE).requests
    assert (first.outcome, second.outcome, third.outcome) == (
        "service_unavailable",
        "found",
        "not_told",
    )
    assert (second.asked_at, second.answered_at) == (MARCH.isoformat(), later.isoformat())
    assert second.bytes_received == 512
    assert second.source == "kela"
    assert second.data_groups == ("benefits",)
    assert (second.since, second.until) == ("2025-03-01", "2026-03-16")
    assert second.legal_basis == "734/1992 14 a § 1 mom."
    assert second.requested_by == "robotti"
    assert third.answered_at == ""


def test_threads_and_processes_write_side_by_side(tmp_path: Path) -> None:
    other = multiprocessing.get_context("spawn").Process(target=write_many, args=(tmp_path, "p"))
    other.start()
    with log_in(tmp_path) as log, ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: log.record(access(f"t-{n}")), range(40)))
        list(threads.map(lambda name: write_many(tmp_path, name), ("a", "b")))
    other.join()
    assert len({one.request_id for one in everything(tmp_path, KEYS).requests}) == 70
    assert breaks(tmp_path) == []


def test_a_chain_is_one_processs_at_a_time_and_goes_on_with_the_next(tmp_path: Path) -> None:
    with log_in(tmp_path) as first, log_in(tmp_path) as second:
        first.record(access("r-1"))
        second.record(access("r-2"))
    with log_in(tmp_path) as third:
        third.record(access("r-3"))
    proof = prove(tmp_path, KEYS)
    assert [(chain.chain, chain.rows) for chain in proof.chains] == [
        ("chain-01", 3),
        ("chain-02", 2),
    ]
    assert proof.is_whole


def test_processes_that_begin_a_log_at_the_same_moment_miss_no_chain(tmp_path: Path) -> None:
    """Each begins a chain; one whose number is behind another's was not taken away by anybody."""
    writers = 12
    for time in range(12):
        together = threading.Barrier(writers)

        def begin(folder: Path, together: threading.Barrier = together) -> AccessLogFile:
            together.wait()
            return AccessLogFile(folder, KEYS, clock=lambda: MARCH)

        with ThreadPoolExecutor(writers) as pool:
            logs = list(pool.map(begin, [tmp_path / str(time)] * writers))
        assert not any(log.found_broken for log in logs)
        for log in logs:
            log.close()


def test_a_proof_holds_while_a_writer_is_at_work(tmp_path: Path) -> None:
    is_over = threading.Event()

    def prove_again_and_again() -> list[bool]:
        found = []
        while not is_over.is_set():
            found.append(prove(tmp_path, KEYS).is_whole)
        return found

    with log_in(tmp_path) as log, ThreadPoolExecutor(1) as threads:
        proving = threads.submit(prove_again_and_again)
        for number in range(30):
            log.record(access(f"r-{number}"))
        is_over.set()
        assert set(proving.result()) == {True}


def test_a_killed_process_leaves_its_rows_and_frees_its_chain(tmp_path: Path) -> None:
    """Killed while it writes as fast as it can: every row that it was told to be written is."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from access_log_world import *\n"
        "with log_in(Path(sys.argv[1])) as log:\n"
        "    for number in range(100_000):\n"
        "        log.record(access(f'r-{number}'))\n"
        "        print(number, flush=True)\n"
    )
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert process.stdout is not None
    while process.stdout.readline() != b"20\n":
        assert process.poll() is None
    process.kill()
    told = [20, *map(int, process.stdout.read().splitlines())]
    process.wait()
    with log_in(tmp_path) as log:
        log.record(access("after"))
    found = {one.request_id for one in everything(tmp_path, KEYS).requests}
    assert {f"r-{number}" for number in range(told[-1] + 1)} | {"after"} <= found
    proof = prove(tmp_path, KEYS)
    assert proof.is_whole
    assert [chain.chain for chain in proof.chains] == ["chain-01"]


@pytest.mark.parametrize("kept", [1, 40, -1], ids=["a byte", "a piece", "all but its end"])
def test_a_torn_row_stays_and_the_next_row_tells_of_it(tmp_path: Path, kept: int) -> None:
    with_requests(tmp_path, 2)
    file, head = march(tmp_path), tmp_path / "chain-01" / "head.json"
    before_last, before_head = file.read_bytes(), head.read_bytes()
    with log_in(tmp_path) as log:
        log.record(access("r-torn"))
    row = file.read_bytes()[len(before_last) :]
    file.write_bytes(before_last + row[:kept])
    head.write_bytes(before_head)
    (proof,) = prove(tmp_path, KEYS).chains
    assert (proof.torn, proof.breaks) == (True, [])

    with_requests(tmp_path, 1)
    (proof,) = prove(tmp_path, KEYS).chains
    assert (proof.torn, proof.recovered, proof.breaks) == (False, 1, [])
    assert row[:kept] in file.read_bytes()
    assert about_case(tmp_path, KEYS, "T-1").unread == 0


def test_a_month_is_helsinkis_and_is_sealed_when_it_is_over(tmp_path: Path) -> None:
    with_requests(tmp_path, 1)
    with log_in(tmp_path) as log:
        log.record(access("r-april", at=datetime(2026, 3, 31, 21, 30, tzinfo=UTC)))
        log.record(access("r-late", at=MARCH))  # a clock put back: months never go back
    (proof,) = prove(tmp_path, KEYS).chains
    assert proof.months == ["2026-03", "2026-04"]
    assert proof.breaks == []
    assert len(lines(tmp_path / "chain-01" / "2026-04.jsonl")) == 2


def test_a_head_that_somebody_is_reading_is_written_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, which refuses to replace an open file."""
    real, refusals = Path.replace, iter([True, True, False])

    def replace(self: Path, target: Path) -> Path:
        if self.name == "head.json.tmp" and next(refusals, False):
            raise PermissionError
        return real(self, target)

    with log_in(tmp_path) as log:
        monkeypatch.setattr(Path, "replace", replace)
        log.record(access("r-1"))
    assert breaks(tmp_path) == []


def test_what_cannot_be_written_raises(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(AccessLogNotWritable):
        AccessLogFile(tmp_path / "a file", KEYS, clock=lambda: MARCH)
    with pytest.raises(AccessLogNotWritable):
        LogKeys(b"short")
    with log_in(tmp_path / "log") as log:
        march(tmp_path / "log").rename(tmp_path / "moved")
        march(tmp_path / "log").mkdir()
        with pytest.raises(AccessLogNotWritable):
            log.record(access("r-1"))


def test_what_another_has_written_into_the_chain_is_looked_at_before_the_next_row(
    tmp_path: Path,
) -> None:
    with log_in(tmp_path) as log:
        log.record(access("r-1"))
        with march(tmp_path).open("ab") as stream:
            stream.write(b"not ours\n")
        with pytest.raises(AccessLogNotWritable):
            log.record(access("r-2"))
        log.record(access("r-2"))
    assert [one.fault.value for one in breaks(tmp_path)][:1] == ["unreadable"]


def test_who_is_late_writes_nothing_into_a_chain_that_may_be_anothers(tmp_path: Path) -> None:
    """A call that is still under way when its worker has closed everything."""
    with log_in(tmp_path) as late:
        late.record(access("r-1"))
    with log_in(tmp_path) as other:
        with pytest.raises(AccessLogNotWritable):
            late.record(access("r-1", outcome="found"))
        other.record(access("r-2"))
    assert breaks(tmp_path) == []


def test_keys_change_and_what_the_old_one_wrote_is_still_found(tmp_path: Path) -> None:
    with_requests(tmp_path, 1)
    both = LogKeys(OTHER_KEY, retired=[KEY])
    with_requests(tmp_path, 2, keys=both)
    assert len(about_person(tmp_path, both, CODE).requests) == 3
    assert breaks(tmp_path, both) == []
    without_old = LogKeys(OTHER_KEY)
    found = about_person(tmp_path, without_old, CODE)
    assert (len(found.requests), found.unread) == (2, 3)
    (proof,) = prove(tmp_path, without_old).chains
    assert (proof.unread, proof.breaks) == (3, [])
