"""What a made-up document of each kind holds, and the figures that are the truth about it.

Values are drawn at random by a seed; the truth is worked out from the values, not from the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from devdata.making.words import BENEFITS, DAILY_BENEFITS, PENSIONS, RENT_ROWS

Values = dict[str, Any]
Truth = list[dict[str, Any]]
#: Values that a template prints, and the figures that a reader must find there.
Made = tuple[Values, Truth]
_ZERO: Final = Decimal("0.00")
_TAX_FREE: Final = ["tax_free"]
_BENEFIT_KINDS: Final[Mapping[str, tuple[str, bool]]] = {
    "national_pension": ("national_pension", False),
    "guarantee_pension": ("guarantee_pension", False),
    "survivors_pension": ("survivors_pension", False),
    "child_increase": ("child_increase", True),
    "front_veteran_supplement": ("front_veteran_supplement", True),
    "care_allowance_basic": ("pensioner_care_allowance", True),
    "care_allowance_raised": ("pensioner_care_allowance", True),
    "care_allowance_highest": ("pensioner_care_allowance", True),
    "veteran_supplement": ("veteran_supplement", True),
    "disability_allowance": ("disability_allowance", True),
    "pensioner_housing_allowance": ("pensioner_housing_allowance", True),
    "housing_allowance": ("housing_allowance", True),
    "child_benefit": ("child_benefit", True),
    "maintenance_support": ("maintenance_support", True),
    "home_care_allowance": ("child_home_care_allowance", False),
    "study_grant": ("study_grant", False),
    "basic_unemployment": ("unemployment_benefit", False),
    "labour_market": ("unemployment_benefit", False),
    "general_support": ("unemployment_benefit", False),
    "sickness": ("sickness_allowance", False),
    "rehabilitation": ("rehabilitation_allowance", False),
    "parental": ("parental_allowance", False),
}
_PENSION_KINDS: Final = {"survivors": "survivors_pension"}
_TAX_KINDS: Final[Mapping[str, tuple[str, list[str]]]] = {
    "rents": ("rent_income", []),
    "dividends": ("dividend", []),
    "unlisted_dividends": ("dividend", []),
    "interest": ("interest", []),
    "capital_gains": ("capital_gain", ["one_off"]),
    "timber_sales": ("timber_sale", []),
    "other": ("other_taxable", []),
}
_TAX_COSTS: Final = {"acquisition_costs": "acquisition_cost", "life_annuities": "life_annuity"}
_NOT_LIVING: Final = frozenset({"parking", "sauna", "loans"})
_TOWNS: Final = ("Sulkava", "Kemiönsaari", "Espoo", "Äänekoski", "Närpiö")


def kela_decision(draw: Random) -> Made:
    """Benefits by the month, sometimes over several pages."""
    rows, truth = [], []
    for benefit in draw.choices(list(BENEFITS["fi"]), k=draw.choice([1, 2, 3, 5, 30])):
        kind, is_free = _BENEFIT_KINDS[benefit]
        gross, tax = _taxed(draw, is_free)
        start, end = _open_period(draw)
        rows.append({"benefit": benefit, "from": start, "until": end, "gross": gross, "tax": tax})
        truth.append(
            _figure(kind, "month", gross, tax, (start, end), marks=_TAX_FREE if is_free else [])
        )
    return {"number": f"KE-2026-{draw.randint(1, 99999):05}", "benefits": rows}, truth


def kela_payment_notice(draw: Random) -> Made:
    """One payment of benefits by the month and by the day."""
    paid_on = _day(draw)
    has_recovery = draw.random() < 0.3
    rows, truth = [], []
    names = [*BENEFITS["fi"], *DAILY_BENEFITS["fi"]]
    for benefit in draw.choices(names, k=draw.choice([1, 2, 4, 40])):
        kind, is_free = _BENEFIT_KINDS[benefit]
        gross, tax = _taxed(draw, is_free)
        year = 2027 if benefit == "general_support" else 2025
        start, end = _month(draw, year)
        recovery = (gross / 10).quantize(_ZERO) if has_recovery and draw.random() < 0.5 else None
        rows.append(
            {"benefit": benefit, "from": start, "until": end, "gross": gross, "tax": tax}
            | {"recovery": recovery}
        )
        marks = _TAX_FREE if is_free else []
        period = start, end
        truth.append(_figure(kind, "payment", gross, tax, period, paid_on=paid_on, marks=marks))
    return {"paid_on": paid_on, "rows": rows}, truth


def kela_daily_decision(draw: Random) -> Made:
    """What a day is worth: no figures."""
    benefits = [
        {"benefit": benefit, "from": _day(draw), "daily": _amount(draw, 30, 90)}
        for benefit in draw.sample(list(DAILY_BENEFITS["fi"]), k=draw.choice([1, 2]))
    ]
    return {"benefits": benefits}, []


def pension_decision(draw: Random) -> Made:
    """An earnings-related pension by the month, interim ones too."""
    provisional = draw.random() < 0.3
    rows, truth = [], []
    for pension in draw.choices(list(PENSIONS["fi"]), k=draw.choice([1, 1, 2, 4])):
        gross, tax = _taxed(draw, draw.random() < 0.1)
        start, end = _open_period(draw)
        rows.append({"pension": pension, "from": start, "until": end, "gross": gross, "tax": tax})
        kind = _PENSION_KINDS.get(pension, "earnings_pension")
        marks = ["provisional"] if provisional else []
        truth.append(_figure(kind, "month", gross, tax, (start, end), marks=marks))
    payer = draw.choice(["Keva", "Ilmarinen", "Elo", "Varma"])
    return {"payer": payer, "provisional": provisional, "pensions": rows}, truth


def pension_payment_notice(draw: Random) -> Made:
    """One payment of a pension."""
    paid_on = _day(draw)
    rows, truth = [], []
    for pension in draw.choices(list(PENSIONS["fi"]), k=draw.choice([1, 2, 3])):
        gross, tax = _taxed(draw, False)
        start, end = _month(draw, 2025)
        rows.append({"benefit": pension, "from": start, "until": end, "gross": gross, "tax": tax})
        kind = _PENSION_KINDS.get(pension, "earnings_pension")
        truth.append(_figure(kind, "payment", gross, tax, (start, end), paid_on=paid_on))
    return {"payer": "Keva", "paid_on": paid_on, "rows": rows}, truth


def pension_record(draw: Random) -> Made:
    """Accrued pension: no figures."""
    return {"accrued": _amount(draw, 100, 3000)}, []


def incomes_register_extract(draw: Random) -> Made:
    """Totals by payer: no figures."""
    payers = [
        {"payer": name, "gross": _amount(draw, 100, 40000), "tax": _amount(draw, 10, 9000)}
        for name in draw.sample(["Kela", "Keva", "Kulman Kauppa Oy"], k=draw.randint(1, 3))
    ]
    return {"year": 2025, "payers": payers}, []


def payslip(draw: Random) -> Made:
    """One wage, with the year's and last year's totals as traps."""
    start, end = _month(draw, 2025)
    paid_on = end - timedelta(days=draw.randint(-14, 10))
    lines = []
    for name in draw.sample(["Tuntipalkka", "Iltalisä", "Ateriat", "Lomaraha"], draw.randint(1, 4)):
        quantity, price = draw.randint(1, 160), _amount(draw, 1, 400)
        lines.append(
            {"name": name, "quantity": quantity, "unit_price": price, "amount": quantity * price}
        )
    gross = sum((line["amount"] for line in lines), _ZERO)
    tax = (gross * draw.randint(0, 45) / 100).quantize(_ZERO)
    values: Values = {
        "employer": draw.choice(["Kulman Kirjakauppa Oy", "Öljytehdas Ab", "Esimerkin kunta"]),
        "period": {"from": start, "to": end},
        "paid_on": paid_on,
        "lines": lines,
        "gross": gross,
        "tax": tax,
    }
    if draw.random() < 0.7:
        values["contributions"] = (gross * Decimal("0.086")).quantize(_ZERO)
    for key in ("year_to_date", "last_year"):
        if draw.random() < 0.6:
            before = gross + _amount(draw, 0, 30000)
            values[key] = {"gross": before, "tax": (before / 5).quantize(_ZERO)}
    return values, [_figure("wage", "payment", gross, tax, (start, end), paid_on=paid_on)]


def rent_notice(draw: Random) -> Made:
    """Charges of a rented home."""
    start, end = _open_period(draw)
    rows = [
        {"row": row, "amount": _amount(draw, 5, 1500)}
        for row in draw.sample(list(RENT_ROWS["fi"]), k=draw.randint(1, 6))
    ]
    values = {"landlord": "Kuusikodit Oy", "from": start, "until": end, "rows": rows}
    return values, _charges("housing_cost", rows, (start, end))


def rent_agreement(draw: Random) -> Made:
    """Rent and charges in single lines, the deposit as a trap."""
    start, end = _open_period(draw)
    charges = {"rent": _amount(draw, 300, 1800)}
    for key, most in (("water", 60), ("electricity", 90)):
        if draw.random() < 0.6:
            charges[key] = _amount(draw, 5, most)
    values = {"landlord": "Kuusikodit Oy", "tenant": "Testi Henkilö", "from": start, "until": end}
    truth = [_cost("housing_cost", "month", one, (start, end)) for one in charges.values()]
    return values | charges, truth


def housing_company_charge(draw: Random) -> Made:
    """Charges of a home that is owned."""
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    others = draw.sample(["water", "loans", "parking"], k=draw.randint(0, 3))
    rows = [{"row": row, "amount": _amount(draw, 5, 600)} for row in ("maintenance", *others)]
    values = {"company": "Asunto Oy Esimerkinkulma", "period": {"from": start, "to": end}}
    return values | {"rows": rows}, _charges("previous_home_owned", rows, (start, end))


def medicine_summary(draw: Random) -> Made:
    """A year's medicines."""
    start, end = _twelve_months(draw)
    values: Values = {"pharmacy": "Kulman apteekki", "period": {"from": start, "to": end}}
    values["reimbursable"] = _amount(draw, 0, 640)
    truth = [_cost("reimbursable_medicine", "year", values["reimbursable"], (start, end))]
    if draw.random() < 0.6:
        values["non_reimbursable"] = _amount(draw, 1, 1900)
        for word in ("prescribed", "applied"):
            values[word] = draw.random() < 0.5
        marks = sorted(word for word in ("prescribed", "applied") if values[word])
        cost = _cost("non_reimbursable_medicine", "year", values["non_reimbursable"], (start, end))
        truth.append(cost | {"marks": marks})
    return values, truth


def guardian_fee(draw: Random) -> Made:
    """A year's fee."""
    start, end = _twelve_months(draw)
    fee = _amount(draw, 100, 1500)
    values = {"payee": "Edunvalvontatoimisto", "period": {"from": start, "to": end}, "fee": fee}
    return values, [_cost("guardian_fee", "year", fee, (start, end))]


def maintenance_agreement(draw: Random) -> Made:
    """Maintenance by the month."""
    start, end = _open_period(draw)
    amount = _amount(draw, 100, 1200)
    values = {"payee": "Lapsi", "from": start, "until": end, "amount": amount}
    return values, [_cost("maintenance_paid", "month", amount, (start, end))]


def bank_note(draw: Random) -> Made:
    """A year's interest and dividends."""
    rows, truth = [], []
    for row in draw.sample(["interest", "dividend"], k=draw.randint(1, 2)):
        gross, tax = _taxed(draw, False)
        rows.append({"row": row, "gross": gross, "tax": tax})
        truth.append(_figure(row, "year", gross, tax, None) | {"tax_year": 2025})
    return {"bank": "Esimerkkipankki Oyj", "year": 2025, "rows": rows}, truth


def tax_decision(draw: Random) -> Made:
    """A year's capital incomes, deductions and forests."""
    values, truth = _taxation(draw)
    if draw.random() < 0.6:
        rows = draw.sample(list(_TAX_COSTS), k=draw.randint(1, 2))
        values["deductions"] = [{"kind": one, "amount": _amount(draw, 10, 4000)} for one in rows]
        truth += [
            _cost(_TAX_COSTS[one["kind"]], "year", one["amount"], None) | {"tax_year": 2024}
            for one in values["deductions"]
        ]
    if draw.random() < 0.5:
        values["forests"] = [
            {"municipality": town, "hectares": f"{draw.randint(1, 900) / 10}", "interest": interest}
            for town in draw.sample(_TOWNS, k=draw.randint(1, 3))
            for interest in [_amount(draw, 0, 900)]
        ]
        truth += [
            {"kind": "forest", "per": "year", "hectares": one["hectares"], "tax_year": 2024}
            | {"interest": str(one["interest"])}
            for one in values["forests"]
        ]
    return values | {"tax_year": 2024, "decided_on": date(2025, 8, 28)}, truth


def pre_completed_tax_return(draw: Random) -> Made:
    """The same before it is decided."""
    values, truth = _taxation(draw)
    for one in truth:
        one["marks"] = sorted([*one["marks"], "provisional"])
    return values | {"tax_year": 2024}, truth


def cutting_value_statement(draw: Random) -> Made:
    """What a forest may yield: no figures."""
    value, hectares = _amount(draw, 100, 9000), draw.randint(2, 90)
    return {"municipality": "Sulkava", "hectares": hectares, "value": value}, []


KINDS: Final[dict[str, Callable[[Random], Made]]] = {
    make.__name__: make
    for make in (
        kela_decision, kela_payment_notice, kela_daily_decision, pension_decision,
        pension_payment_notice, pension_record, incomes_register_extract, payslip, rent_notice,
        rent_agreement, housing_company_charge, medicine_summary, guardian_fee,
        maintenance_agreement, bank_note, tax_decision, pre_completed_tax_return,
        cutting_value_statement,
    )
}  # fmt: skip


def _taxation(draw: Random) -> Made:
    items, truth = [], []
    for kind in draw.sample(list(_TAX_KINDS), k=draw.randint(1, 6)):
        gross = _amount(draw, 1, 90000)
        item = {"kind": kind, "gross": gross, "tax": (gross * 3 / 10).quantize(_ZERO)}
        costs = {}
        if draw.random() < 0.4:
            item["deductions"] = (gross / 4).quantize(_ZERO)
            costs = {"costs": str(item["deductions"])}
        items.append(item)
        name, marks = _TAX_KINDS[kind]
        figure = _figure(name, "year", gross, item["tax"], None, marks=marks)
        truth.append(figure | costs | {"tax_year": 2024})
    return {"items": items}, truth


def _charges(kind: str, rows: Sequence[Values], period: tuple[date, date | None]) -> Truth:
    counted = [row["amount"] for row in rows if row["row"] not in _NOT_LIVING]
    return [_cost(kind, "month", amount, period) for amount in counted]


def _figure(
    kind: str,
    per: str,
    gross: Decimal,
    tax: Decimal | None,
    period: tuple[date, date | None] | None,
    *,
    paid_on: date | None = None,
    marks: Sequence[str] = (),
) -> dict[str, Any]:
    figure: dict[str, Any] = {"kind": kind, "per": per, "gross": str(gross)}
    if tax is not None:
        figure["tax"] = str(tax)
    figure["net"] = str(gross - (tax or _ZERO))
    if paid_on is not None:
        figure["paid_on"] = paid_on.isoformat()
    return figure | _period(period) | {"marks": list(marks)}


def _cost(
    kind: str, per: str, amount: Decimal, period: tuple[date, date | None] | None
) -> dict[str, Any]:
    return {"kind": kind, "per": per, "amount": str(amount)} | _period(period)


def _period(period: tuple[date, date | None] | None) -> dict[str, Any]:
    if period is None:
        return {}
    start, end = period
    return {"period": {"from": start.isoformat(), "to": end and end.isoformat()}}


def _amount(draw: Random, least: int, most: int) -> Decimal:
    return Decimal(draw.randint(100 * least, 100 * most)) / 100 + _ZERO


def _taxed(draw: Random, is_free: bool) -> tuple[Decimal, Decimal | None]:
    gross = _amount(draw, 1, draw.choice([90, 900, 4500, 1_200_000]))
    return gross, None if is_free else (gross * draw.randint(0, 50) / 100).quantize(_ZERO)


def _day(draw: Random) -> date:
    return date(2025, 1, 1) + timedelta(days=draw.randint(0, 400))


def _month(draw: Random, year: int) -> tuple[date, date]:
    month = draw.randint(1, 11)
    return date(year, month, 1), date(year, month + 1, 1) - timedelta(days=1)


def _open_period(draw: Random) -> tuple[date, date | None]:
    start = _day(draw)
    return start, None if draw.random() < 0.6 else start + timedelta(days=draw.randint(0, 800))


def _twelve_months(draw: Random) -> tuple[date, date]:
    month = draw.randint(1, 12)
    return date(2025, month, 1), date(2026, month, 1) - timedelta(days=1)
