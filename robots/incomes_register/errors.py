"""What the Incomes Register can answer besides figures, by what the caller does next."""

from __future__ import annotations

from robots.casework.errors import CannotStart, ReplyRefused, SourceUnusable


class IncomeTypesUnreadable(CannotStart):
    """The file of income type codes is missing, or a line of it is wrong."""

    code = "income_types_unreadable"


class RequestRefused(SourceUnusable):
    """The register says that our requests are wrong: settings, permission or form."""

    code = "incomes_register_request_refused"


class WrongEnvironment(SourceUnusable):
    """A test answer in production, or the other way round: alert people."""

    code = "incomes_register_wrong_environment"


class ErrorsInReply(ReplyRefused):
    """The register answers with errors of the message or the delivery instead of figures."""

    code = "incomes_register_errors"


class ReportsMissing(ReplyRefused):
    """The register says another number of reports than there are, also the second time."""

    code = "incomes_register_reports_missing"


class WorkbookNotUnderstood(CannotStart):
    """A code workbook of the register is not laid out as its layout says."""

    code = "income_types_workbook_not_understood"


class WorkbookLayoutWrong(CannotStart):
    """The file that says how a code workbook is laid out is missing or wrong itself."""

    code = "income_types_workbook_layout_wrong"


class TableStands(CannotStart):
    """The table to be written is there already, or cannot be written there."""

    code = "income_types_table_stands"
