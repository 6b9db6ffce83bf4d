"""Which cases are due tonight, and under which attempt number.

A case is left alone when its determination has ended and nothing in it is new: neither its row, nor
the papers handed in, nor what the row permits on this day.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta

from pydantic import TypeAdapter

from robots.access import Household, permits_for
from robots.casefolder import CaseFolder
from robots.casework.case import Case
from robots.casework.permit import Refusal
from robots.casework.words import Role, Source
from robots.county import County
from robots.determination.attempt import Attempt, CaseState, Request

_CASES = TypeAdapter(Case)


#: Whether an attempt has ended in the queue, whatever the case folder remembers.
IsOver = Callable[[str], bool]


def due_attempt(county: County, case: Case, is_over: IsOver) -> Attempt | None:
    """The attempt to make tonight, written down as begun; None where the case is left alone."""
    if case.due > county.day + timedelta(days=county.settings.run.days_ahead):
        return None
    folder = county.case_folder(case.id)
    state = folder.read_state(CaseState)
    inputs = fingerprint(county, case, folder)
    if state is not None and state.determination == str(case.determination):
        begun = Attempt(case.determination, state.attempt)
        if not state.ended and not is_over(str(begun)):
            return begun
        if state.ended and state.inputs == inputs and not state.ask_again:
            return None
    return begin(folder, case, state, inputs, Request(), is_over)


def requested_attempt(county: County, case: Case, request: Request, is_over: IsOver) -> Attempt:
    """The attempt that an officer asks for now: always a new one, unless one is in work."""
    folder = county.case_folder(case.id)
    state = folder.read_state(CaseState)
    return begin(folder, case, state, fingerprint(county, case, folder), request, is_over)


def begin(
    folder: CaseFolder,
    case: Case,
    state: CaseState | None,
    inputs: str,
    request: Request,
    is_over: IsOver,
) -> Attempt:
    """Write down the next attempt as begun, before anything is done for it."""
    number = 1
    if state is not None and state.determination == str(case.determination):
        begun = Attempt(case.determination, state.attempt)
        is_in_work = not state.ended and not is_over(str(begun))
        number = state.attempt if is_in_work else state.attempt + 1
    folder.write_state(
        CaseState(
            determination=str(case.determination),
            attempt=number,
            inputs=inputs,
            version=state.version if state else None,
            requested_by=request.requested_by,
            reason=request.reason,
        )
    )
    return Attempt(case.determination, number)


def fingerprint(county: County, case: Case, folder: CaseFolder) -> str:
    """A keyed hash of all that an attempt's result depends on before anybody is asked."""
    digest = hmac.new(county.inputs_key, digestmod=hashlib.sha256)
    digest.update(_CASES.dump_json(case, exclude={"row"}))
    for role in Role:
        for document in folder.handed_in(role):
            digest.update(hashlib.sha256(document.read_bytes()).digest())
        for source in Source:
            permits = permits_for(
                case,
                role,
                source,
                household=Household(),
                day=county.day,
                at=county.clock(),
                policy=county.settings.access,
            )
            permitted = permits.state if isinstance(permits, Refusal) else "permitted"
            digest.update(f"{role} {source} {permitted}".encode())
    return digest.hexdigest()
