"""What is wrong with a county's own rules: nothing runs before somebody has mended them.

CannotStart
├── PolicyRefused          ``[fees]`` or ``[voucher]`` is not in its form: file and key named
├── ShareAboveAct          a share of income is more than the Act's (7 c § 1–2 mom.)
├── AllowanceBelowAct      a personal allowance is less than the Act's (7 c § 3 mom.)
└── PercentageAboveAct     a cell of the percentages is more than the Act's (10 e § 5 mom.)
"""

from __future__ import annotations

from robots.casework.errors import CannotStart


class PolicyRefused(CannotStart):
    """The county's fee decisions or voucher rules are not in their form, or there is no file."""

    code = "policy_refused"


class ShareAboveAct(CannotStart):
    """``share``, ``county`` and ``act``: the county's share is more than the Act's on ``day``."""

    code = "share_above_act"


class AllowanceBelowAct(CannotStart):
    """``service``, ``county`` and ``act``: the county would leave less than the Act on ``day``."""

    code = "allowance_below_act"


class PercentageAboveAct(CannotStart):
    """``hours``, ``family_size``, ``county`` and ``act``: the cell that is above the Act's."""

    code = "percentage_above_act"
