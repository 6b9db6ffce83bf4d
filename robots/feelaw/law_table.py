"""The whole table of the law as plain values with their words: for reading, and as JSON.

What an officer checks line by line with the law in hand: what, value, days, section, act and its
address, quotation, who confirmed it and when. First what needs somebody's eye: values that nobody
has checked for thirteen months, days without a value, and values that were not read in an act or a
ministry's notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from robots.casework.money import in_finnish
from robots.casework.texts import Language, has_text, section_in_words, text
from robots.casework.words import CostKind, IncomeKind, Role, Service
from robots.feelaw.law import Law
from robots.feelaw.law_checks import everything, is_stale
from robots.feelaw.model import Treatment
from robots.feelaw.treatment import treatment_of_cost, treatment_of_income
from robots.feelaw.values import CostRule, Dated, Days, DaysModel, IncomeRule, Missing

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LawTable:
    """What the table is about: the law's files, a day or all of them, today, the language."""

    law: Law
    today: date
    language: Language
    day: date | None = None
    """Only what holds on this day; None for all days."""

    @property
    def day_of_rules(self) -> date:
        """Whose rules on kinds are shown: the asked day, else today or the nearest known."""
        covered = self.law.covered
        return self.day or min(max(self.today, covered.first_day), covered.last_day)

    def entries(self) -> Entry:
        """Everything, under stable keys.

        Raises:
            DayOutsideLaw: the asked day is not among those that the files cover.
        """
        self.law.check_day(self.day_of_rules)
        return {
            "first_day": self.law.covered.first_day.isoformat(),
            "last_day": self.law.covered.last_day.isoformat(),
            "today": self.today.isoformat(),
            "day": self.day.isoformat() if self.day else None,
            "day_of_rules": self.day_of_rules.isoformat(),
            "not_checked": list(self._not_checked()),
            "missing": list(self._missing()),
            "not_read": list(self._not_read()),
            "index": list(self._index()),
            "amounts": list(self._amounts()),
            "income_limits": self._rows("income_limits"),
            "payment_percentages": self._rows("payment_percentages"),
            "incomes": list(self._incomes()),
            "income_rules": self._rules(self.law.incomes.rules),
            "costs": list(self._costs()),
            "cost_rules": self._rules(self.law.costs.rules),
            "services": list(self._services()),
            "not_by_income": list(self._not_by_income()),
            "forest_years": [
                {"tax_year": one.tax_year, **self._cited(one)}
                for one in self._shown(self.law.forest_years.years)
            ],
            "acts": [
                {"act": act, "name": self._name_of_act(act), "address": one.link}
                for act, one in self.law.acts.items()
            ],
        }

    # --- what needs somebody's eye ---------------------------------------------------------------

    def _not_checked(self) -> Iterator[Entry]:
        for what, dated in everything(self.law, self.language):
            if is_stale(dated.checked_on, self.today):
                yield {
                    "what": what.rstrip("."),
                    **_days(dated),
                    "checked_on": dated.checked_on.isoformat(),
                }
        for year, points in self.law.index.points.items():
            if is_stale(points.checked_on, self.today):
                of_year = text("lawreport.index_points", self.language, points=year)
                checked_on = points.checked_on.isoformat()
                on = date(year, 1, 1).isoformat()
                what = of_year.rstrip(".")
                yield {"what": what, "from": on, "until": None, "checked_on": checked_on}

    def _missing(self) -> Iterator[Entry]:
        named: list[tuple[str, tuple[Missing, ...]]] = [
            *((name, amount.missing) for name, amount in self.law.amounts.items()),
            ("income_limits", self.law.tables.income_limits.missing),
            ("payment_percentages", self.law.tables.payment_percentages.missing),
            ("forest_yields", self.law.forest_years.missing),
        ]
        for name, gaps in named:
            for gap in self._shown(gaps):
                yield {
                    "parameter": name,
                    "what": self._parameter(name),
                    **_days(gap),
                    "reason": gap.reason,
                    "why": text(f"missing.{gap.why}", self.language),
                    "checked_on": gap.checked_on.isoformat(),
                }

    def _not_read(self) -> Iterator[Entry]:
        for what, dated in everything(self.law, self.language):
            if dated.confirmed_by in ("derived", "secondary") and self._is_shown(dated):
                yield {"what": what.rstrip("."), **_days(dated), "confirmed_by": dated.confirmed_by}

    # --- values ----------------------------------------------------------------------------------

    def _index(self) -> Iterator[Entry]:
        index, law = self.law.index, self.law
        limits = law.tables.income_limits.values
        for name in index.bound:
            if name == "income_limits":
                for column in range(len(limits[0].rows[0])):
                    by_day = {one.first_day: one.rows[0][column] for one in limits}
                    yield self._chain(f"{self._parameter(name)}: {column + 1}", by_day)
            else:
                values = law.amounts[name].values
                yield self._chain(self._parameter(name), {v.first_day: v.value for v in values})

    def _chain(self, what: str, by_day: dict[date, Decimal]) -> Entry:
        first = by_day[min(by_day)]
        computed = {min(by_day): first, **self.law.index.chain(first)}
        return {
            "what": what,
            "computed": {day.isoformat(): f"{amount:f}" for day, amount in computed.items()},
            "values": {day.isoformat(): f"{amount:f}" for day, amount in sorted(by_day.items())},
            "same": computed == by_day,
        }

    def _amounts(self) -> Iterator[Entry]:
        for name, amount in self.law.amounts.items():
            yield {
                "parameter": name,
                "what": self._parameter(name),
                "unit": amount.unit,
                "values": [
                    {
                        "value": f"{value.value:f}",
                        "in_words": text(
                            f"lawreport.unit_{amount.unit}",
                            self.language,
                            value=_in_unit(value.value, amount.unit),
                        ),
                        **self._cited(value),
                    }
                    for value in self._shown(amount.values)
                ],
            }

    def _rows(self, name: str) -> Entry:
        table = getattr(self.law.tables, name)
        return {
            "what": self._parameter(name),
            "first_row": table.first_row,
            "values": [
                {"rows": [[f"{cell:f}" for cell in row] for row in one.rows], **self._cited(one)}
                for one in self._shown(table.values)
            ],
        }

    def _incomes(self) -> Iterator[Entry]:
        for kind in IncomeKind:
            yield {
                "kind": kind.value,
                "what": self._word("income_kind", kind),
                "services": {
                    service.value: self._treated(
                        "counts", treatment_of_income(kind, service, self.day_of_rules)
                    )
                    for service in Service
                },
            }

    def _costs(self) -> Iterator[Entry]:
        for kind in CostKind:
            yield {
                "kind": kind.value,
                "what": self._word("cost_kind", kind),
                "services": {
                    service.value: {
                        role.value: self._treated(
                            "deducts", treatment_of_cost(kind, service, self.day_of_rules, role)
                        )
                        for role in Role
                    }
                    for service in Service
                },
            }

    def _rules(self, rules: Mapping[str, IncomeRule | CostRule]) -> list[Entry]:
        return [
            {
                "rule": name,
                "in_words": text(f"law.{name}", self.language),
                "kinds": sorted(kind.value for kind in rule.kinds),
                **self._cited(rule),
            }
            for name, rule in rules.items()
            if self._is_shown(rule)
        ]

    def _treated(self, family: str, treatment: Treatment) -> Entry:
        return {
            "counts": treatment.counts.value,
            "in_words": text(f"words.{family}_{treatment.counts}", self.language),
            "section": treatment.section,
            "section_in_words": section_in_words(treatment.section, self.language),
            "reason": text(f"law.{treatment.reason}", self.language),
        }

    def _services(self) -> Iterator[Entry]:
        for service, charged in self.law.services.services.items():
            yield {
                "service": service.value,
                "what": self._word("service", service),
                "basis": charged.basis,
                "fee_section": charged.fee_section,
                "grounds": [
                    {
                        "service_act": ground.service_act,
                        "service_act_name": self._name_of_act(ground.service_act),
                        "service_sections": list(ground.service_sections),
                        "also_named": list(ground.also_named),
                        "called": text(f"services.{ground.called}", self.language)
                        if ground.called
                        else "",
                        **self._cited(ground),
                    }
                    for ground in self._shown(charged.grounds)
                ],
            }

    def _not_by_income(self) -> Iterator[Entry]:
        for entry in self._shown(self.law.services.not_by_income):
            yield {
                "service_act": entry.service_act,
                "service_act_name": self._name_of_act(entry.service_act),
                "service_sections": list(entry.service_sections),
                "services": sorted(service.value for service in entry.services),
                "free": entry.free,
                "why": text(f"services.{entry.why}", self.language),
                **self._cited(entry),
            }

    # --- words -----------------------------------------------------------------------------------

    def _cited(self, dated: Dated) -> Entry:
        return {
            **_days(dated),
            "section": dated.section,
            "section_in_words": section_in_words(dated.section, self.language),
            "act": dated.act,
            "act_name": self._name_of_act(dated.act),
            "address": self.law.acts[dated.act].link,
            "quote": dated.quote,
            "confirmed_by": dated.confirmed_by,
            "source": text(f"sources.{dated.source}", self.language) if dated.source else "",
            "checked_on": dated.checked_on.isoformat(),
        }

    def _shown(self, periods: Iterable[DaysModel]) -> list[DaysModel]:
        return [period for period in periods if self._is_shown(period)]

    def _is_shown(self, period: Days) -> bool:
        return self.day is None or period.holds_on(self.day)

    def _parameter(self, name: str) -> str:
        return text(f"parameters.{name}", self.language)

    def _word(self, family: str, value: str) -> str:
        return text(f"words.{family}_{value}", self.language)

    def _name_of_act(self, act: str) -> str:
        name = f"acts.{act}"
        return text(name, self.language) if has_text(name) else act


def _days(period: Days) -> Entry:
    return {
        "from": period.first_day.isoformat(),
        "until": period.last_day.isoformat() if period.last_day else None,
    }


def _in_unit(value: Decimal, unit: str) -> str:
    if unit == "share":
        return f"{(value * 100).normalize():f}".replace(".", ",")
    return in_finnish(value) if unit.startswith("eur") else f"{value:f}"
