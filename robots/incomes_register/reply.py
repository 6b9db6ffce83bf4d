"""The answer, judged as a whole before any report of it is read. Only verified trees come here."""

from __future__ import annotations

import re
from typing import Final, cast

from lxml import etree

from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.incomes_register.errors import ErrorsInReply, ReportsMissing, WrongEnvironment
from robots.incomes_register.kinds import Kind
from robots.incomes_register.reports import Report, report_of, whole_number
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.xml import Element, required, text

_ERROR_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,20}")
#: Whom the reports are about, by Finnish identity codes (type 2), and reports that do not say it.
_EARNERS: Final = etree.XPath("Reports/Report/IncomeEarner/IncomeEarnerIds/Id[Type = 2]/Code")
_OF_NOBODY: Final = etree.XPath(
    "Reports/Report[not(IncomeEarner/IncomeEarnerIds/Id[Type = 2]/Code)]"
)


def read_reply(
    tree: Element, kind: Kind, code: IdentityCode, settings: IncomesRegisterSettings
) -> tuple[Report, ...]:
    """The newest version of each report, whatever its status.

    Raises:
        WrongEnvironment: test data in production, or the other way round.
        ErrorsInReply: the register tells of errors instead of figures.
        ReportsMissing: there are more or fewer reports than the register says.
        PersonMismatch: a report is not, or not surely, about the person who was asked about.
        ReplyNotUnderstood: not the answer to our question, or not in the agreed form.
    """
    if tree.tag != kind.reply_root:
        raise ReplyNotUnderstood(why="root")
    subscription = required(tree, "Subscription")
    if text(subscription, "ProductionEnvironment") != str(settings.production_environment).lower():
        raise WrongEnvironment()
    refuse_errors(tree)
    _check_query(subscription, kind, settings)
    elements = [one for part in tree.findall("Reports") for one in part if one.tag == "Report"]
    if whole_number(text(required(tree, "Summary/NrOfReports"))) != len(elements):
        raise ReportsMissing(received=len(elements))
    _check_person(tree, code)
    newest: dict[str, Report] = {}
    for element in elements:
        report = report_of(element)
        known = newest.setdefault(report.id, report)
        if known.version < report.version:
            newest[report.id] = report
        elif known.version == report.version and not known.tells_the_same_as(report):
            raise ReplyNotUnderstood(why="two_reports_of_one_version")
    return tuple(newest.values())


def refuse_errors(message: Element) -> None:
    """Errors of the message or of the delivery: either means that nothing else of it is used.

    Raises:
        ErrorsInReply: there are some.
    """
    if next(message.iter("MessageErrors", "DeliveryErrors"), None) is None:
        return
    codes = {text(error) for error in message.iter("ErrorCode")}
    known = sorted(code for code in codes if _ERROR_CODE.fullmatch(code))
    raise ErrorsInReply(errors=", ".join(known) or "-")


def _check_query(subscription: Element, kind: Kind, settings: IncomesRegisterSettings) -> None:
    if text(subscription, "QueryDataType") != str(settings.call(kind).query_data_type):
        raise ReplyNotUnderstood(why="another_query")
    if text(subscription, "QueryProfile") not in ("", settings.query_profile):
        raise ReplyNotUnderstood(why="another_profile")


def _check_person(tree: Element, code: IdentityCode) -> None:
    """A report that does not say whom it is about cannot be used either."""
    earners = cast("list[Element]", _EARNERS(tree))
    told = {(one.text or "").strip().upper() for one in earners}
    if told - {code.reveal()} or _OF_NOBODY(tree):
        raise PersonMismatch()
