"""The form of ``services.yaml``: what a service must rest on to be charged by income.

A service decision names an act and usually a section of it. Under some the fee follows the income
(7 b §); others are free of charge or charged by other rules.
"""

from __future__ import annotations

from robots.casework.sections import Section, parse
from robots.casework.words import Service
from robots.feelaw.values import Basis, Citation, Dated, Form


class Ground(Dated):
    """An act, and sections of it, under which a service is charged by income.

    ``service_sections`` are the service act's own; empty where 7 b § names none. ``also_named`` are
    those of the same service at another time: decisions made then still name them.
    """

    service_act: str
    service_sections: tuple[Citation, ...] = ()
    also_named: tuple[Citation, ...] = ()
    called: str = ""
    """The service's name at that time: a key of ``resources/texts/services.law.yaml``."""

    def admits(self, section: Section) -> bool:
        """Whether a decision may name the section: what either leaves open does not differ."""
        named = [one for text in (*self.service_sections, *self.also_named) for one in parse(text)]
        return not named or any(_is_within(one, section) for one in named)


class ChargedService(Form):
    """A service charged by income: net (10 b §) or gross (10 f §), and its grounds."""

    basis: Basis
    fee_section: Citation
    grounds: tuple[Ground, ...]


class NotByIncome(Dated):
    """A service of another act or section: free of charge, or charged by other rules."""

    service_act: str
    service_sections: tuple[Citation, ...] = ()
    """Empty: whatever the act's section."""
    services: frozenset[Service] = frozenset(Service)
    free: bool
    why: str
    """A key of ``resources/texts/services.law.yaml``."""

    def takes(self, service: Service, act: str, section: Section | None) -> bool:
        """Whether the entry is about that service under that act and section."""
        if act != self.service_act or service not in self.services:
            return False
        if not self.service_sections:
            return True
        named = [one for text in self.service_sections for one in parse(text)]
        return section is not None and any(_is_all_of(one, section) for one in named)


class OtherService(Dated):
    """A service that is none of those charged by income, by a word of its own."""

    free: bool
    why: str


class Services(Form):
    """``services.yaml``."""

    services: dict[Service, ChargedService]
    not_by_income: tuple[NotByIncome, ...]
    other_services: dict[str, OtherService]


def _is_within(named: Section, given: Section) -> bool:
    return named.number == given.number and all(
        not wanted or not found or wanted == found
        for wanted, found in (
            (named.subsection, given.subsection),
            (named.point, given.point),
        )
    )


def _is_all_of(named: Section, given: Section) -> bool:
    return named.number == given.number and all(
        not wanted or wanted == found
        for wanted, found in (
            (named.subsection, given.subsection),
            (named.point, given.point),
        )
    )
