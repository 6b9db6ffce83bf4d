"""Two sources' amounts of one income that are not the same, and why the one of them counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from robots.casework.answer import Finding, Income
from robots.casework.money import in_finnish
from robots.casework.texts import Language, text
from robots.casework.words import IncomeKind, Per, Role, Severity, Source


@dataclass(frozen=True, slots=True)
class Difference:
    """One income as two sources tell it, gross. ``per`` says of what: one payment, the level of a
    month, or a year."""

    role: Role
    kind: IncomeKind
    name: str
    payer: str
    per: Per
    counted: Decimal
    counted_source: Source
    other: Decimal
    other_source: Source
    why: str
    """Key in the texts: why the one source's amount counts."""
    ids: tuple[str, ...]
    """Rows of both, the counted one's first."""
    decision: str = ""
    """The county's, where it says whose figure counts."""
    on: date | None = None
    """The day of the payment."""

    @property
    def size(self) -> Decimal:
        """How far they are apart, in euros."""
        return abs(self.counted - self.other)

    @property
    def reason(self) -> str:
        """The county's decision, else the text that says why."""
        return self.decision or f"words.{self.why}"

    def why_in_words(self, language: Language) -> str:
        """Why the one amount counts: the county's decision, or the figures' own ground."""
        return self.decision or text(f"words.{self.why}", language)

    @classmethod
    def of(
        cls,
        counted: Income,
        other: Income,
        amounts: tuple[Decimal, Decimal],
        *,
        per: Per,
        why: str,
        ids: tuple[str, ...],
        decision: str = "",
    ) -> Difference:
        """Between two rows that tell of the same.

        Args:
            amounts: the counted and the other one, gross.
            per: what the amounts are of.
            why: key in the texts.
            ids: every row that the two amounts are made of.
            decision: the county's, where it settles whose amount counts.
        """
        return cls(
            role=counted.role,
            kind=counted.kind,
            name=counted.name,
            payer=counted.payer or other.payer,
            per=per,
            counted=amounts[0],
            counted_source=counted.source,
            other=amounts[1],
            other_source=other.source,
            why=why,
            ids=ids,
            decision=decision,
            on=counted.paid_on if per is Per.PAYMENT else None,
        )


def believed(source: Source) -> str:
    """The text that says why a source is believed before others."""
    return f"believed_{source}"


def largest_first(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """In the order in which the officer looks at them."""
    roles = list(Role)

    def order(one: Difference) -> tuple[object, ...]:
        return -one.size, roles.index(one.role), one.kind, one.payer, one.on or date.min, one.ids

    return tuple(sorted(differences, key=order))


def told(differences: Iterable[Difference]) -> Iterator[Finding]:
    """One finding for each income and pair of sources: its largest difference, and rows of all."""
    grouped: dict[tuple[object, ...], list[Difference]] = defaultdict(list)
    for one in largest_first(differences):
        key = one.role, one.kind, one.payer, one.per, one.counted_source, one.other_source
        grouped[key].append(one)
    for first, *others in grouped.values():
        values = {
            "payer": first.payer or f"words.source_{first.counted_source}",
            "counted": in_finnish(first.counted),
            "counted_source": f"words.source_{first.counted_source}",
            "other": in_finnish(first.other),
            "other_source": f"words.source_{first.other_source}",
            "why": first.reason,
        }
        ids = dict.fromkeys(one for each in (first, *others) for one in each.ids)
        code = "year_differs" if first.per is Per.YEAR else "sources_differ"
        yield Finding(code, Severity.WARNING, first.role, values, tuple(ids))
