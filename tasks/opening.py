"""Opens the county that a task works for, and tells how it goes; all the tasks share it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from robocorp import log

from devdata import made_up_county
from robots.casework.errors import WorkerError
from robots.casework.texts import Language, text
from robots.county import County, open_county
from robots.determination import CaseInRun

RESULT_SETTING: Final = "DETERMINATION_RESULT"


@contextmanager
def county_for(folder: str, *, fresh: bool = False) -> Iterator[County]:
    """The county of the folder; with none given the made-up one, and its stand-ins.

    An error of ours is told in Finnish and in Swedish before it ends the task.
    """
    with told_in_words():
        if folder:
            with open_county(Path(folder)) as county:
                yield county
            return
        copy = made_up_county.copy_once(fresh)
        with made_up_county.standins() as settings, open_county(copy, standins=settings) as county:
            yield county


@contextmanager
def told_in_words() -> Iterator[None]:
    """Say an error of ours in both languages; the task still fails with its code."""
    try:
        yield
    except WorkerError as error:
        for language in Language:
            print(error.in_words(language), file=sys.stderr)
        raise


def tell(case: CaseInRun, count: int, total: int) -> None:
    """One line a case; on a terminal, a line of progress that each one pushes on."""
    outcome = " · ".join(text(f"words.outcome_{case.outcome}", one) for one in Language)
    line = f"{case.case_id}  {outcome}"
    log.info(f"{case.case_id} {case.outcome}")
    if not sys.stderr.isatty():
        print(f"{count}/{total}  {line}", file=sys.stderr)
        return
    done = 30 * count // total
    end = "\n" if count == total else ""
    bar = "█" * done + "░" * (30 - done)
    print(f"\r\033[K{line}\n{bar} {count}/{total}", end=end, file=sys.stderr, flush=True)


def result(written: str) -> None:
    """The task's result, for the door's stdout."""
    file = os.environ.get(RESULT_SETTING)
    if file:
        Path(file).write_text(written + "\n", "utf-8")
    else:
        print(written)
