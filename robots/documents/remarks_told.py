"""What the officer is told of a paper beside its figures.

Only amounts and days are told of a form and of a scan, with what is printed beside them: what else
stands there may be an address, and a protected one goes into no delivered file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from robots.casework.money import in_finnish
from robots.casework.words import Severity
from robots.documents.grammar import parse_amount, parse_date, parse_period
from robots.documents.reading import Reading, ReadState
from robots.documents.remarks import Active, FormValue, Recognition, Seal, listed

Remark = tuple[str, Severity, Mapping[str, str]]

_MOST_TOLD: Final = 30
_BY_SEAL: Final = {
    Seal.WHOLE: ("document_signature_whole", Severity.INFO),
    Seal.ADDED_TO: ("document_signature_added_to", Severity.WARNING),
    Seal.BROKEN: ("document_signature_broken", Severity.WARNING),
    Seal.UNCLEAR: ("document_signature_unclear", Severity.WARNING),
}
_BY_ACTIVE: Final = {
    Active.SCRIPTS: ("document_scripts", Severity.WARNING),
    Active.ACTION: ("document_action", Severity.WARNING),
    Active.EMBEDDED_FILES: ("document_embedded_files", Severity.INFO),
}
_BY_RECOGNITION: Final = {
    Recognition.NO_PROGRAM: "document_recognition_missing",
    Recognition.FAILED: "document_recognition_failed",
}


def remarks_on(reading: Reading) -> Iterator[Remark]:
    """What is odd or good to know, with what fills its sentence."""
    seals = {signature.seal for signature in reading.signatures}
    if Seal.WHOLE in seals:
        seals.discard(Seal.ADDED_TO)  # by a later signature, which covers all of the file
    for seal in (seal for seal in _BY_SEAL if seal in seals):
        yield *_BY_SEAL[seal], {}
    for active in reading.active:
        yield *_BY_ACTIVE[active], {}
    if reading.suggestions:
        amounts = [(one.label or "–", in_finnish(one.amount)) for one in reading.suggestions]
        yield "document_recognised", Severity.QUESTION, {"read": listed(amounts, _MOST_TOLD)}
    elif reading.recognition in _BY_RECOGNITION:
        yield _BY_RECOGNITION[reading.recognition], Severity.INFO, {}


def filled_fields(reading: Reading) -> Mapping[str, str]:
    """What fills the question about a form: its amounts and days, and how many other fields."""
    if reading.state is not ReadState.FORM:
        return {}
    told = [one for one in reading.form_values if _is_told(one)]
    pairs = [(one.label, one.value + ("" if one.agreed else " (?)")) for one in told]
    others = len(reading.form_values) - len(told)
    return {"filled": listed(pairs, _MOST_TOLD) or "–", "others": str(others)}


def _is_told(field: FormValue) -> bool:
    return any(parse(field.value) is not None for parse in (parse_amount, parse_date, parse_period))
