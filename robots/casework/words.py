"""The words of the trade, as closed lists.

The values stand in files, settings and in ``tuloselvitys.json``: they are added to, never changed.
"""

from __future__ import annotations

from enum import StrEnum


class Service(StrEnum):
    """The services charged by income: 7 c § (net income) and 10 e § (gross) of the Client Fees Act.

    ``ROUND_THE_CLOCK_HOUSING`` is *ympärivuorokautinen palveluasuminen*, until 31.12.2022 called
    *tehostettu palveluasuminen*.
    """

    ROUND_THE_CLOCK_HOUSING = "round_the_clock_housing"
    INSTITUTION = "institution"
    FAMILY_CARE = "family_care"
    HOME_CARE = "home_care"


class Purpose(StrEnum):
    """What the income is found out for: a client fee, or a service voucher's value."""

    FEE = "fee"
    VOUCHER = "voucher"


class Role(StrEnum):
    """Whose data: the client's, or the spouse's or cohabiting partner's."""

    CLIENT = "client"
    SPOUSE = "spouse"


class Source(StrEnum):
    """Where figures come from."""

    POPULATION_REGISTER = "population_register"
    INCOMES_REGISTER = "incomes_register"
    TAX_ADMINISTRATION = "tax_administration"
    KELA = "kela"
    DOCUMENTS = "documents"


class State(StrEnum):
    """What one source answered about one person; exactly one of these, never a silent zero."""

    FOUND = "found"
    NONE = "none"
    """Asked, answered, and there is nothing."""
    NOT_PERMITTED = "not_permitted"
    NOT_NEEDED = "not_needed"
    FAILED = "failed"
    PARTIAL = "partial"
    """Something was read, not all: shown and marked, and counted into nothing."""


class Outcome(StrEnum):
    """How a case ends in a run; exactly one of these."""

    READY = "ready"
    QUESTIONS = "questions"
    HIGHEST_FEE_ACCEPTED = "highest_fee_accepted"
    NO_PERMIT = "no_permit"
    WAITING_FOR_SOURCE = "waiting_for_source"
    WAITING_FOR_PERSON = "waiting_for_person"
    INCOMPLETE = "incomplete"
    FAILED = "failed"

    @property
    def is_delivered(self) -> bool:
        """Whether a workbook and its twin are written for it."""
        return self in (Outcome.READY, Outcome.QUESTIONS, Outcome.INCOMPLETE)

    @property
    def is_final(self) -> bool:
        """Whether the next night leaves the case alone, unless something in it has changed."""
        return self in (
            Outcome.READY,
            Outcome.QUESTIONS,
            Outcome.HIGHEST_FEE_ACCEPTED,
        )


class Per(StrEnum):
    """What an amount is for: one payment, a month, or a year."""

    PAYMENT = "payment"
    MONTH = "month"
    YEAR = "year"


class IncomeKind(StrEnum):
    """The kinds of income that the fee law tells apart."""

    WAGE = "wage"
    BUSINESS_INCOME = "business_income"
    FAMILY_CARE_FEE = "family_care_fee"
    EARNINGS_PENSION = "earnings_pension"
    NATIONAL_PENSION = "national_pension"
    GUARANTEE_PENSION = "guarantee_pension"
    SURVIVORS_PENSION = "survivors_pension"
    FOREIGN_PENSION = "foreign_pension"
    UNEMPLOYMENT_BENEFIT = "unemployment_benefit"
    SICKNESS_ALLOWANCE = "sickness_allowance"
    PARENTAL_ALLOWANCE = "parental_allowance"
    REHABILITATION_ALLOWANCE = "rehabilitation_allowance"
    STUDY_GRANT = "study_grant"
    GRANT = "grant"
    """A scholarship or a prize (apuraha, tunnustuspalkinto): taxable in part only."""
    CHILD_HOME_CARE_ALLOWANCE = "child_home_care_allowance"
    PENSIONER_CARE_ALLOWANCE = "pensioner_care_allowance"
    VETERAN_SUPPLEMENT = "veteran_supplement"
    """The part of a care allowance that never counts; its amount is not in the other's."""
    DISABILITY_ALLOWANCE = "disability_allowance"
    MAINTENANCE_SUPPORT = "maintenance_support"
    CHILD_MAINTENANCE = "child_maintenance"
    HOUSING_ALLOWANCE = "housing_allowance"
    PENSIONER_HOUSING_ALLOWANCE = "pensioner_housing_allowance"
    CHILD_BENEFIT = "child_benefit"
    SOCIAL_ASSISTANCE = "social_assistance"
    FRONT_VETERAN_SUPPLEMENT = "front_veteran_supplement"
    DIETARY_GRANT = "dietary_grant"
    CHILD_INCREASE = "child_increase"
    MILITARY_INJURY_ANNUITY = "military_injury_annuity"
    RENT_INCOME = "rent_income"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    TIMBER_SALE = "timber_sale"
    CAPITAL_GAIN = "capital_gain"
    SAVINGS = "savings"
    INHERITANCE = "inheritance"
    OTHER_TAXABLE = "other_taxable"
    OTHER_TAX_FREE = "other_tax_free"
    UNKNOWN = "unknown"
    """The source gave a code or name that no table of ours knows: always the officer's."""


class CostKind(StrEnum):
    """The kinds of deduction that the fee law tells apart (10 c, 10 d and 10 g §)."""

    MAINTENANCE_PAID = "maintenance_paid"
    COHABITATION_COMPENSATION = "cohabitation_compensation"
    LIFE_ANNUITY = "life_annuity"
    GUARDIAN_FEE = "guardian_fee"
    PREVIOUS_HOME_OWNED = "previous_home_owned"
    PREVIOUS_HOME_RENTED = "previous_home_rented"
    PREVIOUS_HOME_RIGHT_OF_OCCUPANCY = "previous_home_right_of_occupancy"
    HOUSING_COST = "housing_cost"
    REIMBURSABLE_MEDICINE = "reimbursable_medicine"
    NON_REIMBURSABLE_MEDICINE = "non_reimbursable_medicine"
    ACQUISITION_COST = "acquisition_cost"
    DEBT_RECOVERY = "debt_recovery"


class Mark(StrEnum):
    """What a source says of a figure besides the amount."""

    ONE_OFF = "one_off"
    RECOVERY = "recovery"
    """Paid back: it lowers the income of the period it belongs to."""
    UNJUST_ENRICHMENT = "unjust_enrichment"
    IN_KIND = "in_kind"
    PROVISIONAL = "provisional"
    """An interim decision (väliaikainen päätös): the final one is often larger."""
    VARYING = "varying"
    """Changes from month to month: the mean of the last 12 months counts."""
    TAX_FREE = "tax_free"
    APPLIED = "applied"
    """The client has applied for this deduction."""
    PRESCRIBED = "prescribed"
    """The prescriber has judged it necessary for the client's health."""


class Severity(StrEnum):
    """How loudly a finding speaks to the officer."""

    QUESTION = "question"
    WARNING = "warning"
    INFO = "info"


class PersonFlag(StrEnum):
    """What the officer must know of a person before anything else."""

    DEAD = "dead"
    PROTECTED_ADDRESS = "protected_address"
    CHANGED_IDENTITY_CODE = "changed_identity_code"
    GUARDIAN = "guardian"
    GUARDIANSHIP_BY_MANDATE = "guardianship_by_mandate"
    NOT_FOUND = "not_found"
