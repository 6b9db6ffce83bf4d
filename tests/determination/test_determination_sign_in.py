"""Kela waits for a sign-in; the registers are asked at night all the same, and only once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from light_runs import silently

from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.county import County, open_county, sign_in_to_kela
from robots.determination import RunRecord, run_nightly
from robots.kela import NoSignInHere, NoWindow, SignedIn

Standins = tuple[dict[str, Any], Path]

#: So many cases of the night.
CASES = 4


def by_hand(standins: Standins) -> dict[str, Any]:
    """The stand-ins' settings, of a county whose officials sign in to Kela."""
    return {**standins[0], "kela": {**standins[0]["kela"], "sign_in": "handed_over"}}


def requests_after(standins: Standins, number: int) -> list[dict[str, str]]:
    file = standins[1]
    written = file.read_text("utf-8").splitlines() if file.exists() else []
    return [json.loads(line) for line in written[number:]]


def officials_session(county: County) -> SignedIn:
    """What the window of ``kela-login`` hands over when an official has signed in."""
    kela = county.settings.interfaces.kela
    assert kela is not None
    with requests.Session() as browser:
        browser.trust_env = False
        browser.post(f"{kela.address}/tunnistautuminen", timeout=10)
        browser.post(f"{kela.address}/valtuudet", {"valtuus": kela.organisation}, timeout=10)
        cookies = [
            {
                "name": cookie.name,
                "value": cookie.value,
                "domain": urlsplit(kela.address).hostname,
                "path": "/",
                "expires": -1,
                "httpOnly": True,
                "secure": False,
                "sameSite": "Lax",
            }
            for cookie in browser.cookies
        ]
    return SignedIn.now("s-1", kela.address, {"cookies": cookies}, county.clock(), 60)


def waiting(run: RunRecord) -> set[str]:
    return {case.case_id for case in run.cases if case.outcome is Outcome.WAITING_FOR_PERSON}


def test_the_registers_are_asked_at_night_and_kela_after_the_next_sign_in(
    folder: Path, standins: Standins
) -> None:
    before = len(requests_after(standins, 0))
    with open_county(folder, standins=by_hand(standins)) as county:
        night = run_nightly(county, CASES, silently)
    asked = requests_after(standins, before)
    assert asked
    assert "kela" not in {one["source"] for one in asked}
    assert waiting(night)
    for case in night.cases:
        if case.case_id in waiting(night):
            assert case.reason is not None
            assert case.reason.code == "kela_sign_in_awaited"
            assert "kela-login" in case.reason.in_words(Language.SWEDISH)

    with open_county(folder, standins=by_hand(standins)) as county:
        county.kela_session.keep(officials_session(county))
        day = run_nightly(county, CASES, silently)
    again = requests_after(standins, before + len(asked))
    assert {one["source"] for one in again} == {"kela"}
    looked_at = [one["person"] for one in again if one["service"] == "haku"]
    assert {person.split("/")[0] for person in looked_at} == waiting(night)
    assert len(looked_at) == len(set(looked_at))
    assert waiting(day) == set()
    delivered = {case.case_id for case in day.cases if case.record and case.record.version}
    assert waiting(night) <= delivered


def test_a_machine_without_a_window_says_where_to_sign_in(folder: Path, standins: Standins) -> None:
    told: list[str] = []
    with open_county(folder, standins=by_hand(standins)) as county:
        with pytest.raises(NoWindow) as raised:
            sign_in_to_kela(county, told.append, window=False)
        assert county.kela_session.current(standins[0]["kela"]["address"]) is None
    assert told == []
    assert "etätyöpöydällä" in raised.value.in_words(Language.FINNISH)
    assert "session_folder" in raised.value.in_words(Language.SWEDISH)


def test_nobody_signs_in_where_the_settings_need_nobody(folder: Path, standins: Standins) -> None:
    own = {"sign_in": "robot_identity", "robot_identity": "no.package:Name"}
    given = {**standins[0], "kela": {**standins[0]["kela"], **own}}
    with open_county(folder, standins=given) as county, pytest.raises(NoSignInHere):
        sign_in_to_kela(county, print)
