"""The declared mapping of the Tax Administration's JSON: its own form, and what it leads to.

An input is a mapping and an answer, divided as replies are; a mapping that is refused is none.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import judging
import yaml
from fuzzing import fuzz
from ground import COUNTY, PERIOD, PERSON, Ground, permit
from judging import Test
from mutating import json_changed
from pydantic import ValidationError
from wire import DIVIDER, replies_in

from robots.casework.answer import Evidence
from robots.casework.words import Source
from robots.tax_administration.answering import Question, answer_of
from robots.tax_administration.json_reading import years_of
from robots.tax_administration.mapping import AnswerMapping
from robots.tax_administration.paths import Place
from robots.transport.json import parse

_MAPPING = COUNTY / "registers" / "tax-administration-mapping.yaml"
_PERMIT = permit(Source.TAX_ADMINISTRATION, "capital_income", "forest", "deductions")


def make_test(base: Ground) -> Test:
    """Read an answer by a mapping."""
    at = datetime(2026, 3, 16, tzinfo=UTC)
    question = Question(_PERMIT, PERIOD, at, "request-1")
    _make_seeds(base)

    def test(data: bytes) -> None:
        declared, *replies = replies_in(data)
        if not replies:
            return
        try:
            mapping = AnswerMapping.model_validate_json(declared.body)
        except ValidationError:
            return
        body = replies[0].body
        years = years_of(mapping, Place("", parse(body)), PERSON.identity_code)
        origin = Evidence.on(
            _PERMIT, what="tax_administration", file="a.json", content=body, obtained_at=at
        )
        answer = answer_of(question, years, origin=origin)
        judging.check_answer(answer, [body], judging.json_numbers)

    return test


def _make_seeds(base: Ground) -> None:
    """The made-up county's mapping before each recorded answer."""
    declared = yaml.safe_load(_MAPPING.read_text("utf-8"))
    fields = AnswerMapping.model_fields
    mapping = {key: value for key, value in declared.items() if key in fields}
    folder = base.seeds("mapping")
    folder.mkdir(exist_ok=True)
    for seed in base.seeds("tax").iterdir():
        (reply, *_) = replies_in(seed.read_bytes())
        text = json.dumps(mapping, ensure_ascii=False).encode() + DIVIDER + reply.body
        (folder / seed.name).write_bytes(text)


if __name__ == "__main__":
    fuzz("tax_mapping", ["mapping"], make_test, change=json_changed)
