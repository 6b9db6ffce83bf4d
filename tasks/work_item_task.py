"""Cases that a work item asks for: from Control Room, rcc, or any adapter of robocorp's."""

from robocorp import workitems
from robocorp.tasks import task

from robots.casework.errors import BusinessError, CannotStart, WorkerError
from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.county import County
from robots.determination import Request, run_one
from robots.requests import AskedCase, refusal, reply
from tasks.opening import carry_out, county_for, report_on, tell


@task
def work_item(county: str = "") -> None:
    """Do the case of each input item now (``{"case": …, "requested_by": …, "reason": …}``); an
    output item tells how it ended. A refused item fails as a business exception, trouble of the
    system as an application exception; neither stops the items after it.

    Args:
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        with county_for(county) as opened:
            went_well = True
            for item in workitems.inputs:
                went_well = _done(opened, item) and went_well
            return went_well

    carry_out(work)


def _done(county: County, item: workitems.Input) -> bool:
    """Whether the item's case ended in a known way."""
    asked = None
    try:
        asked = AskedCase.of(item.payload)
        run = run_one(county, asked.case, Request(asked.requested_by, asked.reason), tell)
    except CannotStart as stopped:
        _fail(county, item, asked, stopped)
        raise
    except WorkerError as error:
        _fail(county, item, asked, error)
        return True
    went_well = report_on(county, run)
    ended = next(case for case in run.cases if case.case_id == asked.case)
    said = reply(county, ended, county.clock())
    workitems.outputs.create(payload=said)
    if ended.outcome is Outcome.FAILED:
        code = ended.reason.code if ended.reason is not None else ended.outcome.value
        item.fail("BUSINESS", code=code, message=said["reason_fi"])
    else:
        item.done()  # type: ignore[no-untyped-call]  # robocorp's own has no types
    return went_well


def _fail(
    county: County, item: workitems.Input, asked: AskedCase | None, error: WorkerError
) -> None:
    workitems.outputs.create(
        payload=refusal(asked.case if asked is not None else "", error, county.clock())
    )
    kind = "BUSINESS" if isinstance(error, BusinessError) else "APPLICATION"
    item.fail(kind, code=error.code, message=error.in_words(Language.FINNISH))
