"""Answers as the sources would give them, made straight from the made-up people's files.

No source's code runs here: what the summary makes of the answers is tested apart from how they are
got.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from robots.casework.answer import Answer, Cost, ForestHolding, Guardian, Income, PersonFacts
from robots.casework.case import (
    Capacity,
    Case,
    Cause,
    Choice,
    Consent,
    ConsentState,
    Person,
)
from robots.casework.identifiers import stable_id
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.texts import Language
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Mark,
    Per,
    PersonFlag,
    Purpose,
    Role,
    Service,
    Source,
    State,
)

PEOPLE = Path(__file__).parents[2] / "devdata" / "county" / "people"
DAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
ASKED = Period.months_before(DAY, 12)

CODES = {
    9001: IncomeKind.EARNINGS_PENSION,
    9002: IncomeKind.NATIONAL_PENSION,
    9003: IncomeKind.GUARANTEE_PENSION,
    9004: IncomeKind.SURVIVORS_PENSION,
    9005: IncomeKind.UNEMPLOYMENT_BENEFIT,
    9007: IncomeKind.REHABILITATION_ALLOWANCE,
    9010: IncomeKind.FOREIGN_PENSION,
}
NAMES = {
    "Kansaneläke": IncomeKind.NATIONAL_PENSION,
    "Takuueläke": IncomeKind.GUARANTEE_PENSION,
    "Eläkettä saavan hoitotuki": IncomeKind.PENSIONER_CARE_ALLOWANCE,
    "Eläkkeensaajan asumistuki": IncomeKind.PENSIONER_HOUSING_ALLOWANCE,
    "Yleinen asumistuki": IncomeKind.HOUSING_ALLOWANCE,
    "16 vuotta täyttäneen vammaistuki": IncomeKind.DISABILITY_ALLOWANCE,
    "Rintamalisä": IncomeKind.FRONT_VETERAN_SUPPLEMENT,
    "Elatustuki": IncomeKind.MAINTENANCE_SUPPORT,
    "Lapsilisä": IncomeKind.CHILD_BENEFIT,
    "Kuntoutusraha": IncomeKind.REHABILITATION_ALLOWANCE,
    "Työmarkkinatuki": IncomeKind.UNEMPLOYMENT_BENEFIT,
    "Veteraanilisä": IncomeKind.VETERAN_SUPPLEMENT,
}
TAX_ITEMS = {
    "rents": IncomeKind.RENT_INCOME,
    "dividends": IncomeKind.DIVIDEND,
    "interest": IncomeKind.INTEREST,
    "capital_gains": IncomeKind.CAPITAL_GAIN,
}


def people_files() -> list[Path]:
    return sorted(PEOPLE.glob("*.yaml"))


def read(file: Path) -> dict[str, Any]:
    person: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return person


def money(number: Any) -> Decimal:
    return Decimal(str(number))


def case_of(file: dict[str, Any]) -> Case:
    row = file["case"]
    spouse = file["spouse"] if row.get("spouse_in_worklist", True) else None
    return Case(
        id=row["id"],
        client=Person(Role.CLIENT, code_of(file["client"])),
        spouse=Person(Role.SPOUSE, code_of(spouse)) if spouse else None,
        service=Service(row["service"]),
        purpose=Purpose(row["purpose"]),
        act=row["act"],
        due=row["due"],
        language=Language(row["language"]),
        cause=Cause(row["cause"]),
        choice=Choice(row["choice"]),
        spouse_is_partner_by_declaration=row.get("spouse_is_partner_by_declaration", False),
        shared_home_before_care=row.get("shared_home_before_care"),
        spouse_in_long_term_care=row.get("spouse_in_long_term_care"),
        service_starts=row.get("service_starts"),
        hours=money(row["hours"]) if "hours" in row else None,
        family_size=row.get("family_size"),
        unit_rent=money(row["unit_rent"]) if "unit_rent" in row else None,
        cost_of_service=money(row["cost_of_service"]) if "cost_of_service" in row else None,
        consents=tuple(
            Consent(
                Role(one["role"]),
                Source(one["source"]),
                ConsentState(one["state"]),
                given_by=Capacity(one.get("given_by", "self")),
            )
            for one in file.get("consents") or []
        ),
        row=int(row["id"][2:]) + 1,
    )


def code_of(person: dict[str, Any]) -> IdentityCode:
    return IdentityCode.parse(person["identity_code"], test_range=True)


def answers_of(file: dict[str, Any]) -> list[Answer]:
    """In the states that the file expects, with what each source holds where it was wholly read."""
    answers = []
    for whose, states in file["expected"]["sources"].items():
        for name, state in states.items():
            role, source = Role(whose), Source(name)
            read_in = State(state) in (State.FOUND, State.PARTIAL)
            incomes = list(READERS[source](file, role)) if read_in else []
            answers.append(
                Answer(
                    source,
                    role,
                    State(state),
                    asked_at=NOW,
                    period=ASKED,
                    incomes=tuple(one for one in incomes if isinstance(one, Income)),
                    costs=tuple(one for one in incomes if isinstance(one, Cost)),
                    forests=tuple(one for one in incomes if isinstance(one, ForestHolding)),
                    person=facts_of(file, role) if source is Source.POPULATION_REGISTER else None,
                )
            )
    return answers


def facts_of(file: dict[str, Any], role: Role) -> PersonFacts:
    register = file[role]["population_register"]
    flags = {
        flag
        for key, flag in (
            ("died_on", PersonFlag.DEAD),
            ("protected_address", PersonFlag.PROTECTED_ADDRESS),
            ("active_code", PersonFlag.CHANGED_IDENTITY_CODE),
            ("guardian", PersonFlag.GUARDIAN),
            ("guardian_by_mandate", PersonFlag.GUARDIANSHIP_BY_MANDATE),
        )
        if register.get(key)
    }
    other = file["spouse"] if role is Role.CLIENT else file["client"]
    active = register.get("active_code")
    return PersonFacts(
        name=file[role]["first_names"],
        flags=frozenset(flags),
        died_on=register.get("died_on"),
        active_code=IdentityCode.parse(active, test_range=True) if active else None,
        spouse_code=code_of(other) if register.get("spouse") else None,
        residents=register.get("residents"),
        guardians=(Guardian("Edunvalvoja"),) if PersonFlag.GUARDIAN in flags else (),
    )


def income(
    role: Role, source: Source, kind: IncomeKind, name: str, payer: str, per: Per, **more: Any
) -> Income:
    gross, tax = more.pop("gross"), more.pop("tax")
    key = (source, role, kind, name, payer, per, more.get("paid_on"), more.get("period"), gross)
    return Income(
        id=stable_id("i", *key),
        role=role,
        source=source,
        kind=kind,
        name=name,
        payer=payer,
        per=per,
        gross=money(gross),
        tax=money(tax),
        net=money(gross) - money(tax),
        **more,
    )


def incomes_register(file: dict[str, Any], role: Role) -> Iterator[Income]:
    register = file[role]["incomes_register"]
    for wage in register.get("wages", []):
        for payment in wage["payments"]:
            yield income(
                role, Source.INCOMES_REGISTER, IncomeKind.WAGE, wage["name"], wage["payer"],
                Per.PAYMENT, gross=payment["gross"], tax=payment["tax"], paid_on=payment["on"],
                payer_id=wage["business_id"],
                marks=frozenset({Mark.ONE_OFF}) if wage.get("one_off") else frozenset(),
            )  # fmt: skip
    for benefit in register.get("benefits", []):
        kind = CODES.get(benefit["code"], IncomeKind.UNKNOWN)
        for paid_on in days_of(benefit["from"], benefit["until"], benefit["day"]):
            yield income(
                role, Source.INCOMES_REGISTER, kind, benefit["name"], benefit["payer"],
                Per.PAYMENT, gross=benefit["gross"], tax=benefit["tax"], paid_on=paid_on,
                payer_id=benefit["business_id"],
            )  # fmt: skip


def days_of(first: str, last: str, day: int) -> Iterator[date]:
    year, month = map(int, first.split("-"))
    while f"{year:04}-{month:02}" <= last:
        paid_on = date(year, month, min(day, calendar.monthrange(year, month)[1]))
        if paid_on <= DAY:
            yield paid_on
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def tax_administration(file: dict[str, Any], role: Role) -> Iterator[Income | ForestHolding]:
    taxation = file[role]["tax_administration"]
    for item in taxation.get("items", []):
        yield income(
            role, Source.TAX_ADMINISTRATION, TAX_ITEMS[item["kind"]], item["kind"], "", Per.YEAR,
            gross=item["gross"], tax=item["tax"], costs=money(item.get("deductions", 0)),
            tax_year=taxation["tax_year"],
        )  # fmt: skip
    for forest in taxation.get("forests", []):
        yield ForestHolding(
            stable_id("f", role, forest["municipality"]),
            role,
            Source.TAX_ADMINISTRATION,
            forest["municipality"],
            money(forest["hectares"]),
            money(forest["interest"]),
            taxation["tax_year"],
        )


def kela(file: dict[str, Any], role: Role) -> Iterator[Income]:
    for benefit in file[role]["kela"].get("benefits", []):
        until = benefit["until"]
        first = benefit.get("paid_from", "2025-03")
        last = min(until or DAY, DAY).isoformat()[:7]
        parts = benefit.get("components") or []
        supplement = sum(
            (money(part["gross"]) for part in parts if part["name"] == "Veteraanilisä"), Decimal(0)
        )
        for paid_on in days_of(first, last, benefit["day"]):
            common: dict[str, Any] = {
                "paid_on": paid_on,
                "payer_id": "0246246-0",
                "in_force_until": until,
            }
            yield income(
                role, Source.KELA, NAMES[benefit["name"]], benefit["name"], "Kela", Per.PAYMENT,
                gross=money(benefit["gross"]) - supplement, tax=benefit["tax"], **common,
            )  # fmt: skip
            if supplement:
                yield income(
                    role, Source.KELA, IncomeKind.VETERAN_SUPPLEMENT, "Veteraanilisä", "Kela",
                    Per.PAYMENT, gross=supplement, tax=0, **common,
                )  # fmt: skip


def documents(file: dict[str, Any], role: Role) -> Iterator[Income | Cost]:
    for paper in file.get("documents") or []:
        values, template = paper["values"], paper["template"]
        if paper["owner"] != role or paper.get("damage", "none") != "none":
            continue
        if template == "pension_decision":
            marks = frozenset({Mark.PROVISIONAL}) if values.get("provisional") else frozenset()
            for pension in values["pensions"]:
                yield income(
                    role, Source.DOCUMENTS, IncomeKind.EARNINGS_PENSION, pension["pension"],
                    values["payer"], Per.MONTH, gross=pension["gross"], tax=pension["tax"],
                    period=Period(pension["from"], pension["until"]), marks=marks,
                )  # fmt: skip
        elif template == "bank_note":
            for row in values["rows"]:
                yield income(
                    role, Source.DOCUMENTS, IncomeKind(row["row"]), row["row"], values["bank"],
                    Per.YEAR, gross=row["gross"], tax=row["tax"], tax_year=values["year"],
                )  # fmt: skip
        else:
            yield from costs(paper, role)


def costs(paper: dict[str, Any], role: Role) -> Iterator[Cost]:
    values, template = paper["values"], paper["template"]

    def cost(kind: CostKind, name: str, amount: Any, per: Per, **more: Any) -> Cost:
        number = stable_id("c", paper["file"], kind, name)
        return Cost(number, role, Source.DOCUMENTS, kind, name, "", money(amount), per, **more)

    if template == "rent_notice":
        period = Period(values["from"], None)
        for row in values["rows"]:
            if row["row"] not in ("parking", "sauna"):
                yield cost(
                    CostKind.HOUSING_COST, row["row"], row["amount"], Per.MONTH, period=period
                )
    elif template == "medicine_summary":
        period = Period(values["period"]["from"], values["period"]["to"])
        amount = values["reimbursable"]
        yield cost(CostKind.REIMBURSABLE_MEDICINE, "a", amount, Per.YEAR, period=period)
        marks = {
            mark
            for key, mark in (("applied", Mark.APPLIED), ("prescribed", Mark.PRESCRIBED))
            if values.get(key)
        }
        if "non_reimbursable" in values:
            other = values["non_reimbursable"]
            kind = CostKind.NON_REIMBURSABLE_MEDICINE
            yield cost(kind, "b", other, Per.YEAR, period=period, marks=frozenset(marks))
    elif template == "guardian_fee":
        yield cost(CostKind.GUARDIAN_FEE, "c", values["fee"], Per.YEAR)
    elif template == "maintenance_agreement":
        period = Period(DAY - timedelta(days=400), None)
        yield cost(CostKind.MAINTENANCE_PAID, "d", values["amount"], Per.MONTH, period=period)


def nobody(file: dict[str, Any], role: Role) -> Iterator[Income]:
    return iter(())


READERS = {
    Source.POPULATION_REGISTER: nobody,
    Source.INCOMES_REGISTER: incomes_register,
    Source.TAX_ADMINISTRATION: tax_administration,
    Source.KELA: kela,
    Source.DOCUMENTS: documents,
}
