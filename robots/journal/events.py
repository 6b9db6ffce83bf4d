"""The events that the journal knows, and what may be told of one."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Event(StrEnum):
    """What happened; machines search for these names, so they are added to, never changed."""

    RUN_BEGUN = "run_begun"
    RUN_ENDED = "run_ended"
    STOP_ASKED = "stop_asked"
    CASE_BEGUN = "case_begun"
    CASE_ENDED = "case_ended"
    CALL_BEGUN = "call_begun"
    CALL_ENDED = "call_ended"
    SOURCE_PAUSED = "source_paused"
    SOURCE_RESUMED = "source_resumed"
    DELIVERED = "delivered"
    TAKEN_OVER = "taken_over"
    """A worker went on with the cases of one that is gone."""
    MAIL_SENT = "mail_sent"
    MAIL_NOT_SENT = "mail_not_sent"
    LEFT_UNDONE = "left_undone"
    """A case has ended, and something of that could not be written down: the next run does it."""
    ALERT = "alert"
    PURGED = "purged"
    """What had been kept its time was destroyed; ``count`` things, and of ``failed`` places it is
    not proven."""
    EVENTS_LOST = "events_lost"
    """The journal could not be written for a while: a full disk, a share that was gone."""


#: What wakes somebody up; all other events are plain news.
WARNINGS: Final = frozenset(
    {
        Event.SOURCE_PAUSED,
        Event.MAIL_NOT_SENT,
        Event.LEFT_UNDONE,
        Event.ALERT,
        Event.EVENTS_LOST,
    }
)

#: The only things told: ids, words of ours, counts, durations. No text that a person wrote.
FIELDS: Final = frozenset(
    {
        "run",
        "case",
        "attempt",
        "kind",
        "role",
        "source",
        "call",
        "state",
        "outcome",
        "reason",
        "version",
        "questions",
        "requested_by",
        "worker",
        "until",
        "cases",
        "ready",
        "waiting",
        "failed",
        "calls",
        "retries",
        "recipients",
        "count",
        "seconds",
    }
)
