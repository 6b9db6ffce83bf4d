"""All incomes of a case: how each is treated, what it adds, where else it is seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from robots.casework.answer import Answer, Finding, Income
from robots.casework.case import Case
from robots.casework.money import in_finnish
from robots.casework.period import Period
from robots.casework.words import IncomeKind, Mark, Per, Role, Severity, Source, State
from robots.feelaw.exact import a_month, settled
from robots.feelaw.model import Counts, IncomeItem, Step
from robots.feelaw.treatment import basis_of, treatment_of_income
from robots.summary.claims import MEAN_MONTHS, Claim, months_of_mean
from robots.summary.doubts import about_end, doubts_of
from robots.summary.groups import (
    CAPITAL,
    LEFT_OUT,
    NEVER_MONTHLY,
    Difference,
    Reconciled,
    groups_of,
    is_usable,
    reconcile,
)
from robots.summary.model import SummaryIncome
from robots.summary.settings import SummaryPolicy
from robots.summary.twins import copies_of, perhaps_same

_FOR_MARK = {
    Mark.ONE_OFF: "one_off_left_out",
    Mark.UNJUST_ENRICHMENT: "paid_without_ground_left_out",
    Mark.RECOVERY: "recovery_lowers",
}


@dataclass(frozen=True, slots=True)
class Incomes:
    """What :func:`incomes_of` finds."""

    rows: tuple[SummaryIncome, ...]
    items: Mapping[Role, tuple[IncomeItem, ...]]
    """What goes into the preview."""
    findings: tuple[Finding, ...]
    months: dict[str, dict[str, Decimal]]


@dataclass(slots=True)
class _Notes:
    """What is found out about each row, by its id."""

    monthly: dict[str, Decimal | None] = field(default_factory=dict)
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    same_as: dict[str, tuple[str, ...]] = field(default_factory=dict)
    items: dict[Role, list[IncomeItem]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)
    months: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    twins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Claims that another payer's may be the same as → that one's rows."""


def incomes_of(case: Case, answers: Sequence[Answer], day: date, policy: SummaryPolicy) -> Incomes:
    """Classify and reconcile every income of the answers.

    Only answers that were wholly obtained feed anything; the records of others are listed.

    Raises:
        LawNotKnown: no rule on incomes holds on the day.
    """
    notes = _Notes()
    rows = [one for answer in answers for one in answer.incomes]
    wholly = [one for a in answers if a.state is State.FOUND for one in a.incomes]
    for one in set(rows) - set(wholly):
        notes.steps[one.id] = (Step("in_partial_answer", ""),)
    earlier = {one.id for one in wholly if _is_earlier(one, day)}
    for one in wholly:
        if one.id in earlier:
            notes.steps[one.id] = (Step("before_the_last_months", ""),)
    wholly = [one for one in wholly if one.id not in earlier]
    usable = [one for one in wholly if is_usable(one)]
    for one in wholly:
        if not is_usable(one):
            _leave_open(one, notes)
    copies = copies_of(usable, (one for answer in answers for one in answer.evidence))
    reconcilable = _without_yearly_sums([one for one in usable if one.id not in copies], notes)
    groups = groups_of(reconcilable, policy.precedence)
    results = [(group, reconcile(group, day)) for group in groups]
    notes.twins = perhaps_same(results)
    for group, result in results:
        _note_group(group.figures, result, case, day, notes)
    _note_copies([one for one in usable if one.id in copies], copies, notes)
    return Incomes(
        rows=tuple(_row(one, case, day, notes) for one in sorted(rows, key=_order)),
        items={role: tuple(sorted(own, key=lambda i: i.id)) for role, own in notes.items.items()},
        findings=tuple(notes.findings),
        months=notes.months,
    )


def _is_earlier(income: Income, day: date) -> bool:
    """A payment from before the months that the day's fee rests on: looked at on a ground of its
    own (a correction, 10 j §), listed, and counted into nothing."""
    paid_on = income.paid_on
    return paid_on is not None and paid_on < Period.months_before(day, MEAN_MONTHS).start


def _row(income: Income, case: Case, day: date, notes: _Notes) -> SummaryIncome:
    return SummaryIncome(
        income=income,
        treatment=treatment_of_income(income.kind, case.service, day, income.marks),
        monthly=notes.monthly.get(income.id),
        derivation=notes.steps.get(income.id, ()),
        same_as=notes.same_as.get(income.id, ()),
    )


def _order(income: Income) -> tuple[object, ...]:
    """Person, kind, payer; the newest first, whichever source tells of it."""
    newest = income.paid_on or (income.period.start if income.period else date.min)
    place = list(Role).index(income.role), list(IncomeKind).index(income.kind), income.payer
    source = list(Source).index(income.source)
    return (*place, -newest.toordinal(), source, income.name, income.id)


def _leave_open(income: Income, notes: _Notes) -> None:
    """A row that cannot be placed keeps the preview open: nobody knows what it adds."""
    notes.steps[income.id] = (Step("amount_or_day_missing", ""),)
    if not income.marks & LEFT_OUT and income.kind not in NEVER_MONTHLY:
        notes.items[income.role].append(_of_unknown_amount(income))
        notes.findings.append(
            Finding("income_not_placed", Severity.QUESTION, income.role, income.about, (income.id,))
        )


def _without_yearly_sums(usable: Sequence[Income], notes: _Notes) -> list[Income]:
    """The Tax Administration's year of wages, pensions and benefits says again what the payments
    of it say."""
    elsewhere = {
        (one.role, one.kind) for one in usable if one.source is not Source.TAX_ADMINISTRATION
    }
    left = []
    for one in usable:
        is_sum = one.source is Source.TAX_ADMINISTRATION and one.kind not in CAPITAL
        if is_sum and (one.role, one.kind) in elsewhere:
            notes.steps[one.id] = (Step("year_seen_by_payments", ""),)
        else:
            left.append(one)
    return left


def _note_copies(rows: Sequence[Income], copies: Mapping[str, str], notes: _Notes) -> None:
    """What two copies of a paper tell is counted once, and shown as often as it is seen."""
    for one in rows:
        kept = copies[one.id]
        notes.steps[one.id] = (Step("document_copy", ""),)
        for this, that in ((one.id, kept), (kept, one.id)):
            notes.same_as[this] = tuple(sorted({*notes.same_as.get(this, ()), that}))
        ids = tuple(sorted((one.id, kept)))
        notes.findings.append(
            Finding("document_twice_over", Severity.WARNING, one.role, one.about, ids)
        )


def _note_group(
    figures: Sequence[Income], result: Reconciled, case: Case, day: date, notes: _Notes
) -> None:
    notes.same_as |= result.same_as
    carriers = {claim.carrier.id for claim in _claims_of(result)}
    parts = {part.id for claim in result.counted for part in claim.parts}
    ahead = {one.id for one in result.ahead}
    for one in figures:
        if one.id not in carriers:
            why = _why_nothing(one, result, one.id in parts, one.id in ahead)
            notes.steps[one.id] = (Step(why, ""),)
    for claim in result.counted:
        _note_claim(claim, case, day, notes)
    for claim in result.ended:
        _note_end(claim, result, notes)
    for claim in result.stopped:
        _note_stop(claim, notes)
    for claim in result.disputed:
        notes.findings.append(about_end("end_disputed", Severity.QUESTION, claim))
    if result.differences:
        notes.findings.extend(_differ(one, figures[0].role) for one in result.differences)
    for one in result.ahead:
        start = one.period.start if one.period else day
        values = one.about | {"day": _written(start)}
        notes.findings.append(
            Finding("level_begins_later", Severity.INFO, one.role, values, (one.id,))
        )


def _why_nothing(income: Income, result: Reconciled, is_part: bool, is_ahead: bool) -> str:
    """The step that says why a row adds nothing of its own."""
    if Mark.RECOVERY in income.marks and income.id not in result.lowering:
        return "recovery_lowers_nothing"
    for mark, code in _FOR_MARK.items():
        if mark in income.marks:
            return code
    if income.kind in NEVER_MONTHLY:
        return "not_recurring"
    if is_ahead:
        return "level_ahead"
    is_mean = any(claim.months is not None for claim in _claims_of(result))
    if is_part:
        return "in_the_mean" if is_mean else "in_the_sum"
    if not _is_of_counted_source(income, result):
        return "counted_elsewhere"
    return "outside_the_mean" if is_mean else "earlier_figure"


def _is_of_counted_source(income: Income, result: Reconciled) -> bool:
    """Whether the row is of the source that counts."""
    return any(claim.carrier.source is income.source for claim in _claims_of(result))


def _claims_of(result: Reconciled) -> tuple[Claim, ...]:
    return (*result.counted, *result.ended, *result.stopped)


def _note_claim(claim: Claim, case: Case, day: date, notes: _Notes) -> None:
    carrier, amounts = claim.carrier, claim.amounts
    treatment = treatment_of_income(carrier.kind, case.service, day, carrier.marks)
    basis = basis_of(case.service)
    steps = list(claim.steps)
    about = carrier.about
    doubts = doubts_of(claim, day, notes.twins.get(carrier.id, ()))
    notes.findings.extend(doubts)
    if any(doubt.severity is Severity.QUESTION for doubt in doubts):
        # Another payer's row may be the same income: then it counts whole, or not at all.
        item = _whole_or_not(claim) if carrier.id in notes.twins else _of_unknown_amount(carrier)
        notes.items[carrier.role].append(item)
        steps.append(Step("officer_decides_amount", ""))
    elif amounts.is_negative:
        notes.items[carrier.role].append(_of_unknown_amount(carrier))
        notes.findings.append(
            Finding("income_negative", Severity.QUESTION, carrier.role, about, (carrier.id,))
        )
    else:
        notes.items[carrier.role].append(
            IncomeItem(carrier.id, carrier.kind, amounts.gross, amounts.net, claim.per)
        )
        amount = amounts.on(basis)
        if amount is not None:
            notes.monthly[carrier.id] = settled(a_month(amount, claim.per))
            if claim.per is Per.YEAR:
                values = {"year": in_finnish(amount)}
                steps.append(Step("year_to_month", "", notes.monthly[carrier.id], values))
        elif treatment.counts is Counts.COUNTED:
            code = "too_new_for_mean" if claim.months is not None else f"{basis}_not_known"
            notes.findings.append(
                Finding(code, Severity.QUESTION, carrier.role, about, (carrier.id,))
            )
    if treatment.counts is Counts.OFFICER:
        unknown = carrier.kind is IncomeKind.UNKNOWN
        code = "unknown_income_kind" if unknown else "officer_decides_income"
        values = {**about, "section": treatment.section}
        notes.findings.append(Finding(code, Severity.QUESTION, carrier.role, values, (carrier.id,)))
    notes.steps[carrier.id] = tuple(steps)
    if claim.months is not None:
        notes.months[carrier.id] = {
            str(month): amount
            for month in months_of_mean(day)
            if (amount := claim.months[month].on(basis)) is not None
        }
    if Mark.PROVISIONAL in carrier.marks:
        notes.findings.append(
            Finding("provisional_figure", Severity.WARNING, carrier.role, about, (carrier.id,))
        )


def _note_end(claim: Claim, result: Reconciled, notes: _Notes) -> None:
    carrier = claim.carrier
    if result.is_earned:
        finding = about_end("pay_may_have_ended", Severity.QUESTION, claim)
    else:
        finding = about_end("benefit_ended", Severity.WARNING, claim)
        values = {"day": finding.values["day"]}
        notes.steps[carrier.id] = (Step("ended", "", None, values),)
    notes.findings.append(finding)


def _note_stop(claim: Claim, notes: _Notes) -> None:
    """What may have ended is no zero: the line stays open until the officer settles it."""
    carrier = claim.carrier
    finding = about_end("benefit_may_have_ended", Severity.QUESTION, claim)
    notes.items[carrier.role].append(_whole_or_not(claim))
    notes.findings.append(finding)
    values = {"day": finding.values["day"]}
    notes.steps[carrier.id] = (*claim.steps, Step("perhaps_ended", "", None, values))


def _whole_or_not(claim: Claim) -> IncomeItem:
    """What the officer counts as it is, or leaves out."""
    carrier, amounts = claim.carrier, claim.amounts
    if amounts.is_negative:
        return _of_unknown_amount(carrier)
    return IncomeItem(carrier.id, carrier.kind, amounts.gross, amounts.net, claim.per, is_open=True)


def _of_unknown_amount(income: Income) -> IncomeItem:
    return IncomeItem(income.id, income.kind, None, None)


def _differ(difference: Difference, role: Role) -> Finding:
    values = {
        "payer": difference.payer,
        "counted": in_finnish(difference.counted),
        "other": in_finnish(difference.other),
    }
    return Finding("sources_differ", Severity.WARNING, role, values, difference.ids)


def _written(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
