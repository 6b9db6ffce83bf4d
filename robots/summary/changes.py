"""What has changed since the version before: the officer reads this first.

Pure: the same version before, the same working copy and the same answers give the same changes,
whatever the order of rows. What the officer wrote into working copies is carried along, shown and
asked about, and counted into nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from robots.casework.answer import Finding
from robots.casework.words import Outcome, Purpose, Role, Severity, State
from robots.summary.baseline import (
    Asked,
    Baseline,
    Figure,
    Sums,
    figures_of,
    questions_of,
    states_of,
    sums_of,
)
from robots.summary.merging import findings_in_order
from robots.summary.model import Summary
from robots.summary.payers import plain
from robots.summary.written import OFFICERS_FIGURES, Written, findings_of

#: Findings that come of the versions before and not of the answers: they alone make no new version.
FROM_BEFORE: Final = frozenset(
    {
        OFFICERS_FIGURES,
        "officers_notes_before",
        "working_copy_unreadable",
        "working_copy_open",
        "working_copy_missing",
        "sealed_version_changed",
        "version_before_unreadable",
        "version_before_retracted",
    }
)
#: In which a source has said all that it knows: what is not there is not.
_ANSWERED: Final = frozenset({State.FOUND, State.NONE})

#: How each source answers about each person.
States = Mapping[tuple[Role, str], State]


class How(StrEnum):
    """What became of a figure, in the order in which the officer reads it."""

    NEW = "new"
    ENDED = "ended"
    CHANGED = "changed"
    NOT_OBTAINED = "not_obtained"
    """It stood there before, and no source that brought it has answered now: nobody knows."""
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Move:
    """From an amount to another; None where it is not known, or is not a matter of this case."""

    before: Decimal | None
    now: Decimal | None

    @property
    def by(self) -> Decimal | None:
        """Euros, None unless both are known."""
        if self.before is None or self.now is None:
            return None
        return self.now - self.before

    @property
    def percent(self) -> Decimal | None:
        """To one decimal; None where there is nothing to take it of."""
        by = self.by
        if by is None or not self.before:
            return None
        return (100 * by / abs(self.before)).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class FigureChange:
    """What became of one income or deduction."""

    how: How
    before: Figure | None
    now: Figure | None

    @property
    def figure(self) -> Figure:
        """The figure as it is now, or as it last was."""
        figure = self.now or self.before
        if figure is None:
            raise ValueError("a change of nothing")
        return figure

    @property
    def move(self) -> Move:
        """What is not there any more, or was not there yet, is nothing; what was not obtained is
        not known."""
        nothing = Decimal(0)
        before = self.before.monthly if self.before else nothing
        if self.how is How.NOT_OBTAINED:
            return Move(before, None)
        return Move(before, self.now.monthly if self.now else nothing)

    @property
    def is_treated_otherwise(self) -> bool:
        """Whether the figure counts otherwise than it did."""
        both = self.before is not None and self.now is not None
        return both and self.before.counts is not self.now.counts  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class SumChange:
    """What became of the fee or of another sum."""

    what: str
    """``fee``, ``fee_in_force``, ``voucher``, ``income``, ``deductions``, ``basis``."""
    move: Move
    since: date | None = None
    """Of the fee in force: from when."""


class Became(StrEnum):
    """What became of a question."""

    NEW = "new"
    OPEN = "open"
    """It was asked before, and still is."""
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """What became of one question."""

    became: Became
    asked: Asked


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A source that answers otherwise than it did; None where it was not looked at."""

    role: Role
    source: str
    before: State | None
    now: State | None


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of the versions before this one."""

    baseline: Baseline | None = None
    """The latest one that can be used, with the officer's figures; None before the first."""
    written: tuple[Written, ...] = ()
    """Everything that the officer wrote into working copies of earlier versions, oldest first."""
    notices: tuple[Finding, ...] = ()
    """What kept a version or a working copy from being used."""


@dataclass(frozen=True, slots=True)
class Since:
    """Everything that has changed since the version before."""

    version: int | None
    """Of the version that this one is compared with; None before the first."""
    made_at: datetime | None
    is_another_determination: bool
    """Whether the version before was of another due day or purpose."""
    outcome_of_answers: Outcome
    """How the case would stand by the answers alone, without what comes of the versions before."""
    figures: tuple[FigureChange, ...] = ()
    sums: tuple[SumChange, ...] = ()
    questions: tuple[QuestionChange, ...] = ()
    sources: tuple[SourceChange, ...] = ()
    written: tuple[Written, ...] = ()
    officer_fee: Decimal | None = None
    """What the working copy of the version before came to, where that was another fee."""

    def counted(self, how: How) -> int:
        return sum(one.how is how for one in self.figures)

    @property
    def is_any(self) -> bool:
        """Whether any figure, sum of the answers, question or source is not as it was."""
        sums = (one for one in self.sums if one.what != "fee_in_force")
        return (
            any(one.how is not How.UNCHANGED for one in self.figures)
            or any(one.move.before != one.move.now for one in sums)
            or any(one.became is not Became.OPEN for one in self.questions)
            or bool(self.sources)
        )


def with_changes(summary: Summary, before: Before) -> Summary:
    """The summary with what has changed, and with the findings that come of the versions before."""
    findings = findings_in_order([*summary.findings, *before.notices, *findings_of(before.written)])
    outcome = summary.outcome
    if outcome is Outcome.READY and any(one.severity is Severity.QUESTION for one in findings):
        outcome = Outcome.QUESTIONS
    since = changes_since(summary, before)
    return replace(summary, findings=findings, outcome=outcome, since=since)


def changes_since(summary: Summary, before: Before) -> Since:
    """What has changed in a summary, which carries nothing of the versions before yet."""
    baseline, case = before.baseline, summary.case
    if baseline is None:
        return Since(
            version=None,
            made_at=None,
            is_another_determination=False,
            outcome_of_answers=summary.outcome,
            sums=tuple(_fee_in_force(summary)),
            written=before.written,
        )
    states = states_of(summary)
    return Since(
        version=baseline.version,
        made_at=baseline.made_at,
        is_another_determination=(baseline.due, baseline.purpose) != (case.due, case.purpose),
        outcome_of_answers=summary.outcome,
        figures=tuple(_figure_changes(baseline, figures_of(summary), states)),
        sums=(*_sum_changes(baseline, sums_of(summary)), *_fee_in_force(summary)),
        questions=tuple(_question_changes(baseline.questions, questions_of(summary))),
        sources=tuple(_source_changes(baseline, states)),
        written=before.written,
        officer_fee=baseline.officer_fee,
    )


# --- figures -------------------------------------------------------------------------------------

#: From the surest sign that two figures are one to the weakest.
_SIGNS: Final[tuple[Callable[[Figure], Hashable], ...]] = (
    lambda one: (one.payer, plain(one.name), one.monthly, one.counts),
    lambda one: (one.payer, plain(one.name), one.monthly),
    lambda one: (one.payer, plain(one.name)),
    lambda one: (one.payer, one.monthly),
    lambda one: one.payer,
    lambda one: (plain(one.name), one.monthly),
)


def _figure_changes(
    baseline: Baseline, now: Sequence[Figure], states: States
) -> Iterator[FigureChange]:
    pairs, gone, come = _paired(baseline.figures, now)
    changes = [FigureChange(_how(old, new), old, new) for old, new in pairs]
    changes += [FigureChange(_how_gone(old, states), old, None) for old in gone]
    changes += [FigureChange(How.NEW, None, new) for new in come]
    yield from sorted(changes, key=_reading_order)


def _paired(
    before: Sequence[Figure], now: Sequence[Figure]
) -> tuple[list[tuple[Figure, Figure]], list[Figure], list[Figure]]:
    """Each figure with the one that it was, one to one; within the same list, person and kind."""
    pairs: list[tuple[Figure, Figure]] = []
    old, new = list(before), list(now)
    for sign in _SIGNS:
        waiting: dict[Hashable, list[Figure]] = defaultdict(list)
        for figure in old:
            waiting[figure.alike, sign(figure)].append(figure)
        for figure in tuple(new):
            alike = waiting[figure.alike, sign(figure)]
            if alike:
                match = min(alike, key=lambda one: _distance(one, figure))
                alike.remove(match)
                old.remove(match)
                new.remove(figure)
                pairs.append((match, figure))
    return pairs, old, new


def _distance(one: Figure, other: Figure) -> Decimal:
    return abs((one.monthly or Decimal(0)) - (other.monthly or Decimal(0)))


def _how(old: Figure, new: Figure) -> How:
    is_same = old.monthly == new.monthly and old.counts is new.counts
    return How.UNCHANGED if is_same else How.CHANGED


def _how_gone(old: Figure, states: States) -> How:
    """A figure has ended only where somebody who told of it has answered without it."""
    answered = (states.get((old.role, source)) in _ANSWERED for source in old.sources)
    return How.ENDED if any(answered) else How.NOT_OBTAINED


def _reading_order(change: FigureChange) -> tuple[object, ...]:
    by, figure = change.move.by, change.figure
    amount = -abs(by) if by is not None else Decimal("-Infinity")
    names = figure.alike, figure.payer, plain(figure.name), figure.counts, figure.rows
    return list(How).index(change.how), amount, *names


# --- sums, questions, sources --------------------------------------------------------------------


def _sum_changes(baseline: Baseline, now: Sums) -> Iterator[SumChange]:
    before = baseline.sums
    moves = {
        "fee": Move(before.fee, now.fee),
        "voucher": Move(before.voucher, now.voucher),
    }
    if baseline.officer_fee is None:
        moves |= {
            "income": Move(before.income, now.income),
            "deductions": Move(before.deductions, now.deductions),
            "basis": Move(before.basis, now.basis),
        }
    for what, move in moves.items():
        if move.before is not None or move.now is not None:
            yield SumChange(what, move)


def _fee_in_force(summary: Summary) -> Iterator[SumChange]:
    """Against the decision in force, which need not be what the version before came to."""
    fee = summary.case.fee_in_force
    if fee is not None and summary.case.purpose is Purpose.FEE:
        yield SumChange("fee_in_force", Move(fee.amount, sums_of(summary).fee), fee.since)


def _question_changes(before: Sequence[Asked], now: Sequence[Asked]) -> Iterator[QuestionChange]:
    old = [one for one in before if one.code not in FROM_BEFORE]
    open_now: list[QuestionChange] = []
    for asked in now:
        is_known = asked in old
        if is_known:
            old.remove(asked)
        open_now.append(QuestionChange(Became.OPEN if is_known else Became.NEW, asked))
    yield from (one for one in open_now if one.became is Became.NEW)
    yield from (QuestionChange(Became.GONE, asked) for asked in old)
    yield from (one for one in open_now if one.became is Became.OPEN)


def _source_changes(baseline: Baseline, states: States) -> Iterator[SourceChange]:
    for role, source in dict.fromkeys([*baseline.states, *states]):
        before, now = baseline.states.get((role, source)), states.get((role, source))
        if before is not now:
            yield SourceChange(role, source, before, now)
