"""``kill -9`` at any moment, and the next start gives what an undisturbed run gives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nights import ROOT, Night, WholeNight

from robots.workbook import comparable

CASES = 8
UNREADABLE = {"T-0901", "T-0902", "T-0903"}

#: After how many requests to the authorities the run is killed: in the middle, delivering. More
#: moments, and kill upon kill: tests/determination/test_determination_killed.py, bench_kills.py.
MOMENTS = [7, 24]


def start(night: Night) -> subprocess.Popen[bytes]:
    """The door in a process group of its own, so that the kill takes everything at once."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), "nightly", "--limit", str(CASES)],
        env=night.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_after(night: Night, requests: int) -> None:
    running = start(night)
    while len(night.requests()) < requests and running.poll() is None:
        time.sleep(0.02)  # waits for what the run does, not for time to pass
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are killed on POSIX only")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_goes_on_where_it_was(
    whole_night: WholeNight, tmp_path: Path, moment: int
) -> None:
    night = Night(tmp_path)
    kill_after(night, moment)
    again = night.door("nightly", "--limit", str(CASES))
    assert again.returncode == 0, again.stderr[-3000:]
    undisturbed = whole_night.night
    outcomes = night.outcomes()
    assert len([case for case in outcomes if case not in UNREADABLE]) == CASES, "none lost"
    assert outcomes == {case: undisturbed.outcomes()[case] for case in outcomes}
    delivered = night.versions()
    assert delivered == [one for one in undisturbed.versions() if one.split("/")[0] in outcomes]
    for version in delivered:
        case_id = version.split("/")[0]
        assert comparable(night.twin(case_id)) == comparable(undisturbed.twin(case_id)), case_id
    assert night.results() == {
        case: result for case, result in undisturbed.results().items() if case in outcomes
    }


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are killed on POSIX only")
def test_an_authority_is_not_asked_again_for_what_an_unfinished_case_has(tmp_path: Path) -> None:
    night = Night(tmp_path)
    kill_after(night, 20)
    asked_before = len(night.requests())
    assert night.door("nightly", "--limit", str(CASES)).returncode == 0
    asked = [
        (entry["source"], entry["service"], entry["person"])
        for entry in night.requests()
        if entry["source"] in ("population_register", "incomes_register", "tax_administration")
    ]
    in_flight_at_the_kill = 8
    assert asked_before > 0
    assert len(asked) - len(set(asked)) <= in_flight_at_the_kill
