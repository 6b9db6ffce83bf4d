"""How the Kela stand-in behaves, and who is signed in to it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from devdata.standins.people import Found


@dataclass
class Behaviour:
    """How the site behaves; a test may change it while the site serves."""

    state: str = "open"
    """``open``, ``maintenance``, ``technical_error`` or ``new_terms``."""
    requests_per_session: int | None = None
    session_seconds: float = 30 * 60
    rows_per_page: int = 10
    generation: int = 1
    """Of the screens: 1 or 2."""
    language: str = "fi"
    """Of the screens: ``fi`` or ``sv``."""
    late: bool | None = None
    """Whether a script loads the content of a person's pages after the page; by itself only in the
    second generation."""
    late_says_so: bool | None = None
    """Whether the page says meanwhile that it is loading; by itself only in the first."""
    slow_seconds: float = 0.0
    """How long a person's page, and its late content, take."""
    notice_every: int = 0
    """Every so many pages of a person a message box lies over the page; 0 for never."""
    change: Callable[[str, str], str] = lambda page, html: html
    """Called with a page's name and HTML before it goes out."""


@dataclass
class Session:
    """One official's visit."""

    started: float
    organisation: str = ""
    """On whose behalf; empty until the mandate has been chosen."""
    requests: int = 0
    person_pages: int = 0
    shown: dict[str, Found] = field(default_factory=dict)
    """The people who were searched for, by the name that their pages' addresses carry."""


class Sessions:
    """Everybody who is signed in."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._by_key: dict[str, Session] = {}
        self._lock = Lock()

    def begin(self) -> str:
        """A new session; the key is what the visitor's cookie holds."""
        key = secrets.token_hex(16)
        with self._lock:
            self._by_key[key] = Session(time.monotonic())
        return key

    def resume(self, key: str) -> Session | None:
        """The session of a request, unless it has lasted too long or made too many requests."""
        with self._lock:
            session = self._by_key.get(key)
            if session is None:
                return None
            session.requests += 1
            most = self._behaviour.requests_per_session
            too_many = most is not None and session.requests > most
            too_long = time.monotonic() - session.started > self._behaviour.session_seconds
            if too_many or too_long:
                del self._by_key[key]
                return None
            return session

    def end(self) -> None:
        """Everybody has to sign in again."""
        with self._lock:
            self._by_key.clear()
