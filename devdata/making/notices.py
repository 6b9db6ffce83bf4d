"""Made-up notices: what Kela, a pension institution or the Incomes Register tells of payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from devdata.making.letter import Column, Letter, day, days, euros
from devdata.making.words import BENEFITS, COMMON, DAILY_BENEFITS, PENSIONS

Values = Mapping[str, Any]
_ZERO: Final = Decimal("0.00")
_EDGES: Final = ((57.0, False), (210.0, False), (320.0, True), (410.0, True))


def kela_payment_notice(letter: Letter, language: str, values: Values) -> None:
    """What Kela pays on one day; ``recovery`` in a row adds a column of what it takes back."""
    is_finnish = language == "fi"
    letter.title("Ilmoitus maksusta" if is_finnish else "Meddelande om utbetalning")
    letter.field("Maksupäivä" if is_finnish else "Betalningsdag", day(values["paid_on"]))
    letter.paragraph(
        "Kela maksaa etuudet tilillenne." if is_finnish else "FPA betalar förmånerna på ert konto."
    )
    heads = ("Etuus", "Ajalta", "Brutto €", "Ennakonpidätys €", "Takaisinperintä €", "Maksetaan €")
    if not is_finnish:
        heads = (
            "Förmån",
            "Tid",
            "Brutto €",
            "Förskottsinnehållning €",
            "Återkrav €",
            "Utbetalas €",
        )
    names = BENEFITS[language] | DAILY_BENEFITS[language]
    _payments(letter, language, heads, values["rows"], names)


def pension_payment_notice(letter: Letter, language: str, values: Values) -> None:
    """What a pension institution pays on one day."""
    is_finnish = language == "fi"
    letter.title("Eläkkeen maksuilmoitus" if is_finnish else "Meddelande om pensionsutbetalning")
    letter.field("Eläkelaitos" if is_finnish else "Pensionsanstalt", values["payer"])
    letter.field("Maksupäivä" if is_finnish else "Betalningsdag", day(values["paid_on"]))
    heads = ("Eläke", "Ajalta", "Brutto €", "Ennakonpidätys €", "", "Maksetaan €")
    if not is_finnish:
        heads = ("Pension", "Tid", "Brutto €", "Förskottsinnehållning €", "", "Utbetalas €")
    _payments(letter, language, heads, values["rows"], PENSIONS[language])


def kela_daily_decision(letter: Letter, language: str, values: Values) -> None:
    """A decision of Kela on a benefit by the day."""
    is_finnish = language == "fi"
    letter.title("Päätös etuudesta" if is_finnish else "Beslut om förmån")
    letter.paragraph(
        "Kela on ratkaissut hakemuksenne. Etuus maksetaan viideltä päivältä viikossa."
        if is_finnish
        else "FPA har avgjort er ansökan. Förmånen betalas för fem dagar i veckan."
    )
    heads = ("Etuus", "Ajalta", "Brutto €/pv") if is_finnish else ("Förmån", "Tid", "Brutto €/dag")
    open_end = COMMON[language]["open"]
    letter.table(
        [(head, *edge) for head, edge in zip(heads, _EDGES, strict=False)],
        [
            (
                DAILY_BENEFITS[language][row["benefit"]],
                days(row["from"], row.get("until"), open_end),
                euros(row["daily"]),
            )
            for row in values["benefits"]
        ],
    )


def incomes_register_extract(letter: Letter, language: str, values: Values) -> None:
    """A year's totals by payer, without kinds of income."""
    is_finnish = language == "fi"
    letter.title("Tulorekisteriote" if is_finnish else "Inkomstregisterutdrag")
    letter.field("Vuosi" if is_finnish else "År", str(values["year"]))
    words = (
        ("Maksaja", "Suoritukset yhteensä", "Ennakonpidätykset")
        if is_finnish
        else ("Betalare", "Prestationer totalt", "Förskottsinnehållningar")
    )
    for row in values["payers"]:
        letter.field(words[0], row["payer"])
        letter.field(words[1], euros(row["gross"]))
        letter.field(words[2], euros(row["tax"]))


def _payments(
    letter: Letter,
    language: str,
    heads: Sequence[str],
    rows: Sequence[Values],
    names: Mapping[str, str],
) -> None:
    has_recovery = any(row.get("recovery") for row in rows)
    edges = (*_EDGES, (475.0, True), (538.0, True))
    columns: list[Column] = [
        (head, *edge)
        for index, (head, edge) in enumerate(zip(heads, edges, strict=True))
        if index != len(_EDGES) or has_recovery
    ]
    printed = [
        (names[row["benefit"]], days(row["from"], row["until"], ""), *map(euros, _money(row)))
        for row in rows
    ]
    sums = [
        sum((one or _ZERO for one in column), _ZERO)
        for column in zip(*map(_money, rows), strict=True)
    ]
    total = (COMMON[language]["total"], "", *map(euros, sums))
    if not has_recovery:
        printed = [(*row[:4], row[5]) for row in printed]
        total = (*total[:4], total[5])
    letter.table(columns, printed, total)


def _money(row: Values) -> tuple[Decimal | None, ...]:
    gross, tax, recovery = row["gross"], row.get("tax"), row.get("recovery")
    return gross, tax, recovery, gross - (tax or _ZERO) - (recovery or _ZERO)
