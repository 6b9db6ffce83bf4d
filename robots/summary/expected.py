"""What ought to be found, by what somebody has declared or a source has told, and whether it was.

A rent in the taxation speaks of a lease, a guardian of a fee, a client who brings everything of
papers. What is expected and not found is told to the officer; nothing is counted for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from robots.casework.answer import Answer, Cost, Finding, Income
from robots.casework.case import Case, Choice
from robots.casework.money import ZERO
from robots.casework.words import (
    CostKind,
    IncomeKind,
    PersonFlag,
    Role,
    Service,
    Severity,
    Source,
    State,
)
from robots.summary.register import register_of

_GUARDIANS = frozenset({PersonFlag.GUARDIAN, PersonFlag.GUARDIANSHIP_BY_MANDATE})

_UNREAD = frozenset({State.FAILED, State.PARTIAL, State.NOT_PERMITTED})


@dataclass(frozen=True, slots=True)
class Expected:
    """One piece of evidence that ought to be there."""

    role: Role
    code: str
    """Key in the texts, of what it is and of what declares it."""
    found: tuple[str, ...] = ()
    """Ids of the rows that answer to it."""
    is_found: bool = False
    declared_by: tuple[str, ...] = ()
    """Ids of the rows that speak of it; empty where the worklist or a register does."""
    severity: Severity = Severity.WARNING
    """How loudly it is told that it was not found."""
    values: dict[str, str] = field(default_factory=dict)

    def told(self) -> Finding:
        """The finding that it was not found."""
        code = f"expected_{self.code}"
        return Finding(code, self.severity, self.role, self.values, self.declared_by)


def expected_evidence(
    case: Case, answers: Sequence[Answer], costs: Iterable[Cost], roles: Sequence[Role]
) -> tuple[Expected, ...]:
    """Everything that is expected of the people whose income is looked at.

    Papers that could not be read are asked about as such: what lies in them is not missing.

    Args:
        case: the worklist's row.
        answers: of all sources.
        costs: with the rent of the service decision among them.
        roles: whose income the fee looks at.
    """
    if any(one.source is Source.DOCUMENTS and one.state in _UNREAD for one in answers):
        return tuple(_joint_income(case, roles))
    own_costs = [one for one in costs if one.role in roles]
    incomes = [one for answer in answers for one in answer.incomes if one.role in roles]
    return (
        *_papers(case, answers),
        *_rent(case, own_costs),
        *_guardian_fee(answers, own_costs, roles),
        *(one for role in roles for one in _of_taxation(role, incomes, answers)),
        *_joint_income(case, roles),
    )


def papers_are_promised(case: Case) -> bool:
    """Whether the client brings something, or something is noted to have come."""
    return case.choice in (Choice.BRINGS_EVERYTHING, Choice.BOTH) or bool(case.received.came)


def _papers(case: Case, answers: Iterable[Answer]) -> Iterator[Expected]:
    """Papers that were promised may tell of an income that no register holds: a question."""
    if papers_are_promised(case):
        found = (one.source is Source.DOCUMENTS and one.state is State.FOUND for one in answers)
        yield Expected(Role.CLIENT, "papers", is_found=any(found), severity=Severity.QUESTION)


def _rent(case: Case, costs: Iterable[Cost]) -> Iterator[Expected]:
    """Housing is paid for beside the fee, and the rent is deducted (10 d §)."""
    if case.service is Service.ROUND_THE_CLOCK_HOUSING:
        rents = [one.id for one in costs if one.kind is CostKind.HOUSING_COST]
        yield Expected(Role.CLIENT, "rent", tuple(sorted(rents)), bool(rents))


def _guardian_fee(
    answers: Sequence[Answer], costs: Sequence[Cost], roles: Iterable[Role]
) -> Iterator[Expected]:
    """A guardian's fee is deducted (10 c §), if the client tells of it."""
    for role in roles:
        if register_of(answers, role).flags & _GUARDIANS:
            fees = tuple(
                sorted(
                    one.id
                    for one in costs
                    if one.role is role and one.kind is CostKind.GUARDIAN_FEE
                )
            )
            yield Expected(role, "guardian_fee", fees, bool(fees), severity=Severity.INFO)


def _of_taxation(
    role: Role, incomes: Iterable[Income], answers: Iterable[Answer]
) -> Iterator[Expected]:
    """What a past year's taxation speaks of: a lease of today, costs, an enterprise's accounts."""
    own = [one for one in incomes if one.role is role and (one.gross is None or one.gross > ZERO)]
    taxed = [one for one in own if one.source is Source.TAX_ADMINISTRATION]
    for kind, code in (
        (IncomeKind.RENT_INCOME, "lease"),
        (IncomeKind.BUSINESS_INCOME, "accounts"),
        (IncomeKind.FOREIGN_PENSION, "foreign_notice"),
    ):
        declared = [one for one in taxed if one.kind is kind]
        if declared:
            found = tuple(sorted(one.id for one in own if one.kind is kind and one not in taxed))
            ids = tuple(sorted(one.id for one in declared))
            year = max((one.tax_year or 0 for one in declared), default=0)
            values = {"year": str(year) if year else "-"}
            yield Expected(role, code, found, bool(found), ids, values=values)
    rents = [one for one in taxed if one.kind is IncomeKind.RENT_INCOME]
    if rents:
        with_costs = tuple(sorted(one.id for one in rents if one.costs))
        ids = tuple(sorted(one.id for one in rents))
        yield Expected(
            role, "rent_costs", with_costs, bool(with_costs), ids, severity=Severity.INFO
        )


def _joint_income(case: Case, roles: Iterable[Role]) -> Iterator[Expected]:
    """The fee in force rests on both spouses' income."""
    fee = case.fee_in_force
    if fee is not None and fee.on_joint_income:
        is_found = Role.SPOUSE in roles
        yield Expected(Role.CLIENT, "spouse_of_decision", is_found=is_found)
