"""The population register's change interface, behind the same security server: X-Road REST r1.

What has changed of a person stands in the file's ``population_register`` block as
``changes: [{key: 12, groups: [KUOLINPAIVA]}]``; a call gets a few at a time, as in life.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from devdata.standins.failures import NOBODY, Switch
from devdata.standins.frame import COUNTY_BUSINESS_ID, Found, Journal, People, Request, Response

USERNAME = "muutokset-testi"
PASSWORD = "salainen-muutos"

SERVICE = "FI-TEST/GOV/0245437-2/VTJmutpa/VTJmutpa"
CLIENT = f"FI-TEST/MUN/{COUNTY_BUSINESS_ID}/tuloselvitys"
PREFIX = f"/r1/{SERVICE}/api/v1/"

#: The key at the beginning of each day that is asked about; what changed has a larger one.
FIRST_KEY = 100
_AT_ONCE = 2

#: What it can do wrong, besides what every stand-in can.
OWN: Mapping[str, str] = {
    "other_person_in_batch": "a record of a batch is about somebody who was not asked about",
    "broken_record": "a record names nobody",
    "stuck": "there is more, and the key does not move on",
    "everybody_changed": "of everybody who is asked about, something has changed since the key",
    "person_twice": "somebody of the batch stands in the reply a second time, without any group",
    "person_to_come": "somebody is left out, and the reply says that it is not up to date",
    "no_key": "the reply has no key",
    "nameless_record": "a record has no name in it",
}

_MARITAL_STATUS = {1: "NAIMATON", 2: "AVIOLIITOSSA", 4: "ERONNUT", 5: "LESKI"}


@dataclass(frozen=True)
class Changes:
    """The service; ``answer`` takes the requests whose path begins with ``PREFIX``."""

    name: str
    people: People
    journal: Journal
    switch: Switch

    def answer(self, request: Request) -> Response:
        if request.headers.get("X-Road-Client") != CLIENT:
            error = {"type": "Server.ClientProxy.UnknownMember", "message": "-", "detail": "-"}
            body = json.dumps(error).encode()
            headers = (("X-Road-Error", error["type"]),)
            return Response(500, body, "application/json", headers)
        pair = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {pair}":
            self._note(NOBODY, "refused")
            return _reply(request, 401, {"virhe": "ei lupaa"})
        path = request.path.removeprefix(PREFIX)
        failure = self.switch.own(NOBODY)
        if request.method == "GET" and path.startswith("kirjausavain/"):
            date.fromisoformat(path.removeprefix("kirjausavain/"))
            self._note(NOBODY, "key")
            content = {} if failure == "no_key" else {"viimeisinKirjausavain": FIRST_KEY}
            return _reply(request, 200, content)
        if request.method != "POST" or path not in ("muutokset", "perustiedot"):
            return _reply(request, 404, {})
        asked = json.loads(request.body)
        content = self._changes(asked) if path == "muutokset" else self._basic_data(asked)
        _fail(content, path, failure, asked)
        return _reply(request, 200, content)

    def _changes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        since = asked["viimeisinKirjausavain"]
        happened = []
        for code in asked["hetulista"]:
            found = self.people.by_code(code)
            self._note(found.key if found else NOBODY, "changes")
            for change in found.said_by(self.name).get("changes", ()) if found else ():
                if change["key"] > since:
                    happened.append((change["key"], code, change["groups"]))
        happened.sort()
        told, rest = happened[:_AT_ONCE], happened[_AT_ONCE:]
        return {
            "viimeisinKirjausavain": told[-1][0] if told else since,
            "muutokset": [
                {
                    "henkilotunnus": code,
                    "tietoryhmat": [
                        {"tietoryhma": name, "muutosattribuutti": "MUUTETTU"} for name in groups
                    ],
                    "muutospv": "2026-03-15T22:00:00.000Z",
                }
                for _, code, groups in told
            ],
            "ajanTasalla": not rest,
        }

    def _basic_data(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        wanted = asked.get("tietoryhmat")
        records = []
        for code in asked["hetulista"]:
            found = self.people.by_code(code)
            known = found is not None and found.said_by(self.name).get("answer") != "not_found"
            self._note(found.key if found else NOBODY, "basic data" if known else "not_found")
            if found is not None and known:
                groups = _groups(found, self.name, code)
                records.append(
                    {
                        "henkilotunnus": code,
                        "tietoryhmat": [
                            one for one in groups if not wanted or one["tietoryhma"] in wanted
                        ],
                    }
                )
        return {"ajanTasalla": True, "perustiedot": records}

    def _note(self, key: str, outcome: str) -> None:
        self.journal.note(self.name, "VTJmutpa", key, outcome)


def _groups(found: Found, name: str, code: str) -> list[dict[str, Any]]:
    register, person = found.said_by(name), found.person
    groups: list[dict[str, Any]] = [
        {
            "tietoryhma": "HENKILON_NIMI",
            "etunimi": person.get("first_names", ""),
            "sukunimi": person.get("last_name", ""),
        },
        {
            "tietoryhma": "SIVIILISAATY",
            "siviilisaaty": _MARITAL_STATUS.get(register.get("marital_status", 1), "NAIMATON"),
        },
    ]
    if died_on := register.get("died_on"):
        groups.append({"tietoryhma": "KUOLINPAIVA", "kuollut": True, "kuolinpv": _day(died_on)})
    active = register.get("active_code")
    if active not in (None, code):
        groups.append(
            {
                "tietoryhma": "HENKILOTUNNUS_KORJAUS",
                "voimassaolo": "PASSIIVI",
                "muutettuHenkilotunnus": code,
                "aktiivinenHenkilotunnus": active,
                "edellisetHenkilotunnukset": [code],
            }
        )
    protected = register.get("protected_address")
    address = person.get("address") or {}
    home: dict[str, Any] = {"tietoryhma": "VAKINAINEN_KOTIMAINEN_OSOITE"}
    if protected is True:
        groups.append({"tietoryhma": "TURVAKIELTO", "turvakieltoAktiivinen": True})
        groups.append({**home, "turvakiellonAlaisetKentat": ["katunimi", "postinumero"]})
    elif protected == "fields":
        groups.append({**home, "turvakiellonAlaisetKentat": ["katunimi", "postinumero"]})
    elif protected != "hidden" and address:
        street = {"fi": address["street"], "sv": address["street"]}
        groups.append({**home, "katunimi": street, "postinumero": address.get("postal_code")})
    spouse = found.other if register.get("spouse") else None
    if spouse is not None:
        groups.append({"tietoryhma": "PUOLISO", "puoliso": _named(spouse)})
    for key, group in (("guardian", "EDUNVALVONTA"), ("guardian_by_mandate", "VALTUUTUS")):
        if guardian := register.get(key):
            until = guardian.get("until")
            content = {"tietoryhma": group, "edustaja": _named(guardian)}
            groups.append({**content, "loppupv": _day(until)} if until else content)
    return groups


def _named(person: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "henkilotunnus": person.get("identity_code", ""),
        "etunimet": person.get("first_names", ""),
        "sukunimi": person.get("last_name", ""),
    }


def _day(day: date) -> dict[str, str]:
    return {"arvo": day.isoformat(), "tarkkuus": "PAIVA"}


def _died(code: str) -> dict[str, Any]:
    group = {"tietoryhma": "KUOLINPAIVA", "muutosattribuutti": "LISATTY", "kuollut": True}
    return {"henkilotunnus": code, "tietoryhmat": [group]}


def _fail(
    content: dict[str, Any], path: str, failure: str | None, asked: Mapping[str, Any]
) -> None:
    records = content[path]
    match failure:
        case "other_person_in_batch":
            records.append({"henkilotunnus": "010101-900R", "tietoryhmat": []})
        case "broken_record":
            records.append({"henkilotunnus": "rikki", "muuta": "2021-09-14"})
        case "nameless_record":
            for record in records:
                record["tietoryhmat"] = []
        case "everybody_changed":
            content["viimeisinKirjausavain"] += 1
            content[path] = [_died(code) for code in asked["hetulista"]]
        case "person_twice":
            records.append({"henkilotunnus": asked["hetulista"][0], "tietoryhmat": []})
        case "person_to_come":
            del records[0]
            content["ajanTasalla"] = False
        case "stuck":
            content["ajanTasalla"] = False
        case "no_key":
            content.pop("viimeisinKirjausavain", None)


def _reply(request: Request, status: int, content: Mapping[str, Any]) -> Response:
    digest = base64.b64encode(hashlib.sha512(request.body).digest()).decode()
    headers = (
        ("X-Road-Id", request.headers.get("X-Road-Id", "")),
        ("X-Road-Client", CLIENT),
        ("X-Road-Service", SERVICE),
        ("X-Road-Request-Id", str(uuid.uuid4())),
        ("X-Road-Request-Hash", digest),
    )
    return Response(status, json.dumps(content).encode(), "application/json", headers)
