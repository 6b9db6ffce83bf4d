"""``county.toml``: everything that is one county's own, checked before anything runs.

An error names the file and every key. What an authority has not published has no default, so that a
county is refused at start rather than sending a guess. The stand-ins fill in the addresses and
certificates that they make themselves at each start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from robots.access import AccessPolicy
from robots.carer_payments import CarerPaymentsSettings
from robots.casework.errors import CannotStart
from robots.casework.settings import Environment, RoomSettings
from robots.casework.texts import Language
from robots.casework.words import Source
from robots.county.attendance import DropFolderSettings, WorkerSettings
from robots.county.database import checked_address
from robots.county.gaps import Gap, gaps_of, missing_files, with_every_table
from robots.county.reporting import MailSettings, ReportSettings
from robots.county.retention import RetentionSettings
from robots.county.shadow import ShadowSettings
from robots.documents import DocumentsSettings
from robots.feelaw.county_rules import CountyRules
from robots.feelaw.policy import CountyFees
from robots.feelaw.voucher_rules import CountyVouchers
from robots.incomes_register import IncomesRegisterSettings
from robots.journal import LogSettings
from robots.kela import KelaSettings
from robots.letters import LettersSettings
from robots.neighbours import VoucherExportSettings
from robots.population_register import PopulationRegisterSettings
from robots.summary import SummaryPolicy
from robots.tax_administration import TaxAdministrationSettings
from robots.traffic import Limit
from robots.worklist import WorklistSettings

FILE = "county.toml"
#: Of the national data exchange layer; its test and development instances are FI-TEST and FI-DEV.
_PRODUCTION_INSTANCE = "FI"

Model = TypeVar("Model", bound=BaseModel)


class CountyFolderMissing(CannotStart):
    """There is no such folder, or no ``county.toml`` in it."""

    code = "county_folder_missing"


class SettingWrong(CannotStart):
    """Keys of ``county.toml`` are missing, unknown or not understood: all of them at once."""

    code = "setting_wrong"

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(file=FILE, count=len(gaps), keys=", ".join(gap.key for gap in gaps))
        self.gaps = tuple(gaps)

    def in_words(self, language: Language) -> str:
        """The file, and a line for each thing to put right."""
        lines = [f"  {gap.reason.in_words(language)}" for gap in self.gaps]
        return "\n".join([super().in_words(language), *lines])


class Name(RoomSettings):
    """The county's name in both languages."""

    fi: str
    sv: str


class CaseFolders(RoomSettings):
    """Where the case folders are: one a case, named by its id."""

    root: Path
    sealed_days: int = Field(default=30, ge=0)
    """How many days the sealed raw replies are kept."""


class Run(RoomSettings):
    """When a case is due, and where the worker keeps what is its own."""

    state: Path = Path("worker")
    """Queue, access log, run reports."""
    days_ahead: int = Field(default=30, ge=0)
    """A case is taken up so many days before its due day."""
    answers_valid_days: int = Field(default=7, ge=0)
    """So long an authority's answer serves a later attempt at the same determination."""
    cases_at_once: int = Field(default=200, ge=1)
    ends_at: time | None = None
    """Helsinki's time of the day at which a nightly run ends: after it nothing new begins, and what
    is left is done by the next run. Only a run that has an end waits for sources that are closed
    or paused."""
    longest_minutes: int | None = Field(default=None, ge=1)
    """The same, in minutes from its start; the sooner of the two holds."""
    retries: int = Field(default=2, ge=0)
    """So often a call that failed is made again within the run; after that the next night."""
    retry_seconds: int = Field(default=30, ge=0)
    """So long after it failed, and twice as long the time after that."""
    database: str | None = None
    """A PostgreSQL that several machines share: ``postgresql://USER@HOST/DATABASE``, the password
    in the vault. None: a file in ``state``, for one machine."""

    @field_validator("database")
    @classmethod
    def _database_is_an_address_without_password(cls, written: str | None) -> str | None:
        return None if written is None else checked_address(written)


class Vault(RoomSettings):
    """Where the secrets are: robocorp-vault's manager, by its name or import path."""

    secret_manager: str = ""
    secrets_file: Path | None = None


class Interfaces(RoomSettings):
    """How each authority is reached."""

    population_register: PopulationRegisterSettings
    incomes_register: IncomesRegisterSettings
    tax_administration: TaxAdministrationSettings
    kela: KelaSettings | None = None
    """None while the county has no agreement with Kela on a robot: Kela is not asked, and cases
    that need it are delivered without a total."""


class CountySettings(RoomSettings):
    """The whole of ``county.toml``."""

    name: Name
    environment: Environment
    officer_language: Literal["fi", "sv", "client"] = "fi"
    """Of the workbook: one for all, or the client's own."""
    business_date: date | None = None
    """A fixed day whose law and amounts apply; only where no real client is."""
    worklist: WorklistSettings
    case_folders: CaseFolders
    access: AccessPolicy
    summary: SummaryPolicy = SummaryPolicy()
    fees: CountyFees = CountyFees()
    """The county's own decisions, which lower what the Act allows."""
    voucher: CountyVouchers = CountyVouchers()
    """By which rule a voucher gets its value, by service."""
    documents: DocumentsSettings = DocumentsSettings()
    carer_payments: CarerPaymentsSettings | None = None
    """The export of the county's own payments to carers, where ``access.carer_payments`` is on."""
    letters: LettersSettings | None = None
    """Deadlines have no default: without this table no letters are written."""
    voucher_export: VoucherExportSettings | None = None
    """None: the county imports its vouchers into no other system."""
    run: Run = Run()
    limits: Mapping[Source, Limit]
    vault: Vault = Vault()
    report: ReportSettings = ReportSettings()
    mail: MailSettings | None = None
    """None: nobody gets e-mail."""
    log: LogSettings = LogSettings()
    drop_folder: DropFolderSettings | None = None
    """None: no other system leaves requests in a folder."""
    worker: WorkerSettings = WorkerSettings()
    shadow: ShadowSettings | None = None
    """None: what is done is delivered."""
    retention: RetentionSettings = RetentionSettings()
    interfaces: Interfaces

    @property
    def rules(self) -> CountyRules:
        """What the county has decided itself beside the Act."""
        return CountyRules(fees=self.fees, voucher=self.voucher)

    @field_validator("limits")
    @classmethod
    def _every_source_has_a_limit(cls, limits: Mapping[Source, Limit]) -> Mapping[Source, Limit]:
        missing = [source.value for source in Source if source not in limits]
        missing += [
            f"{source}.a_minute"
            for source, limit in limits.items()
            if source is not Source.DOCUMENTS and limit.a_minute is None
        ]
        if missing:
            raise ValueError(f"missing {', '.join(missing)}")
        return limits

    @model_validator(mode="after")
    def _payments_to_carers_are_read_where_they_may_be(self) -> CountySettings:
        if self.access.carer_payments is not (self.carer_payments is not None):
            raise ValueError("access.carer_payments and the table carer_payments go together")
        return self

    @model_validator(mode="after")
    def _a_shadow_has_a_queue_of_its_own(self) -> CountySettings:
        if self.shadow is not None and self.run.database is not None:
            raise ValueError("shadow: leave run.database out; a shadow run has a file of its own")
        return self

    @model_validator(mode="after")
    def _no_fixed_day_in_production(self) -> CountySettings:
        if self.business_date and self.environment is Environment.PRODUCTION:
            raise ValueError("business_date is for stand-ins and test environments only")
        return self

    @model_validator(mode="after")
    def _kela_is_in_the_countys_environment(self) -> CountySettings:
        kela = self.interfaces.kela
        if kela is not None and kela.environment is not self.environment:
            raise ValueError("interfaces.kela.environment is not the county's environment")
        return self

    @model_validator(mode="after")
    def _the_register_is_in_the_countys_environment(self) -> CountySettings:
        in_production = self.environment is Environment.PRODUCTION
        if self.interfaces.incomes_register.production_environment is not in_production:
            raise ValueError(
                "interfaces.incomes_register.production_environment does not fit environment"
            )
        return self

    @model_validator(mode="after")
    def _the_security_servers_instance_is_of_the_countys_environment(self) -> CountySettings:
        """Real people's codes must not go to a test instance, nor a test to the real register."""
        register = self.interfaces.population_register
        subsystems = {"client.instance": register.client}
        if register.changes is not None:
            subsystems["changes.client.instance"] = register.changes.client
        in_production = self.environment is Environment.PRODUCTION
        for key, subsystem in subsystems.items():
            if (subsystem.instance == _PRODUCTION_INSTANCE) is not in_production:
                raise ValueError(f"interfaces.population_register.{key} does not fit environment")
        return self


def read_settings(
    folder: Path, standins: Mapping[str, Mapping[str, Any]] | None = None
) -> CountySettings:
    """The settings of the county in the folder; paths in them are made absolute.

    Args:
        folder: where ``county.toml`` is.
        standins: source → settings that the running stand-ins give, over those in the file.

    Raises:
        CountyFolderMissing, SettingWrong
    """
    file = folder / FILE
    if not file.is_file():
        raise CountyFolderMissing(folder=folder.name)
    try:
        # Exact numbers: no float ever becomes money.
        written = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        gap = Gap("-", "setting_not_understood", {"problem": str(wrong)})
        raise SettingWrong([gap]) from None
    for source, given in (standins or {}).items():
        table = written.setdefault("interfaces", {}).setdefault(source, {})
        if table.get("source", "api") == "api":
            # Where files or papers are the source, the stand-in's service is not asked.
            _lay_over(table, given)
    interfaces = written.get("interfaces", {})
    gaps = list(missing_files(Interfaces, interfaces, folder, "interfaces"))
    try:
        settings = CountySettings.model_validate(with_every_table(CountySettings, written))
    except ValidationError as wrong:
        raise SettingWrong(gaps_of(wrong, written) + gaps) from None
    if gaps:
        raise SettingWrong(gaps)
    return _with_absolute_paths(settings, folder)


def _lay_over(table: dict[str, Any], settings: Mapping[str, Any]) -> None:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            _lay_over(table.setdefault(key, {}), value)
        else:
            table[key] = value


def _with_absolute_paths(model: Model, folder: Path) -> Model:
    """The same settings, every relative path taken from the county's folder."""
    changed: dict[str, Any] = {}
    for key in type(model).model_fields:
        value = getattr(model, key)
        if isinstance(value, Path) and not value.is_absolute():
            changed[key] = folder / value
        elif isinstance(value, BaseModel):
            changed[key] = _with_absolute_paths(value, folder)
    return model.model_copy(update=changed)
