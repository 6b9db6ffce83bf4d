"""A small language for places in JSON: keys with dots between, ``[*]`` for each of a list.

``taxation[*].capitalIncome.rents[*]`` leads to every rent of every year. A path is checked when it
is made. What the answer does not have, or has as ``null``, it does not lead to; an answer of
another shape than the path's is not understood, so that nothing is taken for a zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

from pydantic import PlainValidator

from robots.transport.errors import ReplyNotUnderstood

JsonValue: TypeAlias = Any
"""What ``json.loads`` gives; each use looks at the type."""

_STEP: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)(\[\*\])?")


@dataclass(frozen=True, slots=True)
class Place:
    """A value and where it stands, e.g. ``taxation[0].capitalIncome.rents[1]``."""

    path: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A path, relative to wherever it is asked from."""

    steps: tuple[tuple[str, bool], ...]
    """Key, and whether each element of the list under it is meant."""

    @classmethod
    def parse(cls, text: str) -> JsonPath:
        """Raises:
        ValueError: no path of this language.
        """
        matches = [_STEP.fullmatch(step) for step in text.split(".")]
        if not all(matches):
            raise ValueError("a path is made of keys with dots between, and [*] for each of a list")
        return cls(tuple((match[1], match[2] is not None) for match in matches if match))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key, _ in self.steps)

    @property
    def holder(self) -> JsonPath:
        """The path without its last step."""
        return JsonPath(self.steps[:-1])

    def all_from(self, start: Place) -> list[Place]:
        """Every place that it leads to, in the answer's order; ``null`` is no place.

        Raises:
            ReplyNotUnderstood: a key is asked of what is no object, or each of what is no list.
        """
        return self._walked(start, may_be_missing=True)

    def group_from(self, start: Place, *, may_be_missing: bool) -> list[Place]:
        """The same, of a group that the answer must have, be it empty or ``null``, unless it may
        be missing.

        Raises:
            ReplyNotUnderstood: as above, or a key is missing.
        """
        return self._walked(start, may_be_missing=may_be_missing)

    def first_from(self, start: Place) -> Place | None:
        """The first of all.

        Raises:
            ReplyNotUnderstood: as above.
        """
        return next(iter(self.all_from(start)), None)

    def _walked(self, start: Place, *, may_be_missing: bool) -> list[Place]:
        places = [start]
        for key, each in self.steps:
            if not may_be_missing and any(key not in _object(place, key) for place in places):
                raise ReplyNotUnderstood(why="no_group", element=key)
            places = [found for place in places for found in _step(place, key, each)]
        return places


def _step(place: Place, key: str, each: bool) -> Iterator[Place]:
    value = _object(place, key).get(key)
    path = f"{place.path}.{key}" if place.path else key
    if value is None:
        return
    if not each:
        yield Place(path, value)
    elif isinstance(value, list):
        yield from (Place(f"{path}[{index}]", one) for index, one in enumerate(value))
    else:
        raise ReplyNotUnderstood(why="no_list", element=key)


def _object(place: Place, key: str) -> dict[str, JsonValue]:
    if not isinstance(place.value, dict):
        raise ReplyNotUnderstood(why="no_object", element=key)
    return place.value


def _validated(text: Any) -> JsonPath:
    if not isinstance(text, str):
        raise ValueError("a path is text")
    return JsonPath.parse(text)


#: A path in a settings file.
WrittenPath = Annotated[JsonPath, PlainValidator(_validated)]
