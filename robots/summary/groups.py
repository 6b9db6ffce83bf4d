"""One income in all its sources: which figure counts, and what the others are to it.

A group is one person's income of one kind from one payer. Of capital income the Tax Administration
gives one figure for the year without payers; then all of the kind is one group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.answer import Income
from robots.casework.money import ZERO
from robots.casework.words import IncomeKind, Mark, Per, Role, Source
from robots.feelaw.exact import settled
from robots.summary.choosing import (
    Chosen,
    begun_since_year,
    chosen_source,
    disputed_by,
    end_of,
    is_replaced,
)
from robots.summary.claims import (
    EARNED,
    Claim,
    is_varying,
    level_claim,
    mean_claim,
    payment_claim,
    year_claim,
    year_of,
)
from robots.summary.differences import Difference, believed
from robots.summary.matching import also_seen, matched
from robots.summary.payers import Payers, plain
from robots.summary.recoveries import lowering
from robots.summary.settings import Precedence
from robots.summary.years import CAPITAL

#: Marks of payments that are no income by themselves; the law's reason stands with each.
LEFT_OUT: Final = frozenset({Mark.ONE_OFF, Mark.UNJUST_ENRICHMENT})
#: Kinds that come once or are no income at all: no month can be told of them.
NEVER_MONTHLY: Final = frozenset(
    {IncomeKind.CAPITAL_GAIN, IncomeKind.SAVINGS, IncomeKind.INHERITANCE}
)


@dataclass(frozen=True, slots=True)
class Group:
    """One income's figures, the most believed source first."""

    role: Role
    kind: IncomeKind
    by_source: tuple[tuple[Income, ...], ...]
    supplements: Mapping[str, Decimal]
    """Id of a care allowance → the veteran's supplement that the same source shows beside it."""
    decision: str = ""
    """The county's, where the order of the sources rests on one."""

    @property
    def figures(self) -> tuple[Income, ...]:
        return tuple(one for figures in self.by_source for one in figures)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a group comes to."""

    counted: tuple[Claim, ...]
    ended: tuple[Claim, ...]
    stopped: tuple[Claim, ...]
    """Nobody tells whether they have ended."""
    same_as: Mapping[str, tuple[str, ...]]
    differences: tuple[Difference, ...]
    lowering: frozenset[str]
    """Ids of the recoveries that lower the income."""
    disputed: tuple[Claim, ...] = ()
    """By one source over, by the counted one not."""
    year: tuple[Claim, ...] = ()
    """A year's figure beside which there is something newer: it may count, or that, or both."""
    newer: tuple[Claim, ...] = ()
    """Levels that began after that year."""
    is_earned: bool = False
    ahead: tuple[Income, ...] = field(default=())
    """Levels of decisions that begin later."""


def is_figure(income: Income) -> bool:
    """Whether the row says what the person has, by itself: not left out, not a recovery."""
    is_left_out = income.kind in NEVER_MONTHLY or bool(income.marks & LEFT_OUT)
    return not is_left_out and Mark.RECOVERY not in income.marks


def is_usable(income: Income) -> bool:
    """Whether the row can be placed: it has an amount, and a payment its day."""
    has_time = income.per is not Per.PAYMENT or income.paid_on is not None
    if Mark.RECOVERY in income.marks:
        has_time = income.paid_on is not None or income.period is not None
    return has_time and not (income.gross is None and income.net is None)


def groups_of(incomes: Sequence[Income], precedence: Precedence) -> list[Group]:
    """The groups of the figures that may be used, in a fixed order."""
    payers = Payers(incomes)
    summed_up = {
        (one.role, one.kind)
        for one in incomes
        if one.source is Source.TAX_ADMINISTRATION and one.kind in CAPITAL
    }
    grouped: dict[tuple[Role, IncomeKind, str], list[Income]] = defaultdict(list)
    for one in incomes:
        payer = "" if (one.role, one.kind) in summed_up else payers.of(one)
        grouped[one.role, one.kind, payer].append(one)
    groups = []
    for (role, kind, payer), figures in sorted(grouped.items()):
        supplements = _supplements(
            figures, grouped.get((role, IncomeKind.VETERAN_SUPPLEMENT, payer), [])
        )
        order = list(precedence.of(kind))
        if supplements:
            # Who tells the supplement apart is believed of the allowance itself (10 b § 2 mom.).
            splits = {one.source for one in figures if one.id in supplements}
            order.sort(key=lambda source: source not in splits)
        by_source = tuple(tuple(one for one in figures if one.source is source) for source in order)
        told = tuple(one for one in by_source if one)
        groups.append(Group(role, kind, told, supplements, precedence.ground(kind)))
    return groups


def reconcile(group: Group, day: date) -> Reconciled:
    """Which figure of the group counts on the day."""
    figures = [one for one in group.figures if is_figure(one)]
    taken_back = lowering(group.by_source)
    payments = [
        [one for one in rows if is_figure(one) and one.per is Per.PAYMENT]
        for rows in group.by_source
    ]
    matches = matched(payments, lambda one: _whole(one, group))
    seen = also_seen(matches.same)
    lowered = frozenset(one.id for one in taken_back)
    if is_varying(group.kind, matches.kept):
        claim = mean_claim(matches.kept, taken_back, day)
        is_earned = group.kind in EARNED
        is_counted = is_earned or not claim.is_over
        is_ended = claim.ended_on is not None or (is_earned and claim.is_over)
        return Reconciled(
            counted=(claim,) if is_counted else (),
            ended=(claim,) if is_ended else (),
            stopped=() if is_counted or is_ended else (claim,),
            same_as=seen,
            differences=_payment_differences(matches.same, figures, group),
            lowering=lowered,
            is_earned=is_earned,
        )
    told = {
        rows[0].source: _claims(rows, taken_back, day)
        for rows in (
            [one for one in source_rows if is_figure(one)] for source_rows in group.by_source
        )
        if rows
    }
    chosen = chosen_source(told)
    claims = told[chosen.source] if chosen else []
    ends = {claim.carrier.id: end_of(claim, figures, seen, day) for claim in claims}
    ended = [claim for claim in claims if ends[claim.carrier.id] is not None]
    open_ended = [claim for claim in claims if ends[claim.carrier.id] is None]
    counted = tuple(claim for claim in open_ended if claim.stopped_on is None)
    stopped = [claim for claim in open_ended if claim.stopped_on is not None]
    # A county's decision settles it as it settles every order of the sources.
    newer = begun_since_year(chosen, told) if chosen and not group.decision else ()
    year, counted = (counted, ()) if newer else ((), counted)
    return Reconciled(
        counted=counted,
        ended=tuple(one for one in ended if not is_replaced(one, counted, figures)),
        stopped=tuple(one for one in stopped if not is_replaced(one, counted, figures)),
        same_as=seen,
        differences=_level_differences(chosen, counted, told, group),
        lowering=lowered,
        disputed=disputed_by(chosen.source, told) if chosen and counted else (),
        year=year,
        newer=newer,
        ahead=tuple(
            one
            for one in figures
            if one.per is Per.MONTH and one.period is not None and one.period.start > day
        ),
    )


def _claims(rows: Sequence[Income], taken_back: Sequence[Income], day: date) -> list[Claim]:
    """What one source claims, by the name under which it is paid: a level in force before
    payments, payments before a year's figure."""
    by_name: dict[str, list[Income]] = defaultdict(list)
    for row in rows:
        by_name[f"{plain(row.payer)} {row.name}"].append(row)
    claims = []
    for _, own in sorted(by_name.items()):
        level = level_claim([one for one in own if one.per is Per.MONTH], day)
        payments = [one for one in own if one.per is Per.PAYMENT]
        years = [one for one in own if one.per is Per.YEAR]
        if payments and (level is None or level.ended_on is not None):
            mine = payments[0].source, payments[0].name
            back = [one for one in taken_back if (one.source, one.name) == mine]
            claims.append(payment_claim(payments, back, day))
        elif level is not None:
            claims.append(level)
        elif years:
            latest = max(map(year_of, years))
            claims += [year_claim([one]) for one in years if year_of(one) == latest]
    return claims


def _level_differences(
    chosen: Chosen | None,
    counted: Sequence[Claim],
    told: Mapping[Source, Sequence[Claim]],
    group: Group,
) -> tuple[Difference, ...]:
    differences = []
    ours = _monthly(counted, group)
    for source, claims in told.items():
        others = [claim for claim in claims if not claim.is_over]
        theirs = _monthly(others, group)
        if chosen is None or source is chosen.source or not counted or not others:
            continue
        if ours is not None and theirs is not None and ours != theirs:
            differences.append(
                Difference.of(
                    counted[0].carrier,
                    others[0].carrier,
                    (ours, theirs),
                    per=Per.MONTH,
                    why=chosen.why,
                    ids=tuple(claim.carrier.id for claim in (*counted, *others)),
                    decision=group.decision if chosen.is_by_order else "",
                )
            )
    return tuple(differences)


def _payment_differences(
    same: Mapping[str, Income], figures: Iterable[Income], group: Group
) -> tuple[Difference, ...]:
    by_id = {one.id: one for one in figures}
    differences = []
    for other_id, kept in sorted(same.items()):
        ours, theirs = _whole(kept, group), _whole(by_id[other_id], group)
        if ours is not None and theirs is not None and ours != theirs:
            differences.append(
                Difference.of(
                    kept,
                    by_id[other_id],
                    (ours, theirs),
                    per=Per.PAYMENT,
                    why=believed(kept.source),
                    ids=(kept.id, other_id),
                    decision=group.decision,
                )
            )
    return tuple(differences)


def _monthly(claims: Iterable[Claim], group: Group) -> Decimal | None:
    total = ZERO
    for claim in claims:
        gross = claim.monthly_gross
        if gross is None:
            return None
        total += gross + group.supplements.get(claim.carrier.id, ZERO)
    return settled(total)


def _whole(income: Income, group: Group) -> Decimal | None:
    """The payment as one source that does not split it tells it."""
    if income.gross is None:
        return None
    return income.gross + group.supplements.get(income.id, ZERO)


def _supplements(figures: Iterable[Income], supplements: Iterable[Income]) -> dict[str, Decimal]:
    """The veteran's supplement beside each care allowance, by the same source and payment."""
    beside = {
        (one.source, one.paid_on, one.period): one.gross
        for one in supplements
        if one.gross is not None
    }
    return {
        one.id: gross
        for one in figures
        if one.kind is IncomeKind.PENSIONER_CARE_ALLOWANCE
        and (gross := beside.get((one.source, one.paid_on, one.period))) is not None
    }
