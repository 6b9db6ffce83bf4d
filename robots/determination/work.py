"""The steps of one case. Each looks at the case folder first, so each can be done again safely."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from threading import Lock
from typing import Any, Final

from pydantic import TypeAdapter

from robots.access import INCOME_AUTHORITIES, outcome_before_asking
from robots.casework.case import Case
from robots.casework.errors import BusinessError
from robots.casework.permit import Refusal
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Outcome, Role, Source, State
from robots.county import County
from robots.determination import delivery
from robots.determination.asking import Asking
from robots.determination.attempt import Attempt, CaseRecord, CaseState, Last, LeftUndone
from robots.determination.case_queue import priority_of
from robots.determination.events import note_delivery, note_left_undone
from robots.determination.gate import Gate
from robots.determination.night import Night
from robots.feelaw import refuse_service_not_charged_by_income
from robots.traffic import InWork, all_are
from robots.worklist import Result

RECORDS: Final = TypeAdapter(CaseRecord)


class CaseWork:
    """What the workflow does, step by step, with one county's rooms."""

    def __init__(
        self,
        county: County,
        asked_for: Callable[[], Collection[str]] = frozenset,
        in_work: InWork = all_are,
    ) -> None:
        """
        Args:
            asked_for: see :class:`robots.determination.night.Night`.
            in_work: see :mod:`robots.traffic.places`.
        """
        self._county = county
        self.asking = Asking(county, in_work)
        self.gate = Gate(lambda: county.make_sure())
        #: Compiling keeps a processor busy: of several at once none is done sooner, and the
        #: browser's thread has to wait for all of them.
        self._one_at_a_time = Lock()
        self.night = Night(lambda: county.traffic.is_run_over(), self.asking.is_urgent, asked_for)

    def open(self, attempt: str) -> dict[str, Any] | None:
        """Read the row; the record at once, where there is nothing to find out."""
        if (known := self._known_end(attempt)) is not None:
            return known
        try:
            case = self.asking.case(attempt)
            refuse_service_not_charged_by_income(
                case.service, case.act, self._county.day, case.act_section
            )
        except BusinessError as refused:
            return _dumped(CaseRecord(attempt, Outcome.FAILED, Reason.of(refused)))
        self.asking.take_over_answers(attempt)
        return self._ended_before_asking(attempt, case, Outcome.HIGHEST_FEE_ACCEPTED)

    def end_unless_permitted(self, attempt: str) -> dict[str, Any] | None:
        """The record, where no source of income may be asked and the client brings nothing.

        The population register has been asked by then, where it may be: a guardian, a death or a
        protected address must be known before a notice goes out.
        """
        case = self.asking.case(attempt)
        if self._ended_before_asking(attempt, case, Outcome.NO_PERMIT) is None:
            return None
        for source in INCOME_AUTHORITIES:
            self.asking.permitted_calls(attempt, Role.CLIENT, source)
        return self._ended_before_asking(attempt, case, Outcome.NO_PERMIT)

    def is_spouse_needed(self, attempt: str) -> bool:
        """Whether the law asks for the spouse's income in this case (7 c §, 10 f §), or a voucher's
        rule does."""
        case, rules = self.asking.case(attempt), self._county.settings.rules
        if rules.leaves_spouse_out(case.service, case.purpose, self._county.day):
            return False
        permits = self.asking.permits(attempt, Role.SPOUSE, Source.DOCUMENTS)
        return not (isinstance(permits, Refusal) and permits.state is State.NOT_NEEDED)

    def calls_of(
        self, attempt: str, role: Role, sources: Sequence[Source]
    ) -> tuple[list[tuple[str, str]], int]:
        """The calls that may be made to the sources now, each with its source's name, and how soon:
        an officer's go first."""
        calls = [
            (source.value, call)
            for source in sources
            for call in self.asking.permitted_calls(attempt, role, source)
        ]
        return calls, priority_of(attempt, is_requested=self.asking.is_urgent(attempt))

    def ask(
        self,
        attempt: str,
        role: Role,
        source: Source,
        call: str,
        tried: int,
        run_id: str,
        call_id: str,
    ) -> str | Mapping[str, Any]:
        """One call: its answer's state, ``held``, ``over``, or when to try again; see
        :class:`Asking`."""
        return self.asking.ask(attempt, role, source, call, tried, run_id, call_id)

    def compile_and_deliver(self, attempt: str, run_id: str, held: list[str]) -> dict[str, Any]:
        """Classify, reconcile, preview; deliver what is new, whole or not at all.

        A case of which any call was held back is not delivered as if it were done.
        """
        if (known := self._known_end(attempt)) is not None:
            return known
        found = self.asking.found(attempt)
        if held:
            sources = [Source(one) for one in held]
            outcome, why = self.asking.leave.held(sources, urgent=self.asking.is_urgent(attempt))
            return _dumped(
                CaseRecord(
                    attempt,
                    outcome,
                    why,
                    ask_again=True,
                    sources=found.source_records(),
                )
            )
        case, folder = self.asking.case(attempt), self.asking.folder(attempt)
        with nullcontext() if self.asking.is_urgent(attempt) else self._one_at_a_time:
            record = delivery.compile_and_deliver(
                self._county, case, folder, found, attempt, run_id
            )
        note_delivery(run_id, record)
        return _dumped(record)

    def broken(self, attempt: str, reason: Reason, ask_again: bool) -> dict[str, Any]:
        """The record of an attempt that could not be brought to its end."""
        return _dumped(CaseRecord(attempt, Outcome.FAILED, reason, ask_again=ask_again))

    def left_undone(
        self, run_id: str, ended: dict[str, Any], what: Last, why: Reason
    ) -> dict[str, Any]:
        """The record with what could not be done after the end: what is delivered stays delivered,
        and the next run tries again to write it down."""
        record = RECORDS.validate_python(ended)
        undone = (*record.left_undone, LeftUndone(what, why))
        record = replace(record, ask_again=True, left_undone=undone)
        note_left_undone(run_id, record)
        return _dumped(record)

    def write_back(self, attempt: str, ended: dict[str, Any]) -> None:
        """Tell the worklist; an open worklist file keeps it waiting, never loses it."""
        record = RECORDS.validate_python(ended)
        if record.reason is not None and record.reason.code == "superseded":
            return  # the row belongs to another determination, whose own result will come
        reason = record.reason or Reason(f"outcome_{record.outcome}")
        folder = self.asking.folder(attempt)
        self._county.worklist.write_back(
            Result(
                case_id=record.case_id,
                outcome=record.outcome,
                at=self._county.clock(),
                workbook=str(folder.to_edit(record.version)) if record.version else "",
                reason_fi=reason.in_words(Language.FINNISH),
                reason_sv=reason.in_words(Language.SWEDISH),
            )
        )

    def close(self, attempt: str, ended: dict[str, Any]) -> None:
        """Remember how it ended, for the next night; not over what a later attempt remembers."""
        record, attempted = RECORDS.validate_python(ended), Attempt.parse(attempt)
        folder = self.asking.folder(attempt)
        state = folder.read_state(CaseState)
        if state is None or not state.is_of(attempted):
            return
        folder.write_state(
            replace(
                state,
                ended=True,
                outcome=record.outcome,
                ask_again=record.ask_again,
                version=record.version or state.version,
                why=record.reason,
            )
        )
        folder.clear_attempts_but(attempt if record.ask_again else None)

    def _known_end(self, attempt: str) -> dict[str, Any] | None:
        """The record of an attempt that has ended by what its case folder remembers."""
        state = self.asking.ended(attempt)
        if state is None or state.outcome is None:
            return None
        return _dumped(
            CaseRecord(attempt, state.outcome, state.why, state.version, ask_again=state.ask_again)
        )

    def _ended_before_asking(
        self, attempt: str, case: Case, outcome: Outcome
    ) -> dict[str, Any] | None:
        ending = outcome_before_asking(case, self._county.settings.access, self._county.day)
        if ending is None or ending.outcome is not outcome:
            return None
        sources = self.asking.found(attempt).source_records()
        return _dumped(CaseRecord(attempt, ending.outcome, ending.reason, sources=sources))


def _dumped(record: CaseRecord) -> dict[str, Any]:
    """As the queue's database and the next step take it."""
    dumped: dict[str, Any] = RECORDS.dump_python(record, mode="json")
    return dumped
