"""The picture of what flows where: an SVG that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from devdata.data_protection.facts import Facts
from robots.casework.words import Role, Source

WIDTH: Final = 1240
_LEFT, _LEFT_WIDTH = 20, 400
_MIDDLE, _MIDDLE_WIDTH = 530, 270
_RIGHT, _RIGHT_WIDTH = 900, 320
_LINE: Final = 19
_PAD: Final = 14
_GAP: Final = 18
_TOP: Final = 80
_FONT: Final = 13.5

_COLOURS: Final = {
    "source": ("#eaf1f8", "#2b5d8a"),
    "worker": ("#f4f4f1", "#444444"),
    "yes": ("#fdf0e4", "#a35a12"),
    "sealed": ("#eef5ea", "#3f7029"),
    "no": ("#f4f4f1", "#6d6d6d"),
}


def picture(facts: Facts) -> str:
    """The SVG, drawn anew from the facts."""
    parts: list[str] = []
    ends: list[float] = []
    y = float(_TOP)
    for source in facts.sources():
        lines = list(_source_lines(facts, source))
        height = _height(lines)
        parts += _box(_LEFT, y, _LEFT_WIDTH, facts.name(source), lines, "source")
        parts += _arrows_of_source(facts, source, y + height / 2)
        y += height + _GAP
    ends.append(y)
    y = float(_TOP)
    for store in facts.stores():
        lines = [*_wrapped(store["holds"], _RIGHT_WIDTH), *_wrapped(_kept(facts, store), 320)]
        height = _height(lines)
        parts += _box(_RIGHT, y, _RIGHT_WIDTH, store["name"], lines, store["is_personal"])
        parts += _arrow_of_store(store["with_worker"], y + height / 2)
        y += height + _GAP
    lines = _wrapped(facts("officer_does"), _RIGHT_WIDTH)
    parts += _box(_RIGHT, y, _RIGHT_WIDTH, facts("officer"), lines, "worker")
    ends.append(y + _height(lines) + _GAP)
    bottom = max(ends)
    steps = [line for step in facts.steps() for line in _wrapped(step, _MIDDLE_WIDTH)]
    parts += _box(
        _MIDDLE, _TOP, _MIDDLE_WIDTH, facts("worker"), steps, "worker", bottom - _TOP - _GAP
    )
    note = f'<text x="{_LEFT}" y="{bottom + 16}">{escape(facts("spouse_only_when"))}</text>'
    return "\n".join([*_head(facts, bottom + 36), *parts, note, "</svg>", ""])


def _head(facts: Facts, height: float) -> Iterator[str]:
    title = escape(facts("title"))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" lang="{facts.language}" role="img" '
        f'font-family="sans-serif" font-size="{_FONT}" fill="#1c1c1c">'
    )
    yield f"<title>{title}</title>"
    yield '<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8"'
    yield ' markerHeight="8" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="#444"/>'
    yield "</marker></defs>"
    yield f'<rect width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>'
    yield f'<text x="{_LEFT}" y="44" font-size="24" font-weight="bold">{title}</text>'


def _source_lines(facts: Facts, source: Source) -> Iterator[str]:
    for role in Role:
        groups = ", ".join(facts.groups(source, role)) or facts("not_used")
        yield from _wrapped(f"{facts(role.value)}: {groups}", _LEFT_WIDTH)
    told = facts("yes" if facts.right(source).told_first.required else "no")
    yield f"{facts('told_first')}: {told}"


def _kept(facts: Facts, store: dict[str, str]) -> str:
    personal = f"{facts('personal')}: {store['personal']}"
    return f"{personal}. {facts('kept')}: {store['kept']}"


def _box(
    x: float,
    y: float,
    width: float,
    title: str,
    lines: list[str],
    kind: str,
    height: float | None = None,
) -> list[str]:
    fill, edge = _COLOURS[kind]
    high = height or _height(lines)
    parts = [
        f'<rect x="{x}" y="{y:.0f}" width="{width}" height="{high:.0f}" rx="6" fill="{fill}" '
        f'stroke="{edge}" stroke-width="1.5"/>',
        f'<text x="{x + _PAD}" y="{y + 24:.0f}" font-weight="bold" font-size="15.5" '
        f'fill="{edge}">{escape(title)}</text>',
    ]
    for number, line in enumerate(lines):
        at = y + 24 + 21 + number * _LINE
        parts.append(f'<text x="{x + _PAD}" y="{at:.0f}">{escape(line)}</text>')
    return parts


def _height(lines: list[str]) -> float:
    return 24 + 21 + len(lines) * _LINE - 4


def _arrows_of_source(facts: Facts, source: Source, y: float) -> list[str]:
    """What leaves the house and what comes back; papers are only brought."""
    left, right = _LEFT + _LEFT_WIDTH, _MIDDLE
    back = _line(left, y + 5, right, y + 5)
    if source is Source.DOCUMENTS:
        return [back]
    asked = escape(facts("asked"))
    words = _wrapped(asked, right - left, 11)
    told = [
        f'<text x="{(left + right) / 2:.0f}" y="{y - 12 - 13 * (len(words) - 1 - number):.0f}" '
        f'text-anchor="middle" font-size="11">{word}</text>'
        for number, word in enumerate(words)
    ]
    return [_line(right, y - 5, left, y - 5), back, *told]


def _arrow_of_store(with_worker: str, y: float) -> list[str]:
    left, right = _MIDDLE + _MIDDLE_WIDTH, _RIGHT
    both = ' marker-start="url(#end)"' if with_worker == "both" else ""
    return [_line(left, y, right, y, both)]


def _line(x1: float, y1: float, x2: float, y2: float, more: str = "") -> str:
    return (
        f'<line x1="{x1}" y1="{y1:.0f}" x2="{x2}" y2="{y2:.0f}" stroke="#444" '
        f'stroke-width="1.5" marker-end="url(#end)"{more}/>'
    )


def _wrapped(text: str, width: float, size: float = _FONT) -> list[str]:
    """Lines that fit into a box, by the mean width of a letter."""
    most = int((width - 2 * _PAD) / (size * 0.53)) if width > 200 else int(width / (size * 0.53))
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
