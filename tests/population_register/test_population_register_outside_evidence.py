"""Messages that others captured or published: outside evidence, where it is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from population_register_world import NOW, PERIOD, SETTINGS, permit

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
from robots.population_register.person import read_person
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
        self.requests.append(request)
        return Response(200, self.message, "text/xml; charset=utf-8")

    def ask(self, code: str, message_id: str) -> Answer:
        source = PopulationRegister(
            self.settings(),
            Credentials("user", "password"),
            access_log=self,
            clock=lambda: NOW,
            new_id=lambda: message_id,
            sleep=lambda _: None,
        )
        person = Person(Role.CLIENT, IdentityCode.parse(code, test_range=True))
        return source.ask(permit(), person, PERIOD)

    def record(self, access: object) -> None:
        """No log is looked at here."""

    def settings(self) -> PopulationRegisterSettings:
        county = self.certificates.county
        connection = ConnectionSettings(
            address=self.server.address,
            client_certificate=county.certificate_file,
            client_key=county.key_file,
            trusted_certificates=self.certificates.server_authority.file,
        )
        return SETTINGS.model_copy(update={"connection": connection, "client": CLIENT})


@pytest.fixture
def replaying(certificates: Certificates) -> Iterator[Any]:
    running: list[Replaying] = []

    def replay(message: bytes) -> Replaying:
        running.append(Replaying(certificates, message))
        return running[-1]

    yield replay
    for one in running:
        one.server.stop()


@pytest.mark.parametrize(
    ("file", "code", "message_id", "name"),
    [
        (
            "perussanoma3Response.xml",
            "020501A999T",
            "41fc10922728511e",
            "Albert Kristian Jäppinen",
        ),
        (
            "huollettavaHuoltajaResponse.xml",
            "311211A9527",
            "838b02eccdc77bcc",
            "Minja Zavutina Popov",
        ),
    ],
)
def test_a_captured_reply_is_read_whole(
    replaying: Any, file: str, code: str, message_id: str, name: str
) -> None:
    replayed = replaying((CAPTURED / file).read_bytes())
    answer = replayed.ask(code, message_id)
    assert answer.state is State.FOUND
    assert answer.person is not None
    assert (answer.person.name, answer.person.flags) == (name, frozenset())
    assert answer.person.guardians == ()
    assert b"Puistikko" not in answer.attachments[0].content
    assert b"Kurteninkatu" not in answer.attachments[0].content


def test_a_captured_reply_to_another_message_is_refused(replaying: Any) -> None:
    replayed = replaying((CAPTURED / "perussanoma3Response.xml").read_bytes())
    with pytest.raises(ReplyToAnotherRequest):
        replayed.ask("020501A999T", "41fc10922728511f")


def test_our_question_is_as_the_published_schema_has_it(replaying: Any) -> None:
    schema = etree.XMLSchema(etree.parse(EVIDENCE / "evaka" / "query.xsd"))
    replayed = replaying((CAPTURED / "perussanoma3Response.xml").read_bytes())
    replayed.ask("020501A999T", "41fc10922728511e")
    envelope = etree.fromstring(replayed.requests[0].body)
    for element in (*envelope[0], *envelope[1]):
        schema.assertValid(etree.fromstring(etree.tostring(element)))


@pytest.mark.parametrize(
    ("file", "flags"),
    [
        ("vtj-json-found-alive.json", set()),
        ("vtj-json-restricted.json", {PersonFlag.PROTECTED_ADDRESS}),
    ],
)
def test_messages_modelled_on_test_people_are_read(file: str, flags: set[PersonFlag]) -> None:
    message = json.loads((MODELLED / file).read_text("utf-8"))
    code = message["Henkilo"]["Henkilotunnus"]["#text"]
    asked = IdentityCode.parse(code, test_range=True)
    reply = Reading(parse(etree.tostring(_as_xml(message))))
    assert judge(reply, asked) is Verdict.OK
    facts, _ = read_person(reply, asked, Role.CLIENT, SETTINGS, date(2026, 3, 16))
    assert facts.flags == flags
    assert facts.name


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
