"""What can keep a preview from being made.

CannotStart
└── LawDataRefused         a file of resources/law/ is wrong: file and key named
CaseRefused
├── LawNotKnown            no dated value holds on the day
├── ForestYieldNotKnown    the tax year's decision has no such municipality
├── ServiceIsFree          free of charge, or charged by other rules than income
├── ActNotKnown            the service is not arranged under that act
├── HoursMissing, FamilySizeMissing      10 e § needs them
├── ValueRefused           a negative amount, no hours, an empty family
└── WrittenCaseRefused     a written-down case is not in its form: case and key named
"""

from __future__ import annotations

from robots.casework.errors import CannotStart, CaseRefused


class LawDataRefused(CannotStart):
    """A file of the law's values is not in its form; ``file`` and ``key`` say where."""

    code = "law_data_refused"


class LawNotKnown(CaseRefused):
    """No dated value holds on the day: the file starts later, or the value has ended."""

    code = "law_not_known"


class ForestYieldNotKnown(CaseRefused):
    """The tax year's decision does not name the municipality; it may have been merged."""

    code = "forest_yield_not_known"


class ServiceIsFree(CaseRefused):
    """The act of the service decision makes it free of charge, or charges it in another way."""

    code = "service_is_free"


class ActNotKnown(CaseRefused):
    """The service is not one that can be arranged under the act of its decision."""

    code = "act_not_known"


class HoursMissing(CaseRefused):
    """The fee of 10 e § follows the hours in the service decision."""

    code = "hours_missing"


class FamilySizeMissing(CaseRefused):
    """The income limit of 10 e § follows the size of the family."""

    code = "family_size_missing"


class ValueRefused(CaseRefused):
    """A figure that cannot be: ``key`` says which."""

    code = "value_refused"


class WrittenCaseRefused(CaseRefused):
    """A written-down case has an unknown key or word, or lacks one; ``name`` and ``key`` say."""

    code = "written_case_refused"
