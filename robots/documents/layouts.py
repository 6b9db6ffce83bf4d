"""Loads the layouts, and stops the start where one of them is not valid."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError

from robots.casework.yaml_reading import load_yaml
from robots.documents.errors import LayoutRefused
from robots.documents.layout import Layout

LAYOUTS: Final = Path(__file__).parents[2] / "resources" / "documents"


def load_layouts(folder: Path = LAYOUTS) -> tuple[Layout, ...]:
    """Every layout of a folder, by the names of the files.

    Raises:
        LayoutRefused: a file is no layout, or two are of one kind; file and key named.
    """
    layouts = [_load(file) for file in sorted(folder.glob("*.yaml"))]
    kinds = [layout.kind for layout in layouts]
    for file, kind in zip(sorted(folder.glob("*.yaml")), kinds, strict=True):
        if kinds.count(kind) > 1 or kind != file.stem:
            raise LayoutRefused(file=file.name, key="kind")
    if not layouts:
        raise LayoutRefused(file=folder.name, key="*.yaml")
    return tuple(layouts)


def _load(file: Path) -> Layout:
    try:
        return Layout.model_validate(load_yaml(file.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or first["msg"]
        raise LayoutRefused(file=file.name, key=key, problem=first["msg"]) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        # ValueError: not UTF-8, or a day of YAML's own that there is not (2026-02-30).
        raise LayoutRefused(file=file.name, key="*", problem="no YAML") from None
