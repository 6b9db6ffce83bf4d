"""``python -m devdata.making.acceptance``: makes ``devdata/acceptance/asiakasmaksut.xlsx``.

The workbook is the officers' own form for cases: they copy it and write on. What it holds at first
are the reference's worked examples, written down in ``acceptance.yaml`` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from robots.casework.texts import Language, text
from robots.casework.words import Purpose, Service
from robots.feelaw.model import Counts
from robots.feelaw.written_cases import written_cases
from robots.feelaw.written_workbook import FIRST_CASE, SKIP

SOURCE: Final = Path(__file__).with_name("acceptance.yaml")
FILE: Final = Path(__file__).parents[1] / "acceptance" / "asiakasmaksut.xlsx"

#: Rows that stand in every workbook, written or not, in their order.
_FACTS: Final = (
    "name", SKIP, "service", "act", "act_section", "purpose", "day", "shared_home_before_care",
    "spouse", "spouse_in_long_term_care", "family_size", "hours", "cost_of_service",
)  # fmt: skip
_EXPECTED: Final = (
    "expect.fee", "expect.rule", "expect.income", "expect.deductions", "expect.basis",
    "expect.complete", "expect.fee_without_open", "expect.fee_with_open", "expect.error",
)  # fmt: skip
_LABELS: Final = {
    "name": "Tapauksen nimi / Fallets namn",
    SKIP: "Ohita, syy / Hoppa över, orsak",
    "service": "Palvelu / Service",
    "act": "Palvelupäätöksen laki / Servicebeslutets lag",
    "act_section": "Pykälä / Paragraf",
    "purpose": "Käyttötarkoitus / Ändamål",
    "day": "Päivä, jonka lakia sovelletaan / Dag vars lag tillämpas",
    "shared_home_before_care": "Yhteinen koti ennen hoitoa / Gemensamt hem före vården",
    "spouse": "Puoliso ilman tuloja / Make eller maka utan inkomster",
    "spouse_in_long_term_care": "Puoliso pitkäaikaishoidossa / Maken i långvarig vård",
    "family_size": "Perheen koko / Familjens storlek",
    "hours": "Tunteja kuukaudessa / Timmar i månaden",
    "cost_of_service": "Palvelun kustannus €/kk / Servicens kostnad €/mån",
    "expect.fee": "Odotettu maksu € / Väntad avgift €",
    "expect.rule": "Odotettu sääntö / Väntad regel",
    "expect.income": "Odotetut tulot € / Väntade inkomster €",
    "expect.deductions": "Odotetut vähennykset € / Väntade avdrag €",
    "expect.basis": "Odotettu maksun peruste € / Väntad avgiftsgrund €",
    "expect.complete": "Laskelma on valmis / Beräkningen är färdig",
    "expect.fee_without_open": "Maksu, jos avointa ei lueta € / Avgift utan det öppna €",
    "expect.fee_with_open": "Maksu, jos avoin luetaan € / Avgift med det öppna €",
    "expect.error": "Odotettu virhe / Väntat fel",
}
_LAST: Final = {
    "gross": "brutto €",
    "net": "netto €",
    "amount": "€",
    "left_on": "muuttopäivä / flyttdag",
    "municipality": "kunta / kommun",
    "hectares": "hehtaaria / hektar",
    "interest": "korot €/v / räntor €/år",
    "cutting_value": "hakkuuarvo €/v / avverkningsvärde €/år",
}
_INPUT: Final = PatternFill("solid", fgColor="FFF8D6")
_EDGE: Final = Border(bottom=Side(style="thin", color="C9D2DB"))


def main() -> None:
    """Write the workbook."""
    FILE.parent.mkdir(exist_ok=True)
    workbook_of(written_cases(SOURCE.read_text("utf-8"))).save(FILE)
    print(FILE.relative_to(Path.cwd()) if FILE.is_relative_to(Path.cwd()) else FILE)


def workbook_of(cases: Iterable[Mapping[str, Any]]) -> Workbook:
    """The cases as an officer's workbook: a case a column."""
    flat = [dict(_flat(case)) for case in cases]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Tapaukset"
    rows = [
        *(("# Tapaus / Fall", None), *((name, name) for name in _FACTS)),
        *(("# Tulot ja menot / Inkomster och utgifter", None),),
        *((name, name) for name in _figures(flat)),
        *(("# Odotettu tulos / Väntat resultat", None),),
        *((name, name) for name in (*_EXPECTED, *_treatments(flat))),
    ]
    for number, (heading, name) in enumerate(rows, 1):
        _row(sheet, number, heading, name, flat)
    _set_up(sheet, [name for _, name in rows], len(flat))
    book.properties.created = book.properties.modified = datetime(2026, 3, 16)  # noqa: DTZ001
    return book


def _flat(case: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The YAML form's case by dotted names."""
    for key, value in case.items():
        if key in ("client", "spouse"):
            yield from _means(key, value)
            if key == "spouse" and not value:
                yield "spouse", True
        elif key == "forest":
            for one in value:
                yield from (
                    (f"forest.{one['owner']}.{k}", v) for k, v in one.items() if k != "owner"
                )
        elif key == "expect":
            yield from _expected(value)
        else:
            yield key, value


def _means(role: str, means: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for group, rows in means.items():
        seen: dict[str, int] = {}
        for row in rows:
            kind = row["kind"]
            seen[kind] = seen.get(kind, 0) + 1
            place = f"{role}.{group}.{kind}" + (f".{seen[kind]}" if seen[kind] > 1 else "")
            year = ".year" if row.get("per") == "year" else ""
            for key, value in row.items():
                if key not in ("kind", "per"):
                    is_amount = key in ("gross", "net", "amount")
                    yield f"{place}.{key}{year if is_amount else ''}", value


def _expected(expected: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in expected.items():
        if key == "counts":
            for role, kinds in value.items():
                for kind, counts in kinds.items():
                    yield f"expect.counts.{role}.{kind}", counts
        else:
            yield f"expect.{key}", value


def _figures(flat: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every figure that a case has: client's, spouse's, forests."""
    names = {
        name for case in flat for name in case if ".incomes." in name or ".deductions." in name
    }
    forests = {name for case in flat for name in case if name.startswith("forest.")}
    return [*sorted(names), *sorted(forests)]


def _treatments(flat: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({name for case in flat for name in case if name.startswith("expect.counts.")})


def _row(
    sheet: Worksheet,
    number: int,
    heading: str,
    name: str | None,
    flat: Iterable[Mapping[str, Any]],
) -> None:
    first = sheet.cell(number, 1, heading)
    first.font = Font(name="Arial", size=9 if name else 10, bold=name is None, color="4A5968")
    if name is None:
        return
    label = sheet.cell(number, 2, _label(name))
    label.font = Font(name="Arial", size=9, bold=True)
    for at, case in enumerate(flat, FIRST_CASE):
        cell = sheet.cell(number, at, _cell(name, case.get(name)))
        cell.font = Font(name="Arial", size=9, bold=name == "name")
        cell.fill, cell.border = _INPUT, _EDGE
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if isinstance(cell.value, date):
            cell.number_format = "d.m.yyyy"
        elif isinstance(cell.value, float):
            cell.number_format = "#,##0.00"


def _label(name: str) -> str:
    if name in _LABELS:
        return _LABELS[name]
    parts = [part for part in name.split(".") if part not in ("incomes", "deductions", "expect")]
    last = _LAST.get(parts[-2] if parts[-1] == "year" else parts[-1], "")
    year = " vuodessa / per år" if parts[-1] == "year" else ""
    if parts[0] == "forest":
        return f"Metsä / Skog, {last}"
    if parts[0] == "counts":
        return f"Käsittely / Behandling: {_kind(parts[2])}"
    role = text(f"words.role_{parts[0]}", Language.FINNISH)
    number = f" ({parts[2]}.)" if parts[2].isdigit() else ""
    return f"{role}: {_kind(parts[1])}{number}, {last}{year}"


def _kind(kind: str) -> str:
    for family in ("income_kind", "cost_kind"):
        try:
            return " / ".join(text(f"words.{family}_{kind}", language) for language in Language)
        except KeyError:
            continue
    raise KeyError(kind)


def _cell(name: str, value: Any) -> Any:
    """As an officer writes it: Finnish words, and numbers that a workbook can hold."""
    if isinstance(value, bool):
        return "kyllä" if value else "ei"
    if isinstance(value, Decimal):
        return float(value)
    if name in ("service", "purpose"):
        return text(f"words.{name}_{value}", Language.FINNISH) if value else None
    if name.startswith("expect.counts."):
        return text(f"words.counts_{value}", Language.FINNISH) if value else None
    return value


def _set_up(sheet: Worksheet, names: list[str | None], cases: int) -> None:
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 52
    last = get_column_letter(FIRST_CASE + max(cases, 1) + 40)
    for at in range(FIRST_CASE, FIRST_CASE + cases):
        sheet.column_dimensions[get_column_letter(at)].width = 24
    sheet.freeze_panes = f"{get_column_letter(FIRST_CASE)}3"
    for number, name in enumerate(names, 1):
        choices = _choices(name or "")
        if choices:
            listed = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            sheet.add_data_validation(listed)
            listed.add(f"{get_column_letter(FIRST_CASE)}{number}:{last}{number}")


def _choices(name: str) -> list[str]:
    finnish = Language.FINNISH
    if name == "service":
        return [text(f"words.service_{one}", finnish) for one in Service]
    if name == "purpose":
        return [text(f"words.purpose_{one}", finnish) for one in Purpose]
    if name.startswith("expect.counts."):
        return [text(f"words.counts_{one}", finnish) for one in Counts]
    is_yes_or_no = name in ("shared_home_before_care", "spouse", "spouse_in_long_term_care")
    return ["kyllä", "ei"] if is_yes_or_no or name == "expect.complete" else []


if __name__ == "__main__":
    main()
