"""The steps of one case. Each looks at the case folder first, so each can be done again safely.

The row is read from the worklist as it is now before every request: a consent withdrawn in the
middle of a run stops the very next one.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter

from robots.access import INCOME_AUTHORITIES, outcome_before_asking, permits_for
from robots.casefolder import CaseFolder
from robots.casework.answer import Answer
from robots.casework.case import Case, Person
from robots.casework.errors import ApplicationError, BusinessError, SourceUnusable, WorkerError
from robots.casework.permit import Permit, Refusal
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Outcome, Role, Source, State
from robots.county import County
from robots.determination import delivery
from robots.determination.attempt import Attempt, CaseRecord, CaseState, Held
from robots.determination.found import Found
from robots.determination.outcome_as_data import where
from robots.feelaw import refuse_service_not_charged_by_income
from robots.worklist import Result

RECORDS: Final = TypeAdapter(CaseRecord)
HELD: Final = "held"
REFUSED: Final = "refused"


class SourceBroken(ApplicationError):
    """A fault of ours while one source was asked."""

    code = "source_broken"


class CaseWork:
    """What the workflow does, step by step, with one county's rooms."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._held = Held()

    # --- the steps ---------------------------------------------------------------------------

    def open(self, attempt: str) -> dict[str, Any] | None:
        """Read the row; the record at once, where there is nothing to find out."""
        try:
            case = self._case(attempt)
            refuse_service_not_charged_by_income(case.service, case.act, self._county.day)
        except BusinessError as refused:
            return _dumped(CaseRecord(attempt, Outcome.FAILED, Reason.of(refused)))
        self._take_over_answers(attempt)
        return self._ended_before_asking(attempt, case, Outcome.HIGHEST_FEE_ACCEPTED)

    def permitted_calls(self, attempt: str, role: Role, source: Source) -> list[str]:
        """The names of the calls that may be made; none where the permit is refused."""
        folder = self._folder(attempt)
        permits = self._permits(attempt, role, source)
        if isinstance(permits, Refusal):
            folder.keep_answer(attempt, f"{role}-{source}-{REFUSED}", Answer.refused(permits))
            return []
        return [_call_of(permit) for permit in permits]

    def ask(self, attempt: str, role: Role, source: Source, call: str) -> str:
        """One request on a permit looked at again this moment; returns the answer's state."""
        folder, name = self._folder(attempt), f"{role}-{source}-{call}"
        kept = folder.answer(attempt, name)
        if kept is not None:
            return kept.state
        if source in self._held.reasons:
            return HELD
        permits = self._permits(attempt, role, source)
        if isinstance(permits, Refusal):
            folder.keep_answer(attempt, name, Answer.refused(permits))
            return permits.state
        permit = next(permit for permit in permits if _call_of(permit) == call)
        try:
            answer = self._ask(attempt, permit, role)
        except SourceUnusable as unusable:
            self._hold(source, unusable)
            return HELD
        folder.keep_answer(attempt, name, replace(answer, permit=permit))
        return answer.state

    def end_unless_permitted(self, attempt: str) -> dict[str, Any] | None:
        """The record, where no source of income may be asked and the client brings nothing.

        The population register has been asked by then, where it may be: a guardian, a death or a
        protected address must be known before a notice goes out.
        """
        ended = self._ended_before_asking(attempt, self._case(attempt), Outcome.NO_PERMIT)
        if ended is not None:
            for source in INCOME_AUTHORITIES:
                self.permitted_calls(attempt, Role.CLIENT, source)
            ended = self._ended_before_asking(attempt, self._case(attempt), Outcome.NO_PERMIT)
        return ended

    def is_spouse_needed(self, attempt: str) -> bool:
        """Whether the law asks for the spouse's income in this case (7 c §, 10 f §)."""
        permits = self._permits(attempt, Role.SPOUSE, Source.DOCUMENTS)
        return not (isinstance(permits, Refusal) and permits.state is State.NOT_NEEDED)

    def compile_and_deliver(self, attempt: str, run_id: str) -> dict[str, Any]:
        """Classify, reconcile, preview; deliver what is new, whole or not at all."""
        found = self._found(attempt)
        missing = found.sources_without_answer()
        if missing:
            return self._ended(attempt, self._waiting_for(missing), self._why_held(missing))
        return _dumped(
            delivery.compile_and_deliver(
                self._county, self._case(attempt), self._folder(attempt), found, attempt, run_id
            )
        )

    def broken(self, attempt: str, reason: Reason) -> dict[str, Any]:
        """The record of an attempt that could not be brought to its end."""
        return _dumped(CaseRecord(attempt, Outcome.FAILED, reason, ask_again=True))

    def write_back(self, attempt: str, ended: dict[str, Any]) -> None:
        """Tell the worklist; an open worklist file keeps it waiting, never loses it."""
        record = RECORDS.validate_python(ended)
        reason = record.reason or Reason(f"outcome_{record.outcome}")
        folder = self._folder(attempt)
        self._county.worklist.write_back(
            Result(
                case_id=record.case_id,
                outcome=record.outcome,
                at=self._county.clock(),
                workbook=str(folder.workbook_of(record.version)) if record.version else "",
                reason_fi=reason.in_words(Language.FINNISH),
                reason_sv=reason.in_words(Language.SWEDISH),
            )
        )

    def close(self, attempt: str, ended: dict[str, Any]) -> None:
        """Remember how it ended, for the next night."""
        record = RECORDS.validate_python(ended)
        folder = self._folder(attempt)
        state = folder.read_state(CaseState)
        if state is not None:
            folder.write_state(
                replace(
                    state,
                    ended=True,
                    outcome=record.outcome,
                    ask_again=record.ask_again,
                    version=record.version or state.version,
                )
            )
        before = Attempt.parse(attempt).before
        if before is not None:
            folder.clear_attempt(str(before))  # what was valid of it has been taken over
        if not record.ask_again:
            folder.clear_attempt(attempt)

    # --- what they stand on ------------------------------------------------------------------

    def _case(self, attempt: str) -> Case:
        return self._county.worklist.case(Attempt.parse(attempt).determination.case_id)

    def _folder(self, attempt: str) -> CaseFolder:
        return self._county.case_folder(Attempt.parse(attempt).determination.case_id)

    def _found(self, attempt: str) -> Found:
        return Found(self._folder(attempt).answers(attempt))

    def _permits(self, attempt: str, role: Role, source: Source) -> tuple[Permit, ...] | Refusal:
        found = self._found(attempt)
        request = self._folder(attempt).read_state(CaseState)
        return permits_for(
            found.identified(self._case(attempt)),
            role,
            source,
            household=found.household(),
            day=self._county.day,
            at=self._county.clock(),
            policy=self._county.settings.access,
            requested_by=(request and request.requested_by) or None,
            reason=(request and request.reason) or None,
        )

    def _ask(self, attempt: str, permit: Permit, role: Role) -> Answer:
        person = self._found(attempt).identified(self._case(attempt)).person(role)
        if person is None:
            person = Person(role, None)
        try:
            return self._county.sources[permit.source].ask(permit, person, permit.period)
        except SourceUnusable:
            raise
        except WorkerError as error:
            return Answer.failed(permit, error, self._county.clock())
        except Exception as error:  # a fault in one room must not take the other sources' answers
            fault = SourceBroken(source=permit.source.value, where=where(error))
            print(fault, file=sys.stderr)
            return Answer.failed(permit, fault, self._county.clock())

    def _ended_before_asking(
        self, attempt: str, case: Case, outcome: Outcome
    ) -> dict[str, Any] | None:
        ending = outcome_before_asking(case, self._county.settings.access, self._county.day)
        if ending is None or ending.outcome is not outcome:
            return None
        return self._ended(attempt, ending.outcome, ending.reason)

    def _take_over_answers(self, attempt: str) -> None:
        """Valid answers of the attempt before serve this one: no authority is asked twice."""
        before = Attempt.parse(attempt).before
        if before is not None:
            self._folder(attempt).take_over_answers(
                str(before),
                attempt,
                lambda answer: (
                    answer.source is not Source.DOCUMENTS
                    and answer.state in (State.FOUND, State.NONE)
                    and answer.asked_at is not None
                    and (self._county.clock() - answer.asked_at).days
                    < self._county.settings.run.answers_valid_days
                ),
            )

    def _hold(self, source: Source, unusable: SourceUnusable) -> None:
        self._held.reasons[source] = Reason.of(unusable)
        if unusable.waits_for_sign_in:
            self._held.for_sign_in.add(source)

    def _waiting_for(self, sources: list[Source]) -> Outcome:
        if self._held.for_sign_in.intersection(sources):
            return Outcome.WAITING_FOR_PERSON
        return Outcome.WAITING_FOR_SOURCE

    def _why_held(self, sources: list[Source]) -> Reason:
        known = [self._held.reasons[one] for one in sources if one in self._held.reasons]
        return known[0] if known else Reason("source_held", {"source": sources[0].value})

    def _ended(
        self, attempt: str, outcome: Outcome, reason: Reason | None = None
    ) -> dict[str, Any]:
        waits = outcome in (Outcome.WAITING_FOR_SOURCE, Outcome.WAITING_FOR_PERSON)
        sources = self._found(attempt).source_records()
        return _dumped(CaseRecord(attempt, outcome, reason, ask_again=waits, sources=sources))


def _dumped(record: CaseRecord) -> dict[str, Any]:
    """As the queue's database and the next step take it."""
    dumped: dict[str, Any] = RECORDS.dump_python(record, mode="json")
    return dumped


def _call_of(permit: Permit) -> str:
    """The call's name: the groups of data it may bring."""
    return "+".join(sorted(permit.data_groups))
