"""What is called right beside the saved pages is right: read again by other means.

Neither the robot nor its page maps take part: the pages' elements are read as they stand in the
file, and which head means what is written here, once more and by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html

GOLDEN = Path(__file__).parent / "saved_pages" / "golden"

#: Where each value of a row stands: the head of its column.
HEADS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "1.fi": {
        "benefits": {
            "name": "Etuus",
            "start": "Alkaa",
            "end": "Päättyy",
            "gross": "Brutto €/kk",
            "tax": "Ennakonpidätys",
            "net": "Netto",
        },
        "components": {"name": "Osa", "gross": "Brutto €/kk"},
        "payments": {
            "paid_on": "Maksupäivä",
            "name": "Etuus",
            "gross": "Brutto",
            "tax": "Ennakonpidätys",
            "net": "Netto",
        },
        "recoveries": {
            "name": "Etuus",
            "decided_on": "Perintäpäätös",
            "whole": "Peritään",
            "left": "Jäljellä",
            "monthly": "Erä €/kk",
        },
        "pending": {"name": "Etuus", "since": "Vireillä alkaen"},
        "costs": {
            "year": "Vuosi",
            "ceiling": "Vuosiomavastuu",
            "accumulated": "Kertynyt",
            "reached_on": "Täyttynyt",
        },
    },
    "1.sv": {
        "benefits": {
            "name": "Förmån",
            "start": "Börjar",
            "end": "Slutar",
            "gross": "Brutto €/mån",
            "tax": "Förskottsinnehållning",
            "net": "Netto",
        },
        "components": {"name": "Del", "gross": "Brutto €/mån"},
        "payments": {
            "paid_on": "Betalningsdag",
            "name": "Förmån",
            "gross": "Brutto",
            "tax": "Förskottsinnehållning",
            "net": "Netto",
        },
        "recoveries": {
            "name": "Förmån",
            "decided_on": "Återkravsbeslut",
            "whole": "Återkrävs",
            "left": "Kvar",
            "monthly": "Rat €/mån",
        },
        "pending": {"name": "Förmån", "since": "Anhängig från"},
        "costs": {
            "year": "År",
            "ceiling": "Årssjälvrisk",
            "accumulated": "Ackumulerat",
            "reached_on": "Uppnått",
        },
    },
    "2.fi": {
        "benefits": {
            "name": "Etuuden nimi",
            "start": "Alku",
            "end": "Loppu",
            "gross": "Ennen veroa kuukaudessa",
            "tax": "Vero",
            "net": "Maksetaan",
        },
        "components": {"name": "Osan nimi", "gross": "Ennen veroa kuukaudessa"},
        "payments": {
            "paid_on": "Pvm",
            "name": "Etuuden nimi",
            "gross": "Ennen veroa",
            "tax": "Vero",
            "net": "Maksetaan",
        },
        "recoveries": {
            "name": "Etuuden nimi",
            "decided_on": "Päätetty",
            "whole": "Liikaa maksettu",
            "left": "Vielä perittävä",
            "monthly": "Kuukausierä",
        },
        "pending": {"name": "Etuuden nimi", "since": "Saapunut"},
        "costs": {
            "year": "Vuosi",
            "ceiling": "Katto",
            "accumulated": "Käytetty",
            "reached_on": "Katto täynnä",
        },
    },
    "2.sv": {
        "benefits": {
            "name": "Förmånens namn",
            "start": "Början",
            "end": "Slut",
            "gross": "Före skatt per månad",
            "tax": "Skatt",
            "net": "Utbetalas",
        },
        "components": {"name": "Delens namn", "gross": "Före skatt per månad"},
        "payments": {
            "paid_on": "Dag",
            "name": "Förmånens namn",
            "gross": "Före skatt",
            "tax": "Skatt",
            "net": "Utbetalas",
        },
        "recoveries": {
            "name": "Förmånens namn",
            "decided_on": "Beslutat",
            "whole": "För mycket betalt",
            "left": "Ännu att återkräva",
            "monthly": "Månadsrat",
        },
        "pending": {"name": "Förmånens namn", "since": "Inkommit"},
        "costs": {
            "year": "År",
            "ceiling": "Tak",
            "accumulated": "Använt",
            "reached_on": "Taket nått",
        },
    },
}
PAGES = {
    "benefits": "benefits",
    "benefit": "components",
    "payments": "payments",
    "recoveries": "recoveries",
    "pending": "pending",
}
SCREENS_AND_PAGES = [(screens, page) for screens in HEADS for page in PAGES]


def page_of(screens: str, name: str) -> Any:
    return html.document_fromstring((GOLDEN / screens / f"{name}.html").read_text("utf-8"))


def right(screens: str, name: str) -> Any:
    return json.loads((GOLDEN / screens / f"{name}.json").read_text("utf-8"))


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def rows_of(page: Any, heads: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of the one table that has all these heads."""
    (table,) = [
        one for one in page.xpath("//table") if set(heads.values()) <= set(map(text, heads_of(one)))
    ]
    names = list(map(text, heads_of(table)))
    places = {key: names.index(head) for key, head in heads.items()}
    return [
        {key: text(row.xpath("./td")[place]) for key, place in places.items()}
        for row in table.xpath("./tbody/tr")
    ]


def heads_of(table: Any) -> Any:
    return table.xpath("./thead/tr/th")


def same(written: str, value: object) -> bool:
    """Whether what is printed in Finnish ways is the value."""
    if value is None:
        return not re.search(r"\d", written)
    if isinstance(value, int):
        return written == str(value)
    if re.fullmatch(r"-?\d+\.\d\d", str(value)):
        return Decimal(re.sub(r"\s", "", written).replace(",", ".")) == Decimal(str(value))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        day, month, year = map(int, written.split("."))
        return date(year, month, day) == date.fromisoformat(str(value))
    return written == value


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{key: value for key, value in row.items() if key != "money"}, **row.get("money", {})}


@pytest.mark.parametrize(("screens", "name"), SCREENS_AND_PAGES)
def test_the_rows_that_are_called_right_are_the_rows_of_the_page(screens: str, name: str) -> None:
    field = PAGES[name]
    written = rows_of(page_of(screens, name), HEADS[screens][field])
    expected = [flat(row) for row in right(screens, name)[field]]
    assert len(written) == len(expected) > 0
    for row, values in zip(written, expected, strict=True):
        for key, cell in row.items():
            assert same(cell, values[key]), (key, cell, values[key])


@pytest.mark.parametrize("screens", HEADS)
def test_the_medicine_costs_that_are_called_right_are_the_pages(screens: str) -> None:
    page = page_of(screens, "medicine")
    terms = {text(term): text(term.getnext()) for term in page.xpath("//dt")}
    costs = right(screens, "medicine")["costs"]
    heads = HEADS[screens]["costs"]
    assert heads.keys() == costs.keys()
    for key, head in heads.items():
        assert same(terms[head], costs[key]), (key, terms[head], costs[key])


def test_all_screens_tell_the_same_amounts_and_days() -> None:
    """One person, four sets of screens: only words differ."""

    def numbers(screens: str, name: str) -> list[Any]:
        rows = right(screens, name)[PAGES[name]]
        words = {"name", "link", "period"}
        told = [{k: v for k, v in flat(row).items() if k not in words} for row in rows]
        return sorted(json.dumps(one, sort_keys=True) for one in told)

    for name in ("benefits", "benefit", "recoveries", "pending"):
        assert len({json.dumps(numbers(screens, name)) for screens in HEADS}) == 1, name
