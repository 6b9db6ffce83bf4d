"""What can keep a preview from being made.

CannotStart
└── LawDataRefused         a file of resources/law/ is wrong: file and key named
CaseRefused
├── LawNotKnown            no dated value holds on the day
│   ├── DayOutsideLaw          the day lies outside all that resources/law/ covers
│   ├── LawSourceNotFound      no source of the value was found, and why
│   ├── LawNotPublished        the value had not been published when it was last looked for
│   └── LawNotInForce          there was no such rule on the day
├── ForestYieldNotKnown    the tax year's decision has no such municipality
│   └── MunicipalityMerged     it has been merged into another, which is named
├── ServiceIsFree          free of charge
│   └── ServiceChargedOtherwise    charged, but not by income
├── ActNotKnown            the service is not arranged under that act
│   └── SectionNotKnown        … not under that section of the act
├── SectionNotReadable     the section of the service decision is no section
├── HoursMissing, FamilySizeMissing      10 e § needs them
├── ValueRefused           a figure that cannot be
│   └── NegativeAmount         an amount below zero
└── WrittenCaseRefused     a written-down case is not in its form: case and key named
"""

from __future__ import annotations

from datetime import date

from robots.casework.errors import CannotStart, CaseRefused
from robots.casework.period import day_in_finnish


class LawDataRefused(CannotStart):
    """A file of the law's values is not in its form; ``file`` and ``key`` say where."""

    code = "law_data_refused"


class LawNotKnown(CaseRefused):
    """No dated value of the parameter holds on the day; never the oldest or newest instead."""

    code = "law_not_known"

    def __init__(self, parameter: str, day: date | str, **context: str | int) -> None:
        on = date.fromisoformat(day) if isinstance(day, str) else day
        super().__init__(parameter=f"parameters.{parameter}", day=day_in_finnish(on), **context)


class DayOutsideLaw(LawNotKnown):
    """The day is before the first or after the last that the law's values cover."""

    code = "day_outside_law"


class LawSourceNotFound(LawNotKnown):
    """No source of the value for the day was found; ``why`` and ``checked_on`` say more."""

    code = "law_source_not_found"


class LawNotPublished(LawNotKnown):
    """The value for the day had not been published; ``why`` and ``checked_on`` say more."""

    code = "law_not_published"


class LawNotInForce(LawNotKnown):
    """The rule did not exist on the day; ``why`` says since when it does."""

    code = "law_not_in_force"


class ForestYieldNotKnown(CaseRefused):
    """The tax year's decision does not name the municipality."""

    code = "forest_yield_not_known"


class MunicipalityMerged(ForestYieldNotKnown):
    """It was merged into another, ``into``, before the tax year's decision."""

    code = "municipality_merged"


class ServiceIsFree(CaseRefused):
    """The act and section of the service decision make it free of charge."""

    code = "service_is_free"


class ServiceChargedOtherwise(ServiceIsFree):
    """The service may be charged, but by other rules than income."""

    code = "service_charged_otherwise"


class ActNotKnown(CaseRefused):
    """The service is not one that can be arranged under the act of its decision."""

    code = "act_not_known"


class SectionNotKnown(ActNotKnown):
    """The service is not arranged under that section of the act on that day."""

    code = "section_not_known"


class SectionNotReadable(CaseRefused):
    """What stands as the section of the service decision cannot be read as one section."""

    code = "section_not_readable"


class HoursMissing(CaseRefused):
    """The fee of 10 e § follows the hours in the service decision."""

    code = "hours_missing"


class FamilySizeMissing(CaseRefused):
    """The income limit of 10 e § follows the size of the family."""

    code = "family_size_missing"


class ValueRefused(CaseRefused):
    """A figure that cannot be: ``key`` says which."""

    code = "value_refused"


class NegativeAmount(ValueRefused):
    """An income, a cost or a price below zero: ``key`` says which."""

    code = "negative_amount"


class WrittenCaseRefused(CaseRefused):
    """A written-down case has an unknown key or word, or lacks one; ``name`` and ``key`` say."""

    code = "written_case_refused"
