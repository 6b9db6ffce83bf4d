"""Destroys what has been kept its time, and looks again whether it is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from robots.casework.errors import WorkerError
from robots.casework.reason import Reason
from robots.county import County
from robots.determination import where
from robots.retention.case_stores import case_stores
from robots.retention.shadow_stores import shadow_stores
from robots.retention.store import Kept, NotAllReached, Rule, Store
from robots.retention.stores import door_logs, worker_stores


@dataclass(frozen=True, slots=True)
class Purged:
    """What became of one store: only what was seen before and after, nothing that is claimed."""

    store: str
    rule: Rule
    destroyed: int = 0
    """Things that were over before, and are not there after."""
    left: int = 0
    overdue: int = 0
    """Of those left: they are over, and still there."""
    oldest: datetime | None = None
    """Since when the oldest one that is left has been kept."""
    spared: int = 0
    """Things that stay whatever their age, because work goes on with them."""
    why: Reason | None = None
    """What kept it from being done or proven; None where nothing did."""

    @property
    def is_proven(self) -> bool:
        """Whether nothing that is over is there any more."""
        return self.why is None and not self.overdue


def purge(county: County, logs: Path | None = None) -> list[Purged]:
    """Destroy what is over in every store; one that fails stops none of the others.

    Args:
        logs: where the doors' own logs lie, a folder a door; None where nobody knows.
    """
    now = county.clock()
    stores = [*worker_stores(county, now), *case_stores(county, now), *shadow_stores(county, now)]
    if logs is not None:
        stores.append(door_logs(logs, Rule(county.settings.log.keep_days, "log.keep_days"), now))
    return [purge_store(store) for store in stores]


def purge_store(store: Store) -> Purged:
    """Look, destroy, look again."""
    before, _ = _look(store)
    not_destroyed = _failure(store.destroy)
    after, not_seen = _look(store)
    spared, not_counted = _spared(store)
    why = not_destroyed or not_seen or not_counted
    overdue = _over(after)
    if overdue and why is None:
        why = Reason("purge_still_there", {"count": str(overdue)})
    return Purged(
        store.name,
        store.rule,
        destroyed=max(0, _over(before) - overdue),
        left=len(after),
        overdue=overdue,
        oldest=min((one.since for one in after), default=None),
        spared=spared,
        why=why,
    )


def _over(kept: Sequence[Kept]) -> int:
    return sum(one.is_over for one in kept)


def _look(store: Store) -> tuple[Sequence[Kept], Reason | None]:
    """What is there as far as it can be seen, and why not all of it can."""
    seen: list[Kept] = []

    def look() -> None:
        try:
            seen.extend(store.look())
        except NotAllReached as partly:
            seen.extend(partly.seen)
            raise

    return seen, _failure(look)


def _spared(store: Store) -> tuple[int, Reason | None]:
    found: list[int] = []
    why = _failure(lambda: found.append(store.spared()))
    return sum(found), why


def _failure(do: Callable[[], object]) -> Reason | None:
    """Do it; why it could not be done. No error of one store ends the others."""
    try:
        do()
    except WorkerError as error:
        return Reason.of(error)
    except OSError as error:  # its words may hold a path
        return Reason("purge_not_possible", {"trouble": type(error).__name__})
    except Exception as error:
        return Reason("way_broken", {"where": where(error)})
    return None
