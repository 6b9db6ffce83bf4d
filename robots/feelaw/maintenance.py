"""Maintenance that the client pays: 10 c § 2 mom. and 10 g § 2 mom. leave one recipient out."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from robots.casework.words import Role, Service
from robots.feelaw.model import Counts, DeductionItem, FeeCase, Line, Recipient, Treatment

#: By service: housing, family care and institutions; home care in supported or communal housing.
SECTION: Final = "10 c § 2 mom."
HOME_CARE_SECTION: Final = "10 g § 2 mom."


def without_maintenance_to_spouse(line: Line, item: DeductionItem, case: FeeCase) -> Line:
    """Maintenance is not deducted where all of this holds: it goes to the client's spouse, they
    lived together right before the care, and (home care) the client has moved into supported or
    communal housing. What is not known and could change the answer is the officer's."""
    if line.role is not Role.CLIENT:
        return line
    conditions = [_to_spouse(item), _lived_together(item, case)]
    section = SECTION
    if case.service is Service.HOME_CARE:
        conditions.append(case.in_supported_housing)
        section = HOME_CARE_SECTION
    if False in conditions:
        return line
    if None in conditions:
        both = f"{line.treatment.section}; {section}"
        treatment = Treatment(Counts.OFFICER, both, "maintenance_recipient_not_known")
    else:
        treatment = Treatment(Counts.NOT_COUNTED, section, "maintenance_to_spouse")
    return replace(line, treatment=treatment)


def _to_spouse(item: DeductionItem) -> bool | None:
    return None if item.recipient is None else item.recipient is Recipient.SPOUSE


def _lived_together(item: DeductionItem, case: FeeCase) -> bool:
    """Who pays maintenance to a spouse has one, also where the spouse's incomes are not given."""
    has_spouse = case.spouse is not None or item.recipient is Recipient.SPOUSE
    return has_spouse and case.shared_home_before_care
