"""DBOS over one county's database: one worker, that does cases and calls until it is ended.

Rules that this follows were measured with dbos 3.4.0: a fixed application version, or queued cases
strand after an upgrade; an executor of its own for each process, or two repeat a running query; no
low cap on the cases' own queue, or one slow authority blocks everything; nothing of a queue but its
limits is set here, or a second worker would undo what people have decided meanwhile.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Collection
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import sqlalchemy as sa
from dbos import DBOS
from dbos._error import DBOSWorkflowCancelledError
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from robots.casework.errors import CannotStart
from robots.casework.words import Source
from robots.county import County
from robots.determination import way
from robots.determination.case_queue import (
    APPLICATION,
    CASES,
    REQUESTED,
    STORED_FORM,
    CaseQueue,
    asked_for,
)
from robots.determination.checkpoints import EncryptedJson
from robots.determination.in_work import calls_in_work
from robots.determination.orders import Orders
from robots.determination.presence import Presence, presence_at, stop_at_once
from robots.determination.queue_trouble import (
    QueueNotWritable,
    the_trouble_itself,
    trouble_of,
    watch,
)
from robots.determination.rescue import Rescue
from robots.determination.tables import only_one_makes_tables
from robots.determination.work import CaseWork
from robots.traffic import TrafficUnreachable

if TYPE_CHECKING:
    from dbos import DBOSConfig

#: How often a worker looks into a queue. Each look takes some milliseconds of the processor,
#: of every worker and for every queue: the night's cases can wait a little between their calls.
SELDOM_SECONDS: Final = 0.6
#: Where an officer waits for a case to begin; and at Kela, where a visit takes many seconds and a
#: place at which nobody looks is empty.
SOON_SECONDS: Final = 0.2
#: SQLite tells nobody that a message has come: every waiting case is looked up by itself.
LOOK_FOR_MESSAGES_SECONDS: Final = 0.3
#: PostgreSQL tells; but what it tells while a connection is broken nobody hears.
LOOK_FOR_UNTOLD_SECONDS: Final = 10.0
#: So long a step in work is waited for before the browser is closed under it.
LONGEST_STEP_SECONDS: Final = 60
CONNECTIONS: Final = 10
#: So long a thread may keep the interpreter from the others. The browser's needs it often and
#: shortly: at Python's own 5 ms it waited most of a page's time.
SWITCH_SECONDS: Final = 0.001
SILENT_TRANSACTION_SECONDS: Final = 10


class Engine:
    """One worker of a county; leaving it finishes the calls in flight and leaves the rest, to be
    gone on with later or by another worker.

    Attributes:
        queue: what waits and what has ended, over all workers.
        orders: what the workers have been told.
        presence: which workers live.
    """

    def __init__(
        self,
        county: County,
        *,
        on_lost: Callable[[], None] = stop_at_once,
        sees_requests_after: float = SOON_SECONDS,
    ) -> None:
        """
        Args:
            on_lost: called when others may believe this worker gone: it must ask nobody.
            sees_requests_after: how often it looks for officers' requests, in seconds; the worker
                that begins last says it for all.
        """
        self._county = county
        self._work = CaseWork(county, self._asked_for, self._in_work)
        self._on_lost = on_lost
        self._sees_requests_after = sees_requests_after
        self._closing = ExitStack()
        self._has_ended = False

    def __enter__(self) -> Self:
        """Begin to work.

        Raises:
            QueueKeyWrong: the database was written with another key than the vault's.
            QueueNotWritable: its disk is full, read-only or broken.
            DatabaseUnreachable, DatabaseTooOld: PostgreSQL does not serve.
        """
        with ExitStack() as closing:
            with only_one_makes_tables(self._county.database, self._county.state):
                self.orders = closing.enter_context(Orders(self._county.database))
                serializer = EncryptedJson(self._county.queue_keys)
                self.orders.check_key(serializer)
                self._stops_seen = self.orders.last_stop()
                self.presence: Presence = presence_at(self._county.database, self._county.state)
                closing.callback(self.presence.end)
                self.presence.begin(self._on_lost)
                self._county.make_sure = self._make_sure
                closing.callback(self._leave_to_others)
                closing.callback(self._destroy)
                self._launch(serializer)
            self.queue = closing.enter_context(CaseQueue(self._county))
            rescue = Rescue(self.presence)
            closing.callback(rescue.end)
            rescue.begin()
            with suppress(TrafficUnreachable):  # it is only cleared up, and can be later
                self._county.traffic.forget_gone(self._in_work)
            closing.callback(self.close_gate)
            gc.freeze()  # what is loaded by now stays to the end: it need not be looked at again
            sys.setswitchinterval(SWITCH_SECONDS)
            self._closing = closing.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.close()

    def close_gate(self) -> None:
        """Take no more work, and wait for the steps in flight. What waits, stays in the queue."""
        for event in self._dbos.background_thread_stop_events:
            event.set()  # as the engine itself does first, when it is destroyed
        self._has_ended = self._work.gate.close(LONGEST_STEP_SECONDS)

    @property
    def stopped_by(self) -> CannotStart | None:
        """What kept this worker from asking anybody any more."""
        return self._work.asking.stopped_by

    def is_told_to_stop(self) -> bool:
        """Whether somebody has asked the county's workers to end since this one began, or the
        system has asked this one; or whether it cannot remember any more what it does."""
        if isinstance(self.stopped_by, QueueNotWritable):
            return True
        return self._county.told_to_end.is_set() or self.orders.last_stop() > self._stops_seen

    def _cannot_remember(self, trouble: QueueNotWritable) -> BaseException:
        """A workflow is left as it is, as one that somebody else has taken out: the engine would
        remember it as failed otherwise, and the night would be told of a case that goes on."""
        self._work.asking.stopped_by = trouble
        return DBOSWorkflowCancelledError(trouble.code) if DBOS.workflow_id else trouble

    def _asked_for(self) -> frozenset[str]:
        return asked_for(self._dbos._sys_db)

    def _in_work(self, calls: Collection[str]) -> Collection[str]:
        return calls_in_work(calls, self.presence.alive)

    def _make_sure(self) -> None:
        if not self.presence.is_sure():
            self._on_lost()

    def _launch(self, serializer: EncryptedJson) -> None:
        database = self._county.database
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": database.render_as_string(hide_password=False),
            "executor_id": self.presence.worker,
            "application_version": STORED_FORM,
            "serializer": serializer,
            "console_log_level": "ERROR",
            "notification_listener_polling_interval_sec": LOOK_FOR_MESSAGES_SECONDS,
        }
        if database.get_backend_name() != "sqlite":
            config["sys_db_pool_size"] = CONNECTIONS
            # A machine that has fallen silent in a transaction must not keep the others waiting.
            config["sys_db_idle_transaction_timeout_sec"] = SILENT_TRANSACTION_SECONDS
        way.use(self._work)
        self._dbos = DBOS(config=config)
        DBOS.listen_queues([REQUESTED, CASES, *(source.value for source in Source)])
        end_watch = watch(sa.Engine, the_trouble_itself)  # it makes its own while it is launched
        try:
            DBOS.launch()
        except OperationalError as error:
            raise trouble_of(error) from None
        finally:
            end_watch()
        watch(self._dbos._sys_db.engine, self._cannot_remember)
        # A setting that it has no name for: a minute of its own.
        self._dbos._sys_db._notification_fallback_polling_interval = LOOK_FOR_UNTOLD_SECONDS
        settings = self._county.settings
        for queue, every in ((REQUESTED, self._sees_requests_after), (CASES, SELDOM_SECONDS)):
            DBOS.register_queue(
                queue,
                worker_concurrency=settings.run.cases_at_once,
                polling_interval_sec=every,
                on_conflict="always_update",
            )
        for source in Source:
            DBOS.register_queue(
                source.value,
                worker_concurrency=self._at_once_here(source),
                global_concurrency=settings.limits[source].at_once,
                polling_interval_sec=SOON_SECONDS if source is Source.KELA else SELDOM_SECONDS,
                on_conflict="always_update",
            )

    def _at_once_here(self, source: Source) -> int | None:
        """So many calls this worker can have under way itself: more would wait for one of its
        browser's pages, while another worker has one that is free."""
        kela = self._county.settings.interfaces.kela
        return kela.pages_at_once if source is Source.KELA and kela is not None else None

    def _leave_to_others(self) -> None:
        """After the end of everything here: nobody needs to wait until this worker counts as gone.
        Where the database does not take it, they wait."""
        if self._has_ended and self.presence.comes_back_seconds:
            with suppress(SQLAlchemyError, CannotStart), CaseQueue(self._county) as queue:
                queue.leave(self.presence.worker)

    def _destroy(self) -> None:
        DBOS.destroy(workflow_completion_timeout_sec=0)
        way.use(None)
