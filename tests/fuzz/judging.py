"""What counts as a finding.

An exception that is no member of the error tree; an error or a finding without its sentence; a
person's data in an error; an amount or a name in an answer that does not stand in the bytes; an
answer that cannot be kept, or that is another when it is read again; more than a few seconds.
That the memory stays under 500 MB and nothing hangs for good, libFuzzer itself looks after.
"""

from __future__ import annotations

import hashlib
import json
import re
import traceback
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from time import perf_counter
from typing import Any
from xml.etree import ElementTree

from pydantic import TypeAdapter

from robots.casework.answer import Answer
from robots.casework.errors import WorkerError
from robots.casework.texts import Language, text
from robots.casework.words import Mark, Source, State

#: What a test gets: the input.
Test = Callable[[bytes], None]

#: Seconds for one input.
LONGEST = 3.0

_ANSWER = TypeAdapter(Answer)
_PERSONAL = ("010140-901U", "Koskela", "Salakuja", "Piilolahti")
_TAXES = ("Amount", "Withhold", "TaxAtSource")
_WORD = re.compile(r"\S+")


class Finding(Exception):
    """Something is wrong that raised nothing."""


class Findings:
    """Writes each finding once: the input, and where it was found out.

    Args:
        again: an input is run once more; what is wrong is printed and not written.
    """

    def __init__(self, folder: Path, *, again: bool = False) -> None:
        self._folder = folder
        self._again = again
        self._known = {file.stem for file in folder.glob("*.txt")}

    def judge(self, data: bytes, act: Callable[[], None]) -> None:
        """Act on an input, and write down what is wrong with it."""
        started = perf_counter()
        try:
            act()
        except WorkerError as refused:
            self._judge_error(data, refused)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # Rust's panics are no Exception
            self._write(data, error)
        if perf_counter() - started > LONGEST:
            self._write(data, Finding("too slow"))

    def _judge_error(self, data: bytes, refused: WorkerError) -> None:
        try:
            check_error(refused)
        except Exception as error:
            self._write(data, error)

    def _write(self, data: bytes, error: BaseException) -> None:
        if self._again:
            traceback.print_exception(error)
            return
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{Path(one.filename).name}:{one.name}:{one.lineno}" for one in frames[-3:]]
        what = f"{type(error).__name__} {str(error)[:60] if isinstance(error, Finding) else ''}"
        name = hashlib.sha256("|".join([what, *places]).encode()).hexdigest()[:12]
        if name in self._known:
            return
        self._known.add(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{name}.input").write_bytes(data)
        told = "".join(traceback.format_exception(error))
        (self._folder / f"{name}.txt").write_text(told, "utf-8", "backslashreplace")


def check_error(error: WorkerError) -> None:
    """It has its sentence in both languages, and tells nothing of the person."""
    said = " ".join([str(error), *(error.in_words(language) for language in Language)])
    said.encode()
    if any(word in said for word in _PERSONAL):
        raise Finding("an error tells of the person")


def check_answer(answer: Answer, bodies: list[bytes], numbers: Callable[[bytes], set[Any]]) -> None:
    """Nothing is made up, everything has its sentence, and it can be kept and read again."""
    for language in Language:
        for finding in answer.findings:
            text(f"findings.{finding.code}", language, **finding.values)
        for evidence in answer.evidence:
            evidence.in_words(language)
    kept = answer.without_attachments()
    if _ANSWER.validate_json(_ANSWER.dump_json(kept)) != kept:
        raise Finding("another answer when it is read again")
    _check_state(answer)
    written = set[Any]().union(*(numbers(body) for body in bodies))
    for what, amount in _amounts(answer):
        if amount not in written:
            raise Finding(f"{what} is not in the bytes")
    for income in answer.incomes:
        known = income.gross is not None and income.tax is not None
        if income.net != (income.gross - income.tax if known else None):
            raise Finding("net is not gross less tax")
    _check_taxes(answer, written, bodies)
    _check_person(answer, bodies)


def xml_texts(body: bytes) -> Iterator[tuple[str, str]]:
    """Each element's name without namespace and its text, by another parser than ours."""
    # In UTF-8 whatever it says of itself, as every protocol here has it.
    root = ElementTree.fromstring(body, ElementTree.XMLParser(encoding="utf-8"))
    for one in root.iter():
        yield one.tag.rpartition("}")[2], (one.text or "").strip()


def xml_numbers(body: bytes) -> set[Any]:
    """Every number that stands in an element."""
    return {number for _, text in xml_texts(body) for number in _number(text)}


def json_numbers(body: bytes) -> set[Any]:
    """Every number that stands in JSON, as a number or as text."""
    return {
        number
        for one in _texts(json.loads(body.decode("utf-8-sig"), parse_float=Decimal))
        for number in _number(one)
    }


def rows_numbers(body: bytes) -> set[Any]:
    """Every number in a cell of rows, in Finnish writing."""
    cells = re.split(r'[;\r\n"]', body.decode("cp1252", "replace"))
    plain = (re.sub(r"[\s ]", "", cell).replace(",", ".") for cell in cells)
    return {number for cell in plain for number in _number(cell)}


def _texts(value: Any) -> Iterator[str]:
    """Every text and number of a JSON value, as text; keys too."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str | int | Decimal) and not isinstance(one, bool):
            yield str(one)


def _number(text: str) -> Iterator[Decimal]:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return
    if number.is_finite():
        yield number


def _amounts(answer: Answer) -> Iterator[tuple[str, Decimal]]:
    for income in answer.incomes:
        yield from _given("gross", income.gross)
        yield from _given("costs", income.costs)
    for cost in answer.costs:
        yield "cost", cost.amount
    for forest in answer.forests:
        yield "hectares", forest.hectares
        if forest.interest:
            yield "interest", forest.interest
    if answer.person is not None and answer.person.residents is not None:
        yield "residents", Decimal(answer.person.residents)


def _given(what: str, amount: Decimal | None) -> Iterator[tuple[str, Decimal]]:
    if amount is not None:
        yield what, amount


def _check_taxes(answer: Answer, written: set[Any], bodies: list[bytes]) -> None:
    """A tax that does not stand there is a share of one, or several together; it is zero where
    the income is tax-free, or where the county's profile would have told of any."""
    is_shared = answer.source is Source.INCOMES_REGISTER
    made = [
        one.tax
        for one in answer.incomes
        if one.tax is not None
        and one.tax not in written
        and not (one.tax == 0 and (Mark.TAX_FREE in one.marks or is_shared))
    ]
    if not made:
        return
    if not is_shared:
        raise Finding("a tax is not in the bytes")
    together = sum(
        abs(number)
        for body in bodies
        for name, text in xml_texts(body)
        if name in _TAXES
        for number in _number(text)
    )
    if any(abs(tax) > together for tax in made):
        raise Finding("a tax is more than all amounts together")


def _check_state(answer: Answer) -> None:
    has_figures = bool(answer.incomes or answer.costs or answer.forests)
    if answer.state not in (State.FOUND, State.NONE, State.PARTIAL):
        raise Finding("a state that no source tells")
    if answer.state is State.NONE and has_figures:
        raise Finding("none, with figures")
    if answer.state is State.FOUND and not has_figures and answer.person is None:
        raise Finding("found, without anything")


def _check_person(answer: Answer, bodies: list[bytes]) -> None:
    facts = answer.person
    if facts is None:
        return
    names = [facts.name, facts.spouse_name, *(one.name for one in facts.guardians)]
    words = [word for name in names for word in _WORD.findall(name)]
    if words:
        everything = " ".join(_readable(body) for body in bodies)
        if any(word not in everything for word in words):
            raise Finding("a name is not in the bytes")


def _readable(body: bytes) -> str:
    if body.lstrip().startswith(b"<"):
        return " ".join(text for _, text in xml_texts(body))
    return " ".join(_texts(json.loads(body.decode("utf-8-sig"))))
