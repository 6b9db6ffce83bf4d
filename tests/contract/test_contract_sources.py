"""One contract for every source: no silent zero, no row that is missing, no word too much."""

from __future__ import annotations

import traceback
from decimal import Decimal

import pytest
from contract_cases import CASES, Case, Does, NotHere, Raised, Told
from contract_world import PERSONAL, SOMEBODY, SUBJECTS, Subject, World, figures, has_something

from robots.casework.answer import Answer
from robots.casework.errors import WorkerError
from robots.casework.texts import Language
from robots.casework.words import State


def _param(name: str, subject: Subject, case: Case) -> object:
    if isinstance(case, NotHere):
        skipped = pytest.mark.skip(reason=f"{name}: {case.because}")
        told = f"{subject.name}-{name}-not here: {case.because}"
        return pytest.param(subject, case, id=told, marks=skipped)
    return pytest.param(subject, case, id=f"{subject.name}-{name}")


EVERY_CASE = [
    _param(name, subject, by_subject[subject])
    for name, by_subject in CASES.items()
    for subject in SUBJECTS
]


class TestEverySource:
    """What holds for each source in each case of the table."""

    @pytest.mark.parametrize(("subject", "case"), EVERY_CASE)
    def test_what_comes_of_it(self, world: World, subject: Subject, case: Case) -> None:
        assert not isinstance(case, NotHere)
        does, expected = case
        if isinstance(expected, Raised):
            error = self._raised(world, subject, does)
            self._is(error, expected, world)
            self._says_nothing_personal(error)
        else:
            answer = self._asked(world, subject, does)
            self._tells(answer, expected, world, subject)
        self._has_two_rows_for_each_attempt(world)

    @pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
    def test_after_trouble_it_answers_as_before(self, world: World, subject: Subject) -> None:
        undisturbed = subject.ask(world)
        for failure in ("503", "truncated", "reset"):
            subject.switch(world).turn_on(failure, times=1)
            answer = subject.ask(world)
            assert _what(answer) == _what(undisturbed)
        self._has_two_rows_for_each_attempt(world)

    def _asked(self, world: World, subject: Subject, does: Does) -> Answer:
        if does.failure is not None:
            person = subject.about if does.person else None
            subject.switch(world).turn_on(does.failure, person=person, **does.values)
        return subject.ask(world, does.asks_about or SOMEBODY, **does.connection)

    def _raised(self, world: World, subject: Subject, does: Does) -> WorkerError:
        with pytest.raises(WorkerError) as caught:
            self._asked(world, subject, does)
        return caught.value

    def _is(self, error: WorkerError, expected: Raised, world: World) -> None:
        assert isinstance(error, expected.branch)
        assert len(world.rows) == 2 * expected.attempts
        assert {row.outcome for row in world.rows[1::2]} == {expected.row or error.code}
        assert len(world.slept) == expected.attempts - 1
        if expected.code is not None:
            assert error.code == expected.code

    def _says_nothing_personal(self, error: WorkerError) -> None:
        said = "".join(traceback.format_exception(error))
        said += repr(error) + repr(error.context)
        said += "".join(error.in_words(language) for language in Language)
        assert not [word for word in PERSONAL if word in said]

    def _tells(self, answer: Answer, expected: Told, world: World, subject: Subject) -> None:
        assert answer.state is expected.state
        assert not [one for one in figures(answer) if one.gross == Decimal(0)]
        assert has_something(answer) is (expected.state in (State.FOUND, State.PARTIAL))
        assert {row.outcome for row in world.rows[1::2]} == {expected.state.value}
        if expected.unknown_amount:
            (unknown,) = [one for one in figures(answer) if one.gross is None]
            assert [one.code for one in answer.findings if unknown.id in one.refers_to]
        if expected.as_usual:
            world.begin()
            assert _what(answer) == _what(subject.ask(world))

    def _has_two_rows_for_each_attempt(self, world: World) -> None:
        before, after = world.rows[::2], world.rows[1::2]
        assert world.rows
        assert len(before) == len(after)
        assert {row.outcome for row in before} == {"asked"}
        assert "asked" not in {row.outcome for row in after}
        for asked, answered in zip(before, after, strict=True):
            assert (asked.request_id, asked.attempt) == (answered.request_id, answered.attempt)
            assert asked.at <= answered.at
            assert asked.person == answered.person
            assert asked.bytes_received == 0


def _what(answer: Answer) -> object:
    """What was read, without when."""
    facts = answer.person
    return (
        answer.state,
        [(one.kind, one.payer, one.gross, one.tax, one.paid_on) for one in answer.incomes],
        [(one.hectares, one.municipality) for one in answer.forests],
        facts and (facts.name, facts.flags, facts.residents),
        [one.code for one in answer.findings],
    )
