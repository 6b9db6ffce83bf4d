"""What the README and the design promise of the whole, held to the code."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def sources(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def test_every_door_is_in_the_readme() -> None:
    usage = subprocess.run(
        [sys.executable, "run.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    doors = re.findall(r"^    (\w+)(?: |$)", usage, re.M)
    assert len(doors) >= 8
    assert [door for door in doors if f"`python3 run.py {door}" not in README] == []


def test_every_dependency_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [Requirement(line).name for line in project["project"]["dependencies"]]
    table = README[README.index("## What it stands on") :]
    assert [name for name in names if name not in table] == []


def test_every_outcome_is_in_the_readme() -> None:
    from robots.casework.words import Outcome

    assert [outcome for outcome in Outcome if f"`{outcome}`" not in README] == []


def test_only_the_access_room_makes_permits() -> None:
    """Without a permit no source can be called; so nobody else may make one."""
    makers = set()
    for file in sources("robots", "tasks"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Permit":
                makers.add(file.relative_to(ROOT).parts[1])
    assert makers == {"access"}


def test_no_float_becomes_money() -> None:
    """Money is Decimal: no float literal and no ``float(`` in the rooms that count it."""
    rooms = ("casework", "feelaw", "summary", "workbook", "incomes_register", "tax_administration")
    floats = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for room in rooms
        for file in sources(f"robots/{room}")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if (isinstance(node, ast.Call) and ast.unparse(node.func) == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    geometry = [place for place in floats if "robots/workbook/" in place.replace("\\", "/")]
    assert set(floats) == set(geometry)


def test_what_an_operating_system_decides_stands_in_one_module() -> None:
    tied = re.compile(
        r"sys\.platform|os\.name|platform\.system|geteuid|\bimport (fcntl|resource)\b"
    )
    found = {
        file.relative_to(ROOT).as_posix()
        for file in sources("robots", "tasks")
        if tied.search(file.read_text("utf-8"))
    }
    # One for the running work, one for what prepares the machine before anything is installed.
    assert found == {"robots/casework/machine.py", "tasks/machine.py"}


@pytest.mark.parametrize("file", sources("robots", "tasks", "devdata"), ids=lambda f: f.name)
def test_every_module_says_what_it_is_for(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text("utf-8")))
