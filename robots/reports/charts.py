"""Small charts as inline SVG. What each shows stands in words beside it, so a reader who does not
see it misses nothing; shades differ in lightness too, so that a black-and-white print tells them
apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

#: Of the shades' classes, from the bottom of a column up.
SHADES: Final = ("ready", "question", "open")


@dataclass(frozen=True, slots=True)
class Column:
    """One run's column: how many of each shade, and what it is called."""

    counts: tuple[int, ...]
    name: str


def columns(runs: Sequence[Column], title: str, *, now: int) -> Any:
    """Runs side by side, each a column of shades.

    Args:
        title: what a screen reader says in its place.
        now: which of the columns is this run's.
    """
    width, height, gap = 22, 120, 6
    most = max((sum(one.counts) for one in runs), default=0) or 1
    picture = _svg(len(runs) * (width + gap), height + 4, title)
    for at, run in enumerate(runs):
        group = _child(picture, "g")
        _child(group, "title").text = run.name
        top: float = height
        for shade, count in zip(SHADES, run.counts, strict=True):
            tall = height * count / most
            top -= tall
            if count:
                _rectangle(group, at * (width + gap), top, width, tall, shade)
        if at == now:
            _rectangle(group, at * (width + gap), height + 1, width, 3, "now")
    return picture


def line(counts: Sequence[int], title: str) -> Any:
    """How one number went, run by run; the last of them, this run's, has a dot."""
    width, height, edge = 120, 24, 4
    most, step = max(counts) or 1, (width - 2 * edge) / max(1, len(counts) - 1)
    points = [
        (edge + at * step, height - edge - (height - 2 * edge) * count / most)
        for at, count in enumerate(counts)
    ]
    picture = _svg(width, height, title)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    _child(picture, "polyline", points=path)
    x, y = points[-1]
    _child(picture, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3")
    return picture


def _svg(width: float, height: float, title: str) -> Any:
    picture = etree.Element("svg")
    picture.set("viewBox", f"0 0 {width:g} {height:g}")
    picture.set("width", f"{width:g}")
    picture.set("height", f"{height:g}")
    picture.set("role", "img")
    picture.set("aria-label", title)
    return picture


def _rectangle(
    parent: Any, left: float, top: float, width: float, height: float, shade: str
) -> None:
    size = {"x": f"{left:g}", "y": f"{top:.1f}", "width": f"{width:g}", "height": f"{height:.1f}"}
    _child(parent, "rect", **size, **{"class": shade})


def _child(parent: Any, name: str, **attributes: str) -> Any:
    return etree.SubElement(parent, name, attributes)
