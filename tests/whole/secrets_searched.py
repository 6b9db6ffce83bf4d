"""The values of a vault, and where one is found: in files, databases, logs, running processes."""

from __future__ import annotations

import base64
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import psutil
import yaml
from robocorp.log import iter_decoded_log_format_from_log_html

#: Names of accounts: they stand in settings, and open nothing.
NOT_SECRET = frozenset({"username", "account"})
_EVERY_SECONDS = 0.03


def values_of(vault: Path) -> dict[str, str]:
    """``secret: key`` → value, of a vault's file."""
    written = yaml.safe_load(vault.read_text("utf-8"))
    return {
        f"{name}: {key}": str(value)
        for name, keys in written.items()
        for key, value in (keys or {}).items()
        if key not in NOT_SECRET
    }


def forms_of(value: str) -> Iterator[bytes]:
    """How a value may be written: as it is, in addresses, in hex, in base64, and, of a key, its
    bytes in each of these."""
    with_meanings = {value.encode()}
    with suppress(ValueError):
        decoded = base64.b64decode(value, validate=True)
        if len(decoded) == 32:
            with_meanings.add(decoded)
    for one in with_meanings:
        yield one
        yield one.hex().encode()
        yield repr(one)[2:-1].encode()
        for encoded in (base64.b64encode(one), base64.urlsafe_b64encode(one)):
            yield encoded.rstrip(b"=")
    yield quote(value, safe="").encode()


class Search:
    """Looks for the values of one vault."""

    def __init__(self, values: Mapping[str, str]) -> None:
        assert all(len(value) >= 8 for value in values.values()), "too short to be told apart"
        self._forms = {name: set(forms_of(value)) for name, value in values.items()}

    def in_bytes(self, content: bytes) -> set[str]:
        """The names of the secrets that stand in it."""
        return {
            name for name, forms in self._forms.items() if any(form in content for form in forms)
        }

    def in_files(self, folder: Path, *, but: Path | None = None) -> dict[str, set[str]]:
        """File → secrets, of every file below the folder: as it lies, and what is packed in it."""
        found: dict[str, set[str]] = {}
        for file in sorted(one for one in folder.rglob("*") if one.is_file() and one != but):
            told = set().union(*(self.in_bytes(content) for content in contents_of(file)))
            if told:
                found[file.relative_to(folder).as_posix()] = told
        return found


def contents_of(file: Path) -> Iterator[bytes]:
    """A file as it lies, and what is packed in workbooks, robocorp's logs and databases."""
    yield file.name.encode()
    yield file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    elif file.name == "log.html":
        messages = iter_decoded_log_format_from_log_html(file)
        yield "\n".join(str(message) for message in messages).encode()
    elif file.suffix == ".sqlite":
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            yield "\n".join(database.iterdump()).encode()


@dataclass
class Watched:
    """What the list of processes told of one process and all that it has started, while it ran."""

    lines: set[bytes] = field(default_factory=set)
    environments: set[bytes] = field(default_factory=set)

    def saw(self, word: str) -> bool:
        """Whether a program of that name was among them."""
        return any(word.encode() in line for line in self.lines)


class Watch:
    """Looks at a process and its descendants until it is left."""

    def __init__(self, process_id: int) -> None:
        self._root = psutil.Process(process_id)
        self._over = Event()
        self.seen = Watched()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self.seen

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(timeout=10)

    def _look(self) -> None:
        known: set[tuple[int, bytes]] = set()
        while not self._over.is_set():
            with suppress(psutil.Error):
                for one in (self._root, *self._root.children(recursive=True)):
                    self._look_at(one, known)
            self._over.wait(_EVERY_SECONDS)

    def _look_at(self, process: Any, known: set[tuple[int, bytes]]) -> None:
        with suppress(psutil.Error, OSError):
            line = "\0".join(process.cmdline()).encode("utf-8", "surrogateescape")
            if (process.pid, line) in known:
                return
            known.add((process.pid, line))
            self.seen.lines.add(line)
            told = "\0".join(f"{name}={value}" for name, value in process.environ().items())
            self.seen.environments.add(told.encode("utf-8", "surrogateescape"))
