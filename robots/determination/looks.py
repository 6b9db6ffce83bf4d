"""How often the workers look into their queues.

Each look takes three or four milliseconds of the processor, of every worker and for every queue:
five looks a second at each were a third of all that a worker used. The night's cases can wait a
little between their calls. While an officer waits, the sources' queues are looked at often.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from robots.casework.words import Source
from robots.determination.night import said

OFTEN_SECONDS: Final = 0.1
SELDOM_SECONDS: Final = 0.6
#: An officer's request is seen so soon.
REQUESTED_SECONDS: Final = 0.2
#: A visit to Kela takes many seconds, and while nobody looks its place is empty.
KELA_SECONDS: Final = 0.2
#: The queues that are looked at seldom.
PATIENT: Final = tuple(source for source in Source if source is not Source.KELA)


class Looks:
    """The looks at the sources' queues, as one worker asks for them.

    All workers look alike: when one's last officer has been served they look seldom again, also
    where another's waits, who then waits half a second longer for a call.

    Args:
        is_urgent: whether an officer waits for the attempt.
        look_every: lets all workers look at those queues so often, in seconds.
    """

    def __init__(
        self, is_urgent: Callable[[str], bool], look_every: Callable[[float], None]
    ) -> None:
        self._is_urgent = is_urgent
        self._look_every = look_every
        self._waiting = 0
        self._changing = asyncio.Lock()

    @asynccontextmanager
    async def often_for(self, attempt: str) -> AsyncIterator[None]:
        """Around the calls of an attempt."""
        if not await asyncio.to_thread(said, self._is_urgent, attempt):
            yield
            return
        await self._count(1)
        try:
            yield
        finally:
            await self._count(-1)

    async def _count(self, more: int) -> None:
        async with self._changing:
            before, self._waiting = self._waiting, self._waiting + more
            if bool(before) is not bool(self._waiting):
                seconds = OFTEN_SECONDS if self._waiting else SELDOM_SECONDS
                # Haste is no part of the case: a database that does not take it is told of by the
                # step that needs it.
                with suppress(SQLAlchemyError):
                    await asyncio.to_thread(self._look_every, seconds)
