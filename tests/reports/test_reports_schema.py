"""What machines read of a run is written down, and is what the record is."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from reports_world import busy_night

from robots.determination import RUNS
from robots.reports.schema import schema

FILE = Path(__file__).parents[2] / "resources" / "schemas" / "run-1.json"


def test_the_schema_is_that_of_the_record() -> None:
    assert json.loads(FILE.read_text("utf-8")) == json.loads(json.dumps(schema())), (
        "python -m robots.reports.schema > resources/schemas/run-1.json"
    )


def test_a_record_is_valid_by_it() -> None:
    record = json.loads(RUNS.dump_json(busy_night()))
    judge = jsonschema.Draft202012Validator(json.loads(FILE.read_text("utf-8")))
    assert list(judge.iter_errors(record)) == []
    assert list(judge.iter_errors(record | {"cases": 3}))
    assert list(judge.iter_errors({key: value for key, value in record.items() if key != "id"}))
