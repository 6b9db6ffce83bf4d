"""What can go wrong before anybody is asked."""

from __future__ import annotations

from robots.casework.errors import CannotStart, CaseRefused


class AccessLogNotWritable(CannotStart):
    """A request could not be written down, so its reply must not be used (703/2023 § 10)."""

    code = "access_log_not_writable"


class NecessityNotKnown(CannotStart):
    """The necessity table does not cover the day."""

    code = "necessity_not_known"


class RequesterUnknown(CaseRefused):
    """Who asks is not among the officers of the county's settings."""

    code = "requester_unknown"
