"""One client's case folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

from robots.casefolder import working_copies
from robots.casefolder.answers import KeptAnswers, SealedReplies
from robots.casefolder.errors import (
    CaseFolderMissing,
    CaseFolderUnavailable,
    VersionUnknown,
    unavailable_when_failing,
)
from robots.casefolder.files import Files
from robots.casefolder.retraction import Retracted, Retractions
from robots.casefolder.seal import Seal
from robots.casefolder.state import StateFile, T
from robots.casefolder.versions import WORKBOOK, Delivered, Make, MakeCopy, Versions
from robots.casefolder.working_copies import WorkingCopy
from robots.casework.answer import Answer
from robots.casework.words import Role

#: Where the results lie in a case's folder.
RESULTS: Final = "tuloselvitys"
_HANDED_IN: Final = "asiakirjat"
_SPOUSE: Final = "puoliso"
#: What Excel, Word, browsers and Windows leave beside documents.
_NOT_HANDED_IN: Final = frozenset({"thumbs.db", "desktop.ini"})
_UNFINISHED: Final = frozenset({".tmp", ".part", ".crdownload", ".download"})

_P = ParamSpec("_P")
_R = TypeVar("_R")


def _in_the_folder(
    method: Callable[Concatenate[CaseFolder, _P], _R],
) -> Callable[Concatenate[CaseFolder, _P], _R]:
    """The folder must be there, and the operating system's errors become ours."""

    @wraps(method)
    def checked(self: CaseFolder, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with unavailable_when_failing():
            self.check()
            return method(self, *args, **kwargs)

    return checked


class CaseFolder:
    """Reads what the client handed in, keeps answers while an attempt is under way, and delivers
    a version whole or not at all.

    Every method raises CaseFolderMissing where the case has no folder, and CaseFolderUnavailable
    where it cannot be read or written just now.

    Args:
        path: the case's own folder.
        seal: closes raw replies, with the vault's key.
        files: how files are written.
        results_in: the folder of everything that the worker writes.
    """

    def __init__(
        self, path: Path, seal: Seal, files: Files | None = None, *, results_in: str = RESULTS
    ) -> None:
        self.path = path
        results = path / results_in
        files = files or Files()
        self._kept = KeptAnswers(results / ".tyo", files)
        self._sealed = SealedReplies(results / ".sinetoity", seal, files)
        self._retractions = Retractions(results, files, seal)
        self._versions = Versions(results, files, self._retractions)
        self._state = StateFile(results / "tila.json", files)

    def check(self) -> None:
        """See that the folder is there.

        Raises:
            CaseFolderMissing: the county's folders are there, this case's is not.
            CaseFolderUnavailable: not even the county's are there, or none: the share is away.
        """
        with unavailable_when_failing():
            if self.path.is_dir():
                return
            # Where a share was mounted, an empty folder is left when it goes away.
            if self.path.parent.is_dir() and any(os.scandir(self.path.parent)):
                raise CaseFolderMissing()
            raise CaseFolderUnavailable(trouble="parent", number=0)

    @_in_the_folder
    def handed_in(self, role: Role) -> list[Path]:
        """The documents of the client or of the spouse, in a fixed order, whatever their kind."""
        folder = self.path / _HANDED_IN
        if role is Role.SPOUSE:
            return sorted(_documents(folder / _SPOUSE), key=lambda file: file.as_posix())
        ours = (file for file in _documents(folder) if folder / _SPOUSE not in file.parents)
        return sorted(ours, key=lambda file: file.as_posix())

    @_in_the_folder
    def handed_in_hashes(self, role: Role) -> tuple[str, ...]:
        """What tells whether a paper has come or changed: the documents' sha256, in their order."""
        return tuple(
            hashlib.sha256(document.read_bytes()).hexdigest() for document in self.handed_in(role)
        )

    @_in_the_folder
    def keep_answer(self, attempt: str, call: str, answer: Answer) -> None:
        """Write an answer down before anything is done with it; its raw replies go under the seal.

        Args:
            attempt: the attempt's id, e.g. ``T-0001:fee:2026-03-31:1``.
            call: the call's id within it, e.g. ``client:incomes_register:wages``.
        """
        self._sealed.keep(answer)
        self._kept.keep(attempt, call, answer)

    @_in_the_folder
    def answer(self, attempt: str, call: str) -> Answer | None:
        """What was kept of this call, without raw replies; None where there is no whole answer."""
        return self._kept.answer(attempt, call)

    @_in_the_folder
    def answers(self, attempt: str) -> dict[str, Answer]:
        """Everything kept of an attempt: call → answer, without raw replies."""
        return self._kept.answers(attempt)

    @_in_the_folder
    def take_over_answers(
        self, before: str, attempt: str, is_valid: Callable[[Answer], bool]
    ) -> None:
        """Let the valid answers of an attempt before serve this one, where it has none itself."""
        kept = self._kept.answers(attempt)
        for call, answer in self._kept.answers(before).items():
            if call not in kept and is_valid(answer):
                self._kept.keep(attempt, call, answer)

    @_in_the_folder
    def forget_answers(self, attempt: str, is_gone: Callable[[Answer], bool]) -> None:
        """Remove an attempt's kept answers that may not be used any more, with their files."""
        for call, answer in self._kept.answers(attempt).items():
            if is_gone(answer):
                self._kept.forget(attempt, call)

    @_in_the_folder
    def clear_attempts_but(self, attempt: str | None) -> None:
        """Remove the kept answers of all attempts but this one, and what killed processes left of
        a state; what is sealed stays."""
        self._kept.clear_all_but(attempt)
        self._state.clear_halves()

    @_in_the_folder
    def deliver(
        self, attempt: str, make: Make, *, at: datetime, copy: MakeCopy | None = None
    ) -> Delivered:
        """Deliver the next version, whole or not at all, with the evidence of the kept answers.

        The same attempt delivered again gives its version again, and ``make`` is not called. When
        it fails or the machine stops in the middle, nothing is seen; deliver again.

        Args:
            attempt: the attempt's id.
            make: the version's files by relative name, given the version's number; what the
                answers brought is added under ``evidence/``.
            at: the time now, for the marker.
            copy: the officer's working copy, given the version's number and its sealed workbook;
                none is made where it is not given.

        Raises:
            VersionRetracted: this attempt's version was retracted.
            ValueError: a name that is no plain relative name, or two files of one name.
        """
        return self._versions.deliver(
            attempt, lambda number: _together(make(number), self._kept.evidence(attempt)), at, copy
        )

    @_in_the_folder
    def delivered_versions(self) -> tuple[Delivered, ...]:
        """Every whole version, oldest first."""
        return self._versions.delivered()

    @_in_the_folder
    def latest(self) -> Delivered | None:
        """The newest whole version."""
        return max(self._versions.delivered(), key=lambda one: one.number, default=None)

    def workbook_of(self, version: int) -> Path:
        """Where a version's workbook is."""
        return self._versions.folder_of(version) / WORKBOOK

    @_in_the_folder
    def working_copy(self, version: Delivered) -> WorkingCopy:
        """The officer's working copy of a version, as it is saved now."""
        return working_copies.read(version.working_copy)

    @_in_the_folder
    def retract(self, number: int, *, at: datetime, by_role: str, why: str, note: str) -> Retracted:
        """Take a delivered version out of the case folder, with its working copy and the
        answers that its attempt still keeps; see :mod:`robots.casefolder.retraction`. The same
        again finishes what was left undone.

        Args:
            number: the version's.
            at: the time now.
            by_role: as what the one who does it is known, e.g. ``officer``.
            why: a code.
            note: what people read in its place; no personal data.

        Raises:
            VersionUnknown: there is no such version.
        """
        known = {one.version: one for one in self._retractions.all()}.get(number)
        if known is None:
            version = {one.number: one for one in self._versions.delivered()}.get(number)
            if version is None:
                raise VersionUnknown(version=number)
            known = Retracted(
                version=number,
                attempt=version.attempt,
                delivered_at=version.delivered_at,
                retracted_at=at,
                by_role=by_role,
                why=why,
                files=version.files,
                note=note,
            )
        self._retractions.retract(known)
        self._kept.forget_attempt(known.attempt)
        return known

    @_in_the_folder
    def retracted_versions(self) -> tuple[Retracted, ...]:
        """The versions that were retracted, lowest number first."""
        return self._retractions.all()

    @_in_the_folder
    def quarantined(self, number: int) -> Mapping[str, bytes]:
        """What lies in the quarantine of a retracted version, opened: name → content.

        Raises:
            SealBroken: a file was changed, or the key is another.
        """
        return self._retractions.opened(number)

    def to_edit(self, version: int) -> Path:
        """What the officer opens: the version's working copy; its sealed workbook, which no program
        saves, where there is none any more."""
        copy = self._versions.copy_of(version)
        return copy if copy.exists() else self.workbook_of(version)

    @_in_the_folder
    def read_state(self, kind: type[T]) -> T | None:
        """What was remembered, as the caller's own dataclass or model; None before the first time.

        Raises:
            CaseStateUnreadable: the file does not hold what was written.
        """
        return self._state.read(kind)

    @_in_the_folder
    def write_state(self, state: object) -> None:
        """Remember this, a dataclass or model, in the place of what was."""
        self._state.write(state)

    @_in_the_folder
    def remove_sealed_older_than(self, days: int, now: datetime) -> int:
        """Remove the raw replies of more than so many days ago; of how many days there were any."""
        return self._sealed.remove_older_than(days, now)

    # What lies here for a time only: see :mod:`robots.retention`.

    @_in_the_folder
    def sealed_days(self) -> list[date]:
        """The days of which raw replies lie under the seal."""
        return self._sealed.days()

    @_in_the_folder
    def answers_since(self, spared: Collection[str]) -> list[datetime]:
        """When the kept answers of each attempt but these were last written."""
        return list(self._kept.last_written(spared).values())

    @_in_the_folder
    def clear_answers_before(self, moment: datetime, spared: Collection[str]) -> None:
        """Remove the answers last written before the moment, but of these attempts."""
        self._kept.clear_written_before(moment, spared)

    @_in_the_folder
    def quarantined_versions(self) -> tuple[Retracted, ...]:
        """The retracted versions whose files still lie in the quarantine."""
        return self._retractions.quarantined()

    @_in_the_folder
    def destroy_quarantined_before(self, moment: datetime) -> None:
        """Destroy the files of versions retracted before the moment; that they were, stays."""
        self._retractions.destroy_retracted_before(moment)


def _together(files: Mapping[str, bytes], evidence: Mapping[str, bytes]) -> Mapping[str, bytes]:
    if set(files) & set(evidence):
        raise ValueError("two files of one name")
    return {**files, **evidence}


def _documents(folder: Path) -> Iterator[Path]:
    """Files at any depth; hidden, temporary and unfinished ones are nobody's documents."""
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.name.startswith((".", "~")):
            continue
        if entry.is_dir():
            yield from _documents(entry)
        elif entry.suffix.lower() not in _UNFINISHED and entry.name.lower() not in _NOT_HANDED_IN:
            yield entry
