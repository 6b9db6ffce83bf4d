"""What people tell running work: to end, and to leave a case alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from robots.casework.errors import CaseRefused, WorkerError
from robots.casework.reason import Reason
from robots.casework.words import Outcome
from robots.county import County
from robots.determination.attempt import Attempt, CaseState, Request
from robots.determination.case_queue import CaseQueue, is_there
from robots.determination.one_run import tell_worklist
from robots.determination.orders import Orders
from robots.journal import Event, note


class NotInQueue(CaseRefused):
    """The case waits in no queue and is not in work: there is nothing to take out."""

    code = "not_in_queue"


def stop(county: County, request: Request) -> None:
    """Tell every worker of the county to end gracefully: calls in flight are finished, nothing new
    is begun, and what is left waits for the next run.

    Raises:
        RequesterUnknown: a requester is named who is not in the county's settings.
    """
    if request.requested_by:
        county.settings.access.end_user(request.requested_by)
    with Orders(county.database) as orders:
        orders.stop(county.clock(), request.requested_by)
    note(Event.STOP_ASKED, requested_by=request.requested_by)


def cancel(county: County, case_id: str, request: Request) -> None:
    """Take a case out of the queue, whether it waits or is in work. It is left alone until there is
    something new in it or an officer asks for it.

    What it has delivered stays. Who took it out and why is remembered in the case folder, and the
    worklist is told who.

    Raises:
        RequesterUnknown: the requester is not in the county's settings.
        NotInQueue: no attempt at it is unfinished.
    """
    county.settings.access.end_user(request.requested_by)
    if not is_there(county):
        raise NotInQueue(case=case_id)
    with CaseQueue(county) as queue:
        taken_out = [one for one in queue.unfinished_of(case_id) if queue.cancel(one)]
    if not taken_out:
        raise NotInQueue(case=case_id)
    folder = county.case_folder(case_id)
    state = folder.read_state(CaseState)
    if state is not None and state.is_of(Attempt.parse(taken_out[-1])):
        folder.write_state(
            replace(
                state,
                ended=True,
                outcome=Outcome.WAITING_FOR_PERSON,
                ask_again=False,
                requested_by=request.requested_by,
                reason=request.reason,
            )
        )
    reason = Reason("case_cancelled", {"by": request.requested_by})
    tell_worklist(county, case_id, Outcome.WAITING_FOR_PERSON, reason)
    with suppress(WorkerError):  # a worklist that is held open takes it with the next run
        county.worklist.apply_pending()
