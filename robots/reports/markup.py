"""Pieces of HTML that the report's sections are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml.html import builder as html


def section(anchor: str, heading: str, *content: Any) -> Any:
    """A part of the page that a reader can jump to."""
    return html.SECTION(
        {"id": anchor, "aria-labelledby": f"{anchor}-heading"},
        html.H2(heading, id=f"{anchor}-heading"),
        *content,
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    numbers: Sequence[int] = (),
    style: str = "",
) -> Any:
    """A table whose first column names its rows.

    Args:
        caption: said by a screen reader before the table; not seen, as the heading says it.
        numbers: columns that stand to the right, counted from 0.
        style: the table's class.
    """

    def classes(at: int) -> dict[str, str]:
        return {"class": "number"} if at in numbers else {}

    head = [html.TH(classes(at), one, scope="col") for at, one in enumerate(heads)]
    body = [
        html.TR(
            *[
                html.TH(*lines(cell), scope="row", **classes(at))
                if at == 0
                else html.TD(*lines(cell), **classes(at))
                for at, cell in enumerate(row)
            ]
        )
        for row in rows
    ]
    return html.DIV(
        html.CLASS("table"),
        html.TABLE(
            html.CAPTION(caption),
            html.THEAD(html.TR(*head)),
            html.TBODY(*body),
            html.CLASS(style),
        ),
    )


def lines(content: Any) -> list[Any]:
    """A text's lines, with breaks between; anything else as it is."""
    if not isinstance(content, str):
        return [content]
    first, *rest = content.split("\n")
    pieces: list[Any] = [first]
    for line in rest:
        pieces += [html.BR(), line]
    return pieces


def link(anchor: str, text: str) -> Any:
    """To another part of the page."""
    return html.A(text, href=f"#{anchor}")
