"""From answers to one summary: classify, reconcile, preview, judge.

Pure: the same case, answers, day and policy give the same summary, in whatever order and in how
many parts the answers came. A source that did not answer wholly never lowers an income silently:
its figures feed nothing, and then there is no total and no fee.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from robots.casework.answer import Answer, Finding
from robots.casework.case import Case, PriceUnit
from robots.casework.errors import CaseRefused
from robots.casework.money import ZERO
from robots.casework.permit import Permit
from robots.casework.words import Outcome, PersonFlag, Purpose, Role, Severity, Source
from robots.feelaw.calculation import incomplete, ledger_for, preview
from robots.feelaw.county_rules import ACT_ALONE, CountyRules
from robots.feelaw.errors import FamilySizeMissing, HoursMissing, LawNotKnown, ValueRefused
from robots.feelaw.ledger import Ledger
from robots.feelaw.model import Counts, FeeCase, Means, Preview, Step
from robots.feelaw.services import in_supported_housing
from robots.feelaw.treatment import treatment_of_cost, treatment_of_income
from robots.summary.ahead import reviews_ahead, timeline_ahead
from robots.summary.costs import Costs, costs_of
from robots.summary.coverage import coverage_of, lacks_a_month
from robots.summary.expected import expected_evidence
from robots.summary.forests import Forests, forests_of
from robots.summary.household import (
    LACKING,
    Household,
    household_of,
    nothing_found,
    silent_sources,
)
from robots.summary.incomes import Incomes, incomes_of
from robots.summary.merging import evidence_in_order, findings_in_order, merged, once
from robots.summary.model import Summary, SummaryCost, Workings
from robots.summary.persons import findings_on_persons, persons_of
from robots.summary.register import register_of
from robots.summary.settings import SummaryPolicy
from robots.summary.verdict import verdict_of
from robots.summary.vouchers import findings_by_rule, rows_by_rule

_GONE = frozenset({PersonFlag.DEAD, PersonFlag.NOT_FOUND})
#: What an officer can mend in the case itself; the summary is written all the same.
_MENDABLE = (LawNotKnown, HoursMissing, FamilySizeMissing, ValueRefused)


def summarise(
    case: Case,
    answers: Sequence[Answer],
    permits: Sequence[Permit],
    day: date,
    policy: SummaryPolicy,
    rules: CountyRules = ACT_ALONE,
) -> Summary:
    """Compile one case's summary.

    Args:
        case: the worklist's row as it is.
        answers: of both persons, from all sources; a source may have answered in parts.
        permits: on which the sources were asked; kept for the record.
        day: whose law and amounts apply.
        policy: the county's; whose figure counts where sources differ.
        rules: the county's own, which lower the Act's fee and give a voucher its value.

    Raises:
        ServiceIsFree, ActNotKnown: the service is not charged by income.
        LawNotKnown: the law of the day is not known at all.
    """
    together = merged(answers)
    incomes = incomes_of(case, together, day, policy)
    costs = costs_of(case, together, day, _requester(case, permits))
    forests = forests_of(together, day, policy)
    leaves_out = rules.leaves_spouse_out(case.service, case.purpose, day)
    household = household_of(case, together, without_spouse=leaves_out)
    is_gone = bool(register_of(together, Role.CLIENT).flags & _GONE)
    silent = [] if is_gone else [*silent_sources(case, together, household.roles)]
    coverage = coverage_of(together, day)
    lacks = (
        bool(silent)
        or lacks_a_month(coverage, day)
        or any(answer.state in LACKING for answer in together)
    )

    fee_case = _fee_case(case, incomes, costs, forests, household, day)
    nothing: list[Finding] = []
    if not is_gone and not silent:
        nothing = [*nothing_found(together, household.roles, _counted(fee_case))]
    # A fee out of nothing at all looks decided: the officer says first that there is nothing.
    is_known = not (lacks or is_gone or nothing) and household.is_clear
    result, about_preview = _preview(fee_case, is_known, rules)

    cost_rows = _cost_rows(case, costs, result, day)
    income_rows, about_incomes = incomes.rows, incomes.findings
    rule = rules.voucher.on(case.service, day) if case.purpose is Purpose.VOUCHER else None
    if rule is not None:
        income_rows = rows_by_rule(incomes.rows, result, rule)
        about_incomes = tuple(findings_by_rule(incomes.findings, income_rows, result, case, rule))
    own = [
        *findings_on_persons(case, together),
        *household.findings,
        *about_preview,
        *_undecided(cost_rows, result),
        *silent,
        *nothing,
    ]
    expected = () if is_gone else expected_evidence(case, together, costs.costs, household.roles)
    own.extend(one.told() for one in expected if not one.is_found)
    told = (finding for answer in together for finding in answer.findings)
    findings = findings_in_order([*told, *own, *about_incomes, *costs.findings, *forests.findings])
    evidence = [*(one for answer in together for one in answer.evidence), *costs.evidence]
    figures = (
        *(row.income.evidence for row in incomes.rows),
        *(row.forest.evidence for row in forests.rows),
        *(row.cost.evidence for row in cost_rows),
    )
    return Summary(
        case=case,
        day=day,
        outcome=_outcome(is_gone, lacks, result, findings),
        persons=persons_of(case, together),
        permits=_in_order(permits),
        answers=together,
        incomes=income_rows,
        forests=forests.rows,
        costs=cost_rows,
        findings=findings,
        preview=result,
        evidence=evidence_in_order(evidence, figures),
        months=incomes.months,
        reviews=() if is_gone else reviews_ahead(fee_case, income_rows, cost_rows, rules),
        timeline=timeline_ahead(fee_case, income_rows, cost_rows, rules) if result.complete else (),
        workings=None if is_gone else Workings(fee_case, rules, is_known),
        verdict=verdict_of(case.choice, together, coverage, result, findings, is_gone=is_gone),
        coverage=coverage,
        expected=expected,
        series=incomes.series,
        differences=incomes.differences,
    )


def _fee_case(
    case: Case,
    incomes: Incomes,
    costs: Costs,
    forests: Forests,
    household: Household,
    day: date,
) -> FeeCase:
    client, spouse = (
        Means(incomes.items.get(role, ()), costs.items.get(role, ())) for role in Role
    )
    return FeeCase(
        service=case.service,
        day=day,
        client=client,
        act=case.act,
        act_section=case.act_section,
        purpose=case.purpose,
        spouse=spouse if household.has_spouse else None,
        # Where it is not known, the preview is not complete, and the rule is left undecided.
        shared_home_before_care=case.shared_home_before_care is not False,
        spouse_in_long_term_care=bool(case.spouse_in_long_term_care),
        forests=forests.items,
        family_size=case.family_size,
        hours=case.hours,
        cost_of_service=case.cost_of_service,
        unit=case.unit,
        weekly_hours=case.weekly_hours,
        price=case.price.amount if case.price else None,
        price_per=case.price.per if case.price else PriceUnit.HOUR,
        in_supported_housing=in_supported_housing(case.act, case.act_section),
    )


def _counted(case: FeeCase) -> set[Role]:
    """Who has an income that is more than nothing, or that nobody has settled yet."""
    counted = {forest.owner for forest in case.forests}
    for role, means in ((Role.CLIENT, case.client), (Role.SPOUSE, case.spouse or Means())):
        for item in means.incomes:
            treatment = treatment_of_income(item.kind, case.service, case.day)
            is_nothing = item.gross == ZERO and item.net == ZERO
            if treatment.counts is not Counts.NOT_COUNTED and not is_nothing:
                counted.add(role)
    return counted


def _preview(case: FeeCase, is_known: bool, rules: CountyRules) -> tuple[Preview, list[Finding]]:
    """The preview; without any amount where something is missing, and then why."""
    try:
        ledger = ledger_for(case, rules)
    except _MENDABLE as refused:
        return incomplete(case, Ledger((), ())), [_question(refused)]
    if not is_known:
        return incomplete(case, ledger, (Step("not_everything_known", ""),)), []
    try:
        return preview(case, rules), []
    except _MENDABLE as refused:
        return incomplete(case, ledger), [_question(refused)]


def _question(refused: CaseRefused) -> Finding:
    values = {key: str(value) for key, value in refused.context.items()}
    return Finding(refused.code, Severity.QUESTION, Role.CLIENT, values)


def _cost_rows(case: Case, costs: Costs, preview: Preview, day: date) -> tuple[SummaryCost, ...]:
    lines = {line.id: line for line in preview.deductions_made}
    rows = []
    for cost in costs.costs:
        line = lines.get(cost.id)
        steps = costs.steps.get(cost.id, ())
        since, until = costs.times.get(cost.id, (None, None))
        rows.append(
            SummaryCost(
                cost=cost,
                treatment=line.treatment
                if line
                else treatment_of_cost(cost.kind, case.service, day, cost.role),
                monthly=line.monthly if line else None,
                derivation=(*steps, *line.steps) if line else steps,
                deducted_from=since,
                deducted_until=until,
            )
        )
    return tuple(rows)


def _undecided(rows: Iterable[SummaryCost], preview: Preview) -> Iterator[Finding]:
    """A question for each cost that the law leaves to the officer."""
    in_preview = {line.id for line in preview.deductions_made}
    for row in rows:
        if row.treatment.counts is Counts.OFFICER and row.cost.id in in_preview:
            cost, section = row.cost, row.treatment.section
            values = {"name": cost.name, "payee": cost.payee, "section": section}
            yield Finding("officer_decides_cost", Severity.QUESTION, cost.role, values, (cost.id,))


def _outcome(is_gone: bool, lacks: bool, preview: Preview, findings: Iterable[Finding]) -> Outcome:
    if lacks and not is_gone:
        return Outcome.INCOMPLETE
    asks = any(finding.severity is Severity.QUESTION for finding in findings)
    return Outcome.QUESTIONS if asks or not preview.complete else Outcome.READY


def _requester(case: Case, permits: Iterable[Permit]) -> str:
    """Whom the permits name: where the worklist names nobody, they do."""
    return next((one.requested_by for one in _in_order(permits)), case.requested_by)


def _in_order(permits: Iterable[Permit]) -> tuple[Permit, ...]:
    roles, sources = list(Role), list(Source)

    def order(permit: Permit) -> tuple[object, ...]:
        groups = tuple(sorted(permit.data_groups))
        place = roles.index(permit.role), sources.index(permit.source)
        return (*place, groups, permit.granted_at)

    return once(permits, order)
