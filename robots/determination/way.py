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
from typing import Any, Final, TypeVar, cast

from dbos import DBOS, SetWorkflowID

from robots.casework.words import Role, Source
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
CASES: Final = "cases"
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
        ended = await step("note what broke", hands().broken, attempt, broken.reason)
    await step("write back", hands().write_back, attempt, ended)
    await step("close", hands().close, attempt, ended)
    return ended


async def find_out(attempt: str, run_id: str) -> dict[str, Any]:
    """The way itself, from the row to the delivered version."""
    work = hands()
    ended = await step("open", work.open, attempt)
    if ended is None:
        await ask(Role.CLIENT, POPULATION_REGISTER, attempt)
        ended = await step("may anything be asked", work.end_unless_permitted, attempt)
    if ended is None:
        await ask(Role.CLIENT, INCOME_SOURCES, attempt)
        if await step("is spouse needed", work.is_spouse_needed, attempt):
            await ask(Role.SPOUSE, POPULATION_REGISTER, attempt)
            await ask(Role.SPOUSE, INCOME_SOURCES, attempt)
        ended = await step("compile and deliver", work.compile_and_deliver, attempt, run_id)
    return ended


async def ask(role: Role, sources: tuple[Source, ...], attempt: str) -> None:
    """Every permitted call to these sources; waits until each has answered or failed."""
    sent: list[str] = []
    for source in sources:
        for call in await step(f"permits {source}", hands().permitted_calls, attempt, role, source):
            answer_to = f"{attempt}/{role}/{source}/{call}"
            with SetWorkflowID(answer_to):
                await DBOS.enqueue_workflow_async(
                    source.value, ask_authority, attempt, role.value, source.value, call
                )
            sent.append(answer_to)
    for answer_to in sent:
        result_of(await DBOS.recv_async(answer_to, timeout_seconds=A_YEAR))


@DBOS.workflow(name="ask_authority")
async def ask_authority(attempt: str, role: str, source: str, call: str) -> dict[str, Any]:
    """One call to one authority; tells the case's workflow when it is over."""
    done = await DBOS.run_step_async(
        {"name": "ask"}, as_data, hands().ask, attempt, Role(role), Source(source), call
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
