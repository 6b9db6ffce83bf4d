"""A case system leaves a request and finds the answer beside it."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from robots.requests import AskedCase, DropFolder, Dropped, RequestRefused, in_work
from robots.requests.drop_folder import ANSWER, DropFolderMissing

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
ASKED = {"case": "T-0001", "requested_by": "officer-1", "reason": "Puhelu asiakkaan kanssa"}
ENDED = {"case": "T-0001", "state": "ended", "outcome": "ready"}

Drop = Callable[..., Path]


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    """Leave a file in the folder, so many seconds ago."""

    def leave(said: Any, name: str = "pyynto.json", seconds_ago: int = 5) -> Path:
        file = tmp_path / name
        file.write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")
        moment = (NOW - timedelta(seconds=seconds_ago)).timestamp()
        os.utime(file, (moment, moment))
        return file

    return leave


@pytest.fixture
def folder(tmp_path: Path) -> DropFolder:
    return DropFolder(tmp_path, lambda: NOW)


def answer_of(file: Path) -> Any:
    return json.loads(file.with_name(file.stem + ANSWER).read_text("utf-8"))


def test_a_request_is_found_with_what_it_asks(drop: Drop, folder: DropFolder) -> None:
    drop(ASKED)
    (found,) = folder.requests()
    assert found.asked == AskedCase(**ASKED)


def test_requests_come_in_the_order_in_which_they_were_left(drop: Drop, folder: DropFolder) -> None:
    drop({**ASKED, "case": "T-0002"}, "a.json", seconds_ago=1)
    drop(ASKED, "b.json", seconds_ago=9)
    assert [one.asked.case for one in folder.requests()] == ["T-0001", "T-0002"]


def test_the_answer_lies_beside_the_request_which_is_then_done(
    drop: Drop, folder: DropFolder
) -> None:
    file = drop(ASKED)
    (found,) = folder.requests()
    folder.answer(found, ENDED)
    assert answer_of(file)["outcome"] == "ready"
    assert folder.requests() == []


def test_what_was_begun_and_not_ended_comes_again_after_a_restart(
    drop: Drop, folder: DropFolder
) -> None:
    drop(ASKED)
    (found,) = folder.requests()
    folder.answer(found, in_work("T-0001", "T-0001:fee:2026-03-31:1", NOW))
    (again,) = folder.requests()
    assert again == replace(found, attempt="T-0001:fee:2026-03-31:1"), "it is joined, not made anew"


def test_the_same_name_with_something_new_in_it_is_a_new_request(
    drop: Drop, folder: DropFolder
) -> None:
    drop(ASKED)
    (first,) = folder.requests()
    folder.answer(first, ENDED)
    drop({**ASKED, "reason": "Uusi lasku"})
    (second,) = folder.requests()
    assert second.sha256 != first.sha256


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("", "JSON"),
        ("\xff{", "JSON"),
        ([ASKED], ""),
        ({**ASKED, "reason": " "}, "reason"),
        ({"case": "T-0001"}, "requested_by, reason"),
        ({**ASKED, "nimi": "Maija Meikäläinen"}, "?"),
        ({**ASKED, "case": 7}, "case"),
        ("x" * 70_000, "> 64 kB"),
    ],
    ids=["empty", "no JSON", "a list", "no reason", "fields missing", "more", "number", "long"],
)
def test_what_is_no_request_is_answered_with_what_is_wrong_and_stops_no_other(
    said: Any, problem: str, drop: Drop, folder: DropFolder
) -> None:
    broken = drop(said, "a.json", seconds_ago=60)
    drop(ASKED, "b.json")
    assert [one.asked.case for one in folder.requests()] == ["T-0001"]
    answer = answer_of(broken)
    assert answer["state"] == "refused"
    assert problem in answer["reason_fi"]
    assert problem in answer["reason_sv"]
    assert "Meikäläinen" not in json.dumps(answer, ensure_ascii=False)


def test_a_file_that_is_still_being_written_is_left_in_peace(
    drop: Drop, folder: DropFolder
) -> None:
    file = drop('{"case": "T-0', seconds_ago=2)
    assert folder.requests() == []
    assert not file.with_name(file.stem + ANSWER).exists()
    drop(ASKED)
    assert len(folder.requests()) == 1


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DropFolderMissing):
        DropFolder(tmp_path / "none", lambda: NOW).requests()


def test_answered_requests_go_after_their_time_and_unanswered_ones_stay(
    drop: Drop, folder: DropFolder, tmp_path: Path
) -> None:
    old, waiting = drop(ASKED), drop({**ASKED, "case": "T-0002"}, "odottaa.json")
    for found in folder.requests():
        said = (
            ENDED
            if found.asked.case == "T-0001"
            else in_work("T-0002", "T-0002:fee:2026-03-31:1", NOW)
        )
        folder.answer(found, said)
    for answer in tmp_path.glob(f"*{ANSWER}"):
        os.utime(answer, (0, 0))
    assert folder.remove_answered_before(NOW) == 1
    assert not old.exists()
    assert waiting.exists()


def test_an_old_answer_beside_a_new_request_of_that_name_stays_with_it(
    drop: Drop, folder: DropFolder, tmp_path: Path
) -> None:
    drop(ASKED)
    (found,) = folder.requests()
    folder.answer(found, ENDED)
    new = drop({**ASKED, "reason": "Uusi lasku"})
    for answer in tmp_path.glob(f"*{ANSWER}"):
        os.utime(answer, (0, 0))
    assert folder.remove_answered_before(NOW) == 0
    assert new.exists()


def test_an_answer_that_cannot_be_read_is_written_again(drop: Drop, folder: DropFolder) -> None:
    file = drop(ASKED)
    file.with_name(file.stem + ANSWER).write_text("{", "utf-8")
    (found,) = folder.requests()
    assert isinstance(found, Dropped)


def test_a_work_items_payload_is_the_same_request() -> None:
    assert AskedCase.of(ASKED).case == "T-0001"
    with pytest.raises(RequestRefused):
        AskedCase.of(None)


def test_a_finished_request_is_not_read_again_until_something_new_is_in_it(
    drop: Drop, folder: DropFolder
) -> None:
    file = drop(ASKED)
    (found,) = folder.requests()
    folder.answer(found, ENDED)
    assert folder.requests() == []
    before = file.stat()
    file.write_text("x" * before.st_size, "utf-8")  # what is not looked at: it would be refused
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert folder.requests() == []
    assert answer_of(file)["state"] == "ended"
    drop({**ASKED, "reason": "Toinen syy"}, seconds_ago=1)
    assert [one.asked.reason for one in folder.requests()] == ["Toinen syy"]
