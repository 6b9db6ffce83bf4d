"""What can go wrong on Kela's pages; the site's own states have an error of their own name."""

from __future__ import annotations

from robots.casework.errors import CannotStart, ReplyRefused, SourceUnusable, TryAgain


class PageMapWrong(CannotStart):
    """The page map or the benefit catalogue does not hold what it must: file and key are named."""

    code = "kela_page_map_wrong"


class PackageWrong(CannotStart):
    """What a setting names by its import path cannot be imported, or is not there."""

    code = "kela_package_wrong"


class NoSignInHere(CannotStart):
    """By the settings nobody has to sign in: the robot's own identity or an interface is used."""

    code = "kela_no_sign_in_here"


class NoWindow(CannotStart):
    """This machine cannot show a browser's window, so nobody can sign in on it."""

    code = "kela_no_window"


class IncidentMissing(CannotStart):
    """There is no such incident to open: its days may be over."""

    code = "kela_incident_missing"


class IncidentUnreadable(CannotStart):
    """The file is no incident, was changed, or was closed with another key."""

    code = "kela_incident_unreadable"


class IncidentNotWritten(CannotStart):
    """The folder for the opened incident is there already, or cannot be written."""

    code = "kela_incident_not_written"


class PageNotRecognised(SourceUnusable):
    """A page is none of those that the page map describes, or lacks a part of it."""

    code = "kela_page_not_recognised"


class RouteRefused(SourceUnusable):
    """The site led to an address that is not on the page map's list."""

    code = "kela_route_refused"


class SessionExpired(SourceUnusable):
    """Nobody is signed in any more, and signing in again did not help."""

    code = "kela_session_expired"
    waits_for_sign_in = True


class SignInAwaited(SourceUnusable):
    """No official has signed in, or the session that was handed over has reached its use-by."""

    code = "kela_sign_in_awaited"
    waits_for_sign_in = True


class SessionUnreadable(SourceUnusable):
    """A session lies where it is handed over, but cannot be opened: it was closed with another
    key, or is cut short."""

    code = "kela_session_unreadable"
    waits_for_sign_in = True


class NewTermsToAccept(SourceUnusable):
    """The site wants new terms of use accepted; a robot accepts nothing."""

    code = "kela_new_terms_to_accept"


class MandateNotOffered(SourceUnusable):
    """The site does not offer the county's mandate to the one who signed in."""

    code = "kela_mandate_not_offered"


class Maintenance(TryAgain):
    """The site says that it is under maintenance."""

    code = "kela_maintenance"


class TechnicalError(TryAgain):
    """The site says that something went wrong at its end."""

    code = "kela_technical_error"


class ProxyPasswordUnusable(CannotStart):
    """A percent sign in the name or password for the proxy: the browser takes it as it is, and
    Playwright's downloads (1.65) take it for the beginning of an escape."""

    code = "kela_proxy_password_unusable"


class NoAnswer(TryAgain):
    """A page did not come, or not in time, or the browser broke off."""

    code = "kela_no_answer"


class SignInNotFinished(TryAgain):
    """The window was closed, or nobody came as far as the search in time."""

    code = "kela_sign_in_not_finished"


class PersonNotFound(ReplyRefused):
    """Kela knows nobody of this identity code."""

    code = "kela_person_not_found"


class SeveralPersons(ReplyRefused):
    """Kela's search found several people; which of them it is, is the officer's to see."""

    code = "kela_several_persons"


class NoRightToPerson(ReplyRefused):
    """Kela does not let this county see this person's benefits."""

    code = "kela_no_right_to_person"


class SearchRefused(ReplyRefused):
    """The site did not take the search as it was filled in."""

    code = "kela_search_refused"


class CellNotUnderstood(ReplyRefused):
    """A date, an amount or a number on a page is not written in the agreed form."""

    code = "kela_cell_not_understood"


class DoesNotAddUp(ReplyRefused):
    """Rows, counts and totals of a page contradict each other."""

    code = "kela_does_not_add_up"
