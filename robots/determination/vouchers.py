"""Which determinations of vouchers go into the voucher system's import file.

What is written comes out of the delivered version, as it was compiled; of the worklist only whose
it is. A determination that is left out is told with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from robots.casework.case import Case, PriceUnit
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.words import Outcome, PersonFlag, Purpose, Role, Service
from robots.county import County
from robots.neighbours import Exported, VoucherExport, VoucherRow
from robots.neighbours.errors import VoucherExportNotSet

RECORD = "voucher-exports.json"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A voucher's determination that was not exported, and the key of the reason's text."""

    case_id: str
    why: str


class NotInShadow(CannotStart):
    """The county is in shadow mode: nothing leaves it."""

    code = "not_in_shadow"


def export_vouchers(county: County) -> tuple[Exported, tuple[LeftOut, ...]]:
    """Write the import file of what is ready and not yet exported.

    Raises:
        NotInShadow, VoucherExportNotSet, VoucherExportUnavailable, VoucherNotWritable
        WorklistUnavailable: the worklist cannot be read now.
    """
    if county.settings.shadow is not None:
        raise NotInShadow()
    settings = county.settings.voucher_export
    if settings is None:
        raise VoucherExportNotSet()
    rows: list[VoucherRow] = []
    left_out: list[LeftOut] = []
    for case in county.worklist.read().cases:
        if case.purpose is Purpose.VOUCHER:
            found = _row(county, case, settings.outcomes)
            if isinstance(found, VoucherRow):
                rows.append(found)
            else:
                left_out.append(found)
    export = VoucherExport(
        settings, record=county.state / RECORD, key=county.inputs_key, clock=county.clock
    )
    return export.export(rows), tuple(left_out)


def _row(county: County, case: Case, outcomes: frozenset[Outcome]) -> VoucherRow | LeftOut:
    try:
        latest = county.case_folder(case.id).latest()
        twin: Mapping[str, Any] = latest.twin() if latest is not None else {}
    except WorkerError:
        return LeftOut(case.id, "folder")
    if latest is None or not twin:
        return LeftOut(case.id, "not_delivered")
    if latest.determination != str(case.determination):
        return LeftOut(case.id, "another_determination")
    if Outcome(twin["outcome"]) not in outcomes:
        return LeftOut(case.id, "outcome")
    if _has_another_code(twin) or case.client.identity_code is None:
        return LeftOut(case.id, "identity_code_changed")
    preview, voucher = twin["preview"], twin["preview"]["voucher"]
    if not preview["complete"] or voucher is None or voucher["value"] is None:
        return LeftOut(case.id, "no_value")
    return VoucherRow(
        determination=str(case.determination),
        case_id=case.id,
        identity_code=case.client.identity_code,
        service=Service(twin["case"]["service"]),
        value=Decimal(voucher["value"]),
        value_per=PriceUnit(voucher["unit"]),
        income=_amount(preview["income"]),
        deductions=_amount(preview["deductions"]),
        own_share=_amount(voucher["own_share"]),
        own_share_per=PriceUnit(voucher["own_share_per"]) if voucher["own_share"] else None,
        corresponding_fee=_amount(voucher["corresponding_fee"]),
        decision=voucher["decision"],
        due=case.due,
        day=date.fromisoformat(twin["case"]["day"]),
        version=latest.number,
    )


def _has_another_code(twin: Mapping[str, Any]) -> bool:
    """The register knows the client by another code than the worklist does."""
    return any(
        one["role"] == Role.CLIENT and PersonFlag.CHANGED_IDENTITY_CODE in one["flags"]
        for one in twin["persons"]
    )


def _amount(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)
