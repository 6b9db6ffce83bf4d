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

from dbos import DBOS, SetWorkflowID

from robots.casework.words import Role, Source
from robots.determination.asking import HELD
from robots.determination.outcome_as_data import Broken, as_data, result_of
from robots.determination.work import CaseWork

POPULATION_REGISTER: Final = (Source.POPULATION_REGISTER,)
#: Asked side by side, once the population register has said who the person is.
INCOME_SOURCES: Final = (
    Source.INCOMES_REGISTER,
    Source.TAX_ADMINISTRATION,
    Source.KELA,
    Source.DOCUMENTS,
)
#: The queue of the nightly cases, and the one of the cases that an officer asks for now.
CASES: Final = "cases"
REQUESTED: Final = "requested"
A_YEAR: Final = 365 * 24 * 3600.0

Result = TypeVar("Result")

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


@DBOS.workflow(name="way_of_one_case")
async def way_of_one_case(attempt: str, run_id: str) -> dict[str, Any]:
    """Compile one client's income; the result is the attempt's record."""
    try:
        ended = await find_out(attempt, run_id)
    except Broken as broken:
        ended = hands().broken(attempt, broken.reason, broken.ask_again)
    for name, last in (("write back", hands().write_back), ("close", hands().close)):
        # What is delivered stays delivered when only this fails; the next night does it again.
        with suppress(Broken):
            await step(name, last, attempt, ended)
    return ended


async def find_out(attempt: str, run_id: str) -> dict[str, Any]:
    """The way itself, from the row to the delivered version."""
    work = hands()
    ended = await step("open", work.open, attempt)
    if ended is not None:
        return ended
    held = await ask(Role.CLIENT, POPULATION_REGISTER, attempt)
    ended = await step("may anything be asked", work.end_unless_permitted, attempt)
    if ended is not None:
        return ended
    held += await ask(Role.CLIENT, INCOME_SOURCES, attempt)
    if await step("is spouse needed", work.is_spouse_needed, attempt):
        held += await ask(Role.SPOUSE, POPULATION_REGISTER, attempt)
        held += await ask(Role.SPOUSE, INCOME_SOURCES, attempt)
    return await step("compile and deliver", work.compile_and_deliver, attempt, run_id, held)


async def ask(role: Role, sources: tuple[Source, ...], attempt: str) -> list[str]:
    """Every permitted call to these sources; waits until each has answered, failed or been held.

    Returns:
        The sources of which a call was held back.
    """
    asking, sent = hands().asking, []
    for source in sources:
        calls = await step(f"permits {source}", asking.permitted_calls, attempt, role, source)
        for call in calls:
            answer_to = f"{attempt}/{role}/{source}/{call}"
            with SetWorkflowID(answer_to):
                await DBOS.enqueue_workflow_async(
                    source.value, ask_authority, attempt, role.value, source.value, call
                )
            sent.append((source.value, answer_to))
    # All of them first: a case that breaks must leave no call behind that goes on without it.
    done = [
        (source, await DBOS.recv_async(answer_to, timeout_seconds=A_YEAR))
        for source, answer_to in sent
    ]
    return [source for source, data in done if result_of(data) == HELD]


@DBOS.workflow(name="ask_authority")
async def ask_authority(attempt: str, role: str, source: str, call: str) -> dict[str, Any]:
    """One call to one authority; tells the case's workflow when it is over."""
    done = await DBOS.run_step_async(
        {"name": "ask"}, as_data, hands().asking.ask, attempt, Role(role), Source(source), call
    )
    await DBOS.send_async(attempt, done, topic=f"{attempt}/{role}/{source}/{call}")
    return done


async def step(name: str, function: Callable[..., Result], *arguments: Any) -> Result:
    """One step whose result is remembered: after a crash it is not done again.

    Raises:
        Broken: the step could not be done; also after a crash, from what was remembered.
    """
    done = await DBOS.run_step_async({"name": name}, as_data, function, *arguments)
    return cast(Result, result_of(done))
