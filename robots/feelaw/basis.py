"""The basis of a fee (peruste, 2 b §) in words: what an officer can paste into the decision.

No names, payers or identity codes are in it; kinds of income, amounts and sections of law are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from robots.casework.money import ZERO, in_finnish
from robots.casework.period import day_in_finnish
from robots.casework.texts import Language, section_in_words, text
from robots.casework.words import Role, Service
from robots.feelaw.exact import rounded
from robots.feelaw.lines import key_of
from robots.feelaw.model import Counts, Line, Preview, Step, Treatment

#: Steps that a sentence of its own says at the end.
_SAID_LAST = frozenset({"fee", "no_fee", "fee_without_open", "fee_with_open"})


def basis_in_words(preview: Preview, language: Language) -> str:
    """The whole text, one line a sentence or figure; of an incomplete preview no fee, but why there
    is none, and what would come out without and with the rows that wait for the officer."""
    return "\n".join(_lines(preview, _Words(language)))


def step_in_words(step: Step, language: Language) -> str:
    """The step's sentence, without its value and section."""
    return text(f"steps.{step.code}", language, **step.values)


@dataclass(frozen=True, slots=True)
class _Words:
    language: Language

    def __call__(self, key: str, **values: object) -> str:
        return text(f"basis.{key}", self.language, **values)

    def step(self, step: Step, cited: str = "") -> str:
        """E.g. ``85 prosenttia asiakkaan tuloista …: 1 000,65 € (7 c § 1 mom.).``; what has just
        been cited is not cited again."""
        value = f": {_euros(step.value)}" if step.value is not None else ""
        section = "" if step.section == cited else self.section(step.section)
        ground = f" ({step.decision})" if step.decision else section
        return f"{step_in_words(step, self.language)}{value}{ground}."

    def section(self, citation: str) -> str:
        return f" ({section_in_words(citation, self.language)})" if citation else ""

    def reason(self, treatment: Treatment) -> str:
        return text(f"law.{treatment.reason}", self.language)

    def who_and_what(self, family: str, row: _Row) -> str:
        role = text(f"words.role_{row.role}", self.language)
        kind = text(f"words.{family}_{row.kind}", self.language)
        return f"{role}, {kind[0].lower()}{kind[1:]}"


@dataclass(slots=True)
class _Row:
    """One person's figures of a kind that the law treats alike."""

    role: Role
    kind: str
    treatment: Treatment
    amounts: list[Decimal | None] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def monthly(self) -> Decimal | None:
        known = [amount for amount in self.amounts if amount is not None]
        return sum(known, ZERO) if len(known) == len(self.amounts) else None


def _lines(preview: Preview, words: _Words) -> Iterator[str]:
    if not preview.complete:
        yield from _why_none(preview, words)
        return
    is_own = preview.voucher is not None and preview.voucher.by_own_definition
    yield words(
        "rule_voucher_by_county" if is_own else f"rule_{preview.rule}",
        service=f"words.service_{preview.service}",
        day=day_in_finnish(preview.day),
    )
    yield from _figures(preview, words)
    yield words("calculation")
    yield from _numbered(preview.steps, words)
    if preview.fee is not None:
        yield words("fee", fee=_euros(preview.fee)) if preview.fee else words("no_fee")


def _why_none(preview: Preview, words: _Words) -> Iterator[str]:
    yield words("not_complete")
    yield from (words.step(step) for step in preview.steps)
    open_rows = set(preview.open_rows)
    for family, lines in _families(preview):
        yield from _of_kind(
            "open_rows", family, (line for line in lines if key_of(line) in open_rows), words
        )
    for supposed, key in ((preview.without_open, "without_open"), (preview.with_open, "with_open")):
        if supposed is not None:
            yield words(key)
            yield from _numbered(supposed.steps, words)
            if supposed.fee is not None:
                yield words("supposed", amount=_euros(supposed.fee))


def _figures(preview: Preview, words: _Words) -> Iterator[str]:
    roles = _roles_used(preview)
    for family, lines in _families(preview):
        for counts in (Counts.COUNTED, Counts.NOT_COUNTED):
            own = (line for line in lines if line.role in roles)
            alike = (line for line in own if line.treatment.counts is counts)
            yield from _of_kind(f"{family}_{counts}", family, alike, words)


def _families(preview: Preview) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    return ("income_kind", preview.incomes), ("cost_kind", preview.deductions_made)


def _of_kind(heading: str, family: str, lines: Iterable[Line], words: _Words) -> Iterator[str]:
    rows = _rows(lines)
    if rows:
        yield words(heading)
    for row in rows:
        amount = "" if row.monthly is None else f": {_euros(row.monthly)}"
        section = words.section(row.treatment.section)
        why = "" if row.treatment.counts is Counts.COUNTED else f" {words.reason(row.treatment)}"
        how = "".join(f" {words.step(step, row.treatment.section)}" for step in row.steps)
        yield f"– {words.who_and_what(family, row)}{amount}{section}.{why}{how}"


def _rows(lines: Iterable[Line]) -> list[_Row]:
    """Figures that are alike together; how one came about is kept where it stands alone."""
    rows: dict[tuple[Role, str, Treatment], _Row] = {}
    for line in lines:
        row = rows.setdefault(
            (line.role, line.kind, line.treatment), _Row(line.role, line.kind, line.treatment)
        )
        row.amounts.append(line.monthly)
        row.steps.extend(line.steps)
    return list(rows.values())


def _numbered(steps: Iterable[Step], words: _Words) -> Iterator[str]:
    shown = (step for step in steps if step.code not in _SAID_LAST)
    yield from (f"{number}. {words.step(step)}" for number, step in enumerate(shown, 1))


def _roles_used(preview: Preview) -> tuple[Role, ...]:
    """Whose figures the fee was counted of: a comparison alone says no more than two sums."""
    both = preview.rule == "joint_income" or preview.service is Service.HOME_CARE
    return (Role.CLIENT, Role.SPOUSE) if both else (Role.CLIENT,)


def _euros(amount: Decimal) -> str:
    return f"{in_finnish(rounded(amount))}\u00a0€"
