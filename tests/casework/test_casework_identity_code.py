import copy
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.casework.identity_code import IdentityCode, IdentityCodeRefused

CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"

#: DVV's published codes with the intermediate characters of 2023, all from the test range.
WITH_NEW_CHARACTERS = [
    *("010594Y9032", "020594X903P", "030594W903B", "040594V9030", "050594U903M"),
    *("010516B903X", "020516C903K", "030516D9037", "010501E9032", "020503F9037"),
]


@pytest.mark.parametrize("text", [*WITH_NEW_CHARACTERS, "010594Y9032".lower()])
def test_every_intermediate_character_is_read(text: str) -> None:
    assert IdentityCode.parse(text, test_range=True).reveal() == text.upper()


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("010594Y9032", date(1994, 5, 1)),
        ("010516B903X", date(2016, 5, 1)),
        ("131052-930V", date(1952, 10, 13)),
    ],
)
def test_the_century_comes_from_the_intermediate_character(text: str, born: date) -> None:
    assert IdentityCode.parse(text, test_range=True).birth_date == born


@pytest.mark.parametrize(
    "text",
    [
        *("", "131052-930X", "131052-9308", "311152-930V", "131052930V", "131052*930V"),
        *("1310522-930V", "131052-٩٣٠V"),
    ],
)
def test_a_wrong_code_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(IdentityCodeRefused) as refused:
        IdentityCode.parse(text, test_range=True)
    assert not text or text not in str(refused.value)


def test_the_test_range_is_refused_where_only_real_people_may_be() -> None:
    with pytest.raises(IdentityCodeRefused):
        IdentityCode.parse("131052-930V", test_range=False)


def test_codes_that_differ_only_in_the_intermediate_character_are_two_people() -> None:
    dash = IdentityCode.parse("010594-9032", test_range=True)
    assert dash != IdentityCode.parse("010594Y9032", test_range=True)


def test_it_never_shows_itself() -> None:
    code = IdentityCode.parse("131052-930V", test_range=True)
    shown = f"{code} {code!r} {[code]} { ({'code': code}) }"
    assert "930V" not in shown
    assert "131052" not in shown


def test_it_is_never_pickled_but_may_be_copied() -> None:
    code = IdentityCode.parse("131052-930V", test_range=True)
    with pytest.raises(TypeError):
        pickle.dumps(code)
    assert copy.deepcopy(code) == code


def test_a_fingerprint_depends_on_the_key_and_hides_the_code() -> None:
    code = IdentityCode.parse("131052-930V", test_range=True)
    assert code.fingerprint(b"one") != code.fingerprint(b"two")
    assert code.fingerprint(b"one") == code.fingerprint(b"one")
    assert "930" not in code.fingerprint(b"one") or "131052" not in code.fingerprint(b"one")


@given(
    born=st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    number=st.integers(900, 999),
    wrong=st.integers(1, 30),
)
def test_only_the_right_check_character_passes(born: date, number: int, wrong: int) -> None:
    mark = "-" if born.year < 2000 else "A"
    digits = f"{born:%d%m%y}{number}"
    right = int(digits) % 31
    body = f"{born:%d%m%y}{mark}{number}"
    assert IdentityCode.parse(body + CHECK[right], test_range=True).birth_date == born
    with pytest.raises(IdentityCodeRefused):
        IdentityCode.parse(body + CHECK[(right + wrong) % 31], test_range=True)
