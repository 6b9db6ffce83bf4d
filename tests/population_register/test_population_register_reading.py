"""How a person's elements are read: tolerance, protection, spouses, guardians."""

from __future__ import annotations

from datetime import date

import pytest
from made_up_replies import (
    ASKED,
    ELEMENTS,
    GUARDIANSHIP,
    MARRIED,
    SPOUSE,
    codes,
    guardian,
    message,
    person,
    read,
    read_with,
    reply,
    whole,
)
from population_register_world import PRODUCT, SPOUSES_CODE

from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import PersonFlag
from robots.population_register.errors import (
    ElementMissing,
    NoActiveCode,
)
from robots.population_register.person import active_code
from robots.population_register.place import Place
from robots.population_register.product import GuardianElements, ProtectionElements
from robots.population_register.reading import day_of
from robots.transport.errors import ReplyNotUnderstood


def test_a_person_with_another_code_is_refused() -> None:
    with pytest.raises(PersonMismatch):
        read(reply(person(whole(), SPOUSES_CODE)))


@pytest.mark.parametrize("content", [message(), person(whole(), code=""), person("") + person("")])
def test_a_reply_without_exactly_one_person_is_not_understood(content: str) -> None:
    with pytest.raises(ReplyNotUnderstood):
        read(reply(content))


def test_a_code_no_longer_in_force_needs_one_that_is() -> None:
    with pytest.raises(NoActiveCode):
        read(reply(person(whole(), valid="2")))
    for useless in (message(), person("", valid="1"), person("", code="not a code")):
        with pytest.raises(NoActiveCode):
            active_code(reply(useless), ASKED)


@pytest.mark.parametrize(
    ("death", "died_on"),
    [
        ("<Kuollut>1</Kuollut><Kuolinpvm>20260203</Kuolinpvm>", date(2026, 2, 3)),
        ("<Kuollut>1</Kuollut><Kuolinpvm>20260000</Kuolinpvm>", None),
        ("<Kuollut>1</Kuollut><Kuolinpvm/>", None),
        ("<Kuollut/><Kuolinpvm>20260203</Kuolinpvm>", date(2026, 2, 3)),
    ],
)
def test_death_is_seen_with_or_without_a_whole_day(death: str, died_on: date | None) -> None:
    part = read_with(Kuolintiedot=death)
    assert part.flags == {PersonFlag.DEAD}
    assert part.died_on == died_on


def test_a_person_declared_dead_is_dead() -> None:
    day = "<Kuolleeksijulistamispvm>20200101</Kuolleeksijulistamispvm>"
    part = read_with(Kuolleeksijulistamistiedot=day)
    assert (part.flags, part.died_on) == ({PersonFlag.DEAD}, date(2020, 1, 1))


def test_a_dead_person_lives_nowhere_and_that_is_no_protection() -> None:
    part = read_with(Kuolintiedot="<Kuollut>1</Kuollut><Kuolinpvm/>", Kotikunta="<KuntaS/>")
    assert part.flags == {PersonFlag.DEAD}


@pytest.mark.parametrize(
    "elements",
    [
        {"Turvakielto": "<TurvakieltoTieto>1</TurvakieltoTieto>"},
        {
            "Turvakielto": "<TurvakieltoTieto>1</TurvakieltoTieto>"
            "<TurvakieltoPaattymispvm>20200101</TurvakieltoPaattymispvm>"
        },
        {"Turvakielto": "<TurvakieltoTieto>9</TurvakieltoTieto>"},
        {"Turvakielto": "<TurvakieltoTieto>X</TurvakieltoTieto>"},
        {"Kotikunta": "<KuntaS/>"},
    ],
)
def test_every_sign_of_a_protected_address_is_heeded(elements: dict[str, str]) -> None:
    part = read_with(**elements)
    assert part.flags == {PersonFlag.PROTECTED_ADDRESS}
    assert part.residents is None


def test_a_product_may_have_another_sign_of_protection() -> None:
    sign = ProtectionElements.model_validate({"signs": ["Turvakieltokoodi"]})
    product = PRODUCT.model_copy(update={"protection": sign})
    for written, flags in (("9", {PersonFlag.PROTECTED_ADDRESS}), ("", set())):
        content = whole() + f"<Turvakieltokoodi>{written}</Turvakieltokoodi>"
        assert read(reply(person(content)), product).flags == flags


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"Turvakielto": "<TurvakieltoTieto>0</TurvakieltoTieto>"},
        {
            "Kotikunta": "<KuntaS/>",
            "VakinainenUlkomainenLahiosoite": "<Valtiokoodi3>752</Valtiokoodi3>",
        },
    ],
)
def test_no_sign_of_protection_is_no_flag(elements: dict[str, str]) -> None:
    part = read_with(**elements)
    assert part.flags == frozenset()
    assert part.residents == 3


@pytest.mark.parametrize("element", [*ELEMENTS])
def test_no_element_that_the_mapping_names_may_be_missing(element: str) -> None:
    without = whole().replace(f"<{element}>{ELEMENTS[element]}</{element}>", "")
    with pytest.raises(ElementMissing) as caught:
        read(reply(person(without)))
    for language in Language:
        assert element in caught.value.in_words(language)


def test_a_spouse_without_a_usable_code_is_the_officers_question() -> None:
    for code in ("", "020242-901X"):
        spouse = (
            f"<Henkilotunnus>{code}</Henkilotunnus><NykyinenSukunimi><Sukunimi>Lind</Sukunimi>"
            "</NykyinenSukunimi><NykyisetEtunimet><Etunimet/></NykyisetEtunimet>"
            "<Turvakielto><TurvakieltoTieto/></Turvakielto>"
        )
        part = read_with(Siviilisaaty=MARRIED, Aviopuoliso=spouse)
        assert (part.spouse_code, part.spouse_name) == (None, "Lind")
        assert codes(part) == ["spouse_without_identity_code"]


def test_of_several_spouses_nobody_is_asked_about() -> None:
    spouse = f"<Aviopuoliso>{SPOUSE}</Aviopuoliso>"
    part = read(reply(person(whole(Siviilisaaty=MARRIED) + spouse + spouse)))
    assert (part.spouse_code, part.spouse_name) == (None, "")
    assert codes(part) == ["several_spouses"]


def test_a_marriage_that_has_ended_is_passed_over_where_the_product_tells_its_end() -> None:
    assert PRODUCT.spouse is not None
    with_end = PRODUCT.spouse.model_copy(update={"ends": Place("Loppupvm")})
    product = PRODUCT.model_copy(update={"spouse": with_end})
    ended = f"<Aviopuoliso>{SPOUSE}<Loppupvm>20200101</Loppupvm></Aviopuoliso>"
    in_force = f"{SPOUSE}<Loppupvm/>"
    content = ended + whole(Siviilisaaty=MARRIED, Aviopuoliso=in_force)
    part = read(reply(person(content)), product)
    assert part.spouse_code == IdentityCode.parse(SPOUSES_CODE, test_range=True)
    assert codes(part) == []


@pytest.mark.parametrize("status", ["", "0", "9", "?"])
def test_a_marital_status_that_says_nothing_is_the_officers_question(status: str) -> None:
    status = f"<Siviilisaatykoodi>{status}</Siviilisaatykoodi>"
    part = read_with(Siviilisaaty=status, Aviopuoliso=SPOUSE)
    assert part.spouse_code is None
    assert codes(part) == ["marital_status_unknown"]


def test_guardians_may_be_organisations_and_their_own_task_may_have_ended() -> None:
    organisation = (
        "<YritysJaYhteisoEdunvalvoja><Nimi>Turva Oy</Nimi><TehtavaLoppupvm/>"
        "</YritysJaYhteisoEdunvalvoja><OikeusaputoimistoEdunvalvoja><ViranomainenS>"
        "Oikeusaputoimisto</ViranomainenS><TehtavaLoppupvm/></OikeusaputoimistoEdunvalvoja>"
    )
    part = read_with(Edunvalvonta=GUARDIANSHIP + guardian("Saari", "20211231") + organisation)
    assert [one.name for one in part.guardians] == ["Turva Oy", "Oikeusaputoimisto"]
    assert part.flags == {PersonFlag.GUARDIAN}
    assert codes(part) == ["guardians_act_together"]


def test_guardians_between_whom_the_tasks_are_divided_are_a_question() -> None:
    divided = GUARDIANSHIP.replace(
        "<Tehtavienjakokoodi/>", "<Tehtavienjakokoodi>1</Tehtavienjakokoodi>"
    )
    part = read_with(Edunvalvonta=divided + guardian("Saari") + guardian("Niemi"))
    assert [one.name for one in part.guardians] == ["Saari", "Niemi"]
    assert codes(part) == ["guardians_divide_tasks"]


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("", []),
        ("1", []),
        ("2", ["capacity_restricted"]),
        ("3", ["declared_incompetent"]),
        ("8", ["capacity_restricted"]),
    ],
)
def test_limits_of_the_capacity_to_act_are_told(code: str, finding: list[str]) -> None:
    limits = GUARDIANSHIP.replace("<Rajoituskoodi/>", f"<Rajoituskoodi>{code}</Rajoituskoodi>")
    assert codes(read_with(Edunvalvonta=limits + guardian("Saari"))) == finding


def test_a_guardianship_that_has_ended_is_none() -> None:
    ended = GUARDIANSHIP.replace("<Paattymispvm/>", "<Paattymispvm>20260315</Paattymispvm>")
    part = read_with(Edunvalvonta=ended + guardian("Saari"))
    assert (part.flags, part.guardians, codes(part)) == (frozenset(), (), [])


def test_a_guardian_whom_nobody_names_is_a_question() -> None:
    assert codes(read_with(Edunvalvonta=GUARDIANSHIP)) == ["guardian_not_named"]


def test_guardianship_may_be_only_stated() -> None:
    stated = GuardianElements.model_validate(
        {
            "guardianship": {"stated": "EdunvalvontaTieto"},
            "mandate": {"stated": "EdunvalvontavaltuutusTieto"},
        }
    )
    product = PRODUCT.model_copy(update={"guardian": stated})
    content = (
        whole() + "<EdunvalvontaTieto/><EdunvalvontavaltuutusTieto>1</EdunvalvontavaltuutusTieto>"
    )
    part = read(reply(person(content)), product)
    assert part.flags == {PersonFlag.GUARDIANSHIP_BY_MANDATE}
    assert codes(part) == ["guardian_not_named"]


@pytest.mark.parametrize(
    ("written", "count"),
    [("", None), ("0", None), ("x", None), ("4", 4), ("٤", None), ("9" * 5000, None)],
)
def test_how_many_live_in_the_dwelling_is_a_number_or_nothing(
    written: str, count: int | None
) -> None:
    assert read_with(AsukasLkm=written).residents == count


def test_the_excerpt_holds_what_was_read_and_nothing_else() -> None:
    message = reply(person(whole()))
    read(message)
    excerpt = message.excerpt().decode()
    assert "Koskela" in excerpt
    for unread in ("Vaasa", "Kotikunta", "Asuinpaikka", "Lahiosoite"):
        assert unread not in excerpt


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20190508", date(2019, 5, 8)),
        ("20190000", None),
        ("2019111", None),
        ("2019 5 8", None),
        ("٢٠١٩٠٥٠٨", None),
        ("20190231", None),
    ],
)
def test_a_day_has_eight_digits(written: str, day: date | None) -> None:
    assert day_of(written) == day
