"""What can happen to every source, and what must come of it: one table.

A case that cannot happen to a source says why; the reason is in the test's id and in the report of
skipped tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contract_world import (
    BENEFITS,
    CHANGE,
    HIDDEN,
    QUERY,
    SUBJECTS,
    TAX,
    UNKNOWN,
    WAGES,
    Subject,
)

from robots.casework.errors import ReplyRefused, SourceUnusable, TryAgain
from robots.casework.words import State

#: A source asks at most so often.
ALL_ATTEMPTS = 3

Branch = type[SourceUnusable] | type[TryAgain] | type[ReplyRefused]


@dataclass(frozen=True)
class Raised:
    """The member of the error tree, by what the caller does next, and how often it was asked."""

    branch: Branch
    attempts: int = 1
    code: str | None = None
    row: str | None = None
    """What the access log says, where it is not the error's code."""


@dataclass(frozen=True)
class Told:
    """The answer's state."""

    state: State
    unknown_amount: bool = False
    """One figure has no amount, and a finding tells the officer which."""
    as_usual: bool = False
    """The figures are those of an undisturbed answer."""


@dataclass(frozen=True)
class Does:
    """What the stand-in does, and the source's settings meanwhile."""

    failure: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    person: bool = True
    """Only to the one whom the source is asked about."""
    connection: Mapping[str, Any] = field(default_factory=dict)
    asks_about: str | None = None


@dataclass(frozen=True)
class NotHere:
    """Why a case cannot happen to a source."""

    because: str


Case = tuple[Does, Raised | Told] | NotHere

REFUSED = Raised(ReplyRefused)
TRIED = Raised(TryAgain, ALL_ATTEMPTS)
UNUSABLE = Raised(SourceUnusable)

_NOT_SIGNED = {
    QUERY: NotHere("X-Road's security servers sign and verify; the service signs nothing"),
    CHANGE: NotHere("X-Road's security servers sign and verify; the service signs nothing"),
    TAX: NotHere("nothing is signed: the connection vouches for the answer"),
}
_NO_XML = {CHANGE: NotHere("speaks JSON"), TAX: NotHere("speaks JSON")}
_NO_AMOUNTS = {
    QUERY: NotHere("tells no amounts"),
    CHANGE: NotHere("tells no amounts"),
}
_GROUP = '{"tietoryhma": "HENKILON_NIMI"'
_NO_REPORTS = {
    **_NO_AMOUNTS,
    TAX: NotHere("has decisions, not reports: see the year that stands twice"),
}


def everywhere(case: Case, **other: Case) -> dict[Subject, Case]:
    """The same for every source but those named."""
    named = {subject.name.replace("-", "_"): subject for subject in SUBJECTS}
    return {**dict.fromkeys(SUBJECTS, case), **{named[name]: one for name, one in other.items()}}


def signed(failure: str) -> dict[Subject, Case]:
    """Only the Incomes Register signs; what is wrong with a signature stops the source at once."""
    refused = Raised(SourceUnusable, code="signature_refused")
    return {**dict.fromkeys((WAGES, BENEFITS), (Does(failure), refused)), **_NOT_SIGNED}


def in_xml(failure: str, expected: Raised = REFUSED, **values: Any) -> dict[Subject, Case]:
    """For the sources that speak XML."""
    return {**dict.fromkeys((QUERY, WAGES, BENEFITS), (Does(failure, values), expected)), **_NO_XML}


CASES: Mapping[str, Mapping[Subject, Case]] = {
    "answers": everywhere((Does(), Told(State.FOUND, as_usual=True))),
    "none_found": everywhere((Does(asks_about=UNKNOWN), Told(State.NONE))),
    "not_permitted": {
        QUERY: (Does(asks_about=HIDDEN), REFUSED),
        CHANGE: (Does("403"), UNUSABLE),
        WAGES: (Does("message_errors"), REFUSED),
        BENEFITS: (Does("message_errors"), REFUSED),
        TAX: (Does("403"), UNUSABLE),
    },
    "timeout": everywhere((Does("hang", connection={"read_timeout": 0.1}), TRIED)),
    "dripping": everywhere(
        (
            Does("drip", {"seconds": 0.05}, connection={"longest_exchange": 0.3, "attempts": 1}),
            Raised(TryAgain),
        )
    ),
    "connection_refused": everywhere((Does("refuse", person=False), TRIED)),
    "connection_reset": everywhere((Does("reset"), TRIED)),
    "401": everywhere((Does("401"), UNUSABLE)),
    "429_with_retry_after": everywhere((Does("429", {"retry_after": "7"}), TRIED)),
    "429_until_a_time": everywhere((Does("429_until", {"retry_after": 9}), TRIED)),
    "429_for_an_hour": everywhere((Does("429", {"retry_after": "3600"}), Raised(TryAgain))),
    "500": everywhere((Does("500"), TRIED)),
    "503": everywhere((Does("503"), TRIED)),
    "redirect": everywhere((Does("redirect"), REFUSED)),
    "page_instead": everywhere(
        (Does("html_page"), REFUSED),
    ),
    "soap_fault_in_200": in_xml("soap_fault", TRIED, code="Server.ServerProxy.NetworkError"),
    "soap_fault_of_ours_in_200": in_xml("soap_fault", UNUSABLE, code="Client.BadRequest"),
    "malformed": everywhere((Does("malformed"), REFUSED)),
    "truncated": everywhere((Does("truncated"), TRIED)),
    "oversized": everywhere(
        (Does("oversized", {"bytes": 200_000}, connection={"largest_reply": 200_000}), REFUSED)
    ),
    "compressed_bomb": everywhere((Does("gzip_bomb"), REFUSED)),
    "entity_bomb": in_xml("entity_bomb"),
    "external_entity": in_xml("external_entity"),
    "wrong_namespace": in_xml("wrong_namespace"),
    "signature_missing": signed("unsigned"),
    "signature_by_the_wrong_ca": signed("wrong_signer"),
    "signature_over_another_document": signed("over_another"),
    "amount_changed_after_signing": signed("altered"),
    "signature_wrapped": signed("wrapped"),
    "signature_value_broken": signed("bad_signature"),
    "another_persons_data": everywhere(
        (Does("wrong_person"), Raised(ReplyRefused, code="person_mismatch")),
        # The reply is to the right search, so what it tells has been disclosed: the log says so.
        VTJ_query=(
            Does("wrong_person"),
            Raised(ReplyRefused, code="person_mismatch", row="found"),
        ),
        VTJ_changes=(
            Does("other_person_in_batch", person=False),
            Raised(ReplyRefused, code="person_mismatch"),
        ),
    ),
    "wrong_environment": {
        QUERY: (
            Does("replaced", {"old": "FI-TEST", "new": "FI"}),
            Raised(ReplyRefused, code="reply_to_another_request"),
        ),
        CHANGE: NotHere("its answer has no environment but X-Road's headers: see the transport"),
        WAGES: (Does("wrong_environment"), UNUSABLE),
        BENEFITS: (Does("wrong_environment"), UNUSABLE),
        TAX: (Does("wrong_environment"), UNUSABLE),
    },
    "unknown_element": {
        QUERY: (Does("unknown_element"), Told(State.FOUND, as_usual=True)),
        CHANGE: (
            Does("replaced", {"old": _GROUP, "new": f'{{"tietoryhma": "UUSI"}}, {_GROUP}'}),
            Told(State.FOUND, as_usual=True),
        ),
        WAGES: (Does("new_element"), Told(State.FOUND, as_usual=True)),
        BENEFITS: (Does("new_element"), Told(State.FOUND, as_usual=True)),
        TAX: (Does("new_element"), Told(State.FOUND, as_usual=True)),
    },
    "missing_amount": {
        **_NO_AMOUNTS,
        WAGES: (Does("no_amount"), Told(State.FOUND, unknown_amount=True)),
        BENEFITS: (Does("no_amount"), Told(State.FOUND, unknown_amount=True)),
        TAX: (Does("no_gross"), Told(State.FOUND, unknown_amount=True)),
    },
    "reports_not_as_many_as_told": {
        **_NO_REPORTS,
        WAGES: (Does("count_wrong"), Raised(ReplyRefused, 2)),
        BENEFITS: (Does("count_wrong"), Raised(ReplyRefused, 2)),
    },
    "duplicate_report": {
        **_NO_AMOUNTS,
        WAGES: (Does("report_twice"), Told(State.FOUND, as_usual=True)),
        BENEFITS: (Does("report_twice"), Told(State.FOUND, as_usual=True)),
        TAX: (Does("year_twice"), REFUSED),
    },
    "superseded_report": {
        **_NO_AMOUNTS,
        WAGES: (Does("superseded_report"), Told(State.FOUND, as_usual=True)),
        BENEFITS: (Does("superseded_report"), Told(State.FOUND, as_usual=True)),
        TAX: (Does("amended_too"), Told(State.FOUND)),
    },
}
