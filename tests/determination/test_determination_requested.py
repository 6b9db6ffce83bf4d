"""An officer's calls wait for their turn at the source alone, the night's in a queue before it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from light_county import LightCounty, light_county

from robots.determination import Request, run_nightly, run_one

Standins = tuple[dict[str, Any], Path]
OFFICERS, NIGHTS = "T-0002", "T-0003"


def queues_of(light: LightCounty, case_id: str) -> set[str | None]:
    """In which its calls have waited."""
    with sqlite3.connect(light.folder / "worker" / "queue.sqlite") as database:
        found = database.execute(
            "select queue_name from workflow_status"
            " where name = 'ask_authority' and workflow_uuid like ?",
            (f"{case_id}:%",),
        )
        return {queue for (queue,) in found}


def test_an_officers_calls_wait_in_no_queue(
    tmp_path: Path, standins: Standins, folder: Path
) -> None:
    light = light_county(tmp_path / "light", standins, only=(OFFICERS, NIGHTS))
    with light.open() as county:
        why = Request("virkailija-07", "Asiakas soitti")
        run_one(county, OFFICERS, why, lambda case, count, total: None)
    with light.open() as county:
        run_nightly(county, None, lambda case, count, total: None)
    assert queues_of(light, OFFICERS) == {None}
    assert {"population_register", "incomes_register"} <= queues_of(light, NIGHTS)
    assert light.versions().keys() >= {f"{OFFICERS}/v1", f"{NIGHTS}/v1"}
