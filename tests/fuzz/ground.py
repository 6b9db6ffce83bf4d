"""What all fuzzers stand on: certificates, settings, and seeds out of the stand-ins' own replies.

Made once into a folder, so that a finding can be run again: what is signed there stays signed, and
questions have always the same id and time, so a recorded reply stays the reply to its question.
Each made-up person of the county is asked about under one and the same identity code.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, redirect_stderr, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wire import Answered, joined, recorded

sys.path.append(str(Path(__file__).parents[1] / "contract"))

from contract_world import (
    BENEFITS,
    CHANGE,
    COUNTY,
    PERIOD,
    QUERY,
    SOMEBODY,
    TAX,
    WAGES,
    Subject,
    World,
    make_world,
    permit,
)

from devdata.standins import (
    incomes_register,
    population_register,
    tax_administration,
    tax_administration_delivery,
)
from devdata.standins.frame import Certificates, Journal, People, Running
from robots.casework.case import Person
from robots.casework.errors import WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.words import Role
from robots.county.settings import read_settings

__all__ = [
    "BENEFITS",
    "CHANGE",
    "COUNTY",
    "PERIOD",
    "PERSON",
    "QUERY",
    "TAX",
    "WAGES",
    "Ground",
    "Subject",
    "checks",
    "make",
    "permit",
]

PERSON = Person(Role.CLIENT, IdentityCode.parse(SOMEBODY, test_range=True))

_PEOPLE = COUNTY / "people"
_KELA = {
    "environment": "standins",
    "address": "http://127.0.0.1:1",
    "organisation": "-",
    "sign_in": "standin",
}
_NOT_ANSWERED = frozenset(
    {"hang", "reset", "drip", "truncated", "oversized", "gzip_bomb", "refuse", "replaced"}
)
_LARGEST_SEED = 60_000
_CODE = re.compile(r'(?m)^(client:\n(?:.*\n)*?\s+identity_code: *)"?[0-9A-Y+-]{11}"?')
_SUBJECTS = (QUERY, CHANGE, WAGES, BENEFITS, TAX)


class StillWorld(World):
    """Where it is always the same time, and every request has the same id."""

    at: datetime

    def common(self) -> dict[str, Any]:
        return {
            **super().common(),
            "clock": lambda: self.at,
            "new_id": lambda: "00000000-0000-4000-8000-000000000001",
        }


@dataclass(frozen=True)
class Ground:
    """The folder, once it is made."""

    folder: Path

    def seeds(self, name: str) -> Path:
        """The folder of one fuzzer's seeds."""
        return self.folder / "seeds" / name

    def world(self) -> World:
        """The sources' settings, without any stand-in behind them."""
        written = json.loads((self.folder / "settings.json").read_text("utf-8"))
        return _still(written["given"], {}, datetime.fromisoformat(written["at"]))

    def source(self, subject: Subject, world: World) -> Any:
        """A source as the contract makes it; one attempt, or the mutated reply comes thrice."""
        usual = getattr(world.settings.interfaces, subject.standin).connection
        return subject.make(world, usual.model_copy(update={"attempts": 1}))


def make(folder: Path) -> Ground:
    """The ground in the folder; made if it is not there yet."""
    ground = Ground(folder)
    if not (folder / "settings.json").exists():
        (folder / "certificates").mkdir(parents=True, exist_ok=True)
        certificates = Certificates(folder / "certificates")
        at = datetime.now(UTC)
        # A stand-in tells what it cannot get wrong about somebody: no seed then.
        with redirect_stderr(io.StringIO()):
            for file in sorted(_PEOPLE.glob("*.yaml")):
                _record_person(ground, file, certificates, at)
            given = _record_failures(ground, certificates, at)
        written = json.dumps({"given": given, "at": at.isoformat()}, indent=2, default=str)
        (folder / "settings.json").write_text(written, "utf-8")
    return ground


def _still(settings: Mapping[str, Any], standins: Mapping[str, Running], at: datetime) -> World:
    world = StillWorld(standins, read_settings(COUNTY, {**settings, "kela": _KELA}))
    world.at = at
    return world


def _record_person(ground: Ground, file: Path, certificates: Certificates, at: datetime) -> None:
    """Ask each source about this person, and keep what the stand-ins answered."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        written = _CODE.sub(rf'\g<1>"{SOMEBODY}"', file.read_text("utf-8"), count=1)
        (Path(folder) / file.name).write_text(written, "utf-8")
        people, journal = People.load(Path(folder)), Journal()
        standins = {}
        for module in (population_register, incomes_register, tax_administration):
            running = module.start(people, certificates, journal)
            stack.callback(running.stop)
            standins[running.name] = running
        settings = {name: dict(one.settings) for name, one in standins.items()}
        world = _still(settings, standins, at)
        for subject in _SUBJECTS:
            _ask(ground, subject, world, "genuine")
        _deliver(ground, people, Path(folder))


def _record_failures(
    ground: Ground, certificates: Certificates, at: datetime
) -> dict[str, dict[str, Any]]:
    """The contract's people, of whom every authority knows something, and all that can go wrong.

    Returns:
        the settings that the stand-ins give.
    """
    with TemporaryDirectory() as folder:
        made = make_world(Path(folder), certificates)
        settings = {name: dict(one.settings) for name, one in made.standins.items()}
        world = _still(settings, made.standins, at)
        for subject in _SUBJECTS:
            _ask(ground, subject, world, "genuine")
            switch = subject.switch(world)
            for failure in sorted(set(switch.names) - _NOT_ANSWERED):
                switch.turn_on(failure)
                _ask(ground, subject, world, failure)
                switch.turn_off()
        for name, subject in checks():
            source = ground.source(subject, world)
            with recorded() as replies:
                source.check()
            source.close()
            _keep(ground, name, replies, "genuine")
        made.close()
    return settings


def _ask(ground: Ground, subject: Subject, world: World, why: str) -> None:
    source = ground.source(subject, world)
    with recorded() as replies, suppress(WorkerError, ValueError):
        subject.ask_it(source, PERSON)
    source.close()
    _keep(ground, subject.name, replies, why)


def checks() -> Iterator[tuple[str, Subject]]:
    """Each source's connection test."""
    for subject in (QUERY, CHANGE, WAGES, TAX):
        yield f"check-{subject.name}", subject


def _deliver(ground: Ground, people: People, folder: Path) -> None:
    deliver: tuple[Callable[..., Path], ...] = (
        tax_administration_delivery.deliver_rows,
        tax_administration_delivery.deliver_json,
    )
    for write in deliver:
        file = write(people, folder, date(2026, 3, 1))
        _write(ground.seeds(f"delivered-{file.suffix[1:]}"), "genuine", file.read_bytes())


def _keep(ground: Ground, name: str, replies: list[Answered], why: str) -> None:
    if replies:
        _write(ground.seeds(name), why, joined(replies))


def _write(folder: Path, why: str, content: bytes) -> None:
    if len(content) <= _LARGEST_SEED:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{why}-{sha256(content).hexdigest()[:12]}").write_bytes(content)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
