"""The twin's keys on what the summary rests on: verdict, coverage, expected evidence, months,
differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from robots.casework.money import as_text
from robots.casework.period import Period
from robots.casework.texts import Language
from robots.summary.coverage import Coverage
from robots.summary.differences import Difference
from robots.summary.expected import Expected
from robots.summary.model import Summary
from robots.summary.series import MonthSeries
from robots.summary.verdict import Verdict
from robots.workbook.wording import Wording

_FINNISH: Final = Wording(Language.FINNISH)
_SWEDISH: Final = Wording(Language.SWEDISH)


def completeness_block(summary: Summary) -> Mapping[str, Any]:
    """The keys, each with its rows in the summary's order."""
    return {
        "verdict": _verdict(summary.verdict),
        "coverage": [_coverage(one) for one in summary.coverage],
        "expected": [_expected(one) for one in summary.expected],
        "series": [_series(one) for one in summary.series],
        "differences": [_difference(one) for one in summary.differences],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "state": verdict.state.value,
        "reasons": [
            {
                "code": one.code.removeprefix("verdict_"),
                "text_fi": _FINNISH.reason(one),
                "text_sv": _SWEDISH.reason(one),
            }
            for one in verdict.reasons
        ],
    }


def _coverage(one: Coverage) -> dict[str, Any]:
    return {
        "source": one.source.value,
        "person": one.role.value,
        "state": one.state.value,
        "gaps": _periods(one.gaps),
        "partial_months": _periods(one.partial_months),
    }


def _expected(one: Expected) -> dict[str, Any]:
    return {
        "code": one.code,
        "person": one.role.value,
        "what_fi": _FINNISH.word("expected", one.code),
        "what_sv": _SWEDISH.word("expected", one.code),
        "is_found": one.is_found,
        "found": list(one.found),
        "declared_by": list(one.declared_by),
    }


def _series(one: MonthSeries) -> dict[str, Any]:
    return {
        "id": one.id,
        "person": one.role.value,
        "kind": one.kind.value,
        "source": one.source.value,
        "how": one.how,
        "basis": one.basis,
        "months": {str(month): _amount(amount) for month, amount in sorted(one.months.items())},
        "gaps": _periods(one.gaps),
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "person": one.role.value,
        "kind": one.kind.value,
        "name": one.name,
        "payer": one.payer,
        "per": one.per.value,
        "on": _day(one.on),
        "counted": as_text(one.counted),
        "counted_source": one.counted_source.value,
        "other": as_text(one.other),
        "other_source": one.other_source.value,
        "difference": as_text(one.size),
        "why_fi": one.why_in_words(Language.FINNISH),
        "why_sv": one.why_in_words(Language.SWEDISH),
        "refers_to": list(one.ids),
    }


def _periods(periods: Iterable[Period]) -> list[dict[str, str | None]]:
    return [{"from": _day(one.start), "to": _day(one.end)} for one in periods]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else as_text(amount)
