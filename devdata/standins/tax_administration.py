"""The made-up Tax Administration: one operation of a Vero API, JSON over mutual TLS.

The headers and the way of speaking are the real API's; the operations and their JSON are made up. A
person's ``answer`` may be ``normal``, ``none`` (no taxation) or ``unavailable``. What else can be
wrong is turned on: :mod:`devdata.standins.tax_administration_failures`.
"""

from __future__ import annotations

import json
from typing import Any

from devdata.standins.failures import NOBODY
from devdata.standins.frame import (
    Certificates,
    Found,
    Journal,
    People,
    Request,
    Response,
    Running,
    Switch,
)
from devdata.standins.tax_administration_answers import ENVIRONMENT, taxation
from devdata.standins.tax_administration_failures import OWN

NAME = "tax_administration"
OPERATION = "/Standin/IncomeTaxation/Test/GetTaxation/v1"
#: Asks about nobody.
STATUS = "/Standin/IncomeTaxation/Test/GetStatus/v1"
SOFTWARE_KEY = "standin-software-key"

_JSON = "application/json; charset=utf-8"


def start(people: People, certificates: Certificates, journal: Journal) -> Running:
    """Serve until stopped."""
    sentences = {name: sentence for name, (sentence, _) in OWN.items()}
    switch = Switch(NAME, journal, own=sentences, xml=False)
    service = _Service(people, journal, switch)
    server = switch.server(
        service.handle,
        service.person_of,
        certificate=certificates.server,
        clients=(certificates.vero_authority,),
    )
    settings = {
        "connection": {
            "address": server.address,
            "client_certificate": str(certificates.county_at_vero.certificate_file),
            "client_key": str(certificates.county_at_vero.key_file),
            "trusted_certificates": str(certificates.server_authority.file),
        },
        "check_path": STATUS,
    }
    return Running(NAME, settings, server.stop, switch, server.latency, server.load)


class _Service:
    def __init__(self, people: People, journal: Journal, switch: Switch) -> None:
        self._people = people
        self._journal = journal
        self._switch = switch

    def person_of(self, request: Request) -> str:
        """Whom a request is about."""
        question = _question(request)
        found = self._found(question) if question else None
        return found.key if found else NOBODY

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        if request.method != "POST" or request.path not in (OPERATION, STATUS):
            return Response(404)
        if request.headers["Vero-SoftwareKey"] != SOFTWARE_KEY:
            return Response(401)
        if request.headers.get_content_type() != "application/json":
            return Response(415)
        if request.path == STATUS:
            return _json({"environment": ENVIRONMENT, "status": "OK"})
        question = _question(request)
        if question is None:
            return _json({"errorCode": "STANDIN-400"}, status=400)
        found = self._found(question)
        held = found.said_by(NAME) if found else {"answer": "none"}
        key = found.key if found else NOBODY
        if held.get("answer") == "unavailable":
            self._journal.note(NAME, OPERATION, key, "unavailable")
            return Response(503)
        answer = {
            "requestId": question["requestId"],
            "environment": ENVIRONMENT,
            "customer": {"personalIdentityCode": question["customer"]["personalIdentityCode"]},
            "taxation": taxation(held),
        }
        outcome = "found" if answer["taxation"] else "none"
        if failure := self._switch.own(key):
            answer, outcome = OWN[failure][1](answer), failure
        self._journal.note(NAME, OPERATION, key, outcome)
        return _json(answer)

    def _found(self, question: dict[str, Any]) -> Found | None:
        return self._people.by_code(question["customer"]["personalIdentityCode"])


def _question(request: Request) -> dict[str, Any] | None:
    """The question about one person; None of anything else."""
    try:
        question: dict[str, Any] = json.loads(request.body)
        code, request_id = question["customer"]["personalIdentityCode"], question["requestId"]
    except (ValueError, KeyError, TypeError):
        return None
    return question if isinstance(code, str) and isinstance(request_id, str) else None


def _json(content: Any, status: int = 200) -> Response:
    return Response(status, json.dumps(content).encode(), _JSON)
