"""What a run would do, as a table for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from robots.casework.period import HELSINKI, Period, day_in_finnish
from robots.casework.texts import Language, section_in_words, text
from robots.casework.words import Role, Source
from robots.determination.dry_run import PlannedCall, PlannedCase, Would

_GAP: Final = "  "
_INDENT: Final = "    "


def plan_as_table(plan: Sequence[PlannedCase], county: str, language: Language) -> str:
    """Case by case, a line for each call: about whom, from whom, whether, what, and why."""

    def word(key: str, **values: object) -> str:
        return text(f"dryrun.{key}", language, **values)

    rows = [row for case in plan for row in _rows(case.calls, language)]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = [word("title", county=county), word("nobody_is_asked"), ""]
    for case in plan:
        lines.append(_heading(case, language))
        for *padded, last in _rows(case.calls, language):
            written = [cell.ljust(width) for cell, width in zip(padded, widths, strict=True)]
            lines.append((_INDENT + _GAP.join([*written, last])).rstrip())
        if case.calls and not case.register_is_known:
            lines.append(_INDENT + word("register_not_known"))
        lines.append("")
    calls = [call for case in plan for call in case.calls]
    counted = {f"{would}": sum(call.would is would for call in calls) for would in Would}
    lines.append(word("counted", cases=len(plan), **counted))
    return "\n".join(lines)


def plan_as_json(plan: Sequence[PlannedCase], county: str, language: Language) -> str:
    """The same, with the same keys whatever the language of the reasons."""
    cases = [_case_as_data(case, language) for case in plan]
    return json.dumps({"county": county, "cases": cases}, ensure_ascii=False, indent=2)


def _heading(case: PlannedCase, language: Language) -> str:
    parts = [case.case_id]
    if case.due is not None and case.purpose is not None:
        purpose = text(f"words.purpose_{case.purpose}", language)
        parts.append(text("dryrun.due", language, day=day_in_finnish(case.due), purpose=purpose))
    if case.ends_as is not None:
        outcome = text(f"words.outcome_{case.ends_as}", language)
        parts.append(text("dryrun.ends_as", language, outcome=outcome))
    heading = ", ".join(parts)
    return f"{heading}: {case.reason.in_words(language)}" if case.reason else heading


def _rows(calls: Sequence[PlannedCall], language: Language) -> list[tuple[str, str, str, str]]:
    """The person, the source, what would become of it, and on what or why; one row for a person
    who is not needed at all."""
    rows = []
    for role in Role:
        of_role = [call for call in calls if call.role is role]
        cells = [_cells(call, language) for call in of_role]
        if len({(would, why) for _, _, would, why in cells}) == 1 and of_role[0].permit is None:
            person, _, would, why = cells[0]
            cells = [(person, text("dryrun.every_source", language), would, why)]
        rows += cells
    return rows


def _cells(call: PlannedCall, language: Language) -> tuple[str, str, str, str]:
    reads = call.would is Would.ASK and call.source is Source.DOCUMENTS
    return (
        text(f"words.role_{call.role}", language),
        text(f"words.source_{call.source}", language),
        text("dryrun.would_read" if reads else f"dryrun.would_{call.would}", language),
        "; ".join(_details(call, language)),
    )


def _details(call: PlannedCall, language: Language) -> list[str]:
    details = []
    if call.reason is not None:
        details.append(call.reason.in_words(language))
    if call.answered_at is not None:
        answered = day_in_finnish(call.answered_at.astimezone(HELSINKI).date())
        details.append(text("dryrun.answered", language, day=answered))
    permit = call.permit
    if permit is None:
        return details
    groups = (text(f"accesslog.group_{one}", language) for one in sorted(permit.data_groups))
    details.append(f"{', '.join(groups)} {_period(permit.period)}")
    details.append(section_in_words(permit.legal_basis, language))
    if permit.told_on is not None:
        details.append(text("dryrun.told", language, day=day_in_finnish(permit.told_on)))
    details.append(text("dryrun.asked_by", language, by=permit.requested_by))
    return details


def _case_as_data(case: PlannedCase, language: Language) -> dict[str, Any]:
    return {
        "case": case.case_id,
        "due": case.due.isoformat() if case.due else None,
        "purpose": case.purpose.value if case.purpose else None,
        "ends_as": case.ends_as.value if case.ends_as else None,
        "reason": case.reason.code if case.reason else None,
        "reason_in_words": case.reason.in_words(language) if case.reason else "",
        "register_is_known": case.register_is_known,
        "calls": [_call_as_data(call, language) for call in case.calls],
    }


def _call_as_data(call: PlannedCall, language: Language) -> dict[str, Any]:
    permit = call.permit
    return {
        "person": call.role.value,
        "source": call.source.value,
        "would": call.would.value,
        "reason": call.reason.code if call.reason else None,
        "reason_in_words": call.reason.in_words(language) if call.reason else "",
        "answered_at": call.answered_at.isoformat() if call.answered_at else None,
        "permit": None
        if permit is None
        else {
            "data_groups": sorted(permit.data_groups),
            "from": permit.period.start.isoformat(),
            "to": permit.period.end.isoformat() if permit.period.end else None,
            "legal_basis": permit.legal_basis,
            "purpose": permit.purpose.value,
            "requested_by": permit.requested_by,
            "told_on": permit.told_on.isoformat() if permit.told_on else None,
            "consent": permit.consent.value,
        },
    }


def _period(period: Period) -> str:
    return f"{day_in_finnish(period.start)}–{day_in_finnish(period.end) if period.end else ''}"
