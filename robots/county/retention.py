"""How long the worker keeps what is its own: ``[retention]``.

The annex of 703/2023 sets the time of the access log (12 years) and of the income summary in the
case folder (12 years from the end of the decision, which only the county knows). For what a program
keeps beside them no act names a time: it is kept while it is needed (GDPR article 5(1)(e)), which
is what the defaults here say, each with its reason.
"""

from __future__ import annotations

from pydantic import Field

from robots.casework.settings import RoomSettings


class RetentionSettings(RoomSettings):
    """In days. Shorter is always allowed; what is longer than the default needs a reason."""

    queue_days: int = Field(default=60, ge=1)
    """Finished attempts and calls in the queue's database: so that a case that is tried again every
    night can still be looked into, and a report about a month be checked."""
    pause_days: int = Field(default=365, ge=1)
    """Pauses of sources that are over, with the user who made them: as long as the run reports that
    tell of them."""
    run_days: int = Field(default=365, ge=31)
    """Run records and reports: a year's runs are compared; a month's at least, since the report
    compares with 30 runs."""
    result_days: int = Field(default=365, ge=31)
    """Results on their way into the worklist: until then they come back when somebody saves an
    older copy over it."""
    unknown_page_days: int = Field(default=90, ge=0)
    """Masked copies of pages of Kela's that were not recognised: until the page map is mended."""
    shadow_days: int = Field(default=90, ge=1)
    """What a trial in shadow mode has left: results in the case folders, the workbooks that compare
    them with the manual work, and, once the trial is over, the worker's own folder of it. They are
    nobody's decision, so they go when what they showed has been looked into."""
    quarantine_days: int = Field(default=365, ge=31)
    """Encrypted files of retracted versions: as evidence of the breach (GDPR article 33(5)) until
    it has been dealt with. That the version was retracted stays; its content goes."""
