"""``tuloselvitys.json``: the summary for machines, form ``tuloselvitys-1``.

Keys are added, never changed (``resources/schemas/tuloselvitys-1.json``). Amounts are strings with
two decimals, days and times ISO. Names and identity codes of people are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from robots.casework.answer import Answer, Evidence, Finding
from robots.casework.letter import Letter
from robots.casework.money import as_text
from robots.casework.period import HELSINKI, Period
from robots.casework.permit import Permit
from robots.casework.texts import Language
from robots.feelaw.block import change_block, preview_block
from robots.feelaw.changes import Change
from robots.feelaw.model import Step
from robots.feelaw.timeline import Stretch
from robots.summary.changes import FROM_BEFORE
from robots.summary.model import (
    PersonSummary,
    Summary,
    SummaryCost,
    SummaryForest,
    SummaryIncome,
)
from robots.workbook.changes_block import changes_block
from robots.workbook.completeness_block import completeness_block
from robots.workbook.version import Version
from robots.workbook.wording import Wording

SCHEMA: Final = "tuloselvitys-1"

#: The kind that computed forest income has; it is no kind of income that a source gives.
FOREST: Final = "forest"

#: What differs between two runs with the same figures; the hash is of a whole reply, which carries
#: the authority's own message id and time.
_NOT_FIGURES: Final = frozenset(
    {"run_id", "version", "created_at", "asked_at", "obtained_at", "request_ids", "sha256"}
)

_FINNISH: Final = Wording(Language.FINNISH)
_SWEDISH: Final = Wording(Language.SWEDISH)


def twin(summary: Summary, version: Version, letters: Sequence[Letter] = ()) -> dict[str, Any]:
    """The summary's twin, keys and rows in a fixed order."""
    case = summary.case
    return {
        "schema": SCHEMA,
        "case": {
            "id": case.id,
            "service": case.service.value,
            "day": _day(summary.day),
            "purpose": case.purpose.value,
            "due": _day(case.due),
        },
        "version": version.number,
        "run_id": version.run_id,
        "created_at": _time(version.created_at),
        "outcome": summary.outcome.value,
        "persons": [_person(one) for one in summary.persons],
        "permits": [_permit(one) for one in summary.permits],
        "sources": [_source(one) for one in summary.answers],
        "records": [
            *(_income(one) for one in summary.incomes),
            *(_forest(one) for one in summary.forests),
        ],
        "deductions": [_deduction(one) for one in summary.costs],
        "months": {
            series: {month: _amount(amount) for month, amount in sorted(months.items())}
            for series, months in sorted(summary.months.items())
        },
        **completeness_block(summary),
        "findings": [_finding(one) for one in summary.findings],
        "preview": preview_block(summary.preview),
        "reviews": [_review(one) for one in summary.reviews],
        "timeline": [_stretch(one) for one in summary.timeline],
        "changes": changes_block(summary.since),
        "evidence": [_evidence(one) for one in summary.evidence],
        "letters": [_letter(one) for one in letters],
    }


def twin_bytes(twin: Mapping[str, Any]) -> bytes:
    """The twin as the file holds it."""
    return (json.dumps(twin, ensure_ascii=False, indent=2) + "\n").encode()


def comparable(twin: Mapping[str, Any]) -> Any:
    """What two twins must have in common to say the same: everything but ids of runs and requests,
    version numbers, times, and hashes of whole replies; and nothing that comes of the versions
    before, or a version would differ from the next one by what has changed since it. Letters follow
    from the rest, and from the day."""
    own = {key: twin[key] for key in twin if key not in ("changes", "letters")}
    changes = twin.get("changes")
    if changes:
        own["outcome"] = changes["outcome_of_answers"]
    if "findings" in own:
        own["findings"] = [one for one in own["findings"] if one["code"] not in FROM_BEFORE]
    return _without_times(own)


def _without_times(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {key: _without_times(part[key]) for key in part if key not in _NOT_FIGURES}
    if isinstance(part, list):
        return [_without_times(item) for item in part]
    return part


def _person(person: PersonSummary) -> dict[str, Any]:
    return {"role": person.role.value, "flags": sorted(flag.value for flag in person.flags)}


def _permit(permit: Permit) -> dict[str, Any]:
    return {
        "person": permit.role.value,
        "source": permit.source.value,
        "basis": permit.legal_basis,
        "purpose": permit.purpose.value,
        "told_at": _day(permit.told_on),
        "consent": permit.consent.value,
        "data_groups": sorted(permit.data_groups),
        "period": _period(permit.period),
        "requested_by": permit.requested_by,
    }


def _source(answer: Answer) -> dict[str, Any]:
    reason = answer.reason
    return {
        "source": answer.source.value,
        "person": answer.role.value,
        "state": answer.state.value,
        "asked_at": _time(answer.asked_at) if answer.asked_at is not None else None,
        "period": _period(answer.period),
        "request_ids": list(answer.request_ids),
        "reason": reason.code if reason is not None else None,
        "reason_fi": _FINNISH.reason(reason) or None,
        "reason_sv": _SWEDISH.reason(reason) or None,
    }


def _income(one: SummaryIncome) -> dict[str, Any]:
    income = one.income
    return {
        "id": income.id,
        "person": income.role.value,
        "kind": income.kind.value,
        "name": income.name,
        "name_sv": income.name_sv or None,
        "source": income.source.value,
        "payer": income.payer,
        "period": _period(income.period),
        "tax_year": income.tax_year,
        "paid_on": _day(income.paid_on),
        "gross": _amount(income.gross),
        "tax": _amount(income.tax),
        "net": _amount(income.net),
        "costs": _amount(income.costs),
        "per": income.per.value,
        "monthly": _amount(one.monthly),
        "counts": one.treatment.counts.value,
        "section": one.treatment.section,
        "marks": sorted(mark.value for mark in income.marks),
        "derivation": [_step(step) for step in one.derivation],
        "evidence": list(income.evidence),
        "same_as": list(one.same_as),
    }


def _forest(one: SummaryForest) -> dict[str, Any]:
    forest = one.forest
    return {
        "id": forest.id,
        "person": forest.role.value,
        "kind": FOREST,
        "name": "",
        "source": forest.source.value,
        "payer": "",
        "period": None,
        "tax_year": forest.tax_year,
        "paid_on": None,
        "gross": None,
        "tax": None,
        "net": None,
        "costs": None,
        "per": "year",
        "monthly": _amount(one.monthly),
        "counts": one.treatment.counts.value,
        "section": one.treatment.section,
        "marks": [],
        "derivation": [_step(step) for step in one.derivation],
        "evidence": list(forest.evidence),
        "same_as": [],
        "forest": {
            "municipality": forest.municipality,
            "hectares": f"{forest.hectares:f}",
            "interest": _amount(forest.interest),
        },
    }


def _deduction(one: SummaryCost) -> dict[str, Any]:
    cost = one.cost
    return {
        "id": cost.id,
        "person": cost.role.value,
        "kind": cost.kind.value,
        "name": cost.name,
        "source": cost.source.value,
        "payee": cost.payee,
        "period": _period(cost.period),
        "amount": _amount(cost.amount),
        "per": cost.per.value,
        "monthly": _amount(one.monthly),
        "counts": one.treatment.counts.value,
        "section": one.treatment.section,
        "marks": sorted(mark.value for mark in cost.marks),
        "from": _day(one.deducted_from),
        "to": _day(one.deducted_until),
        "derivation": [_step(step) for step in one.derivation],
        "evidence": list(cost.evidence),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "person": finding.role.value if finding.role is not None else None,
        "text_fi": _FINNISH.finding(finding),
        "text_sv": _SWEDISH.finding(finding),
        "refers_to": list(finding.refers_to),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "what": _FINNISH.step(step),
        "what_sv": _SWEDISH.step(step),
        "value": _amount(step.value),
        "section": step.section,
    }


def _review(change: Change) -> dict[str, Any]:
    return {
        "on": _day(change.day),
        **change_block(change),
        "refers_to": list(change.refers_to),
    }


def _stretch(stretch: Stretch) -> dict[str, Any]:
    """What comes out from a day on; the whole calculation is that of the preview, anew."""
    preview, missing = stretch.preview, stretch.missing
    return {
        "from": _day(stretch.since),
        "to": _day(stretch.until),
        "complete": preview is not None and preview.complete,
        "rule": preview.rule if preview is not None else None,
        "fee": _amount(preview.fee) if preview is not None else None,
        "voucher_value": (
            _amount(preview.voucher.value)
            if preview is not None and preview.voucher is not None
            else None
        ),
        "amounts_of_other_time": stretch.amounts_of_other_time,
        "missing": missing.code if missing is not None else None,
        "missing_fi": _FINNISH.reason(missing) or None,
        "missing_sv": _SWEDISH.reason(missing) or None,
        "changes": [_review(one) for one in stretch.changes],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "id": evidence.id,
        "person": evidence.role.value,
        "what": evidence.in_words(Language.FINNISH),
        "what_sv": evidence.in_words(Language.SWEDISH),
        "source": evidence.source.value,
        "obtained_at": _time(evidence.obtained_at),
        "requested_by": evidence.requested_by,
        "legal_basis": evidence.legal_basis,
        "purpose": evidence.purpose,
        "file": evidence.file,
        "sha256": evidence.sha256,
        "place": evidence.place,
        "page": evidence.page,
        "box": [round(float(edge), 2) for edge in evidence.box] if evidence.box else None,
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "kind": letter.kind,
        "recipient": letter.recipient.value,
        "person": letter.about.value,
        "addressee": letter.addressee.removeprefix("words.source_") or None,
        "language": letter.language.value,
        "file": letter.file,
        "section": letter.section,
        "sending": letter.sending.value,
        "answer_by": _day(letter.answer_by),
        "remind_on": _day(letter.remind_on),
        "silence": letter.silence.value if letter.silence is not None else None,
        "findings": list(letter.findings),
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else as_text(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _time(at: datetime) -> str:
    return at.astimezone(HELSINKI).isoformat(timespec="seconds")


def _period(period: Period | None) -> dict[str, str | None] | None:
    return None if period is None else {"from": _day(period.start), "to": _day(period.end)}
