from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.casefolder import CaseFolder, Seal
from robots.casefolder.errors import SealBroken, SealKeyRefused
from robots.casefolder.names import relative_name, safe_name
from robots.casework.answer import Answer, Attachment, Evidence, Income, PersonFacts
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.reason import Reason
from robots.casework.words import IncomeKind, Mark, Per, PersonFlag, Role, Source, State

KEY = bytes(range(32))
ASKED = datetime(2026, 3, 15, 22, 30, tzinfo=UTC)  # already the 16th in Helsinki
ATTEMPT = "T-0001:fee:2026-03-31:1"
CALL = "client:incomes_register:benefits"


def folder_at(path: Path) -> CaseFolder:
    path.mkdir(exist_ok=True)
    return CaseFolder(path, Seal(KEY))


def an_answer() -> Answer:
    evidence = Evidence(
        "e-1", Role.CLIENT, Source.INCOMES_REGISTER, "incomes_register_benefits", ASKED,
        "virkailija-07", "53/2018 13 §", "fee",
        "evidence/incomes_register-client-benefits.xml", "ab" * 32,
        box=(Decimal("1.5"), Decimal(2), Decimal(3), Decimal(4)),
    )  # fmt: skip
    income = Income(
        "i-1", Role.CLIENT, Source.INCOMES_REGISTER, IncomeKind.EARNINGS_PENSION, "Vanhuuseläke",
        "Keva", Per.PAYMENT, Decimal("1800.00"), None, Decimal("1494.10"),
        period=Period(date(2026, 3, 1), None), marks=frozenset({Mark.VARYING, Mark.TAX_FREE}),
        evidence=("e-1",),
    )  # fmt: skip
    return Answer(
        Source.INCOMES_REGISTER, Role.CLIENT, State.FOUND, ASKED,
        Period(date(2025, 3, 1), date(2026, 3, 16)), ("request-1",), Reason("why", {"a": "b"}),
        incomes=(income,),
        person=PersonFacts("Koskela Aino", frozenset({PersonFlag.GUARDIAN}),
                           spouse_code=IdentityCode.parse("010140-900T", test_range=True)),
        evidence=(evidence,),
        attachments=(
            Attachment("incomes_register-client-benefits.xml", b"<element/>"),
            Attachment("raw-incomes_register-client-benefits.xml", b"<whole reply/>", sealed=True),
        ),
    )  # fmt: skip


def test_an_answer_comes_back_as_it_was_kept_but_for_the_raw_reply(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "T-0001")
    answer = an_answer()
    folder.keep_answer(ATTEMPT, CALL, answer)
    kept = folder.answer(ATTEMPT, CALL)
    assert kept is not None
    assert kept.without_attachments() == answer.without_attachments()
    assert kept.attachments == answer.attachments[:1]
    assert folder.answers(ATTEMPT) == {CALL: kept}


def test_answers_of_another_attempt_or_call_are_not_given(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "T-0001")
    folder.keep_answer(ATTEMPT, CALL, an_answer())
    assert folder.answer("T-0001:fee:2026-03-31:2", CALL) is None
    assert folder.answer(ATTEMPT, "client:kela") is None
    assert folder.answers("T-0001:fee:2026-03-31:2") == {}


def test_an_answer_kept_twice_is_the_later_one(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "T-0001")
    folder.keep_answer(ATTEMPT, CALL, an_answer())
    nothing = Answer(Source.INCOMES_REGISTER, Role.CLIENT, State.NONE, ASKED)
    folder.keep_answer(ATTEMPT, CALL, nothing)
    assert folder.answer(ATTEMPT, CALL) == nothing


@pytest.mark.parametrize("damage", [b"", b'{"attempt": "T-0001:fee', b"[]"])
def test_a_half_written_answer_is_never_read_as_one(tmp_path: Path, damage: bytes) -> None:
    folder = folder_at(tmp_path / "T-0001")
    folder.keep_answer(ATTEMPT, CALL, an_answer())
    for file in folder.path.rglob("*.json"):
        file.write_bytes(damage)
    assert folder.answer(ATTEMPT, CALL) is None
    assert folder.answers(ATTEMPT) == {}


def test_an_answer_whose_evidence_is_gone_or_changed_is_asked_for_again(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "T-0001")
    folder.keep_answer(ATTEMPT, CALL, an_answer())
    [evidence] = folder.path.rglob("*.xml")
    evidence.write_bytes(b"<elem")
    assert folder.answer(ATTEMPT, CALL) is None
    evidence.unlink()
    assert folder.answer(ATTEMPT, CALL) is None


def test_a_raw_reply_lies_only_sealed_and_opens_with_the_key_alone(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "T-0001")
    folder.keep_answer(ATTEMPT, CALL, an_answer())
    assert all(b"whole reply" not in f.read_bytes() for f in tmp_path.rglob("*") if f.is_file())
    [sealed] = tmp_path.rglob("*.sealed")
    assert Seal(KEY).open(sealed.read_bytes()) == b"<whole reply/>"
    with pytest.raises(SealBroken):
        Seal(bytes(32)).open(sealed.read_bytes())
    with pytest.raises(SealBroken):
        Seal(KEY).open(sealed.read_bytes()[:-1])
    with pytest.raises(SealBroken):
        Seal(KEY).open(b"something else")


def test_a_key_of_the_wrong_length_stops_the_start() -> None:
    with pytest.raises(SealKeyRefused):
        Seal(b"short")
    with pytest.raises(SealKeyRefused):
        Seal(KEY, retired=[b"short"])


def test_a_retired_key_still_opens_and_the_new_one_closes() -> None:
    new = bytes(32)
    before = Seal(KEY).close(b"<whole reply/>")
    both = Seal(new, retired=[b"o" * 32, KEY])
    assert both.open(before) == b"<whole reply/>"
    after = both.close(b"<another/>")
    assert Seal(new).open(after) == b"<another/>"
    with pytest.raises(SealBroken):
        Seal(KEY).open(after)
    with pytest.raises(SealBroken) as raised:
        both.open(before[:-1])
    assert raised.value.__context__ is None, "nothing of the cipher's own is told"


def test_clearing_an_attempt_leaves_what_is_sealed_until_its_time_is_over(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "T-0001")
    folder.keep_answer(ATTEMPT, CALL, an_answer())
    folder.clear_attempts_but(None)
    assert folder.answers(ATTEMPT) == {}
    assert folder.remove_sealed_older_than(30, ASKED + timedelta(days=30)) == 0
    assert list(tmp_path.rglob("*.sealed"))
    assert folder.remove_sealed_older_than(30, ASKED + timedelta(days=31)) == 1
    assert not list(tmp_path.rglob("*.sealed"))
    assert folder.remove_sealed_older_than(30, ASKED + timedelta(days=31)) == 0


def test_names_on_the_disk_carry_nothing_that_windows_forbids(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "T-0001")
    folder.keep_answer(ATTEMPT, CALL, an_answer())
    for file in folder.path.rglob("*"):
        assert not set(file.name) & set('<>:"\\|?*')
        assert len(str(file.relative_to(folder.path))) < 140


@pytest.mark.parametrize(
    "name", ["", "../x", "/x", "a/../../x", ".hidden", "a/.b", "c:x", "x.", "a\\b", "con?", "a\nb"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        relative_name(name)


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_ids_have_different_plain_names(one: str, other: str) -> None:
    assert (safe_name(one).lower() == safe_name(other).lower()) == (one == other)
    assert relative_name(safe_name(one))
    assert len(safe_name(one)) <= 39
