"""Made-up people, the stand-in site, and a robot that asks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from devdata.standins.frame import Found, Journal, People
from devdata.standins.kela_site import KelaSite
from robots.casework.answer import Answer, Attachment
from robots.casework.case import ConsentState, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import Access
from robots.casework.words import Purpose, Role, Source
from robots.kela import Kela, KelaSettings

DAY = date(2026, 3, 16)
ASKED = Period.months_before(DAY, 12)
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)

PENSIONER = "010140-900T"
VETERAN = "020230-902V"
NOBODY = "030350-9045"
HIDDEN = "040440-906U"
DOWN = "050550-908F"
OTHER = "060660-910K"
EMPTY = "070770-912A"
ODD = "080880-914Y"


def checked(code: str) -> str:
    """The code with its right check character."""
    body = code[:10]
    return body + "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(body[:6] + body[7:]) % 31]


def benefit(name: str, gross: str, tax: str = "0.00", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "from": date(2015, 6, 1),
        "until": None,
        "gross": Decimal(gross),
        "tax": Decimal(tax),
        "day": 7,
        **more,
    }


BLOCKS: dict[str, dict[str, Any]] = {
    PENSIONER: {
        "benefits": [
            benefit(
                "Kansaneläke",
                "1312.44",
                "100.00",
                decision={"number": "KE-2025-00123", "date": date(2025, 1, 10)},
            ),
            benefit("Eläkkeensaajan asumistuki", "210.00", day=4, until=date(2026, 8, 31)),
            benefit(
                "16 vuotta täyttäneen vammaistuki",
                "110.49",
                paid_from="2026-04",
                **{"from": date(2026, 3, 1)},
            ),
            benefit("Opintoraha", "279.38", day=1, until=date(2025, 5, 31)),
        ],
        "pending": [{"name": "Eläkettä saavan hoitotuki", "since": date(2026, 2, 20)}],
    },
    VETERAN: {
        "benefits": [
            benefit(
                "Eläkettä saavan hoitotuki",
                "144.56",
                components=[
                    {"name": "Perustuki", "gross": Decimal("84.56")},
                    {"name": "Veteraanilisä", "gross": Decimal("60.00")},
                ],
            )
        ]
    },
    NOBODY: {"answer": "not_found"},
    HIDDEN: {"answer": "no_right"},
    DOWN: {"answer": "unavailable"},
    OTHER: {"benefits": [benefit("Takuueläke", "980.90", day=22)]},
    EMPTY: {"benefits": [], "pending": []},
    ODD: {"benefits": [benefit("Kummallinen tuki", "50.00")]},
}


def written_decision(*codes: str) -> bytes:
    """A decision's PDF that names the people of the codes, or nobody."""
    content = BytesIO()
    page = Canvas(content, pagesize=A4, invariant=True)
    page.drawString(70, 760, "Kelan päätös kansaneläkkeestä KE-2025-00123, asia 150364-9234")
    for number, code in enumerate(codes):
        page.drawString(70, 730 - 20 * number, f"Henkilötunnus {code}")
    page.save()
    return content.getvalue()


def people(blocks: dict[str, dict[str, Any]] = BLOCKS) -> People:
    return People(
        [
            Found(
                f"T-{number:04d}/client",
                {"case": {"id": f"T-{number:04d}"}},
                {
                    "identity_code": checked(code),
                    "first_names": "Testi",
                    "last_name": f"Henkilö{number}",
                    "kela": block,
                },
            )
            for number, (code, block) in enumerate(blocks.items(), start=1)
        ]
    )


class Log:
    """An access log in memory."""

    def __init__(self) -> None:
        self.rows: list[Access] = []

    def record(self, access: Access) -> None:
        self.rows.append(access)

    @property
    def answered(self) -> list[Access]:
        """What became of each look, each with its row before it."""
        before, after = self.rows[::2], self.rows[1::2]
        assert {row.outcome for row in before} <= {"asked"}
        assert [(row.request_id, row.attempt) for row in before] == [
            (row.request_id, row.attempt) for row in after
        ]
        return after


@dataclass
class World:
    """The site and the robot; a test changes the site's behaviour."""

    site: KelaSite
    journal: Journal
    robot: Kela
    log: Log
    unknown_pages: list[Attachment] = field(default_factory=list)

    def ask(self, code: str, **changes: Any) -> Answer:
        return self.robot.ask(permit(**changes), person(code), ASKED)

    def change(self, page: str, *replacements: tuple[str, str]) -> None:
        """From now on the site's page says something else; what is replaced must be there."""

        def changed(name: str, html: str) -> str:
            if name == page:
                for old, new in replacements:
                    assert old in html
                    html = html.replace(old, new)
            return html

        self.site.behaviour.change = changed


def person(code: str) -> Person:
    return Person(Role.CLIENT, IdentityCode.parse(checked(code), test_range=True))


def permit(**changes: Any) -> Permit:
    given: dict[str, Any] = {
        "case_id": "T-0001",
        "role": Role.CLIENT,
        "source": Source.KELA,
        "data_groups": frozenset({"benefits", "payments", "decisions"}),
        "period": ASKED,
        "legal_basis": "703/2023 64 § 3 mom",
        "purpose": Purpose.FEE,
        "requested_by": "virkailija-07",
        "reason": "vuositarkistus",
        "told_on": date(2026, 2, 16),
        "consent": ConsentState.GIVEN,
        "granted_at": NOW,
    }
    return Permit(**{**given, **changes})


def settings(address: str, /, *, proxy_password: str = "", **changes: Any) -> KelaSettings:
    given = {
        "environment": "standins",
        "address": address,
        "organisation": "Kuusirannan hyvinvointialue",
        "sign_in": "standin",
        "wait_seconds": 10,
        "pictures": False,
        "pause_ms": 0,
    }
    return KelaSettings.model_validate({**given, **changes}).signing_in(proxy_password)
