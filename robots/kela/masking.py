"""A masked copy of a page: how it is built and labelled, without anything about anybody."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree, html

#: Their words are the service's, not a person's: the names of fields, columns and buttons.
_LABELS: Final = frozenset({"th", "label", "legend", "caption", "button", "dt"})
_KEPT_ATTRIBUTES: Final = frozenset({"role", "type", "for", "scope", "method", "lang", "colspan"})
_DROPPED: Final = (
    *("script", "style", "template", "noscript", "svg", "img", "head"),
    *(etree.Comment, etree.ProcessingInstruction),
)


def masked_copy(page: str) -> bytes:
    """The page with every text but labels as ``xxxx 000``; headings are masked too, since an
    unknown page may have somebody's name in one."""
    if not page.strip():
        return b""
    tree = html.document_fromstring(page)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    for element in tree.iter():
        is_label = element.tag in _LABELS
        element.text = _masked(element.text, keep_letters=is_label)
        element.tail = _masked(element.tail, keep_letters=False)
        for name in set(element.attrib) - _KEPT_ATTRIBUTES:
            del element.attrib[name]
    masked: bytes = html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
    return masked


def _masked(text: str | None, *, keep_letters: bool) -> str | None:
    if text is None:
        return None
    without_digits = re.sub(r"\d", "0", text)
    return without_digits if keep_letters else re.sub(r"[^\W\d_]", "x", without_digits)
