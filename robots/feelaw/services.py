"""What a service must rest on: what is free, or charged by other rules, is refused first."""

from __future__ import annotations

from datetime import date
from typing import Final

from robots.casework.case import SOCIAL_WELFARE_ACT
from robots.casework.period import day_in_finnish
from robots.casework.sections import Section, as_officers_write
from robots.casework.words import Service
from robots.feelaw.charters import NotByIncome, OtherService
from robots.feelaw.errors import (
    ActNotKnown,
    SectionNotKnown,
    SectionNotReadable,
    ServiceChargedOtherwise,
    ServiceIsFree,
)
from robots.feelaw.law import law

_SUPPORTED_HOUSING: Final = ("21 a", "21 b")


def refuse_service_not_charged_by_income(
    service: Service, act: str, day: date, act_section: str = ""
) -> None:
    """Do nothing, when the service under that act and section is charged by income (7 b §).

    Args:
        service: as the worklist or the written case has it.
        act: of the service decision, as number/year.
        day: whose law applies.
        act_section: of the service decision, as an officer writes it; empty where only the act is
            known.

    Raises:
        DayOutsideLaw: the day is outside what is known of the law.
        ServiceIsFree, ServiceChargedOtherwise: by the act or its section (4, 7, 7 b-7 e, 10 h §).
        ActNotKnown, SectionNotKnown: such a service is not arranged under the act, the section.
        SectionNotReadable: the section is no section.
    """
    services = law().services
    law().check_day(day, "services")
    section = _read(act_section)
    for entry in services.not_by_income:
        if entry.holds_on(day) and entry.takes(service, act, section):
            key = "act_section" if entry.service_sections else "act"
            raise _refusal(entry, key=key)
    grounds = [
        ground
        for ground in services.services[service].grounds
        if ground.service_act == act and ground.holds_on(day)
    ]
    if not grounds:
        raise ActNotKnown(act=act, service=f"words.service_{service}")
    if section is not None and not any(ground.admits(section) for ground in grounds):
        raise SectionNotKnown(
            section=f"{act} {section}",
            service=f"words.service_{service}",
            day=day_in_finnish(day),
        )


def in_supported_housing(act: str, act_section: str) -> bool | None:
    """Whether the service decision is on supported or communal housing (10 g §, Social Welfare Act
    21 a and 21 b §); one on home care does not tell where the client lives."""
    section = as_officers_write(act_section)
    is_such = section is not None and section.number in _SUPPORTED_HOUSING
    return True if is_such and act.strip() == SOCIAL_WELFARE_ACT else None


def refusal_of_other_service(word: str) -> ServiceIsFree | None:
    """Why a service that is none of those charged by income is not, by a word such as
    ``communal_housing``; None where the word names no such service."""
    other = law().services.other_services.get(word)
    return _refusal(other, key="service") if other is not None else None


def _read(act_section: str) -> Section | None:
    if not act_section.strip():
        return None
    section = as_officers_write(act_section)
    if section is None:
        raise SectionNotReadable()
    return section


def _refusal(entry: NotByIncome | OtherService, **context: str) -> ServiceIsFree:
    error = ServiceIsFree if entry.free else ServiceChargedOtherwise
    return error(section=entry.section, why=f"services.{entry.why}", **context)
