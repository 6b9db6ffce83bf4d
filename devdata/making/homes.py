"""Made-up papers on a home or a forest: an agreement of rent, a housing company's charges, a
statement of what a forest may yield."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from devdata.making.letter import Letter, days, euros
from devdata.making.words import CHARGES, COMMON

Values = Mapping[str, Any]
_ZERO: Final = Decimal("0.00")

_RENT: Final = {
    "fi": {
        "rent": "Vuokra kuukaudessa", "water": "Vesimaksu kuukaudessa",
        "electricity": "Sähkö kuukaudessa", "together": "Yhteensä kuukaudessa",
        "unit": "€/kk", "deposit": "Vuokravakuus",
    },
    "sv": {
        "rent": "Hyra per månad", "water": "Vattenavgift per månad",
        "electricity": "El per månad", "together": "Sammanlagt per månad",
        "unit": "€/mån", "deposit": "Hyresgaranti",
    },
}  # fmt: skip


def rent_agreement(letter: Letter, language: str, values: Values) -> None:
    """An agreement of rent; the deposit beside the rent is a trap."""
    is_finnish = language == "fi"
    words = _RENT[language]
    letter.title("Vuokrasopimus" if is_finnish else "Hyresavtal")
    letter.field("Vuokranantaja" if is_finnish else "Hyresvärd", values["landlord"])
    letter.field("Vuokralainen" if is_finnish else "Hyresgäst", values["tenant"])
    open_end = COMMON[language]["open"]
    period = days(values["from"], values.get("until"), open_end)
    letter.field("Vuokra-aika" if is_finnish else "Hyrestid", period)
    charges = {key: values[key] for key in ("rent", "water", "electricity") if key in values}
    for key, amount in charges.items():
        letter.field(words[key], f"{euros(amount)} {words['unit']}")
    if len(charges) > 1:
        together = sum(charges.values(), _ZERO)
        letter.field(words["together"], f"{euros(together)} {words['unit']}")
    letter.field(words["deposit"], f"{euros(2 * values['rent'])} €")


def housing_company_charge(letter: Letter, language: str, values: Values) -> None:
    """What a housing company's shareholder pays by the month."""
    is_finnish = language == "fi"
    letter.title("Vastikelaskelma" if is_finnish else "Vederlagsmeddelande")
    letter.field("Taloyhtiö" if is_finnish else "Bostadsbolag", values["company"])
    period = values["period"]
    letter.field("Ajalta" if is_finnish else "Tid", days(period["from"], period["to"], ""))
    heads = ("Maksu", "€/kk") if is_finnish else ("Avgift", "€/mån")
    rows = [(CHARGES[language][row["row"]], row["amount"]) for row in values["rows"]]
    letter.table(
        [(heads[0], 57, False), (heads[1], 400, True)],
        [(name, euros(amount)) for name, amount in rows],
        (COMMON[language]["total"], euros(sum((amount for _, amount in rows), _ZERO))),
    )


def cutting_value_statement(letter: Letter, language: str, values: Values) -> None:
    """What a forest's cutting possibilities are worth a year."""
    is_finnish = language == "fi"
    letter.title(
        "Selvitys hakkuumahdollisuudesta" if is_finnish else "Utredning om avverkningsmöjlighet"
    )
    letter.field("Kunta" if is_finnish else "Kommun", values["municipality"])
    letter.field("Pinta-ala" if is_finnish else "Areal", f"{values['hectares']} ha")
    letter.field(
        "Hakkuumahdollisuuden nettoarvo vuodessa"
        if is_finnish
        else "Avverkningsmöjlighetens nettovärde per år",
        f"{euros(values['value'])} €",
    )
