"""What can go wrong with a case folder. No path stands in them: a folder's name may be a person's.

Raised ``from None`` where an operating system's error would carry the path into a log.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from robots.casework.errors import CannotStart, CaseRefused, ReplyRefused, TryAgain


class CaseFolderUnavailable(TryAgain):
    """The share is away, full, or somebody holds a file open."""

    code = "case_folder_unavailable"


class CaseFolderMissing(CaseRefused):
    """The county's folders are there, this case's is not: never taken for "no documents"."""

    code = "case_folder_missing"


class CaseStateUnreadable(CaseRefused):
    """``tila.json`` is not what was written: guessing could deliver a determination twice."""

    code = "case_state_unreadable"


class RetractionUnreadable(CaseRefused):
    """What says which version was retracted is spoilt: guessing could show it again."""

    code = "retraction_unreadable"


class VersionRetracted(CaseRefused):
    """What the attempt delivered has been retracted: only a new attempt may deliver again."""

    code = "version_was_retracted"


class VersionUnknown(CaseRefused):
    """The case has no delivered version of that number."""

    code = "version_unknown"


class SealKeyRefused(CannotStart):
    """The vault's key for raw replies is not 32 bytes long."""

    code = "seal_key_refused"


class SealBroken(ReplyRefused):
    """A sealed file was changed, or closed with another key."""

    code = "seal_broken"


@contextmanager
def unavailable_when_failing() -> Iterator[None]:
    """Turns the operating system's errors into :class:`CaseFolderUnavailable`.

    Raises:
        CaseFolderUnavailable: reading or writing failed.
    """
    try:
        yield
    except OSError as trouble:
        raise CaseFolderUnavailable(
            trouble=type(trouble).__name__, number=trouble.errno or 0
        ) from None
