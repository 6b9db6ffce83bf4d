"""All incomes of a case: how each is treated, what it adds, where else it is seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.answer import Answer, Finding, Income
from robots.casework.case import Case
from robots.casework.period import Period
from robots.casework.words import IncomeKind, Mark, Role, Severity, Source, State
from robots.feelaw.model import IncomeItem, Step, Treatment
from robots.feelaw.treatment import basis_of, treatment_of_income
from robots.summary.claims import MEAN_MONTHS
from robots.summary.coverage import not_covered
from robots.summary.differences import Difference, largest_first, told
from robots.summary.groups import groups_of, is_usable, reconcile
from robots.summary.model import SummaryIncome
from robots.summary.noting import Notes, leave_open, note_copies, note_group
from robots.summary.plausibility import implausible
from robots.summary.series import MonthSeries, gaps_told, series_of
from robots.summary.settings import SummaryPolicy
from robots.summary.twins import copies_of, perhaps_same
from robots.summary.years import yearly_sums

_ROLES: Final = {role: place for place, role in enumerate(Role)}
_KINDS: Final = {kind: place for place, kind in enumerate(IncomeKind)}
_SOURCES: Final = {source: place for place, source in enumerate(Source)}


@dataclass(frozen=True, slots=True)
class Incomes:
    """What :func:`incomes_of` finds."""

    rows: tuple[SummaryIncome, ...]
    items: Mapping[Role, tuple[IncomeItem, ...]]
    """What goes into the preview."""
    findings: tuple[Finding, ...]
    months: dict[str, dict[str, Decimal]]
    series: tuple[MonthSeries, ...] = ()
    differences: tuple[Difference, ...] = ()
    """Largest first."""


def incomes_of(case: Case, answers: Sequence[Answer], day: date, policy: SummaryPolicy) -> Incomes:
    """Classify and reconcile every income of the answers.

    Only answers that were wholly obtained feed anything; the records of others are listed.

    Raises:
        LawNotKnown: no rule on incomes holds on the day.
    """
    notes = Notes()
    precedence = policy.on(day)
    rows = [one for answer in answers for one in answer.incomes]
    everything = [one for a in answers if a.state is State.FOUND for one in a.incomes]
    for one in set(rows) - set(everything):
        notes.steps[one.id] = (Step("in_partial_answer", ""),)
    wholly, since = [], Period.months_before(day, MEAN_MONTHS).start
    for one in everything:
        if one.paid_on is not None and one.paid_on < since:
            # Looked at on a ground of its own (a correction, 10 j §): listed, counted into nothing.
            notes.steps[one.id] = (Step("before_the_last_months", ""),)
        else:
            wholly.append(one)
    usable = [one for one in wholly if is_usable(one)]
    for one in wholly:
        if not is_usable(one):
            leave_open(one, notes)
    copies = copies_of(usable, (one for answer in answers for one in answer.evidence))
    figures = [one for one in usable if one.id not in copies]
    years = yearly_sums(figures, everything, answers, precedence)
    for identifier in years.seen:
        notes.steps[identifier] = (Step("year_seen_by_payments", ""),)
    groups = groups_of(years.left, precedence)
    results = [(group, reconcile(group, day)) for group in groups]
    notes.twins = perhaps_same(results)
    doubts = [
        *implausible(figures, day, _days_of_death(answers)),
        *years.findings,
        *not_covered((result for _, result in results), answers, day),
    ]
    notes.doubts = _by_row(doubts)
    for group, result in results:
        note_group(group.figures, result, case, day, notes)
    note_copies([one for one in usable if one.id in copies], copies, notes)
    series = series_of((result for _, result in results), wholly, day, basis_of(case.service))
    found = (one for _, result in results for one in result.differences)
    differences = largest_first([*found, *years.differences])
    return Incomes(
        rows=tuple(_rows(sorted(rows, key=_order), case, day, notes)),
        items={role: tuple(sorted(own, key=lambda i: i.id)) for role, own in notes.items.items()},
        findings=(
            *notes.findings,
            *_weighed(doubts, notes.in_claims),
            *told(differences),
            *gaps_told(series),
        ),
        months=notes.months,
        series=series,
        differences=differences,
    )


def _days_of_death(answers: Iterable[Answer]) -> dict[Role, date | None]:
    return {one.role: one.person.died_on for one in answers if one.person is not None}


def _by_row(doubts: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """The questions among the doubts, by each row that they are about."""
    by_row: dict[str, list[Finding]] = defaultdict(list)
    for doubt in doubts:
        if doubt.severity is Severity.QUESTION:
            for identifier in doubt.refers_to:
                by_row[identifier].append(doubt)
    return {identifier: tuple(own) for identifier, own in by_row.items()}


def _weighed(doubts: Iterable[Finding], in_claims: set[str]) -> Iterator[Finding]:
    """A question about rows that no figure is made of is a remark: settling it changes nothing."""
    for doubt in doubts:
        is_idle = in_claims.isdisjoint(doubt.refers_to)
        if doubt.severity is Severity.QUESTION and is_idle:
            yield replace(doubt, severity=Severity.WARNING)
        else:
            yield doubt


def _rows(
    incomes: Iterable[Income], case: Case, day: date, notes: Notes
) -> Iterator[SummaryIncome]:
    treatments: dict[tuple[IncomeKind, frozenset[Mark]], Treatment] = {}
    for one in incomes:
        alike = one.kind, one.marks
        if alike not in treatments:
            treatments[alike] = treatment_of_income(one.kind, case.service, day, one.marks)
        yield SummaryIncome(
            income=one,
            treatment=treatments[alike],
            monthly=notes.monthly.get(one.id),
            derivation=notes.steps.get(one.id, ()),
            same_as=notes.same_as.get(one.id, ()),
        )


def _order(income: Income) -> tuple[object, ...]:
    """Person, kind, payer; the newest first, whichever source tells of it."""
    newest = income.paid_on or (income.period.start if income.period else date.min)
    place = _ROLES[income.role], _KINDS[income.kind], income.payer
    return (*place, -newest.toordinal(), _SOURCES[income.source], income.name, income.id)
