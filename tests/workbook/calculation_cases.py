"""Cases for the calculation's sheet, and the case that a sheet's yellow cells say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from made_up_summary import a_case, alone
from spreadsheet import Spreadsheet

from robots.casework.errors import CaseRefused
from robots.casework.texts import Language, text
from robots.casework.words import CostKind, IncomeKind, Per, Purpose, Role
from robots.feelaw.calculation import preview
from robots.feelaw.county_rules import ACT_ALONE, CountyRules
from robots.feelaw.deductions import HOUSING_ALLOWANCES
from robots.feelaw.model import (
    Counts,
    DeductionItem,
    FeeCase,
    ForestItem,
    IncomeItem,
    Means,
    Preview,
    Recipient,
)
from robots.feelaw.previous_home import PREVIOUS_HOMES
from robots.feelaw.treatment import treatment_of_cost
from robots.summary.model import Summary, Workings
from robots.workbook.calculation import calculation_of
from robots.workbook.calculation.plan import key_of
from robots.workbook.calculation_sheets import calculation_sheets
from robots.workbook.layout import Input, Sheet
from robots.workbook.places import Places
from robots.workbook.wording import Wording

WORDS = Wording(Language.FINNISH)
YES, NO, YEAR = (text(f"workbook.choice_{one}", Language.FINNISH) for one in ("yes", "no", "year"))
_COST_KINDS = {WORDS.word("cost_kind", kind): kind for kind in CostKind}
_ADDED = range(1, 5)


def summary_of_case(
    case: FeeCase, rules: CountyRules = ACT_ALONE, *, is_known: bool = True
) -> Summary:
    """A summary whose preview is this case's, with nothing else of note in it."""
    try:
        result = preview(case, rules)
    except CaseRefused:
        result = replace(alone().preview, complete=False, steps=(), fee=None)
    if not is_known:
        result = replace(result, complete=False, steps=(), fee=None, without_open=None,
                         with_open=None, open_rows=())  # fmt: skip
    row = replace(
        a_case(),
        service=case.service,
        purpose=case.purpose,
        shared_home_before_care=case.shared_home_before_care,
        spouse_in_long_term_care=case.spouse_in_long_term_care,
    )
    return replace(
        alone(), case=row, preview=result, workings=Workings(case, rules, is_known), incomes=(),
        costs=(), forests=(), timeline=(), reviews=(), day=case.day,
    )  # fmt: skip


def sheets_of(summary: Summary) -> list[Sheet]:
    """The calculation's sheets, before they are written."""
    calculation = calculation_of(summary, Places(summary, WORDS), WORDS)
    live, values = calculation_sheets(calculation, WORDS)
    return [live, *values]


def inputs_of(sheets: Iterable[Sheet]) -> dict[str, Input]:
    """The yellow cells by their names."""
    found: dict[str, Input] = {}
    for sheet in sheets:
        by_address = {address: name for name, address in sheet.names.items()}
        for row, line in enumerate(sheet.lines, 1):
            for piece in line.pieces:
                if isinstance(piece.value, Input):
                    letter = "ABCDEFGHIJKLMN"[piece.first - 1]
                    found[by_address[f"${letter}${row}"]] = piece.value
    return found


def other_values(name: str, value: Input, book: Spreadsheet) -> list[Any]:
    """What an officer could type instead of what stands there."""
    now = book.entered(name)
    if value.kind == "list" and name.endswith("_kind"):
        return []  # it matters with an amount only: the rows' own tests add both
    if value.kind == "list":
        choices = value.rule[0].strip('"').split(",")
        return [one for one in choices if one != now]
    if value.kind == "decimal":
        if now is None:
            return [Decimal("123.45")]
        return [Decimal(str(now)) * 2 + Decimal("0.37"), Decimal(0)]
    if value.kind == "whole":
        return [Decimal(1), Decimal(4), Decimal(8)]
    if value.kind == "date":
        now = now or date(2026, 2, 1)
        return [now + timedelta(days=20), now - timedelta(days=90), now + timedelta(days=2000)]
    return []


def case_on(book: Spreadsheet, workings: Workings) -> FeeCase | None:
    """The case that the sheet's yellow cells say; None where they say that something lacks."""
    case = workings.case
    if _said(book, "missing_found", YES) == NO:
        return None
    day = book.entered("start_day")
    if day is None:
        return None
    changes: dict[str, Any] = {"day": day, "in_supported_housing": case.in_supported_housing}
    for name in ("hours", "weekly_hours", "family_size", "cost_of_service", "price"):
        cell = {"hours": "service_hours"}.get(name, name)
        if cell in book.names:
            number = _amount(book.entered(cell))
            changes[name] = int(number) if name == "family_size" and number is not None else number
    if "shared_home" in book.names:
        shared, in_care = book.entered("shared_home"), book.entered("spouse_in_care")
        if shared is None or in_care is None:
            return None
        changes["shared_home_before_care"] = shared == YES
        changes["spouse_in_long_term_care"] = in_care == YES
    if workings.rules.fees.on(day).of("weeks_in_month") and changes.get("hours") == 0:
        changes["hours"] = Decimal(0)
    rule = workings.rules.voucher.on(case.service, case.day)
    by_own = case.purpose is Purpose.VOUCHER and rule is not None and not rule.income.deductions
    client, spouse = (
        means and _means(book, role, means, case, covers_rent=not by_own)
        for role, means in ((Role.CLIENT, case.client), (Role.SPOUSE, case.spouse))
    )
    changes |= {"client": client, "spouse": spouse}
    changes["forests"] = tuple(_forests(book, case))
    return replace(case, **changes)


def previewed(book: Spreadsheet, workings: Workings) -> Preview | None:
    """What the fee door would say of the sheet's case; None where it gives no result."""
    case = case_on(book, workings)
    if case is None:
        return None
    try:
        result = preview(case, workings.rules)
    except CaseRefused:
        return None
    return result if result.complete else None


def _means(
    book: Spreadsheet, role: Role, means: Means, case: FeeCase, *, covers_rent: bool
) -> Means:
    incomes = [
        one
        for item in means.incomes
        for one in _incomes(book, role, item.id, item.kind if covers_rent else None)
    ]
    costs = [one for item in means.deductions for one in _costs(book, role, item, case)]
    for at in _ADDED:
        incomes += _incomes(book, role, f"added_income_{at}", None)
        identifier = f"added_deduction_{at}"
        if key_of(role, identifier, "amount") not in book.names:
            continue
        amount = _amount(book.entered(key_of(role, identifier, "amount")))
        if amount is not None or book.entered(key_of(role, identifier, "counts")) == YES:
            written = book.entered(key_of(role, identifier, "kind"))
            item = DeductionItem(identifier, CostKind.LIFE_ANNUITY, None)
            if written is not None:
                item = replace(item, kind=_COST_KINDS[written])
            costs += _costs(book, role, item, case, is_told=written is not None)
    return Means(tuple(incomes), tuple(costs))


def _incomes(
    book: Spreadsheet, role: Role, identifier: str, kind: IncomeKind | None
) -> Iterator[IncomeItem]:
    """A row that counts is one of a kind that counts; an open one has an unknown amount."""
    amount, per, counts = _row(book, role, identifier)
    if kind in HOUSING_ALLOWANCES and kind is not None:
        yield IncomeItem(f"{identifier}-0", kind, amount, amount, per)
    if counts is None and not (amount is None and identifier.startswith("added")):
        yield IncomeItem(identifier, IncomeKind.EARNINGS_PENSION, None, None, per)
    if counts == YES:
        yield IncomeItem(identifier, IncomeKind.EARNINGS_PENSION, amount, amount, per)


def _costs(
    book: Spreadsheet, role: Role, item: DeductionItem, case: FeeCase, *, is_told: bool = True
) -> Iterator[DeductionItem]:
    amount, per, counts = _row(book, role, item.id)
    by_law = treatment_of_cost(item.kind, case.service, case.day, role).counts
    kind = item.kind if by_law is not Counts.NOT_COUNTED else CostKind.COHABITATION_COMPENSATION
    if item.kind in (CostKind.MAINTENANCE_PAID, CostKind.NON_REIMBURSABLE_MEDICINE):
        kind = CostKind.COHABITATION_COMPENSATION
    days: dict[str, Any] = {}
    if item.kind in PREVIOUS_HOMES and key_of(role, item.id, "left_on") in book.names:
        days["left_on"] = book.entered(key_of(role, item.id, "left_on"))
        if key_of(role, item.id, "notice_on") in book.names:
            days["notice_on"] = book.entered(key_of(role, item.id, "notice_on"))
    one = DeductionItem(item.id, kind, amount, per, recipient=Recipient.OTHER, **days)
    if counts == YES and is_told:
        yield one
    elif counts is None or not is_told:
        yield replace(one, kind=CostKind.COHABITATION_COMPENSATION, amount=None)
    elif item.kind is CostKind.DEBT_RECOVERY:
        yield replace(one, kind=item.kind)


def _forests(book: Spreadsheet, case: FeeCase) -> Iterator[ForestItem]:
    for item in case.forests:
        cell = {
            what: book.entered(key_of(item.owner, item.id, what))
            for what in ("hectares", "interest", "cutting", "counts")
        }
        if cell["counts"] == NO:
            continue
        yield ForestItem(
            item.id, item.owner, item.municipality, _amount(cell["hectares"]) or Decimal(0),
            _amount(cell["interest"]) or Decimal(0), _amount(cell["cutting"]),
            is_open=item.is_open or cell["counts"] is None,
        )  # fmt: skip


def _row(book: Spreadsheet, role: Role, identifier: str) -> tuple[Decimal | None, Per, str | None]:
    amount, per, counts = (
        book.entered(key_of(role, identifier, what)) for what in ("amount", "per", "counts")
    )
    return _amount(amount), Per.YEAR if per == YEAR else Per.MONTH, counts


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _said(book: Spreadsheet, name: str, default: str) -> Any:
    return book.entered(name) if name in book.names else default
