"""How old the worklist is: by whoever keeps it, not by the worker's own results."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from worklist_office import OTHER, ROW, Office, result

from robots.worklist.errors import WorklistMissing

EXPORTED = datetime(2026, 3, 15, 18, 0, tzinfo=UTC)


def keeper_writes(office: Office, at: datetime) -> None:
    office.save(ROW, OTHER)
    os.utime(office.file, (at.timestamp(), at.timestamp()))


def test_the_workers_own_results_do_not_make_the_list_younger(office: Office) -> None:
    keeper_writes(office, EXPORTED)
    for case_id in ("T-1", "T-2"):
        worklist = office.worklist()
        worklist.write_back(result(case_id))
        assert worklist.apply_pending().written == 1
    assert office.file.stat().st_mtime > EXPORTED.timestamp()
    assert office.worklist().kept_at() == EXPORTED


def test_a_new_list_is_new_again(office: Office) -> None:
    keeper_writes(office, EXPORTED)
    worklist = office.worklist()
    worklist.write_back(result())
    worklist.apply_pending()
    keeper_writes(office, EXPORTED + timedelta(days=1))
    assert worklist.kept_at() == EXPORTED + timedelta(days=1)


def test_a_list_that_is_gone_says_so(office: Office) -> None:
    worklist = office.worklist()
    with pytest.raises(WorklistMissing):
        worklist.kept_at()
