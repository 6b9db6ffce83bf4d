"""The transport's XML parser, and the small paths by which its trees are read."""

from __future__ import annotations

from fuzzing import fuzz
from judging import Finding
from lxml import etree
from wire import replies_in

from robots.transport.xml import find_all, is_blank, parse, text

_DEEPEST = 256
_LOOKED_AT = 50


def read(data: bytes) -> None:
    """Parse each reply's body, and look at what came of it."""
    for reply in replies_in(data):
        root = parse(reply.body)
        if root.getroottree().docinfo.doctype:
            raise Finding("a document with a DOCTYPE")
        for number, one in enumerate(root.iter()):
            if not isinstance(one.tag, str):
                raise Finding("something that is no element")
            if number < _LOOKED_AT:
                _look(one)
        if _depth(root) > _DEEPEST:
            raise Finding("deeper than any reply")
        again = parse(etree.tostring(root, encoding="utf-8"))
        if _content(again) != _content(root):
            raise Finding("another document when it is written and read again")


def _look(one: etree._Element) -> None:
    etree.QName(one)
    if text(one) and is_blank(one):
        raise Finding("blank, with text")
    find_all(one, "*")


def _content(root: etree._Element) -> list[object]:
    return [(one.tag, one.text, one.tail, dict(one.attrib)) for one in root.iter()]


def _depth(root: etree._Element) -> int:
    return max(sum(1 for _ in one.iterancestors()) + 1 for one in root.iter())


if __name__ == "__main__":
    fuzz("xml", ["VTJ-query", "wages", "check-wages", "check-VTJ-query"], lambda ground: read)
