"""What flows where, by the tables that the program itself goes by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import yaml
from pydantic import BaseModel

from robots.access.necessity import NecessityTable, Right, table_on
from robots.casework.texts import Language, text
from robots.casework.words import Purpose, Role, Source
from robots.county.settings import CountySettings

RESOURCES: Final = Path(__file__).parents[2] / "resources"
FOLDER: Final = RESOURCES / "data_protection"
NECESSITY: Final = RESOURCES / "law" / "necessity.yaml"


@dataclass(frozen=True)
class Facts:
    """The facts in one language.

    Args:
        table: the necessity table.
    """

    table: NecessityTable
    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """A word of ``flows.yaml``."""
        word: str = _flows()["words"][key][self.language.value]
        return word.format(**values) if values else word

    def steps(self) -> list[str]:
        steps: list[str] = _flows()["words"]["worker_steps"][self.language.value]
        return steps

    def sources(self) -> tuple[Source, ...]:
        return tuple(Source)

    def name(self, source: Source) -> str:
        return text(f"words.source_{source}", self.language)

    def right(self, source: Source) -> Right:
        return self.table.rights[source]

    def groups(self, source: Source, role: Role) -> tuple[str, ...]:
        """The groups of data that may be asked for about a person in any service, in words."""
        found = {
            group: None
            for need in self.table.needs
            if need.person is role
            for call in need.sources.get(source, ())
            for group in sorted(call)
        }
        return tuple(text(f"accesslog.group_{group}", self.language) for group in found)

    def basis(self, source: Source) -> Iterator[str]:
        """By purpose: of a fee, of a voucher."""
        for purpose in Purpose:
            yield self.right(source).legal_basis[purpose]

    def stores(self) -> list[dict[str, str]]:
        """Where data lies, with what is said of each in this language."""
        return [self._store(store) for store in _flows()["stores"]]

    def _store(self, store: Mapping[str, Any]) -> dict[str, str]:
        language = self.language.value
        return {
            "id": store["id"],
            "name": store["name"][language],
            "holds": store["holds"][language],
            "personal": self(f"personal_{store['personal']}"),
            "is_personal": store["personal"],
            "kept": in_figures(store["kept"][language], store.get("retention")),
            "with_worker": store["with_worker"],
        }


def in_figures(told: str, section: str | None) -> str:
    """A text with times in the place of what names them: ``{table.key}`` a setting's default,
    ``{years}`` what the section of ``retention.yaml`` says."""

    def figure(place: re.Match[str]) -> str:
        if place[1] == "years":
            return str(_retention()[section]["years"])
        return str(default_of(place[1]))

    return re.sub(r"{([\w.]+)}", figure, told)


def default_of(setting: str) -> int:
    """What holds where ``county.toml`` does not say otherwise."""
    model: type[BaseModel] = CountySettings
    *tables, key = setting.split(".")
    for table in tables:
        model = _model_in(model.model_fields[table].annotation)
    default: int = model.model_fields[key].default
    return default


def _model_in(annotation: Any) -> type[BaseModel]:
    """The table's model; of an optional table the one that it may be."""
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    raise TypeError(f"no table of settings: {annotation}")


def newest_facts(language: Language) -> Facts:
    """The facts by the newest necessity table: the papers change when it does, not by the day."""
    tables = yaml.safe_load(NECESSITY.read_text("utf-8"))
    return Facts(table_on(max(table["from"] for table in tables)), language)


@cache
def _retention() -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load((FOLDER / "retention.yaml").read_text("utf-8"))
    return loaded


@cache
def _flows() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "flows.yaml").read_text("utf-8"))
    return loaded
