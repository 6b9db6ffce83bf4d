"""Where one county's queue lies: a file in its state folder, or a PostgreSQL that several machines
share. Everything that all workers of the county must agree on lies there: the queue, and who may
ask which authority when."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

#: Of the vault: the password of the database user whom ``[run] database`` names.
SECRET: Final = "database"
PASSWORD: Final = "password"
QUEUE_FILE: Final = "queue.sqlite"
_POSTGRESQL: Final = "postgresql"


def checked_address(written: str) -> str:
    """The address, as ``[run] database`` may have it: ``postgresql://USER@HOST/DATABASE``.

    What follows a question mark goes to PostgreSQL's own library (``?sslmode=verify-full``).

    Raises:
        ValueError: it is another kind of address, lacks a part, or holds a password.
    """
    try:
        url = make_url(written)
    except ArgumentError:
        raise ValueError("not an address of the form postgresql://USER@HOST/DATABASE") from None
    if url.password is not None:
        raise ValueError("no password here: it belongs in the vault (database: password)")
    if url.drivername != _POSTGRESQL or not (url.username and url.database):
        raise ValueError("not an address of the form postgresql://USER@HOST/DATABASE")
    return written


def database_file(state: Path) -> URL:
    """The queue's file in the county's state folder."""
    return URL.create("sqlite", database=(state / QUEUE_FILE).as_posix())


def shared_database(address: str, password: str) -> URL:
    """The PostgreSQL of ``[run] database``; the ``str()`` of the result hides the password."""
    return make_url(address).set(drivername=f"{_POSTGRESQL}+psycopg", password=password)
