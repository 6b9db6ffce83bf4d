"""What each made-up paper says, in Finnish or Swedish; ``README.md`` tells the values.

The words are written here on their own, not taken from the reader's layouts: what the reader reads
is what a letter says, not what it hopes for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from devdata.making.homes import (
    cutting_value_statement,
    housing_company_charge,
    rent_agreement,
)
from devdata.making.letter import Column, Letter, day, days, euros
from devdata.making.notices import (
    incomes_register_extract,
    kela_daily_decision,
    kela_payment_notice,
    pension_payment_notice,
)
from devdata.making.taxation import pre_completed_tax_return, tax_decision
from devdata.making.words import BANK_ROWS, BENEFITS, COMMON, PENSIONS, RENT_ROWS, Words

Values = Mapping[str, Any]
_ZERO: Final = Decimal("0.00")


def pension_decision(letter: Letter, language: str, values: Values) -> None:
    """An earnings-related pension decision; ``provisional`` makes it an interim one."""
    is_finnish = language == "fi"
    provisional = values.get("provisional", False)
    if is_finnish:
        letter.title("Väliaikainen päätös eläkkeestä" if provisional else "Eläkepäätös")
        letter.field("Eläkelaitos", values.get("payer", "Keva"))
        letter.paragraph("Olemme ratkaisseet hakemuksenne. Teille maksetaan työeläkettä.")
        heads = ("Eläke", "Ajalta", "Brutto €/kk", "Ennakonpidätys €", "Netto €/kk")
    else:
        letter.title("Interimistiskt beslut om pension" if provisional else "Pensionsbeslut")
        letter.field("Pensionsanstalt", values.get("payer", "Keva"))
        letter.paragraph("Vi har avgjort er ansökan. Till er betalas arbetspension.")
        heads = ("Pension", "Tid", "Brutto €/mån", "Förskottsinnehållning €", "Netto €/mån")
    _money_table(letter, language, heads, values["pensions"], PENSIONS, "pension")


def kela_decision(letter: Letter, language: str, values: Values) -> None:
    """A decision of Kela on one or more benefits."""
    if language == "fi":
        letter.title("Päätös etuudesta")
        letter.field("Asianumero", values.get("number", "–"))
        letter.paragraph("Kela on ratkaissut hakemuksenne. Etuus maksetaan kuukausittain.")
        heads = ("Etuus", "Ajalta", "Brutto €/kk", "Ennakonpidätys €", "Netto €/kk")
    else:
        letter.title("Beslut om förmån")
        letter.field("Ärendenummer", values.get("number", "–"))
        letter.paragraph("FPA har avgjort er ansökan. Förmånen betalas varje månad.")
        heads = ("Förmån", "Tid", "Brutto €/mån", "Förskottsinnehållning €", "Netto €/mån")
    _money_table(letter, language, heads, values["benefits"], BENEFITS, "benefit")


def payslip(letter: Letter, language: str, values: Values) -> None:
    """A pay slip with the period's block first, and the year's and last year's as traps."""
    is_finnish = language == "fi"
    gross, tax = values["gross"], values["tax"]
    contributions = values.get("contributions", _ZERO)
    period = values["period"]
    letter.title("Palkkalaskelma" if is_finnish else "Lönespecifikation")
    letter.field("Työnantaja" if is_finnish else "Arbetsgivare", values["employer"])
    if "business_id" in values:
        letter.field("Y-tunnus" if is_finnish else "FO-nummer", values["business_id"])
    letter.field(
        "Palkkakausi" if is_finnish else "Löneperiod", days(period["from"], period["to"], "")
    )
    letter.field("Maksupäivä" if is_finnish else "Betalningsdag", day(values["paid_on"]))
    heads = (
        ("Palkkalaji", "Määrä", "A-hinta", "Euro")
        if is_finnish
        else ("Löneslag", "Antal", "A-pris", "Euro")
    )
    places: tuple[tuple[float, bool], ...] = ((57, False), (330, True), (420, True), (538, True))
    monthly = "Kuukausipalkka" if is_finnish else "Månadslön"
    lines = values.get("lines") or [{"name": monthly, "amount": gross}]
    letter.table(
        [(head, *place) for head, place in zip(heads, places, strict=True)],
        [
            (
                line["name"],
                str(line.get("quantity", "")).replace(".", ","),
                euros(line["unit_price"]) if "unit_price" in line else "",
                euros(line["amount"]),
            )
            for line in lines
        ],
    )
    words = (
        (
            "Ennakonpidätyksen alainen tulo",
            "Ennakonpidätys",
            "Työntekijän eläke- ja työttömyysvakuutusmaksut",
            "Maksetaan",
        )
        if is_finnish
        else (
            "Inkomst underkastad förskottsinnehållning",
            "Förskottsinnehållning",
            "Arbetspensions- och arbetslöshetsförsäkringsavgifter",
            "Utbetalas",
        )
    )
    letter.heading("Kauden tiedot" if is_finnish else "Periodens uppgifter")
    letter.field(words[0], euros(gross))
    letter.field(words[1], euros(tax))
    if contributions:
        letter.field(words[2], euros(contributions))
    letter.field(words[3], euros(gross - tax - contributions))
    for key, heading in (
        (
            "year_to_date",
            "Kertymä vuoden alusta" if is_finnish else "Ackumulerat från årets början",
        ),
        (
            "last_year",
            "Kertymä edelliseltä vuodelta" if is_finnish else "Ackumulerat under föregående år",
        ),
    ):
        if block := values.get(key):
            letter.heading(heading)
            letter.field(words[0], euros(block["gross"]))
            letter.field(words[1], euros(block["tax"]))


def rent_notice(letter: Letter, language: str, values: Values) -> None:
    """A landlord's notice of the rent and the charges beside it."""
    is_finnish = language == "fi"
    letter.title("Vuokrailmoitus" if is_finnish else "Hyresmeddelande")
    letter.field("Vuokranantaja" if is_finnish else "Hyresvärd", values["landlord"])
    letter.field("Vuokra-aika" if is_finnish else "Hyrestid", _open_days(language, values))
    letter.paragraph(
        "Vuokra maksetaan kuukausittain etukäteen, viimeistään kuukauden 5. päivänä."
        if is_finnish
        else "Hyran betalas varje månad i förskott, senast den 5 dagen i månaden."
    )
    heads = ("Maksu", "Euroa kuukaudessa") if is_finnish else ("Avgift", "Euro i månaden")
    rows = [(RENT_ROWS[language][row["row"]], row["amount"]) for row in values["rows"]]
    letter.table(
        [(heads[0], 57, False), (heads[1], 400, True)],
        [(name, euros(amount)) for name, amount in rows],
        (COMMON[language]["total"], euros(sum((amount for _, amount in rows), _ZERO))),
    )


def medicine_summary(letter: Letter, language: str, values: Values) -> None:
    """A pharmacy's own summary of a year's purchases."""
    is_finnish = language == "fi"
    letter.title("Lääkeostojen yhteenveto" if is_finnish else "Sammandrag över läkemedelsköp")
    letter.field("Apteekki" if is_finnish else "Apotek", values["pharmacy"])
    period = values["period"]
    letter.field("Ajalta" if is_finnish else "Tid", days(period["from"], period["to"], ""))
    letter.heading("Asiakkaan maksamat" if is_finnish else "Betalt av kunden")
    letter.field(
        "Korvattavat lääkkeet" if is_finnish else "Ersättningsgilla läkemedel",
        euros(values["reimbursable"]),
    )
    if "non_reimbursable" in values:
        letter.field(
            "Muut kuin korvattavat lääkkeet"
            if is_finnish
            else "Andra än ersättningsgilla läkemedel",
            euros(values["non_reimbursable"]),
        )
        if values.get("prescribed"):
            letter.line(
                "Muut kuin korvattavat lääkkeet ovat lääkärin määräämiä."
                if is_finnish
                else "De läkemedel som inte är ersättningsgilla har ordinerats av läkare."
            )
        if values.get("applied"):
            letter.line(
                "Asiakas hakee vähennystä asiakasmaksuun."
                if is_finnish
                else "Kunden ansöker om avdrag i klientavgiften."
            )


def guardian_fee(letter: Letter, language: str, values: Values) -> None:
    """A guardian's yearly fee."""
    is_finnish = language == "fi"
    letter.title("Edunvalvojan palkkio" if is_finnish else "Intressebevakarens arvode")
    letter.field("Palkkion saaja" if is_finnish else "Arvodestagare", values["payee"])
    period = values["period"]
    letter.field("Ajalta" if is_finnish else "Tid", days(period["from"], period["to"], ""))
    letter.field("Palkkio yhteensä" if is_finnish else "Arvode sammanlagt", euros(values["fee"]))


def bank_note(letter: Letter, language: str, values: Values) -> None:
    """A bank's note of a year's interest and dividends."""
    is_finnish = language == "fi"
    letter.title("Ilmoitus tuotoista" if is_finnish else "Meddelande om avkastning")
    letter.field("Pankki" if is_finnish else "Bank", values["bank"])
    letter.field("Verovuosi" if is_finnish else "Skatteår", str(values["year"]))
    heads = (
        ("Tuotto", "Brutto €", "Ennakonpidätys €", "Netto €")
        if is_finnish
        else ("Avkastning", "Brutto €", "Förskottsinnehållning €", "Netto €")
    )
    places: tuple[tuple[float, bool], ...] = ((57, False), (300, True), (430, True), (538, True))
    rows = values["rows"]
    letter.table(
        [(head, *place) for head, place in zip(heads, places, strict=True)],
        [(BANK_ROWS[language][row["row"]], *map(euros, _money(row))) for row in rows],
        (COMMON[language]["total"], *map(euros, _sums(rows))),
    )


def maintenance_agreement(letter: Letter, language: str, values: Values) -> None:
    """An agreement on maintenance that the owner of the paper pays."""
    is_finnish = language == "fi"
    letter.title("Sopimus elatusavusta" if is_finnish else "Avtal om underhållsbidrag")
    letter.field("Elatusavun saaja" if is_finnish else "Bidragstagare", values["payee"])
    letter.field("Maksuaika" if is_finnish else "Betalningstid", _open_days(language, values))
    letter.field(
        "Elatusapu kuukaudessa" if is_finnish else "Underhållsbidrag i månaden",
        euros(values["amount"]),
    )


def pension_record(letter: Letter, language: str, values: Values) -> None:
    """An accrual record, which is no evidence of any income."""
    is_finnish = language == "fi"
    letter.title("Työeläkeote" if is_finnish else "Arbetspensionsutdrag")
    letter.paragraph(
        "Otteesta näet, mistä työstä sinulle on karttunut eläkettä."
        if is_finnish
        else "I utdraget ser du det arbete för vilket du har tjänat in pension."
    )
    letter.field(
        "Karttunut eläke €/kk" if is_finnish else "Intjänad pension €/mån",
        euros(values["accrued"]),
    )


TEMPLATES: Final[dict[str, Callable[[Letter, str, Values], None]]] = {
    write.__name__: write
    for write in (
        pension_decision,
        kela_decision,
        payslip,
        rent_notice,
        medicine_summary,
        guardian_fee,
        bank_note,
        maintenance_agreement,
        pension_record,
        tax_decision,
        pre_completed_tax_return,
        kela_payment_notice,
        kela_daily_decision,
        pension_payment_notice,
        incomes_register_extract,
        rent_agreement,
        housing_company_charge,
        cutting_value_statement,
    )
}


def _money_table(
    letter: Letter,
    language: str,
    heads: tuple[str, ...],
    rows: list[Values],
    names: Mapping[str, Words],
    key: str,
) -> None:
    places: tuple[tuple[float, bool], ...] = (
        (57, False),
        (232, False),
        (352, True),
        (462, True),
        (538, True),
    )
    columns: list[Column] = [(head, *place) for head, place in zip(heads, places, strict=True)]
    letter.table(
        columns,
        [
            (
                row.get("name") or names[language][row[key]],
                _open_days(language, {"from": row["from"], "until": row.get("until")}),
                *map(euros, _money(row)),
            )
            for row in rows
        ],
        (COMMON[language]["total"], "", *map(euros, _sums(rows))),
    )


def _money(row: Values) -> tuple[Decimal, Decimal | None, Decimal]:
    tax = row.get("tax")
    return row["gross"], tax, row["gross"] - (tax or _ZERO)


def _sums(rows: list[Values]) -> tuple[Decimal, Decimal, Decimal]:
    gross = sum((row["gross"] for row in rows), _ZERO)
    tax = sum((row.get("tax") or _ZERO for row in rows), _ZERO)
    return gross, tax, gross - tax


def _open_days(language: str, values: Values) -> str:
    return days(values["from"], values.get("until"), COMMON[language]["open"])
