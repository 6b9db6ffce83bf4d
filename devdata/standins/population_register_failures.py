"""What the made-up population register can do wrong, by the word in a person's ``answer``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

_SCHEMA = "{http://xml.vrk.fi/schema/vtjkysely}"
_SOMEBODY_ELSE = "010101-900R"


def _return_code(code: str, search: str) -> Callable[[etree._Element], None]:
    """The codes of a message that comes with no person in it."""

    def change(message: etree._Element) -> None:
        message.find(f"{_SCHEMA}Paluukoodi").set("koodi", code)
        _searched(message).set("hakuperustePaluukoodi", search)
        person = message.find(f"{_SCHEMA}Henkilo")
        message.remove(person)

    return change


def _notice(message: etree._Element) -> None:
    told = message.find(f"{_SCHEMA}Paluukoodi")
    told.set("koodi", "0005")
    told.text = "Huomautus"


def _wrong_person(message: etree._Element) -> None:
    message.find(f"{_SCHEMA}Henkilo/{_SCHEMA}Henkilotunnus").text = _SOMEBODY_ELSE


def _other_search(message: etree._Element) -> None:
    _searched(message).text = _SOMEBODY_ELSE


def _two_people(message: etree._Element) -> None:
    person = message.find(f"{_SCHEMA}Henkilo")
    message.append(etree.fromstring(etree.tostring(person)))


def _no_longer_in_force(message: etree._Element) -> None:
    code = message.find(f"{_SCHEMA}Henkilo/{_SCHEMA}Henkilotunnus")
    code.set("voimassaolokoodi", "2")


def _unknown_marital_status(message: etree._Element) -> None:
    for status in message.iter(f"{_SCHEMA}Siviilisaatykoodi"):
        status.text = "99"


def _without(name: str) -> Callable[[etree._Element], None]:
    def change(message: etree._Element) -> None:
        for element in list(message.iter(f"{_SCHEMA}{name}")):
            element.getparent().remove(element)

    return change


def _renamed(name: str, new_name: str) -> Callable[[etree._Element], None]:
    def change(message: etree._Element) -> None:
        for element in message.iter(f"{_SCHEMA}{name}"):
            element.tag = f"{_SCHEMA}{new_name}"

    return change


def _nameless(message: etree._Element) -> None:
    for name in ("Sukunimi", "Etunimet"):
        for element in message.iter(f"{_SCHEMA}{name}"):
            element.text = None


def _new_elements(message: etree._Element) -> None:
    person = message.find(f"{_SCHEMA}Henkilo")
    news = etree.Element(f"{_SCHEMA}Uutinen", voimassaolokoodi="7")
    etree.SubElement(news, f"{_SCHEMA}Tieto").text = "jotakin uutta"
    person.insert(0, news)
    person.append(etree.fromstring(etree.tostring(news)))


def _searched(message: etree._Element) -> etree._Element:
    return message.find(f"{_SCHEMA}Hakuperusteet/{_SCHEMA}Henkilotunnus")


#: In the message about the person, before it goes into the reply; and what it is.
_FAILURES: Mapping[str, tuple[Callable[[etree._Element], None], str]] = {
    "not_found_in_message": (
        _return_code("0001", "0"),
        "nobody is found, and a message says so instead of a fault",
    ),
    "too_many_found": (_return_code("0000", "3"), "the search found several people"),
    "unknown_return_code": (_return_code("7777", "1"), "a return code that nobody documents"),
    "notice": (_notice, "the person is found, and the register has a notice besides"),
    "wrong_person": (_wrong_person, "the person in the reply is another"),
    "other_search": (_other_search, "the reply is to a search for another"),
    "two_people": (_two_people, "two people are in the reply"),
    "no_longer_in_force": (_no_longer_in_force, "the code is passive, and nothing says so"),
    "unknown_marital_status": (_unknown_marital_status, "a marital status of no known code"),
    "missing_guardianship": (_without("Edunvalvonta"), "the guardianship's group is missing"),
    "missing_protection": (_without("Turvakielto"), "nothing shows a protected address"),
    "renamed_spouse": (_renamed("Aviopuoliso", "Puoliso"), "the spouse's group has a new name"),
    "nameless": (_nameless, "all names are empty"),
    "unknown_element": (_new_elements, "elements that nobody knows"),
}
IN_THE_MESSAGE: Mapping[str, Callable[[etree._Element], None]] = {
    word: change for word, (change, _) in _FAILURES.items()
}
OWN: Mapping[str, str] = {word: sentence for word, (_, sentence) in _FAILURES.items()}
