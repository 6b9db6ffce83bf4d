"""What stands on the pages about one person, below the person's header."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from devdata.standins.kela_pages import Html, Screens, day, euros, link, paragraph
from devdata.standins.kela_records import NOTHING, Benefit, Medicine, Money, Record

Columns = tuple[tuple[str, str], ...]

#: For each generation, a table's columns in order: the key in a row, and the word of the head.
BENEFITS: dict[int, Columns] = {
    1: (
        ("benefit", "benefit"),
        ("start", "starts"),
        ("end", "ends"),
        ("gross", "gross_month"),
        ("tax", "tax"),
        ("net", "net"),
    ),
    2: (
        ("net", "net"),
        ("gross", "gross_month"),
        ("tax", "tax"),
        ("benefit", "benefit"),
        ("end", "ends"),
        ("start", "starts"),
    ),
}
PAYMENTS: dict[int, Columns] = {
    1: (
        ("paid_on", "paid_on"),
        ("benefit", "benefit"),
        ("period", "period"),
        ("gross", "gross"),
        ("tax", "tax"),
        ("net", "net"),
    ),
    2: (
        ("benefit", "benefit"),
        ("net", "net"),
        ("tax", "tax"),
        ("gross", "gross"),
        ("period", "period"),
        ("paid_on", "paid_on"),
    ),
}
DECISIONS: Columns = (
    ("number", "decision_number"),
    ("decided_on", "decided_on"),
    ("file", "decision"),
)
RECOVERIES: Columns = (
    ("benefit", "benefit"),
    ("decided_on", "recovery_decided_on"),
    ("whole", "recovery_whole"),
    ("left", "recovery_left"),
    ("monthly", "recovery_monthly"),
)
AMOUNTS = ("gross", "tax", "net")


@dataclass(frozen=True)
class Paging:
    """Which payments are asked for, and which page of them is shown."""

    start: date
    end: date
    number: int
    rows: int


@dataclass(frozen=True)
class Places:
    """Where the pages of one person are."""

    benefits: str
    payments: str
    decisions: str


def benefits(screens: Screens, record: Record, places: Places) -> Html:
    """The benefits in force, each with a link to its own page."""
    in_force = record.in_force()
    rows = [
        {
            "benefit": link(f"{places.benefits}/{number}", screens.named(benefit.name)),
            "start": day(benefit.start),
            "end": _end(screens, benefit),
            **_amounts(benefit.money),
        }
        for number, benefit in enumerate(record.benefits, start=1)
        if benefit in in_force
    ]
    listed = _listed(screens, "benefits", BENEFITS[screens.generation], rows, AMOUNTS)
    total = sum((benefit.money for benefit in in_force), NOTHING)
    return Html(f"{listed}\n{_summary(screens, len(rows), total)}\n")


def benefit_detail(
    screens: Screens, benefit: Benefit, places: Places, *, address: str, decision_has_file: bool
) -> Html:
    """One benefit: its parts, and its decision.

    Args:
        address: where the person lives; a letter about the benefit goes there.
    """
    facts = screens.terms(
        "benefit_region",
        [
            ("benefit", screens.named(benefit.name)),
            ("starts", day(benefit.start)),
            ("ends", _end(screens, benefit)),
            ("gross_month", euros(benefit.money.gross)),
            ("address", address),
        ],
    )
    parts = [
        {"component": screens.named(name), "gross": euros(gross)}
        for name, gross in benefit.components
    ]
    heads: Columns = (("component", "component"), ("gross", "gross_month"))
    components = _listed(screens, "components", _ordered(screens, heads), parts, ("gross",))
    rows = []
    if benefit.decision is not None:
        number = benefit.decision.number
        shown = link(f"{places.decisions}/{number}", screens["open_decision"])
        file = shown if decision_has_file else "–"
        rows.append({"number": number, "decided_on": day(benefit.decision.on), "file": file})
    decisions = _listed(screens, "decisions", _ordered(screens, DECISIONS), rows)
    return screens.render(
        "benefit",
        facts=facts,
        components=components,
        decisions=decisions,
        back=link(places.benefits, screens["back"]),
    )


def payments_form(screens: Screens, places: Places, asked: Paging | None, today: date) -> Html:
    """What payments are asked with: two days, or in the second generation a year."""
    if screens.generation == 1:
        return screens.render(
            "payments_by_days",
            address=places.payments,
            start=day(asked.start) if asked else "",
            end=day(asked.end) if asked else "",
        )
    years = "\n".join(f"<option>{year}</option>" for year in range(today.year, today.year - 5, -1))
    return screens.render("payments_by_year", address=f"{places.payments}/lista", years=Html(years))


def payments(screens: Screens, record: Record, further: str, asked: Paging) -> Html:
    """One page of the payments of the asked days; counts and totals are of all its pages.

    Args:
        further: the address of the next page.
    """
    paid = record.payments(asked.start, asked.end)
    pages = max(1, -(-len(paid) // asked.rows))
    rows = [
        {
            "paid_on": day(payment.paid_on),
            "benefit": screens.named(payment.name),
            "period": f"{day(payment.start)}–{day(payment.end)}"
            if screens.generation == 1
            else f"{payment.start.month}/{payment.start.year}",
            **_amounts(payment.money),
        }
        for payment in paid[(asked.number - 1) * asked.rows : asked.number * asked.rows]
    ]
    listed = _listed(screens, "payments", PAYMENTS[screens.generation], rows, AMOUNTS)
    summary = _summary(
        screens,
        len(paid),
        sum((payment.money for payment in paid), NOTHING),
        ("period_asked", f"{day(asked.start)}–{day(asked.end)}"),
        ("page", f"{asked.number}/{pages}"),
    )
    paging = f"<p>{link(further, screens['next'])}</p>" if asked.number < pages else ""
    return Html(f"{listed}\n{summary}\n{paging}\n")


def pending(screens: Screens, record: Record) -> Html:
    """Applications that have not been decided."""
    rows = [
        {"benefit": screens.named(application.name), "since": day(application.since)}
        for application in record.pending
    ]
    heads: Columns = (("benefit", "benefit"), ("since", "since"))
    listed = _listed(screens, "pending", _ordered(screens, heads), rows)
    return Html(f"{listed}\n{screens.terms('summary', [('rows', str(len(rows)))])}\n")


def recoveries(screens: Screens, record: Record) -> Html:
    """What Kela takes back because it has paid too much."""
    rows = [
        {
            "benefit": screens.named(one.name),
            "decided_on": day(one.decided_on),
            "whole": euros(one.whole),
            "left": euros(one.left),
            "monthly": euros(one.monthly),
        }
        for one in record.recoveries
    ]
    heads = _ordered(screens, RECOVERIES)
    listed = _listed(screens, "recoveries", heads, rows, ("whole", "left", "monthly"))
    left = sum((one.left for one in record.recoveries), NOTHING.gross)
    values = [("rows", str(len(rows))), ("left_total", euros(left))]
    return Html(f"{listed}\n{screens.terms('summary', values)}\n")


def medicine(screens: Screens, known: Medicine) -> Html:
    """How far the year's medicine costs have come toward their ceiling."""
    values = [
        ("year", str(known.year)),
        ("ceiling", euros(known.ceiling)),
        ("accumulated", euros(known.accumulated)),
        ("reached_on", day(known.reached_on) if known.reached_on else screens["not_reached"]),
    ]
    return screens.terms("medicine_region", values)


def _listed(
    screens: Screens,
    name: str,
    columns: Columns,
    rows: list[dict[str, str]],
    amounts: tuple[str, ...] = (),
) -> Html:
    """The table, or the sentence that stands in its place."""
    if not rows:
        return paragraph(screens[f"{name}_empty"])
    return screens.table(name, columns, rows, amounts)


def _ordered(screens: Screens, columns: Columns) -> Columns:
    return columns if screens.generation == 1 else columns[::-1]


def _summary(screens: Screens, count: int, total: Money, *further: tuple[str, str]) -> Html:
    amounts = _amounts(total)
    totals = [(f"{key}_total", amounts[key]) for key in AMOUNTS]
    return screens.terms("summary", [*further, ("rows", str(count)), *totals])


def _end(screens: Screens, benefit: Benefit) -> str:
    return day(benefit.until) if benefit.until else screens["open_end"]


def _amounts(money: Money) -> dict[str, str]:
    return {"gross": euros(money.gross), "tax": euros(money.tax), "net": euros(money.net)}
