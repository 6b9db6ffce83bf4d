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

#: After how many requests to the authorities the run is killed: opening, middle, delivering.
MOMENTS = [1, 7, 15, 24]


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
    delivered = night.versions()
    assert delivered
    assert all(version.endswith("/v1") for version in delivered), "none twice"
    for version in delivered:
        case_id = version.split("/")[0]
        undisturbed = comparable(whole_night.night.twin(case_id))
        assert comparable(night.twin(case_id)) == undisturbed, case_id


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
