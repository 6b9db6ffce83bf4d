"""What a run would do now: whom it would ask for what, on which permit, and why not.

Nobody is asked, and nothing is written into case folders, worklist or queue. What the population
register would say is known only as far as an earlier answer of it still serves: where it is not, a
spouse, a death or a protected address may make the real run ask more, or less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from robots.access import INCOME_AUTHORITIES, outcome_before_asking, permits_for
from robots.casework.answer import Answer
from robots.casework.case import Case, Person
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.permit import Permit, Refusal
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Purpose, Role, Source, State
from robots.county import County
from robots.determination.asking import Asking, answer_name
from robots.determination.attempt import Attempt, CaseState, Request
from robots.determination.due import is_due
from robots.determination.found import Found
from robots.feelaw import refuse_service_not_charged_by_income


class Would(StrEnum):
    """What would become of one call."""

    ASK = "ask"
    KEPT = "kept"
    """An earlier answer still serves."""
    WAIT = "wait"
    """It is permitted, but the source is closed or paused."""
    NOT_PERMITTED = "not_permitted"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One call, or why there is none."""

    role: Role
    source: Source
    would: Would
    permit: Permit | None = None
    reason: Reason | None = None
    """Why it would not be made, or not now."""
    answered_at: datetime | None = None
    """Of the answer that serves."""


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """One case that the run would take up."""

    case_id: str
    due: date | None = None
    """None where the row cannot be read."""
    purpose: Purpose | None = None
    calls: tuple[PlannedCall, ...] = ()
    ends_as: Outcome | None = None
    """How it would end without any source of income being asked."""
    reason: Reason | None = None
    """Why."""
    register_is_known: bool = False
    """Whether what the population register says of the client is known without asking it."""


def plan_nightly(county: County, limit: int | None) -> tuple[PlannedCase, ...]:
    """What tonight's run would do, in its order; rows that cannot be read are told, too.

    Raises:
        CannotStart: the run itself could not be done.
    """
    reading = county.worklist.read()
    refused = tuple(
        PlannedCase(row.case_id or f"#{row.row}", ends_as=Outcome.FAILED, reason=row.reason)
        for row in reading.refused
    )
    planned: list[PlannedCase] = []
    for case in sorted(reading.cases, key=lambda case: (case.due, case.id)):
        if limit is not None and len(planned) >= limit:
            break
        try:
            if is_due(county, case):
                planned.append(_plan(county, case, Request()))
        except CannotStart:
            raise
        except WorkerError as error:
            planned.append(_refused(case, error))
    return (*refused, *planned)


def plan_one(county: County, case_id: str, request: Request) -> PlannedCase:
    """What an officer's request for the case would do.

    Raises:
        RequesterUnknown: the requester is not in the county's settings.
        CaseRefused: no such case, or its row cannot be read.
    """
    county.settings.access.end_user(request.requested_by)
    return _plan(county, county.worklist.case(case_id), request)


def _plan(county: County, case: Case, request: Request) -> PlannedCase:
    try:
        refuse_service_not_charged_by_income(case.service, case.act, county.day, case.act_section)
    except WorkerError as error:
        return _refused(case, error)
    ending = outcome_before_asking(case, county.settings.access, county.day)
    if ending is not None and ending.outcome is Outcome.HIGHEST_FEE_ACCEPTED:
        return PlannedCase(
            case.id, case.due, case.purpose, ends_as=ending.outcome, reason=ending.reason
        )
    folder = county.case_folder(case.id)
    state = folder.read_state(CaseState)
    before: dict[str, Answer] = {}
    if state is not None and state.determination == str(case.determination):
        before = folder.answers(str(Attempt(case.determination, state.attempt)))
    asking = Asking(county)
    kept = {call: answer for call, answer in before.items() if asking.serves(answer)}
    found = Found(kept)
    look = _Look(county, case, found, kept, request, asking)
    roles = [Role.CLIENT]
    if not county.settings.rules.leaves_spouse_out(case.service, case.purpose, county.day):
        roles.append(Role.SPOUSE)
    calls = tuple(one for role in roles for source in Source for one in look.calls(role, source))
    if ending is not None:
        # The population register is asked all the same, the sources of income are not.
        calls = tuple(
            one
            for one in calls
            if one.role is Role.CLIENT
            and (one.source is Source.POPULATION_REGISTER or one.source in INCOME_AUTHORITIES)
        )
    return PlannedCase(
        case.id,
        case.due,
        case.purpose,
        calls,
        ends_as=ending.outcome if ending is not None else None,
        reason=ending.reason if ending is not None else None,
        register_is_known=found.facts(Role.CLIENT) is not None,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    county: County
    case: Case
    found: Found
    kept: Mapping[str, Answer]
    request: Request
    asking: Asking

    def calls(self, role: Role, source: Source) -> Iterator[PlannedCall]:
        """Each call to the source about the person, or why there is none."""
        case = self.found.asked_about(self.case, role, source)
        permits = permits_for(
            case,
            role,
            source,
            household=self.found.household(),
            day=self.county.day,
            at=self.county.clock(),
            policy=self.county.settings.access,
            requested_by=self.request.requested_by or None,
            reason=self.request.reason or None,
        )
        if isinstance(permits, Refusal):
            is_needless = permits.state is State.NOT_NEEDED
            would = Would.NOT_NEEDED if is_needless else Would.NOT_PERMITTED
            yield PlannedCall(role, source, would, reason=permits.reason)
            return
        for permit in permits:
            yield self._call(permit, case.person(role))

    def _call(self, permit: Permit, person: Person | None) -> PlannedCall:
        role, source = permit.role, permit.source
        answer = self.kept.get(answer_name(permit))
        if (
            answer is not None
            and person is not None
            and answer.asked_with == self.asking.asked_with(person)
            and (answer.period is None or answer.period.start <= permit.period.start)
        ):
            return PlannedCall(role, source, Would.KEPT, permit, answered_at=answer.asked_at)
        is_urgent = bool(self.request.requested_by)
        not_now = self.county.traffic.why_not(source, urgent=is_urgent)
        if not_now is not None:
            return PlannedCall(role, source, Would.WAIT, permit, not_now.reason)
        return PlannedCall(role, source, Would.ASK, permit)


def _refused(case: Case, error: WorkerError) -> PlannedCase:
    return PlannedCase(
        case.id, case.due, case.purpose, ends_as=Outcome.FAILED, reason=Reason.of(error)
    )
