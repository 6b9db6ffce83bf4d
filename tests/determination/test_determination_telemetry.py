"""What a run sends to a county's collector of events: ids, states and durations, as it happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from light_county import light_county
from light_runs import ASKED, silently
from log_collector import collector

from robots.determination import run_one
from robots.journal import kept_in

Standins = tuple[dict[str, Any], Path]


def test_a_run_is_told_to_the_collector_event_by_event_with_case_and_run(
    tmp_path: Path, standins: Standins, folder: Path
) -> None:
    messages = pytest.importorskip("opentelemetry.proto.collector.logs.v1.logs_service_pb2")
    light = light_county(tmp_path / "light", standins)
    file = light.folder / "county.toml"
    written = file.read_text("utf-8")
    assert "\n[log]\n" in written
    with collector() as (address, got):
        file.write_text(written.replace("\n[log]\n", f'\n[log]\notlp = "{address}"\n'), "utf-8")
        with (
            light.open() as county,
            kept_in(county.state / "logs", county.settings.log, county.clock),
        ):
            run = run_one(county, "T-0001", ASKED, silently)
    records = [
        record
        for parcel in got
        for resource in messages.ExportLogsServiceRequest.FromString(parcel).resource_logs
        for scope in resource.scope_logs
        for record in scope.log_records
    ]
    told = [
        (one.event_name, {pair.key: pair.value.string_value for pair in one.attributes})
        for one in records
    ]
    names = [name for name, _ in told]
    assert names[0] == "run_begun"
    assert names[-1] == "run_ended"
    assert {"case_begun", "call_begun", "call_ended", "delivered", "case_ended"} <= set(names)
    for name, attributes in told:
        assert attributes["run"] == run.id, name
        if name.startswith(("case_", "call_")):
            assert attributes["case"] == "T-0001"
    lines = (county.state / "logs").glob("*.jsonl")
    assert len(told) == sum(len(one.read_text("utf-8").splitlines()) for one in lines), "all of it"
