"""What a written case says that it should give: for tests of the rules, and for who tries them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field

from robots.feelaw.values import Form


class ExpectedStretch(Form):
    """What one stretch of a timeline should say; what is not written may be anything."""

    first_day: date = Field(alias="from")
    fee: Decimal | None = None
    error: str | None = None
    changes: tuple[str, ...] | None = None

    def is_met_by(self, stretch: Mapping[str, Any]) -> bool:
        """Whether the stretch's block says it."""
        fee, error = stretch.get("fee"), (stretch.get("error") or {}).get("code")
        codes = tuple(change["code"] for change in stretch["changes"])
        written = self.model_fields_set
        return (
            self.first_day.isoformat() == stretch["from"]
            and ("fee" not in written or self.fee == (None if fee is None else Decimal(fee)))
            and ("error" not in written or self.error == error)
            and ("changes" not in written or self.changes == codes)
        )


class Expected(Form):
    """What a case should give; what is not written may be anything."""

    fee: Decimal | None = None
    act_fee: Decimal | None = None
    complete: bool | None = None
    rule: str | None = None
    income: Decimal | None = None
    deductions: Decimal | None = None
    basis: Decimal | None = None
    fee_without_open: Decimal | None = None
    fee_with_open: Decimal | None = None
    voucher: Mapping[str, str | None] | None = None
    """Some keys of the voucher's block, as text."""
    timeline: tuple[ExpectedStretch, ...] | None = None
    error: str | None = None
    counts: Mapping[str, Mapping[str, str]] | None = None
    """How some kinds of figures are treated: person → kind → counted, not_counted or officer."""

    def is_met_by(self, block: Mapping[str, Any]) -> bool:
        """Whether the block of a case says what is expected."""
        return all(self._is_met(name, block.get(name)) for name in self.model_fields_set)

    def _is_met(self, name: str, found: Any) -> bool:
        wanted = getattr(self, name)
        if name == "error":
            return bool(wanted == (found or {}).get("code"))
        if name == "voucher" and wanted is not None:
            return found is not None and all(found[key] == wanted[key] for key in wanted)
        if name == "counts" and wanted is not None:
            return found is not None and all(
                (found.get(role) or {}).get(kind) == counts
                for role, kinds in wanted.items()
                for kind, counts in kinds.items()
            )
        if name == "timeline" and wanted is not None:
            return len(wanted) == len(found or ()) and all(
                stretch.is_met_by(block) for stretch, block in zip(wanted, found, strict=True)
            )
        if isinstance(wanted, Decimal):
            return found is not None and wanted == Decimal(found)
        return bool(wanted == found)
