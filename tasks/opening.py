"""Opens the county that a task works for, and tells how it goes; all the tasks share it.

robocorp-log writes the local variables of every frame that an exception passes into ``log.html``.
So no exception leaves :func:`carry_out`: what went wrong is told in words, and the task ends.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from robocorp import log
from robocorp.tasks import get_output_dir

from devdata import made_up_county
from robots.attending import tell as tell_of
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.reason import Reason
from robots.casework.texts import Language, text
from robots.county import County, open_county
from robots.determination import (
    CaseInRun,
    PlannedCase,
    RunRecord,
    plan_as_json,
    plan_as_table,
    run_record,
    where,
)
from robots.determination.record import RUNS_FOLDER, ShadowInRun
from robots.journal import kept_in
from robots.reports import report_of, tell_of_alerts, tell_of_stopped_run
from tasks.machine import BROWSER_SETTING, find_browser

RESULT_SETTING: Final = "DETERMINATION_RESULT"
REASON_SETTING: Final = "DETERMINATION_REASON"

#: Of this process; a worker that stays opens its county anew each day.
_TOLD_TO_END: Final = threading.Event()


class TaskFailed(Exception):
    """The task could not be done; why has been told."""


def carry_out(work: Callable[[], bool], *, otherwise: str = "run_has_faults") -> None:
    """Do the task's work; True means that it was done, False that it was and did not end well.

    Args:
        otherwise: the code of a False.

    Raises:
        TaskFailed: with the error's code and nothing else.
    """
    failed = _failure_of(work, otherwise)
    gc.freeze()  # or the process looks through all that was ever loaded once more as it ends
    if failed:
        raise TaskFailed(failed)


def _failure_of(work: Callable[[], bool], otherwise: str) -> str | None:
    """None when the work was done, else the error's code."""
    try:
        return None if work() else otherwise
    except WorkerError as error:
        for language in Language:
            print(error.in_words(language), file=sys.stderr)
        return error.code
    except Exception as error:
        for language in Language:
            told = text("reasons.way_broken", language, where=where(error))
            print(told, file=sys.stderr)
        return where(error)


@contextmanager
def county_for(folder: str, *, fresh: bool = False) -> Iterator[County]:
    """The county of the folder; with none given the made-up one, and its stand-ins."""
    if not os.environ.get(BROWSER_SETTING):  # the door has looked for it already; rcc has not
        os.environ[BROWSER_SETTING] = find_browser() or ""
    if folder:
        with open_county(Path(folder)) as county, _journal_of(county), ending_on_request(county):
            yield county
        return
    copy = made_up_county.copy_once(fresh)
    with (
        made_up_county.standins() as settings,
        open_county(copy, standins=settings) as county,
        _journal_of(county),
        ending_on_request(county),
    ):
        yield county


@contextmanager
def ending_on_request(county: County) -> Iterator[None]:
    """SIGTERM, which schedulers and systemd send (on Windows Ctrl-Break, which services' wrappers
    send), ends this process as the door ``stop`` ends all: the calls in flight are finished, and
    what is left waits."""
    county.told_to_end = _TOLD_TO_END
    if threading.current_thread() is not threading.main_thread():
        yield  # a test's: only the main thread hears of signals
        return
    asked = getattr(signal, "SIGBREAK", signal.SIGTERM)  # nobody sends SIGTERM on Windows
    before = signal.signal(asked, lambda *_: _TOLD_TO_END.set())
    try:
        yield
    finally:
        signal.signal(asked, before)


def _journal_of(county: County) -> AbstractContextManager[None]:
    return kept_in(county.state / "logs", county.settings.log, county.clock)


@contextmanager
def alerting(county: County) -> Iterator[None]:
    """Around a run of the county's list: where it cannot begin or go on, its people are told so,
    by the report of what was done until then or by an alert."""
    began = county.clock()
    try:
        yield
    except CannotStart as error:
        if not tell_of_stopped_run(county, began):
            tell_of_alerts(county, (Reason.of(error),))
        raise


def report_on(county: County, run: RunRecord) -> bool:
    """Tell of a run that this process has done itself, and hand over its report's path; False where
    faults of ours broke cases off."""
    tell_of(county, run)
    return hand_over(county, run)


def hand_over(county: County, run: RunRecord) -> bool:
    """The path of the report of a run that has been told of, also where another process has done
    it; False as above."""
    run = run_record(county, run.id)  # with what has become of it since it ended
    result(str(report_of(run, county.state / RUNS_FOLDER).page()))
    if run.shadow is not None:
        _say_compared(run.shadow)
    if run.faults:
        for language in Language:
            told = text("report.faults", language, count=run.faults)
            print(told, file=sys.stderr)
    return run.faults == 0


def _say_compared(shadow: ShadowInRun) -> None:
    """How a shadow run compares, in numbers."""
    if shadow.why_not is not None:
        for language in Language:
            why = shadow.why_not.in_words(language)
            print(text("shadow.not_compared", language, why=why), file=sys.stderr)
        return
    say(
        "shadow.compared",
        agreeing=str(shadow.agreeing),
        differing=str(shadow.differing),
        not_computed=str(shadow.not_computed),
        not_decided=str(shadow.not_decided),
        unreadable=str(shadow.unreadable),
    )


def door_logs() -> Path | None:
    """Where robocorp keeps the logs of our doors, a folder each; None outside a task."""
    own = get_output_dir()
    return own.parent if own is not None else None


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


def tell_plan(county: County, plan: Sequence[PlannedCase]) -> bool:
    """What a run would do: for people on the terminal, as JSON for the door's stdout."""
    print(plan_as_table(plan, county.name, county.language), file=sys.stderr, flush=True)
    result(plan_as_json(plan, county.name, county.language))
    return True


def say(key: str, **values: str) -> None:
    """A text of ours on the terminal, in both languages."""
    for language in Language:
        print(text(key, language, **values), file=sys.stderr, flush=True)


def say_joined() -> None:
    """That a nightly run is on, and that this process works with it."""
    say("running.joined")


def result(written: str) -> None:
    """The task's result, for the door's stdout."""
    file = os.environ.get(RESULT_SETTING)
    if file:
        Path(file).write_text(written + "\n", "utf-8")
    else:
        print(written)
