"""Made-up papers for the tests of the room: one person, every template, values as they are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from devdata.making.documents import make_document
from robots.documents.examination import examine
from robots.documents.layouts import load_layouts
from robots.documents.reading import Reading
from robots.documents.settings import Limits

CODE = "131052-930V"
OTHER_CODE = "010140-955D"
PERSON = {
    "identity_code": CODE,
    "first_names": "Testi Maija-Liisa",
    "last_name": "Äyräväinen",
    "address": {"street": "Öljytie 1 A 2", "postal_code": "00000", "post_office": "Esimerkki"},
}
LAYOUTS = load_layouts()

YEAR = {"from": date(2025, 1, 1), "to": date(2025, 12, 31)}
VALUES: dict[str, dict[str, Any]] = {
    "pension_decision": {
        "pensions": [
            {
                "pension": "old_age",
                "from": date(2025, 3, 1),
                "until": None,
                "gross": Decimal("1800.00"),
                "tax": Decimal("306.00"),
            },
            {
                "pension": "survivors",
                "from": date(2025, 3, 1),
                "until": date(2026, 12, 31),
                "gross": Decimal("412.05"),
                "tax": Decimal("70.05"),
            },
        ]
    },
    "kela_decision": {
        "number": "KE-2026-00123",
        "benefits": [
            {
                "benefit": "national_pension",
                "from": date(2026, 1, 1),
                "gross": Decimal("312.44"),
                "tax": Decimal("12.44"),
            },
            {
                "benefit": "care_allowance_raised",
                "from": date(2026, 1, 1),
                "gross": Decimal("184.22"),
            },
            {
                "benefit": "veteran_supplement",
                "from": date(2026, 1, 1),
                "gross": Decimal("123.13"),
            },
        ],
    },
    "payslip": {
        "employer": "Kulman Kirjakauppa Oy",
        "business_id": "9990001-1",
        "period": {"from": date(2026, 1, 1), "to": date(2026, 1, 31)},
        "paid_on": date(2026, 1, 30),
        "lines": [
            {
                "name": "Tuntipalkka",
                "quantity": Decimal("3"),
                "unit_price": Decimal("400.00"),
                "amount": Decimal("1200.00"),
            }
        ],
        "gross": Decimal("1200.00"),
        "tax": Decimal("168.00"),
        "contributions": Decimal("103.20"),
        "year_to_date": {"gross": Decimal("2400.00"), "tax": Decimal("336.00")},
        "last_year": {"gross": Decimal("14100.00"), "tax": Decimal("1974.00")},
    },
    "rent_notice": {
        "landlord": "Kuusikodit Oy",
        "from": date(2026, 1, 1),
        "rows": [
            {"row": "rent", "amount": Decimal("1590.00")},
            {"row": "water", "amount": Decimal("30.00")},
            {"row": "sauna", "amount": Decimal("12.00")},
        ],
    },
    "medicine_summary": {
        "pharmacy": "Kulman apteekki",
        "period": {"from": date(2025, 3, 1), "to": date(2026, 2, 28)},
        "reimbursable": Decimal("412.30"),
        "non_reimbursable": Decimal("96.40"),
        "prescribed": True,
        "applied": True,
    },
    "guardian_fee": {
        "payee": "Edunvalvontatoimisto Esimerkki",
        "period": YEAR,
        "fee": Decimal("480.00"),
    },
    "bank_note": {
        "bank": "Esimerkkipankki Oyj",
        "year": 2025,
        "rows": [
            {"row": "interest", "gross": Decimal("120.00"), "tax": Decimal("36.00")},
            {"row": "dividend", "gross": Decimal("300.00"), "tax": Decimal("76.50")},
        ],
    },
    "maintenance_agreement": {
        "payee": "Äyräväisen lapsi",
        "from": date(2024, 6, 1),
        "until": date(2030, 5, 31),
        "amount": Decimal("210.00"),
    },
    "pension_record": {"accrued": Decimal("1432.10")},
    "tax_decision": {
        "tax_year": 2024,
        "decided_on": date(2025, 8, 28),
        "items": [
            {"kind": "rents", "gross": "7260.00", "deductions": "2652.00", "tax": "1382.40"},
            {"kind": "dividends", "gross": "1845.00", "tax": "470.48"},
            {"kind": "capital_gains", "gross": "60000.00", "deductions": "0.00", "tax": "18000.00"},
        ],
        "deductions": [{"kind": "acquisition_costs", "amount": "412.00"}],
        "forests": [
            {"municipality": "Sulkava", "hectares": "32.5", "interest": "318.40"},
            {"municipality": "Kemiönsaari", "hectares": "8", "interest": "0.00"},
        ],
    },
    "pre_completed_tax_return": {
        "tax_year": 2025,
        "items": [{"kind": "interest", "gross": "120.00", "tax": "36.00"}],
    },
    "kela_payment_notice": {
        "paid_on": date(2026, 6, 5),
        "rows": [
            {
                "benefit": "general_support",
                "from": date(2026, 5, 1),
                "until": date(2026, 5, 31),
                "gross": Decimal("800.02"),
                "tax": Decimal("160.00"),
                "recovery": Decimal("40.00"),
            },
            {
                "benefit": "housing_allowance",
                "from": date(2026, 6, 1),
                "until": date(2026, 6, 30),
                "gross": Decimal("214.10"),
            },
        ],
    },
    "kela_daily_decision": {
        "benefits": [
            {"benefit": "sickness", "from": date(2026, 2, 2), "daily": Decimal("31.99")},
        ]
    },
    "pension_payment_notice": {
        "payer": "Keva",
        "paid_on": date(2026, 3, 2),
        "rows": [
            {
                "benefit": "old_age",
                "from": date(2026, 3, 1),
                "until": date(2026, 3, 31),
                "gross": Decimal("1800.00"),
                "tax": Decimal("306.00"),
            }
        ],
    },
    "incomes_register_extract": {
        "year": 2025,
        "payers": [{"payer": "Keva", "gross": Decimal("21600.00"), "tax": Decimal("3672.00")}],
    },
    "rent_agreement": {
        "landlord": "Kuusikodit Oy",
        "tenant": "Testi Äyräväinen",
        "from": date(2026, 1, 1),
        "rent": Decimal("1590.00"),
        "water": Decimal("30.00"),
    },
    "housing_company_charge": {
        "company": "Asunto Oy Esimerkinkulma",
        "period": {"from": date(2026, 1, 1), "to": date(2026, 12, 31)},
        "rows": [
            {"row": "maintenance", "amount": Decimal("212.40")},
            {"row": "water", "amount": Decimal("22.00")},
            {"row": "loans", "amount": Decimal("98.50")},
        ],
    },
    "cutting_value_statement": {
        "municipality": "Sulkava",
        "hectares": 32,
        "value": Decimal("2100.00"),
    },
}


def paper(template: str, language: str = "fi", damage: str = "none", **changed: Any) -> bytes:
    """A paper of this template about the test person."""
    return make_document(PERSON, template, language, VALUES[template] | changed, damage)


def reprinted(printed: str, changed: str, template: str, **values: Any) -> bytes:
    """The paper with one text of it printed otherwise: what no honest template would print."""
    before, after = _in_a_stream(printed), _in_a_stream(changed)
    honest = paper(template, **values)
    assert before in honest
    return honest.replace(before, after + b" " * (len(before) - len(after)))


def read(content: bytes, password: str | None = None) -> Reading:
    """Read in this process: the child process has tests of its own."""
    return examine(content, password, LAYOUTS, Limits())


def amounts(reading: Reading) -> list[tuple[str, str | None, str | None, str | None]]:
    """Kind, amount or gross, tax and net of each figure."""
    return [
        (
            figure.kind.value,
            *(
                None if one is None else str(one)
                for one in (figure.amount or figure.gross, figure.tax, figure.net)
            ),
        )
        for figure in reading.records
    ]


def _in_a_stream(text: str) -> bytes:
    """How a page's stream holds a text: in brackets, letters beyond ASCII by their number."""
    written = "".join(chr(b) if b < 128 else f"\\{b:o}" for b in text.encode("cp1252"))
    return f"({written}) Tj".encode("ascii")
