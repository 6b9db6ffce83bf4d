"""The answers of an attempt that is not delivered yet: got once, never asked for again.

An answer's JSON is written last, with the hashes of its attachments; an answer whose attachments
do not match was cut off in the middle and counts as not there. Raw replies do not lie here: they
go straight under the seal, named by the hash that the evidence carries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from robots.casefolder.files import Files
from robots.casefolder.names import relative_name, safe_name
from robots.casefolder.seal import Seal
from robots.casework.answer import Answer, Attachment
from robots.casework.period import HELSINKI


@dataclass(frozen=True, slots=True)
class _Kept:
    attempt: str
    call: str
    answer: Answer
    attachments: dict[str, str]
    """Name → sha256, in the answer's order."""


_KEPT: Final = TypeAdapter(_Kept)


class KeptAnswers:
    """The working area of a case's attempts."""

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files

    def keep(self, attempt: str, call: str, answer: Answer) -> None:
        """Write one answer down; an earlier one to the same call is replaced."""
        folder = self._path / safe_name(attempt)
        plain = [one for one in answer.attachments if not one.sealed]
        for attachment in plain:
            name = relative_name(attachment.name)
            self._files.write(folder / safe_name(call) / name, attachment.content)
        hashes = {one.name: _sha256(one.content) for one in plain}
        kept = _Kept(attempt, call, answer.without_attachments(), hashes)
        self._files.write(folder / f"{safe_name(call)}.json", _KEPT.dump_json(kept, indent=2))

    def answer(self, attempt: str, call: str) -> Answer | None:
        """The answer to this call with its plain attachments; None where none is whole."""
        return self._read(self._path / safe_name(attempt) / f"{safe_name(call)}.json")[1]

    def answers(self, attempt: str) -> dict[str, Answer]:
        """All whole answers of an attempt by call, in the calls' alphabetical order."""
        files = (self._path / safe_name(attempt)).glob("*.json")
        found = [self._read(file) for file in files if not file.name.startswith(".")]
        return dict(sorted((call, answer) for call, answer in found if answer is not None))

    def evidence(self, attempt: str) -> dict[str, bytes]:
        """The files that the answers brought, by their name in a version's folder.

        Raises:
            ValueError: two different files of one name.
        """
        files: dict[str, bytes] = {}
        for answer in self.answers(attempt).values():
            for attachment in answer.attachments:
                name = f"evidence/{attachment.name}"
                if files.setdefault(name, attachment.content) != attachment.content:
                    raise ValueError("two evidence files of one name")
        return files

    def forget(self, attempt: str, call: str) -> None:
        """Remove one answer and what came with it."""
        folder = self._path / safe_name(attempt)
        self._files.remove(folder / f"{safe_name(call)}.json")
        self._files.remove(folder / safe_name(call))

    def forget_attempt(self, attempt: str) -> None:
        """Remove the answers of one attempt."""
        self._files.remove(self._path / safe_name(attempt))

    def clear_all_but(self, attempt: str | None) -> None:
        """Remove the answers of every attempt but this one."""
        spared = None if attempt is None else safe_name(attempt)
        for folder in self._path.iterdir() if self._path.is_dir() else ():
            if folder.name != spared:
                self._files.remove(folder)

    def last_written(self, spared: Collection[str]) -> dict[str, datetime]:
        """When something was last written into the folder of each attempt but these: the folder's
        name → the moment."""
        found: dict[str, datetime] = {}
        names = {safe_name(attempt) for attempt in spared}
        for folder in self._path.iterdir() if self._path.is_dir() else ():
            if folder.name in names:
                continue
            last = max(one.stat().st_mtime for one in (folder, *folder.rglob("*")))
            found[folder.name] = datetime.fromtimestamp(last, HELSINKI)
        return found

    def clear_written_before(self, moment: datetime, spared: Collection[str]) -> None:
        """Remove what was last written before the moment, but of these attempts."""
        for name, last in self.last_written(spared).items():
            if last < moment:
                self._files.remove(self._path / name)

    def _read(self, file: Path) -> tuple[str, Answer | None]:
        try:
            kept = _KEPT.validate_json(file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return "", None
        attachments = []
        for name, sha256 in kept.attachments.items():
            content = _content(file.with_suffix("") / relative_name(name))
            if content is None or _sha256(content) != sha256:
                return kept.call, None
            attachments.append(Attachment(name, content))
        return kept.call, replace(kept.answer, attachments=tuple(attachments))


class SealedReplies:
    """Raw replies under the seal, in a folder for each day on which they were got."""

    def __init__(self, path: Path, seal: Seal, files: Files) -> None:
        self._path = path
        self._seal = seal
        self._files = files

    def keep(self, answer: Answer) -> None:
        """Close the answer's raw replies.

        Raises:
            ValueError: a raw reply of an answer that does not say when it was asked.
        """
        for attachment in answer.attachments:
            if not attachment.sealed:
                continue
            if answer.asked_at is None:
                raise ValueError("a raw reply without the time when it was asked for")
            day = answer.asked_at.astimezone(HELSINKI).date().isoformat()
            name = f"{relative_name(attachment.name)}-{_sha256(attachment.content)[:16]}.sealed"
            self._files.write(self._path / day / name, self._seal.close(attachment.content))

    def remove_older_than(self, days: int, now: datetime) -> int:
        """Remove the replies got more than so many days ago; how many days' folders went."""
        last_kept = now.astimezone(HELSINKI).date() - timedelta(days=days)
        old = [folder for day, folder in self._by_day() if day < last_kept]
        for folder in old:
            self._files.remove(folder)
        return len(old)

    def days(self) -> list[date]:
        """The days of which there are replies."""
        return [day for day, _ in self._by_day()]

    def _by_day(self) -> Iterator[tuple[date, Path]]:
        if not self._path.is_dir():
            return
        for folder in sorted(self._path.iterdir()):
            try:
                yield date.fromisoformat(folder.name), folder
            except ValueError:
                continue


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
