"""A source that the county has not connected: it is told as such, and gives no figure."""

from __future__ import annotations

from typing import NoReturn

from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.errors import ReplyRefused
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.reason import Reason
from robots.casework.words import Source


class SourceNotConnected(ReplyRefused):
    """The county's settings have no way to this source."""

    code = "source_not_connected"


class Unconnected:
    """Has every source's face, and answers nothing."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def ask(self, permit: Permit, person: Person, period: Period) -> NoReturn:
        """Say that there is no way.

        Raises:
            SourceNotConnected: always.
        """
        raise SourceNotConnected(source=f"words.source_{self.source}")

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Nothing is wrong, and nothing is there."""
        advice = Reason("check_not_connected")
        service = f"words.source_{self.source}"
        none = Verdict.NOT_APPLICABLE
        return (InterfaceCheck(self.source, service, none, permit=none, advice=advice),)

    def close(self) -> None:
        """Nothing was opened."""
