"""Asking one source: on a permit looked at this moment, never twice for what is already there.

The row is read from the worklist as it is now before every request: a consent withdrawn in the
middle of a run stops the very next one, and what came before it is not used.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace

from robots.access import permits_for
from robots.casefolder import CaseFolder
from robots.casework.answer import Answer, PersonFacts
from robots.casework.case import Case, Person
from robots.casework.errors import (
    ApplicationError,
    CannotStart,
    CaseRefused,
    SourceUnusable,
    WorkerError,
)
from robots.casework.permit import Permit, Refusal
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Role, Source, State
from robots.county import County
from robots.determination.attempt import Attempt, CaseState
from robots.determination.figures import HELD, KEPT
from robots.determination.found import Found
from robots.determination.outcome_as_data import where
from robots.determination.protection import protected

_REFUSED = "refused"


class SourceBroken(ApplicationError):
    """A fault of ours while one source was asked."""

    code = "source_broken"


class Superseded(CaseRefused):
    """The row has another due day or purpose now: this attempt is at nothing any more."""

    code = "superseded"


@dataclass(slots=True)
class Held:
    """Sources that nobody asks for the rest of this run, and why."""

    reasons: dict[Source, Reason] = field(default_factory=dict)
    for_sign_in: set[Source] = field(default_factory=set)

    def outcome(self, sources: list[Source]) -> Outcome:
        """What the cases of these sources wait for."""
        if self.for_sign_in.intersection(sources):
            return Outcome.WAITING_FOR_PERSON
        return Outcome.WAITING_FOR_SOURCE

    def reason(self, sources: list[Source]) -> Reason:
        """Why they were not asked; after a restart only that they were not."""
        known = [self.reasons[one] for one in sources if one in self.reasons]
        return (
            known[0] if known else Reason("source_held", {"source": f"words.source_{sources[0]}"})
        )


class Asking:
    """The sources of one county, for all its cases."""

    def __init__(self, county: County) -> None:
        self._county = county
        self.held = Held()
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
        return [_call_of(permit) for permit in permits]

    def ask(self, attempt: str, role: Role, source: Source, call: str) -> str:
        """One request on a permit looked at again this moment; the answer's state, ``kept`` where
        an earlier answer serves, or ``held``."""
        permits, person = self._look(attempt, role, source)
        if isinstance(permits, Refusal):
            self._refuse(attempt, permits)
            return permits.state
        permit = next(permit for permit in permits if _call_of(permit) == call)
        asked_with = self._asked_with(person)
        folder, name = self.folder(attempt), f"{role}-{source}-{call}"
        kept, facts = folder.answer(attempt, name), self.found(attempt).facts(role)
        if (
            kept is not None
            and self._serves(kept)
            and kept.asked_with == asked_with
            and (kept.period is None or kept.period.start <= permit.period.start)
        ):
            self._seal_letters(folder, attempt, name, kept, facts)
            return KEPT
        if self.stopped_by is not None or source in self.held.reasons:
            return HELD
        try:
            answer = self._ask(permit, person)
        except SourceUnusable as unusable:
            self.held.reasons[source] = Reason.of(unusable)
            if unusable.waits_for_sign_in:
                self.held.for_sign_in.add(source)
            return HELD
        except CannotStart as stopped:
            self.stopped_by = stopped
            return HELD
        answer = protected(answer, facts)
        folder.keep_answer(attempt, name, replace(answer, permit=permit, asked_with=asked_with))
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
            self.folder(attempt).take_over_answers(str(before), attempt, self._serves)

    def _look(
        self, attempt: str, role: Role, source: Source
    ) -> tuple[tuple[Permit, ...] | Refusal, Person]:
        """The permits and the person they are about, from one reading of the row."""
        found = self.found(attempt)
        case = found.identified(self.case(attempt))
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

    def _ask(self, permit: Permit, person: Person) -> Answer:
        """The source's answer; what went wrong with this request becomes a failed one."""
        try:
            return self._county.sources[permit.source].ask(permit, person, permit.period)
        except (SourceUnusable, CannotStart):
            raise
        except WorkerError as error:
            return Answer.failed(permit, error, self._county.clock())
        except Exception as error:  # a fault in one room must not take the other sources' answers
            fault = SourceBroken(source=f"words.source_{permit.source}", where=where(error))
        print(fault, file=sys.stderr)
        return Answer.failed(permit, fault, self._county.clock())

    def _serves(self, answer: Answer) -> bool:
        """Whether an authority's answer is still good enough not to ask again."""
        age = None if answer.asked_at is None else self._county.clock() - answer.asked_at
        return (
            answer.source is not Source.DOCUMENTS
            and answer.state in (State.FOUND, State.NONE)
            and age is not None
            and age.days < self._county.settings.run.answers_valid_days
        )

    def _asked_with(self, person: Person) -> str:
        code = person.identity_code
        return code.fingerprint(self._county.inputs_key) if code else ""


def _call_of(permit: Permit) -> str:
    """The call's name: the groups of data it may bring."""
    return "+".join(sorted(permit.data_groups))
