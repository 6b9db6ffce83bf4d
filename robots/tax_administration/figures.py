"""From an answer to incomes and forests: the latest taxation's, by the declared mapping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.answer import Evidence, Finding, ForestHolding, Income
from robots.casework.errors import PersonMismatch
from robots.casework.identifiers import stable_id
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.texts import Language, text
from robots.casework.words import Mark, Per, Role, Severity, Source
from robots.tax_administration.mapping import IncomeRule, Mapping, Stage
from robots.tax_administration.paths import JsonPath, JsonValue, Place
from robots.transport.errors import ReplyNotUnderstood

#: Groups of data of the necessity table.
CAPITAL_INCOME: Final = "capital_income"
FOREST: Final = "forest"

_AMOUNT: Final = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,6})?")
_YEARS: Final = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class TaxYear:
    """One year's taxation as the answer has it."""

    year: int
    stage: Stage
    decided_on: str
    place: Place

    def rank(self) -> tuple[bool, int, int, str]:
        """What is final goes before what is not, then the later before the earlier."""
        return self.stage.is_final, self.year, self.stage.order, self.decided_on


@dataclass(frozen=True, slots=True)
class Figures:
    """What one answer comes to."""

    incomes: tuple[Income, ...]
    forests: tuple[ForestHolding, ...]
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    used: dict[str, str]
    """Place → value as text, of everything that was used."""
    is_complete: bool
    """False when something had to be left out that may be income."""


class Reader:
    """Reads one answer; made anew for each.

    Args:
        groups: the groups of data that the permit names; nothing else is looked at.
        origin: the evidence of the whole answer, of which each figure's own is made.
    """

    def __init__(
        self, mapping: Mapping, role: Role, groups: frozenset[str], *, origin: Evidence
    ) -> None:
        self._mapping = mapping
        self._role = role
        self._groups = groups
        self._origin = origin
        self._evidence: list[Evidence] = []
        self._findings: list[Finding] = []
        self._used: dict[str, str] = {}
        self._is_complete = True

    def read(self, answer: JsonValue, code: IdentityCode) -> Figures:
        """The figures of the latest final taxation; where none is final, of the latest there is.

        Raises:
            PersonMismatch: the answer is not, or not surely, about the person.
            ReplyNotUnderstood: not in the declared form.
        """
        whole = Place("", answer)
        person = self._mapping.person.first_from(whole)
        if person is None or person.value != code.reveal():
            raise PersonMismatch()
        self._refuse_missing_list(whole)
        years = [self._year(place) for place in self._mapping.years.all_from(whole)]
        latest = max(years, key=TaxYear.rank, default=None)
        incomes: list[Income] = []
        forests: list[ForestHolding] = []
        if latest is not None:
            for path in (self._mapping.tax_year, self._mapping.status):
                self._read(latest.place, path)
            if CAPITAL_INCOME in self._groups:
                incomes += self._incomes(latest)
                known = {rule.at.keys for rule in self._mapping.incomes}
                self._ask_about_unknown(latest, self._mapping.all_incomes, known)
            if FOREST in self._groups:
                forests += self._forests(latest)
                at = self._mapping.forests.at
                self._ask_about_unknown(latest, [at.holder] if at.holder.steps else [], {at.keys})
            if any(one.year > latest.year for one in years):
                self._add_finding("tax_newer_provisional", Severity.INFO, tax_year=str(latest.year))
        return Figures(
            tuple(incomes),
            tuple(forests),
            tuple(self._evidence),
            tuple(self._findings),
            self._used,
            self._is_complete,
        )

    def _refuse_missing_list(self, whole: Place) -> None:
        """An answer without the list of years is no answer; an empty list says: no taxation."""
        *above, (key, each) = self._mapping.years.steps
        holder = JsonPath((*above, (key, False))).first_from(whole)
        if each and (holder is None or not isinstance(holder.value, list)):
            raise ReplyNotUnderstood(why="no_years")

    def _year(self, place: Place) -> TaxYear:
        mapping = self._mapping
        year = mapping.tax_year.first_from(place)
        status = mapping.status.first_from(place)
        decided_on = mapping.decided_on and mapping.decided_on.first_from(place)
        if year is None or isinstance(year.value, bool) or str(year.value) not in map(str, _YEARS):
            raise ReplyNotUnderstood(why="tax_year")
        if status is None or str(status.value) not in mapping.statuses:
            raise ReplyNotUnderstood(why="tax_status")
        return TaxYear(
            int(year.value),
            mapping.statuses[str(status.value)],
            str(decided_on.value) if decided_on else "",
            place,
        )

    def _incomes(self, year: TaxYear) -> Iterator[Income]:
        for rule in self._mapping.incomes:
            for place in rule.at.group_from(year.place):
                yield self._income(year, rule, place)

    def _income(self, year: TaxYear, rule: IncomeRule, place: Place) -> Income:
        gross, tax = self._amount(place, rule.gross), self._amount(place, rule.tax)
        kind = text(f"words.income_kind_{rule.kind}", Language.SWEDISH)
        evidence = self._evidence_of(place, year, "income", name_fi=rule.name, name_sv=kind)
        provisional = frozenset() if year.stage.is_final else frozenset({Mark.PROVISIONAL})
        income = Income(
            id=stable_id("i", Source.TAX_ADMINISTRATION, self._role, year.year, place.path),
            role=self._role,
            source=Source.TAX_ADMINISTRATION,
            kind=rule.kind,
            name=rule.name,
            payer="",
            per=Per.YEAR,
            gross=gross,
            tax=tax,
            net=None if gross is None or tax is None else gross - tax,
            costs=self._amount(place, rule.costs) if rule.costs else None,
            period=Period(date(year.year, 1, 1), date(year.year, 12, 31)),
            tax_year=year.year,
            marks=rule.marks | provisional,
            evidence=(evidence.id,),
        )
        if gross is None or tax is None:
            self._add_finding(
                "tax_amount_missing",
                Severity.INFO,
                income.id,
                name=rule.name,
                tax_year=str(year.year),
            )
        return income

    def _forests(self, year: TaxYear) -> Iterator[ForestHolding]:
        rule = self._mapping.forests
        for place in rule.at.group_from(year.place):
            municipality = self._read(place, rule.municipality)
            hectares = self._amount(place, rule.hectares)
            interest = self._amount(place, rule.interest)
            if not municipality or hectares is None:
                self._is_complete = False
                self._add_finding("tax_forest_unclear", Severity.QUESTION, tax_year=str(year.year))
                continue
            evidence = self._evidence_of(place, year, "forest", municipality=municipality)
            yield ForestHolding(
                id=stable_id("f", Source.TAX_ADMINISTRATION, self._role, year.year, place.path),
                role=self._role,
                source=Source.TAX_ADMINISTRATION,
                municipality=municipality,
                hectares=hectares,
                # A loan is the exception: no interest told means that none lowers the income.
                interest=interest or Decimal(0),
                tax_year=year.year,
                evidence=(evidence.id,),
            )

    def _ask_about_unknown(
        self, year: TaxYear, holders: list[JsonPath], known: set[tuple[str, ...]]
    ) -> None:
        """A kind of income or forest that the mapping does not know must not vanish."""
        for path in holders:
            for holder in path.group_from(year.place):
                if not isinstance(holder.value, dict):
                    raise ReplyNotUnderstood(why="value", element=path.keys[-1])
                for key, value in holder.value.items():
                    here = (*path.keys, key)
                    if _is_broken(key):
                        raise ReplyNotUnderstood(why="key", element=path.keys[-1])
                    if value and not any(keys[: len(here)] == here for keys in known):
                        self._is_complete = False
                        self._add_finding(
                            "tax_income_unknown",
                            Severity.QUESTION,
                            name=key,
                            tax_year=str(year.year),
                        )

    def _amount(self, start: Place, path: JsonPath) -> Decimal | None:
        written = self._read(start, path)
        if not written:
            return None
        if not _AMOUNT.fullmatch(written):
            raise ReplyNotUnderstood(why="amount", element=path.keys[-1])
        return Decimal(written)

    def _read(self, start: Place, path: JsonPath) -> str:
        """A text or number as text, noted as used; ``""`` where there is none."""
        found = path.first_from(start)
        if found is None:
            return ""
        if not isinstance(found.value, str | int | Decimal) or isinstance(found.value, bool):
            raise ReplyNotUnderstood(why="value", element=path.keys[-1])
        text = str(found.value)
        if _is_broken(text):
            raise ReplyNotUnderstood(why="value", element=path.keys[-1])
        self._used[found.path] = text
        return text

    def _evidence_of(self, place: Place, year: TaxYear, what: str, **values: str) -> Evidence:
        evidence = replace(
            self._origin,
            id=stable_id("e", Source.TAX_ADMINISTRATION, self._role, place.path),
            what=f"tax_administration_{what}",
            place=place.path,
            values={"tax_year": str(year.year)} | values,
        )
        self._evidence.append(evidence)
        return evidence

    def _add_finding(self, code: str, severity: Severity, *about: str, **values: str) -> None:
        self._findings.append(Finding(code, severity, self._role, values, about))


def _is_broken(text: str) -> bool:
    """Half a character: JSON can say it, and no file can hold it."""
    return any("\ud800" <= character <= "\udfff" for character in text)
