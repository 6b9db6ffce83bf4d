"""One county's rooms, put together: what a run needs of the county it works for."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from time import sleep
from typing import Any, Self

from robots.access import AccessLogFile
from robots.casefolder import CaseFolder, Seal
from robots.casework.answer import Attachment
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.machine import may_sandbox_a_browser
from robots.casework.period import HELSINKI
from robots.casework.protocols import Clock, SourceOfIncome
from robots.casework.words import Role, Source
from robots.county.settings import CountySettings, read_settings
from robots.county.unconnected import Unconnected
from robots.county.vault import key_from_vault, secret, use_vault
from robots.documents import DocumentReader, Documents
from robots.incomes_register import IncomesRegister
from robots.kela import Kela
from robots.population_register import Credentials, PopulationRegister
from robots.tax_administration import TaxAdministration, TaxSecrets
from robots.worklist import Worklist

BROWSER_SETTING = "DETERMINATION_BROWSER"


class NoBrowser(CannotStart):
    """No browser was found for Kela's pages."""

    code = "no_browser"


class County:
    """A county at work. Close it: a browser and child processes may have been started.

    Attributes:
        settings: ``county.toml``, checked.
        state: the worker's own folder: queue, access log, run reports.
        day: the business date, whose law and amounts apply; Helsinki's calendar.
        clock: real time, for TLS, signatures, logs and evidence.
    """

    def __init__(self, settings: CountySettings, clock: Clock, browser: Path | None) -> None:
        self.settings = settings
        self.clock = clock
        self.day: date = settings.business_date or clock().astimezone(HELSINKI).date()
        self.state = settings.run.state
        self._browser = browser
        self._closing = ExitStack()
        use_vault(settings.vault)
        self._seal = Seal(key_from_vault("sealing"))
        self.inputs_key = key_from_vault("access_log")
        self.worklist = Worklist(
            settings.worklist,
            test_range=settings.environment.has_test_people,
            journal=self.state / "worklist-results.jsonl",
        )

    def prepare(self) -> None:
        """Make every source ready, so that what is missing is told before any case is begun.

        Raises:
            CannotStart: a certificate, a secret, a table or the browser is missing.
        """
        _ = self.sources

    @cached_property
    def sources(self) -> Mapping[Source, SourceOfIncome]:
        """Each source, ready to be asked; made at the first use, so that a report needs none."""
        interfaces = self.settings.interfaces
        common: dict[str, Any] = {
            "access_log": AccessLogFile(self.state / "access-log", key_from_vault("access_log")),
            "clock": self.clock,
            "new_id": lambda: str(uuid.uuid4()),
        }
        vtj = secret("population_register", "username", "password")
        vero = secret("tax_administration", "software_key")
        made: dict[Source, SourceOfIncome] = {
            Source.POPULATION_REGISTER: PopulationRegister(
                interfaces.population_register, Credentials(**vtj), sleep=sleep, **common
            ),
            Source.INCOMES_REGISTER: IncomesRegister(
                interfaces.incomes_register, sleep=sleep, **common
            ),
            Source.TAX_ADMINISTRATION: TaxAdministration(
                interfaces.tax_administration, TaxSecrets(**vero), sleep=sleep, **common
            ),
            Source.KELA: self._kela(common),
            Source.DOCUMENTS: Documents(
                self.settings.documents,
                handed_in=self._handed_in,
                clock=self.clock,
                new_id=common["new_id"],
            ),
        }
        return made

    def case_folder(self, case_id: str) -> CaseFolder:
        return CaseFolder(self.settings.case_folders.root / case_id, self._seal)

    def remove_old_sealed_replies(self) -> None:
        """Remove the raw replies that have been kept as long as they may, in every case folder.

        A folder that cannot be reached now is cleared by the next run.
        """
        days, now = self.settings.case_folders.sealed_days, self.clock()
        with suppress(OSError):
            for folder in sorted(self.settings.case_folders.root.iterdir()):
                if folder.is_dir():
                    with suppress(WorkerError):
                        self.case_folder(folder.name).remove_sealed_older_than(days, now)

    def close(self) -> None:
        """End browsers and child processes."""
        if "sources" in self.__dict__:
            for source in self.sources.values():
                source.close()
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _handed_in(self, case_id: str, role: Role) -> Sequence[Path]:
        return self.case_folder(case_id).handed_in(role)

    def _kela(self, common: dict[str, Any]) -> SourceOfIncome:
        settings = self.settings.interfaces.kela
        if settings is None:
            return Unconnected(Source.KELA)
        reader = self._closing.enter_context(DocumentReader(self.settings.documents.limits))
        return Kela(
            settings,
            browser=self._browser_file(),
            sandbox=may_sandbox_a_browser(),
            read=reader.read,
            keep_unknown_page=self._keep_unknown_page,
            **common,
        )

    def _keep_unknown_page(self, page: Attachment) -> None:
        """The masked copy of a page that was not recognised, for whoever mends the page map."""
        folder = self.state / "unknown-pages"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / page.name).write_bytes(page.content)

    def _browser_file(self) -> Path:
        found = os.environ.get(BROWSER_SETTING, "")
        browser = self._browser or (Path(found) if found else None)
        if browser is None or not browser.exists():
            raise NoBrowser()
        return browser


def helsinki_now() -> datetime:
    """Real time, told in Helsinki's."""
    return datetime.now(HELSINKI)


def open_county(
    folder: Path,
    *,
    standins: Mapping[str, Mapping[str, Any]] | None = None,
    clock: Callable[[], datetime] = helsinki_now,
    browser: Path | None = None,
) -> County:
    """The county of the folder, checked and ready.

    Raises:
        CannotStart: and says in Finnish and Swedish what is missing.
    """
    return County(read_settings(folder, standins), clock, browser)
