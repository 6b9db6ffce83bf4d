"""The act and section of the service decision decide first, day by day."""

from __future__ import annotations

from datetime import date

import pytest

from robots.casework.texts import Language, section_in_words, text
from robots.casework.words import Service
from robots.feelaw.errors import (
    ActNotKnown,
    DayOutsideLaw,
    SectionNotKnown,
    SectionNotReadable,
    ServiceChargedOtherwise,
    ServiceIsFree,
)
from robots.feelaw.law import law
from robots.feelaw.services import (
    refusal_of_other_service,
    refuse_service_not_charged_by_income,
)

HOUSING, INSTITUTION, FAMILY, HOME = Service
SOCIAL, HEALTH, CARE = "1301/2014", "1326/2010", "263/2015"
IN_2022, IN_2026 = date(2022, 6, 1), date(2026, 3, 16)

CHARGED = [
    (HOUSING, SOCIAL, IN_2026, ""),
    (HOUSING, SOCIAL, IN_2026, "21 c §"),
    (HOUSING, SOCIAL, IN_2026, "21 c §:n 1 mom."),
    (HOUSING, SOCIAL, IN_2026, "21 § 4 mom."),
    (HOUSING, SOCIAL, IN_2022, "21 § 4 mom."),
    (HOUSING, SOCIAL, IN_2022, "21 §"),
    (HOUSING, SOCIAL, IN_2022, "21 c §"),
    (INSTITUTION, SOCIAL, IN_2026, "22 §"),
    (INSTITUTION, HEALTH, IN_2026, "67 § 1 mom."),
    (FAMILY, CARE, IN_2026, "3 §"),
    (FAMILY, CARE, IN_2026, "4 §"),
    (FAMILY, SOCIAL, IN_2026, ""),
    (HOME, SOCIAL, IN_2026, "18 a §"),
    (HOME, SOCIAL, IN_2026, "19 a §"),
    (HOME, SOCIAL, IN_2026, "21 a §"),
    (HOME, SOCIAL, IN_2022, "19 §"),
    (HOME, SOCIAL, IN_2022, "21 § 2 mom."),
    (HOME, HEALTH, IN_2026, "25 §"),
]
FREE, OTHER = ServiceIsFree, ServiceChargedOtherwise
REFUSED = [
    (HOUSING, "675/2023", date(2025, 1, 1), "18 §", FREE, "4 § 5 kohta; 7 e §"),
    (HOUSING, "675/2023", IN_2026, "19 §", OTHER, "7 d § 1 mom."),
    (FAMILY, "675/2023", IN_2026, "", FREE, "7 b § 1 mom. 2 kohta"),
    (FAMILY, "519/1977", date(2024, 12, 31), "", FREE, "7 b § 1 mom. 2 kohta"),
    (FAMILY, "519/1977", date(2025, 1, 1), "", FREE, "4 § 2 kohta"),
    (FAMILY, "380/1987", date(2024, 12, 31), "", FREE, "7 b § 1 mom. 2 kohta"),
    (HOUSING, "380/1987", date(2027, 12, 31), "", FREE, "4 § 5 kohta"),
    (FAMILY, "417/2007", IN_2026, "", OTHER, "7 b § 1 mom. 2 kohta; 7 §"),
    (INSTITUTION, "417/2007", IN_2026, "57 §", OTHER, "7 b § 1 mom. 3 kohta; 7 §"),
    (HOUSING, SOCIAL, date(2023, 1, 1), "21 a §", OTHER, "10 e § 1 mom.; 10 h § 1 mom."),
    (HOUSING, SOCIAL, date(2022, 12, 31), "21 § 2 mom.", OTHER,
     "7 b § 2 mom. 1 kohta; 10 e § 1 mom."),
    (HOME, SOCIAL, date(2023, 1, 1), "19 §", OTHER, "10 h § 1 mom."),
    (INSTITUTION, HEALTH, IN_2026, "29 § 2 mom. 7 kohta", OTHER, "7 b § 1 mom. 3 kohta"),
]  # fmt: skip


@pytest.mark.parametrize(("service", "act", "day", "section"), CHARGED)
def test_a_service_charged_by_income_goes_on(
    service: Service, act: str, day: date, section: str
) -> None:
    refuse_service_not_charged_by_income(service, act, day, section)


@pytest.mark.parametrize(("service", "act", "day", "section", "error", "named"), REFUSED)
def test_another_is_refused_with_the_section_named_in_both_languages(
    service: Service, act: str, day: date, section: str, error: type[ServiceIsFree], named: str
) -> None:
    with pytest.raises(ServiceIsFree) as refused:
        refuse_service_not_charged_by_income(service, act, day, section)
    assert type(refused.value) is error
    assert refused.value.context["section"] == named
    for language in Language:
        said = refused.value.in_words(language)
        assert section_in_words(named, language) in said
        assert text(str(refused.value.context["why"]), language) in said


@pytest.mark.parametrize(
    ("service", "act", "day", "section", "error"),
    [
        (HOUSING, "675/2023", date(2024, 12, 31), "", ActNotKnown),
        (HOME, CARE, IN_2026, "", ActNotKnown),
        (HOUSING, "9/1999", IN_2026, "", ActNotKnown),
        (HOUSING, SOCIAL, IN_2026, "19 a §", SectionNotKnown),
        (HOME, SOCIAL, IN_2022, "21 § 4 mom.", SectionNotKnown),
        (HOME, SOCIAL, IN_2022, "21 b §", SectionNotKnown),
        (INSTITUTION, HEALTH, IN_2026, "25 §", SectionNotKnown),
        (HOME, SOCIAL, IN_2026, "kotihoito", SectionNotReadable),
        (HOME, SOCIAL, IN_2026, "19 a § ja 21 b §", SectionNotReadable),
        (HOME, SOCIAL, date(2021, 6, 30), "", DayOutsideLaw),
        (HOME, "675/2023", date(2028, 1, 1), "", DayOutsideLaw),
    ],
)
def test_what_is_not_known_is_its_own_error(
    service: Service, act: str, day: date, section: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as refused:
        refuse_service_not_charged_by_income(service, act, day, section)
    assert type(refused.value) is error


def test_a_section_that_cannot_be_read_is_not_repeated_to_anybody() -> None:
    with pytest.raises(SectionNotReadable) as refused:
        refuse_service_not_charged_by_income(HOME, SOCIAL, IN_2026, "Meikäläinen")
    assert refused.value.context == {}


def test_services_with_a_word_of_their_own_say_why_they_are_not_charged_by_income() -> None:
    for word in law().services.other_services:
        refusal = refusal_of_other_service(word)
        assert refusal is not None
        assert refusal.in_words(Language.SWEDISH)
    assert refusal_of_other_service("home_care") is None
    assert refusal_of_other_service("gold") is None
