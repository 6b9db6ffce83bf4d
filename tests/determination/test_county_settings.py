"""A county's settings: what a real one fills in, and what is refused at start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from robots.casework.settings import Environment
from robots.casework.texts import Language
from robots.county.settings import CountyFolderMissing, SettingWrong, read_settings

Standins = tuple[dict[str, Any], Path]


def changed(folder: Path, *changes: tuple[str, str]) -> None:
    file = folder / "county.toml"
    text = file.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, "utf-8")


def in_production(folder: Path, standins: Standins) -> dict[str, Any]:
    """The made-up county as a real one would be set up, without Kela."""
    changed(
        folder,
        ('environment = "standins"', 'environment = "production"'),
        ("business_date = 2026-03-16", ""),
        ("production_environment = false", "production_environment = true"),
        ("[interfaces.kela]", "[interfaces.kela_is_not_used]"),
    )
    text = (folder / "county.toml").read_text("utf-8")
    head, _, tail = text.partition("[interfaces.kela_is_not_used]")
    (folder / "county.toml").write_text(head + tail[tail.index("\n[") :], "utf-8")
    settings = {source: given for source, given in standins[0].items() if source != "kela"}
    return with_instance(settings, "FI")


def with_instance(settings: dict[str, Any], instance: str) -> dict[str, Any]:
    """The stand-ins' settings, with another instance of the security server."""
    register = settings["population_register"]
    client = register["client"] | {"instance": instance}
    return settings | {"population_register": register | {"client": client}}


def test_a_county_in_production_starts_without_kela(folder: Path, standins: Standins) -> None:
    settings = read_settings(folder, in_production(folder, standins))
    assert settings.environment is Environment.PRODUCTION
    assert settings.interfaces.kela is None
    assert not settings.environment.has_test_people


def test_a_security_server_of_another_environment_is_refused(
    folder: Path, standins: Standins
) -> None:
    with pytest.raises(SettingWrong) as refused:
        read_settings(folder, with_instance(standins[0], "FI"))
    told = refused.value.in_words(Language.FINNISH)
    assert "interfaces.population_register.client.instance" in told

    for_production = in_production(folder, standins)
    with pytest.raises(SettingWrong):
        read_settings(folder, with_instance(for_production, "FI-TEST"))


def test_paths_are_taken_from_the_countys_folder(folder: Path, standins: Standins) -> None:
    settings = read_settings(folder, standins[0])
    assert settings.case_folders.root == folder / "cases"
    assert settings.worklist.file == folder / "tyolista.xlsx"
    assert settings.run.state == folder / "worker"


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('query_profile = "KUUSIRANTA-ASIAKASMAKSUT"', "", "incomes_register.query_profile"),
        ("query_data_type = 9101", "", "incomes_register.wages.query_data_type"),
        ("days_ahead = 30", "days_ahed = 30", "run.days_ahed"),
        ("[limits.kela]", "[limits.kella]", "limits"),
        ("production_environment = false", "production_environment = true", "-"),
        ('environment = "standins"', 'environment = "production"', "-"),
        ('fi = "Kuusirannan hyvinvointialue"', "fi = ", "-"),
    ],
)
def test_what_is_missing_or_wrong_is_refused_with_its_key(
    folder: Path, standins: Standins, before: str, after: str, key: str
) -> None:
    changed(folder, (before, after))
    with pytest.raises(SettingWrong) as refused:
        read_settings(folder, standins[0])
    assert key in str(refused.value.context["keys"])
    for language in Language:
        assert "county.toml" in refused.value.in_words(language)


def test_a_folder_without_settings_is_told(tmp_path: Path) -> None:
    with pytest.raises(CountyFolderMissing):
        read_settings(tmp_path)
