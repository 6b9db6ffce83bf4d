"""Takes over the cases of a worker that has gone, takes up what its own has let fall, and begins
anew what an older program has left.

Every worker looks every five seconds, so that a machine that never comes back loses nothing and
holds nothing up for longer than a minute (see :mod:`robots.determination.presence` for when it
counts as gone). A case goes on from its last remembered step; a call that was in flight is made
again, all others are not.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from dbos import DBOS

from robots.determination.case_queue import LEFT, STORED_FORM, UNFINISHED
from robots.determination.dropped import Dropped
from robots.determination.presence import Presence
from robots.journal import Event, note

LOOK_EVERY_SECONDS: Final = 5.0


class Rescue:
    """Looks from time to time, in a thread of its own, until it is ended."""

    def __init__(self, presence: Presence, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock``: seconds."""
        self._presence = presence
        self._clock = clock
        self._dropped = Dropped(presence.worker, clock=clock)
        self._missed_since: dict[str, float] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="rescue", daemon=True)

    def begin(self) -> None:
        """The first look before anything else is done, the others every five seconds."""
        self.look()
        self._thread.start()

    def end(self) -> None:
        """No further look."""
        self._ending.set()

    def look(self) -> None:
        """Take over what the workers that have gone had in work, and what this one has dropped."""
        in_work = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        owners = {one.executor_id for one in in_work if one.executor_id}
        if gone := self._gone_for_good(owners - self._presence.alive()):
            note(Event.TAKEN_OVER, count=len(gone))
            DBOS._recover_pending_workflows(sorted(gone))  # it alone leaves them on their queues
        self._dropped.look(in_work)
        self._leave_older_forms()

    def _gone_for_good(self, missed: set[str]) -> set[str]:
        """Those that have been without their lock for longer than they may go on without it; what
        they left themselves when they ended is free at once."""
        now, longest = self._clock(), self._presence.comes_back_seconds
        self._missed_since = {one: self._missed_since.get(one, now) for one in missed}
        return {
            one
            for one, since in self._missed_since.items()
            if one == LEFT or now - since >= longest
        }

    def _leave_older_forms(self) -> None:
        """What an older program has left cannot be read by this one. Its cases are not lost: the
        case folder says that they have not ended, and what was answered lies there, so that the
        next run begins them anew and asks for nothing twice. A worker of the older program that
        still lives is let finish first."""
        older = [
            one
            for one in DBOS.list_workflows(status=UNFINISHED, load_input=False, load_output=False)
            if one.app_version != STORED_FORM
        ]
        if not older:
            return
        alive = self._presence.alive()
        if not any(one.status == "PENDING" and one.executor_id in alive for one in older):
            DBOS.cancel_workflows([one.workflow_id for one in older])

    def _go_on(self) -> None:
        while not self._ending.wait(LOOK_EVERY_SECONDS):
            try:
                self.look()
            except Exception as error:  # the next look may do it; the work goes on meanwhile
                with suppress(OSError):
                    print(f"rescue: {type(error).__name__}", file=sys.stderr)
