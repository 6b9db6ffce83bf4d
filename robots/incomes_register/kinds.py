"""The two kinds of reports, and what the messages about them are called."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

_NAMESPACE: Final = "http://www.tulorekisteri.fi/2017/1/"


class Kind(StrEnum):
    """A kind of report; the value is its data group in permits, and its name in our files."""

    WAGES = "wages"
    BENEFITS = "benefits"

    @property
    def request_root(self) -> str:
        """The request's root element, as lxml names it."""
        return f"{{{_NAMESPACE}DataRequestToIR}}{self._singular}ReportsOneIncomeEarnerRequestToIR"

    @property
    def reply_root(self) -> str:
        """The answer's root element, as lxml names it."""
        name = f"{self._singular}ReportsFromIR"
        return f"{{{_NAMESPACE}{name}}}{name}"

    @property
    def _singular(self) -> str:
        return "Wage" if self is Kind.WAGES else "Benefit"
