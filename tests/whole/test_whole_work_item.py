"""Cases that Control Room or rcc asks for, and the purge of what that left; through the doors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nights import ROOT, Night
from test_whole_privacy import decoded_log

from tasks.machine import BROWSER_SETTING, find_browser

REASON = "Asiakkaan puhelu tiistaina"
ASKED = {"case": "T-0002", "requested_by": "virkailija-07", "reason": REASON}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Night, Path]:
    """Four items, of which two are no requests that anybody may make."""
    night = Night(tmp_path_factory.mktemp("item"))
    items = [
        {"payload": {**ASKED, "nimi": "x"}, "files": {}},
        {"payload": {**ASKED, "requested_by": "joku-muu"}, "files": {}},
        {"payload": ASKED, "files": {}},
    ]
    (night.output / "in.json").write_text(json.dumps(items), "utf-8")
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "robocorp.tasks",
            "run",
            str(ROOT / "tasks" / "work_item_task.py"),
            "-t",
            "work_item",
            "-o",
            str(night.output / "work-item"),
        ],
        cwd=night.output,
        env={
            **night.environment(),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "PYTHONWARNINGS": "ignore",
            BROWSER_SETTING: os.environ.get(BROWSER_SETTING) or find_browser() or "",
            "RC_WORKITEM_ADAPTER": "FileAdapter",
            "RC_WORKITEM_INPUT_PATH": str(night.output / "in.json"),
            "RC_WORKITEM_OUTPUT_PATH": str(night.output / "out.json"),
        },
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-3000:]
    return night, night.output / "out.json"


def test_each_item_gets_its_answer_and_a_refused_one_stops_no_other(
    done: tuple[Night, Path],
) -> None:
    night, out = done
    said: list[dict[str, Any]] = [one["payload"] for one in json.loads(out.read_text("utf-8"))]
    assert [(one["state"], one.get("code")) for one in said] == [
        ("refused", "request_refused"),
        ("refused", "requester_unknown"),
        ("ended", None),
    ]
    assert said[2]["case"] == "T-0002"
    assert Path(said[2]["workbook"]).is_file()
    assert all(one.get("reason_fi") and one.get("reason_sv") for one in said)
    assert night.versions() == ["T-0002/v1"]
    assert {one["person"].split("/")[0] for one in night.requests()} == {"T-0002"}


def test_the_reason_in_an_officers_words_stands_in_no_log(done: tuple[Night, Path]) -> None:
    assert REASON not in decoded_log(done[0].output / "work-item" / "log.html")


def test_the_purge_proves_what_it_did(done: tuple[Night, Path]) -> None:
    told = done[0].door("purge", "--json")
    assert told.returncode == 0, told.stderr[-3000:]
    said = json.loads(told.stdout)
    assert said["proven"] is True
    kept = {one["store"]: one["left"] for one in said["stores"]}
    assert kept["queue"] > 1
    assert kept["runs"] == 1
    assert kept["access_log"] == 1
    assert "T-0002" not in told.stdout
    table = done[0].door("purge")
    assert "12 vuotta" in table.stdout
