"""An official's signed-in session on its way from the window to the worker.

It is a credential: encrypted with the vault's key, of the service's own cookies alone, used for a
short time and then deleted. Whoever finds the service signed out ends it for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from robots.casework.errors import WorkerError
from robots.casework.protocols import Clock
from robots.kela.errors import SessionUnreadable

FILE: Final = "kela-session.sealed"


class Seal(Protocol):
    """Closes and opens with a key of the county's vault."""

    def close(self, content: bytes) -> bytes: ...

    def open(self, sealed: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session in which an official has signed in."""

    id: str
    address: str
    """Of the service."""
    signed_in_at: datetime
    use_by: datetime
    state: dict[str, Any] = field(repr=False)
    """Cookies and local storage, as Playwright takes them."""

    @classmethod
    def now(
        cls, session_id: str, address: str, state: Mapping[str, Any], at: datetime, minutes: int
    ) -> SignedIn:
        """Signed in at this moment; of the state only what is the service's own: who identifies
        the official, and what else the browser has seen, stays behind."""
        host = urlsplit(address).hostname or ""
        cookies = [one for one in state.get("cookies", ()) if _is_sent_to(host, one["domain"])]
        origins = [one for one in state.get("origins", ()) if one["origin"] == address]
        own = {"cookies": cookies, "origins": origins}
        return cls(session_id, address, at, at + timedelta(minutes=minutes), own)


_SIGNED_IN: Final = TypeAdapter(SignedIn)


class SessionFile:
    """Where the session lies, until its use-by."""

    def __init__(self, folder: Path, seal: Seal, clock: Clock) -> None:
        self._file = folder / FILE
        self._seal = seal
        self._clock = clock

    def keep(self, session: SignedIn) -> None:
        """Hand it over, in the place of the one before."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        half = self._file.with_name(f"{FILE}.{session.id}")
        half.touch(mode=0o600)
        half.write_bytes(self._seal.close(_SIGNED_IN.dump_json(session)))
        half.replace(self._file)

    def current(self, address: str) -> SignedIn | None:
        """The session that may be used now with the service at the address; one that is past its
        use-by is deleted.

        Raises:
            SessionUnreadable: it cannot be opened.
        """
        session = self._read()
        if session is None or session.address != address:
            return None
        if session.use_by <= self._clock():
            self.end(session.id)
            return None
        return session

    def end(self, session_id: str) -> None:
        """Delete the session, unless a newer one has taken its place."""
        with suppress(SessionUnreadable):
            session = self._read()
            if session is not None and session.id == session_id:
                with suppress(OSError):  # somebody else ends it at the same moment
                    self._file.unlink()

    def _read(self) -> SignedIn | None:
        try:
            return _SIGNED_IN.validate_json(self._seal.open(self._file.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, WorkerError, ValidationError):
            pass
        raise SessionUnreadable()  # outside the clause: what was wrong may quote what was read


def _is_sent_to(host: str, domain: str) -> bool:
    """Whether a browser sends a cookie of the domain to the host."""
    return host == domain.lstrip(".") or (domain.startswith(".") and host.endswith(domain))
