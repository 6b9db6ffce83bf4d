"""What a made-up paper of the Tax Administration says: a decision, or a return filled in by it.

The values are a person file's ``tax_administration``: what the authority itself would tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from devdata.making.letter import Letter, day, euros
from devdata.making.words import COMMON, TAX_DEDUCTIONS, TAX_ITEMS

Values = Mapping[str, Any]
_ZERO: Final = Decimal("0.00")

_DECISION: Final = {
    "fi": ("Verotuspäätös", "Verotuksesi on päättynyt."),
    "sv": ("Beskattningsbeslut", "Din beskattning har slutförts."),
}
_RETURN: Final = {
    "fi": ("Esitäytetty veroilmoitus", "Tarkista tiedot ja korjaa ne tarvittaessa."),
    "sv": (
        "Förhandsifylld skattedeklaration",
        "Kontrollera uppgifterna och korrigera dem vid behov.",
    ),
}
_FIELDS: Final = {
    "fi": ("Verovuosi", "Päätöksen päivä"),
    "sv": ("Skatteår", "Beslutsdag"),
}
_HEADS: Final = {
    "fi": {
        "items": ("Pääomatulo", "Tulo €", "Kulut €", "Vero €"),
        "deductions": ("Vähennys", "Määrä €"),
        "forests": ("Metsämaan kunta", "Pinta-ala", "Metsätalouden lainan korko €"),
    },
    "sv": {
        "items": ("Kapitalinkomst", "Inkomst €", "Utgifter €", "Skatt €"),
        "deductions": ("Avdrag", "Belopp €"),
        "forests": ("Skogsmarkens kommun", "Areal", "Ränta på skogsbrukslån €"),
    },
}
#: Right edges of a table's columns of numbers, by how many there are.
_EDGES: Final = {1: (538.0,), 2: (330.0, 538.0), 3: (330.0, 430.0, 538.0)}


def tax_decision(letter: Letter, language: str, values: Values) -> None:
    """A year's tax decision."""
    _write(letter, language, values, *_DECISION[language])


def pre_completed_tax_return(letter: Letter, language: str, values: Values) -> None:
    """What the Tax Administration knows of a year before it is decided."""
    _write(letter, language, values, *_RETURN[language])


def _write(letter: Letter, language: str, values: Values, title: str, opening: str) -> None:
    year, decided = _FIELDS[language]
    heads = _HEADS[language]
    letter.title(title)
    letter.paragraph(opening)
    letter.field(year, str(values["tax_year"]))
    if values.get("decided_on"):
        letter.field(decided, day(values["decided_on"]))
    if items := values.get("items"):
        rows = [(TAX_ITEMS[language][one["kind"]], *_amounts(one)) for one in items]
        _table(letter, heads["items"], rows, COMMON[language]["total"])
    if deductions := values.get("deductions"):
        named = TAX_DEDUCTIONS[language]
        rows = [(named[one["kind"]], _money(one["amount"])) for one in deductions]
        _table(letter, heads["deductions"], rows, COMMON[language]["total"])
    if forests := values.get("forests"):
        letter.table(
            _columns(heads["forests"]),
            [
                (
                    one["municipality"],
                    f"{one['hectares']} ha".replace(".", ","),
                    euros(_money(one.get("interest") or 0)),
                )
                for one in forests
            ],
        )


def _table(
    letter: Letter, heads: Sequence[str], rows: Sequence[tuple[Any, ...]], total: str
) -> None:
    columns = list(zip(*rows, strict=True))[1:]
    sums = [sum((one or _ZERO for one in column), _ZERO) for column in columns]
    letter.table(
        _columns(heads),
        [(name, *map(euros, amounts)) for name, *amounts in rows],
        (total, *map(euros, sums)),
    )


def _columns(heads: Sequence[str]) -> list[tuple[str, float, bool]]:
    first, *others = heads
    edges = _EDGES[len(others)]
    numbers = [(head, edge, True) for head, edge in zip(others, edges, strict=True)]
    return [(first, 57.0, False), *numbers]


def _amounts(item: Values) -> tuple[Decimal | None, ...]:
    return tuple(
        _money(item[key]) if key in item else None for key in ("gross", "deductions", "tax")
    )


def _money(amount: object) -> Decimal:
    return Decimal(str(amount)).quantize(_ZERO)
