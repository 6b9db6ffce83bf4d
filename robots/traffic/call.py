"""Leave to make one call to a source, or why there is none at this moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar, Token
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from robots.casework.errors import WorkerError
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.traffic.errors import TrafficUnreachable
from robots.traffic.pauses import Kind

_under_way: ContextVar[Call | None] = ContextVar("call to a source", default=None)


def call_under_way() -> Call | None:
    """The call that this thread, or whoever began it, makes at this moment."""
    return _under_way.get()


@dataclass(frozen=True, slots=True)
class NotNow:
    """The source must not be asked at this moment."""

    source: Source
    reason: Reason
    kind: Kind | None = None
    """Of the pause; None where it is closed, or the run is over."""
    until: datetime | None = None
    """When it may be asked; None where nobody knows."""
    waits_until: datetime | None = None
    """The same, where it is waited for: the nightly run that is on ends later, or a call is trying
    the source at this moment."""
    is_tried: bool = False
    """Whether a call is trying the paused source at this moment."""
    is_run_over: bool = False
    """Whether it is not the source: the nightly run has ended, and its next one may ask."""


#: Takes what became of a call: the error, if there was one, and whether that is known at all.
Settle = Callable[["Call", WorkerError | None, bool], None]


class Call:
    """One call that may be made now; within it, its first request goes on the slot taken for it."""

    def __init__(
        self,
        settle: Settle,
        source: Source,
        slot: str,
        case_id: str,
        urgent: bool,
        is_trying: bool,
        has_waited: bool,
    ) -> None:
        self.source = source
        self.case_id = case_id
        self.urgent = urgent
        self.is_trying = is_trying
        """Whether it is the one that tries a paused source."""
        self.has_waited = has_waited
        """Whether it had to wait for its slot: what was looked at before may be another by now."""
        self._settle = settle
        self.holder = slot
        """The name under which it holds its place."""
        self._slot: str | None = slot
        self._told = False
        self._token: Token[Call | None] | None = None

    def unused_slot(self, source: Source) -> str | None:
        """The slot that was taken for the call, for its first request; None after that."""
        slot = self._slot if source is self.source else None
        if slot is not None:
            self._slot = None
        return slot

    def ended(self, error: WorkerError | None) -> None:
        """The source has answered, or what went wrong: this is what pauses it, or ends a pause."""
        self._told = True
        with suppress(TrafficUnreachable):  # the answer counts all the same: none asks twice
            self._settle(self, error, True)

    def __enter__(self) -> Self:
        self._token = _under_way.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._token is not None:
            _under_way.reset(self._token)
        if not self._told:
            with suppress(TrafficUnreachable):
                self._settle(self, None, False)
