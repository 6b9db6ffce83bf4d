"""The run report as a workbook: the same words as the page, in rows that can be filtered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from robots.casework.texts import Language
from robots.casework.words import Outcome, Source
from robots.determination import RunRecord
from robots.reports.case_sections import next_step, troubles, version_of
from robots.reports.decisions import Decision
from robots.reports.overview import NEEDS_A_PERSON, Overview, Usual, attempt_of, due_of, left_undone
from robots.reports.run_sections import states_of
from robots.reports.sentences import ended_in_words, in_words, why
from robots.reports.shadow_section import verdicts, word
from robots.reports.words import Words
from robots.workbook.cells import put_day, put_text, put_time
from robots.workbook.layout import FONT
from robots.workbook.measure import lines_needed, row_height
from robots.workbook.plain_sheet import lay_out_table, print_across, set_widths

MINUTES: Final = "d.m.yyyy hh.mm"
SECONDS: Final = "0.0"
_SIZE: Final = 10
_PLAIN: Final = Font(name=FONT, size=_SIZE)
_HEAD: Final = Font(name=FONT, size=_SIZE, bold=True)
_BAND: Final = PatternFill("solid", fgColor="E4EAF0")

#: What a cell may hold.
Value = str | int | Decimal | date | datetime | None


def book(view: Overview, decisions: Sequence[Decision], language: Language) -> bytes:
    """The workbook in one language: summary, cases, sources, history; of a shadow run how it
    compares."""
    words, made = Words(language), Workbook()
    first = cast(Worksheet, made.active)
    first.title = words("sheet_summary")
    _summary(first, view, decisions, words)
    _table(
        cast(Worksheet, made.create_sheet(words("sheet_cases"))),
        [words(one) for one in _CASE_HEADS],
        [_case_row(view, at, words) for at in range(len(view.run.cases))],
        (16, 24, 13, 52, 60, 10, 34, 9, 10),
    )
    _table(
        cast(Worksheet, made.create_sheet(words("sheet_sources"))),
        [words(one) for one in _SOURCE_HEADS],
        [_source_row(view.run, source, words) for source in Source],
        (26, 11, 14, 14, 14, 14, 11, 11, 11, 60),
    )
    _table(
        cast(Worksheet, made.create_sheet(words("sheet_history"))),
        [words(one) for one in _HISTORY_HEADS] + [words.name(one) for one in Outcome],
        [
            _history_row(run, words)
            for run in (view.run, *reversed((*view.history.earlier, *view.history.between)))
        ],
        (26, 17, 17, 18, 18, 12, *[13 for _ in Outcome]),
    )
    if view.run.shadow is not None and view.run.shadow.why_not is None:
        rows = [
            (word(name, words), count, ", ".join(ids))
            for name, count, ids in verdicts(view.run.shadow)
        ]
        _table(
            cast(Worksheet, made.create_sheet(words("sheet_shadow"))),
            [word(one, words) for one in ("column_verdict", "cases", "which_cases")],
            rows,
            (34, 11, 120),
        )
    content = BytesIO()
    made.save(content)
    return content.getvalue()


_CASE_HEADS: Final = (
    "case", "outcome", "due", "why", "sources_of_case", "attempts", "next", "version", "duration",
)  # fmt: skip
_SOURCE_HEADS: Final = (
    "source", "calls", "unanswered", "held", "kept", "retries", "median", "percentile_95",
    "longest", "answers",
)  # fmt: skip
_SUMMARY_WIDTHS: Final = (46.0, 12.0, 20.0, 12.0, 12.0)
_HISTORY_HEADS: Final = ("run", "started", "ended", "what", "by_whom", "cases")


def _summary(sheet: Worksheet, view: Overview, decisions: Sequence[Decision], words: Words) -> None:
    told = [words("title"), words.county(view.run), view.run.id, ended_in_words(view, words)]
    matters = [in_words(one, view, words) for one in decisions] or [words("nothing_to_decide")]
    heads = [words(one) for one in ("outcome", "cases", "usually_head", "least", "most")]
    counts: list[Sequence[Value]] = [
        (words("cases"), len(view.run.cases), *_beside(view.usual_cases))
    ]
    counts += [
        (words.name(outcome), view.counts[outcome], *_beside(view.usual.get(outcome)))
        for outcome in Outcome
    ]
    set_widths(sheet, _SUMMARY_WIDTHS)
    print_across(sheet)
    row = _sentences(sheet, 1, told)
    row = _sentences(sheet, row + 1, [words("decide"), *matters])
    _row(sheet, row + 1, heads, _SUMMARY_WIDTHS, _HEAD)
    for number, values in enumerate(counts, row + 2):
        _row(sheet, number, values, _SUMMARY_WIDTHS)


def _sentences(sheet: Worksheet, first: int, told: Sequence[str]) -> int:
    """Each over the whole width, the first as a heading; gives the row after them."""
    for number, sentence in enumerate(told, first):
        font = _HEAD if number == first else _PLAIN
        _row(sheet, number, (sentence,), (sum(_SUMMARY_WIDTHS),), font)
        sheet.merge_cells(None, number, 1, number, len(_SUMMARY_WIDTHS))
    return first + len(told)


def _beside(usual: Usual | None) -> Sequence[Value]:
    return () if usual is None else (Decimal(str(usual.middle)), usual.least, usual.most)


def _table(
    sheet: Worksheet,
    heads: Sequence[str],
    rows: Sequence[Sequence[Value]],
    widths: Sequence[float],
) -> None:
    _row(sheet, 1, heads, widths, _HEAD)
    for at in range(1, len(heads) + 1):
        sheet.cell(1, at).fill = _BAND
    for number, row in enumerate(rows, 2):
        _row(sheet, number, row, widths)
    lay_out_table(sheet, widths, len(rows))


def _case_row(view: Overview, at: int, words: Words) -> Sequence[Value]:
    case = view.run.cases[at]
    return (
        case.case_id,
        words.name(case.outcome),
        due_of(case),
        why(case, words),
        "\n".join(troubles(case, words)),
        attempt_of(case),
        next_step(case, words) if case.outcome in NEEDS_A_PERSON or left_undone(case) else "",
        version_of(case),
        case.seconds,
    )


def _source_row(run: RunRecord, source: Source, words: Words) -> Sequence[Value]:
    one = next((each for each in run.sources if each.source is source), None)
    if one is None:
        return (words.name(source), 0, 0, 0, 0, 0, None, None, None, "–")
    return (
        words.name(source),
        one.calls,
        one.failed,
        one.held,
        one.kept,
        one.retries,
        one.median,
        one.percentile_95,
        one.longest,
        states_of(run, source, words),
    )


def _history_row(run: RunRecord, words: Words) -> Sequence[Value]:
    return (
        run.id,
        run.started_at,
        run.ended_at,
        words(f"kind_{run.kind}"),
        run.requested_by or words("by_schedule"),
        len(run.cases),
        *[run.count(outcome) for outcome in Outcome],
    )


def _row(
    sheet: Worksheet,
    number: int,
    values: Sequence[Value],
    widths: Sequence[float],
    font: Font = _PLAIN,
) -> None:
    """One row, as high as its longest text needs: not every program measures that itself."""
    lines = 1
    for at, value in enumerate(values, 1):
        cell = cast(Cell, sheet.cell(number, at))
        cell.font = font
        _put(cell, value)
        if isinstance(value, str):
            lines = max(lines, lines_needed(value, widths[at - 1], _SIZE, bool(font.b)))
    sheet.row_dimensions[number].height = row_height(lines, _SIZE)


def _put(cell: Cell, value: Value) -> None:
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=isinstance(value, str))
    match value:
        case None:
            pass
        case str():
            put_text(cell, value)
        case datetime():
            put_time(cell, value, MINUTES)
        case date():
            put_day(cell, value)
        case Decimal():
            cell.value, cell.number_format = value, SECONDS
        case int():
            cell.value = value
