"""One person's groups of data (tietoryhmat), as the register's change interface sends them.

A group is an object with its name in ``tietoryhma``; what the person does not have is not sent at
all. Groups that nobody knows are passed over. Only the names of the groups stand in errors.

Source: replies of DVV's VTJ-muutosrajapinta as its users have published them. The names of the
groups for spouse and guardianship are in the permission alone: the county's settings name them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, TypeAlias

from robots.casework.answer import Finding, Guardian
from robots.casework.identity_code import IdentityCode
from robots.casework.words import PersonFlag, Role, Severity
from robots.population_register.errors import ElementMissing
from robots.population_register.part import Part, together
from robots.population_register.settings import ChangeInterfaceSettings, PersonInGroup
from robots.population_register.spouse import usable_code
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.json import JsonValue, is_broken

Group: TypeAlias = dict[str, JsonValue]

NAME: Final = "HENKILON_NIMI"
DEATH: Final = "KUOLINPAIVA"
PROTECTION: Final = "TURVAKIELTO"
CODE: Final = "HENKILOTUNNUS_KORJAUS"
#: Where somebody lives: of a living person who has none of those asked for, it may be hidden.
HOMES: Final = frozenset(
    {
        "VAKINAINEN_KOTIMAINEN_OSOITE",
        "VAKINAINEN_ULKOMAINEN_OSOITE",
        "VAKINAINEN_KOTIMAINEN_ASUINPAIKKATUNNUS",
        "KOTIKUNTA",
    }
)
_HIDDEN_FIELDS: Final = "turvakiellonAlaisetKentat"
#: Of a change: the group came along for information, and is no change itself.
_ONLY_INFORMATION: Final = "LISATIETO"
_WHOLE_DAY: Final = "PAIVA"


def groups_of(record: JsonValue) -> list[Group]:
    """The groups of one person's record.

    Raises:
        ReplyNotUnderstood: there is no list of named groups in it.
    """
    groups = record.get("tietoryhmat") if isinstance(record, dict) else None
    if not isinstance(groups, list):
        raise ReplyNotUnderstood(why="groups")
    return [_named(group) for group in groups]


def names_of_changed(groups: Iterable[Group]) -> frozenset[str]:
    """The names of the groups that have changed, of a record of changes."""
    return frozenset(
        str(group["tietoryhma"])
        for group in groups
        if group.get("muutosattribuutti") != _ONLY_INFORMATION
    )


def read_groups(
    groups: list[Group],
    asked: IdentityCode,
    role: Role,
    settings: ChangeInterfaceSettings,
    today: date,
) -> tuple[Part, IdentityCode | None]:
    """What the groups tell of the person, and the identity code in force where it is another.

    Raises:
        ElementMissing: the name was asked for and is not there, or a group lacks a key.
        ReplyNotUnderstood: a value of another kind than the interface has.
    """
    active = _active_code(groups, asked)
    parts = [Part(name=_name(groups, settings)), _death(groups)]
    parts.append(_protection(groups, settings, role, is_dead=bool(parts[1].flags)))
    if active is not None:
        parts.append(Part(flags=frozenset({PersonFlag.CHANGED_IDENTITY_CODE})))
    if settings.spouse is not None:
        parts.append(
            _spouse(_in_force(groups, settings.spouse, today), settings.spouse, asked, role)
        )
    for by_mandate, place in ((False, settings.guardian), (True, settings.mandate)):
        if place is not None:
            parts.append(_guardians(_in_force(groups, place, today), place, role, by_mandate))
    return together(parts), active


def _name(groups: list[Group], settings: ChangeInterfaceSettings) -> str:
    for group in _called(groups, NAME):
        name = f"{_text(group, 'etunimi')} {_text(group, 'sukunimi')}".strip()
        if name:
            return name
    if NAME in settings.groups:
        raise ElementMissing(element=NAME)
    return ""


def _death(groups: list[Group]) -> Part:
    for group in _called(groups, DEATH):
        if group.get("kuollut") is not False or group.get("kuolinpv"):
            return Part(flags=frozenset({PersonFlag.DEAD}), died_on=_day(group.get("kuolinpv")))
    return Part()


def _protection(
    groups: list[Group], settings: ChangeInterfaceSettings, role: Role, *, is_dead: bool
) -> Part:
    flags = frozenset({PersonFlag.PROTECTED_ADDRESS})
    told = [group.get("turvakieltoAktiivinen") for group in _called(groups, PROTECTION)]
    if any(value is not False for value in told) or any(
        group.get(_HIDDEN_FIELDS) for group in groups
    ):
        return Part(flags=flags)
    homes = HOMES.intersection(settings.groups)
    seems = homes and not is_dead and not any(group["tietoryhma"] in homes for group in groups)
    if not seems:
        return Part()
    return Part(flags=flags, findings=(Finding("address_possibly_protected", Severity.INFO, role),))


def _active_code(groups: list[Group], asked: IdentityCode) -> IdentityCode | None:
    for group in _called(groups, CODE):
        code = usable_code(_text(group, "aktiivinenHenkilotunnus"), like=asked)
        if code is not None and code != asked:
            return code
    return None


def _spouse(groups: list[Group], place: PersonInGroup, asked: IdentityCode, role: Role) -> Part:
    if not groups:
        return Part()
    if len(groups) > 1:
        return Part(findings=(Finding("several_spouses", Severity.QUESTION, role),))
    written = _at(groups[0], place.identity_code) if place.identity_code else ""
    code = usable_code(written, like=asked)
    finding = Finding("spouse_without_identity_code", Severity.QUESTION, role)
    return Part(
        spouse_code=code,
        spouse_name=_name_at(groups[0], place),
        findings=() if code is not None else (finding,),
    )


def _guardians(groups: list[Group], place: PersonInGroup, role: Role, by_mandate: bool) -> Part:
    if not groups:
        return Part()
    flag = PersonFlag.GUARDIANSHIP_BY_MANDATE if by_mandate else PersonFlag.GUARDIAN
    names = [name for group in groups if (name := _name_at(group, place))]
    finding = Finding("guardian_not_named", Severity.QUESTION, role)
    return Part(
        flags=frozenset({flag}),
        guardians=tuple(Guardian(name, by_mandate) for name in names),
        findings=() if names else (finding,),
    )


def _in_force(groups: list[Group], place: PersonInGroup, today: date) -> list[Group]:
    return [
        group
        for group in _called(groups, place.group)
        if place.ends is None or (_day(group.get(place.ends)) or today) >= today
    ]


def _name_at(group: Group, place: PersonInGroup) -> str:
    return f"{_at(group, place.first_names)} {_at(group, place.last_name)}".strip()


def _at(group: Group, path: str) -> str:
    """The text at a path of keys with dots between; it must be there."""
    value: JsonValue = group
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            raise ElementMissing(element=f"{group['tietoryhma']}.{path}")
        value = value[key]
    return _as_text(value)


def _called(groups: list[Group], name: str) -> Iterator[Group]:
    return (group for group in groups if group["tietoryhma"] == name)


def _named(group: JsonValue) -> Group:
    if not isinstance(group, dict) or not isinstance(group.get("tietoryhma"), str):
        raise ReplyNotUnderstood(why="group")
    return group


def _text(group: Group, key: str) -> str:
    return _as_text(group.get(key))


def _as_text(value: JsonValue) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or is_broken(value):
        raise ReplyNotUnderstood(why="value")
    return value.strip()


def _day(value: JsonValue) -> date | None:
    """A day ``{"arvo": "2019-05-08", "tarkkuus": "PAIVA"}``; None for none and for one that is
    known to the month or year only."""
    if not isinstance(value, dict) or value.get("tarkkuus", _WHOLE_DAY) != _WHOLE_DAY:
        return None
    try:
        return date.fromisoformat(_text(value, "arvo"))
    except ValueError:
        return None
