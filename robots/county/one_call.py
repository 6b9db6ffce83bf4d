"""A source that knows nothing of the county's limits: each question to it is one call."""

from __future__ import annotations

from typing import cast

from robots.casework.answer import Answer
from robots.casework.case import Person
from robots.casework.checks import Checkable, InterfaceCheck
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import SourceOfIncome, Turn
from robots.casework.words import Source


class OneCall:
    """Has the face of the source within, which is a package of the county's own."""

    def __init__(self, within: SourceOfIncome, turn: Turn) -> None:
        self._within = within
        self._turn = turn

    @property
    def source(self) -> Source:
        return self._within.source

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """Ask when it is the question's turn; raises what the source within raises."""
        with self._turn():
            return self._within.ask(permit, person, period)

    def check(self) -> tuple[InterfaceCheck, ...]:
        """What the source within finds of itself."""
        return cast(Checkable, self._within).check()

    def close(self) -> None:
        """End what the source within has started."""
        self._within.close()
