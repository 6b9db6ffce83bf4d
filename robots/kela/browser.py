"""One browser on one thread of its own, whose event loop runs what other threads hand to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final, TypeVar

from playwright.async_api import Browser, Playwright, ProxySettings, async_playwright
from playwright.async_api import Error as PlaywrightError

from robots.kela.errors import NoAnswer, ProxyPasswordUnusable
from robots.transport.proxy import WithProxy

_FLAGS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: The headless shell takes a proxy of the environment in spite of ``--no-proxy-server``.
_NO_PROXY: Final = "--proxy-server=direct://"
CLOSING_SECONDS: Final = 10
#: No step in a browser that works takes so long. One that hangs, or whose machine has no memory
#: left, says nothing at all: without a limit its visit would hold its place and its case for ever.
LONGEST_STEP_SECONDS: Final = 150

Result = TypeVar("Result")


async def guarded(step: Awaitable[Result], seconds: float = LONGEST_STEP_SECONDS) -> Result:
    """A step in the browser. Playwright's errors quote what was typed and where: none gets out.

    Raises:
        NoAnswer: the browser could not do it, or not in time.
    """
    try:
        async with asyncio.timeout(seconds):
            return await step
    except (PlaywrightError, TimeoutError):
        failed = NoAnswer()
    raise failed  # outside the except clause, so that the original is not carried along


def proxy_of(settings: WithProxy) -> ProxySettings | None:
    """The settings' proxy as the browser takes it: the password goes over the pipe to it, and into
    no argument of a process.

    Raises:
        ProxyPasswordUnusable
    """
    if settings.proxy is None:
        return None
    if settings.proxy_user is None:
        return ProxySettings(server=settings.proxy)
    if "%" in settings.proxy_user + settings.proxy_password:
        raise ProxyPasswordUnusable()
    return ProxySettings(
        server=settings.proxy, username=settings.proxy_user, password=settings.proxy_password
    )


class BrowserThread:
    """Starts its thread and browser when they are first needed; :meth:`close` ends both."""

    def __init__(
        self,
        executable: Path,
        *,
        sandbox: bool,
        window: bool = False,
        proxy: ProxySettings | None = None,
    ) -> None:
        """
        Args:
            proxy: every page goes through it (:func:`proxy_of`); None: through none, whatever the
                machine says.
            sandbox: Chromium's own; it refuses to start with it as root on Linux.
            window: whether a person is to see it.
        """
        self._executable = executable
        self._sandbox = sandbox
        self._window = window
        self._proxy = proxy
        self._lock = Lock()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run it on the browser's thread and wait for its result; from any other thread."""
        try:
            loop = self._running_loop()
        except RuntimeError:
            work.close()
            raise
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    async def browser(self) -> Browser:
        """The browser; a new one when the last has gone. On the browser's thread only."""
        async with self._starting:
            if self._closed:
                raise NoAnswer()
            if self._browser is None or not self._browser.is_connected():
                try:
                    self._browser = await self._launched()
                except NoAnswer:  # what drives the browsers may be gone itself
                    await self._end_driver()
                    self._browser = await self._launched()
            return self._browser

    async def end_browser(self, *, it_hangs: bool = False) -> None:
        """End the browser; the next one is started when it is needed. On its thread only."""
        async with self._starting:
            browser, self._browser = self._browser, None
            if browser is None:
                return
            if not it_hangs:
                with suppress(NoAnswer):
                    await guarded(browser.close(), CLOSING_SECONDS)
                    return
            await self._end_driver()  # it takes its browsers with it

    async def _launched(self) -> Browser:
        if self._playwright is None:
            self._playwright = await guarded(async_playwright().start())
        return await guarded(
            self._playwright.chromium.launch(
                executable_path=self._executable,
                headless=not self._window,
                chromium_sandbox=self._sandbox,
                proxy=self._proxy,
                args=[*_FLAGS, *(() if self._proxy else (_NO_PROXY,))],
            )
        )

    async def _end_driver(self) -> None:
        playwright, self._playwright = self._playwright, None
        if playwright is not None:
            with suppress(NoAnswer):
                await guarded(playwright.stop(), CLOSING_SECONDS)

    def close(self) -> None:
        """End the browser and the thread; what is still running there ends with an error."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        try:
            asyncio.run_coroutine_threadsafe(self._end(), loop).result(3 * CLOSING_SECONDS)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(CLOSING_SECONDS)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise RuntimeError("the browser has been closed")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(
                    target=_serve, args=(self._loop,), name="kela-browser", daemon=True
                )
                self._thread.start()
            return self._loop

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if self._browser is not None:
            with suppress(NoAnswer):
                await guarded(self._browser.close(), CLOSING_SECONDS)
        await self._end_driver()
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
