"""The sheet that says what has changed since the version before, and its lines on the first page.

What has changed comes first, largest first; what the officer wrote into earlier working copies
comes after it, word for word; what is as it was comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from robots.casework.money import in_finnish
from robots.casework.texts import Language
from robots.casework.words import Role, State
from robots.summary.baseline import Figure, What
from robots.summary.changes import (
    Became,
    FigureChange,
    How,
    Move,
    QuestionChange,
    Since,
    SourceChange,
    SumChange,
)
from robots.summary.model import Summary
from robots.summary.written import Written, WrittenAs
from robots.workbook.layout import SECTION, Line, Piece, Sheet, Value
from robots.workbook.places import Places
from robots.workbook.table import Column, table
from robots.workbook.wording import Wording

_COLUMNS: Final = (
    Column("number", 5, "center"),
    Column("topic", 13),
    Column("person", 10),
    Column("what_changed", 46, stands_out=False),
    Column("how_changed", 16),
    Column("change_before", 16, "right"),
    Column("change_now", 16, "right"),
    Column("changed_by", 14, "right"),
    Column("percent", 11, "right"),
    Column("change_note", 34, indent=1, stands_out=False),
    Column("refers_to", 16, indent=1),
)
_LAST: Final = 12
#: Sums in the order of the sheet; the first page shows those that somebody pays or gets.
_ON_FIRST_PAGE: Final = ("fee", "voucher", "fee_in_force")
_MINUS: Final = "\u2212"

_Row = Sequence[Value]


def change_sheet(summary: Summary, places: Places, words: Wording) -> Sheet:
    """Every change, everything that the officer wrote, and what is as it was."""
    since = summary.since
    rows = list(_rows(since, places, words)) if since is not None else []
    numbered = [(number, *row) for number, (row, _) in enumerate(rows, 1)]
    strong = {number for number, (_, is_strong) in enumerate(rows, 1) if is_strong}
    note = " ".join(_note(since, words))
    return table(words("sheet_changes"), note, _COLUMNS, numbered, words, strong)


def change_lines(summary: Summary, words: Wording) -> Iterator[Line]:
    """What the first page says: the fee before and now, and how much else has changed."""
    since = summary.since
    if since is None:
        return
    told = [one for one in since.sums if one.what in _ON_FIRST_PAGE and one.move.by is not None]
    if since.version is None and not told:
        return
    heading = (
        words("heading_changes_first")
        if since.version is None
        else words("heading_changes", version=since.version)
    )
    yield Line((Piece(1, _LAST, heading, SECTION),))
    for one in told:
        yield Line((Piece(1, _LAST, _moved(one, words)),))
    if since.version is not None:
        yield Line((Piece(1, _LAST, _counts(since, words)),))


def _moved(one: SumChange, words: Wording) -> str:
    move = one.move
    return words(
        "moved_sum",
        what=_sum_name(one, words),
        before=_euros(move.before, words),
        now=_euros(move.now, words),
        by=_by(move, words),
    )


def _by(move: Move, words: Wording) -> str:
    if not move.by:
        return ""
    by = _signed(move.by)
    if move.percent is None:
        return words("moved_by_euros", by=by)
    return words("moved_by", by=by, percent=_percent(move.percent))


def _counts(since: Since, words: Wording) -> str:
    sheet = words("sheet_changes")
    if not since.is_any:
        return words("changes_none_short", sheet=sheet)
    asked = [one.became for one in since.questions]
    return words(
        "changes_counts",
        **{how.value: since.counted(how) for how in How},
        questions_new=asked.count(Became.NEW),
        questions_gone=asked.count(Became.GONE),
        sheet=sheet,
    )


def _note(since: Since | None, words: Wording) -> Iterator[str]:
    if since is None or since.version is None or since.made_at is None:
        yield words("changes_first")
    else:
        yield words("changes_compared", version=since.version, time=words.time(since.made_at))
        if since.is_another_determination:
            yield words("changes_other_determination")
        if not since.is_any:
            yield words("changes_none")
        if any(one.before is not None and one.before.is_officers for one in since.figures):
            yield words("changes_officers")
    if since is not None and since.written:
        yield words("changes_written")


def _rows(since: Since, places: Places, words: Wording) -> Iterator[tuple[_Row, bool]]:
    """Each row without its number, and whether it stands out."""
    for total in since.sums:
        yield _sum_row(total, since, words), total.what in _ON_FIRST_PAGE
    moved = [one for one in since.figures if one.how is not How.UNCHANGED]
    for one in moved:
        yield _figure_row(one, places, words), True
    for asked in since.questions:
        if asked.became is not Became.OPEN:
            yield _question_row(asked, words), False
    for source in since.sources:
        yield _source_row(source, words), False
    for written in since.written:
        yield _written_row(written, words), False
    for one in since.figures:
        if one.how is How.UNCHANGED:
            yield _figure_row(one, places, words), False
    for asked in since.questions:
        if asked.became is Became.OPEN:
            yield _question_row(asked, words), False


def _sum_row(one: SumChange, since: Since, words: Wording) -> _Row:
    note = ""
    if one.what == "fee" and since.officer_fee is not None and since.version is not None:
        note = words("officer_fee_before", version=since.version)
    how = How.UNCHANGED if one.move.before == one.move.now else How.CHANGED
    return (
        words("topic_sum"),
        "",
        _sum_name(one, words),
        words(f"how_{how}"),
        *_amounts(one.move, words),
        note,
        None,
    )


def _sum_name(one: SumChange, words: Wording) -> str:
    since = words.day(one.since) if one.since is not None else ""
    return words(f"sum_{one.what}", since=since)


def _figure_row(change: FigureChange, places: Places, words: Wording) -> _Row:
    figure = change.figure
    kind = "income_kind" if figure.what is What.INCOME else "cost_kind"
    before, now, by, percent = _amounts(change.move, words)
    return (
        words(f"topic_{figure.what}"),
        words.word("role", figure.role),
        _lines(words.word(kind, figure.kind), _name(figure, words.language), figure.party),
        words(f"how_{change.how}"),
        before if change.before is not None else "",
        now if change.now is not None or change.how is How.NOT_OBTAINED else "",
        by,
        percent,
        _lines(*_figure_notes(change, words)),
        places.rows(change.now.rows) if change.now is not None else None,
    )


def _name(figure: Figure, language: Language) -> str:
    is_swedish = language is Language.SWEDISH and figure.name_sv
    return figure.name_sv if is_swedish else figure.name


def _figure_notes(change: FigureChange, words: Wording) -> Iterator[str]:
    family = "counts" if change.figure.what is What.INCOME else "deducts"
    before, now = change.before, change.now
    if before is not None and now is not None and change.is_treated_otherwise:
        yield words(
            "treated_otherwise",
            before=words.word(family, before.counts),
            now=words.word(family, now.counts),
        )
    else:
        yield words("treated_now", now=words.word(family, change.figure.counts))
    if before is not None and before.is_officers:
        yield words("before_is_officers")
    if change.how is How.NOT_OBTAINED:
        yield words("not_obtained_why")


def _question_row(change: QuestionChange, words: Wording) -> _Row:
    asked = change.asked
    text = asked.text_fi if words.language is Language.FINNISH else asked.text_sv
    role = words.word("role", asked.role) if asked.role is not None else ""
    became = words(f"became_{change.became}")
    return words("topic_question"), role, text, became, "", "", None, "", "", None


def _source_row(change: SourceChange, words: Wording) -> _Row:
    return (
        words("topic_source"),
        words.word("role", Role(change.role)),
        words.word("source", change.source),
        words("how_changed"),
        _state(change.before, words),
        _state(change.now, words),
        None,
        "",
        "",
        None,
    )


def _state(state: State | None, words: Wording) -> str:
    return words("not_looked_at") if state is None else words.word("state", state)


def _written_row(one: Written, words: Wording) -> _Row:
    """Figures stand in the columns of figures, sentences where there is room for them."""
    now = one.now or words("taken_out")
    is_figure = one.written_as in (WrittenAs.FIGURE, WrittenAs.ROW)
    place = words("written_in", version=one.version, sheet=one.sheet, cell=one.cell)
    return (
        words("topic_officer"),
        "",
        one.about,
        words(f"written_{one.written_as}"),
        one.before if is_figure else "",
        now if is_figure else "",
        None,
        "",
        place if is_figure else _lines(now, place),
        None,
    )


def _amounts(move: Move, words: Wording) -> tuple[Value, Value, Value, Value]:
    unknown = words("amount_not_known")
    return (
        unknown if move.before is None else move.before,
        unknown if move.now is None else move.now,
        move.by or None,
        "" if not move.percent else f"{_percent(move.percent)} %",
    )


def _euros(amount: Decimal | None, words: Wording) -> str:
    return words("amount_not_known") if amount is None else f"{in_finnish(amount)} €"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else _MINUS}{in_finnish(abs(amount))}"


def _percent(percent: Decimal) -> str:
    sign = "+" if percent > 0 else _MINUS
    return f"{sign}{abs(percent):f}".replace(".", ",")


def _lines(*texts: str) -> str:
    return "\n".join(dict.fromkeys(one for one in texts if one))
