"""Saved pages and what the robot reads from them: ``python tests/kela/saving.py`` adds what lacks.

For each page map a folder of ``saved_pages/golden`` holds each page as the made-up site showed it
once, and beside it what is right: the fields, or the error's code. Nothing that is there is ever
overwritten: what has been looked at by a person stays as it is until a person takes it away.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from robots.casework.errors import WorkerError
from robots.casework.identity_code import IdentityCode
from robots.kela.page_map import PageMap
from robots.kela.pages import Page, PersonPage
from robots.kela.person_pages import (
    BenefitPage,
    BenefitsPage,
    MedicinePage,
    PaymentsAskPage,
    PaymentsPage,
    PendingPage,
    RecoveriesPage,
)
from robots.kela.recognition import expect
from robots.kela.snapshot import Snapshot

GOLDEN: Final = Path(__file__).parent / "saved_pages" / "golden"
MAPS: Final = {
    "1.fi": "page-map.yaml",
    "1.sv": "page-map.1.sv.yaml",
    "2.fi": "page-map.2.fi.yaml",
    "2.sv": "page-map.2.sv.yaml",
}
KINDS: Final[Mapping[str, type[Page]]] = {
    one.name: one
    for one in (
        BenefitsPage,
        BenefitPage,
        PaymentsAskPage,
        PaymentsPage,
        PendingPage,
        RecoveriesPage,
        MedicinePage,
    )
}
_FIELDS: Final[Mapping[type[Page], Mapping[str, Callable[[Any], Any]]]] = {
    BenefitsPage: {"benefits": lambda page: page.benefits()},
    BenefitPage: {
        "components": lambda page: page.components(),
        "decisions": lambda page: page.decisions(),
    },
    PaymentsAskPage: {},
    PaymentsPage: {
        "payments": lambda page: page.payments(),
        "period": lambda page: page.period,
        "number": lambda page: page.number,
        "totals": lambda page: page.totals,
        "next_link": lambda page: page.next_link if page.has_next else None,
    },
    PendingPage: {"pending": lambda page: page.pending()},
    RecoveriesPage: {"recoveries": lambda page: page.recoveries()},
    MedicinePage: {"costs": lambda page: page.costs()},
}


def read(name: str, page_map: PageMap, seen: Snapshot, code: IdentityCode) -> dict[str, Any]:
    """What the page object reads from a saved page, as JSON holds it.

    Args:
        name: the page's name, or that of a state of the service.
    """
    kind = KINDS.get(name, BenefitsPage)
    try:
        page = expect(kind, page_map, seen)
        if isinstance(page, PersonPage):
            page.check_person(code)
        fields = {field: plain(get(page)) for field, get in _FIELDS[kind].items()}
        return {"is_whole": page.is_whole, "says_nothing": page.says_nothing, **fields}
    except WorkerError as error:
        return {"error": error.code}


def plain(value: Any) -> Any:
    """Dates and amounts as text, records as mappings."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {one.name: plain(getattr(value, one.name)) for one in fields}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, date | Decimal):
        return str(value)
    return value


def as_text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Save the pages that lack, as the made-up site shows them, and what is read from them."""
    import asyncio

    from kela_saving import pages_of
    from kela_world import PENSIONER, person

    from robots.kela.page_map import read_page_map
    from robots.kela.settings import RESOURCES

    for screens, file in MAPS.items():
        page_map = read_page_map(RESOURCES / file)
        folder = GOLDEN / screens
        folder.mkdir(parents=True, exist_ok=True)
        for name, html, seen in asyncio.run(pages_of(screens)):
            right = read(name, page_map, seen, person(PENSIONER).identity_code)
            for path, content in (("html", html), ("json", as_text(right))):
                target = folder / f"{name}.{path}"
                if not target.exists():
                    target.write_text(content, "utf-8")


if __name__ == "__main__":
    main()
