"""Which act a service must rest on: what is free, or charged otherwise, is refused first."""

from __future__ import annotations

from datetime import date

from robots.casework.words import Service
from robots.feelaw.errors import ActNotKnown, LawNotKnown, ServiceIsFree
from robots.feelaw.law import law


def refuse_service_not_charged_by_income(service: Service, act: str, day: date) -> None:
    """Do nothing, when the service under that act is charged by income (7 b §).

    Raises:
        ServiceIsFree: the act's services are free of charge, or charged by other rules (4, 7 b §).
        ActNotKnown: such a service is not arranged under the act.
        LawNotKnown: nothing is known of the service on the day.
    """
    services = law().services
    acts = [act for act in services.services[service].acts if act.holds_on(day)]
    if not acts:
        raise LawNotKnown(parameter=service.value, day=day.isoformat())
    for charter in services.free:
        if charter.act == act and charter.holds_on(day):
            raise ServiceIsFree(act=act, section=charter.section)
    if not any(charter.act == act for charter in acts):
        raise ActNotKnown(act=act, service=service.value)
