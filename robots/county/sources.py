"""Makes each source of one county, ready to be asked or looked at."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from time import sleep
from typing import Any

from pydantic import BaseModel

from robots.carer_payments import CarerPayments, WithCarerPayments
from robots.casefolder import Seal
from robots.casework.answer import Attachment
from robots.casework.errors import CannotStart
from robots.casework.machine import may_sandbox_a_browser
from robots.casework.protocols import AccessLog, Clock, SourceOfIncome, Turn
from robots.casework.words import Role, Source
from robots.county.database import PASSWORD as DATABASE_PASSWORD
from robots.county.database import SECRET as DATABASE_SECRET
from robots.county.one_call import OneCall
from robots.county.reporting import MAIL_PASSWORD, MAIL_SECRET
from robots.county.settings import CountySettings
from robots.county.unconnected import Unconnected
from robots.county.vault import secret
from robots.documents import DocumentReader, Documents
from robots.incomes_register import IncomesRegister
from robots.kela import Incidents, Kela, SessionFile, Way, technical_interface
from robots.population_register import ChangeInterface, Credentials, PopulationRegister
from robots.tax_administration import TaxSecrets, connect
from robots.transport.certificates import is_encrypted
from robots.transport.https import ConnectionSettings
from robots.transport.proxy import WithProxy

BROWSER_SETTING = "DETERMINATION_BROWSER"

#: The secret with the passphrases of encrypted client keys, by source.
_CLIENT_KEYS = "client_keys"
#: The secret with the passwords of those who sign in to a proxy, by source.
_PROXIES = "proxies"


class NoBrowser(CannotStart):
    """No browser was found for Kela's pages."""

    code = "no_browser"


def secrets_wanted(settings: CountySettings) -> dict[str, tuple[str, ...]]:
    """What the county's vault must hold: secret → its keys."""
    wanted: dict[str, tuple[str, ...]] = {
        "keys": ("sealing", "access_log", "inputs", "queue"),
        "population_register": ("username", "password"),
    }
    if settings.interfaces.population_register.changes is not None:
        wanted["population_register_changes"] = ("username", "password")
    if settings.run.database is not None:
        wanted[DATABASE_SECRET] = (DATABASE_PASSWORD,)
    if settings.mail is not None and settings.mail.account is not None:
        wanted[MAIL_SECRET] = (MAIL_PASSWORD,)
    if settings.interfaces.tax_administration.source == "api":
        wanted["tax_administration"] = ("software_key",)
    if encrypted := [source for source in Source if _key_is_encrypted(settings, source)]:
        wanted[_CLIENT_KEYS] = tuple(source.value for source in encrypted)
    if signing_in := [source.value for source in Source if _signs_in_to_proxy(settings, source)]:
        wanted[_PROXIES] = tuple(signing_in)
    return wanted


def with_proxy_passwords(settings: CountySettings) -> CountySettings:
    """The same settings; who signs in to a proxy has the vault's password.

    Raises:
        SecretMissing
    """
    changed: dict[str, BaseModel] = {}
    for source in Source:
        if not _signs_in_to_proxy(settings, source):
            continue
        password = secret(_PROXIES, source.value)[source.value]
        interface, way = _way_to(settings, source)
        ready = way.signing_in(password)
        changed[source.value] = (
            ready if way is interface else interface.model_copy(update={"connection": ready})
        )
    interfaces = settings.interfaces.model_copy(update=changed)
    return settings.model_copy(update={"interfaces": interfaces})


def _signs_in_to_proxy(settings: CountySettings, source: Source) -> bool:
    way = _way_to(settings, source)[1]
    return isinstance(way, WithProxy) and way.proxy_user is not None


def _way_to(settings: CountySettings, source: Source) -> tuple[Any, Any]:
    """An interface's table, and the one in it (or the same) that says how it is reached."""
    interface = getattr(settings.interfaces, source.value, None)
    return interface, getattr(interface, "connection", interface)


def _key_is_encrypted(settings: CountySettings, source: Source) -> bool:
    interface = getattr(settings.interfaces, source.value, None)
    connection = getattr(interface, "connection", None)
    return isinstance(connection, ConnectionSettings) and is_encrypted(connection.client_key)


def browser_file(given: Path | None = None) -> Path:
    """The browser; where none is given, the one that the environment names.

    Raises:
        NoBrowser
    """
    found = os.environ.get(BROWSER_SETTING, "")
    browser = given or (Path(found) if found else None)
    if browser is None or not browser.exists():
        raise NoBrowser()
    return browser


def session_file(settings: CountySettings, seal: Seal, clock: Clock) -> SessionFile:
    """Where an official's session with Kela is handed over."""
    kela = settings.interfaces.kela
    folder = kela.session_folder if kela is not None else None
    return SessionFile(folder or settings.run.state, seal, clock)


def incidents_folder(settings: CountySettings) -> Path:
    """Where the encrypted pages lie that stopped a visit to Kela's service."""
    return settings.run.state / "kela-incidents"


class SourceMaker:
    """Makes the sources one by one, so that one that cannot be made hides none of the others."""

    def __init__(
        self,
        settings: CountySettings,
        *,
        access_log: AccessLog,
        clock: Clock,
        handed_in: Callable[[str, Role], Sequence[Path]],
        browser: Path | None,
        closing: ExitStack,
        seal: Seal,
        turn: Callable[[Source], AbstractContextManager[None]],
    ) -> None:
        """
        Args:
            turn: around each request that leaves for the source: keeps the county's limits.
            handed_in: a case's papers by role.
            seal: of what is kept of Kela's pages and sign-in.
            browser: where none is given, the environment names one.
            closing: takes what must be ended after the sources.
        """
        self._settings = settings
        self._handed_in = handed_in
        self._browser = browser
        self._closing = closing
        self._seal = seal
        self._turn = turn
        self._common: dict[str, Any] = {
            "access_log": access_log,
            "clock": clock,
            "new_id": lambda: str(uuid.uuid4()),
        }

    def make(self, source: Source) -> SourceOfIncome:
        """The source.

        Raises:
            CannotStart: a certificate, a secret, a table or the browser is missing.
        """
        makers: dict[Source, Callable[[], SourceOfIncome]] = {
            Source.POPULATION_REGISTER: self._population_register,
            Source.INCOMES_REGISTER: self._incomes_register,
            Source.TAX_ADMINISTRATION: self._tax_administration,
            Source.KELA: self._kela,
            Source.DOCUMENTS: self._documents,
        }
        return makers[source]()

    def _population_register(self) -> SourceOfIncome:
        return PopulationRegister(
            self._settings.interfaces.population_register,
            Credentials(**secret("population_register", "username", "password")),
            sleep=sleep,
            turn=self._turn_for(Source.POPULATION_REGISTER),
            key_passphrase=self._key_passphrase(Source.POPULATION_REGISTER),
            **self._common,
        )

    def change_interface(self) -> ChangeInterface | None:
        """The population register's change interface; None where the county has no permission.

        Raises:
            CannotStart: a certificate or a secret is missing.
        """
        register = self._settings.interfaces.population_register
        if register.changes is None:
            return None
        return ChangeInterface(
            register,
            register.changes,
            Credentials(**secret("population_register_changes", "username", "password")),
            sleep=sleep,
            turn=self._turn_for(Source.POPULATION_REGISTER),
            key_passphrase=self._key_passphrase(Source.POPULATION_REGISTER),
            **self._common,
        )

    def _incomes_register(self) -> SourceOfIncome:
        settings = self._settings.interfaces.incomes_register
        return IncomesRegister(
            settings,
            sleep=sleep,
            turn=self._turn_for(Source.INCOMES_REGISTER),
            key_passphrase=self._key_passphrase(Source.INCOMES_REGISTER),
            **self._common,
        )

    def _tax_administration(self) -> SourceOfIncome:
        return connect(
            self._settings.interfaces.tax_administration,
            secrets=lambda: TaxSecrets(**secret("tax_administration", "software_key")),
            handed_in=self._handed_in,
            limits=self._settings.documents.limits,
            sleep=sleep,
            turn=self._turn_for(Source.TAX_ADMINISTRATION),
            key_passphrase=self._key_passphrase(Source.TAX_ADMINISTRATION),
            **self._common,
        )

    def _kela(self) -> SourceOfIncome:
        settings = self._settings.interfaces.kela
        if settings is None:
            return Unconnected(Source.KELA)
        if settings.way is Way.TECHNICAL_INTERFACE:
            made = technical_interface(settings)(settings, **self._common)
            return OneCall(made, self._turn_for(Source.KELA))
        clock = self._common["clock"]
        reader = self._closing.enter_context(DocumentReader(self._settings.documents.limits))
        return Kela(
            settings,
            browser=browser_file(self._browser),
            sandbox=may_sandbox_a_browser(),
            read=reader.read,
            turn=self._turn_for(Source.KELA),
            session_file=session_file(self._settings, self._seal, clock),
            keep_unknown_page=self._keep_unknown_page,
            incidents=Incidents(
                incidents_folder(self._settings), self._seal, settings.incident_days, clock
            ),
            **self._common,
        )

    def _documents(self) -> SourceOfIncome:
        clock = self._common["clock"]
        papers = Documents(
            self._settings.documents,
            handed_in=self._handed_in,
            clock=clock,
            new_id=self._common["new_id"],
        )
        if self._settings.carer_payments is None:
            return papers
        payments = CarerPayments(
            self._settings.carer_payments,
            test_range=self._settings.environment.has_test_people,
            **self._common,
        )
        return WithCarerPayments(papers, payments, clock)

    def _turn_for(self, source: Source) -> Turn:
        return lambda: self._turn(source)

    def _key_passphrase(self, source: Source) -> str | None:
        """Of the source's client key; None where the key is not encrypted."""
        if not _key_is_encrypted(self._settings, source):
            return None
        return secret(_CLIENT_KEYS, source.value)[source.value]

    def _keep_unknown_page(self, page: Attachment) -> None:
        """The masked copy of a page that was not recognised, for whoever mends the page map."""
        folder = self._settings.run.state / "unknown-pages"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / page.name).write_bytes(page.content)
