"""The change interface beside a register of made-up people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from population_register_world import (
    CODE,
    NOW,
    SPOUSES_CODE,
    Register,
    permit,
)

from devdata.standins import population_register_changes as standin
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.words import Role
from robots.population_register import (
    Asked,
    ChangeInterface,
    Credentials,
    PopulationRegisterSettings,
)

Making = Callable[..., Register]


EVIDENCE = Path(__file__).parents[2].parent / "shared" / "data" / "interfaces"


CLIENT = IdentityCode.parse(CODE, test_range=True)


SPOUSE = IdentityCode.parse(SPOUSES_CODE, test_range=True)


CHANGES: dict[str, Any] = {
    "client": {
        "instance": "FI-TEST",
        "member_class": "MUN",
        "member_code": "9990000-8",
        "subsystem_code": "tuloselvitys",
    },
    "groups": [
        "HENKILON_NIMI",
        "KUOLINPAIVA",
        "TURVAKIELTO",
        "HENKILOTUNNUS_KORJAUS",
        "VAKINAINEN_KOTIMAINEN_OSOITE",
        "PUOLISO",
        "EDUNVALVONTA",
        "VALTUUTUS",
    ],
    "most_persons": 50,
    "spouse": {
        "group": "PUOLISO",
        "identity_code": "puoliso.henkilotunnus",
        "last_name": "puoliso.sukunimi",
        "first_names": "puoliso.etunimet",
    },
    "guardian": {
        "group": "EDUNVALVONTA",
        "last_name": "edustaja.sukunimi",
        "first_names": "edustaja.etunimet",
        "ends": "loppupv",
    },
    "mandate": {
        "group": "VALTUUTUS",
        "last_name": "edustaja.sukunimi",
        "first_names": "edustaja.etunimet",
        "ends": "loppupv",
    },
}


def interface(
    register: Register, password: str = standin.PASSWORD, **changes: Any
) -> ChangeInterface:
    settings = PopulationRegisterSettings.model_validate(
        {**register.running.settings, "products": "unread.yaml", "changes": {**CHANGES, **changes}}
    )
    assert settings.changes is not None
    return ChangeInterface(
        settings,
        settings.changes,
        Credentials(standin.USERNAME, password),
        access_log=register,
        clock=lambda: NOW,
        new_id=register.new_id,
        sleep=register.slept.append,
    )


def both(**changes: Any) -> list[Asked]:
    return [
        Asked(permit(role, **changes), Person(role, code))
        for role, code in ((Role.CLIENT, CLIENT), (Role.SPOUSE, SPOUSE))
    ]


def rows(register: Register) -> list[tuple[str, str, str]]:
    by_code = {CLIENT: "client", SPOUSE: "spouse"}
    return [(by_code[row.person], row.service, row.outcome) for row in register.log]
