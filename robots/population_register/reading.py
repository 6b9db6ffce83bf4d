"""Reading a reply element by element, remembering which: the evidence is made of these alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from typing import Final

from lxml import etree

from robots.population_register.errors import ElementMissing
from robots.population_register.place import Place
from robots.transport.xml import Element, find_all

_DAY: Final = re.compile(r"[0-9]{8}")


class Reading:
    """A reply, or one element of it, that is read by paths of local names.

    Replies differ in the order of their elements, carry stray whitespace, and send a missing group
    as empty elements: what is blank counts as absent.
    """

    def __init__(self, element: Element, *, used: list[Element] | None = None) -> None:
        self._element = element
        self._used: list[Element] = [] if used is None else used

    def text(self, path: str) -> str:
        """The first text at the path, stripped; ``""`` when there is none."""
        return next(iter(self.texts(path)), "")

    def texts(self, path: str) -> list[str]:
        """All texts at the path that are not blank, stripped."""
        found = [one for one in self._at(path) if (one.text or "").strip()]
        self._used += found
        return [(one.text or "").strip() for one in found]

    def attribute(self, path: str, name: str) -> str:
        """An attribute of the first element at the path that has it, stripped."""
        for one in self._at(path):
            if value := (one.get(name) or "").strip():
                self._used.append(one)
                return value
        return ""

    def groups(self, path: str) -> list[Reading]:
        """The elements at the path that are not blank, to read on in."""
        return [Reading(one, used=self._used) for one in self._at(path)]

    def said(self, place: Place) -> str:
        """The first text at a place of the mapping; ``""`` when it is blank.

        Raises:
            ElementMissing: it is not there, and must be.
        """
        self.expect(place)
        return self.text(place.path)

    def groups_at(self, place: Place) -> list[Reading]:
        """The groups at a place of the mapping that are not blank.

        Raises:
            ElementMissing: none is there, not even a blank one, and one must be.
        """
        self.expect(place)
        return self.groups(place.path)

    def expect(self, place: Place) -> None:
        """Make sure of a place without reading it.

        Raises:
            ElementMissing: it is not there, and must be.
        """
        if not place.may_be_missing and not self.has(place.path):
            raise ElementMissing(element=place.path)

    def aside(self) -> Reading:
        """The same, for a look that leaves nothing in the evidence."""
        return Reading(self._element)

    def has(self, path: str) -> bool:
        """Whether there is such an element, blank or not; that is no reading of what it says."""
        return self._element.find(_tolerant(path)) is not None

    def is_filled(self, path: str) -> bool:
        """Whether such an element says anything; what it says is not taken."""
        return bool(self._at(path))

    def excerpt(self) -> bytes:
        """The elements that were read, in their places, as a document of its own."""
        used = set(self._used)
        kept = used.union(*(one.iterancestors() for one in self._used), {self._element})
        copy = deepcopy(self._element)
        for original, twin in list(zip(self._element.iter(), copy.iter(), strict=True)):
            twin.tail = None
            if original not in used:
                twin.text = None
            parent = twin.getparent()
            if original not in kept and parent is not None:
                parent.remove(twin)
        return etree.tostring(copy, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def _at(self, path: str) -> list[Element]:
        return find_all(self._element, _tolerant(path))


def name_of(person: Reading, first_names: Place, last_name: Place) -> str:
    """A person's full name; ``""`` when both its places are blank.

    Raises:
        ElementMissing: one of them is not there.
    """
    return f"{person.said(first_names)} {person.said(last_name)}".strip()


def day_of(text: str) -> date | None:
    """A day written ``yyyymmdd``; None for none, and for one half known (``yyyy0000``)."""
    if not _DAY.fullmatch(text):
        return None  # strptime would find a day in fewer digits, too
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a calendar day
    except ValueError:
        return None


def _tolerant(path: str) -> str:
    return "/".join(_steps(path))


def _steps(path: str) -> Iterator[str]:
    for step in path.split("/"):
        yield step if step == "." else f"{{*}}{step}"
