"""The three lists of dependencies agree, and robot.yaml offers what robocorp-tasks knows."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from robots.casework.errors import CannotStart
from tasks.machine import BROWSER_SETTING, find_browser
from tasks.opening import county_for

ROOT = Path(__file__).parents[2]
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"

#: These need a compiler; rpaframework runs without them.
LEFT_OUT = {"evdev", "pynput", "python-xlib"}


def locked(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", lock.read_text("utf-8"), re.M))


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def direct() -> list[Requirement]:
    return [Requirement(line) for line in project()["project"]["dependencies"]]


def test_every_direct_dependency_is_locked_within_its_floor() -> None:
    versions = locked(RUN_LOCK)
    for requirement in direct():
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier


def test_conda_yaml_pins_the_direct_dependencies_to_the_locks_versions() -> None:
    conda = yaml.safe_load((ROOT / "conda.yaml").read_text("utf-8"))
    pip = next(entry["pip"] for entry in conda["dependencies"] if isinstance(entry, dict))
    pinned = {
        canonicalize_name(Requirement(p).name): str(Requirement(p).specifier).removeprefix("==")
        for p in pip
    }
    versions = locked(RUN_LOCK)
    names = [canonicalize_name(requirement.name) for requirement in direct()]
    assert pinned == {name: versions[name] for name in names}


def test_the_test_lock_holds_the_whole_run_lock_and_the_test_group() -> None:
    run, test = locked(RUN_LOCK), locked(TEST_LOCK)
    assert run.items() <= test.items()
    for line in project()["dependency-groups"]["test"]:
        requirement = Requirement(line)
        assert test[canonicalize_name(requirement.name)] in requirement.specifier


@pytest.mark.parametrize("lock", [RUN_LOCK, TEST_LOCK], ids=lambda lock: lock.name)
def test_no_compiler_is_needed(lock: Path) -> None:
    assert not LEFT_OUT & set(locked(lock))


def test_robot_yaml_is_as_rcc_wants_it() -> None:
    """What rcc refuses or warns of when it reads one (robocorp/rcc, robot/robot.go)."""
    robot = yaml.safe_load((ROOT / "robot.yaml").read_text("utf-8"))
    assert set(robot) == {
        "tasks",
        "environmentConfigs",
        "artifactsDir",
        "PATH",
        "PYTHONPATH",
        "ignoreFiles",
    }
    for named in (*robot["environmentConfigs"], *robot["ignoreFiles"]):
        assert (ROOT / named).is_file(), named
    assert (ROOT / robot["PYTHONPATH"][0] / "tasks").is_dir()
    assert robot["artifactsDir"] == "output"
    for name, task in robot["tasks"].items():
        assert list(task) == ["shell"], "exactly one of shell, command and robotTaskName"
        words = task["shell"].split()
        assert words[:5] == ["python", "-X", "utf8", "-m", "robocorp.tasks"], name
        assert (ROOT / words[6]).is_file(), name
        assert words[words.index("-o") + 1].startswith("output/"), name


def test_a_task_that_rcc_starts_finds_the_machines_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BROWSER_SETTING, "")
    with pytest.raises(CannotStart), county_for(str(tmp_path)):
        pytest.fail("there is no county")
    assert os.environ[BROWSER_SETTING] == (find_browser() or "")


def test_every_task_of_robot_yaml_is_one_that_robocorp_tasks_lists() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "robocorp.tasks", "list", "tasks"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    known = {(Path(task["file"]).name, task["name"]) for task in json.loads(listed.stdout)}
    robot = yaml.safe_load((ROOT / "robot.yaml").read_text("utf-8"))
    offered = set()
    for task in robot["tasks"].values():
        words = task["shell"].split()
        offered.add((Path(words[words.index("run") + 1]).name, words[words.index("-t") + 1]))
    assert offered == known
