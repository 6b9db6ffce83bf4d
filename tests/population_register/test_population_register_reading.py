"""How replies are read: return codes, tolerance, protection, and captured messages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from population_register_world import CODE, SETTINGS, SPOUSES_CODE

from robots.casework.answer import Finding, PersonFacts
from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language, text
from robots.casework.words import PersonFlag, Role
from robots.population_register import verdict as verdicts
from robots.population_register.errors import (
    CredentialsRefused,
    NoActiveCode,
    NotDisclosed,
    ProductLacking,
    RegisterFailed,
    RequestRefused,
)
from robots.population_register.person import active_code, read_person
from robots.population_register.reading import Reading
from robots.population_register.verdict import Verdict, judge
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.xml import parse

ASKED = IdentityCode.parse(CODE, test_range=True)
TODAY = date(2026, 3, 16)
HOME = "<Kotikunta><KuntaS>Vaasa</KuntaS></Kotikunta><Turvakielto><TurvakieltoTieto/></Turvakielto>"


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


def read(inside: str) -> tuple[PersonFacts, tuple[Finding, ...]]:
    return read_person(reply(person(inside)), ASKED, Role.CLIENT, SETTINGS, TODAY)


def fault(code: str) -> str:
    return f"<faultCode>soso</faultCode><faultString>{code}</faultString>"


@pytest.mark.parametrize("shape", [fault, lambda code: message(code=code)])
@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("0000", Verdict.OK),
        ("0001", Verdict.NOT_FOUND),
        ("0002", Verdict.CHANGED),
        ("0005", Verdict.OK),
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


def test_a_person_with_another_code_is_refused() -> None:
    with pytest.raises(PersonMismatch):
        read_person(reply(person(HOME, SPOUSES_CODE)), ASKED, Role.CLIENT, SETTINGS, TODAY)


@pytest.mark.parametrize("content", [message(), person(HOME, code=""), person("") + person("")])
def test_a_reply_without_exactly_one_person_is_not_understood(content: str) -> None:
    with pytest.raises(ReplyNotUnderstood):
        read_person(reply(content), ASKED, Role.CLIENT, SETTINGS, TODAY)


def test_a_code_no_longer_in_force_needs_one_that_is() -> None:
    with pytest.raises(NoActiveCode):
        read_person(reply(person(HOME, valid="2")), ASKED, Role.CLIENT, SETTINGS, TODAY)
    for useless in (message(), person("", valid="1"), person("", code="not a code")):
        with pytest.raises(NoActiveCode):
            active_code(reply(useless), ASKED)


@pytest.mark.parametrize(
    ("death", "died_on"),
    [
        ("<Kuollut>1</Kuollut><Kuolinpvm>20260203</Kuolinpvm>", date(2026, 2, 3)),
        ("<Kuollut>1</Kuollut><Kuolinpvm>20260000</Kuolinpvm>", None),
        ("<Kuollut>1</Kuollut><Kuolinpvm/>", None),
        ("<Kuolinpvm>20260203</Kuolinpvm>", date(2026, 2, 3)),
    ],
)
def test_death_is_seen_with_or_without_a_whole_day(death: str, died_on: date | None) -> None:
    facts, _ = read(f"{HOME}<Kuolintiedot>{death}</Kuolintiedot>")
    assert facts.flags == {PersonFlag.DEAD}
    assert facts.died_on == died_on


def test_a_person_declared_dead_is_dead() -> None:
    day = "<Kuolleeksijulistamispvm>20200101</Kuolleeksijulistamispvm>"
    facts, _ = read(f"{HOME}<Kuolleeksijulistamistiedot>{day}</Kuolleeksijulistamistiedot>")
    assert (facts.flags, facts.died_on) == ({PersonFlag.DEAD}, date(2020, 1, 1))


@pytest.mark.parametrize(
    "protection",
    [
        "<Turvakielto><TurvakieltoTieto>1</TurvakieltoTieto></Turvakielto>",
        "<Turvakielto><TurvakieltoTieto>1</TurvakieltoTieto>"
        "<TurvakieltoPaattymispvm>20200101</TurvakieltoPaattymispvm></Turvakielto>",
        "<Turvakielto><Turvakieltokoodi>9</Turvakieltokoodi></Turvakielto>",
        "<Turvakieltokoodi>9</Turvakieltokoodi>",
        "<Kotikunta><KuntaS/></Kotikunta>",
    ],
)
def test_every_sign_of_a_protected_address_is_heeded(protection: str) -> None:
    facts, _ = read(f"{protection}<AsukasLkm>3</AsukasLkm>")
    assert facts.flags == {PersonFlag.PROTECTED_ADDRESS}
    assert facts.residents is None


@pytest.mark.parametrize(
    "home",
    [
        "<Kotikunta><KuntaS>Vaasa</KuntaS></Kotikunta>",
        "<Turvakielto><TurvakieltoTieto>0</TurvakieltoTieto></Turvakielto>",
        "<Turvakielto><TurvakieltoTieto/></Turvakielto>",
        "<Kotikunta><KuntaS/></Kotikunta><VakinainenUlkomainenLahiosoite><Valtiokoodi3>752"
        "</Valtiokoodi3></VakinainenUlkomainenLahiosoite>",
    ],
)
def test_no_sign_of_protection_is_no_flag(home: str) -> None:
    assert read(home)[0].flags == frozenset()


def test_a_product_that_cannot_tell_protection_is_not_used() -> None:
    with pytest.raises(ProductLacking) as caught:
        read("<NykyinenSukunimi><Sukunimi>Koskela</Sukunimi></NykyinenSukunimi>")
    for language in Language:
        assert "Turvakielto" in caught.value.in_words(language)


def test_a_spouse_without_a_usable_code_is_the_officers_question() -> None:
    name = "<NykyinenSukunimi><Sukunimi>Lind</Sukunimi></NykyinenSukunimi>"
    for code in ("", "020242-901X"):
        spouse = f"<Aviopuoliso><Henkilotunnus>{code}</Henkilotunnus>{name}</Aviopuoliso>"
        facts, findings = read(HOME + spouse)
        assert (facts.spouse_code, facts.spouse_name) == (None, "Lind")
        assert [finding.code for finding in findings] == ["spouse_without_identity_code"]


def test_guardians_may_be_organisations_and_their_own_task_may_have_ended() -> None:
    facts, _ = read(
        f"{HOME}<Edunvalvonta><Alkupvm>20200101</Alkupvm><Paattymispvm/>"
        "<HenkiloEdunvalvoja><NykyinenSukunimi><Sukunimi>Saari</Sukunimi></NykyinenSukunimi>"
        "<TehtavaLoppupvm>20211231</TehtavaLoppupvm></HenkiloEdunvalvoja>"
        "<YritysJaYhteisoEdunvalvoja><Nimi>Turva Oy</Nimi></YritysJaYhteisoEdunvalvoja>"
        "<OikeusaputoimistoEdunvalvoja><ViranomainenS>Oikeusaputoimisto</ViranomainenS>"
        "</OikeusaputoimistoEdunvalvoja></Edunvalvonta>"
    )
    assert [one.name for one in facts.guardians] == ["Turva Oy", "Oikeusaputoimisto"]
    assert facts.flags == {PersonFlag.GUARDIAN}


@pytest.mark.parametrize(
    ("element", "flag"),
    [
        ("EdunvalvontaTieto", PersonFlag.GUARDIAN),
        ("EdunvalvontavaltuutusTieto", PersonFlag.GUARDIANSHIP_BY_MANDATE),
    ],
)
def test_guardianship_that_is_only_stated_is_a_flag(element: str, flag: PersonFlag) -> None:
    assert read(f"{HOME}<{element}>1</{element}>")[0].flags == {flag}


def test_the_excerpt_holds_what_was_read_and_nothing_else() -> None:
    whole = reply(
        person(HOME + "<NykyinenSukunimi><Sukunimi>Koskela</Sukunimi></NykyinenSukunimi>")
    )
    read_person(whole, ASKED, Role.CLIENT, SETTINGS, TODAY)
    excerpt = whole.excerpt().decode()
    assert "Koskela" in excerpt
    assert "Vaasa" not in excerpt
    assert "Kotikunta" not in excerpt


@pytest.mark.parametrize(
    "code", ["address_possibly_protected", "married_without_spouse", "spouse_without_identity_code"]
)
def test_each_finding_has_a_sentence_in_both_languages(code: str) -> None:
    assert text(f"findings.{code}", Language.FINNISH) != text(f"findings.{code}", Language.SWEDISH)
