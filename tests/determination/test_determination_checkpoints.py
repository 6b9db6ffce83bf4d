"""What the queue's database holds: encrypted, readable after a change of key, and begun anew where
an older program wrote it."""

from __future__ import annotations

import base64
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from light_county import LightCounty
from light_runs import ASKED, silently
from robocorp import vault

from robots.casefolder.errors import SealBroken
from robots.casework.words import Outcome, Role, Source
from robots.county import County
from robots.determination import run_one
from robots.determination.asking import Asking
from robots.determination.case_queue import STORED_FORM, CaseQueue
from robots.determination.checkpoints import EncryptedJson, QueueKeyWrong
from robots.determination.due import due_attempt
from robots.determination.engine import Engine
from robots.determination.orders import Orders

OLD, NEW, OTHER = (bytes([number]) * 32 for number in range(3))


def with_keys(light: LightCounty, **keys: bytes) -> County:
    """The county with these keys of the queue in its vault."""
    file = light.folder / "vault.yaml"
    secrets = yaml.safe_load(file.read_text("utf-8"))
    secrets["keys"].update({name: base64.b64encode(key).decode() for name, key in keys.items()})
    file.write_text(yaml.safe_dump(secrets), "utf-8")
    vault._get_vault.cache_clear()  # robocorp-vault keeps the first one of the process
    return light.open()


def outcome_of(county: County, case_id: str) -> Outcome:
    return run_one(county, case_id, ASKED, silently).cases[0].outcome


def test_what_is_encrypted_comes_back_and_never_twice_the_same() -> None:
    data = {"done": ["T-0001", None, 3, "ä"]}
    serializer = EncryptedJson([NEW])
    first, second = serializer.serialize(data), serializer.serialize(data)
    assert serializer.deserialize(first) == serializer.deserialize(second) == data
    assert first != second
    assert "T-0001" not in first


def test_a_retired_key_still_reads_and_the_first_one_writes() -> None:
    written = EncryptedJson([OLD]).serialize("x")
    both = EncryptedJson([NEW, OLD])
    assert both.deserialize(written) == "x"
    assert not both.is_of_first_key(written)
    assert both.is_of_first_key(both.serialize("x"))
    assert EncryptedJson([NEW]).deserialize(both.serialize("y")) == "y"


@pytest.mark.parametrize("place", [0, 20, -1])
def test_a_changed_text_is_refused(place: int) -> None:
    serializer = EncryptedJson([NEW])
    written = serializer.serialize("x" * 40)
    changed = "A" if written[place] != "A" else "B"
    position = place % len(written)
    with pytest.raises(QueueKeyWrong):
        serializer.deserialize(written[:position] + changed + written[position + 1 :])


def test_an_exceptions_message_is_never_stored() -> None:
    serializer = EncryptedJson([NEW])
    assert serializer.deserialize(serializer.serialize(KeyError("131052-930V"))) == "KeyError"


def test_a_wrong_key_stops_everything_before_it_begins_and_the_right_ones_go_on(
    light: LightCounty,
) -> None:
    with with_keys(light, queue=OLD) as county, Engine(county):
        pass
    with with_keys(light, queue=OTHER) as county, pytest.raises(QueueKeyWrong):
        Engine(county).__enter__()
    with with_keys(light, queue=NEW, queue_retired=OLD) as county:
        assert outcome_of(county, "T-0001") is Outcome.INCOMPLETE
    # The new key has been taken into use: the old one may go once what it wrote is purged.
    with with_keys(light, queue=NEW, queue_retired=OTHER) as county, Engine(county):
        pass


def test_what_was_sealed_before_its_key_was_replaced_opens_with_the_retired_one(
    light: LightCounty,
) -> None:
    attempt, at = "T-0001:fee:2026-03-31:1", datetime(2026, 3, 16, 6, 15, tzinfo=UTC)
    with with_keys(light, sealing=OLD) as county:
        folder = county.case_folder("T-0001")
        folder.deliver(attempt, lambda number: {"tuloselvitys.xlsx": b"workbook"}, at=at)
        folder.retract(1, at=at, by_role="officer", why="wrong_person", note="Vedetty pois.")
    with with_keys(light, sealing=NEW, sealing_retired=OLD) as county:
        opened = county.case_folder("T-0001").quarantined(1)
        assert opened["v1/tuloselvitys.xlsx"] == b"workbook"
    with with_keys(light, sealing_retired=OTHER) as county, pytest.raises(SealBroken):
        county.case_folder("T-0001").quarantined(1)


def test_cases_that_an_older_program_left_are_begun_anew_and_nobody_is_asked_twice(
    light: LightCounty,
) -> None:
    """A database as the program wrote it before its checkpoints were encrypted."""
    with light.open() as county:
        with Engine(county):
            pass
        attempt = str(due_attempt(county, county.worklist.case("T-0001"), lambda _: False))
        with CaseQueue(county) as queue:
            queue.enqueue(attempt, "run-old", is_requested=False)
        Asking(county).ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "benefits")
        before = len(light.requests())
        with sqlite3.connect(county.state / "queue.sqlite") as database:
            database.execute(
                "update workflow_status set application_version = '1', status = 'PENDING',"
                " executor_id = 'worker-1', serialization = 'plain_json', inputs = ?",
                (f'{{"args": ["{attempt}", "run-old"], "kwargs": {{}}}}',),
            )
        assert STORED_FORM != "1"
        assert outcome_of(county, "T-0001") is Outcome.INCOMPLETE
    asked = [one["service"] for one in light.requests(before) if one["person"] == "T-0001/client"]
    assert asked, "the others were asked"
    assert not any("Benefit" in service for service in asked)
    with light.open() as county, CaseQueue(county) as queue:
        assert queue.unfinished() == {}


def test_a_copy_of_the_state_folder_goes_on_where_the_county_was(
    light: LightCounty, tmp_path: Path
) -> None:
    """As README tells to back it up: by a plain copy while nothing runs."""
    with light.open() as county:
        assert outcome_of(county, "T-0001") is Outcome.INCOMPLETE
    shutil.copytree(light.folder / "worker", tmp_path / "backup")
    shutil.rmtree(light.folder / "worker")
    shutil.copytree(tmp_path / "backup", light.folder / "worker")
    with light.open() as county:
        with CaseQueue(county) as queue:
            assert [one.split(":")[0] for one in queue.all_ended()] == ["T-0001"]
        again = run_one(county, "T-0001", ASKED, silently)
    assert again.cases[0].record is not None
    assert again.cases[0].record.attempt.endswith(":2"), "the number of an attempt is not reused"


def test_a_lost_state_folder_loses_no_case(light: LightCounty) -> None:
    """The case folders know how far each case is; the queue is only what is in work."""
    with light.open() as county:
        assert outcome_of(county, "T-0001") is Outcome.INCOMPLETE
    shutil.rmtree(light.folder / "worker")
    with light.open() as county:
        assert outcome_of(county, "T-0001") is Outcome.INCOMPLETE
        assert len(county.case_folder("T-0001").delivered_versions()) == 1


def test_finished_work_is_deleted_by_its_age_and_told_no_more(light: LightCounty) -> None:
    with light.open() as county:
        assert outcome_of(county, "T-0001") is Outcome.INCOMPLETE
        with CaseQueue(county) as queue, Orders(county.database) as orders:
            assert orders.already_told() == queue.all_ended()
            finished = queue.ended_before(county.clock().replace(year=2100))
            assert len(finished) > len(queue.all_ended())
            queue.delete(finished)
            assert queue.all_ended() == set()
            assert queue.ended_before(county.clock().replace(year=2100)) == []
