"""What a source of taxation can answer besides figures, by what the caller does next."""

from __future__ import annotations

from robots.casework.errors import CannotStart, ReplyRefused, SourceUnusable, TryAgain


class MappingUnreadable(CannotStart):
    """A mapping or layout file is missing, or says something that it cannot say."""

    code = "tax_mapping_unreadable"


class TaxationEndNotKnown(CannotStart):
    """``resources/registers/taxation.yaml`` does not cover the day."""

    code = "taxation_end_not_known"


class TaxRequestRefused(SourceUnusable):
    """The service says that our requests are wrong: settings, permission or form."""

    code = "tax_request_refused"


class TaxEnvironmentWrong(SourceUnusable):
    """The answer or file is of another environment than the county's: made-up people's, perhaps."""

    code = "tax_environment_wrong"


class TaxYearWrong(ReplyRefused):
    """A tax year that was not asked for, or that has not begun yet."""

    code = "tax_year_wrong"


class TaxYearTwice(ReplyRefused):
    """One tax year is told twice, and nothing says which of the two holds."""

    code = "tax_year_twice"


class TaxFileMissing(SourceUnusable):
    """There is no delivered file in the folder."""

    code = "tax_file_missing"


class TaxFileUnavailable(TryAgain):
    """A delivered file cannot be opened now: in use, or the share is away."""

    code = "tax_file_unavailable"


class TaxFileLocked(SourceUnusable):
    """A delivered file is encrypted or packed: somebody must open it first."""

    code = "tax_file_locked"


class TaxFileRefused(SourceUnusable):
    """A delivered file is not in its declared layout, or its sums do not hold."""

    code = "tax_file_refused"


class TaxPersonNotDelivered(ReplyRefused):
    """The person is in no delivered file, and that does not mean that there is nothing."""

    code = "tax_person_not_delivered"


class TaxDecisionNotHandedIn(ReplyRefused):
    """There is no tax decision among the person's papers."""

    code = "tax_decision_not_handed_in"


class TaxDecisionNotRead(ReplyRefused):
    """The tax decision that was handed in could not be read with certainty."""

    code = "tax_decision_not_read"
