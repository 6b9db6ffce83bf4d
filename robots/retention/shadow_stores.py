"""What a trial in shadow mode has left: results that nobody decided anything by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from robots.casefolder.errors import unavailable_when_failing
from robots.casefolder.files import Files
from robots.casework.period import HELSINKI
from robots.county import County
from robots.county.shadow import BOOK, RESULTS, STATE
from robots.retention.store import Kept, Rule, Store, by_age, days_before, files_by_age


def shadow_stores(county: County, now: datetime) -> Iterator[Store]:
    """Results, comparisons, and the worker's own folder of a trial that is over; the results of a
    trial are looked for whether the county is still in shadow mode or not."""
    rule = Rule(county.settings.retention.shadow_days, "retention.shadow_days")
    yield results(county.settings.case_folders.root, rule, now)
    shadow = county.settings.shadow
    if shadow is not None:
        folder = shadow.folder
        yield files_by_age(
            "shadow_comparisons",
            rule,
            lambda: iter(sorted(folder.glob(f"{BOOK}*.xlsx"))),
            days_before(now, rule),
        )
    else:
        yield _folders("shadow_state", rule, county.settings.run.state, STATE, now)


def results(root: Path, rule: Rule, now: datetime) -> Store:
    """Each case's folder of shadow results, whole: its time runs from the last file written into
    it, so that no version goes while another is made beside it."""
    return _folders("shadow_results", rule, root, f"*/{RESULTS}", now)


def _folders(name: str, rule: Rule, root: Path, pattern: str, now: datetime) -> Store:
    limit = days_before(now, rule)

    def found() -> dict[Path, datetime]:
        with unavailable_when_failing():
            return {one: _last_written(one) for one in root.glob(pattern) if one.is_dir()}

    def look() -> list[Kept]:
        return by_age(list(found().values()), limit)

    def destroy() -> None:
        files = Files()
        for one, at in found().items():
            if at < limit:
                files.remove(one)

    return Store(name, rule, look, destroy)


def _last_written(folder: Path) -> datetime:
    """When the newest file in it was written; the folder itself, where there is none."""
    written = [one.stat().st_mtime for one in folder.rglob("*") if one.is_file()]
    return datetime.fromtimestamp(max(written, default=folder.stat().st_mtime), HELSINKI)
