"""One line of JSON an event; no personal data; nothing lost without a word; nothing too old."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_collector import collector

from robots.casework.identity_code import IdentityCode
from robots.casework.protocols import Clock
from robots.journal import Event, LogSettings, kept_in, note
from robots.journal.files import DailyFile, remove_old
from robots.journal.guard import REFUSED, refuse_personal_data

AT = datetime(2026, 3, 16, 23, 59, 30, tzinfo=UTC)
CODE = "010140-9019"


def standing(at: datetime = AT) -> Clock:
    return lambda: at


def lines(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_an_event_is_one_line_with_its_case_and_run(tmp_path: Path) -> None:
    with kept_in(tmp_path, LogSettings(), standing()):
        note(Event.CASE_ENDED, run="run-1", case="T-0001", outcome="ready", seconds=Decimal("1.25"))
        note(Event.SOURCE_PAUSED, source="kela", reason="sign_in_needed")
    ended, paused = lines(tmp_path)
    assert (
        ended.items()
        >= {
            "at": "2026-03-16T23:59:30.000+00:00",
            "level": "info",
            "event": "case_ended",
            "run": "run-1",
            "case": "T-0001",
            "outcome": "ready",
            "seconds": 1.25,
        }.items()
    )
    assert paused["level"] == "warning"
    assert paused["worker"] == ended["worker"]


def test_where_no_journal_is_kept_nothing_happens(tmp_path: Path) -> None:
    with kept_in(tmp_path, LogSettings(), standing()):
        pass
    note(Event.RUN_BEGUN, run="run-1")
    assert lines(tmp_path) == []


def test_a_call_belongs_to_the_run_that_its_case_is_done_in(tmp_path: Path) -> None:
    with kept_in(tmp_path, LogSettings(), standing()):
        note(Event.CASE_BEGUN, run="run-1", case="T-0001")
        note(Event.CASE_BEGUN, run="run-2", case="T-0002")
        for case in ("T-0001", "T-0002", "T-0003"):
            note(Event.CALL_BEGUN, case=case, source="kela")
    assert [one.get("run") for one in lines(tmp_path)[2:]] == ["run-1", "run-2", None]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case", CODE),
        ("case", f"T-{CODE}"),
        ("attempt", f"{CODE.lower()}:fee:2026-03-16:1"),
        ("requested_by", "010140Y9019"),
        ("state", "Aino Virtanen"),
        ("reason", "1546.34"),
        ("reason", "fee:1546,34"),
        ("reason", "694€"),
        ("count", Decimal("694.58")),
        ("questions", 694.58),
        ("reason", "x" * 500),
        ("state", {"name": "Aino"}),
        ("case", IdentityCode(CODE)),
        ("client_name", "Aino"),
        ("seconds", "1546,34 euroa"),
    ],
)
def test_personal_data_is_refused_and_the_field_named(
    tmp_path: Path, field: str, value: object
) -> None:
    with kept_in(tmp_path, LogSettings(), standing()):
        note(Event.CASE_ENDED, **{field: value})
    (told,) = lines(tmp_path)
    assert told[REFUSED] == [field]
    assert field not in told
    assert told["event"] == "case_ended"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case", "2026 / 1234.56"),
        ("case", "0101402026"),
        ("attempt", "T-0001:fee:2026-03-16:1"),
        ("run", "run-20260316T235930"),
        ("requested_by", "virkailija-07"),
        ("requested_by", "etunimetön@kuusiranta.example"),
        ("seconds", 12.34),
        ("until", "2026-03-17T06:30:00+02:00"),
    ],
)
def test_what_runs_tell_goes_through(field: str, value: object) -> None:
    told = refuse_personal_data(None, "", {"event": "case_ended", field: value})
    assert told == {"event": "case_ended", field: value}


@given(
    st.dates(date(1900, 1, 1), date(1999, 12, 31)),
    st.sampled_from("-YXWVU"),
    st.integers(900, 999),
    st.sampled_from("0123456789ABCDEFHJKLMNPRSTUVWXY"),
    st.sampled_from(["case", "run", "reason", "requested_by", "until", "attempt"]),
    st.text(max_size=5),
)
def test_no_identity_code_goes_through_whatever_stands_around_it(
    born: date, sign: str, number: int, check: str, field: str, around: str
) -> None:
    code = f"{born:%d%m%y}{sign}{number}{check}"
    value = f"{around}/{code}/{around}"
    assert field not in refuse_personal_data(None, "", {"event": "x", field: value})


def test_a_disk_that_is_full_loses_events_and_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    folder.write_text("in the way of the folder", "utf-8")
    with kept_in(folder, LogSettings(), standing()):
        note(Event.CASE_BEGUN, case="T-0001")
        note(Event.CASE_ENDED, case="T-0001")
        folder.unlink()
        note(Event.CASE_BEGUN, case="T-0002")
    assert [(one["event"], one.get("count")) for one in lines(folder)] == [
        ("case_begun", None),
        ("events_lost", 2),
    ]
    assert capsys.readouterr().err.count("\n") == 2  # once, in two languages


def test_each_day_has_a_file_and_a_large_one_is_followed_by_another(tmp_path: Path) -> None:
    file = DailyFile(tmp_path, "p7", most_bytes=20)
    for _ in range(3):
        file.write("0123456789", AT)
    file.write("0" * 50, AT)
    file.write("next day", AT + timedelta(minutes=1))
    file.close()
    again = DailyFile(tmp_path, "p7", most_bytes=20)
    again.write("same day again", AT + timedelta(minutes=2))
    again.close()
    sizes = {one.name: one.stat().st_size for one in tmp_path.iterdir()}
    assert sizes == {
        "2026-03-16.p7.jsonl": 11,
        "2026-03-16.p7.2.jsonl": 11,
        "2026-03-16.p7.3.jsonl": 11,
        "2026-03-16.p7.4.jsonl": 51,
        "2026-03-17.p7.jsonl": 9,
        "2026-03-17.p7.2.jsonl": 15,
    }


def test_files_are_kept_for_their_days_and_no_other_file_is_touched(tmp_path: Path) -> None:
    for name in ("2026-03-06.p1.jsonl", "2026-03-05.p1.jsonl", "2025-01-01.p1.2.jsonl", "x.jsonl"):
        (tmp_path / name).write_text("{}\n", "utf-8")
    assert remove_old(tmp_path, keep_days=11, today=date(2026, 3, 16)) == 2
    assert {one.name for one in tmp_path.iterdir()} == {"2026-03-06.p1.jsonl", "x.jsonl"}


def test_a_collector_gets_the_same_events_without_what_was_refused(tmp_path: Path) -> None:
    messages = pytest.importorskip("opentelemetry.proto.collector.logs.v1.logs_service_pb2")
    with collector() as (address, got), kept_in(tmp_path, LogSettings(otlp=address), standing()):
        note(Event.ALERT, run="run-1", reason="no_run", client_name=CODE)
    sent = messages.ExportLogsServiceRequest.FromString(got[0])
    (record,) = sent.resource_logs[0].scope_logs[0].log_records
    attributes = {one.key: one.value.string_value for one in record.attributes}
    assert (record.event_name, record.severity_text) == ("alert", "WARN")
    assert attributes.items() >= {"run": "run-1", "reason": "no_run"}.items()
    assert CODE.encode() not in b"".join(got)


def test_a_collector_that_is_away_stops_nobody(tmp_path: Path) -> None:
    pytest.importorskip("opentelemetry.sdk")
    with collector() as (address, _):
        pass
    with kept_in(tmp_path, LogSettings(otlp=address), standing()):
        note(Event.RUN_ENDED, run="run-1")
    assert [one["event"] for one in lines(tmp_path)] == ["run_ended"]
