"""What each row and finding says of one income, once its figure is settled or left open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from robots.casework.answer import Finding, Income
from robots.casework.case import Case
from robots.casework.money import ZERO, in_finnish
from robots.casework.period import day_in_finnish
from robots.casework.words import IncomeKind, Mark, Per, Role, Severity
from robots.feelaw.exact import a_month, settled
from robots.feelaw.model import Counts, IncomeItem, Step
from robots.feelaw.treatment import basis_of, treatment_of_income
from robots.summary.claims import Claim, months_of_mean
from robots.summary.doubts import about_end, doubts_of
from robots.summary.groups import LEFT_OUT, NEVER_MONTHLY, Reconciled

_FOR_MARK = {
    Mark.ONE_OFF: "one_off_left_out",
    Mark.UNJUST_ENRICHMENT: "paid_without_ground_left_out",
    Mark.RECOVERY: "recovery_lowers",
}


@dataclass(slots=True)
class Notes:
    """What is found out about each row, by its id."""

    monthly: dict[str, Decimal | None] = field(default_factory=dict)
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    same_as: dict[str, tuple[str, ...]] = field(default_factory=dict)
    items: dict[Role, list[IncomeItem]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)
    months: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    twins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Claims that another payer's may be the same as → that one's rows."""
    doubts: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Questions on single rows: what such a row is part of stays open."""
    in_claims: set[str] = field(default_factory=set)
    """Rows that a figure is made of, counted or ended."""

    def questions_on(self, parts: Iterable[Income]) -> tuple[Finding, ...]:
        """What is asked about the rows that a figure is made of."""
        ids = {one.id for one in parts}
        self.in_claims |= ids
        return tuple(question for one in sorted(ids) for question in self.doubts.get(one, ()))


def leave_open(income: Income, notes: Notes) -> None:
    """A row that cannot be placed keeps the preview open: nobody knows what it adds."""
    notes.steps[income.id] = (Step("amount_or_day_missing", ""),)
    if not income.marks & LEFT_OUT and income.kind not in NEVER_MONTHLY:
        notes.items[income.role].append(_of_unknown_amount(income))
        notes.findings.append(
            Finding("income_not_placed", Severity.QUESTION, income.role, income.about, (income.id,))
        )


def note_copies(rows: Sequence[Income], copies: Mapping[str, str], notes: Notes) -> None:
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


def note_group(
    figures: Sequence[Income], result: Reconciled, case: Case, day: date, notes: Notes
) -> None:
    """Note one reconciled income: its rows, its figure, its findings."""
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
    if result.newer:
        _note_newer(result, notes)
    for claim in result.disputed:
        notes.findings.append(about_end("end_disputed", Severity.QUESTION, claim))
    for one in result.ahead:
        start = one.period.start if one.period else day
        values = one.about | {"day": day_in_finnish(start)}
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
    return (*result.counted, *result.ended, *result.stopped, *result.year, *result.newer)


def _note_claim(claim: Claim, case: Case, day: date, notes: Notes) -> None:
    carrier, amounts = claim.carrier, claim.amounts
    treatment = treatment_of_income(carrier.kind, case.service, day, carrier.marks)
    basis = basis_of(case.service)
    steps = list(claim.steps)
    about = carrier.about
    doubts = doubts_of(claim, day, notes.twins.get(carrier.id, ()))
    notes.findings.extend(doubts)
    asked = notes.questions_on(claim.parts)
    if asked or any(doubt.severity is Severity.QUESTION for doubt in doubts):
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


def _note_end(claim: Claim, result: Reconciled, notes: Notes) -> None:
    carrier = claim.carrier
    if result.is_earned:
        finding = about_end("pay_may_have_ended", Severity.QUESTION, claim)
    else:
        finding = about_end("benefit_ended", Severity.WARNING, claim)
        values = {"day": finding.values["day"]}
        notes.steps[carrier.id] = (Step("ended", "", None, values),)
        if notes.questions_on(claim.parts):
            notes.items[carrier.role].append(_whole_or_not(claim))
    notes.findings.append(finding)


def _note_stop(claim: Claim, notes: Notes) -> None:
    """What may have ended is no zero: the line stays open until the officer settles it."""
    carrier = claim.carrier
    notes.questions_on(claim.parts)
    finding = about_end("benefit_may_have_ended", Severity.QUESTION, claim)
    notes.items[carrier.role].append(_whole_or_not(claim))
    notes.findings.append(finding)
    values = {"day": finding.values["day"]}
    notes.steps[carrier.id] = (*claim.steps, Step("perhaps_ended", "", None, values))


def _note_newer(result: Reconciled, notes: Notes) -> None:
    """Each of them counts whole or not at all, as the officer says."""
    claims = *result.year, *result.newer
    for claim in claims:
        notes.questions_on(claim.parts)
        notes.items[claim.carrier.role].append(_whole_or_not(claim))
        notes.steps[claim.carrier.id] = (*claim.steps, Step("officer_decides_amount", ""))
    carrier = result.newer[0].carrier
    since = min(claim.since for claim in result.newer)
    values = {
        **carrier.about,
        "year": str(max(claim.since for claim in result.year).year),
        "before": _together(result.year),
        "now": _together(result.newer),
        "day": day_in_finnish(since),
    }
    ids = tuple(claim.carrier.id for claim in claims)
    notes.findings.append(
        Finding("level_newer_than_year", Severity.QUESTION, carrier.role, values, ids)
    )


def _together(claims: Iterable[Claim]) -> str:
    """Euros a month, gross; a dash where one of them is not known."""
    each = [claim.monthly_gross for claim in claims]
    known = [one for one in each if one is not None]
    return in_finnish(settled(sum(known, ZERO))) if len(known) == len(each) else "-"


def _whole_or_not(claim: Claim) -> IncomeItem:
    """What the officer counts as it is, or leaves out."""
    carrier, amounts = claim.carrier, claim.amounts
    if amounts.is_negative:
        return _of_unknown_amount(carrier)
    return IncomeItem(carrier.id, carrier.kind, amounts.gross, amounts.net, claim.per, is_open=True)


def _of_unknown_amount(income: Income) -> IncomeItem:
    return IncomeItem(income.id, income.kind, None, None)
