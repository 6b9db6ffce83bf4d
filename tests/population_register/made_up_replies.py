"""Replies of the register, element by element, as a test wants them."""

from __future__ import annotations

from datetime import date

from population_register_world import CODE, EVERYTHING, PRODUCT, SPOUSES_CODE

from robots.casework.identity_code import IdentityCode
from robots.casework.words import Role
from robots.population_register.part import Part
from robots.population_register.person import read_person
from robots.population_register.product import Product
from robots.population_register.reading import Reading
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
