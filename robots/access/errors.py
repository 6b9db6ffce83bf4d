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


class LogReaderUnknown(CannotStart):
    """Who wants to look at the access log is not among its readers in the county's settings."""

    code = "log_reader_unknown"


class LogReasonMissing(CannotStart):
    """A look at the access log is itself logged, with its reason."""

    code = "log_reason_missing"


class ExportRefused(CannotStart):
    """The file that the log was to be written into is there already, or cannot be written."""

    code = "export_refused"


class KeptProofUnreadable(CannotStart):
    """The proof that was kept is not one that ``accesslog --verify --json`` has printed."""

    code = "kept_proof_unreadable"
