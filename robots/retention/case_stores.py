"""What lies in the case folders for a time only. The delivered versions are the county's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from robots.casefolder import CaseFolder
from robots.casefolder.errors import CaseFolderUnavailable
from robots.casework.errors import WorkerError
from robots.casework.period import HELSINKI
from robots.county import County
from robots.county.shadow import RESULTS
from robots.determination.case_queue import CaseQueue, is_there
from robots.retention.store import Kept, NotAllReached, Rule, Store, by_age, days_before


def case_stores(county: County, now: datetime) -> Iterator[Store]:
    """Each kind of thing that is kept for a time in every case folder."""
    days = county.settings.case_folders.sealed_days
    yield sealed_replies(county, Rule(days, "case_folders.sealed_days"), now)
    days = county.settings.run.answers_valid_days
    yield answers(county, Rule(days, "run.answers_valid_days"), now)
    days = county.settings.retention.quarantine_days
    yield quarantine(county, Rule(days, "retention.quarantine_days"), now)


def sealed_replies(county: County, rule: Rule, now: datetime) -> Store:
    """Raw replies under the seal, by the day on which they were got."""
    last_kept = now.astimezone(HELSINKI).date() - timedelta(days=rule.amount)

    def in_one(folder: CaseFolder) -> Iterable[Kept]:
        return [
            Kept(datetime.combine(day, datetime.min.time(), HELSINKI), day < last_kept)
            for day in folder.sealed_days()
        ]

    return _store(
        county,
        "sealed_replies",
        rule,
        in_one,
        lambda folder: folder.remove_sealed_older_than(rule.amount, now),
    )


def answers(county: County, rule: Rule, now: datetime) -> Store:
    """Answers of attempts that nobody goes on with: too old to serve another attempt, and not of
    an attempt that still waits in the queue."""
    limit = days_before(now, rule)
    waiting = _in_queue(county)

    def in_one(folder: CaseFolder) -> Iterable[Kept]:
        return by_age(folder.answers_since(waiting), limit)

    def spared() -> int:
        found: list[int] = []

        def count(folder: CaseFolder) -> None:
            found.append(len(folder.answers_since(())) - len(folder.answers_since(waiting)))

        if waiting:
            _each(county, count)
        return sum(found)

    store = _store(
        county,
        "answers",
        rule,
        in_one,
        lambda folder: folder.clear_answers_before(limit, waiting),
    )
    return replace(store, spared=spared)


def quarantine(county: County, rule: Rule, now: datetime) -> Store:
    """Encrypted files of retracted versions."""
    limit = days_before(now, rule)

    def in_one(folder: CaseFolder) -> Iterable[Kept]:
        return by_age([one.retracted_at for one in folder.quarantined_versions()], limit)

    return _store(
        county,
        "quarantine",
        rule,
        in_one,
        lambda folder: folder.destroy_quarantined_before(limit),
    )


def _in_queue(county: County) -> frozenset[str]:
    if not is_there(county):
        return frozenset()
    with CaseQueue(county) as queue:
        return frozenset(queue.unfinished())


def _store(
    county: County,
    name: str,
    rule: Rule,
    in_one: Callable[[CaseFolder], Iterable[Kept]],
    clear_one: Callable[[CaseFolder], object],
) -> Store:
    """A store over all case folders: one that cannot be reached keeps none of the others from being
    cleared, and is told."""

    def look() -> list[Kept]:
        found: list[Kept] = []
        if not_reached := _each(county, lambda folder: found.extend(in_one(folder))):
            raise NotAllReached(found, not_reached)
        return found

    def destroy() -> None:
        if not_reached := _each(county, clear_one):
            raise NotAllReached([], not_reached)

    return Store(name, rule, look, destroy)


def _each(county: County, do: Callable[[CaseFolder], object]) -> int:
    """Do it with every case folder, and with what shadow mode has written into it; with how many
    it could not be done.

    Raises:
        CaseFolderUnavailable: the share is away.
    """
    not_reached, is_shadow = 0, county.settings.shadow is not None
    try:
        folders = sorted(county.settings.case_folders.root.iterdir())
    except OSError as trouble:
        raise CaseFolderUnavailable(
            trouble=type(trouble).__name__, number=trouble.errno or 0
        ) from None
    for folder in folders:
        try:
            if folder.is_dir():
                do(county.case_folder(folder.name))
                if not is_shadow and (folder / RESULTS).is_dir():
                    do(county.case_folder_in_shadow(folder.name))
        except (WorkerError, OSError):
            not_reached += 1
    return not_reached
