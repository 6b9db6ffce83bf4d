"""No personal data outside the case folder, the worklist and the access log.

Everything that a run leaves elsewhere is searched for every name, identity code, address and amount
of the made-up people; and a planted leak proves that the search would find one.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from nights import WholeNight, people
from robocorp.log import iter_decoded_log_format_from_log_html

#: Amounts that also stand in the law, in limits or in durations say nothing of a person.
SMALLEST_TELLING_AMOUNT = Decimal(20)

#: A smaller whole number in a description is an hour, a code or a day; years say nothing either.
SMALLEST_WHOLE_AMOUNT = 3000


def secrets_of(person: dict[str, Any]) -> Iterator[str]:
    for role in ("client", "spouse"):
        block = person.get(role)
        if not block:
            continue
        yield block["identity_code"]
        yield block["last_name"]
        yield block["first_names"]
        yield block["address"]["street"]
        guardian = (block.get("population_register") or {}).get("guardian")
        if guardian:
            yield guardian["last_name"]
        changed = (block.get("population_register") or {}).get("active_code")
        if changed:
            yield changed
        yield from amounts_in(block)
    yield from amounts_in(person["expected"])


def amounts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from amounts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from amounts_in(inner)
    elif isinstance(value, float) and value >= SMALLEST_TELLING_AMOUNT:
        yield f"{value:.2f}"
    elif isinstance(value, int) and value >= SMALLEST_WHOLE_AMOUNT:
        yield f"{value}.00"
    elif isinstance(value, str) and re.fullmatch(r"\d{2,}\.\d{2}", value):
        yield value


@cache
def all_secrets() -> frozenset[str]:
    return frozenset(
        secret for person in people() for secret in secrets_of(person) if len(secret) > 3
    )


def in_every_form(secret: str) -> set[str]:
    """As we write it, and as people do: decimal comma, space between thousands."""
    forms = {secret}
    if re.fullmatch(r"[\d.]+", secret):
        comma = secret.replace(".", ",")
        forms.add(comma)
        if len(comma) > 6:
            forms |= {comma[:-6] + space + comma[-6:] for space in (" ", "\u00a0")}
    return forms


def leaks(text: str) -> set[str]:
    """Which secrets stand in the text, as words of their own."""
    found = set()
    for secret in all_secrets():
        for form in in_every_form(secret):
            if form in text and re.search(rf"(?<![\w.,-]){re.escape(form)}(?![\w-])", text):
                found.add(secret)
    return found


def decoded_log(file: Path) -> str:
    return "\n".join(str(message) for message in iter_decoded_log_format_from_log_html(file))


def text_of_database(file: Path) -> str:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        lines = list(database.iterdump())
    return "\n".join(lines)


@pytest.fixture(scope="module")
def left_outside(whole_night: WholeNight) -> dict[str, str]:
    """Everything the run left outside the case folders, as text."""
    night = whole_night.night
    texts = {"stdout": whole_night.first.stdout, "stderr": whole_night.first.stderr}
    texts["log.html"] = decoded_log(whole_night.log_of_first)
    texts["requests"] = (night.output / "requests.jsonl").read_text("utf-8")
    worker = night.county / "worker"
    for file in sorted(worker.rglob("*")):
        if file.is_file():
            name = file.relative_to(worker).as_posix()
            texts[f"{name} as it lies"] = file.read_bytes().decode("latin-1")
            if file.suffix == ".sqlite":
                texts[f"{name} decoded"] = text_of_database(file)
            else:
                texts[name] = file.read_bytes().decode("utf-8", errors="replace")
    return texts


def test_something_was_searched(left_outside: dict[str, str]) -> None:
    names = " ".join(left_outside)
    for wanted in ("stdout", "stderr", "log.html", "queue.sqlite", "ajoraportti.html", "run.json"):
        assert wanted in names
    assert "access-log/chain-01/" in names  # its rows are sealed
    assert "T-0001" in left_outside["log.html"]
    assert "T-0001" in left_outside["queue.sqlite decoded"]
    assert len(all_secrets()) > 300


def test_no_personal_data_lies_outside_the_case_folder(left_outside: dict[str, str]) -> None:
    assert {name: leaks(text) for name, text in left_outside.items() if leaks(text)} == {}


def test_file_names_tell_nothing_either(whole_night: WholeNight) -> None:
    output = whole_night.night.output
    names = "\n".join(file.relative_to(output).as_posix() for file in output.rglob("*"))
    assert leaks(names) == set()


@pytest.mark.parametrize("form", [min, max], ids=["as we write it", "as people write it"])
def test_every_planted_leak_is_found(
    left_outside: dict[str, str], form: Callable[[set[str]], str]
) -> None:
    planted = [f"amount={form(in_every_form(secret))} " for secret in sorted(all_secrets())]
    assert leaks(left_outside["stderr"] + "".join(planted)) == all_secrets()
