"""What the made-up Tax Administration holds of a person, as its JSON tells it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

ENVIRONMENT = "STANDIN"

#: The made-up people's words for incomes and deductions → where the answer has them.
_INCOMES = {
    "rents": ("rents",),
    "dividends": ("dividends", "listed"),
    "unlisted_dividends": ("dividends", "unlisted"),
    "interest": ("interest",),
    "capital_gains": ("capitalGains",),
    "timber_sales": ("timberSales",),
    "other": ("other",),
}
_DEDUCTIONS = {"acquisition_costs": "acquisitionCosts", "life_annuities": "lifeAnnuities"}
#: Left out of the answer where there is none.
_WHERE_THERE_IS_ONE = ("timberSales", "other")


def taxation(held: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tax years of what a person file's ``tax_administration`` holds."""
    if not held.get("tax_year") or held.get("answer") == "none":
        return []
    return [
        {
            "taxYear": held["tax_year"],
            "stage": held.get("stage", "DECIDED"),
            "decisionDate": str(held["decided_on"]) if held.get("decided_on") else None,
            "capitalIncome": _incomes(held),
            "deductions": _deductions(held),
            "forest": {
                "holdings": [
                    {
                        "municipality": {"name": forest["municipality"]},
                        "area": {"hectares": str(forest["hectares"])},
                        "loanInterest": money(forest.get("interest") or 0),
                    }
                    for forest in held.get("forests") or []
                ]
            },
        }
    ]


def money(amount: object) -> str:
    """Euros as the answer has them."""
    return f"{Decimal(str(amount)):.2f}"


def _incomes(held: Mapping[str, Any]) -> dict[str, Any]:
    incomes: dict[str, Any] = {"dividends": {"listed": [], "unlisted": []}}
    incomes |= {name: [] for name, *inner in _INCOMES.values() if not inner}
    for item in held.get("items") or []:
        place: Any = incomes
        for key in _INCOMES[item["kind"]]:
            place = place[key]
        place.append({key: money(value) for key, value in item.items() if key != "kind"})
    for name in _WHERE_THERE_IS_ONE:
        if not incomes[name]:
            del incomes[name]
    return incomes


def _deductions(held: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    deductions: dict[str, list[dict[str, str]]] = {}
    for item in held.get("deductions") or []:
        of_kind = deductions.setdefault(_DEDUCTIONS[item["kind"]], [])
        of_kind.append({"amount": money(item["amount"])})
    return deductions
