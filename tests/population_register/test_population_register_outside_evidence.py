"""Messages that others captured or published: outside evidence, where it is at hand."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from population_register_world import NOW, PERIOD, SETTINGS, permit, products_file

from devdata.standins.frame import Certificates, Request, Response, Server
from robots.casework.answer import Answer
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.words import PersonFlag, Role, State
from robots.population_register import (
    Credentials,
    PopulationRegister,
    PopulationRegisterSettings,
)
from robots.population_register.part import Part
from robots.population_register.person import read_person
from robots.population_register.product import Product, known_forms, places_of, read_products
from robots.population_register.reading import Reading
from robots.population_register.verdict import Verdict, judge
from robots.transport.https import ConnectionSettings
from robots.transport.xml import parse
from robots.transport.xroad import Subsystem
from robots.transport.xroad_faults import ReplyToAnotherRequest

EVIDENCE = Path(__file__).parents[2].parent / "shared" / "data" / "interfaces"
CAPTURED = EVIDENCE / "evaka" / "samples"
MODELLED = EVIDENCE / "City-of-Helsinki-yjdh"

#: Whose messages were captured.
CLIENT = Subsystem(
    instance="FI-TEST",
    member_class="MUN",
    member_code="0101263-6",
    subsystem_code="evaka-test",
)

pytestmark = pytest.mark.skipif(not EVIDENCE.is_dir(), reason="no captured messages at hand")


class Replaying:
    """A security server that gives a captured message to whatever it is asked."""

    def __init__(self, certificates: Certificates, message: bytes) -> None:
        self.message = message
        self.requests: list[Request] = []
        self.certificates = certificates
        self.server = Server(
            self._answer,
            certificate=certificates.server,
            clients=[certificates.data_user_authority],
        )

    def _answer(self, request: Request) -> Response:
        """The message as it was captured, but for the hash: it names another request."""
        self.requests.append(request)
        envelope = etree.fromstring(self.message)
        (digest,) = envelope.iter("{http://x-road.eu/xsd/xroad.xsd}requestHash")
        digest.text = b64encode(hashlib.sha512(request.body).digest()).decode()
        return Response(200, etree.tostring(envelope), "text/xml; charset=utf-8")

    def ask(self, code: str, message_id: str, products: Path) -> Answer:
        source = PopulationRegister(
            self.settings(products),
            Credentials("user", "password"),
            access_log=self,
            clock=lambda: NOW,
            new_id=lambda: message_id,
            sleep=lambda _: None,
        )
        person = Person(Role.CLIENT, IdentityCode.parse(code, test_range=True))
        groups = frozenset({"person", "guardian", "protection"})
        return source.ask(permit(data_groups=groups), person, PERIOD)

    def record(self, access: object) -> None:
        """No log is looked at here."""

    def settings(self, products: Path) -> PopulationRegisterSettings:
        county = self.certificates.county
        connection = ConnectionSettings(
            address=self.server.address,
            client_certificate=county.certificate_file,
            client_key=county.key_file,
            trusted_certificates=self.certificates.server_authority.file,
        )
        return SETTINGS.model_copy(
            update={"connection": connection, "client": CLIENT, "products": products}
        )


@pytest.fixture
def replaying(certificates: Certificates) -> Iterator[Any]:
    running: list[Replaying] = []

    def replay(message: bytes) -> Replaying:
        running.append(Replaying(certificates, message))
        return running[-1]

    yield replay
    for one in running:
        one.server.stop()


#: The forms that were captured, and a tailored product beside them for what they do not have.
BASIC = {"name": "Perussanoma 3", "like": "perussanoma_3"}
OF_CUSTODIANS = {
    "name": "Huollettava-Huoltajat",
    "like": "huollettava_huoltajat",
    "minors_only": False,
    "person": {
        "last_name": "NykyinenSukunimi/Sukunimi",
        "first_names": "NykyisetEtunimet/Etunimet",
        "died": ["Kuolintiedot/Kuollut"],
        "died_on": ["Kuolintiedot/Kuolinpvm"],
    },
}
#: Asked after everybody else and of nobody here: what a county's file must have besides.
OF_THE_REST = {
    "name": "TAILORED",
    "spouse": {
        "element": "Aviopuoliso",
        "identity_code": "Henkilotunnus",
        "last_name": "Sukunimi",
        "first_names": "Etunimet",
        "marital_status": "Siviilisaaty/Siviilisaatykoodi",
    },
}
OF_GUARDIANS = {
    "name": "TAILORED TOO",
    "guardian": {"guardianship": {"stated": "(E)"}, "mandate": {"stated": "(V)"}},
}


def test_a_captured_basic_message_is_read_whole(replaying: Any, tmp_path: Path) -> None:
    replayed = replaying((CAPTURED / "perussanoma3Response.xml").read_bytes())
    products = products_file(tmp_path, BASIC, OF_THE_REST)
    answer = replayed.ask("020501A999T", "41fc10922728511e", products)
    assert answer.state is State.FOUND
    assert answer.person is not None
    assert answer.person.name == "Albert Kristian Jäppinen"
    assert answer.person.flags == frozenset()
    assert (answer.person.died_on, answer.person.guardians) == (None, ())
    assert answer.findings == ()
    used, raw = answer.attachments
    for home in ("Puistikko", "Esplanaden", "65100", "Vaasa", "90000009871B023"):
        assert home in raw.content.decode()
        assert home not in used.content.decode()


def test_a_captured_message_on_a_minors_custodians_is_read_whole(
    replaying: Any, tmp_path: Path
) -> None:
    replayed = replaying((CAPTURED / "huollettavaHuoltajaResponse.xml").read_bytes())
    products = products_file(tmp_path, OF_CUSTODIANS, OF_THE_REST, OF_GUARDIANS)
    answer = replayed.ask("311211A9527", "838b02eccdc77bcc", products)
    assert answer.person is not None
    assert (answer.person.name, answer.person.flags) == ("Minja Zavutina Popov", frozenset())
    assert [(one.code, one.values) for one in answer.findings] == [
        ("has_custodians", {"custodians": "Andre Olav Popov, Anna Alexandra Popov"})
    ]
    for unread in ("Kurteninkatu", "010181-9533", "020190-9521", "90000130991H045"):
        assert unread not in answer.attachments[0].content.decode()


def test_a_captured_reply_to_another_message_is_refused(replaying: Any, tmp_path: Path) -> None:
    replayed = replaying((CAPTURED / "perussanoma3Response.xml").read_bytes())
    products = products_file(tmp_path, BASIC, OF_THE_REST)
    with pytest.raises(ReplyToAnotherRequest):
        replayed.ask("020501A999T", "41fc10922728511f", products)


def test_our_question_is_as_the_published_schema_has_it(replaying: Any, tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(EVIDENCE / "evaka" / "query.xsd"))
    replayed = replaying((CAPTURED / "perussanoma3Response.xml").read_bytes())
    products = products_file(tmp_path, BASIC, OF_THE_REST)
    replayed.ask("020501A999T", "41fc10922728511e", products)
    envelope = etree.fromstring(replayed.requests[0].body)
    for element in (*envelope[0], *envelope[1]):
        schema.assertValid(etree.fromstring(etree.tostring(element)))


@pytest.mark.parametrize(
    ("file", "flags", "findings"),
    [
        ("vtj-json-found-alive.json", set(), []),
        (
            "vtj-json-restricted.json",
            {PersonFlag.PROTECTED_ADDRESS},
            ["address_possibly_protected"],
        ),
    ],
)
def test_messages_modelled_on_test_people_are_read(
    tmp_path: Path, file: str, flags: set[PersonFlag], findings: list[str]
) -> None:
    plain = {"name": "PERUSSANOMA 1", "like": "perussanoma_1"}
    product = read_products(products_file(tmp_path, plain, OF_THE_REST, OF_GUARDIANS))[0]
    message = json.loads((MODELLED / file).read_text("utf-8"))
    code = message["Henkilo"]["Henkilotunnus"]["#text"]
    asked = IdentityCode.parse(code, test_range=True)
    reply = Reading(parse(etree.tostring(_as_xml(message))))
    assert judge(reply, asked) is Verdict.OK
    groups = frozenset({"person", "protection"})
    part = read_person(reply, asked, Role.CLIENT, product, groups, date(2026, 3, 16), Part())
    assert part.flags == flags
    assert part.name in ("Anna Ännä Demo", "Saima Testi Vauhkonen-Testi")
    assert [finding.code for finding in part.findings] == findings


def test_the_modelled_message_that_finds_nobody_is_understood_as_such() -> None:
    message = json.loads((MODELLED / "vtj-json-not-found.json").read_text("utf-8"))
    fault = etree.Element("HenkilonTunnusKyselyResponse")
    response = etree.SubElement(fault, "response")
    etree.SubElement(response, "faultCode").text = "0001"
    etree.SubElement(response, "faultString").text = message["#text"]
    asked = IdentityCode.parse("020501A999T", test_range=True)
    assert judge(Reading(fault), asked) is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("form", "schema"),
    [
        ("perussanoma_1", "evaka/vtj-vastaus-unified.xsd"),
        ("perussanoma_3", "evaka/vtj-vastaus-unified.xsd"),
        ("asukaslkm_2", "evaka/vtj-vastaus-unified.xsd"),
        ("huollettava_huoltajat", "evaka/vtj-vastaus-unified.xsd"),
    ],
)
def test_every_place_of_the_registers_own_forms_is_in_the_published_schema(
    form: str, schema: str
) -> None:
    elements = Product.model_validate({"name": form, **known_forms()[form]})
    known = paths_in(EVIDENCE / schema)
    places = [place.path for _, place in places_of(elements)]
    assert places
    for path in places:
        assert any(one == path or one.endswith(f"/{path}") for one in known), path


def test_a_tailored_product_whose_schema_is_published_can_be_mapped(tmp_path: Path) -> None:
    """The education authority's product: other names for the places where somebody lives."""
    known = paths_in(EVIDENCE / "Opetushallitus-vtj" / "OPHREK.xsd")
    tailored = {
        **BASIC,
        "name": "OPHREK",
        "person": {
            "last_name": "NykyinenSukunimi/Sukunimi",
            "first_names": "NykyisetEtunimet/Etunimet",
            "died": [],
            "died_on": ["Kuolintiedot/Kuolinpvm"],
        },
        "protection": {
            "signs": ["Turvakielto/TurvakieltoTieto"],
            "homes": ["VakinainenKotimainenOsoite", "VakinainenUlkomainenOsoite", "Kotikunta"],
        },
    }
    product = read_products(products_file(tmp_path, tailored, OF_THE_REST))[0]
    for key, place in places_of(product):
        in_schema = any(one == place.path or one.endswith(f"/{place.path}") for one in known)
        assert in_schema or place.may_be_missing or "organisations" in key, key


def paths_in(schema: Path) -> set[str]:
    """The paths of every element under ``Henkilo``."""
    xs = "{http://www.w3.org/2001/XMLSchema}"
    (person,) = (
        one for one in etree.parse(schema).iter(f"{xs}element") if one.get("name") == "Henkilo"
    )
    paths = set()
    for element in person.iter(f"{xs}element"):
        names = [element.get("name")]
        for above in element.iterancestors(f"{xs}element"):
            if above is person:
                break
            names.insert(0, above.get("name"))
        paths.add("/".join(names))
    return paths


def _as_xml(message: dict[str, Any]) -> etree._Element:
    """The gateway's JSON back as the register's XML, inside the service's reply."""
    root = etree.Element("HenkilonTunnusKyselyResponse")
    response = etree.SubElement(root, "response")
    _add(etree.SubElement(response, "VTJHenkiloVastaussanoma"), message)
    return root


def _add(element: etree._Element, content: Any) -> None:
    if not isinstance(content, dict):
        element.text = content
        return
    for name, inside in content.items():
        if name == "#text":
            element.text = inside
        elif not name.startswith("@"):
            _add(etree.SubElement(element, name), inside)
        elif ":" not in name and name != "@xmlns":
            element.set(name[1:], inside)
