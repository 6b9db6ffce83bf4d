"""Which cases are due tonight, and under which attempt number.

A case is left alone when its determination has ended and nothing in it is new: neither its row nor
the papers handed in, nor, where something was not permitted, what may be asked by now.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from pydantic import TypeAdapter

from robots.access import Household, permits_for
from robots.casefolder import CaseFolder
from robots.casework.case import Case
from robots.casework.permit import Refusal
from robots.casework.words import Outcome, Role, Source
from robots.county import County
from robots.determination.attempt import Attempt, CaseState, Request

_CASES = TypeAdapter(Case)

#: Outcomes that come of what may not be asked: another day may permit it.
_FOR_WANT_OF_PERMITS = (Outcome.NO_PERMIT, Outcome.INCOMPLETE)

#: Whether an attempt has ended in the queue, whatever the case folder remembers.
IsOver = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Keyed hashes of what an attempt's result depends on before anybody is asked."""

    row_and_papers: str
    permits: str

    @classmethod
    def of(cls, county: County, case: Case, folder: CaseFolder) -> Inputs:
        papers = [digest for role in Role for digest in folder.handed_in_hashes(role)]
        row = _CASES.dump_json(case, exclude={"row"})
        return cls(
            _keyed(county, [row, *(digest.encode() for digest in papers)]),
            _keyed(county, (state.encode() for state in _permit_states(county, case))),
        )


def due_attempt(
    county: County, case: Case, is_over: IsOver, *, is_changed: bool = False
) -> Attempt | None:
    """The attempt to make tonight, written down as begun; None where the case is left alone.

    ``is_changed``: the population register has something new on one of its persons.
    """
    if not _is_near(county, case):
        return None
    folder = county.case_folder(case.id)
    state = folder.read_state(CaseState)
    inputs = Inputs.of(county, case, folder)
    if state is not None and not is_changed and _is_settled(state, case, inputs):
        return None
    return _begin(folder, case, state, inputs, Request(), is_over)


def is_due(county: County, case: Case) -> bool:
    """Whether tonight's run would take the case up, as far as its row and folder tell; nothing is
    written down."""
    if not _is_near(county, case):
        return False
    folder = county.case_folder(case.id)
    state = folder.read_state(CaseState)
    return state is None or not _is_settled(state, case, Inputs.of(county, case, folder))


def requested_attempt(county: County, case: Case, request: Request, is_over: IsOver) -> Attempt:
    """The attempt that an officer asks for now: a new one, unless one is in work already."""
    folder = county.case_folder(case.id)
    inputs = Inputs.of(county, case, folder)
    return _begin(folder, case, folder.read_state(CaseState), inputs, request, is_over)


def _is_near(county: County, case: Case) -> bool:
    return case.due <= county.day + timedelta(days=county.settings.run.days_ahead)


def _is_settled(state: CaseState, case: Case, inputs: Inputs) -> bool:
    same_permits = state.permits == inputs.permits or state.outcome not in _FOR_WANT_OF_PERMITS
    return (
        state.determination == str(case.determination)
        and state.ended
        and not state.ask_again
        and state.inputs == inputs.row_and_papers
        and same_permits
    )


def _begin(
    folder: CaseFolder,
    case: Case,
    state: CaseState | None,
    inputs: Inputs,
    request: Request,
    is_over: IsOver,
) -> Attempt:
    """Write down the attempt as begun, before anything is done for it.

    Between the reading and this, papers were hashed and the queue was asked: what another process
    has written meanwhile, an officer's request before all, is not written over.
    """
    while True:
        attempt, begun = _next_attempt(case, state, inputs, request, is_over)
        now = folder.read_state(CaseState)
        if now == state:
            if begun != now:
                folder.write_state(begun)
            return attempt
        state = now


def _next_attempt(
    case: Case, state: CaseState | None, inputs: Inputs, request: Request, is_over: IsOver
) -> tuple[Attempt, CaseState]:
    """The attempt, and what is to be remembered when it begins."""
    same = state is not None and state.determination == str(case.determination)
    if state is not None and same and not state.ended:
        in_work = Attempt(case.determination, state.attempt)
        if not is_over(str(in_work)):
            if request.requested_by:  # its inputs stay: a paper that came since makes a new attempt
                state = replace(state, requested_by=request.requested_by, reason=request.reason)
            return in_work, state
    number = state.attempt + 1 if state is not None and same else 1
    while is_over(str(Attempt(case.determination, number))):
        number += 1  # the folder has forgotten what the queue remembers
    return Attempt(case.determination, number), CaseState(
        determination=str(case.determination),
        attempt=number,
        inputs=inputs.row_and_papers,
        permits=inputs.permits,
        version=state.version if state else None,
        requested_by=request.requested_by,
        reason=request.reason,
    )


def _permit_states(county: County, case: Case) -> Iterable[str]:
    for role in Role:
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
            state = permits.state if isinstance(permits, Refusal) else "permitted"
            yield f"{role} {source} {state}"


def _keyed(county: County, parts: Iterable[bytes]) -> str:
    digest = hmac.new(county.inputs_key, digestmod=hashlib.sha256)
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()
