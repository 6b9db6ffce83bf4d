"""The session: an official's, the robot's own, lost on the way, in a browser begun anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from kela_world import OTHER, PENSIONER, World, benefit, checked, settings
from playwright.async_api import Page

from robots.casefolder import Seal
from robots.casework.answer import Answer
from robots.casework.errors import SourceUnusable
from robots.casework.machine import may_sandbox_a_browser
from robots.casework.words import State
from robots.kela import Incidents, SessionFile
from robots.kela.errors import PageNotRecognised, SessionExpired, SignInAwaited
from robots.kela.login import sign_in_by_hand

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
SEAL = Seal(b"k" * 32)
THIRTY = {f"0101{year}-9{number:02d}X": number for number, year in enumerate(range(40, 70), 1)}
BLOCKS: dict[str, dict[str, Any]] = {
    code: {"benefits": [benefit("Takuueläke", f"{900 + number}.00", paid_from="2026-03")]}
    for code, number in THIRTY.items()
}


class RobotsOwn:
    """What a county's package could be on the stand-in site."""

    async def sign_in(self, page: Page) -> None:
        await page.locator("form button").click()
        await page.wait_for_url("**/valtuudet")


class Broken:
    """One whose identity is not taken."""

    async def sign_in(self, page: Page) -> None:
        raise RuntimeError("salainen")


class Officials:
    """A site where people sign in by hand, and a robot that goes on in their sessions."""

    def __init__(self, world: World, file: SessionFile, browser: Path) -> None:
        self.world = world
        self.file = file
        self._browser = browser
        self._ids = count(1)

    def sign_in(self) -> None:
        """What an official does in the window: here the site's own page presses its button."""
        pressed = "<script>setTimeout(() => document.forms[0].submit(), 50)</script></main>"
        self.world.change("sign_in", ("</main>", pressed))
        signed_in = sign_in_by_hand(
            settings(self.world.site.address, sign_in="handed_over"),
            browser=self._browser,
            sandbox=may_sandbox_a_browser(),
            clock=lambda: NOW,
            new_id=lambda: f"s-{next(self._ids)}",
            window=False,
        )
        self.world.site.behaviour.change = lambda page, html: html
        self.file.keep(signed_in)


@pytest.fixture
def officials(
    make_world: Callable[..., World], browser_file: Path, tmp_path: Path
) -> Iterator[Officials]:
    file = SessionFile(tmp_path, SEAL, lambda: NOW)
    world = make_world(blocks=BLOCKS, sign_in="handed_over", session_file=file)
    yield Officials(world, file, browser_file)
    world.robot.close()


def looks_at(world: World) -> list[str]:
    return [one["person"] for one in world.journal.entries() if one["service"] == "haku"]


def test_nobody_is_asked_about_before_somebody_has_signed_in(officials: Officials) -> None:
    with pytest.raises(SignInAwaited):
        officials.world.ask(next(iter(THIRTY)))
    assert officials.world.journal.entries() == []
    assert officials.world.log.rows == []
    (row,) = officials.world.robot.check()
    assert row.is_fine
    assert row.advice is not None
    assert row.advice.code == SignInAwaited.code


def test_session_lost_in_the_middle_of_thirty_and_signed_in_again(officials: Officials) -> None:
    world = officials.world
    officials.sign_in()
    shown = count(1)

    def lost_once(page: str, html: str) -> str:
        if page == "benefits" and next(shown) == 16:
            world.site.sessions.end()
        return html

    world.site.behaviour.change = lost_once
    answers: dict[str, Answer] = {}
    waiting: list[SourceUnusable] = []

    def ask(code: str) -> None:
        try:
            answers[code] = world.ask(code, data_groups=frozenset({"benefits"}))
        except SourceUnusable as error:
            waiting.append(error)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(ask, THIRTY))
    done_before = set(answers)
    assert {type(error) for error in waiting} == {SessionExpired, SignInAwaited}
    assert all(error.waits_for_sign_in for error in waiting)
    assert 14 <= len(done_before) <= 16
    interrupted = set(looks_at(world)) - {key(code) for code in done_before}
    assert len(interrupted) <= 2
    assert officials.file.current(world.site.address) is None

    officials.sign_in()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(ask, [code for code in THIRTY if code not in answers]))
    assert set(answers) == set(THIRTY)
    for code, number in THIRTY.items():
        assert [str(income.gross) for income in answers[code].incomes] == [f"{900 + number}.00"]
        asked = looks_at(world).count(key(code))
        assert asked == (2 if key(code) in interrupted else 1)


def key(code: str) -> str:
    return f"T-{list(THIRTY).index(code) + 1:04d}/client"


def test_the_robots_own_identity_is_the_countys_package(make_world: Callable[..., World]) -> None:
    mine = f"{__name__}:RobotsOwn"
    own = make_world(sign_in="robot_identity", robot_identity=mine)
    assert own.ask(OTHER).state is State.FOUND
    own.site.sessions.end()
    assert own.ask(OTHER).state is State.FOUND
    own.robot.close()


def test_an_identity_that_is_not_taken_tells_nothing_of_itself(
    make_world: Callable[..., World],
) -> None:
    own = make_world(sign_in="robot_identity", robot_identity=f"{__name__}:Broken")
    with pytest.raises(Exception, match="kela_no_answer") as raised:
        own.ask(OTHER)
    assert raised.value.__context__ is None
    own.robot.close()


def test_the_browser_is_begun_anew_in_the_same_session(make_world: Callable[..., World]) -> None:
    own = make_world(visits_per_browser=2)
    signed_in = []
    own.site.behaviour.change = lambda page, html: signed_in.append(page) or html
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(own.ask, [OTHER] * 6))
    assert {answer.state for answer in answers} == {State.FOUND}
    assert signed_in.count("sign_in") == 1
    own.robot.close()


def test_a_page_that_stopped_a_visit_is_kept_encrypted(
    make_world: Callable[..., World], tmp_path: Path
) -> None:
    own = make_world(incidents=Incidents(tmp_path, SEAL, 14, lambda: NOW))
    own.change("benefits", ("<h1>Voimassa", "<h1>Kaikki voimassa"))
    with pytest.raises(PageNotRecognised):
        own.ask(PENSIONER)
    (kept,) = tmp_path.iterdir()
    assert checked(PENSIONER).encode() not in kept.read_bytes()
    together = ZipFile(BytesIO(SEAL.open(kept.read_bytes())))
    assert together.read("page.png").startswith(b"\x89PNG")
    assert checked(PENSIONER) in together.read("page.html").decode()
    own.robot.close()
