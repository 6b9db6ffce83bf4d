"""Leave to ask: permits by the necessity table, notices and consents; and the access log.

A source takes a :class:`~robots.casework.permit.Permit`, and this room alone makes them. What may
be asked for at all stands in ``resources/law/necessity.yaml``; what a county adds to the law stands
in its :class:`AccessPolicy`; what the two persons have been told and have said stands in the case.
"""

from __future__ import annotations

from robots.access.errors import (
    AccessLogNotWritable,
    NecessityNotKnown,
    RequesterUnknown,
)
from robots.access.household import Household
from robots.access.log import AccessLogFile
from robots.access.permits import Ending, outcome_before_asking, permits_for
from robots.access.policy import INCOME_AUTHORITIES, AccessPolicy, ConsentPolicy, HighestFeePolicy

__all__ = [
    "INCOME_AUTHORITIES",
    "AccessLogFile",
    "AccessLogNotWritable",
    "AccessPolicy",
    "ConsentPolicy",
    "Ending",
    "HighestFeePolicy",
    "Household",
    "NecessityNotKnown",
    "RequesterUnknown",
    "outcome_before_asking",
    "permits_for",
]
