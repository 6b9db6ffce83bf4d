"""How a session begins: by an official who signed in, by the robot's own identity, or, on the
stand-in site alone, by a button. Strong identification is personal: it is never automated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from robots.kela.contexts import Contexts, Session
from robots.kela.errors import MandateNotOffered, NoAnswer, SessionExpired, SignInAwaited
from robots.kela.handover import SessionFile
from robots.kela.packages import RobotIdentity, robot_identity
from robots.kela.pages import MandatePage, SearchPage, SignInPage
from robots.kela.settings import KelaSettings, SignIn
from robots.kela.tab import Tab


class Beginning(Protocol):
    """One way for a session to begin and to end."""

    @property
    def can_renew(self) -> bool:
        """Whether a session that ended on the way can begin anew without a person."""

    async def begin(self, contexts: Contexts) -> Session:
        """A session that stands at the search."""

    def ended(self, session: Session) -> None:
        """The service has signed the session out."""


class ByButton:
    """The stand-in site's button."""

    can_renew = True

    async def begin(self, contexts: Contexts) -> Session:
        """Press it, and choose the mandate."""
        session = await contexts.open()
        async with _first_tab(contexts, session) as tab:
            await tab.open(contexts.map.sign_in.path, SignInPage)
            await tab.press(contexts.map.sign_in.button, MandatePage)
            await choose_mandate(tab, contexts)
        return session

    def ended(self, session: Session) -> None:
        """Nothing is kept of it."""


class ByHandover:
    """The session in which an official has signed in."""

    can_renew = False

    def __init__(self, file: SessionFile) -> None:
        self._file = file

    async def begin(self, contexts: Contexts) -> Session:
        """Go on in the session that lies there.

        Raises:
            SignInAwaited: there is none.
            SessionUnreadable, SessionExpired
        """
        kept = self._file.current(contexts.settings.address)
        if kept is None:
            raise SignInAwaited()
        session = await contexts.open(kept.state, kept.id)
        try:
            async with _first_tab(contexts, session) as tab:
                await tab.open(contexts.map.search.path, SearchPage)
        except SessionExpired:
            self.ended(session)
            raise
        return session

    def ended(self, session: Session) -> None:
        """Nobody else need try it."""
        self._file.end(session.handed_over)

    def is_awaited(self, address: str) -> bool:
        """Whether somebody has to sign in before anything can be asked."""
        return self._file.current(address) is None


class ByRobotIdentity:
    """The identity that Kela has accepted for the robot, used by the county's own package."""

    can_renew = True

    def __init__(self, identity: RobotIdentity) -> None:
        self._identity = identity

    async def begin(self, contexts: Contexts) -> Session:
        """Sign in with it, and choose the mandate; only then the identifying services are open."""
        session = await contexts.open()
        async with _first_tab(contexts, session) as tab:
            await tab.open(contexts.map.sign_in.path, SignInPage)
            with contexts.fence.open_to(contexts.settings.identification_addresses):
                await self._sign_in(session)
            await tab.arrive(MandatePage)
            await choose_mandate(tab, contexts)
        return session

    async def _sign_in(self, session: Session) -> None:
        """The package's own errors may quote what it holds: none gets out."""
        (page,) = session.context.pages
        try:
            await self._identity.sign_in(page)
        except Exception:
            failed = NoAnswer()
        else:
            return
        raise failed

    def ended(self, session: Session) -> None:
        """Nothing is kept of it."""


def beginning(settings: KelaSettings, file: SessionFile | None) -> Beginning:
    """The way of the settings.

    Args:
        file: where an official's session is handed over.

    Raises:
        PackageWrong
    """
    if settings.sign_in is SignIn.STANDIN:
        return ByButton()
    if settings.sign_in is SignIn.ROBOT_IDENTITY:
        return ByRobotIdentity(robot_identity(settings))
    if file is None:
        raise ValueError("an official's session needs a file in which it is handed over")
    return ByHandover(file)


async def choose_mandate(tab: Tab, contexts: Contexts) -> None:
    """On the choice of mandate: the county's own.

    Raises:
        MandateNotOffered
    """
    if not await tab.tick(contexts.settings.organisation):
        raise MandateNotOffered()
    await tab.press(contexts.map.mandate.button, SearchPage)


@asynccontextmanager
async def _first_tab(contexts: Contexts, session: Session) -> AsyncIterator[Tab]:
    """A page in a session that is given up when it does not come as far as it should."""
    try:
        page = await session.page()
        yield contexts.tab(page, session.watch)
    except BaseException:
        await session.close()
        raise
    await session.give_back(page)
