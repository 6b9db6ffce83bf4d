"""What stands on Kela's stand-in's pages about one person, before the frame is put around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from devdata.standins.frame import Found
from devdata.standins.kela_pages import Html, Screens, person
from devdata.standins.kela_pages.person import Paging, Places
from devdata.standins.kela_records import BUSINESS_DAY, Record, record_of
from devdata.standins.kela_sessions import Behaviour

_NOTHING = Html("")


@dataclass(frozen=True)
class View:
    """A page about a person: its name, the word of its heading, and what stands on it."""

    page: str
    title: str
    content: Html
    form: Html = _NOTHING
    """What is there from the start, also where the content comes late."""


class Views:
    """Makes them, in one generation of screens."""

    def __init__(
        self, screens: Screens, behaviour: Behaviour, has_file: Callable[[str], bool]
    ) -> None:
        """``has_file``: whether a decision of that number can be opened."""
        self._screens = screens
        self._behaviour = behaviour
        self._has_file = has_file

    def of(
        self, name: str, rest: str, asked: Mapping[str, str], found: Found, parts: Mapping[str, str]
    ) -> View | None:
        """The page of one part; None where there is none.

        Args:
            name: of the part, e.g. ``benefits``.
            rest: what stands after it in the path.
            asked: the query.
            parts: the address of each part.
        """
        screens, record = self._screens, record_of(found.said_by("kela"))
        places = Places(parts["benefits"], parts["payments"], parts["decisions"])
        if name == "payments":
            return self._payments(rest, asked, record, places)
        if name == "benefits" and rest:
            if not rest.isdigit() or not 0 < int(rest) <= len(record.benefits):
                return None
            benefit = record.benefits[int(rest) - 1]
            content = person.benefit_detail(
                screens,
                benefit,
                places,
                address=_address(found.person.get("address") or {}),
                decision_has_file=benefit.decision is not None
                and self._has_file(benefit.decision.number),
            )
            return View("benefit", "benefit_page", content)
        if rest:
            return None
        contents = {
            "benefits": lambda: person.benefits(screens, record, places),
            "pending": lambda: person.pending(screens, record),
            "recoveries": lambda: person.recoveries(screens, record),
            "medicine": lambda: person.medicine(screens, record.medicine),
        }
        return View(name, name, contents[name]())

    def _payments(
        self, rest: str, asked: Mapping[str, str], record: Record, places: Places
    ) -> View | None:
        """The form and the payments: on one page, in the second generation on two."""
        paging = _paging(asked, self._behaviour.rows_per_page)
        form = person.payments_form(self._screens, places, paging, BUSINESS_DAY)
        if self._behaviour.generation == 1 and not rest:
            if paging is None:
                return View("payments", "payments", _NOTHING, form)
        elif self._behaviour.generation == 2 and rest == "lista" and paging is not None:
            form = _NOTHING
        else:
            is_form = self._behaviour.generation == 2 and not rest
            return View("payments_ask", "payments_ask", _NOTHING, form) if is_form else None
        here = places.payments + ("/lista" if rest else "")
        further = f"{here}?{urlencode({**asked, 'sivu': paging.number + 1})}"
        content = person.payments(self._screens, record, further, paging)
        return View("payments", "payments", content, form)


def _paging(asked: Mapping[str, str], rows: int) -> Paging | None:
    """By two days, or by a year up to today."""
    number = int(asked.get("sivu", "1"))
    if re.fullmatch(r"\d{4}", year := asked.get("vuosi", "")):
        first, last = date(int(year), 1, 1), date(int(year), 12, 31)
        return Paging(first, min(last, BUSINESS_DAY), number, rows)
    start, end = _day(asked.get("alkaa", "")), _day(asked.get("paattyy", ""))
    return Paging(start, end, number, rows) if start and end else None


def _day(text: str) -> date | None:
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    return date(int(match[3]), int(match[2]), int(match[1])) if match else None


def _address(address: Mapping[str, str]) -> str:
    if not address:
        return "–"
    return f"{address['street']}, {address['postal_code']} {address['post_office']}"
