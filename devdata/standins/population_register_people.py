"""The register's message about one made-up person (VTJHenkiloVastaussanoma)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from lxml import etree

from devdata.standins.people import Found

#: The county's tailored product, as it would stand in the permission.
PRODUCT = "KUUSIRANTA TULOSELVITYS"

_ADDRESSES = (
    "VakinainenKotimainenLahiosoite",
    "VakinainenAsuinpaikka",
    "VakinainenUlkomainenLahiosoite",
    "KotimainenPostiosoite",
    "Kotikunta",
)
_NAMES = ("NykyinenSukunimi", "NykyisetEtunimet")
_DEATH = ("Kuolintiedot", "Kuolleeksijulistamistiedot")
_GUARDIANSHIP = ("Edunvalvonta", "Edunvalvontavaltuutus")
_BASIC = (*_NAMES, "EntinenNimi", *_ADDRESSES, *_DEATH, "Aidinkieli")

#: Which elements of a person each product has; the register's own ones as seen in its replies.
PRODUCTS: Mapping[str, tuple[str, ...]] = {
    PRODUCT: (*_BASIC, "Turvakielto", "Siviilisaaty", "Aviopuoliso", "AsukasLkm", *_GUARDIANSHIP),
    "PERUSSANOMA 1": _BASIC,
    "PERUSSANOMA 3": (*_BASIC, "Turvakielto", *_GUARDIANSHIP),
    "ASUKASLKM2": ("AsukasLkm", "AsukkaatAlle18v", "AsukasAlle18v"),
    "HUOLLETTAVA-HUOLTAJAT": (*_BASIC, "Turvakielto", "Huoltaja"),
    "KUUSIRANTA PUOLISO": ("Siviilisaaty", "Aviopuoliso"),
}

_SCHEMA = "http://xml.vrk.fi/schema/vtjkysely"

_MARITAL_STATUS = {
    0: ("Ei tietoa", "Ingen uppgift"),
    1: ("Naimaton", "Ogift"),
    2: ("Avioliitossa", "Gift"),
    3: ("Asumuserossa", "I hemskillnad"),
    4: ("Eronnut", "Frånskild"),
    5: ("Leski", "Änka/änkling"),
    6: ("Rekisteröidyssä parisuhteessa", "I registrerat partnerskap"),
    7: ("Eronnut rekisteröidystä parisuhteesta", "Skild partner"),
    8: ("Leski rekisteröidystä parisuhteesta", "Efterlevande partner"),
}
_LANGUAGES = {"fi": ("suomi", "finska"), "sv": ("ruotsi", "svenska")}

#: A text, elements by name, or several elements of one name.
Content: TypeAlias = "Mapping[str, Content] | str | list[Content]"


def person_message(found: Found, asked: str, product: str, now: datetime) -> etree._Element:
    """What the register sends when asked with this code; a passive one gives the code in force."""
    register = found.said_by("population_register")
    in_force = register.get("active_code") or found.person["identity_code"]
    is_passive = asked != in_force
    message = etree.Element(
        f"{{{_SCHEMA}}}VTJHenkiloVastaussanoma",
        {
            "sanomatunnus": product,
            "tietojenPoimintaaika": now.strftime("%Y%m%d%H%M%S"),
            "versio": "1.0",
        },
        nsmap={None: _SCHEMA, "vtj": "http://xml.vrk.fi/schema/vtj/henkilotiedot/1"},
    )
    stamp = now.strftime("%d.%m.%Y %H:%M")
    _add(message, "Asiakasinfo", {"InfoS": stamp, "InfoR": stamp, "InfoE": stamp})
    _add(
        message,
        "Paluukoodi",
        "Passiivinen henkilötunnus" if is_passive else "Haku onnistui",
        koodi="0002" if is_passive else "0000",
    )
    searched = _add(message, "Hakuperusteet", {})
    _add(
        searched,
        "Henkilotunnus",
        asked,
        hakuperustePaluukoodi="2" if is_passive else "1",
        hakuperusteTekstiS="Passiivi" if is_passive else "Löytyi",
        hakuperusteTekstiR="Passiv" if is_passive else "Hittades",
        hakuperusteTekstiE="Passive" if is_passive else "Found",
    )
    person = _add(message, "Henkilo", {})
    # As in captured replies: a line break inside the value.
    _add(person, "Henkilotunnus", f"{in_force}\n", voimassaolokoodi="1")
    for name, content in _person(found).items():
        if name in PRODUCTS[product]:
            _add(person, name, content)
    return message


def _person(found: Found) -> Mapping[str, Content]:
    register = found.said_by("population_register")
    return {
        **_names(found.person),
        "EntinenNimi": {"Nimi": "", "Nimilajikoodi": "", "Alkupvm": "", "Loppupvm": ""},
        **_home(found),
        "Kuolintiedot": {
            "Kuollut": "1" if register.get("died_on") else "",
            "Kuolinpvm": _day(register.get("died_on")),
        },
        "Kuolleeksijulistamistiedot": {"Kuolleeksijulistamispvm": ""},
        "Aidinkieli": _language(found),
        "Turvakielto": {
            "TurvakieltoTieto": "1" if _is_protected(found.person) else "",
            "TurvakieltoPaattymispvm": "",
        },
        "Siviilisaaty": _marital_status(register.get("marital_status", 0)),
        "Aviopuoliso": _spouse(found),
        "AsukasLkm": str(register.get("residents") or ""),
        "AsukkaatAlle18v": {"AsukasLkm": ""},
        "AsukasAlle18v": {"Henkilotunnus": ""},
        "Huoltaja": [
            {"Henkilotunnus": "", "Syntymaaika": "", **_names(custodian)}
            for custodian in register.get("custodians") or [{}]
        ],
        "Edunvalvonta": _guardianship(
            register.get("guardian"), "HenkiloEdunvalvoja", "TehtavaAlkupvm", "TehtavaLoppupvm"
        ),
        "Edunvalvontavaltuutus": _guardianship(
            register.get("guardian_by_mandate"),
            "HenkiloEdunvalvontavaltuutettu",
            "ValtuutusAlkupvm",
            "ValtuutusLoppupvm",
        ),
    }


def _names(person: Mapping[str, Any]) -> Mapping[str, Content]:
    return {
        "NykyinenSukunimi": {"Sukunimi": person.get("last_name", "")},
        "NykyisetEtunimet": {"Etunimet": person.get("first_names", "")},
    }


def _home(found: Found) -> Mapping[str, Content]:
    """Where the person lives. ``protected_address: true`` comes with the address, as to a user
    who has the right to it; ``hidden`` comes empty and without the flag, as to others."""
    is_hidden = found.said_by("population_register").get("protected_address") == "hidden"
    address = {} if is_hidden else found.person.get("address") or {}
    street, town = address.get("street", ""), address.get("post_office", "")
    dwelling = hashlib.sha256(street.encode()).hexdigest()[:9].upper()
    return {
        "VakinainenKotimainenLahiosoite": {
            "LahiosoiteS": street,
            "LahiosoiteR": street,
            "Postinumero": address.get("postal_code", ""),
            "PostitoimipaikkaS": town.upper(),
            "PostitoimipaikkaR": town.upper(),
            "AsuminenAlkupvm": "20100401" if street else "",
            "AsuminenLoppupvm": "",
        },
        "VakinainenAsuinpaikka": {"Asuinpaikantunnus": f"9{dwelling}A001 " if street else ""},
        "VakinainenUlkomainenLahiosoite": {
            "UlkomainenLahiosoite": "",
            "Valtiokoodi3": "",
            "AsuminenAlkupvm": "",
        },
        "KotimainenPostiosoite": {"PostiosoiteS": "", "Postinumero": ""},
        "Kotikunta": {
            "Kuntanumero": "999" if town else "",
            "KuntaS": town,
            "KuntaR": town,
            "KuntasuhdeAlkupvm": "20100401" if town else "",
        },
    }


def _language(found: Found) -> Content:
    code = found.case["case"].get("language", "fi")
    finnish, swedish = _LANGUAGES[code]
    return {"Kielikoodi": code, "KieliS": finnish, "KieliR": swedish, "KieliSelvakielinen": ""}


def _marital_status(code: int) -> Content:
    finnish, swedish = _MARITAL_STATUS[code]
    return {"Siviilisaatykoodi": str(code), "SiviilisaatyS": finnish, "SiviilisaatyR": swedish}


def _spouse(found: Found) -> Content:
    spouse = found.other if found.said_by("population_register").get("spouse") else None
    if spouse is None:
        return {"Henkilotunnus": "", **_names({}), "Turvakielto": {"TurvakieltoTieto": ""}}
    register = spouse.get("population_register") or {}
    code = register.get("active_code") or spouse["identity_code"]
    return {
        "Henkilotunnus": code,
        **_names(spouse),
        "Turvakielto": {"TurvakieltoTieto": "1" if _is_protected(spouse) else ""},
    }


def _is_protected(person: Mapping[str, Any]) -> bool:
    return (person.get("population_register") or {}).get("protected_address") is True


def _guardianship(
    guardian: Mapping[str, Any] | None, person: str, since: str, until: str
) -> Content:
    """``guardian`` names one; ``others`` in it a list of more, ``tasks_divided`` and ``limits``
    what was ordered."""
    who = guardian or {}
    return {
        "Alkupvm": _day(who.get("since")),
        "Paattymispvm": _day(who.get("until")),
        "Rajoituskoodi": str(who.get("limits", 1)) if guardian else "",
        "Tehtavienjakokoodi": "1" if who.get("tasks_divided") else "",
        person: [
            {
                "Henkilotunnus": "",
                "Syntymaaika": "",
                **_names(one),
                since: _day(one.get("since")),
                until: _day(one.get("until")),
            }
            for one in (who, *who.get("others", ()))
        ],
    }


def _day(day: date | None) -> str:
    return day.strftime("%Y%m%d") if day else ""


def _add(parent: etree._Element, name: str, content: Content, **attributes: str) -> etree._Element:
    if isinstance(content, list):
        return [_add(parent, name, one, **attributes) for one in content][-1]
    element = etree.SubElement(parent, f"{{{_SCHEMA}}}{name}", attributes)
    if isinstance(content, str):
        element.text = content or None
    else:
        for child, inside in content.items():
            _add(element, child, inside)
    return element
