"""The Kela stand-in's pages: HTML templates in this folder, filled in and escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent


class Html(str):
    """Text that is HTML already; anything else is escaped before it stands on a page."""


def render(template: str, **values: str) -> Html:
    """A template of this folder, filled in."""
    return Html(_template(template).substitute({key: _safe(text) for key, text in values.items()}))


def table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], amounts: Iterable[int] = ()
) -> Html:
    """A table with a caption and column heads; the columns of ``amounts`` are set to the right."""
    right, right_side = frozenset(amounts), ' class="amount"'

    def cells(tag: str, attribute: str, texts: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{attribute}{right_side if at in right else ''}>{_safe(text)}</{tag}>"
            for at, text in enumerate(texts)
        )

    head = cells("th", ' scope="col"', heads)
    body = "\n".join(f"<tr>{cells('td', '', row)}</tr>" for row in rows)
    return Html(
        f"<table>\n<caption>{_safe(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>"
    )


def terms(name: str, values: Iterable[tuple[str, str]]) -> Html:
    """A named region of terms and their values."""
    listed = "\n".join(
        f"<div><dt>{_safe(term)}</dt><dd>{_safe(value)}</dd></div>" for term, value in values
    )
    return render("summary", name=name, terms=Html(listed))


def paragraph(text: str) -> Html:
    """One sentence."""
    return Html(f"<p>{_safe(text)}</p>")


def link(address: str, text: str) -> Html:
    """A link."""
    return Html(f'<a href="{_safe(address)}">{_safe(text)}</a>')


def euros(amount: Decimal) -> str:
    """``1 234,56`` with a no-break space."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",").replace("-", "−")


def day(value: date) -> str:
    """``1.3.2026``."""
    return f"{value.day}.{value.month}.{value.year}"


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text("utf-8"))


def _safe(text: str) -> str:
    return text if isinstance(text, Html) else escape(text)
