"""``tila.json``, written by a worker and by an officer's door at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

from robots.casefolder.files import Files
from robots.casefolder.state import StateFile

TIMES = 40


@dataclass(frozen=True)
class Remembered:
    reason: str


def test_who_writes_at_the_same_moment_takes_nothing_from_the_other(tmp_path: Path) -> None:
    worker, door, reader = (StateFile(tmp_path / "tila.json", Files()) for _ in range(3))
    states = [Remembered("yötyö " * 2000), Remembered("virkailija")]
    worker.write(states[0])
    together = Barrier(3)

    def times(what: Callable[[], object]) -> None:
        together.wait()
        for _ in range(TIMES):
            what()

    def look() -> None:
        assert reader.read(Remembered) in states

    with ThreadPoolExecutor(3) as pool:
        done = [
            pool.submit(times, lambda: worker.write(states[0])),
            pool.submit(times, lambda: door.write(states[1])),
            pool.submit(times, look),
        ]
        for one in done:
            one.result()
    assert [file.name for file in tmp_path.iterdir()] == ["tila.json"]


def test_what_a_killed_process_has_left_of_a_state_goes(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "tila.json", Files())
    left = tmp_path / ".tila.json.0123456789abcdef.kesken"
    left.write_text("{", "utf-8")
    state.write(Remembered("virkailija"))
    state.clear_halves(older_than_seconds=3600)
    assert left.exists(), "somebody may just be writing it"
    state.clear_halves(older_than_seconds=0)
    assert not left.exists()
