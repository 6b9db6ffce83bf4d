"""The spouse, from a tailored product: only of a marriage that is in force.

A product may list a former spouse, or several; about whom the register leaves in doubt nobody is
asked. A cohabiting partner is not in the register at all.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from robots.casework.answer import Finding
from robots.casework.identity_code import IdentityCode, IdentityCodeRefused
from robots.casework.words import Role, Severity
from robots.population_register.part import Part
from robots.population_register.product import SpouseElements
from robots.population_register.protection import has_sign
from robots.population_register.reading import Reading, day_of, name_of

#: SiviilisaatykoodiTyyppi: 2 married, 3 living apart by a court's decision, 6 registered partners.
_MARRIED: Final = frozenset({"2", "3", "6"})
#: 1 unmarried, 4 divorced, 5 widowed, 7 and 8 the same after a registered partnership.
_NOT_MARRIED: Final = frozenset({"1", "4", "5", "7", "8"})


def read_spouse(
    person: Reading, elements: SpouseElements, asked: IdentityCode, role: Role, today: date
) -> Part:
    """The spouse of a marriage in force, or what the officer must find out.

    Raises:
        ElementMissing: a place that must be in the reply is not.
    """
    status = person.said(elements.marital_status)
    groups = person.groups_at(elements.element)
    if elements.ends is not None:
        ends = elements.ends
        groups = [group for group in groups if (day_of(group.said(ends)) or today) >= today]
    is_protected = any(has_sign(group, elements.protection) for group in groups)
    if status in _NOT_MARRIED:
        question = "spouse_though_not_married" if groups else None
    elif status not in _MARRIED:
        question = "marital_status_unknown"
    elif not groups:
        question = "married_without_spouse"
    elif len(groups) > 1:
        question = "several_spouses"
    else:
        return _spouse(groups[0], elements, asked, role, is_protected)
    findings = (Finding(question, Severity.QUESTION, role),) if question else ()
    return Part(spouse_is_protected=is_protected, findings=findings)


def read_only_protection(person: Reading, elements: SpouseElements) -> Part:
    """Whether a spouse's address is protected, where nothing else of the spouse may be read; the
    look leaves nothing in the evidence.

    Raises:
        ElementMissing: a place that must be in the reply is not.
    """
    groups = person.aside().groups_at(elements.element)
    return Part(spouse_is_protected=any(has_sign(one, elements.protection) for one in groups))


def _spouse(
    spouse: Reading, elements: SpouseElements, asked: IdentityCode, role: Role, is_protected: bool
) -> Part:
    name = name_of(spouse, elements.first_names, elements.last_name)
    code = usable_code(spouse.said(elements.identity_code), like=asked)
    findings = []
    if code is None:
        findings.append(Finding("spouse_without_identity_code", Severity.QUESTION, role))
    if is_protected:
        findings.append(Finding("spouse_address_protected", Severity.WARNING, Role.SPOUSE))
    return Part(
        spouse_code=code,
        spouse_name=name,
        spouse_is_protected=is_protected,
        findings=tuple(findings),
    )


def usable_code(text: str, *, like: IdentityCode) -> IdentityCode | None:
    """An identity code of a reply; None for the made-up ones that stand in for a missing code.

    The authorities' test environments have people of the test range only, production none.
    """
    try:
        return IdentityCode.parse(text, test_range=like.is_in_test_range)
    except IdentityCodeRefused:
        return None
