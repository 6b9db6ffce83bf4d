"""What stands on the pages about one person, below the person's header."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from devdata.standins.kela_pages import Html, day, euros, link, paragraph, render, table, terms
from devdata.standins.kela_records import NOTHING, Benefit, Money, Record

BENEFIT_HEADS = ("Etuus", "Alkaa", "Päättyy", "Brutto €/kk", "Ennakonpidätys", "Netto")
PAYMENT_HEADS = ("Maksupäivä", "Etuus", "Ajalta", "Brutto", "Ennakonpidätys", "Netto")


@dataclass(frozen=True)
class Paging:
    """Which payments are asked for, and which page of them is shown."""

    start: date
    end: date
    number: int
    rows: int


def benefits(record: Record, address: str) -> Html:
    """The benefits in force, each with a link to its own page."""
    in_force = record.in_force()
    rows = [
        [
            link(f"{address}/etuudet/{number}", benefit.name),
            day(benefit.start),
            day(benefit.until) if benefit.until else "toistaiseksi",
            *_amounts(benefit.money),
        ]
        for number, benefit in enumerate(record.benefits, start=1)
        if benefit in in_force
    ]
    listed = table("Voimassa olevat etuudet", BENEFIT_HEADS, rows, amounts=[3, 4, 5])
    total = sum((benefit.money for benefit in in_force), NOTHING)
    return render(
        "benefits",
        table=listed if rows else paragraph("Ei voimassa olevia etuuksia."),
        summary=_summary(len(rows), total),
    )


def benefit_detail(benefit: Benefit, address: str, *, decision_has_file: bool) -> Html:
    """One benefit: its parts, and its decision."""
    facts = terms(
        "Etuus",
        [
            ("Etuus", benefit.name),
            ("Alkaa", day(benefit.start)),
            ("Päättyy", day(benefit.until) if benefit.until else "toistaiseksi"),
            ("Brutto €/kk", euros(benefit.money.gross)),
        ],
    )
    parts = [[name, euros(gross)] for name, gross in benefit.components]
    components = table("Etuuden osat", ["Osa", "Brutto €/kk"], parts, amounts=[1])
    rows: list[list[str]] = []
    if benefit.decision is not None:
        number = benefit.decision.number
        shown = link(f"{address}/paatokset/{number}", "Avaa päätös (PDF)")
        rows.append([number, day(benefit.decision.on), shown if decision_has_file else "–"])
    decisions = table("Päätökset", ["Päätösnumero", "Päivämäärä", "Päätös"], rows)
    return render(
        "benefit",
        facts=facts,
        components=components if parts else paragraph("Ei erillisiä osia."),
        decisions=decisions if rows else paragraph("Ei päätöksiä."),
        back=link(f"{address}/etuudet", "Takaisin etuuksiin"),
    )


def payments(record: Record, address: str, asked: Paging | None) -> Html:
    """One page of the payments of the asked days; counts and totals are of all its pages.

    Until days are asked for, there is only the form to ask with.
    """
    if asked is None:
        return render("payments", address=address, start="", end="", listed="")
    paid = record.payments(asked.start, asked.end)
    pages = max(1, -(-len(paid) // asked.rows))
    rows = [
        [
            day(payment.paid_on),
            payment.name,
            f"{day(payment.start)}–{day(payment.end)}",
            *_amounts(payment.money),
        ]
        for payment in paid[(asked.number - 1) * asked.rows : asked.number * asked.rows]
    ]
    listed = table("Maksut", PAYMENT_HEADS, rows, amounts=[3, 4, 5])
    further = link(
        f"{address}/maksut?alkaa={day(asked.start)}&paattyy={day(asked.end)}"
        f"&sivu={asked.number + 1}",
        "Seuraava sivu",
    )
    summary = _summary(
        len(paid),
        sum((payment.money for payment in paid), NOTHING),
        ("Aikaväli", f"{day(asked.start)}–{day(asked.end)}"),
        ("Sivu", f"{asked.number}/{pages}"),
    )
    shown = listed if rows else paragraph("Ei maksuja valitulla aikavälillä.")
    paging = f"<p>{further}</p>" if asked.number < pages else ""
    return render(
        "payments",
        address=address,
        start=day(asked.start),
        end=day(asked.end),
        listed=Html(f"{shown}\n{summary}\n{paging}"),
    )


def pending(record: Record) -> Html:
    """Applications that have not been decided."""
    rows = [[application.name, day(application.since)] for application in record.pending]
    listed = table("Vireillä olevat hakemukset", ["Etuus", "Vireillä alkaen"], rows)
    return render(
        "pending",
        table=listed if rows else paragraph("Ei vireillä olevia hakemuksia."),
        summary=terms("Yhteenveto", [("Rivejä", str(len(rows)))]),
    )


def _summary(count: int, total: Money, *further: tuple[str, str]) -> Html:
    gross, tax, net = _amounts(total)
    values = [
        *further,
        ("Rivejä", str(count)),
        ("Brutto yhteensä", gross),
        ("Ennakonpidätys yhteensä", tax),
        ("Netto yhteensä", net),
    ]
    return terms("Yhteenveto", values)


def _amounts(money: Money) -> tuple[str, str, str]:
    return euros(money.gross), euros(money.tax), euros(money.net)
