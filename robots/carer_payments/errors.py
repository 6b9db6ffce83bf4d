"""What can be wrong with the export of payments to carers."""

from __future__ import annotations

from robots.casework.errors import ReplyRefused, TryAgain


class CarerPaymentsUnavailable(TryAgain):
    """The file is not there or cannot be opened now."""

    code = "carer_payments_unavailable"


class CarerPaymentsRefused(ReplyRefused):
    """The file is not as the settings say: a heading, a sheet, or a cell of a row."""

    code = "carer_payments_refused"
