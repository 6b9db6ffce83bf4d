"""Pauses of a source, and the circuit breaker: rows that all workers see.

A pause is begun by a person, by system failures in a row, or by an answer that refuses us or asks
for a person. While it is on, nobody asks. One of failures lets a single call try after its
back-off: an answer ends it, another failure doubles the back-off. One of refused credentials only
a person ends, since trying a bad password again may lock the account; one of a lost sign-in ends
with the next sign-in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, or_, select, update

from robots.casework.errors import BusinessError, SourceUnusable, TryAgain, WorkerError
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.journal import Event, note
from robots.traffic.errors import TrafficUnreachable
from robots.traffic.settings import Limit
from robots.traffic.store import pause_table, source_table

#: A trying call whose worker does not come back lets another one try after so long.
LONGEST_PROBE: Final = timedelta(minutes=10)
#: Clocks of a county's machines differ by no more; one that does was set meanwhile.
CLOCKS_DIFFER: Final = timedelta(minutes=1)
#: Whoever ends or begins a pause that no person did.
WORKER: Final = ""


class Kind(StrEnum):
    """Why a source is paused."""

    PERSON = "person"
    """Somebody paused it by the door, and resumes it."""
    FAILURES = "failures"
    """It did not answer several times in a row; it is tried again by itself."""
    UNUSABLE = "unusable"
    """It says what no other case's call would change; it is tried again by itself, too."""
    REFUSED = "refused"
    """It refuses our credentials; only a person resumes it."""
    SIGN_IN = "sign_in"
    """Nobody is signed in; the next sign-in resumes it."""

    @property
    def tries_by_itself(self) -> bool:
        """Whether a single call tries it after a back-off."""
        return self in (Kind.FAILURES, Kind.UNUSABLE)


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause of one source."""

    source: Source
    kind: Kind
    since: datetime
    until: datetime | None
    """When it is tried again; None where that is for a person to say."""
    why: Reason
    by: str
    """The user who paused it; empty where the worker did."""
    over_at: datetime | None = None
    """None while it is on."""
    over_by: str = ""
    """The user who resumed it; empty where the worker did."""


class Pauses:
    """The pauses within a transaction on the source."""

    def __init__(self, connection: Connection, source: Source, limit: Limit) -> None:
        self._connection = connection
        self._source = source
        self._limit = limit

    def current(self) -> Pause | None:
        """The pause that is on."""
        row = self._row()
        return None if row is None else _pause(row)

    def may_try(self, at: datetime) -> bool:
        """Whether one call may try the paused source now: its back-off is over, and no other call
        is trying it."""
        row = self._row()
        return (
            row is not None
            and Kind(row.kind).tries_by_itself
            and not _is_within(row.until, timedelta(seconds=row.seconds), at)
            and not self.is_tried(at)
        )

    def begin_try(self, at: datetime) -> None:
        """This call tries it; it tells of its end by :meth:`answered`, :meth:`failed`,
        :meth:`unusable` or :meth:`gave_up` (:meth:`heard` knows which)."""
        self._change(probe_until=_seconds(at + LONGEST_PROBE))

    def is_tried(self, at: datetime) -> bool:
        """Whether a call is trying the paused source at this moment."""
        row = self._row()
        return row is not None and _is_within(row.probe_until, LONGEST_PROBE, at)

    def gave_up(self) -> None:
        """The call that was to try has not been made: another one may."""
        self._change(probe_until=None)

    def heard(
        self,
        error: WorkerError | None,
        case_id: str,
        at: datetime,
        *,
        was_trying: bool,
        by_sign_in: bool,
    ) -> None:
        """A call has ended; only what it says of the source as a system counts, and a refusal of
        one case's request is an answer.

        The client's own papers are no such system: a paper that cannot be read says nothing of the
        next client's, so that nothing but a person ever pauses their reading.
        """
        if self._source is Source.DOCUMENTS:
            return
        if error is None or isinstance(error, BusinessError):
            self.answered(at, was_trying=was_trying)
        elif isinstance(error, SourceUnusable):
            self.unusable(error, at, was_trying=was_trying, by_sign_in=by_sign_in)
        elif isinstance(error, TryAgain) and not isinstance(error, TrafficUnreachable):
            self.failed(error, case_id, at, was_trying=was_trying)
        elif was_trying:
            self.gave_up()

    def answered(self, at: datetime, *, was_trying: bool) -> None:
        """The source has answered, whatever it said."""
        if was_trying:
            self.end(at, WORKER)
        elif self._row() is None and self._failed():
            self._set_failed([])

    def failed(self, error: WorkerError, case_id: str, at: datetime, *, was_trying: bool) -> None:
        """A call of the case has failed. The same case again is no further failure in a row."""
        if was_trying:
            self._try_later(Reason.of(error), at)
        elif self._row() is None:
            failed = self._failed()
            if case_id not in failed:
                failed.append(case_id)
            self._set_failed(failed)
            if len(failed) >= self._limit.failures:
                self._begin(Kind.FAILURES, Reason.of(error), at)

    def unusable(
        self, error: SourceUnusable, at: datetime, *, was_trying: bool, by_sign_in: bool
    ) -> None:
        """The source has said that nobody may ask it before somebody has acted.

        Args:
            by_sign_in: whether a person's next sign-in will be noticed.
        """
        row = self._row()
        if row is not None and not (was_trying or Kind(row.kind).tries_by_itself):
            return  # another call has told it, or a person has paused the source meanwhile
        if error.refuses_us:
            self._begin(Kind.REFUSED, Reason.of(error), at)
        elif error.waits_for_sign_in and by_sign_in:
            self._begin(Kind.SIGN_IN, Reason.of(error), at)
        elif row is not None:
            self._try_later(Reason.of(error), at)
        else:
            self._begin(Kind.UNUSABLE, Reason.of(error), at)

    def begin_by_person(self, by: str, why: Reason, at: datetime) -> None:
        """Somebody pauses the source; a pause that was on ends with it."""
        self._begin(Kind.PERSON, why, at, by)

    def end(self, at: datetime, by: str) -> Pause | None:
        """End the pause that is on; None where there was none."""
        ended = self.current()
        if ended is not None:
            note(Event.SOURCE_RESUMED, source=self._source.value, requested_by=by)
        self._change(over_at=_seconds(at), over_by=by, probe_until=None)
        self._set_failed([])
        return ended

    def try_now(self, at: datetime) -> None:
        """Let one call try a source that fails, without waiting for its back-off."""
        row = self._row()
        if row is not None and Kind(row.kind).tries_by_itself:
            self._change(until=_seconds(at), probe_until=None)

    def between(self, since: datetime, until: datetime) -> Sequence[Pause]:
        """The pauses that were on at any moment of that time, the oldest first."""
        table = pause_table.c
        wanted = (
            select(pause_table)
            .where(table.source == self._source.value, table.since <= _seconds(until))
            .where(or_(table.over_at.is_(None), table.over_at >= _seconds(since)))
            .order_by(table.since, table.id)
        )
        return [_pause(row) for row in self._connection.execute(wanted)]

    def _try_later(self, why: Reason, at: datetime) -> None:
        row = self._row()
        if row is None or not Kind(row.kind).tries_by_itself:
            return  # a person has ended it, or paused the source, while it was tried
        seconds = min(2 * row.seconds, self._limit.longest_pause_seconds)
        self._change(
            until=_seconds(at) + seconds, seconds=seconds, probe_until=None, why=_written(why)
        )

    def _begin(self, kind: Kind, why: Reason, at: datetime, by: str = WORKER) -> None:
        note(
            Event.SOURCE_PAUSED,
            source=self._source.value,
            kind=kind.value,
            reason=why.code,
            requested_by=by,
        )
        seconds = float(self._limit.pause_seconds) if kind.tries_by_itself else 0.0
        self._change(over_at=_seconds(at), over_by=by, probe_until=None)
        self._connection.execute(
            insert(pause_table).values(
                source=self._source.value,
                kind=kind.value,
                since=_seconds(at),
                until=_seconds(at) + seconds if kind.tries_by_itself else None,
                seconds=seconds,
                by=by,
                why=_written(why),
            )
        )

    def _row(self) -> Row[Any] | None:
        table = pause_table.c
        wanted = select(pause_table).where(
            table.source == self._source.value, table.over_at.is_(None)
        )
        return self._connection.execute(wanted).first()

    def _change(self, **values: object) -> None:
        """Change the pause that is on, if there is one."""
        table = pause_table.c
        here = (table.source == self._source.value) & table.over_at.is_(None)
        self._connection.execute(update(pause_table).where(here).values(**values))

    def _failed(self) -> list[str]:
        wanted = select(source_table.c.failed).where(source_table.c.name == self._source.value)
        failed: list[str] = json.loads(self._connection.execute(wanted).scalar_one())
        return failed

    def _set_failed(self, failed: list[str]) -> None:
        self._connection.execute(
            update(source_table)
            .where(source_table.c.name == self._source.value)
            .values(failed=json.dumps(failed))
        )


def _pause(row: Row[Any]) -> Pause:
    why: Mapping[str, Any] = json.loads(row.why)
    return Pause(
        source=Source(row.source),
        kind=Kind(row.kind),
        since=_moment(row.since),
        until=None if row.until is None else _moment(row.until),
        why=Reason(why["code"], why["values"]),
        by=row.by,
        over_at=None if row.over_at is None else _moment(row.over_at),
        over_by=row.over_by,
    )


def _is_within(until: float | None, length: timedelta, at: datetime) -> bool:
    """Whether it is still on at that moment, having begun so long before its end. A clock that was
    set back to before its beginning must not make it longer: then it is over."""
    if until is None:
        return False
    return _moment(until) - length - CLOCKS_DIFFER <= at < _moment(until)


def _written(why: Reason) -> str:
    return json.dumps({"code": why.code, "values": dict(why.values)})


def _seconds(at: datetime) -> float:
    return at.timestamp()


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
