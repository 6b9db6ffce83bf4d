"""The whole calculation of one summary: what stands on its two sheets, and how it hangs
together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from robots.casework.words import Purpose, Role, Service
from robots.feelaw.calculation import ledger_for
from robots.feelaw.errors import LawNotKnown
from robots.feelaw.ledger import Ledger
from robots.feelaw.model import Preview
from robots.feelaw.voucher_rules import VoucherRule
from robots.summary.model import Summary, Workings
from robots.workbook.calculation.circumstances import Circumstances, everything_told
from robots.workbook.calculation.county import County
from robots.workbook.calculation.dated import Stage, stages_around
from robots.workbook.calculation.deductions import (
    deductions_of,
    has_time,
    kinds_name,
    kinds_to_choose,
    times_of_previous_homes,
)
from robots.workbook.calculation.expressions import (
    NONE,
    At,
    Cells,
    Expression,
    Text,
    Value,
    When,
    all_of,
    exceeds,
    how_many,
    is_text,
    opposite,
)
from robots.workbook.calculation.fees import (
    People,
    Person,
    home_service_fee,
    institutional_fee,
    may_be_joint,
    person_of,
)
from robots.workbook.calculation.incomes import incomes_of
from robots.workbook.calculation.plan import (
    AMOUNT,
    BEFORE,
    COUNTS,
    GROUND,
    NAME,
    NUMBER,
    PER,
    RESULT,
    WIDTHS,
    Cell,
    Choices,
    Content,
    Entry,
    Plan,
    Steps,
    choices_of,
    key_of,
)
from robots.workbook.calculation.values import values_plan
from robots.workbook.calculation.vouchers import counts_both, has_corresponding_fee, voucher_value
from robots.workbook.layout import Link
from robots.workbook.places import Places
from robots.workbook.wording import Wording

#: The cells of the officer's and the program's results.
RESULT_KEY: Final = "officer_result"
PROGRAM_KEY: Final = "program_result"
OPEN_KEY: Final = "open_rows"


@dataclass(frozen=True, slots=True)
class Calculation:
    """Both sheets before they are written, and the value of each of their cells."""

    sheet: Plan
    values: Plan
    cells: Cells


def calculation_of(summary: Summary, places: Places, words: Wording) -> Calculation | None:
    """The calculation; None where nobody's fee can be worked out, or the day's law is not known."""
    workings = summary.workings
    if workings is None:
        return None
    try:
        stages = stages_around(workings)
        ledger = ledger_for(workings.case, workings.rules)
    except LawNotKnown:
        return None
    return _Building(summary, workings, stages, ledger, places, words).built()


def program_result(preview: Preview) -> Decimal | None:
    """What the program says in the end: a fee, a voucher's value, or the income it rests on."""
    if not preview.complete:
        return None
    if preview.rule == "voucher_income":
        return preview.voucher.value if preview.voucher is not None else preview.basis
    return preview.fee


class _Building:
    def __init__(
        self,
        summary: Summary,
        workings: Workings,
        stages: tuple[Stage, ...],
        ledger: Ledger,
        places: Places,
        words: Wording,
    ) -> None:
        self.summary, self.workings, self.stages = summary, workings, stages
        self.case, self.ledger, self.words = workings.case, ledger, words
        self.choices: Choices = choices_of(words)
        self.plan = Plan(words("sheet_calculation"), WIDTHS)
        self.names = _names(summary, places, words)
        self.rule: VoucherRule | None = None
        if self.case.purpose is Purpose.VOUCHER:
            self.rule = workings.rules.voucher.on(self.case.service, self.case.day)

    def built(self) -> Calculation:
        plan, words = self.plan, self.words
        plan.add(Cell(NUMBER, words("sheet_calculation"), last=GROUND), kind="title")
        plan.add(Cell(NUMBER, words("calculation_note"), last=GROUND), kind="note")
        plan.add(kind="space")
        self._results()
        conditions: list[Expression] = []
        self._section("circumstances")
        Circumstances(
            self.summary, self.workings, self.rule, plan, words, self.choices, conditions
        ).put()
        people = {role: self._person(role) for role in self._roles()}
        self._section("steps")
        heads = ("", "step", "", "", "", "", "", "euros_or_other", "program_value", "ground")
        cells = [Cell(at, words(f"column_{key}") if key else "") for at, key in enumerate(heads, 1)]
        plan.add(*cells, Cell(GROUND, ""), kind="head")
        open_rows = self._open_rows(people, self._is_joint_possible())
        complete = all_of(opposite(exceeds(At(OPEN_KEY), NONE)), everything_told(conditions))
        plan.add(
            Cell(NAME, words("step_complete"), last=BEFORE),
            Cell(RESULT, When(complete, Text(self.choices.yes), Text(self.choices.no)),
                 "calculation_complete", is_named=True),
        )  # fmt: skip
        is_complete = is_yes(self.choices)
        result = self._steps(people, is_complete)
        values = values_plan(self.case, self.workings, self.stages, self.rule, words)
        self._lists(people, values)
        known: dict[str, Expression | Value] = {}
        late = self._late(result, is_complete, open_rows)
        for plan in (self.plan, values):
            plan.rows = [
                replace(row, cells=tuple(_filled(cell, late) for cell in row.cells))
                for row in plan.rows
            ]
            for cell in plan.cells():
                if cell.key:
                    known[cell.key] = _start(cell.content)
        return Calculation(self.plan, values, Cells(known))

    # ------------------------------------------------------------------ the top

    def _results(self) -> None:
        """What came out, and what comes out now: in sight whatever is being changed."""
        words, program = self.words, program_result(self.summary.preview)
        label = words(f"result_{self._what()}")
        self.plan.add(
            Cell(NUMBER, words("program_result", what=label), last=NAME + 1),
            Cell(AMOUNT, words("result_none") if program is None else program, PROGRAM_KEY,
                 "euros", is_named=True),
            Cell(PER, words("officer_result"), last=BEFORE),
            Cell(RESULT, None, RESULT_KEY, "euros", is_named=True),
            Cell(RESULT + 1, words("open_rows"), last=RESULT + 2),
            Cell(GROUND, None, OPEN_KEY, "plain", is_named=True),
            kind="result",
            heading=True,
        )  # fmt: skip

    def _late(
        self, result: At, is_complete: Expression, open_rows: Expression
    ) -> Mapping[str, Expression]:
        """What the cells at the top show, known when everything below has its place."""
        shown = When(is_complete, result, Text(self.words("result_none")))
        return {RESULT_KEY: shown, OPEN_KEY: open_rows}

    def _what(self) -> str:
        if self.case.purpose is Purpose.FEE:
            return "fee"
        return "voucher_basis" if self.rule is None else f"voucher_{self.rule.function.unit}"

    # ------------------------------------------------------------------ persons

    def _roles(self) -> tuple[Role, ...]:
        """Whose figures can matter."""
        if self.case.spouse is None:
            return (Role.CLIENT,)
        if self.case.purpose is Purpose.VOUCHER and not counts_both(self.case, self.rule):
            return (Role.CLIENT,)
        return (Role.CLIENT, Role.SPOUSE)

    def _is_joint_possible(self) -> Expression | None:
        """Whether the spouse's open rows matter; None where they always do."""
        is_7c = self.case.service is not Service.HOME_CARE
        return may_be_joint(self.choices) if is_7c and self.case.spouse is not None else None

    def _person(self, role: Role) -> Person:
        means = self.case.client if role is Role.CLIENT else self.case.spouse
        lines = [line for line in self.ledger.incomes if line.role is role]
        costs = [line for line in self.ledger.deductions if line.role is role]
        forests = {one.id: one for one in self.case.forests if one.owner is role}
        items = {one.id: one for one in means.incomes} if means is not None else {}
        owed = {one.id: one for one in means.deductions} if means is not None else {}
        person = self.words.word("role", role)
        if forests:
            self._section("forests", person=person)
            self._forests(role)
        self._section("incomes_of", person=person)
        incomes = incomes_of(
            role, lines, items, forests, self.names, self.plan, self.words, self.choices
        )
        homes = [owed[line.id] for line in costs if has_time(owed[line.id], line)]
        if homes:
            self._section("previous_homes", person=person)
            times_of_previous_homes(role, homes, self.names, self.plan, self.words, self.case.day)
        self._section("deductions_of", person=person)
        deductions = deductions_of(
            role, self.case, costs, owed, incomes, self.names, self.plan, self.words, self.choices,
            self.stages[0].values, may_deduct=self.rule is None or self.rule.income.deductions,
        )  # fmt: skip
        return person_of(incomes, deductions, self.words)

    def _forests(self, role: Role) -> None:
        """10 i §: hectares, yield, interest, and the cutting value that a client may demand."""
        heads = ("number", "what_income", "", "hectares", "", "yield", "interest", "cutting")
        cells = [
            Cell(at, self.words(f"column_{key}") if key else "") for at, key in enumerate(heads, 1)
        ]
        self.plan.add(*cells, kind="head")
        forests = (one for one in self.case.forests if one.owner is role)
        for at, forest in enumerate(forests, 1):
            yields: Content = Entry(None, "amount")
            if not forest.is_open:
                yields = At(f"forest_yield_{forest.id}".replace("-", "_"))
            entries: tuple[tuple[int, str, Content, Any], ...] = (
                (AMOUNT, "hectares", Entry(forest.hectares, "hours"), "quantity"),
                (COUNTS, "yield", yields, "euros"),
                (BEFORE, "interest", Entry(forest.interest, "amount"), "euros"),
                (RESULT, "cutting", Entry(forest.cutting_value, "amount"), "euros"),
            )
            self.plan.add(
                Cell(NUMBER, at, shape="plain"),
                Cell(NAME, self.names.get(forest.id, forest.municipality)),
                *(
                    Cell(column, content, key_of(role, forest.id, what), shape,
                         is_named=isinstance(content, Entry))
                    for column, what, content, shape in entries
                ),
            )  # fmt: skip

    def _open_rows(self, people: People, is_joint_possible: Expression | None) -> Expression:
        """How many rows the officer must settle, of those whose figures are looked at."""
        counts: dict[Role, Expression] = {
            role: how_many(person.incomes.statuses, Text(self.choices.open))
            + how_many(person.deductions.statuses, Text(self.choices.open))
            for role, person in people.items()
        }
        together = counts[Role.CLIENT]
        if Role.SPOUSE in counts:
            of_spouse = counts[Role.SPOUSE]
            if is_joint_possible is not None:
                of_spouse = When(is_joint_possible, of_spouse, NONE)
            together = together + of_spouse
        return together

    # ------------------------------------------------------------------ steps

    def _steps(self, people: People, is_complete: Expression) -> At:
        case, preview = self.case, self.summary.preview
        steps = Steps(self.plan, self.words, is_complete, preview.steps)
        if case.purpose is Purpose.FEE:
            return self._fee(people, steps)
        result = voucher_value(case, self.rule, people, steps)
        if self.rule is not None and has_corresponding_fee(case, self.rule):
            self._section("corresponding")
            told = preview.voucher.corresponding if preview.voucher is not None else None
            known = [is_complete]
            if case.service is Service.HOME_CARE:
                known.append(exceeds(At("hours_a_month"), NONE))
                known.append(exceeds(At("family_size"), NONE))
            of_fee = Steps(
                self.plan, self.words, all_of(*known), told.steps if told is not None else ()
            )
            self._fee(people, of_fee)
        return result

    def _fee(self, people: People, steps: Steps) -> At:
        case = replace(self.case, purpose=Purpose.FEE)
        if case.service is Service.HOME_CARE:
            act = home_service_fee(case, people, steps)
        else:
            act = institutional_fee(case, people, steps, self.choices)
        policy = self.workings.rules.fees.on(case.day)
        return County(case, policy, people, act, steps, self.choices).fee()

    # ------------------------------------------------------------------ the rest

    def _section(self, key: str, **values: str) -> None:
        self.plan.add(kind="space")
        heading = self.words(f"section_{key}", **values)
        self.plan.add(Cell(NUMBER, heading, last=GROUND), kind="section")

    def _lists(self, people: People, values: Plan) -> None:
        """The kinds of deduction to choose from: too many for a list of its own in a cell."""
        for role in people:
            values.add(kind="space")
            kinds = kinds_to_choose(role, self.case, self.stages[0].values, self.words)
            heading = self.words("kinds_to_choose", person=self.words.word("role", role))
            values.add(Cell(1, heading, last=4), kind="section")
            for at, kind in enumerate(kinds, 1):
                values.add(Cell(1, kind, f"{kinds_name(role)}_{at}"))


def is_yes(choices: Choices) -> Expression:
    """Whether everything is known that the result needs."""
    return is_text(At("calculation_complete"), choices.yes)


def _filled(cell: Cell, late: Mapping[str, Expression]) -> Cell:
    return replace(cell, content=late[cell.key]) if cell.key in late else cell


def _start(content: Content) -> Expression | Value:
    if isinstance(content, Entry):
        return content.start
    if isinstance(content, Link):
        return str(content.text)
    if isinstance(content, int) and not isinstance(content, bool):
        return Decimal(content)
    return content


def _names(summary: Summary, places: Places, words: Wording) -> dict[str, Content]:
    """What each figure is called, leading to its own row."""
    names: dict[str, str] = {}
    for income in (one.income for one in summary.incomes):
        names[income.id] = _named(income.named(words.language), income.payer)
    for cost in (one.cost for one in summary.costs):
        names[cost.id] = _named(cost.name, cost.payee)
    for forest in (one.forest for one in summary.forests):
        names[forest.id] = forest.municipality
    links: dict[str, Content] = {}
    for identifier, name in names.items():
        place = places.of(identifier)
        links[identifier] = (
            name if place is None else Link(name or place.label, place.sheet, place.row)
        )
    return links


def _named(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
