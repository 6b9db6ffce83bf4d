"""Why a source is not asked now, in reasons that an officer can read."""

from __future__ import annotations

from datetime import datetime

from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.traffic.pauses import Kind, Pause
from robots.traffic.settings import Limit


def why_closed(source: Source, limit: Limit, at: datetime, opens: datetime | None) -> Reason:
    """It is closed, by its hours or for an announced break; until when."""
    values = {"source": name_of(source), **_until(opens)}
    pause = next((one for one in limit.breaks if one.start <= at < one.end), None)
    if pause is not None:
        return Reason("source_has_a_break", {**values, "why": pause.why})
    return Reason("source_closed" if opens else "source_closed_for_long", values)


def why_paused(pause: Pause) -> Reason:
    """It is paused: by whom, or because of what."""
    since = _said(pause.since)
    if pause.kind is Kind.PERSON:
        values = {"source": name_of(pause.source), "by": pause.by or "–", "since": since}
        return Reason("source_is_paused", {**values, **pause.why.values})
    if pause.kind is Kind.FAILURES:
        return Reason("source_does_not_answer", {"source": name_of(pause.source), "since": since})
    return pause.why


def why_run_is_over(ends: datetime) -> Reason:
    """The run's own end has come."""
    return Reason("run_is_over", {"at": _said(ends)})


def name_of(source: Source) -> str:
    """The source's name, as texts take it."""
    return f"words.source_{source}"


def _until(opens: datetime | None) -> dict[str, str]:
    return {"opens": "–" if opens is None else _said(opens)}


def _said(at: datetime) -> str:
    """Day and time in Helsinki, as both languages write them: ``23.3.2026 7.00``."""
    local = at.astimezone(HELSINKI)
    return f"{local.day}.{local.month}.{local.year} {local.hour}.{local.minute:02}"
