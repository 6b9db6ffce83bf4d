"""What was obtained elsewhere, for the client to read (812/2000 § 12, 569/2009 § 6).

Of the client everything that authorities told, counted or not. Of the spouse only the incomes that
the decision adds to the client's, as kinds and monthly amounts: neither payers, which may tell
where a person with a protected address lives or works, nor anything that is left out. Addresses
and protections are not told at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from robots.casework.answer import Answer, Income
from robots.casework.period import HELSINKI
from robots.casework.texts import Language
from robots.casework.words import PersonFlag, Role, Source, State
from robots.feelaw.model import Counts
from robots.letters.choosing import is_from_elsewhere
from robots.letters.page import Element, heading, listed, paragraph, table
from robots.letters.wording import Words
from robots.summary.model import Summary, SummaryIncome

#: The rules by which the spouse's income is a part of what the decision rests on, and where they
#: stand; by a county's own voucher rule it is so where the spouse's sources were asked at all.
_JOINT: Final = {
    "joint_income": "734/1992 7 c § 2 mom.",
    "home_service": "734/1992 10 f § 1 mom.",
    "voucher_income": "569/2009 7 §",
}


def obtained_elsewhere(summary: Summary, words: Words) -> Iterator[Element]:
    """Source by source, then what of the spouse's income the decision uses."""
    for answer in summary.answers:
        if answer.role is Role.CLIENT and answer.asked_at is not None:
            if answer.source is Source.POPULATION_REGISTER:
                yield from _register(answer, words)
            elif answer.source is not Source.DOCUMENTS:
                yield from _source(summary, answer, words)
    yield from _spouse(summary, words)


def _head(answer: Answer, words: Words) -> Iterator[Element]:
    assert answer.asked_at is not None
    day = words.day(answer.asked_at.astimezone(HELSINKI).date())
    key = "obtained_on" if answer.state is State.FOUND else "asked_on"
    yield heading(words(key, source=words.word("source", answer.source), day=day))
    if not is_from_elsewhere(answer):
        yield paragraph(words("no_answer"))
    elif answer.state is State.PARTIAL:
        yield paragraph(words("partly"))
    elif answer.state is State.NONE:
        yield paragraph(words("nothing_there"))


def _register(answer: Answer, words: Words) -> Iterator[Element]:
    yield from _head(answer, words)
    facts = answer.person
    if facts is None:
        return
    told = [words("register_name", name=facts.name)] if facts.name else []
    told += [
        words(
            "register_mandate_holder" if one.by_mandate else "register_guardian",
            name=one.name or words("not_told"),
        )
        for one in facts.guardians
    ]
    if facts.residents is not None:
        told.append(words("register_residents", count=facts.residents))
    if PersonFlag.CHANGED_IDENTITY_CODE in facts.flags:
        told.append(words("register_changed_code"))
    if told:
        yield listed(told)


def _source(summary: Summary, answer: Answer, words: Words) -> Iterator[Element]:
    yield from _head(answer, words)
    source = words.word("source", answer.source)
    incomes = [one for one in summary.incomes if _is_of(one.income, answer)]
    if incomes:
        yield table(
            words("caption_incomes", source=source),
            [
                words(f"column_{key}")
                for key in ("what", "payer", "time", "gross", "net", "treatment")
            ],
            [_income(one, words) for one in incomes],
            frozenset({3, 4}),
        )
    forests = [one for one in summary.forests if _is_of(one.forest, answer)]
    if forests:
        yield table(
            words("caption_forests", source=source),
            [words(f"column_{key}") for key in ("municipality", "hectares", "month", "treatment")],
            [
                (
                    one.forest.municipality,
                    f"{one.forest.hectares.normalize():f}".replace(".", ","),
                    words.amount(one.monthly),
                    words.word("counts", one.treatment.counts),
                )
                for one in forests
            ],
            frozenset({1, 2}),
        )
    costs = [one for one in summary.costs if _is_of(one.cost, answer)]
    if costs:
        yield table(
            words("caption_costs", source=source),
            [words(f"column_{key}") for key in ("what", "payee", "amount", "per", "treatment")],
            [
                (
                    one.cost.name or words.word("cost_kind", one.cost.kind),
                    one.cost.payee,
                    words.amount(one.cost.amount),
                    words.word("per", one.cost.per),
                    words.word("deducts", one.treatment.counts),
                )
                for one in costs
            ],
            frozenset({2}),
        )
    if answer.state is State.FOUND and not (incomes or forests or costs):
        yield paragraph(words("no_figures"))


def _income(one: SummaryIncome, words: Words) -> tuple[str, ...]:
    income = one.income
    return (
        _name_of(income, words),
        income.payer,
        words.when(income),
        words.amount(income.gross),
        words.amount(income.net),
        words.word("counts", one.treatment.counts),
    )


def _name_of(income: Income, words: Words) -> str:
    """As the source calls it; with the kind before it, where the source has no name of it in the
    reader's language."""
    kind = words.word("income_kind", income.kind)
    if words.language is Language.SWEDISH and income.name and not income.name_sv:
        return f"{kind} ({income.name})"
    return income.named(words.language) or kind


def _is_of(figure: object, answer: Answer) -> bool:
    return (
        getattr(figure, "role", None) is answer.role
        and getattr(figure, "source", None) is answer.source
    )


def _spouse(summary: Summary, words: Words) -> Iterator[Element]:
    """Only what a complete preview has added up."""
    section = _JOINT.get(summary.preview.rule or "")
    rows = list(_spouses_rows(summary, words))
    if section is None or not summary.preview.complete or not rows:
        return
    yield heading(words("spouse_heading"))
    yield paragraph(words("spouse_note", section=words.section(section)))
    yield table(
        words("spouse_caption"),
        [words("column_what"), words("column_month")],
        rows,
        frozenset({1}),
    )


def _spouses_rows(summary: Summary, words: Words) -> Iterator[tuple[str, str]]:
    sources: Iterable[SummaryIncome] = summary.incomes
    for one in sources:
        is_used = one.treatment.counts is Counts.COUNTED and one.monthly
        if one.income.role is Role.SPOUSE and is_used:
            yield words.word("income_kind", one.income.kind), words.amount(one.monthly)
    for forest in summary.forests:
        if forest.forest.role is Role.SPOUSE and forest.monthly:
            yield words.word("income_kind", "forest"), words.amount(forest.monthly)
