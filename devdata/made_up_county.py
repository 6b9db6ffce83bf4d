"""The made-up county at work: copied once to ``output/county/``, with its stand-ins beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
MADE_UP: Final = ROOT / "devdata" / "county"
OUTPUT_SETTING: Final = "DETERMINATION_OUTPUT"

#: What the county itself does not have: the lives behind the cases are the stand-ins' to know.
NOT_THE_COUNTYS: Final = ("people", "kela-decisions")


def output_folder() -> Path:
    """``output``, unless a setting names another folder."""
    return Path(os.environ.get(OUTPUT_SETTING) or ROOT / "output")


def copy_once(fresh: bool) -> Path:
    """The working copy, made when there is none; ``fresh`` starts it over."""
    copy = output_folder() / "county"
    if fresh and copy.exists():
        for file in copy.rglob("*"):  # Windows removes no read-only file, as delivered ones are
            file.chmod(0o700)
        shutil.rmtree(copy)
    if not copy.exists():
        half = copy.with_name(copy.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        half.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(MADE_UP, half, ignore=shutil.ignore_patterns(*NOT_THE_COUNTYS))
        half.rename(copy)
    return copy


@contextmanager
def standins() -> Iterator[dict[str, Any]]:
    """The stand-ins as a process that ends with this one, however this one ends.

    Which requests they got goes to ``requests.jsonl`` in the output folder.

    Yields:
        source → the settings that its table in ``county.toml`` gets.
    """
    command = [sys.executable, "-m", "devdata.standins", "--watch-stdin"]
    command += ["--people", str(MADE_UP / "people")]
    command += ["--journal", str(output_folder() / "requests.jsonl")]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the stand-ins have no output to read")
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("the stand-ins did not start")
        settings = json.loads(line)
        settings.pop("control")
        yield settings
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait(timeout=20)
