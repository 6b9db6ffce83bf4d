"""Of whom the population register has something new since the last night.

For a county whose permission has the register's change interface: a case that was found out, and
whose due day has not come, is found out once more when a death, a guardian or a protected address
is new by then. Each person is asked about on a permit of their own, as by any other question.
When the look fails, the night goes on without it, and the next one looks from the same key.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from robots.access import Household, permits_for
from robots.casefolder.files import Files
from robots.casework.case import Case
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.permit import Refusal
from robots.casework.words import Role, Source
from robots.county import County
from robots.determination.attempt import Attempt, CaseState
from robots.population_register import Asked, ChangeInterface

_FILE: Final = "population-register-changes.json"


@dataclass(frozen=True, slots=True)
class RegisterChanges:
    """The cases of whose persons something is new, and where the next look begins."""

    cases: frozenset[str] = frozenset()
    key: int | None = None
    """None where there was no look, or it failed."""


def look_for_changes(county: County, cases: Iterable[Case]) -> RegisterChanges:
    """Ask the register about the persons of the cases that have been found out already.

    The answers of it that a changed case still has are forgotten, so that it is asked again.

    Raises:
        CannotStart: the access log cannot be written, or a certificate or secret is missing.
    """
    interface = county.change_interface()
    if interface is None:
        return RegisterChanges()
    if county.traffic.why_not(Source.POPULATION_REGISTER, urgent=False) is not None:
        interface.close()
        return RegisterChanges()  # it is closed or paused: the next look begins where this would
    try:
        return _look(county, interface, list(cases))
    except CannotStart:
        raise
    except WorkerError as error:
        print(error, file=sys.stderr)
        return RegisterChanges()
    finally:
        interface.close()


def remember(county: County, changes: RegisterChanges, begun: Iterable[str]) -> None:
    """Begin the next look where this one ended, once every changed case has its attempt.

    Args:
        begun: the cases that have one.
    """
    if changes.key is not None and changes.cases <= set(begun):
        # Whole or not at all: without the key, what came since the last look would be passed over.
        Files().write(_file(county), json.dumps({"key": changes.key}).encode())


def _look(county: County, interface: ChangeInterface, cases: list[Case]) -> RegisterChanges:
    key = _last_key(county)
    if key is None:
        return RegisterChanges(key=interface.key_on(county.day))
    found_out = [case for case in cases if _was_found_out(county, case)]
    asked = {case.id: list(_asked_of(county, case)) for case in found_out}
    told = interface.changes_since(key, [one for some in asked.values() for one in some])
    changed = [
        case for case in found_out if any(one.code in told.changed for one in asked[case.id])
    ]
    for case in changed:
        _forget(county, case)
    return RegisterChanges(frozenset(case.id for case in changed), told.key)


def _was_found_out(county: County, case: Case) -> bool:
    if not county.day <= case.due <= county.day + timedelta(days=county.settings.run.days_ahead):
        return False
    state = _state(county, case)
    return state is not None and state.determination == str(case.determination)


def _asked_of(county: County, case: Case) -> Iterator[Asked]:
    """The persons of a case whom the register may be asked about, each on the permit for it."""
    for role in Role:
        permits = permits_for(
            case,
            role,
            Source.POPULATION_REGISTER,
            household=Household(),
            day=county.day,
            at=county.clock(),
            policy=county.settings.access,
        )
        person = case.person(role)
        if person is not None and not isinstance(permits, Refusal):
            yield from (Asked(permit, person) for permit in permits)


def _forget(county: County, case: Case) -> None:
    state = _state(county, case)
    assert state is not None  # or the case would not have been asked about
    attempt = Attempt(case.determination, state.attempt)
    county.case_folder(case.id).forget_answers(
        str(attempt), lambda answer: answer.source is Source.POPULATION_REGISTER
    )


def _state(county: County, case: Case) -> CaseState | None:
    try:
        return county.case_folder(case.id).read_state(CaseState)
    except CannotStart:
        raise
    except WorkerError:
        return None  # the run itself tells of a folder that cannot be used


def _last_key(county: County) -> int | None:
    try:
        key = json.loads(_file(county).read_text("utf-8"))["key"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return key if isinstance(key, int) else None


def _file(county: County) -> Path:
    return county.state / _FILE
