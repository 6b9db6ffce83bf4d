"""What the ready-made schedules start is what the doors take."""

import importlib.util
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
SCHEDULES = ROOT / "resources" / "schedules"
COMMAND = re.compile(r"run\.py ([^\n>`<]+)")


@pytest.fixture(scope="module")
def door() -> ModuleType:
    made = importlib.util.spec_from_file_location("door", ROOT / "run.py")
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return module


def commands() -> list[tuple[str, str]]:
    """Each command line, with the file that it stands in."""
    files = sorted(file for file in SCHEDULES.rglob("*") if file.is_file())
    return [
        (file.name, found.strip())
        for file in files
        for found in COMMAND.findall(file.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("file", "command"), commands(), ids=[" ".join(one) for one in commands()])
def test_a_schedules_command_is_understood(file: str, command: str, door: ModuleType) -> None:
    options = door.read_arguments(shlex.split(command.replace("\\", "/")))
    assert options.task in ("nightly", "report", "worker", "purge", "stop", "setup")


def test_there_are_schedules_for_every_scheduler() -> None:
    started = {command.split()[0] for file, command in commands() if file.endswith(".xml")}
    assert started == {"nightly", "report", "worker", "purge"}
    started = {command.split()[0] for file, command in commands() if file.endswith(".service")}
    assert started == {"nightly", "report", "worker", "purge"}
    started = {command.split()[0] for file, command in commands() if file == "cron.txt"}
    assert started == {"nightly", "report", "purge"}


def test_the_windows_tasks_are_well_formed() -> None:
    name = "{http://schemas.microsoft.com/windows/2004/02/mit/task}Task"
    for file in sorted(SCHEDULES.glob("windows/*.xml")):
        assert ElementTree.parse(file).getroot().tag == name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_the_systemd_units_are_right() -> None:
    units = sorted(str(file) for file in SCHEDULES.glob("systemd/tuloselvitys-*"))
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in told.stderr.splitlines() if "tuloselvitys-" in line]
    assert [line for line in ours if "Command /usr/bin/python3 is not" not in line] == []
