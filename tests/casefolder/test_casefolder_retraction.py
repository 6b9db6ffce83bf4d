"""Sealed versions, the officer's working copies beside them, and versions that are retracted."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dying import AT, FIRST, SEAL, SECOND, Dying, MachineStopped, files_of

from robots.casefolder import CaseFolder, Seal
from robots.casefolder.errors import (
    CaseFolderUnavailable,
    RetractionUnreadable,
    SealBroken,
    VersionRetracted,
    VersionUnknown,
)
from robots.casefolder.files import Files
from robots.casework.answer import Answer, Attachment
from robots.casework.words import Role, Source, State

LATER = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)


def copy_of(number: int, workbook: bytes) -> bytes:
    return b"copy of " + workbook


def deliver(path: Path, attempt: str, files: Files | None = None) -> int:
    folder = CaseFolder(path, SEAL, files)
    return folder.deliver(attempt, files_of, at=AT, copy=copy_of).number


def retract(path: Path, number: int, files: Files | None = None) -> None:
    folder = CaseFolder(path, SEAL, files)
    folder.retract(number, at=LATER, by_role="officer", why="wrong_person", note="Vedetty pois.")


def open_files(path: Path) -> list[str]:
    """Everything of a version that can be read without the key."""
    results = path / "tuloselvitys"
    files = (file for file in results.rglob("*") if file.is_file() and file.suffix != ".sealed")
    return sorted(
        file.relative_to(results).as_posix()
        for file in files
        if any(word in file.read_bytes() for word in (b"workbook", b"<a/>", b'"version": 1}'))
    )


def test_a_version_is_read_only_and_its_working_copy_is_not(path: Path) -> None:
    deliver(path, FIRST)
    results = path / "tuloselvitys"
    copy = results / "tyokopio-v1.xlsx"
    sealed = [file for file in (results / "v1").rglob("*") if file.is_file()]
    assert len(sealed) == 4
    for file in sealed:
        assert not file.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH), file
    assert copy.stat().st_mode & stat.S_IWUSR
    assert copy.read_bytes() == b"copy of workbook"


def test_a_later_version_gets_a_copy_of_its_own_and_writes_over_none(path: Path) -> None:
    deliver(path, FIRST)
    edited = path / "tuloselvitys" / "tyokopio-v1.xlsx"
    edited.write_bytes(b"the officer's own")
    deliver(path, FIRST)
    deliver(path, SECOND)
    folder = CaseFolder(path, SEAL)
    first, second = folder.delivered_versions()
    assert folder.working_copy(first).content == b"the officer's own"
    assert folder.working_copy(second).content == b"copy of workbook"


@pytest.mark.parametrize("steps", range(10))
def test_a_version_is_seen_with_its_working_copy_or_not_at_all(path: Path, steps: int) -> None:
    try:
        deliver(path, FIRST, Dying(steps))
        stopped = False
    except MachineStopped:
        stopped = True
    assert stopped is (steps < 8)
    folder = CaseFolder(path, SEAL)
    assert len(folder.delivered_versions()) == (0 if stopped else 1)
    assert deliver(path, FIRST) == 1
    (version,) = folder.delivered_versions()
    assert folder.working_copy(version).content == b"copy of workbook"
    assert version.changed_files() == ()


def test_a_copy_of_a_version_that_was_cut_off_is_put_aside_and_not_deleted(path: Path) -> None:
    with pytest.raises(MachineStopped):
        deliver(path, FIRST, Dying(6))
    copy = path / "tuloselvitys" / "tyokopio-v1.xlsx"
    copy.write_bytes(b"somebody was quick")
    deliver(path, FIRST)
    [aside] = (path / "tuloselvitys").glob(".keskeytynyt-tyokopio-v1-*.xlsx")
    assert aside.read_bytes() == b"somebody was quick"


@pytest.mark.parametrize("lock", ["~$tyokopio-v1.xlsx", ".~lock.tyokopio-v1.xlsx#"])
def test_a_working_copy_that_is_open_or_gone_is_told(path: Path, lock: str) -> None:
    deliver(path, FIRST)
    folder = CaseFolder(path, SEAL)
    (version,) = folder.delivered_versions()
    (path / "tuloselvitys" / lock).touch()
    assert folder.working_copy(version).is_open
    version.working_copy.unlink()
    gone = folder.working_copy(version)
    assert (gone.content, gone.is_there, gone.is_open) == (None, False, False)
    version.working_copy.mkdir()
    unreadable = folder.working_copy(version)
    assert (unreadable.content, unreadable.is_there) == (None, True)


def test_a_retracted_version_is_nobodys_and_its_number_is_never_used_again(path: Path) -> None:
    deliver(path, FIRST)
    deliver(path, SECOND)
    retract(path, 2)
    folder = CaseFolder(path, SEAL)
    latest = folder.latest()
    assert latest is not None
    assert latest.number == 1
    assert [one.version for one in folder.retracted_versions()] == [2]
    assert deliver(path, "T-0001:fee:2026-03-31:3") == 3
    assert [one.number for one in folder.delivered_versions()] == [1, 3]


def test_an_attempt_whose_version_was_retracted_never_delivers_again(path: Path) -> None:
    deliver(path, FIRST)
    retract(path, 1)
    with pytest.raises(VersionRetracted):
        deliver(path, FIRST)
    assert CaseFolder(path, SEAL).delivered_versions() == ()


def test_nothing_of_a_retracted_version_can_be_read_without_the_key(path: Path) -> None:
    folder = CaseFolder(path, SEAL)
    attachment = Attachment("a.xml", b"<a/>")
    answer = Answer(Source.KELA, Role.CLIENT, State.FAILED, AT, attachments=(attachment,))
    deliver(path, FIRST)
    folder.keep_answer(FIRST, "client:kela", answer)
    (path / "tuloselvitys" / "tyokopio-v1.xlsx").write_bytes(b"the officer's workbook")
    assert open_files(path)
    retract(path, 1)
    assert open_files(path) == []
    assert folder.answers(FIRST) == {}
    assert folder.quarantined(1) == {
        "tyokopio-v1.xlsx": b"the officer's workbook",
        "v1/evidence/a.xml": b"<a/>",
        "v1/tuloselvitys.json": b'{"version": 1}',
        "v1/tuloselvitys.xlsx": b"workbook",
        "v1/valmis.json": folder.quarantined(1)["v1/valmis.json"],
    }
    assert (path / "tuloselvitys" / "v1-vedetty-pois.txt").read_text("utf-8-sig") == "Vedetty pois."
    with pytest.raises(SealBroken):
        CaseFolder(path, Seal(bytes([1] * 32))).quarantined(1)


@pytest.mark.parametrize("steps", range(20))
def test_a_retraction_cut_off_at_any_step_hides_the_version_or_leaves_it_whole(
    path: Path, steps: int
) -> None:
    deliver(path, FIRST)
    whole = CaseFolder(path, SEAL).delivered_versions()
    try:
        retract(path, 1, Dying(steps))
    except MachineStopped:
        seen = CaseFolder(path, SEAL).delivered_versions()
        assert seen in ((), whole)
        assert all(version.changed_files() == () for version in seen)
        assert (seen == whole) is (steps < 2)
    retract(path, 1)
    assert CaseFolder(path, SEAL).delivered_versions() == ()
    assert open_files(path) == []
    assert set(CaseFolder(path, SEAL).quarantined(1)) == {
        "tyokopio-v1.xlsx", "v1/evidence/a.xml", "v1/tuloselvitys.json", "v1/tuloselvitys.xlsx",
        "v1/valmis.json",
    }  # fmt: skip


def test_a_retraction_cut_off_before_the_key_was_replaced_is_finished_with_the_new_one(
    path: Path,
) -> None:
    deliver(path, FIRST)
    with pytest.raises(MachineStopped):
        retract(path, 1, Dying(4))
    assert list(path.rglob("*.sealed")), "it was cut off in the middle"
    folder = CaseFolder(path, Seal(bytes([1] * 32), retired=[bytes(32)]))
    folder.retract(1, at=LATER, by_role="officer", why="wrong_person", note="Vedetty pois.")
    assert open_files(path) == []
    assert folder.quarantined(1)["v1/tuloselvitys.xlsx"] == b"workbook"


def test_the_next_delivery_finishes_a_retraction_that_was_cut_off(path: Path) -> None:
    deliver(path, FIRST)
    with pytest.raises(MachineStopped):
        retract(path, 1, Dying(4))
    assert deliver(path, SECOND) == 2
    assert open_files(path) == [
        "tyokopio-v2.xlsx", "v2/evidence/a.xml", "v2/tuloselvitys.xlsx",
    ]  # fmt: skip


def test_a_working_copy_saved_once_more_after_the_retraction_is_sealed_too(path: Path) -> None:
    deliver(path, FIRST)
    retract(path, 1)
    (path / "tuloselvitys" / "tyokopio-v1.xlsx").write_bytes(b"the workbook, saved again")
    retract(path, 1)
    assert open_files(path) == []
    kept = CaseFolder(path, SEAL).quarantined(1).values()
    assert b"the workbook, saved again" in kept
    assert b"copy of workbook" in kept


def test_what_was_cut_off_under_the_same_number_is_retracted_too(path: Path) -> None:
    with pytest.raises(MachineStopped):
        deliver(path, FIRST, Dying(6))
    deliver(path, FIRST)
    assert any("keskeytynyt" in name for name in open_files(path))
    retract(path, 1)
    assert open_files(path) == []


def test_a_version_that_is_not_there_cannot_be_retracted(path: Path) -> None:
    with pytest.raises(VersionUnknown):
        retract(path, 1)


def test_the_first_word_about_a_retraction_stands(path: Path) -> None:
    deliver(path, FIRST)
    retract(path, 1)
    again = CaseFolder(path, SEAL).retract(1, at=AT, by_role="reader", why="other", note="-")
    assert (again.retracted_at, again.by_role, again.why) == (LATER, "officer", "wrong_person")


def test_a_spoilt_marker_of_a_retraction_is_refused_and_not_guessed(path: Path) -> None:
    deliver(path, FIRST)
    retract(path, 1)
    (path / "tuloselvitys" / ".karanteeni" / "v1.json").write_text("{")
    with pytest.raises(RetractionUnreadable):
        CaseFolder(path, SEAL).latest()


def test_a_quarantine_that_cannot_be_written_keeps_the_files(path: Path) -> None:
    class Full(Files):
        def store(self, path: Path, content: bytes) -> None:
            if path.suffixes[-2:] == [".sealed", ".kesken"]:
                raise OSError(28, "full")
            super().store(path, content)

    deliver(path, FIRST)
    with pytest.raises(CaseFolderUnavailable):
        retract(path, 1, Full())
    assert (path / "tuloselvitys" / "v1" / "tuloselvitys.xlsx").exists()
    assert CaseFolder(path, SEAL).delivered_versions() == ()
