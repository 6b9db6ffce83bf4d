"""Summaries of made-up cases, counted by the fee law itself, for the workbook's tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from string import Formatter

from ordinary_case import ordinary_case

from robots.casework.answer import (
    Answer,
    Cost,
    Evidence,
    Finding,
    ForestHolding,
    Guardian,
    Income,
)  # fmt: skip
from robots.casework.case import Case, ConsentState, FeeInForce, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.reason import Reason
from robots.casework.texts import Language, texts_of
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Mark,
    Outcome,
    Per,
    PersonFlag,
    Role,
    Severity,
    Source,
    State,
)  # fmt: skip
from robots.feelaw.calculation import preview
from robots.feelaw.county_rules import ACT_ALONE
from robots.feelaw.model import DeductionItem, FeeCase, ForestItem, IncomeItem, Means
from robots.summary.ahead import reviews_ahead, timeline_ahead
from robots.summary.model import (
    PersonSummary,
    Summary,
    SummaryCost,
    SummaryForest,
    SummaryIncome,
    Workings,
)  # fmt: skip
from robots.workbook import Version

DAY = date(2026, 3, 16)
PERIOD = Period.months_before(DAY, 12)
ASKED = datetime(2026, 3, 16, 1, 12, tzinfo=UTC)
VERSION = Version(2, "R-20260316-7F3A", datetime(2026, 3, 16, 4, 15, 9, tzinfo=UTC))
CLIENT_CODE = IdentityCode.parse("010140-900T", test_range=True)
SPOUSE_CODE = IdentityCode.parse("240542-902E", test_range=True)
BASIS = {
    Source.POPULATION_REGISTER: "661/2009 29 §",
    Source.INCOMES_REGISTER: "53/2018 13 § 1 mom. 18 kohta",
    Source.TAX_ADMINISTRATION: "703/2023 64 § 3 mom.",
    Source.KELA: "703/2023 64 § 3 mom.",
    Source.DOCUMENTS: "734/1992 14 a § 1 mom.",
}


@dataclass(frozen=True)
class Figures:
    """What a made-up case holds."""

    incomes: tuple[Income, ...]
    costs: tuple[Cost, ...] = ()
    forests: tuple[ForestHolding, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def alone() -> Summary:
    """A pensioner alone, everything found."""
    incomes = (
        income("i-1", IncomeKind.EARNINGS_PENSION, "Vanhuuseläke", "Keva", "1800.00", "306.00"),
        income("i-2", IncomeKind.NATIONAL_PENSION, "Kansaneläke", "Kela", "312.44", "0.00",
               source=Source.KELA),
        income("i-3", IncomeKind.PENSIONER_HOUSING_ALLOWANCE, "Eläkkeensaajan asumistuki", "Kela",
               "210.00", "0.00", source=Source.KELA, marks=frozenset({Mark.TAX_FREE})),
        income("i-4", IncomeKind.EARNINGS_PENSION, "Vanhuuseläke", "Keva", "1782.00", "302.94",
               paid_on=date(2025, 12, 2)),
    )  # fmt: skip
    costs = (cost("c-1", CostKind.HOUSING_COST, "Vuokra", "Lounatuulen Asunnot Oy", "620.00"),)
    found = Figures(incomes, costs, evidence=evidence_for(incomes, costs))
    return summary_of(a_case(), found, (client_person(),), no_sum={"i-4"})


def couple_at_worst(language: Language = Language.SWEDISH) -> Summary:
    """A couple on joint income with forty incomes, twelve questions, long Swedish names."""
    kinds = [kind for kind in IncomeKind if kind not in _OPEN]
    incomes = tuple(
        income(
            f"i-{at}",
            kinds[at % 17],
            f"Tilläggspension enligt kollektivavtal, grundbelopp nr {at}",
            "Pensionsförsäkringsaktiebolaget Skärgårdens Ömsesidiga Understödskassa",
            f"{1210 + 13 * at}.{at:02d}",
            "203.10",
            role=Role.SPOUSE if at % 3 == 0 else Role.CLIENT,
            source=Source.KELA if at % 4 == 0 else Source.INCOMES_REGISTER,
            marks=frozenset({Mark.VARYING}) if at % 5 == 0 else frozenset(),
        )
        for at in range(40)
    )
    costs = tuple(
        cost(f"c-{kind}-{role}", kind, "Överenskommen månatlig betalning", "Bostads Ab Strandgatan",
             "85.10", role=role)
        for role in Role
        for kind in (CostKind.GUARDIAN_FEE, CostKind.HOUSING_COST, CostKind.MAINTENANCE_PAID)
    )  # fmt: skip
    forests = (
        ForestHolding("f-1", Role.CLIENT, Source.TAX_ADMINISTRATION, "Espoo", Decimal(20),
                      Decimal("120.50"), 2024, ("e-f-1",)),
    )  # fmt: skip
    found = Figures(incomes, costs, forests, twelve_questions(), evidence_for(incomes, costs))
    case = replace(
        a_case(),
        language=language,
        spouse=Person(Role.SPOUSE, SPOUSE_CODE),
        shared_home_before_care=True,
        spouse_in_long_term_care=False,
        fee_in_force=FeeInForce(Decimal("812.40"), date(2025, 3, 1), True),
    )
    persons = (
        replace(
            client_person(),
            name="Lindqvist-Österbottningius Karl-Johan Alexander Ferdinand",
            flags=frozenset({PersonFlag.GUARDIAN, PersonFlag.PROTECTED_ADDRESS}),
            guardians=(Guardian("Rättsliga intressebevakare Söderholm Anna-Lisa"),),
        ),
        PersonSummary(
            Role.SPOUSE,
            "Lindqvist-Österbottningius Gunhild Margareta Elisabeth, född af Hällström",
            SPOUSE_CODE,
            frozenset({PersonFlag.DEAD, PersonFlag.CHANGED_IDENTITY_CODE}),
            date(2026, 2, 27),
        ),
    )
    return replace(summary_of(case, found, persons), outcome=Outcome.QUESTIONS)


def without_a_source() -> Summary:
    """The Incomes Register was down: nothing of it, no sums, no fee."""
    whole = alone()
    kept = tuple(one for one in whole.incomes if one.income.source is Source.KELA)
    answers = tuple(
        replace(one, state=State.FAILED, reason=Reason("person_mismatch"))
        if one.source is Source.INCOMES_REGISTER
        else one
        for one in whole.answers
    )
    lacking = replace(
        whole.preview,
        complete=False,
        income=None,
        deductions=None,
        basis=None,
        fee=None,
        act_fee=None,
        steps=(),
    )
    workings = whole.workings and replace(whole.workings, is_known=False)
    return replace(
        whole, incomes=kept, answers=answers, preview=lacking, outcome=Outcome.INCOMPLETE,
        workings=workings,
    )  # fmt: skip


def with_open_rows(net: str | None = "300.00") -> Summary:
    """A pensioner whose injury annuity the officer has to settle; its amount may be unknown."""
    annuity = income("i-5", IncomeKind.MILITARY_INJURY_ANNUITY, "Elinkorko", "Valtiokonttori",
                     net or "0.00", "0.00")  # fmt: skip
    if net is None:
        annuity = replace(annuity, gross=None, tax=None, net=None)
    pension = income("i-1", IncomeKind.EARNINGS_PENSION, "Vanhuuseläke", "Keva", "1800.00",
                     "306.00")  # fmt: skip
    costs = (cost("c-1", CostKind.HOUSING_COST, "Vuokra", "Lounatuulen Asunnot Oy", "620.00"),)
    question = Finding(
        "officer_decides_income",
        Severity.QUESTION,
        Role.CLIENT,
        {"name": "Elinkorko", "payer": "Valtiokonttori", "section": "10 b § 1 mom."},
        ("i-5",),
    )
    incomes = (pension, annuity)
    found = Figures(incomes, costs, (), (question,), evidence_for(incomes, costs))
    summary = summary_of(a_case(), found, (client_person(),))
    return replace(summary, outcome=Outcome.QUESTIONS)


def summary_of(
    case: Case,
    found: Figures,
    persons: tuple[PersonSummary, ...],
    no_sum: Iterable[str] = (),
) -> Summary:
    """The figures, treated and counted by the law."""
    fee_case = FeeCase(
        service=case.service,
        day=DAY,
        client=_means(found, Role.CLIENT, no_sum),
        spouse=_means(found, Role.SPOUSE, no_sum) if case.spouse else None,
        shared_home_before_care=bool(case.shared_home_before_care),
        forests=tuple(
            ForestItem(one.id, one.role, one.municipality, one.hectares, one.interest)
            for one in found.forests
        ),
    )
    counted = preview(fee_case)
    lines = {line.id: line for line in (*counted.incomes, *counted.deductions_made)}
    like = {line.kind: line.treatment for line in lines.values()}
    incomes = tuple(
        SummaryIncome(one, lines[one.id].treatment, lines[one.id].monthly, lines[one.id].steps)
        if one.id in lines
        else SummaryIncome(one, like[one.kind], None)
        for one in found.incomes
    )
    answers = tuple(
        Answer(source, person.role, State.FOUND, ASKED, PERIOD, (f"req-{source}-{person.role}",))
        for person in persons
        for source in Source
    )
    summary = Summary(
        case=case,
        day=DAY,
        outcome=Outcome.READY,
        persons=persons,
        permits=tuple(permit(case, one.role, one.source) for one in answers),
        answers=answers,
        incomes=incomes,
        forests=tuple(
            SummaryForest(one, lines[one.id].treatment, lines[one.id].monthly, lines[one.id].steps)
            for one in found.forests
        ),
        costs=tuple(
            SummaryCost(one, lines[one.id].treatment, lines[one.id].monthly, lines[one.id].steps)
            for one in found.costs
        ),
        findings=found.findings,
        preview=counted,
        evidence=found.evidence,
        workings=Workings(fee_case, ACT_ALONE, is_known=True),
    )
    figures = fee_case, summary.incomes, summary.costs, ACT_ALONE
    timeline = timeline_ahead(*figures) if counted.complete else ()
    return replace(summary, reviews=reviews_ahead(*figures), timeline=timeline)


def a_case() -> Case:
    return ordinary_case(
        CLIENT_CODE,
        act_section="21 c §",
        requested_by="virkailija-07",
        reason="vuositarkistus",
    )


def client_person() -> PersonSummary:
    return PersonSummary(Role.CLIENT, "Koskela Aino Maria", CLIENT_CODE)


def permit(case: Case, role: Role, source: Source) -> Permit:
    return Permit(
        case_id=case.id,
        role=role,
        source=source,
        data_groups=frozenset({"benefits"}),
        period=PERIOD,
        legal_basis=BASIS[source],
        purpose=case.purpose,
        requested_by=case.requested_by,
        reason=case.reason,
        told_on=date(2026, 2, 16),
        consent=ConsentState.GIVEN,
        granted_at=ASKED,
    )


def income(
    identifier: str,
    kind: IncomeKind,
    name: str,
    payer: str,
    gross: str,
    tax: str,
    *,
    role: Role = Role.CLIENT,
    source: Source = Source.INCOMES_REGISTER,
    paid_on: date = date(2026, 3, 2),
    marks: frozenset[Mark] = frozenset(),
) -> Income:
    net = Decimal(gross) - Decimal(tax)
    return Income(
        identifier, role, source, kind, name, payer, Per.MONTH, Decimal(gross), Decimal(tax), net,
        paid_on=paid_on, marks=marks, evidence=(f"e-{identifier}",),
    )  # fmt: skip


def cost(
    identifier: str, kind: CostKind, name: str, payee: str, amount: str, *, role: Role = Role.CLIENT
) -> Cost:
    return Cost(
        identifier, role, Source.DOCUMENTS, kind, name, payee, Decimal(amount), Per.MONTH,
        Period(date(2026, 1, 1), None), evidence=(f"e-{identifier}",),
    )  # fmt: skip


def evidence_for(incomes: Iterable[Income], costs: Iterable[Cost] = ()) -> tuple[Evidence, ...]:
    figures = [(one.id, one.source, one.role) for one in (*incomes, *costs)]
    return tuple(
        Evidence(
            f"e-{identifier}", role, source, "incomes_register_payment",
            ASKED + timedelta(seconds=at), "virkailija-07", BASIS[source], "fee",
            f"evidence/{source}-{role}.xml", f"{at:064x}",
            place=f'/*/Reports/Report[ReportData/IRReportId="{at:032x}"]/Transactions/Transaction[1]',
            page=at + 1 if source is Source.DOCUMENTS else None,
            box=(Decimal("56.7"), Decimal(100), Decimal("412.25"), Decimal(112))
            if source is Source.DOCUMENTS else None,
            values={"name_fi": "Vanhuuseläke", "name_sv": "Ålderspension", "payer": "Keva",
                    "day": "2.3.2026"},
        )
        for at, (identifier, source, role) in enumerate(figures)
    )  # fmt: skip


def twelve_questions() -> tuple[Finding, ...]:
    """Real questions of the rooms, their values filled with long words."""
    long = "Pensionärens bostadsbidrag med tilläggsdel för uppvärmningskostnader"
    known = sorted(texts_of("findings").items())
    texts = [known[at % len(known)] for at in range(12)]
    return tuple(
        Finding(
            code,
            Severity.QUESTION,
            Role.SPOUSE if at % 4 == 0 else Role.CLIENT,
            _Filled(long),
            (f"i-{at}", f"e-i-{at}"),
        )
        for at, (code, _) in enumerate(texts)
    )


class _Filled(dict[str, str]):
    """Values for whatever a text asks for."""

    def __init__(self, value: str) -> None:
        super().__init__(dict.fromkeys(_PLACEHOLDERS, value))


_PLACEHOLDERS = sorted(
    {
        name
        for languages in texts_of("findings").values()
        for sentence in languages.values()
        for _, name, _, _ in Formatter().parse(sentence)
        if name
    }
)

#: Kinds whose treatment the law leaves to the officer: one of them and there is no fee at all.
_OPEN = frozenset(
    {
        IncomeKind.UNKNOWN, IncomeKind.OTHER_TAX_FREE, IncomeKind.OTHER_TAXABLE,
        IncomeKind.TIMBER_SALE, IncomeKind.FRONT_VETERAN_SUPPLEMENT,
        IncomeKind.MILITARY_INJURY_ANNUITY, IncomeKind.STUDY_GRANT, IncomeKind.CAPITAL_GAIN,
        IncomeKind.CHILD_INCREASE, IncomeKind.DIETARY_GRANT,
    }
)  # fmt: skip


def _means(found: Figures, role: Role, no_sum: Iterable[str]) -> Means:
    return Means(
        tuple(
            IncomeItem(one.id, one.kind, one.gross, one.net, one.per)
            for one in found.incomes
            if one.role is role and one.id not in set(no_sum)
        ),
        tuple(
            DeductionItem(one.id, one.kind, one.amount, one.per)
            for one in found.costs
            if one.role is role
        ),
    )
