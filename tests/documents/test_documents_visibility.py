"""A figure that nobody sees on the page is never read, however well it stands in the text layer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from documents_world import amounts, paper, read

from robots.documents.reading import ReadState

_AMOUNT = re.compile(rb"BT 1 0 0 1 ([\d.]+) ([\d.]+) Tm (\(480,00\) Tj) T\* ET")


def _redrawn(draw: Callable[[str, str, str], str]) -> bytes:
    """A guardian's bill whose sum is drawn otherwise; the tables of the file are made anew."""
    content = paper("guardian_fee")

    def drawn(match: re.Match[bytes]) -> bytes:
        return draw(*(one.decode("ascii") for one in match.groups())).encode("ascii")

    changed, count = _AMOUNT.subn(drawn, content)
    assert count == 1
    longer = len(changed) - len(content)
    stream = changed.index(b"480,00")
    head = changed.rindex(b"/Length ", 0, stream) + len(b"/Length ")
    length = re.match(rb"\d+", changed[head:])
    assert length is not None
    told = str(int(length[0]) + longer).encode()
    return changed[:head] + told + changed[head + len(length[0]) :]


def _text(x: str, y: str, text: str, before: str = "", after: str = "") -> str:
    return f"BT 1 0 0 1 {x} {y} Tm {before} {text} {after} T* ET"


def test_a_sum_that_is_drawn_otherwise_but_seen_is_read() -> None:
    for before, after in (("0.6 g", "0 g"), ("2 Tr", "0 Tr"), ("0 0 0.8 rg", "0 g")):
        reading = read(_redrawn(lambda x, y, t, b=before, a=after: _text(x, y, t, b, a)))  # type: ignore[misc]
        assert [one[1] for one in amounts(reading)] == ["480.00"]


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda x, y, t: _text(x, y, t, "3 Tr", "0 Tr"), id="invisible"),
        pytest.param(lambda x, y, t: _text(x, y, t, "1 g", "0 g"), id="white on white"),
        pytest.param(lambda x, y, t: _text(x, y, t, "/F1 2 Tf", "/F1 10 Tf"), id="tiny"),
        pytest.param(
            lambda x, y, t: f"{_text(x, y, t)} 1 g {x} {float(y) - 3} 60 14 re f 0 g", id="covered"
        ),
        pytest.param(
            lambda x, y, t: (
                f"{_text(x, y, t)} 1 g {x} {float(y) - 3} 12 14 re f 0 g"  # two digits of it
            ),
            id="half covered",
        ),
        pytest.param(
            lambda x, y, t: f"q 0 0 10 10 re W n {_text(x, y, t)} Q",
            id="cut off",
        ),
        pytest.param(
            lambda x, y, t: (
                f"{_text(x, y, t, '3 Tr', '0 Tr')} "
                f"BT 1 0 0 1 {x} {y} Tm (980,00) Tj T* ET"  # another sum is what is seen
            ),
            id="another is seen",
        ),
        pytest.param(lambda x, y, t: _text("700", y, t), id="beside the page"),
    ],
)
def test_a_sum_that_is_not_seen_is_a_doubt(draw: Callable[[str, str, str], str]) -> None:
    reading = read(_redrawn(draw))
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())
