"""The drop folder, looked after by a worker or a nightly run while it works.

One process of the county's at a time does it. It never ends the work that goes on beside it: what
goes wrong with one request is its answer, and a folder that is away is looked for again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from robots.casework.closed_after import ClosedAfter
from robots.casework.errors import ApplicationError, WorkerError
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.county import County
from robots.county.attendance import DropFolderSettings
from robots.determination import Request, RunRecord, where
from robots.determination.case_queue import CaseQueue
from robots.determination.due import requested_attempt
from robots.determination.duty import REQUESTS, Duty
from robots.determination.engine import Engine
from robots.determination.one_run import OneRun, Progress
from robots.determination.orders import Orders
from robots.determination.record import RunKind
from robots.journal import Event, note
from robots.requests.drop_folder import DropFolder, Dropped
from robots.requests.reply import in_work, refusal, reply, waiting

#: After so long a request is tried again that could not be taken up.
TRY_AGAIN_SECONDS: Final = 30.0
_AT_ONCE: Final = float("-inf")


class RequestBroken(ApplicationError):
    """A fault of ours kept a request from being taken up; ``where`` names the place."""

    code = "request_broken"


@dataclass(slots=True)
class _Begun:
    """A request whose case is in work, or whose last answer could not be written yet."""

    dropped: Dropped
    run: OneRun
    answer: Mapping[str, Any] = field(default_factory=dict)


class Serving(ClosedAfter):
    """Requests of one county's drop folder, from file to answer. Close it.

    Args:
        settings: the county's drop folder.
        progress: told of each case as it ends.
        told: takes the record of each request's run, for its report.
        seconds: of a clock that nobody sets: it tells when a request is tried again.
    """

    def __init__(
        self,
        county: County,
        settings: DropFolderSettings,
        progress: Progress,
        told: Callable[[RunRecord], object],
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._county = county
        self._folder = DropFolder(settings.folder, county.clock)
        self._progress = progress
        self._tell = told
        self._duty = Duty(REQUESTS)
        self._begun: dict[tuple[str, str], _Begun] = {}
        self._seconds = seconds
        self._not_before: dict[tuple[str, str], float] = {}
        self._trouble = ""
        self._closing = ExitStack()
        self._queue: CaseQueue | None = None
        self._orders: Orders | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a request that was taken up has not got its last answer."""
        return bool(self._begun)

    def look(self, engine: Engine) -> bool:
        """Take up what is new and answer what has ended; False, since it is never a reason to end
        the work."""
        if not self._duty.is_mine(engine):
            return False
        try:
            self._take_up_new()
            self._answer_ended()
        except WorkerError as error:
            self._say(Reason.of(error))
        except Exception as error:  # the work beside it goes on, and the next look may do it
            self._say(Reason("way_broken", {"where": where(error)}))
        else:
            self._trouble = ""
        return False

    def close(self) -> None:
        """Leave what has not ended to the next one."""
        self._closing.close()

    def _take_up_new(self) -> None:
        for dropped in self._folder.requests():
            key = (dropped.file.name, dropped.sha256)
            if key in self._begun or self._seconds() < self._not_before.get(key, _AT_ONCE):
                continue
            case_id = dropped.asked.case
            try:
                self._take_up(dropped)
            except ApplicationError as trouble:
                self._let_wait(dropped, trouble)
            except WorkerError as refused:
                self._folder.answer(dropped, refusal(case_id, refused, self._county.clock()))
            except Exception as fault:
                self._let_wait(dropped, RequestBroken(where=where(fault)))

    def _take_up(self, dropped: Dropped) -> None:
        """The answer names the attempt before it is put into the queue: whoever goes on after a
        crash joins that one, and makes no other."""
        county, asked = self._county, dropped.asked
        county.settings.access.end_user(asked.requested_by)
        queue, orders = self._hands()
        attempt = dropped.attempt
        if not attempt:
            case = county.worklist.case(asked.case)
            request = Request(asked.requested_by, asked.reason)
            attempt = str(requested_attempt(county, case, request, queue.is_over))
            self._folder.answer(dropped, in_work(asked.case, attempt, county.clock()))
        run = OneRun(county, queue, orders, self._progress, RunKind.CASE, asked.requested_by)
        run.begin([attempt], [], is_requested=True)
        self._begun[dropped.file.name, dropped.sha256] = _Begun(dropped, run)

    def _answer_ended(self) -> None:
        for key, begun in list(self._begun.items()):
            if not begun.answer:
                begun.run.wait(_only_look)
                if begun.run.waiting:
                    continue
                record = begun.run.end(left_alone=0)
                begun.answer = reply(self._county, record.cases[0], self._county.clock())
                self._tell(record)
            if begun.dropped.file.exists():  # else nobody waits for it any more
                self._folder.answer(begun.dropped, begun.answer)
            del self._begun[key]

    def _let_wait(self, dropped: Dropped, error: ApplicationError) -> None:
        key = (dropped.file.name, dropped.sha256)
        self._not_before[key] = self._seconds() + TRY_AGAIN_SECONDS
        if not dropped.is_waiting:
            said = waiting(dropped.asked.case, error, self._county.clock())
            self._folder.answer(dropped, said)

    def _hands(self) -> tuple[CaseQueue, Orders]:
        if self._queue is None or self._orders is None:
            self._queue = self._closing.enter_context(CaseQueue(self._county))
            self._orders = self._closing.enter_context(Orders(self._county.database))
        return self._queue, self._orders

    def _say(self, trouble: Reason) -> None:
        """Once, until there is another trouble or none."""
        if trouble.code == self._trouble:
            return
        self._trouble = trouble.code
        note(Event.ALERT, reason=trouble.code)
        with suppress(OSError):
            for language in Language:
                print(trouble.in_words(language), file=sys.stderr)


def _only_look() -> bool:
    """A run's wait that looks once."""
    return True
