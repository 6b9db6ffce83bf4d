"""What can be wrong with a written-down case; each says which case and which key of it.

CaseRefused
├── WrittenCaseRefused         (robots.feelaw.errors) a case is no table
├── FileNotYaml, FileNotList   the file cannot be read, or is no list of cases
├── KindUnknown                no such kind of income or deduction
├── ServiceUnknown             no such service
├── KeyUnknown, KeyMissing     a key that no case has, or a lacking one
│   └── SpouseMissing              a shared home, and nobody that it was shared with
├── ValueNotUnderstood         a value of the wrong sort
├── WeeklyHoursWithoutRule     hours a week, and no county's rule that makes hours a month of them
├── TimelineTurned             it ends before it begins
└── RetroactiveNotAsked        it begins before the case's day, and nobody asked for that
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from robots.casework.errors import CaseRefused, WorkerError
from robots.casework.texts import Language, text
from robots.feelaw.errors import (
    ActNotKnown,
    FamilySizeMissing,
    ForestYieldNotKnown,
    HoursMissing,
    LawNotKnown,
    NegativeAmount,
    SectionNotKnown,
    SectionNotReadable,
    ServiceIsFree,
    ValueRefused,
    WrittenCaseRefused,
)
from robots.feelaw.services import refusal_of_other_service
from robots.feelaw.values import first_place


class KindUnknown(CaseRefused):
    """No income or deduction is of this kind; ``written`` says what stands there."""

    code = "kind_unknown"


class ServiceUnknown(CaseRefused):
    """There is no such service; ``written`` says what stands there."""

    code = "service_unknown"


class KeyUnknown(CaseRefused):
    """A case has no such key."""

    code = "key_unknown"


class KeyMissing(CaseRefused):
    """A case needs this key."""

    code = "key_missing"


class SpouseMissing(KeyMissing):
    """There was a shared home right before the care, and no spouse whose income is compared with
    the client's (7 c § 2 mom.)."""

    code = "spouse_missing"


class FileNotYaml(CaseRefused):
    """The file is no YAML, or a key stands twice in it; ``line`` says where."""

    code = "file_not_yaml"


class FileNotList(CaseRefused):
    """The file is YAML, and no list of cases."""

    code = "file_not_list"


class ValueNotUnderstood(CaseRefused):
    """The value is no number, day, or word of those that fit."""

    code = "value_not_understood"


class WeeklyHoursWithoutRule(CaseRefused):
    """Hours a week become hours a month by a county's rule only (``weeks_in_month``)."""

    code = "weekly_hours_without_rule"


class TimelineTurned(CaseRefused):
    """The timeline's last day is before its first."""

    code = "timeline_turned"


class RetroactiveNotAsked(CaseRefused):
    """The timeline begins before the case's day, and ``retroactive`` does not say so."""

    code = "retroactive_not_asked"


#: Which key of a case an error of the law is about, where the error does not say itself; the more
#: special classes first.
_KEYS: Final[tuple[tuple[type[WorkerError], str], ...]] = (
    (HoursMissing, "hours"),
    (WeeklyHoursWithoutRule, "weekly_hours"),
    (FamilySizeMissing, "family_size"),
    (SectionNotKnown, "act_section"),
    (SectionNotReadable, "act_section"),
    (ActNotKnown, "act"),
    (ServiceIsFree, "act"),
    (ForestYieldNotKnown, "forest"),
    (TimelineTurned, "timeline.until"),
    (RetroactiveNotAsked, "timeline.from"),
    (LawNotKnown, "day"),
)
#: Words that pydantic has for a value of the wrong sort at a place that must be one of our words.
_NOT_A_WORD: Final = frozenset({"enum", "literal_error"})
_TOO_SMALL: Final = frozenset({"greater_than", "greater_than_equal"})
_TOO_LARGE: Final = frozenset({"less_than", "less_than_equal"})


def of_form(name: str, refused: ValidationError) -> CaseRefused:
    """The error of a case that is not in its form: of its first mistake."""
    first = refused.errors()[0]
    key, kind, written = first_place(refused), first["type"], _shown(first["input"])
    if kind == "extra_forbidden":
        return KeyUnknown(key=key)
    if kind == "missing":
        return KeyMissing(key=key)
    if kind in _TOO_LARGE or (kind in _TOO_SMALL and isinstance(first["input"], date)):
        return ValueRefused(key=key)
    if kind in _TOO_SMALL and not isinstance(first["input"], bool):
        return NegativeAmount(key=key)
    if kind in _NOT_A_WORD and key.endswith("kind"):
        return KindUnknown(key=key, written=written)
    if kind in _NOT_A_WORD and key == "service":
        return refusal_of_other_service(written) or ServiceUnknown(key=key, written=written)
    if kind == "model_type" and key == "-":
        return WrittenCaseRefused(name=name, key=key)
    return ValueNotUnderstood(key=key, written=written)


def key_of(error: WorkerError) -> str:
    """The case's key that the error is about."""
    written = error.context.get("key")
    if written is not None:
        return str(written)
    return next((key for kind, key in _KEYS if isinstance(error, kind)), "-")


def error_block(name: str, error: WorkerError) -> dict[str, Any]:
    """The error as the fee door shows it: code, case, key, and a sentence in both languages."""
    key = key_of(error)
    sentences = {
        f"text_{language.value}": text(
            "written.error", language, name=name, key=key, problem=error.in_words(language)
        )
        for language in Language
    }
    return {"code": error.code, "name": name, "key": key, **sentences}


def _shown(written: object) -> str:
    """The value as it stands there, when it is short."""
    shown = "" if isinstance(written, dict | list) else str(written)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
