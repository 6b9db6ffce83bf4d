"""Takes a delivered version out of a case folder: the wrong person's data, say.

First the access log says who does it and why, then the version goes under the seal; whatever is cut
off in the middle, the version counts as none from its marker on, and the same call again does the
rest. The reason in one's own words stands in the access log alone, which is sealed: everywhere else
there is a class of reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from robots.access.errors import RequesterUnknown
from robots.casefolder import CaseFolder, Retracted
from robots.casefolder.errors import CaseFolderMissing, VersionUnknown
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.period import HELSINKI, day_in_finnish
from robots.casework.reason import Reason
from robots.casework.texts import Language, text
from robots.casework.words import Outcome
from robots.county import County
from robots.determination.attempt import CaseState, Request
from robots.worklist import Result

OFFICER: Final = "officer"
LOG_READER: Final = "log_reader"
#: Classes of reasons: all that is told outside the access log of why a version was retracted.
REASONS: Final = (
    "wrong_person",
    "wrong_document",
    "not_permitted",
    "wrong_figures",
    "other",
)


class ReasonNotClassed(CannotStart):
    """The reason of a retraction does not begin with one of the classes: whether it was a wrong
    person's data is what the data protection officer counts by, and nobody may guess it."""

    code = "retraction_reason_not_classed"


@dataclass(frozen=True, slots=True)
class Retraction:
    """What was done, and what the one who did it must look at."""

    case_id: str
    retracted: Retracted
    open_copy: str
    """Name of the working copy that somebody has open; empty where nobody has."""
    is_in_work: bool
    later: tuple[int, ...]
    """Later versions that show something of it."""

    def in_words(self, language: Language) -> str:
        """What was done and what to do next."""
        return "\n".join(self._lines(language))

    def _lines(self, language: Language) -> Iterator[str]:
        def said(key: str, **values: object) -> str:
            return text(f"retract.{key}", language, case=self.case_id, **values)

        version = self.retracted.version
        yield said(
            "done",
            version=version,
            time=_time(self.retracted.retracted_at, language),
            why=said(f"why_{self.retracted.why}"),
        )
        if self.open_copy:
            yield said("open", file=self.open_copy)
        if self.is_in_work:
            yield said("in_work")
        for later in self.later:
            yield said("later", version=later)
        yield ""
        yield f"{said('next')}:"
        for number, step in enumerate(("breach", "where", "cause", "again"), 1):
            yield f"{number}. {said(f'next_{step}')}"


def retract(county: County, case_id: str, number: int, request: Request) -> Retraction:
    """Take a version out of sight and out of every later version, and tell the worklist.

    Raises:
        RequesterUnknown: neither one of the county's officers nor of its log's readers.
        ReasonNotClassed: the reason does not begin with the name of a class.
        VersionUnknown: the case has no such version.
        CaseFolderMissing, CaseFolderUnavailable, AccessLogNotWritable
    """
    role = _role_of(county, request.requested_by)
    why = class_of(request.reason)
    folder = county.case_folder(case_id)
    if folder.path.parent != county.settings.case_folders.root:
        raise CaseFolderMissing()
    open_copy = _open_copy(folder, number)
    county.access_log.record_retraction(
        by=request.requested_by,
        reason=request.reason,
        case_id=case_id,
        version=number,
        person=_client(county, case_id),
    )
    at = county.clock()
    retracted = folder.retract(
        number, at=at, by_role=role, why=why, note=_note(number, at, role, why)
    )
    is_in_work = _forget(folder, number)
    latest = folder.latest()
    if latest is None or latest.number < number:
        _tell_worklist(county, case_id, number)
    later = tuple(
        one.number
        for one in folder.delivered_versions()
        if one.number > number and _shows(one.twin(), number)
    )
    return Retraction(case_id, retracted, open_copy, is_in_work, later)


def class_of(reason: str) -> str:
    """The class of a reason in one's own words: it begins with the class's name, in Finnish,
    Swedish or as the program calls it, e.g. ``väärä henkilö: …``.

    Raises:
        ReasonNotClassed: it begins with none of them.
    """
    begins = reason.casefold().strip()
    for one in REASONS:
        names = {one, one.replace("_", " "), *(text(f"retract.why_{one}", it) for it in Language)}
        if any(re.match(rf"{re.escape(name)}(?!\w)", begins) for name in names):
            return one
    raise ReasonNotClassed()


def _role_of(county: County, who: str) -> str:
    access = county.settings.access
    if who in access.officers:
        return OFFICER
    if who in access.log_readers:
        return LOG_READER
    raise RequesterUnknown()


def _open_copy(folder: CaseFolder, number: int) -> str:
    """The version's working copy, where somebody has it open.

    Raises:
        VersionUnknown: there is no such version, delivered or retracted.
    """
    for version in folder.delivered_versions():
        if version.number == number:
            return version.working_copy.name if folder.working_copy(version).is_open else ""
    if any(one.version == number for one in folder.retracted_versions()):
        return ""
    raise VersionUnknown(version=number)


def _client(county: County, case_id: str) -> IdentityCode | None:
    """Whose case it is, where the worklist still tells."""
    with suppress(WorkerError):
        return county.worklist.case(case_id).client.identity_code
    return None


def _forget(folder: CaseFolder, number: int) -> bool:
    """Let the next night not do by itself what an officer must look at first; whether the case is
    in work now."""
    state = folder.read_state(CaseState)
    if state is None:
        return False
    if state.version == number:
        state = replace(state, version=None)
        if state.ended:
            state = replace(state, outcome=Outcome.WAITING_FOR_PERSON, ask_again=False)
        folder.write_state(state)
    return not state.ended


def _tell_worklist(county: County, case_id: str, number: int) -> None:
    reason = Reason("version_retracted", {"version": str(number)})
    county.worklist.write_back(
        Result(
            case_id=case_id,
            outcome=Outcome.WAITING_FOR_PERSON,
            at=county.clock(),
            workbook="",
            reason_fi=reason.in_words(Language.FINNISH),
            reason_sv=reason.in_words(Language.SWEDISH),
        )
    )
    with suppress(WorkerError):  # a worklist that is held open takes it with the next run
        county.worklist.apply_pending()


def _shows(twin: dict[str, Any], number: int) -> bool:
    """Whether a version shows something of another one."""
    changes = twin.get("changes") or {}
    written = {one.get("version") for one in changes.get("officer", ())}
    return changes.get("since_version") == number or number in written


def _note(number: int, at: datetime, role: str, why: str) -> str:
    told = [
        text(
            "retract.note",
            language,
            version=number,
            time=_time(at, language),
            role=text(f"retract.role_{role}", language),
            why=text(f"retract.why_{why}", language),
        )
        for language in Language
    ]
    return "\n\n".join(told) + "\n"


def _time(at: datetime, language: Language) -> str:
    there = at.astimezone(HELSINKI)
    day = day_in_finnish(there)
    return text("workbook.at_time", language, day=day, hour=there.hour, minute=f"{there:%M}")
