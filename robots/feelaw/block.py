"""The preview as the twin and the fee door show it: amounts as text, steps in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from robots.casework.money import as_text
from robots.casework.texts import Language, text
from robots.feelaw.basis import basis_in_words, step_in_words
from robots.feelaw.changes import Change
from robots.feelaw.exact import rounded
from robots.feelaw.model import Preview, Step, Voucher


def preview_block(preview: Preview) -> dict[str, Any]:
    """The ``preview`` of ``tuloselvitys.json``; an amount that is not known is None.

    ``fee_without_open`` and ``fee_with_open`` are no fees: they say what would come out if no open
    row counted, or all of them, and stand there only while ``fee`` does not.
    """
    return {
        "complete": preview.complete,
        **_figures(preview),
        "fee": _amount(preview.fee),
        "act_fee": _amount(preview.act_fee),
        "voucher": voucher_block(preview.voucher) if preview.voucher else None,
        "open_rows": [identifier for _, identifier in preview.open_rows],
        "fee_without_open": _amount(preview.without_open.fee) if preview.without_open else None,
        "fee_with_open": _amount(preview.with_open.fee) if preview.with_open else None,
        "fee_between": _between(preview),
        "without_open": _figures(preview.without_open) if preview.without_open else None,
        "with_open": _figures(preview.with_open) if preview.with_open else None,
        "text_fi": basis_in_words(preview, Language.FINNISH),
        "text_sv": basis_in_words(preview, Language.SWEDISH),
    }


def voucher_block(voucher: Voucher) -> dict[str, Any]:
    """A voucher's value, the client's estimated share, and the corresponding fee (569/2009 6 §)."""
    fee = voucher.corresponding.fee if voucher.corresponding is not None else None
    return {
        "value": _amount(voucher.value),
        "unit": voucher.unit.value,
        "decision": voucher.decision,
        "own_share": _amount(voucher.own_share),
        "own_share_per": voucher.own_share_per.value,
        "corresponding_fee": _amount(fee),
    }


def steps_block(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps in their order: what, value, section, and the dated values used."""
    return [
        {
            "what": step_in_words(step, Language.FINNISH),
            "what_sv": step_in_words(step, Language.SWEDISH),
            "value": _amount(step.value),
            "section": step.decision or step.section,
            "by_county": bool(step.decision),
            "parameters": dict(sorted(step.parameters.items())),
        }
        for step in steps
    ]


def change_block(change: Change) -> dict[str, Any]:
    """A change in words: code, section, a sentence in both languages."""
    said = {
        f"text_{language.value}": text(f"changes.{change.code}", language, **change.values)
        for language in Language
    }
    return {"code": change.code, "section": change.section, **said}


def _figures(preview: Preview) -> dict[str, Any]:
    """All but the fee itself."""
    return {
        "rule": preview.rule,
        "income": _amount(preview.income),
        "deductions": _amount(preview.deductions),
        "basis": _amount(preview.basis),
        "steps": steps_block(preview.steps),
        "parameters": dict(sorted(preview.parameters.items())),
    }


def _between(preview: Preview) -> dict[str, str | None] | None:
    if preview.between is None:
        return None
    lowest, highest = preview.between
    return {"lowest": _amount(lowest), "highest": _amount(highest)}


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else as_text(rounded(amount))
