"""Pauses that every worker sees, and the one call that tries whether a source answers again."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from town import NOON, Town

from robots.casework.errors import ReplyRefused, SourceUnusable, TryAgain, WorkerError
from robots.casework.texts import Language
from robots.casework.words import Source
from robots.traffic import Call, Kind, NotNow, Pause, Traffic, TrafficUnreachable

SOURCE = Source.INCOMES_REGISTER


class NoAnswer(TryAgain):
    code = "service_unavailable"


class Strange(SourceUnusable):
    code = "kela_page_not_recognised"


class BadPassword(SourceUnusable):
    code = "population_register_credentials_refused"
    refuses_us = True


class NobodySignedIn(SourceUnusable):
    code = "kela_sign_in_awaited"
    waits_for_sign_in: ClassVar[bool] = True


class AnotherPerson(ReplyRefused):
    code = "person_mismatch"


def call(
    worker: Traffic,
    error: WorkerError | None = None,
    *,
    case: str = "T-0001",
    source: Source = SOURCE,
    urgent: bool = False,
) -> NotNow | None:
    """One call that ends so; why not, where there is none."""
    begun = worker.begin(source, case, urgent=urgent)
    if isinstance(begun, NotNow):
        return begun
    with begun:
        begun.ended(error)
    return None


def fail(worker: Traffic, *cases: str) -> None:
    for case in cases:
        assert call(worker, NoAnswer(), case=case) is None


def current(worker: Traffic, source: Source = SOURCE) -> Pause:
    return next(pause for pause in worker.paused() if pause.source is source)


def refused(worker: Traffic, source: Source = SOURCE, *, urgent: bool = False) -> NotNow:
    not_now = worker.why_not(source, urgent=urgent)
    assert not_now is not None
    return not_now


def test_failures_of_three_cases_in_a_row_pause_the_source_for_every_worker(
    any_town: Town,
) -> None:
    one, other = any_town.worker(), any_town.worker()
    fail(one, "T-0001", "T-0002")
    assert one.paused() == []
    fail(other, "T-0003")
    for worker in (one, other):
        not_now = call(worker)
        assert not_now is not None
        assert (not_now.kind, not_now.reason.code) == (Kind.FAILURES, "source_does_not_answer")
        assert not_now.until == NOON + timedelta(seconds=60)
    assert call(one, source=Source.KELA) is None


def test_an_answer_between_them_means_that_they_are_not_in_a_row(town: Town) -> None:
    worker = town.worker()
    fail(worker, "T-0001", "T-0002")
    call(worker, AnotherPerson(), case="T-0003")  # what was answered is no matter
    fail(worker, "T-0004", "T-0005")
    assert worker.paused() == []


def test_one_case_that_fails_again_and_again_pauses_nothing(town: Town) -> None:
    worker = town.worker()
    fail(worker, *["T-0001"] * 10)
    assert worker.paused() == []


@pytest.mark.parametrize("error", [NoAnswer(), Strange(), BadPassword(), NobodySignedIn()])
def test_papers_that_cannot_be_read_never_pause_the_reading_of_papers(
    any_town: Town, error: WorkerError
) -> None:
    """Papers are no authority: one client's say nothing of the next client's."""
    worker = any_town.worker()
    for case in ("T-0001", "T-0002", "T-0003", "T-0004"):
        assert call(worker, error, case=case, source=Source.DOCUMENTS) is None
    assert worker.paused() == []
    worker.pause(Source.DOCUMENTS, "virkailija-07", "")
    assert call(worker, source=Source.DOCUMENTS) is not None, "a person may"


def test_one_call_tries_and_its_answer_resumes_the_source_for_all(any_town: Town) -> None:
    one, other = any_town.worker(), any_town.worker()
    fail(one, "T-0001", "T-0002", "T-0003")
    any_town.pass_time(61)
    trying = one.begin(SOURCE, "T-0004", urgent=False)
    assert isinstance(trying, Call)
    with trying:
        waits = other.begin(SOURCE, "T-0005", urgent=True)
        assert isinstance(waits, NotNow)
        # Not held back for the night, nor an officer sent away: it is known in a moment.
        assert waits.waits_until == any_town.at + timedelta(seconds=2)
        trying.ended(None)
    assert call(other) is None
    assert one.paused() == []
    (told,) = one.pauses_between(NOON, any_town.at)
    assert (told.since, told.over_at, told.by) == (NOON, any_town.at, "")


def test_a_try_that_fails_doubles_the_time_up_to_the_longest(town: Town) -> None:
    worker = town.worker(pause_seconds=60, longest_pause_seconds=200)
    fail(worker, "T-0001", "T-0002", "T-0003")
    for seconds in (60, 120, 200, 200):
        until = current(worker).until
        assert until == town.at + timedelta(seconds=seconds)
        town.pass_time(seconds)
        fail(worker, "T-0009")


def test_a_worker_that_dies_while_it_tries_leaves_the_try_to_another(town: Town) -> None:
    one, other = town.worker(), town.worker()
    fail(one, "T-0001", "T-0002", "T-0003")
    town.pass_time(60)
    assert isinstance(one.begin(SOURCE, "T-0004", urgent=False), Call)  # and is never heard of
    town.pass_time(300)
    assert call(other) is not None
    town.pass_time(301)
    assert call(other) is None
    assert other.paused() == []


def test_a_try_of_which_nothing_came_for_our_own_reasons_says_nothing(town: Town) -> None:
    worker = town.worker()
    fail(worker, "T-0001", "T-0002", "T-0003")
    town.pass_time(60)
    trying = worker.begin(SOURCE, "T-0004", urgent=False)
    assert isinstance(trying, Call)
    with pytest.raises(RuntimeError), trying:
        raise RuntimeError
    assert current(worker).kind is Kind.FAILURES
    assert call(worker) is None  # the next one tries at once
    assert worker.paused() == []


def test_calls_under_way_when_the_source_is_paused_change_nothing(town: Town) -> None:
    worker = town.worker()
    begun = [worker.begin(SOURCE, f"T-{number}", urgent=False) for number in range(6)]
    for number, one in enumerate(begun):
        assert isinstance(one, Call)
        with one:
            one.ended(NoAnswer() if number < 4 else None)
    assert current(worker).until == NOON + timedelta(seconds=60)


def test_refused_credentials_pause_at_once_until_a_person_resumes(any_town: Town) -> None:
    worker = any_town.worker()
    call(worker, BadPassword())
    any_town.pass_time(7 * 24 * 3600)
    worker.run_begins(None)
    not_now = call(worker)
    assert not_now is not None
    assert (not_now.kind, not_now.until) == (Kind.REFUSED, None)
    assert not_now.reason.code == BadPassword.code
    ended = worker.resume(SOURCE, "virkailija-07")
    assert ended is not None
    assert call(worker) is None
    (told,) = worker.pauses_between(NOON, any_town.at)
    assert told.over_by == "virkailija-07"


def test_a_source_that_says_what_nobody_knows_is_tried_again_with_one_call(town: Town) -> None:
    worker = town.worker()
    call(worker, Strange())
    assert refused(worker).reason.code == Strange.code
    town.pass_time(60)
    call(worker, Strange())
    assert current(worker).until == town.at + timedelta(seconds=120)


def test_the_next_run_tries_a_source_that_failed_without_waiting_for_its_time(
    town: Town,
) -> None:
    worker = town.worker()
    fail(worker, "T-0001", "T-0002", "T-0003")
    worker.run_begins(None)
    assert call(worker) is None
    assert worker.paused() == []


def test_a_lost_sign_in_waits_for_the_next_one_and_no_longer(any_town: Town) -> None:
    worker = any_town.worker()
    any_town.signed_in_at = NOON - timedelta(hours=5)
    call(worker, NobodySignedIn(), source=Source.KELA)
    any_town.pass_time(3600)
    not_now = call(worker, source=Source.KELA)
    assert not_now is not None
    assert (not_now.kind, not_now.until) == (Kind.SIGN_IN, None)
    any_town.signed_in_at = any_town.at
    assert call(worker, source=Source.KELA) is None
    assert worker.paused() == []


def test_where_nobody_signs_in_by_hand_a_lost_session_is_tried_again(town: Town) -> None:
    worker = town.worker()
    call(worker, NobodySignedIn())  # of a source without a person's sign-in
    assert current(worker).kind is Kind.UNUSABLE


def test_a_person_pauses_and_says_why_and_only_a_person_resumes(any_town: Town) -> None:
    worker, other = any_town.worker(), any_town.worker()
    worker.pause(SOURCE, "virkailija-12", "Rekisteri pyysi")
    any_town.pass_time(100_000)
    other.run_begins(None)
    not_now = refused(other, urgent=True)
    assert not_now.kind is Kind.PERSON
    for language in Language:
        told = not_now.reason.in_words(language)
        assert "virkailija-12" in told
        assert "16.3.2026 12.00" in told
        assert "Rekisteri pyysi" in told
    other.resume(SOURCE, "virkailija-07")
    assert other.why_not(SOURCE, urgent=False) is None


def test_a_persons_pause_takes_the_place_of_the_workers_own(town: Town) -> None:
    worker = town.worker()
    fail(worker, "T-0001", "T-0002", "T-0003")
    town.pass_time(60)
    trying = worker.begin(SOURCE, "T-0004", urgent=False)
    assert isinstance(trying, Call)
    with trying:
        worker.pause(SOURCE, "virkailija-12", "")
        trying.ended(NoAnswer())
    assert current(worker).kind is Kind.PERSON
    assert [one.kind for one in worker.pauses_between(NOON, town.at)] == [
        Kind.FAILURES,
        Kind.PERSON,
    ]


def test_resuming_what_is_not_paused_is_no_mistake(town: Town) -> None:
    assert town.worker().resume(SOURCE, "") is None


def test_pauses_are_told_that_were_on_at_any_moment_of_a_time(town: Town) -> None:
    worker = town.worker()
    worker.pause(SOURCE, "a", "")
    town.pass_time(100)
    worker.resume(SOURCE, "a")
    town.pass_time(100)
    worker.pause(Source.KELA, "b", "")

    def told(start: int, end: int) -> list[str]:
        since, until = NOON + timedelta(seconds=start), NOON + timedelta(seconds=end)
        return [pause.by for pause in worker.pauses_between(since, until)]

    assert told(-10, -1) == []
    assert told(50, 60) == ["a"]
    assert told(101, 199) == []
    assert told(90, 300) == ["a", "b"]
    assert told(1000, 2000) == ["b"]


def test_after_the_runs_end_only_an_officer_asks(any_town: Town) -> None:
    worker, other = any_town.worker(), any_town.worker()
    assert worker.run_begins(NOON + timedelta(hours=1)) == NOON + timedelta(hours=1)
    assert call(other) is None
    any_town.pass_time(3600)
    not_now = call(other)
    assert not_now is not None
    assert not_now.reason.code == "run_is_over"
    assert "16.3.2026 13.00" in not_now.reason.in_words(Language.FINNISH)
    assert call(other, urgent=True) is None


def test_the_end_of_a_run_that_was_killed_holds_for_the_one_that_goes_on(town: Town) -> None:
    worker = town.worker()
    worker.run_begins(NOON + timedelta(hours=1))
    town.pass_time(1800)
    assert worker.run_begins(NOON + timedelta(hours=9)) == NOON + timedelta(hours=1)
    town.pass_time(3600)
    later = NOON + timedelta(hours=9)
    assert worker.run_begins(later) == later
    worker.run_ended()
    assert worker.run_begins(None) is None


def test_only_a_run_that_ends_later_waits_for_a_source(town: Town) -> None:
    worker = town.worker()
    fail(worker, "T-0001", "T-0002", "T-0003")
    until = NOON + timedelta(seconds=60)
    assert refused(worker).waits_until is None
    worker.run_begins(NOON + timedelta(seconds=60))
    fail(worker, "T-0004")  # the try of the run that begins; 120 seconds now
    assert refused(worker).waits_until is None
    town.pass_time(60)
    worker.run_begins(NOON + timedelta(hours=1))
    fail(worker, "T-0004")
    assert refused(worker).waits_until == current(worker).until
    assert refused(worker, urgent=True).waits_until is None
    assert until < NOON + timedelta(hours=1)


def test_a_database_that_cannot_be_reached_lets_nobody_ask_and_tells_nothing_of_itself(
    town: Town,
) -> None:
    file = town.database.database
    assert file is not None
    town.database = town.database.set(database=f"{file}-no-such-folder/x/queue.sqlite")
    worker = town.worker()
    with pytest.raises(TrafficUnreachable) as raised:
        worker.begin(SOURCE, "T-0001", urgent=True)
    assert "no-such-folder" not in f"{raised.value!r} {raised.value.__cause__}"


def test_trouble_with_the_database_is_no_failure_of_the_source(town: Town) -> None:
    worker = town.worker()
    for number in range(5):
        call(worker, TrafficUnreachable(failure="OperationalError"), case=f"T-{number}")
    assert worker.paused() == []


def test_who_only_looks_makes_no_tables(town: Town) -> None:
    worker = town.worker()
    assert worker.paused() == []
    assert worker.pauses_between(NOON, NOON + timedelta(days=1)) == []
    assert worker.pauses_over_at() == []
    assert not worker._store.exists
