"""The made-up Tax Administration: one operation of a Vero API, JSON over mutual TLS.

The headers and the way of speaking are the real API's; the operation and its JSON are made up. A
person's ``answer`` may be ``normal``, ``none`` (no taxation), ``unavailable`` or, for tests,
``wrong_person``, ``unavailable_once`` or a word of :data:`_INSTEAD` or :data:`_CHANGES`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from devdata.standins.frame import Certificates, Journal, People, Request, Response, Running, Server

NAME = "tax_administration"
OPERATION = "/Standin/IncomeTaxation/Test/GetTaxation/v1"
SOFTWARE_KEY = "standin-software-key"
#: Nobody's code: of the person whom ``wrong_person`` answers about.
SOMEBODY_ELSE = "130255-9018"

_JSON = "application/json; charset=utf-8"
#: The made-up people's words for incomes and deductions → where the answer has them.
_INCOMES = {
    "rents": ("rents",),
    "dividends": ("dividends", "listed"),
    "unlisted_dividends": ("dividends", "unlisted"),
    "interest": ("interest",),
    "capital_gains": ("capitalGains",),
    "timber_sales": ("timberSales",),
    "other": ("other",),
}
_DEDUCTIONS = {"acquisition_costs": "acquisitionCosts", "life_annuities": "lifeAnnuities"}
#: Left out of the answer where there is none.
_WHERE_THERE_IS_ONE = ("timberSales", "other")
_INSTEAD = {
    "unavailable": Response(503),
    "refused": Response(403),
    "bad_request": Response(400, b'{"errorCode": "STANDIN-400"}', _JSON),
    "not_json": Response(200, b"<html><p>Huoltokatko", "text/html"),
    "server_error": Response(500, b'{"errorCode": "STANDIN-500"}', _JSON),
}


def start(people: People, certificates: Certificates, journal: Journal) -> Running:
    """Serve until stopped."""
    server = Server(
        _Service(people, journal).handle,
        certificate=certificates.server,
        clients=(certificates.vero_authority,),
    )
    settings = {
        "connection": {
            "address": server.address,
            "client_certificate": str(certificates.county_at_vero.certificate_file),
            "client_key": str(certificates.county_at_vero.key_file),
            "trusted_certificates": str(certificates.server_authority.file),
        }
    }
    return Running(NAME, settings, server.stop)


class _Service:
    def __init__(self, people: People, journal: Journal) -> None:
        self._people = people
        self._journal = journal
        self._asked: set[str] = set()

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        if request.method != "POST" or request.path != OPERATION:
            return Response(404)
        if request.headers["Vero-SoftwareKey"] != SOFTWARE_KEY:
            return Response(401)
        if request.headers.get_content_type() != "application/json":
            return Response(415)
        try:
            question = json.loads(request.body)
            code = question["customer"]["personalIdentityCode"]
            request_id = question["requestId"]
        except (ValueError, KeyError, TypeError):
            return Response(400)
        found = self._people.by_code(code)
        held = found.said_by(NAME) if found else {"answer": "none"}
        word = held.get("answer", "normal")
        if word.endswith("_once"):
            word = "normal" if code in self._asked else word.removesuffix("_once")
        self._asked.add(code)
        key = found.key if found else "-"
        if word in _INSTEAD:
            self._journal.note(NAME, OPERATION, key, word)
            return _INSTEAD[word]
        about = SOMEBODY_ELSE if word == "wrong_person" else code
        taxation = [] if word == "none" else _taxation(held)
        answer = {
            "requestId": request_id,
            "environment": "STANDIN",
            "customer": {"personalIdentityCode": about},
            "taxation": taxation,
        }
        body = json.dumps(_CHANGES.get(word, lambda same: same)(answer))
        outcome = word if word != "normal" else "found" if taxation else "none"
        self._journal.note(NAME, OPERATION, key, outcome)
        return Response(200, body.encode(), _JSON)


def _taxation(held: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not held.get("tax_year"):
        return []
    incomes: dict[str, Any] = {"dividends": {"listed": [], "unlisted": []}}
    incomes |= {name: [] for name, *inner in _INCOMES.values() if not inner}
    for item in held.get("items") or []:
        place: Any = incomes
        for key in _INCOMES[item["kind"]]:
            place = place[key]
        place.append({key: _money(value) for key, value in item.items() if key != "kind"})
    for name in _WHERE_THERE_IS_ONE:
        if not incomes[name]:
            del incomes[name]
    deductions: dict[str, list[dict[str, str]]] = {}
    for item in held.get("deductions") or []:
        of_kind = deductions.setdefault(_DEDUCTIONS[item["kind"]], [])
        of_kind.append({"amount": _money(item["amount"])})
    holdings = [
        {
            "municipality": {"name": forest["municipality"]},
            "area": {"hectares": str(forest["hectares"])},
            "loanInterest": _money(forest.get("interest") or 0),
        }
        for forest in held.get("forests") or []
    ]
    return [
        {
            "taxYear": held["tax_year"],
            "stage": held.get("stage", "DECIDED"),
            "decisionDate": str(held["decided_on"]) if held.get("decided_on") else None,
            "capitalIncome": incomes,
            "deductions": deductions,
            "forest": {"holdings": holdings},
        }
    ]


def _money(amount: object) -> str:
    return f"{Decimal(str(amount)):.2f}"


def _without(*keys: str) -> Callable[[Any], Any]:
    def change(answer: Any) -> Any:
        place = answer
        for key in keys[:-1]:
            place = place[int(key) if key.isdigit() else key]
        del place[keys[-1]]
        return answer

    return change


def _with(year: Mapping[str, Any]) -> Callable[[Any], Any]:
    def change(answer: Any) -> Any:
        answer["taxation"].append({**answer["taxation"][0], **year})
        return answer

    return change


def _new_income(answer: Any) -> Any:
    answer["taxation"][0]["capitalIncome"]["cryptoAssets"] = [{"gross": "10.00", "tax": "3.00"}]
    return answer


#: What can be wrong with, or new in, an answer: for tests.
_CHANGES: Mapping[str, Callable[[Any], Any]] = {
    "no_person": _without("customer"),
    "no_years": _without("taxation"),
    "no_gross": _without("taxation", "0", "capitalIncome", "rents", "0", "gross"),
    "no_hectares": _without("taxation", "0", "forest", "holdings", "0", "area"),
    "unknown_stage": _with({"taxYear": 2025, "stage": "GUESSED"}),
    "newer_pre_completed": _with({"taxYear": 2025, "stage": "PRE_COMPLETED"}),
    "amended_too": _with(
        {"stage": "AMENDED", "decisionDate": "2025-12-01", "forest": {"holdings": []}}
    ),
    "new_income": _new_income,
}
