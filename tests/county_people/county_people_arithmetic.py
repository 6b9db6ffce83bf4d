"""The fee law once more, as an officer would do it with pen and paper: outside evidence for the
made-up people's ``expected``. It reads only their files and shares no code with the robots.

Sections are of the Client Fees Act 734/1992; the amounts are those of 2026 (STM 1009/2025 and
1142/2005 § 7, Tax Administration's decision 964/2025 for the forest yields).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

DAY = date(2026, 3, 16)
TWELVE_MONTHS = [f"2025-{n:02}" for n in range(3, 13)] + ["2026-01", "2026-02"]
ALLOWANCE = {"round_the_clock_housing": 195, "family_care": 195, "institution": 131}  # 7 c § 3 mom
LIMIT = {1: 699, 2: 1290, 3: 2025, 4: 2503, 5: 3030, 6: 3481}  # 10 e § 3 mom
MEDICINE_CEILING = Decimal("636.12")  # a year
GUARDIAN_FEE = Decimal("520.00")  # a year, 696/2012 § 3
FOREST_YIELD = {"Sulkava": Decimal("175.67"), "Padasjoki": Decimal("182.77")}  # €/ha, 2025
KELA = "Kansaneläkelaitos"

KIND_OF_CODE = {
    9001: "earnings_pension",
    9002: "national_pension",
    9003: "guarantee_pension",
    9004: "survivors_pension",
    9005: "unemployment_benefit",
    9007: "rehabilitation_allowance",
    9010: "foreign_pension",
}
KIND_OF_NAME = {
    "Kansaneläke": "national_pension",
    "Takuueläke": "guarantee_pension",
    "Eläkettä saavan hoitotuki": "pensioner_care_allowance",
    "Eläkkeensaajan asumistuki": "pensioner_housing_allowance",
    "Yleinen asumistuki": "housing_allowance",
    "16 vuotta täyttäneen vammaistuki": "disability_allowance",
    "Rintamalisä": "front_veteran_supplement",
    "Elatustuki": "maintenance_support",
    "Lapsilisä": "child_benefit",
    "Lapsikorotus": "child_increase",
    "Kuntoutusraha": "rehabilitation_allowance",
    "Työmarkkinatuki": "unemployment_benefit",
}
KIND_OF_TAX_ITEM = {
    "rents": "rent_income",
    "dividends": "dividend",
    "interest": "interest",
    "capital_gains": "capital_gain",
}
#: Income Tax Act 92 § (10 b § 2 mom, 10 f § 3 mom), child maintenance apart, and what is not
#: continuous or recurring.
NEVER = {
    "pensioner_housing_allowance",
    "housing_allowance",
    "child_benefit",
    "child_increase",
    "front_veteran_supplement",
    "social_assistance",
    "veteran_supplement",
    "capital_gain",
}


@dataclass(frozen=True)
class Line:
    """One income; ``monthly`` is on the service's basis and exact, None for what comes once."""

    person: str
    kind: str
    source: str
    counts: str
    monthly: Decimal | None


def money(number: Any) -> Decimal:
    return Decimal(str(number))


def rounded(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


def is_net(service: str) -> bool:
    """7 c § services count what is left after tax, home care what was paid before it."""
    return service != "home_care"


def counts(kind: str, service: str) -> str:
    """10 b § and 10 f §: disability allowance counts in the first, maintenance support in the
    second."""
    if kind == "unknown":
        return "officer"
    if kind in NEVER:
        return "not_counted"
    other = "maintenance_support" if is_net(service) else "disability_allowance"
    return "not_counted" if kind == other else "counted"


def incomes(file: dict[str, Any]) -> list[Line]:
    """Every income that adds something, or is left out by law; each counted once, in the first
    source that knows it."""
    service = file["case"]["service"]
    lines: list[Line] = []
    for person, states in file["expected"]["sources"].items():
        seen: set[tuple[str, str]] = set()
        for source, reader in READERS.items():
            if states.get(source) != "found":
                continue
            for kind, payer, gross, net in reader(file, person):
                if (kind, payer) in seen:
                    continue
                monthly = None if kind in ONCE else net if is_net(service) else gross
                lines.append(Line(person, kind, source, counts(kind, service), monthly))
            seen |= {(kind, payer) for kind, payer, _, _ in reader(file, person)}
    return lines + forests(file)


#: What comes once adds nothing to a month.
ONCE = {"capital_gain"}

Figures = list[tuple[str, str, Decimal, Decimal]]


def of_incomes_register(file: dict[str, Any], person: str) -> Figures:
    """Wages by the mean of twelve full months (10 b § 4 mom, 10 f § 4 mom), benefits by the level
    of the last payment; what was last paid before February has ended."""
    register = file[person]["incomes_register"]
    wages: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for wage in register.get("wages", []):
        for payment in wage["payments"]:
            if payment["on"].isoformat()[:7] in TWELVE_MONTHS:
                wages[wage["payer"]][0] += money(payment["gross"])
                wages[wage["payer"]][1] += money(payment["gross"]) - money(payment["tax"])
    figures = [("wage", payer, gross / 12, net / 12) for payer, (gross, net) in wages.items()]
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for benefit in register.get("benefits", []):
        key = (KIND_OF_CODE.get(benefit["code"], "unknown"), benefit["payer"])
        if key not in latest or latest[key]["until"] < benefit["until"]:
            latest[key] = benefit
    for (kind, payer), benefit in latest.items():
        if benefit["until"] >= "2026-02":
            gross = money(benefit["gross"])
            figures.append((kind, payer, gross, gross - money(benefit["tax"])))
    return figures


def of_tax_administration(file: dict[str, Any], person: str) -> Figures:
    """A year's figures by twelve, less the costs of acquiring the income, and in 10 b § the tax."""
    figures = []
    for item in file[person]["tax_administration"].get("items", []):
        gross = money(item["gross"]) - money(item.get("deductions", 0))
        net = gross - money(item["tax"])
        figures.append((KIND_OF_TAX_ITEM[item["kind"]], "", gross / 12, net / 12))
    return figures


def of_kela(file: dict[str, Any], person: str) -> Figures:
    """Benefits in force; a veteran's supplement is a figure of its own."""
    figures = []
    for benefit in file[person]["kela"].get("benefits", []):
        if benefit["until"] is not None and benefit["until"] < DAY:
            continue
        gross, tax = money(benefit["gross"]), money(benefit["tax"])
        for component in benefit.get("components", []):
            if component["name"] == "Veteraanilisä":
                supplement = money(component["gross"])
                figures.append(("veteran_supplement", KELA, supplement, supplement))
                gross -= supplement
        figures.append((KIND_OF_NAME[benefit["name"]], KELA, gross, gross - tax))
    return figures


def of_documents(file: dict[str, Any], person: str) -> Figures:
    figures = []
    for paper in file.get("documents", []):
        values = paper["values"]
        if paper["owner"] != person:
            continue
        if paper["template"] == "pension_decision":
            for pension in values["pensions"]:
                gross = money(pension["gross"])
                net = gross - money(pension["tax"])
                figures.append(("earnings_pension", values["payer"], gross, net))
        if paper["template"] == "bank_note":
            for row in values["rows"]:
                gross = money(row["gross"])
                net = gross - money(row["tax"])
                figures.append((row["row"], values["bank"], gross / 12, net / 12))
    return figures


READERS = {
    "incomes_register": of_incomes_register,
    "tax_administration": of_tax_administration,
    "kela": of_kela,
    "documents": of_documents,
}


def forests(file: dict[str, Any]) -> list[Line]:
    """10 i §: nine tenths of hectares times the municipality's yield, less interest, by twelve."""
    lines = []
    for person, states in file["expected"]["sources"].items():
        if states.get("tax_administration") != "found":
            continue
        for forest in file[person]["tax_administration"].get("forests", []):
            year = money(forest["hectares"]) * FOREST_YIELD[forest["municipality"]]
            month = (Decimal("0.9") * year - money(forest["interest"])) / 12
            lines.append(Line(person, "forest", "tax_administration", "counted", month))
    return lines


def costs(file: dict[str, Any]) -> dict[tuple[str, str], Decimal]:
    """What is deducted a month, by person and kind (10 c, 10 d and 10 g §)."""
    service = file["case"]["service"]
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for paper in file.get("documents", []):
        owner, values, template = paper["owner"], paper["values"], paper["template"]
        if file["expected"]["sources"].get(owner, {}).get("documents") != "found":
            continue
        if template == "rent_notice" and service == "round_the_clock_housing":
            for row in values["rows"]:
                if row["row"] not in ("parking", "sauna"):
                    sums[owner, "housing_cost"] += money(row["amount"])
        if template == "medicine_summary" and service in ("round_the_clock_housing", "family_care"):
            paid = min(money(values["reimbursable"]), MEDICINE_CEILING)
            sums[owner, "reimbursable_medicine"] += paid / 12
            if values.get("applied") and values.get("prescribed"):
                extra = money(values["non_reimbursable"])
                sums[owner, "non_reimbursable_medicine"] += extra / 12
        if template == "guardian_fee":
            sums[owner, "guardian_fee"] += min(money(values["fee"]), GUARDIAN_FEE) / 12
        if template == "maintenance_agreement":
            sums[owner, "maintenance_paid"] += money(values["amount"])
    if ("client", "housing_cost") in sums:  # 10 d § 1 mom.: less the housing allowance
        allowances = ("pensioner_housing_allowance", "housing_allowance")
        for line in incomes(file):
            if line.person == "client" and line.kind in allowances:
                sums["client", "housing_cost"] -= line.monthly or 0
    return sums


def percentage(hours: Decimal, family: int) -> Decimal:
    """10 e § 5 mom., by the way the table is built: three slopes and a ceiling."""
    whole = int(hours.quantize(Decimal(1), ROUND_HALF_UP))
    column = min(family, 6) - 1
    start = [8, 7, 6, 6, 6, 6][column]
    slopes = [(2, 1), (Decimal("1.75"), Decimal("0.75"))][column] if column < 2 else None
    first, second = slopes or (Decimal("1.5"), Decimal("0.5"))
    ceiling = [35, 24, 19, 16, 14, 12][column]
    h = min(max(whole, 4), 38)
    value = (
        Decimal(start)
        + Decimal(first) * (min(h, 8) - 4)
        + Decimal(second) * max(0, min(h, 16) - 8)
        + Decimal("0.5") * max(0, h - 16)
    )
    return min(value, Decimal(ceiling))


def preview(file: dict[str, Any], *, count_open: bool = False) -> dict[str, str | None]:
    """The most that the Act allows, 7 c § or 10 e §; a voucher ends in no fee. What the officer has
    to settle is left out, or counted."""
    case = file["case"]
    service = case["service"]
    income: dict[str, Decimal] = defaultdict(Decimal)
    for line in incomes(file):
        if line.counts == "counted" or (count_open and line.counts == "officer"):
            income[line.person] += line.monthly or 0
    deduction: dict[str, Decimal] = defaultdict(Decimal)
    for (person, _), amount in costs(file).items():
        deduction[person] += amount
    cost = money(case["cost_of_service"]) if case.get("cost_of_service") else None

    everybody = income["client"] + income["spouse"]
    all_costs = deduction["client"] + deduction["spouse"]
    if service == "home_care":
        limit = LIMIT[case["family_size"]]
        basis = everybody - all_costs
        share = percentage(money(case["hours"]), case["family_size"]) / 100
        fee = share * max(Decimal(0), basis - limit)
        rule, shown = "home_service", (everybody, all_costs, basis)
    else:
        own_basis = income["client"] - deduction["client"]
        own = min(Decimal("0.85") * own_basis, own_basis - ALLOWANCE[service])
        rule, fee, shown = "own_income", own, (income["client"], deduction["client"], own_basis)
        household = case.get("shared_home_before_care") and not case.get("spouse_in_long_term_care")
        if household and file["spouse"] and income["client"] > income["spouse"]:
            joint_basis = everybody - all_costs
            joint = Decimal("0.425") * joint_basis
            fee = min(joint, own)  # 7 c § 5 mom.
            rule, shown = "joint_income", (everybody, all_costs, joint_basis)
    fee = max(Decimal(0), fee if cost is None else min(fee, cost))
    texts = dict(zip(("income", "deductions", "basis"), map(rounded, shown), strict=True))
    if case["purpose"] == "voucher":
        return {"rule": "voucher_income", **texts, "fee": None}
    return {"rule": rule, **texts, "fee": rounded(fee)}


#: The made-up county's own decisions: what is left in an institution, and a voucher's value.
COUNTY_ALLOWANCE = {"institution": Decimal("150.00")}
VOUCHER_SHARE = {1: 35, 2: 22, 3: 18, 4: 15, 5: 13, 6: 11}
VOUCHER_DECISION = "Aluehallitus 17.11.2025 § 301"


def by_county(file: dict[str, Any]) -> dict[str, Any]:
    """The Act's preview with what the county has decided itself: a higher allowance lowers the fee;
    a home-care voucher has a value an hour, and the fee of the service beside it (569/2009 6 §)."""
    case, result = file["case"], dict(preview(file))
    if case["purpose"] == "voucher":
        above = max(Decimal(0), money(result["basis"]) - LIMIT[case["family_size"]])
        share = Decimal(VOUCHER_SHARE[case["family_size"]]) / 100
        value = (Decimal(34) - above * share / 60) * Decimal("1.2")
        as_fee = preview({**file, "case": {**case, "purpose": "fee"}})
        voucher = {
            "value": rounded(min(max(value, Decimal("8.40")), Decimal("40.80"))),
            "unit": "hour",
            "decision": VOUCHER_DECISION,
            "own_share": None,
            "own_share_per": "month",
            "corresponding_fee": as_fee["fee"],
        }
        return {**result, "voucher": voucher}
    allowance = COUNTY_ALLOWANCE.get(case["service"])
    act_fee = result["fee"]
    if allowance is not None and act_fee is not None:
        left = max(Decimal(0), money(result["basis"]) - allowance)
        if left < money(act_fee):
            return {**result, "fee": rounded(left), "act_fee": act_fee}
    return result
