"""One county's own rules beside the Act: ``[fees]`` and ``[voucher]`` of its ``county.toml``."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from robots.casework.words import Purpose, Service
from robots.feelaw.policy import CountyFees
from robots.feelaw.policy_errors import PolicyRefused
from robots.feelaw.values import first_place
from robots.feelaw.voucher_rules import CountyVouchers

FILE: Final = "county.toml"


class CountyRules(BaseModel):
    """What the county has decided itself; without anything, the Act alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    fees: CountyFees = CountyFees()
    voucher: CountyVouchers = CountyVouchers()

    def leaves_spouse_out(self, service: Service, purpose: Purpose, day: date) -> bool:
        """Whether the voucher's rule looks at the client's income alone where the fee looks at both
        spouses': then nothing of the spouse is needed."""
        rule = self.voucher.on(service, day) if purpose is Purpose.VOUCHER else None
        return rule is not None and rule.income.spouse_counts is False


#: No county's decisions.
ACT_ALONE: Final = CountyRules()


def read_rules(folder: Path) -> CountyRules:
    """The rules in the county's folder; the other tables of its settings are not looked at.

    Raises:
        PolicyRefused: no such file, or a rule is not in its form: key and problem named.
        ShareAboveAct, AllowanceBelowAct, PercentageAboveAct: a decision charges more than the Act.
    """
    try:
        # Exact numbers: no float ever becomes money.
        written: dict[str, Any] = tomllib.loads(
            (folder / FILE).read_text("utf-8"), parse_float=Decimal
        )
        return CountyRules.model_validate(written)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        problem = str(wrong) if isinstance(wrong, tomllib.TOMLDecodeError) else ""
        raise PolicyRefused(file=FILE, key="-", problem=problem) from None
    except ValidationError as wrong:
        problem = wrong.errors()[0]["msg"]
        raise PolicyRefused(file=FILE, key=first_place(wrong), problem=problem) from None
