"""Asking one source: on a permit looked at this moment, never twice for what is already there.

The row is read from the worklist as it is now before every request: a consent withdrawn in the
middle of a run stops the very next one, and what came before it is not used.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from robots.access import permits_for
from robots.casefolder import CaseFolder
from robots.casework.answer import Answer, PersonFacts
from robots.casework.case import Case, Person
from robots.casework.errors import (
    ApplicationError,
    CannotStart,
    CaseRefused,
    SourceUnusable,
    TryAgain,
    WorkerError,
)
from robots.casework.permit import Permit, Refusal
from robots.casework.words import Role, Source, State
from robots.county import County
from robots.determination.attempt import Attempt, CaseState
from robots.determination.events import noted_call
from robots.determination.figures import HELD, KEPT, OVER
from robots.determination.found import Found
from robots.determination.leave import Again, Leave, SourcePaused
from robots.determination.outcome_as_data import where
from robots.determination.protection import protected
from robots.traffic import Call, InWork, NotNow, all_are

_REFUSED = "refused"


class SourceBroken(ApplicationError):
    """A fault of ours while one source was asked."""

    code = "source_broken"


class Superseded(CaseRefused):
    """The row has another due day or purpose now: this attempt is at nothing any more."""

    code = "superseded"


@dataclass(frozen=True, slots=True)
class _Question:
    """What may be asked at this moment, on the row and the answers as they are."""

    permit: Permit
    person: Person
    asked_with: str
    facts: PersonFacts | None


class Asking:
    """The sources of one county, for all its cases."""

    def __init__(self, county: County, in_work: InWork = all_are) -> None:
        """``in_work``: which calls are, see :mod:`robots.traffic.places`."""
        self._county = county
        self._in_work = in_work
        self.leave = Leave(county)
        self.stopped_by: CannotStart | None = None
        """What keeps anybody from being asked any more, e.g. an access log that is full."""

    def case(self, attempt: str) -> Case:
        """The attempt's row as it is now.

        Raises:
            Superseded: the row is about another determination by now.
            CaseRefused: the row is gone, or cannot be read.
        """
        determination = Attempt.parse(attempt).determination
        case = self._county.worklist.case(determination.case_id)
        if case.determination != determination:
            raise Superseded()
        return case

    def folder(self, attempt: str) -> CaseFolder:
        return self._county.case_folder(Attempt.parse(attempt).determination.case_id)

    def found(self, attempt: str) -> Found:
        return Found(self.folder(attempt).answers(attempt))

    def permits(self, attempt: str, role: Role, source: Source) -> tuple[Permit, ...] | Refusal:
        """Leave to ask, by the row and the register's answer as they are now."""
        return self._look(attempt, role, source)[0]

    def permitted_calls(self, attempt: str, role: Role, source: Source) -> list[str]:
        """The names of the calls that may be made; none where the permit is refused."""
        permits = self.permits(attempt, role, source)
        if isinstance(permits, Refusal):
            self._refuse(attempt, permits)
            return []
        self._allow(attempt, role, source)
        return [call_of(permit) for permit in permits]

    def ask(
        self,
        attempt: str,
        role: Role,
        source: Source,
        call: str,
        tried: int = 0,
        run_id: str = "",
        call_id: str = "",
    ) -> str | Again:
        """One call on a permit looked at this moment, as soon as it is its turn.

        Args:
            tried: how often the call has failed in this attempt.
            run_id: of the run that it is made for, for the journal.
            call_id: its name in the queue, which it keeps when another worker takes it over.

        Returns:
            The answer's state; ``kept`` where an earlier answer serves; ``held`` where the source
            is not asked in this run; ``over`` where the run has ended, and the next one asks; or
            when the call is to be made again.
        """
        if self.ended(attempt) is not None:
            return KEPT
        question = self._question(attempt, role, source, call)
        if isinstance(question, str):
            return question
        if self.stopped_by is not None:
            return HELD
        turn = self._county.traffic.begin(
            source,
            question.permit.case_id,
            urgent=self.is_urgent(attempt),
            call_id=call_id,
            in_work=self._in_work,
        )
        if isinstance(turn, NotNow):
            return self._not_now(attempt, question, turn, tried)
        with turn:
            if turn.has_waited:
                question = self._question(attempt, role, source, call)
                if isinstance(question, str):
                    return question
            with noted_call(run_id, attempt, role, source, call, tried) as result_is:
                return result_is(self._ask(attempt, question, turn, tried))

    def ended(self, attempt: str) -> CaseState | None:
        """What the case folder remembers of the attempt, where that has ended. The queue may know
        less: it may be an older one, restored from a backup."""
        state = self.folder(attempt).read_state(CaseState)
        has_ended = state is not None and state.ended and state.is_of(Attempt.parse(attempt))
        return state if has_ended else None

    def is_urgent(self, attempt: str) -> bool:
        """Whether an officer has asked for the case and waits for it."""
        state = self.folder(attempt).read_state(CaseState)
        return state is not None and bool(state.requested_by)

    def _question(self, attempt: str, role: Role, source: Source, call: str) -> _Question | str:
        """What to ask; the call's result, where there is nothing to ask."""
        permits, person = self._look(attempt, role, source)
        if isinstance(permits, Refusal):
            self._refuse(attempt, permits)
            return permits.state
        permit = next(permit for permit in permits if call_of(permit) == call)
        asked_with = self.asked_with(person)
        folder, name = self.folder(attempt), answer_name(permit)
        kept, facts = folder.answer(attempt, name), self.found(attempt).facts(role)
        if (
            kept is not None
            and self.serves(kept)
            and kept.asked_with == asked_with
            and (kept.period is None or kept.period.start <= permit.period.start)
        ):
            self._seal_letters(folder, attempt, name, kept, facts)
            return KEPT
        return _Question(permit, person, asked_with, facts)

    def _ask(self, attempt: str, question: _Question, turn: Call, tried: int) -> str | Again:
        """Ask, and say what it means for the source; a fault of ours means nothing for it."""
        permit, clock = question.permit, self._county.clock
        try:
            source = self._county.sources[permit.source]
            answer = source.ask(permit, question.person, permit.period)
        except CannotStart as stopped:
            self.stopped_by = stopped
            return HELD
        except (SourceUnusable, TryAgain) as error:
            turn.ended(error)
            paused = self.leave.is_paused(permit.source, urgent=turn.urgent)
            if paused is not None:
                return self._not_now(attempt, question, paused, tried)
            again = None
            if isinstance(error, TryAgain):
                again = self.leave.after_failure(error, tried)
            if again is not None:
                return again
            answer = Answer.failed(permit, error, clock())
        except WorkerError as error:
            turn.ended(error)
            answer = Answer.failed(permit, error, clock())
        except Exception as error:  # a fault in one room must not take the other sources' answers
            fault = SourceBroken(source=f"words.source_{permit.source}", where=where(error))
            print(fault, file=sys.stderr)
            answer = Answer.failed(permit, fault, clock())
        else:
            turn.ended(None)
        return self._keep(attempt, question, answer)

    def _not_now(
        self, attempt: str, question: _Question, not_now: NotNow, tried: int
    ) -> str | Again:
        """The source is not asked now: later in the run, in another one, or not at all."""
        if not_now.is_run_over:
            return OVER
        if self.leave.goes_on_without(not_now):
            paused = SourcePaused(source=f"words.source_{not_now.source}")
            answer = Answer.failed(question.permit, paused, self._county.clock())
            return self._keep(attempt, question, answer)
        return self.leave.put_off(not_now, tried) or HELD

    def _keep(self, attempt: str, question: _Question, answer: Answer) -> str:
        answer = protected(answer, question.facts)
        self.folder(attempt).keep_answer(
            attempt,
            answer_name(question.permit),
            replace(answer, permit=question.permit, asked_with=question.asked_with),
        )
        return answer.state

    def _seal_letters(
        self, folder: CaseFolder, attempt: str, name: str, kept: Answer, facts: PersonFacts | None
    ) -> None:
        """Leave no open letter lying, where the register tells of a protection by now."""
        answer = protected(kept, facts)
        if answer is not kept:
            folder.forget_answers(attempt, lambda one: one == kept)
            folder.keep_answer(attempt, name, answer)

    def take_over_answers(self, attempt: str) -> None:
        """Valid answers of the attempt before serve this one; :meth:`ask` looks at each again."""
        before = Attempt.parse(attempt).before
        if before is not None:
            self.folder(attempt).take_over_answers(str(before), attempt, self.serves)

    def _look(
        self, attempt: str, role: Role, source: Source
    ) -> tuple[tuple[Permit, ...] | Refusal, Person]:
        """The permits and the person they are about, from one reading of the row."""
        found = self.found(attempt)
        case = found.asked_about(self.case(attempt), role, source)
        request = self.folder(attempt).read_state(CaseState)
        permits = permits_for(
            case,
            role,
            source,
            household=found.household(),
            day=self._county.day,
            at=self._county.clock(),
            policy=self._county.settings.access,
            requested_by=(request and request.requested_by) or None,
            reason=(request and request.reason) or None,
        )
        return permits, case.person(role) or Person(role, None)

    def _refuse(self, attempt: str, refusal: Refusal) -> None:
        """Keep the refusal, and nothing that the same source brought while it still might."""
        folder = self.folder(attempt)
        folder.forget_answers(
            attempt, lambda one: (one.role, one.source) == (refusal.role, refusal.source)
        )
        name = f"{refusal.role}-{refusal.source}-{_REFUSED}"
        folder.keep_answer(attempt, name, Answer.refused(refusal))

    def _allow(self, attempt: str, role: Role, source: Source) -> None:
        """Forget an earlier refusal: a consent that came since may be used in this attempt."""
        self.folder(attempt).forget_answers(
            attempt,
            lambda one: (
                (one.role, one.source) == (role, source)
                and one.state in (State.NOT_PERMITTED, State.NOT_NEEDED)
            ),
        )

    def serves(self, answer: Answer) -> bool:
        """Whether an authority's answer is still good enough not to ask again."""
        age = None if answer.asked_at is None else self._county.clock() - answer.asked_at
        return (
            answer.source is not Source.DOCUMENTS
            and answer.state in (State.FOUND, State.NONE)
            and age is not None
            and age.days < self._county.settings.run.answers_valid_days
        )

    def asked_with(self, person: Person) -> str:
        """A keyed hash of whom an answer is about, kept beside it."""
        code = person.identity_code
        return code.fingerprint(self._county.inputs_key) if code else ""


def call_of(permit: Permit) -> str:
    """The call's name: the groups of data it may bring."""
    return "+".join(sorted(permit.data_groups))


def answer_name(permit: Permit) -> str:
    """Under which the call's answer lies in the case folder."""
    return f"{permit.role}-{permit.source}-{call_of(permit)}"
