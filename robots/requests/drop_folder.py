"""A folder in which a case system leaves requests and finds the answers beside them.

``NAME.json`` asks (``{"case": …, "requested_by": …, "reason": …}``), ``NAME.vastaus.json`` answers:
first that the case is in work (or waits, and why), then how it ended. An answer carries the hash of
what it answers, so that a request is done once, and a file of the same name with something new in
it is a new request.
A name may be a person's: none is ever logged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from robots.casework.errors import CannotStart, TryAgain, WorkerError
from robots.casework.period import HELSINKI
from robots.casework.protocols import Clock
from robots.requests.asked import AskedCase, RequestRefused
from robots.requests.reply import refusal

ANSWER: Final = ".vastaus.json"
#: No request is so long; what is, is none.
LARGEST: Final = 64 * 1024
#: A file that is still being written is no JSON yet: so long it is left in peace.
WRITING: Final = timedelta(seconds=30)
_FINAL: Final = ("ended", "refused")


class DropFolderMissing(CannotStart):
    """The folder that the settings name is not there."""

    code = "drop_folder_missing"


class DropFolderUnavailable(TryAgain):
    """The folder cannot be read or written just now: the share is away, or full."""

    code = "drop_folder_unavailable"


@dataclass(frozen=True, slots=True)
class Dropped:
    """One request, and the file that it stands in."""

    file: Path
    sha256: str
    asked: AskedCase
    attempt: str = ""
    """The one that was begun for it before; empty where none was."""
    is_waiting: bool = False
    """Whether it has been told that it cannot be taken up just now."""


class DropFolder:
    """The requests of one county's case system.

    Args:
        folder: where they are left; subfolders are not looked into.
        clock: tells how old a file is, and when it is answered.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._finished: dict[str, tuple[int, ...]] = {}
        """Requests with a final answer, as both files were then: they are not read again."""

    def requests(self) -> list[Dropped]:
        """The requests without a final answer, the oldest first; a broken one is answered at once.

        One that has been begun and not ended comes again: its case is joined, not done twice.

        Raises:
            DropFolderMissing: there is no such folder.
            DropFolderUnavailable: it cannot be read or written just now.
        """
        if not self._folder.is_dir():
            raise DropFolderMissing()
        try:
            files = sorted(self._files(), key=_age)
            there = {file.name for file in files}
            self._finished = {name: it for name, it in self._finished.items() if name in there}
            return [one for file in files if (one := self._request(file)) is not None]
        except OSError as trouble:
            raise DropFolderUnavailable(trouble=type(trouble).__name__) from None

    def answer(self, dropped: Dropped, said: Mapping[str, Any]) -> None:
        """Write the answer beside its request, whole or not at all.

        Raises:
            DropFolderUnavailable: it cannot be written just now; the request is found again.
        """
        try:
            _write(_answer_of(dropped.file), {**said, "request_sha256": dropped.sha256})
        except OSError as trouble:
            raise DropFolderUnavailable(trouble=type(trouble).__name__) from None

    def answered_at(self) -> list[datetime]:
        """When each finished request was answered.

        Raises:
            DropFolderMissing, DropFolderUnavailable
        """
        return list(self._answered().values())

    def remove_answered_before(self, moment: datetime) -> int:
        """Remove finished requests with their answers; how many went.

        Raises:
            DropFolderMissing, DropFolderUnavailable
        """
        old = [answer for answer, at in self._answered().items() if at < moment]
        try:
            for answer in old:
                # The request first: without its answer it would be done again.
                _request_of(answer).unlink(missing_ok=True)
                answer.unlink(missing_ok=True)
        except OSError as trouble:
            raise DropFolderUnavailable(trouble=type(trouble).__name__) from None
        return len(old)

    def _answered(self) -> dict[Path, datetime]:
        """The final answers and when each was written; one that has a new request beside it, of
        the same name, is needed still."""
        if not self._folder.is_dir():
            raise DropFolderMissing()
        found: dict[Path, datetime] = {}
        try:
            for answer in sorted(self._folder.glob(f"*{ANSWER}")):
                said = _said(answer)
                if said is None or said.get("state") not in _FINAL:
                    continue
                request = _content(_request_of(answer))
                if request is None or said.get("request_sha256") == _sha256(request):
                    found[answer] = datetime.fromtimestamp(answer.stat().st_mtime, HELSINKI)
        except OSError as trouble:
            raise DropFolderUnavailable(trouble=type(trouble).__name__) from None
        return found

    def _files(self) -> Iterator[Path]:
        for file in self._folder.glob("*.json"):
            if not file.name.endswith(ANSWER) and not file.name.startswith(".") and file.is_file():
                yield file

    def _request(self, file: Path) -> Dropped | None:
        mark = _mark(file)
        if mark is not None and self._finished.get(file.name) == mark:
            return None
        content = _content(file)
        if content is None:  # its sender has taken it back
            return None
        age = self._clock().timestamp() - _age(file)[0]
        digest = _sha256(content)
        answered = _said(_answer_of(file)) or {}
        if answered.get("request_sha256") != digest:
            answered = {}
        if answered.get("state") in _FINAL:
            if mark is not None:
                self._finished[file.name] = mark
            return None
        try:
            if len(content) > LARGEST:
                raise RequestRefused(problem="> 64 kB")
            return Dropped(
                file,
                digest,
                AskedCase.of_json(content),
                attempt=str(answered.get("attempt", "")),
                is_waiting=answered.get("state") == "waiting",
            )
        except WorkerError as refused:
            if age >= WRITING.total_seconds():
                said = {**refusal("", refused, self._clock()), "request_sha256": digest}
                _write(_answer_of(file), said)
            return None


def _answer_of(file: Path) -> Path:
    return file.with_name(file.stem + ANSWER)


def _request_of(answer: Path) -> Path:
    return answer.with_name(answer.name.removesuffix(ANSWER) + ".json")


def _content(file: Path) -> bytes | None:
    """So much of a request as one may have, and a byte more; None where there is none."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except FileNotFoundError:
        return None


def _mark(file: Path) -> tuple[int, ...] | None:
    """When a request and its answer were written, and how long they are; None without an answer."""
    try:
        both = [one.stat() for one in (file, _answer_of(file))]
    except FileNotFoundError:
        return None
    return tuple(number for one in both for number in (one.st_mtime_ns, one.st_size))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _age(file: Path) -> tuple[float, str]:
    try:
        return file.stat().st_mtime, file.name
    except FileNotFoundError:
        return 0.0, file.name


def _said(answer: Path) -> dict[str, Any] | None:
    """What an answer says; None where there is none that can be read."""
    try:
        said = json.loads(answer.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _write(file: Path, said: Mapping[str, Any]) -> None:
    half = file.with_name(f".{file.name}.kesken")
    half.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8")
    half.replace(file)
