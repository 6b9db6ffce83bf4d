"""Which cases are due tonight, and under which attempt number.

A case is left alone when its determination has ended and nothing in it is new: neither its row, nor
the papers handed in, nor what the row permits on this day.
"""

from __future__ import annotations

import hashlib
import hmac
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


def due_attempt(county: County, case: Case) -> Attempt | None:
    """The attempt to make tonight, written down as begun; None where the case is left alone."""
    if case.due > county.day + timedelta(days=county.settings.run.days_ahead):
        return None
    folder = county.case_folder(case.id)
    state = folder.read_state(CaseState)
    inputs = fingerprint(county, case, folder)
    if state is not None and state.determination == str(case.determination):
        if not state.ended:
            return Attempt(case.determination, state.attempt)
        if state.inputs == inputs and not state.ask_again:
            return None
    return begin(folder, case, state, inputs, Request())


def requested_attempt(county: County, case: Case, request: Request) -> Attempt:
    """The attempt that an officer asks for now: always a new one, unless one is in work."""
    folder = county.case_folder(case.id)
    state = folder.read_state(CaseState)
    return begin(folder, case, state, fingerprint(county, case, folder), request)


def begin(
    folder: CaseFolder, case: Case, state: CaseState | None, inputs: str, request: Request
) -> Attempt:
    """Write down the next attempt as begun, before anything is done for it."""
    same = state is not None and state.determination == str(case.determination)
    number = state.attempt + 1 if state is not None and same else 1
    if state is not None and same and not state.ended:
        number = state.attempt
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
