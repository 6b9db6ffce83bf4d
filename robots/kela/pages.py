"""Page objects: each takes a snapshot, knows whether it is here, and reads what is its own.

Here is what they have in common, and the pages on the way to a person; the person's own are in
:mod:`robots.kela.person_pages`.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.kela.page_map import PageMap, TableWords
from robots.kela.reading import Reader, Row
from robots.kela.snapshot import Snapshot


class Page:
    """A page of the service."""

    name: ClassVar[str]
    """Its name in the page map."""

    def __init__(self, page_map: PageMap, snapshot: Snapshot) -> None:
        self.map = page_map
        self.snapshot = snapshot
        self.read = Reader(self.name, snapshot)

    @property
    def is_here(self) -> bool:
        """Whether the snapshot is of this page."""
        words = self.map.page(self.name)
        return (
            self.snapshot.headings == (words.heading,) and words.landmark in self.snapshot.landmarks
        )

    @property
    def tables(self) -> tuple[TableWords, ...]:
        """The lists that must be on it, or the sentence that one is empty."""
        return ()

    @property
    def regions(self) -> tuple[str, ...]:
        """The named parts that must be on it."""
        return ()

    @property
    def is_whole(self) -> bool:
        """Whether everything that must be on the page has come."""
        return all(map(self.read.has_table, self.tables)) and all(
            map(self.read.has_region, self.regions)
        )

    @property
    def says_nothing(self) -> bool:
        """Whether it says of one of its lists that there is nothing in it."""
        return any(map(self.read.says_empty, self.tables))


class SignInPage(Page):
    """Where a visit begins."""

    name = "sign_in"


class MandatePage(Page):
    """The choice of on whose behalf."""

    name = "mandate"


class SearchPage(Page):
    """The search for a person."""

    name = "search"


class PersonPage(Page):
    """A page about one person."""

    def check_person(self, code: IdentityCode) -> None:
        """Nothing on the page is read before this.

        Raises:
            PersonMismatch: the page is about somebody else.
        """
        person = self.map.person
        if self.read.term(person.region, person.identity_code).upper() != code.reveal():
            raise PersonMismatch()

    def day_or_open(self, row: Row, column: str) -> date | None:
        written = row[column].text
        return None if written == self.map.open_end else self.read.day(written, column)
