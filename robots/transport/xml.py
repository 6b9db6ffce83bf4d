"""XML from outside: parsed without entities, DTDs or network, and read by small paths.

Paths are lxml's (``Henkilo/Kotikunta``, ``{namespace}name``, or prefixes with ``namespaces``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from lxml import etree

from robots.transport.errors import ReplyNotUnderstood

Element: TypeAlias = etree._Element
Namespaces: TypeAlias = Mapping[str, str]

#: Tags in one document. An answer of 60 reports has some 12 000; a tree takes many times the memory
#: of its text, and what verifies a signature makes several.
MOST_TAGS: Final = 300_000

_NAMESPACE: Final = re.compile(r"\{[^}]*\}")


def parse(content: bytes) -> Element:
    """The root of an XML document in UTF-8, as every protocol here has it.

    Raises:
        ReplyNotUnderstood: not well formed, not UTF-8, deeper than 256 elements, more than
            :data:`MOST_TAGS`, or with a DOCTYPE.
    """
    if content.count(b"<") > MOST_TAGS:
        raise ReplyNotUnderstood(why="too_many_elements")
    # Before the parser sees it: entities in attributes are expanded while parsing.
    if b"<!DOCTYPE" in content:
        raise ReplyNotUnderstood(why="doctype")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        # Without the cause: lxml's message may quote the reply.
        raise ReplyNotUnderstood(why="not_well_formed") from None
    # lxml goes by the last message alone: a warning after it hides a prefix that nothing declares.
    if parser.error_log.filter_from_errors():
        raise ReplyNotUnderstood(why="not_well_formed")
    return root


def find(element: Element, path: str, namespaces: Namespaces | None = None) -> Element | None:
    """The first element at the path that is not blank; None when there is none."""
    return next(iter(find_all(element, path, namespaces)), None)


def find_all(element: Element, path: str, namespaces: Namespaces | None = None) -> list[Element]:
    """The elements at the path that are not blank, in the document's order."""
    found = element.iterfind(path, dict(namespaces or {}))
    return [one for one in found if not is_blank(one)]


def required(element: Element, path: str, namespaces: Namespaces | None = None) -> Element:
    """The first element at the path, blank or not.

    Raises:
        ReplyNotUnderstood: there is none.
    """
    found = element.find(path, dict(namespaces or {}))
    if found is None:
        raise ReplyNotUnderstood(why="missing", element=_NAMESPACE.sub("", path))
    return found


def text(element: Element, path: str = ".", namespaces: Namespaces | None = None) -> str:
    """The text of the first element at the path that is not blank, stripped; else ``""``."""
    found = find(element, path, namespaces)
    return "" if found is None else (found.text or "").strip()


def is_blank(element: Element) -> bool:
    """Whether neither the element nor anything under it has text or an attribute's value.

    Authorities send a missing group as a group of empty elements.
    """
    return not any(
        (one.text or "").strip() or any(str(value).strip() for value in one.attrib.values())
        for one in element.iter()
    )
