"""The county with limits of the test's own, beside stand-ins that measure whether
they hold: at their own door, over all its workers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from light_county import LightCounty, light_county

from devdata import made_up_county

ROOT = Path(__file__).parents[2]


@contextmanager
def measuring_standins(
    folder: Path, latency_ms: int, page_latency_ms: int = 0
) -> Iterator[dict[str, Any]]:
    """Stand-ins of one's own, whose requests and pages wait so long; their settings, ``control``
    too."""
    command = [sys.executable, "-m", "devdata.standins", "--watch-stdin"]
    command += ["--people", str(made_up_county.MADE_UP / "people")]
    command += ["--journal", str(folder / "requests.jsonl"), "--latency", str(latency_ms)]
    command += ["--page-latency", str(page_latency_ms)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(timeout=20)


def limited(
    folder: Path,
    settings: dict[str, Any],
    limits: Mapping[str, tuple[int, int]],
    *,
    database: str | None = None,
) -> LightCounty:
    """The county asking each source at most so much: at once, and in a minute. It has Kela's pages
    where there is a limit of theirs."""
    given = {name: one for name, one in settings.items() if name != "control"}
    county = light_county(
        folder / "light",
        (given, folder / "requests.jsonl"),
        database=database,
        with_kela="kela" in limits,
    )
    file = county.folder / "county.toml"
    text = file.read_text("utf-8")
    for source, (at_once, a_minute) in limits.items():
        table = f"[limits.{source}]\nat_once = {at_once}\na_minute = {a_minute}\n"
        text, found = re.subn(rf"(?ms)^\[limits\.{source}\]\n.*?(?=^\[|\Z)", table, text)
        assert found == 1, source
    file.write_text(text, "utf-8")
    return county


def measured(settings: dict[str, Any]) -> dict[str, dict[str, int]]:
    """What each source was asked: ``calls`` in all, the most ``at_once`` and ``a_minute``."""
    with urlopen(f"{settings['control']['address']}/load", timeout=10) as answer:
        told: dict[str, dict[str, int]] = json.loads(answer.read())
    return told
