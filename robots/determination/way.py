"""The way of one case, as a durable workflow.

row → the client's permits → VTJ → the client's sources side by side → the spouse's permits →
VTJ on the spouse → the spouse's sources → classify → reconcile → preview → deliver → write back →
record for the report

Each call to an authority is a workflow of its own: the night's on that authority's queue, an
officer's begun at once. Whose turn it is, within the authority's limits over all workers, is for
:mod:`robots.traffic` to say. A workflow's inputs and results lie in the queue's database: they are
names of cases, sources and states, never personal data; what was found lies in the case folder,
where each step looks first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NamedTuple, TypeVar, cast

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID, WorkflowHandleAsync

from robots.casework.words import Role, Source
from robots.determination.attempt import Attempt, Last
from robots.determination.case_queue import CALL, FIRST, WAY
from robots.determination.figures import HELD, OVER
from robots.determination.outcome_as_data import Broken, as_data, as_timed_data, result_of
from robots.determination.work import CaseWork
from robots.journal import Event, note

POPULATION_REGISTER: Final = (Source.POPULATION_REGISTER,)
#: Asked side by side, once the population register has said who the person is.
INCOME_SOURCES: Final = (
    Source.INCOMES_REGISTER,
    Source.TAX_ADMINISTRATION,
    Source.KELA,
    Source.DOCUMENTS,
)
A_YEAR: Final = 365 * 24 * 3600.0
#: So often a case may be begun or gone on with before it is believed to end its workers. A case
#: that waits for the next night is, by each door that is opened and closed meanwhile.
BEGINNINGS: Final = 1000

Result = TypeVar("Result")
#: What became of one call: its ``role``, ``source``, ``call`` and ``result``, and how many
#: ``times`` it was made before there was one.
Called = dict[str, Any]

_work: CaseWork | None = None


def use(work: CaseWork | None) -> None:
    """Give the workflows their hands: DBOS finds them by name and can pass them nothing else."""
    global _work
    _work = work


def hands() -> CaseWork:
    """The steps over the county that is open now."""
    if _work is None:
        raise RuntimeError("no county is open for the workflows")
    return _work


@DBOS.workflow(name=WAY, max_recovery_attempts=BEGINNINGS)
async def way_of_one_case(attempt: str, run_id: str) -> dict[str, Any]:
    """Compile one client's income; the result is the attempt's record."""
    case_id = Attempt.parse(attempt).determination.case_id
    await hands().night.is_on_for(attempt)
    note(Event.CASE_BEGUN, case=case_id, attempt=attempt, run=run_id)
    called: list[Called] = []
    try:
        ended = await find_out(attempt, run_id, called)
    except Broken as broken:
        ended = hands().broken(attempt, broken.reason, broken.ask_again)
    ended = {**ended, "asked_again": [one for one in called if one["times"] > 1]}
    for last, name, function in (
        (Last.WORKLIST, "write back", hands().write_back),
        (Last.FOLDER, "close", hands().close),
    ):
        try:
            await step(name, function, attempt, ended)
        except Broken as broken:
            ended = hands().left_undone(run_id, ended, last, broken.reason)
    return ended


async def find_out(attempt: str, run_id: str, called: list[Called]) -> dict[str, Any]:
    """The way itself, from the row to the delivered version; ``called`` takes what was asked."""
    work = hands()
    ended = await step("open", work.open, attempt)
    if ended is not None:
        return ended
    called += await ask(Role.CLIENT, POPULATION_REGISTER, attempt, run_id)
    ended = await step("may anything be asked", work.end_unless_permitted, attempt)
    if ended is not None:
        return ended
    called += await ask(Role.CLIENT, INCOME_SOURCES, attempt, run_id)
    if await step("is spouse needed", work.is_spouse_needed, attempt):
        called += await ask(Role.SPOUSE, POPULATION_REGISTER, attempt, run_id)
        called += await ask(Role.SPOUSE, INCOME_SOURCES, attempt, run_id)
    held = [one["source"] for one in called if one["result"] == HELD]
    return await step("compile and deliver", work.compile_and_deliver, attempt, run_id, held)


async def ask(role: Role, sources: tuple[Source, ...], attempt: str, run_id: str) -> list[Called]:
    """Every permitted call to these sources; waits until each has answered, failed or been held.

    A call that the run's end came before is made in the next run, for which the case waits.
    """
    work = hands()
    await work.night.is_on_for(attempt)
    calls, priority = await step("permits", work.calls_of, attempt, role, sources)
    sent = [Asked(attempt, run_id, role.value, source, call, priority) for source, call in calls]
    told: dict[str, Any] = {}
    left = sent
    while left:
        begun = [await send_call(call) for call in left]
        for handle in begun:
            if handle is not None:
                # By then it has told, or been put off; for one that broke another tells.
                with suppress(Exception):
                    await handle.get_result()
        # All of them first: a case that breaks must leave no call behind that goes on alone.
        for call in left:
            told[call.topic] = await DBOS.recv_async(call.topic, A_YEAR)
        left = [again for call in left if (again := next_time(call, told[call.topic])) is not None]
        if left:
            await work.night.is_on_for(attempt)
    return [
        {
            "role": role.value,
            "source": call.source,
            "call": call.call,
            "result": HELD if (answer := told[call.topic]) is None else result_of(answer),
            "times": 0 if answer is None else answer["times"],
        }
        for call in sent
    ]


class Asked(NamedTuple):
    """One call to one authority, as its own workflow takes it."""

    attempt: str
    run_id: str
    role: str
    source: str
    call: str
    priority: int
    number: int = 1
    """Of the request: after the first it is one put off till later."""
    tried: int = 0
    """How often it has failed."""

    @property
    def topic(self) -> str:
        """Under which its result is waited for."""
        return f"{self.attempt}/{self.role}/{self.source}/{self.call}"

    @property
    def name(self) -> str:
        """Of its workflow."""
        return self.topic if self.number == 1 else f"{self.topic}/{self.number}"

    @staticmethod
    def topic_and_number(name: str) -> tuple[str, int]:
        """What the name of a call's workflow says of it."""
        attempt, role, source, call, *number = name.split("/")
        return f"{attempt}/{role}/{source}/{call}", int(number[0]) if number else 1


def answer_key(name: str) -> str:
    """Under which a call's one answer is sent, whoever sends it."""
    return f"{name}/answer"


def next_time(call: Asked, answer: dict[str, Any] | None) -> Asked | None:
    """The call to be made in the next run, where this one's end came before it."""
    if answer is None or answer.get("done") != OVER:
        return None
    return call._replace(number=answer["number"] + 1, tried=answer["times"] - 1)


async def send_call(
    call: Asked, in_seconds: float | None = None
) -> WorkflowHandleAsync[dict[str, Any]] | None:
    """Put a call into its authority's queue, where workers look from time to time; begin an
    officer's at once, in this worker, and give its handle."""
    with SetWorkflowID(call.name):
        if call.priority == FIRST and in_seconds is None:
            return await DBOS.start_workflow_async(ask_authority, *call)
        with SetEnqueueOptions(priority=call.priority, delay_seconds=in_seconds):
            await DBOS.enqueue_workflow_async(call.source, ask_authority, *call)
    return None


@DBOS.workflow(name=CALL)
async def ask_authority(*asked: Any) -> dict[str, Any]:
    """One call to one authority (:class:`Asked`); tells the case's workflow when it is over.

    Where the source is not to be asked now (it is closed, paused, or this request failed for a
    reason that passes), the same call is put into the queue again, for later.
    """
    work, call = hands(), Asked(*asked)
    async with work.gate:
        done = await DBOS.run_step_async(
            {"name": "ask"},
            as_timed_data,
            work.ask,
            call.attempt,
            Role(call.role),
            Source(call.source),
            call.call,
            call.tried,
            call.run_id,
            call.name,
        )
        again = done.get("done")
        if isinstance(again, dict):
            later = call._replace(number=call.number + 1, tried=again["tried"])
            await send_call(later, in_seconds=again["again_in"])
        else:
            told = {**done, "times": call.tried + 1, "number": call.number}
            key = answer_key(call.name)
            await DBOS.send_async(call.attempt, told, topic=call.topic, idempotency_key=key)
    return {**done, "tried": call.tried}


async def step(name: str, function: Callable[..., Result], *arguments: Any) -> Result:
    """One step whose result is remembered: after a crash it is not done again.

    Raises:
        Broken: the step could not be done; also after a crash, from what was remembered.
    """
    async with hands().gate:
        done = await DBOS.run_step_async({"name": name}, as_data, function, *arguments)
    return cast(Result, result_of(done))
