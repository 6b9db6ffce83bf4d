"""The made-up people, as the authorities know them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """YAML 1.2's booleans only (``on`` is a key of the files, not true), and exact decimals."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_Loader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node))
)


def read_yaml(file: Path) -> Any:
    """One file; numbers with a point become :class:`~decimal.Decimal`, exactly as written."""
    return yaml.load(file.read_text("utf-8"), _Loader)


@dataclass(frozen=True)
class Found:
    """One made-up person."""

    key: str
    """Names the person in journals, without saying who: ``T-0007/client``."""
    case: Mapping[str, Any]
    """The whole file."""
    person: Mapping[str, Any]
    """The file's ``client`` or ``spouse``."""

    def said_by(self, source: str) -> Mapping[str, Any]:
        """What a source has on the person; empty when the file is silent."""
        return self.person.get(source) or {}

    @property
    def other(self) -> Mapping[str, Any] | None:
        """The other person of the same file: the client's spouse, the spouse's client."""
        role = "client" if self.key.endswith("/spouse") else "spouse"
        return self.case.get(role)


class People:
    """All of them, by identity code."""

    def __init__(self, found: list[Found]) -> None:
        self._by_code: dict[str, Found] = {}
        for one in found:
            for code in (
                one.person["identity_code"],
                one.said_by("population_register").get("active_code"),
            ):
                if code:
                    if code in self._by_code:
                        raise ValueError(f"{one.key} and {self._by_code[code].key} share a code")
                    self._by_code[code] = one

    @classmethod
    def load(cls, folder: Path) -> People:
        """Read every ``*.yaml`` of a folder.

        Raises:
            ValueError: two people share an identity code.
            FileNotFoundError: there is no such folder.
        """
        if not folder.is_dir():
            raise FileNotFoundError(folder)
        return cls(
            [
                Found(f"{case['case']['id']}/{role}", case, case[role])
                for case in map(read_yaml, sorted(folder.glob("*.yaml")))
                for role in ("client", "spouse")
                if case.get(role)
            ]
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """Every identity code that one of them has."""
        return tuple(self._by_code)

    def by_code(self, code: str) -> Found | None:
        """The person with this identity code, in force or passive."""
        return self._by_code.get(code)

    def __iter__(self) -> Iterator[Found]:
        """Each person once, in the files' order."""
        return iter({found.key: found for found in self._by_code.values()}.values())
