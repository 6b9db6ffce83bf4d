"""Whatever a county has not filled in is told in one message, and nothing starts."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from robots.casework.texts import Language
from robots.county.gaps import with_every_table
from robots.county.settings import CountySettings, Interfaces, SettingWrong, read_settings
from robots.county.vault import SecretMissing, require_secrets

MADE_UP = Path(__file__).parents[2] / "devdata" / "county"

#: What authorities have not published (the open points of the interfaces), by where it is set.
NOT_PUBLISHED = {
    "interfaces.population_register.connection.address",
    "interfaces.population_register.connection.client_certificate",
    "interfaces.population_register.connection.client_key",
    "interfaces.population_register.connection.trusted_certificates",
    "interfaces.population_register.client.instance",
    "interfaces.population_register.client.member_class",
    "interfaces.population_register.client.member_code",
    "interfaces.population_register.client.subsystem_code",
    "interfaces.population_register.products",
    "interfaces.population_register.end_user",
    "interfaces.incomes_register.connection.address",
    "interfaces.incomes_register.connection.client_certificate",
    "interfaces.incomes_register.connection.client_key",
    "interfaces.incomes_register.connection.trusted_certificates",
    "interfaces.incomes_register.issuing_ca",
    "interfaces.incomes_register.production_environment",
    "interfaces.incomes_register.business_id",
    "interfaces.incomes_register.query_profile",
    "interfaces.incomes_register.wages.service_path",
    "interfaces.incomes_register.wages.soap_action",
    "interfaces.incomes_register.wages.query_data_type",
    "interfaces.incomes_register.benefits.service_path",
    "interfaces.incomes_register.benefits.soap_action",
    "interfaces.incomes_register.benefits.query_data_type",
    "interfaces.incomes_register.payment_date_parameter",
    "interfaces.incomes_register.income_earner_parameter",
    "interfaces.incomes_register.usable_report_statuses",
    "interfaces.incomes_register.cancelled_report_statuses",
    "interfaces.tax_administration.source",
}


def written(folder: Path, text: str) -> Path:
    (folder / "county.toml").write_text(text, "utf-8")
    return folder


def without_interfaces() -> str:
    """The made-up county's file as a county of one's own, with none of its interfaces."""
    text = (MADE_UP / "county.toml").read_text("utf-8")
    head, _, tail = text.partition("[interfaces.population_register]")
    tail = tail[tail.index("# The worklist: which column") :]
    for key in ('environment = "standins"', "business_date = 2026-03-16"):
        head = head.replace(key, "")
    return 'environment = "production"\n' + head + tail


def refused(folder: Path) -> SettingWrong:
    with pytest.raises(SettingWrong) as error:
        read_settings(folder)
    return error.value


def test_all_that_authorities_have_not_published_is_named_in_one_message(tmp_path: Path) -> None:
    error = refused(written(tmp_path, without_interfaces()))
    assert {gap.key for gap in error.gaps} >= NOT_PUBLISHED
    assert {gap.code for gap in error.gaps} == {"setting_missing"}
    for language in Language:
        told = error.in_words(language)
        assert "county.toml" in told
        for key in NOT_PUBLISHED:
            assert key in told


def test_gaps_of_every_kind_stand_side_by_side(tmp_path: Path) -> None:
    text = without_interfaces().replace("days_ahead = 30", "days_ahed = 30")
    text = text.replace("[limits.kela]\nat_once = 2\na_minute", "# a_minute").replace(
        'file = "tyolista.xlsx"', ""
    )
    text += (
        "\n[interfaces.tax_administration]\n"
        'source = "api"\noperation_path = "/A/B/v1"\nmapping = "ei-ole.yaml"\n'
        '[interfaces.tax_administration.connection]\naddress = "http://vero.example"\n'
        'client_certificate = "ei-ole.pem"\n'
    )
    error = refused(written(tmp_path, text))
    found = {(gap.key, gap.code) for gap in error.gaps}
    assert found >= {
        ("run.days_ahed", "setting_unknown"),
        ("limits", "setting_not_understood"),
        ("worklist.file", "setting_missing"),
        ("interfaces.population_register.client.instance", "setting_missing"),
        ("interfaces.tax_administration.connection.client_key", "setting_missing"),
        ("interfaces.tax_administration.connection.address", "setting_not_understood"),
        ("interfaces.tax_administration.connection.client_certificate", "setting_file_missing"),
        ("interfaces.tax_administration.mapping", "setting_file_missing"),
    }
    finnish, swedish = (error.in_words(language) for language in Language)
    assert "worklist.file: puuttuu" in finnish
    assert "worklist.file: saknas" in swedish
    assert len(finnish.splitlines()) == len(error.gaps) + 1


def test_a_source_of_taxation_that_there_is_not_is_told_with_those_that_there_are(
    tmp_path: Path,
) -> None:
    text = without_interfaces() + '\n[interfaces.tax_administration]\nsource = "fax"\n'
    (gap,) = [
        one
        for one in refused(written(tmp_path, text)).gaps
        if one.key == "interfaces.tax_administration.source"
    ]
    assert gap.code == "setting_not_one_of"
    assert "document" in gap.values["allowed"]


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "[name\n"))
    assert [gap.key for gap in error.gaps] == ["-"]


def defaults_below(model: type[BaseModel], at: str) -> dict[str, bool]:
    """Every key of the tables → whether it has a default."""
    found: dict[str, bool] = {}
    for name, field in model.model_fields.items():
        key = f"{at}.{name}"
        found[key] = not field.is_required()
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= defaults_below(kind, key)
    return found


def test_nothing_that_is_not_published_has_a_default() -> None:
    defaults = defaults_below(Interfaces, "interfaces")
    assert {key for key in NOT_PUBLISHED if defaults.get(key, False)} == set()


def test_empty_tables_are_put_only_where_one_is_required() -> None:
    filled: dict[str, Any] = with_every_table(CountySettings, {})
    assert filled["interfaces"]["incomes_register"]["wages"] == {}
    assert filled["interfaces"]["tax_administration"] == {}
    assert "kela" not in filled["interfaces"]
    assert "vault" not in filled


def test_the_made_up_countys_own_file_lacks_only_what_the_standins_give(tmp_path: Path) -> None:
    text = (MADE_UP / "county.toml").read_text("utf-8")
    assert tomllib.loads(text)["environment"] == "standins"
    for folder in ("registers",):
        (tmp_path / folder).symlink_to(MADE_UP / folder)
    error = refused(written(tmp_path, text))
    assert {gap.key.split(".")[0] for gap in error.gaps} == {"interfaces"}
    assert {gap.code for gap in error.gaps} == {"setting_missing"}


def test_every_secret_that_is_missing_is_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from robocorp import vault

    file = tmp_path / "vault.yaml"
    file.write_text("keys:\n  sealing: x\npopulation_register: {username: u}\n", "utf-8")
    monkeypatch.setenv("RC_VAULT_SECRET_MANAGER", "FileSecrets")
    monkeypatch.setenv("RC_VAULT_SECRETS_FILE", str(file))
    vault._get_vault.cache_clear()
    with pytest.raises(SecretMissing) as missing:
        require_secrets(
            {
                "keys": ("sealing", "access_log"),
                "population_register": ("username", "password"),
                "tax_administration": ("software_key",),
            }
        )
    vault._get_vault.cache_clear()
    assert missing.value.names == (
        "keys: access_log",
        "population_register: password",
        "tax_administration: software_key",
    )
