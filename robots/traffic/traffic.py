"""Who may ask which source when: one county's limits, hours and pauses, over all its workers.

A call is begun with :meth:`Traffic.begin`, which waits for its place and its slot; within it, each
request that leaves goes through :meth:`Traffic.request`, so that a second attempt takes a slot of
its own::

    call = traffic.begin(source, case_id, urgent=False)
    if not isinstance(call, NotNow):
        with call:
            answer = …            # its requests go through traffic.request(source)
            call.ended(None)      # or the error: what counts towards a pause
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import URL, delete, select

from robots.casework.errors import WorkerError
from robots.casework.protocols import Clock
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.traffic import places
from robots.traffic.call import Call, NotNow, call_under_way
from robots.traffic.errors import TrafficUnreachable
from robots.traffic.patience import again_when_cut_off
from robots.traffic.pauses import Pause, Pauses
from robots.traffic.places import InWork, Place
from robots.traffic.refusals import Refusals
from robots.traffic.run_end import begin_run, end_run, forget_run, run_ends_at
from robots.traffic.settings import Limit
from robots.traffic.slots import Slots
from robots.traffic.store import Store, pause_table

#: Seconds; whoever waits looks again at least so often: an officer or a pause may have come.
_LOOK_AGAIN: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Taken:
    """Place and slot are taken; ``is_trying``: for the one call that tries a paused source."""

    is_trying: bool


@dataclass(frozen=True, slots=True)
class _Wait:
    """Nothing is taken yet."""

    seconds: float
    """After which to try again."""
    places: Sequence[Place] = ()
    """The others', where they have all there are."""


class Traffic:
    """The traffic of one county; safe for threads, and the same for all its processes."""

    def __init__(
        self,
        database: URL,
        limits: Mapping[Source, Limit],
        *,
        clock: Clock,
        now: Callable[[], float],
        sleep: Callable[[float], None],
        new_id: Callable[[], str],
        signed_in_at: Mapping[Source, Callable[[], datetime | None]] | None = None,
    ) -> None:
        """
        Args:
            clock: for hours and pauses.
            now: seconds of a clock that this machine's processes share and nobody sets.
            signed_in_at: when the session that is there now was signed in to, of the sources that
                a person signs in to.
        """
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._new_id = new_id
        self._signed_in_at = signed_in_at or {}
        self._store = Store(database)
        self._slots = Slots(self._store, now)
        self._refusals = Refusals(limits, self._signed_in_at)

    # Calls

    def begin(
        self,
        source: Source,
        case_id: str,
        *,
        urgent: bool,
        call_id: str = "",
        in_work: InWork = places.all_are,
    ) -> Call | NotNow:
        """Leave for one call, as soon as there are a place and a slot for it; whoever gets it makes
        it now.

        Args:
            case_id: whose call it is.
            urgent: an officer waits for it: it goes before the nightly's, also after its end.
            call_id: the same when the call is taken over from a worker that was killed; empty where
                nobody will.
            in_work: tells which calls are, so that no place stays a killed worker's.

        Raises:
            TrafficUnreachable: nobody may ask.
        """
        slot, has_waited, waited, asks_at = self._new_id(), False, 0.0, 0.0
        place = Place(call_id or slot, slot)
        while True:
            taken = self._take(source, place, slot, urgent=urgent)
            if isinstance(taken, NotNow):
                return taken
            if isinstance(taken, _Taken):
                return Call(self.settle, source, slot, case_id, urgent, taken.is_trying, has_waited)
            has_waited = True
            if taken.places and waited >= asks_at:
                asks_at = waited + places.ASK_AGAIN
                if self._forget(taken.places, in_work):
                    continue
            self._sleep(seconds := min(taken.seconds, _LOOK_AGAIN))
            waited += seconds

    @again_when_cut_off
    def forget_gone(self, in_work: InWork) -> None:
        """Forget the calls that killed workers had under way and that nobody has in work now."""
        if self._store.exists:
            with self._store.transaction() as connection:
                taken = places.all_taken(connection)
            self._forget(taken, in_work)

    @contextmanager
    def request(self, source: Source) -> Iterator[None]:
        """Around each request that leaves: it goes on the call's own slot, or waits for another.

        Raises:
            TrafficUnreachable: it must not leave.
        """
        a_minute = self._limits[source].a_minute
        if a_minute is None:
            yield
            return
        call = call_under_way()
        slot = call.unused_slot(source) if call is not None else None
        if slot is None:
            slot = self._wait_for_slot(source, a_minute, call)
        try:
            yield
        finally:
            # Where it cannot be told, the call counts for some seconds less than a minute more.
            with suppress(TrafficUnreachable), self._store.transaction() as connection:
                self._slots.over(connection, slot)

    @again_when_cut_off
    def why_not(self, source: Source, *, urgent: bool, may_be_tried: bool = True) -> NotNow | None:
        """Why the source must not be asked at this moment; no slot is taken.

        Args:
            may_be_tried: whether a paused source that one call may try is none of those.
        """
        if not self._store.exists:
            return self._refusals.closed(source, self._clock())
        with self._store.transaction(source) as connection:
            return self._refusals.of(
                connection, source, self._clock(), urgent=urgent, may_be_tried=may_be_tried
            )

    # Pauses

    def pause(self, source: Source, by: str, reason: str) -> Pause:
        """Hold the source back from all workers, until somebody resumes it."""
        with self._of(source) as pauses:
            why = Reason("source_paused_by_person", {"reason": reason or "–"})
            pauses.begin_by_person(by, why, self._clock())
            begun = pauses.current()
        assert begun is not None  # it has just been begun
        return begun

    def resume(self, source: Source, by: str) -> Pause | None:
        """Let the source be asked again; the pause that was on, None where there was none."""
        with self._of(source) as pauses:
            return pauses.end(self._clock(), by)

    def paused(self) -> Sequence[Pause]:
        """The pauses that are on now."""
        if not self._store.exists:
            return []
        found = []
        for source in Source:
            with self._of(source) as pauses:
                found.append(pauses.current())
        return [pause for pause in found if pause is not None]

    def pauses_between(self, since: datetime, until: datetime) -> Sequence[Pause]:
        """The pauses that were on at any moment of that time."""
        if not self._store.exists:
            return []
        found: list[Pause] = []
        for source in Source:
            with self._of(source) as pauses:
                found += pauses.between(since, until)
        return sorted(found, key=lambda pause: (pause.since, pause.source))

    # The run

    def run_begins(self, ends_at: datetime | None) -> datetime | None:
        """A nightly run begins; after its end none of its cases asks anybody any more, until the
        next one. A source that failed before it is tried again at once, by one call.

        Returns:
            When it ends: as given, unless a run that is on (or was killed) still has its end before
            it, which then holds for this one, too.
        """
        for source in Source:
            with self._of(source) as pauses:
                pauses.try_now(self._clock())
        with self._store.transaction() as connection:
            return begin_run(connection, ends_at, self._clock())

    def run_ended(self, *, is_done: bool = True) -> None:
        """The run has done all it had to do: its end is nobody's any more. Where its time was over
        (``is_done`` False), what it has left begins no earlier than the next run."""
        with self._store.transaction() as connection:
            forget_run(connection) if is_done else end_run(connection, self._clock())

    @again_when_cut_off
    def is_run_over(self) -> bool:
        """Whether what belongs to the night must wait for the next run."""
        if not self._store.exists:
            return False
        with self._store.transaction() as connection:
            ends = run_ends_at(connection)
            return ends is not None and self._clock() >= ends

    def pauses_over_at(self) -> list[datetime]:
        """When each pause that is over ended."""
        if not self._store.exists:
            return []
        over = pause_table.c.over_at
        with self._store.transaction() as connection:
            found = connection.execute(select(over).where(over.is_not(None))).scalars()
            return [datetime.fromtimestamp(one, UTC) for one in found]

    def forget_pauses_over_before(self, moment: datetime) -> None:
        """Destroy the pauses that ended before the moment."""
        if self._store.exists:
            with self._store.transaction() as connection:
                over = pause_table.c.over_at < moment.timestamp()
                connection.execute(delete(pause_table).where(over))

    def close(self) -> None:
        """Close the connections to the database."""
        self._store.close()

    # What a call tells of its end

    @again_when_cut_off
    def settle(self, call: Call, error: WorkerError | None, is_known: bool) -> None:
        """What became of a call; its place is free, and a slot that no request used."""
        slot = call.unused_slot(call.source)
        at, source = self._clock(), call.source
        with self._store.transaction(source) as connection:
            places.leave(connection, call.holder)
            if slot is not None:
                self._slots.give_back(connection, slot)
            pauses = Pauses(connection, source, self._limits[source])
            if is_known:
                by_sign_in = source in self._signed_in_at
                trying = call.is_trying
                pauses.heard(error, call.case_id, at, was_trying=trying, by_sign_in=by_sign_in)
            elif call.is_trying:
                pauses.gave_up()

    # ---

    @contextmanager
    def _of(self, source: Source) -> Iterator[Pauses]:
        with self._store.transaction(source) as connection:
            yield Pauses(connection, source, self._limits[source])

    @again_when_cut_off
    def _take(
        self, source: Source, place: Place, slot: str, *, urgent: bool
    ) -> _Taken | NotNow | _Wait:
        """Both place and slot, or neither."""
        limit = self._limits[source]
        with self._store.transaction(source) as connection:
            at = self._clock()
            refused = self._refusals.of(connection, source, at, urgent=urgent)
            if refused is not None:
                self._slots.give_back(connection, slot)
                places.forget(connection, place.call)
                return refused
            others = places.taken_by_others(connection, source, place.call)
            free = limit.at_once - len(others)
            wait = self._slots.take(
                connection, source, limit.a_minute, slot, urgent=urgent, places=free
            )
            if wait > 0:
                return _Wait(wait, others if free < 1 else ())
            places.take(connection, source, place)
            pauses = Pauses(connection, source, self._limits[source])
            is_trying = pauses.current() is not None
            if is_trying:
                pauses.begin_try(at)
            return _Taken(is_trying)

    @again_when_cut_off
    def _forget(self, taken: Sequence[Place], in_work: InWork) -> bool:
        """Whether any of the places was nobody's any more, and is free now."""
        if not taken:
            return False
        working = set(in_work([place.call for place in taken]))
        gone = [place.holder for place in taken if place.call not in working]
        if gone:
            with self._store.transaction() as connection:
                places.leave(connection, *gone)
        return bool(gone)

    def _wait_for_slot(self, source: Source, a_minute: int, call: Call | None) -> str:
        """For a further request of a call; or for one without a call, which is nobody's place."""
        slot, urgent = self._new_id(), call is not None and call.urgent
        places = None if call is not None and call.source is source else 1
        while True:
            with self._store.transaction(source) as connection:
                wait = self._slots.take(
                    connection, source, a_minute, slot, urgent=urgent, places=places
                )
            if wait <= 0:
                return slot
            self._sleep(min(wait, _LOOK_AGAIN))
