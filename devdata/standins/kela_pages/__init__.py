"""The Kela stand-in's pages: HTML templates in this folder, filled in and escaped here.

There are two generations of screens, each in Finnish and Swedish (``words.yaml``). The second has
other words, its columns in another order, other addresses, payments on a page of their own by the
year, and content that a script loads after the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("fi", "sv")
GENERATIONS = (1, 2)


class Html(str):
    """Text that is HTML already; anything else is escaped before it stands on a page."""


@dataclass(frozen=True)
class Screens:
    """One generation of screens in one language."""

    generation: int = 1
    language: str = "fi"

    def __getitem__(self, word: str) -> str:
        """What stands for a word of ``words.yaml``."""
        return _words(self.generation, self.language)[word]

    def named(self, name: str) -> str:
        """A benefit's name, or that of a part of one."""
        return _names().get(name, name) if self.language == "sv" else name

    def render(self, template: str, **values: str) -> Html:
        """A template of this folder, filled in; ``$t_word`` is a word of ``words.yaml``."""
        words = _words(self.generation, self.language)
        texts = {f"t_{key}": escape(text) for key, text in words.items()}
        given = {key: safe(text) for key, text in values.items()}
        return Html(_template(template).substitute(texts | given))

    def table(
        self,
        caption: str,
        columns: Sequence[tuple[str, str]],
        rows: Sequence[dict[str, str]],
        amounts: Iterable[str] = (),
    ) -> Html:
        """A table.

        Args:
            caption: the word of its name.
            columns: the key of each column in the rows, and the word of its head, in order.
            amounts: keys of the columns that are set to the right.
        """
        right, right_side = frozenset(amounts), ' class="amount"'

        def cells(tag: str, attribute: str, texts: Iterable[tuple[str, str]]) -> str:
            return "".join(
                f"<{tag}{attribute}{right_side if key in right else ''}>{safe(text)}</{tag}>"
                for key, text in texts
            )

        head = cells("th", ' scope="col"', [(key, self[word]) for key, word in columns])
        body = "\n".join(
            f"<tr>{cells('td', '', [(key, row[key]) for key, _ in columns])}</tr>" for row in rows
        )
        if self.generation == 1:
            opening = f"<table>\n<caption>{safe(self[caption])}</caption>"
        else:
            opening = (
                f'<h2 id="{caption}">{safe(self[caption])}</h2>\n'
                f'<table aria-labelledby="{caption}">'
            )
        return Html(
            f"{opening}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )

    def terms(self, name: str, values: Iterable[tuple[str, str]]) -> Html:
        """A named region of terms and their values, by their words."""
        listed = "\n".join(
            f"<div><dt>{safe(self[term])}</dt><dd>{safe(value)}</dd></div>"
            for term, value in values
        )
        return self.render("summary", name=self[name], terms=Html(listed))


def paragraph(text: str) -> Html:
    """One sentence."""
    return Html(f"<p>{safe(text)}</p>")


def link(address: str, text: str) -> Html:
    """A link."""
    return Html(f'<a href="{safe(address)}">{safe(text)}</a>')


def euros(amount: Decimal) -> str:
    """``1 234,56`` with a no-break space."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",").replace("-", "−")


def day(value: date) -> str:
    """``1.3.2026``."""
    return f"{value.day}.{value.month}.{value.year}"


def safe(text: str) -> str:
    """The text as it may stand in HTML."""
    return text if isinstance(text, Html) else escape(text)


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text("utf-8"))


@cache
def _words(generation: int, language: str) -> dict[str, str]:
    at = LANGUAGES.index(language)
    place = GENERATIONS.index(generation) * len(LANGUAGES) + at
    return {
        key: texts[place if len(texts) > len(LANGUAGES) else at]
        for key, texts in _read("words").items()
    }


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = _read("names")
    return names


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return content
