"""The preview as the twin and the fee door show it: amounts as text, steps in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from robots.casework.money import as_text
from robots.casework.texts import Language, text
from robots.feelaw.exact import rounded
from robots.feelaw.model import Preview, Step


def preview_block(preview: Preview, language: Language = Language.FINNISH) -> dict[str, Any]:
    """The ``preview`` of ``tuloselvitys.json``; an amount that is not known is None."""
    return {
        "complete": preview.complete,
        "rule": preview.rule,
        "income": _amount(preview.income),
        "deductions": _amount(preview.deductions),
        "basis": _amount(preview.basis),
        "fee": _amount(preview.fee),
        "steps": [
            {
                "what": step_in_words(step, language),
                "value": _amount(step.value),
                "section": step.section,
            }
            for step in preview.steps
        ],
        "parameters": dict(preview.parameters),
    }


def step_in_words(step: Step, language: Language) -> str:
    """The step's sentence."""
    return text(f"steps.{step.code}", language, **step.values)


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else as_text(rounded(amount))
