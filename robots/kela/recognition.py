"""Which page is here: exactly one that the page map describes, or an error of its own name."""

from __future__ import annotations

from typing import Final, TypeVar

from robots.casework.errors import WorkerError
from robots.kela.errors import (
    Maintenance,
    NewTermsToAccept,
    NoRightToPerson,
    PageNotRecognised,
    PersonNotFound,
    SearchRefused,
    SessionExpired,
    SeveralPersons,
    TechnicalError,
)
from robots.kela.page_map import PageMap
from robots.kela.pages import Page, SearchPage, SignInPage
from robots.kela.snapshot import Snapshot

AnyPage = TypeVar("AnyPage", bound=Page)

#: The service's own states, by their name in the page map.
STATES: Final[dict[str, type[WorkerError]]] = {
    "session_expired": SessionExpired,
    "maintenance": Maintenance,
    "technical_error": TechnicalError,
    "new_terms": NewTermsToAccept,
    "not_found": PersonNotFound,
    "several": SeveralPersons,
    "no_right": NoRightToPerson,
}


def expect(kind: type[AnyPage], page_map: PageMap, snapshot: Snapshot) -> AnyPage:
    """The page that should be here.

    Raises:
        SessionExpired, Maintenance, TechnicalError, NewTermsToAccept, PersonNotFound,
        SeveralPersons, NoRightToPerson: the service is in a state of its own.
        SearchRefused: the search page is here once more instead of its result.
        PageNotRecognised: anything else is here.
    """
    page = kind(page_map, snapshot)
    if page.is_here:
        return page
    raise _other(kind, page_map, snapshot) or PageNotRecognised(page=kind.name, part="heading")


def is_other(kind: type[Page], page_map: PageMap, snapshot: Snapshot) -> bool:
    """Whether a page of the map is here that means an error where this kind was expected."""
    return _other(kind, page_map, snapshot) is not None


def _other(kind: type[Page], page_map: PageMap, snapshot: Snapshot) -> WorkerError | None:
    for state, heading in page_map.states:
        if snapshot.headings == (heading,):
            return STATES[state]()
    if SignInPage(page_map, snapshot).is_here:
        return SessionExpired()
    if kind is not SearchPage and SearchPage(page_map, snapshot).is_here:
        return SearchRefused()
    return None
