"""The county's products: how they are declared, checked when loaded, and asked in turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from population_register_world import (
    CODE,
    COUNTYS_PRODUCTS,
    PERIOD,
    SPOUSES_CODE,
    Register,
    permit,
    products_file,
)

from robots.casework.answer import Answer, Guardian
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import PersonFlag, Role
from robots.population_register.errors import ProductsDiffer, ProductsUnreadable
from robots.population_register.product import read_products

Making = Callable[..., Register]

SPOUSE = yaml.safe_load(COUNTYS_PRODUCTS.read_text("utf-8"))["products"][0]["spouse"]
BASIC = {"name": "Perussanoma 3", "like": "perussanoma_3"}
OF_SPOUSE = {"name": "KUUSIRANTA PUOLISO", "spouse": SPOUSE}
OF_RESIDENTS = {"name": "ASUKASLKM2", "like": "asukaslkm_2"}
OF_CUSTODIANS = {"name": "Huollettava-Huoltajat", "like": "huollettava_huoltajat"}
FOUR = (BASIC, OF_SPOUSE, OF_CUSTODIANS, OF_RESIDENTS)

MINOR = "010112A900K"


def ask(register: Register, folder: Path, *products: dict[str, Any], code: str = CODE) -> Answer:
    return register.ask(code, settings={"products": products_file(folder, *products)})


def asked(register: Register) -> int:
    return len(register.journal.entries())


def test_several_products_of_the_register_make_one_answer(
    register_with: Making, tmp_path: Path
) -> None:
    register = register_with(
        marital_status=2,
        spouse=True,
        guardian={"first_names": "Kai", "last_name": "Saari", "since": date(2024, 1, 1)},
    )
    answer = ask(register, tmp_path, *FOUR)
    facts = answer.person
    assert facts is not None
    assert facts.name == "Aino Maria Koskela"
    assert facts.flags == {PersonFlag.GUARDIAN}
    assert facts.guardians == (Guardian("Kai Saari"),)
    assert facts.spouse_code == IdentityCode.parse(SPOUSES_CODE, test_range=True)
    assert facts.residents == 2
    assert asked(register) == 3  # nobody asks for the custodians of an adult
    assert [one.in_words(Language.FINNISH) for one in answer.evidence] == [
        "Väestötietojärjestelmän henkilötiedot",
        "Väestötietojärjestelmän tietotuote KUUSIRANTA PUOLISO",
        "Väestötietojärjestelmän tietotuote ASUKASLKM2",
    ]
    assert len({file.name for file in answer.attachments}) == 6
    assert facts.evidence == tuple(one.id for one in answer.evidence)
    assert [row.outcome for row in register.answered] == ["found"] * 3


def test_a_product_that_the_permit_does_not_need_is_not_asked(
    register_with: Making, tmp_path: Path
) -> None:
    register = register_with()
    file = products_file(tmp_path, *FOUR)
    person = Person(Role.SPOUSE, IdentityCode.parse(SPOUSES_CODE, test_range=True))
    groups = frozenset({"person", "guardian", "protection"})
    source = register.source(settings={"products": file})
    source.ask(permit(Role.SPOUSE, data_groups=groups), person, PERIOD)
    assert asked(register) == 1


@pytest.mark.parametrize("protected", [True, "hidden"])
def test_of_a_protected_address_the_residents_are_not_even_asked(
    register_with: Making, tmp_path: Path, protected: object
) -> None:
    register = register_with(protected_address=protected)
    answer = ask(register, tmp_path, BASIC, OF_SPOUSE, OF_RESIDENTS)
    assert answer.person is not None
    assert (answer.person.flags, answer.person.residents) == (
        {PersonFlag.PROTECTED_ADDRESS},
        None,
    )
    assert asked(register) == 2


def test_a_dead_or_unknown_person_is_asked_about_once(
    register_with: Making, tmp_path: Path
) -> None:
    register = register_with(answer="not_found")
    ask(register, tmp_path, *FOUR)
    assert asked(register) == 1


def test_a_product_without_a_sign_shows_protection_by_its_silence(
    register_with: Making, tmp_path: Path
) -> None:
    tailored = yaml.safe_load(COUNTYS_PRODUCTS.read_text("utf-8"))["products"][0]
    plain = {"name": "Perussanoma 1", "like": "perussanoma_1"}
    rest = {**tailored, "person": None, "protection": None, "residents": None}
    answer = ask(register_with(protected_address="hidden"), tmp_path, plain, rest)
    assert answer.person is not None
    assert answer.person.flags == {PersonFlag.PROTECTED_ADDRESS}
    assert [finding.code for finding in answer.findings] == ["address_possibly_protected"]


def test_the_custodians_of_a_minor_are_told(register_with: Making, tmp_path: Path) -> None:
    custodians = [
        {"first_names": "Andre", "last_name": "Salo"},
        {"first_names": "Anna", "last_name": "Salo"},
    ]
    register = register_with(code=MINOR, custodians=custodians)
    answer = ask(register, tmp_path, BASIC, OF_SPOUSE, OF_CUSTODIANS, code=MINOR)
    (finding,) = answer.findings
    assert finding.code == "has_custodians"
    assert finding.values == {"custodians": "Andre Salo, Anna Salo"}


def test_a_minor_without_a_custodian_is_the_officers_question(
    register_with: Making, tmp_path: Path
) -> None:
    register = register_with(code=MINOR)
    answer = ask(register, tmp_path, BASIC, OF_SPOUSE, OF_CUSTODIANS, code=MINOR)
    assert [finding.code for finding in answer.findings] == ["custodian_not_named"]


def test_products_that_do_not_agree_on_who_exists_are_not_used(
    register_with: Making, tmp_path: Path
) -> None:
    register = register_with(not_in_products=["ASUKASLKM2"])
    with pytest.raises(ProductsDiffer) as caught:
        ask(register, tmp_path, BASIC, OF_SPOUSE, OF_RESIDENTS)
    for language in Language:
        assert "ASUKASLKM2" in caught.value.in_words(language)


@pytest.mark.parametrize(
    ("products", "key"),
    [
        ([], "products"),
        ([{"name": "X", "like": "perussanoma_9"}], "perussanoma_9"),
        ([{"name": "", "like": "perussanoma_3", "spouse": SPOUSE}], "products.0.name"),
        ([{**BASIC, "spouse": {**SPOUSE, "element": "//*"}}], "products.0.spouse.element"),
        ([{**BASIC, "spouse": {**SPOUSE, "married": "X"}}], "products.0.spouse.married"),
        ([{**BASIC, "spouse": SPOUSE, "protection": {}}], "products.0.protection"),
        ([BASIC], "-"),
        ([OF_SPOUSE, BASIC], "-"),
        ([{**BASIC, "spouse": SPOUSE}, OF_SPOUSE], "-"),
        ([OF_RESIDENTS, BASIC, OF_SPOUSE], "-"),
        ([BASIC, OF_RESIDENTS, OF_SPOUSE], "-"),
        ([{"name": "PERUSSANOMA 1", "like": "perussanoma_1", "spouse": SPOUSE}], "-"),
        ([{**BASIC, "spouse": SPOUSE, "guardian": {"guardianship": {"stated": "E"}}}], "-"),
        (["x"], "-"),
    ],
)
def test_a_wrong_file_of_products_is_refused_at_start_with_its_key(
    tmp_path: Path, products: list[Any], key: str
) -> None:
    file = products_file(tmp_path, *products)
    with pytest.raises(ProductsUnreadable) as caught:
        read_products(file)
    assert caught.value.context["key"] == key
    for language in Language:
        assert "products.yaml" in caught.value.in_words(language)


@pytest.mark.parametrize("written", [None, "not: products\n", "products: [\n", "\xe4\n"])
def test_a_file_that_is_no_list_of_products_is_refused(tmp_path: Path, written: str | None) -> None:
    file = tmp_path / "products.yaml"
    if written is not None:
        file.write_text(written, "latin-1")
    with pytest.raises(ProductsUnreadable):
        read_products(file)


def test_the_register_is_not_opened_with_a_wrong_file(
    register_with: Making, tmp_path: Path
) -> None:
    with pytest.raises(ProductsUnreadable):
        register_with().source(settings={"products": tmp_path / "missing.yaml"})
