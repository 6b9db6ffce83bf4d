"""Whose a decision's PDF is: the identity code on it must be the one that was asked about."""

from __future__ import annotations

from collections.abc import Callable

from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode, IdentityCodeRefused
from robots.documents import Reading, ReadState

#: Reads a document's bytes; whatever they are, the answer is a reading.
ReadDocument = Callable[[bytes], Reading]


def is_about(reading: Reading, code: IdentityCode) -> bool:
    """Whether the document was wholly read and is about the person of the code.

    False where it does not tell: it was not read to the end, has no identity code, or names other
    people too and is of no kind that rightly does.

    Raises:
        PersonMismatch: it names only other people.
    """
    named = {written for written in reading.identity_codes if _is_identity_code(written)}
    if named and code.reveal() not in named:
        raise PersonMismatch()
    is_only_theirs = len(named) == 1 or reading.names_others
    return bool(named) and is_only_theirs and reading.state is not ReadState.PARTIAL


def _is_identity_code(written: str) -> bool:
    """A number of a case may have the form of a code, but hardly its check character too."""
    try:
        IdentityCode.parse(written, test_range=True)
    except IdentityCodeRefused:
        return False
    return True
