"""Grants permits, or says why there is none.

Asked again from the worklist as it is, immediately before each request: a withdrawal stops the
next one. A doubt (a household that the worklist does not tell, another spouse in the register) is
``not_permitted`` and the officer's; what the law does not need is ``not_needed``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from robots.access.consents import consent_missing, has_withdrawn_everything, notice_missing
from robots.access.household import Household
from robots.access.necessity import Need, Right, table_on
from robots.access.policy import INCOME_AUTHORITIES, AccessPolicy
from robots.casework.case import Case, Choice
from robots.casework.period import Period
from robots.casework.permit import Permit, Refusal
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Role, Source, State

#: Of the county's own register, which not every county lets the worker read.
_CARER_PAYMENTS: Final = frozenset({"carer_payments"})

_Why: TypeAlias = tuple[State, Reason] | None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ends before anybody has been asked."""

    outcome: Outcome
    reason: Reason


def permits_for(
    case: Case,
    role: Role,
    source: Source,
    *,
    household: Household,
    day: date,
    at: datetime,
    policy: AccessPolicy,
    requested_by: str | None = None,
    reason: str | None = None,
) -> tuple[Permit, ...] | Refusal:
    """Leave to ask one source about one person: one permit for each call.

    ``day`` is the business date, ``at`` the time of granting. ``requested_by`` and ``reason`` are
    an officer's; without them the robot asks, for the worklist's reason.

    Raises:
        RequesterUnknown: ``requested_by`` is not one of the county's officers.
        NecessityNotKnown: no necessity table covers the day.
    """
    end_user = policy.end_user(requested_by)
    look = _Look.at(case, role, source, household, day, policy)
    refusal = look.refusal()
    if refusal is not None:
        return refusal
    told = case.told.get(role)
    return tuple(
        Permit(
            case_id=case.id,
            role=role,
            source=source,
            data_groups=groups,
            period=Period.months_before(day, look.right.months_for(case)),
            legal_basis=look.legal_basis,
            purpose=case.purpose,
            requested_by=end_user,
            reason=look.reason(reason),
            told_on=told.on if told is not None and told.on <= day else None,
            consent=case.consent(role, source).state,
            granted_at=at,
        )
        for groups in look.calls
    )


def outcome_before_asking(case: Case, policy: AccessPolicy, day: date) -> Ending | None:
    """How the case ends without a single request; None where something may be found out.

    Raises:
        NecessityNotKnown: no necessity table covers the day.
    """
    if policy.accepts_highest_fee(case, day):
        return Ending(Outcome.HIGHEST_FEE_ACCEPTED, Reason("highest_fee_accepted"))
    refusals = [
        _Look.at(case, Role.CLIENT, source, Household(), day, policy).refusal()
        for source in INCOME_AUTHORITIES
    ]
    reasons = [refusal.reason for refusal in refusals if refusal is not None]
    comes_on_paper = case.choice in (Choice.BRINGS_EVERYTHING, Choice.BOTH)
    if comes_on_paper or len(reasons) < len(refusals):
        return None
    return Ending(Outcome.NO_PERMIT, reasons[0])


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at whether one source may be asked about one person on one day."""

    case: Case
    role: Role
    source: Source
    household: Household
    day: date
    policy: AccessPolicy
    right: Right
    need: Need | None

    @classmethod
    def at(
        cls,
        case: Case,
        role: Role,
        source: Source,
        household: Household,
        day: date,
        policy: AccessPolicy,
    ) -> _Look:
        table = table_on(day)
        need = table.need(case.service, role)
        return cls(case, role, source, household, day, policy, table.rights[source], need)

    @property
    def calls(self) -> tuple[frozenset[str], ...]:
        calls = self.need.sources.get(self.source, ()) if self.need else ()
        unused = frozenset() if self.policy.carer_payments else _CARER_PAYMENTS
        return tuple(groups - unused for groups in calls)

    @property
    def legal_basis(self) -> str:
        bases = [self.right.legal_basis[self.case.purpose]]
        if self.need and self.need.adds_to_legal_basis:
            bases.append(self.need.adds_to_legal_basis)
        return "; ".join(bases)

    def reason(self, officers: str | None) -> str:
        """Why it is asked; with the ground of a look further back where there is one."""
        reason = officers or self.case.reason or self.case.cause.value
        longer = self.case.longer_look
        is_longer = self.right.months_for(self.case) > self.right.months_back
        return f"{reason}; {longer.ground}" if longer is not None and is_longer else reason

    def refusal(self) -> Refusal | None:
        why = (
            self._highest_fee()
            or self._nobody_to_ask_about()
            or self._not_necessary()
            or self._not_this_person()
            or self._stopped()
        )
        return Refusal(self.role, self.source, *why) if why else None

    def _highest_fee(self) -> _Why:
        if self.policy.accepts_highest_fee(self.case, self.day):
            return State.NOT_NEEDED, Reason("highest_fee_accepted")
        if self.case.choice is Choice.HIGHEST_FEE:
            return State.NOT_PERMITTED, Reason("highest_fee_not_in_use")
        return None

    def _nobody_to_ask_about(self) -> _Why:
        """The register tells of a death itself, so it may be asked about that person again."""
        for person in dict.fromkeys((Role.CLIENT, self.role)):
            if self.source is Source.POPULATION_REGISTER and person is self.role:
                continue
            if self.household.is_dead(person):
                return State.NOT_NEEDED, Reason(f"{person}_dead")
            if self.household.is_not_found(person):
                return State.NOT_NEEDED, Reason(f"{person}_not_found")
        return None

    def _not_necessary(self) -> _Why:
        if self.need is None or not self.calls:
            return State.NOT_NEEDED, Reason("not_necessary")
        conditions_met = self.need.conditions_met(self.case)
        spouse_is_certain = bool(self.need.conditions) and conditions_met is True
        if self.case.person(self.role) is None and not spouse_is_certain:
            return State.NOT_NEEDED, Reason("no_spouse")
        if conditions_met is False:
            return State.NOT_NEEDED, Reason("not_joint_income", {"section": self.need.section})
        if conditions_met is None:
            return State.NOT_PERMITTED, Reason(
                "household_not_known", {"section": self.need.section}
            )
        return None

    def _not_this_person(self) -> _Why:
        if self.source is Source.DOCUMENTS:
            return None
        person = self.case.person(self.role)
        if person is None or person.identity_code is None:
            return State.NOT_PERMITTED, Reason("identity_code_missing")
        client, spouse = self.household.client, self.household.spouse
        if (
            self.role is Role.CLIENT
            or client is None
            or self.case.spouse_is_partner_by_declaration
            or (spouse is not None and spouse.active_code == person.identity_code)
        ):
            return None
        if client.spouse_code is None:
            return State.NOT_PERMITTED, Reason("spouse_not_in_register")
        if client.spouse_code != person.identity_code:
            return State.NOT_PERMITTED, Reason("spouse_is_another")
        return None

    def _stopped(self) -> _Why:
        """By a withdrawal, the client's choice, a missing notice, or a missing consent."""
        if self.source is Source.DOCUMENTS:
            return None
        case, role, source = self.case, self.role, self.source
        if any(has_withdrawn_everything(case, one) for one in (Role.CLIENT, role)):
            return State.NOT_PERMITTED, Reason("consent_withdrawn")
        brings_everything = (
            case.choice is Choice.BRINGS_EVERYTHING
            and case.received.sufficient_and_reliable is not False
        )
        if brings_everything and source in INCOME_AUTHORITIES:
            return State.NOT_NEEDED, Reason("client_brings_everything")
        reason = notice_missing(
            case, role, source, self.right, self.policy, self.day
        ) or consent_missing(case, role, source, self.household, self.policy, self.day)
        return (State.NOT_PERMITTED, reason) if reason else None
