"""The pages about one person: benefits, payments, what is pending, recovered, spent on medicine."""

from __future__ import annotations

from robots.casework.period import Period
from robots.kela.page_map import TableWords
from robots.kela.pages import PersonPage
from robots.kela.reading import Row, Totals
from robots.kela.rows import (
    BenefitRow,
    Component,
    DecisionRow,
    MedicineCosts,
    PaymentRow,
    PendingRow,
    RecoveryRow,
)


class BenefitsPage(PersonPage):
    """The benefits in force."""

    name = "benefits"

    @property
    def tables(self) -> tuple[TableWords, ...]:
        return (self.map.benefits.table,)

    @property
    def regions(self) -> tuple[str, ...]:
        return (self.map.person.region, self.map.benefits.totals.region)

    def benefits(self) -> tuple[BenefitRow, ...]:
        """Every benefit in force; the rows are as many and add up to as much as is printed."""
        words = self.map.benefits
        rows = tuple(self._benefit(row) for row in self.read.table(words.table))
        self.read.check_totals(self.read.totals(words.totals), [row.money for row in rows])
        return rows

    def _benefit(self, row: Row) -> BenefitRow:
        link = row["benefit"].link
        if link is None:
            raise self.read.unrecognised("benefit: link")
        return BenefitRow(
            name=self.read.text(row["benefit"], "benefit"),
            start=self.read.day(row["start"].text, "start"),
            end=self.day_or_open(row, "end"),
            money=self.read.money(row),
            link=link,
        )


class BenefitPage(PersonPage):
    """One benefit: its parts and its decisions."""

    name = "benefit"

    @property
    def tables(self) -> tuple[TableWords, ...]:
        return (self.map.benefit.components, self.map.benefit.decisions)

    @property
    def regions(self) -> tuple[str, ...]:
        return (self.map.person.region, self.map.benefit.region)

    def check_benefit(self, name: str) -> None:
        """That it is the benefit whose link was followed.

        Raises:
            DoesNotAddUp
        """
        words = self.map.benefit
        if self.read.term(words.region, words.name) != name:
            raise self.read.contradiction("benefit")

    def components(self) -> tuple[Component, ...]:
        """The parts that the page tells apart; none when it says that there are none."""
        return tuple(
            Component(
                self.read.text(row["component"], "component"),
                self.read.amount(row["gross"].text, "gross"),
            )
            for row in self.read.table(self.map.benefit.components)
        )

    def decisions(self) -> tuple[DecisionRow, ...]:
        return tuple(
            DecisionRow(
                self.read.text(row["number"], "number"),
                self.read.day(row["decided_on"].text, "decided_on"),
                row["file"].link,
            )
            for row in self.read.table(self.map.benefit.decisions)
        )


class PaymentsAskPage(PersonPage):
    """Where payments are asked for; it lists none."""

    name = "payments_ask"


class PaymentsPage(PersonPage):
    """Payments, a page at a time."""

    name = "payments"

    @property
    def tables(self) -> tuple[TableWords, ...]:
        return (self.map.payments.table,)

    @property
    def regions(self) -> tuple[str, ...]:
        return (self.map.person.region, self.map.payments.totals.region)

    @property
    def period(self) -> Period:
        """The days whose payments are listed."""
        words = self.map.payments
        return self.read.period(self.read.term(words.totals.region, words.period), words.period)

    @property
    def number(self) -> tuple[int, int]:
        """Which page of how many it is."""
        words = self.map.payments
        numbers = self.read.term(words.totals.region, words.page).split("/")
        if len(numbers) != 2:
            raise self.read.unrecognised(words.page)
        number, last = (self.read.number(text.strip(), words.page) for text in numbers)
        return number, last

    @property
    def totals(self) -> Totals:
        """Of all the pages together."""
        return self.read.totals(self.map.payments.totals)

    @property
    def has_next(self) -> bool:
        return self.read.has_link(self.map.payments.next)

    @property
    def next_link(self) -> str:
        return self.read.link(self.map.payments.next)

    def payments(self) -> tuple[PaymentRow, ...]:
        """The payments on this page."""
        return tuple(
            PaymentRow(
                paid_on=self.read.day(row["paid_on"].text, "paid_on"),
                name=self.read.text(row["benefit"], "benefit"),
                period=self.read.period(row["period"].text, "period"),
                money=self.read.money(row),
            )
            for row in self.read.table(self.map.payments.table)
        )


class PendingPage(PersonPage):
    """Applications that have not been decided."""

    name = "pending"

    @property
    def tables(self) -> tuple[TableWords, ...]:
        return (self.map.pending.table,)

    @property
    def regions(self) -> tuple[str, ...]:
        return (self.map.person.region, self.map.pending.region)

    def pending(self) -> tuple[PendingRow, ...]:
        """Every application; they are as many as is printed.

        Raises:
            DoesNotAddUp
        """
        words = self.map.pending
        rows = tuple(
            PendingRow(
                self.read.text(row["benefit"], "benefit"),
                self.read.day(row["since"].text, "since"),
            )
            for row in self.read.table(words.table)
        )
        if self.read.number(self.read.term(words.region, words.rows), words.rows) != len(rows):
            raise self.read.contradiction("rows")
        return rows


class RecoveriesPage(PersonPage):
    """What is taken back because too much was paid."""

    name = "recoveries"

    @property
    def tables(self) -> tuple[TableWords, ...]:
        return (self.map.recoveries.table,)

    @property
    def regions(self) -> tuple[str, ...]:
        return (self.map.person.region, self.map.recoveries.region)

    def recoveries(self) -> tuple[RecoveryRow, ...]:
        """Every recovery; they are as many, and leave as much, as is printed.

        Raises:
            DoesNotAddUp
        """
        words = self.map.recoveries
        rows = tuple(self._recovery(row) for row in self.read.table(words.table))
        if self.read.number(self.read.term(words.region, words.rows), words.rows) != len(rows):
            raise self.read.contradiction("rows")
        left = self.read.amount(self.read.term(words.region, words.left), words.left)
        if left != sum(row.left for row in rows):
            raise self.read.contradiction("left")
        return rows

    def _recovery(self, row: Row) -> RecoveryRow:
        recovery = RecoveryRow(
            name=self.read.text(row["benefit"], "benefit"),
            decided_on=self.read.day(row["decided_on"].text, "decided_on"),
            whole=self.read.amount(row["whole"].text, "whole"),
            left=self.read.amount(row["left"].text, "left"),
            monthly=self.read.amount(row["monthly"].text, "monthly"),
        )
        if not 0 <= recovery.left <= recovery.whole:
            raise self.read.contradiction("left")
        return recovery


class MedicinePage(PersonPage):
    """How far a year's medicine costs have come toward their ceiling."""

    name = "medicine"

    @property
    def regions(self) -> tuple[str, ...]:
        return (self.map.person.region, self.map.medicine.region)

    def costs(self) -> MedicineCosts:
        """What the page tells.

        Raises:
            DoesNotAddUp: more than the ceiling has come together, or a ceiling was reached with
                less.
        """
        words = self.map.medicine
        reached = self._term(words.reached_on)
        costs = MedicineCosts(
            year=self.read.number(self._term(words.year), words.year),
            ceiling=self.read.amount(self._term(words.ceiling), words.ceiling),
            accumulated=self.read.amount(self._term(words.accumulated), words.accumulated),
            reached_on=None
            if reached == words.not_reached
            else self.read.day(reached, words.reached_on),
        )
        is_reached = costs.accumulated >= costs.ceiling
        if costs.accumulated > costs.ceiling or is_reached != (costs.reached_on is not None):
            raise self.read.contradiction("accumulated")
        return costs

    def _term(self, name: str) -> str:
        return self.read.term(self.map.medicine.region, name)
