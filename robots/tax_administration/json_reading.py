"""One person's taxation out of JSON, by the declared mapping."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.tax_administration.errors import TaxEnvironmentWrong
from robots.tax_administration.mapping import AnswerMapping
from robots.tax_administration.paths import JsonPath, Place
from robots.tax_administration.taxation import (
    CAPITAL_INCOME,
    DEDUCTIONS,
    FOREST,
    YEARS,
    Contents,
    Deduction,
    Holding,
    Item,
    Spot,
    TaxYear,
)
from robots.tax_administration.values import amount, day, tax_year
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.json import is_broken


def years_of(mapping: AnswerMapping, whole: Place, code: IdentityCode) -> list[TaxYear]:
    """The tax years that the answer tells of this person.

    Raises:
        PersonMismatch: the answer is not, or not surely, about the person.
        TaxEnvironmentWrong: it is of another environment.
        ReplyNotUnderstood: not in the declared form.
    """
    refuse_other_environment(mapping, whole)
    person = mapping.person.first_from(whole)
    if person is None or person.value != code.reveal():
        raise PersonMismatch()
    _refuse_missing_list(mapping, whole)
    return [_year(mapping, place) for place in mapping.years.all_from(whole)]


def refuse_other_environment(mapping: AnswerMapping, whole: Place) -> None:
    """Look whether the answer says that it is of the environment which is declared.

    Raises:
        TaxEnvironmentWrong: it does not.
        ReplyNotUnderstood: the answer is of another shape.
    """
    rule = mapping.environment
    if rule is not None:
        told = rule.at.first_from(whole)
        if told is None or told.value != rule.value:
            raise TaxEnvironmentWrong()


def _refuse_missing_list(mapping: AnswerMapping, whole: Place) -> None:
    """An answer without the list of years is no answer; an empty list says: no taxation."""
    *above, (key, each) = mapping.years.steps
    holder = JsonPath((*above, (key, False))).first_from(whole)
    if each and (holder is None or not isinstance(holder.value, list)):
        raise ReplyNotUnderstood(why="no_years")


def _year(mapping: AnswerMapping, place: Place) -> TaxYear:
    head = _Year(mapping, place)
    status = head.text(place, mapping.status)
    if status not in mapping.statuses:
        raise ReplyNotUnderstood(why="tax_status")
    decided_on = head.text(place, mapping.decided_on) if mapping.decided_on else ""
    return TaxYear(
        tax_year(head.text(place, mapping.tax_year), YEARS),
        mapping.statuses[status],
        day(decided_on, "decided_on"),
        head.contents,
    )


class _Year:
    """Reads one year, and notes what it uses."""

    def __init__(self, mapping: AnswerMapping, place: Place) -> None:
        self._mapping = mapping
        self._place = place
        self._used: dict[str, str] = {}

    def contents(self, groups: frozenset[str]) -> Contents:
        """What stands in the permitted groups; nothing else is looked at.

        Raises:
            ReplyNotUnderstood: not in the declared form.
        """
        mapping = self._mapping
        unknown: list[str] = []
        items: list[Item] = []
        deductions: list[Deduction] = []
        holdings: list[Holding] = []
        if CAPITAL_INCOME in groups:
            items += self._items()
            known = {rule.at.keys for rule in mapping.incomes}
            for group in mapping.all_incomes:
                holders = group.at.group_from(self._place, may_be_missing=group.may_be_missing)
                unknown += self._unknown(group.at, holders, known)
        if DEDUCTIONS in groups:
            deductions += self._deductions()
        if FOREST in groups:
            holdings += self._holdings()
            at = mapping.forests.at
            if at.holder.steps:
                holders = at.holder.all_from(self._place)
                unknown += self._unknown(at.holder, holders, {at.keys})
        return Contents(
            tuple(items), tuple(deductions), tuple(holdings), tuple(unknown), dict(self._used)
        )

    def text(self, start: Place, path: JsonPath) -> str:
        """A text or number as text, noted as used; ``""`` where there is none.

        Raises:
            ReplyNotUnderstood: something else.
        """
        found = path.first_from(start)
        if found is None:
            return ""
        if not isinstance(found.value, str | int | Decimal) or isinstance(found.value, bool):
            raise ReplyNotUnderstood(why="value", element=path.keys[-1])
        text = str(found.value)
        if is_broken(text):
            raise ReplyNotUnderstood(why="value", element=path.keys[-1])
        self._used[found.path] = text
        return text

    def _items(self) -> Iterator[Item]:
        for rule in self._mapping.incomes:
            for place in rule.at.group_from(self._place, may_be_missing=rule.may_be_missing):
                yield Item(
                    rule.kind,
                    rule.name,
                    gross=self._amount(place, rule.gross),
                    costs=self._amount(place, rule.costs),
                    tax=self._amount(place, rule.tax),
                    spot=Spot(place.path),
                    marks=rule.marks,
                )

    def _deductions(self) -> Iterator[Deduction]:
        for rule in self._mapping.deductions:
            for place in rule.at.group_from(self._place, may_be_missing=rule.may_be_missing):
                yield Deduction(
                    rule.kind, rule.name, self._amount(place, rule.amount), Spot(place.path)
                )

    def _holdings(self) -> Iterator[Holding]:
        rule = self._mapping.forests
        for place in rule.at.group_from(self._place, may_be_missing=rule.may_be_missing):
            yield Holding(
                self.text(place, rule.municipality),
                hectares=self._amount(place, rule.hectares),
                interest=self._amount(place, rule.interest),
                spot=Spot(place.path),
            )

    def _unknown(
        self, path: JsonPath, holders: list[Place], known: set[tuple[str, ...]]
    ) -> Iterator[str]:
        """Keys that the mapping does not know: a kind of income must not vanish."""
        for holder in holders:
            if not isinstance(holder.value, dict):
                raise ReplyNotUnderstood(why="value", element=path.keys[-1])
            for key, value in holder.value.items():
                here = (*path.keys, key)
                if is_broken(key):
                    raise ReplyNotUnderstood(why="key", element=path.keys[-1])
                if value and not any(keys[: len(here)] == here for keys in known):
                    yield key

    def _amount(self, start: Place, path: JsonPath | None) -> Decimal | None:
        return None if path is None else amount(self.text(start, path), path.keys[-1])
