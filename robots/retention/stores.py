"""What lies in the worker's own folder and database, and the drop folder's answers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from robots.access.log import destroy_old_months, last_month_over, years_kept
from robots.access.log.files import chains_in
from robots.casework.period import HELSINKI
from robots.county import County
from robots.determination.attempt import Attempt
from robots.determination.case_queue import CaseQueue, is_there
from robots.determination.orders import Orders
from robots.determination.record import RUNS_FOLDER
from robots.requests import DropFolder
from robots.retention.store import Kept, Rule, Store, Unit, by_age, days_before, files_by_age

#: Of a run's folder: ``run-20260316T020000``, with a number after it where two began at once.
_RUN_TIME: Final = "run-%Y%m%dT%H%M%S"
_RUN_NAME: Final = len("run-20260316T020000")
_LOG_BASIS: Final = "703/2023 liite"
_TASKS: Final = Path(__file__).parents[2] / "tasks"
_DOOR_LOG: Final = re.compile(r"log\.html|output(?:_\d+)?\.robolog")


def worker_stores(county: County, now: datetime) -> Iterator[Store]:
    """Each place of the worker's own."""
    retention, state = county.settings.retention, county.state
    yield queue(county, Rule(retention.queue_days, "retention.queue_days"), now)
    yield stop_orders(county, Rule(retention.queue_days, "retention.queue_days"), now)
    yield pauses(county, Rule(retention.pause_days, "retention.pause_days"), now)
    yield runs(state / RUNS_FOLDER, Rule(retention.run_days, "retention.run_days"), now)
    yield results(county, Rule(retention.result_days, "retention.result_days"), now)
    rule = Rule(county.settings.log.keep_days, "log.keep_days")
    yield _files("journal", rule, state / "logs", "*.jsonl", now)
    rule = Rule(retention.unknown_page_days, "retention.unknown_page_days")
    yield _files("unknown_pages", rule, state / "unknown-pages", "*", now)
    kela = county.settings.interfaces.kela
    if kela is not None:
        rule = Rule(kela.incident_days, "interfaces.kela.incident_days")
        yield _files("kela_incidents", rule, state / "kela-incidents", "*", now)
        rule = Rule(kela.session_minutes, "interfaces.kela.session_minutes", unit=Unit.MINUTES)
        yield _files(
            "kela_session", rule, kela.session_folder or state, "kela-session.sealed*", now
        )
    drop_folder = county.settings.drop_folder
    if drop_folder is not None:
        rule = Rule(drop_folder.days, "drop_folder.days")
        yield answered_requests(DropFolder(drop_folder.folder, county.clock), rule, now)
    yield access_log(county, now)


def queue(county: County, rule: Rule, now: datetime) -> Store:
    """Finished attempts and calls in the queue's database; a call of an attempt that has not ended
    is spared, however old it is: the attempt may go on from it."""
    limit = days_before(now, rule)

    def ended() -> dict[str, datetime]:
        if not is_there(county):
            return {}
        with CaseQueue(county) as opened:
            unfinished = opened.unfinished()
            return {
                name: at
                for name, at in opened.ended_at().items()
                if name.split("/", 1)[0] not in unfinished
            }

    def destroy() -> None:
        old = [name for name, at in ended().items() if at < limit]
        if not old:
            return
        with CaseQueue(county) as opened:
            opened.delete(old)
        attempts = {name for name in old if _is_attempt(name)}
        with Orders(county.database) as orders:
            orders.forget_told(attempts)

    def spared() -> int:
        if not is_there(county):
            return 0
        with CaseQueue(county) as opened:
            return len(opened.unfinished())

    return Store("queue", rule, lambda: by_age(list(ended().values()), limit), destroy, spared)


def _is_attempt(name: str) -> bool:
    try:
        return str(Attempt.parse(name)) == name
    except ValueError:
        return False


def stop_orders(county: County, rule: Rule, now: datetime) -> Store:
    """Who told the workers to stop; the last order is the one that is obeyed, and stays."""
    limit = days_before(now, rule)

    def orders() -> dict[int, datetime]:
        if not is_there(county):
            return {}
        with Orders(county.database) as opened:
            return opened.stops_before_last()

    def destroy() -> None:
        if old := [number for number, at in orders().items() if at < limit]:
            with Orders(county.database) as opened:
                opened.forget_stops(old)

    return Store("stop_orders", rule, lambda: by_age(list(orders().values()), limit), destroy)


def pauses(county: County, rule: Rule, now: datetime) -> Store:
    """Pauses of sources that are over."""
    limit = days_before(now, rule)
    return Store(
        "pauses",
        rule,
        lambda: by_age(county.traffic.pauses_over_at(), limit),
        lambda: county.traffic.forget_pauses_over_before(limit),
    )


def runs(folder: Path, rule: Rule, now: datetime) -> Store:
    """Records and reports: a folder a run, named by its time in Helsinki."""
    limit = days_before(now, rule)

    def found() -> dict[Path, datetime]:
        return {one: _began(one) for one in folder.glob("run-*") if one.is_dir()}

    def destroy() -> None:
        for one, at in found().items():
            if at < limit:
                shutil.rmtree(one)

    return Store("runs", rule, lambda: by_age(list(found().values()), limit), destroy)


def _began(run: Path) -> datetime:
    try:
        return datetime.strptime(run.name[:_RUN_NAME], _RUN_TIME).replace(tzinfo=HELSINKI)
    except ValueError:
        return datetime.fromtimestamp(run.stat().st_mtime, HELSINKI)


def results(county: County, rule: Rule, now: datetime) -> Store:
    """Results on their way into the worklist."""
    limit = days_before(now, rule)
    return Store(
        "results",
        rule,
        lambda: by_age(county.worklist.results_noted_at(), limit),
        lambda: county.worklist.forget_results_before(limit),
    )


def answered_requests(folder: DropFolder, rule: Rule, now: datetime) -> Store:
    """Finished requests of the drop folder, with their answers."""
    limit = days_before(now, rule)

    def destroy() -> None:
        folder.remove_answered_before(limit)

    return Store("requests", rule, lambda: by_age(folder.answered_at(), limit), destroy)


def access_log(county: County, now: datetime) -> Store:
    """The access log, a file a month; a chain that another process is writing is left for the next
    time, and told as not destroyed."""
    day = now.astimezone(HELSINKI).date()
    log = county.access_log_folder

    def look() -> list[Kept]:
        last = last_month_over(day)
        return [
            Kept(datetime.combine(month.last, datetime.min.time(), HELSINKI), month <= last)
            for chain in chains_in(log)
            for month in chain.months()
        ]

    def destroy() -> None:
        destroy_old_months(log, county.log_keys, now, day)

    rule = Rule(years_kept(), section=_LOG_BASIS, unit=Unit.YEARS)
    return Store("access_log", rule, look, destroy)


def door_logs(folder: Path, rule: Rule, now: datetime) -> Store:
    """robocorp's logs: each door writes over its own, so one that is not opened again keeps its
    last for ever. Only files by the names that robocorp gives them, in folders named as doors."""

    def files() -> Iterator[Path]:
        for door in sorted(_TASKS.glob("*_task.py")):
            named = folder / door.stem.removesuffix("_task").replace("_", "-")
            yield from (one for one in sorted(named.glob("*")) if _DOOR_LOG.fullmatch(one.name))

    return files_by_age("door_logs", rule, files, days_before(now, rule))


def _files(name: str, rule: Rule, folder: Path, pattern: str, now: datetime) -> Store:
    def files() -> Iterator[Path]:
        return (one for one in sorted(folder.glob(pattern)) if one.is_file())

    return files_by_age(name, rule, files, days_before(now, rule))
