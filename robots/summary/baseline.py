"""What a summary is compared with: the figures of a version that was delivered before, as its twin
holds them, with what the officer has put in their place in the working copy.

A figure here is not one payment but what the officer thinks of: one pension, one wage, one rent,
with what it adds to the month. It is known by person, kind, payer and name, never by an id: ids
belong to replies, and the same pension may come from another source the next time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from robots.casework.money import cents
from robots.casework.texts import Language, text
from robots.casework.words import Purpose, Role, Severity, State
from robots.feelaw.model import Counts
from robots.summary.model import Summary
from robots.summary.payers import aliases, plain
from robots.summary.written import Written

#: The kind of computed forest income, which no source gives.
FOREST: Final = "forest"


class What(StrEnum):
    """On which of the two lists a figure stands."""

    INCOME = "income"
    DEDUCTION = "deduction"


@dataclass(frozen=True, slots=True)
class Figure:
    """One income or deduction, over all its rows."""

    what: What
    role: Role
    kind: str
    party: str
    """The payer or payee, as the source writes it."""
    name: str
    name_sv: str
    monthly: Decimal | None
    """Euros a month, to the cent; None where no row says it."""
    counts: Counts
    sources: frozenset[str]
    rows: tuple[str, ...]
    """Ids of the rows that say the amount; of all where none does."""
    is_officers: bool = False
    """Whether the amount or the treatment is the officer's."""

    @property
    def alike(self) -> tuple[str, ...]:
        """What two figures have in common that may be one: list, person, kind."""
        return self.what, self.role, self.kind

    @property
    def payer(self) -> str:
        """The payer's or payee's name without what writers vary."""
        return aliases().get(plain(self.party), plain(self.party))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the officer, in both languages."""

    code: str
    role: Role | None
    text_fi: str
    text_sv: str


@dataclass(frozen=True, slots=True)
class Sums:
    """What came out; None where it was not known, or is not of the case's purpose."""

    fee: Decimal | None = None
    voucher: Decimal | None = None
    income: Decimal | None = None
    deductions: Decimal | None = None
    basis: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """A delivered version, as much of it as is compared."""

    version: int
    made_at: datetime
    day: date
    """Whose law and amounts applied."""
    due: date | None
    purpose: Purpose
    figures: tuple[Figure, ...]
    sums: Sums
    questions: tuple[Asked, ...]
    states: Mapping[tuple[Role, str], State]
    officer_fee: Decimal | None = None
    """What the officer's working copy came to, where that is another fee."""

    def with_officers(self, written: Iterable[Written], fee: Decimal | None = None) -> Baseline:
        """The same with the officer's figures in the place of the program's.

        Args:
            written: what stands in this version's working copy.
            fee: what the working copy's own calculation came to; None where it is not known.
        """
        amounts: dict[str, Decimal] = {}
        treatments: dict[str, Counts] = {}
        for one in written:
            if one.monthly is not None:
                amounts[one.row] = one.monthly
            if one.counts is not None:
                treatments[one.row] = one.counts
        figures = tuple(_with_officers(one, amounts, treatments) for one in self.figures)
        if fee is None or fee == self.sums.fee:
            return replace(self, figures=figures)
        # What the working copy's other sums came to is not told: the program's would mislead.
        sums = Sums(fee=fee, voucher=self.sums.voucher)
        return replace(self, figures=figures, sums=sums, officer_fee=fee)


def baseline_of(twin: Mapping[str, Any]) -> Baseline | None:
    """The version that a twin tells of; None where it is not a twin that this program can read."""
    try:
        read = _TWIN.validate_python(twin)
    except ValidationError:
        return None
    rows = [
        *(_Row(What.INCOME, row, row.payer) for row in read.records),
        *(_Row(What.DEDUCTION, row, row.payee) for row in read.deductions),
    ]
    voucher = read.preview.voucher
    return Baseline(
        version=read.version,
        made_at=read.created_at,
        day=read.case.day,
        due=read.case.due,
        purpose=read.case.purpose,
        figures=_figures(rows),
        sums=Sums(
            fee=read.preview.fee,
            voucher=voucher.value if voucher else None,
            income=read.preview.income,
            deductions=read.preview.deductions,
            basis=read.preview.basis,
        ),
        questions=tuple(
            Asked(one.code, one.person, one.text_fi, one.text_sv)
            for one in read.findings
            if one.severity is Severity.QUESTION
        ),
        states={(one.person, one.source): one.state for one in read.sources},
    )


def figures_of(summary: Summary) -> tuple[Figure, ...]:
    """The figures of a summary, in a fixed order."""
    incomes = [
        _TwinRow(
            one.income.id, one.income.role, one.income.kind, one.treatment.counts,
            one.income.source, one.monthly, one.income.name, one.income.name_sv, one.income.payer,
        )
        for one in summary.incomes
    ]  # fmt: skip
    forests = [
        _TwinRow(
            one.forest.id, one.forest.role, FOREST, one.treatment.counts, one.forest.source,
            one.monthly,
        )
        for one in summary.forests
    ]  # fmt: skip
    costs = [
        _TwinRow(
            one.cost.id, one.cost.role, one.cost.kind, one.treatment.counts, one.cost.source,
            one.monthly, one.cost.name, payee=one.cost.payee,
        )
        for one in summary.costs
    ]  # fmt: skip
    return _figures(
        [
            *(_Row(What.INCOME, row, row.payer) for row in (*incomes, *forests)),
            *(_Row(What.DEDUCTION, row, row.payee) for row in costs),
        ]
    )


def sums_of(summary: Summary) -> Sums:
    """What came out in a summary, to the cent."""
    preview = summary.preview
    return Sums(
        fee=_cents(preview.fee),
        voucher=_cents(preview.voucher.value) if preview.voucher else None,
        income=_cents(preview.income),
        deductions=_cents(preview.deductions),
        basis=_cents(preview.basis),
    )


def questions_of(summary: Summary) -> tuple[Asked, ...]:
    """A summary's questions, in their order."""
    return tuple(
        Asked(
            one.code,
            one.role,
            *(text(f"findings.{one.code}", language, **one.values) for language in Language),
        )
        for one in summary.findings
        if one.severity is Severity.QUESTION
    )


def states_of(summary: Summary) -> Mapping[tuple[Role, str], State]:
    """How each source answered about each person."""
    return {(one.role, one.source.value): one.state for one in summary.answers}


# --- reading a twin ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TwinRow:
    id: str
    person: Role
    kind: str
    counts: Counts
    source: str
    monthly: Decimal | None = None
    name: str = ""
    name_sv: str | None = None
    payer: str = ""
    payee: str = ""


@dataclass(frozen=True, slots=True)
class _TwinVoucher:
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _TwinPreview:
    fee: Decimal | None = None
    income: Decimal | None = None
    deductions: Decimal | None = None
    basis: Decimal | None = None
    voucher: _TwinVoucher | None = None


@dataclass(frozen=True, slots=True)
class _TwinFinding:
    code: str
    severity: Severity
    person: Role | None
    text_fi: str
    text_sv: str


@dataclass(frozen=True, slots=True)
class _TwinSource:
    person: Role
    source: str
    state: State


@dataclass(frozen=True, slots=True)
class _TwinCase:
    day: date
    purpose: Purpose
    due: date | None = None


@dataclass(frozen=True, slots=True)
class _Twin:
    version: int
    created_at: datetime
    case: _TwinCase
    sources: tuple[_TwinSource, ...]
    records: tuple[_TwinRow, ...]
    deductions: tuple[_TwinRow, ...]
    findings: tuple[_TwinFinding, ...]
    preview: _TwinPreview


_TWIN: Final = TypeAdapter(_Twin)


# --- rows become figures -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    what: What
    row: _TwinRow
    party: str


def _figures(rows: Iterable[_Row]) -> tuple[Figure, ...]:
    """A row that adds nothing of its own is told by those beside it that do: it is another look at
    the same income, or an earlier payment of it."""
    by_payer: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for one in rows:
        name = plain(one.party)
        payer = aliases().get(name, name)
        by_payer[one.what, one.row.person, one.row.kind, payer].append(one)
    figures: list[Figure] = []
    for alike in by_payer.values():
        telling = [one for one in alike if one.row.monthly is not None] or alike
        by_name: dict[tuple[str, Counts], list[_Row]] = defaultdict(list)
        for one in telling:
            by_name[plain(one.row.name), one.row.counts].append(one)
        sources = frozenset(one.row.source for one in alike)
        figures += (_figure(same, sources) for same in by_name.values())
    return tuple(sorted(figures, key=_order))


def _figure(rows: list[_Row], sources: frozenset[str]) -> Figure:
    first = min(rows, key=lambda one: (one.row.name, one.party, one.row.id))
    amounts = [one.row.monthly for one in rows if one.row.monthly is not None]
    return Figure(
        what=first.what,
        role=first.row.person,
        kind=str(first.row.kind),
        party=first.party,
        name=first.row.name,
        name_sv=first.row.name_sv or "",
        monthly=sum((cents(amount) for amount in amounts), Decimal(0)) if amounts else None,
        counts=first.row.counts,
        sources=sources,
        rows=tuple(sorted(one.row.id for one in rows)),
    )


def _order(figure: Figure) -> tuple[object, ...]:
    lists, roles = list(What), list(Role)
    place = lists.index(figure.what), roles.index(figure.role)
    return *place, figure.kind, figure.payer, plain(figure.name), figure.counts, figure.rows


def _with_officers(
    figure: Figure, amounts: Mapping[str, Decimal], treatments: Mapping[str, Counts]
) -> Figure:
    """The officer's figure; of one that is the sum of several rows, only where he gave them all."""
    given = [amounts[row] for row in figure.rows if row in amounts]
    treated = {treatments[row] for row in figure.rows if row in treatments}
    is_given = bool(given) and len(given) == len(figure.rows)
    if not is_given and len(treated) != 1:
        return figure
    return replace(
        figure,
        monthly=sum(map(cents, given), Decimal(0)) if is_given else figure.monthly,
        counts=treated.pop() if len(treated) == 1 else figure.counts,
        is_officers=True,
    )


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else cents(amount)
