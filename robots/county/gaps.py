"""What a county's settings lack: all of it at once, so that one round of filling in is enough.

A table that is not there at all is looked into as an empty one: so every key of it is named. A file
that a setting names is looked for, too.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from robots.casework.reason import Reason

#: The texts of pydantic's own kinds of error; any other is told by its own words.
_KINDS: Final = {
    "missing": "setting_missing",
    "union_tag_not_found": "setting_missing",
    "extra_forbidden": "setting_unknown",
    "union_tag_invalid": "setting_not_one_of",
    "literal_error": "setting_not_one_of",
    "enum": "setting_not_one_of",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to put right in ``county.toml``."""

    key: str
    """``interfaces.incomes_register.query_profile``; ``-`` of the file as a whole."""
    code: str
    """Its sentence's key in ``resources/texts/reasons.county.yaml``."""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        return Reason(self.code, {"key": self.key, **self.values})


def with_every_table(model: Any, written: dict[str, Any]) -> dict[str, Any]:
    """The settings with an empty table in the place of each required one that is missing."""
    chosen = _model_for(model, written)
    if chosen is None:
        return written
    filled = dict(written)
    for name, of in chosen.model_fields.items():
        if of.is_required() and _models(of.annotation) and not _may_be_none(of.annotation):
            filled.setdefault(name, {})
        if isinstance(filled.get(name), dict):
            filled[name] = with_every_table(of.annotation, filled[name])
    return filled


def gaps_of(error: ValidationError, written: Mapping[str, Any]) -> list[Gap]:
    """What pydantic found, by the keys of the file."""
    found = []
    for one in error.errors():
        context = one.get("ctx", {})
        parts = _without_tags(one["loc"], written)
        if one["type"].startswith("union_tag"):
            parts.append(str(context.get("discriminator", "")).strip("'"))
        values = {}
        code = _KINDS.get(one["type"], "setting_not_understood")
        if code == "setting_not_one_of":
            values["allowed"] = str(context.get("expected", context.get("expected_tags", "")))
        elif code == "setting_not_understood":
            values["problem"] = one["msg"].removeprefix("Value error, ")
        found.append(Gap(".".join(parts) or "-", code, values))
    return found


def missing_files(model: Any, written: Mapping[str, Any], folder: Path, at: str) -> Iterator[Gap]:
    """The files that the settings of a table name and that are not there.

    Args:
        model: of the table.
        written: the table.
        folder: from which relative paths are taken.
        at: the table's key.
    """
    chosen = _model_for(model, written)
    for name, of in chosen.model_fields.items() if chosen else ():
        value = written.get(name)
        key = f"{at}.{name}"
        if isinstance(value, dict):
            yield from missing_files(of.annotation, value, folder, key)
        elif Path in _parts(of.annotation):
            for file in value if isinstance(value, list) else [value]:
                if isinstance(file, str | Path) and not (folder / file).exists():
                    yield Gap(key, "setting_file_missing", {"file": str(file)})


def _model_for(annotation: Any, written: Mapping[str, Any]) -> type[BaseModel] | None:
    """The table's model; of several the one whose fixed words the table has."""
    models = _models(annotation)
    for model in models:
        fixed = {
            name: get_args(of.annotation)
            for name, of in model.model_fields.items()
            if get_origin(of.annotation) is Literal
        }
        if len(models) == 1 or all(written.get(name) in words for name, words in fixed.items()):
            return model
    return None


def _models(annotation: Any) -> list[type[BaseModel]]:
    return [
        part
        for part in _parts(annotation)
        if isinstance(part, type) and issubclass(part, BaseModel)
    ]


def _parts(annotation: Any) -> list[Any]:
    """The annotation's own kinds: those of a union, and of what ``Annotated`` and lists hold."""
    if get_origin(annotation) in (Union, types.UnionType, tuple, list, frozenset):
        return [part for one in get_args(annotation) for part in _parts(one)]
    if hasattr(annotation, "__metadata__"):
        return _parts(annotation.__origin__)
    return [annotation]


def _may_be_none(annotation: Any) -> bool:
    return type(None) in _parts(annotation)


def _without_tags(location: tuple[int | str, ...], written: Mapping[str, Any]) -> list[str]:
    """The keys as they stand in the file: without the word that chose among several tables."""
    keys: list[str] = []
    table: Any = written
    for part in location:
        if isinstance(table, Mapping) and part not in table and part in _words_of(table):
            continue
        keys.append(str(part))
        table = table.get(part) if isinstance(table, Mapping) else None
    return keys


def _words_of(table: Mapping[str, Any]) -> list[str]:
    return [value for value in table.values() if isinstance(value, str)]
