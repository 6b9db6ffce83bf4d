"""Care with a password that may have expired: a wrong one is sent once, and never again.

Repeating a wrong password may lock the account that every worker of the county shares. Requests
go out side by side, so until the register has taken the password one request goes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from robots.population_register.errors import CredentialsRefused


class PasswordCare:
    """What is known of one password; for many threads."""

    def __init__(self) -> None:
        self._alone = Lock()
        self._taken = False
        self._refused = False

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around a request that carries the password.

        Raises:
            CredentialsRefused: it has been refused before; nothing may be sent.
        """
        if self._taken:
            with self._watching():
                yield
        else:
            with self._alone, self._watching():
                yield
                self._taken = True

    @contextmanager
    def _watching(self) -> Iterator[None]:
        if self._refused:
            raise CredentialsRefused(return_code="-")
        try:
            yield
        except CredentialsRefused:
            self._refused = True
            raise
