"""What the access log says of one person or one case: the requests, and who has looked at them.

The two rows of an attempt become one :class:`Request`. A row that cannot be opened is counted, and
never left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from robots.access.log.chain import RECOVERED
from robots.access.log.files import ChainFiles, chains_in, lines_of
from robots.access.log.keys import LogKeys
from robots.access.log.rows import Row, RowUnreadable
from robots.access.log.writing import ACCESS, LOOKED, RETRACTED
from robots.casework.identity_code import IdentityCode

ASKED: Final = "asked"
#: Of a request whose second row is not there: the process ended before it could write it.
NOT_TOLD: Final = "not_told"

_Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One attempt of a request to an authority, as the log holds it."""

    asked_at: str
    """ISO 8601, with its zone."""
    answered_at: str
    """Empty where no result was written."""
    source: str
    service: str
    case_id: str
    person: str
    """A keyed fingerprint."""
    role: str
    data_groups: tuple[str, ...]
    since: str
    until: str
    """The last day that was asked about."""
    purpose: str
    reason: str
    legal_basis: str
    requested_by: str
    request_id: str
    attempt: int
    outcome: str
    bytes_received: int


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the log."""

    at: str
    requested_by: str
    reason: str
    case_id: str
    person: str
    """A keyed fingerprint; empty where it was not about one person."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """That a delivered version was taken out of a case folder."""

    at: str
    requested_by: str
    reason: str
    case_id: str
    version: int
    person: str
    """A keyed fingerprint of the client; empty where it was not known."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the log holds of what was looked for, the earliest first."""

    requests: tuple[Request, ...]
    looks: tuple[Look, ...]
    unread: int
    """Rows of the whole log that could not be opened: their key is gone, or they were changed."""
    retractions: tuple[Retraction, ...] = ()


def about_person(log: Path, keys: LogKeys, person: IdentityCode) -> Found:
    """Everything about one person, whether client or spouse.

    Raises:
        OSError: the files cannot be read.
    """
    fingerprints = {key.fingerprint(person) for key in keys}
    return _found(log, keys, lambda row: row.get("person") in fingerprints)


def about_case(log: Path, keys: LogKeys, case_id: str) -> Found:
    """Everything about one case: both persons' rows, so not to be handed to either as it is.

    Raises:
        OSError: the files cannot be read.
    """
    return _found(log, keys, lambda row: row.get("case_id") == case_id)


def everything(log: Path, keys: LogKeys) -> Found:
    """The whole log.

    Raises:
        OSError: the files cannot be read.
    """
    return _found(log, keys, lambda row: True)


def _found(log: Path, keys: LogKeys, wanted: Callable[[_Content], bool]) -> Found:
    requests: list[Request] = []
    looks: list[Look] = []
    retractions: list[Retraction] = []
    unread = 0
    for chain in chains_in(log):
        waiting: dict[tuple[str, int, str], _Content] = {}
        for content in _contents(chain, keys):
            if content is None:
                unread += 1
            elif not wanted(content):
                continue
            elif content.get("kind") == LOOKED:
                looks.append(_look(content))
            elif content.get("kind") == RETRACTED:
                retractions.append(_retraction(content))
            elif content.get("kind") == ACCESS:
                attempt = (content["request_id"], content["attempt"], content["person"])
                if content["outcome"] == ASKED:
                    waiting[attempt] = content
                else:
                    requests.append(_request(waiting.pop(attempt, None), content))
        requests += [_request(asked, None) for asked in waiting.values()]
    requests.sort(key=lambda one: (one.asked_at, one.request_id, one.attempt))
    looks.sort(key=lambda one: one.at)
    retractions.sort(key=lambda one: one.at)
    return Found(tuple(requests), tuple(looks), unread, tuple(retractions))


def _contents(chain: ChainFiles, keys: LogKeys) -> Iterator[_Content | None]:
    """The rows' contents in order; None of one that cannot be opened."""
    for month in chain.months():
        torn = is_whole = False
        for line, is_whole in lines_of(chain.month(month)):
            content: _Content | None = None
            if is_whole:
                with suppress(RowUnreadable):
                    content = Row.read(line).content(chain.name, month, keys)
            if torn and not (content and content.get("kind") == RECOVERED):
                yield None
            torn = content is None
            if content is not None:
                yield content
        if torn and is_whole:
            yield None


def _request(asked: _Content | None, answered: _Content | None) -> Request:
    row = answered or asked or {}
    return Request(
        asked_at=(asked or row)["at"],
        answered_at=answered["at"] if answered else "",
        source=row["source"],
        service=row["service"],
        case_id=row["case_id"],
        person=row["person"],
        role=row["role"],
        data_groups=tuple(row["data_groups"]),
        since=row["from"],
        until=row["until"],
        purpose=row["purpose"],
        reason=row["reason"],
        legal_basis=row["legal_basis"],
        requested_by=row["requested_by"],
        request_id=row["request_id"],
        attempt=row["attempt"],
        outcome=answered["outcome"] if answered else NOT_TOLD,
        bytes_received=row["bytes_received"],
    )


def _look(row: _Content) -> Look:
    return Look(row["at"], row["requested_by"], row["reason"], row["case_id"], row["person"])


def _retraction(row: _Content) -> Retraction:
    return Retraction(
        row["at"],
        row["requested_by"],
        row["reason"],
        row["case_id"],
        row["version"],
        row["person"],
    )
