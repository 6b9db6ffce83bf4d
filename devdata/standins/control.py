"""The stand-ins' own handle: what was asked, and what shall fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from devdata.standins.failures import Switch
from devdata.standins.journal import Journal
from devdata.standins.load import Load
from devdata.standins.server import Request, Response

_JSON = "application/json"


def control(
    journal: Journal, switches: Mapping[str, Switch], loads: Mapping[str, Load] | None = None
) -> Callable[[Request], Response]:
    """``GET /journal``, ``GET /switch`` and ``POST /switch``; ``GET /load``: what each source was
    asked at most, and ``POST /load``, which begins to measure anew."""
    measured = loads or {}

    def answer(request: Request) -> Response:
        match (request.method, request.path):
            case ("GET", "/journal"):
                return _json(journal.entries())
            case ("GET", "/switch"):
                return _json({name: switch.names for name, switch in switches.items()})
            case ("POST", "/switch"):
                return _turn(request.body, switches)
            case ("GET", "/load"):
                return _json({name: load.measured() for name, load in measured.items()})
            case ("POST", "/load"):
                for load in measured.values():
                    load.begin_anew()
                return Response(204)
        return Response(404)

    return answer


def _turn(body: bytes, switches: Mapping[str, Switch]) -> Response:
    try:
        wanted = json.loads(body)
        switch = switches[wanted["standin"]]
        if wanted["failure"] is None:
            switch.turn_off()
        else:
            switch.turn_on(
                wanted["failure"],
                person=wanted.get("person"),
                times=wanted.get("times"),
                **wanted.get("values", {}),
            )
    except (ValueError, KeyError, TypeError) as wrong:
        return Response(400, f"{type(wrong).__name__}: {wrong}".encode())
    return Response(204)


def _json(content: object) -> Response:
    return Response(200, json.dumps(content, ensure_ascii=False).encode(), _JSON)
