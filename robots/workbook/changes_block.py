"""The twin's ``changes``: what is not as it was in the version before, for machines.

What the officer wrote stands in it as amounts and choices alone, without his words: they may name
anybody, and the twin names nobody.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from robots.casework.money import as_text
from robots.casework.period import HELSINKI
from robots.summary.baseline import Figure
from robots.summary.changes import (
    FigureChange,
    Move,
    QuestionChange,
    Since,
    SourceChange,
    SumChange,
)
from robots.summary.written import Written


def changes_block(since: Since | None) -> dict[str, Any] | None:
    """None where nothing has been compared."""
    if since is None:
        return None
    return {
        "since_version": since.version,
        "since": _time(since.made_at),
        "another_determination": since.is_another_determination,
        "any": since.is_any,
        "outcome_of_answers": since.outcome_of_answers.value,
        "figures": [_figure(one) for one in since.figures],
        "sums": [_sum(one) for one in since.sums],
        "questions": [_question(one) for one in since.questions],
        "sources": [_source(one) for one in since.sources],
        "officer_fee_before": _amount(since.officer_fee),
        "officer": [_written(one) for one in since.written],
    }


def _figure(change: FigureChange) -> dict[str, Any]:
    figure, before, now = change.figure, change.before, change.now
    return {
        "how": change.how.value,
        "list": figure.what.value,
        "person": figure.role.value,
        "kind": figure.kind,
        "party": figure.party,
        "name": figure.name,
        "name_sv": figure.name_sv or None,
        **_move(change.move),
        "counts_before": before.counts.value if before else None,
        "counts_now": now.counts.value if now else None,
        "before_is_officers": before is not None and before.is_officers,
        "rows": _rows(now),
        "rows_before": _rows(before),
    }


def _rows(figure: Figure | None) -> list[str]:
    return list(figure.rows) if figure else []


def _sum(change: SumChange) -> dict[str, Any]:
    since = change.since.isoformat() if change.since else None
    return {"what": change.what, **_move(change.move), "in_force_since": since}


def _question(change: QuestionChange) -> dict[str, Any]:
    asked = change.asked
    return {
        "became": change.became.value,
        "code": asked.code,
        "person": asked.role.value if asked.role else None,
        "text_fi": asked.text_fi,
        "text_sv": asked.text_sv,
    }


def _source(change: SourceChange) -> dict[str, Any]:
    return {
        "person": change.role.value,
        "source": change.source,
        "before": change.before.value if change.before else None,
        "now": change.now.value if change.now else None,
    }


def _written(one: Written) -> dict[str, Any]:
    return {
        "version": one.version,
        "as": one.written_as.value,
        "row": one.row or None,
        "monthly": _amount(one.monthly),
        "counts": one.counts.value if one.counts else None,
        "question": one.question or None,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "before": _amount(move.before),
        "now": _amount(move.now),
        "by": _amount(move.by),
        "percent": None if move.percent is None else f"{move.percent:f}",
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else as_text(amount)


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(HELSINKI).isoformat(timespec="seconds")
