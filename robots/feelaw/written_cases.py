"""Fee cases written down in YAML: for the fee door, and for the tests of the rules.

The form is the design's: a list of cases, each with ``service``, ``day``, ``client`` and what its
rule needs. A case that cannot be computed has an error in its place; the others are computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from robots.casework.case import SOCIAL_WELFARE_ACT
from robots.casework.errors import WorkerError
from robots.casework.texts import Language
from robots.casework.words import CostKind, IncomeKind, Per, Purpose, Role, Service
from robots.feelaw.block import preview_block
from robots.feelaw.calculation import preview
from robots.feelaw.errors import WrittenCaseRefused
from robots.feelaw.model import DeductionItem, FeeCase, ForestItem, IncomeItem, Means, Recipient
from robots.feelaw.values import Form, first_place, parse_yaml

MonthOrYear = Literal[Per.MONTH, Per.YEAR]


class WrittenIncome(Form):
    """One income; a basis (gross, net) that is not written is not known."""

    kind: IncomeKind
    gross: Decimal | None = None
    net: Decimal | None = None
    per: MonthOrYear = Per.MONTH


class WrittenDeduction(Form):
    """One cost."""

    kind: CostKind
    amount: Decimal
    per: MonthOrYear = Per.MONTH
    applied: bool = False
    prescribed: bool = False
    left_on: date | None = None
    notice_on: date | None = None
    recipient: Recipient | None = None


class WrittenMeans(Form):
    """One person's incomes and costs."""

    incomes: tuple[WrittenIncome, ...] = ()
    deductions: tuple[WrittenDeduction, ...] = ()

    def means(self, role: Role) -> Means:
        return Means(
            incomes=tuple(
                IncomeItem(id=f"{role}-income-{number:04d}", **dict(income))
                for number, income in enumerate(self.incomes, 1)
            ),
            deductions=tuple(
                DeductionItem(id=f"{role}-deduction-{number:04d}", **dict(deduction))
                for number, deduction in enumerate(self.deductions, 1)
            ),
        )


class WrittenForest(Form):
    """Forest land; ``interest`` and ``cutting_value`` in euros a year."""

    owner: Role = Role.CLIENT
    municipality: str
    hectares: Decimal = Field(ge=0)
    interest: Decimal = Field(default=Decimal(0), ge=0)
    cutting_value: Decimal | None = Field(default=None, ge=0)


class Expected(Form):
    """What a case should give; what is not written may be anything."""

    fee: Decimal | None = None
    complete: bool | None = None
    rule: str | None = None
    income: Decimal | None = None
    deductions: Decimal | None = None
    basis: Decimal | None = None
    fee_without_open: Decimal | None = None
    fee_with_open: Decimal | None = None
    error: str | None = None

    def is_met_by(self, block: Mapping[str, Any]) -> bool:
        """Whether the block of a case says what is expected."""
        for name in self.model_fields_set:
            wanted, found = getattr(self, name), block.get(name)
            if name == "error":
                found = (found or {}).get("code")
            elif isinstance(wanted, Decimal):
                found = None if found is None else Decimal(found)
            if wanted != found:
                return False
        return True


class WrittenCase(Form):
    """One case as written."""

    name: str = ""
    service: Service
    act: str = SOCIAL_WELFARE_ACT
    act_section: str = ""
    purpose: Purpose = Purpose.FEE
    day: date
    client: WrittenMeans = WrittenMeans()
    spouse: WrittenMeans | None = None
    shared_home_before_care: bool = False
    spouse_in_long_term_care: bool = False
    in_supported_housing: bool | None = None
    forest: tuple[WrittenForest, ...] = ()
    family_size: int | None = None
    hours: Decimal | None = None
    cost_of_service: Decimal | None = None
    expect: Expected | None = None

    def fee_case(self) -> FeeCase:
        """The case for :func:`robots.feelaw.calculation.preview`."""
        return FeeCase(
            service=self.service,
            act=self.act,
            act_section=self.act_section,
            purpose=self.purpose,
            day=self.day,
            client=self.client.means(Role.CLIENT),
            spouse=self.spouse.means(Role.SPOUSE) if self.spouse else None,
            shared_home_before_care=self.shared_home_before_care,
            spouse_in_long_term_care=self.spouse_in_long_term_care,
            in_supported_housing=self.in_supported_housing,
            forests=tuple(
                ForestItem(id=f"forest-{number:04d}", **dict(forest))
                for number, forest in enumerate(self.forest, 1)
            ),
            family_size=self.family_size,
            hours=self.hours,
            cost_of_service=self.cost_of_service,
        )


def written_cases(text: str) -> list[Any]:
    """The cases of a file, not yet checked.

    Raises:
        WrittenCaseRefused: the text is no YAML list.
    """
    try:
        cases = parse_yaml(text)
    except (yaml.YAMLError, ArithmeticError, ValueError):
        raise WrittenCaseRefused(name="-", key="-") from None
    if not isinstance(cases, list):
        raise WrittenCaseRefused(name="-", key="-")
    return cases


def block_of(case: object) -> dict[str, Any]:
    """The preview block of one written case, or its error; with ``matches`` where ``expect`` is."""
    name = str(case.get("name", "-")) if isinstance(case, Mapping) else "-"
    try:
        written = WrittenCase.model_validate(case)
    except ValidationError as refused:
        return _error_block(WrittenCaseRefused(name=name, key=first_place(refused)))
    try:
        block = preview_block(preview(written.fee_case()))
    except WorkerError as error:
        block = _error_block(error)
    if written.expect is not None:
        block["matches"] = written.expect.is_met_by(block)
    return block


def _error_block(error: WorkerError) -> dict[str, Any]:
    return {
        "error": {
            "code": error.code,
            "text_fi": error.in_words(Language.FINNISH),
            "text_sv": error.in_words(Language.SWEDISH),
        }
    }
