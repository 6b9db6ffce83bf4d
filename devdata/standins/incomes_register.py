"""The made-up Incomes Register: SOAP 1.1 with signed documents both ways, over mutual TLS.

It checks what the real one checks: the client certificate and its issuer, the operation, the
schema, the signature and who signed, that owner, creator and sender are the certificate's holder,
the environment, and the query profile. The operations' names and all code numbers are made up,
because the real ones are not public.

A person's ``answer`` may be ``normal``, ``unavailable``, ``wrong_person`` (a good answer about
somebody else), or for tests a word of :mod:`devdata.standins.incomes_register_failures`,
``wrong_signer``, ``unavailable_once`` or ``count_wrong_once``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from lxml import etree
from signxml import CanonicalizationMethod, XMLSigner, XMLVerifier

from devdata.standins import incomes_register_failures as failures
from devdata.standins.certificates import common_name
from devdata.standins.failures import NOBODY
from devdata.standins.frame import (
    Authority,
    Certificates,
    Found,
    Issued,
    Journal,
    People,
    Request,
    Response,
    Running,
    Switch,
)
from devdata.standins.incomes_register_reports import BUSINESS_ID, IDENTITY_CODE, add, reports_of
from devdata.standins.incomes_register_services import (
    SERVICES,
    NotOfTheForm,
    Service,
)

NAME = "incomes_register"
SERVICE_PATH = "/20170526/StandinDataRequestService.svc"
PROFILE = "KUUSIRANTA-ASIAKASMAKSUT"
PAYMENT_DATE_PARAMETER = "9201"
INCOME_EARNER_PARAMETER = "9202"
#: Nobody's code: of the person whom ``wrong_person`` answers about.
SOMEBODY_ELSE = "130255-9018"

_ASKED_CODE = re.compile(rb"<IdCode>([^<]{11})</IdCode>")
_NAMESPACE = "http://www.tulorekisteri.fi/2017/1/"
_SCHEMA = Path(__file__).parent / "schemas" / "incomes-register-request.xsd"
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0


@dataclass(frozen=True)
class Operation:
    """One kind of question, and what its messages are called."""

    kind: str
    question: str
    answer: str
    query_data_type: str


OPERATIONS = {
    "StandinGetWageReports": Operation(
        "wages", "WageReportsOneIncomeEarnerRequestToIR", "WageReportsFromIR", "9101"
    ),
    "StandinGetBenefitReports": Operation(
        "benefits", "BenefitReportsOneIncomeEarnerRequestToIR", "BenefitReportsFromIR", "9102"
    ),
}


class Refused(Exception):
    """The request is answered with a SOAP fault of the client's."""


def start(people: People, certificates: Certificates, journal: Journal) -> Running:
    """Serve until stopped."""
    switch = Switch(NAME, journal, own=failures.OWN)
    register = _Register(people, certificates, journal, switch)
    server = switch.server(
        register.handle,
        register.person_of,
        certificate=certificates.server,
        clients=(certificates.data_user_authority,),
    )
    settings = {
        "connection": {
            "address": server.address,
            "client_certificate": str(certificates.county.certificate_file),
            "client_key": str(certificates.county.key_file),
            "trusted_certificates": str(certificates.server_authority.file),
        },
        "issuing_ca": str(certificates.services_authority.file),
    }
    return Running(NAME, settings, server.stop, switch, server.latency, server.load)


class _Register:
    def __init__(
        self, people: People, certificates: Certificates, journal: Journal, switch: Switch
    ) -> None:
        self._people = people
        self._switch = switch
        self._clients = certificates.data_user_authority
        self._signer = certificates.services_signer
        # A CA of the same name that nobody trusts: only its key tells it from the real one.
        folder = certificates.folder / "strangers"
        folder.mkdir(exist_ok=True)
        stranger = Authority(folder, common_name(certificates.services_authority.own.certificate))
        self._strange_signer = stranger.issue("Tulorekisteri (standin)")
        self._journal = journal
        self._times_asked: Counter[tuple[str, str]] = Counter()
        self._schema = etree.XMLSchema(file=str(_SCHEMA))

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        if request.method == "POST" and request.path in SERVICES:
            return self._about_nobody(request, SERVICES[request.path])
        if request.method != "POST" or request.path != SERVICE_PATH:
            return Response(404)
        try:
            operation = _operation(request)
            root = f"{{{_NAMESPACE}DataRequestToIR}}{operation.question}"
            question = self._question(request, root, self._schema)
        except Refused as why:
            return failures.fault("Client", str(why))
        code = question.findtext("DataRequestParameters/IdCodeParameter/IdCode") or ""
        found = self._people.by_code(code)
        response, outcome = self._answer(operation, question, code, found, request.client_name)
        service = request.headers["SOAPAction"].strip('"')
        self._journal.note(NAME, service, found.key if found else "-", outcome)
        return response

    def person_of(self, request: Request) -> str:
        """Whom a request is about."""
        code = _ASKED_CODE.search(request.body)
        found = self._people.by_code(code[1].decode()) if code else None
        return found.key if found else NOBODY

    def _about_nobody(self, request: Request, service: Service) -> Response:
        word = self._switch.own(NOBODY) or "normal"
        if word in failures.INSTEAD:
            return failures.INSTEAD[word]
        try:
            if request.headers["SOAPAction"] != f'"{service.action}"':
                raise Refused("unknown SOAPAction")
            question = self._question(request, service.question)
            document = service.answer(question, request.client_name)
        except (Refused, NotOfTheForm) as why:
            return failures.fault("Client", str(why))
        self._journal.note(NAME, service.action, NOBODY, word)
        return self._sent(document, word if word in failures.ABOUT_NOBODY else "normal")

    def _question(self, request: Request, root: str, schema: etree.XMLSchema | None = None) -> Any:
        """The request's document, once its form and its signature are right."""
        try:
            body = etree.fromstring(request.body, _SAFE).find(f"{{{failures.SOAP}}}Body")
            (inside,) = body
        except (etree.XMLSyntaxError, TypeError, ValueError):
            raise Refused("not one document in a SOAP 1.1 envelope") from None
        content = etree.tostring(inside, with_tail=False)
        document = etree.fromstring(content, _SAFE)
        if document.tag != root:
            raise Refused("not the operation's document")
        if schema is not None and not schema.validate(document):
            raise Refused("schema")
        try:
            verified = XMLVerifier().verify(
                content,
                ca_pem_file=str(self._clients.file),
                cert_subject_name=request.client_name,
            )
        except Exception as wrong:
            raise Refused("signature") from wrong
        return verified.signed_xml

    def _answer(
        self,
        operation: Operation,
        question: Any,
        code: str,
        found: Found | None,
        client: str | None,
    ) -> tuple[Response, str]:
        self._times_asked[code, operation.kind] += 1
        is_first = self._times_asked[code, operation.kind] == 1
        held = found.said_by(NAME) if found else {}
        word = self._switch.own(found.key if found else NOBODY) or held.get("answer", "normal")
        if word.endswith("_once"):
            word = word.removesuffix("_once") if is_first else "normal"
        if word in failures.INSTEAD:
            return failures.INSTEAD[word], word
        document = _empty_answer(operation)
        outcome = _error_of(question, operation, client)
        if outcome is not None:
            failures.add_error(document, outcome)
        else:
            about = SOMEBODY_ELSE if word == "wrong_person" else code
            outcome = _fill(document, operation, question, held, about)
        return self._sent(document, word), outcome if word == "normal" else word

    def _sent(self, document: Any, word: str) -> Response:
        failures.BEFORE_SIGNING.get(word, lambda document: None)(document)
        signer = self._strange_signer if word == "wrong_signer" else self._signer
        signed = _signed(document, signer)
        if word == "over_another":
            document.find("Summary/NrOfReports").text = "0"
            signed.replace(signed[-1], _signed(document, signer)[-1])
        content = failures.AFTER_SIGNING.get(word, bytes)(etree.tostring(signed))
        response = failures.envelope(content)
        return replace(response, body=failures.IN_THE_ENVELOPE.get(word, bytes)(response.body))


def _signed(document: Any, signer: Issued) -> Any:
    return XMLSigner(c14n_algorithm=_EXCLUSIVE).sign(
        document, key=signer.key, cert=[signer.certificate]
    )


def _operation(request: Request) -> Operation:
    action = request.headers["SOAPAction"] or ""
    if action[:1] + action[-1:] != '""' or action.strip('"') not in OPERATIONS:
        raise Refused("unknown SOAPAction")
    if request.headers.get_content_type() != "text/xml":
        raise Refused("not text/xml")
    return OPERATIONS[action.strip('"')]


def _error_of(question: Any, operation: Operation, client: str | None) -> str | None:
    """What the schema cannot say; the errors' codes are made up, but for their form."""
    parties = {
        (question.findtext(f"{party}/Type"), question.findtext(f"{party}/Code"))
        for party in ("DeliveryDataOwner", "DeliveryDataCreator", "DeliveryDataSender")
    }
    parameters = question.find("DataRequestParameters")
    told = [] if parameters is None else [one.findtext("ParameterType") for one in parameters]
    checks = {
        "ADV9001": parties == {(BUSINESS_ID, client)},
        "ADV9002": question.findtext("ProductionEnvironment") == "false",
        "ADV9003": question.findtext("QueryProfile") == PROFILE,
        "ADV9004": question.findtext("QueryDataType") == operation.query_data_type,
        "ADV9005": told == [PAYMENT_DATE_PARAMETER, INCOME_EARNER_PARAMETER],
        "ADV9006": question.findtext(".//IdCodeParameter/IdType") == IDENTITY_CODE,
    }
    return next((code for code, is_right in checks.items() if not is_right), None)


def _empty_answer(operation: Operation) -> Any:
    namespace = _NAMESPACE + operation.answer
    document = etree.Element(f"{{{namespace}}}{operation.answer}", nsmap={"ir": namespace})
    subscription = add(document, "Subscription")
    add(subscription, "QueryDataType", operation.query_data_type)
    add(subscription, "QueryProfile", PROFILE)
    add(subscription, "ProductionEnvironment", "false")
    query = add(document, "Query")
    add(query, "IRQueryId", uuid4().hex)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for name in ("QueryTimestamp", "QueryTimespanStart", "QueryTimespanEnd"):
        add(query, name, now)
    add(add(document, "Summary"), "NrOfReports", "0")
    return document


def _fill(document: Any, operation: Operation, question: Any, held: Any, code: str) -> str:
    """The reports whose payment date is in the time that was asked for."""
    timespan = question.find("DataRequestParameters/TimespanParameter")
    first, last = (date.fromisoformat(timespan.findtext(end)) for end in ("StartDate", "EndDate"))
    reports = [
        report.element
        for report in reports_of(operation.kind, held, code)
        if report.paid_on is None or first <= report.paid_on <= last
    ]
    document.find("Summary/NrOfReports").text = str(len(reports))
    if not reports:
        return "none"
    add(document, "Reports").extend(reports)
    return "found"
