"""The way of one case, as a durable workflow.

row → the client's permits → VTJ → the client's sources side by side → the spouse's permits →
VTJ on the spouse → the spouse's sources → classify → reconcile → preview → deliver → write back →
record for the report

Each call to an authority is a workflow of its own on that authority's queue, which keeps its limit
over all workers and brings the answers back in the right order after a crash. A workflow's inputs
and results lie in the queue's database: they are names of cases, sources and states, never personal
data; what was found lies in the case folder, where each step looks first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from robots.casework.words import Role, Source
from robots.determination.attempt import Attempt
from robots.determination.case_queue import CALL, WAY
from robots.determination.figures import HELD
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


@DBOS.workflow(name=WAY)
async def way_of_one_case(attempt: str, run_id: str) -> dict[str, Any]:
    """Compile one client's income; the result is the attempt's record."""
    case_id = Attempt.parse(attempt).determination.case_id
    note(Event.CASE_BEGUN, case=case_id, attempt=attempt, run=run_id)
    called: list[Called] = []
    try:
        ended = await find_out(attempt, run_id, called)
    except Broken as broken:
        ended = hands().broken(attempt, broken.reason, broken.ask_again)
    ended = {**ended, "asked_again": [one for one in called if one["times"] > 1]}
    for name, last in (("write back", hands().write_back), ("close", hands().close)):
        # What is delivered stays delivered when only this fails; the next night does it again.
        with suppress(Broken):
            await step(name, last, attempt, ended)
    return ended


async def find_out(attempt: str, run_id: str, called: list[Called]) -> dict[str, Any]:
    """The way itself, from the row to the delivered version; ``called`` takes what was asked."""
    work = hands()
    ended = await step("open", work.open, attempt)
    if ended is not None:
        return ended
    called += await ask(Role.CLIENT, POPULATION_REGISTER, attempt)
    ended = await step("may anything be asked", work.end_unless_permitted, attempt)
    if ended is not None:
        return ended
    called += await ask(Role.CLIENT, INCOME_SOURCES, attempt)
    if await step("is spouse needed", work.is_spouse_needed, attempt):
        called += await ask(Role.SPOUSE, POPULATION_REGISTER, attempt)
        called += await ask(Role.SPOUSE, INCOME_SOURCES, attempt)
    held = [one["source"] for one in called if one["result"] == HELD]
    return await step("compile and deliver", work.compile_and_deliver, attempt, run_id, held)


async def ask(role: Role, sources: tuple[Source, ...], attempt: str) -> list[Called]:
    """Every permitted call to these sources; waits until each has answered, failed or been held."""
    work, sent = hands(), []
    for source in sources:
        calls, priority = await step(f"permits {source}", work.calls_of, attempt, role, source)
        for call in calls:
            await send_call(attempt, role.value, source.value, call, priority)
            sent.append((source, call))
    # All of them first: a case that breaks must leave no call behind that goes on without it.
    answers = [
        (source, call, await DBOS.recv_async(topic(attempt, role, source, call), A_YEAR))
        for source, call in sent
    ]
    return [
        {
            "role": role.value,
            "source": source.value,
            "call": call,
            "result": HELD if answer is None else result_of(answer),
            "times": 0 if answer is None else answer["times"],
        }
        for source, call, answer in answers
    ]


def topic(attempt: str, role: str, source: str, call: str) -> str:
    """Under which a call's result is waited for."""
    return f"{attempt}/{role}/{source}/{call}"


async def send_call(
    attempt: str,
    role: str,
    source: str,
    call: str,
    priority: int,
    number: int = 1,
    tried: int = 0,
    in_seconds: float | None = None,
) -> None:
    """Put a call into its authority's queue; after the first it is a request put off till later."""
    name = topic(attempt, role, source, call)
    with (
        SetWorkflowID(name if number == 1 else f"{name}/{number}"),
        SetEnqueueOptions(priority=priority, delay_seconds=in_seconds),
    ):
        await DBOS.enqueue_workflow_async(
            source, ask_authority, attempt, role, source, call, priority, number, tried
        )


@DBOS.workflow(name=CALL)
async def ask_authority(
    attempt: str, role: str, source: str, call: str, priority: int, number: int, tried: int
) -> dict[str, Any]:
    """One call to one authority; tells the case's workflow when it is over.

    Where the source is not to be asked now (it is closed, paused, or this request failed for a
    reason that passes), the same call is put into the queue again, for later.
    """
    work = hands()
    async with work.gate:
        done = await DBOS.run_step_async(
            {"name": "ask"},
            as_timed_data,
            work.ask,
            attempt,
            Role(role),
            Source(source),
            call,
            tried,
        )
        again = done.get("done")
        if isinstance(again, dict):
            await send_call(
                attempt,
                role,
                source,
                call,
                priority,
                number=number + 1,
                tried=again["tried"],
                in_seconds=again["again_in"],
            )
        else:
            told = {**done, "times": tried + 1}
            await DBOS.send_async(attempt, told, topic=topic(attempt, role, source, call))
    return {**done, "tried": tried}


async def step(name: str, function: Callable[..., Result], *arguments: Any) -> Result:
    """One step whose result is remembered: after a crash it is not done again.

    Raises:
        Broken: the step could not be done; also after a crash, from what was remembered.
    """
    async with hands().gate:
        done = await DBOS.run_step_async({"name": name}, as_data, function, *arguments)
    return cast(Result, result_of(done))
