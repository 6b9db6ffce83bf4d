"""One county's rooms, put together: what a run needs of the county it works for."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from robots.access.log import AccessLogFile, LogKeys
from robots.casefolder import RESULTS, CaseFolder, Seal
from robots.casework.closed_after import ClosedAfter
from robots.casework.errors import WorkerError
from robots.casework.period import HELSINKI
from robots.casework.protocols import Clock, SourceOfIncome
from robots.casework.texts import Language
from robots.casework.words import Role, Source
from robots.county import shadow
from robots.county.database import PASSWORD, SECRET, database_file, shared_database
from robots.county.settings import CountySettings, read_settings
from robots.county.sources import SourceMaker, secrets_wanted, session_file, with_proxy_passwords
from robots.county.vault import key_from_vault, require_secrets, retired_keys, secret, use_vault
from robots.kela import SessionFile, SignIn, open_incident
from robots.population_register import ChangeInterface
from robots.traffic import Traffic
from robots.worklist import Worklist


class County(ClosedAfter):
    """A county at work. Close it: a browser and child processes may have been started.

    Attributes:
        settings: ``county.toml``, checked.
        state: the worker's own folder: queue, access log, run reports.
        day: the business date, whose law and amounts apply; Helsinki's calendar.
        clock: real time, for TLS, signatures, logs and evidence.
        queue_keys: what lies in the queue's database is encrypted with the first of them; the
            others were in use before.
        told_to_end: set where this process is to end gracefully, whatever it is at.
        make_sure: called right before each request leaves; does not return where none may, since
            others may believe this worker gone.
    """

    def __init__(self, settings: CountySettings, clock: Clock, browser: Path | None) -> None:
        self.settings = settings
        self.clock = clock
        self.told_to_end = threading.Event()
        self.make_sure: Callable[[], None] = lambda: None
        self.day: date = settings.business_date or clock().astimezone(HELSINKI).date()
        self.state = settings.run.state
        if settings.shadow is not None:
            self.state /= shadow.STATE
        self._browser = browser
        self._closing = ExitStack()
        use_vault(settings.vault)
        require_secrets(secrets_wanted(settings))
        self.settings = with_proxy_passwords(settings)
        self._seal = Seal(key_from_vault("sealing"), retired_keys("sealing"))
        self.log_keys = LogKeys(key_from_vault("access_log"), retired_keys("access_log"))
        self.inputs_key = key_from_vault("inputs")
        self.queue_keys = (key_from_vault("queue"), *retired_keys("queue"))
        self.worklist = Worklist(
            settings.worklist,
            test_range=settings.environment.has_test_people,
            journal=self.state / "worklist-results.jsonl",
            is_written=settings.shadow is None,
        )

    def prepare(self) -> None:
        """Make every source ready, so that what is missing is told before any case is begun.

        Raises:
            CannotStart: a certificate, a secret, a table or the browser is missing.
        """
        _ = self.sources

    @property
    def language(self) -> Language:
        """In which the worker tells the county's own people what is not about one client."""
        is_swedish = self.settings.officer_language == Language.SWEDISH.value
        return Language.SWEDISH if is_swedish else Language.FINNISH

    @property
    def name(self) -> str:
        """The county's name, in that language."""
        name = self.settings.name
        return name.sv if self.language is Language.SWEDISH else name.fi

    @property
    def access_log_folder(self) -> Path:
        """Where the access log lies: one, whatever the mode."""
        return self.settings.run.state / "access-log"

    @cached_property
    def access_log(self) -> AccessLogFile:
        """This process's own chain of the access log.

        Raises:
            AccessLogNotWritable
        """
        return AccessLogFile(self.access_log_folder, self.log_keys, clock=self.clock)

    @cached_property
    def sources(self) -> Mapping[Source, SourceOfIncome]:
        """Each source, ready to be asked; made at the first use, so that a report needs none."""
        return {source: self.source(source) for source in Source}

    def source(self, source: Source) -> SourceOfIncome:
        """One source, made anew; whoever asks for it closes it.

        Raises:
            CannotStart: a certificate, a secret, a table or the browser is missing.
        """
        return self._maker.make(source)

    def change_interface(self) -> ChangeInterface | None:
        """The population register's change interface, made anew; None where there is none.

        Raises:
            CannotStart: a certificate or a secret is missing.
        """
        return self._maker.change_interface()

    @cached_property
    def _maker(self) -> SourceMaker:
        return SourceMaker(
            self.settings,
            access_log=self.access_log,
            clock=self.clock,
            handed_in=self._handed_in,
            browser=self._browser,
            closing=self._closing,
            seal=self._seal,
            turn=self._turn,
        )

    @cached_property
    def traffic(self) -> Traffic:
        """Who may ask which source when: the same for all workers of the county."""
        kela = self.settings.interfaces.kela
        by_hand = kela is not None and kela.sign_in is SignIn.HANDED_OVER
        return Traffic(
            self.database,
            self.settings.limits,
            clock=self.clock,
            now=time.monotonic,
            sleep=time.sleep,
            new_id=lambda: uuid.uuid4().hex,
            signed_in_at={Source.KELA: self._signed_in_at} if by_hand else {},
        )

    @cached_property
    def database(self) -> URL:
        """What all workers of the county share: queue, limits, pauses. SQLite or PostgreSQL.

        Raises:
            SecretMissing: the vault lacks the database's password.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        address = self.settings.run.database
        if address is None:
            return database_file(self.state)
        return shared_database(address, secret(SECRET, PASSWORD)[PASSWORD])

    @property
    def kela_session(self) -> SessionFile:
        """Where an official's session with Kela's service is handed over."""
        return session_file(self.settings, self._seal, self.clock)

    def open_kela_incident(self, file: Path, into: Path | None) -> Path:
        """Write a page that stopped a visit to Kela's service into a folder, in clear. Who may, and
        that it is logged, is :mod:`robots.county.incident_door`'s to see to.

        Raises:
            IncidentMissing, IncidentUnreadable, IncidentNotWritten
        """
        return open_incident(file, self._seal, into)

    def case_folder(self, case_id: str) -> CaseFolder:
        """The case's folder, as this mode writes into it."""
        return self._case_folder(case_id, is_shadow=self.settings.shadow is not None)

    def case_folder_in_shadow(self, case_id: str) -> CaseFolder:
        """The same as shadow mode writes into it, whether the county is in it now or has been."""
        return self._case_folder(case_id, is_shadow=True)

    def _case_folder(self, case_id: str, *, is_shadow: bool) -> CaseFolder:
        results = shadow.RESULTS if is_shadow else RESULTS
        return CaseFolder(self.settings.case_folders.root / case_id, self._seal, results_in=results)

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

    def end_asking(self) -> None:
        """End browsers and child processes, and leave this process's chain of the access log to
        others; whoever asks after this begins anew."""
        if "sources" in self.__dict__:
            for source in self.sources.values():
                source.close()
        self._closing.close()
        if "access_log" in self.__dict__:
            self.access_log.close()
        for made in ("sources", "_maker", "access_log"):
            self.__dict__.pop(made, None)

    def close(self) -> None:
        """End browsers and child processes."""
        self.end_asking()
        if "traffic" in self.__dict__:
            self.traffic.close()

    @contextmanager
    def _turn(self, source: Source) -> Iterator[None]:
        with self.traffic.request(source):
            self.make_sure()
            yield

    def _signed_in_at(self) -> datetime | None:
        """When the session with Kela's service that may be used now was signed in to."""
        kela = self.settings.interfaces.kela
        if kela is None:
            return None
        try:
            session = self.kela_session.current(kela.address)
        except WorkerError:
            return None  # it cannot be opened: the source itself says so when it is asked
        return session.signed_in_at if session is not None else None

    def _handed_in(self, case_id: str, role: Role) -> Sequence[Path]:
        return self.case_folder(case_id).handed_in(role)


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
