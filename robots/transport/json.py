"""JSON from outside: its numbers exact, nothing in it twice."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Final, NoReturn, TypeAlias

from robots.transport.errors import ReplyNotUnderstood

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | Decimal | bool | None"

#: Values in one text: what it is made into takes many times the memory of the text.
MOST_VALUES: Final = 500_000


def parse(content: bytes) -> JsonValue:
    """The content of a JSON text: numbers with decimals as ``Decimal``, never float.

    Raises:
        ReplyNotUnderstood: no JSON in UTF-8, too deep, more than :data:`MOST_VALUES`, with NaN or
            an infinity, or with a key twice in one object: which of the two counts would be
            anybody's guess.
    """
    if sum(map(content.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ReplyNotUnderstood(why="too_many_values")
    try:
        value: JsonValue = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse,
            object_pairs_hook=_without_doubles,
        )
    except (ValueError, ArithmeticError, RecursionError):
        # Without the cause: json's message may quote the reply.
        raise ReplyNotUnderstood(why="not_json") from None
    return value


def is_broken(text: str) -> bool:
    """Half a character: JSON can say it, and no file can hold it."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError("NaN and infinity are no amounts")


def _without_doubles(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key twice in one object")
    return content
