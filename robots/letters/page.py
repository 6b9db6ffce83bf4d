"""A letter as one HTML page that prints on A4: nothing from the network, no script.

HTML, because the packages hold no maker of accessible PDF or Word files, and every machine of a
county can open, print and save a page. What the officer completes (name, day, addressee) can be
written on the page itself before it is printed; nothing of the delivered file changes by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree
from lxml.html import builder as html

from robots.letters.wording import Words

STYLE: Final = (Path(__file__).with_name("letter.css")).read_text("utf-8")
#: Text that XML cannot hold; a source's text is never trusted to be without it.
_CONTROL: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])

Element = Any


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a letter's text (703/2023 § 38: name, person, organiser, author, day)."""

    title: str
    organiser: str
    case_id: str
    day: str
    recipient: str
    about: str
    identity_code: str
    answer_by: str
    contact: str
    section: str
    notes: tuple[str, ...]
    """For the officer's eyes: on the screen alone."""


def page(head: Head, body: Iterable[Element], words: Words) -> bytes:
    """The whole page, UTF-8."""
    facts = (
        ("label_date", _editable(head.day, words("label_date"))),
        ("label_case", clean(head.case_id)),
        ("label_recipient", _editable(head.recipient, words("label_recipient"))),
        ("label_about", clean(head.about)),
        ("label_identity_code", clean(head.identity_code)),
    )
    end = (
        ("label_answer_by", html.STRONG(_editable(head.answer_by, words("label_answer_by")))),
        ("label_contact", clean(head.contact)),
        ("label_section", clean(head.section)),
        ("label_officer", _editable("", words("label_officer"))),
    )
    document = html.HTML(
        html.HEAD(
            html.META(charset="utf-8"),
            html.META(name="viewport", content="width=device-width, initial-scale=1"),
            html.TITLE(clean(f"{head.title} {head.case_id}")),
            html.STYLE(STYLE),
        ),
        html.BODY(
            html.DIV(*[html.P(clean(note)) for note in head.notes], html.CLASS("officer")),
            html.MAIN(
                html.HEADER(
                    html.P(clean(head.organiser), html.CLASS("organiser")),
                    html.P(words("secret"), html.CLASS("secret")),
                ),
                _facts(facts, words),
                html.H1(clean(head.title)),
                *body,
                _facts(end, words),
            ),
        ),
        lang=words.language.value,
    )
    rendered: bytes = etree.tostring(
        document, method="html", encoding="utf-8", doctype="<!DOCTYPE html>", pretty_print=True
    )
    return rendered


def paragraph(text: str) -> Element:
    """One paragraph."""
    return html.P(clean(text))


def numbered(texts: Iterable[str]) -> Element:
    """Questions by number, for the answer to name."""
    return html.OL(*[html.LI(clean(one)) for one in texts])


def listed(texts: Iterable[str]) -> Element:
    """A list without an order."""
    return html.UL(*[html.LI(clean(one)) for one in texts])


def heading(text: str) -> Element:
    """A heading beneath the letter's title."""
    return html.H2(clean(text))


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]
) -> Element:
    """A table with a caption and headings that a screen reader tells.

    Args:
        numbers: the columns of amounts, counted from zero.
    """

    def looks(at: int) -> dict[str, str]:
        return {"class": "number"} if at in numbers else {}

    body = [
        html.TR(*[html.TD(clean(value), **looks(at)) for at, value in enumerate(row)])
        for row in rows
    ]
    return html.TABLE(
        html.CAPTION(clean(caption)),
        html.THEAD(
            html.TR(
                *[html.TH(clean(one), scope="col", **looks(at)) for at, one in enumerate(heads)]
            )
        ),
        html.TBODY(*body),
    )


def clean(text: str) -> str:
    """The text without what no file of XML's family can hold."""
    return text.translate(_CONTROL)


def _facts(facts: Iterable[tuple[str, Element | str]], words: Words) -> Element:
    return html.DL(
        *[html.DIV(html.DT(words(label)), html.DD(value)) for label, value in facts if value != ""]
    )


def _editable(text: str, label: str) -> Element:
    attributes = {"contenteditable": "true", "role": "textbox", "aria-label": label}
    return html.SPAN(clean(text), attributes, html.CLASS("fill"))
