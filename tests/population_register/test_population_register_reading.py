"""How replies are read: return codes, tolerance, protection, and captured messages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from population_register_world import CODE, EVERYTHING, PRODUCT, SPOUSES_CODE

from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import PersonFlag, Role
from robots.population_register import verdict as verdicts
from robots.population_register.errors import (
    CredentialsRefused,
    ElementMissing,
    NoActiveCode,
    NotDisclosed,
    RegisterFailed,
    RequestRefused,
)
from robots.population_register.part import Part
from robots.population_register.person import active_code, read_person
from robots.population_register.place import Place
from robots.population_register.product import GuardianElements, Product, ProtectionElements
from robots.population_register.reading import Reading, day_of
from robots.population_register.verdict import Verdict, judge
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.xml import parse

ASKED = IdentityCode.parse(CODE, test_range=True)
TODAY = date(2026, 3, 16)
#: What every reply of the county's product has; blank where it has nothing to say.
ELEMENTS = {
    "NykyinenSukunimi": "<Sukunimi>Koskela</Sukunimi>",
    "NykyisetEtunimet": "<Etunimet>Aino Maria</Etunimet>",
    "VakinainenKotimainenLahiosoite": "<LahiosoiteS/>",
    "VakinainenAsuinpaikka": "<Asuinpaikantunnus/>",
    "VakinainenUlkomainenLahiosoite": "<Valtiokoodi3/>",
    "Kotikunta": "<KuntaS>Vaasa</KuntaS>",
    "Kuolintiedot": "<Kuollut/><Kuolinpvm/>",
    "Kuolleeksijulistamistiedot": "<Kuolleeksijulistamispvm/>",
    "Turvakielto": "<TurvakieltoTieto/><TurvakieltoPaattymispvm/>",
    "Siviilisaaty": "<Siviilisaatykoodi>1</Siviilisaatykoodi>",
    "Aviopuoliso": "<Henkilotunnus/>",
    "AsukasLkm": "3",
    "Edunvalvonta": "<Alkupvm/><Paattymispvm/>",
    "Edunvalvontavaltuutus": "<Alkupvm/><Paattymispvm/>",
}
MARRIED = "<Siviilisaatykoodi>2</Siviilisaatykoodi>"
SPOUSE = (
    f"<Henkilotunnus>{SPOUSES_CODE}</Henkilotunnus><NykyinenSukunimi><Sukunimi>Lind</Sukunimi>"
    "</NykyinenSukunimi><NykyisetEtunimet><Etunimet>Eino</Etunimet></NykyisetEtunimet>"
    "<Turvakielto><TurvakieltoTieto/></Turvakielto>"
)
GUARDIANSHIP = "<Alkupvm>20200101</Alkupvm><Paattymispvm/><Rajoituskoodi/><Tehtavienjakokoodi/>"


def whole(**elements: str) -> str:
    """A person's elements, some of them with another content."""
    return "".join(
        f"<{name}>{content}</{name}>" for name, content in {**ELEMENTS, **elements}.items()
    )


def reply(content: str) -> Reading:
    return Reading(
        parse(
            f'<R xmlns="http://xml.vrk.fi/ws/vtj/vtjkysely/1"><request><Henkilotunnus>{CODE}'
            f"</Henkilotunnus></request><response>{content}</response></R>".encode()
        )
    )


def message(person: str = "", code: str = "0000", search: str = "1", searched: str = CODE) -> str:
    return (
        '<VTJHenkiloVastaussanoma xmlns="http://xml.vrk.fi/schema/vtjkysely">'
        f'<Paluukoodi koodi="{code}"/><Hakuperusteet><Henkilotunnus '
        f'hakuperustePaluukoodi="{search}">\n{searched} </Henkilotunnus></Hakuperusteet>'
        f"{person}</VTJHenkiloVastaussanoma>"
    )


def person(inside: str, code: str = CODE, valid: str = "1") -> str:
    tag = f'<Henkilotunnus voimassaolokoodi="{valid}">{code}\n</Henkilotunnus>'
    return message(f"<Henkilo>{tag}{inside}</Henkilo>")


def read(message: Reading, product: Product = PRODUCT) -> Part:
    return read_person(message, ASKED, Role.CLIENT, product, EVERYTHING, TODAY, Part())


def read_with(**elements: str) -> Part:
    return read(reply(person(whole(**elements))))


def codes(part: Part) -> list[str]:
    return [finding.code for finding in part.findings]


def guardian(last_name: str, ends: str = "") -> str:
    name = f"<NykyinenSukunimi><Sukunimi>{last_name}</Sukunimi></NykyinenSukunimi>"
    return (
        f"<HenkiloEdunvalvoja>{name}<NykyisetEtunimet><Etunimet/></NykyisetEtunimet>"
        f"<TehtavaLoppupvm>{ends}</TehtavaLoppupvm></HenkiloEdunvalvoja>"
    )


def fault(code: str) -> str:
    return f"<faultCode>soso</faultCode><faultString>{code}</faultString>"


@pytest.mark.parametrize("shape", [fault, lambda code: message(code=code)])
@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("0000", Verdict.OK),
        ("0001", Verdict.NOT_FOUND),
        ("0002", Verdict.CHANGED),
        ("0005", Verdict.NOTICE),
        ("0006", Verdict.NOT_FOUND),
        ("0007", Verdict.DEAD),
    ],
)
def test_return_codes_that_are_answers(shape: Any, code: str, verdict: Verdict) -> None:
    assert judge(reply(shape(code)), ASKED) is verdict


@pytest.mark.parametrize("shape", [fault, lambda code: message(code=code)])
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("0003", CredentialsRefused),
        ("0004", CredentialsRefused),
        ("-1500", CredentialsRefused),
        ("0008", RequestRefused),
        ("-1904", RequestRefused),
        ("-1800", RegisterFailed),
        ("0019", NotDisclosed),
        ("9999", ReplyNotUnderstood),
        ("about Aino", ReplyNotUnderstood),
    ],
)
def test_return_codes_that_are_errors(shape: Any, code: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        judge(reply(shape(code)), ASKED)
    assert "Aino" not in str(caught.value)


def test_every_return_code_of_the_table_has_a_known_treatment() -> None:
    table = yaml.safe_load(verdicts._CODES.read_text("utf-8"))
    for treatment in [*table["codes"].values(), *table["search_codes"].values()]:
        assert Verdict(treatment)


@pytest.mark.parametrize(
    ("search", "verdict"),
    [("0", Verdict.NOT_FOUND), ("1", Verdict.OK), ("2", Verdict.CHANGED)],
)
def test_what_became_of_the_search_is_heeded_too(search: str, verdict: Verdict) -> None:
    assert judge(reply(message(search=search)), ASKED) is verdict


def test_a_search_that_found_several_people_is_refused() -> None:
    with pytest.raises(NotDisclosed):
        judge(reply(message(search="3")), ASKED)


def test_no_return_code_is_not_an_answer() -> None:
    with pytest.raises(ReplyNotUnderstood):
        judge(reply(""), ASKED)


def test_a_reply_to_a_search_for_somebody_else_is_refused() -> None:
    with pytest.raises(PersonMismatch):
        judge(reply(message(searched=SPOUSES_CODE)), ASKED)


def test_the_text_beside_a_return_code_is_no_harm() -> None:
    told = "<faultCode>0001</faultCode><faultString>Hakuperusteella ei löydy tietoja</faultString>"
    assert judge(reply(told), ASKED) is Verdict.NOT_FOUND


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
