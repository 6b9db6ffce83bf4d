"""When a page has come: some of it may be loaded by a script, later than the page itself."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from robots.kela.errors import NoAnswer, PageNotRecognised
from robots.kela.page_map import PageMap
from robots.kela.pages import Page
from robots.kela.recognition import is_other
from robots.kela.snapshot import Snapshot

#: Between two looks at a page that has not come whole.
LOOK_SECONDS: Final = 0.05


class Next(Enum):
    """What to do after a look at a page."""

    TAKE = auto()
    WAIT = auto()
    CLOSE_MESSAGE_BOX = auto()
    LOOK_AGAIN = auto()
    """After the map's time to settle: a list that is still coming may look empty."""


class Arrival:
    """Judges the looks at one page until it may be taken as it is.

    A page that says that it is loading is waited for as long as any answer. Where it does not say
    so, what is missing is waited for as long as the page map has patience, and then missed; and a
    list that says that it is empty must say so a while later, too.
    """

    def __init__(self, kind: type[Page], page_map: PageMap, wait_ms: int) -> None:
        self._kind = kind
        self._map = page_map
        self._wait_ms = wait_ms
        self._has_closed_box = False
        self._is_confirmed = False

    def next(self, seen: Snapshot, waited_ms: float) -> Next:
        """What to do now.

        Raises:
            NoAnswer: the page is loading and loading.
            PageNotRecognised: something that is not the known message lies over the page.
        """
        arriving = self._map.arriving
        if seen.boxes:
            if self._has_closed_box or seen.boxes != (self._map.message_box.name,):
                raise PageNotRecognised(page=self._kind.name, part="message_box")
            self._has_closed_box = True
            return Next.CLOSE_MESSAGE_BOX
        if seen.busy or arriving.sign in seen.sentences:
            if waited_ms >= self._wait_ms:
                raise NoAnswer()
            return Next.WAIT
        page = self._kind(self._map, seen)
        if waited_ms < arriving.patience_ms and self._lacks_something(page, seen):
            return Next.WAIT
        if page.is_here and page.says_nothing and arriving.settle_ms and not self._is_confirmed:
            self._is_confirmed = True
            return Next.LOOK_AGAIN
        return Next.TAKE

    def _lacks_something(self, page: Page, seen: Snapshot) -> bool:
        if page.is_here:
            return not page.is_whole
        return not is_other(self._kind, self._map, seen)
