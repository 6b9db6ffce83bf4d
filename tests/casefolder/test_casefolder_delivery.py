from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from dying import AT, FIRST, SEAL, SECOND, Dying, MachineStopped, files_of

from robots.casefolder import CaseFolder
from robots.casefolder.errors import CaseFolderMissing, CaseFolderUnavailable, CaseStateUnreadable
from robots.casefolder.files import Files
from robots.casework.answer import Answer, Attachment
from robots.casework.words import Outcome, Role, Source, State


def never_made(number: int) -> dict[str, bytes]:
    raise AssertionError("a delivered attempt is not made again")


def test_versions_are_numbered_in_the_order_of_delivery(path: Path) -> None:
    folder = CaseFolder(path, SEAL)
    assert folder.latest() is None
    assert folder.deliver(FIRST, files_of, at=AT).number == 1
    second = folder.deliver(SECOND, files_of, at=AT)
    assert second.folder == path / "tuloselvitys" / "v2"
    assert (second.folder / "evidence" / "a.xml").read_bytes() == b"<a/>"
    assert folder.latest() == second
    assert second.twin() == {"version": 2}
    assert second.determination == "T-0001:fee:2026-03-31"
    assert folder.workbook_of(2).read_bytes() == b"workbook"
    assert [one.number for one in folder.delivered_versions()] == [1, 2]


def test_an_attempt_delivered_again_is_the_earlier_version_untouched(path: Path) -> None:
    folder = CaseFolder(path, SEAL)
    first = folder.deliver(FIRST, files_of, at=AT)
    folder.deliver(SECOND, files_of, at=AT)
    before = {f: f.stat().st_mtime_ns for f in path.rglob("*")}
    assert folder.deliver(FIRST, never_made, at=AT) == first
    assert {f: f.stat().st_mtime_ns for f in path.rglob("*")} == before


@pytest.mark.parametrize("attempt_before", [None, FIRST])
@pytest.mark.parametrize("steps", range(8))
def test_a_delivery_cut_off_at_any_step_is_not_seen_and_is_made_whole_later(
    path: Path, steps: int, attempt_before: str | None
) -> None:
    if attempt_before:
        CaseFolder(path, SEAL).deliver(attempt_before, files_of, at=AT)
    before = CaseFolder(path, SEAL).delivered_versions()
    dying = Dying(steps)
    try:
        CaseFolder(path, SEAL, dying).deliver(SECOND, files_of, at=AT)
        stopped = False
    except MachineStopped:
        stopped = True
    seen = CaseFolder(path, SEAL).delivered_versions()
    assert (seen == before) is stopped
    assert stopped is (steps < 6)
    delivered = CaseFolder(path, SEAL).deliver(SECOND, files_of, at=AT)
    assert delivered.number == len(before) + 1
    assert delivered.changed_files() == ()
    assert CaseFolder(path, SEAL).delivered_versions() == (*before, delivered)


def test_a_second_crash_while_tidying_up_after_the_first_loses_nothing(path: Path) -> None:
    for steps in (5, 0, 1, 2, 3, 4, 0, 5):
        with pytest.raises(MachineStopped):
            CaseFolder(path, SEAL, Dying(steps)).deliver(FIRST, files_of, at=AT)
        assert CaseFolder(path, SEAL).delivered_versions() == ()
    assert CaseFolder(path, SEAL).deliver(FIRST, files_of, at=AT).number == 1


def test_what_was_cut_off_is_put_aside_and_not_deleted(path: Path) -> None:
    half = path / "tuloselvitys" / "v1"
    half.mkdir(parents=True)
    (half / "tuloselvitys.xlsx").write_bytes(b"somebody may have looked at it")
    folder = CaseFolder(path, SEAL)
    assert folder.delivered_versions() == ()
    assert folder.deliver(FIRST, files_of, at=AT).number == 1
    [aside] = (path / "tuloselvitys").glob(".keskeytynyt-v1-*")
    assert (aside / "tuloselvitys.xlsx").read_bytes() == b"somebody may have looked at it"


@pytest.mark.parametrize("marker", [b"", b"{", b'{"version": 7}'])
def test_a_marker_that_is_not_whole_marks_nothing(path: Path, marker: bytes) -> None:
    half = path / "tuloselvitys" / "v1"
    half.mkdir(parents=True)
    (half / "valmis.json").write_bytes(marker)
    assert CaseFolder(path, SEAL).delivered_versions() == ()


def test_a_version_copied_under_another_number_does_not_count(path: Path) -> None:
    folder = CaseFolder(path, SEAL)
    folder.deliver(FIRST, files_of, at=AT)
    marker = (path / "tuloselvitys" / "v1" / "valmis.json").read_bytes()
    (path / "tuloselvitys" / "v5").mkdir()
    (path / "tuloselvitys" / "v5" / "valmis.json").write_bytes(marker)
    assert [one.number for one in folder.delivered_versions()] == [1]


def test_a_delivered_version_tells_which_of_its_files_were_changed_later(path: Path) -> None:
    delivered = CaseFolder(path, SEAL).deliver(FIRST, files_of, at=AT)
    (delivered.folder / "tuloselvitys.xlsx").write_bytes(b"edited")
    (delivered.folder / "evidence" / "a.xml").unlink()
    [latest] = CaseFolder(path, SEAL).delivered_versions()
    assert latest.twin() == {"version": 1}
    (delivered.folder / "tuloselvitys.json").write_bytes(b"spoilt")
    assert latest.twin() == {}
    (delivered.folder / "tuloselvitys.json").unlink()
    assert latest.twin() == {}
    assert set(latest.changed_files()) - {"tuloselvitys.json"} == {
        "tuloselvitys.xlsx",
        "evidence/a.xml",
    }


def test_a_share_that_loses_a_file_is_noticed_before_the_version_counts(path: Path) -> None:
    class Losing(Files):
        def move(self, source: Path, target: Path) -> None:
            for evidence in source.rglob("a.xml"):
                evidence.unlink()
            super().move(source, target)

    with pytest.raises(CaseFolderUnavailable):
        CaseFolder(path, SEAL, Losing()).deliver(FIRST, files_of, at=AT)
    assert CaseFolder(path, SEAL).delivered_versions() == ()


def test_a_file_held_open_by_somebody_is_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = iter([True, True, False])
    waited: list[float] = []
    real = __import__("os").replace

    def replace(source: Path, target: Path) -> None:
        if next(held, False):
            raise PermissionError(13, "held")
        real(source, target)

    monkeypatch.setattr("os.replace", replace)
    folder = CaseFolder(path, SEAL, Files(sleep=waited.append))
    assert folder.deliver(FIRST, files_of, at=AT).number == 1
    assert waited == [0.1, 0.2]


def test_a_file_held_for_too_long_is_an_error_to_try_again_without_the_path(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(source: Path, target: Path) -> None:
        raise PermissionError(13, "held", str(target))

    monkeypatch.setattr("os.replace", replace)
    with pytest.raises(CaseFolderUnavailable) as caught:
        CaseFolder(path, SEAL, Files(sleep=lambda s: None)).deliver(FIRST, files_of, at=AT)
    assert "T-0001" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_missing_case_folder_is_never_taken_for_one_without_documents(tmp_path: Path) -> None:
    with pytest.raises(CaseFolderUnavailable):  # as a mount point that holds nothing any more
        CaseFolder(tmp_path / "T-0404", SEAL).handed_in(Role.CLIENT)
    (tmp_path / "T-0001").mkdir()
    with pytest.raises(CaseFolderMissing):
        CaseFolder(tmp_path / "T-0404", SEAL).handed_in(Role.CLIENT)
    with pytest.raises(CaseFolderUnavailable):
        CaseFolder(tmp_path / "share" / "T-0001", SEAL).handed_in(Role.CLIENT)


def test_documents_are_the_clients_or_the_spouses_in_a_fixed_order(path: Path) -> None:
    assert CaseFolder(path, SEAL).handed_in(Role.CLIENT) == []
    documents = path / "asiakirjat"
    for name in (
        "vuokra.pdf", "Eläke.PDF", "kuva.jpg", "vanhat/2025.pdf", "~$kirje.docx", ".piilo.pdf",
        "lataus.pdf.crdownload", "Thumbs.db", "puoliso/palkka.pdf", "puoliso/.x.pdf", "~lukko.pdf",
    ):  # fmt: skip
        (documents / name).parent.mkdir(parents=True, exist_ok=True)
        (documents / name).write_bytes(b"x")
    folder = CaseFolder(path, SEAL)

    def names(role: Role) -> list[str]:
        return [file.relative_to(documents).as_posix() for file in folder.handed_in(role)]

    assert names(Role.CLIENT) == ["Eläke.PDF", "kuva.jpg", "vanhat/2025.pdf", "vuokra.pdf"]
    assert names(Role.SPOUSE) == ["puoliso/palkka.pdf"]


def kela(*attachments: Attachment) -> Answer:
    return Answer(Source.KELA, Role.CLIENT, State.FOUND, AT, attachments=attachments)


def test_the_evidence_of_the_answers_is_delivered_and_the_raw_replies_are_not(path: Path) -> None:
    folder = CaseFolder(path, SEAL)
    plain, raw = Attachment("b.xml", b"1"), Attachment("raw-b.xml", b"2", sealed=True)
    folder.keep_answer(FIRST, "client:kela", kela(plain, raw))
    folder.keep_answer(FIRST, "client:kela:payments", kela(plain))
    delivered = folder.deliver(FIRST, files_of, at=AT)
    assert (delivered.folder / "evidence" / "b.xml").read_bytes() == b"1"
    assert set(delivered.files) == {*files_of(1), "evidence/b.xml"}


def test_two_different_files_of_one_name_are_a_mistake(path: Path) -> None:
    folder = CaseFolder(path, SEAL)
    folder.keep_answer(FIRST, "client:kela", kela(Attachment("b.xml", b"1")))
    folder.keep_answer(FIRST, "spouse:kela", kela(Attachment("b.xml", b"2")))
    with pytest.raises(ValueError, match="one name"):
        folder.deliver(FIRST, files_of, at=AT)
    folder.keep_answer(SECOND, "client:kela", kela(Attachment("a.xml", b"1")))
    with pytest.raises(ValueError, match="one name"):
        folder.deliver(SECOND, files_of, at=AT)
    assert folder.delivered_versions() == ()


def test_valid_answers_of_the_attempt_before_are_taken_over(path: Path) -> None:
    folder = CaseFolder(path, SEAL)
    folder.keep_answer(FIRST, "client:kela", kela(Attachment("b.xml", b"1")))
    folder.keep_answer(FIRST, "client:register", replace(kela(), state=State.FAILED))
    folder.keep_answer(FIRST, "spouse:kela", kela(Attachment("c.xml", b"old")))
    folder.keep_answer(SECOND, "spouse:kela", kela(Attachment("c.xml", b"new")))
    folder.take_over_answers(FIRST, SECOND, lambda answer: answer.state is State.FOUND)
    assert folder.answers(SECOND) == {
        "client:kela": kela(Attachment("b.xml", b"1")),
        "spouse:kela": kela(Attachment("c.xml", b"new")),
    }


@dataclass(frozen=True)
class Progress:
    attempt: int
    outcome: Outcome | None = None


def test_what_is_remembered_comes_back_as_it_was(path: Path) -> None:
    folder = CaseFolder(path, SEAL)
    assert folder.read_state(Progress) is None
    folder.write_state(Progress(1))
    folder.write_state(Progress(2, Outcome.READY))
    assert folder.read_state(Progress) == Progress(2, Outcome.READY)


@pytest.mark.parametrize("steps", range(2))
def test_a_state_cut_off_in_the_middle_is_still_the_earlier_one(path: Path, steps: int) -> None:
    CaseFolder(path, SEAL).write_state(Progress(1))
    with pytest.raises(MachineStopped):
        CaseFolder(path, SEAL, Dying(steps)).write_state(Progress(2))
    assert CaseFolder(path, SEAL).read_state(Progress) == Progress(1)


def test_a_state_changed_by_hand_is_refused_and_not_guessed(path: Path) -> None:
    CaseFolder(path, SEAL).write_state(Progress(1))
    (path / "tuloselvitys" / "tila.json").write_text("{")
    with pytest.raises(CaseStateUnreadable):
        CaseFolder(path, SEAL).read_state(Progress)


@pytest.mark.parametrize("steps", range(4))
def test_an_answer_cut_off_at_any_step_is_not_there(path: Path, steps: int) -> None:
    attachment = Attachment("a.xml", b"<a/>")
    answer = Answer(Source.KELA, Role.CLIENT, State.FOUND, AT, attachments=(attachment,))
    with pytest.raises(MachineStopped):
        CaseFolder(path, SEAL, Dying(steps)).keep_answer(FIRST, "client:kela", answer)
    folder = CaseFolder(path, SEAL)
    assert folder.answer(FIRST, "client:kela") is None
    folder.keep_answer(FIRST, "client:kela", answer)
    assert folder.answer(FIRST, "client:kela") == answer
