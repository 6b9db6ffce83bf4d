"""One row of the worklist becomes a case, or is refused by row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from robots.casework.case import (
    SOCIAL_WELFARE_ACT,
    Capacity,
    Case,
    Consent,
    FeeInForce,
    LongerLook,
    Person,
    Price,
    PriceUnit,
    Received,
    Told,
)
from robots.casework.identity_code import IdentityCode, IdentityCodeRefused
from robots.casework.texts import Language
from robots.casework.words import Role, Source
from robots.worklist.errors import (
    CellEmpty,
    CellNotAnIdentityCode,
    DaysBackwards,
    RowRefused,
    SpouseIsClient,
)
from robots.worklist.fields import AUTHORITIES, FIELDS, Cell, Unreadable, WordKind, is_empty, read
from robots.worklist.settings import WorklistSettings


class RowReader:
    """Reads rows whose columns are at ``places`` (field → index of the cell)."""

    def __init__(
        self, settings: WorklistSettings, places: Mapping[str, int], *, test_range: bool
    ) -> None:
        self._settings = settings
        self._places = places
        self._test_range = test_range
        self._meanings = {kind: settings.meanings(kind) for kind in WordKind}

    def value(self, row: int, cells: Sequence[Cell], field: str) -> Any:
        """One field's value; None where the cell is empty or the county has no such column.

        Raises:
            RowRefused: the cell is empty and may not be, or holds something else than it may.
        """
        place = self._places.get(field)
        if place is None:
            return None
        cell = cells[place] if place < len(cells) else None
        column = self._settings.columns[field]
        if is_empty(cell):
            if self._settings.is_required(field):
                raise CellEmpty(row=row, column=column)
            return None
        try:
            return read(cell, FIELDS[field], self._meanings)
        except Unreadable as unreadable:
            raise unreadable.error(row=row, column=column) from None

    def case(self, row: int, cells: Sequence[Cell]) -> Case:
        """The row's case.

        Raises:
            RowRefused: the first cell that cannot be right.
        """
        values = {field: self.value(row, cells, field) for field in self._places}
        return _Row(row, values, self._settings.columns, self._test_range).case()


class _Row:
    """The values of one row, put together."""

    def __init__(
        self, row: int, values: Mapping[str, Any], headings: Mapping[str, str], test_range: bool
    ) -> None:
        self._row = row
        self._values = values
        self._headings = headings
        self._test_range = test_range

    def _value(self, field: str) -> Any:
        """None where the cell is empty or there is no such column."""
        return self._values.get(field)

    def case(self) -> Case:
        value = self._value
        client = self._person(Role.CLIENT, "identity_code")
        return Case(
            id=value("id"),
            client=client,
            service=value("service"),
            purpose=value("purpose"),
            due=value("due"),
            language=value("language"),
            cause=value("cause"),
            choice=value("choice"),
            act=value("act") or SOCIAL_WELFARE_ACT,
            act_section=value("act_section") or "",
            spouse=self._spouse(client),
            spouse_is_partner_by_declaration=bool(value("spouse_is_partner_by_declaration")),
            shared_home_before_care=value("shared_home_before_care"),
            spouse_in_long_term_care=value("spouse_in_long_term_care"),
            service_starts=value("service_starts"),
            long_term_ground=value("long_term_ground") or "",
            hours=value("hours"),
            family_size=value("family_size"),
            family_size_source=value("family_size_source") or "",
            unit_rent=value("unit_rent"),
            cost_of_service=value("cost_of_service"),
            unit=value("unit") or "",
            weekly_hours=value("weekly_hours"),
            price=self._price(),
            fee_in_force=self._fee_in_force(),
            highest_fee_accepted_on=value("highest_fee_accepted_on"),
            longer_look=self._longer_look(),
            requested_by=value("requested_by") or "",
            reason=value("reason") or "",
            decision_to=value("decision_to") or "",
            bill_to=value("bill_to") or "",
            received=Received(
                asked=value("received.asked") or "",
                came=value("received.came") or "",
                sufficient_and_reliable=value("received.sufficient_and_reliable"),
            ),
            told={role: told for role in Role if (told := self._told(role)) is not None},
            consents=tuple(
                consent
                for role in Role
                for source in AUTHORITIES
                if (consent := self._consent(role, source)) is not None
            ),
            row=self._row,
        )

    def _person(self, role: Role, field: str) -> Person:
        text = self._value(field)
        if text is None:
            return Person(role, None)
        try:
            return Person(role, IdentityCode.parse(text, test_range=self._test_range))
        except IdentityCodeRefused:
            raise self._refused(CellNotAnIdentityCode, field) from None

    def _spouse(self, client: Person) -> Person | None:
        spouse = self._person(Role.SPOUSE, "spouse.identity_code")
        if spouse.identity_code is None:
            declared = self._value("spouse_is_partner_by_declaration")
            return spouse if declared else None
        if spouse.identity_code == client.identity_code:
            raise self._refused(SpouseIsClient, "spouse.identity_code")
        return spouse

    def _fee_in_force(self) -> FeeInForce | None:
        amount = self._value("fee_in_force.amount")
        since = self._value("fee_in_force.since")
        if amount is None:
            return None
        if since is None:
            raise self._refused(CellEmpty, "fee_in_force.since")
        return FeeInForce(amount, since, bool(self._value("fee_in_force.on_joint_income")))

    def _longer_look(self) -> LongerLook | None:
        """More months only with the ground written down."""
        months, ground = self._value("longer_look.months"), self._value("longer_look.ground")
        if months is None:
            return None
        if not ground:
            raise self._refused(CellEmpty, "longer_look.ground")
        return LongerLook(months, ground)

    def _price(self) -> Price | None:
        """The provider's price; where a row has it for several times, the shortest one's."""
        for per in PriceUnit:
            amount = self._value(f"price.{per}")
            if amount is not None:
                return Price(amount, per)
        return None

    def _told(self, role: Role) -> Told | None:
        """Told on a day, or not told."""

        def part(name: str) -> Any:
            return self._value(f"told.{role}.{name}")

        if part("on") is None:
            return None
        language: Language = part("language") or self._value("language")
        return Told(
            role,
            part("on"),
            part("how") or "",
            language,
            part("by") or "",
            part("text_version") or "",
        )

    def _consent(self, role: Role, source: Source) -> Consent | None:
        start = f"consents.{role}.{source}."

        def part(name: str) -> Any:
            return self._value(start + name)

        if part("state") is None:
            return None
        valid_from, valid_until = part("valid_from"), part("valid_until")
        if valid_from and valid_until and valid_until < valid_from:
            raise self._refused(DaysBackwards, f"{start}valid_until")
        return Consent(
            role,
            source,
            part("state"),
            said_on=part("said_on"),
            first_determination_only=bool(part("first_determination_only")),
            valid_from=valid_from,
            valid_until=valid_until,
            given_by=part("given_by") or Capacity.SELF,
            evidence_file=part("evidence_file"),
        )

    def _refused(self, error: type[RowRefused], field: str) -> RowRefused:
        return error(row=self._row, column=self._headings.get(field, field))
