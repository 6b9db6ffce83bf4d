"""What one source says about one person: a state, figures, and where each was read.

Amounts are euros, exact as the source gave them; ``per`` tells for what time. A figure that the
source did not give is None, never zero.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from robots.casework.errors import ApplicationError, WorkerError
from robots.casework.identifiers import stable_id
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit, Refusal
from robots.casework.reason import Reason
from robots.casework.texts import Language, text
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Mark,
    Per,
    PersonFlag,
    Role,
    Severity,
    Source,
    State,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a figure stands: 703/2023 § 39 asks what, from whom, when, who asked, on what ground,
    for which purpose; the rest leads a person to the place."""

    id: str
    role: Role
    source: Source
    what: str
    """The element, page or document: its sentence's key in ``resources/texts/evidence.yaml``."""
    obtained_at: datetime
    requested_by: str
    legal_basis: str
    purpose: str
    file: str | None
    """In the version's folder, e.g. ``evidence/incomes_register-client-benefits.xml``; None for
    what stands in the worklist, which is no file of the case, and for a letter that is sealed
    because it shows a protected address."""
    sha256: str | None
    """Of the whole reply, page or document as received; None for what stands in the worklist."""
    place: str = ""
    """Path of the element, or the heading and row on the page."""
    page: int | None = None
    box: tuple[Decimal, Decimal, Decimal, Decimal] | None = None
    """Left, top, right, bottom on the page, in points from its upper left corner."""
    values: dict[str, str] = field(default_factory=dict)
    """What fills the sentence, no amounts; a name in one language ends with ``_fi`` or ``_sv``."""
    picture: str | None = None
    """In the version's folder: a picture of the place with everything else on the page blank."""

    @property
    def is_in_worklist(self) -> bool:
        """Whether it is nothing that was obtained, but what the worklist says."""
        return self.file is None and self.sha256 is None

    @classmethod
    def on(
        cls,
        permit: Permit,
        *key: object,
        what: str,
        file: str,
        content: bytes,
        obtained_at: datetime,
        place: str = "",
        values: Mapping[str, str] | None = None,
    ) -> Evidence:
        """Of something obtained on a permit.

        Args:
            permit: on which it was asked.
            key: what tells it from the other evidence of the same source and person.
            what: its sentence's key.
            file: its name in the version's evidence folder.
            content: the whole reply, page or document as received.
            obtained_at: when.
            place: where in it.
            values: what fills the sentence.
        """
        return cls(
            id=stable_id("e", permit.source, permit.role, *key),
            role=permit.role,
            source=permit.source,
            what=what,
            obtained_at=obtained_at,
            requested_by=permit.requested_by,
            legal_basis=permit.legal_basis,
            purpose=permit.purpose,
            file=f"evidence/{file}",
            sha256=hashlib.sha256(content).hexdigest(),
            place=place,
            values=dict(values or {}),
        )

    def in_words(self, language: Language) -> str:
        """What it is, as the officer reads it."""
        return text(f"evidence.{self.what}", language, **self.values)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with an answer and belongs into the case folder."""

    name: str
    """Without personal data; the same as the last part of ``Evidence.file``."""
    content: bytes = field(repr=False)
    sealed: bool = False
    """A raw reply: encrypted with the vault's key and short-lived."""


@dataclass(frozen=True, slots=True)
class Income:
    """One income figure: a payment, a monthly level, or a year's sum."""

    id: str
    """Stable: the same figure of the same reply has the same id in every attempt."""
    role: Role
    source: Source
    kind: IncomeKind
    name: str
    """As the source calls it."""
    payer: str
    per: Per
    gross: Decimal | None
    tax: Decimal | None
    net: Decimal | None
    costs: Decimal | None = None
    """Costs of acquiring the income."""
    period: Period | None = None
    paid_on: date | None = None
    tax_year: int | None = None
    payer_id: str = ""
    """The payer's business id (Y-tunnus), where the source tells it."""
    in_force_until: date | None = None
    """The last day of a benefit that ends, where the source tells it."""
    marks: frozenset[Mark] = frozenset()
    evidence: tuple[str, ...] = ()
    name_sv: str = ""
    """The source's own Swedish name; empty where it has but one."""

    def named(self, language: Language) -> str:
        """Its name in the reader's language."""
        return self.name_sv if language is Language.SWEDISH and self.name_sv else self.name

    @property
    def about(self) -> dict[str, str]:
        """What a finding's sentence calls it: ``name`` in either language, and ``payer``."""
        names = {"name": self.name, "payer": self.payer}
        return names | {"name_sv": self.name_sv} if self.name_sv else names


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost that may be a deduction."""

    id: str
    role: Role
    source: Source
    kind: CostKind
    name: str
    payee: str
    amount: Decimal
    per: Per
    period: Period | None = None
    marks: frozenset[Mark] = frozenset()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForestHolding:
    """Forest land that somebody owns, for the computed forest income (10 i §)."""

    id: str
    role: Role
    source: Source
    municipality: str
    hectares: Decimal
    interest: Decimal
    """Interest of forestry loans, euros a year."""
    tax_year: int | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who speaks for the client, and about what."""

    name: str
    by_mandate: bool = False
    """Guardianship by mandate (edunvalvontavaltuutus) instead of guardianship (edunvalvonta)."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the population register says of a person; addresses are not kept."""

    name: str
    flags: frozenset[PersonFlag] = frozenset()
    died_on: date | None = None
    active_code: IdentityCode | None = None
    """The identity code in force, where the one asked with has been changed."""
    spouse_code: IdentityCode | None = None
    spouse_name: str = ""
    guardians: tuple[Guardian, ...] = ()
    residents: int | None = None
    """Residents of the dwelling: a suggestion for the family size, never its value."""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something for the officer; its sentence stands in ``resources/texts/findings.yaml``."""

    code: str
    severity: Severity
    role: Role | None = None
    values: dict[str, str] = field(default_factory=dict)
    refers_to: tuple[str, ...] = ()
    """Ids of incomes, costs, evidence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One source, one person, one state."""

    source: Source
    role: Role
    state: State
    asked_at: datetime | None = None
    period: Period | None = None
    request_ids: tuple[str, ...] = ()
    reason: Reason | None = None
    permit: Permit | None = None
    """On which it was asked; None where it was not."""
    asked_with: str = ""
    """Keyed hash of the identity code it was asked with: an answer about a code that has been
    changed since is no answer about the person."""
    ask_again: bool = False
    """Failed for the system's reasons: the next night may bring the answer."""
    incomes: tuple[Income, ...] = ()
    costs: tuple[Cost, ...] = ()
    forests: tuple[ForestHolding, ...] = ()
    person: PersonFacts | None = None
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @classmethod
    def refused(cls, refusal: Refusal) -> Answer:
        """The answer of a source that was not asked, because there was no permit."""
        return cls(refusal.source, refusal.role, refusal.state, reason=refusal.reason)

    @classmethod
    def failed(cls, permit: Permit, error: WorkerError, asked_at: datetime) -> Answer:
        """The answer of a source that was asked in vain: it carries no figure at all."""
        return cls(
            permit.source,
            permit.role,
            State.FAILED,
            asked_at,
            permit.period,
            reason=Reason.of(error),
            permit=permit,
            ask_again=isinstance(error, ApplicationError),
        )

    def without_attachments(self) -> Answer:
        return replace(self, attachments=())


def joined(answers: list[Answer]) -> Answer:
    """One answer out of several calls to the same source about the same person.

    The worst state wins: one call of two that failed makes the whole ``partial`` when the other
    found something, else ``failed``; nothing of one and something of the other is ``found``. Where
    one call is not permitted, nothing that another brought before is shown.
    """
    for answer in answers:
        if answer.state is State.NOT_PERMITTED:
            return answer
    first = answers[0]
    states = {answer.state for answer in answers}
    if State.FAILED in states and states & {State.FOUND, State.PARTIAL}:
        state = State.PARTIAL
    else:
        worst_first = (
            State.FAILED,
            State.PARTIAL,
            State.FOUND,
            State.NONE,
            State.NOT_NEEDED,
        )
        state = next(state for state in worst_first if state in states)
    asked = [answer.asked_at for answer in answers if answer.asked_at is not None]
    return replace(
        first,
        state=state,
        asked_at=min(asked, default=None),
        period=next((answer.period for answer in answers if answer.period), None),
        request_ids=tuple(one for answer in answers for one in answer.request_ids),
        reason=next((a.reason for a in answers if a.state is not State.FOUND and a.reason), None),
        ask_again=any(answer.ask_again for answer in answers),
        incomes=tuple(one for answer in answers for one in answer.incomes),
        costs=tuple(one for answer in answers for one in answer.costs),
        forests=tuple(one for answer in answers for one in answer.forests),
        person=next((answer.person for answer in answers if answer.person), None),
        findings=tuple(one for answer in answers for one in answer.findings),
        evidence=tuple(one for answer in answers for one in answer.evidence),
        attachments=tuple(one for answer in answers for one in answer.attachments),
    )
