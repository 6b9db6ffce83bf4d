"""What a person checks of a run: some finished cases, picked so that nobody can choose them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from random import Random

from robots.casework.errors import WorkerError
from robots.casework.words import Outcome
from robots.county import County
from robots.determination.record import CaseInRun


def sample_of(run_id: str, cases: Iterable[CaseInRun], size: int) -> tuple[str, ...]:
    """Ids of at most ``size`` cases that nobody would look at otherwise: those delivered as ready.

    The run's id is the seed: the same run gives the same sample whoever makes the report again.
    """
    ready = sorted({case.case_id for case in cases if case.outcome is Outcome.READY})
    picked = Random(f"sample of {run_id}").sample(ready, min(size, len(ready)))
    return tuple(sorted(picked))


def fees_of(county: County, cases: Iterable[CaseInRun]) -> Iterator[Decimal]:
    """The monthly fee of every complete preview among the versions that the cases' run delivered.

    They are read from the case folders, where they belong; a folder that cannot be read now is
    passed over.
    """
    for case in cases:
        if case.record is None or not (case.record.version and case.record.is_new_version):
            continue
        with suppress(WorkerError, OSError, ValueError, KeyError):
            folder = county.case_folder(case.case_id)
            twin = folder.workbook_of(case.record.version).with_suffix(".json")
            preview = json.loads(twin.read_text("utf-8"))["preview"]
            if preview and preview["complete"] and preview["fee"] is not None:
                yield Decimal(preview["fee"])
