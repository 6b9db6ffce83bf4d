"""A small language for places in JSON: keys with dots between, ``[*]`` for each of a list.

``taxation[*].capitalIncome.rents[*]`` leads to every rent of every year. A path is checked when it
is made; what the answer does not have, it does not lead to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

from pydantic import PlainValidator

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

    def all_from(self, start: Place) -> list[Place]:
        """Every place that it leads to, in the answer's order; ``null`` is no place."""
        places = [start]
        for key, each in self.steps:
            places = [found for place in places for found in _step(place, key, each)]
        return places

    def first_from(self, start: Place) -> Place | None:
        """The first of them."""
        return next(iter(self.all_from(start)), None)


def _step(place: Place, key: str, each: bool) -> Iterator[Place]:
    value = place.value.get(key) if isinstance(place.value, dict) else None
    path = f"{place.path}.{key}" if place.path else key
    if each and isinstance(value, list):
        yield from (Place(f"{path}[{index}]", one) for index, one in enumerate(value))
    elif not each and value is not None:
        yield Place(path, value)


def _validated(text: Any) -> JsonPath:
    if not isinstance(text, str):
        raise ValueError("a path is text")
    return JsonPath.parse(text)


#: A path in a settings file.
WrittenPath = Annotated[JsonPath, PlainValidator(_validated)]
