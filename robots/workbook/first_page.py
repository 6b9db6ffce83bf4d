"""The first page: everything the officer must know, on one A4 sheet, standing and readable.

Where there is too much, the longest lists give way first and say on which sheet the rest is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from robots.casework.money import in_finnish
from robots.casework.words import PersonFlag, Role, Severity
from robots.summary.model import PersonSummary, Summary
from robots.workbook import first_page_money, first_page_sources
from robots.workbook.change_sheet import change_lines
from robots.workbook.completeness import verdict_in_words
from robots.workbook.layout import (
    BAND,
    LABEL,
    NOTE,
    PLAIN,
    RULE,
    SECTION,
    STRONG,
    TITLE,
    Formula,
    Line,
    Look,
    Piece,
    Sheet,
)
from robots.workbook.measure import POINTS_PER_UNIT
from robots.workbook.review_sheet import next_review
from robots.workbook.version import Version
from robots.workbook.wording import Wording

COLUMNS: Final = 12
#: Height of an A4 sheet's printed part for each point of its width. Heights are reckoned with a
#: little air, which is taken off here.
_A4: Final = 741 / 515 * 1.05

_BAND_WORD: Final = Look(size=11, bold=True, fill=BAND, top=RULE, bottom=RULE)
_BAND_TEXT: Final = Look(size=9, fill=BAND, top=RULE, bottom=RULE)
_SMALL_RIGHT: Final = Look(size=8.5, color="4A5968", align="right")
GAP: Final = Line(space=6)


@dataclass(frozen=True, slots=True)
class Shown:
    """How wide the columns are, and how many rows of the lists that may give way are shown."""

    width: float
    questions: int = 99
    kinds: int = 99


#: The wider the page, the smaller it is printed: at most to 70 per cent, which can still be read.
#: From everything to the least; the first that fits is taken.
_MEASURES: Final = (
    Shown(8),
    Shown(9.7),
    Shown(11.4),
    *(Shown(11.4, 2 + rows // 2, rows) for rows in range(20, 3, -1)),
    Shown(11.4, 0, 3),
)


def first_page(
    summary: Summary,
    version: Version,
    words: Wording,
    organiser: str,
    officer: Formula | None = None,
) -> Sheet:
    """The page, as full as it can be.

    Args:
        officer: the result with the officer's changes, where the book has a calculation.
    """
    for shown in _MEASURES:
        lines = tuple(_lines(summary, version, words, organiser, officer, shown))
        page = Sheet(words("sheet_summary"), (shown.width,) * COLUMNS, lines)
        if page.height <= COLUMNS * shown.width * POINTS_PER_UNIT * _A4:
            break
    return page


def _lines(
    summary: Summary,
    version: Version,
    words: Wording,
    organiser: str,
    officer: Formula | None,
    shown: Shown,
) -> Iterator[Line]:
    yield from _head(summary, version, words)
    yield GAP
    yield from _who(summary, version, words, organiser)
    yield GAP
    changes = tuple(change_lines(summary, words))
    if changes:
        yield from changes
        yield GAP
    yield from _questions(summary, words, shown.questions)
    yield GAP
    yield from first_page_money.incomes(summary, words, shown.kinds)
    yield GAP
    yield from first_page_money.deductions(summary, words, shown.kinds)
    yield GAP
    yield from first_page_money.calculation(summary, words)
    yield from first_page_money.officers_result(officer, words)
    yield GAP
    yield from first_page_sources.sources(summary, words)
    yield GAP
    note = f"{words('officer_decides', sheet=words('sheet_evidence'))} {words('edit_the_copy')}"
    if first_page_money.shows_fee(summary):
        note = f"{note} {words('reduction')}"
    yield Line((Piece(1, COLUMNS, note, NOTE),))


def _head(summary: Summary, version: Version, words: Wording) -> Iterator[Line]:
    time = words.time(version.created_at)
    identity = words("version", case=summary.case.id, number=version.number, time=time)
    yield Line(
        (
            Piece(1, 6, words("title"), TITLE),
            Piece(7, COLUMNS, f"{words('secret')}\n{identity}", _SMALL_RIGHT),
        )
    )
    yield GAP
    delivered = summary.outcome if summary.outcome.is_delivered else "other"
    yield Line(
        (
            Piece(1, 3, words.word("outcome", summary.outcome), _BAND_WORD),
            Piece(4, COLUMNS, words(f"outcome_{delivered}"), _BAND_TEXT),
        )
    )


def _who(summary: Summary, version: Version, words: Wording, organiser: str) -> Iterator[Line]:
    case = summary.case
    for person in summary.persons:
        code = person.identity_code
        yield _pair(
            words(f"label_{person.role}"),
            person.name or words("name_unknown"),
            words("label_identity_code"),
            code.reveal() if code is not None else words("code_unknown"),
            STRONG,
        )
    attention = "; ".join(_attention(person, words) for person in summary.persons if person.flags)
    if attention:
        yield _wide(words("label_attention"), attention, STRONG)
    yield _pair(
        words("label_service"),
        words.word("service", case.service),
        words("label_day"),
        words.day(summary.day),
    )
    act = (
        words("act", act=words.act(case.act), section=case.act_section)
        if case.act_section
        else words.act(case.act)
    )
    yield _pair(words("label_act"), act, words("label_due"), words.day(case.due))
    yield _pair(
        words("label_purpose"),
        words.word("purpose", case.purpose),
        words("label_cause"),
        words.word("cause", case.cause),
    )
    asked = ": ".join(one for one in (_requester(summary), _request_reason(summary)) if one)
    yield _pair(words("label_requested_by"), asked, words("label_run"), version.run_id)
    extent = _home_care(summary, words)
    if extent:
        yield _wide(words("label_home_care"), extent)
    if case.fee_in_force is not None:
        fee = case.fee_in_force
        amount = in_finnish(fee.amount)
        in_force = words("fee_in_force", amount=amount, since=words.day(fee.since))
        yield _wide(words("label_fee_in_force"), in_force)
    if organiser:
        yield _wide(words("label_organiser"), organiser)
    yield _wide(words("label_verdict"), verdict_in_words(summary, words))
    again = next_review(summary, words)
    if again:
        yield _wide(words("label_next_review"), again)


def _requester(summary: Summary) -> str:
    return next((one.requested_by for one in summary.permits), "") or summary.case.requested_by


def _request_reason(summary: Summary) -> str:
    return next((one.reason for one in summary.permits), "") or summary.case.reason


def _attention(person: PersonSummary, words: Wording) -> str:
    """E.g. ``Asiakas: edunvalvoja (Koskela Matti), turvakielto``."""
    named = []
    for flag in sorted(person.flags):
        text = words.word("flag", flag)
        by_mandate = flag is PersonFlag.GUARDIANSHIP_BY_MANDATE
        if flag is PersonFlag.DEAD and person.died_on is not None:
            text = words("died_on", day=words.day(person.died_on))
        elif flag in (PersonFlag.GUARDIAN, PersonFlag.GUARDIANSHIP_BY_MANDATE):
            speakers = [one.name for one in person.guardians if one.by_mandate is by_mandate]
            text += f" ({', '.join(speakers)})" if speakers else ""
        named.append(text)
    return f"{words.word('role', person.role)}: {', '.join(named)}"


def _home_care(summary: Summary, words: Wording) -> str:
    case = summary.case
    parts = []
    if case.hours is not None:
        parts.append(words("hours", hours=f"{case.hours.normalize():f}".replace(".", ",")))
    if case.family_size is not None:
        size = words("family_size", size=case.family_size)
        parts.append(f"{size} ({case.family_size_source})" if case.family_size_source else size)
    return ", ".join(parts)


def _questions(summary: Summary, words: Wording, shown: int) -> Iterator[Line]:
    questions = [one for one in summary.findings if one.severity is Severity.QUESTION]
    others = len(summary.findings) - len(questions)
    sheet = words("sheet_questions")
    yield Line((Piece(1, COLUMNS, words("heading_questions", count=len(questions)), SECTION),))
    if not questions:
        yield Line((Piece(1, COLUMNS, words("no_questions")),))
    for number, question in enumerate(questions[:shown], 1):
        spouse = question.role is Role.SPOUSE
        whose = f"{words.word('role', Role.SPOUSE)}: " if spouse else ""
        asked = f"{number}. {whose}{words.finding(question)}"
        yield Line((Piece(1, COLUMNS, asked),))
    if len(questions) > shown:
        more = words("more_questions", count=len(questions) - shown, sheet=sheet)
        yield Line((Piece(1, COLUMNS, more, STRONG),))
    if others:
        yield Line((Piece(1, COLUMNS, words("also_remarks", count=others, sheet=sheet), NOTE),))


def _pair(label: str, value: str, other: str, other_value: str, look: Look = PLAIN) -> Line:
    return Line(
        (
            Piece(1, 2, label, LABEL),
            Piece(3, 7, value, look),
            Piece(8, 9, other, LABEL),
            Piece(10, COLUMNS, other_value, look),
        )
    )


def _wide(label: str, value: str, look: Look = PLAIN) -> Line:
    return Line((Piece(1, 2, label, LABEL), Piece(3, COLUMNS, value, look)))
