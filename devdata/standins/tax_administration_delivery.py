"""Files as the made-up Tax Administration delivers them: rows under headings, or JSON.

The form is made up: a real one is agreed on between a county and the Tax Administration.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from devdata.standins.people import People
from devdata.standins.tax_administration_answers import ENVIRONMENT, taxation

NAME = "tax_administration"
ENCODING = "cp1252"

HEADINGS = (
    "Henkilötunnus",
    "Verovuosi",
    "Vaihe",
    "Päätöspäivä",
    "Laji",
    "Määrä",
    "Kulut",
    "Vero",
    "Kunta",
    "Pinta-ala ha",
    "Lainan korko",
    "Toimituserä",
)
_ADDED_UP = (5, 6, 7, 10)
_WORDS = {
    "rents": "VUOKRA",
    "dividends": "OSINKO_NOTEERATTU",
    "unlisted_dividends": "OSINKO_MUU",
    "interest": "KORKO",
    "capital_gains": "LUOVUTUSVOITTO",
    "timber_sales": "PUUN_MYYNTI",
    "other": "MUU_PAAOMATULO",
    "acquisition_costs": "TULONHANKKIMISKULU",
    "life_annuities": "SYYTINKI",
}
_BATCH = "ERA-7"

Row = tuple[str, ...]


def deliver_rows(people: People, folder: Path, day: date) -> Path:
    """Write ``verotiedot-<day>.csv`` of everybody the register has an answer for."""
    rows = [row for code, held in _held(people) for row in _rows(code, held)]
    sums = {place: _sum(row[place] for row in rows) for place in _ADDED_UP}
    last = {0: "YHTEENSÄ", 4: str(len(rows))} | {at: _money(total) for at, total in sums.items()}
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    writer.writerow([last.get(place, "") for place in range(len(HEADINGS))])
    file = folder / f"verotiedot-{day:%Y-%m-%d}.csv"
    file.write_bytes(written.getvalue().encode(ENCODING))
    return file


def deliver_json(people: People, folder: Path, day: date) -> Path:
    """Write ``verotiedot-<day>.json`` of everybody the register has an answer for."""
    told = [
        {
            "environment": ENVIRONMENT,
            "customer": {"personalIdentityCode": code},
            "taxation": taxation(held),
        }
        for code, held in _held(people)
    ]
    file = folder / f"verotiedot-{day:%Y%m%d}.json"
    whole = {"delivery": {"persons": len(told)}, "persons": told}
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1), "utf-8")
    return file


def _held(people: People) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for found in people:
        held = found.said_by(NAME)
        if held and held.get("answer") != "unavailable":
            yield found.person["identity_code"], held


def _rows(code: str, held: Mapping[str, Any]) -> Iterator[Row]:
    if held.get("answer") == "none" or not held.get("tax_year"):
        yield _row(code, "2024", "DECIDED", "", "EI_TIETOJA")
        return
    decided_on = held.get("decided_on")
    day = f"{date.fromisoformat(str(decided_on)):%d.%m.%Y}" if decided_on else ""
    head = code, str(held["tax_year"]), held.get("stage", "DECIDED"), day
    for item in held.get("items") or []:
        amounts = (
            _money(item[key]) if key in item else "" for key in ("gross", "deductions", "tax")
        )
        yield _row(*head, _WORDS[item["kind"]], *amounts)
    for item in held.get("deductions") or []:
        yield _row(*head, _WORDS[item["kind"]], _money(item["amount"]))
    for forest in held.get("forests") or []:
        hectares = str(forest["hectares"]).replace(".", ",")
        interest = _money(forest.get("interest") or 0)
        yield _row(*head, "METSA", "", "", "", forest["municipality"], hectares, interest)


def _row(*cells: str) -> Row:
    return (*cells, *[""] * (len(HEADINGS) - 1 - len(cells)), _BATCH)


def _money(amount: object) -> str:
    return f"{Decimal(str(amount)):.2f}".replace(".", ",")


def _sum(cells: Iterable[str]) -> Decimal:
    return sum((Decimal(cell.replace(",", ".")) for cell in cells if cell), Decimal(0))
