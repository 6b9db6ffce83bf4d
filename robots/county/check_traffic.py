"""Which sources may be asked at this moment: which are paused, by whom, until when and why; and the
hours of those that have some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.casework.texts import Language, text
from robots.casework.words import Source
from robots.county.county import County
from robots.traffic import Opening, Pause, Span, next_opening, why_closed, why_paused

_NOTHING = "–"


def look_at_traffic(county: County) -> tuple[InterfaceCheck, ...]:
    """A row for each pause, which somebody should know of, and for each source with hours; one row
    where there is neither.

    Raises:
        TrafficUnreachable, CannotStart: the database does not tell.
    """
    rows = [_row(_paused(pause), is_fine=False) for pause in county.traffic.paused()]
    for source in Source:
        told = _hours(county, source)
        rows += [_row(told)] if told is not None else []
    return tuple(rows) or (_row(None),)


def _paused(pause: Pause) -> Reason:
    why = why_paused(pause)
    return Reason(
        "check_source_paused",
        {
            "source": f"words.source_{pause.source}",
            "since": _said(pause.since),
            "until": _said(pause.until) if pause.until is not None else _NOTHING,
            "by": pause.by or "words.check_worker_itself",
            "why": why.in_words(Language.FINNISH),
            "why_sv": why.in_words(Language.SWEDISH),
            "setting": pause.source.value,
        },
    )


def _hours(county: County, source: Source) -> Reason | None:
    """Its hours, or the announced break that is on; None of one that is always open."""
    limit, now = county.settings.limits[source], county.clock()
    opens = next_opening(limit, now)
    if opens != now:
        return why_closed(source, limit, now, opens)
    if limit.opening is None:
        return None
    values = {"source": f"words.source_{source}"}
    values["hours"] = _in_words(limit.opening, Language.FINNISH)
    values["hours_sv"] = _in_words(limit.opening, Language.SWEDISH)
    return Reason("check_source_open", values)


def _in_words(opening: Opening, language: Language) -> str:
    holidays = opening.sundays if opening.holidays is None else opening.holidays
    days = {
        "weekdays": opening.weekdays,
        "saturdays": opening.saturdays,
        "sundays": opening.sundays,
        "holidays": holidays,
    }
    return ", ".join(
        f"{text(f'check.{name}', language)} {_spans(spans) or text('check.closed', language)}"
        for name, spans in days.items()
    )


def _spans(spans: Iterable[Span]) -> str:
    return " ".join(f"{_clock(one.start)}–{_clock(one.end)}" for one in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}.{minutes % 60:02}"


def _said(at: datetime) -> str:
    local = at.astimezone(HELSINKI)
    return f"{local.day}.{local.month}.{local.year} {local.hour}.{local.minute:02}"


def _row(advice: Reason | None, *, is_fine: bool = True) -> InterfaceCheck:
    row = InterfaceCheck(
        None, "words.check_traffic", Verdict.OK, permit=Verdict.NOT_APPLICABLE, advice=advice
    )
    return row if is_fine else replace(row, reachable=Verdict.FAILED)
