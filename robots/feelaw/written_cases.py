"""Fee cases written down in YAML: for the fee door, and for the tests of the rules.

The form is the design's: a list of cases, each with ``service``, ``day``, ``client`` and what its
rule needs. A case that cannot be computed has an error in its place, with its name and the key that
is wrong; the others are computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from robots.casework.errors import WorkerError
from robots.feelaw.block import preview_block
from robots.feelaw.calculation import preview
from robots.feelaw.county_rules import ACT_ALONE, CountyRules
from robots.feelaw.errors import HoursMissing
from robots.feelaw.model import Preview
from robots.feelaw.values import parse_yaml
from robots.feelaw.written_errors import (
    FileNotList,
    FileNotYaml,
    WeeklyHoursWithoutRule,
    error_block,
    of_form,
)
from robots.feelaw.written_expectations import Expected
from robots.feelaw.written_forms import WrittenCase
from robots.feelaw.written_timeline import stretches_of, timeline_block


def written_cases(text: str) -> list[Any]:
    """The cases of a file, not yet checked.

    Raises:
        FileNotYaml, FileNotList: the text is no YAML, has a key twice, or is no list.
    """
    try:
        cases = parse_yaml(text)
    except (yaml.YAMLError, ArithmeticError, ValueError) as refused:
        mark = getattr(refused, "problem_mark", None)
        raise FileNotYaml(line=mark.line + 1 if mark else "-") from None
    if not isinstance(cases, list):
        raise FileNotList()
    return cases


def block_of(case: object, rules: CountyRules = ACT_ALONE, number: int = 1) -> dict[str, Any]:
    """The preview block of one written case, or its error; with ``matches`` where ``expect`` is.

    Args:
        case: as it stands in the file.
        rules: the county's own.
        number: the case's place in the file, which names a case without a name.
    """
    name = _name(case, number)
    try:
        block = _block(WrittenCase.model_validate(case), rules)
    except ValidationError as refused:
        block = {"error": error_block(name, of_form(name, refused))}
    except WorkerError as error:
        block = {"error": error_block(name, error)}
    expected = _expected(case)
    if expected is not None:
        block["matches"] = expected.is_met_by(block)
    return block


def _block(written: WrittenCase, rules: CountyRules) -> dict[str, Any]:
    try:
        result = preview(written.fee_case(), rules)
        block = preview_block(result)
        if written.expect is not None and written.expect.counts is not None:
            block["counts"] = _counts(result)
    except HoursMissing:
        if written.weekly_hours is None:
            raise
        raise WeeklyHoursWithoutRule() from None
    written.refuse_half_told()
    if written.timeline is not None:
        block["timeline"] = timeline_block(stretches_of(written, rules))
    return block


def _counts(result: Preview) -> dict[str, dict[str, str]]:
    """Person → kind → how it is treated; several of a kind that are not alike are ``mixed``."""
    counts: dict[str, dict[str, str]] = {}
    for line in (*result.incomes, *result.deductions_made):
        of_person = counts.setdefault(line.role.value, {})
        own = line.treatment.counts.value
        of_person[line.kind] = own if of_person.get(line.kind, own) == own else "mixed"
    return counts


def _expected(case: object) -> Expected | None:
    """What the case should give, also where it is not in its form; None where that is not known."""
    written = case.get("expect") if isinstance(case, Mapping) else None
    try:
        return Expected.model_validate(written) if written is not None else None
    except ValidationError:
        return None


def _name(case: object, number: int) -> str:
    written = case.get("name") if isinstance(case, Mapping) else None
    return str(written) if written else f"#{number}"
