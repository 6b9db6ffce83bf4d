"""The change interface's published samples are read as they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from changes_world import CHANGES, CLIENT, EVIDENCE
from population_register_world import (
    NOW,
    PERIOD,
)

from robots.casework.identity_code import IdentityCode
from robots.casework.words import PersonFlag, Role
from robots.population_register import (
    ChangeInterfaceSettings,
)
from robots.population_register.change_replies import key_in
from robots.population_register.groups import groups_of, names_of_changed, read_groups
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.json import parse

outside = pytest.mark.skipif(not EVIDENCE.is_dir(), reason="no published samples at hand")


OPH = EVIDENCE / "Opetushallitus-oppijanumerorekisteri"


EVAKA = EVIDENCE / "evaka" / "dvv-muutosrajapinta"


PLAIN = ChangeInterfaceSettings.model_validate(
    {
        **{key: CHANGES[key] for key in ("client", "most_persons")},
        "groups": [
            "HENKILON_NIMI",
            "KUOLINPAIVA",
            "TURVAKIELTO",
            "HENKILOTUNNUS_KORJAUS",
            "VAKINAINEN_KOTIMAINEN_OSOITE",
            "KOTIKUNTA",
        ],
    }
)


def sample(file: Path) -> Any:
    return parse(file.read_bytes())


@outside
@pytest.mark.parametrize(
    ("file", "name", "flags"),
    [
        ("perustieto.json", "Mathilda Helena Sophie Aslan Tes", set()),
        ("perustietoHuoltaja.json", "Hulianna Katruska Timonen One Tes", set()),
        (
            "perustietoTurvakielto.json",
            "Mathilda Helena Sophie Aslan Tes",
            {PersonFlag.PROTECTED_ADDRESS},
        ),
    ],
)
def test_published_basic_data_are_read(file: str, name: str, flags: set[PersonFlag]) -> None:
    groups = groups_of({"tietoryhmat": sample(OPH / file)})
    part, active = read_groups(groups, CLIENT, Role.CLIENT, PLAIN, PERIOD.end or NOW.date())
    assert (part.name, part.flags, part.died_on, active) == (name, flags, None, None)
    assert part.findings == ()


@outside
@pytest.mark.parametrize(
    ("file", "flags", "died_on"),
    [
        ("muutostietoKuolema.json", {PersonFlag.DEAD}, date(2019, 6, 6)),
        ("muutostietoTurvakielto.json", {PersonFlag.PROTECTED_ADDRESS}, None),
        ("muutostietoTurvakieltoPois.json", set(), None),
        ("muutostietoTurvakieltoPoisKunnastaMuutto.json", set(), None),
    ],
)
def test_published_changes_tell_what_has_become_of_the_person(
    file: str, flags: set[PersonFlag], died_on: date | None
) -> None:
    only = PLAIN.model_copy(update={"groups": ("KUOLINPAIVA", "TURVAKIELTO")})
    groups = groups_of({"tietoryhmat": sample(OPH / file)})
    part, _ = read_groups(groups, CLIENT, Role.CLIENT, only, NOW.date())
    assert (part.flags, part.died_on) == (flags, died_on)


@outside
def test_a_published_change_of_the_identity_code_gives_the_one_in_force() -> None:
    groups = groups_of({"tietoryhmat": sample(OPH / "muutostietoHenkilotunnusmuutos.json")})
    old = IdentityCode.parse("010568-998D", test_range=True)
    part, active = read_groups(
        groups,
        old,
        Role.CLIENT,
        PLAIN.model_copy(update={"groups": ("HENKILON_NIMI",)}),
        NOW.date(),
    )
    assert active == IdentityCode.parse("010869-9983", test_range=True)
    assert part.name == "Pekka Matias Länsman Tes"
    assert part.flags == {PersonFlag.CHANGED_IDENTITY_CODE}
    assert names_of_changed(groups) == {"HENKILOTUNNUS_KORJAUS", "SYNTYMAPAIVA"}


@outside
def test_every_published_sample_names_its_changed_groups() -> None:
    changed = {
        file.name: names_of_changed(groups_of({"tietoryhmat": sample(file)}))
        for file in OPH.glob("muutostieto*.json")
    }
    assert len(changed) == 15
    assert all(changed.values())
    assert changed["muutostietoKuolema.json"] == {"KUOLINPAIVA"}
    assert "HUOLTAJA_SUPPEA" in changed["muutostietoHuoltosuhteenmuutos.json"]


@outside
@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("010180-999A.json", {"KUOLINPAIVA"}),
        ("020180-999Y.json", {"TURVAKIELTO", "VAKINAINEN_KOTIMAINEN_OSOITE"}),
        ("030180-999L.json", {"TURVAKIELTO", "VAKINAINEN_KOTIMAINEN_OSOITE"}),
        ("tuntematon_muutos.json", {"JOKU_MUU"}),
    ],
)
def test_the_other_published_samples_name_theirs(file: str, names: set[str]) -> None:
    assert names_of_changed(groups_of(sample(EVAKA / file))) == names


@outside
def test_a_published_broken_record_is_not_understood() -> None:
    with pytest.raises(ReplyNotUnderstood):
        groups_of(sample(EVAKA / "rikkinainen_tietue.json"))


@outside
def test_a_published_key_is_read() -> None:
    assert key_in(sample(EVAKA / "kirjausavain-response.json")) == 100000021


def test_half_a_character_in_a_name_is_not_understood() -> None:
    """JSON can say it, but no answer with it could be kept."""
    name = {"tietoryhma": "HENKILON_NIMI", "etunimi": "Aino \ud800", "sukunimi": "Koskela"}
    with pytest.raises(ReplyNotUnderstood) as caught:
        read_groups(groups_of({"tietoryhmat": [name]}), CLIENT, Role.CLIENT, PLAIN, NOW.date())
    assert "Aino" not in str(caught.value)
